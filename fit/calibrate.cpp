#include "fit/calibrate.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace inf = inference;

const char* name_of(Status status)
{
    switch (status) {
    case Status::converged: return word("converged");
    case Status::budget: return word("budget");
    case Status::misfit: return word("misfit");
    case Status::failed: break;
    }
    return word("failed");
}

namespace {

constexpr double trusted_k = 0.7;
constexpr double trusted_residual = 3.5; // standard errors of the mean residual of an output: with 24 outputs at most 1 sound fit in 90 is beyond
constexpr double most_lost = 0.2;        // of the runs of a wave
constexpr double wanted_r_hat = 1.01, wanted_size = 400.0;

// Every so many-th of the pooled draws, so many in all.
MatrixXd thinned(const MatrixXd& pooled, int wanted)
{
    const Eigen::Index n = std::min<Eigen::Index>(wanted, pooled.cols());
    MatrixXd out(pooled.rows(), n);
    for (Eigen::Index i = 0; i < n; ++i) out.col(i) = pooled.col((2 * i + 1) * pooled.cols() / (2 * n));
    return out;
}

struct StageB {
    const Task& task;
    const FitSettings& s;
    Runner& runner;
    Fit& fit;
    const Tell& tell;
    std::vector<inf::Kernel> kernels{};

    inf::Chains walk(const PosteriorDensity& density, const MatrixXd& start, int round, int draws) const
    {
        inf::ChainSettings c;
        c.warm_up = s.warm_up;
        c.draws = draws;
        c.threads = s.threads;
        const VectorXd variance = density.mean_variance(start);
        return inf::sample([&](const VectorXd& u) { return density(u); }, start, c, Luck(s.seed, Stream::parameter, 200u + static_cast<std::uint32_t>(round)),
                           [&](const VectorXd& u) { return density.with_variance(u, variance); });
    }

    // Runs whose outputs are numbers; too few of them are no wave.
    void refuse_lost(const std::vector<RunRecord>& runs, const char* what) const
    {
        const auto kept = static_cast<double>(scaled_outputs(task, runs).cols()), all = static_cast<double>(runs.size());
        if (all - kept <= most_lost * all) return;
        std::string why = say("a target's output is no number on its scale");
        for (const RunRecord& r : runs)
            if (r.failed()) why = r.failure;
        throw InputError(say("{:.0f} of {:.0f} {} runs failed (at most a fifth may): {}", all - kept, all, say(what), why));
    }

    PosteriorDensity density_of(Emulated& e) const
    {
        if (e.emulators.empty()) throw InputError(say("no target's emulator passed its gate"));
        return PosteriorDensity(task, std::move(e.emulators), e.used, luck_in_data(task, fit));
    }

    // Emulator waves: until the emulators' own variance is a quarter of the data's on 95 % of the draws.
    PosteriorDensity learn(MatrixXd& start, VectorXd& centre, MatrixXd& spread)
    {
        const int count = training_of(task, s);
        for (int round = 0;; ++round) {
            refuse_lost(runner.make(training_points(s, round, centre, spread, round == 0 ? count : (2 * count + 2) / 3)), word("training"));
            Emulated e = emulate(task, s, runner.all(), fit, centre, spread, kernels);
            kernels = e.kernels;
            fit.gates.push_back(e.gates);
            const auto trained = e.points.cols();
            const bool sharp = e.sharp;
            PosteriorDensity density = density_of(e);
            const inf::Chains chains = walk(density, start, round, std::max(100, s.draws / 4));
            start = thinned(chains.pooled(), 200);
            const double known = share_known(density, start);
            tell(say("emulators, round {}: {} of {} passed on {} runs; known well enough on {:.0f} % of the draws", round, density.used().size(),
                     task.rows.size(), trained, 100.0 * known), s.verification);
            centre = inf::mean_of(start);
            spread = inf::covariance_of(start);
            const bool enough = known >= 0.95 && sharp;
            if (enough || round + 1 >= s.most_rounds) {
                if (!enough)
                    fit.warn(remark(word("emulators know every output well enough on {:.0f} % of the draws only (95 wanted): intervals are "
                                         "wider than the targets ask"), 100.0 * known));
                return density;
            }
        }
    }

