// A village lives through its years in all scenario arms at once.
#pragma once

#include <span>
#include <vector>

#include "sim/life/household_year.hpp"
#include "sim/run/beds.hpp"

namespace hearth {

//! Which worlds are lived beside the scenarios.
struct Worlds {
    bool twin = true;        //!< without illness, in every arm
    bool attribution = false; //!< channels of illness, and illness off with free behaviour
    bool mechanical = true;  //!< each further scenario also with the first one's care
};

//! What one year is counted into: a tally a scenario, then one a reform with care frozen.
struct YearTargets {
    std::span<Tally*> tallies;
    std::span<const FundScene> funds{}; //!< in the same order, or none where no fund runs dry
    HouseholdStory* story = nullptr;    //!< filled for its household and scenario
    std::span<const Served> served{};   //!< by arm where beds respond, or none
};

class VillageLife {
public:
    //! A village as synthesised, before its burn-in years. `plans` outlives this.
    VillageLife(const World& world, std::span<const Plan* const> plans, Village village, Worlds worlds);

    //! Ten years of illness and money before the base year, in the first plan's terms; then every
    //! arm starts from the same state. Luck: the population stream.
    void burn_in(const Luck& population);

    //! One year in every arm; nothing is reset.
    void live(int year, const Luck& household, const Exposure& exposure, const YearTargets& targets);

    const Village& village() const { return village_; }
    const Arm& arm(std::size_t i) const { return arms_[i]; }
    const FrozenArm& frozen(std::size_t i) const { return frozen_[i]; }
    //! Persons alive in the first arm (founding members when just synthesised).
    std::int64_t persons() const;

private:
    void begin_arm(Arm& arm) const;
    void begin_worlds();
    void follow_skeleton(Arm& arm) const;
    void follow_skeleton(FrozenArm& arm) const;
    void keep_ledgers(const Plan& plan, std::vector<std::int64_t>& person_words,
                      std::vector<std::int64_t>& household_words) const;
    void follow_split(Arm& arm, const SkeletonEvent& event) const;
    void follow_split(FrozenArm& arm, const SkeletonEvent& event) const;
    //! \param frozen the reform with the arm's care whose cells they are; null = the arm itself
    void count_vital_events(const Arm& arm, const FrozenArm* frozen, int year, VillageCells& cells) const;
    void live_arm(std::size_t a, int year, const Luck& luck, const Exposure& exposure, const YearTargets& targets);

    const World* world_;
    std::vector<const Plan*> plans_;
    Village village_;
    Worlds worlds_;
    std::vector<Arm> arms_;
    std::vector<FrozenArm> frozen_; //!< of plans 1, 2, ... with the first arm's care
    YearIllness illness_;
    std::vector<Money> first_net_;
    std::vector<VillageCells> cells_;
};

} // namespace hearth
