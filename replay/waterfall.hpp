// What a clerk checks by hand: each claim of a person as a waterfall through the layers.
#pragma once

#include <string>

#include "replay/replay.hpp"

namespace hearth {

//! Amounts with thousands and two decimals.
std::string in_words_of_money(Money amount);

//! One block a claim and scenario, in order of settlement.
std::string waterfall(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, const std::string& person,
                      std::span<const ExplainedClaim> claims);

} // namespace hearth