    // Share of draws where every used emulator's variance is below a quarter of the data's.
    double share_known(const PosteriorDensity& density, const MatrixXd& draws) const
    {
        const VectorXd limit = 0.25 * density.fixed_covariance().diagonal();
        MatrixXd mean, variance;
        density.at_points(draws, s.threads, mean, variance);
        int known = 0;
        for (Eigen::Index i = 0; i < draws.cols(); ++i) known += (variance.col(i).array() <= limit.array()).all();
        return static_cast<double>(known) / static_cast<double>(draws.cols());
    }

    // Runs at posterior draws; the emulators that know them against those that did not.
    bool verify(PosteriorDensity& density, const MatrixXd& pooled, int round, VectorXd& centre, MatrixXd& spread)
    {
        const MatrixXd points = thinned(pooled, s.verification);
        std::vector<Request> requests;
        for (Eigen::Index j = 0; j < points.cols(); ++j) {
            const std::uint64_t seed = seed_of(s.seed, Stage::verification, round, static_cast<int>(j));
            requests.push_back({Stage::verification, round, static_cast<int>(j), points.col(j), seed, seed});
        }
        const std::vector<RunRecord> runs = runner.make(requests);
        refuse_lost(runs, word("verification"));
        standardise(density, runs);
        const MatrixXd some = thinned(pooled, s.published);
        centre = inf::mean_of(some);
        spread = inf::covariance_of(some);
        Emulated e = emulate(task, s, runner.all(), fit, centre, spread, kernels);
        kernels = e.kernels;
        fit.gates.push_back(e.gates);
        PosteriorDensity better = density_of(e);
        const VectorXd ratio = log_likelihoods(better, some) - log_likelihoods(density, some);
        const inf::Smoothed smoothed = inf::smooth_weights(ratio);
        fit.pareto_k.push_back(smoothed.k);
        fit.weight_size.push_back(smoothed.size);
        tell(say("verification {}: {} runs at posterior draws, Pareto k {:.2f}, effective draws {:.0f} of {}, largest mean residual "
                 "{:.1f} standard errors", round, runs.size(), smoothed.k, smoothed.size, some.cols(), fit.verification_z.cwiseAbs().maxCoeff()), -1);
        const bool good = smoothed.k < trusted_k && smoothed.size > 0.3 * static_cast<double>(some.cols())
            && fit.verification_z.cwiseAbs().maxCoeff() < trusted_residual;
        density = std::move(better);
        return good;
    }

    VectorXd log_likelihoods(const PosteriorDensity& density, const MatrixXd& points) const
    {
        MatrixXd mean, variance;
        density.at_points(points, s.threads, mean, variance);
        VectorXd out(points.cols());
        for (Eigen::Index j = 0; j < out.size(); ++j) out(j) = density.log_likelihood(VectorXd(mean.col(j)), variance.col(j));
        return out;
    }

    // Mean residual of verification runs in its standard errors; 0 for unused outputs. An emulator's error is nearly
    // the same at all draws of a narrow posterior: its variance does not shrink with the number of runs.
    void standardise(const PosteriorDensity& density, const std::vector<RunRecord>& runs)
    {
        MatrixXd points, mean, variance;
        const MatrixXd values = scaled_outputs(task, runs, &points);
        density.at_points(points, s.threads, mean, variance);
        const VectorXd noise = (fit.systemic + fit.household).diagonal();
        fit.verification_z = VectorXd::Zero(static_cast<Eigen::Index>(task.rows.size()));
        for (std::size_t i = 0; i < density.used().size(); ++i) {
            const auto row = static_cast<Eigen::Index>(density.used()[i]), at = static_cast<Eigen::Index>(i);
            const double luck = noise(row) * density.emulators()[i].kernel().noise_factor / static_cast<double>(values.cols());
            fit.verification_z(row) = (values.row(row) - mean.row(at)).mean() / std::sqrt(std::max(1e-300, luck + variance.row(at).mean()));
        }
    }

    void run(MatrixXd start)
    {
        measure_luck(task, s, runner, fit);
        VectorXd centre = fit.centre;
        MatrixXd spread = fit.spread;
        PosteriorDensity density = learn(start, centre, spread);
        bool verified = false;
        inf::Chains chains;
        for (int round = 0; round < s.most_rounds && !verified; ++round) {
            chains = walk(density, start, 10 + round, s.draws);
            start = thinned(chains.pooled(), 200);
            verified = verify(density, chains.pooled(), round, centre, spread);
        }
        int draws = s.draws;
        for (int again = 0; again < 3; ++again, draws *= 2) {
            chains = walk(density, start, 20 + again, draws);
            if (mixed(chains)) break;
        }
        publish(density, chains, verified);
    }

