#include "plain_terms.hpp"

#include <cmath>
#include <stdexcept>

namespace hearth::plain {

namespace mp = boost::multiprecision;

Exact round_to_fen(const Exact& yuan)
{
    const Exact doubled = yuan * 200 + 1; // floor(fen + 1/2) = floor((2 fen + 1) / 2)
    const mp::cpp_int fen = mp::numerator(doubled) / (mp::denominator(doubled) * 2);
    return Exact(fen) / 100;
}

long long whole_fen(const Exact& yuan)
{
    const Exact fen = yuan * 100;
    if (mp::denominator(fen) != 1) throw std::logic_error("an amount is not a whole number of fen");
    return mp::numerator(fen).convert_to<long long>();
}

Exact number_in(const toml::node& node)
{
    if (const auto* whole = node.as_integer()) return {static_cast<long long>(whole->get())};
    const auto* decimal = node.as_floating_point();
    if (decimal == nullptr) throw std::runtime_error("a number is expected");
    return Exact(std::llround(decimal->get() * 1e6)) / 1'000'000;
}

Exact amount_in(const std::string& text)
{
    Exact amount;
    Exact place(1); // of the last digit read
    bool fraction = false;
    for (const char sign : text) {
        if (sign == '.') {
            fraction = true;
            continue;
        }
        amount = amount * 10 + (sign - '0');
        if (fraction) place /= 10;
    }
    return amount * place;
}

Day day_in(std::string_view text)
{
    const auto part = [&](std::size_t from, std::size_t length) {
        return from < text.size() ? std::stoi(std::string(text.substr(from, length))) : 1;
    };
    return std::chrono::year(part(0, 4)) / std::chrono::month(static_cast<unsigned>(part(5, 2))) /
           std::chrono::day(static_cast<unsigned>(part(8, 2)));
}

int year_of(Day day)
{
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

int month_of(Day day)
{
    const std::chrono::year_month_day date(day);
    return static_cast<int>(date.year()) * 12 + static_cast<int>(unsigned(date.month())) - 1;
}

namespace {

bool is_date(std::string_view key)
{
    if (key.size() != 4 && key.size() != 7 && key.size() != 10) return false;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? key[i] != '-' : (key[i] < '0' || key[i] > '9')) return false;
    }
    return true;
}

} // namespace

const toml::node* in_force(const toml::node* value, Day day)
{
    const toml::table* table = value == nullptr ? nullptr : value->as_table();
    if (table == nullptr || table->empty()) return value;
    const toml::node* newest = nullptr;
    std::optional<Day> newest_day;
    for (const auto& [key, node] : *table) {
        if (!is_date(key.str())) return value;
        const Day start = day_in(key.str());
        if (start > day || (newest_day && start < *newest_day)) continue;
        newest = &node;
        newest_day = start;
    }
    return newest;
}

const toml::node* look_up(const toml::table* section, std::string_view key, Day day)
{
    return section == nullptr ? nullptr : in_force(section->get(key), day);
}

const toml::table* section_in(const toml::table* table, std::string_view key)
{
    const toml::node* node = table == nullptr ? nullptr : table->get(key);
    return node == nullptr ? nullptr : node->as_table();
}

std::string text_or(const toml::node* node, const std::string& otherwise)
{
    return node == nullptr ? otherwise : node->value<std::string>().value();
}

bool flag_or(const toml::node* node, bool otherwise)
{
    return node == nullptr ? otherwise : node->value<bool>().value();
}

std::vector<std::string> texts_in(const toml::node* list)
{
    std::vector<std::string> texts;
    if (list == nullptr) return texts;
    for (const toml::node& entry : *list->as_array())
        texts.push_back(entry.value<std::string>().value());
    return texts;
}

bool lists(const toml::node* list, const std::string& text)
{
    for (const std::string& entry : texts_in(list))
        if (entry == text) return true;
    return false;
}

namespace {

//! The labels between semicolons.
std::set<std::string> labels_in(const std::string& text)
{
    std::set<std::string> labels;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find(';', start), text.size());
        if (end > start) labels.insert(text.substr(start, end - start));
        start = end + 1;
    }
    return labels;
}

} // namespace

Claim claim_in(const Row& row, std::size_t number)
{
    const auto text = [&](const char* key) {
        const auto found = row.field.find(key);
        return found == row.field.end() ? std::string() : found->second;
    };
    const auto day = [&](const char* key) {
        return text(key).empty() ? std::nullopt : std::optional<Day>(day_in(text(key)));
    };
    Claim claim;
    claim.row = number;
    claim.person = text("person");
    claim.household = text("household");
    claim.labels = labels_in(text("categories"));
    claim.date = day_in(text("date"));
    claim.inpatient = text("setting") == "inpatient";
    claim.tier = text("tier");
    claim.referred_from = text("referred_from");
    claim.disease = text("disease");
    claim.catalogue_class = text("catalogue_class");
    claim.charge = amount_in(text("charge"));
    claim.compliant = text("compliant").empty() ? claim.charge : amount_in(text("compliant"));
    claim.joined_every_scheme = !row.field.contains("enrolled");
    claim.schemes = labels_in(text("enrolled"));
    claim.days = amount_in(text("days"));
    claim.visits = text("visits").empty() ? Exact(1) : amount_in(text("visits"));
    claim.away = text("away") == "1";
    claim.onset = day("onset");
    claim.joined = day("joined");
    return claim;
}

const toml::node* Terms::find(std::string_view key) const
{
    if (const toml::node* own = look_up(tilt_, key, claim_.date)) return own;
    // A `for` entry's ratio in force drops the layer's bands, and its bands the layer's ratio.
    if (key == "ratio" && look_up(tilt_, "bands", claim_.date) != nullptr) return nullptr;
    if (key == "bands" && look_up(tilt_, "ratio", claim_.date) != nullptr) return nullptr;
    return look_up(layer_, key, claim_.date);
}

const toml::node* Terms::find(std::string_view key, std::string_view part) const
{
    const toml::node* whole = find(key);
    return whole == nullptr ? nullptr : look_up(whole->as_table(), part, claim_.date);
}

Exact Terms::number(const toml::node* node, const std::string& tier) const
{
    if (node == nullptr) return 0;
    const toml::table* by_tier = node->as_table();
    return number_in(by_tier == nullptr ? *node : *by_tier->get(tier));
}

Exact Terms::number_or(const toml::node* node, const Exact& otherwise) const
{
    return node == nullptr ? otherwise : number_in(*node);
}

} // namespace hearth::plain
