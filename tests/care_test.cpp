// Order of life, step 6: where patients are treated, why they are not, and what beds allow.
#include <cmath>
#include <cstring>

#include "sim/life/care.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

World small_world(int years = 4) { return build_world(small_tables(), years); }

Plan plan_of(const World& world)
{
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    return {std::move(policy), std::move(prices)};
}

constexpr int patients = 4'000;

Episode patient(int i)
{
    Episode e{};
    e.disease = 14; // COPD: treated in every tier
    e.seek = static_cast<float>((i + 0.5) / patients);
    e.tier = static_cast<float>(((i * 7'919) % patients + 0.5) / patients);
    e.bed = static_cast<float>(((i * 3'571) % patients + 0.5) / patients);
    e.stay = static_cast<float>(((i * 1'009) % patients + 0.5) / patients);
    return e;
}

Situation well_off(const World& world, const ByTier& time)
{
    Situation s;
    s.enrolled = true;
    s.year = 2015;
    s.means = means_of(world, 2015, 8'000);
    s.liquid = 1e9;
    s.capacity = world.mean_capacity;
    s.time = &time;
    return s;
}

struct Treated {
    std::array<int, tiers> at{};
    std::array<int, 5> reasons{};
    int referred = 0, seen = 0;
};

Treated treat(const World& world, const Plan& plan, const Situation& s, double severity)
{
    Treated t;
    for (int i = 0; i < patients; ++i) {
        const Choice c = choose_hospital(world, plan, s, patient(i), severity);
        t.seen += c.seek;
        if (c.seek) t.at[static_cast<std::size_t>(c.tier)] += 1;
        else t.reasons[static_cast<std::size_t>(c.reason)] += 1;
        t.referred += c.seek && c.referred;
    }
    return t;
}

} // namespace

TEST_CASE("what the near tiers cannot treat is referred, and what no tier can is forgone for want of supply")
{
    World world = small_world();
    const Plan plan = plan_of(world);
    const ByTier time = time_weights(world, world.reference_minutes);
    const Treated mild = treat(world, plan, well_off(world, time), 0.5);
    CHECK(mild.at[1] > 0);
    CHECK(mild.referred == 0); // every tier can treat it
    const Treated grave = treat(world, plan, well_off(world, time), 2.5);
    CHECK(grave.at[1] + grave.at[2] == 0); // beyond township and county
    CHECK(grave.referred > 0);
    CHECK(grave.at[3] + grave.at[4] == grave.seen);
    Disease& d = world.diseases[14];
    d.share[3] = d.share[4] = 0.0; // nobody treats it beyond the county
    const Treated nobody = treat(world, plan, well_off(world, time), 2.5);
    CHECK(nobody.seen == 0);
    CHECK(nobody.reasons[static_cast<std::size_t>(Reason::supply)] == patients);
}

TEST_CASE("doubling the way lowers only the care that travels")
{
    const World world = small_world();
    const Plan plan = plan_of(world);
    const ByTier near = time_weights(world, world.reference_minutes);
    ByTier minutes = world.reference_minutes;
    minutes[3] *= 2;
    minutes[4] *= 2;
    const ByTier far = time_weights(world, minutes);
    for (const double severity : {-0.3, 0.6, 1.5}) {
        const Treated before = treat(world, plan, well_off(world, near), severity);
        const Treated after = treat(world, plan, well_off(world, far), severity);
        CHECK(after.at[1] >= before.at[1]);
        CHECK(after.at[2] >= before.at[2]);
        CHECK(after.at[3] < before.at[3]);
        CHECK(after.at[4] < before.at[4]);
        CHECK(after.seen < before.seen);
    }
}

TEST_CASE("who forgoes care names what weighs more on him than on others")
{
    const World world = small_world();
    const Plan plan = plan_of(world);
    ByTier minutes = world.reference_minutes;
    const ByTier near = time_weights(world, minutes);
    for (double& m : minutes) m *= 6;
    const ByTier far = time_weights(world, minutes);
    const auto reasons = [&](const Situation& s) { return treat(world, plan, s, 0.0).reasons; };
    const auto count = [](const std::array<int, 5>& r, Reason reason) { return r[static_cast<std::size_t>(reason)]; };
    Situation rich = well_off(world, near);
    rich.means = means_of(world, 2015, 200'000);
    const auto none = reasons(rich);
    CHECK(count(none, Reason::money) + count(none, Reason::distance) + count(none, Reason::time) == 0);
    Situation poor = well_off(world, near);
    poor.means = means_of(world, 2015, 1'500);
    poor.liquid = 0.0;
    CHECK(count(reasons(poor), Reason::money) > 200);
    CHECK(count(reasons(poor), Reason::distance) == 0);
    Situation remote = rich;
    remote.time = &far;
    CHECK(count(reasons(remote), Reason::distance) > 20);
    CHECK(count(reasons(remote), Reason::money) == 0);
    Situation busy = rich;
    busy.capacity = 1.0 + world.mean_capacity;
    CHECK(count(reasons(busy), Reason::time) > 0);
    CHECK(count(reasons(busy), Reason::distance) == 0);
    Situation crowded = rich;
    const ByTier no_bed{0, 0, 0, 0, 0};
    crowded.served = &no_bed;
    CHECK(count(reasons(crowded), Reason::supply) == patients);
}

TEST_CASE("where prices do not matter, admissions, shares by tier and costs of the disease table come out")
{
    World world = small_world();
    world.parameters.price_response = 0.0;
    world.deposit_weight = world.unaffordable_weight = 1.0;
    const Plan plan = plan_of(world);
    const Tables tables = small_tables();
    const Table& t = table(tables, "diseases");
    const ByTier time = time_weights(world, world.reference_minutes);
    const Parameters& p = world.parameters;
    Situation s = well_off(world, time);
    const double of_bill = p.severity_share_of_bill * p.bill_sd_inpatient;
    constexpr int draws = 40'000;
    int compared = 0;
    for (std::size_t disease = 0; disease < world.diseases.size(); ++disease) {
        const Disease& d = world.diseases[disease];
        if (d.code != "pneumonia" && d.code != "trauma_fracture_road") continue; // acute: severity is standard normal
        compared += 1;
        std::array<double, tiers> at{}, cost{};
        double seen = 0;
        const Luck luck(3, Stream::parameter, 9);
        for (std::uint32_t i = 0; i < draws; ++i) {
            const Words w = luck.words(i, 0, Purpose::key);
            Episode e = patient(0);
            e.disease = static_cast<std::int16_t>(disease);
            e.seek = static_cast<float>(unit(w[0]));
            e.tier = static_cast<float>(unit(w[1]));
            const double severity = normal(w[2]);
            const Choice c = choose_hospital(world, plan, s, e, severity);
            if (!c.seek) continue;
            seen += 1;
            at[static_cast<std::size_t>(c.tier)] += 1;
            cost[static_cast<std::size_t>(c.tier)] += d.cost[static_cast<std::size_t>(c.tier)] * exponential(of_bill * severity - 0.5 * of_bill * of_bill);
        }
        CHECK(std::abs(seen / draws - d.admitted) < 5 * std::sqrt(0.25 / draws));
        for (std::size_t tier = hospital_from; tier < tiers; ++tier)
            CHECK(std::abs(at[tier] / seen - d.share[tier]) < 5 * std::sqrt(0.25 / seen) + 0.003);
        // Costs: as in the table, within 5 standard errors of a lognormal mean.
        CHECK(std::abs(cost[1] / at[1] / t.number("cost_township")[disease] - 1) < 5 * 0.6 / std::sqrt(at[1]) + 0.01);
        CHECK(std::abs(cost[2] / at[2] / t.number("cost_county")[disease] - 1) < 5 * 0.6 / std::sqrt(at[2]) + 0.01);
    }
    CHECK(compared == 2);
}

namespace {

RunResult lived(const World& world, bool respond, double beds, int threads = 2)
{
    Plan plan = plan_of(world);
    for (YearPolicy& year : plan.policy.years) {
        year.beds_respond = respond;
        year.beds.fill(beds);
    }
    RunSettings s;
    s.years = 3;
    s.seed = 8;
    s.threads = threads;
    s.worlds = {true, false, false};
    const std::vector<Plan> plans{plan};
    return hearth::run(world, plans, maker(world, 8), settle_villages(world).villages(), s, {});
}

double beds_over_limit(const World& world, const RunResult& run, double beds, std::size_t tier)
{
    double most = 0.0;
    for (int y = 0; y < 3; ++y)
        for (std::size_t c = 0; c < world.counties.size(); ++c) {
            const Tally& t = run.at(0, 0, y);
            const double there = static_cast<double>(t.persons_by_county[c][PersonSum::persons])
                * world.beds_in(c, world.base_year + y).bed_days[tier] * beds;
            most = std::max(most, static_cast<double>(t.bed_days[c][tier]) / there);
        }
    return most;
}

} // namespace

TEST_CASE("beds that respond are never more than full, and bind nobody where there are enough")
{
    World world = small_world();
    const RunResult scarce = lived(world, true, 0.35);
    CHECK(scarce.unsettled == 0);
    CHECK(beds_over_limit(world, scarce, 0.35, 2) > 0.95); // full in some county
    CHECK(beds_over_limit(world, scarce, 0.35, 2) < 1.05); // by whole patients: a county has some 600 bed-days here
    CHECK(total(scarce.at(0, 0, 1), PersonSum::forgone_for_supply) > 0);
    CHECK(bytes(scarce) == bytes(lived(world, true, 0.35, 1)));
    CHECK(total(scarce.at(0, 0, 1), HouseholdSum::unbalanced_households) == 0);
    for (auto& county : world.beds)
        for (Beds& year : county) year.served = {1, 1, 1, 1, 1};
    const RunResult plenty = lived(world, true, 50);
    CHECK(bytes(plenty) == bytes(lived(world, false, 1))); // the same bits where nothing binds
    CHECK(total(plenty.at(0, 0, 1), PersonSum::admissions) > total(scarce.at(0, 0, 1), PersonSum::admissions));
}

TEST_CASE("a null reform under beds that respond is exactly nothing, whatever else runs beside it")
{
    const World world = small_world();
    Plan scarce = plan_of(world);
    for (YearPolicy& year : scarce.policy.years) {
        year.beds_respond = true;
        year.beds.fill(0.3);
    }
    Plan other = scarce;
    for (YearPolicy& year : other.policy.years) year.beds.fill(0.2);
    RunSettings s;
    s.years = 2;
    s.seed = 8;
    s.worlds = {true, false, false};
    const auto lived = [&](const std::vector<Plan>& plans) {
        return hearth::run(world, plans, maker(world, 8), settle_villages(world).villages(), s, {});
    };
    const RunResult alone = lived({scarce});
    const RunResult together = lived({scarce, other, scarce});
    for (int y = 0; y < 2; ++y) {
        CHECK(std::memcmp(&alone.at(0, 0, y), &together.at(0, 0, y), sizeof(Tally)) == 0);
        CHECK(total(together.at(0, 2, y), PersonSum::admissions) == total(together.at(0, 0, y), PersonSum::admissions));
        CHECK(total(together.at(0, 2, y), HouseholdSum::oop) == total(together.at(0, 0, y), HouseholdSum::oop));
        CHECK(total(together.at(0, 2, y), HouseholdSum::worse_households) == 0);
        CHECK(total(together.at(0, 1, y), PersonSum::admissions) < total(together.at(0, 0, y), PersonSum::admissions));
    }
}

TEST_CASE("no bed is no bed, also for who would finish a stay there")
{
    World world = small_world();
    world.parameters.step_down_share = 1.0;
    for (auto& county : world.beds)
        for (Beds& year : county) year.served[2] = 0.0;
    const RunResult run = lived(world, false, 1);
    CHECK(run.at(0, 0, 1).tier[2].admissions == 0);
    CHECK(run.at(0, 0, 1).tier[1].admissions > 0);
    CHECK(run.at(0, 0, 1).tier[3].admissions > 0);
}

TEST_CASE("another bed, a cheaper price or a shorter way never keeps a patient at home")
{
    World world = small_world();
    Policy policy = build_policy(world, shipped_scenario("stack_2013"));
    ExpectedPrices dear(world, policy), cheap = dear;
    cheap.scale(0.5);
    const Plan at_price{policy, dear}, at_half{policy, cheap};
    const ByTier near = time_weights(world, world.reference_minutes);
    ByTier minutes = world.reference_minutes;
    for (const double severity : {-0.3, 0.6, 1.5})
        for (const double income : {1'500.0, 8'000.0, 60'000.0}) {
            Situation s = well_off(world, near);
            s.means = means_of(world, 2015, income);
            const int before = treat(world, at_price, s, severity).seen;
            CHECK(treat(world, at_half, s, severity).seen >= before);
            for (std::size_t t = 1; t < tiers; ++t) {
                ByTier served{1, 1, 1, 1, 1};
                served[t] = 0.0; // that tier has no bed
                Situation fewer = s;
                fewer.served = &served;
                CHECK(treat(world, at_price, fewer, severity).seen <= before);
                ByTier closer = minutes;
                closer[t] *= 0.3;
                const ByTier time = time_weights(world, closer);
                Situation nearer = s;
                nearer.time = &time;
                CHECK(treat(world, at_price, nearer, severity).seen >= before);
            }
        }
}

TEST_CASE("free outpatient care is used more, within reason, and no disease triples a patient's visits")
{
    const World world = small_world();
    const Plan plan = plan_of(world);
    Plan free = plan;
    free.prices.scale(0.0);
    const ByTier time = time_weights(world, world.reference_minutes);
    const Situation s = well_off(world, time);
    for (std::size_t d = 0; d < world.diseases.size(); ++d) {
        if (world.diseases[d].visits <= 0.0) continue;
        double paid = 0.0, unpaid = 0.0;
        for (int i = 0; i < 400; ++i) {
            Bundle b{};
            b.disease = static_cast<std::int16_t>(d);
            b.cases = 1;
            b.seek = patient(i * 10).seek;
            b.tier = patient(i * 10).tier;
            const Choice at_price = choose_outpatient(world, plan, s, b);
            const Choice at_none = choose_outpatient(world, free, s, b);
            paid += at_price.seek ? at_price.visits : 0.0;
            unpaid += at_none.seek ? at_none.visits : 0.0;
            CHECK((at_none.seek || !at_price.seek));
            CHECK(at_none.visits < 3.0);
        }
        CHECK(unpaid > paid);
        CHECK(unpaid < 6.0 * paid);
    }
}

TEST_CASE("longer ways for everybody keep people from care, and one county's roads are nobody else's matter")
{
    const auto with_minutes = [](double factor, bool first_too) {
        Tables tables = small_tables();
        for (Table& t : tables)
            if (t.schema->name == "counties")
                for (std::size_t c = 3; c < 8; ++c) // township, county, city, outside minutes follow population and villages
                    if (t.schema->columns[c].name.find("minutes") != std::string_view::npos)
                        for (std::size_t r = first_too ? 0 : 1; r < t.rows(); ++r) t.numbers[c][r] *= factor;
        const World world = build_world(tables, 1);
        RunSettings s;
        s.years = 1;
        s.seed = 8;
        s.worlds = {false, false, false};
        const std::vector<Plan> plans{plan_of(world)};
        return hearth::run(world, plans, maker(world, 8), settle_villages(world).villages(), s, {}).at(0, 0, 0);
    };
    const Tally usual = with_minutes(1, true);
    CHECK(total(with_minutes(4, true), PersonSum::admissions) < total(usual, PersonSum::admissions));
    const Tally others = with_minutes(4, false);
    for (const PersonSum what : {PersonSum::admissions, PersonSum::visits, PersonSum::forgone, PersonSum::inpatient_cost})
        CHECK(others.persons_by_county[0][what] == usual.persons_by_county[0][what]);
}

TEST_CASE("a family doctor brings visits home, and who knows about health seeks care")
{
    const World world = small_world();
    const Plan plan = plan_of(world);
    const ByTier time = time_weights(world, world.reference_minutes);
    const auto visits = [&](bool contract, bool literate) {
        Situation s = well_off(world, time);
        s.contract = contract;
        s.literate = literate;
        std::pair<int, int> sought{0, 0}; // at home, in all
        for (int i = 0; i < patients; ++i) {
            Bundle b{};
            b.disease = 20; // hypertension
            b.cases = 1;
            b.seek = patient(i).seek;
            b.tier = patient(i).tier;
            const Choice c = choose_outpatient(world, plan, s, b);
            sought.first += c.seek && c.tier < county_tier;
            sought.second += c.seek;
        }
        return sought;
    };
    const auto usual = visits(false, false);
    CHECK(visits(true, false).first > usual.first);
    CHECK(visits(false, true).second > usual.second);
}
