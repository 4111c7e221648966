// Inequality of welfare a person, and who bears the payments. Kakwani 1977 (Economic Journal 87:71-80);
// Reynolds & Smolensky 1977; Theil 1967. Linearisation of the entropy indices: Cowell & Flachaire 2007
// (Journal of Econometrics 141:1044-1072); of Lorenz ordinates: Kovacevic & Binder 1997 (Journal of
// Official Statistics 13:41-58).
#include "sim/base/math.hpp"
#include "survey/indices.hpp"

namespace hearth::inequality {

namespace {

// Weights of the households whose welfare has a logarithm.
std::vector<double> positive_persons(const WeighedHouseholds& w)
{
    std::vector<double> persons(w.persons.begin(), w.persons.end());
    for (std::size_t i = 0; i < w.count(); ++i)
        if (!(w.of.gross[i] > 0.0)) persons[i] = 0.0;
    return persons;
}

Linearised mean_welfare(const WeighedHouseholds& w)
{
    return mean_of(w, [&](std::size_t i) { return w.of.gross[i]; });
}

double log_welfare(const WeighedHouseholds& w, std::size_t i)
{
    return w.of.gross[i] > 0.0 ? logarithm(w.of.gross[i]) : 0.0;
}

Linearised top_share(const SurveyScene& s, double q)
{
    const Linearised below = lorenz_ordinate(s.group, q);
    return function_of(1.0 - below.value, {{-1.0, &below}});
}

} // namespace

Linearised mean(const SurveyScene& s, double) { return mean_welfare(s.group); }
Linearised median(const SurveyScene& s, double) { return median_welfare(s.group); }

Linearised gini(const SurveyScene& s, double)
{
    return concentration_index(s.group, s.group.of.by_gross, s.group.of.gross, s.group.of.gross);
}

Linearised gini_net(const SurveyScene& s, double)
{
    return concentration_index(s.group, s.group.of.by_net, s.group.of.net, s.group.of.net);
}

Linearised theil(const SurveyScene& s, double)
{
    const std::vector<double> persons = positive_persons(s.group);
    const WeighedHouseholds w(s.group.of, persons, s.group.linearise);
    const Linearised m = mean_welfare(w);
    if (!(m.value > 0.0)) return {};
    const Linearised y_log_y = mean_of(w, [&](std::size_t i) { return w.of.gross[i] * log_welfare(w, i); });
    return function_of(y_log_y.value / m.value - logarithm(m.value),
                       {{1.0 / m.value, &y_log_y}, {-(y_log_y.value / m.value + 1.0) / m.value, &m}});
}

Linearised mean_log_deviation(const SurveyScene& s, double)
{
    const std::vector<double> persons = positive_persons(s.group);
    const WeighedHouseholds w(s.group.of, persons, s.group.linearise);
    const Linearised m = mean_welfare(w);
    if (!(m.value > 0.0)) return {};
    const Linearised logs = mean_of(w, [&](std::size_t i) { return log_welfare(w, i); });
    return function_of(logarithm(m.value) - logs.value, {{1.0 / m.value, &m}, {-1.0, &logs}});
}

Linearised top_tenth(const SurveyScene& s, double) { return top_share(s, 0.90); }
Linearised top_hundredth(const SurveyScene& s, double) { return top_share(s, 0.99); }
Linearised bottom_forty(const SurveyScene& s, double) { return lorenz_ordinate(s.group, 0.40); }

Linearised kakwani(const SurveyScene& s, double)
{
    return difference_of(payments::concentration_per_person(s, 0.0), gini(s, 0.0));
}

Linearised reynolds_smolensky(const SurveyScene& s, double)
{
    return difference_of(gini(s, 0.0), gini_net(s, 0.0));
}

} // namespace hearth::inequality
