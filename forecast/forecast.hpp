// The forecast: draws lived in any order on any thread, looked at in the order of their numbers.
#pragma once

#include <atomic>
#include <functional>
#include <stdexcept>

#include "forecast/progress.hpp"

namespace hearth::forecast {

//! Stop once the standard error of a measure's mean (group all, last year, every scenario) is small enough.
struct WantedError {
    std::string measure;
    double error = 0.0;
};

//! The user asked to stop; what is done is on the disk.
struct Stopped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Limits {
    const std::atomic<bool>* stop = nullptr;
    std::vector<WantedError> wanted;
    std::function<void(int done, int of)> told; //!< runs done, companions among them; may be empty
};

//! Lives draws until there are as many as the settings ask for, or the wanted errors are met after a whole block.
//! Draws from the first on that are finished, with their companions.
int finished_draws(const Progress& progress, int most);

//! \return draws lived
int live_draws(const Simulator& simulator, Progress& progress, const Limits& limits);

//! Standard errors of the wanted measures' means over the first `draws` draws: the largest over scenarios, each.
std::vector<double> errors_after(const Simulator& simulator, const Progress& progress, const std::vector<WantedError>& wanted, int draws);

//! Draws below `draws` that have companions.
inline int companions_of(int draws) { return (draws + companion_every - 1) / companion_every; }

} // namespace hearth::forecast
