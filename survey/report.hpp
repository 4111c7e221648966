// All measures of a survey, by group, with design-based standard errors; and how they are printed.
#pragma once

#include <string>
#include <vector>

#include "survey/indices.hpp"

namespace hearth {

struct SurveyRequest {
    SurveyParameters parameters;
    bool welfare_is_income = false;
    double confidence = 0.95;
    std::uint32_t replicates = 0; //!< of the bootstrap; 0 = none
    std::uint64_t seed = 1;
    bool by_quintile = false;
    std::vector<std::string> measures; //!< names; empty = all
    bool lorenz = false;
};

struct SurveyRow {
    std::string group, measure, definition, unit;
    double line, value, se, low, high; //!< NaN where there is none
    double bootstrap_se;
    std::uint64_t households; //!< of the group in the sample, with a weight above 0
    double persons;           //!< living in them
};

struct SurveyReport {
    std::vector<SurveyRow> rows; //!< by group, `all` first, then by measure and line
    std::vector<std::string> notes;
    std::string lorenz; //!< CSV
    bool bootstrapped = false;
};

//! InputError for a measure that does not exist or that the columns do not allow.
SurveyReport survey_report(const SurveyData& survey, const SurveyRequest& request);

//! `format`: text, csv or json. Notes stand below a text only.
std::string print_survey(const SurveyReport& report, const std::string& format);

//! One line a measure: name (unit): definition.
std::string survey_measure_list(const SurveyParameters& parameters);

} // namespace hearth
