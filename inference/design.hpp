// Points of a design: standard normal in every dimension, spread evenly, or matched exactly.
#pragma once

#include <Eigen/Dense>

#include "sim/base/random.hpp"

namespace hearth::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

//! Standard normal points, one a column: a Sobol' sequence (Joe & Kuo directions, Boost.Random) shifted
//! by keyed luck. \param luck its stream; \param year distinguishes designs of one luck.
MatrixXd normal_scores(int dimensions, int points, const Luck& luck, int year);

//! The same points moved to mean 0 and covariance I exactly (divisor points - 1).
//! Needs more points than dimensions.
MatrixXd matched(const MatrixXd& points);

//! Independent standard normal numbers, keyed.
VectorXd normal_vector(int dimensions, const Luck& luck, std::uint64_t id, int year);

//! Mean over columns, and covariance (divisor columns - 1).
VectorXd mean_of(const MatrixXd& points);
MatrixXd covariance_of(const MatrixXd& points);

//! Covariance shrunk towards its diagonal: correlations times 1 - lambda, with lambda the share of
//! their sampling variance (Schaefer & Strimmer 2005, SAGMB 4:32, target D). \param points one a column.
MatrixXd shrunk_covariance(const MatrixXd& points);

} // namespace hearth::inference
