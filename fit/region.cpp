// Stage A: ensemble transform Kalman inversion with two dummy parameters.
#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>
#include <fmt/format.h>

#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "inference/etki.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace inf = inference;

namespace {

constexpr int dummies = 2;
constexpr double most_failures = 0.2, warned_failures = 0.02;
constexpr double far = 3.5;          // sd of a single target: two-sided 1 in 2,000
constexpr double pair_level = 1e-5;  // of a pair's chi-squared

// Runs to come if steps go on as the last: waves of the ensemble, then stage B with one round of each.
int runs_left(const Task& task, const FitSettings& s, double time, double step)
{
    const int waves = std::min(s.most_waves, static_cast<int>(std::ceil((1.0 - time) / (2.0 * step))));
    const int after = s.algorithm == Algorithm::etki ? 0 : 2 * s.replicate_groups + training_of(task, s) + s.verification;
    return waves * members_of(task, s) + after;
}

MatrixXd with_fill(const MatrixXd& ensemble, int members, const Luck& luck, int wave)
{
    if (ensemble.cols() == members) return ensemble;
    MatrixXd out(ensemble.rows(), members);
    out.leftCols(ensemble.cols()) = ensemble;
    const VectorXd mean = inf::mean_of(ensemble);
    const Eigen::LLT<MatrixXd> root(inf::covariance_of(ensemble));
    for (Eigen::Index j = ensemble.cols(); j < members; ++j)
        out.col(j) = mean + root.matrixL() * inf::normal_vector(static_cast<int>(ensemble.rows()), luck, static_cast<std::uint64_t>(j), wave);
    return out;
}

} // namespace

int members_of(const Task& task, const FitSettings& s)
{
    return s.members > 0 ? s.members : std::clamp(10 * task.parameters, 80, 160);
}

int training_of(const Task& task, const FitSettings& s) { return s.training > 0 ? s.training : 12 * task.parameters; }

MatrixXd scaled_outputs(const Task& task, const std::vector<RunRecord>& runs, MatrixXd* points)
{
    const auto m = static_cast<Eigen::Index>(task.rows.size());
    MatrixXd out(m, static_cast<Eigen::Index>(runs.size()));
    if (points) points->resize(task.parameters, out.cols());
    Eigen::Index kept = 0;
    for (const RunRecord& r : runs) {
        if (r.failed()) continue;
        for (Eigen::Index i = 0; i < m; ++i)
            out(i, kept) = inf::on_scale(task.scales[static_cast<std::size_t>(i)], r.outputs[task.rows[static_cast<std::size_t>(i)]]);
        if (!out.col(kept).allFinite()) continue;
        if (points) points->col(kept) = r.request.point;
        ++kept;
    }
    out.conservativeResize(Eigen::NoChange, kept);
    if (points) points->conservativeResize(Eigen::NoChange, kept);
    return out;
}

MatrixXd residual_covariance(const MatrixXd& points, const MatrixXd& outputs)
{
    const MatrixXd h = inf::basis_at(inf::Basis::linear, points).transpose();
    const MatrixXd residual = outputs.transpose() - h * h.colPivHouseholderQr().solve(outputs.transpose());
    const double free = std::max(1.0, static_cast<double>(h.rows() - h.cols()));
    return inf::shrunk_covariance(residual.transpose()) * (static_cast<double>(h.rows() - 1) / free);
}

