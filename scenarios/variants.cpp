// Scenarios with some numbers set: by a sweep in the file, or by who looks for the best of them.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "scenarios/scenario.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_variants = 400;

std::vector<std::string> words_of(const std::string& key)
{
    std::vector<std::string> words{""};
    for (const char c : key)
        if (c == '.') words.emplace_back();
        else words.back() += c;
    return words;
}

std::string number_text(double value)
{
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// The number a key names, or null with a fault that tells how far the path led.
Node* number_at(Node& document, const std::string& key, const Place& place, Faults& faults)
{
    Node* at = &document;
    std::string so_far;
    for (const std::string& step : words_of(key)) {
        auto* table = std::get_if<Node::Table>(&at->value);
        std::vector<std::string> there;
        Node* next = nullptr;
        if (table)
            for (Node::Member& m : *table) {
                there.push_back(m.key);
                if (m.key == step) next = &m.node;
            }
        if (!next) {
            const std::string where = so_far.empty() ? say("the scenario") : so_far;
            faults.add(place, there.empty() ? say("{} ({} has no \"{}\")", key, where, step)
                                            : say("{} ({} has no \"{}\"; the nearest is \"{}\")", key, where, step, nearest(step, there)));
            return nullptr;
        }
        at = next;
        so_far += (so_far.empty() ? "" : ".") + step;
    }
    if (!std::holds_alternative<double>(at->value) && !std::holds_alternative<std::int64_t>(at->value)) {
        faults.add(place, say("{} = {} (must be a number of the scenario; name the part of a table that is one)", key, at->text()));
        return nullptr;
    }
    return at;
}

void set_number(Node& document, const Setting& setting, const Place& place, Faults& faults)
{
    Node* node = number_at(document, setting.key, place, faults);
    if (!node) return;
    node->place = place;
    if (setting.value == std::floor(setting.value) && std::abs(setting.value) < 9e15) node->value = static_cast<std::int64_t>(setting.value);
    else node->value = setting.value;
}

void drop_sweep(Node& document)
{
    std::erase_if(std::get<Node::Table>(document.value), [](const Node::Member& m) { return m.key == "sweep"; });
}

Scenario variant_of(const std::string& path, Node document, const std::vector<Setting>& settings, const std::string& name, const Place& place, Scenario scenario)
{
    Faults faults;
    drop_sweep(document);
    for (const Setting& s : settings) set_number(document, s, place, faults);
    faults.refuse_if_any();
    scenario = scenario_from(path, std::move(document), std::move(scenario), faults);
    scenario.name = name;
    for (const Setting& s : settings) {
        const std::string told = s.key + " = " + number_text(s.value);
        scenario.title += "; " + told;
        if (!scenario.title_zh.empty()) scenario.title_zh += "；" + told;
        scenario.source += "# set " + s.key + " = " + number_text(s.value) + "\n";
    }
    return scenario;
}

// Values by key, as the sweep lists them.
std::vector<std::pair<std::string, std::vector<double>>> listed(const Node& sweep, Faults& faults)
{
    std::vector<std::pair<std::string, std::vector<double>>> out;
    if (!sweep.table()) {
        faults.add(sweep.place, say("sweep (must hold keys of the scenario in quotes, each with a list of numbers)"));
        return out;
    }
    for (const Node::Member& m : *sweep.table()) {
        std::vector<double> values;
        if (const Node::List* list = m.node.list())
            for (const Node& item : *list) {
                if (const auto* whole = std::get_if<std::int64_t>(&item.value)) values.push_back(static_cast<double>(*whole));
                else if (const auto* number = std::get_if<double>(&item.value)) values.push_back(*number);
                else faults.add(item.place, say("sweep.{} = {} (must be a number)", m.key, item.text()));
                if (!values.empty() && std::count(values.begin(), values.end(), values.back()) > 1)
                    faults.add(item.place, say("sweep.{} = {} (stands twice)", m.key, item.text()));
            }
        if (values.empty()) faults.add(m.node.place, say("sweep.{} = {} (must be a list of numbers; the key in quotes)", m.key, m.node.text()));
        out.emplace_back(m.key, values);
    }
    return out;
}

} // namespace

std::string variant_name(const std::string& scenario, const std::vector<Setting>& settings)
{
    std::string name = scenario;
    for (const Setting& s : settings) {
        const std::string last = words_of(s.key).back();
        const bool shared = std::count_if(settings.begin(), settings.end(), [&](const Setting& o) { return words_of(o.key).back() == last; }) > 1;
        std::string word = shared ? s.key : last;
        std::replace(word.begin(), word.end(), '.', '_');
        name += "_" + word + "_" + number_text(s.value);
    }
    return name;
}

Scenario read_variant(const std::string& path, const std::vector<Setting>& settings, const std::string& name)
{
    Faults faults;
    Scenario scenario;
    Node document = read_document(path, faults, nullptr, &scenario.provisions);
    faults.refuse_if_any();
    return variant_of(path, std::move(document), settings, name, {path, 0}, std::move(scenario));
}

double number_in(const std::string& path, const std::string& key)
{
    Faults faults;
    Node document = read_document(path, faults);
    faults.refuse_if_any();
    const Node* node = number_at(document, key, {path, 0}, faults);
    faults.refuse_if_any();
    if (const auto* whole = std::get_if<std::int64_t>(&node->value)) return static_cast<double>(*whole);
    return std::get<double>(node->value);
}

std::vector<Scenario> read_scenarios(const std::string& path)
{
    Faults faults;
    Scenario empty;
    const Node document = read_document(path, faults, nullptr, &empty.provisions);
    faults.refuse_if_any();
    const Node* sweep = document.find("sweep");
    if (!sweep) return {read_scenario(path)};
    const auto axes = listed(*sweep, faults);
    std::size_t all = 1;
    for (const auto& [key, values] : axes) all = std::min(all * std::max<std::size_t>(1, values.size()), std::size_t{1} << 40); // no overflow
    if (all > most_variants) faults.add(sweep->place, say("sweep (makes {} scenarios; at most {})", all, most_variants));
    faults.refuse_if_any();
    std::string name = std::filesystem::path(path).stem().string();
    if (const Node* own = document.find("name"))
        if (const auto* text = std::get_if<std::string>(&own->value)) name = *text;
    std::vector<Scenario> out;
    for (std::size_t i = 0; i < all; ++i) {
        std::vector<Setting> settings;
        std::size_t rest = i;
        for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
            settings.insert(settings.begin(), {axis->first, axis->second[rest % axis->second.size()]});
            rest /= axis->second.size();
        }
        out.push_back(variant_of(path, document, settings, variant_name(name, settings), sweep->place, empty));
    }
    return out;
}

} // namespace hearth
