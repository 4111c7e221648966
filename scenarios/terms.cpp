#include "scenarios/terms.hpp"

#include <algorithm>

#include "scenarios/scenario.hpp"
#include "words/say.hpp"

namespace hearth {

std::vector<std::string> known_benefit_keys()
{
    return {"who",         "setting",     "tier",        "disease",       "enrolled_in",
            "take_up",     "base",        "deductible",  "nth_admission", "referral_up",
            "referral_down", "ratio",     "bands",       "floor_ratio",   "period",
            "ceiling",     "guarantee",   "fund",        "share",         "applies",
            "for",         "title",       "unit",        "ceiling_group", "deductible_group",
            "per_visit",   "per_day",     "account",     "away",          "first_self_pay",
            "waiting_days", "exclude_preexisting", "when"};
}

const std::vector<std::string>& layer_keys()
{
    static const std::vector<std::string> keys{"for", "unit", "ceiling_group", "deductible_group", "title"};
    return keys;
}

const Node* TermsReader::find(const std::string& key) const
{
    const auto at = keys_.find(key);
    return at == keys_.end() ? nullptr : &at->second;
}

std::uint32_t TermsReader::name_bits(const std::string& key, const std::vector<std::string>& names)
{
    const Node* node = find(key);
    if (!node) return ~0u;
    std::uint32_t bits = 0;
    if (!node->list()) read_.refuse(*node, path_ + key, say("must be a list of names"));
    else
        for (const Node& item : *node->list()) bits |= 1u << read_.choice(item, path_ + key, names);
    return bits;
}

// One amount, or one per tier (every tier named).
template <class Read>
bool TermsReader::by_tier(const Node& node, const std::string& key, Read&& one)
{
    if (!node.table()) {
        for (std::size_t t = 0; t < stack_.tiers.size(); ++t) one(t, node, key);
        return false;
    }
    read_.known_keys(node, path_.substr(0, path_.size() - 1) + "." + key, stack_.tiers);
    for (std::size_t t = 0; t < stack_.tiers.size(); ++t) {
        if (const Node* own = node.find(stack_.tiers[t])) one(t, *own, key + "." + stack_.tiers[t]);
        else
            read_.faults.add(node.place, say("{} (no value for tier \"{}\": name every tier)", path_ + key, stack_.tiers[t]));
    }
    return true;
}

// A new list of the segment; its index.
std::int16_t TermsReader::disease_list(const Node& node, const std::string& key)
{
    std::vector<bool> list(stack_.diseases.size(), false);
    for (const std::string& code : read_.texts(node, key)) {
        const std::size_t i = rank_in(stack_.diseases, code);
        if (i < list.size()) list[i] = true;
        else read_.faults.add(node.place, say("{} (its items are plain texts; dates stand outside the list)", key));
    }
    segment_.disease_lists.push_back(std::move(list));
    return static_cast<std::int16_t>(segment_.disease_lists.size() - 1);
}

void TermsReader::scope()
{
    if (const Node* n = find("who"))
        if ((terms_.who = read_categories(*n, path_ + "who", stack_.categories, read_.faults)) == 0)
            read_.faults.add(n->place, say("{}who = [] (name at least one category)", path_));
    if (const Node* n = find("applies")) terms_.applies = read_.boolean(*n, path_ + "applies");
    terms_.settings = static_cast<std::uint8_t>(name_bits("setting", {"inpatient", "outpatient"}));
    terms_.tiers = static_cast<std::uint16_t>(name_bits("tier", stack_.tiers));
    if (const Node* n = find("take_up")) terms_.take_up = read_.ratio(*n, path_ + "take_up");
    if (const Node* n = find("enrolled_in"))
        terms_.scheme = static_cast<std::int8_t>(
            read_.choice(*n, path_ + "enrolled_in", stack_.schemes));
    if (const Node* n = find("disease")) terms_.diseases = disease_list(*n, path_ + "disease");
    if (const Node* n = find("base"))
        terms_.base = static_cast<law::Base>(
            read_.choice(*n, path_ + "base", {"remaining", "compliant", "remaining_compliant"}));
    if (const Node* n = find("period"))
        terms_.period =
            static_cast<law::Period>(read_.choice(*n, path_ + "period", {"claim", "year"}));
}

void TermsReader::deductible()
{
    bool tiered = false;
    if (const Node* n = find("deductible"))
        tiered = by_tier(*n, "deductible", [&](std::size_t t, const Node& v, const std::string& k) {
            terms_.deductible[t] = read_.money(v, path_ + k);
        });
    const Node* nth = find("nth_admission");
    if (nth) multipliers(*nth);
    const std::vector<std::string> rules{"full", "difference", "waived"};
    const Node* up = find("referral_up");
    const Node* down = find("referral_down");
    if (up) terms_.referral_up = static_cast<law::Referral>(read_.choice(*up, path_ + "referral_up", rules));
    if (down)
        terms_.referral_down =
            static_cast<law::Referral>(read_.choice(*down, path_ + "referral_down", rules));
    if (const Node* group = find("deductible_group"); group && terms_.period == law::Period::year)
        read_.faults.add(group->place, say("{}deductible_group (a layer with period = \"year\" has a deductible of its own for the year)", path_));
    if (terms_.period == law::Period::year && (tiered || nth || up || down))
        read_.faults.add((nth ? nth : up ? up : down ? down : find("deductible"))->place,
                        say("{}period = \"year\" (has one deductible for the year: no per-tier deductible, nth_admission or referral rule)", path_));
}

void TermsReader::multipliers(const Node& node)
{
    const std::string key = path_ + "nth_admission";
    if (!node.list() || node.list()->empty()
        || node.list()->size() > static_cast<std::size_t>(law::most_multipliers)) {
        read_.refuse(node, key, say("must be a list of 1 to 8 multipliers"));
        return;
    }
    terms_.multipliers = static_cast<int>(node.list()->size());
    for (std::size_t i = 0; i < node.list()->size(); ++i)
        terms_.nth_admission[i] = read_.ratio((*node.list())[i], key, 10.0);
}

void TermsReader::one_band(const Node& ratio, const std::string& key, law::Band& band)
{
    by_tier(ratio, key, [&](std::size_t t, const Node& v, const std::string& k) {
        band.ratio[t] = read_.ratio(v, path_ + k);
    });
}

void TermsReader::schedule()
{
    const Node* ratio = find("ratio");
    const Node* bands = find("bands");
    if (ratio && bands)
        read_.faults.add(bands->place, say("{}bands (ratio and bands are alternatives: give one)", path_));
    if (ratio) {
        terms_.band_count = 1;
        one_band(*ratio, "ratio", terms_.bands[0]);
    }
    if (bands) read_bands(*bands);
    if (const Node* n = find("floor_ratio")) terms_.floor_ratio = read_.ratio(*n, path_ + "floor_ratio");
}

void TermsReader::read_bands(const Node& node)
{
    if (!node.list() || node.list()->empty()
        || node.list()->size() > static_cast<std::size_t>(law::most_bands)) {
        read_.refuse(node, path_ + "bands", say("must be a list of 1 to 8 bands { from, ratio }"));
        return;
    }
    terms_.band_count = static_cast<int>(node.list()->size());
    for (std::size_t i = 0; i < node.list()->size(); ++i) {
        const Node& item = (*node.list())[i];
        read_.known_keys(item, path_ + "bands", {"from", "ratio"});
        const Node* from = item.find("from");
        const Node* ratio = item.find("ratio");
        if (!from || !ratio) {
            read_.faults.add(item.place, say("{}bands (each band has from and ratio)", path_));
            continue;
        }
        law::Band& band = terms_.bands[i];
        band.from = read_.money(*from, path_ + "bands.from");
        one_band(*ratio, "bands.ratio", band);
        if (i > 0 && band.from <= terms_.bands[i - 1].from)
            read_.refuse(*from, path_ + "bands.from", say("bands must ascend"));
    }
}

void TermsReader::ceilings()
{
    const Node* node = find("ceiling");
    if (!node) return;
    read_.known_keys(*node, path_ + "ceiling", {"claim", "year", "lifetime"});
    if (const Node* n = node->find("claim")) terms_.ceiling.claim = read_.money(*n, path_ + "ceiling.claim");
    if (const Node* n = node->find("year")) terms_.ceiling.year = read_.money(*n, path_ + "ceiling.year");
    if (const Node* n = node->find("lifetime"))
        terms_.ceiling.lifetime = read_.money(*n, path_ + "ceiling.lifetime");
}

void TermsReader::guarantee()
{
    const Node* node = find("guarantee");
    if (!node) return;
    law::Guarantee& g = terms_.guarantee;
    g.present = true;
    const std::string at = path_ + "guarantee";
    read_.known_keys(*node, at, {"min_ratio", "max_oop", "period", "rule", "of"});
    if (const Node* n = node->find("min_ratio")) {
        g.has_min_ratio = true;
        g.min_ratio = read_.ratio(*n, at + ".min_ratio");
    }
    if (const Node* n = node->find("max_oop")) {
        g.has_max_oop = true;
        g.max_oop = read_.money(*n, at + ".max_oop");
    }
    if (!g.has_min_ratio && !g.has_max_oop)
        read_.faults.add(node->place, say("{} (promises nothing: give min_ratio, max_oop or both)", at));
    if (const Node* n = node->find("period"))
        g.period = static_cast<law::Period>(read_.choice(*n, at + ".period", {"claim", "year"}));
    if (const Node* n = node->find("rule"))
        g.rule = static_cast<law::Promises>(read_.choice(*n, at + ".rule", {"all", "any"}));
    if (const Node* n = node->find("of"))
        g.of_compliant = read_.choice(*n, at + ".of", {"charge", "compliant"}) == 1;
}

void TermsReader::shares()
{
    if (const Node* n = find("fund"))
        terms_.fund = static_cast<std::int8_t>(read_.choice(*n, path_ + "fund", stack_.funds));
    const Node* n = find("share");
    if (!n) return;
    const auto by_level = read_shares(*n, path_ + "share", stack_.levels, read_.faults);
    if (!n->table()) return;
    for (const Node::Member& m : *n->table()) {
        const std::size_t level = rank_in(stack_.levels, m.key);
        if (level == by_level.size()) continue; // not a share: a fault already told
        terms_.shares.level[terms_.shares.count] = static_cast<std::uint8_t>(level);
        terms_.shares.ratio[terms_.shares.count++] = by_level[level];
    }
}

law::Terms TermsReader::all()
{
    scope();
    cover();
    when();
    first_self_pay();
    deductible();
    schedule();
    away();
    per_visit();
    per_day();
    ceilings();
    guarantee();
    account();
    shares();
    return terms_;
}

namespace {

// Keys of a section in effect on a day, laid over those of the layer.
void overlay(Keys& keys, const Node& section, Date day)
{
    Keys own;
    for (const Node::Member& m : *section.table())
        if (auto value = in_effect(m.node, day)) own[m.key] = std::move(*value);
    if (own.contains("ratio")) keys.erase("bands");
    if (own.contains("bands")) keys.erase("ratio");
    if (own.contains("guarantee"))
        for (const char* dropped : {"deductible", "ratio", "bands", "floor_ratio", "period"})
            keys.erase(dropped);
    for (auto& [key, value] : own) keys[key] = std::move(value);
}

} // namespace

std::vector<law::Terms> layer_variants(const LayerSource& layer, Date day, const law::Stack& stack,
                                       law::Segment& segment, Faults& faults)
{
    Reader read{faults};
    std::vector<law::Terms> variants;
    Keys own;
    const std::string path = "benefit." + layer.name;
    read.known_keys(*layer.section, path, known_benefit_keys());
    overlay(own, *layer.section, day);
    variants.push_back(TermsReader(stack, segment, faults, path + ".", own).all());
    auto tilt_keys = known_benefit_keys();
    std::erase_if(tilt_keys, [](const std::string& k) {
        return std::find(layer_keys().begin(), layer_keys().end(), k) != layer_keys().end();
    });
    for (const LayerSource::Tilt& tilt : layer.tilts) {
        const std::string at = path + ".for." + stack.categories[tilt.category];
        read.known_keys(*tilt.section, at, tilt_keys);
        Keys keys = own;
        overlay(keys, *tilt.section, day);
        variants.push_back(TermsReader(stack, segment, faults, at + ".", keys).all());
    }
    return variants;
}

} // namespace hearth
