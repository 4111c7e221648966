// Fits of models whose posterior is known, and what a fit must survive.
#include <atomic>
#include <cmath>
#include <filesystem>

#include "fit/calibrate.hpp"
#include "fit/journal.hpp"
#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "sim/base/error.hpp"
#include "support.hpp"

using namespace hearth;
using namespace hearth::fit;

namespace {

const Luck keys(3, Stream::parameter, 9);
constexpr int d = 3, m = 6;
constexpr double systemic_sd = 0.15, household_sd = 0.2;

MatrixXd slopes()
{
    MatrixXd a(m, d);
    a << 1.0, 0.2, 0.0, 0.3, 1.0, 0.0, 0.5, -0.6, 0.1, 0.0, 0.8, 0.0, 1.2, 0.0, 0.05, -0.4, 0.3, 0.0;
    return a;
}

// Linear outputs with luck of two kinds; the third parameter is nearly without effect.
std::vector<double> linear_world(const VectorXd& u, std::uint64_t seed, std::uint64_t systemic)
{
    const VectorXd shared = inference::normal_vector(m, Luck(systemic, Stream::systemic, 0), 1, 0);
    const VectorXd own = inference::normal_vector(m, Luck(seed, Stream::household, 0), 1, 0);
    const VectorXd out = slopes() * u + systemic_sd * shared + household_sd * own;
    std::vector<double> all(out.data(), out.data() + m);
    all.push_back(42.0); // a figure that is not fitted
    return all;
}

Task linear_task()
{
    Task t;
    t.parameters = d;
    t.parameter_names = {"one", "two", "idle"};
    for (std::size_t i = 0; i < m; ++i) {
        t.output_names.push_back("output " + std::to_string(i));
        t.rows.push_back(i);
        t.scales.push_back(inference::Scale::identity);
    }
    t.data = slopes() * Eigen::Vector3d(0.8, -0.5, 0.0) + 0.1 * VectorXd::LinSpaced(m, -1.0, 1.0);
    t.observation_variance = VectorXd::Constant(m, 0.04);
    t.luck_share = 0.25;
    return t;
}

FitSettings quick()
{
    FitSettings s;
    s.members = 40;
    s.training = 60;
    s.verification = 30;
    s.draws = 400;
    return s;
}

void ignore(const std::string&, int) {}

struct Exact {
    VectorXd mean;
    MatrixXd covariance;
};

// Kalman: error, systemic luck in full, a quarter of household luck.
Exact exact(const Task& t)
{
    const double noise = 0.04 + systemic_sd * systemic_sd + 0.25 * household_sd * household_sd;
    const MatrixXd a = slopes();
    const MatrixXd c = (MatrixXd::Identity(d, d) + a.transpose() * a / noise).inverse();
    return {c * a.transpose() * t.data / noise, c};
}

Fit fit_of(const Task& task, const Simulator& world, Journal* journal = nullptr, Limits limits = {}, FitSettings s = quick())
{
    Runner runner(world, journal, limits);
    return calibrate(task, s, runner, ignore);
}

bool same_bits(const Fit& a, const Fit& b)
{
    return a.draws.cols() > 0 && a.draws.size() == b.draws.size() && (a.draws.array() == b.draws.array()).all() && (a.findings.mean.array() == b.findings.mean.array()).all();
}

} // namespace

TEST_CASE("a fit of a linear model with luck finds the exact posterior, with household luck of the data's size and not of the run's")
{
    const Task task = linear_task();
    const Fit fit = fit_of(task, linear_world);
    const Exact truth = exact(task);
    INFO(fit.reason);
    CHECK(fit.status == Status::converged);
    for (int k = 0; k < 2; ++k) { // a tenth of a standard deviation, and a quarter of the spread: luck is itself estimated
        CHECK(std::abs(fit.findings.mean(k) - truth.mean(k)) < 0.25 * std::sqrt(truth.covariance(k, k)));
        CHECK(fit.findings.sd(k) == Approx(std::sqrt(truth.covariance(k, k))).epsilon(0.25));
    }
    CHECK(fit.findings.contraction(2) < 0.1);
    CHECK(fit.findings.sd(2) == Approx(1.0).epsilon(0.06));
    CHECK(fit.findings.directions == Approx(2.0).margin(0.15));
    CHECK((fit.findings.jacobian - slopes()).cwiseAbs().maxCoeff() < 0.12);
    CHECK(fit.findings.misfit_p > 0.01);
    // Luck by pairs: systemic variance 0.0225, household 0.04; twenty pairs.
    CHECK(fit.systemic.diagonal().mean() == Approx(0.0225).epsilon(0.5));
    CHECK(fit.household.diagonal().mean() == Approx(0.04).epsilon(0.35));
}

