// Beds that respond: where more patients seek a tier than its beds can take, so many find none that
// every bed is full. What a tier turns away goes to others, so the shares are solved as a fixed point,
// living the year again with the same luck.
#pragma once

#include <vector>

#include "sim/tally/tally.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! Share of patients each tier has a bed for, by county; empty where the input's shares hold.
using Served = std::vector<ByTier>;

//! Moves the shares towards full beds, given how many bed-days were lain under them. Township and
//! county beds serve their county; city beds serve the prefecture.
//! \param pass which pass of the year this was, from 1: later ones move less
//! \return false, and nothing is moved, where no tier lies beyond its beds, nor has empty ones while it
//! turns patients away, by more than half a hundredth or a month in one bed
bool settle_beds(Served& served, const Tally& tally, const World& world, const Policy& policy, int year, int pass);

} // namespace hearth
