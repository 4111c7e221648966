// Stage B: emulators over the region, and the gate each must pass.
#include <algorithm>
#include <cmath>
#include <memory>

#include <boost/math/distributions/chi_squared.hpp>

#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "sim/base/first_error.hpp"

namespace hearth::fit {

namespace inf = inference;

namespace {

constexpr double widened = 1.5;  // sd of a training wave over the region's
constexpr double reach = 0.999;  // of the widened Gaussian, in probability

// Runs within the widened region.
std::vector<RunRecord> near(const std::vector<RunRecord>& runs, const VectorXd& centre, const MatrixXd& spread)
{
    const boost::math::chi_squared_distribution<> chi(static_cast<double>(centre.size()));
    const double most = widened * widened * boost::math::quantile(chi, reach);
    const Eigen::LLT<MatrixXd> root(spread);
    std::vector<RunRecord> out;
    for (const RunRecord& r : runs)
        // Of two replicates that share the years' luck one is kept: runs count as independent.
        if (!r.failed() && !(r.request.stage == Stage::replicate && r.request.member % 2 == 1) && root.matrixL().solve(r.request.point - centre).squaredNorm() <= most) out.push_back(r);
    return out;
}

Gate gate_of(const Task& task, std::size_t row, const inf::Emulator& emulator, const VectorXd& values, double noise, const MatrixXd& points)
{
    Gate gate;
    gate.output = task.output_names[row];
    const inf::LeftOut out = emulator.left_out();
    const Eigen::ArrayXd z = out.residual.array() / out.variance.array().sqrt();
    gate.covered = (z.abs() <= 1.959963984540054).cast<double>().mean();
    const double nugget = noise * emulator.kernel().noise_factor;
    gate.noise_sd = std::sqrt(nugget);
    const double spread = (values.array() - values.mean()).square().mean();
    const double signal = std::max(spread - nugget, 1e-300);
    gate.explained = 1.0 - std::max(0.0, out.residual.squaredNorm() / static_cast<double>(values.size()) - nugget) / signal;
    std::vector<double> sd;
    const double observed = std::sqrt(task.observation_variance(static_cast<Eigen::Index>(row)));
    const Eigen::Index stride = std::max<Eigen::Index>(1, points.cols() / 50);
    for (Eigen::Index i = points.cols() - 1; i >= 0; i -= stride) sd.push_back(std::sqrt(emulator.at(points.col(i)).variance) / observed);
    std::nth_element(sd.begin(), sd.begin() + static_cast<std::ptrdiff_t>(sd.size() / 2), sd.end());
    gate.relative_sd = sd[sd.size() / 2];
    // Honest: 95 % intervals hold 90 to 99.5 % of what was left out. A wide emulator that knows it misleads nobody.
    gate.sharp = gate.explained > 0.9 || gate.relative_sd < 0.5;
    gate.passed = gate.covered >= 0.90 && (gate.covered <= 0.995 || gate.sharp);
    return gate;
}

} // namespace

std::vector<Request> training_points(const FitSettings& s, int wave, const VectorXd& centre, const MatrixXd& spread, int count)
{
    const auto d = static_cast<int>(centre.size());
    const MatrixXd z = inf::normal_scores(d, count, Luck(s.seed, Stream::parameter, 101), wave);
    const Eigen::LLT<MatrixXd> root(spread);
    std::vector<Request> out;
    for (int j = 0; j < count; ++j) {
        const std::uint64_t seed = seed_of(s.seed, Stage::training, wave, j);
        out.push_back({Stage::training, wave, j, centre + widened * VectorXd(root.matrixL() * z.col(j)), seed, seed});
    }
    return out;
}

Emulated emulate(const Task& task, const FitSettings& s, const std::vector<RunRecord>& runs, const Fit& fit,
                 const VectorXd& centre, const MatrixXd& spread, const std::vector<inf::Kernel>& kernels)
{
    Emulated out;
    const MatrixXd values = scaled_outputs(task, near(runs, centre, spread), &out.points);
    const VectorXd noise = (fit.systemic + fit.household).diagonal();
    const std::size_t m = task.rows.size();
    std::vector<std::unique_ptr<inf::Emulator>> made(m);
    out.gates.resize(m);
    FirstError error;
#pragma omp parallel for schedule(dynamic) num_threads(s.threads > 0 ? s.threads : 2) default(none) \
    shared(m, made, out, values, noise, task, kernels, error)
    for (std::size_t i = 0; i < m; ++i)
        error.guard([&] {
            const auto row = static_cast<Eigen::Index>(i);
            const VectorXd y = values.row(row).transpose();
            // An output that luck does not touch still needs a diagonal that can be factored.
            const double least = 1e-8 * std::max({1e-12, 1e-6 * y.squaredNorm() / static_cast<double>(y.size()), (y.array() - y.mean()).square().mean()});
            const double one = std::max(noise(row), least);
            const VectorXd each = VectorXd::Constant(y.size(), one);
            made[i] = std::make_unique<inf::Emulator>(inf::Emulator::fit(out.points, y, each, kernels.empty() ? nullptr : &kernels[i]));
            out.gates[i] = gate_of(task, i, *made[i], y, one, out.points);
        });
    error.rethrow();
    for (std::size_t i = 0; i < m; ++i) {
        out.kernels.push_back(made[i]->kernel());
        out.sharp = out.sharp && out.gates[i].passed && out.gates[i].sharp;
        if (out.gates[i].passed) {
            out.emulators.push_back(std::move(*made[i]));
            out.used.push_back(i);
        }
    }
    return out;
}

} // namespace hearth::fit