TEST_CASE("the ensemble alone gives the exact posterior of a linear model without luck")
{
    const Task task = linear_task();
    FitSettings s = quick();
    s.algorithm = Algorithm::etki;
    const auto world = [](const VectorXd& u, std::uint64_t, std::uint64_t) {
        const VectorXd out = slopes() * u;
        return std::vector<double>(out.data(), out.data() + m);
    };
    const Fit fit = fit_of(task, world, nullptr, {}, s);
    const MatrixXd a = slopes();
    const MatrixXd c = (MatrixXd::Identity(d, d) + a.transpose() * a / 0.04).inverse();
    CHECK((fit.centre - c * a.transpose() * task.data / 0.04).norm() < 1e-9);
    CHECK((fit.spread - c).norm() < 1e-9);
}

TEST_CASE("luck that years do not share is not taken for theirs: twenty pairs find hardly any where there is none")
{
    Task task = linear_task();
    double systemic = 0.0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto world = [](const VectorXd&, std::uint64_t own, std::uint64_t) {
            const VectorXd out = inference::normal_vector(m, Luck(own, Stream::household, 0), 1, 0);
            return std::vector<double>(out.data(), out.data() + m);
        };
        Runner runner(world, nullptr, {});
        Fit fit;
        fit.centre = VectorXd::Zero(d);
        FitSettings s = quick();
        s.seed = seed;
        measure_luck(task, s, runner, fit);
        systemic += fit.systemic.diagonal().mean() / 10.0;
    }
    // Household variance 1: an unbiased estimate has error 0.225, cut at 0 its mean is 0.09; over sixty of them
    // 3.3 standard errors are 0.06.
    CHECK(systemic < 0.15);
}

TEST_CASE("a fit whose verification runs all fail is no fit")
{
    Runner whole(linear_world, nullptr, {});
    calibrate(linear_task(), quick(), whole, ignore);
    int before = 0;
    while (whole.all()[static_cast<std::size_t>(before)].request.stage != Stage::verification) ++before;
    std::atomic<int> made{0};
    const auto world = [&](const VectorXd& u, std::uint64_t seed, std::uint64_t systemic) {
        if (++made > before) throw InputError("the beds are gone");
        return linear_world(u, seed, systemic);
    };
    CHECK_THROWS_WITH(fit_of(linear_task(), world), Catch::Contains("at most a fifth") && Catch::Contains("the beds are gone"));
}

TEST_CASE("a run that fails is recorded with its reason and survived and a world that fails too often is told")
{
    const auto sometimes = [](const VectorXd& u, std::uint64_t seed, std::uint64_t systemic) {
        if (u(2) > 1.2) throw InputError("beds = -1 (must not be negative)");
        auto out = linear_world(u, seed, systemic);
        if (u(2) < -1.6) out[3] = NAN;
        return out;
    };
    const Task task = linear_task();
    Runner runner(sometimes, nullptr, {});
    const Fit fit = calibrate(task, quick(), runner, ignore);
    int failed = 0;
    for (const RunRecord& r : runner.all())
        if (r.failed()) {
            ++failed;
            CHECK(r.failure == "beds = -1 (must not be negative)");
            CHECK(r.outputs.empty());
        }
    CHECK(failed > 5);
    CHECK(fit.waves[0].failures > 0);
    CHECK(std::abs(fit.findings.mean(0) - exact(task).mean(0)) < 0.3 * std::sqrt(exact(task).covariance(0, 0)));
    const auto never = [](const VectorXd& u, std::uint64_t, std::uint64_t) -> std::vector<double> {
        if (u(0) > -0.5) throw InputError("no world");
        return std::vector<double>(m, 0.0);
    };
    CHECK_THROWS_WITH(fit_of(task, never), Catch::Contains("at most a fifth") && Catch::Contains("no world"));
}

TEST_CASE("a fit stopped again and again goes on from its journal to the same bits, on any number of threads")
{
    const Task task = linear_task();
    const Fit straight = fit_of(task, linear_world);
    test::Folder folder;
    int stops = 0;
    for (int part = 0;; ++part) {
        Journal journal(folder.path.string(), "one", false);
        std::atomic<bool> stop{false};
        std::atomic<int> made{0};
        const int most = 7 + 13 * part; // another place each time
        const auto world = [&](const VectorXd& u, std::uint64_t seed, std::uint64_t systemic) {
            if (++made >= most) stop = true;
            return linear_world(u, seed, systemic);
        };
        Limits limits;
        limits.threads = 1 + part % 2;
        limits.stop = &stop;
        FitSettings s = quick();
        s.threads = limits.threads;
        try {
            const Fit fit = fit_of(task, world, &journal, limits, s);
            CHECK(same_bits(fit, straight));
            break;
        } catch (const Stopped&) {
            ++stops;
        }
    }
    CHECK(stops >= 5);
}

