// Order of life, step 5: who falls ill, of what, where, and what becomes of it.
#include <bit>
#include <map>
#include <set>

#include "sim/life/bills.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

World small_world(int years) { return build_world(small_tables(), years); }

std::size_t disease_of(const World& world, const std::string& code)
{
    for (std::size_t d = 0; d < world.diseases.size(); ++d)
        if (world.diseases[d].code == code) return d;
    throw std::logic_error("no disease " + code);
}

std::uint64_t bit_of(const World& world, const std::string& code)
{
    return std::uint64_t{1} << world.diseases[disease_of(world, code)].chronic_bit;
}

Plan plan_of(const World& world)
{
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    return {std::move(policy), std::move(prices)};
}

// Lives villages for some years and shows each one's last state.
template <class See>
void live_villages(const World& world, int years, std::uint32_t villages, See see, Exposure exposure = {})
{
    const Plan plan = plan_of(world);
    const std::vector<const Plan*> plans{&plan};
    for (std::uint32_t v = 0; v < villages; ++v) {
        VillageLife life(world, plans, maker(world, 21)(v), {false, false, false});
        life.burn_in({21, Stream::population, 0});
        for (int y = 0; y < years; ++y) {
            Tally tally;
            std::vector<Tally*> tallies{&tally};
            life.live(world.base_year + y, {21, Stream::household, 0}, exposure, {tallies});
        }
        see(life);
    }
}

} // namespace

TEST_CASE("a disease bound to villages does not leave them by birth or marriage, nor by luck")
{
    Tables tables = small_tables();
    for (Table& t : tables)
        if (t.schema->name == "disease_ages") // make it common
            for (std::size_t r = 0; r < t.rows(); ++r)
                if (t.texts[0][r] == "echinococcosis") t.numbers[3][r] = 80.0, t.numbers[4][r] = 20.0;
    World world = build_world(tables, 10);
    const std::size_t d = disease_of(world, "echinococcosis");
    const std::size_t acute = disease_of(world, "brucellosis");
    int with = 0, without = 0, ill = 0;
    live_villages(world, 10, 10, [&](const VillageLife& life) {
        const Village& v = life.village();
        std::int64_t here = 0;
        for (const std::uint64_t held : life.arm(0).conditions) here += (held & bit_of(world, "echinococcosis")) != 0;
        CHECK((here > 0) == v.has(world, d));
        (v.has(world, d) ? with : without) += 1;
        ill += static_cast<int>(here);
        YearIllness illness;
        for (int draw = 0; draw < 20; ++draw) {
            draw_illness(illness, v, world, {static_cast<std::uint64_t>(draw), Stream::household, 0}, 2016, {});
            for (const Episode& e : illness.episodes)
                if (!v.has(world, acute)) CHECK(e.disease != static_cast<int>(acute));
        }
    });
    CHECK(with > 0);
    CHECK(without > 0);
    CHECK(ill > 100);
}

TEST_CASE("a shock year moves all villages together and leaves luck otherwise untouched")
{
    const World world = small_world(2);
    const auto key = [](const Episode& e) { return std::tuple{e.person, e.day, e.disease, e.severity, e.bill, e.seek, e.outcome}; };
    for (std::uint32_t v = 0; v < 10; ++v) {
        const Village village = maker(world, 5)(v);
        const Luck luck(5, Stream::household, 3);
        YearIllness usual, shock;
        draw_illness(usual, village, world, luck, 2015, {1.0, 1.0});
        draw_illness(shock, village, world, luck, 2015, {1.4, 1.4});
        std::set<decltype(key(usual.episodes[0]))> in_shock;
        for (const Episode& e : shock.episodes) in_shock.insert(key(e));
        CHECK(shock.episodes.size() > usual.episodes.size());
        for (const Episode& e : usual.episodes) CHECK(in_shock.contains(key(e))); // those who were ill are ill alike
        CHECK(usual.onset == shock.onset);
        CHECK(usual.onset_luck == shock.onset_luck);
        CHECK(usual.examination_luck == shock.examination_luck);
        CHECK(usual.chronic_luck == shock.chronic_luck);
    }
}

