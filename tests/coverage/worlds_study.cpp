// Are forecasts honest on hearth itself? SyntheticWorlds are drawn from the prior; each lives eight years in a small population.
// The figures of years 1 to 5, blurred by a known error, are fitted (emulators, density, chains, as a fit does), and years
// 6 to 8 are forecast by the forecast's own code from posterior draws, fresh paths and fresh luck. Nine intervals in ten
// must hold what came. A forecast from the fitted means that varies seeds alone must be found too sure.
#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "fit/density.hpp"
#include "fit/model.hpp"
#include "fit/stages.hpp"
#include "forecast/simulator.hpp"
#include "inference/design.hpp"
#include "inference/scores.hpp"
#include "tests/coverage/studies.hpp"

using namespace hearth;
using namespace hearth::fit;
using studies::LuckModel, studies::Settings;
namespace inf = hearth::inference;

namespace {

constexpr int fitted_years = 5, years = 8;
constexpr int draws = 39;            // between the second and the last but one lie 36 of 40 places: 90 %
constexpr double error_share = 0.8;  // sd of the error of a figure / sd of luck of one run
constexpr int control_every = 4;     // worlds forecast by seeds alone
const std::vector<std::pair<std::string, std::string>> forecast_measures{
    {"poverty_headcount", "all"}, {"oop_mean", "all"}, {"admission_rate", "all"}, {"forgone_inpatient_share", "all"}, {"fund_paid", "layer:basic"}};

struct World8 {
    std::vector<double> figures; //!< by target, natural units
    std::vector<double> ahead;   //!< by forecast measure and year 6 to 8
};

struct Score {
    double within = 0.0, within_half = 0.0, crps = 0.0;
};

struct SyntheticWorlds {
    const Tables& tables;
    const Scenario& scenario;
    const Model& model;
    Task task;
    Settings s;
    std::vector<std::string> paths;

    forecast::Simulator simulator(const MatrixXd& natural, std::uint64_t seed, forecast::Vary vary) const
    {
        forecast::Settings f;
        f.years = years;
        f.seed = seed;
        f.share = model.share();
        f.twin = false;
        f.moments = false;
        f.vary = vary;
        Posterior posterior;
        posterior.paths = paths;
        posterior.draws = natural;
        return {tables, {scenario}, posterior, "world", f};
    }

    double value(const forecast::Layout& layout, const forecast::Lived& lived, const std::string& measure, const std::string& group, int year) const
    {
        for (std::size_t c = 0; c < layout.kept.size(); ++c)
            if (measures()[layout.kept[c].measure].name == measure && layout.kept_groups[layout.kept[c].group] == group)
                return lived.kept[layout.at(c, 0, static_cast<std::size_t>(year - layout.years.front()))];
        throw std::runtime_error(measure + " of " + group + " is not told");
    }

    World8 read(const forecast::Simulator& simulator, const forecast::Lived& lived) const
    {
        World8 w;
        for (const Target& t : model.targets()) w.figures.push_back(value(simulator.layout(), lived, t.measure, t.group, t.year));
        const int first = static_cast<int>(simulator.layout().years.front());
        for (const auto& [measure, group] : forecast_measures)
            for (int y = fitted_years; y < years; ++y) w.ahead.push_back(value(simulator.layout(), lived, measure, group, first + y));
        return w;
    }
};

std::vector<RunRecord> train(const SyntheticWorlds& w)
{
    const MatrixXd points = inf::normal_scores(w.task.parameters, w.s.training, Luck(w.s.seed, Stream::parameter, 400), 0);
    std::vector<RunRecord> out(static_cast<std::size_t>(w.s.training));
#pragma omp parallel for schedule(dynamic) default(none) shared(out, points, w)
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::uint64_t seed = seed_of(w.s.seed, Stage::training, 9, static_cast<int>(i));
        out[i].request = {Stage::training, 0, static_cast<int>(i), points.col(static_cast<Eigen::Index>(i)), seed, seed};
        out[i].outputs = w.model.outputs(out[i].request.point, seed, seed);
    }
    return out;
}

