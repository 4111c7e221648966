#include "output/disclosure.hpp"

#include <cmath>

namespace hearth {

namespace {

std::string dimension(const std::string& group) { return group.substr(0, group.find(':')); }

// Fewest over draws (nobody apart) of the unweighted persons in a group, and of the events where the measure counts some
// (persons, households, admissions). Negative = not told.
struct Behind {
    double persons = -1.0;
    double events = -1.0;
    bool small() const { return few(persons) || few(events); }
    double least() const { return events >= 0.0 && (persons < 0.0 || events < persons) ? events : persons; }

private:
    static bool few(double n) { return n > 0.0 && n < fewest_persons; }
};

// The least that is somebody: a cell with nobody in one draw and five in another is still a small one.
void keep_least(double& least, double n)
{
    if (!std::isnan(n) && (least <= 0.0 ? n > 0.0 || least < 0.0 : n > 0.0 && n < least)) least = n;
}

Behind persons_behind(const Results& r, const Results::Variable& v, std::size_t scenario, std::size_t year, std::size_t group)
{
    const Results::Variable* simulated = r.find("persons_simulated");
    const Results::Variable* population = r.find("population");
    const bool counts = v.unit == "persons" || v.unit == "households" || v.unit == "admissions" || v.unit == "claims"
        || v.unit == "episodes";
    Behind behind;
    for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) {
        const double all = r.at(*simulated, scenario, year, 0, d);
        const double weight = population ? r.at(*population, scenario, year, 0, d) / all : 1.0;
        double n = r.at(*simulated, scenario, year, group, d);
        if (std::isnan(n) && population) n = r.at(*population, scenario, year, group, d) / weight;
        for (const char* stand_in : {"tier_admissions", "group_admissions", "beneficiaries"})
            if (const Results::Variable* told = r.find(stand_in); std::isnan(n) && told)
                n = r.at(*told, scenario, year, group, d) / weight;
        keep_least(behind.persons, n);
        if (counts) keep_least(behind.events, r.at(v, scenario, year, group, d) / (v.name == "persons_simulated" ? 1.0 : weight));
    }
    return behind;
}

bool concealed_in(const Results& r, const Results::Variable& v, std::size_t scenario, std::size_t year, std::size_t group)
{
    if (!r.find("persons_simulated")) return false;
    const Behind own = persons_behind(r, v, scenario, year, group);
    if (own.small()) return true;
    if (r.groups[group] == "all" || own.least() < 0.0) return false;
    // One small cell alone in its dimension would follow from the total: the next smallest goes with it.
    std::size_t small_cells = 0;
    double next = -1.0;
    std::size_t which = group;
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        if (dimension(r.groups[g]) != dimension(r.groups[group])) continue;
        const Behind cell = persons_behind(r, v, scenario, year, g);
        const double n = cell.least();
        if (cell.small()) ++small_cells;
        else if (n >= 0.0 && (next < 0.0 || n < next)) {
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
