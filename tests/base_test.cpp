#include <cmath>
#include <cstring>

#include <boost/math/distributions/normal.hpp>
#include <rapidcheck/catch.h>

#include "tests/support.hpp"

using namespace hearth;

// Known answers published with Random123 1.14 (kat_vectors, philox4x32 with 10 rounds).
TEST_CASE("Philox gives the published known answers")
{
    const auto philox = [](r123::Philox4x32::ctr_type c, r123::Philox4x32::key_type k) {
        return r123::Philox4x32{}(c, k);
    };
    const r123::Philox4x32::ctr_type zero{{0, 0, 0, 0}};
    CHECK(philox(zero, {{0, 0}})
          == r123::Philox4x32::ctr_type{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
    const r123::Philox4x32::ctr_type ones{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}};
    CHECK(philox(ones, {{0xffffffff, 0xffffffff}})
          == r123::Philox4x32::ctr_type{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
    const r123::Philox4x32::ctr_type pi{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}};
    CHECK(philox(pi, {{0xa4093822, 0x299f31d0}})
          == r123::Philox4x32::ctr_type{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

TEST_CASE("luck is addressed: another id, year, purpose, number, draw or seed is other luck")
{
    const Luck luck(7, Stream::household, 3);
    const Words here = luck.words(42, 2015, Purpose::illness, 0);
    CHECK(here == Luck(7, Stream::household, 3).words(42, 2015, Purpose::illness, 0));
    CHECK(here != luck.words(43, 2015, Purpose::illness, 0));
    CHECK(here != luck.words(42 + (1ull << 40), 2015, Purpose::illness, 0));
    CHECK(here != luck.words(42, 2016, Purpose::illness, 0));
    CHECK(here != luck.words(42, 2015, Purpose::onset, 0));
    CHECK(here != luck.words(42, 2015, Purpose::illness, 1));
    CHECK(here != Luck(7, Stream::household, 4).words(42, 2015, Purpose::illness, 0));
    CHECK(here != Luck(7, Stream::systemic, 3).words(42, 2015, Purpose::illness, 0));
    CHECK(here != Luck(8, Stream::household, 3).words(42, 2015, Purpose::illness, 0));
}

TEST_CASE("exp and log are within 2e-15 of the truth over their range")
{
    const Luck luck(1, Stream::parameter, 0);
    double worst_exp = 0.0;
    double worst_log = 0.0;
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        const Words w = luck.words(i, 0, Purpose::key);
        const double x = unit(w[0]) * 1'400.0 - 700.0;
        const long double truth = std::exp(static_cast<long double>(x));
        worst_exp = std::max(worst_exp, static_cast<double>(std::abs((exponential(x) - truth) / truth)));
        const double y = std::exp(unit(w[1]) * 1'000.0 - 500.0) * (0.5 + unit(w[2]));
        const long double log_truth = std::log(static_cast<long double>(y));
        const long double scale = std::max<long double>(std::abs(log_truth), 0.5L);
        worst_log = std::max(worst_log, static_cast<double>(std::abs(logarithm(y) - log_truth) / scale));
    }
    CHECK(worst_exp < 2e-15);
    CHECK(worst_log < 2e-15);
    CHECK(exponential(0.0) == 1.0);
    CHECK(logarithm(1.0) == 0.0);
}

TEST_CASE("the normal quantile agrees with Boost's to 1e-14 and never decreases")
{
    const boost::math::normal truth;
    double worst = 0.0;
    double last = -100.0;
    for (int i = 1; i < 200'000; ++i) {
        const double p = i / 200'000.0;
        const double q = boost::math::quantile(truth, p);
        const double ours = normal_quantile(p);
        worst = std::max(worst, std::abs(ours - q) / std::max(1.0, std::abs(q)));
        CHECK_FALSE(ours < last);
        last = ours;
    }
    for (const double p : {1e-10, 1e-20, 1e-100, 1e-300})
        worst = std::max(worst, std::abs(normal_quantile(p) / boost::math::quantile(truth, p) - 1.0));
    CHECK(worst < 1e-14);
    for (const double x : {-8.0, -3.5, -1.0, 0.0, 0.3, 2.9, 3.1, 6.0})
        CHECK(std::abs(normal_distribution(x) - boost::math::cdf(truth, x)) < 1e-14);
}

// Chi-square over 100 equal cells, 1e6 draws each; family level 0.001 over 3 tests (Sidak), so
// each at 0.000333: the bound is the 0.999667 quantile with 99 degrees of freedom, 152.3.
TEST_CASE("uniform, normal and Poisson samplers follow their laws")
{
    constexpr int n = 1'000'000;
    constexpr int cells = 100;
    constexpr double bound = 152.3;
    const Luck luck(20'141, Stream::household, 0);
    std::vector<int> uniform(cells), gauss(cells);
    std::array<int, 12> counts{};
    constexpr double mean = 2.3;
    for (std::uint32_t i = 0; i < n; ++i) {
        const Words w = luck.words(i, 2014, Purpose::key);
        ++uniform[static_cast<std::size_t>(unit(w[0]) * cells)];
        ++gauss[static_cast<std::size_t>(std::min(0.999999999, normal_distribution(normal(w[1]))) * cells)];
        ++counts[static_cast<std::size_t>(std::min(11, poisson(unit(w[2]), mean)))];
    }
    const auto chi = [&](const std::vector<int>& seen) {
        double sum = 0.0;
        for (const int o : seen) sum += (o - n / cells) * (o - n / cells) / static_cast<double>(n / cells);
        return sum;
    };
    CHECK(chi(uniform) < bound);
    CHECK(chi(gauss) < bound);
    double sum = 0.0;
    double p = std::exp(-mean);
    double rest = 1.0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        const double expected = n * (k + 1 < counts.size() ? p : rest);
        sum += (counts[k] - expected) * (counts[k] - expected) / expected;
        rest -= p;
        p *= mean / (static_cast<double>(k) + 1.0);
    }
    CHECK(sum < 34.4); // 0.999667 quantile with 11 degrees of freedom
}

TEST_CASE("money times a ratio rounds half up to a fen, as on paper")
{
    CHECK((Money{100} * Ratio{145'000}).fen == 15);  // 0.145 x 1.00 yuan = 0.15
    CHECK((Money{100} * Ratio{144'999}).fen == 14);
    CHECK((yuan(40'000) * Ratio{900'000}) == yuan(36'000));
    CHECK((largest_amount * Ratio{ppm_per_one}) == largest_amount);
}

TEST_CASE("a payment split by shares keeps every fen and rounds by largest remainder")
{
    const std::array<Ratio, 3> shares{{{600'000}, {200'000}, {200'000}}};
    std::array<Money, 3> parts{};
    split_by_shares({101}, shares, parts); // 60.6, 20.2, 20.2: the spare fen goes to the first
    CHECK(parts[0].fen == 61);
    CHECK(parts[1].fen == 20);
    CHECK(parts[2].fen == 20);
    const std::array<Ratio, 2> halves{{{500'000}, {500'000}}};
    std::array<Money, 2> two{};
    split_by_shares({1}, halves, two); // a tie goes to the first named
    CHECK(two[0].fen == 1);
    rc::prop("parts always sum to the whole", [](std::uint32_t fen, std::uint32_t a, std::uint32_t b) {
        const auto first = static_cast<std::int32_t>(a % 1'000'001);
        const auto second = static_cast<std::int32_t>(b % static_cast<std::uint32_t>(1'000'001 - first));
        const std::array<Ratio, 3> s{{{first}, {second}, {ppm_per_one - first - second}}};
        std::array<Money, 3> p{};
        split_by_shares({fen}, s, p);
        RC_ASSERT(p[0].fen + p[1].fen + p[2].fen == static_cast<std::int64_t>(fen));
    });
}

TEST_CASE("dates know their calendar")
{
    CHECK(to_date({1970, 1, 1}).days == 0);
    CHECK(to_date({2000, 3, 1}).days - to_date({2000, 2, 28}).days == 2);
    CHECK_FALSE(exists({2017, 2, 29}));
    CHECK(exists({2016, 2, 29}));
    CHECK_FALSE(exists({2017, 13, 1}));
    for (int d = -200'000; d < 200'000; d += 37) CHECK(to_date(to_civil({d})).days == d);
}
