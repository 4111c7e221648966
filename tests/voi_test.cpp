// The value of information against closed forms of normal net benefits.
#include <cmath>
#include <numbers>

#include <catch2/catch.hpp>

#include "inference/design.hpp"
#include "inference/value_of_information.hpp"
#include "sim/base/math.hpp"

using namespace hearth;
using namespace hearth::inference;

namespace {

// Independent standard normal draws, one column each.
MatrixXd normals(int draws, int columns, std::uint32_t study)
{
    const Luck luck(13, Stream::parameter, study);
    MatrixXd out(draws, columns);
    for (int j = 0; j < columns; ++j) out.col(j) = normal_vector(draws, luck, static_cast<std::uint64_t>(j), 0);
    return out;
}

// Two options, of which the second brings this more.
MatrixXd against_nothing(const VectorXd& incremental)
{
    MatrixXd out = MatrixXd::Zero(incremental.size(), 2);
    out.col(1) = incremental;
    return out;
}

// Incremental net benefit normal(mean, sd): expected loss of the better choice.
double unit_loss(double mean, double sd)
{
    const double z = std::abs(mean) / sd;
    return sd * std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2
        - std::abs(mean) * normal_distribution(-z);
}

} // namespace

TEST_CASE("perfect information of a normal incremental net benefit is worth its unit loss")
{
    std::uint32_t study = 1;
    for (const double mean : {-800.0, -100.0, 300.0, 1'500.0}) {
        const VectorXd incremental = normals(20'000, 1, study++).col(0).array() * 1'000.0 + mean;
        const Value v = value_of_perfect_information(against_nothing(incremental));
        INFO("mean " << mean << ": " << v.value << " +- " << v.error << ", truth " << unit_loss(mean, 1'000.0));
        CHECK(std::abs(v.value - unit_loss(mean, 1'000.0)) < 3.0 * v.error);
        CHECK(v.error < 0.05 * unit_loss(mean, 1'000.0));
    }
    MatrixXd sure = MatrixXd::Zero(50, 3);
    sure.col(1).setConstant(4.0);
    CHECK(value_of_perfect_information(sure).value == 0.0); // the same option is best in every draw
    MatrixXd hand(2, 2);
    hand << 0.0, 3.0, 0.0, -1.0; // means 0 and 1; the best of each draw 3 and 0
    CHECK(value_of_perfect_information(hand).value == 0.5);
}

TEST_CASE("partial information on one of two linear parameters is worth the unit loss of its own spread")
{
    const MatrixXd x = normals(8'000, 2, 10);
    const double mean = 200.0;
    const VectorXd incremental = (600.0 * x.col(0) - 900.0 * x.col(1)).array() + mean;
    const MatrixXd benefit = against_nothing(incremental);
    const Value all = value_of_perfect_information(benefit);
    const Value first = value_of_partial_information(benefit, x.col(0));
    const Value second = value_of_partial_information(benefit, 5.0 + 0.01 * x.col(1).array()); // its unit is free
    const Value both = value_of_partial_information(benefit, x);
    INFO(first.value << " +- " << first.error << ", " << second.value << " +- " << second.error);
    CHECK(std::abs(first.value - unit_loss(mean, 600.0)) < 3.0 * first.error);
    CHECK(std::abs(second.value - unit_loss(mean, 900.0)) < 3.0 * second.error);
    CHECK(first.error < 0.08 * first.value);
    CHECK(first.value < second.value);
    CHECK(second.value < all.value);
    CHECK(both.value == Approx(all.value).epsilon(1e-6)); // nothing else is uncertain
    const Value again = value_of_partial_information(benefit, x.col(0));
    CHECK(again.value == first.value);
    CHECK(again.error == first.error);
}

TEST_CASE("partial information on an irrelevant parameter is worth nothing within its error")
{
    std::uint32_t study = 20;
    for (const double mean : {0.0, 30.0, -500.0}) {
        const MatrixXd x = normals(3'000, 3, study++);
        const MatrixXd benefit = against_nothing(1'000.0 * x.col(0).array() + mean);
        const Value all = value_of_perfect_information(benefit);
        for (const Value& v : {value_of_partial_information(benefit, x.col(1)),
                               value_of_partial_information(benefit, x.rightCols(2))}) {
            INFO("mean " << mean << ": " << v.value << " +- " << v.error << " of " << all.value);
            CHECK(v.value <= 2.0 * v.error);
            CHECK(v.value < 0.05 * all.value);
        }
    }
}

TEST_CASE("partial information follows a bent dependence and a product of two parameters")
{
    const MatrixXd x = normals(6'000, 4, 30);
    const VectorXd noise = 500.0 * x.col(3);
    // E max(0, 1000 (x^2 - 1)) = 2000 phi(1), and the mean is 0.
    const VectorXd square = 1'000.0 * (x.col(0).array().square() - 1.0);
    const Value bent = value_of_partial_information(against_nothing(square + noise), x.col(0));
    const double bent_truth = 2'000.0 * std::exp(-0.5) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    INFO(bent.value << " +- " << bent.error << ", truth " << bent_truth);
    CHECK(std::abs(bent.value - bent_truth) < 3.0 * bent.error);
    // E max(0, x y) of independent standard normal x, y is 1 / pi; either alone is worth nothing.
    const MatrixXd product = against_nothing(1'000.0 * x.col(0).cwiseProduct(x.col(1)) + noise);
    const Value pair = value_of_partial_information(product, x.leftCols(2));
    INFO(pair.value << " +- " << pair.error);
    CHECK(std::abs(pair.value - 1'000.0 * std::numbers::inv_pi) < 3.0 * pair.error);
    CHECK(value_of_partial_information(product, x.col(0)).value < 0.1 * pair.value);
    CHECK(pair.value < value_of_perfect_information(product).value);
}

TEST_CASE("partial information among three options is worth what knowing the best of three normals is")
{
    // Net benefits independent normal(0, 1) known without noise: E max of three = 1.5 / sqrt(pi).
    const MatrixXd x = normals(6'000, 6, 40);
    const MatrixXd benefit = x.leftCols(3) + 0.7 * x.rightCols(3);
    const Value v = value_of_partial_information(benefit, x.leftCols(3));
    INFO(v.value << " +- " << v.error);
    CHECK(std::abs(v.value - 1.5 * std::numbers::inv_sqrtpi) < 3.0 * v.error);
    const double all = value_of_perfect_information(benefit).value;
    CHECK(all == Approx(1.5 * std::numbers::inv_sqrtpi * std::sqrt(1.49)).epsilon(0.05));
    CHECK(v.value < all);
    MatrixXd shifted = benefit; // what all options share is no reason to choose
    for (int j = 0; j < 3; ++j) shifted.col(j) += 50.0 * x.col(5);
    CHECK(value_of_partial_information(shifted, x.leftCols(3)).value == Approx(v.value).epsilon(1e-6));
}

TEST_CASE("the upward bias of partial information from few draws is taken off")
{
    // 300 draws, noise five times the signal: without the correction the mean is too high.
    constexpr int repetitions = 60;
    double mean = 0.0;
    for (int r = 0; r < repetitions; ++r) {
        const MatrixXd x = normals(300, 2, 100 + static_cast<std::uint32_t>(r));
        const VectorXd incremental = (x.col(0) + 5.0 * x.col(1)).array() + 1.0;
        mean += value_of_partial_information(against_nothing(incremental), x.col(0)).value / repetitions;
    }
    INFO("mean " << mean << ", truth " << unit_loss(1.0, 1.0));
    CHECK(std::abs(mean - unit_loss(1.0, 1.0)) < 0.05);
}

TEST_CASE("partial information of nothing or of what does not vary is worth nothing")
{
    const MatrixXd x = normals(500, 3, 50);
    const MatrixXd benefit = against_nothing(x.col(0));
    CHECK(value_of_partial_information(benefit, MatrixXd(500, 0)).value == 0.0);
    CHECK(value_of_partial_information(benefit, MatrixXd::Constant(500, 2, 0.3)).value == 0.0);
    CHECK(value_of_partial_information(x.col(0), x.col(1)).value == 0.0); // one option
    const Value alone = value_of_partial_information(benefit, x.col(1));
    MatrixXd with_constant = MatrixXd::Constant(500, 2, 0.3);
    with_constant.col(1) = x.col(1);
    CHECK(value_of_partial_information(benefit, with_constant).value == alone.value);
    MatrixXd twice(500, 2);
    twice << x.col(0), x.col(0);
    CHECK(value_of_partial_information(benefit, twice).value
          == Approx(value_of_partial_information(benefit, x.col(0)).value).epsilon(0.01));
    const MatrixXd binary = (x.col(0).array() > 0.0).cast<double>();
    CHECK(value_of_partial_information(benefit, binary).value > 0.3); // E max(0, +- .798) = .399, mean near 0
    CHECK(std::isnan(value_of_partial_information(benefit.topRows(2), x.topRows(2).leftCols(2)).value));
    // 40 draws of 6 parameters afford lines only, and do not fail.
    const MatrixXd few = normals(40, 6, 51);
    CHECK(std::isfinite(value_of_partial_information(against_nothing(few.col(0)), few).value));
}
