// Pieces of the emulator that fitting its kernel needs too. Internal to inference.
#pragma once

#include <Eigen/Dense>

namespace hearth::inference {

//! The kernel is fitted on so many points, evenly taken; the emulator has all.
inline constexpr int kernel_points = 320;
//! Matern 5/2 correlation at a scaled distance.
double matern(double distance);
//! Covariance of the process at points already divided by its lengths, one a column.
Eigen::MatrixXd process_covariance(const Eigen::MatrixXd& scaled, double variance);

} // namespace hearth::inference
