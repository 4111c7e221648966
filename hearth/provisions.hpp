// A reform of up to eight provisions: every coalition of them lived with the same luck, and the exact
// Shapley share of each in what the reform changes.
#pragma once

#include "hearth/make_run.hpp"

namespace hearth {

inline constexpr std::size_t most_provisions = 8;

//! The provisions of the run's one reform that names some.
struct Provisions {
    std::size_t scenario = 0; //!< among the run's scenarios
    std::vector<std::string> names;
    std::vector<Scenario> coalitions; //!< by set of provisions, bit i = provision i
};

//! Reads every coalition. InputError where more than one scenario has provisions, or one too many.
Provisions provisions_of(const Study& study, const std::vector<std::string>& paths);

//! Lives every coalition (twin on, no attribution) and adds the shares to the results.
void share_provisions(Results& results, const Study& study, const Provisions& provisions, const RunSettings& settings,
                      bool quiet);

} // namespace hearth
