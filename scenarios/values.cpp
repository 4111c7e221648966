#include "scenarios/values.hpp"

#include <algorithm>
#include <cmath>

#include "words/say.hpp"

namespace hearth {

static std::optional<int> digits(std::string_view text)
{
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Date> date_key(std::string_view key)
{
    if (key.size() != 4 && key.size() != 7 && key.size() != 10) return std::nullopt;
    if (key.size() >= 7 && key[4] != '-') return std::nullopt;
    if (key.size() == 10 && key[7] != '-') return std::nullopt;
    const auto year = digits(key.substr(0, 4));
    const auto month = key.size() >= 7 ? digits(key.substr(5, 2)) : std::optional<int>(1);
    const auto day = key.size() == 10 ? digits(key.substr(8, 2)) : std::optional<int>(1);
    if (!year || !month || !day) return std::nullopt;
    const CivilDate civil{*year, *month, *day};
    if (!exists(civil)) return std::nullopt;
    return to_date(civil);
}

bool is_dated(const Node& node)
{
    const Node::Table* table = node.table();
    return table && !table->empty()
        && std::all_of(table->begin(), table->end(),
                       [](const Node::Member& m) { return date_key(m.key).has_value(); });
}

std::vector<Date> dates_of(const Node& node)
{
    std::vector<Date> dates;
    const bool dated = is_dated(node);
    if (!dated) dates.push_back(always);
    const auto gather = [&](const Node& inner) {
        for (const Date d : dates_of(inner))
            if (d != always) dates.push_back(d);
    };
    if (node.table())
        for (const Node::Member& m : *node.table()) {
            if (dated) dates.push_back(*date_key(m.key));
            gather(m.node);
        }
    if (node.list())
        for (const Node& item : *node.list()) gather(item);
    return dates;
}

// The member of a dated table in force on the day.
static const Node* latest(const Node& node, Date day)
{
    const Node* value = nullptr;
    Date since = always;
    for (const Node::Member& m : *node.table())
        if (const Date from = *date_key(m.key); from <= day && (!value || from >= since)) {
            value = &m.node;
            since = from;
        }
    return value;
}

std::optional<Node> in_effect(const Node& node, Date day)
{
    if (is_dated(node)) {
        const Node* value = latest(node, day);
        return value ? in_effect(*value, day) : std::nullopt;
    }
    Node resolved = node;
    if (node.table()) {
        Node::Table members;
        for (const Node::Member& m : *node.table())
            if (auto value = in_effect(m.node, day)) members.push_back({m.key, std::move(*value)});
        resolved.value = std::move(members);
    }
    if (node.list()) {
        Node::List items;
        for (const Node& item : *node.list())
            if (auto value = in_effect(item, day)) items.push_back(std::move(*value));
        resolved.value = std::move(items);
    }
    return resolved;
}

void Reader::refuse(const Node& node, const std::string& key, const std::string& rule)
{
    faults.add(node.place, key + " = " + node.text() + " (" + rule + ")");
}

bool Reader::boolean(const Node& node, const std::string& key)
{
    if (const auto* v = std::get_if<bool>(&node.value)) return *v;
    refuse(node, key, say("must be true or false"));
    return false;
}

std::string Reader::text(const Node& node, const std::string& key)
{
    if (const auto* v = std::get_if<std::string>(&node.value)) return *v;
    refuse(node, key, say("must be a text in quotes"));
    return {};
}

std::vector<std::string> Reader::texts(const Node& node, const std::string& key)
{
    std::vector<std::string> out;
    if (!node.list()) refuse(node, key, say("must be a list of texts"));
    else
        for (const Node& item : *node.list()) out.push_back(text(item, key));
    return out;
}

static std::optional<double> number(const Node& node)
{
    if (const auto* v = std::get_if<double>(&node.value)) return *v;
    if (const auto* v = std::get_if<std::int64_t>(&node.value)) return static_cast<double>(*v);
    return std::nullopt;
}

// Whole multiples of 1/units, within the rounding of a decimal in a double.
static std::optional<std::int64_t> multiple_of(double value, double units)
{
    const double scaled = value * units;
    const double rounded = std::floor(scaled + 0.5);
    if (std::abs(scaled - rounded) > 1e-3) return std::nullopt;
    return static_cast<std::int64_t>(rounded);
}

Money Reader::money(const Node& node, const std::string& key)
{
    const auto value = number(node);
    if (!value || !std::isfinite(*value) || *value < 0.0 || *value > in_yuan(largest_amount)) {
        refuse(node, key, say("must be an amount in yuan, 0 to 1,000,000,000"));
        return {};
    }
    if (const auto fen = multiple_of(*value, 100.0)) return {*fen};
    refuse(node, key, say("must have at most two decimals"));
    return {};
}

Ratio Reader::ratio(const Node& node, const std::string& key, double most)
{
    const auto value = number(node);
    if (!value || !std::isfinite(*value) || *value < 0.0 || *value > most) {
        refuse(node, key, say("must lie in [0, {}]", static_cast<int>(most)));
        return {};
    }
    if (const auto ppm = multiple_of(*value, ppm_per_one)) return {static_cast<std::int32_t>(*ppm)};
    refuse(node, key, say("must have at most six decimals"));
    return {};
}

int Reader::whole(const Node& node, const std::string& key, int least, int most)
{
    const auto* v = std::get_if<std::int64_t>(&node.value);
    if (v && *v >= least && *v <= most) return static_cast<int>(*v);
    refuse(node, key, say("must be a whole number from {} to {}", least, most));
    return least;
}

int Reader::choice(const Node& node, const std::string& key, const std::vector<std::string>& names)
{
    const std::string value = text(node, key);
    const auto at = std::find(names.begin(), names.end(), value);
    if (at != names.end()) return static_cast<int>(at - names.begin());
    if (std::holds_alternative<std::string>(node.value)) {
        std::string all;
        for (const std::string& name : names) all += (name == names.front() ? "" : ", ") + name;
        const std::string near = nearest(value, names);
        refuse(node, key, near.empty() ? say("must be one of: {}", all) : say("must be one of: {}; did you mean \"{}\"?", all, near));
    }
    return 0;
}

void Reader::known_keys(const Node& table, const std::string& path,
                        const std::vector<std::string>& known)
{
    if (!table.table()) {
        faults.add(table.place, say("{} = {} (must be a section or table)", path, table.text()));
        return;
    }
    for (const Node::Member& m : *table.table()) {
        if (std::find(known.begin(), known.end(), m.key) != known.end()) continue;
        const std::string near = nearest(m.key, known);
        const std::string full = (path.empty() ? "" : path + ".") + m.key;
        faults.add(m.node.place, near.empty() ? say("{} (unknown key)", full)
                                              : say("{} (unknown key; the nearest known key is \"{}\")", full, near));
    }
}

std::optional<Date> read_date(const Node& node, const std::string& key, Reader& read)
{
    std::string text;
    if (const auto* year = std::get_if<std::int64_t>(&node.value)) text = std::to_string(*year);
    else text = read.text(node, key);
    if (const auto date = date_key(text)) return date;
    read.refuse(node, key, say("must be a date such as 2018 or \"2018-07-01\""));
    return std::nullopt;
}

} // namespace hearth
