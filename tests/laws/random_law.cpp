#include "random_law.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "random_draw.hpp"

namespace hearth::plain {

namespace {

using Day = std::chrono::sys_days;

std::string date_text(Day day)
{
    const std::chrono::year_month_day date(day);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

//! A person with what stays the same from claim to claim.
struct Person {
    std::string name, household;
    Day joined;
};

class LawWriter {
public:
    explicit LawWriter(std::uint64_t seed) : draw_(seed) {}
    RandomLaw write();

private:
    void choose_world();
    void choose_days();
    void choose_persons();
    std::string head(const std::vector<std::string>& stack);
    std::string fund(const std::string& name);
    std::string trigger(const std::string& category);
    Row row();
    void fill_amounts(Row& row);
    void fill_stay(Row& row);
    void fill_cover(Row& row, const Person& person);
    std::string joined_by_semicolons(const std::vector<std::string>& list, int percent);

    Draw draw_;
    World world_;
    std::vector<Person> persons_;
};

RandomLaw LawWriter::write()
{
    choose_world();
    choose_days();
    choose_persons();
    // Names of layers in another order than the stack's, and now and then one outside the stack.
    std::vector<std::string> sections = {"basic", "critical", "aid", "gift", "last"};
    draw_.shuffle(sections);
    sections.resize(static_cast<std::size_t>(draw_.between(1, 5)));
    std::vector<std::string> stack = sections;
    draw_.shuffle(stack);
    if (draw_.chance(4)) sections.emplace_back("spare");

    RandomLaw law;
    law.toml = head(stack);
    for (const std::string& name : world_.schemes) law.toml += "[scheme." + name + "]\n";
    for (const std::string& name : world_.funds) law.toml += fund(name);
    for (const std::string& category : world_.triggered) law.toml += trigger(category);
    for (const std::string& name : sections) law.toml += random_layer(draw_, world_, name);
    const int rows = draw_.between(3, 12);
    for (int i = 0; i < rows; ++i) law.rows.push_back(row());
    return law;
}

void LawWriter::choose_world()
{
    static const std::vector<long long> scales = {500,        10'000,        100'000,   100'000,
                                                  1'000'000,  1'000'000,     3'000'000, 10'000'000,
                                                  10'000'000, 100'000'000LL, 150'000,   2'000'000};
    draw_.scale_fen = draw_.chance(2) ? 100'000'000'000LL : draw_.pick(scales);
    world_.tiers = {"village", "township", "county", "city", "outside"};
    world_.households = draw_.chance(40);
    world_.grouped = draw_.chance(30) ? 70 : 6;
    world_.default_tiers = draw_.chance(80);
    if (!world_.default_tiers) world_.tiers = {"clinic", "hospital", "centre"};
    world_.categories = draw_.some({"poor", "orphan", "edge", "dibao"}, 60);
    world_.diseases = {"stroke", "flu", "I10"};
    if (draw_.chance(35)) world_.schemes = draw_.some({"resident", "employee"}, 70);
    if (draw_.chance(40)) world_.classes = draw_.some({"a", "b", "c"}, 75);
    if (draw_.chance(45)) world_.funds = draw_.some({"pool", "relief"}, 60);
    if (draw_.chance(30)) {
        world_.triggered = draw_.some(world_.categories, 30);
        world_.triggered.resize(std::min<std::size_t>(2, world_.triggered.size()));
    }
}

//! Few days for many claims: equal days, equal months and the turn of a year all happen.
void LawWriter::choose_days()
{
    const int first_year = draw_.between(2016, 2019);
    const int same_year = draw_.pick<int>({20, 60, 95}); // percent of the days
    const auto some_day = [&] {
        const int year = draw_.chance(same_year) ? first_year : draw_.between(2016, 2019);
        return Day(std::chrono::year(year) / 1 / 1) + std::chrono::days(draw_.below(365));
    };
    Day day = some_day();
    const int count = draw_.between(2, 7);
    for (int i = 0; i < count; ++i) {
        if (draw_.chance(15)) { // the turn of a year
            const std::chrono::year_month_day date(day);
            day = Day(date.year() / 1 / 1) - std::chrono::days(draw_.below(2));
            if (day < Day(std::chrono::year(2016) / 1 / 1)) day = some_day();
        } else if (draw_.chance(40)) { // soon after
            day += std::chrono::days(draw_.between(1, 40));
        } else {
            day = some_day();
        }
        if (day > Day(std::chrono::year(2019) / 12 / 31)) day = some_day();
        draw_.days.push_back(date_text(day));
    }
}

void LawWriter::choose_persons()
{
    std::vector<std::string> names = {"A", "B", "b", "10", "9", "a1", "Z-2", "王"};
    draw_.shuffle(names);
    const int count = draw_.chance(20) ? 1 : draw_.between(2, 3);
    for (int i = 0; i < count; ++i) {
        const std::string household = draw_.chance(70) ? "H1" : "H2";
        const int shift = draw_.below(1400);
        persons_.push_back({names[static_cast<std::size_t>(i)], household,
                            Day(std::chrono::year(2015) / 6 / 1) + std::chrono::days(shift)});
    }
}

std::string LawWriter::head(const std::vector<std::string>& stack)
{
    std::string text = "categories = " + list_of(world_.categories) + '\n';
    if (world_.categories.size() > 1) {
        std::vector<std::string> precedence = world_.categories;
        draw_.shuffle(precedence);
        text += "precedence = " + list_of(precedence) + '\n';
    }
    if (!world_.default_tiers || draw_.chance(10))
        text += "tiers = " + list_of(world_.tiers) + '\n';
    if (!world_.classes.empty()) text += "catalogue_classes = " + list_of(world_.classes) + '\n';
    return text + "stack = " + list_of(stack) + '\n';
}

std::string LawWriter::fund(const std::string& name)
{
    static const std::vector<std::string> rules = {"stop",    "stop",    "stop", "prorate",
                                                   "prorate", "prorate", "pay"};
    std::string text = "[fund." + name + "]\n";
    const std::string rule = quoted(draw_.pick(rules));
    if (rule == "\"pay\"" && draw_.chance(30)) return text; // pays without a limit
    text += "balance = " + draw_.dated([&] { return draw_.amount(200); }, 40) + '\n';
    if (rule != "\"pay\"" || draw_.chance(50)) {
        text += "on_exhausted = " + rule + '\n';
    }
    if (draw_.chance(55)) {
        text += std::string("carry_over = ") + (draw_.chance(20) ? "true" : "false") + '\n';
    }
    return text;
}

std::string LawWriter::trigger(const std::string& category)
{
    static const std::vector<int> months = {1, 1, 2, 3, 6, 12, 24};
    std::string text = "[category." + category + ".trigger]\n";
    text += "window_months = " + std::to_string(draw_.pick(months)) + '\n';
    text += "own_payment_over = " + draw_.amount(80) + '\n';
    text += "valid_months = " + std::to_string(draw_.pick(months)) + '\n';
    if (draw_.chance(35)) text += "unit = \"household\"\n";
    return text;
}

std::string LawWriter::joined_by_semicolons(const std::vector<std::string>& list, int percent)
{
    std::string text;
    for (const std::string& entry : list) {
        if (!draw_.chance(percent)) continue;
        if (!text.empty()) text += ';';
        text += entry;
    }
    return text;
}

Row LawWriter::row()
{
    Row row;
    const Person& person = draw_.pick(persons_);
    row.field["person"] = person.name;
    row.field["household"] = person.household;
    row.field["categories"] = joined_by_semicolons(world_.categories, 40);
    row.field["date"] = draw_.pick(draw_.days);
    row.field["setting"] = draw_.chance(65) ? "inpatient" : "outpatient";
    row.field["tier"] = draw_.pick(world_.tiers);
    row.field["referred_from"] = draw_.chance(50) ? "" : draw_.pick(world_.tiers);
    std::vector<std::string> codes = world_.diseases;
    codes.insert(codes.end(), {"unknown", ""});
    row.field["disease"] = draw_.pick(codes);
    row.field["away"] = draw_.chance(45) ? "1" : draw_.chance(50) ? "0" : "";
    row.field["enrolled"] = joined_by_semicolons(world_.schemes, 75);
    const bool classed = !world_.classes.empty() && draw_.chance(75);
    row.field["catalogue_class"] = classed ? draw_.pick(world_.classes) : "";
    fill_amounts(row);
    fill_stay(row);
    fill_cover(row, person);
    return row;
}

void LawWriter::fill_amounts(Row& row)
{
    const long long charge = draw_.fen(100);
    row.field["charge"] = Draw::yuan(charge);
    const int kind = draw_.below(20);
    long long compliant = charge; // as for the kinds 7 to 9
    if (kind == 10) compliant = 0;
    if (kind > 10)
        compliant = static_cast<long long>(draw_.bits() % static_cast<std::uint64_t>(charge + 1));
    if (kind > 15) compliant = std::max(compliant, charge - charge / 10);
    row.field["compliant"] = kind < 7 ? "" : Draw::yuan(compliant);
}

void LawWriter::fill_stay(Row& row)
{
    row.field["visits"] = "";
    if (row.field["setting"] == "inpatient") {
        row.field["days"] = std::to_string(draw_.chance(10) ? 0 : draw_.between(1, 20));
        return;
    }
    row.field["days"] = draw_.chance(80) ? "" : std::to_string(draw_.below(3));
    if (draw_.chance(60)) row.field["visits"] = std::to_string(draw_.between(1, 6));
}

//! Days of joining and onset close to where a waiting time of the layers ends.
void LawWriter::fill_cover(Row& row, const Person& person)
{
    static const std::vector<int> shifts = {-40, -1, 0, 1, 29, 30, 31, 89, 90, 91, 364, 365, 400};
    row.field["joined"] = draw_.chance(25) ? "" : date_text(person.joined);
    row.field["onset"] = "";
    if (draw_.chance(30)) return;
    const std::string onset = date_text(person.joined + std::chrono::days(draw_.pick(shifts)));
    row.field["onset"] = std::min(onset, row.field["date"]); // not after the discharge
}

} // namespace

RandomLaw random_law(std::uint64_t seed)
{
    return LawWriter(seed).write();
}

} // namespace hearth::plain
