// Benefit sections -> law::Stack. Each date at which any value changes begins a segment.
#include <algorithm>
#include <map>

#include "scenarios/scenario.hpp"
#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

std::vector<std::string> texts_or(const Node& document, const std::string& key, Reader& read,
                                  std::vector<std::string> standard)
{
    const Node* node = document.find(key);
    return node ? read.texts(*node, key) : standard;
}

void refuse_too_many(const Node& document, const std::string& key, std::size_t count,
                     std::size_t most, Faults& faults)
{
    if (count > most)
        faults.add(document.place, say("{} has {} entries (at most {})", key, count, most));
}

void refuse_repeats(const Node& document, const std::string& key,
                    std::vector<std::string> names, Faults& faults)
{
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        faults.add(document.place, say("{} names \"{}\" twice (each once)", key, *twice));
}

// The layers of `stack`, with their sections and `for` entries in order of precedence.
std::vector<LayerSource> find_layers(const Node& document, const law::Stack& stack,
                                     const std::vector<std::string>& precedence, Faults& faults)
{
    std::vector<LayerSource> layers;
    const Node* benefits = document.find("benefit");
    std::vector<std::string> known;
    if (benefits && benefits->table())
        for (const Node::Member& m : *benefits->table()) known.push_back(m.key);
    for (const std::string& name : stack.layer_names) {
        const Node* section = benefits ? benefits->find(name) : nullptr;
        if (!section || !section->table()) {
            const Node* at = document.find("stack");
            faults.add(at ? at->place : document.place,
                       say("stack names \"{}\" (there is no section [benefit.{}]{})", name, name, nearest_words(name, known)));
            continue;
        }
        layers.push_back({name, section, {}});
        if (const Node* tilts = section->find("for")) {
            if (tilts->table()) add_tilts(layers.back(), *tilts, stack.categories, precedence, faults);
            else
                faults.add(tilts->place, say("benefit.{}.for = {} (write sections such as [benefit.{}.for.CATEGORY])",
                                             name, tilts->text(), name));
        }
    }
    // A layer that is not in the stack has no effect, but its keys are checked all the same.
    Reader read{faults};
    if (benefits && benefits->table())
        for (const Node::Member& m : *benefits->table())
            read.known_keys(m.node, "benefit." + m.key, known_benefit_keys());
    return layers;
}

std::vector<Date> breakpoints(const std::vector<LayerSource>& layers)
{
    std::vector<Date> dates{always};
    for (const LayerSource& layer : layers)
        for (const Node* section : layer.sections())
            for (const Node::Member& m : *section->table())
                for (const Date d : dates_of(m.node)) dates.push_back(d);
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    return dates;
}

// What holds for the whole stack, whatever the date: units and groups of layers.
struct LayerKeys {
    std::vector<law::Unit> unit;
    std::vector<int> ceiling_group, deductible_group; //!< number of the group or -1
};

int group_of(const LayerSource& layer, const char* key, std::vector<std::string>& names, Reader& read)
{
    const Node* node = layer.section->find(key);
    if (!node) return -1;
    const std::string name = read.text(*node, "benefit." + layer.name + "." + key);
    if (rank_in(names, name) == names.size()) names.push_back(name);
    return static_cast<int>(rank_in(names, name));
}