// Posterior draws of one world, standard normal, parameters x draws.
MatrixXd posterior_of(const SyntheticWorlds& w, const VectorXd& figures, const MatrixXd& luck, const std::vector<inf::Emulator>& emulators, int number)
{
    Task task = w.task;
    const VectorXd sd = error_share * luck.diagonal().cwiseSqrt();
    task.observation_variance = sd.array().square();
    task.data = figures + sd.cwiseProduct(inf::normal_vector(static_cast<int>(figures.size()), Luck(w.s.seed, Stream::parameter, 402), static_cast<std::uint64_t>(number), 0));
    std::vector<std::size_t> used(emulators.size());
    for (std::size_t i = 0; i < used.size(); ++i) used[i] = i;
    const PosteriorDensity density(task, emulators, used, luck);
    inf::ChainSettings c;
    c.warm_up = 300;
    c.draws = 100;
    c.inner = 8;
    c.threads = 1;
    const MatrixXd start = inf::normal_scores(task.parameters, 60, Luck(w.s.seed, Stream::parameter, 403), 0);
    const VectorXd variance = density.mean_variance(start);
    const MatrixXd pooled = inf::sample([&](const VectorXd& u) { return density(u); }, start, c, Luck(w.s.seed, Stream::parameter, 20'000u + static_cast<std::uint32_t>(number)),
                                        [&](const VectorXd& u) { return density.with_variance(u, variance); }).pooled();
    MatrixXd out(pooled.rows(), draws);
    for (int j = 0; j < draws; ++j) out.col(j) = pooled.col((2 * j + 1) * pooled.cols() / (2 * draws));
    return out;
}

MatrixXd natural_of(const SyntheticWorlds& w, const MatrixXd& points)
{
    MatrixXd out(points.rows(), points.cols());
    for (Eigen::Index j = 0; j < points.cols(); ++j) out.col(j) = w.model.natural(points.col(j));
    return out;
}

Score score(const SyntheticWorlds& w, const forecast::Simulator& simulator, const std::vector<double>& came)
{
    std::vector<std::vector<double>> ahead(came.size());
    for (int d = 0; d < draws; ++d) {
        const World8 lived = w.read(simulator, simulator.live(d, forecast::Kind::draw));
        for (std::size_t i = 0; i < came.size(); ++i) ahead[i].push_back(lived.ahead[i]);
    }
    Score out;
    for (std::size_t i = 0; i < came.size(); ++i) {
        std::sort(ahead[i].begin(), ahead[i].end());
        const double share = 1.0 / static_cast<double>(came.size());
        out.within += share * (came[i] > ahead[i][1] && came[i] < ahead[i][draws - 2]);
        out.within_half += share * (came[i] > ahead[i][9] && came[i] < ahead[i][draws - 10]); // 20 of 40 places
        out.crps += share * inf::crps_sample(ahead[i], came[i]) / std::max(1e-9, std::abs(came[i]));
    }
    return out;
}

struct Mean {
    double value = 0.0, error = 0.0;
};

Mean mean_of(const std::vector<Score>& scores, double Score::*what)
{
    Mean m;
    const auto n = static_cast<double>(scores.size());
    for (const Score& s : scores) m.value += s.*what / n;
    double squares = 0.0;
    for (const Score& s : scores) squares += (s.*what - m.value) * (s.*what - m.value);
    m.error = n > 1 ? std::sqrt(squares / (n * (n - 1.0))) : 0.0;
    return m;
}

bool print(const std::string& name, const std::vector<Score>& scores, bool honest)
{
    const Mean at_90 = mean_of(scores, &Score::within), at_50 = mean_of(scores, &Score::within_half), crps = mean_of(scores, &Score::crps);
    const bool within = std::abs(at_90.value - 0.9) <= std::max(0.03, 3.3 * at_90.error), below = at_90.value + 3.3 * at_90.error < 0.87;
    const bool good = honest ? within : below;
    std::cout << fmt::format("| {} | {} | {:.1f} ± {:.1f} | {:.1f} ± {:.1f} | {:.4f} | {} |\n", name, scores.size(), 100 * at_90.value, 100 * at_90.error, 100 * at_50.value, 100 * at_50.error,
                             crps.value, good ? "as it should be" : "WRONG");
    return good;
}

} // namespace

