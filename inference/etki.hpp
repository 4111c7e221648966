// Deterministic ensemble transform Kalman inversion with tempering by data misfit.
// Sources: Iglesias & Yang 2021 (Inverse Problems 37:025008) for the steps; Bishop et al. 2001 (MWR
// 129:420) for the transform. With an ensemble whose mean and covariance are the prior's and a linear
// model it gives the Kalman posterior exactly, whatever the steps.
#pragma once

#include <Eigen/Dense>

namespace hearth::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

//! 1/2 |Gamma^-1/2 (g_j - y)|^2 for each column g_j.
VectorXd misfits(const MatrixXd& outputs, const VectorXd& data, const MatrixXd& gamma);

//! Next step of tempering: min(max(m / (2 mean), sqrt(m / (2 variance))), what is left of 1).
double tempering_step(const VectorXd& misfits, int outputs, double left);

//! The ensemble after one step. \param ensemble d x J, \param outputs m x J, \param data m,
//! \param gamma m x m, positive definite
MatrixXd transform(const MatrixXd& ensemble, const MatrixXd& outputs, const VectorXd& data,
                   const MatrixXd& gamma, double step);

} // namespace hearth::inference
