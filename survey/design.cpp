#include "survey/design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <boost/math/distributions/students_t.hpp>

#include "sim/base/math.hpp"

namespace hearth {

SampleDesign sample_design(const SurveyData& survey, const HouseholdColumns& whole)
{
    SampleDesign d;
    d.stratum_of = survey.stratum_of_psu;
    d.psus_in.assign(survey.strata, 0);
    for (const std::uint32_t stratum : d.stratum_of) ++d.psus_in[stratum];
    for (std::uint32_t psu = 0; psu < d.psus(); ++psu)
        if (d.psus_in[d.stratum_of[psu]] == 1) d.single_psus.push_back(psu);
    d.psu_of.reserve(whole.count());
    for (const std::uint32_t row : whole.row) d.psu_of.push_back(survey.psu[row]);
    return d;
}

DesignError::DesignError(const SampleDesign& design)
    : design_(design), psu_sum_(design.psus(), 0.0), stratum_sum_(design.strata()), squares_(design.strata()),
      met_in_(design.strata()), met_(design.psus(), 0)
{
}

void DesignError::add_to_psus(const HouseholdColumns& group, const Linearised& estimate)
{
    for (const std::uint32_t psu : psus_met_) {
        psu_sum_[psu] = 0.0;
        met_[psu] = 0;
    }
    psus_met_.clear();
    for (std::size_t i = 0; i < estimate.influence.size(); ++i) {
        const std::uint32_t psu = design_.psu_of[estimate.over_whole ? i : group.place[i]];
        psu_sum_[psu] += estimate.influence[i];
        if (met_[psu]) continue;
        met_[psu] = 1;
        psus_met_.push_back(psu);
    }
}

// Psus without a household of the group have the sum 0: they are counted, not visited.
double DesignError::variance_in_strata()
{
    std::fill(stratum_sum_.begin(), stratum_sum_.end(), 0.0);
    std::fill(squares_.begin(), squares_.end(), 0.0);
    std::fill(met_in_.begin(), met_in_.end(), 0u);
    for (const std::uint32_t psu : psus_met_) {
        stratum_sum_[design_.stratum_of[psu]] += psu_sum_[psu];
        ++met_in_[design_.stratum_of[psu]];
    }
    for (const std::uint32_t psu : psus_met_) {
        const std::uint32_t h = design_.stratum_of[psu];
        const double from_mean = psu_sum_[psu] - stratum_sum_[h] / design_.psus_in[h];
        squares_[h] += from_mean * from_mean;
    }
    double variance = 0.0;
    for (std::size_t h = 0; h < design_.strata(); ++h) {
        const double n = design_.psus_in[h];
        if (n < 2.0) continue;
        const double mean = stratum_sum_[h] / n;
        variance += n / (n - 1.0) * (squares_[h] + (n - met_in_[h]) * mean * mean);
    }
    return variance;
}

double DesignError::standard_error(const HouseholdColumns& group, const Linearised& estimate)
{
    if (estimate.influence.empty() || design_.psus() < 2) return no_estimate;
    add_to_psus(group, estimate);
    double variance = variance_in_strata();
    double sum = 0.0;
    for (const double s : stratum_sum_) sum += s;
    const double mean = sum / static_cast<double>(design_.psus());
    for (const std::uint32_t psu : design_.single_psus) variance += (psu_sum_[psu] - mean) * (psu_sum_[psu] - mean);
    return std::sqrt(variance);
}

double t_quantile(double freedom, double confidence)
{
    if (!(freedom > 0.0)) return no_estimate;
    return boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), 0.5 * (1.0 - confidence)));
}

SurveyInterval survey_interval(double value, double se, double t, bool share_of_persons)
{
    if (std::isnan(value) || std::isnan(se) || std::isnan(t)) return {};
    if (!share_of_persons) return {value - t * se, value + t * se};
    constexpr double rounding = 1e-12;
    if (value < rounding || value > 1.0 - rounding) return {};
    const double logit = logarithm(value / (1.0 - value));
    const double reach = t * se / (value * (1.0 - value));
    return {logistic(logit - reach), logistic(logit + reach)};
}

std::vector<double> bootstrap_factors(const SampleDesign& design, std::uint64_t seed, std::uint32_t replicate)
{
    std::vector<std::uint32_t> psus(design.psus()); // by stratum
    std::iota(psus.begin(), psus.end(), 0u);
    std::stable_sort(psus.begin(), psus.end(), [&](std::uint32_t a, std::uint32_t b) {
        return design.stratum_of[a] < design.stratum_of[b];
    });
    std::seed_seq seeds{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), replicate};
    std::mt19937_64 random(seeds); // its sequence is fixed by the standard
    std::vector<double> factor(design.psus(), 0.0);
    std::size_t first = 0;
    for (const std::uint32_t n : design.psus_in) {
        if (n == 1) factor[psus[first]] = 1.0;
        for (std::uint32_t draw = 1; draw < n; ++draw)
            factor[psus[first + random() % n]] += static_cast<double>(n) / (n - 1.0);
        first += n;
    }
    return factor;
}

} // namespace hearth
