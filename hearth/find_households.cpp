#include "hearth/find_households.hpp"

namespace hearth {

namespace {

// Deaths by illness among the first `known` persons: who comes later and is gone at once never came.
std::int64_t dead_of_illness(const Village& v, const Arm& arm, std::size_t household, std::size_t known)
{
    std::int64_t dead = 0;
    for (PersonIndex i = v.household.first[household]; i != nobody; i = v.person.next[static_cast<std::size_t>(i)])
        dead += static_cast<std::size_t>(i) < known && arm.gone[static_cast<std::size_t>(i)];
    return dead;
}

std::int64_t living(const Village& v, const Arm& arm, std::size_t household)
{
    std::int64_t n = 0;
    for (PersonIndex i = v.household.first[household]; i != nobody; i = v.person.next[static_cast<std::size_t>(i)])
        n += v.person.present[static_cast<std::size_t>(i)] && !arm.gone[static_cast<std::size_t>(i)];
    return n;
}

bool happened(const Village& v, const Arm& arm, std::size_t h, const std::string& kind, std::int64_t dead_before, std::size_t known)
{
    if (kind == "poor-by-illness") return arm.poor_by_illness[h] != 0;
    if (kind == "debt") return arm.purse[h].owed() > yuan(20'000);
    if (kind == "monitored") return holds(arm.standing[h].held, Label::monitored);
    if (kind == "deaths") return dead_of_illness(v, arm, h, known) > dead_before;
    return true;
}

} // namespace

void find_in_village(const World& world, const std::vector<const Plan*>& plans, Village village, const RunSettings& settings,
                     int draw, std::size_t scenario, const std::string& kind, std::size_t wanted,
                     std::vector<FoundHousehold>& found)
{
    VillageLife life(world, plans, std::move(village), {true, false, false});
    life.burn_in({settings.seed, Stream::population, 0});
    const Luck luck(settings.seed, Stream::household, static_cast<std::uint32_t>(draw));
    const Luck systemic(settings.seed, Stream::systemic, static_cast<std::uint32_t>(draw));
    std::vector<std::string> years;
    for (int y = 0; y < settings.years; ++y) {
        std::vector<Tally> tallies(plans.size());
        std::vector<Tally*> targets;
        for (Tally& t : tallies) targets.push_back(&t);
        std::vector<std::int64_t> dead;
        const std::size_t known = life.village().person.size();
        for (std::size_t h = 0; h < life.village().household.size(); ++h)
            dead.push_back(dead_of_illness(life.village(), life.arm(scenario), h, known));
        const int year = world.base_year + y;
        life.live(year, luck, exposure_in(world, systemic, life.village().county, year), {targets});
        const Village& v = life.village();
        years.resize(v.household.size());
        dead.resize(v.household.size(), 0);
        for (std::size_t h = 0; h < v.household.size(); ++h)
            if (living(v, life.arm(scenario), h) > 0 && happened(v, life.arm(scenario), h, kind, dead[h], known))
                years[h] += (years[h].empty() ? "" : " ") + std::to_string(year);
    }
    const Village& v = life.village();
    for (std::size_t h = 0; h < v.household.size() && found.size() < wanted; ++h)
        if (!years[h].empty())
            found.push_back({v.household.id[h], v.county, living(v, life.arm(scenario), h), years[h]});
}

} // namespace hearth
