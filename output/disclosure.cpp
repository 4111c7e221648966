#include "output/disclosure.hpp"

#include <cmath>

namespace hearth {

namespace {

constexpr double nobody_told = -1.0;

std::string dimension(const std::string& group) { return group.substr(0, group.find(':')); }

//! One scenario and year of a results file.
struct Published {
    const Results& r;
    std::size_t scenario, year;

    double at(const char* measure, std::size_t group, std::size_t draw) const
    {
        const Results::Variable* v = r.find(measure);
        return v ? r.at(*v, scenario, year, group, draw) : std::nan("");
    }
    //! Persons stood for by each simulated one.
    double weight(std::size_t draw) const
    {
        const double population = at("population", 0, draw);
        return std::isnan(population) ? 1.0 : population / at("persons_simulated", 0, draw);
    }
    //! Unweighted persons of a group; where it is none of persons, what happened in it.
    double persons(std::size_t group, std::size_t draw) const
    {
        double n = at("persons_simulated", group, draw);
        for (const char* stand_in : {"population", "tier_admissions", "group_admissions", "beneficiaries", "programme_persons"})
            if (std::isnan(n)) n = at(stand_in, group, draw) / weight(draw);
        return n;
    }
    //! Unweighted households of a group; where they are not told, its persons.
    double households(std::size_t group, std::size_t draw) const
    {
        const double n = at("households", group, draw) / weight(draw);
        return std::isnan(n) ? persons(group, draw) : n;
    }
};

// Unweighted persons or events a value tells of, beyond the group itself; NaN = the group is all.
double events(const Published& p, const Results::Variable& v, std::size_t group, std::size_t draw)
{
    const double told = p.r.at(v, p.scenario, p.year, group, draw);
    if (v.name == "persons_simulated") return told;
    for (const char* counted : {"persons", "households", "admissions", "claims", "episodes"})
        if (v.unit == counted) return std::abs(told) / p.weight(draw);
    if (v.name == "illness_label_share") return p.at("poor_due_to_illness_label", group, draw) / p.weight(draw);
    const bool depth = v.name.starts_with("poverty_gap") || v.name.starts_with("poverty_severity") || v.name.starts_with("watts");
    const char* headcount = v.name.ends_with("_gross") ? "poverty_headcount_gross" : "poverty_headcount";
    if (depth) return p.at(headcount, group, draw) * p.persons(group, draw);
    const Measure* m = find_measure(v.name);
    if (!m || v.unit != "1") return std::nan("");
    if (m->definition.find("/ households") != std::string_view::npos) {
        const double all = p.households(group, draw);
        return v.name == "poverty_exit_rate" ? told * all * p.at("poverty_headcount", group, draw) : told * all; // of those poor last year, about
    }
    return m->definition.find("/ persons") != std::string_view::npos ? told * p.persons(group, draw) : std::nan("");
}

// The least that is somebody, over draws: a cell with nobody in one draw and five in another is a small one.
double least_behind(const Published& p, const Results::Variable& v, std::size_t group)
{
    double least = nobody_told;
    for (std::size_t d = 0; d < static_cast<std::size_t>(p.r.draws); ++d)
        for (const double n : {p.persons(group, d), events(p, v, group, d)})
            if (!std::isnan(n) && (least < 0.0 || (n > 0.0 && (least == 0.0 || n < least)))) least = n;
    return least;
}

bool small(double n) { return n > 0.0 && n < fewest_persons - 1e-6; }

// Small cells, and the next smallest until what is left out cannot be taken from the total: two cells or
// more that hold eleven persons or more between them.
bool left_out_of_dimension(const Published& p, const Results::Variable& v, std::size_t group)
{
    std::vector<std::size_t> cells;
    std::vector<double> behind;
    std::vector<bool> gone;
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t g = 0; g < p.r.groups.size(); ++g) {
        if (dimension(p.r.groups[g]) != dimension(p.r.groups[group])) continue;
        cells.push_back(g);
        behind.push_back(least_behind(p, v, g));
        gone.push_back(small(behind.back()));
        if (!gone.back()) continue;
        sum += behind.back();
        ++count;
    }
    // Labels overlap: they do not sum to the total, and nothing follows from it.
    const bool sums_to_all = dimension(p.r.groups[group]) != "label";
    while (sums_to_all && count > 0 && (count == 1 || sum < fewest_persons)) {
        std::size_t next = cells.size();
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (!gone[i] && behind[i] >= fewest_persons - 1e-6 && (next == cells.size() || behind[i] < behind[next])) next = i;
        if (next == cells.size()) break;
        gone[next] = true;
        sum += behind[next];
        ++count;
    }
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i] == group) return gone[i];
    return false;
}

// Groups of one and the same households under two names.
constexpr std::array<std::pair<const char*, const char*>, 2> same_groups{
    {{"registry:registered", "label:registered_poor"}, {"registry:left", "label:left_poverty"}}};

bool concealed_in(const Published& p, const Results::Variable& v, std::size_t group)
{
    if (!p.r.find("persons_simulated")) return false;
    if (v.name == "poor_due_to_illness_residual") {
        const Results::Variable* twin = p.r.find("poor_due_to_illness_twin");
        const Results::Variable* free = p.r.find("poor_due_to_illness_free");
        return (twin && concealed_in(p, *twin, group)) || (free && concealed_in(p, *free, group));
    }
    if (left_out_of_dimension(p, v, group)) return true;
    for (const auto& [one, other] : same_groups)
        for (std::size_t g = 0; g < p.r.groups.size(); ++g)
            if ((p.r.groups[group] == one && p.r.groups[g] == other) || (p.r.groups[group] == other && p.r.groups[g] == one))
                return left_out_of_dimension(p, v, g);
    return false;
}

} // namespace

bool concealed(const Results& r, const Results::Variable& v, std::size_t scenario, int year, std::size_t group)
{
    if (year >= 0) return concealed_in({r, scenario, static_cast<std::size_t>(year)}, v, group);
    for (std::size_t y = 0; y < r.years.size(); ++y)
        if (concealed_in({r, scenario, y}, v, group)) return true;
    return false;
}

} // namespace hearth
