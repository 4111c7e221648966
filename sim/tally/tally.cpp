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

std::int64_t Tally::fund_paid(std::size_t fund) const
{
    std::int64_t sum = 0;
    for (const std::int64_t month : fund_month[fund]) sum += month;
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

void Tally::add(const VillageCells& cells, int county)
{
    for (std::size_t r = 0; r < registry_groups; ++r)
        for (std::size_t q = 0; q < quintiles; ++q) {
            const HouseholdRow& row = cells.household[r][q];
            by_county[static_cast<std::size_t>(county)].add(row);
            by_registry[r].add(row);
            by_quintile[q].add(row);
        }
    for (std::size_t l = 0; l < tallied_labels; ++l) by_label[l].add(cells.label[l]);
    for (std::size_t q = 0; q < quintiles; ++q) persons_by_quintile[q].add(cells.person_quintile[q]);
    for (std::size_t a = 0; a < age_groups; ++a)
        for (std::size_t sex = 0; sex < 2; ++sex)
            for (std::size_t r = 0; r < registry_groups; ++r) {
                const PersonRow& row = cells.person[a][sex][r];
                persons_by_county[static_cast<std::size_t>(county)].add(row);
                persons_by_registry[r].add(row);
                persons_by_age[a].add(row);
                persons_by_sex[sex].add(row);
            }
}

HouseholdRow Tally::households() const
{
    HouseholdRow sum;
    for (const HouseholdRow& row : by_county) sum.add(row);
    return sum;
}

PersonRow Tally::persons() const
{
    PersonRow sum;
    for (const PersonRow& row : persons_by_county) sum.add(row);
    return sum;
}

int spending_bin(double yuan)
{
    if (!(yuan >= 1.0)) return 0;
    const auto bits = std::bit_cast<std::uint64_t>(yuan);
    const auto octave = static_cast<int>(bits >> 52) - 1023;
    return std::min(spending_bins - 1, octave * 8 + static_cast<int>(bits >> 49 & 7));
}

int debt_bin(double yuan)
{
    int bin = 0;
    while (bin + 1 < debt_bins && yuan >= debt_bin_from(bin + 1)) ++bin;
    return bin;
}

double debt_bin_from(int bin)
{
    constexpr double lowest = 100.0;
    constexpr double half_octave = 1.4142135623730951;
    if (bin == 0) return 0.0;
    const double octaves = lowest * static_cast<double>(std::int64_t{1} << (bin - 1) / 2);
    return (bin - 1) % 2 == 0 ? octaves : octaves * half_octave;
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
