#include "sim/village/village.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

std::uint64_t ids::descend(std::uint64_t parent, std::uint64_t digit)
{
    for (int shift = 16; shift >= 0; shift -= 4)
        if ((parent >> shift & 0xF) == 0) return parent | digit << shift;
    return 0;
}

PersonIndex Village::add_person(std::uint64_t id, int birth_year, int sex, HouseholdIndex where, const Words& lasting)
{
    const auto index = static_cast<PersonIndex>(person.size());
    person.id.push_back(id);
    person.birth_year.push_back(static_cast<std::int16_t>(birth_year));
    person.sex.push_back(static_cast<std::uint8_t>(sex));
    person.ever_married.push_back(0);
    person.children.push_back(0);
    person.present.push_back(1);
    person.work_luck.push_back(below_one(unit(lasting[0])));
    person.frailty.push_back(static_cast<float>(normal(lasting[1])));
    person.household.push_back(where);
    PersonIndex& first = household.first[static_cast<std::size_t>(where)];
    person.next.push_back(first);
    first = index;
    conditions.push_back(0);
    known.push_back(0);
    advanced.push_back(0);
    years_ill.push_back(0);
    return index;
}

HouseholdIndex Village::add_household(std::uint64_t id, double registry_luck, double income_rank,
                                      const Words& lasting)
{
    household.id.push_back(id);
    household.first.push_back(nobody);
    household.registry_luck.push_back(static_cast<float>(registry_luck));
    household.income_rank.push_back(static_cast<float>(income_rank));
    household.contract_luck.push_back(below_one(unit(lasting[0])));
    household.literacy_luck.push_back(below_one(unit(lasting[1])));
    household.income_luck.push_back(0.0f);
    household.enrolment_luck.push_back(0.0f);
    household.registry_error.push_back(0.0f);
    return static_cast<HouseholdIndex>(household.size() - 1);
}

void Village::move_person(PersonIndex who, HouseholdIndex to)
{
    const auto i = static_cast<std::size_t>(who);
    PersonIndex* link = &household.first[static_cast<std::size_t>(person.household[i])];
    while (*link != who) link = &person.next[static_cast<std::size_t>(*link)];
    *link = person.next[i];
    PersonIndex& first = household.first[static_cast<std::size_t>(to)];
    person.next[i] = first;
    first = who;
    person.household[i] = to;
}

std::uint64_t draw_endemic(const World& world, const Luck& luck, std::uint32_t village)
{
    std::uint64_t endemic = 0;
    for (std::size_t d = 0; d < world.diseases.size(); ++d) {
        const double share = world.diseases[d].village_share;
        if (share >= 1.0) continue;
        const Words w = luck.words(village, 0, Purpose::village_endemic, static_cast<std::uint32_t>(d));
        if (unit(w[0]) < share) endemic |= std::uint64_t{1} << d;
    }
    return endemic;
}

int risk_class(const World& world, double frailty, double income_rank)
{
    const Parameters& p = world.parameters;
    const double sd = std::sqrt(p.frailty_sd * p.frailty_sd + p.poverty_exposure * p.poverty_exposure);
    if (sd <= 0.0) return risk_classes / 2;
    const double rank = p.income_permanent_sd > 0.0 ? income_rank / p.income_permanent_sd : 0.0;
    const double z = (p.frailty_sd * frailty - p.poverty_exposure * rank) / sd;
    int k = 0;
    for (const double bound : world.risk_bounds) k += z > bound;
    return k;
}

Conditions draw_conditions(const World& world, const Luck& luck, const Village& village, std::uint64_t id, int age,
                           int sex, double risk)
{
    Conditions drawn;
    const auto band = static_cast<std::size_t>(age_band(std::clamp(age, 0, oldest)));
    for (std::size_t b = 0; b < world.chronic.size(); b += 2) {
        const Words u = luck.words(id, 0, Purpose::member_illness, static_cast<std::uint32_t>(b));
        for (std::size_t k = 0; k < 2 && b + k < world.chronic.size(); ++k) {
            const auto disease = static_cast<std::size_t>(world.chronic[b + k]);
            const Disease& d = world.diseases[disease];
            const double prevalence = d.prevalence_at_risk[band][static_cast<std::size_t>(sex)] * risk;
            if (unit(u[2 * k]) >= prevalence || !village.has(world, disease)) continue;
            const std::uint64_t bit = std::uint64_t{1} << (b + k);
            drawn.present |= bit;
            if (unit(u[2 * k + 1]) < d.diagnosed[band]) drawn.known |= bit;
            // The word's low bits have not been looked at: luck of the stage.
            if (unit(u[2 * k + 1] << 12) < world.parameters.advanced_share) drawn.advanced |= bit;
        }
    }
    return drawn;
}

namespace {

// Brides are this many years younger than grooms. Source: assumption (2010 census mean gap near 2).
constexpr int age_gap = 2;
constexpr int youngest_bride = 18;

struct Year {
    Village& village;
    const World& world;
    const Luck& luck;
    int year;

    Words lasting(std::uint64_t id) const { return luck.words(id, 0, Purpose::member_work); }

