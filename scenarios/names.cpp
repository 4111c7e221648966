// What a scenario declares by naming it: levels of government, funds, schemes, diseases; and the
// labels earned by own payments.
#include <algorithm>

#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

void add_name(std::vector<std::string>& names, const std::string& name)
{
    if (rank_in(names, name) == names.size()) names.push_back(name);
}

void add_diseases(const Node* list, law::Stack& stack)
{
    if (!list || !list->list()) return;
    for (const Node& item : *list->list())
        if (const auto* code = std::get_if<std::string>(&item.value)) add_name(stack.diseases, *code);
}

void add_levels(const Node* shares, law::Stack& stack)
{
    if (!shares || !shares->table()) return;
    for (const Node::Member& level : *shares->table()) add_name(stack.levels, level.key);
}

// Calls visit with a value, or with each of its dated values (dates may stand within dates).
template <class Visit>
void each_value(const Node& node, Visit&& visit)
{
    if (!is_dated(node)) visit(node);
    else
        for (const Node::Member& piece : *node.table()) each_value(piece.node, visit);
}

void add_sections(const Node& document, const char* key, std::vector<std::string>& names)
{
    if (const Node* sections = document.find(key); sections && sections->table())
        for (const Node::Member& s : *sections->table()) add_name(names, s.key);
}

} // namespace

void gather_names(const Node& document, const std::vector<LayerSource>& layers, law::Stack& stack)
{
    for (const LayerSource& layer : layers)
        for (const Node* section : layer.sections())
            for (const Node::Member& m : *section->table())
                each_value(m.node, [&](const Node& value) {
                    if (m.key == "disease") add_diseases(&value, stack);
                    if (m.key == "share") add_levels(&value, stack);
                    if (m.key != "when" || !value.table()) return;
                    if (const Node* list = value.find("disease"))
                        each_value(*list, [&](const Node& v) { add_diseases(&v, stack); });
                });
    for (const char* section : {"scheme", "programme", "fund"})
        if (const Node* named = document.find(section); named && named->table())
            for (const Node::Member& s : *named->table())
                for (const char* key : {"subsidy_share", "paid_by", "deficit_by", "contribution_by"})
                    add_levels(s.node.find(key), stack);
    add_sections(document, "scheme", stack.schemes);
    add_sections(document, "fund", stack.funds);
}

static law::Trigger read_trigger(const Node& node, const std::string& path, Reader& read)
{
    law::Trigger trigger;
    read.known_keys(node, path, {"window_months", "own_payment_over", "valid_months", "unit"});
    const auto needed = [&](const char* key) {
        const Node* n = node.find(key);
        if (!n && node.table()) read.faults.add(node.place, say("{} ({} is missing)", path, key));
        return n;
    };
    if (const Node* n = needed("window_months"))
        trigger.window_months = read.whole(*n, path + ".window_months", 1, law::most_window_months);
    if (const Node* n = needed("own_payment_over"))
        trigger.own_payment_over = read.money(*n, path + ".own_payment_over");
    if (const Node* n = needed("valid_months"))
        trigger.valid_months = read.whole(*n, path + ".valid_months", 1, 120);
    if (const Node* n = node.find("unit"))
        trigger.unit = static_cast<law::Unit>(read.choice(*n, path + ".unit", {"person", "household"}));
    return trigger;
}

void read_triggers(const Node& document, law::Stack& stack, Faults& faults)
{
    Reader read{faults};
    const Node* sections = document.find("category");
    if (!sections) return;
    read.known_keys(*sections, "category", stack.categories);
    if (!sections->table()) return;
    for (const Node::Member& m : *sections->table()) {
        const std::string path = "category." + m.key;
        read.known_keys(m.node, path, {"title", "trigger", "from"});
        const Node* node = m.node.find("trigger");
        if (!node) continue;
        stack.triggers.push_back(read_trigger(*node, path + ".trigger", read));
        stack.triggers.back().category = static_cast<std::uint8_t>(rank_in(stack.categories, m.key));
        if (stack.triggers.size() > static_cast<std::size_t>(law::most_triggers))
            faults.add(node->place, say("{}.trigger (at most two categories have a trigger)", path));
    }
}

} // namespace hearth
