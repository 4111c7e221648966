// What a forecast says of a measure: its fan, where its spread comes from, and differences between scenarios.
#pragma once

#include <optional>

#include "forecast/forecast_file.hpp"
#include "forecast/variance.hpp"
#include "output/tables.hpp"

namespace hearth::forecast {

struct FanRow {
    std::string scenario, group, measure, unit, long_name;
    int year = 0;
    Summary summary;     //!< of the whole population; se is the Monte Carlo error of the mean
    VarianceSplit split; //!< NaN for groups of which moments only are kept
    bool moments_only = false;
};

struct FanQuery {
    std::vector<std::string> measures; //!< empty = the standard ones
    std::vector<std::string> groups;   //!< empty = all, layers, levels, funds; names or dimensions
    std::optional<int> year;           //!< empty = every year from the first unsure one
};

std::vector<FanRow> fan_rows(const ForecastFile& file, const FanQuery& query);
std::string print_fan(const std::vector<FanRow>& rows, Format format);

//! Draw by draw against the base.
struct DifferenceRow {
    std::string scenario, group, measure, unit, long_name;
    int year = 0;          //!< 0 = mean over the unsure years
    Summary difference;
    double below = 0.0;    //!< share of draws, as they were lived, in which the difference is below 0
    double ratio = 0.0;    //!< variance ratio gained by common luck: (Var A + Var B) / Var(A - B), over all draws
    double luck_ratio = 0.0; //!< the same of household luck alone, at fixed parameters and path, from companions
    double luck_ceiling = 0.0; //!< what it can be at most, from the households whose status differs; poor_households only, else NaN
};
std::vector<DifferenceRow> difference_rows(const ForecastFile& file, const std::string& base, const FanQuery& query);
std::string print_differences(const std::vector<DifferenceRow>& rows, const std::string& base, Format format);

//! Mean, its standard error and the 5 and 95 % quantiles after 50, 100, 200, ... draws.
struct ConvergenceRow {
    int draws;
    Summary summary;
};
std::vector<ConvergenceRow> convergence(const std::vector<double>& draws);

//! What hearth forecast prints at its end.
std::string summary_text(const ForecastFile& file);

} // namespace hearth::forecast
