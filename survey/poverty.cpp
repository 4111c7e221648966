// Poverty against a line. Foster, Greer & Thorbecke 1984 (Econometrica 52:761-766); Watts 1968; Sen 1976
// (Econometrica 44:219-231); net and gross of health payments: Wagstaff & van Doorslaer 2003 (Health
// Economics 12:921-934).
#include <algorithm>

#include "sim/base/math.hpp"
#include "survey/indices.hpp"

namespace hearth::poverty {

namespace {

using Values = std::span<const double>;

double gap_ratio(double welfare, double line)
{
    return is_below(welfare, line) ? (line - std::max(welfare, 0.0)) / line : 0.0;
}

double log_gap(double welfare, double line)
{
    if (!is_below(welfare, line)) return 0.0;
    constexpr double floor = 0.01; // of the line, for welfare without a logarithm
    return welfare > 0.0 ? logarithm(line / welfare) : -logarithm(floor);
}

Linearised share_below_line(const WeighedHouseholds& w, Values welfare, double line)
{
    return mean_of(w, [&](std::size_t i) { return is_below(welfare[i], line) ? 1.0 : 0.0; });
}

Linearised mean_gap(const WeighedHouseholds& w, Values welfare, double line)
{
    return mean_of(w, [&](std::size_t i) { return gap_ratio(welfare[i], line); });
}

Linearised mean_squared_gap(const WeighedHouseholds& w, Values welfare, double line)
{
    return mean_of(w, [&](std::size_t i) { return gap_ratio(welfare[i], line) * gap_ratio(welfare[i], line); });
}

Linearised mean_log_gap(const WeighedHouseholds& w, Values welfare, double line)
{
    return mean_of(w, [&](std::size_t i) { return log_gap(welfare[i], line); });
}

// Gini index of max(welfare, 0) among the poor; 0 where they have nothing.
Linearised gini_of_poor(const WeighedHouseholds& w, std::span<const std::uint32_t> order, Values welfare, double line)
{
    std::vector<double> persons(w.persons.begin(), w.persons.end());
    std::vector<double> positive(welfare.begin(), welfare.end());
    for (std::size_t i = 0; i < w.count(); ++i) {
        if (!is_below(welfare[i], line)) persons[i] = 0.0;
        positive[i] = std::max(positive[i], 0.0);
    }
    Linearised gini = concentration_index(WeighedHouseholds(w.of, persons, w.linearise), order, positive, positive);
    if (!(gini.value >= 0.0)) gini = {0.0, std::vector<double>(w.linearise ? w.count() : 0, 0.0), false};
    return gini;
}

// H (I + (1 - I) G) with I = gap / H is gap + (H - gap) G; 0 where nobody is poor.
Linearised sen_index(const WeighedHouseholds& w, std::span<const std::uint32_t> order, Values welfare, double line)
{
    const Linearised h = share_below_line(w, welfare, line);
    const Linearised g = mean_gap(w, welfare, line);
    const Linearised gini = gini_of_poor(w, order, welfare, line);
    return function_of(g.value + (h.value - g.value) * gini.value,
                       {{1.0 - gini.value, &g}, {gini.value, &h}, {h.value - g.value, &gini}});
}

} // namespace

Linearised headcount(const SurveyScene& s, double z) { return share_below_line(s.group, s.group.of.net, z); }
Linearised gap(const SurveyScene& s, double z) { return mean_gap(s.group, s.group.of.net, z); }
Linearised severity(const SurveyScene& s, double z) { return mean_squared_gap(s.group, s.group.of.net, z); }
Linearised watts(const SurveyScene& s, double z) { return mean_log_gap(s.group, s.group.of.net, z); }
Linearised sen(const SurveyScene& s, double z) { return sen_index(s.group, s.group.of.by_net, s.group.of.net, z); }

Linearised headcount_gross(const SurveyScene& s, double z) { return share_below_line(s.group, s.group.of.gross, z); }
Linearised gap_gross(const SurveyScene& s, double z) { return mean_gap(s.group, s.group.of.gross, z); }
Linearised severity_gross(const SurveyScene& s, double z) { return mean_squared_gap(s.group, s.group.of.gross, z); }
Linearised watts_gross(const SurveyScene& s, double z) { return mean_log_gap(s.group, s.group.of.gross, z); }
Linearised sen_gross(const SurveyScene& s, double z)
{
    return sen_index(s.group, s.group.of.by_gross, s.group.of.gross, z);
}

Linearised impact_headcount(const SurveyScene& s, double z)
{
    return difference_of(headcount(s, z), headcount_gross(s, z));
}

Linearised impact_gap(const SurveyScene& s, double z) { return difference_of(gap(s, z), gap_gross(s, z)); }

Linearised impoverished(const SurveyScene& s, double z)
{
    const HouseholdColumns& h = s.group.of;
    return mean_of(s.group, [&](std::size_t i) { return is_below(h.net[i], z) && !is_below(h.gross[i], z) ? 1.0 : 0.0; });
}

Linearised further_impoverished(const SurveyScene& s, double z)
{
    const HouseholdColumns& h = s.group.of;
    return mean_of(s.group, [&](std::size_t i) { return is_below(h.gross[i], z) && h.oop[i] > 0.0 ? 1.0 : 0.0; });
}

// The line is estimated, too: the group's density at the line carries the error of the whole sample's
// median (Deville 1999; Berger & Skinner 2003, Applied Statistics 52:457-468).
Linearised relative(const SurveyScene& s, double share)
{
    const double line = share * s.whole.median.value;
    if (!(line > 0.0)) return {};
    const HouseholdColumns& h = s.group.of;
    const Linearised below = share_below_line(s.group, h.gross, line);
    Linearised rate{below.value, {}, true};
    if (s.whole.median.influence.empty()) return rate;
    const double density = density_at(s.group, h.by_gross, h.gross, line);
    if (!(density >= 0.0)) return rate;
    rate.influence = s.whole.median.influence;
    for (double& v : rate.influence) v *= share * density;
    for (std::size_t i = 0; i < h.count(); ++i) rate.influence[h.place[i]] += below.influence[i];
    return rate;
}

} // namespace hearth::poverty
