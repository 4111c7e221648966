// A case's rows and cells: the bills, what becomes of them, and where each layer's lines stand.
#include "report/settlement_sheet.hpp"

#include <algorithm>
#include <cmath>

#include <xlsxwriter.h>

#include "report/names.hpp"
#include "words/say.hpp"

namespace hearth::report::settlement {

namespace {

std::string cell(std::uint32_t row, std::uint16_t column, bool fixed = false)
{
    char name[LXW_MAX_CELL_NAME_LENGTH];
    if (fixed) lxw_rowcol_to_cell_abs(name, row, column, 1, 1);
    else lxw_rowcol_to_cell(name, row, column);
    return name;
}

// "1-3, 5" of places counted from 0.
std::string ranges(const std::set<std::size_t>& all)
{
    std::string text;
    for (auto at = all.begin(); at != all.end();) {
        const std::size_t first = *at;
        std::size_t last = first;
        while (++at != all.end() && *at == last + 1) ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(first + 1);
        if (last > first) text += "-" + std::to_string(last + 1);
    }
    return text;
}

std::string names_of(std::uint32_t bits, const std::vector<std::string>& labels)
{
    std::string all;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (bits >> i & 1) all += (all.empty() ? "" : ", ") + group_name("label:" + labels[i]);
    return all;
}

} // namespace

std::string CaseSheet::ref(std::uint32_t row) const { return cell(row, static_cast<std::uint16_t>(first_bill_column + at_)); }

std::uint32_t CaseSheet::row_of(int line, const std::string& label, const std::string& how, Look look)
{
    return sections_[section_].lines.try_emplace(line, LineOf{label, how, 0, look}).first->second.row;
}

void CaseSheet::write(std::uint32_t row, Look look, const std::string& text, double value)
{
    if (placed_) cells_.push_back({row, static_cast<std::uint16_t>(first_bill_column + at_), look, text, value});
}

Amount CaseSheet::put(int line, const std::string& label, const std::string& how, const Whole& fen, Look look)
{
    const std::uint32_t row = row_of(line, label, how, look);
    write(row, look, "=" + fen.text + "/100", in_yuan({fen.value}));
    return {ref(row), fen.value};
}

Amount CaseSheet::known(int line, const std::string& label, const std::string& how, Money amount, Look look)
{
    const std::uint32_t row = row_of(line, label, how, look);
    write(row, look, "", in_yuan(amount));
    return {ref(row), amount.fen};
}

// Days or visits of the bill, listed where a layer counts them.
Whole CaseSheet::count_of(int line, const std::string& label, int value)
{
    const std::size_t layer = std::exchange(section_, 0);
    const std::uint32_t row = row_of(line, say(label), "", Look::count_input);
    section_ = layer;
    if (counted_.insert({line, at_}).second) write(row, Look::count_input, "", value);
    return {"ROUND(" + ref(row) + ",0)", value};
}

Whole CaseSheet::term(int which, const std::string& name, std::int64_t value, Look look, int tier)
{
    TermOf& t = sections_[section_].terms[{which, variant_, tier, value}];
    if (t.bills.empty()) {
        t.label = name;
        if (tier >= 0 && tier < law::most_tiers) t.label += ", " + group_name("tier:" + stack_.tiers[static_cast<std::size_t>(tier)]);
        const law::Layer& layer = stack_.segments[stack_.segment_on(claim_->told.claim.date)].layers[section_ - 1];
        if (variant_ > 0) t.label = say("{}, for {}", t.label, names_of(1u << layer.tilt_categories[variant_ - 1], stack_.categories));
        t.look = look;
        t.value = value;
    }
    t.bills.insert(at_);
    const char* parts = look == Look::yuan_input ? "*100,0)" : look == Look::count_input ? ",0)" : "*1000000,0)";
    return {"ROUND(" + cell(t.row, term_column, true) + parts, value};
}

Whole CaseSheet::yuan_term(int which, const std::string& name, Money m, int tier) { return term(which, name, m.fen, Look::yuan_input, tier); }

Whole CaseSheet::ratio_term(int which, const std::string& name, Ratio r, int tier)
{
    return term(which, name, r.ppm, r.ppm % 100 == 0 ? Look::share_input : Look::fine_share_input, tier);
}

std::string CaseSheet::reason(std::size_t l) const
{
    const law::Claim& c = claim_->told.claim;
    const std::size_t at = stack_.segment_on(c.date);
    const law::Segment& segment = stack_.segments[at];
    const law::Circumstances seen = c.circumstances(claim_->told.earned[0]);
    const std::string key = law::stopped_by(stack_, at, l, seen);
    if (key == "applies") return say("not in force on this day for this person");
    if (key == "who") return say("for holders of {}", names_of(segment.layers[l].terms_for(seen.categories & segment.categories).who, stack_.categories));
    if (key == "setting") return c.setting == law::Setting::inpatient ? say("not for inpatient care") : say("not for outpatient care");
    if (key == "tier") return say("not at tier {}", group_name("tier:" + stack_.tiers[c.tier]));
    return key == "enrolled_in" ? say("has not joined") : say("not for this disease");
}

void CaseSheet::facts()
{
    const law::Claim& c = claim_->told.claim;
    const auto text = [&](int line, const std::string& label, const std::string& words) {
        write(row_of(line, label, "", Look::words), Look::words, words.empty() ? "-" : words);
    };
    const CivilDate day = to_civil(c.date);
    text(day_line, say("day"), fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day));
    text(person_line, say("person"), claim_->person);
    std::string care = c.setting == law::Setting::inpatient ? say("inpatient") : say("outpatient");
    care += ", " + group_name("tier:" + stack_.tiers[c.tier]);
    if (c.referred_from >= 0) care = say("{}, referred from {}", care, group_name("tier:" + stack_.tiers[static_cast<std::size_t>(c.referred_from)]));
    text(care_line, say("care"), c.away ? say("{}, away from home", care) : care);
    text(disease_line, say("disease"), claim_->disease);
    text(labels_line, say("labels held"), names_of(c.categories | claim_->told.earned[0], stack_.categories));
    charge_ = known(charge_line, say("bill"), say("yuan"), c.charge, Look::yuan_input);
    if (c.compliant == c.charge) inside_ = put(inside_line, say("inside the catalogue"), say("yuan; at most the bill"), of(charge_), Look::yuan_input);
    else inside_ = known(inside_line, say("inside the catalogue"), say("yuan; at most the bill"), c.compliant, Look::yuan_input);
}

