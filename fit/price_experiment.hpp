// Own prices of every tier are moved, everything else kept, and what people do is counted.
// Elasticities follow from the counts; none is put in.
#pragma once

#include <array>
#include <span>

#include "calibration/world_builder.hpp"
#include "sim/run/run.hpp"

namespace hearth::fit {

//! A use of care as counted in one arm, draw and group.
struct Use {
    const char* name;
    const char* meaning;
    double (*of)(const PersonRow&);
    double published; //!< elasticity, rural China 2003-08 (Zhou et al. 2011); 0 = none
};
std::span<const Use> uses_of_care();

//! The world with a bed for everybody.
World with_slack_supply(World world);

//! The same stack three times: as it is, cheaper and dearer by `change`.
std::vector<Plan> priced_plans(const World& world, const Scenario& scenario, double change);

//! Arc elasticity of one use between the dearer and the cheaper arm of a run of priced plans, first year.
//! \param group 0 = all, else the income quintile
double price_elasticity(const RunResult& run, const Use& use, int draw, int group, double change);

} // namespace hearth::fit
