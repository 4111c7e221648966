// Poverty because of illness: worlds of the same luck, channels, and reforms with care frozen.
#include <cstring>
#include <set>

#include <rapidcheck/catch.h>

#include "sim/tally/shapley.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {
RunSettings with_attribution(int years)
{
    RunSettings s;
    s.years = years;
    s.seed = 17;
    s.worlds.attribution = true;
    return s;
}
} // namespace

TEST_CASE("Shapley shares are those of the textbook games and sum to the whole exactly")
{
    // Glove game: player 0 has a left glove, 1 and 2 a right one each. Shares 4/6, 1/6, 1/6.
    const std::array<std::int64_t, 8> glove{0, 0, 0, 1, 0, 1, 0, 1};
    std::array<std::int64_t, 3> share{};
    shapley(glove, share);
    CHECK(share == std::array<std::int64_t, 3>{4, 1, 1});
    rc::prop("sum, null player, symmetry", [](std::array<std::int32_t, 16> drawn) {
        std::array<std::int64_t, 16> v{};
        std::copy(drawn.begin(), drawn.end(), v.begin());
        for (std::size_t s = 0; s < 16; ++s)
            if (s >> 3 & 1) v[s] = v[s & 7]; // player 3 adds nothing
        for (std::size_t s = 0; s < 8; ++s)
            if ((s & 3) == 2) { // players 0 and 1 are alike
                v[s] = v[(s & 4) | 1];
                v[s | 8] = v[s];
            }
        std::array<std::int64_t, 4> parts{};
        shapley(v, parts);
        RC_ASSERT(parts[0] + parts[1] + parts[2] + parts[3] == 24 * (v[15] - v[0]));
        RC_ASSERT(parts[3] == 0);
        RC_ASSERT(parts[0] == parts[1]);
    });
}

TEST_CASE("channels sum to the whole exactly, in households, persons and money")
{
    const SmallRun run = live(build_world(small_tables(), 8), {"baseline", "without_guarantee"}, with_attribution(8));
    for (int s = 0; s < 2; ++s)
        for (int y = 0; y < 8; ++y) {
            const Tally& t = run.result.at(0, s, y);
            ChannelSums sum;
            for (const ChannelSums& c : t.channel) {
                sum.households += c.households;
                sum.persons += c.persons;
                sum.welfare += c.welfare;
            }
            CHECK(sum.households == 6 * total(t, HouseholdSum::twin_households));
            CHECK(sum.persons == 6 * total(t, HouseholdSum::twin_persons));
            CHECK(sum.welfare == 6 * total(t, HouseholdSum::twin_loss));
            CHECK(sum.households > 0);
            CHECK(t.channel[0].households > t.channel[1].households); // bills weigh more than travel
        }
}

TEST_CASE("a channel that costs nothing has no part in anything")
{
    World world = build_world(small_tables(), 5);
    for (Tier& t : world.tier) t.transport_cost = t.living_cost_per_day = 0.0;
    world.parameters.recovery_drug_share = world.parameters.self_treatment_share = 0.0;
    const SmallRun run = live(std::move(world), {"baseline"}, with_attribution(5));
    for (int y = 0; y < 5; ++y) {
        CHECK(run.result.at(0, 0, y).channel[1].households == 0);
        CHECK(run.result.at(0, 0, y).channel[1].welfare == 0);
    }
}

TEST_CASE("without illness every world is the same world and nobody is poor because of it")
{
    World world = build_world(small_tables(), 6);
    world.parameters.illness_scale = 0.0;
    const SmallRun run = live(std::move(world), {"baseline"}, with_attribution(6));
    for (int y = 0; y < 6; ++y) {
        const Tally& t = run.result.at(0, 0, y);
        for (const HouseholdSum sum : {HouseholdSum::twin_households, HouseholdSum::free_households, HouseholdSum::label_households,
                                       HouseholdSum::accounting_households, HouseholdSum::twin_loss})
            CHECK(total(t, sum) == 0);
        for (const ChannelSums& c : t.channel) {
            CHECK(c.households == 0);
            CHECK(c.welfare == 0);
        }
    }
}

TEST_CASE("a household nobody of which is ever ill lives the same life in every world")
{
    World world = build_world(small_tables(), 8);
    world.parameters.illness_scale = 1e-9; // nobody falls ill anew, but chronic disease is there
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    const Plan plan{std::move(policy), std::move(prices)};
    const std::vector<const Plan*> plans{&plan};
    VillageLife life(world, plans, maker(world, 4)(1), {true, true, true});
    life.burn_in({4, Stream::population, 0});
    for (int y = 0; y < 8; ++y) {
        Tally tally;
        std::vector<Tally*> tallies{&tally};
        life.live(world.base_year + y, {4, Stream::household, 0}, {1e-9, 1e-9}, {tallies});
    }
    const Village& v = life.village();
    const Arm& arm = life.arm(0);
    // Families, so that who founds a household of his own takes the past with him.
    const auto family = [](std::uint64_t id) { return id >> 24; };
    std::set<std::uint64_t> ever_ill;
    for (std::size_t i = 0; i < v.person.size(); ++i)
        if (arm.conditions[i] != 0 || v.conditions[i] != 0) ever_ill.insert(family(v.person.id[i]));
    int healthy = 0;
    int differ = 0;
    for (std::size_t h = 0; h < v.household.size(); ++h) {
        const bool same = arm.purse[h] == arm.twin[h] && arm.free[h] == arm.twin[h]
            && std::all_of(arm.channel.begin(), arm.channel.end(), [&](const auto& c) { return c[h] == arm.twin[h]; });
        if (!ever_ill.contains(family(v.household.id[h]))) {
            ++healthy;
            CHECK(same);
        } else differ += !same;
    }
    CHECK(healthy > 20);
    CHECK(differ > 100);
}