// The bill's waterfall: what each layer pays, what is left, and whether the engine says the same.
void CaseSheet::outcome(const std::vector<std::optional<Amount>>& paid)
{
    section_ = 0;
    std::vector<Amount> all;
    for (std::size_t l = 0; l < paid.size(); ++l) {
        const int line = layer_lines + static_cast<int>(l);
        const std::string name = say("paid by: {}", group_name("layer:" + stack_.layer_names[l]));
        if (paid[l]) all.push_back(put(line, name, "", of(*paid[l])));
        else write(row_of(line, name, "", Look::yuan), Look::quiet, "-");
    }
    const Amount own = put(own_line, say("out of pocket"), say("the bill less what all layers paid"), of(charge_) - sum(all), Look::pays);
    const double share = charge_.fen == 0 ? 0.0 : (in_yuan({charge_.fen}) - in_yuan({own.fen})) / in_yuan({charge_.fen});
    write(row_of(share_line, say("share of the bill paid"), "", Look::share), Look::share,
          "=IF(" + charge_.at + "=0,0,(" + charge_.at + "-" + own.at + ")/" + charge_.at + ")", share);
    const Amount engine = known(own_engine_line, say("out of pocket by the engine"), say("as settled with the numbers delivered"), {claim_->told.result.back()});
    write(row_of(verdict_line, say("check"), say("every payment and what is left, to the fen"), Look::verdict), Look::verdict,
          "=IF(AND(" + agrees_ + own.at + "=" + engine.at + "),\"" + say("agrees") + "\",\"" + say("differs") + "\")",
          all_agree_ && own.fen == engine.fen ? 1 : 0);
    Amount uncut = own; // what `when` looks at
    if (!cut_.empty()) uncut = put(uncut_line, say("out of pocket before the fund's cut"), "", of(own) - sum(cut_));
    books_[book(Book::own, -1)].push_back(uncut);
    books_[book(Book::all_charges, -1)].push_back(charge_);
}

// A layer's payment, after any cut by its fund; nothing if it does not look at the bill.
std::optional<Amount> CaseSheet::layer(std::size_t l)
{
    const law::Segment& segment = stack_.segments[stack_.segment_on(claim_->told.claim.date)];
    const law::Route& route = claim_->told.route[0];
    const auto at = std::find_if(route.begin(), route.end(), [l](const law::Step& s) { return s.layer == l; });
    section_ = l + 1;
    if (at == route.end()) {
        write(sections_[section_].row, Look::quiet, reason(l));
        return std::nullopt;
    }
    step_ = &*at;
    trace_ = &claim_->told.traces[0][static_cast<std::size_t>(at - route.begin())];
    terms_ = &segment.layers[l].terms_for((claim_->told.claim.categories | claim_->told.earned[0]) & segment.categories);
    variant_ = static_cast<std::size_t>(terms_ - segment.layers[l].variants.data());
    open_.reset();
    before_ = {};
    remains_ = charge_;
    if (!may_open() && trace_->shut) {
        write(sections_[section_].row, Look::quiet, cover_stops() ? say("cover not begun, or the condition is older") : say("not opened yet"));
        return std::nullopt;
    }
    const Amount pay = take();
    note(pay);
    paid_.push_back(pay);
    Amount final = pay; // a fund that ran dry at the month's end cuts it; accounts keep the uncut payment
    const std::int64_t result = claim_->told.result[l];
    if (const std::int64_t cut = trace_->paid.fen - result; cut != 0) {
        cut_.push_back(known(cut_line, say("cut at the month's end, the fund being empty"), say("from the engine: it does not follow changes"), {cut}));
        final = put(after_cut_line, say("pays after the cut"), "", of(pay) - of(cut_.back()), Look::pays);
    }
    const Amount engine = known(engine_line, say("the engine pays"), say("as settled with the numbers delivered"), {result});
    agrees_ += final.at + "=" + engine.at + ",";
    all_agree_ = all_agree_ && final.fen == engine.fen;
    return final;
}

