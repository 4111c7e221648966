#include "sim/run/beds.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

bool settle_beds(Served& served, const Tally& tally, const World& world, const YearPolicy& terms, int year)
{
    constexpr double near = 0.005;
    constexpr int pooled_from = county_tier + 1;
    bool moved = false;
    const std::size_t counties = world.counties.size();
    const auto settle = [&](std::size_t tier, std::size_t first, std::size_t last) {
        double beds = 0.0, lain = 0.0;
        for (std::size_t c = first; c < last; ++c) {
            const auto persons = static_cast<double>(tally.persons_by_county[c][PersonSum::persons]);
            beds += persons * world.beds_in(c, year).bed_days[tier] * terms.beds[tier];
            lain += static_cast<double>(tally.bed_days[c][tier]);
        }
        if (world.beds_in(first, year).bed_days[tier] <= 0.0) return; // no limit
        double& share = served[first][tier];
        const double next = beds <= 0.0 ? 0.0 : lain <= 0.0 ? 1.0 : std::min(1.0, share * beds / lain);
        moved = moved || std::abs(next - share) > near * share;
        for (std::size_t c = first; c < last; ++c) served[c][tier] = next;
    };
    for (std::size_t tier = hospital_from; tier < tiers; ++tier) {
        if (static_cast<int>(tier) >= pooled_from) settle(tier, 0, counties);
        else
            for (std::size_t c = 0; c < counties; ++c) settle(tier, c, c + 1);
    }
    return moved;
}

} // namespace hearth
