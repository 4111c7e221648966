// What a bill is made of: drugs apart from the rest, and what providers add.
#pragma once

#include "sim/world/world.hpp"

namespace hearth {

//! Level of a bill as drug prices move against the tier's own: quantity responds, and providers make
//! up for part of what they lose on drugs. 1 where they do not move.
double drug_level(const World& world, const Disease& disease, std::size_t tier, int year);

//! Supplier-induced demand: bills grow where patients bear a smaller share of them than at the
//! reference of the tier. \param own_share expected own payment / expected bill
double induced_level(const World& world, std::size_t tier, double own_share);

//! Days in bed in a tier, by severity; the mean over severities is the disease's.
double days_in_bed(const World& world, const Disease& disease, std::size_t tier, double severity);

//! Travel, as a ratio to what the tier's travel cost stands for: the village's way to the mean way.
double way_ratio(const World& world, const ByTier& minutes, std::size_t tier);

//! Working days a journey there and back takes, at eight hours a day.
double journey_days(const ByTier& minutes, std::size_t tier);

} // namespace hearth