    void bear_child(std::size_t mother, std::uint32_t sex_word)
    {
        Persons& p = village.person;
        if (p.children[mother] >= 14) return;
        const std::uint64_t digit = p.children[mother] + 1u;
        const std::uint64_t id = ids::descend(p.id[mother], digit);
        if (id == 0) return;
        ++p.children[mother];
        const double boys = world.in(year).sex_ratio_at_birth;
        const int sex = unit(sex_word) < boys / (1.0 + boys) ? 0 : 1;
        const PersonIndex child = village.add_person(id, year, sex, p.household[mother], lasting(id));
        village.events.push_back({SkeletonEvent::Kind::birth, child,
                                  static_cast<PersonIndex>(mother), nobody});
    }

    bool lives_alone(PersonIndex who, HouseholdIndex home) const
    {
        const Persons& p = village.person;
        for (PersonIndex i = village.household.first[static_cast<std::size_t>(home)]; i != nobody;
             i = p.next[static_cast<std::size_t>(i)])
            if (i != who && p.present[static_cast<std::size_t>(i)]) return false;
        return true;
    }

    void marry(std::size_t groom, std::uint32_t split_word)
    {
        Persons& p = village.person;
        const std::uint64_t bride_id = ids::descend(p.id[groom], 15);
        p.ever_married[groom] = 1;
        if (bride_id == 0) return;
        const HouseholdIndex home = p.household[groom];
        HouseholdIndex to = home;
        const auto who = static_cast<PersonIndex>(groom);
        const bool alone = lives_alone(who, home);
        if (!alone && unit(split_word) < world.parameters.split_probability) {
            const auto from = static_cast<std::size_t>(home);
            to = village.add_household(p.id[groom], village.household.registry_luck[from],
                                       village.household.income_rank[from],
                                       luck.words(p.id[groom], 0, Purpose::household_lasting));
            village.move_person(who, to);
            village.events.push_back({SkeletonEvent::Kind::split, who, nobody, home});
        }
        const int birth_year = std::min(p.birth_year[groom] + age_gap, year - youngest_bride);
        const PersonIndex bride = village.add_person(bride_id, birth_year, 1, to, lasting(bride_id));
        const auto b = static_cast<std::size_t>(bride);
        p.ever_married[b] = 1;
        const int risk = risk_class(world, static_cast<double>(p.frailty[b]), static_cast<double>(village.household.income_rank[static_cast<std::size_t>(to)]));
        const Conditions brought = draw_conditions(world, luck, village, bride_id, year - birth_year, 1,
                                                   world.risk_ratio[static_cast<std::size_t>(risk)]);
        village.conditions[b] = brought.present;
        village.known[b] = brought.known;
        village.advanced[b] = brought.advanced;
        village.events.push_back({SkeletonEvent::Kind::bride, bride, who, nobody});
    }

    bool dies(std::size_t i, std::size_t age, std::uint32_t word)
    {
        Persons& p = village.person;
        const double risk = world.background_death[p.sex[i]][age] * world.in(year).mortality_index;
        if (unit(word) >= risk) return false;
        p.present[i] = 0;
        village.died.push_back(static_cast<PersonIndex>(i));
        return true;
    }

    // A child of this year may die in it.
    void live_newborn(std::size_t i)
    {
        dies(i, 0, luck.words(village.person.id[i], year, Purpose::demography)[0]);
    }

    void live(std::size_t i)
    {
        Persons& p = village.person;
        const auto a = static_cast<std::size_t>(std::clamp(year - p.birth_year[i], 0, oldest));
        const std::size_t sex = p.sex[i];
        const Words w = luck.words(p.id[i], year, Purpose::demography);
        const YearValues& values = world.in(year);
        if (dies(i, a, w[0])) return;
        if (p.ever_married[i]) {
            if (sex == 1 && unit(w[1]) < world.birth_rate_married[a] * values.fertility_index)
                bear_child(i, w[2]);
        } else if (unit(w[1]) < world.marriage[sex][a]) {
            // A daughter who marries leaves the village; a son brings a wife into it.
            if (sex == 1) p.present[i] = 0;
            else marry(i, w[2]);
        }
    }
};

} // namespace

void draw_household_luck(Village& village, const Parameters& parameters, const Luck& luck, int year)
{
    Households& h = village.household;
    const double keep = parameters.income_persistence;
    const double move = parameters.income_permanent_sd * std::sqrt(1.0 - keep * keep);
    for (std::size_t i = 0; i < h.size(); ++i) {
        const Words w = luck.words(h.id[i], year, Purpose::household_year);
        h.income_rank[i] = static_cast<float>(keep * h.income_rank[i] + move * normal(w[0]));
        h.income_luck[i] = static_cast<float>(parameters.income_transitory_sd * normal(w[1]));
        h.enrolment_luck[i] = below_one(unit(w[2]));
        h.registry_error[i] = below_one(unit(w[3]));
    }
}

void live_demography(Village& village, const World& world, const Luck& luck, int year)
{
    village.events.clear();
    village.died.clear();
    const std::size_t before = village.person.size();
    Year step{village, world, luck, year};
    for (std::size_t i = 0; i < before; ++i)
        if (village.person.present[i]) step.live(i);
    for (std::size_t i = before; i < village.person.size(); ++i)
        if (village.person.birth_year[i] == year) step.live_newborn(i);
}

} // namespace hearth
