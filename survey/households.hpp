// The households of one group, in ascending order of gross welfare, and the weights they carry.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "survey/survey.hpp"

namespace hearth {

//! Households with a weight above 0. Welfare is money a person a year; oop, base, consumption and food are
//! household totals a year.
struct HouseholdColumns {
    std::vector<std::uint32_t> row;   //!< in the survey
    std::vector<std::uint32_t> place; //!< among the households of the whole sample
    std::vector<double> persons;      //!< weight x size
    std::vector<double> size;
    std::vector<double> gross;        //!< welfare before health payments; ascending
    std::vector<double> net;          //!< after them; as gross without an oop column
    std::vector<double> oop, base;    //!< base: what payments are a share of (consumption, else income)
    std::vector<double> consumption, food;
    std::vector<std::uint32_t> by_gross, by_net; //!< places in this group, ascending
    std::vector<std::uint32_t> by_food_share;    //!< whole sample only: those with consumption > 0
    bool has_oop = false, has_food = false, has_consumption = false;

    std::size_t count() const { return size.size(); }
};

//! All households of the survey with a weight above 0.
HouseholdColumns whole_households(const SurveyData& survey, bool welfare_is_income);

//! The households of the whole sample at these places (ascending).
HouseholdColumns households_at(const HouseholdColumns& whole, std::vector<std::uint32_t> places);

//! Fifth of each household, 0 to 4: cuts are the smallest gross welfare with at least 20, 40, ... % of
//! persons at or below it; a household on a cut belongs below it, so that equal welfare stays together.
std::vector<std::uint32_t> welfare_fifths(const HouseholdColumns& whole);

//! CSV: cumulative shares of persons, gross welfare and oop at every distinct gross welfare, from 0,0,0.
std::string lorenz_points_csv(const HouseholdColumns& whole);

// Ties. Sums of decimals such as 6900.10 - 0.10 miss a line of 6900 in the last bits of a double: what
// differs by less than 1e-12 of the value is equal.
inline constexpr double tie = 1e-12;

//! Whether welfare is below a line (> 0).
inline bool is_below(double welfare, double line) { return welfare < line * (1.0 - tie); }
//! Whether a payment (>= 0) exceeds a limit; limits below 0 count as 0.
inline bool exceeds(double payment, double limit) { return payment > (limit > 0.0 ? limit * (1.0 + tie) : 0.0); }
//! Where the values that equal key[order[first]] end.
std::size_t tie_end(std::span<const std::uint32_t> order, std::span<const double> key, std::size_t first);

} // namespace hearth
