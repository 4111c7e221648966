// Pieces of the emulator that fitting its kernel needs too. Internal to inference.
#pragma once

#include <Eigen/Dense>

namespace hearth::inference {

//! Matern 5/2 correlation at a scaled distance.
double matern(double distance);
//! Covariance of the process at points already divided by its lengths, one a column.
Eigen::MatrixXd process_covariance(const Eigen::MatrixXd& scaled, double variance);

} // namespace hearth::inference
