#include "output/disclosure.hpp"

#include <cmath>

namespace hearth {

namespace {

std::string dimension(const std::string& group) { return group.substr(0, group.find(':')); }

// Fewest unweighted persons over draws behind a cell: those of the group, or the events themselves where
// the measure counts some (persons, households, admissions). Negative = the group has no persons told.
double persons_behind(const Results& r, const Results::Variable& v, std::size_t scenario, std::size_t year, std::size_t group)
{
    const Results::Variable* simulated = r.find("persons_simulated");
    const Results::Variable* population = r.find("population");
    const bool counts = v.unit == "persons" || v.unit == "households" || v.unit == "admissions" || v.unit == "claims"
        || v.unit == "episodes";
    double least = -1.0;
    for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) {
        const double all = r.at(*simulated, scenario, year, 0, d);
        const double weight = population ? r.at(*population, scenario, year, 0, d) / all : 1.0;
        double n = r.at(*simulated, scenario, year, group, d);
        const double told = r.at(v, scenario, year, group, d);
        if (std::isnan(n) && population) n = r.at(*population, scenario, year, group, d) / weight;
        if (counts && !std::isnan(told)) n = std::isnan(n) ? told / weight : std::min(n, told / weight);
        if (!std::isnan(n) && (least < 0.0 || n < least)) least = n;
    }
    return least;
}

bool small(double n) { return n > 0.0 && n < fewest_persons; }

bool concealed_in(const Results& r, const Results::Variable& v, std::size_t scenario, std::size_t year, std::size_t group)
{
    if (!r.find("persons_simulated")) return false;
    const double own = persons_behind(r, v, scenario, year, group);
    if (small(own)) return true;
    if (r.groups[group] == "all" || own < 0.0) return false;
    // One small cell alone in its dimension would follow from the total: the next smallest goes with it.
    std::size_t small_cells = 0;
    double next = -1.0;
    std::size_t which = group;
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        if (dimension(r.groups[g]) != dimension(r.groups[group])) continue;
        const double n = persons_behind(r, v, scenario, year, g);
        if (small(n)) ++small_cells;
        else if (n > 0.0 && (next < 0.0 || n < next)) {
            next = n;
            which = g;
        }
    }
    return small_cells == 1 && which == group;
}

} // namespace

bool concealed(const Results& r, const Results::Variable& v, std::size_t scenario, int year, std::size_t group)
{
    if (year >= 0) return concealed_in(r, v, scenario, static_cast<std::size_t>(year), group);
    for (std::size_t y = 0; y < r.years.size(); ++y)
        if (concealed_in(r, v, scenario, y, group)) return true;
    return false;
}

} // namespace hearth
