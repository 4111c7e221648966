// The stages of a fit, in order: find the region, emulate it, sample, verify, report. Internal to fit.
#pragma once

#include "fit/calibrate.hpp"
#include "fit/density.hpp"
#include "fit/runner.hpp"
#include "fit/task.hpp"

namespace hearth::fit {


//! Outputs of the fit rows on their scales, one column a run; failed runs and runs with an output that is no
//! number are left out. \param points of the runs kept
MatrixXd scaled_outputs(const Task& task, const std::vector<RunRecord>& runs, MatrixXd* points = nullptr);

//! What the prior says of the data before any fitting: warnings of conflicts of single targets and of pairs.
void preflight(const Task& task, const MatrixXd& points, const MatrixXd& outputs, Fit& fit);

//! Residual covariance of outputs about a linear regression on the parameters, shrunk.
MatrixXd residual_covariance(const MatrixXd& points, const MatrixXd& outputs);

//! Ensemble transform Kalman inversion from the prior to the posterior's region: fit.waves, centre, spread.
//! \param only_first stop after the prior ensemble (preflight)
//! \return the last ensemble, without dummies
MatrixXd find_region(const Task& task, const FitSettings& settings, Runner& runner, Fit& fit, const Tell& tell, bool only_first);

//! Covariance of luck at the centre, split into systemic and household parts by pairs of runs.
void measure_luck(const Task& task, const FitSettings& settings, Runner& runner, Fit& fit);
//! Luck that is in the data: systemic in full, household luck by the persons the data are of.
MatrixXd luck_in_data(const Task& task, const Fit& fit);

//! Emulators of the fit rows over the runs near the region, and their gates.
struct Emulated {
    std::vector<inference::Emulator> emulators; //!< those that passed
    std::vector<std::size_t> used;              //!< rows of the task
    std::vector<Gate> gates;                    //!< of all
    std::vector<inference::Kernel> kernels;     //!< of all
    MatrixXd points;                            //!< training runs
    bool sharp = true;                          //!< every one that passed is sharp, and all passed
};
//! \param centre, spread of the region; runs within it, widened, are training runs
//! \param kernels of an earlier round to begin from; may be empty
Emulated emulate(const Task& task, const FitSettings& settings, const std::vector<RunRecord>& runs, const Fit& fit,
                 const VectorXd& centre, const MatrixXd& spread, const std::vector<inference::Kernel>& kernels);

//! Points of a new wave: the region's Gaussian, widened.
std::vector<Request> training_points(const FitSettings& settings, int wave, const VectorXd& centre, const MatrixXd& spread, int count);

//! What the draws say: moments, identifiability, targets, misfit. Needs fit.draws.
void find_out(const Task& task, const PosteriorDensity& density, const inference::Chains* chains, Fit& fit);

} // namespace hearth::fit
