#include "sim/world/world.hpp"

#include <algorithm>

namespace hearth {

int Mix::pick(double u) const
{
    const auto at = std::upper_bound(upper.begin(), upper.end(), u * total());
    const auto last = static_cast<std::ptrdiff_t>(upper.size()) - 1;
    return disease[static_cast<std::size_t>(std::min(at - upper.begin(), last))];
}

static double tier_price(const YearValues& v, int tier_index)
{
    const ByTier index{v.price_village, v.price_township, v.price_county, v.price_city,
                       v.price_outside};
    return index[static_cast<std::size_t>(tier_index)];
}

double World::price(int tier_index, int year) const { return tier_price(in(year), tier_index); }

double World::reference_level(int tier_index) const { return tier_price(reference, tier_index); }

} // namespace hearth
