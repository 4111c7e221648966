// A village lives through its years in all scenario arms at once.
#pragma once

#include <span>
#include <vector>

#include "sim/life/household_year.hpp"

namespace hearth {

class VillageLife {
public:
    //! A village as synthesised, before its burn-in years. `plans` outlives this.
    VillageLife(const World& world, std::span<const Plan* const> plans, Village village,
                bool with_twin);

    //! Ten years of illness and money before the base year, in the first plan's terms; then every
    //! arm starts from the same state. Luck: the population stream.
    void burn_in(const Luck& population);

    //! One year in every arm. `tallies`: one an arm; nothing is reset. `funds`: one an arm, or none
    //! where no fund runs dry.
    void live(int year, const Luck& household, const Exposure& exposure, std::span<Tally*> tallies,
              std::span<const FundScene> funds = {});

    const Village& village() const { return village_; }
    const Arm& arm(std::size_t i) const { return arms_[i]; }
    //! Persons alive in the first arm (founding members when just synthesised).
    std::int64_t persons() const;

private:
    void begin_arm(Arm& arm) const;
    void follow_skeleton(Arm& arm) const;
    void keep_ledgers(Arm& arm) const;
    void follow_split(Arm& arm, const SkeletonEvent& event) const;
    void count_vital_events(const Arm& arm, int year, Tally& tally) const;
    void live_arm(Arm& arm, int year, const Luck& luck, const Exposure& exposure, Tally* tally,
                  bool first, const FundScene& funds = {});

    const World* world_;
    std::vector<const Plan*> plans_;
    Village village_;
    bool with_twin_;
    std::vector<Arm> arms_;
    YearIllness illness_;
    std::vector<Money> first_net_;
};

} // namespace hearth
