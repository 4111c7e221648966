// Quantities by scenario, year and draw, and the units people read them in.
#include "output/report_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// What no chart can hold counts as missing: infinite, or larger than any sum of money or persons.
double finite(double v) { return std::abs(v) < 1e30 ? v : nothing; }

std::optional<std::size_t> index_of(const Results& r, std::string_view group)
{
    const auto at = std::find(r.groups.begin(), r.groups.end(), group);
    if (at == r.groups.end()) return std::nullopt;
    return static_cast<std::size_t>(at - r.groups.begin());
}

// "yuan/person" as people say it.
std::string spoken(std::string unit)
{
    if (unit.starts_with("yuan")) unit.insert(0, "nominal ");
    if (const auto slash = unit.find('/'); slash != std::string::npos)
        unit.replace(slash, 1, unit.substr(slash + 1).starts_with("a") ? " an " : " a ");
    return unit;
}

// The mean over years of a draw, over the years that have a number.
double mean_of_draw(const Results& r, const Quantity& q, std::size_t scenario, std::size_t draw)
{
    double sum = 0.0;
    int n = 0;
    for (std::size_t y = 0; y < r.years.size(); ++y) {
        const double v = q.at(scenario, y, draw);
        if (std::isnan(v)) continue;
        sum += v;
        ++n;
    }
    return n == 0 ? nothing : sum / n;
}

template <class F> std::vector<double> each_draw(const Results& r, const F& value)
{
    std::vector<double> draws(static_cast<std::size_t>(r.draws));
    for (std::size_t d = 0; d < draws.size(); ++d) draws[d] = value(d);
    return draws;
}

} // namespace

ShownUnit shown_unit(const std::string& unit, double largest, bool difference)
{
    const int finer = difference ? 1 : 0;
    if (unit == "1") return {difference ? "percentage points" : "per cent", 100.0, 2 + finer};
    if (unit == "1/year") return {"per 100 a year", 100.0, 2 + finer};
    if (unit == "yuan") {
        if (largest < 1e6) return {"nominal yuan", 1.0, 0};
        return {"million nominal yuan", 1e-6, largest < 1e10 ? 2 : 0};
    }
    if (unit.starts_with("yuan/")) return {spoken(unit), 1.0, 2};
    if (unit.find('/') == std::string::npos) return {unit, 1.0, largest < 1000.0 ? 1 : 0};
    return {spoken(unit), 1.0, 3};
}

std::optional<Quantity> quantity(const Results& r, std::string_view measure, std::string_view group)
{
    const Results::Variable* v = r.find(measure);
    const auto g = index_of(r, group);
    if (!v || !g) return std::nullopt;
    Quantity q{v->name, v->long_name, v->unit, std::string(group),
               [&r, v, g = *g](std::size_t s, std::size_t y, std::size_t d) { return finite(r.at(*v, s, y, g, d)); }};
    for (std::size_t s = 0; s < r.scenarios.size(); ++s)
        for (std::size_t y = 0; y < r.years.size(); ++y)
            for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d)
                if (!std::isnan(q.at(s, y, d))) return q;
    return std::nullopt;
}

std::vector<std::string> groups_of_dimension(const Results& r, std::string_view dimension)
{
    std::vector<std::string> found;
    for (const std::string& g : r.groups)
        if (g.starts_with(dimension)) found.push_back(g);
    return found;
}

std::optional<Quantity> sum_over(const Results& r, std::string_view measure, const std::vector<std::string>& groups,
                                 const std::string& label)
{
    std::vector<Quantity> parts;
    for (const std::string& g : groups)
        if (const auto q = quantity(r, measure, g)) parts.push_back(*q);
    if (parts.empty()) return std::nullopt;
    return Quantity{"", label, parts.front().unit, "", [parts](std::size_t s, std::size_t y, std::size_t d) {
                        double sum = 0.0;
                        bool any = false;
                        for (const Quantity& q : parts)
                            if (const double v = q.at(s, y, d); !std::isnan(v)) sum += v, any = true;
                        return any ? sum : nothing;
                    }};
}

std::optional<Quantity> government_spending(const Results& r)
{
    return sum_over(r, "fund_paid_by_government", groups_of_dimension(r, "level:"), "paid by all levels of government");
}

std::optional<Quantity> out_of_pocket(const Results& r)
{
    const auto mean = quantity(r, "oop_mean");
    const auto persons = quantity(r, "population");
    if (!mean || !persons) return std::nullopt;
    return Quantity{"", "paid out of pocket by everybody", "yuan", "",
                    [a = mean->at, b = persons->at](std::size_t s, std::size_t y, std::size_t d) {
                        return finite(a(s, y, d) * b(s, y, d));
                    }};
}

std::string channel_measure(const Results& r)
{
    for (const char* measure : {"poor_due_to_illness_by_channel_persons", "poor_due_to_illness_by_channel"})
        for (const std::string& group : groups_of_dimension(r, "channel:"))
            if (quantity(r, measure, group)) return measure;
    return "";
}

std::string name_of(const Results& r, std::string_view measure)
{
    const Results::Variable* v = r.find(measure);
    return v && !v->long_name.empty() ? v->long_name : std::string(measure);
}

std::vector<double> draws_in(const Results& r, const Quantity& q, std::size_t scenario, std::size_t year)
{
    return each_draw(r, [&](std::size_t d) { return q.at(scenario, year, d); });
}

std::vector<double> draws_mean(const Results& r, const Quantity& q, std::size_t scenario)
{
    return each_draw(r, [&](std::size_t d) { return mean_of_draw(r, q, scenario, d); });
}

std::vector<double> draws_apart(const Results& r, const Quantity& q, std::size_t base, std::size_t scenario)
{
    return each_draw(r, [&](std::size_t d) { return mean_of_draw(r, q, scenario, d) - mean_of_draw(r, q, base, d); });
}

svg::Interval interval(const Summary& s, double factor) { return {s.mean * factor, s.p05 * factor, s.p95 * factor}; }

double largest_of(const std::vector<Summary>& all)
{
    double largest = 0.0;
    for (const Summary& s : all)
        for (const double v : {s.mean, s.p05, s.p95})
            if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    return largest;
}

std::string Page::code(std::size_t scenario) const
{
    std::string letters;
    for (std::size_t n = scenario + 1; n > 0; n = (n - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return letters;
}

std::string Page::period() const
{
    if (r.years.size() == 1) return fmt::format("year {}", r.years.front());
    return fmt::format("mean of the years {}-{}", r.years.front(), r.years.back());
}

} // namespace hearth::report