int hearth::studies::worlds_study(const Tables& tables, const Scenario& scenario, const Settings& s)
{
    const Model model(tables, scenario, scenario, s.persons);
    SyntheticWorlds w{tables, scenario, model, model.task(), s, {}};
    for (const FittedParameter& p : model.parameters()) w.paths.push_back(p.path);
    const std::vector<RunRecord> training = train(w);
    MatrixXd points;
    const MatrixXd values = scaled_outputs(w.task, training, &points);
    const LuckModel luck(points, values);
    const MatrixXd residual = residual_covariance(points, values);
    std::vector<std::optional<inf::Emulator>> fitted(static_cast<std::size_t>(values.rows()));
#pragma omp parallel for schedule(dynamic) default(none) shared(fitted, points, values, residual)
    for (std::size_t i = 0; i < fitted.size(); ++i) {
        const auto r = static_cast<Eigen::Index>(i);
        fitted[i] = inf::Emulator::fit(points, values.row(r).transpose(), VectorXd::Constant(values.cols(), std::max(1e-12, residual(r, r))));
    }
    std::vector<inf::Emulator> emulators;
    for (auto& e : fitted) emulators.push_back(*e);
    std::vector<Score> full(static_cast<std::size_t>(s.truths)), seeds((full.size() + control_every - 1) / control_every);
#pragma omp parallel for schedule(dynamic) default(none) shared(w, luck, emulators, full, seeds)
    for (std::size_t i = 0; i < full.size(); ++i) {
        const auto number = static_cast<int>(i);
        const MatrixXd truth = inf::normal_vector(w.task.parameters, Luck(w.s.seed, Stream::parameter, 401), i, 0);
        const forecast::Simulator world = w.simulator(natural_of(w, truth), seed_of(w.s.seed, Stage::verification, 5, number), {});
        const World8 came = w.read(world, world.live(0, forecast::Kind::draw));
        RunRecord record;
        record.outputs = came.figures;
        const MatrixXd posterior = posterior_of(w, scaled_outputs(w.task, {record}).col(0), luck.at(truth.col(0)), emulators, number);
        full[i] = score(w, w.simulator(natural_of(w, posterior), seed_of(w.s.seed, Stage::verification, 6, number), {}), came.ahead);
        if (i % control_every == 0)
            seeds[i / control_every] = score(w, w.simulator(natural_of(w, posterior), seed_of(w.s.seed, Stage::verification, 7, number), {false, false, true}), came.ahead);
    }
    std::cout << fmt::format("{} worlds, {} training runs, {:.0f} persons, {} parameters, {} figures of years 1 to {}, {} forecasts of years {} to {}\n\n"
                             "| forecast | worlds | 90 % intervals cover | 50 % intervals cover | CRPS / value | |\n| --- | ---: | ---: | ---: | ---: | --- |\n",
                             s.truths, s.training, s.persons, w.task.parameters, w.task.rows.size(), fitted_years, forecast_measures.size() * (years - fitted_years), fitted_years + 1, years);
    const bool honest = print("parameters, paths and luck", full, true);
    const bool found = print("seeds alone, at the fitted means", seeds, false);
    std::cout << (honest && found ? "\nall as they should be\n" : "\nat least one is not as it should be\n");
    return honest && found ? 0 : 1;
}
