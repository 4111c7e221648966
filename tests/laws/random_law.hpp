// Random scenarios that docs/settlement.md allows, each with a random history of claims, to
// compare two evaluators. The same seed gives the same law on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plain_evaluator.hpp"

namespace hearth::plain {

struct RandomLaw {
    std::string toml;
    std::vector<Row> rows; // with all columns of the page, not sorted
};

RandomLaw random_law(std::uint64_t seed);

} // namespace hearth::plain
