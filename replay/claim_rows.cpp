#include "replay/claim_rows.hpp"

#include <algorithm>
#include <cstring>

namespace hearth {

RowParser::RowParser(const ClaimColumns& column, const Vocabulary& vocabulary, int year)
    : column_(column), vocabulary_(vocabulary), year_(year)
{
    last_date_text_.fill('-'); // no date
}

bool RowParser::at(RowFault& fault, ClaimColumn c) const
{
    fault.column = column_names[static_cast<std::size_t>(c)];
    fault.value = text_of(c).substr(0, 80);
    return false;
}

std::string_view RowParser::text_of(ClaimColumn c) const
{
    const int field = column_.field(c);
    return field < 0 ? std::string_view() : fields_[static_cast<std::size_t>(field)];
}

// An identifier that outlives the row: a piece of the file's text, or a copy if it stood in quotes.
std::string_view RowParser::keep(ClaimColumn c, std::string_view row, std::deque<std::string>& kept) const
{
    const std::string_view text = text_of(c);
    if (text.empty()) return text;
    if (text.data() >= row.data() && text.data() <= row.data() + row.size()) return text;
    return kept.emplace_back(text);
}

bool RowParser::read_names(ClaimColumn c, const std::vector<std::string>& names, std::uint32_t& bits,
                           RowFault& fault) const
{
    std::string_view rest = text_of(c);
    bits = 0;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view name = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (name.empty()) continue;
        const auto at = std::find(names.begin(), names.end(), name);
        if (at == names.end()) {
            const std::string near = nearest(name, names);
            if (near.empty()) return fail(fault, c, word("names what no scenario declares"));
            return fail(fault, c, word("names what no scenario declares; did you mean \"{}\"?"), near);
        }
        bits |= 1u << (at - names.begin());
    }
    return true;
}

bool RowParser::read_tier(ClaimColumn c, int& tier, RowFault& fault) const
{
    const auto& names = vocabulary_.tiers;
    const auto at = std::find(names.begin(), names.end(), text_of(c));
    tier = static_cast<int>(at - names.begin());
    if (at != names.end()) return true;
    std::string all;
    for (const std::string& name : names) all += (name == names.front() ? "" : ", ") + name;
    return fail(fault, c, word("must be one of: {}"), all);
}

namespace {

// All digits -> value; -1 otherwise.
int digits(std::string_view text)
{
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

} // namespace

bool RowParser::read_date(ClaimColumn c, Date& date, RowFault& fault)
{
    const std::string_view text = text_of(c);
    if (text.size() == 10 && std::memcmp(text.data(), last_date_text_.data(), 10) == 0) {
        date = last_date_;
        return true;
    }
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return fail(fault, c, word("must be a date such as 2017-06-01"));
    const CivilDate civil{digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2))};
    if (civil.year < 1900 || civil.year > 2100 || !exists(civil))
        return fail(fault, c, word("must be a day that exists, from 1900 to 2100"));
    date = last_date_ = to_date(civil);
    std::memcpy(last_date_text_.data(), text.data(), 10);
    return true;
}

bool RowParser::read_money(ClaimColumn c, Money& amount, RowFault& fault) const
{
    const std::string_view text = text_of(c);
    std::int64_t fen = 0;
    int whole = 0;
    std::size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && whole < 12; ++i, ++whole)
        fen = fen * 10 + (text[i] - '0');
    int decimals = 0;
    if (i < text.size() && text[i] == '.')
        for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9' && decimals < 3; ++i, ++decimals)
            if (decimals < 2) fen = fen * 10 + (text[i] - '0');
    if (whole == 0 || i < text.size() || text.back() == '.')
        return fail(fault, c, decimals > 2 ? word("must have at most two decimals")
                                           : word("must be an amount in yuan such as 1234.50, 0 to 1,000,000,000"));
    if (decimals > 2) return fail(fault, c, word("must have at most two decimals"));
    for (; decimals < 2; ++decimals) fen *= 10;
    amount = {fen};
    return amount <= largest_amount || fail(fault, c, word("must be at most 1,000,000,000 yuan"));
}

bool RowParser::read_count(ClaimColumn c, int least, int most, std::int16_t& value, RowFault& fault) const
{
    const std::string_view text = text_of(c);
    const int n = text.empty() || text.size() > 5 ? -1 : digits(text);
    value = static_cast<std::int16_t>(n);
    return (n >= least && n <= most)
        || fail(fault, c, word("must be a whole number from {} to {}"), least, most);
}

// Two spellings of one identifier would split a person's accounts: refuse what the eye cannot see.
bool RowParser::read_identifier(ClaimColumn c, RowFault& fault) const
{
    const std::string_view text = text_of(c);
    if (text.empty()) return fail(fault, c, word("must not be empty"));
    if (text.size() > 200) return fail(fault, c, word("must have at most 200 bytes"));
    if (text.front() == ' ' || text.back() == ' ') return fail(fault, c, word("must not begin or end with a space"));
    bool ascii = true;
    for (const char letter : text) {
        ascii = ascii && static_cast<unsigned char>(letter) < 0x80;
        if (static_cast<unsigned char>(letter) < 0x20) return fail(fault, c, word("must not hold control characters"));
    }
    if (ascii) return true;
    if (!is_utf8(text)) return fail(fault, c, word("must be UTF-8"));
    return text.find("\xEF\xBB\xBF") == std::string_view::npos || fail(fault, c, word("must not hold a byte-order mark"));
}

