#include "scenarios/terms.hpp"

#include <algorithm>
#include <map>

#include "scenarios/scenario.hpp"

namespace hearth {

std::vector<std::string> known_benefit_keys()
{
    return {"who",         "setting",     "tier",        "disease",       "enrolled_in",
            "take_up",     "base",        "deductible",  "nth_admission", "referral_up",
            "referral_down", "ratio",     "bands",       "floor_ratio",   "period",
            "ceiling",     "guarantee",   "fund",        "share",         "applies",
            "for",         "title"};
}

namespace {

std::size_t rank_in(const std::vector<std::string>& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

using Keys = std::map<std::string, Node>;

// Reads the terms of one variant from the values in effect.
struct TermsReader {
    const law::Stack& stack;
    law::Segment& segment;
    Reader read;
    std::string path;
    const Keys& keys;
    law::Terms terms{};

    const Node* find(const std::string& key) const
    {
        const auto at = keys.find(key);
        return at == keys.end() ? nullptr : &at->second;
    }

    std::uint32_t name_bits(const std::string& key, const std::vector<std::string>& names)
    {
        const Node* node = find(key);
        if (!node) return ~0u;
        std::uint32_t bits = 0;
        if (!node->list()) read.refuse(*node, path + key, "must be a list of names");
        else
            for (const Node& item : *node->list()) bits |= 1u << read.choice(item, path + key, names);
        return bits;
    }

    // One amount, or one per tier (every tier named).
    template <class Read>
    bool by_tier(const Node& node, const std::string& key, Read&& one)
    {
        if (!node.table()) {
            for (std::size_t t = 0; t < stack.tiers.size(); ++t) one(t, node, key);
            return false;
        }
        read.known_keys(node, path.substr(0, path.size() - 1) + "." + key, stack.tiers);
        for (std::size_t t = 0; t < stack.tiers.size(); ++t) {
            if (const Node* own = node.find(stack.tiers[t])) one(t, *own, key + "." + stack.tiers[t]);
            else
                read.faults.add(node.place, path + key + " (no value for tier \"" + stack.tiers[t]
                                    + "\": name every tier)");
        }
        return true;
    }

    void scope()
    {
        if (const Node* n = find("applies")) terms.applies = read.boolean(*n, path + "applies");
        terms.settings = static_cast<std::uint8_t>(name_bits("setting", {"inpatient", "outpatient"}));
        terms.tiers = static_cast<std::uint16_t>(name_bits("tier", stack.tiers));
        if (const Node* n = find("take_up")) terms.take_up = read.ratio(*n, path + "take_up");
        if (const Node* n = find("enrolled_in"))
            terms.scheme = static_cast<std::int8_t>(
                read.choice(*n, path + "enrolled_in", stack.schemes));
        if (const Node* n = find("disease")) {
            std::vector<bool> list(stack.diseases.size(), false);
            for (const std::string& code : read.texts(*n, path + "disease"))
                list[rank_in(stack.diseases, code)] = true;
            terms.diseases = static_cast<std::int16_t>(segment.disease_lists.size());
            segment.disease_lists.push_back(std::move(list));
        }
        if (const Node* n = find("base"))
            terms.base = static_cast<law::Base>(
                read.choice(*n, path + "base", {"remaining", "compliant", "remaining_compliant"}));
        if (const Node* n = find("period"))
            terms.period =
                static_cast<law::Period>(read.choice(*n, path + "period", {"claim", "year"}));
    }

    void deductible()
    {
        bool tiered = false;
        if (const Node* n = find("deductible"))
            tiered = by_tier(*n, "deductible", [&](std::size_t t, const Node& v, const std::string& k) {
                terms.deductible[t] = read.money(v, path + k);
            });
        const Node* nth = find("nth_admission");
        if (nth) multipliers(*nth);
        const std::vector<std::string> rules{"full", "difference", "waived"};
        const Node* up = find("referral_up");
        const Node* down = find("referral_down");
        if (up) terms.referral_up = static_cast<law::Referral>(read.choice(*up, path + "referral_up", rules));
        if (down)
            terms.referral_down =
                static_cast<law::Referral>(read.choice(*down, path + "referral_down", rules));
        if (terms.period == law::Period::year && (tiered || nth || up || down))
            read.faults.add((nth ? nth : up ? up : down ? down : find("deductible"))->place,
                            path + "period = \"year\" (has one deductible for the year: no per-tier "
                                   "deductible, nth_admission or referral rule)");
    }

    void multipliers(const Node& node)
    {
        const std::string key = path + "nth_admission";
        if (!node.list() || node.list()->empty()
            || node.list()->size() > static_cast<std::size_t>(law::most_multipliers)) {
            read.refuse(node, key, "must be a list of 1 to 8 multipliers");
            return;
        }
        terms.multipliers = static_cast<int>(node.list()->size());
        for (std::size_t i = 0; i < node.list()->size(); ++i)
            terms.nth_admission[i] = read.ratio((*node.list())[i], key, 10.0);
    }

    void one_band(const Node& ratio, const std::string& key, law::Band& band)
    {
        by_tier(ratio, key, [&](std::size_t t, const Node& v, const std::string& k) {
            band.ratio[t] = read.ratio(v, path + k);
        });
    }

    void schedule()
    {
        const Node* ratio = find("ratio");
        const Node* bands = find("bands");
        if (ratio && bands)
            read.faults.add(bands->place, path + "bands (ratio and bands are alternatives: give one)");
        if (ratio) {
            terms.band_count = 1;
            one_band(*ratio, "ratio", terms.bands[0]);
        }
        if (bands) read_bands(*bands);
        if (const Node* n = find("floor_ratio")) terms.floor_ratio = read.ratio(*n, path + "floor_ratio");
    }

    void read_bands(const Node& node)
    {
        if (!node.list() || node.list()->empty()
            || node.list()->size() > static_cast<std::size_t>(law::most_bands)) {
            read.refuse(node, path + "bands", "must be a list of 1 to 8 bands { from, ratio }");
            return;
        }
        terms.band_count = static_cast<int>(node.list()->size());
        for (std::size_t i = 0; i < node.list()->size(); ++i) {
            const Node& item = (*node.list())[i];
            read.known_keys(item, path + "bands", {"from", "ratio"});
            const Node* from = item.find("from");
            const Node* ratio = item.find("ratio");
            if (!from || !ratio) {
                read.faults.add(item.place, path + "bands (each band has from and ratio)");
                continue;
            }
            law::Band& band = terms.bands[i];
            band.from = read.money(*from, path + "bands.from");
            one_band(*ratio, "bands.ratio", band);
            if (i > 0 && band.from <= terms.bands[i - 1].from)
                read.refuse(*from, path + "bands.from", "bands must ascend");
        }
    }

    void ceilings()
    {
        const Node* node = find("ceiling");
        if (!node) return;
        read.known_keys(*node, path + "ceiling", {"claim", "year", "lifetime"});
        if (const Node* n = node->find("claim")) terms.ceiling.claim = read.money(*n, path + "ceiling.claim");
        if (const Node* n = node->find("year")) terms.ceiling.year = read.money(*n, path + "ceiling.year");
        if (const Node* n = node->find("lifetime"))
            terms.ceiling.lifetime = read.money(*n, path + "ceiling.lifetime");
    }

    void guarantee()
    {
        const Node* node = find("guarantee");
        if (!node) return;
        law::Guarantee& g = terms.guarantee;
        g.present = true;
        const std::string at = path + "guarantee";
        read.known_keys(*node, at, {"min_ratio", "max_oop", "period", "rule", "of"});
        if (const Node* n = node->find("min_ratio")) {
            g.has_min_ratio = true;
            g.min_ratio = read.ratio(*n, at + ".min_ratio");
        }
        if (const Node* n = node->find("max_oop")) {
            g.has_max_oop = true;
            g.max_oop = read.money(*n, at + ".max_oop");
        }
        if (!g.has_min_ratio && !g.has_max_oop)
            read.faults.add(node->place, at + " (promises nothing: give min_ratio, max_oop or both)");
        if (const Node* n = node->find("period"))
            g.period = static_cast<law::Period>(read.choice(*n, at + ".period", {"claim", "year"}));
        if (const Node* n = node->find("rule"))
            g.rule = static_cast<law::Promises>(read.choice(*n, at + ".rule", {"all", "any"}));
        if (const Node* n = node->find("of"))
            g.of_compliant = read.choice(*n, at + ".of", {"charge", "compliant"}) == 1;
    }

    void shares()
    {
        if (const Node* n = find("share")) {
            const auto shares_read = read_shares(*n, path + "share", stack.levels, read.faults);
            if (!n->table()) return;
            for (const Node::Member& m : *n->table()) {
                const auto at = static_cast<std::size_t>(terms.share_count++);
                terms.share_of[at] = static_cast<std::uint8_t>(rank_in(stack.levels, m.key));
                terms.shares[at] = shares_read[terms.share_of[at]];
            }
        }
    }

    law::Terms all()
    {
        scope();
        deductible();
        schedule();
        ceilings();
        guarantee();
        shares();
        return terms;
    }
};

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
    variants.push_back(TermsReader{stack, segment, read, path + ".", own}.all());
    auto tilt_keys = known_benefit_keys();
    std::erase_if(tilt_keys, [](const std::string& k) { return k == "for" || k == "who" || k == "fund"; });
    for (const LayerSource::Tilt& tilt : layer.tilts) {
        const std::string at = path + ".for." + stack.categories[tilt.category];
        read.known_keys(*tilt.section, at, tilt_keys);
        Keys keys = own;
        overlay(keys, *tilt.section, day);
        variants.push_back(TermsReader{stack, segment, read, at + ".", keys}.all());
    }
    return variants;
}

} // namespace hearth
