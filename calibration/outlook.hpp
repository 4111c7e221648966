// Years to come: the levels of prices, incomes and illness that no series can know. Year shocks with memory,
// trends nobody is sure of, and counties' own luck, put into a world before it is lived.
#pragma once

#include <optional>
#include <vector>

#include "calibration/tables.hpp"
#include "sim/base/random.hpp"
#include "sim/world/world.hpp"

namespace hearth {

//! How unsure one thing is: a row of the table `outlook`. Deviations are logarithms.
struct Unsure {
    double year_sd = 0.0;     //!< stationary sd of the year shock
    double persistence = 0.0; //!< of it, from year to year
    double trend_sd = 0.0;    //!< of the deviation of yearly growth from the series
    double area_sd = 0.0;     //!< of a county's own shock, each year anew
    int from = 0;             //!< first year that is unsure
};

struct Outlook {
    std::optional<Unsure> price, income, incidence;
    bool empty() const { return !price && !income && !incidence; }
};

//! Reads the table; every fault is collected. An input without it has an empty outlook.
Outlook outlook_of(const Tables& tables, Faults& faults);

//! One path: factors by year from the base year, 1 before the unsure years.
struct SystemicPath {
    std::vector<double> price, income, incidence;
    std::vector<std::vector<double>> area_income; //!< by county and year
};
SystemicPath draw_path(const Outlook& outlook, const World& world, const Luck& systemic);

//! Puts a path into a world: before any plan is made of it, so that expected prices follow.
void follow_path(World& world, const SystemicPath& path);

} // namespace hearth
