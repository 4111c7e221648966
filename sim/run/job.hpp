// What the loops over villages, years and draws share. Internal to sim/run.
#pragma once

#include "sim/run/run.hpp"

namespace hearth {

RunResult empty_result(const RunSettings& settings, std::size_t scenarios);

struct Job {
    const World& world;
    std::vector<const Plan*> plans;
    const VillageMaker& make_village;
    const RunSettings& settings;

    Luck household_luck(int draw) const
    {
        return {settings.seed, Stream::household, static_cast<std::uint32_t>(draw)};
    }
    Luck systemic_luck(int draw) const
    {
        return {settings.systemic_seed.value_or(settings.seed), Stream::systemic, static_cast<std::uint32_t>(draw)};
    }
    //! The base year's state is the population's own: one for all draws.
    VillageLife founded(std::uint32_t number, RunResult& result) const;
    //! \param result receives the year at (at_draw, scenario, at_year)
    void live_year(VillageLife& life, int draw, int y, RunResult& result, int at_draw, int at_year,
                   std::span<const FundScene> funds = {}, std::span<const Served> served = {}) const;
    void live_village(std::uint32_t number, RunResult& result) const;
};

//! Year by year, each lived again until beds that respond are full and funds that run dry are known.
//! Same bits on any number of threads.
RunResult run_coupled(const Job& job, std::uint32_t villages, const Progress& progress);

} // namespace hearth
