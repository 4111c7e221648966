// What is fitted, in the terms of the algorithms: standard normal parameters, data on their scales.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "inference/chains.hpp"
#include "inference/emulator.hpp"
#include "inference/prior.hpp"
#include "inference/weights.hpp"
#include "words/remark.hpp"

namespace hearth::fit {

using Eigen::MatrixXd;
using Eigen::VectorXd;

//! Data and what stands between them and the model: y = g(m(theta)) + error + discrepancy + luck.
struct Task {
    int parameters = 0;
    std::vector<std::string> parameter_names, output_names; //!< outputs: those of the fit rows
    std::vector<std::size_t> rows;   //!< of the simulator's outputs, those that are fitted
    std::vector<inference::Scale> scales;
    VectorXd data;                   //!< on the scales
    VectorXd observation_variance;   //!< error and discrepancy, on the scales
    double luck_share = 1.0;         //!< persons simulated / persons the data are of: household luck in the data
};

enum class Algorithm { etki, emulator };

struct FitSettings {
    Algorithm algorithm = Algorithm::emulator;
    std::uint64_t seed = 1;
    int threads = 0;
    int members = 0;         //!< of the ensemble; 0 = 10 a parameter, 80 to 160
    int most_waves = 15;     //!< of the ensemble
    int training = 0;        //!< points of an emulator wave; 0 = 12 a parameter
    int replicate_groups = 20; //!< pairs of runs with the same systemic luck at the centre
    int verification = 100;
    int most_rounds = 3;     //!< of emulator waves, and of verification
    int warm_up = 2'000, draws = 500; //!< of each of four chains; draws are doubled, twice at most, until they mix
    int published = 1'000;   //!< draws kept
};

//! One step of the ensemble.
struct Wave {
    MatrixXd points;  //!< with the dummies, d + 2 x members that ran
    MatrixXd outputs; //!< on the scales, m x members
    MatrixXd gamma;   //!< error, discrepancy, luck and what a linear model leaves
    VectorXd misfit;
    double from = 0.0, step = 0.0; //!< of tempering
    double spread = 0.0;           //!< trace of the parameters' covariance / prior's, after the step
    double dummy_sd = 0.0;         //!< of parameters without effect, after the step; 1 = no sampling error
    int failures = 0;
};

//! Whether an emulator may be used.
struct Gate {
    std::string output;
    double covered = 0.0;      //!< share of runs left out inside their 95 % interval
    double explained = 0.0;    //!< 1 - squared errors left out, less noise / variance, less noise
    double relative_sd = 0.0;  //!< emulator sd / sd of the data, median over training points
    double noise_sd = 0.0;     //!< of one run, on the scale
    bool passed = false; //!< its intervals are honest: it may be used
    bool sharp = false;  //!< it explains nine tenths of the signal, or its sd is below half of the data's
};

enum class Status { converged, budget, misfit, failed };
const char* name_of(Status status);

struct TargetCheck {
    double fitted = 0.0;    //!< posterior mean of the model's output, on the scale
    double model_sd = 0.0;  //!< of it over the posterior
    double total_sd = 0.0;  //!< with luck, error and discrepancy
    double z = 0.0;         //!< (data - fitted) / total_sd
    double shift = 0.0;     //!< by how many posterior sd the parameters' mean moves without this target, at most
    std::string shifted;    //!< the parameter that moves most
};

struct Findings {
    VectorXd mean, sd, contraction;  //!< of parameters: contraction 1 - variance / prior variance
    MatrixXd correlation;
    VectorXd r_hat, bulk, tail, mcse;
    VectorXd singular_values;        //!< of the whitened Jacobian
    double directions = 0.0;         //!< sum of s^2 / (1 + s^2): what the targets inform
    MatrixXd jacobian;               //!< outputs x parameters, on the scales, at the posterior mean
    std::vector<TargetCheck> targets;
    double misfit = 0.0;             //!< smallest squared distance over the draws
    double misfit_p = 0.0;           //!< its chi-squared probability
    double second_implausibility = 0.0; //!< least over the draws of the second largest |z| (largest where few targets)
};

struct Fit {
    Status status = Status::budget;
    std::string reason, reason_shown; //!< in English, as files keep it; in the language spoken
    std::vector<Wave> waves;
    VectorXd centre;           //!< after the ensemble, d
    MatrixXd spread;           //!< d x d
    MatrixXd systemic, household; //!< covariance of luck at the centre, m x m
    std::vector<std::vector<Gate>> gates; //!< by round
    std::vector<std::string> unused;      //!< outputs whose emulator failed the gate
    std::vector<double> pareto_k;         //!< by round of verification
    std::vector<double> weight_size;
    VectorXd verification_z;   //!< mean standardised residual of verification runs, by output
    MatrixXd draws;            //!< posterior, d x published; empty where there is none
    VectorXd log_density;
    Findings findings;
    std::vector<std::string> warnings, warnings_shown; //!< as reason

    //! Adds to the reason.
    void because(const Remark& why)
    {
        reason += why.english;
        reason_shown += why.shown;
    }
    void warn(const Remark& warning)
    {
        warnings.push_back(warning.english);
        warnings_shown.push_back(warning.shown);
    }
};

} // namespace hearth::fit
