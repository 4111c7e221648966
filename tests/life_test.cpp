#include <cstring>

#include <rapidcheck/catch.h>

#include "output/results.hpp"
#include "sim/life/care.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {
World small_world(int years) { return build_world(small_tables(), years); }
RunSettings settings_for(int years, int draws = 1)
{
    RunSettings s;
    s.years = years;
    s.draws = draws;
    s.seed = 11;
    return s;
}
} // namespace

TEST_CASE("one more household changes nobody else's luck, life or purse")
{
    const World world = small_world(6);
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    const Plan plan{std::move(policy), std::move(prices)};
    const std::vector<const Plan*> plans{&plan};
    const Luck population(5, Stream::population, 0);
    const Luck luck(5, Stream::household, 0);
    Settlements more = settle_villages(world);
    const Settlements fewer = more;
    more.households[0] += 1;
    const auto grown = [&](const Settlements& where) {
        VillageLife life(world, plans, synthesize(world, where, 0, population, 1.0), {true, true, true});
        life.burn_in(population);
        for (int y = 0; y < 6; ++y) {
            Tally tally;
            std::vector<Tally*> tallies{&tally};
            life.live(world.base_year + y, luck, {}, {tallies});
        }
        return life;
    };
    const VillageLife a = grown(fewer);
    const VillageLife b = grown(more);
    REQUIRE(b.village().household.size() > a.village().household.size());
    std::size_t compared = 0;
    for (std::size_t i = 0; i < a.village().household.size(); ++i)
        for (std::size_t j = 0; j < b.village().household.size(); ++j) {
            if (a.village().household.id[i] != b.village().household.id[j]) continue;
            ++compared;
            CHECK(a.arm(0).purse[i] == b.arm(0).purse[j]);
            CHECK(a.arm(0).twin[i] == b.arm(0).twin[j]);
            CHECK(a.arm(0).standing[i] == b.arm(0).standing[j]);
            CHECK(a.arm(0).free[i] == b.arm(0).free[j]);
            for (std::size_t c = 0; c < coalitions; ++c) CHECK(a.arm(0).channel[c][i] == b.arm(0).channel[c][j]);
        }
    CHECK(compared == a.village().household.size());
}

TEST_CASE("ids are unique, below 2^53, and name a person's line")
{
    const World world = small_world(10);
    const Settlements where = settle_villages(world);
    const Luck population(3, Stream::population, 0);
    const Luck luck(3, Stream::household, 1);
    Village v = synthesize(world, where, where.villages() - 1, population, 1.0);
    for (int y = 0; y < 10; ++y) live_demography(v, world, luck, world.base_year + y);
    std::vector<std::uint64_t> all = v.person.id;
    std::sort(all.begin(), all.end());
    CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
    CHECK(all.back() < 1ull << 53);
    CHECK(ids::descend(ids::founder(1, 1), 3) == (ids::founder(1, 1) | 3ull << 16));
    CHECK(ids::descend(ids::founder(1, 1) | 0x33333, 1) == 0); // the line is full
}

TEST_CASE("with illness switched off nobody is poor because of it, and nobody pays, is admitted or loses work")
{
    World world = small_world(10);
    world.parameters.illness_scale = 0.0;
    const SmallRun run = live(std::move(world), {"baseline", "without_guarantee"}, settings_for(10));
    for (int s = 0; s < 2; ++s)
        for (int y = 0; y < 10; ++y) {
            const Tally& t = run.result.at(0, s, y);
            CHECK(total(t, HouseholdSum::accounting_persons) == 0);
            CHECK(total(t, HouseholdSum::twin_persons) == 0);
            CHECK(total(t, HouseholdSum::oop) == 0);
            CHECK(total(t, HouseholdSum::lost_earnings) == 0);
            CHECK(total(t, PersonSum::admissions) == 0);
        }
}

TEST_CASE("books balance to the fen in every household and year, and payers pay what patients do not")
{
    const SmallRun run = live(small_world(10), {"baseline", "guarantee_for_monitored"}, settings_for(10, 2));
    for (int draw = 0; draw < 2; ++draw)
        for (int s = 0; s < 2; ++s)
            for (int y = 0; y < 10; ++y) {
                const Tally& t = run.result.at(draw, s, y);
                CHECK(total(t, HouseholdSum::unbalanced_households) == 0);
                std::int64_t layers = 0;
                std::int64_t shared = 0;
                std::int64_t to_share = 0;
                for (std::size_t l = 0; l < law::most_layers; ++l) layers += t.layer[l].total();
                for (std::size_t f = 0; f < law::most_funds; ++f) { // a fund's layers are shared out or none is
                    std::int64_t by_level = 0;
                    for (const std::int64_t part : t.fund_level[f]) by_level += part;
                    shared += by_level;
                    if (by_level > 0) to_share += t.fund_paid(f);
                }
                CHECK(layers == total(t, PersonSum::inpatient_paid) + total(t, PersonSum::outpatient_paid));
                CHECK(shared == to_share);
                const std::int64_t bills = total(t, PersonSum::inpatient_cost) + total(t, PersonSum::outpatient_cost);
                CHECK(bills == layers + total(t, HouseholdSum::oop));
                CHECK(total(t, HouseholdSum::persons) == total(t, PersonSum::persons));
                CHECK(t.premiums == total(t, HouseholdSum::premiums));
            }
}

