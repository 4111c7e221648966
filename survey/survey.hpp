// A household survey as columns: one row a household, money a year in the survey's own currency.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hearth {

//! A way to split the households: `region` with its levels `north`, `south`.
struct SurveyGrouping {
    std::string name;
    std::vector<std::string> levels;  //!< in order: by number if all are numbers, else by bytes
    std::vector<std::uint32_t> level; //!< by row
};

//! Rows in the order of the file. A column that the file lacks is empty (weight is then 1).
struct SurveyData {
    std::vector<double> size;                           //!< persons, > 0
    std::vector<double> weight;                         //!< of the household, >= 0
    std::vector<double> consumption, income, oop, food; //!< household totals a year
    std::vector<std::uint32_t> psu;                     //!< by row, numbered over all strata
    std::vector<std::uint32_t> stratum_of_psu;
    std::uint32_t strata = 0;
    std::vector<SurveyGrouping> groupings;
    std::uint64_t skipped = 0; //!< rows left out for a missing value
};

//! What to read.
struct SurveyFile {
    std::string path;
    std::map<std::string, std::string> columns; //!< role -> name of its column, where they differ
    std::vector<std::string> by;                //!< columns to group by
    bool skip_missing = false;
};

//! Roles a column can have, in the order of the documents.
const std::vector<std::string>& survey_roles();

//! Reads a survey. InputError with line, column, value and rule of up to 20 faults.
SurveyData read_survey(const SurveyFile& file);

} // namespace hearth
