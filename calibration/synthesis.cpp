// Synthesis of a village, households whole. Roles (child, adult, elder) are drawn so that expected
// shares are the age structure's, whatever the household size; ages follow the age structure within
// a role exactly (a Gaussian copula couples spouses, and children to their parents).
#include <algorithm>
#include <cmath>

#include "calibration/world_builder.hpp"

namespace hearth {

namespace {

constexpr int adult_from = 20;
constexpr int elder_from = 60;

enum Role { child, adult, elder };

constexpr int role_from(Role role) { return role == child ? 0 : role == adult ? adult_from : elder_from; }
constexpr int role_to(Role role)
{
    return role == child ? adult_from - 1 : role == adult ? elder_from - 1 : oldest;
}

double role_share(const World& world, Role role, std::size_t sex)
{
    double sum = 0.0;
    for (int a = role_from(role); a <= role_to(role); ++a)
        sum += world.age_share[sex][static_cast<std::size_t>(a)];
    return sum;
}

int age_in_role(const World& world, Role role, std::size_t sex, double u)
{
    double left = u * role_share(world, role, sex);
    for (int a = role_from(role); a <= role_to(role); ++a) {
        left -= world.age_share[sex][static_cast<std::size_t>(a)];
        if (left < 0.0) return a;
    }
    return role_to(role);
}

struct HouseholdMaker {
    const World& world;
    const Luck& luck;
    Village& village;
    double total[3];
    double male[3];

    HouseholdMaker(const World& w, const Luck& l, Village& v) : world(w), luck(l), village(v)
    {
        for (const Role role : {child, adult, elder}) {
            total[role] = role_share(w, role, 0) + role_share(w, role, 1);
            male[role] = role_share(w, role, 0) / total[role];
        }
    }

    int size(double u) const
    {
        double left = u;
        for (int n = 1; n <= most_household_size; ++n) {
            left -= world.household_size[static_cast<std::size_t>(n)];
            if (left < 0.0) return n;
        }
        return static_cast<int>(world.mean_household_size);
    }

    // The first seat is never a child; the others make up for it.
    Role role(int seat, double u) const
    {
        const double n = world.mean_household_size;
        const double children = seat == 0 ? 0.0 : std::min(0.95, total[child] * n / (n - 1.0));
        if (u < children) return child;
        const double rest = (u - children) / (1.0 - children);
        return rest < total[elder] / (total[adult] + total[elder]) ? elder : adult;
    }

    void make(std::uint64_t number)
    {
        const std::uint64_t id = ids::founder(number, 0); // seat 0 is the household itself
        const Words w = luck.words(id, 0, Purpose::household_shape);
        const double sd = world.parameters.income_permanent_sd;
        const Words lasting = luck.words(id, 0, Purpose::household_lasting);
        const HouseholdIndex home =
            village.add_household(id, normal(w[1]), sd * normal(w[2]), lasting);
        const double household_age = normal(w[3]);
        const int seats = size(unit(w[0]));
        int grown[3] = {0, 0, 0};
        std::size_t first_sex[3] = {0, 0, 0};
        PersonIndex unpaired[3] = {nobody, nobody, nobody};
        for (int seat = 0; seat < seats; ++seat) {
            const std::uint64_t who = ids::founder(number, static_cast<std::uint64_t>(seat) + 1);
            const Words a = luck.words(who, 0, Purpose::member_age);
            const Role r = role(seat, unit(a[0]));
            // Grown-ups of a generation come in couples.
            const bool spouse = r != child && unpaired[r] != nobody;
            const std::size_t sex = spouse ? 1 - first_sex[r] : unit(a[1]) < male[r] ? 0 : 1;
            const double rho = r == child ? world.parameters.child_age_correlation
                : grown[r] < 2            ? world.parameters.couple_age_correlation : 0.0;
            const double z = rho * household_age + std::sqrt(1.0 - rho * rho) * normal(a[2]);
            const int age = age_in_role(world, r, sex, normal_distribution(z));
            const PersonIndex person =
                village.add_person(who, world.base_year - 1 - age, static_cast<int>(sex), home,
                                   luck.words(who, 0, Purpose::member_work));
            give_state(person, age, sex);
            if (r == child) continue;
            ++grown[r];
            if (spouse) {
                // A couple is married or (young) not yet, together.
                village.person.ever_married[static_cast<std::size_t>(person)] =
                    village.person.ever_married[static_cast<std::size_t>(unpaired[r])];
                unpaired[r] = nobody;
            } else {
                unpaired[r] = person;
                first_sex[r] = sex;
            }
        }
    }

    // Marital state (a spouse takes the first's) and chronic disease at the start of the base year.
    void give_state(PersonIndex person, int age, std::size_t sex)
    {
        const auto i = static_cast<std::size_t>(person);
        const Words w = luck.words(village.person.id[i], 0, Purpose::member_state);
        const double single = world.never_married[sex][static_cast<std::size_t>(age)];
        village.person.ever_married[i] = age >= 15 && unit(w[0]) >= single;
        const int span = std::min(age, world.burn_in + 1);
        village.years_ill[i] = static_cast<std::int8_t>(1 + unit(w[1]) * span);
        const auto home = static_cast<std::size_t>(village.person.household[i]);
        const int risk = risk_class(world, static_cast<double>(village.person.frailty[i]),
                                    static_cast<double>(village.household.income_rank[home]));
        const Conditions drawn = draw_conditions(world, luck, village, village.person.id[i], age, static_cast<int>(sex),
                                                 world.risk_ratio[static_cast<std::size_t>(risk)]);
        village.conditions[i] = drawn.present;
        village.known[i] = drawn.known;
        village.advanced[i] = drawn.advanced;
    }
};

} // namespace

Settlements settle_villages(const World& world)
{
    Settlements where;
    for (std::size_t c = 0; c < world.counties.size(); ++c) {
        const County& county = world.counties[c];
        const auto households =
            static_cast<int>(county.persons / world.mean_household_size + 0.5);
        for (int v = 0; v < county.villages; ++v) {
            where.county.push_back(static_cast<int>(c));
            where.households.push_back(households / county.villages
                                       + (v < households % county.villages ? 1 : 0));
        }
    }
    return where;
}

Village synthesize(const World& world, const Settlements& where, std::uint32_t number,
                   const Luck& population, double sampled_share)
{
    Village village;
    village.number = number;
    village.county = where.county[number];
    const ByTier& mean = world.counties[static_cast<std::size_t>(village.county)].minutes;
    const Words w = population.words(number, 0, Purpose::village_distance);
    const double sd = world.parameters.village_distance_sd;
    for (std::size_t t = 0; t < tiers; ++t) {
        // One draw for the way to the township, one for all ways beyond it.
        const double z = t < 2 ? normal(w[0]) : normal(w[1]);
        const double spread = t < 2 ? sd : sd * mean[2] / std::max(mean[t], 1.0);
        village.minutes[t] = mean[t] * exponential(spread * z - 0.5 * spread * spread);
    }
    village.endemic = draw_endemic(world, population, number);
    HouseholdMaker make(world, population, village);
    constexpr std::uint64_t most_households = 4096; // a village's share of the household numbers
    for (int h = 0; h < where.households[number]; ++h) {
        const std::uint64_t household = number * most_households + static_cast<std::uint64_t>(h);
        const Words rank = population.words(household, 0, Purpose::sample_rank);
        if (unit(rank[0]) < sampled_share) make.make(household);
    }
    return village;
}

} // namespace hearth
