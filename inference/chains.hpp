// Markov chains and what is asked of them before they are believed.
#pragma once

#include <functional>
#include <vector>

#include <Eigen/Dense>

#include "sim/base/random.hpp"

namespace hearth::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

using LogDensity = std::function<double(const VectorXd&)>;

struct Chains {
    std::vector<MatrixXd> position;     //!< by chain, dimensions x draws
    std::vector<VectorXd> log_density;  //!< by chain
    double accepted = 0.0;              //!< share of proposals after the warm-up
    //! One dimension: draws x chains.
    MatrixXd of(int dimension) const;
    MatrixXd densities() const;
    //! All draws, chain after chain, dimensions x (chains x draws).
    MatrixXd pooled() const;
};

struct ChainSettings {
    int chains = 4;
    int warm_up = 1'000;
    int draws = 3'000;
    int inner = 20;  //!< moves under the surrogate for each draw, where there is one
    int threads = 0; //!< 0 = all; the draws do not depend on it
};

//! Two kinds of moves, each leaving the density alone. Four in five are preconditioned Crank-Nicolson moves
//! about a Gaussian m, C learnt in the warm-up (Cotter et al. 2013, Statistical Science 28:424; Rudolf &
//! Sprungk 2018, Foundations of Computational Mathematics 18:309), of a length drawn anew each time; where the
//! density is near Gaussian hardly any is refused. One in five takes the difference of two past states, DE-MC(Z)
//! (ter Braak & Vrugt 2008, Statistics and Computing 18:435), half of them whole, so that modes are exchanged.
//! \param archive states to start from and to take differences of, at least twice the dimensions
//! \param luck keys of all proposals. `density` is called from several threads.
//! \param surrogate a cheap density near the other, or empty. Then the warm-up lives under it alone, and each
//! draw is the end of several moves under it, accepted by the exact densities (surrogate transition: Liu 2001,
//! Monte Carlo Strategies, section 9.4.3): the draws are still those of `density`.
Chains sample(const LogDensity& density, const MatrixXd& archive, const ChainSettings& settings, const Luck& luck,
              const LogDensity& surrogate = {});

// Convergence (Vehtari et al. 2021, Bayesian Analysis 16:667). Draws x chains each.
double rank_r_hat(const MatrixXd& draws);      //!< the larger of bulk and folded, split in halves
double bulk_size(const MatrixXd& draws);       //!< effective sample size of the rank-normalised draws
double tail_size(const MatrixXd& draws);       //!< the smaller of those of the 5 % and 95 % quantiles
double mean_size(const MatrixXd& draws);
double error_of_mean(const MatrixXd& draws);   //!< Monte Carlo standard error

} // namespace hearth::inference
