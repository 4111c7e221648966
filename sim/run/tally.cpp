#include "sim/run/tally.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

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
    constexpr double lowest = 50.0;
    constexpr double bins_per_doubling = 24.0;
    constexpr double ln2 = 0.69314718055994530942;
    if (yuan_per_head <= lowest) return 0;
    const double bin = logarithm(yuan_per_head / lowest) / ln2 * bins_per_doubling;
    return std::min(income_bins - 1, 1 + static_cast<int>(bin));
}

} // namespace hearth
