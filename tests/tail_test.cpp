// Tails, shares and scores against closed forms, published values and their own promised coverage.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>

#include "inference/scores.hpp"
#include "inference/tail.hpp"
#include "sim/base/random.hpp"

using namespace hearth;
using namespace hearth::inference;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Sorted uniform numbers of one repetition of one study.
std::vector<double> uniforms(std::uint32_t study, int repetition, int n)
{
    const Luck luck(11, Stream::parameter, study);
    std::vector<double> out;
    for (int i = 0; i < n; ++i) {
        const Words w = luck.words(static_cast<std::uint64_t>(i / 4), repetition, Purpose::design);
        for (int k = 0; k < 4 && i + k < n && i % 4 == 0; ++k) out.push_back(unit(w[static_cast<std::size_t>(k)]));
    }
    std::sort(out.begin(), out.end());
    return out;
}

double lognormal(double u, double sd) { return exponential(sd * normal_quantile(u)); }
double pareto(double u, double shape) { return exponential(-shape * logarithm(1.0 - u)); } // above 1

// The same distribution's quantiles at the middles of n equal cells.
template <class Quantile> std::vector<double> even(int n, const Quantile& quantile)
{
    std::vector<double> out;
    for (int i = 0; i < n; ++i) out.push_back(quantile((i + 0.5) / n));
    return out;
}

std::vector<double> counting(int n)
{
    std::vector<double> out(static_cast<std::size_t>(n));
    std::iota(out.begin(), out.end(), 1.0);
    return out;
}

// Probability that an interval for a share holds p, over all numbers of hits.
template <class Interval> double coverage_at(double p, int n, const Interval& interval)
{
    const boost::math::binomial_distribution<> hits(n, p);
    double held = 0.0;
    for (int k = 0; k <= n; ++k) {
        const ShareInterval i = interval(k, n, 0.95);
        if (i.low <= p && p <= i.high) held += boost::math::pdf(hits, k);
    }
    return held;
}

} // namespace