void preflight(const Task& task, const MatrixXd& points, const MatrixXd& outputs, Fit& fit)
{
    const MatrixXd slopes = (inf::basis_at(inf::Basis::linear, points).transpose().colPivHouseholderQr().solve(outputs.transpose()))
                                .bottomRows(points.rows()).transpose();
    MatrixXd v = slopes * slopes.transpose() + residual_covariance(points, outputs);
    v.diagonal() += task.observation_variance;
    const VectorXd apart = task.data - inf::mean_of(outputs);
    std::vector<bool> alone(task.output_names.size());
    for (Eigen::Index i = 0; i < apart.size(); ++i) {
        const double z = apart(i) / std::sqrt(v(i, i));
        alone[static_cast<std::size_t>(i)] = std::abs(z) > far;
        if (std::abs(z) > far)
            fit.warn(remark(word("prior and data disagree: {} is {:+.1f} sd from what the prior expects"),
                            task.output_names[static_cast<std::size_t>(i)], z));
    }
    const boost::math::chi_squared_distribution<> chi(2.0);
    const double most = boost::math::quantile(boost::math::complement(chi, pair_level));
    for (Eigen::Index i = 0; i < apart.size(); ++i)
        for (Eigen::Index j = 0; j < i; ++j) {
            if (alone[static_cast<std::size_t>(i)] || alone[static_cast<std::size_t>(j)]) continue;
            Eigen::Matrix2d pair;
            pair << v(i, i), v(i, j), v(j, i), v(j, j);
            const Eigen::Vector2d r(apart(i), apart(j));
            const double distance = r.dot(pair.ldlt().solve(r));
            if (distance > most)
                fit.warn(remark(word("contradictory targets: {} and {} are not met together by any parameters the prior allows "
                                     "(squared distance {:.1f}, each alone within {:.1f} sd)"),
                                task.output_names[static_cast<std::size_t>(j)], task.output_names[static_cast<std::size_t>(i)], distance, far));
        }
}

// A wave from its runs: members whose outputs are numbers. InputError where too few are.
static Wave wave_of(const Task& task, const MatrixXd& ensemble, const std::vector<RunRecord>& runs, int wave, Fit& fit)
{
    const int d = task.parameters, members = static_cast<int>(ensemble.cols());
    Wave w;
    std::vector<int> kept;
    for (int j = 0; j < members; ++j)
        if (scaled_outputs(task, {runs[static_cast<std::size_t>(j)]}).cols() == 1) kept.push_back(j);
    w.failures = members - static_cast<int>(kept.size());
    if (w.failures > most_failures * members || static_cast<int>(kept.size()) < d + dummies + 3)
        throw InputError(say("{} of {} runs of wave {} failed (at most a fifth may): {}", w.failures, members, wave,
                             std::find_if(runs.begin(), runs.end(), [](const RunRecord& r) { return r.failed(); }) != runs.end()
                                 ? std::find_if(runs.begin(), runs.end(), [](const RunRecord& r) { return r.failed(); })->failure
                                 : say("a target's output is no number")));
    if (w.failures > warned_failures * members)
        fit.warn(remark(word("wave {}: {} of {} runs have no number for every target (a count of 0 on the log scale?): what is left is biased"),
                        wave, w.failures, members));
    w.outputs = scaled_outputs(task, runs);
    w.points.resize(d + dummies, static_cast<Eigen::Index>(kept.size()));
    for (std::size_t k = 0; k < kept.size(); ++k) w.points.col(static_cast<Eigen::Index>(k)) = ensemble.col(kept[k]);
    return w;
}

