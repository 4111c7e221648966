// The algorithms of calibration against answers known exactly.
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "inference/design.hpp"
#include "inference/emulator.hpp"
#include "inference/etki.hpp"
#include "inference/prior.hpp"
#include "inference/weights.hpp"
#include "support.hpp"

using namespace hearth;
using namespace hearth::inference;

namespace {

const Luck keys(7, Stream::parameter, 1);

MatrixXd random_matrix(int rows, int columns, int year)
{
    MatrixXd out(rows, columns);
    for (int j = 0; j < columns; ++j) out.col(j) = normal_vector(rows, keys, static_cast<std::uint64_t>(j), year);
    return out;
}

MatrixXd positive_definite(int n, int year)
{
    const MatrixXd a = random_matrix(n, n, year);
    return a * a.transpose() / n + 0.3 * MatrixXd::Identity(n, n);
}

// A linear model with Gaussian errors and its posterior (Kalman): mean and covariance.
struct Linear {
    static constexpr int d = 8, m = 17;
    MatrixXd a = random_matrix(m, d, 1), gamma = positive_definite(m, 2);
    VectorXd b = random_matrix(m, 1, 3), y = random_matrix(m, 1, 4) * 2.0;
    MatrixXd covariance() const
    {
        return (MatrixXd::Identity(d, d) + a.transpose() * gamma.ldlt().solve(a)).inverse();
    }
    VectorXd mean() const { return covariance() * a.transpose() * gamma.ldlt().solve(y - b); }
    MatrixXd outputs(const MatrixXd& u) const { return (a * u).colwise() + b; }
};

std::vector<std::vector<double>> numbers_of(const std::string& name)
{
    std::ifstream in(test::root + "/tests/inference/" + name);
    REQUIRE(in);
    std::string line;
    std::getline(in, line);
    std::vector<std::vector<double>> rows;
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::vector<double> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
        rows.push_back(row);
    }
    return rows;
}

} // namespace

TEST_CASE("ensemble inversion of a linear model gives the Kalman posterior to 1e-10 whatever the members and steps")
{
    const Linear model;
    for (const int members : {20, 40, 80})
        for (const std::vector<double>& schedule : {std::vector<double>{1.0}, {0.1, 0.2, 0.3, 0.4}, {}}) {
            MatrixXd u = matched(normal_scores(Linear::d, members, keys, members));
            double time = 0.0;
            for (std::size_t i = 0; time < 1.0; ++i) {
                const MatrixXd g = model.outputs(u);
                const double step = schedule.empty() ? tempering_step(misfits(g, model.y, model.gamma), Linear::m, 1.0 - time) : schedule[i];
                u = transform(u, g, model.y, model.gamma, step);
                time = time + step > 1.0 - 1e-12 ? 1.0 : time + step;
            }
            INFO(members << " members, " << schedule.size() << " steps given");
            CHECK((mean_of(u) - model.mean()).norm() / model.mean().norm() < 1e-10);
            CHECK((covariance_of(u) - model.covariance()).norm() / model.covariance().norm() < 1e-10);
        }
}

TEST_CASE("steps by data misfit are small where the ensemble is far from the data and take all that is left near it")
{
    const Linear model;
    const MatrixXd u = matched(normal_scores(Linear::d, 80, keys, 5));
    const MatrixXd g = model.outputs(u);
    const VectorXd far = model.y.array() + 50.0;
    CHECK(tempering_step(misfits(g, far, model.gamma), Linear::m, 1.0) < 0.05);
    CHECK(tempering_step(misfits(g, model.y, 100.0 * model.gamma), Linear::m, 0.7) == 0.7);
    // By hand: misfits 1 and 3 have mean 2 and variance 1; m = 4 gives max(4/4, sqrt(4/2)) = 1.41, cut to 0.9.
    CHECK(tempering_step(Eigen::Vector2d(1.0, 3.0), 4, 0.9) == 0.9);
    CHECK(tempering_step(Eigen::Vector2d(10.0, 30.0), 4, 0.9) == Approx(std::sqrt(4.0 / 200.0)));
}

TEST_CASE("a matched design has mean zero and covariance one exactly, and fills every margin evenly")
{
    const MatrixXd z = matched(normal_scores(12, 120, keys, 0));
    CHECK(mean_of(z).norm() < 1e-13);
    CHECK((covariance_of(z) - MatrixXd::Identity(12, 12)).norm() < 1e-12);
    const MatrixXd raw = normal_scores(12, 128, keys, 0);
    for (int k = 0; k < 12; ++k) { // a Sobol' sequence puts 16 of 128 points into every eighth, but for the shift
        int first = 0;
        for (int j = 0; j < 128; ++j) first += raw(k, j) < -1.1503493803760079;
        CHECK(first >= 14);
        CHECK(first <= 18);
    }
}