TEST_CASE("the interval of a quantile holds the true one as often as it says whatever the distribution")
{
    constexpr int repetitions = 2'000;
    struct Study {
        std::uint32_t number;
        int n;
        double q;
        bool heavy;
    };
    for (const Study& s : {Study{1, 1'000, 0.9, false}, Study{2, 1'000, 0.9, true}, Study{3, 1'500, 0.99, true}}) {
        const double truth = s.heavy ? pareto(s.q, 0.8) : lognormal(s.q, 1.5);
        int held = 0;
        double said = 0.0;
        for (int r = 0; r < repetitions; ++r) {
            std::vector<double> x = uniforms(s.number, r, s.n);
            for (double& v : x) v = s.heavy ? pareto(v, 0.8) : lognormal(v, 1.5);
            const TailQuantile t = tail_quantile(x, s.q, 0.95);
            held += t.low <= truth && truth < t.high;
            said = t.coverage;
            if (r > 0) continue;
            CHECK(t.low < t.value);
            CHECK(t.value < t.high);
        }
        INFO("study " << s.number << ": " << held << " of " << repetitions << ", said " << said);
        CHECK(said >= 0.95);
        CHECK(std::abs(held / 2'000.0 - 0.95) < 0.015);
        CHECK(std::abs(held / 2'000.0 - said) < 0.015); // three standard errors
    }
}

TEST_CASE("the quantile exceeded once in 200 is unbounded above at 735 draws and bounded by the largest at 736")
{
    const TailQuantile few = tail_quantile(counting(735), 0.995, 0.95); // .995^735 = .0251 > .025
    CHECK(few.high == infinity);
    CHECK(few.low > 720.0);
    CHECK(few.coverage > 0.975);
    const TailQuantile enough = tail_quantile(counting(736), 0.995, 0.95);
    CHECK(enough.high == 736.0);
    CHECK(enough.coverage >= 0.95);
    CHECK(tail_quantile(counting(5), 0.5, 0.95).low == -infinity); // .5^5 = .031
    const TailQuantile six = tail_quantile(counting(6), 0.5, 0.95);
    CHECK(six.low == 1.0);
    CHECK(six.high == 6.0);
    CHECK(six.coverage == Approx(1.0 - 2.0 / 64.0).epsilon(1e-12)); // by hand
    CHECK(six.value == 3.5);
    CHECK(tail_quantile(counting(11), 0.95, 0.95).value == Approx(10.5).epsilon(1e-14));
    CHECK(std::isnan(tail_quantile({}, 0.5, 0.95).value));
    CHECK(tail_quantile({4.0}, 0.995, 0.95).value == 4.0);
}

TEST_CASE("the mean beyond a quantile holds that of a lognormal within 1.96 errors 92 to 97 times in 100")
{
    constexpr double sd = 1.0, q = 0.95;
    const double truth = std::exp(sd * sd / 2.0) * normal_distribution(sd - normal_quantile(q)) / (1.0 - q);
    constexpr int repetitions = 600;
    int held = 0;
    double mean = 0.0, mean_error = 0.0, squares = 0.0;
    for (int r = 0; r < repetitions; ++r) {
        std::vector<double> x = uniforms(4, r, 4'000);
        for (std::size_t i = 3'500; i < x.size(); ++i) x[i] = lognormal(x[i], sd); // the tail and its edge
        const TailMean t = tail_mean(x, q);
        held += std::abs(t.value - truth) < 1.96 * t.error;
        mean += t.value / repetitions;
        mean_error += t.error / repetitions;
        squares += (t.value - truth) * (t.value - truth) / repetitions;
    }
    INFO(held << " of " << repetitions << ", mean " << mean << " of " << truth << ", error " << mean_error);
    CHECK(held > 0.92 * repetitions);
    CHECK(held < 0.97 * repetitions);
    CHECK(mean == Approx(truth).epsilon(0.005));
    CHECK(mean_error == Approx(std::sqrt(squares)).epsilon(0.08));
}

TEST_CASE("the mean beyond a quantile averages the top draws and says nothing of its error where only one lies there")
{
    const TailMean t = tail_mean(counting(1'000), 0.99); // 10 of them: 1,000 x .01 is above 10 in doubles
    CHECK(t.beyond == 10);
    CHECK(t.value == Approx(995.5));
    // By hand: variance of ten in a row 55/6; the quantile 990.01; 10 expected beyond.
    CHECK(t.error == Approx(std::sqrt((55.0 / 6.0 + 0.99 * 5.49 * 5.49) / 10.0)).epsilon(1e-9));
    CHECK(tail_mean(counting(101), 0.99).beyond == 2);
    const TailMean one = tail_mean(counting(100), 0.99);
    CHECK(one.beyond == 1);
    CHECK(one.value == 100.0);
    CHECK(std::isnan(one.error));
}

TEST_CASE("intervals of a share are those published")
{
    struct Row {
        int hits, n;
        double wilson_low, wilson_high, exact_low, exact_high;
    };
    // Newcombe 1998, Statistics in Medicine 17:857, table I.
    for (const Row& r : {Row{81, 263, .2553, .3662, .2527, .3676}, Row{15, 148, .0624, .1605, .0578, .1617},
                         Row{0, 20, 0.0, .1611, 0.0, .1684}, Row{1, 29, .0061, .1718, .0009, .1776}}) {
        const ShareInterval score = wilson(r.hits, r.n, 0.95), exact = clopper_pearson(r.hits, r.n, 0.95);
        INFO(r.hits << " of " << r.n);
        CHECK(score.low == Approx(r.wilson_low).margin(5e-5));
        CHECK(score.high == Approx(r.wilson_high).margin(5e-5));
        CHECK(exact.low == Approx(r.exact_low).margin(5e-5));
        CHECK(exact.high == Approx(r.exact_high).margin(5e-5));
    }
    CHECK(clopper_pearson(20, 20, 0.95).high == 1.0);
    CHECK(clopper_pearson(20, 20, 0.95).low == Approx(std::pow(0.025, 1.0 / 20.0)).epsilon(1e-9));
    // The rule of three is the one-sided 95 % bound, that is the two-sided 90 %.
    CHECK(clopper_pearson(0, 1'000, 0.90).high == Approx(3.0 / 1'000.0).epsilon(0.003));
    CHECK(std::isnan(wilson(0, 0, 0.95).value));
}

TEST_CASE("the exact interval of a share never holds it less than 95 times in 100 and Wilson's does so on average")
{
    constexpr int n = 60, shares = 200;
    double exact = 1.0, exact_mean = 0.0, score_mean = 0.0, score = 1.0;
    for (int i = 0; i < shares; ++i) {
        const double p = (i + 0.5) / shares;
        const double at = coverage_at(p, n, clopper_pearson), near = coverage_at(p, n, wilson);
        exact = std::min(exact, at);
        score = std::min(score, near);
        exact_mean += at / shares;
        score_mean += near / shares;
    }
    INFO("exact " << exact << " to mean " << exact_mean << ", Wilson " << score << " to mean " << score_mean);
    CHECK(exact >= 0.95);
    CHECK(exact_mean > 0.96);
    CHECK(std::abs(score_mean - 0.95) < 0.005);
    CHECK(score < 0.95); // what is bought with its shorter intervals
    CHECK(score > 0.83);
}

TEST_CASE("a Pareto quantile finds that of a generalised Pareto distribution of known shape")
{
    for (const double shape : {-0.2, 0.0, 0.3, 0.7}) {
        const auto quantile = [&](double u) {
            return 10.0 + 2.0 * (shape == 0.0 ? -std::log1p(-u) : std::expm1(-shape * std::log1p(-u)) / shape);
        };
        const ParetoQuantile all = pareto_quantile(even(5'000, quantile), 0.999);
        INFO("shape " << shape << " taken as " << all.shape);
        CHECK(all.exceedances == 500);
        CHECK(all.usable);
        CHECK(all.shape == Approx(shape).margin(0.03));
        CHECK(all.value == Approx(quantile(0.999)).epsilon(0.02));
        // Few exceedances: a pull of the shape towards one half would show.
        CHECK(pareto_quantile(even(600, quantile), 0.995).shape == Approx(shape).margin(0.07));
    }
}

TEST_CASE("a Pareto quantile is not offered from few exceedances nor from a tail without a mean")
{
    const auto heavy = [](double u) { return pareto(u, 1.3); };
    const ParetoQuantile endless = pareto_quantile(even(5'000, heavy), 0.995);
    CHECK(endless.shape > 1.1);
    CHECK(!endless.usable);
    const auto light = [](double u) { return lognormal(u, 0.5); };
    CHECK(pareto_quantile(even(500, light), 0.995).usable);
    const ParetoQuantile few = pareto_quantile(even(490, light), 0.995);
    CHECK(few.exceedances == 49);
    CHECK(!few.usable);
    CHECK(pareto_quantile(counting(1'000), 0.5).value == 500.5); // below the threshold the draws speak
    CHECK(!pareto_quantile(std::vector<double>(1'000, 7.0), 0.995).usable);
    CHECK(pareto_quantile(std::vector<double>(1'000, 7.0), 0.995).value == 7.0);
}

TEST_CASE("the ranked probability score of a normal is the integral of its squared distance from the step")
{
    for (const double x : {-1.0, 2.0, 3.7, 9.0}) {
        constexpr double mean = 2.0, sd = 1.5, step = 1e-3;
        double integral = 0.0;
        for (int i = 0; i < 40'000; ++i) {
            const double y = -18.0 + (i + 0.5) * step;
            const double apart = normal_distribution((y - mean) / sd) - (y >= x ? 1.0 : 0.0);
            integral += apart * apart * step;
        }
        CHECK(crps_normal(mean, sd, x) == Approx(integral).epsilon(1e-5));
        const auto sample = even(20'000, [&](double u) { return mean + sd * normal_quantile(u); });
        CHECK(crps_sample(sample, x) == Approx(integral).epsilon(1e-3));
    }
    CHECK(crps_normal(2.0, 0.0, 5.0) == 3.0);
    CHECK(crps_sample({1.0}, 5.0) == 4.0);
    CHECK(crps_sample({0.0, 1.0}, 0.5) == 0.25); // by hand: half of each half, squared
    CHECK(crps_sample({1e12, 1e12 + 1.0}, 1e12 + 0.5) == 0.25);
}

TEST_CASE("a weighted interval score is that worked by hand")
{
    // 50 % interval (4 to 8) and median 5, alpha = .5; then 9 came: width .25 x 4, above by 1, median off by 4.
    const IntervalScore above = weighted_interval_score({0.25, 0.5, 0.75}, {4.0, 5.0, 8.0}, 9.0);
    CHECK(above.dispersion == Approx(1.0 / 1.5));
    CHECK(above.underprediction == Approx((1.0 + 2.0) / 1.5));
    CHECK(above.overprediction == 0.0);
    CHECK(above.total == Approx(4.0 / 1.5));
    const IntervalScore below = weighted_interval_score({0.25, 0.5, 0.75}, {4.0, 5.0, 8.0}, 3.0);
    CHECK(below.overprediction == Approx((1.0 + 1.0) / 1.5));
    CHECK(below.underprediction == 0.0);
    CHECK(weighted_interval_score({0.5}, {5.0}, 9.0).total == 4.0); // a median alone: absolute error
}

TEST_CASE("a weighted interval score of more and more levels tends to the ranked probability score as one over their number")
{
    const auto gap = [](int pairs, double x) {
        std::vector<double> levels, quantiles;
        for (int i = 1; i <= 2 * pairs + 1; ++i) {
            levels.push_back(i / (2.0 * pairs + 2.0));
            quantiles.push_back(normal_quantile(levels.back()));
        }
        return weighted_interval_score(levels, quantiles, x).total - crps_normal(0.0, 1.0, x);
    };
    for (const double x : {-0.4, 1.7}) {
        CHECK(std::abs(gap(1'000, x)) < 1e-3 * crps_normal(0.0, 1.0, x));
        for (const int pairs : {50, 100, 200}) CHECK(gap(pairs, x) / gap(2 * pairs, x) == Approx(2.0).epsilon(0.05));
    }
}