MatrixXd find_region(const Task& task, const FitSettings& s, Runner& runner, Fit& fit, const Tell& tell, bool only_first)
{
    const int members = members_of(task, s), d = task.parameters;
    if (members < d + dummies + 3)
        throw InputError(say("--members {} are too few for {} parameters (at least {})", members, d, d + dummies + 3));
    const Luck luck(s.seed, Stream::parameter, 100);
    MatrixXd ensemble = inf::matched(inf::normal_scores(d + dummies, members, luck, 0));
    double time = 0.0;
    for (int wave = 0; wave < s.most_waves && time < 1.0; ++wave) {
        std::vector<Request> requests;
        for (int j = 0; j < members; ++j) {
            const std::uint64_t seed = seed_of(s.seed, Stage::region, wave, j);
            requests.push_back({Stage::region, wave, j, ensemble.col(j).head(d), seed, seed});
        }
        std::vector<RunRecord> runs = runner.make(requests);
        Wave w = wave_of(task, ensemble, runs, wave, fit);
        if (wave == 0) {
            preflight(task, w.points.topRows(d), w.outputs, fit);
            for (const std::string& warning : fit.warnings_shown) tell(say("warning: {}", warning), -1);
        }
        w.gamma = residual_covariance(w.points.topRows(d), w.outputs);
        w.gamma.diagonal() += task.observation_variance;
        w.misfit = inf::misfits(w.outputs, task.data, w.gamma);
        w.from = time;
        w.step = inf::tempering_step(w.misfit, static_cast<int>(task.data.size()), 1.0 - time);
        if (only_first) {
            fit.waves.push_back(std::move(w));
            return ensemble.topRows(d);
        }
        MatrixXd next = inf::transform(w.points, w.outputs, task.data, w.gamma, w.step);
        MatrixXd spread = inf::covariance_of(next);
        // What sampling error takes from parameters without effect it took from the others too.
        w.dummy_sd = std::sqrt(spread.bottomRightCorner(dummies, dummies).diagonal().mean());
        const double expected_error = 3.0 / std::sqrt(2.0 * members);
        if (w.dummy_sd < 1.0 - expected_error) {
            const VectorXd mean = inf::mean_of(next);
            next = ((next.colwise() - mean) / w.dummy_sd).colwise() + mean;
            spread /= w.dummy_sd * w.dummy_sd;
        }
        w.spread = spread.topLeftCorner(d, d).trace() / d;
        time += w.step;
        ensemble = with_fill(next, members, luck, wave + 1);
        tell(say("wave {}: misfit {:.1f} (of {} targets), step {:.3f}, at {:.3f} of 1, spread {:.2f} of the prior's{}", wave,
                 2.0 * w.misfit.mean(), task.data.size(), w.step, time, w.spread, w.failures ? say(", {} failed", w.failures) : ""),
             runs_left(task, s, time, w.step));
        fit.waves.push_back(std::move(w));
    }
    const MatrixXd points = ensemble.topRows(d);
    fit.centre = inf::mean_of(points);
    fit.spread = inf::covariance_of(points);
    return points;
}

void measure_luck(const Task& task, const FitSettings& s, Runner& runner, Fit& fit)
{
    std::vector<Request> requests;
    for (int g = 0; g < s.replicate_groups; ++g)
        for (int r = 0; r < 2; ++r)
            requests.push_back({Stage::replicate, 0, 2 * g + r, fit.centre, seed_of(s.seed, Stage::replicate, 0, g, r + 1),
                                seed_of(s.seed, Stage::replicate, 0, g)});
    const std::vector<RunRecord> runs = runner.make(requests);
    std::vector<MatrixXd> groups;
    for (std::size_t g = 0; g + 1 < runs.size(); g += 2) {
        const MatrixXd pair = scaled_outputs(task, {runs[g], runs[g + 1]});
        if (pair.cols() == 2) groups.push_back(pair);
    }
    if (groups.size() < 4) throw InputError(say("fewer than four pairs of runs at the centre have outputs that are numbers"));
    const inf::CovarianceParts parts = inf::covariance_parts(groups);
    MatrixXd all(task.data.size(), static_cast<Eigen::Index>(groups.size()) * 2);
    for (std::size_t g = 0; g < groups.size(); ++g) all.middleCols(static_cast<Eigen::Index>(2 * g), 2) = groups[g];
    // With few pairs the correlations are mostly noise: each part keeps its variances and takes the
    // correlations that shrinkage leaves to the whole.
    const MatrixXd total = inf::shrunk_covariance(all);
    const VectorXd sd = total.diagonal().cwiseSqrt().cwiseMax(1e-300);
    const auto with_correlations = [&](const VectorXd& variance) {
        const VectorXd ratio = variance.cwiseMax(0.0).cwiseSqrt().cwiseQuotient(sd);
        return MatrixXd(ratio.asDiagonal() * total * ratio.asDiagonal());
    };
    fit.systemic = with_correlations(parts.between.diagonal());
    fit.household = with_correlations(parts.within.diagonal());
}

MatrixXd luck_in_data(const Task& task, const Fit& fit)
{
    return fit.systemic + task.luck_share * fit.household;
}

} // namespace hearth::fit
