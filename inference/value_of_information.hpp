// What knowing more would be worth before choosing: from draws of every option's net benefit.
#pragma once

#include <Eigen/Dense>

namespace hearth::inference {

using Eigen::MatrixXd;

//! In the unit of net benefit.
struct Value {
    double value = 0.0, error = 0.0; //!< error: standard error
};

//! Knowing everything: mean of the best option of each draw less the best option on average.
//! Never below 0; low where two options nearly tie, for the best on average is then partly luck.
//! \param net_benefit draws x options
Value value_of_perfect_information(const MatrixXd& net_benefit);

//! Knowing some parameters: each option's net benefit less the best one's is regressed on them, and the
//! fitted values choose (Strong, Oakley & Brennan 2014, Medical Decision Making 34:311). Less the upward
//! bias found by 200 keyed draws of the coefficients; never below 0. The error holds the coefficients' and
//! the parameters' sampling, not what the basis cannot bend to; where options tie and the parameters matter
//! little it is too small (value +- 1.96 error then holds the truth 70 to 90 times in 100).
//! The basis takes what ten draws a column allow: natural cubic splines of seven knots and products of
//! pairs; else squares; else lines. NaN where even lines leave no draw over.
//! \param parameters draws x parameters, in the order of net_benefit; none give 0
Value value_of_partial_information(const MatrixXd& net_benefit, const MatrixXd& parameters);

} // namespace hearth::inference
