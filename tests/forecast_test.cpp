#include <algorithm>
#include <cmath>
#include <numeric>

#include "calibration/outlook.hpp"
#include "forecast/fund_sizing.hpp"
#include "forecast/moments.hpp"
#include "forecast/variance.hpp"
#include "inference/design.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::forecast;
using Catch::Matchers::Contains;

namespace {

double draw_normal(std::uint64_t id, int year, std::uint32_t k) { return normal(Luck(11, Stream::parameter, 900).words(id, year, Purpose::key, k)[0]); }

// Numbers of a forecast whose parts are known: parameter sd 3, systemic sd 2, luck sd 1.
struct Known {
    std::vector<double> draws, same, other;
    std::vector<int> companions;
    Known(int repetition, int n, double parameter, double systemic, double luck)
    {
        for (int d = 0; d < n; ++d) {
            const auto id = static_cast<std::uint64_t>(repetition) * 100'000 + static_cast<std::uint64_t>(d);
            const double theta = parameter * draw_normal(id, 0, 0), path = systemic * draw_normal(id, 0, 1);
            draws.push_back(theta + path + luck * draw_normal(id, 0, 2));
            if (d % 5 != 0) continue;
            companions.push_back(d);
            same.push_back(theta + path + luck * draw_normal(id, 0, 3));
            other.push_back(theta + systemic * draw_normal(id, 0, 4) + luck * draw_normal(id, 0, 5));
        }
    }
};

double variance_of(const std::vector<double>& x)
{
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    double sum = 0.0;
    for (const double v : x) sum += (v - mean) * (v - mean);
    return sum / static_cast<double>(x.size() - 1);
}

} // namespace

TEST_CASE("companions tell parameters, path and luck apart without bias and with errors that are honest")
{
    constexpr int repetitions = 400;
    const double truth[3] = {9.0, 4.0, 1.0};
    double sum[3] = {}, squares[3] = {}, covered[3] = {};
    for (int r = 0; r < repetitions; ++r) {
        const Known k(r, 300, 3.0, 2.0, 1.0);
        const VarianceSplit v = split_variance(k.draws, k.companions, k.same, k.other, 0.1);
        const inference::Index part[3] = {v.parameters, v.systemic, v.household};
        for (int i = 0; i < 3; ++i) {
            sum[i] += part[i].value;
            squares[i] += part[i].value * part[i].value;
            covered[i] += std::abs(part[i].value - truth[i]) <= 1.96 * part[i].error;
        }
        CHECK(v.at_home == Approx(v.household.value - 0.9 * v.sure));
        CHECK(v.sure < v.household.value);
        CHECK(v.parameters.value + v.systemic.value + v.household.value == Approx(v.total.value));
    }
    for (int i = 0; i < 3; ++i) {
        const double mean = sum[i] / repetitions, error = std::sqrt((squares[i] / repetitions - mean * mean) / repetitions);
        INFO("part " << i);
        CHECK(std::abs(mean - truth[i]) < 3.3 * error);
        CHECK(covered[i] / repetitions > 0.90); // nominal 0.95; 60 companions of skewed squares
    }
}

TEST_CASE("a part that is not there is near 0 and may be below it")
{
    int below = 0;
    for (int r = 0; r < 200; ++r) {
        const Known k(1000 + r, 200, 0.0, 0.0, 1.0);
        const VarianceSplit v = split_variance(k.draws, k.companions, k.same, k.other, 1.0);
        below += v.systemic.value < 0.0;
        CHECK(std::abs(v.systemic.value) < 5.0 * v.systemic.error);
    }
    CHECK(below > 60);
    CHECK(below < 140);
}

TEST_CASE("draws of a sample become draws of the whole population: luck that is surely its own goes and the population's comes")
{
    double variance = 0.0;
    for (int r = 0; r < 200; ++r) {
        const Known k(2000 + r, 300, 3.0, 2.0, 4.0);
        const VarianceSplit v = split_variance(k.draws, k.companions, k.same, k.other, 0.01);
        const std::vector<double> whole = to_population(k.draws, v, 0.01, 0);
        variance += variance_of(whole) / 200.0;
        CHECK(std::accumulate(whole.begin(), whole.end(), 0.0) / 300.0 == Approx(std::accumulate(k.draws.begin(), k.draws.end(), 0.0) / 300.0).margin(0.1));
        CHECK(to_population(k.draws, v, 1.0, 0) == k.draws); // nothing to do for the whole population
    }
    // Never less than the whole population's, and most of the sample's luck is gone.
    CHECK(variance > 0.95 * (9.0 + 4.0 + 0.16));
    CHECK(variance < 9.0 + 4.0 + 0.5 * 16.0);
}