TEST_CASE("a scenario that changes nothing differs by exactly nothing in behaviour and with care frozen")
{
    World world = small_world(10);
    SmallRun run{std::move(world), {}, {}};
    for (int copy = 0; copy < 2; ++copy) {
        Policy policy = build_policy(run.world, shipped_scenario("baseline"));
        ExpectedPrices prices(run.world, policy);
        run.plans.push_back({std::move(policy), std::move(prices)});
    }
    RunSettings s = settings_for(10);
    s.worlds.attribution = true;
    run.result = hearth::run(run.world, run.plans, maker(run.world, 11), settle_villages(run.world).villages(), s, {});
    for (int y = 0; y < 10; ++y) {
        CHECK(std::memcmp(&run.result.at(0, 0, y), &run.result.at(0, 1, y), sizeof(Tally)) == 0);
        Tally frozen = *run.result.frozen(0, 1, y);
        frozen.channel = run.result.at(0, 0, y).channel; // not lived with care frozen
        CHECK(std::memcmp(&run.result.at(0, 0, y), &frozen, sizeof(Tally)) == 0);
    }
}

TEST_CASE("threads, order of loops and repetition give the same bits")
{
    const auto run = [](int threads, LoopOrder order) {
        RunSettings s = settings_for(5, 2);
        s.worlds.attribution = true;
        s.threads = threads;
        s.order = order;
        return bytes(live(small_world(5), {"baseline", "ceiling_3000"}, s).result);
    };
    const std::string straight = run(1, LoopOrder::village_outer);
    CHECK(straight == run(1, LoopOrder::village_outer));
    for (const int threads : {2, 3, 7}) {
        CHECK(straight == run(threads, LoopOrder::village_outer));
        CHECK(straight == run(threads, LoopOrder::year_outer));
    }
}

TEST_CASE("another seed or draw is another luck, and a sample is nested in a larger one")
{
    const SmallRun run = live(small_world(3), {"baseline"}, settings_for(3, 2));
    CHECK(std::memcmp(&run.result.at(0, 0, 2), &run.result.at(1, 0, 2), sizeof(Tally)) != 0);
    const World world = small_world(1);
    const auto ids_at = [&](double keep) { return maker(world, 9, keep)(0).household.id; };
    const auto small = ids_at(0.2);
    const auto large = ids_at(0.6);
    CHECK(small.size() < large.size());
    for (const std::uint64_t id : small) CHECK(std::find(large.begin(), large.end(), id) != large.end());
}

TEST_CASE("a lower cap of the guarantee leaves nobody's yearly own payment higher when care is the same")
{
    World world = small_world(6);
    world.parameters.price_response = 0.0; // care does not answer to price: the mechanical effect
    world.parameters.outpatient_price_response = 0.0;
    world.deposit_weight = world.unaffordable_weight = 1.0;
    const SmallRun run = live(std::move(world), {"baseline", "ceiling_3000"}, settings_for(6));
    for (int y = 0; y < 6; ++y) {
        const Tally& base = run.result.at(0, 0, y);
        const Tally& reform = run.result.at(0, 1, y);
        CHECK(total(reform, PersonSum::admissions) == total(base, PersonSum::admissions));
        CHECK(total(reform, HouseholdSum::oop) <= total(base, HouseholdSum::oop));
        if (y < 3) CHECK(total(reform, HouseholdSum::oop) == total(base, HouseholdSum::oop));
    }
}

