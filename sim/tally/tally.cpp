#include "sim/tally/tally.hpp"

#include <algorithm>
#include <bit>

namespace hearth {

std::int64_t LayerSums::total() const
{
    std::int64_t sum = 0;
    for (const std::int64_t month : paid) sum += month;
    return sum;
}

// A Tally holds nothing but 64-bit whole numbers: it is summed as one long row of them.
static_assert(sizeof(Tally) % sizeof(std::int64_t) == 0);

void Tally::add(const Tally& other)
{
    auto* own = reinterpret_cast<std::int64_t*>(this);
    const auto* its = reinterpret_cast<const std::int64_t*>(&other);
    for (std::size_t i = 0; i < sizeof(Tally) / sizeof(std::int64_t); ++i) own[i] += its[i];
}

int income_bin(double yuan_per_head)
{
    if (!(yuan_per_head >= lowest_binned_income)) return 0;
    const auto bits = std::bit_cast<std::uint64_t>(yuan_per_head / lowest_binned_income);
    const auto octave = static_cast<int>(bits >> 52) - 1023;
    const auto within = static_cast<int>(bits >> 47 & 31);
    return std::min(income_bins - 1, 1 + octave * 32 + within);
}

} // namespace hearth
