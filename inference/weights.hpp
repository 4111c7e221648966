// Importance weights that may be believed, and the shares of variance.
#pragma once

#include <functional>
#include <vector>

#include <Eigen/Dense>

#include "sim/base/random.hpp"

namespace hearth::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

//! Pareto-smoothed importance sampling (Vehtari et al. 2024, JMLR 25:72).
struct Smoothed {
    VectorXd weights;  //!< normalised
    double k = 0.0;    //!< shape of the tail: above 0.7 the weights are not to be trusted
    double size = 0.0; //!< effective number of draws, 1 / sum of squares
};
Smoothed smooth_weights(const VectorXd& log_weights);

//! Shape and scale of a generalised Pareto distribution (Zhang & Stephens 2009, Technometrics 51:316),
//! the shape pulled towards 0.5 as ten observations would. \param excesses above the threshold, ascending
struct ParetoTail {
    double k = 0.0, scale = 0.0;
};
ParetoTail fit_pareto(const std::vector<double>& excesses);

//! A share of variance and its standard error over blocks of the sample.
struct Index {
    double value = 0.0, error = 0.0;
};
struct SobolIndices {
    std::vector<Index> first, total;
};
//! First-order and total indices of a function of independent standard normal inputs (or uniform ones):
//! Saltelli et al. 2010 (CPC 181:259) with Jansen's estimators, 20 independent blocks.
//! \param points evaluations: points x (dimensions + 2)
SobolIndices sobol_indices(const std::function<double(const VectorXd&)>& function, int dimensions, int points,
                           bool uniform, const Luck& luck);

//! Variance between and within groups of equal size (one-way random effects; O'Hagan, Stevenson & Madan
//! 2007, Health Economics 16:1009). \param values groups x replicates, two or more of each
struct VarianceParts {
    double mean = 0.0;
    double between = 0.0, within = 0.0; //!< unbiased; between may be negative
    double between_error = 0.0, within_error = 0.0; //!< standard errors under normality
};
VarianceParts variance_parts(const MatrixXd& values);
//! The same for several outputs at once. \param groups matrices outputs x replicates
struct CovarianceParts {
    MatrixXd between, within; //!< both unbiased; between need not be positive semidefinite
};
CovarianceParts covariance_parts(const std::vector<MatrixXd>& groups);

//! Largest pointwise significance at which an empirical distribution of `truths` ranks in 0..ranks
//! leaves its band anywhere with probability `level` when ranks are uniform; by 4,000 keyed samples
//! (Saeilynoja, Buerkner & Vehtari 2022, Statistics and Computing 32:32).
double simultaneous_level(int truths, int ranks, double level, const Luck& luck);
//! Smallest two-sided binomial probability along the empirical distribution of ranks: below the
//! simultaneous level the ranks are not uniform.
double rank_significance(const std::vector<int>& ranks, int most);

} // namespace hearth::inference
