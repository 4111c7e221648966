#include "sim/run/village_life.hpp"

#include <algorithm>

namespace hearth {

VillageLife::VillageLife(const World& world, std::span<const Plan* const> plans, Village village, Worlds worlds)
    : world_(&world), plans_(plans.begin(), plans.end()), village_(std::move(village)), worlds_(worlds)
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
    arm.advanced.assign(persons, 0);
    arm.controlled.assign(persons, all_conditions);
    arm.silent.assign(persons, 0);
    arm.gone.assign(persons, 0);
    arm.disabled.assign(persons, 0);
    arm.purse.resize(households);
    arm.standing.resize(households);
    for (std::size_t h = 0; h < households; ++h) {
        const double a_head = world_->in(world_->base_year).income_mean
            * exponential(village_.household.income_rank[h]
                          - 0.5 * p.income_permanent_sd * p.income_permanent_sd);
        std::int64_t size = 0;
        for (PersonIndex i = village_.household.first[h]; i != nobody;
             i = village_.person.next[static_cast<std::size_t>(i)])
            ++size;
        arm.standing[h].last_gross = arm.standing[h].last_net = from_yuan(a_head);
        const Money income = from_yuan(a_head) * size;
        arm.purse[h].savings = part(income, p.initial_savings_years);
        arm.purse[h].assets = part(income, p.initial_assets_years);
    }
    arm.twin = arm.purse;
    arm.history.assign(households, {});
    arm.poor_by_illness.assign(households, 0);
    if (worlds_.attribution) {
        for (std::size_t c = 0; c < coalitions; ++c) arm.channel[c] = arm.purse;
        arm.free = arm.purse;
        arm.free_standing = arm.standing;
    }
    keep_ledgers(*arm.plan, arm.person_words, arm.household_words);
}

// Room for what the law remembers from year to year; a new person or household begins with nothing.
void VillageLife::keep_ledgers(const Plan& plan, std::vector<std::int64_t>& person_words,
                               std::vector<std::int64_t>& household_words) const
{
    const auto& ledger = plan.policy.stack.ledger;
    person_words.resize(village_.person.size() * static_cast<std::size_t>(ledger[0].lasting));
    household_words.resize(village_.household.size() * static_cast<std::size_t>(ledger[1].lasting));
}

void VillageLife::burn_in(const Luck& population)
{
    const Exposure usual{world_->in(world_->base_year).admission_index, 1.0};
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
            arm.advanced[i] = ill ? village_.advanced[i] : 0;
        }
        first_net_.assign(village_.household.size(), not_living);
        live_arm(0, year, population, usual, {});
    }
    arms_[0].conditions = village_.conditions;
    arms_[0].known = village_.known;
    arms_[0].advanced = village_.advanced;
    std::fill(arms_[0].silent.begin(), arms_[0].silent.end(), 0); // the base year's known disease is as surveys find it
    // Accounts open with the base year: burn-in repeats its terms and is no one's history of claims.
    arms_[0].person_words.clear();
    arms_[0].household_words.clear();
    begin_worlds();
}

// Every scenario starts from the state the burn-in left.
void VillageLife::begin_worlds()
{
    for (PovertyHistory& h : arms_[0].history) h.years = 0;
    arms_.resize(plans_.size(), arms_[0]);
    for (std::size_t a = 0; a < plans_.size(); ++a) arms_[a].plan = plans_[a];
    if (!worlds_.mechanical) return;
    for (std::size_t a = 1; a < plans_.size(); ++a) {
        FrozenArm frozen;
        frozen.plan = plans_[a];
        frozen.purse = arms_[0].purse;
        frozen.twin = arms_[0].twin;
        frozen.history = arms_[0].history;
        for (const Standing& standing : arms_[0].standing) frozen.gross.push_back(standing.last_gross);
        frozen_.push_back(std::move(frozen));
    }
}

std::int64_t VillageLife::persons() const
{
    std::int64_t n = 0;
    for (std::size_t i = 0; i < village_.person.size(); ++i)
        n += village_.person.present[i] && !arms_[0].gone[i];
    return n;
}