TEST_CASE("where companions cannot tell how much is luck an interval does not shrink to nothing")
{
    for (int r = 0; r < 200; ++r) {
        const Known k(3000 + r, 12, 0.0, 0.5, 1.0); // three companions, nearly all luck
        const VarianceSplit v = split_variance(k.draws, k.companions, k.same, k.other, 0.01);
        // What is left is a sample's shrinkage plus 12 draws of a hundredth of the luck.
        CHECK(variance_of(to_population(k.draws, v, 0.0, 0)) >= 0.999 * v.total.error);
    }
}

TEST_CASE("the share that comes from the prior alone is that of directions the data leave as wide as the prior")
{
    constexpr int n = 4'000;
    Eigen::MatrixXd posterior = inference::normal_scores(2, n, Luck(3, Stream::parameter, 0), 0);
    posterior.row(0) *= 0.3; // informed; the second is as wide as the prior
    std::vector<double> values;
    for (int d = 0; d < 1'000; ++d) values.push_back(2.0 * posterior(0, d) + posterior(1, d));
    const double share = share_of_prior(values, posterior.leftCols(1'000), posterior);
    CHECK(share == Approx(1.0 / (1.0 + 4.0 * 0.09)).epsilon(0.1));
    CHECK(std::isnan(share_of_prior(values, posterior.leftCols(1'000), posterior.leftCols(3)))); // too few to say
}

TEST_CASE("common luck gains what discordance predicts: of two coins coupled by one uniform number")
{
    CHECK(discordance_ratio(0.075, 0.072, 0.003) == Approx((0.075 * 0.925 + 0.072 * 0.928) / (0.003 - 0.000009)));
    CHECK(std::isnan(discordance_ratio(0.1, 0.1, 0.0))); // nobody differs
    std::vector<double> a, b, difference;
    for (int r = 0; r < 2'000; ++r) {
        double in_a = 0, in_b = 0;
        for (std::uint64_t h = 0; h < 400; ++h) {
            const double u = unit(Luck(5, Stream::parameter, 901).words(h, r % 30'000, Purpose::key)[0]);
            in_a += u < 0.08;
            in_b += u < 0.07;
        }
        a.push_back(in_a);
        b.push_back(in_b);
        difference.push_back(in_a - in_b);
    }
    CHECK((variance_of(a) + variance_of(b)) / variance_of(difference) == Approx(discordance_ratio(0.08, 0.07, 0.01)).epsilon(0.12));
}

TEST_CASE("moments folded draw by draw are those of all draws at once, across scenarios")
{
    Layout layout;
    layout.scenarios = {"a", "b"};
    layout.years = {2018, 2019};
    layout.summed = {{0, 0}, {1, 0}};
    Moments m(layout);
    std::vector<double> a, b;
    for (int d = 0; d < 200; ++d) {
        std::vector<double> cells(8);
        for (std::size_t i = 0; i < 8; ++i) cells[i] = 1e6 + draw_normal(static_cast<std::uint64_t>(d), 1, static_cast<std::uint32_t>(i / 2));
        cells[4] = d == 17 ? std::nan("") : cells[4]; // not told in one draw
        a.push_back(cells[layout.at(0, 0, 1)]);
        b.push_back(cells[layout.at(0, 1, 1)]);
        m.fold(cells);
    }
    CHECK(m.number[1] == 200);
    CHECK(m.number[2] == 199);
    double mean_a = 0, mean_b = 0, cross = 0;
    for (std::size_t d = 0; d < 200; ++d) mean_a += a[d] / 200, mean_b += b[d] / 200;
    for (std::size_t d = 0; d < 200; ++d) cross += (a[d] - mean_a) * (b[d] - mean_b);
    CHECK(m.mean[1] == Approx(mean_a).epsilon(1e-14));
    CHECK(m.comoment[(0 + Moments::pair(0, 1, 2)) * 2 + 1] == Approx(cross).epsilon(1e-7));
    CHECK(m.comoment[(0 + Moments::pair(0, 0, 2)) * 2 + 1] == Approx(variance_of(a) * 199).epsilon(1e-7));
    Moments again(layout);
    again.unpack(m.packed(), "x");
    CHECK(again.packed() == m.packed());
    CHECK_THROWS_WITH(again.unpack("short", "x"), Contains("another forecast"));
}

TEST_CASE("a reserve must hold the worst run of losses from the first year on, not their sum or the worst year")
{
    CHECK(reserve_needed({5, -2, 4, -9}) == 7.0);
    CHECK(reserve_needed({-3, 2, -1}) == 0.0);
    CHECK(reserve_needed({}) == 0.0);
    CHECK(reserve_needed({1, 1, 1}) == 3.0);
}

TEST_CASE("years to come stray as the table says: memory, trend and counties, and no earlier than its first year")
{
    World world = build_world(test::small_tables(), 10);
    Outlook outlook;
    outlook.price = Unsure{0.03, 0.6, 0.01, 0.0, 2018};
    outlook.income = Unsure{0.02, 0.0, 0.0, 0.05, 2018};
    constexpr int paths = 4'000;
    std::vector<double> first, last, shocks, trend_and_shock;
    double same_year = 0.0;
    for (std::uint32_t p = 0; p < paths; ++p) {
        const SystemicPath path = draw_path(outlook, world, Luck(7, Stream::systemic, p));
        CHECK(path.price[3] == 1.0); // 2017
        CHECK(path.incidence[9] == 1.0); // sure
        first.push_back(std::log(path.price[4]));
        last.push_back(std::log(path.price[9]));
        shocks.push_back(std::log(path.area_income[0][5]));
        same_year += std::log(path.area_income[0][5]) * std::log(path.area_income[1][5]) / paths;
        trend_and_shock.push_back(std::log(path.price[4]) * std::log(path.price[9]));
    }
    const auto ar = [](int k) { return 0.03 * 0.03 * (1.0 - std::pow(0.6, 2.0 * k)); }; // from what 2017 was
    CHECK(variance_of(first) == Approx(ar(1) + 1e-4).epsilon(0.08));
    CHECK(variance_of(last) == Approx(ar(6) + 36e-4).epsilon(0.08));
    CHECK(variance_of(shocks) == Approx(25e-4).epsilon(0.08));
    CHECK(std::abs(same_year) < 2e-4); // counties are independent
    const double together = std::accumulate(trend_and_shock.begin(), trend_and_shock.end(), 0.0) / paths;
    CHECK(together == Approx(std::pow(0.6, 5) * ar(1) + 6e-4).epsilon(0.15));
    const double before = world.in(2020).price_county, income = world.in(2020).income_mean, line = world.in(2020).poverty_line;
    const SystemicPath path = draw_path(outlook, world, Luck(7, Stream::systemic, 1));
    follow_path(world, path);
    CHECK(world.in(2020).price_county == before * path.price[6]);
    CHECK(world.in(2020).income_mean == income * path.income[6]);
    CHECK(world.in(2020).poverty_line == line);
}

TEST_CASE("an outlook that says what is said elsewhere is refused with place, value and rule")
{
    Tables tables = test::small_tables();
    Table& t = *std::find_if(tables.begin(), tables.end(), [](const Table& x) { return x.schema->name == "outlook"; });
    t = empty_table(*t.schema, "outlook.csv");
    const auto add = [&](const std::string& name, double year_sd, double area_sd, double year) {
        t.lines.push_back(static_cast<int>(t.rows()) + 2);
        t.texts[0].push_back(name);
        const double values[] = {year_sd, 0.5, 0.01, area_sd};
        for (std::size_t c = 0; c < 4; ++c) t.numbers[c + 1].push_back(values[c]);
        t.years.push_back(year);
        t.sources.push_back("assumption");
    };
    add("price", 0.02, 0.1, 2018);
    add("incidence", 0.02, 0.0, 2018);
    add("income", 0.02, 0.0, 2017);
    add("income", 0.02, 0.0, 2018);
    add("weather", 0.02, 0.0, 2018);
    Faults faults;
    outlook_of(tables, faults);
    try {
        faults.refuse_if_any();
        FAIL("accepted");
    } catch (const std::exception& error) {
        const std::string told = error.what();
        for (const char* part : {"outlook.csv:2: area_sd = 0.1 (must be 0 for price", "outlook.csv:3: year_sd = 0.02 (must be 0 for incidence",
                                 "outlook.csv:4: year = 2017 (must lie after 2017", "outlook.csv:5: name = income (stands twice)", "outlook.csv:6: name = weather (must be price"})
            CHECK_THAT(told, Contains(part));
    }
}
