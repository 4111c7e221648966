#include "scenarios/document.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

// toml++ 3.3 asserts on some malformed headers; with this it reports them as errors instead.
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

const Node* Node::find(std::string_view key) const
{
    if (const Table* members = table())
        for (const Member& m : *members)
            if (m.key == key) return &m.node;
    return nullptr;
}

std::string Node::text() const
{
    struct Writer {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const
        {
            std::ostringstream out;
            out.imbue(std::locale::classic());
            out << v;
            return out.str();
        }
        std::string operator()(const std::string& v) const { return '"' + v.substr(0, 60) + '"'; }
        std::string operator()(const List& v) const { return say("[list of {}]", v.size()); }
        std::string operator()(const Table& v) const
        {
            std::string keys;
            for (const Member& m : v) keys += (keys.empty() ? "" : ", ") + m.key;
            return "{" + keys.substr(0, 60) + "}";
        }
    };
    return std::visit(Writer{}, value);
}

namespace {

Node convert(const toml::node& from, const std::string& file, Faults& faults)
{
    Node node;
    node.place = {file, static_cast<int>(from.source().begin.line)};
    node.column = static_cast<int>(from.source().begin.column);
    if (const auto* boolean = from.as_boolean()) node.value = boolean->get();
    else if (const auto* whole = from.as_integer()) node.value = whole->get();
    else if (const auto* real = from.as_floating_point()) node.value = real->get();
    else if (const auto* text = from.as_string()) node.value = text->get();
    else if (const auto* array = from.as_array()) {
        Node::List list;
        for (const auto& item : *array) list.push_back(convert(item, file, faults));
        node.value = std::move(list);
    } else if (const auto* table = from.as_table()) {
        Node::Table members;
        for (const auto& [key, item] : *table) {
            Node child = convert(item, file, faults);
            if (key.source().begin.line > 0) {
                child.place.line = static_cast<int>(key.source().begin.line);
                child.column = static_cast<int>(key.source().begin.column);
            }
            members.push_back({std::string(key.str()), std::move(child)});
        }
        std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
            return std::pair(a.node.place.line, a.node.column) < std::pair(b.node.place.line, b.node.column);
        });
        node.value = std::move(members);
    } else {
        faults.add(node.place, say("dates and times are written as keys, as in { 2018-07-01 = 0.6 }"));
        node.value = std::string{};
    }
    return node;
}