TEST_CASE("a journal cut short loses the last run only, and another fit's journal is refused")
{
    const Task task = linear_task();
    test::Folder folder;
    const std::string path = folder.path.string();
    {
        Journal journal(path, "one", false);
        Runner runner(linear_world, &journal, {});
        runner.make({{Stage::region, 0, 0, VectorXd::Zero(d), 1, 1}, {Stage::region, 0, 1, VectorXd::Ones(d), 2, 2}});
    }
    std::filesystem::resize_file(path + "/runs.journal", std::filesystem::file_size(path + "/runs.journal") - 3);
    {
        Journal journal(path, "one", false);
        REQUIRE(journal.size() == 1);
        CHECK(journal.find(0)->outputs == linear_world(VectorXd::Zero(d), 1, 1));
        CHECK(journal.find(1) == nullptr);
        CHECK_THROWS_WITH(Journal(path, "one", false), Catch::Contains("in use"));
    }
    CHECK_THROWS_WITH(Journal(path, "two", false), Catch::Contains("another calibration"));
    CHECK(Journal(path, "two", true).size() == 0);
}

TEST_CASE("a budget ends a fit at a whole wave, and a larger one goes on to the bits of a fit without")
{
    const Task task = linear_task();
    const Fit straight = fit_of(task, linear_world);
    test::Folder folder;
    Limits small;
    small.runs = 50;
    {
        Journal journal(folder.path.string(), "one", false);
        const Fit cut = fit_of(task, linear_world, &journal, small);
        CHECK(cut.status == Status::budget);
        CHECK(cut.draws.cols() == 0);
        CHECK(cut.waves.size() == 1);
        CHECK_THAT(cut.reason, Catch::Contains("--budget-runs 50"));
    }
    Journal journal(folder.path.string(), "one", false);
    CHECK(journal.size() == 40);
    CHECK(same_bits(fit_of(task, linear_world, &journal), straight));
}

TEST_CASE("data that no parameters meet are told before the long run and end in a misfit without draws")
{
    Task task = linear_task();
    task.data(3) = 30.0; // far beyond what the prior allows
    Runner first(linear_world, nullptr, {});
    const Fit preflight = calibrate(task, quick(), first, ignore, true);
    REQUIRE(preflight.warnings.size() >= 1);
    CHECK_THAT(preflight.warnings[0], Catch::Contains("output 3") && Catch::Contains("disagree"));
    CHECK(first.all().size() == 40);
    const Fit fit = fit_of(task, linear_world);
    CHECK(fit.status == Status::misfit);
    CHECK(fit.draws.cols() == 0);
    // Two figures that hang on one parameter and ask for opposite things, each possible alone.
    const auto one = [](const VectorXd& u, std::uint64_t, std::uint64_t) { return std::vector<double>{u(0), u(0), u(1)}; };
    Task pair = linear_task();
    pair.output_names = {"up", "down", "free"};
    pair.rows = {0, 1, 2};
    pair.scales.resize(3);
    pair.data = Eigen::Vector3d(1.5, -1.5, 0.0);
    pair.observation_variance = Eigen::Vector3d::Constant(0.04);
    Runner runner(one, nullptr, {});
    const Fit told = calibrate(pair, quick(), runner, ignore, true);
    REQUIRE(told.warnings.size() == 1);
    CHECK_THAT(told.warnings[0], Catch::Contains("contradictory") && Catch::Contains("up") && Catch::Contains("down"));
}

TEST_CASE("two targets that are one figure twice, with root two times the error each, leave the posterior as one does")
{
    const auto world = [](const VectorXd& u, std::uint64_t, std::uint64_t) { return std::vector<double>{u(0) + 0.3 * u(1), u(1)}; };
    Task once = linear_task();
    once.rows = {0, 1};
    once.output_names = {"a", "b"};
    once.scales.resize(2);
    once.data = Eigen::Vector2d(0.7, -0.2);
    once.observation_variance = Eigen::Vector2d(0.05, 0.1);
    Task twice = once;
    twice.rows = {0, 0, 1};
    twice.output_names = {"a", "a again", "b"};
    twice.scales.resize(3);
    twice.data = Eigen::Vector3d(0.7, 0.7, -0.2);
    twice.observation_variance = Eigen::Vector3d(0.1, 0.1, 0.1);
    FitSettings s = quick();
    s.algorithm = Algorithm::etki;
    const Fit a = fit_of(once, world, nullptr, {}, s), b = fit_of(twice, world, nullptr, {}, s);
    CHECK((a.centre - b.centre).norm() < 1e-9);
    CHECK((a.spread - b.spread).norm() < 1e-9);
}