TEST_CASE("expected prices are the mean of the settlement, not the settlement of the mean bill")
{
    const World world = small_world(4);
    const Policy policy = build_policy(world, shipped_scenario("baseline"));
    const ExpectedPrices prices(world, policy);
    const int year = 2017;
    const LabelSet eligible = bit(Label::guarantee_eligible);
    double worst = 0.0;
    const auto shapes = bill_shapes(world.parameters.bill_sd_inpatient, 1'001);
    std::array<std::pair<std::size_t, double>, 2> take_up;
    for (std::size_t l = 0; l < policy.stack.layer_names.size(); ++l) {
        if (policy.stack.layer_names[l] == "assistance") take_up[0] = {l, 0.8};
        if (policy.stack.layer_names[l] == "guarantee") take_up[1] = {l, 0.89};
    }
    for (std::size_t d = 0; d < world.diseases.size(); ++d)
        for (std::size_t t = hospital_from; t < tiers; ++t) {
            if (world.diseases[d].share[t] <= 0.0) continue;
            law::Claim c;
            c.date = to_date({year, 7, 1});
            c.tier = static_cast<std::uint8_t>(t);
            const auto& route = policy.routes.find(policy.stack, policy.stack.segment_on(c.date),
                                                   {policy.kind[eligible], 0, true, law::Setting::inpatient, c.tier, Referred::no, policy.disease[d]});
            // Over who takes up assistance, and who the guarantee: four ways.
            double truth = 0.0;
            for (const std::uint32_t ways : {0u, 1u, 2u, 3u}) {
                double probability = 1.0;
                c.refused = 0;
                for (const int layer : {0, 1}) {
                    const bool refuses = ways >> layer & 1;
                    probability *= refuses ? 1.0 - take_up[layer].second : take_up[layer].second;
                    if (refuses) c.refused |= 1u << take_up[layer].first;
                }
                truth += probability * expected_own_payment(policy.stack, route, c, world.diseases[d].mean_cost[t] * world.price(static_cast<int>(t), year),
                                                            shapes, world.tier[t].compliant_share, {});
            }
            const double table = prices.inpatient(year, 0, eligible, true, static_cast<int>(d), static_cast<int>(t), 0);
            worst = std::max(worst, std::abs(table / truth - 1.0));
        }
    INFO("largest relative error of the twenty-one-point tables: " << worst);
    CHECK(worst < 0.08);
}

TEST_CASE("travel time keeps people from care that travels, and dear care from the poor")
{
    const World world = small_world(4);
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    const Plan plan{std::move(policy), std::move(prices)};
    const auto city_share = [&](double minutes, double income) {
        ByTier far = world.reference_minutes;
        far[3] = far[4] = minutes;
        const ByTier time = time_weights(world, far);
        Situation s;
        s.enrolled = true;
        s.year = 2015;
        s.means = means_of(world, 2015, income);
        s.liquid = 1e9;
        s.time = &time;
        int city = 0;
        int seen = 0;
        for (int i = 0; i < 4'000; ++i) {
            Episode e{};
            e.disease = 3;
            e.seek = static_cast<float>((i + 0.5) / 4'000);
            e.tier = static_cast<float>(((i * 7'919) % 4'000 + 0.5) / 4'000);
            const Choice c = choose_hospital(world, plan, s, e, 0.0);
            seen += c.seek;
            city += c.seek && c.tier >= 3;
        }
        return std::pair{city, seen};
    };
    CHECK(city_share(240, 8'000).first < city_share(60, 8'000).first);
    CHECK(city_share(60, 1'500).second < city_share(60, 20'000).second);
}

TEST_CASE("the synthesised population matches the margins it is given")
{
    const World world = small_world(1);
    double persons = 0;
    double under15 = 0;
    double households = 0;
    const Settlements where = settle_villages(world);
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        for (std::uint32_t v = 0; v < where.villages(); ++v) {
            const Village village = maker(world, seed)(v);
            households += static_cast<double>(village.household.size());
            for (const std::int16_t born : village.person.birth_year) {
                persons += 1;
                under15 += world.base_year - 1 - born < 15;
            }
        }
    double given = 0;
    for (const auto& share : world.age_share)
        for (std::size_t a = 0; a < 15; ++a) given += share[a];
    // 145,000 persons; 4 standard errors with a design effect of 1.5.
    CHECK(std::abs(under15 / persons - given) < 4 * std::sqrt(1.5 * given * (1 - given) / persons));
    CHECK(std::abs(persons / households - world.mean_household_size) < 4 * 1.6 / std::sqrt(households));
}

TEST_CASE("the Gini index from bins is that of the sorted list")
{
    Tally t;
    std::vector<double> incomes;
    const Luck luck(2, Stream::parameter, 0);
    for (std::uint32_t i = 0; i < 20'000; ++i)
        incomes.push_back(std::floor(exponential(8.5 + 0.6 * normal(luck.words(i, 0, Purpose::key)[0])) * 100) / 100);
    for (const double y : incomes) {
        t.bin_persons[static_cast<std::size_t>(income_bin(y))] += 1;
        t.bin_income[static_cast<std::size_t>(income_bin(y))] += from_yuan(y).fen;
    }
    std::sort(incomes.begin(), incomes.end());
    double weighted = 0, sum = 0;
    for (std::size_t i = 0; i < incomes.size(); ++i) {
        weighted += (2.0 * static_cast<double>(i + 1) - static_cast<double>(incomes.size()) - 1) * incomes[i];
        sum += incomes[i];
    }
    CHECK(std::abs(inequality(t).gini - weighted / (static_cast<double>(incomes.size()) * sum)) < 0.001);
}