void CaseSheet::settle_all()
{
    books_.clear();
    accounts_.clear();
    opened_.clear();
    counted_.clear();
    for (at_ = 0; at_ < case_.claims.size(); ++at_) {
        claim_ = &case_.claims[at_];
        year_ = to_civil(claim_->told.claim.date).year;
        paid_.clear();
        cut_.clear();
        agrees_.clear();
        all_agree_ = true;
        section_ = 0;
        facts();
        std::vector<std::optional<Amount>> paid;
        for (std::size_t l = 0; l < stack_.layer_names.size(); ++l) paid.push_back(layer(l));
        outcome(paid);
    }
}

// Rows for what the first round found: the bills, then each layer with its terms above its lines.
void CaseSheet::place(std::uint32_t& row)
{
    top_ = row++;
    for (auto& [line, l] : sections_[0].lines) l.row = row++;
    detail_ = row++;
    for (std::size_t s = 1; s < sections_.size(); ++s) {
        sections_[s].row = row++;
        for (auto& [key, t] : sections_[s].terms) t.row = row++;
        for (auto& [line, l] : sections_[s].lines) l.row = row++;
    }
    row += 2;
}

std::string CaseSheet::title() const
{
    std::vector<std::string> parts{case_.story};
    const auto add = [&](const std::string& part) {
        if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    };
    for (const SettledClaim& c : case_.claims) {
        const std::string labels = names_of(c.told.claim.categories, stack_.categories);
        add(say("person {}", c.person));
        add(labels.empty() ? say("no label") : labels);
        add(c.disease);
    }
    std::string all;
    for (const std::string& part : parts)
        if (!part.empty()) all += (all.empty() ? "" : "; ") + part;
    return say("Case {}: {}", number_, all);
}

void CaseSheet::write_labels()
{
    const auto text = [&](std::uint32_t row, int column, Look look, const std::string& words) {
        if (!words.empty()) cells_.push_back({row, static_cast<std::uint16_t>(column), look, words});
    };
    const auto lines = [&](const Section& section) {
        for (const auto& [line, l] : section.lines) {
            text(l.row, 0, l.look == Look::pays ? Look::heading : Look::words, l.label);
            text(l.row, 1, Look::quiet, l.how);
        }
    };
    text(top_, 0, Look::title, title());
    text(detail_, 0, Look::heading, say("How each layer comes to its payment"));
    lines(sections_[0]);
    for (std::size_t s = 1; s < sections_.size(); ++s) {
        for (std::uint16_t column = 0; column < first_bill_column; ++column) // the band across the sheet
            text(sections_[s].row, column, Look::layer, column == 0 ? group_name("layer:" + stack_.layer_names[s - 1]) : " ");
        for (const auto& [key, t] : sections_[s].terms) {
            const std::string bills = say("bills {}", ranges(t.bills));
            text(t.row, 0, Look::words, t.label);
            text(t.row, 1, Look::quiet, t.look == Look::yuan_input ? say("yuan; {}", bills) : t.look == Look::count_input ? say("days; {}", bills) : say("share; {}", bills));
            const bool share = t.look == Look::share_input || t.look == Look::fine_share_input;
            cells_.push_back({t.row, term_column, t.look, "", share ? static_cast<double>(t.value) / ppm_per_one : t.look == Look::count_input ? static_cast<double>(t.value) : in_yuan({t.value})});
        }
        lines(sections_[s]);
    }
    const auto last = static_cast<std::uint16_t>(first_bill_column + case_.claims.size() - 1);
    for (const auto& [line, l] : sections_[0].lines) {
        if (l.look != Look::yuan_input && l.look != Look::yuan && l.look != Look::pays) continue;
        std::int64_t fen = 0;
        for (const SheetCell& c : cells_)
            if (c.row == l.row && c.column >= first_bill_column) fen += std::llround(c.value * 100.0);
        cells_.push_back({l.row, term_column, l.look == Look::pays ? Look::pays : Look::yuan,
                          "=ROUND(SUM(" + cell(l.row, first_bill_column) + ":" + cell(l.row, last) + ")*100,0)/100", in_yuan({fen})});
    }
}

std::vector<SheetCell> CaseSheet::cells(std::uint32_t& row)
{
    settle_all();
    place(row);
    placed_ = true;
    settle_all();
    write_labels();
    return std::move(cells_);
}

} // namespace hearth::report::settlement
