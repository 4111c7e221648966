// A run: every village through every draw, year and scenario arm, tallied.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/run/village_life.hpp"

namespace hearth {

//! Order of the loops. Both give the same bits; village-outer keeps a village in its core's cache,
//! year-outer is the order of what couples villages (funds that run dry and beds that respond have a loop of their own).
enum class LoopOrder : std::uint8_t { village_outer, year_outer };

struct RunSettings {
    int years = 10;
    int draws = 1;
    int first_draw = 0; //!< luck of the first draw; the next ones follow
    std::uint64_t seed = 1;
    std::optional<std::uint64_t> systemic_seed; //!< of year and area shocks, where not the same
    int threads = 0;           //!< 0 = all the machine offers
    Worlds worlds;
    HouseholdStory* story = nullptr; //!< filled for its household, scenario and draw
    LoopOrder order = LoopOrder::village_outer;
    double sampled = 1.0; //!< share of the population that is simulated
};

//! Makes village `number` as of the start of the base year.
using VillageMaker = std::function<Village(std::uint32_t number)>;

//! Called with villages done and villages in all; may be empty.
using Progress = std::function<void(std::size_t, std::size_t)>;

//! Tallies by draw, scenario and year.
struct RunResult {
    int draws = 0;
    int scenarios = 0; //!< first those given, then reforms with the first one's care
    int given = 0;     //!< scenarios given
    int years = 0;
    std::vector<Tally> tallies;
    std::int64_t unsettled = 0; //!< years in which beds that respond were not all full, or empty, in the end
    std::int64_t founders = 0; //!< persons synthesised at the start of the base year

    Tally& at(int draw, int scenario, int year)
    {
        return tallies[static_cast<std::size_t>((draw * scenarios + scenario) * years + year)];
    }
    const Tally& at(int draw, int scenario, int year) const
    {
        return tallies[static_cast<std::size_t>((draw * scenarios + scenario) * years + year)];
    }
    //! The tally of a reform with care frozen at the first scenario's; null where none was lived.
    const Tally* frozen(int draw, int scenario, int year) const
    {
        const int at = given + scenario - 1;
        return scenario > 0 && at < scenarios ? &this->at(draw, at, year) : nullptr;
    }
    void add(const RunResult& other);
};

//! Persons that a simulated one stands for: whole thousandths; the full population stands for itself.
double scale_of(const World& world, std::int64_t founders, double sampled);

RunResult run(const World& world, std::span<const Plan> plans, const VillageMaker& make_village,
              std::uint32_t villages, const RunSettings& settings, const Progress& progress);

//! Systemic luck of a draw: this year's factors on illness in a county.
//! AR(1) year shock common to all, and a county's own shock, both with mean 1.
Exposure exposure_in(const World& world, const Luck& systemic, int county, int year);

} // namespace hearth
