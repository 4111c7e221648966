// Markov chains against known distributions, and their diagnostics against a reference implementation.
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "inference/chains.hpp"
#include "inference/design.hpp"
#include "support.hpp"

using namespace hearth;
using namespace hearth::inference;

namespace {

const Luck keys(11, Stream::parameter, 2);

struct Drawn {
    std::map<std::string, MatrixXd> by_name; // draws x chains
};

Drawn reference_draws(int most)
{
    std::ifstream in(test::root + "/tests/inference/draws.csv");
    REQUIRE(in);
    std::string line;
    std::getline(in, line);
    Drawn out;
    for (const char* name : {"ar1", "shifted", "heavy"}) out.by_name[name] = MatrixXd(most, 4);
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::vector<double> v;
        for (std::string cell; std::getline(cells, cell, ',');) v.push_back(std::stod(cell));
        if (v[0] > most) continue;
        const auto i = static_cast<Eigen::Index>(v[0]) - 1, c = static_cast<Eigen::Index>(v[1]) - 1;
        out.by_name["ar1"](i, c) = v[2];
        out.by_name["shifted"](i, c) = v[3];
        out.by_name["heavy"](i, c) = v[4];
    }
    return out;
}

void check_against(const std::string& file, int most)
{
    const Drawn drawn = reference_draws(most);
    std::ifstream in(test::root + "/tests/inference/" + file);
    REQUIRE(in);
    std::string line;
    std::getline(in, line);
    int checked = 0;
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        std::string name, statistic, value;
        std::getline(cells, name, ',');
        std::getline(cells, statistic, ',');
        std::getline(cells, value, ',');
        const MatrixXd& x = drawn.by_name.at(name);
        const std::map<std::string, double (*)(const MatrixXd&)> ours{{"rhat", rank_r_hat}, {"ess_bulk", bulk_size}, {"ess_tail", tail_size},
                                                                     {"ess_mean", mean_size}, {"mcse_mean", error_of_mean}};
        const auto at = ours.find(statistic);
        if (at == ours.end()) continue;
        INFO(name << " " << statistic);
        CHECK(at->second(x) == Approx(std::stod(value)).epsilon(1e-10));
        ++checked;
    }
    CHECK(checked == 15);
}

ChainSettings long_chains(int draws)
{
    ChainSettings s;
    s.warm_up = 4'000;
    s.draws = draws;
    return s;
}

MatrixXd normal_start(int d, int n, double spread)
{
    return spread * normal_scores(d, n, keys, 9);
}

double quantile(MatrixXd draws, double p)
{
    std::sort(draws.data(), draws.data() + draws.size());
    return draws.data()[static_cast<Eigen::Index>(p * static_cast<double>(draws.size() - 1) + 0.5)];
}

} // namespace

TEST_CASE("R-hat, effective sizes and Monte Carlo errors are those of R's posterior package to 1e-10")
{
    check_against("diagnostics.csv", 400);
    check_against("diagnostics_first399.csv", 399); // odd: the middle draw is dropped
}

