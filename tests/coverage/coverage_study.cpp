// Are the posterior's intervals honest on hearth itself? Truths are drawn from the prior, each lives once in a
// small population, its figures are blurred by a known error, and the fit's own parts (emulators, density,
// chains) say what the parameters were. A 90 % interval must hold nine truths in ten, ranks must be uniform
// (Talts et al. 2018; Modrak et al. 2023 for the log-likelihood as a quantity). Four broken fits must be found out.
#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "fit/model.hpp"
#include "fit/runner.hpp"
#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "tests/coverage/studies.hpp"

using namespace hearth;
using namespace hearth::fit;
using studies::LuckModel, studies::Settings;
namespace inf = hearth::inference;

namespace {

constexpr int ranked = 99;       // posterior draws a truth is ranked among
constexpr int few = 45;          // training runs of the emulators whose own variance matters,
constexpr double rough = 6.0;    // made with so many times fewer persons,
constexpr int rough_times = 1;   // and so many times as many in all: a set of emulators for every 45
constexpr double error_share = 0.8; // sd of the error of a figure / sd of luck of one run
constexpr int enough = 150;      // truths that tell fine faults


enum class Training { whole, same_seed, few_rough };

struct Variant {
    std::string name;
    bool sound;
    bool gross; //!< few truths must find it out, too
    bool control = false; //!< printed beside another, not judged
    PosteriorDensity::Parts parts{};
    Training training = Training::whole;
};

const std::vector<Variant> variants{
    {"the fit as it is", true, false, false, {}, Training::whole},
    {"a control: emulators of 45 rough runs, their variance kept", true, false, true, {}, Training::few_rough},
    {"luck forgotten", false, true, false, {false, true, 1.0}, Training::whole},
    {"the same, emulators' variance dropped", false, true, false, {true, false, 1.0}, Training::few_rough},
    {"prior 1.3 times too narrow", false, false, false, {true, true, 1.0 / 1.3}, Training::whole},
    {"seed of the truth used in the fit", false, true, false, {}, Training::same_seed},
};

struct Truth {
    VectorXd point, figures;   //!< parameters; outputs on their scales, without error
    VectorXd same_seed;        //!< outputs under the seed of the training runs
    MatrixXd luck;             //!< covariance of one run
};

struct Study {
    const Model &model, &rough_model;
    Task task;
    Settings s;
    std::vector<RunRecord> training[3]; //!< by kind
    std::vector<Truth> truths;

    VectorXd scaled(const VectorXd& point, std::uint64_t seed) const
    {
        RunRecord r;
        r.outputs = model.outputs(point, seed, seed);
        return scaled_outputs(task, {r}).col(0);
    }

    std::vector<RunRecord> train(Training kind) const
    {
        const int count = kind == Training::few_rough ? rough_times * s.training : s.training;
        const MatrixXd points = inf::normal_scores(task.parameters, count, Luck(s.seed, Stream::parameter, 300), static_cast<int>(kind));
        const Model& with = kind == Training::few_rough ? rough_model : model;
        std::vector<RunRecord> out(static_cast<std::size_t>(count));
#pragma omp parallel for schedule(dynamic) default(none) shared(out, points, kind, with)
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::uint64_t seed = kind == Training::same_seed ? 77 : seed_of(s.seed, Stage::training, static_cast<int>(kind), static_cast<int>(i));
            out[i].request = {Stage::training, 0, static_cast<int>(i), points.col(static_cast<Eigen::Index>(i)), seed, seed};
            out[i].outputs = with.outputs(out[i].request.point, seed, seed);
        }
        return out;
    }

    Truth make_truth(int number, const LuckModel& luck) const
    {
        Truth t;
        t.point = inf::normal_vector(task.parameters, Luck(s.seed, Stream::parameter, 301), static_cast<std::uint64_t>(number), 0);
        t.figures = scaled(t.point, seed_of(s.seed, Stage::verification, 1, number));
        t.same_seed = scaled(t.point, 77);
        t.luck = luck.at(t.point);
        return t;
    }

