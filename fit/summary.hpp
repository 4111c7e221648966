// What a fit found, in words and figures.
#pragma once

#include "fit/posterior_file.hpp"

namespace hearth::fit {

//! Parameters, targets, what is not informed, what does not fit.
std::string summary_text(const Model& model, const Task& task, const Fit& fit, const std::vector<RunRecord>& runs);
std::string summary_json(const Model& model, const Fit& fit, const std::vector<RunRecord>& runs);

} // namespace hearth::fit
