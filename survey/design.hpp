// Design of a survey: strata, primary sampling units (psus), what they say about an estimate's error.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "survey/estimators.hpp"

namespace hearth {

struct SampleDesign {
    std::vector<std::uint32_t> psu_of;         //!< by household of the whole sample
    std::vector<std::uint32_t> stratum_of;     //!< by psu
    std::vector<std::uint32_t> psus_in;        //!< by stratum: also psus whose households all have weight 0
    std::vector<std::uint32_t> single_psus;    //!< psus that are alone in their stratum

    std::size_t psus() const { return stratum_of.size(); }
    std::size_t strata() const { return psus_in.size(); }
    //! Degrees of freedom: psus - strata.
    double freedom() const { return static_cast<double>(psus()) - static_cast<double>(strata()); }
};

SampleDesign sample_design(const SurveyData& survey, const HouseholdColumns& whole);

//! Standard errors of linearised estimates; keeps its sums between calls.
class DesignError {
public:
    explicit DesignError(const SampleDesign& design);
    //! Square root of sum over strata of n/(n-1) sum (Z - mean Z)^2 over psus, Z = sum of the influence in
    //! the psu (0 in psus without a household of the group); psus drawn with replacement. A psu alone in its
    //! stratum is taken about the mean of all psus, with factor 1. NaN with one psu in all, or without influence.
    double standard_error(const HouseholdColumns& group, const Linearised& estimate);

private:
    void add_to_psus(const HouseholdColumns& group, const Linearised& estimate);
    double variance_in_strata();

    const SampleDesign& design_;
    std::vector<double> psu_sum_, stratum_sum_;
    std::vector<double> squares_;          // by stratum, about its mean
    std::vector<std::uint32_t> met_in_;    // by stratum: psus met
    std::vector<std::uint8_t> met_;        // by psu
    std::vector<std::uint32_t> psus_met_;
};

struct SurveyInterval {
    double low = no_estimate, high = no_estimate;
};

//! Quantile of Student's t that leaves (1 - confidence) / 2 above it; NaN for freedom <= 0.
double t_quantile(double freedom, double confidence);

//! value -+ t x se; for shares of persons on the logit scale (Korn & Graubard 1999, Analysis of Health Surveys,
//! section 3.2), undefined at 0 and 1.
SurveyInterval survey_interval(double value, double se, double t, bool share_of_persons);

//! Weights of a replicate of the rescaled bootstrap (Rao, Wu & Yue 1992, Survey Methodology 18:209-217): of the
//! n psus of a stratum n - 1 are drawn with replacement, a psu drawn m times has its weights times m n/(n-1).
//! A psu alone in its stratum keeps its weights. Returns factors by psu; the same seed and number, the same factors.
std::vector<double> bootstrap_factors(const SampleDesign& design, std::uint64_t seed, std::uint32_t replicate);

} // namespace hearth
