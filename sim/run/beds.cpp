#include "sim/run/beds.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

bool settle_beds(Served& served, const Tally& tally, const World& world, const Policy& policy, int year, int pass)
{
    constexpr double near = 0.005;
    constexpr double few_days = 30.0; // patients are whole, and some stay for weeks
    const double step = pass < 8 ? 1.0 : 8.0 / pass;
    Served next = served;
    constexpr int pooled_from = county_tier + 1;
    bool moved = false;
    const std::size_t counties = world.counties.size();
    const auto settle = [&](std::size_t tier, std::size_t first, std::size_t last) {
        double beds = 0.0, lain = 0.0;
        bool limited = true;
        for (std::size_t c = first; c < last; ++c) {
            const auto persons = static_cast<double>(tally.persons_by_county[c][PersonSum::persons]);
            beds += persons * world.beds_in(c, year).bed_days[tier]
                * policy.in(year, static_cast<int>(c)).beds[tier];
            limited = limited && world.beds_in(c, year).bed_days[tier] > 0.0;
            lain += static_cast<double>(tally.bed_days[c][tier]);
        }
        if (!limited) return; // somewhere in reach there is no limit
        const double share = served[first][tier];
        const double full = lain > 0.0 ? std::min(1.0, share * beds / lain) : beds > 0.0 ? 1.0 : 0.0;
        const double idle = share < 1.0 ? beds - lain : 0.0; // while patients are turned away
        if (beds <= 0.0 ? lain > 0.0 : std::max(lain - beds, idle) > std::max(near * beds, few_days)) moved = true;
        for (std::size_t c = first; c < last; ++c) next[c][tier] = beds <= 0.0 ? 0.0 : share + step * (full - share);
    };
    for (std::size_t tier = hospital_from; tier < tiers; ++tier) {
        if (static_cast<int>(tier) >= pooled_from) settle(tier, 0, counties);
        else
            for (std::size_t c = 0; c < counties; ++c) settle(tier, c, c + 1);
    }
    if (moved) served = next;
    return moved;
}

} // namespace hearth
