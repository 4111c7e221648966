#include "hearth/synthesis_report.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "calibration/world_builder.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

struct Margins {
    double persons = 0, men = 0, households = 0, chronic = 0, worst_county = 0;
    std::array<double, bands> band{};
    std::array<double, most_household_size + 1> size{};
    std::array<double, 16> county{};
};

Margins synthesised(const World& world, std::uint64_t seed)
{
    Margins m;
    const Settlements where = settle_villages(world);
    const Luck luck(seed, Stream::population, 0);
    for (std::uint32_t v = 0; v < where.villages(); ++v) {
        const Village village = synthesize(world, where, v, luck, 1.0);
        m.households += static_cast<double>(village.household.size());
        std::vector<int> members(village.household.size(), 0);
        for (std::size_t i = 0; i < village.person.size(); ++i) {
            m.persons += 1;
            m.men += village.person.sex[i] == 0;
            m.county[static_cast<std::size_t>(village.county)] += 1;
            m.band[static_cast<std::size_t>(age_band(world.base_year - 1 - village.person.birth_year[i]))] += 1;
            m.chronic += std::popcount(village.conditions[i]);
            ++members[static_cast<std::size_t>(village.person.household[i])];
        }
        for (const int n : members) m.size[static_cast<std::size_t>(std::min(n, most_household_size))] += 1;
    }
    return m;
}

std::string line(const std::string& what, double given, double made, int decimals)
{
    return fmt::format("  {} {:>14.{}f} {:>14.{}f} {:>12.{}f}\n", padded(what, 34), given, decimals, made, decimals,
                       made - given, decimals);
}

} // namespace

std::string synthesis_report(const World& world, std::uint64_t seed)
{
    const Margins m = synthesised(world, seed);
    std::string out = fmt::format("  {} {} {} {}\n", padded(say("margin of the base year"), 34), padded(say("given"), 14, true),
                                  padded(say("synthesised"), 14, true), padded(say("residual"), 12, true));
    out += line(say("persons"), world.persons, m.persons, 0);
    for (std::size_t c = 0; c < world.counties.size(); ++c)
        out += line(say("persons, {}", world.counties[c].name), world.counties[c].persons, m.county[c], 0);
    out += line(say("persons a household"), world.mean_household_size, m.persons / m.households, 4);
    for (std::size_t n = 1; n <= most_household_size; ++n)
        if (world.household_size[n] > 0)
            out += line(say("share of households of {}", n), world.household_size[n],
                        m.size[n] / m.households, 5);
    double men = 0;
    double chronic = 0;
    std::array<double, bands> given{};
    for (std::size_t sex = 0; sex < sexes; ++sex)
        for (int a = 0; a <= oldest; ++a) {
            const auto b = static_cast<std::size_t>(age_band(a));
            const double share = world.age_share[sex][static_cast<std::size_t>(a)];
            given[b] += share;
            men += sex == 0 ? share : 0.0;
            for (const Disease& d : world.diseases) chronic += share * d.prevalence[b][sex];
        }
    const std::array<const char*, bands> names{"0-4", "5-14", "15-44", "45-64", "65+"};
    for (std::size_t b = 0; b < bands; ++b)
        out += line(say("share of persons aged {}", names[b]), given[b], m.band[b] / m.persons, 5);
    out += line(say("share of men"), men, m.men / m.persons, 5);
    out += line(say("chronic conditions a person"), chronic, m.chronic / m.persons, 5);
    return out;
}

} // namespace hearth