    bool mixed(const inf::Chains& chains) const
    {
        for (int k = 0; k < task.parameters; ++k) {
            const MatrixXd x = chains.of(k);
            if (inf::rank_r_hat(x) > wanted_r_hat || inf::bulk_size(x) < wanted_size || inf::tail_size(x) < wanted_size) return false;
        }
        return true;
    }

    void publish(const PosteriorDensity& density, const inf::Chains& chains, bool verified)
    {
        fit.draws = thinned(chains.pooled(), s.published);
        fit.log_density = log_likelihoods(density, fit.draws) - 0.5 * fit.draws.colwise().squaredNorm().transpose();
        for (std::size_t i = 0; i < task.rows.size(); ++i)
            if (std::find(density.used().begin(), density.used().end(), i) == density.used().end()) fit.unused.push_back(task.output_names[i]);
        find_out(task, density, &chains, fit);
        const Findings& f = fit.findings;
        if (f.second_implausibility > 3.0) {
            fit.status = Status::misfit;
            fit.because(remark(word("no parameters fit: the second largest distance of a target is {:.1f} sd at best (3 at most)"),
                               f.second_implausibility));
            fit.draws.resize(task.parameters, 0);
        } else {
            const bool good = verified && mixed(chains);
            fit.status = good ? Status::converged : Status::failed;
            fit.because(remark(good ? word("chains and verification passed") : word("the draws are not to be trusted")));
        }
        add_doubts(verified);
        if (f.misfit_p < 0.01) fit.warn(remark(word("misfit: squared distance {:.1f} at best, probability {:.2g}"), f.misfit, f.misfit_p));
    }

    void add_doubts(bool verified)
    {
        const Findings& f = fit.findings;
        if (!verified)
            fit.because(remark(word("; verification by runs did not settle (Pareto k {:.2f}, 0.7 at most; effective draws under its weights {:.0f}, "
                                    "three tenths of all at least; largest mean residual {:.1f} standard errors, {} at most)"),
                               fit.pareto_k.back(), fit.weight_size.back(), fit.verification_z.cwiseAbs().maxCoeff(), trusted_residual));
        if (f.r_hat.maxCoeff() > wanted_r_hat) fit.because(remark(word("; R-hat {:.3f} (1.01 at most)"), f.r_hat.maxCoeff()));
        if (const double least = std::min(f.bulk.minCoeff(), f.tail.minCoeff()); least < wanted_size)
            fit.because(remark(word("; effective draws {:.0f} (400 at least)"), least));
        for (const std::string& name : fit.unused) fit.because(remark(word("; the emulator of {} failed its gate: target unused"), name));
    }
};

} // namespace

Fit calibrate(const Task& task, const FitSettings& settings, Runner& runner, const Tell& tell, bool only_first)
{
    Fit fit;
    // Eigen's blocks, and with them the order of sums, would follow the caches of the machine at hand.
    Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 2 * 1024 * 1024);
    try {
        const MatrixXd ensemble = find_region(task, settings, runner, fit, tell, only_first);
        if (only_first) {
            fit.because(remark(word("preflight only")));
            return fit;
        }
        if (settings.algorithm == Algorithm::etki) {
            fit.draws = ensemble;
            fit.findings.mean = fit.centre;
            fit.findings.sd = fit.spread.diagonal().cwiseSqrt();
            fit.findings.contraction = 1.0 - fit.spread.diagonal().array();
            fit.status = fit.waves.back().from + fit.waves.back().step >= 1.0 ? Status::converged : Status::failed;
            fit.because(remark(word("ensemble reached the posterior; approximate where the model is not linear")));
            return fit;
        }
        StageB{task, settings, runner, fit, tell}.run(ensemble);
    } catch (const OutOfBudget& end) {
        fit.status = Status::budget;
        fit.because(end.remark);
        fit.draws.resize(task.parameters, 0);
    }
    return fit;
}

} // namespace hearth::fit
