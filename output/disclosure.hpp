// Small groups are not published: a cell behind which fewer than eleven unweighted persons stand is left
// out, and so is the next smallest of its dimension where the rest would give it away.
#pragma once

#include "output/results.hpp"

namespace hearth {

//! Fewest persons behind a published cell. Source: docs/formats/results.md (a common rule of statistical
//! offices and claims data centres).
inline constexpr double fewest_persons = 11.0;

//! Whether a cell may not be published. \param year -1 = mean over years: concealed if any year is
bool concealed(const Results& results, const Results::Variable& variable, std::size_t scenario, int year, std::size_t group);

} // namespace hearth