TEST_CASE("year shocks are shared by all counties and fade, and area shocks are a county's own")
{
    World world = small_world(10);
    Parameters& p = world.parameters;
    p.incidence_shock_sd = 0.1;
    p.area_shock_sd = 0.0;
    const int draws = 4'000;
    double first = 0, product = 0, squares = 0, sum = 0;
    for (int d = 0; d < draws; ++d) {
        const Luck luck(7, Stream::systemic, static_cast<std::uint32_t>(d));
        const auto shock = [&](int county, int year) { return logarithm(exposure_in(world, luck, county, year).cases); };
        CHECK(shock(0, 2018) == shock(3, 2018));
        const double a = shock(0, 2018) + 0.005, b = shock(0, 2019) + 0.005; // less the mean of the log
        first += exposure_in(world, luck, 0, 2018).cases;
        sum += a;
        squares += a * a;
        product += a * b;
    }
    CHECK(std::abs(first / draws - 1.0) < 5 * 0.1 / std::sqrt(draws)); // mean 1
    const double correlation = product / squares;
    CHECK(std::abs(correlation - p.incidence_shock_persistence) < 5 * std::sqrt((1 - 0.25) / draws));
    p.area_shock_sd = 0.1;
    const Luck luck(7, Stream::systemic, 1);
    CHECK(exposure_in(world, luck, 0, 2018).cases != exposure_in(world, luck, 3, 2018).cases);
}

TEST_CASE("risk of falling ill has mean one, and lies with the frail and the poor")
{
    const World world = small_world(1);
    double sum = 0;
    for (const double ratio : world.risk_ratio) sum += ratio;
    CHECK(std::abs(sum / risk_classes - 1.0) < 1e-12);
    CHECK(std::is_sorted(world.risk_ratio.begin(), world.risk_ratio.end()));
    CHECK(risk_class(world, 3.0, 0.0) > risk_class(world, -3.0, 0.0));
    CHECK(risk_class(world, 0.1, -1.5) > risk_class(world, 0.1, 1.5));
    World alike = world;
    alike.parameters.frailty_sd = alike.parameters.poverty_exposure = 0.0;
    CHECK(risk_class(alike, 3.0, -2.0) == risk_class(alike, -3.0, 2.0));
}

TEST_CASE("a latent disease found by examination has milder episodes than one that shows itself")
{
    const auto advanced_share = [](double coverage) {
        World world = small_world(9);
        for (YearValues& v : world.years) v.examination_coverage = coverage;
        world.parameters.examination_sensitivity = 1.0;
        world.parameters.latent_presentation = 0.1;
        std::int64_t found = 0, advanced = 0;
        live_villages(world, 9, 4, [&](const VillageLife& life) {
            const Village& v = life.village();
            const Arm& arm = life.arm(0);
            for (std::size_t i = 0; i < v.person.size(); ++i) {
                const std::uint64_t was_latent = v.conditions[i] & ~v.known[i] & ~v.advanced[i]; // and early
                found += std::popcount(was_latent & arm.known[i]);
                advanced += std::popcount(was_latent & arm.known[i] & arm.advanced[i]);
            }
        });
        REQUIRE(found > 300);
        return static_cast<double>(advanced) / static_cast<double>(found);
    };
    const double examined = advanced_share(1.0);
    const double shown = advanced_share(0.0);
    INFO("advanced among those found: " << examined << " when all are examined, " << shown << " when nobody is");
    CHECK(shown == 1.0); // what shows itself is beyond its early stage
    CHECK(examined < 0.5);
    const World world = small_world(1); // and that stage is graver and needs beds more often
    CHECK(world.parameters.advanced_severity > 0.0);
    for (const Disease& d : world.diseases) {
        const double a = world.parameters.advanced_share;
        CHECK(d.need_advanced > d.need_early);
        CHECK(std::abs(a * d.need_advanced + (1 - a) * d.need_early - 1.0) < 1e-12); // on average as published
    }
}

TEST_CASE("who has a disease under control goes to hospital less, and on average as published")
{
    const World world = small_world(1);
    const double controlled = logistic(world.parameters.outpatient_seek_constant);
    int with_effect = 0;
    for (const Disease& d : world.diseases) {
        CHECK(std::abs(controlled * d.need_controlled + (1 - controlled) * d.need_uncontrolled - 1.0) < 1e-12);
        with_effect += d.need_controlled < d.need_uncontrolled;
    }
    CHECK(with_effect >= 15);
}

