// A fit from the prior to a posterior that has been checked against the simulator itself.
#pragma once

#include "fit/runner.hpp"
#include "fit/task.hpp"

namespace hearth::fit {

//! Told in words of what a stage found, and about how many runs are still to come (-1 = not known).
using Tell = std::function<void(const std::string& words, int runs_left)>;

//! Stage A (ensemble transform Kalman inversion) finds the region; stage B (emulators, Markov chains,
//! verification by runs at posterior draws) gives the posterior. Deterministic in task, settings and what the
//! simulator answers. Throws Stopped; a used-up budget ends with Status::budget and what there is.
//! \param only_first stop after the prior's ensemble: warnings only
Fit calibrate(const Task& task, const FitSettings& settings, Runner& runner,
              const Tell& tell, bool only_first = false);

//! Members of the ensemble, and points of an emulator wave, where the settings leave them open.
int members_of(const Task& task, const FitSettings& settings);
int training_of(const Task& task, const FitSettings& settings);


} // namespace hearth::fit
