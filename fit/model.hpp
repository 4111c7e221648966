// The simulator as a fit sees it: parameters in, published figures' counterparts out.
#pragma once

#include <Eigen/Dense>

#include "calibration/fit_tables.hpp"
#include "calibration/world_builder.hpp"
#include "fit/task.hpp"
#include "output/results.hpp"

namespace hearth::fit {

//! Share by which the price experiment moves prices, and of the persons simulated that live it.
inline constexpr double price_change = 0.1, price_share = 0.5;

class Model {
public:
    //! \param tables checked, \param scenario in force in the data's years, \param price_scenario in force in
    //! the price experiment, \param persons simulated. InputError where the tables name nothing to fit or a fitted
    //! target's measure, group or year is not one the model tells; all faults at once.
    Model(Tables tables, Scenario scenario, Scenario price_scenario, double persons);

    //! Outputs by target (all of the table), natural units; NaN where the model has no counterpart.
    //! Thread-safe; throws InputError where no world can be built at the point.
    std::vector<double> outputs(const VectorXd& point, std::uint64_t seed, std::uint64_t systemic) const;

    //! Natural values of the parameters at a point, in the order of parameters().
    VectorXd natural(const VectorXd& point) const;
    VectorXd given() const; //!< values in the input
    //! The input with parameters put in.
    Tables with(const VectorXd& natural) const;
    //! What is fitted, for the algorithms.
    Task task() const;

    const std::vector<FittedParameter>& parameters() const { return parameters_; }
    const std::vector<Target>& targets() const { return targets_; }
    int years() const { return years_; }
    double share() const { return share_; } //!< persons simulated / persons of the input
    bool has_counterpart(std::size_t target) const { return known_[target]; }

private:
    void check_names();
    double value_of(const Results& results, const Target& target) const;
    Tables tables_;
    Scenario scenario_, price_scenario_;
    std::vector<FittedParameter> parameters_;
    std::vector<Target> targets_;
    std::vector<bool> known_;
    int years_ = 1;
    bool prices_ = false; //!< a target is an elasticity
    double share_ = 1.0;
};

//! Fitted and held-out targets must name measures of the model; all faults are collected.
void check_measure_names(const Tables& tables, Faults& faults);

//! The two groups of a ratio "A / B"; the second is empty where the group is no ratio.
std::pair<std::string, std::string> parts_of(const std::string& group);

} // namespace hearth::fit