std::string read_text(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        throw InputError(say("{}: is a directory (a scenario is a TOML file)", path));
    std::ifstream in(path, std::ios::binary);
    if (!in) throw InputError(say("{}: cannot be read (no such file, or no permission)", path));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Node parse(const std::string& path, Faults& faults)
{
    const std::string file = std::filesystem::path(path).filename().string();
    try {
        const toml::table table = toml::parse(read_text(path), std::string_view(file));
        return convert(table, file, faults);
    } catch (const toml::parse_error& error) {
        faults.add({file, static_cast<int>(error.source().begin.line)},
                   std::string(error.description()));
    }
    Node empty;
    empty.place = {file, 0};
    empty.value = Node::Table{};
    return empty;
}

// Keys of a benefit that drop others when set anew (settlement contract).
struct Exclusion {
    std::string_view key;
    std::array<std::string_view, 5> drops;
};
constexpr std::array<Exclusion, 3> exclusions{{
    {"ratio", {"bands"}},
    {"bands", {"ratio"}},
    {"guarantee", {"deductible", "ratio", "bands", "floor_ratio", "period"}},
}};

void put(Node::Table& table, const Node::Member& member)
{
    for (Node::Member& m : table)
        if (m.key == member.key) {
            m.node = member.node;
            return;
        }
    table.push_back(member);
}

void drop_excluded(Node::Table& below, const Node::Table& above)
{
    for (const Node::Member& m : above)
        for (const Exclusion& e : exclusions)
            if (m.key == e.key)
                std::erase_if(below, [&](const Node::Member& old) {
                    return std::find(e.drops.begin(), e.drops.end(), old.key) != e.drops.end();
                });
}

// Sections merge key by key down to `depth` levels; values are replaced whole.
void merge(Node& below, const Node& above, int depth)
{
    auto* table = std::get_if<Node::Table>(&below.value);
    if (!table || !above.table()) {
        below = above;
        return;
    }
    drop_excluded(*table, *above.table());
    for (const Node::Member& m : *above.table()) {
        auto* old = const_cast<Node*>(below.find(m.key));
        if (old && depth > 0) merge(*old, m.node, depth - 1);
        else put(*table, m);
    }
}

constexpr std::array<std::string_view, 4> named_sections{"category", "fund", "programme", "scheme"};

// A layer's own keys are values; only `for` holds sections.
void merge_benefit(Node& below, const Node& above)
{
    auto* table = std::get_if<Node::Table>(&below.value);
    if (!table || !above.table()) {
        below = above;
        return;
    }
    drop_excluded(*table, *above.table());
    for (const Node::Member& m : *above.table()) {
        auto* old = const_cast<Node*>(below.find(m.key));
        if (old && m.key == "for") merge(*old, m.node, 1);
        else put(*table, m);
    }
}

void merge_document(Node& below, const Node& above)
{
    auto& table = std::get<Node::Table>(below.value);
    for (const Node::Member& m : *above.table()) {
        auto* old = const_cast<Node*>(below.find(m.key));
        const bool named = std::find(named_sections.begin(), named_sections.end(), m.key)
            != named_sections.end();
        if (old && named) merge(*old, m.node, 1);
        else if (old && m.key == "supply") merge(*old, m.node, 0);
        else if (old && m.key == "benefit" && m.node.table())
            for (const Node::Member& layer : *m.node.table()) {
                auto* same = const_cast<Node*>(old->find(layer.key));
                if (same) merge_benefit(*same, layer.node);
                else if (old->table()) put(std::get<Node::Table>(old->value), layer);
            }
        else put(table, m);
    }
}

// Paths of the values a part of a scenario sets, to the depth at which values are replaced whole.
void values_set(const Node::Table& part, std::map<std::string, Place>& values, const std::string& path = "", int depth = 0)
{
    for (const Node::Member& m : part) {
        const bool section = depth == 0 ? m.key == "benefit" || std::find(named_sections.begin(), named_sections.end(), m.key) != named_sections.end()
            : depth == 1 || (depth == 2 && m.key == "for") || depth == 3;
        const std::string here = path.empty() ? m.key : path + "." + m.key;
        if (depth == 0 && m.key == "supply" && m.node.table()) values_set(*m.node.table(), values, here, 4); // keys are values
        else if (section && m.node.table()) values_set(*m.node.table(), values, here, depth == 3 ? 4 : depth + 1);
        else values.emplace(here, m.node.place);
    }
}

// A value set by two provisions would belong to neither.
void refuse_shared_values(const Node::Table& provisions, Faults& faults)
{
    std::map<std::string, std::string> owner;
    for (const Node::Member& m : provisions) {
        if (!m.node.table()) continue;
        std::map<std::string, Place> values;
        values_set(*m.node.table(), values);
        for (const auto& [path, place] : values)
            if (const auto [at, is_new] = owner.emplace(path, m.key); !is_new)
                faults.add(place, say("provision.{}.{} (also set by provision.{}; provisions may not overlap)", m.key, path, at->second));
    }
}

// Takes the provisions out of a file's own tree.
Node::Table take_provisions(Node& own, Faults& faults)
{
    auto& table = std::get<Node::Table>(own.value);
    const auto at = std::find_if(table.begin(), table.end(), [](const Node::Member& m) { return m.key == "provision"; });
    if (at == table.end()) return {};
    const Node::Member section = *at;
    table.erase(at);
    if (!section.node.table()) {
        faults.add(section.node.place, say("provision (must hold sections such as [provision.NAME])"));
        return {};
    }
    for (const Node::Member& m : *section.node.table())
        if (!m.node.table() || m.node.find("extends") || m.node.find("provision") || m.node.find("name"))
            faults.add(m.node.place, say("provision.{} (holds parts of a scenario, as in [provision.{}.benefit.LAYER]; not name, extends "
                                         "or provisions)", m.key, m.key));
    refuse_shared_values(*section.node.table(), faults);
    return *section.node.table();
}

void lay_on(Node& document, const Node::Table& provisions, const std::vector<std::string>* chosen)
{
    for (const Node::Member& m : provisions)
        if (m.node.table() && (!chosen || std::find(chosen->begin(), chosen->end(), m.key) != chosen->end()))
            merge_document(document, m.node);
}

Node read_chain(const std::string& path, Faults& faults, std::vector<std::string>& seen,
                const std::vector<std::string>* chosen = nullptr, std::vector<std::string>* names = nullptr)
{
    Node own = parse(path, faults);
    const Node::Table provisions = take_provisions(own, faults);
    if (names)
        for (const Node::Member& m : provisions) names->push_back(m.key);
    const std::string here = std::filesystem::weakly_canonical(path).string();
    seen.push_back(here);
    const Node* extends = own.find("extends");
    if (!extends) {
        lay_on(own, provisions, chosen);
        return own;
    }
    const auto* name = std::get_if<std::string>(&extends->value);
    if (!name) {
        faults.add(extends->place, say("extends = {} (must be a file name)", extends->text()));
        return own;
    }
    const auto base = std::filesystem::path(path).parent_path() / *name;
    const std::string there = std::filesystem::weakly_canonical(base).string();
    if (std::find(seen.begin(), seen.end(), there) != seen.end()) {
        faults.add(extends->place, say("extends = \"{}\" (a file may not extend itself)", *name));
        return own;
    }
    Node merged = read_chain(base.string(), faults, seen);
    // A reform's name and title are its own, never those of the file it extends.
    std::erase_if(std::get<Node::Table>(merged.value), [](const Node::Member& m) {
        return m.key == "name" || m.key == "title" || m.key == "title_zh" || m.key == "description" || m.key == "sweep";
    });
    merge_document(merged, own);
    lay_on(merged, provisions, chosen);
    merged.place = own.place;
    return merged;
}

} // namespace

Node read_document(const std::string& path, Faults& faults, const std::vector<std::string>* chosen,
                   std::vector<std::string>* provisions)
{
    std::vector<std::string> seen;
    return read_chain(path, faults, seen, chosen, provisions);
}

Node read_toml_value(const std::string& text)
{
    Faults faults;
    const toml::table table = toml::parse("value = " + text);
    return convert(*table.get("value"), "standard value", faults);
}

std::string document_source(const std::string& path, std::vector<std::string>* files)
{
    Faults ignored;
    std::vector<std::string> seen;
    read_chain(path, ignored, seen);
    std::string all;
    for (const std::string& file : seen) all += read_text(file);
    if (files) *files = seen;
    return all;
}

} // namespace hearth