TEST_CASE("hypertension that is not controlled brings strokes, as often as its rate ratio says")
{
    Tables tables = small_tables();
    for (Table& t : tables) {
        if (t.schema->name == "complications") // this one alone, and strong
            for (std::size_t r = 0; r < t.rows(); ++r) {
                const bool this_one = t.texts[0][r] == "hypertension" && t.texts[1][r] == "stroke";
                t.numbers[2][r] = this_one ? 6.0 : 1.0;
                t.numbers[3][r] = this_one ? 6.0 : 1.0;
            }
        if (t.schema->name == "disease_ages")
            for (std::size_t r = 0; r < t.rows(); ++r) {
                if (t.texts[0][r] == "hypertension" && t.numbers[1][r] > 30) t.numbers[3][r] = 400.0;
                if (t.texts[0][r] == "hypertension") t.numbers[4][r] = 0.0; // and nobody gets it anew
                if (t.texts[0][r] == "stroke") t.numbers[4][r] = 20.0, t.numbers[7][r] = 0.0;
            }
    }
    World world = build_world(tables, 6);
    std::map<bool, std::array<std::int64_t, 2>> strokes; // by hypertension: persons without stroke at first, and with at last
    live_villages(world, 6, 10, [&](const VillageLife& life) {
        const Village& v = life.village();
        for (std::size_t i = 0; i < v.person.size(); ++i) {
            if (!v.person.present[i] || world.base_year - v.person.birth_year[i] < 50 || world.base_year - v.person.birth_year[i] > 58) continue;
            if (v.conditions[i] & bit_of(world, "stroke")) continue;
            auto& of = strokes[(v.conditions[i] & bit_of(world, "hypertension")) != 0];
            of[0] += 1;
            of[1] += (life.arm(0).conditions[i] & bit_of(world, "stroke")) != 0;
        }
    });
    const double without = static_cast<double>(strokes[false][1]) / static_cast<double>(strokes[false][0]);
    const double with = static_cast<double>(strokes[true][1]) / static_cast<double>(strokes[true][0]);
    INFO(with << " of " << strokes[true][0] << " with hypertension, " << without << " of " << strokes[false][0] << " without");
    const double ratio = logarithm(1 - with) / logarithm(1 - without); // of hazards
    // Six, within four standard errors of the log of a ratio of some 40 and 140 strokes.
    const double error = std::sqrt(1.0 / static_cast<double>(strokes[false][1]) + 1.0 / static_cast<double>(strokes[true][1]));
    CHECK(std::abs(logarithm(ratio / 6.0)) < 4 * error);
    CHECK(error < 0.25);
}

TEST_CASE("incidence by year is what the table says, and 1 where it is silent")
{
    const World world = small_world(10);
    const Disease& tuberculosis = world.diseases[disease_of(world, "tuberculosis")];
    CHECK(world.incidence(tuberculosis, 2017) == 1.0);
    CHECK(world.incidence(tuberculosis, 2023) < world.incidence(tuberculosis, 2014));
    CHECK(world.incidence(world.diseases[disease_of(world, "appendicitis_hernia")], 2020) == 1.0);
    CHECK(world.incidence(world.diseases[disease_of(world, "acute_respiratory_infection")], 2020) < 0.9);
    const auto respiratory = [&](int year) { return world.mixes_in(year).acute_cases[0][0].total(); };
    CHECK(respiratory(2020) < respiratory(2019));
    CHECK(std::abs(respiratory(2017) / respiratory(2018) - 1.0) < 0.001); // but for tuberculosis
}

TEST_CASE("what a bill is made of: a drug price moves the drug part alone, and providers add where cover is good")
{
    World world = small_world(2);
    Parameters& p = world.parameters;
    Disease d = world.diseases[disease_of(world, "haemophilia_thalassaemia")];
    d.drug_share = 0.6;
    CHECK(drug_level(world, d, 2, 2015) == 1.0); // prices as they are
    p.recouped_share = 0.25;
    world.drug_level[1] = 0.5; // drugs cost half, volume in
    // 0.4 + 0.6 x 0.5 = 0.7, and a quarter of the 0.3 lost is made up elsewhere.
    CHECK(std::abs(drug_level(world, d, 2, 2015) - 0.775) < 1e-12);
    CHECK(drug_level(world, d, 2, 2014) == 1.0);
    d.drug_share = 0.0;
    CHECK(drug_level(world, d, 2, 2015) == 1.0); // no drugs in it
    p.induced_demand = 0.2;
    world.tier[2].own_share = 0.45;
    CHECK(std::abs(induced_level(world, 2, 0.45) - 1.0) < 1e-12);
    CHECK(std::abs(induced_level(world, 2, 0.05) - 1.08) < 1e-12);
    CHECK(std::abs(induced_level(world, 2, 1.0) - 0.89) < 1e-12);
    // Volume responds: a price of half at an elasticity of 0.3 is spending of 0.5^0.7.
    Tables tables = small_tables();
    for (Table& t : tables)
        if (t.schema->name == "series")
            for (std::size_t r = 0; r < t.rows(); ++r)
                if (t.texts[0][r] == "drug_price") t.numbers[1][r] = 0.5;
    const World cheap = build_world(tables, 1);
    CHECK(std::abs(cheap.drug_level[0] - std::pow(0.5, 1.0 - cheap.parameters.drug_volume_response)) < 1e-12);
}
