// What a bill is made of: drugs apart from the rest, and what providers add.
#pragma once

#include "sim/world/world.hpp"

namespace hearth {

//! Level of a bill as drug prices move against the tier's own: quantity responds, and providers make
//! up for part of what they lose on drugs. 1 where they do not move.
//! \param procured what a programme leaves of spending on drugs, ratio
double drug_level(const World& world, const Disease& disease, std::size_t tier, int year, double procured = 1.0);

//! Supplier-induced demand: bills grow where patients bear a smaller share of them than at the
//! reference of the tier. \param own_share expected own payment / expected bill
//! \param control what cost control leaves of it, ratio
double induced_level(const World& world, std::size_t tier, double own_share, double control = 1.0);

//! Days in bed in a tier, by severity; the mean over severities is the disease's.
double days_in_bed(const World& world, const Disease& disease, std::size_t tier, double severity);

//! Travel, as a ratio to what the tier's travel cost stands for: the village's way to the mean way.
double way_ratio(const World& world, const ByTier& minutes, std::size_t tier);

//! Working days a journey there and back takes, at eight hours a day.
double journey_days(const ByTier& minutes, std::size_t tier);

} // namespace hearth