    Task task_of(const Truth& t, const VectorXd& figures, int number) const
    {
        Task out = task;
        const VectorXd sd = error_share * t.luck.diagonal().cwiseSqrt();
        out.observation_variance = sd.array().square();
        out.data = figures + sd.cwiseProduct(inf::normal_vector(static_cast<int>(figures.size()), Luck(s.seed, Stream::parameter, 302), static_cast<std::uint64_t>(number), 0));
        return out;
    }
};

struct Emulators {
    std::vector<inf::Emulator> all;
    std::vector<std::size_t> used;
};

// Emulators over the whole prior. \param from, count training runs they know
Emulators emulators_of(const Study& study, const std::vector<RunRecord>& runs, std::size_t from, std::size_t count)
{
    MatrixXd points;
    const MatrixXd values = scaled_outputs(study.task, {runs.begin() + static_cast<std::ptrdiff_t>(from), runs.begin() + static_cast<std::ptrdiff_t>(from + count)}, &points);
    const MatrixXd residual = residual_covariance(points, values);
    Emulators out;
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
        const VectorXd noise = VectorXd::Constant(values.cols(), std::max(1e-12, residual(i, i)));
        out.all.push_back(inf::Emulator::fit(points, values.row(i).transpose(), noise));
        out.used.push_back(static_cast<std::size_t>(i));
    }
    return out;
}

struct Score {
    std::vector<double> within_90, within_50; //!< by truth, share of parameters
    std::vector<std::vector<int>> ranks;      //!< by parameter, then of the log-likelihood
};

struct Ranked {
    double within_90, within_50;
    std::vector<int> ranks;
};

