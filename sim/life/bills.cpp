#include "sim/life/bills.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace hearth {

double drug_level(const World& world, const Disease& disease, std::size_t tier, int year, double procured)
{
    const double drugs = world.drug_level[world.index_of(year)] * procured;
    if (drugs == 1.0) return 1.0;
    const double share = std::min(0.95, disease.drug_share * world.tier[tier].drug_ratio);
    const double lost = std::max(0.0, 1.0 - drugs) * share;
    return 1.0 - share + share * drugs + world.parameters.recouped_share * lost;
}

double induced_level(const World& world, std::size_t tier, double own_share, double control)
{
    return std::max(0.1, 1.0 + control * world.parameters.induced_demand * (world.tier[tier].own_share - own_share));
}

double days_in_bed(const World& world, const Disease& disease, std::size_t tier, double severity)
{
    const double spread = world.parameters.stay_severity;
    return disease.bed_days * world.tier[tier].stay_ratio * exponential(spread * severity - 0.5 * spread * spread);
}

double way_ratio(const World& world, const ByTier& minutes, std::size_t tier)
{
    return world.reference_minutes[tier] > 0.0 ? minutes[tier] / world.reference_minutes[tier] : 1.0;
}

double journey_days(const ByTier& minutes, std::size_t tier) { return 2.0 * minutes[tier] / (60.0 * 8.0); }

} // namespace hearth
