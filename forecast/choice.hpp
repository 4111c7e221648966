// A choice among scenarios at a price for a person-year kept out of poverty: which is best, how sure, and what knowing
// more would be worth.
#pragma once

#include "forecast/forecast_file.hpp"
#include "inference/value_of_information.hpp"
#include "output/print_table.hpp"

namespace hearth::forecast {

struct ChoiceRow {
    std::string scenario;
    double effect, effect_se;   //!< person-years kept out of poverty because of illness, against the base
    double cost, cost_se;       //!< yuan of governments, against the base
    double cost_per_person_year; //!< NaN where nobody is kept out of poverty, or it costs nothing
    double net_benefit, best;   //!< yuan; share of draws in which the scenario is best
};
struct InformationRow {
    std::string what;      //!< everything, all parameters, one parameter, a named group, the systemic path
    inference::Value value; //!< yuan, for the whole choice
};
struct Choice {
    std::vector<ChoiceRow> scenarios;
    std::vector<InformationRow> information;
    std::vector<std::int64_t> years;
};

//! \param worth yuan for a person-year \param groups named sets of parameters' paths
Choice choice_at(const ForecastFile& file, const std::string& base, double worth, const std::map<std::string, std::vector<std::string>>& groups);

} // namespace hearth::forecast
