#include "calibration/outlook.hpp"

#include <cmath>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr int reference_year = 2017; // of prices and diseases in the input's tables

void check_row(const Table& t, std::size_t row, const std::string& name, Faults& faults)
{
    const auto must_be_zero = [&](std::string_view column, const char* why) {
        if (t.number(column)[row] != 0.0)
            faults.add(t.place(row), say("{} = {} (must be 0 for {}: {})", column, t.number(column)[row], name, say(why)));
    };
    if (name == "incidence")
        for (const char* column : {"year_sd", "persistence", "area_sd"})
            must_be_zero(column, word("its year and area shocks are the parameters incidence_shock_sd, incidence_shock_persistence and "
                                      "area_shock_sd"));
    if (name == "price") must_be_zero("area_sd", word("prices are those of the region"));
    if (t.years[row] <= reference_year)
        faults.add(t.place(row), say("year = {} (must lie after {}, the year of the tables of prices and diseases)", t.years[row], reference_year));
}

// Shocks of a year: a process with memory that starts from what the last sure year was.
std::vector<double> levels(const std::optional<Unsure>& unsure, const World& world, const Luck& systemic, std::size_t word)
{
    std::vector<double> out(world.years.size(), 1.0);
    if (!unsure) return out;
    const double trend = unsure->trend_sd * normal(systemic.words(0, 0, Purpose::outlook_trend)[word]);
    const double fresh = std::sqrt(1.0 - unsure->persistence * unsure->persistence);
    double shock = 0.0;
    for (std::size_t y = 0; y < out.size(); ++y) {
        const int year = world.base_year + static_cast<int>(y);
        if (year < unsure->from) continue;
        shock = unsure->persistence * shock + fresh * normal(systemic.words(0, year, Purpose::outlook_year)[word]);
        out[y] = exponential(unsure->year_sd * shock + trend * (year - unsure->from + 1));
    }
    return out;
}

} // namespace

Outlook outlook_of(const Tables& tables, Faults& faults)
{
    Outlook out;
    const Table& t = table(tables, "outlook");
    for (std::size_t r = 0; r < t.rows(); ++r) {
        const std::string& name = t.text("name")[r];
        auto* place = name == "price" ? &out.price : name == "income" ? &out.income : name == "incidence" ? &out.incidence : nullptr;
        if (!place) faults.add(t.place(r), say("name = {} (must be price, income or incidence)", name));
        else if (*place) faults.add(t.place(r), say("name = {} (stands twice)", name));
        else {
            check_row(t, r, name, faults);
            *place = Unsure{t.number("year_sd")[r], t.number("persistence")[r], t.number("trend_sd")[r], t.number("area_sd")[r],
                            static_cast<int>(t.years[r])};
        }
    }
    return out;
}

SystemicPath draw_path(const Outlook& outlook, const World& world, const Luck& systemic)
{
    SystemicPath path{levels(outlook.price, world, systemic, 0), levels(outlook.income, world, systemic, 1), levels(outlook.incidence, world, systemic, 2), {}};
    path.area_income.assign(world.counties.size(), std::vector<double>(world.years.size(), 1.0));
    if (!outlook.income) return path;
    const double sd = outlook.income->area_sd;
    for (std::size_t c = 0; c < path.area_income.size(); ++c)
        for (std::size_t y = 0; y < world.years.size(); ++y) {
            const int year = world.base_year + static_cast<int>(y);
            if (year >= outlook.income->from)
                path.area_income[c][y] = exponential(sd * normal(systemic.words(c, year, Purpose::outlook_area)[0]) - 0.5 * sd * sd);
        }
    return path;
}

void follow_path(World& world, const SystemicPath& path)
{
    for (std::size_t y = 0; y < world.years.size(); ++y) {
        YearValues& v = world.years[y];
        for (double* price : {&v.price_village, &v.price_township, &v.price_county, &v.price_city, &v.price_outside, &v.outpatient_price}) *price *= path.price[y];
        for (double* income : {&v.income_mean, &v.income_cut_1, &v.income_cut_2, &v.income_cut_3, &v.income_cut_4}) *income *= path.income[y];
    }
    world.illness_ahead = path.incidence;
    world.income_ahead = path.area_income;
}

} // namespace hearth
