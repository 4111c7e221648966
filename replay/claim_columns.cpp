// Which columns a scenario needs, and where a file has them.
#include <algorithm>

#include "replay/claim_rows.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

const std::array<const char*, columns> column_names{
    "person", "categories", "date", "setting", "tier", "disease", "charge", "compliant", "referred_from",
    "enrolled", "household", "days", "visits", "away", "onset", "joined", "catalogue_class"};

namespace {

// The key of a layer's terms that needs a column; null if none does.
const char* key_that_needs(ClaimColumn c, const law::Terms& t)
{
    switch (c) {
    case ClaimColumn::categories: return t.who != 0 ? "who" : nullptr;
    case ClaimColumn::disease:
        if (t.diseases >= 0) return "disease";
        return t.when.diseases >= 0 ? "when.disease" : nullptr;
    case ClaimColumn::compliant:
        if (t.guarantee.present) return t.guarantee.of_compliant ? "guarantee.of" : nullptr;
        return t.base != law::Base::remaining && !t.per_day.pays ? "base" : nullptr;
    case ClaimColumn::referred_from:
        if (t.referral_up != law::Referral::full) return "referral_up";
        return t.referral_down != law::Referral::full ? "referral_down" : nullptr;
    case ClaimColumn::days: return t.per_day.pays || t.per_day.ceiling < unlimited ? "per_day" : nullptr;
    case ClaimColumn::visits: return t.per_visit != law::PerVisit{} ? "per_visit" : nullptr;
    case ClaimColumn::away: return t.away_cut.ppm > 0 || t.delay_days > 0 ? "away" : nullptr;
    case ClaimColumn::onset:
    case ClaimColumn::joined:
        if (t.exclude_preexisting) return "exclude_preexisting";
        return t.waiting_days >= 0 ? "waiting_days" : nullptr;
    case ClaimColumn::catalogue_class:
        return t.first_self_pay != decltype(t.first_self_pay){} ? "first_self_pay" : nullptr;
    default: return nullptr;
    }
}

// Why a scenario needs a column; empty if it does not.
std::string need_for(ClaimColumn c, const Scenario& s)
{
    switch (c) {
    case ClaimColumn::person: case ClaimColumn::date: case ClaimColumn::setting: case ClaimColumn::tier: case ClaimColumn::charge:
        return say("every claims file has it");
    default: break;
    }
    const law::Stack& stack = s.stack;
    for (const law::Segment& segment : stack.segments)
        for (std::size_t l = 0; l < segment.layers.size(); ++l) {
            const law::Layer& layer = segment.layers[l];
            if (c == ClaimColumn::categories && !layer.tilt_categories.empty())
                return say("scenario {} needs it for benefit.{}.{}", s.name, stack.layer_names[l], "for");
            for (const law::Terms& t : layer.variants)
                if (const char* key = key_that_needs(c, t))
                    return say("scenario {} needs it for benefit.{}.{}", s.name, stack.layer_names[l], key);
        }
    if (c == ClaimColumn::household && stack.uses_households())
        return say("scenario {} keeps accounts of households", s.name);
    return "";
}

} // namespace

bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t more = c < 0x80 ? 0 : c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : 9;
        if (more == 9 || i + more >= text.size()) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        i += more + 1;
    }
    return true;
}

namespace {

// Columns read only where a scenario needs them: what else stands there is the file's own affair.
bool only_if_needed(ClaimColumn c)
{
    return c >= ClaimColumn::household && c < ClaimColumn::count;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all.substr(0, 300);
}

} // namespace

ClaimColumns::ClaimColumns(const std::string& file, const std::string& header,
                           std::span<const Scenario> scenarios, const std::map<std::string, std::string>& renamed)
    : file_(file)
{
    const std::string at = file + ":1: ";
    if (!is_utf8(header)) throw InputError(at + say("the header is not UTF-8 (save the file as CSV UTF-8)"));
    std::vector<std::string_view> fields;
    std::string scratch;
    if (const char* rule = split_row(header, fields, scratch)) throw InputError(at + say(rule));
    header_.assign(fields.begin(), fields.end());
    if (header_.size() == 1 && header.find_first_of(";\t") != std::string::npos)
        throw InputError(at + (header.find(';') != std::string::npos
                                   ? say("the separator looks like \";\" (columns are separated by commas)")
                                   : say("the separator looks like a tab (columns are separated by commas)")));
    std::string faults;
    for (std::size_t i = 0; i < columns; ++i) {
        const auto other = renamed.find(column_names[i]);
        const std::string name = other == renamed.end() ? column_names[i] : other->second;
        const auto found = std::find(header_.begin(), header_.end(), name);
        field_[i] = found == header_.end() ? -1 : static_cast<int>(found - header_.begin());
        if (std::count(header_.begin(), header_.end(), name) > 1)
            faults += at + say("column \"{}\" stands twice", name) + "\n";
        std::string need = other == renamed.end() ? "" : say("--columns names it");
        for (const Scenario& s : scenarios)
            if (need.empty()) need = need_for(static_cast<ClaimColumn>(i), s);
        if (need.empty() && only_if_needed(static_cast<ClaimColumn>(i))) field_[i] = -1;
        if (field_[i] >= 0 || need.empty()) continue;
        const std::string near = nearest(name, header_);
        faults += at
            + (near.empty() ? say("column \"{}\" is missing ({})", name, need)
                            : say("column \"{}\" is missing ({}; the nearest column is \"{}\")", name, need, near))
            + "\n";
    }
    if (!faults.empty())
        throw InputError(faults + say("the file's columns: {} (--columns person=NAME,... tells hearth other names)", listed(header_)));
}

} // namespace hearth