TEST_CASE("where care does not answer to terms a reform's effect is all mechanical")
{
    World world = build_world(small_tables(), 5);
    world.parameters.price_response = world.parameters.outpatient_price_response = 0.0;
    world.parameters.further_visits_response = world.parameters.induced_demand = 0.0;
    world.deposit_weight = world.unaffordable_weight = 1.0;
    RunSettings s = with_attribution(5);
    s.worlds.attribution = false;
    const SmallRun run = live(std::move(world), {"baseline", "ceiling_3000"}, s);
    bool moved = false;
    for (int y = 0; y <= 3; ++y) { // 2017 is the first year in which the reform pays; labels follow later
        CHECK(std::memcmp(run.result.frozen(0, 1, y), &run.result.at(0, 1, y), sizeof(Tally)) == 0);
        moved = moved || total(run.result.at(0, 1, y), HouseholdSum::oop) != total(run.result.at(0, 0, y), HouseholdSum::oop);
    }
    CHECK(moved);
}

TEST_CASE("a reform of the premium alone has no behavioural part in poverty through illness beyond who enrols")
{
    World world = build_world(small_tables(), 4);
    world.parameters.enrolment_subsidy_slope = 0.0; // nobody enrols because of help
    const Policy base = build_policy(world, shipped_scenario("baseline"));
    Policy dear = base;
    dear.name = "dear";
    for (YearPolicy& year : dear.years) year.premium = yuan(1'000);
    ExpectedPrices prices(world, base);
    const std::vector<Plan> plans{{base, prices}, {dear, prices}};
    RunSettings s = with_attribution(1);
    s.worlds.attribution = false;
    const RunResult r = hearth::run(world, plans, maker(world, 17), settle_villages(world).villages(), s, {});
    // In the first year care, labels and enrolment are the base's: the frozen arm is the reform itself.
    CHECK(std::memcmp(r.frozen(0, 1, 0), &r.at(0, 1, 0), sizeof(Tally)) == 0);
    CHECK(total(r.at(0, 1, 0), HouseholdSum::twin_households) != total(r.at(0, 0, 0), HouseholdSum::twin_households));
}

TEST_CASE("a scenario dated from 2021 is the baseline to the bit before it")
{
    const SmallRun run = live(build_world(small_tables(), 9), {"baseline", "three_tier_2021"}, with_attribution(9));
    const auto& base = run.plans[0].policy.stack.layer_names;
    const auto& reform = run.plans[1].policy.stack.layer_names;
    for (int y = 0; y < 9; ++y) {
        const Tally& a = run.result.at(0, 0, y);
        const Tally& b = run.result.at(0, 1, y);
        const bool before = run.world.base_year + y < 2021;
        bool same = std::memcmp(a.by_county.data(), b.by_county.data(), sizeof a.by_county) == 0;
        for (std::size_t l = 0; l < base.size(); ++l) {
            const auto at = static_cast<std::size_t>(std::find(reform.begin(), reform.end(), base[l]) - reform.begin());
            same = same && a.layer[l].total() == b.layer[at].total();
        }
        CHECK(same == before);
    }
}

TEST_CASE("with care frozen needs, admissions, bills and deaths are the reference's to the last fen")
{
    const SmallRun run = live(build_world(small_tables(), 8), {"baseline", "without_guarantee"}, with_attribution(8));
    for (int y = 0; y < 8; ++y) {
        const Tally& base = run.result.at(0, 0, y);
        const Tally& frozen = *run.result.frozen(0, 1, y);
        for (const PersonSum sum : {PersonSum::admissions, PersonSum::forgone, PersonSum::inpatient_cost, PersonSum::outpatient_cost,
                                    PersonSum::deaths, PersonSum::births, PersonSum::visits})
            CHECK(total(frozen, sum) == total(base, sum));
        CHECK(total(frozen, HouseholdSum::registered_persons) == total(base, HouseholdSum::registered_persons));
        CHECK(total(frozen, HouseholdSum::unbalanced_households) == 0);
        CHECK(total(frozen, HouseholdSum::oop) >= total(base, HouseholdSum::oop)); // nothing but less guarantee
        if (y >= 4) CHECK(total(frozen, HouseholdSum::oop) > total(base, HouseholdSum::oop));
    }
}