TEST_CASE("an emulator with a given kernel is universal kriging to 1e-8 of a reference at 60 digits")
{
    const auto data = numbers_of("kriging_data.csv");
    const auto reference = numbers_of("kriging_reference.csv");
    const auto n = static_cast<Eigen::Index>(data.size());
    MatrixXd x(2, n);
    VectorXd y(n), nugget(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto& row = data[static_cast<std::size_t>(i)];
        x(0, i) = row[0];
        x(1, i) = row[1];
        y(i) = row[2];
        nugget(i) = row[3];
    }
    const Emulator e(Basis::quadratic, x, y, nugget, {0.8, Eigen::Vector2d(0.5, 0.9), 1.0});
    REQUIRE(reference.size() == 6);
    for (const auto& row : reference) {
        const Prediction p = e.at(Eigen::Vector2d(row[0], row[1]));
        CHECK(std::abs(p.mean - row[2]) < 1e-8 * std::abs(row[2]));
        CHECK(std::abs(p.variance - row[3]) < 1e-8 * row[3]);
    }
    CHECK(e.restricted_log_likelihood() == Approx(26.910549091953222).epsilon(1e-10)); // without log|H'H|
}

TEST_CASE("leaving one run out by formula is what fitting without it predicts")
{
    const MatrixXd x = random_matrix(2, 30, 9);
    VectorXd y(30), noise(30);
    for (int i = 0; i < 30; ++i) {
        y(i) = std::sin(2.0 * x(0, i)) + 0.5 * x(1, i);
        noise(i) = 0.01 * (1.0 + i % 3);
    }
    const Kernel kernel{0.7, Eigen::Vector2d(1.0, 2.0), 1.3};
    const LeftOut out = Emulator(Basis::linear, x, y, noise, kernel).left_out();
    for (const int i : {0, 11, 29}) {
        MatrixXd rest(2, 29);
        VectorXd values(29), noises(29);
        for (int j = 0, k = 0; j < 30; ++j)
            if (j != i) {
                rest.col(k) = x.col(j);
                values(k) = y(j);
                noises(k++) = noise(j);
            }
        const Prediction p = Emulator(Basis::linear, rest, values, noises, kernel).at(x.col(i));
        CHECK(out.residual(i) == Approx(y(i) - p.mean).epsilon(1e-8));
        CHECK(out.variance(i) == Approx(p.variance + 1.3 * noise(i)).epsilon(1e-8));
    }
}

TEST_CASE("a fitted kernel finds the noise, the idle dimension and honest intervals")
{
    const int n = 200;
    const MatrixXd x = normal_scores(3, n, keys, 3);
    const VectorXd luck = random_matrix(n, 1, 31);
    VectorXd y(n);
    const auto truth = [](const VectorXd& u) { return 2.0 * std::sin(1.5 * u(0)) + 0.3 * u(1); }; // u(2) is idle
    for (int i = 0; i < n; ++i) y(i) = truth(x.col(i)) + 0.3 * luck(i);
    // The noise is given as four times too small: the factor must find it.
    const Emulator e = Emulator::fit(x, y, VectorXd::Constant(n, 0.09 / 2.0));
    CHECK(e.kernel().noise_factor == Approx(2.0).epsilon(0.3));
    CHECK(e.kernel().lengths(0) < e.kernel().lengths(2));
    int inside = 0;
    double errors = 0.0;
    const MatrixXd fresh = random_matrix(3, 400, 32);
    for (int i = 0; i < 400; ++i) {
        const Prediction p = e.at(fresh.col(i));
        const double apart = p.mean - truth(fresh.col(i));
        inside += std::abs(apart) < 1.96 * std::sqrt(p.variance);
        errors += apart * apart / 400.0;
    }
    CHECK(inside > 360); // 95 % nominal; correlated errors leave room
    CHECK(errors < 0.09);
}

TEST_CASE("Sobol indices of the Ishigami function lie within three standard errors, and none is negative without a cause")
{
    // Ishigami & Homma 1990, a = 7, b = 0.1: S = 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.
    constexpr double pi = 3.14159265358979323846;
    const auto f = [](const VectorXd& u) {
        const auto at = [&](int k) { return pi * (2.0 * u(k) - 1.0); };
        return std::sin(at(0)) + 7.0 * std::pow(std::sin(at(1)), 2) + 0.1 * std::pow(at(2), 4) * std::sin(at(0));
    };
    const SobolIndices s = sobol_indices(f, 3, 20'000, true, keys);
    const double first[] = {0.31390519114781146, 0.44241114479004084, 0.0}, total[] = {0.5575888552099592, 0.44241114479004084, 0.24368366406214773};
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(std::abs(s.first[k].value - first[k]) < 3.0 * s.first[k].error);
        CHECK(std::abs(s.total[k].value - total[k]) < 3.0 * s.total[k].error);
        CHECK(s.first[k].error < 0.05);
        CHECK(s.first[k].value + 1.645 * s.first[k].error > 0.0);
    }
}

