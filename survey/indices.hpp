// Every measure of a survey in one table: name, unit, definition, what it needs and how it is estimated.
// `hearth measure`, its --list and docs/measure.md follow it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "survey/estimators.hpp"

namespace hearth {

//! What a measure is told for each of: once, each poverty line, each threshold, ...
enum class SurveyPer { once, line, threshold, capacity, relative, societal };

//! The whole sample under the same weights: lines that do not depend on the group come from it.
struct WholeSample {
    WeighedHouseholds households;
    Linearised median;        //!< of gross welfare
    double subsistence = 0.0; //!< food a year of a household of one, money (Xu 2005)
};

struct SurveyScene {
    const WeighedHouseholds& group;
    const WholeSample& whole;
};

using SurveyEstimator = Linearised (*)(const SurveyScene& scene, double parameter);

struct SurveyMeasure {
    std::string_view name;       //!< {} stands for the parameter in per cent
    std::string_view unit;       //!< "1" for shares and indices
    std::string_view definition; //!< {} likewise
    SurveyPer per;
    bool needs_oop, needs_food;  //!< needs_food: also a consumption column
    bool share_of_persons;       //!< its interval is made on the logit scale
    SurveyEstimator estimate;
};

//! Parameters of the measures.
struct SurveyParameters {
    std::vector<double> lines; //!< money a person a year
    std::vector<double> thresholds{0.10, 0.25};
    std::vector<double> relative{0.5, 0.6};
    double capacity = 0.40;
    std::optional<double> societal; //!< money a person a year
};

//! All measures, in the order in which they are told.
std::span<const SurveyMeasure> survey_measures();

//! One measure at one parameter, e.g. che_25.
struct SurveyIndex {
    const SurveyMeasure* measure;
    double parameter;
    std::string name;
    std::string definition;
};

//! The measures these households allow, at every parameter.
std::vector<SurveyIndex> survey_indices(const SurveyParameters& parameters, bool oop, bool food);

//! Line a measure is told for: money a person a year; NaN without one.
double line_of(const SurveyIndex& index, const WholeSample& whole);

//! Median and subsistence line of the whole sample.
WholeSample whole_sample(const WeighedHouseholds& households);

// Estimators by subject (parameter: the line, threshold or share the measure is told for).
namespace poverty {
Linearised headcount(const SurveyScene& s, double line);
Linearised gap(const SurveyScene& s, double line);
Linearised severity(const SurveyScene& s, double line);
Linearised watts(const SurveyScene& s, double line);
Linearised sen(const SurveyScene& s, double line);
Linearised headcount_gross(const SurveyScene& s, double line);
Linearised gap_gross(const SurveyScene& s, double line);
Linearised severity_gross(const SurveyScene& s, double line);
Linearised watts_gross(const SurveyScene& s, double line);
Linearised sen_gross(const SurveyScene& s, double line);
Linearised impact_headcount(const SurveyScene& s, double line);
Linearised impact_gap(const SurveyScene& s, double line);
Linearised impoverished(const SurveyScene& s, double line);
Linearised further_impoverished(const SurveyScene& s, double line);
Linearised relative(const SurveyScene& s, double share);
} // namespace poverty

namespace payments {
Linearised catastrophic(const SurveyScene& s, double threshold);
Linearised overshoot(const SurveyScene& s, double threshold);
Linearised positive_overshoot(const SurveyScene& s, double threshold);
Linearised concentration(const SurveyScene& s, double threshold);
Linearised rank_weighted(const SurveyScene& s, double threshold);
Linearised beyond_capacity(const SurveyScene& s, double threshold);
Linearised hardship(const SurveyScene& s, double line);
Linearised impoverishing(const SurveyScene& s, double line);
Linearised large(const SurveyScene& s, double line);
Linearised mean_per_person(const SurveyScene& s, double);
Linearised mean_share(const SurveyScene& s, double);
Linearised aggregate_share(const SurveyScene& s, double);
Linearised concentration_per_person(const SurveyScene& s, double);
double subsistence_line(const WeighedHouseholds& whole);
} // namespace payments

namespace inequality {
Linearised mean(const SurveyScene& s, double);
Linearised median(const SurveyScene& s, double);
Linearised gini(const SurveyScene& s, double);
Linearised gini_net(const SurveyScene& s, double);
Linearised theil(const SurveyScene& s, double);
Linearised mean_log_deviation(const SurveyScene& s, double);
Linearised top_tenth(const SurveyScene& s, double);
Linearised top_hundredth(const SurveyScene& s, double);
Linearised bottom_forty(const SurveyScene& s, double);
Linearised kakwani(const SurveyScene& s, double);
Linearised reynolds_smolensky(const SurveyScene& s, double);
} // namespace inequality

} // namespace hearth
