// From tables to the world, from a scenario to a policy, from ids to villages.
#pragma once

#include "calibration/tables.hpp"
#include "scenarios/scenario.hpp"
#include "sim/world/policy.hpp"
#include "sim/world/world.hpp"
#include "sim/village/village.hpp"

namespace hearth {

//! Builds the world for `years` years from the base year. The tables have been checked.
//! Throws InputError where a series ends before the last year asked for.
World build_world(const Tables& tables, int years);

//! A scenario in the simulator's terms. Throws InputError where its tiers are not the input's.
Policy build_policy(const World& world, const Scenario& scenario);

//! Households of each village and which of them are taken into a sample.
struct Settlements {
    std::vector<int> county;     //!< by village
    std::vector<int> households; //!< by village
    std::uint32_t villages() const { return static_cast<std::uint32_t>(county.size()); }
};
Settlements settle_villages(const World& world);

//! Village `number` at the start of the base year, households whole. `sampled_share` < 1 keeps the
//! households that come first in a fixed permutation of ids, so samples are nested.
Village synthesize(const World& world, const Settlements& where, std::uint32_t number,
                   const Luck& population, double sampled_share);

} // namespace hearth