TEST_CASE("chains draw a correlated Gaussian in twenty dimensions")
{
    const int d = 20;
    MatrixXd a(d, d);
    for (int j = 0; j < d; ++j) a.col(j) = normal_vector(d, keys, static_cast<std::uint64_t>(j), 3);
    const MatrixXd covariance = a * a.transpose() / d + 0.05 * MatrixXd::Identity(d, d);
    const Eigen::LLT<MatrixXd> root(covariance);
    const Chains c = sample([&](const VectorXd& u) { return -0.5 * root.matrixL().solve(u).squaredNorm(); }, normal_start(d, 80, 1.0), long_chains(6'000), keys);
    for (const int k : {0, 7, 19}) {
        const MatrixXd x = c.of(k);
        const double sd = std::sqrt(covariance(k, k));
        CHECK(rank_r_hat(x) < 1.01);
        CHECK(std::abs(x.mean()) < 4.0 * error_of_mean(x));
        for (const double p : {0.05, 0.5, 0.95}) {
            const MatrixXd below = (x.array() <= sd * normal_quantile(p)).cast<double>();
            CHECK(std::abs(below.mean() - p) < 4.0 * error_of_mean(below));
        }
    }
    CHECK(bulk_size(c.of(0)) > 24'000.0 / 30.0); // a random walk in twenty dimensions has one effective draw in 150
}

TEST_CASE("chains draw a banana and find both modes of two that lie ten standard deviations apart")
{
    const auto banana = [](const VectorXd& u) {
        const double bent = u(1) + 0.1 * (u(0) * u(0) - 100.0) * 0.5;
        return -0.5 * u(0) * u(0) / 25.0 - 0.5 * bent * bent;
    };
    const Chains b = sample(banana, normal_start(2, 40, 3.0), long_chains(20'000), keys);
    const MatrixXd x = b.of(0);
    CHECK(rank_r_hat(x) < 1.02);
    for (const double p : {0.05, 0.5, 0.95}) {
        const MatrixXd below = (x.array() <= 5.0 * normal_quantile(p)).cast<double>();
        CHECK(std::abs(below.mean() - p) < 4.0 * error_of_mean(below));
    }
    const auto modes = [](const VectorXd& u) {
        const double left = -0.5 * (u(0) + 5.0) * (u(0) + 5.0) - 0.5 * u(1) * u(1), right = -0.5 * (u(0) - 5.0) * (u(0) - 5.0) - 0.5 * u(1) * u(1);
        return std::log(0.3 * std::exp(left) + 0.7 * std::exp(right));
    };
    const Chains m = sample(modes, normal_start(2, 40, 5.0), long_chains(20'000), keys);
    const MatrixXd right = (m.of(0).array() > 0.0).cast<double>();
    CHECK(rank_r_hat(m.of(0)) < 1.02);
    CHECK(std::abs(right.mean() - 0.7) < 4.0 * error_of_mean(right));
}

TEST_CASE("draws under a surrogate that is off are still those of the density itself, and come nearly independent")
{
    const auto density = [](const VectorXd& u) { return -0.5 * u.squaredNorm(); };
    const auto surrogate = [](const VectorXd& u) { return -0.5 * (u.array() - 0.3).square().sum() / 1.3; };
    ChainSettings s;
    s.warm_up = 1'000;
    s.draws = 2'000;
    const Chains c = sample(density, normal_start(5, 40, 1.0), s, keys, surrogate);
    for (int k = 0; k < 5; ++k) {
        const MatrixXd x = c.of(k);
        CHECK(std::abs(x.mean()) < 4.0 * error_of_mean(x));
        for (const double p : {0.05, 0.95}) {
            const MatrixXd below = (x.array() <= normal_quantile(p)).cast<double>();
            CHECK(std::abs(below.mean() - p) < 4.0 * error_of_mean(below));
        }
        CHECK(bulk_size(x) > 8'000.0 / 5.0);
    }
}

TEST_CASE("R-hat finds chains stuck in two modes")
{
    MatrixXd stuck(500, 4);
    for (int c = 0; c < 4; ++c) stuck.col(c) = normal_vector(500, keys, static_cast<std::uint64_t>(c), 5).array() + (c < 2 ? -5.0 : 5.0);
    CHECK(rank_r_hat(stuck) > 1.5);
    // The same mean but another spread: only the folded R-hat sees it.
    for (int c = 0; c < 4; ++c) stuck.col(c) = normal_vector(500, keys, static_cast<std::uint64_t>(c), 6) * (c < 2 ? 1.0 : 3.0);
    CHECK(rank_r_hat(stuck) > 1.05);
}

TEST_CASE("chains are the same draws on one thread and on two")
{
    const auto density = [](const VectorXd& u) { return -0.5 * u.squaredNorm() + 0.1 * u(0) * u(1); };
    ChainSettings s = long_chains(500);
    s.threads = 1;
    const Chains one = sample(density, normal_start(3, 20, 1.0), s, keys);
    s.threads = 2;
    const Chains two = sample(density, normal_start(3, 20, 1.0), s, keys);
    CHECK((one.pooled().array() == two.pooled().array()).all());
    CHECK(quantile(one.of(0), 0.5) == quantile(two.of(0), 0.5));
}
