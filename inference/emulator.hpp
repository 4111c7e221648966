// A Gaussian-process emulator of one output: regression on a polynomial basis, a Matern 5/2 process
// with a length for each parameter, and noise of known shape. Universal kriging: the coefficients'
// uncertainty is in the variance. Sources: Rasmussen & Williams 2006, sections 2.7 and 5.4; Dubrule 1983
// (Mathematical Geology 15:687) for leaving one out.
#pragma once

#include <Eigen/Dense>

namespace hearth::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

enum class Basis { constant, linear, squares, quadratic };

//! Values of the basis at points (d x n): one column a point.
MatrixXd basis_at(Basis basis, const MatrixXd& points);
//! The richest basis that n points support (three points a coefficient).
Basis basis_for(int dimensions, int points);

//! Variance of the process, its length in each dimension, factor on the noise given.
struct Kernel {
    double variance = 1.0;
    VectorXd lengths;
    double noise_factor = 1.0;
};

struct Prediction {
    double mean = 0.0;
    double variance = 0.0; //!< of the noise-free output
};

//! Leave-one-out residuals (data minus prediction) and their predictive variances, noise in.
struct LeftOut {
    VectorXd residual, variance;
};

class Emulator {
public:
    //! \param points d x n, \param values n, \param noise variance of each value's noise, n (positive)
    Emulator(Basis basis, const MatrixXd& points, const VectorXd& values, const VectorXd& noise, Kernel kernel);

    //! Kernel by restricted maximum likelihood with weak log-normal priors on lengths (median 3 prior sd,
    //! log sd 1) and on the noise factor (median 1, log sd 0.5); NLopt L-BFGS with exact gradients,
    //! on at most 320 of the points, evenly taken.
    //! \param start kernel to begin from, or null: then fewer steps are made
    static Kernel fit_kernel(Basis basis, const MatrixXd& points, const VectorXd& values, const VectorXd& noise, const Kernel* start = nullptr);
    //! Kernel, and the basis (linear, with squares, quadratic) that predicts runs left out best.
    static Emulator fit(const MatrixXd& points, const VectorXd& values, const VectorXd& noise, const Kernel* start = nullptr);

    Prediction at(const VectorXd& point) const;
    double mean_at(const VectorXd& point) const; //!< the mean alone: no system is solved
    //! Slopes of the mean by each parameter, by differences of width 0.02.
    VectorXd slopes(const VectorXd& point) const;
    LeftOut left_out() const;
    //! Restricted log likelihood: -1/2 [log|K| + log|H'K^-1 H| + y'Py + (n - p) log 2 pi].
    double restricted_log_likelihood() const { return likelihood_; }

    const Kernel& kernel() const { return kernel_; }
    Basis basis() const { return basis_; }
    int points() const { return static_cast<int>(points_.cols()); }

private:
    VectorXd covariances(const VectorXd& point) const;
    Basis basis_;
    MatrixXd points_; //!< divided by lengths
    VectorXd values_;
    Kernel kernel_;
    Eigen::LLT<MatrixXd> root_;       //!< of K = process + noise
    MatrixXd basis_white_;            //!< L^-1 H, n x p
    Eigen::LLT<MatrixXd> basis_root_; //!< of H'K^-1 H
    VectorXd coefficients_, weights_; //!< weights: K^-1 (y - H b)
    double likelihood_ = 0.0;
};

} // namespace hearth::inference