namespace {

// The founder's share of what a household owned and owed goes to the new one.
void divide(Purse& old, Purse& founded, std::int64_t stayed)
{
    for (Money Purse::*column : {&Purse::savings, &Purse::assets, &Purse::informal, &Purse::formal, &Purse::unpaid,
                                 &Purse::awaited}) {
        founded.*column = {(old.*column).fen / (stayed + 1)};
        old.*column -= founded.*column;
    }
}

// Living members who stay, with and without those illness took.
struct Stayed {
    std::int64_t with_illness = 0;
    std::int64_t without = 0;
};

Stayed count_stayed(const Village& village, const std::vector<std::uint8_t>& gone, std::size_t household)
{
    Stayed stayed;
    for (PersonIndex i = village.household.first[household]; i != nobody;
         i = village.person.next[static_cast<std::size_t>(i)]) {
        const auto k = static_cast<std::size_t>(i);
        if (!village.person.present[k]) continue;
        ++stayed.without;
        stayed.with_illness += !gone[k];
    }
    return stayed;
}

} // namespace

// A new household takes its founder's share of what the old one owned and owed.
void VillageLife::follow_split(Arm& arm, const SkeletonEvent& event) const
{
    const auto from = static_cast<std::size_t>(event.from);
    const auto to = static_cast<std::size_t>(village_.person.household[static_cast<std::size_t>(event.person)]);
    const Stayed stayed = count_stayed(village_, arm.gone, from);
    const bool founder_lives = !arm.gone[static_cast<std::size_t>(event.person)];
    divide(arm.twin[from], arm.twin[to], stayed.without);
    if (founder_lives) divide(arm.purse[from], arm.purse[to], stayed.with_illness);
    arm.standing[to] = arm.standing[from];
    arm.history[to] = arm.history[from];
    arm.poor_by_illness[to] = arm.poor_by_illness[from];
    if (!worlds_.attribution) return;
    divide(arm.free[from], arm.free[to], stayed.without);
    arm.free_standing[to] = arm.free_standing[from];
    for (std::size_t c = 0; c < coalitions; ++c) {
        const bool with_illness = acts(c, Channel::earnings);
        if (with_illness && !founder_lives) continue;
        divide(arm.channel[c][from], arm.channel[c][to], with_illness ? stayed.with_illness : stayed.without);
    }
}

void VillageLife::follow_split(FrozenArm& arm, const SkeletonEvent& event) const
{
    const auto from = static_cast<std::size_t>(event.from);
    const auto to = static_cast<std::size_t>(village_.person.household[static_cast<std::size_t>(event.person)]);
    const std::vector<std::uint8_t>& gone = arms_[0].gone;
    const Stayed stayed = count_stayed(village_, gone, from);
    divide(arm.twin[from], arm.twin[to], stayed.without);
    if (!gone[static_cast<std::size_t>(event.person)]) divide(arm.purse[from], arm.purse[to], stayed.with_illness);
    arm.gross[to] = arm.gross[from];
    arm.history[to] = arm.history[from];
}

// Births, brides and new households as in the skeleton; who descends from or marries someone
// illness has taken does not come.
void VillageLife::follow_skeleton(Arm& arm) const
{
    const std::size_t persons = village_.person.size();
    const std::size_t households = village_.household.size();
    arm.conditions.resize(persons, 0);
    arm.known.resize(persons, 0);
    arm.advanced.resize(persons, 0);
    arm.controlled.resize(persons, all_conditions);
    arm.silent.resize(persons, 0);
    arm.gone.resize(persons, 0);
    arm.disabled.resize(persons, 0);
    arm.purse.resize(households);
    arm.twin.resize(households);
    arm.standing.resize(households);
    arm.history.resize(households);
    arm.poor_by_illness.resize(households, 0);
    if (worlds_.attribution) {
        for (std::size_t c = 0; c < coalitions; ++c) arm.channel[c].resize(households);
        arm.free.resize(households);
        arm.free_standing.resize(households);
    }
    keep_ledgers(*arm.plan, arm.person_words, arm.household_words);
    for (const SkeletonEvent& event : village_.events) {
        if (event.kind == SkeletonEvent::Kind::split) continue;
        const auto who = static_cast<std::size_t>(event.person);
        arm.conditions[who] = village_.conditions[who];
        arm.known[who] = village_.known[who];
        arm.advanced[who] = village_.advanced[who];
        if (arm.gone[static_cast<std::size_t>(event.because)]) arm.gone[who] = 1;
    }
    for (const SkeletonEvent& event : village_.events)
        if (event.kind == SkeletonEvent::Kind::split) follow_split(arm, event);
}

