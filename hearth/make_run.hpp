// What the commands that live a population share: inputs, scenarios, plans, villages.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "calibration/world_builder.hpp"
#include "output/tables.hpp"
#include "sim/run/run.hpp"

namespace hearth {

struct Study {
    World world;
    std::vector<Scenario> scenarios;
    std::vector<Plan> plans;
};

//! Reads input and scenarios and checks both; all faults at once. Plans are not made yet.
//! \param adjust changes the checked tables before the world is built; may be empty
Study read_study(const std::string& input, const std::vector<std::string>& scenarios, int years,
                 const std::function<void(Tables&)>& adjust = {});

//! The input's tables, checked; all faults at once.
Tables checked_tables(const std::string& input);

//! text, csv, json or md. UsageError for another.
Format format_named(const std::string& name);

//! Scenarios in the simulator's terms. InputError where two have one name.
std::vector<Plan> make_plans(const World& world, const std::vector<Scenario>& scenarios, bool quiet);

//! Share of the population that --population asks for. UsageError below 1.
double sampled_share(double persons, const World& world);

//! Villages as the run's seed and sample make them. World and settlements outlive it.
VillageMaker village_maker(const World& world, const Settlements& where, const RunSettings& settings);

} // namespace hearth