Ranked rank_truth(const Study& study, const Truth& t, int number, const Variant& variant, const Emulators& emulators)
{
    const Task task = study.task_of(t, variant.training == Training::same_seed ? t.same_seed : t.figures, number);
    const PosteriorDensity density(task, emulators.all, emulators.used, t.luck, variant.parts);
    inf::ChainSettings c;
    c.warm_up = 300;
    c.draws = 100;
    c.inner = 8;
    c.threads = 1;
    const MatrixXd start = inf::normal_scores(task.parameters, 60, Luck(study.s.seed, Stream::parameter, 303), 0);
    const VectorXd variance = density.mean_variance(start);
    const inf::Chains chains = inf::sample([&](const VectorXd& u) { return density(u); }, start, c, Luck(study.s.seed, Stream::parameter, 10'000u + static_cast<std::uint32_t>(number)),
                                           [&](const VectorXd& u) { return density.with_variance(u, variance); });
    const MatrixXd pooled = chains.pooled();
    Ranked out{0.0, 0.0, std::vector<int>(static_cast<std::size_t>(task.parameters) + 1, 0)};
    for (int k = 0; k < task.parameters; ++k) {
        const double below = (pooled.row(k).array() < t.point(k)).cast<double>().mean();
        out.within_90 += (below > 0.05 && below < 0.95) / static_cast<double>(task.parameters);
        out.within_50 += (below > 0.25 && below < 0.75) / static_cast<double>(task.parameters);
    }
    const double at_truth = density.log_likelihood(t.point);
    for (int j = 0; j < ranked; ++j) {
        const VectorXd u = pooled.col((2 * j + 1) * pooled.cols() / (2 * ranked));
        for (int k = 0; k < task.parameters; ++k) out.ranks[static_cast<std::size_t>(k)] += u(k) < t.point(k);
        out.ranks.back() += density.log_likelihood(u) < at_truth;
    }
    return out;
}

Score score(const Study& study, const Variant& variant)
{
    const std::vector<RunRecord>& runs = study.training[static_cast<int>(variant.training)];
    const bool small = variant.training == Training::few_rough;
    const std::size_t sets = small ? runs.size() / few : 1, count = small ? few : runs.size();
    std::vector<Emulators> emulators(sets);
#pragma omp parallel for schedule(dynamic) default(none) shared(study, runs, emulators, sets, count)
    for (std::size_t e = 0; e < sets; ++e) emulators[e] = emulators_of(study, runs, e * count, count);
    std::vector<Ranked> each(study.truths.size());
#pragma omp parallel for schedule(dynamic) default(none) shared(study, variant, emulators, each, sets)
    for (std::size_t i = 0; i < each.size(); ++i) each[i] = rank_truth(study, study.truths[i], static_cast<int>(i), variant, emulators[i % sets]);
    Score out;
    out.ranks.resize(each[0].ranks.size());
    for (const Ranked& r : each) {
        out.within_90.push_back(r.within_90);
        out.within_50.push_back(r.within_50);
        for (std::size_t k = 0; k < r.ranks.size(); ++k) out.ranks[k].push_back(r.ranks[k]);
    }
    return out;
}

struct Mean {
    double value, error;
};

Mean mean_of(const std::vector<double>& v)
{
    double sum = 0.0, squares = 0.0;
    for (const double x : v) sum += x;
    const auto n = static_cast<double>(v.size());
    for (const double x : v) squares += (x - sum / n) * (x - sum / n);
    return {sum / n, std::sqrt(squares / (n * (n - 1.0)))};
}

// One line; whether the fit is found to be sound. Limits: three points at 90 %, five at 50 %, wider where few
// truths cannot tell (3.3 standard errors, truths as clusters); ranks at a simultaneous level of 1 % over quantities.
bool print(const Study& study, const Variant& variant, const Score& s)
{
    const Mean at_90 = mean_of(s.within_90), at_50 = mean_of(s.within_50);
    const auto quantities = static_cast<double>(s.ranks.size());
    const double level = inf::simultaneous_level(static_cast<int>(study.truths.size()), ranked, 0.01 / quantities, Luck(5, Stream::parameter, 0));
    double least = 1.0;
    for (const auto& ranks : s.ranks) least = std::min(least, inf::rank_significance(ranks, ranked));
    const bool sound = std::abs(at_90.value - 0.9) <= std::max(0.03, 3.3 * at_90.error) && std::abs(at_50.value - 0.5) <= std::max(0.05, 3.3 * at_50.error)
        && least >= level;
    std::cout << fmt::format("| {} | {:.1f} ± {:.1f} | {:.1f} ± {:.1f} | {} | {} | {} |\n", variant.name, 100.0 * at_90.value, 100.0 * at_90.error,
                             100.0 * at_50.value, 100.0 * at_50.error, fmt::format("{:.2g} (limit {:.2g})", least, level), sound ? "sound" : "found out", variant.control ? "not judged" : sound == variant.sound ? "as it should be" : study.s.truths < enough && !variant.gross ? "too few truths to tell" : "WRONG");
    return variant.control || sound == variant.sound || (study.s.truths < enough && !variant.sound && !variant.gross);
}

int study_all(const Model& model, const Model& rough_model, const Settings& s)
{
    Study study{model, rough_model, model.task(), s, {}, {}};
    for (const Training kind : {Training::whole, Training::same_seed, Training::few_rough}) study.training[static_cast<int>(kind)] = study.train(kind);
    MatrixXd points;
    const MatrixXd values = scaled_outputs(study.task, study.training[0], &points);
    const LuckModel luck(points, values);
    study.truths.resize(static_cast<std::size_t>(s.truths));
#pragma omp parallel for schedule(dynamic) default(none) shared(study, luck)
    for (std::size_t i = 0; i < study.truths.size(); ++i) study.truths[i] = study.make_truth(static_cast<int>(i), luck);
    std::cout << fmt::format("{} truths, {} training runs, {:.0f} persons, {} parameters, {} targets\n\n"
                             "| fit | 90 % intervals cover | 50 % intervals cover | ranks: least probability | found | |\n| --- | ---: | ---: | ---: | --- | --- |\n",
                             s.truths, s.training, s.persons, study.task.parameters, study.task.rows.size());
    bool good = true;
    for (const Variant& variant : variants) good = print(study, variant, score(study, variant)) && good;
    std::cout << (good ? "\nall as they should be\n" : "\nat least one is not as it should be\n");
    return good ? 0 : 1;
}

} // namespace

int hearth::studies::posterior_study(const Tables& tables, const Scenario& scenario, const Settings& s)
{
    return study_all(Model(tables, scenario, scenario, s.persons), Model(tables, scenario, scenario, s.persons / rough), s);
}
