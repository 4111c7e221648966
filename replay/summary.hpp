// The sums of a replay, for people and for programs.
#pragma once

#include <string>

#include "replay/replay.hpp"

namespace hearth {

//! Totals by layer, level of government, label, month and fund; with several scenarios who gains and
//! who loses against the first.
std::string summary_text(std::span<const Scenario> scenarios, const Replayed& replayed);
//! The same as JSON; amounts as numbers in yuan.
std::string summary_json(std::span<const Scenario> scenarios, const Replayed& replayed);

} // namespace hearth