void VillageLife::follow_skeleton(FrozenArm& arm) const
{
    arm.purse.resize(village_.household.size());
    arm.twin.resize(village_.household.size());
    arm.history.resize(village_.household.size());
    arm.gross.resize(village_.household.size());
    keep_ledgers(*arm.plan, arm.person_words, arm.household_words);
    for (const SkeletonEvent& event : village_.events)
        if (event.kind == SkeletonEvent::Kind::split) follow_split(arm, event);
}

// Births, and deaths of background causes, of those illness has not taken.
void VillageLife::count_vital_events(const Arm& arm, const FrozenArm* frozen, int year, VillageCells& cells) const
{
    const auto count = [&](PersonIndex who, PersonSum what) {
        const auto i = static_cast<std::size_t>(who);
        if (arm.gone[i]) return;
        const auto h = static_cast<std::size_t>(village_.person.household[i]);
        const Standing& home = arm.standing[h];
        const Money gross = frozen ? frozen->gross[h] : home.last_gross;
        const int age = std::clamp(year - village_.person.birth_year[i], 0, oldest);
        cells.person[static_cast<std::size_t>(age_group(age))][village_.person.sex[i]]
                    [static_cast<std::size_t>(registry_group(home.held))][what] += 1;
        cells.person_quintile[static_cast<std::size_t>(quintile_of(in_yuan(gross), world_->in(year)))][what] += 1;
    };
    for (const PersonIndex who : village_.died) count(who, PersonSum::deaths);
    for (const SkeletonEvent& event : village_.events)
        if (event.kind == SkeletonEvent::Kind::birth) count(event.person, PersonSum::births);
}

void VillageLife::live_arm(std::size_t a, int year, const Luck& luck, const Exposure& exposure,
                           const YearTargets& targets)
{
    const bool counted = !targets.tallies.empty();
    const auto funds = [&](std::size_t i) { return targets.funds.empty() ? FundScene{} : targets.funds[i]; };
    const auto count = [&](std::size_t i) { return counted ? Count{targets.tallies[i], &cells_[i]} : Count{}; };
    std::vector<FrozenScene> frozen;
    for (std::size_t f = 0; a == 0 && counted && f < frozen_.size(); ++f)
        frozen.push_back({&frozen_[f], count(arms_.size() + f), funds(arms_.size() + f)});
    HouseholdYear household({*world_, village_, illness_, exposure, luck, year, worlds_.twin, worlds_.attribution,
                             arms_[a], count(a), &first_net_, a == 0, funds(a), frozen,
                             targets.story && targets.story->scenario == a ? targets.story : nullptr,
                             targets.served.empty() || targets.served[a].empty() ? nullptr
                                 : &targets.served[a][static_cast<std::size_t>(village_.county)]});
    const auto households = static_cast<HouseholdIndex>(village_.household.size());
    for (HouseholdIndex h = 0; h < households; ++h) household.live(h);
}

void VillageLife::live(int year, const Luck& luck, const Exposure& exposure, const YearTargets& targets)
{
    live_demography(village_, *world_, luck, year);
    draw_household_luck(village_, world_->parameters, luck, year);
    draw_illness(illness_, village_, *world_, luck, year, exposure);
    first_net_.assign(village_.household.size(), not_living);
    cells_.assign(arms_.size() + frozen_.size(), {});
    for (Arm& arm : arms_) follow_skeleton(arm);
    for (FrozenArm& arm : frozen_) follow_skeleton(arm);
    for (std::size_t a = 0; a < arms_.size(); ++a) live_arm(a, year, luck, exposure, targets);
    for (std::size_t i = 0; i < cells_.size(); ++i)
        count_vital_events(i < arms_.size() ? arms_[i] : arms_[0], i < arms_.size() ? nullptr : &frozen_[i - arms_.size()], year, cells_[i]);
    for (std::size_t i = 0; i < cells_.size(); ++i) targets.tallies[i]->add(cells_[i], village_.county);
}

} // namespace hearth
