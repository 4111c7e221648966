#include "sim/run/village_life.hpp"

#include <algorithm>

namespace hearth {

VillageLife::VillageLife(const World& world, std::span<const Plan* const> plans, Village village,
                         bool with_twin)
    : world_(&world), plans_(plans.begin(), plans.end()), village_(std::move(village)),
      with_twin_(with_twin)
{
    arms_.resize(1);
    arms_[0].plan = plans_[0];
    begin_arm(arms_[0]);
}

// What a household starts with, before the burn-in years shape it.
void VillageLife::begin_arm(Arm& arm) const
{
    const std::size_t persons = village_.person.size();
    const std::size_t households = village_.household.size();
    const Parameters& p = world_->parameters;
    arm.conditions.assign(persons, 0);
    arm.known.assign(persons, 0);
    arm.gone.assign(persons, 0);
    arm.disabled.assign(persons, 0);
    arm.purse.resize(households);
    arm.last_gross.resize(households);
    for (std::size_t h = 0; h < households; ++h) {
        const double a_head = world_->in(world_->base_year).income_mean
            * exponential(village_.household.income_rank[h]
                          - 0.5 * p.income_permanent_sd * p.income_permanent_sd);
        std::int64_t size = 0;
        for (PersonIndex i = village_.household.first[h]; i != nobody;
             i = village_.person.next[static_cast<std::size_t>(i)])
            ++size;
        arm.last_gross[h] = from_yuan(a_head);
        const Money income = arm.last_gross[h] * size;
        arm.purse[h].savings = part(income, p.initial_savings_years);
        arm.purse[h].assets = part(income, p.initial_assets_years);
    }
    arm.twin = arm.purse;
    arm.last_net = arm.last_gross;
    arm.held.assign(households, 0);
    arm.poor_by_illness.assign(households, 0);
    keep_ledgers(arm);
}

// Room for what the law remembers from year to year; a new person or household begins with nothing.
void VillageLife::keep_ledgers(Arm& arm) const
{
    const auto& ledger = arm.plan->policy.stack.ledger;
    arm.person_words.resize(village_.person.size() * static_cast<std::size_t>(ledger[0].lasting));
    arm.household_words.resize(village_.household.size() * static_cast<std::size_t>(ledger[1].lasting));
}

void VillageLife::burn_in(const Luck& population)
{
    const Exposure usual{world_->in(world_->base_year).admission_index, 1.0, 1.0};
    for (int year = world_->base_year - world_->burn_in; year < world_->base_year; ++year) {
        draw_household_luck(village_, world_->parameters, population, year);
        draw_illness(illness_, village_, *world_, population, year, usual);
        // Chronic disease of the base year is known; before it began it does not act. Nobody
        // falls chronically ill anew: the base year's prevalence is the input's.
        std::fill(illness_.onset.begin(), illness_.onset.end(), std::int16_t{-1});
        Arm& arm = arms_[0];
        for (std::size_t i = 0; i < village_.person.size(); ++i) {
            const bool ill = year >= world_->base_year - village_.years_ill[i];
            arm.conditions[i] = ill ? village_.conditions[i] : 0;
            arm.known[i] = ill ? village_.known[i] : 0;
        }
        live_arm(arm, year, population, usual, nullptr, true);
    }
    arms_[0].conditions = village_.conditions;
    arms_[0].known = village_.known;
    // Accounts open with the base year: burn-in repeats its terms and is no one's history of claims.
    arms_[0].person_words.clear();
    arms_[0].household_words.clear();
    arms_.resize(plans_.size(), arms_[0]);
    for (std::size_t a = 0; a < plans_.size(); ++a) arms_[a].plan = plans_[a];
}

std::int64_t VillageLife::persons() const
{
    std::int64_t n = 0;
    for (std::size_t i = 0; i < village_.person.size(); ++i)
        n += village_.person.present[i] && !arms_[0].gone[i];
    return n;
}

// A new household takes its founder's share of what the old one owned and owed.
void VillageLife::follow_split(Arm& arm, const SkeletonEvent& event) const
{
    const auto from = static_cast<std::size_t>(event.from);
    const auto to = static_cast<std::size_t>(
        village_.person.household[static_cast<std::size_t>(event.person)]);
    std::int64_t with_illness = 0;
    std::int64_t without = 0;
    for (PersonIndex i = village_.household.first[from]; i != nobody;
         i = village_.person.next[static_cast<std::size_t>(i)]) {
        const auto k = static_cast<std::size_t>(i);
        if (!village_.person.present[k]) continue;
        ++without;
        with_illness += !arm.gone[k];
    }
    const auto divide = [](Purse& old, Purse& founded, std::int64_t stayed) {
        for (Money Purse::*column : {&Purse::savings, &Purse::assets, &Purse::informal,
                                     &Purse::formal, &Purse::unpaid}) {
            founded.*column = {(old.*column).fen / (stayed + 1)};
            old.*column -= founded.*column;
        }
    };
    divide(arm.twin[from], arm.twin[to], without);
    if (!arm.gone[static_cast<std::size_t>(event.person)])
        divide(arm.purse[from], arm.purse[to], with_illness);
    arm.last_gross[to] = arm.last_gross[from];
    arm.last_net[to] = arm.last_net[from];
    arm.held[to] = arm.held[from];
    arm.poor_by_illness[to] = arm.poor_by_illness[from];
}

// Births, brides and new households as in the skeleton; who descends from or marries someone
// illness has taken does not come.
void VillageLife::follow_skeleton(Arm& arm) const
{
    const std::size_t persons = village_.person.size();
    const std::size_t households = village_.household.size();
    arm.conditions.resize(persons, 0);
    arm.known.resize(persons, 0);
    arm.gone.resize(persons, 0);
    arm.disabled.resize(persons, 0);
    arm.purse.resize(households);
    arm.twin.resize(households);
    arm.last_gross.resize(households);
    arm.last_net.resize(households);
    arm.held.resize(households, 0);
    arm.poor_by_illness.resize(households, 0);
    keep_ledgers(arm);
    for (const SkeletonEvent& event : village_.events) {
        if (event.kind == SkeletonEvent::Kind::split) {
            follow_split(arm, event);
            continue;
        }
        const auto who = static_cast<std::size_t>(event.person);
        arm.conditions[who] = village_.conditions[who];
        arm.known[who] = village_.known[who];
        if (arm.gone[static_cast<std::size_t>(event.because)]) arm.gone[who] = 1;
    }
}

// Births, and deaths of background causes, of those illness has not taken.
void VillageLife::count_vital_events(const Arm& arm, int year, Tally& tally) const
{
    const auto count = [&](PersonIndex who, PersonSum what) {
        const auto i = static_cast<std::size_t>(who);
        if (arm.gone[i]) return;
        const LabelSet held = arm.held[static_cast<std::size_t>(village_.person.household[i])];
        const int age = std::clamp(year - village_.person.birth_year[i], 0, oldest);
        tally.person[static_cast<std::size_t>(age_group(age))][village_.person.sex[i]]
                    [static_cast<std::size_t>(registry_group(held))]
                    [static_cast<std::size_t>(village_.county)][what] += 1;
    };
    for (const PersonIndex who : village_.died) count(who, PersonSum::deaths);
    for (const SkeletonEvent& event : village_.events)
        if (event.kind == SkeletonEvent::Kind::birth) count(event.person, PersonSum::births);
}

void VillageLife::live_arm(Arm& arm, int year, const Luck& luck, const Exposure& exposure,
                           Tally* tally, bool first, const FundScene& funds)
{
    HouseholdYear household({*world_, village_, illness_, exposure, luck, year, with_twin_, arm,
                             tally, &first_net_, first, funds});
    const auto households = static_cast<HouseholdIndex>(village_.household.size());
    for (HouseholdIndex h = 0; h < households; ++h) household.live(h);
}

void VillageLife::live(int year, const Luck& luck, const Exposure& exposure,
                       std::span<Tally*> tallies, std::span<const FundScene> funds)
{
    live_demography(village_, *world_, luck, year);
    draw_household_luck(village_, world_->parameters, luck, year);
    draw_illness(illness_, village_, *world_, luck, year, exposure);
    first_net_.assign(village_.household.size(), not_living);
    for (std::size_t a = 0; a < arms_.size(); ++a) {
        follow_skeleton(arms_[a]);
        count_vital_events(arms_[a], year, *tallies[a]);
        live_arm(arms_[a], year, luck, exposure, tallies[a], a == 0, funds.empty() ? FundScene{} : funds[a]);
    }
}

} // namespace hearth