LayerKeys read_layer_keys(const std::vector<LayerSource>& layers, Faults& faults)
{
    Reader read{faults};
    LayerKeys keys;
    std::vector<std::string> ceilings, deductibles;
    for (const LayerSource& layer : layers) {
        const Node* unit = layer.section->find("unit");
        keys.unit.push_back(unit ? static_cast<law::Unit>(read.choice(
            *unit, "benefit." + layer.name + ".unit", {"person", "household"})) : law::Unit::person);
        keys.ceiling_group.push_back(group_of(layer, "ceiling_group", ceilings, read));
        keys.deductible_group.push_back(group_of(layer, "deductible_group", deductibles, read));
    }
    for (std::size_t a = 0; a < layers.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
            for (const char* key : {"ceiling_group", "deductible_group"}) {
                const auto& group = key[0] == 'c' ? keys.ceiling_group : keys.deductible_group;
                if (group[a] >= 0 && group[a] == group[b] && keys.unit[a] != keys.unit[b])
                    faults.add(layers[a].section->find(key)->place,
                               say("benefit.{}.{} (its layers must have the same unit)", layers[a].name, key));
            }
    return keys;
}

void read_exhaustion(const Node& document, law::Stack& stack, Faults& faults)
{
    Reader read{faults};
    for (const std::string& name : stack.funds) {
        const Node& fund = *document.find("fund")->find(name);
        const Node* node = fund.find("on_exhausted");
        const std::string key = "fund." + name + ".on_exhausted";
        stack.exhaustion.push_back(node ? static_cast<law::Exhaustion>(read.choice(
            *node, key, {"pay", "stop", "prorate"})) : law::Exhaustion::pay);
        if (stack.exhaustion.back() != law::Exhaustion::pay && !fund.find("balance"))
            faults.add(node->place, say("{} (a fund that can run dry needs a balance)", key));
    }
}

law::Segment compile_segment(const std::vector<LayerSource>& layers, Date from,
                             const law::Stack& stack, Faults& faults)
{
    law::Segment segment;
    segment.from = from;
    for (const LayerSource& source : layers) {
        law::Layer layer;
        layer.variants = layer_variants(source, from, stack, segment, faults);
        for (const LayerSource::Tilt& tilt : source.tilts)
            layer.tilt_categories.push_back(static_cast<std::uint8_t>(tilt.category));
        segment.layers.push_back(std::move(layer));
    }
    law::sort_disease_kinds(segment, stack.diseases.size());
    return segment;
}

void read_vocabulary(const Node& document, law::Stack& stack, std::vector<std::string>& precedence,
                     Faults& faults)
{
    Reader read{faults};
    stack.tiers = texts_or(document, "tiers", read,
                           {"village", "township", "county", "city", "outside"});
    stack.categories = texts_or(document, "categories", read, {});
    stack.classes = texts_or(document, "catalogue_classes", read, {});
    stack.layer_names = texts_or(document, "stack", read, {});
    precedence = texts_or(document, "precedence", read, {});
    refuse_too_many(document, "tiers", stack.tiers.size(), law::most_tiers, faults);
    refuse_too_many(document, "categories", stack.categories.size(), law::most_categories, faults);
    refuse_too_many(document, "catalogue_classes", stack.classes.size(), law::most_classes, faults);
    refuse_too_many(document, "stack", stack.layer_names.size(), law::most_layers, faults);
    if (rank_in(stack.layer_names, "oop") < stack.layer_names.size())
        faults.add(document.place, say("stack names \"oop\" (the column of what is out of pocket has that name)"));
    if (stack.tiers.empty()) faults.add(document.place, say("tiers = [] (name at least one tier)"));
    refuse_repeats(document, "tiers", stack.tiers, faults);
    refuse_repeats(document, "categories", stack.categories, faults);
    refuse_repeats(document, "catalogue_classes", stack.classes, faults);
    refuse_repeats(document, "stack", stack.layer_names, faults);
    refuse_repeats(document, "precedence", precedence, faults);
    for (const std::string& c : precedence)
        if (rank_in(stack.categories, c) == stack.categories.size())
            faults.add(document.find("precedence")->place,
                       say("precedence names \"{}\" (not one of the scenario's categories)", c));
}

// The day from which each category is recognised: before it nobody counts as holding it.
std::vector<Date> recognised_from(const Node& document, const law::Stack& stack, Faults& faults)
{
    Reader read{faults};
    std::vector<Date> from(stack.categories.size(), always);
    const Node* sections = document.find("category");
    if (!sections || !sections->table()) return from;
    for (const Node::Member& m : *sections->table())
        if (const Node* n = m.node.find("from"); n && rank_in(stack.categories, m.key) < from.size())
            from[rank_in(stack.categories, m.key)] = read_date(*n, "category." + m.key + ".from", read).value_or(always);
    return from;
}

} // namespace

law::Stack compile_stack(const Node& document, Faults& faults)
{
    law::Stack stack;
    std::vector<std::string> precedence;
    read_vocabulary(document, stack, precedence, faults);
    if (!faults.empty()) return stack;
    const auto layers = find_layers(document, stack, precedence, faults);
    if (!faults.empty()) return stack;
    gather_names(document, layers, stack);
    refuse_too_many(document, "scheme", stack.schemes.size(), law::most_schemes, faults);
    refuse_too_many(document, "fund", stack.funds.size(), law::most_funds, faults);
    refuse_too_many(document, say("levels of government"), stack.levels.size(), law::most_levels, faults);
    refuse_too_many(document, say("disease codes"), stack.diseases.size(), law::most_diseases, faults);
    const std::vector<Date> recognised = recognised_from(document, stack, faults);
    std::vector<Date> dates = breakpoints(layers);
    for (const Date from : recognised) dates.push_back(from);
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    refuse_too_many(document, say("dates at which terms change"), dates.size(), 10'000, faults);
    if (!faults.empty()) return stack;
    read_exhaustion(document, stack, faults);
    read_triggers(document, stack, faults);
    const LayerKeys keys = read_layer_keys(layers, faults);
    for (const Date from : dates) stack.segments.push_back(compile_segment(layers, from, stack, faults));
    for (law::Segment& segment : stack.segments)
        for (std::size_t c = 0; c < recognised.size(); ++c)
            if (segment.from < recognised[c]) segment.categories &= ~(1u << c);
    law::lay_out_ledgers(stack, keys.unit, keys.ceiling_group, keys.deductible_group);
    return stack;
}

} // namespace hearth
