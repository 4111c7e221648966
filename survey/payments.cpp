// Out-of-pocket health payments against what a household has. Catastrophic payments: Wagstaff & van Doorslaer
// 2003 (Health Economics 12:921-934); capacity to pay: Xu 2005 (WHO EIP/HSF/DP.05.2); SDG 3.8.2 as adopted
// in March 2025: UN Statistics Division, metadata of the indicator.
#include <algorithm>

#include "sim/base/math.hpp"
#include "survey/indices.hpp"

namespace hearth::payments {

namespace {

// Payments as a share of consumption (income); 1 if paid out of nothing.
double payment_share(const HouseholdColumns& h, std::size_t i)
{
    if (h.base[i] > 0.0) return h.oop[i] / h.base[i];
    return h.oop[i] > 0.0 ? 1.0 : 0.0;
}

bool is_catastrophic(const HouseholdColumns& h, std::size_t i, double threshold)
{
    return exceeds(h.oop[i], threshold * h.base[i]);
}

// Adult equivalents of Xu 2005: size to the power 0.56.
double equivalents(double size) { return exponential(0.56 * logarithm(size)); }

// Consumption (income) above the societal line; 0 where rounding alone is left.
double discretionary(const HouseholdColumns& h, std::size_t i, double line)
{
    const double budget = h.base[i] - line * h.size[i];
    return budget > tie * h.base[i] ? budget : 0.0;
}

bool is_hardship(const HouseholdColumns& h, std::size_t i, double line)
{
    constexpr double large_share = 0.40; // of the discretionary budget
    return exceeds(h.oop[i], large_share * discretionary(h, i, line));
}

bool is_impoverishing(const HouseholdColumns& h, std::size_t i, double line)
{
    return exceeds(h.oop[i], discretionary(h, i, line));
}

} // namespace

Linearised catastrophic(const SurveyScene& s, double threshold)
{
    return mean_of(s.group, [&](std::size_t i) { return is_catastrophic(s.group.of, i, threshold) ? 1.0 : 0.0; });
}

Linearised overshoot(const SurveyScene& s, double threshold)
{
    return mean_of(s.group, [&](std::size_t i) {
        return is_catastrophic(s.group.of, i, threshold) ? payment_share(s.group.of, i) - threshold : 0.0;
    });
}

Linearised positive_overshoot(const SurveyScene& s, double threshold)
{
    return ratio_of(overshoot(s, threshold), catastrophic(s, threshold));
}

Linearised concentration(const SurveyScene& s, double threshold)
{
    const HouseholdColumns& h = s.group.of;
    std::vector<double> indicator(h.count());
    for (std::size_t i = 0; i < h.count(); ++i) indicator[i] = is_catastrophic(h, i, threshold) ? 1.0 : 0.0;
    return concentration_index(s.group, h.by_gross, h.gross, indicator);
}

Linearised rank_weighted(const SurveyScene& s, double threshold)
{
    const Linearised share = catastrophic(s, threshold);
    const Linearised index = concentration(s, threshold);
    return function_of(share.value * (1.0 - index.value), {{1.0 - index.value, &share}, {-share.value, &index}});
}

// The subsistence line is taken as known: its own sampling error is left out of the linearisation.
Linearised beyond_capacity(const SurveyScene& s, double threshold)
{
    const HouseholdColumns& h = s.group.of;
    return mean_of(s.group, [&](std::size_t i) {
        const double subsistence = std::min(h.food[i], s.whole.subsistence * equivalents(h.size[i]));
        const double capacity = h.consumption[i] - subsistence;
        return exceeds(h.oop[i], capacity > tie * h.consumption[i] ? threshold * capacity : 0.0) ? 1.0 : 0.0;
    });
}

Linearised hardship(const SurveyScene& s, double line)
{
    return mean_of(s.group, [&](std::size_t i) { return is_hardship(s.group.of, i, line) ? 1.0 : 0.0; });
}

Linearised impoverishing(const SurveyScene& s, double line)
{
    return mean_of(s.group, [&](std::size_t i) { return is_impoverishing(s.group.of, i, line) ? 1.0 : 0.0; });
}

Linearised large(const SurveyScene& s, double line)
{
    return mean_of(s.group, [&](std::size_t i) {
        return is_hardship(s.group.of, i, line) && !is_impoverishing(s.group.of, i, line) ? 1.0 : 0.0;
    });
}

Linearised mean_per_person(const SurveyScene& s, double)
{
    return mean_of(s.group, [&](std::size_t i) { return s.group.of.oop[i] / s.group.of.size[i]; });
}

Linearised mean_share(const SurveyScene& s, double)
{
    return mean_of(s.group, [&](std::size_t i) { return payment_share(s.group.of, i); });
}

Linearised aggregate_share(const SurveyScene& s, double)
{
    const Linearised base =
        mean_of(s.group, [&](std::size_t i) { return s.group.of.base[i] / s.group.of.size[i]; });
    return ratio_of(mean_per_person(s, 0.0), base);
}

Linearised concentration_per_person(const SurveyScene& s, double)
{
    const HouseholdColumns& h = s.group.of;
    std::vector<double> per_person(h.count());
    for (std::size_t i = 0; i < h.count(); ++i) per_person[i] = h.oop[i] / h.size[i];
    return concentration_index(s.group, h.by_gross, h.gross, per_person);
}

// Mean food an adult equivalent of the households whose food share lies between the 45th and the 55th
// percentile of persons, both included.
double subsistence_line(const WeighedHouseholds& w)
{
    const HouseholdColumns& h = w.of;
    std::vector<double> share(h.count(), 0.0);
    for (const std::uint32_t i : h.by_food_share) share[i] = h.food[i] / h.consumption[i];
    const double low = weighted_quantile(w, h.by_food_share, share, 0.45);
    const double high = weighted_quantile(w, h.by_food_share, share, 0.55);
    double food = 0.0;
    double persons = 0.0;
    for (const std::uint32_t i : h.by_food_share) {
        if (share[i] < low * (1.0 - tie) || share[i] > high * (1.0 + tie)) continue;
        food += w.persons[i] * h.food[i] / equivalents(h.size[i]);
        persons += w.persons[i];
    }
    return persons > 0.0 ? food / persons : 0.0;
}

} // namespace hearth::payments