bool RowParser::read_core(ClaimRow& out, RowFault& fault)
{
    law::Claim& claim = out.claim;
    if (!read_identifier(ClaimColumn::person, fault)) return false;
    if (!read_date(ClaimColumn::date, claim.date, fault)) return false;
    const std::string_view setting = text_of(ClaimColumn::setting);
    if (setting == "inpatient") claim.setting = law::Setting::inpatient;
    else if (setting == "outpatient") claim.setting = law::Setting::outpatient;
    else return fail(fault, ClaimColumn::setting, word("must be inpatient or outpatient"));
    int tier = 0;
    if (!read_tier(ClaimColumn::tier, tier, fault)) return false;
    claim.tier = static_cast<std::uint8_t>(tier);
    if (!text_of(ClaimColumn::referred_from).empty()) {
        if (!read_tier(ClaimColumn::referred_from, tier, fault)) return false;
        claim.referred_from = static_cast<std::int8_t>(tier);
    }
    if (const std::string_view code = text_of(ClaimColumn::disease); !code.empty())
        claim.disease = static_cast<std::int16_t>(vocabulary_.disease(code));
    if (column_.field(ClaimColumn::enrolled) >= 0 && !vocabulary_.schemes.empty()
        && !read_names(ClaimColumn::enrolled, vocabulary_.schemes, claim.schemes, fault))
        return false;
    return read_names(ClaimColumn::categories, vocabulary_.categories, claim.categories, fault);
}

bool RowParser::read_amounts(law::Claim& claim, RowFault& fault) const
{
    if (!read_money(ClaimColumn::charge, claim.charge, fault)) return false;
    claim.compliant = claim.charge;
    if (text_of(ClaimColumn::compliant).empty()) return true;
    if (!read_money(ClaimColumn::compliant, claim.compliant, fault)) return false;
    return claim.compliant <= claim.charge || fail(fault, ClaimColumn::compliant, word("must not exceed the charge"));
}

bool RowParser::read_further(law::Claim& claim, RowFault& fault)
{
    const bool inpatient = claim.setting == law::Setting::inpatient;
    if (column_.field(ClaimColumn::household) >= 0 && !read_identifier(ClaimColumn::household, fault)) return false;
    if (column_.field(ClaimColumn::days) >= 0 && (inpatient || !text_of(ClaimColumn::days).empty())
        && !read_count(ClaimColumn::days, 0, 3'660, claim.days, fault))
        return false;
    if (!text_of(ClaimColumn::visits).empty() && !read_count(ClaimColumn::visits, 1, 10'000, claim.visits, fault)) return false;
    if (const std::string_view away = text_of(ClaimColumn::away); !away.empty()) {
        if (away != "0" && away != "1") return fail(fault, ClaimColumn::away, word("must be 0 or 1"));
        claim.away = away == "1";
    }
    if (!text_of(ClaimColumn::onset).empty() && !read_date(ClaimColumn::onset, claim.onset, fault)) return false;
    if (!text_of(ClaimColumn::joined).empty() && !read_date(ClaimColumn::joined, claim.joined, fault)) return false;
    if (const std::string_view name = text_of(ClaimColumn::catalogue_class); !name.empty() && !vocabulary_.classes.empty()) {
        const auto at = std::find(vocabulary_.classes.begin(), vocabulary_.classes.end(), name);
        if (at == vocabulary_.classes.end())
            return fail(fault, ClaimColumn::catalogue_class, word("must be one of the scenario's catalogue_classes"));
        claim.catalogue_class = static_cast<std::uint8_t>(at - vocabulary_.classes.begin() + 1);
    }
    return true;
}

bool RowParser::parse_row(std::string_view row, ClaimRow& out, RowFault& fault, std::deque<std::string>& kept)
{
    if (const char* rule = split_row(row, fields_, scratch_)) {
        fault.breaks(rule);
        return false;
    }
    if (fields_.size() != column_.header().size()) {
        fault.breaks(word("has {} fields (the header names {})"), fields_.size(), column_.header().size());
        return false;
    }
    if (!read_core(out, fault) || !read_amounts(out.claim, fault) || !read_further(out.claim, fault)) return false;
    out.person = keep(ClaimColumn::person, row, kept);
    out.household = keep(ClaimColumn::household, row, kept);
    return true;
}

void RowParser::parse(std::string_view text, std::uint64_t first_row, std::uint64_t first_line, ParsedRows& out)
{
    out.claims.clear();
    out.faults.clear();
    out.faulty.clear();
    out.kept.clear();
    out.rows = 0;
    std::uint64_t line = first_line;
    while (!text.empty()) {
        const std::size_t length = row_length(text);
        const std::string_view row = without_line_end(text.substr(0, length));
        const std::uint64_t here = line;
        line += length == row.size() ? 0 : count_lines(text.substr(0, length));
        text.remove_prefix(length);
        if (row.empty()) continue; // a blank line is no row
        ClaimRow& claim = out.claims.emplace_back();
        claim.row = first_row + out.rows++;
        claim.line = here;
        claim.text = row;
        if (RowFault fault; !parse_row(row, claim, fault, out.kept)) {
            fault.line = here;
            out.faults.push_back(std::move(fault));
            out.faulty.push_back(row);
            out.claims.pop_back();
        } else if (year_ != 0 && !(claim.claim.date < first_day_of(year_ + 1))) {
            out.claims.pop_back(); // what comes later has no bearing on that year
        }
    }
}

} // namespace hearth