TEST_CASE("Sobol intervals are honest: 90 per cent of 90 per cent intervals cover Ishigami's indices")
{
    constexpr double pi = 3.14159265358979323846;
    const auto f = [](const VectorXd& u) {
        const auto at = [&](int k) { return pi * (2.0 * u(k) - 1.0); };
        return std::sin(at(0)) + 7.0 * std::pow(std::sin(at(1)), 2) + 0.1 * std::pow(at(2), 4) * std::sin(at(0));
    };
    int covered = 0, all = 0;
    const double total[] = {0.5575888552099592, 0.44241114479004084, 0.24368366406214773};
    for (std::uint32_t r = 0; r < 150; ++r) {
        const SobolIndices s = sobol_indices(f, 3, 2'000, true, Luck(50, Stream::parameter, r));
        for (std::size_t k = 0; k < 3; ++k, ++all) covered += std::abs(s.total[k].value - total[k]) < 1.729 * s.total[k].error; // t, 19 df
    }
    // Level 0.9; three indices of one sample hang together: band of 4 sd of 150 independent ones.
    CHECK(static_cast<double>(covered) / all > 0.80);
    CHECK(static_cast<double>(covered) / all < 0.98);
}

TEST_CASE("variance parts are unbiased, and one run a group would overstate the spread by the luck in it")
{
    // theta ~ N(0, 0.5), y ~ N(theta, 2): 300 studies of 20 groups of 3.
    double between = 0.0, within = 0.0, naive = 0.0, squares = 0.0, claimed = 0.0;
    constexpr int studies = 300;
    for (int s = 0; s < studies; ++s) {
        const VectorXd theta = normal_vector(20, keys, 1'000 + static_cast<std::uint64_t>(s), 40) * std::sqrt(0.5);
        MatrixXd y(20, 3);
        for (int r = 0; r < 3; ++r) y.col(r) = theta + std::sqrt(2.0) * normal_vector(20, keys, static_cast<std::uint64_t>(s * 3 + r), 41);
        const VarianceParts parts = variance_parts(y);
        between += parts.between / studies;
        squares += parts.between * parts.between / studies;
        within += parts.within / studies;
        claimed += parts.between_error * parts.between_error / studies;
        naive += (y.col(0).array() - y.col(0).mean()).square().sum() / 19.0 / studies;
    }
    const double actual = squares - between * between;
    CHECK(std::abs(between - 0.5) < 3.0 * std::sqrt(actual / studies));
    CHECK(std::abs(within - 2.0) < 3.0 * std::sqrt(2.0 * 4.0 / 40.0 / studies));
    CHECK(naive == Approx(2.5).epsilon(0.1));
    CHECK(claimed == Approx(actual).epsilon(0.3)); // the standard error is honest
}

TEST_CASE("covariance parts of pairs find what groups share and what they do not")
{
    std::vector<MatrixXd> groups;
    for (int g = 0; g < 4'000; ++g) {
        const VectorXd shared = normal_vector(1, keys, static_cast<std::uint64_t>(g), 50);
        MatrixXd pair(2, 2);
        for (int r = 0; r < 2; ++r) {
            const VectorXd own = normal_vector(2, keys, static_cast<std::uint64_t>(2 * g + r), 51);
            pair(0, r) = shared(0) + 0.5 * own(0);
            pair(1, r) = 2.0 * shared(0) + own(1);
        }
        groups.push_back(pair);
    }
    const CovarianceParts parts = covariance_parts(groups);
    CHECK(parts.between(0, 0) == Approx(1.0).epsilon(0.08));
    CHECK(parts.between(0, 1) == Approx(2.0).epsilon(0.08));
    CHECK(parts.between(1, 1) == Approx(4.0).epsilon(0.08));
    CHECK(parts.within(0, 0) == Approx(0.25).epsilon(0.08));
    CHECK(parts.within(1, 1) == Approx(1.0).epsilon(0.08));
    CHECK(std::abs(parts.within(0, 1)) < 0.03);
}

TEST_CASE("a shrunk covariance keeps variances and is positive definite with fewer points than outputs")
{
    const MatrixXd points = random_matrix(12, 8, 60);
    const MatrixXd shrunk = shrunk_covariance(points);
    CHECK((shrunk.diagonal() - covariance_of(points).diagonal()).norm() < 1e-12);
    CHECK(Eigen::SelfAdjointEigenSolver<MatrixXd>(shrunk).eigenvalues().minCoeff() > 0.0);
}

TEST_CASE("a prior turns standard normal numbers into its own quantiles and never leaves its bounds")
{
    const Prior lognormal{PriorFamily::normal, Scale::log, 2.0, 0.5, 0.01, 100.0};
    CHECK(lognormal.natural(0.0) == Approx(2.0));
    CHECK(lognormal.natural(1.0) == Approx(2.0 * std::exp(0.5)));
    const Prior cut{PriorFamily::normal, Scale::identity, 0.0, 1.0, -0.5, 0.25};
    // By hand: P(Z < -0.5) = 0.308538, P(Z < 0.25) = 0.598706; the middle of those is 0.453622.
    CHECK(cut.natural(0.0) == Approx(-0.116516).epsilon(1e-5));
    CHECK(cut.natural(-9.0) >= -0.5);
    CHECK(cut.natural(9.0) <= 0.25);
    const Prior flat{PriorFamily::uniform, Scale::log, 1.0, 100.0, 1.0, 100.0};
    CHECK(flat.natural(0.0) == Approx(10.0));
    const Prior beta{PriorFamily::beta, Scale::identity, 2.0, 3.0, 0.0, 1.0};
    CHECK(beta.natural(0.0) == Approx(0.385728)); // median of beta(2, 3)
    const Prior triangle{PriorFamily::triangular, Scale::identity, 0.0, 0.0, 0.0, 2.0};
    CHECK(triangle.natural(0.0) == Approx(2.0 - std::sqrt(2.0))); // falling from 0 to 2
    for (const Prior& p : {lognormal, cut, flat, beta, triangle})
        for (const double u : {-2.5, -1.0, 0.3, 1.7}) CHECK(p.standard(p.natural(u)) == Approx(u).margin(1e-6));
}

TEST_CASE("Pareto smoothed weights are those of the reference implementation")
{
    const auto columns = numbers_of("log_weights.csv");
    std::ifstream in(test::root + "/tests/inference/psis.csv");
    std::map<std::string, std::map<std::string, std::map<int, double>>> expected;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::string what, statistic, index, value;
        std::getline(cells, what, ',');
        std::getline(cells, statistic, ',');
        std::getline(cells, index, ',');
        std::getline(cells, value, ',');
        expected[what][statistic][std::stoi(index)] = std::stod(value);
    }
    const std::string names[] = {"k_small", "k_medium", "k_large"};
    for (std::size_t c = 0; c < 3; ++c) {
        VectorXd weights(static_cast<Eigen::Index>(columns.size()));
        for (std::size_t i = 0; i < columns.size(); ++i) weights(static_cast<Eigen::Index>(i)) = columns[i][c];
        const Smoothed s = smooth_weights(weights);
        auto& e = expected[names[c]];
        INFO(names[c]);
        CHECK(s.k == Approx(e["pareto_k"][0]).epsilon(1e-9));
        CHECK(s.size == Approx(e["n_eff"][0]).epsilon(1e-9));
        for (const char* set : {"smoothed_normalised_log_weight", "smoothed_normalised_log_weight_extra"})
            for (const auto& [index, value] : e[set]) CHECK(std::log(s.weights(index - 1)) == Approx(value).epsilon(1e-9));
    }
    CHECK(smooth_weights(VectorXd::Zero(200)).size == Approx(200.0));
}

TEST_CASE("uniform ranks stay within their simultaneous band and ranks of too narrow a posterior leave it")
{
    const double level = simultaneous_level(200, 100, 0.01, keys);
    CHECK(level < 0.01);
    CHECK(level > 1e-5);
    int outside = 0, caught = 0;
    for (int s = 0; s < 200; ++s) {
        std::vector<int> uniform, narrow;
        for (int i = 0; i < 200; ++i) {
            const Words w = keys.words(static_cast<std::uint64_t>(i), s, Purpose::design, 77);
            uniform.push_back(static_cast<int>(unit(w[0]) * 101));
            // A posterior whose sd is two thirds of what it should be.
            narrow.push_back(static_cast<int>(normal_distribution(normal(w[1]) / 0.667) * 101));
        }
        outside += rank_significance(uniform, 100) < level;
        caught += s < 20 && rank_significance(narrow, 100) < level;
    }
    CHECK(caught >= 18);
    CHECK(outside <= 9); // 2 expected at 1 %; 9 or more has probability 2e-4
}
