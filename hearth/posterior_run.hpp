// Runs whose parameters are a posterior's: its means, or a draw of it for each draw of luck.
#pragma once

#include <optional>

#include "fit/posterior_file.hpp"
#include "hearth/make_run.hpp"

namespace hearth {

struct PosteriorUse {
    std::string path;
    fit::Posterior posterior;
    bool as_draws = true;

    //! Puts the means, or the values for draw `number` of a run, into the input's tables.
    void put(Tables& tables, std::optional<int> number) const;
};

//! Lives every draw in its own world and joins the results. \param progress told of draws done; may be empty
Results simulate_posterior(const std::string& input, const std::vector<Scenario>& scenarios, const PosteriorUse& use,
                           const RunSettings& settings, const Progress& progress);

} // namespace hearth
