#include "sim/world/world.hpp"

#include <algorithm>

namespace hearth {

int Mix::pick(double u) const
{
    const auto at = std::upper_bound(upper.begin(), upper.end(), u * total());
    const auto last = static_cast<std::ptrdiff_t>(upper.size()) - 1;
    return disease[static_cast<std::size_t>(std::min(at - upper.begin(), last))];
}

double World::price(int tier_index, int year) const
{
    const YearValues& v = in(year);
    const ByTier index{v.price_village, v.price_township, v.price_county, v.price_city,
                       v.price_outside};
    return index[static_cast<std::size_t>(tier_index)];
}

} // namespace hearth
