// Long studies of honesty, one executable: of the posterior on hearth itself, and of forecasts of synthetic worlds.
#pragma once

#include <Eigen/Dense>

#include "calibration/tables.hpp"
#include "scenarios/scenario.hpp"

namespace hearth::studies {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Settings {
    int truths = 200, training = 405;
    double persons = 1'500;
    std::uint64_t seed = 1;
};

// Luck of a run anywhere: correlations of the training runs' residuals, and variances whose logarithm is linear
// in the parameters. (A fit measures luck by pairs at its centre; here the centre is another for each truth.)
struct LuckModel {
    MatrixXd correlation, log_variance; //!< outputs x (1 + parameters)
    LuckModel(const MatrixXd& points, const MatrixXd& values);
    MatrixXd at(const VectorXd& point) const;
};

//! 0 where everything is as it should be.
int posterior_study(const Tables& tables, const Scenario& scenario, const Settings& settings);
int worlds_study(const Tables& tables, const Scenario& scenario, const Settings& settings);

} // namespace hearth::studies
