// Benefit sections -> law::Stack. Each date at which any value changes begins a segment.
#include <algorithm>
#include <map>

#include "scenarios/scenario.hpp"
#include "scenarios/terms.hpp"

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
        faults.add(document.place, key + " has " + std::to_string(count) + " entries (at most "
                       + std::to_string(most) + ")");
}

void refuse_repeats(const Node& document, const std::string& key,
                    std::vector<std::string> names, Faults& faults)
{
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        faults.add(document.place, key + " names \"" + *twice + "\" twice (each once)");
}

// Levels of government, funds and diseases are known by being named.
void add_name(std::vector<std::string>& names, const std::string& name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void gather_names(const Node& document, const std::vector<LayerSource>& layers, law::Stack& stack)
{
    for (const auto& layer : layers)
        for (const Node* section : layer.sections())
            for (const Node::Member& m : *section->table()) {
                const auto visit = [&](const Node& value) {
                    if (m.key == "disease" && value.list())
                        for (const Node& item : *value.list())
                            if (const auto* code = std::get_if<std::string>(&item.value))
                                add_name(stack.diseases, *code);
                    if (m.key == "share" && value.table())
                        for (const Node::Member& level : *value.table())
                            add_name(stack.levels, level.key);
                };
                if (is_dated(m.node))
                    for (const Node::Member& piece : *m.node.table()) visit(piece.node);
                else visit(m.node);
            }
    for (const char* section : {"scheme", "programme"})
        if (const Node* named = document.find(section); named && named->table())
            for (const Node::Member& s : *named->table())
                for (const char* key : {"subsidy_share", "paid_by"})
                    if (const Node* share = s.node.find(key); share && share->table())
                        for (const Node::Member& level : *share->table())
                            add_name(stack.levels, level.key);
    if (const Node* schemes = document.find("scheme"); schemes && schemes->table())
        for (const Node::Member& s : *schemes->table()) add_name(stack.schemes, s.key);
    if (const Node* funds = document.find("fund"); funds && funds->table())
        for (const Node::Member& f : *funds->table()) add_name(stack.funds, f.key);
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
            const std::string near = nearest(name, known);
            const Node* at = document.find("stack");
            faults.add(at ? at->place : document.place,
                       "stack names \"" + name + "\" (there is no section [benefit." + name + "]"
                           + (near.empty() ? ")" : "; the nearest is \"" + near + "\")"));
            continue;
        }
        layers.push_back({name, section, {}});
        if (const Node* tilts = section->find("for")) {
            if (tilts->table()) add_tilts(layers.back(), *tilts, stack.categories, precedence, faults);
            else
                faults.add(tilts->place, "benefit." + name + ".for = " + tilts->text()
                               + " (write sections such as [benefit." + name + ".for.CATEGORY])");
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

// For each set of categories held, which variant holds: the first `for` entry by precedence.
std::vector<std::uint8_t> variant_table(const LayerSource& layer,
                                        const std::vector<std::string>& categories)
{
    const std::size_t sets = std::size_t{1} << categories.size();
    std::vector<std::uint8_t> table(sets, 0);
    for (std::size_t held = 0; held < sets; ++held)
        for (std::size_t t = 0; t < layer.tilts.size() && table[held] == 0; ++t)
            if (held >> layer.tilts[t].category & 1) table[held] = static_cast<std::uint8_t>(t + 1);
    return table;
}

} // namespace

law::Stack compile_stack(const Node& document, Faults& faults)
{
    Reader read{faults};
    law::Stack stack;
    stack.tiers = texts_or(document, "tiers", read,
                           {"village", "township", "county", "city", "outside"});
    stack.categories = texts_or(document, "categories", read, {});
    stack.layer_names = texts_or(document, "stack", read, {});
    const auto precedence = texts_or(document, "precedence", read, {});
    refuse_too_many(document, "tiers", stack.tiers.size(), law::most_tiers, faults);
    refuse_too_many(document, "categories", stack.categories.size(), law::most_categories, faults);
    refuse_too_many(document, "stack", stack.layer_names.size(), law::most_layers, faults);
    if (stack.tiers.empty()) faults.add(document.place, "tiers = [] (name at least one tier)");
    refuse_repeats(document, "tiers", stack.tiers, faults);
    refuse_repeats(document, "categories", stack.categories, faults);
    refuse_repeats(document, "stack", stack.layer_names, faults);
    refuse_repeats(document, "precedence", precedence, faults);
    for (const std::string& c : precedence)
        if (std::find(stack.categories.begin(), stack.categories.end(), c)
            == stack.categories.end())
            faults.add(document.find("precedence")->place,
                       "precedence names \"" + c + "\" (not one of the scenario's categories)");
    if (!faults.empty()) return stack;

    const auto layers = find_layers(document, stack, precedence, faults);
    if (!faults.empty()) return stack;
    gather_names(document, layers, stack);
    refuse_too_many(document, "scheme", stack.schemes.size(), law::most_levels, faults);
    refuse_too_many(document, "levels of government", stack.levels.size(), law::most_levels, faults);
    if (!faults.empty()) return stack;
    for (const LayerSource& layer : layers) stack.fund_of.push_back(fund_index(layer, stack, faults));
    for (const Date from : breakpoints(layers)) {
        law::Segment segment;
        segment.from = from;
        for (const LayerSource& source : layers) {
            law::Layer layer;
            layer.who = layer_who(source, from, stack, faults);
            layer.variants = layer_variants(source, from, stack, segment, faults);
            layer.variant_of = variant_table(source, stack.categories);
            segment.layers.push_back(std::move(layer));
        }
        stack.segments.push_back(std::move(segment));
    }
    return stack;
}

} // namespace hearth
