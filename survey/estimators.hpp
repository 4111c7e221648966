// Estimators over weighted persons, each with its linearised variable (influence function).
#pragma once

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "survey/households.hpp"

namespace hearth {

inline constexpr double no_estimate = std::numeric_limits<double>::quiet_NaN();

//! An estimate and what each household adds to its error: persons x influence / all persons, so that the
//! sum over households approximates estimate - truth (Deville 1999, Survey Methodology 25:193-203).
//! Without linearisation, or where the estimate is undefined (NaN), `influence` is empty.
struct Linearised {
    double value = no_estimate;
    std::vector<double> influence; //!< by household of the group, or of the whole sample
    bool over_whole = false;
};

//! Households with the person weights of the sample or of one of its replicates.
struct WeighedHouseholds {
    WeighedHouseholds(const HouseholdColumns& households, std::span<const double> person_weights, bool with_influence);

    const HouseholdColumns& of;
    std::span<const double> persons;
    double total = 0.0; //!< persons
    bool linearise;

    std::size_t count() const { return persons.size(); }
};

//! Mean over persons of f(household).
template <class F>
Linearised mean_of(const WeighedHouseholds& w, F f)
{
    Linearised mean;
    if (!(w.total > 0.0)) return mean;
    double sum = 0.0;
    for (std::size_t i = 0; i < w.count(); ++i) sum += w.persons[i] * f(i);
    mean.value = sum / w.total;
    if (!w.linearise) return mean;
    mean.influence.resize(w.count());
    for (std::size_t i = 0; i < w.count(); ++i) mean.influence[i] = w.persons[i] * (f(i) - mean.value) / w.total;
    return mean;
}

//! A smooth function of estimates of the same households: its value and its slope in each of them.
Linearised function_of(double value, std::initializer_list<std::pair<double, const Linearised*>> slopes);
Linearised difference_of(const Linearised& a, const Linearised& b);
//! a / b; undefined where b <= 0.
Linearised ratio_of(const Linearised& a, const Linearised& b);

//! Smallest value at or below which at least the share q of persons lie.
double weighted_quantile(const WeighedHouseholds& w, std::span<const std::uint32_t> order,
                         std::span<const double> key, double q);

//! Density of persons at `at`: Gaussian kernel, width 0.9 min(sd, interquartile range / 1.349) n^-1/5 with n
//! distinct values (Silverman 1986, eq. 3.31). `order` sorts `key`. NaN where all values are equal.
double density_at(const WeighedHouseholds& w, std::span<const std::uint32_t> order,
                  std::span<const double> key, double at);

//! Median of gross welfare; influence (1/2 - 1{y <= m}) / f(m).
Linearised median_welfare(const WeighedHouseholds& w);

//! Concentration index of x by rank of key: 2 cov(x, R) / mean(x), R = fractional rank, ties at their mean
//! rank. With x = key the Gini index. Undefined where mean(x) <= 0. Linearisation: Binder & Kovacevic 1995,
//! Survey Methodology 21:137-145.
Linearised concentration_index(const WeighedHouseholds& w, std::span<const std::uint32_t> order,
                               std::span<const double> key, std::span<const double> x);

//! Share of all gross welfare held by the poorest share q of persons (the Lorenz curve at q).
Linearised lorenz_ordinate(const WeighedHouseholds& w, double q);

} // namespace hearth
