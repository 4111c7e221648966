// What a posterior says: what the targets inform, what they do not, and what does not fit.
#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

#include "fit/stages.hpp"
#include "inference/design.hpp"

namespace hearth::fit {

namespace inf = inference;

namespace {

// Emulated outputs at every draw, m x draws.
struct AtDraws {
    MatrixXd mean, variance;
};

AtDraws emulated(const PosteriorDensity& density, const MatrixXd& draws)
{
    AtDraws out;
    density.at_points(draws, 0, out.mean, out.variance);
    return out;
}

MatrixXd without(const MatrixXd& v, Eigen::Index i)
{
    const Eigen::Index m = v.rows();
    MatrixXd out(m - 1, m - 1);
    out << v.topLeftCorner(i, i), v.topRightCorner(i, m - 1 - i), v.bottomLeftCorner(m - 1 - i, i), v.bottomRightCorner(m - 1 - i, m - 1 - i);
    return out;
}

VectorXd without(const VectorXd& v, Eigen::Index i)
{
    VectorXd out(v.size() - 1);
    out << v.head(i), v.tail(v.size() - 1 - i);
    return out;
}

// How far the parameters' mean moves without one target: importance weights, smoothed.
void influence(const Task& task, const PosteriorDensity& density, const AtDraws& at, Eigen::Index i, const Fit& fit, TargetCheck& check)
{
    VectorXd log_weights(fit.draws.cols());
    for (Eigen::Index j = 0; j < fit.draws.cols(); ++j) {
        MatrixXd v = density.fixed_covariance();
        v.diagonal() += at.variance.col(j);
        const VectorXd r = density.data() - at.mean.col(j);
        log_weights(j) = gaussian_log_density(without(r, i), without(v, i)) - gaussian_log_density(r, v);
    }
    const VectorXd weights = inf::smooth_weights(log_weights).weights;
    const VectorXd shift = (fit.draws * weights - fit.findings.mean).cwiseQuotient(fit.findings.sd);
    Eigen::Index most = 0;
    check.shift = shift.cwiseAbs().maxCoeff(&most);
    check.shifted = task.parameter_names[static_cast<std::size_t>(most)];
}

void moments(const inf::Chains* chains, Fit& fit)
{
    Findings& f = fit.findings;
    const MatrixXd pooled = chains ? chains->pooled() : fit.draws;
    f.mean = inf::mean_of(pooled);
    const MatrixXd c = inf::covariance_of(pooled);
    f.sd = c.diagonal().cwiseSqrt();
    f.contraction = 1.0 - c.diagonal().array();
    f.correlation = f.sd.cwiseInverse().asDiagonal() * c * f.sd.cwiseInverse().asDiagonal();
    const Eigen::Index d = f.mean.size();
    f.r_hat = f.bulk = f.tail = f.mcse = VectorXd::Zero(d);
    for (Eigen::Index k = 0; chains && k < d; ++k) {
        const MatrixXd draws = chains->of(static_cast<int>(k));
        f.r_hat(k) = inf::rank_r_hat(draws);
        f.bulk(k) = inf::bulk_size(draws);
        f.tail(k) = inf::tail_size(draws);
        f.mcse(k) = inf::error_of_mean(draws);
    }
}

} // namespace

void find_out(const Task& task, const PosteriorDensity& density, const inf::Chains* chains, Fit& fit)
{
    moments(chains, fit);
    Findings& f = fit.findings;
    const AtDraws at = emulated(density, fit.draws);
    const Eigen::Index m = density.data().size();
    f.targets.assign(task.rows.size(), {});
    f.jacobian = MatrixXd::Zero(static_cast<Eigen::Index>(task.rows.size()), task.parameters);
    MatrixXd whitened(m, task.parameters);
    f.misfit = HUGE_VAL;
    f.second_implausibility = HUGE_VAL;
    for (Eigen::Index j = 0; j < fit.draws.cols(); ++j) {
        MatrixXd v = density.fixed_covariance();
        v.diagonal() += at.variance.col(j);
        const VectorXd r = density.data() - at.mean.col(j);
        f.misfit = std::min(f.misfit, r.dot(v.llt().solve(r)));
        VectorXd z = r.cwiseAbs().cwiseQuotient(v.diagonal().cwiseSqrt());
        std::sort(z.data(), z.data() + z.size(), std::greater<>());
        f.second_implausibility = std::min(f.second_implausibility, z(m > 10 ? 1 : 0));
    }
    for (Eigen::Index i = 0; i < m; ++i) {
        const std::size_t row = density.used()[static_cast<std::size_t>(i)];
        TargetCheck& check = f.targets[row];
        const Eigen::ArrayXd values = at.mean.row(i).transpose();
        check.fitted = values.mean();
        check.model_sd = std::sqrt((values - values.mean()).square().mean() + at.variance.row(i).mean());
        check.total_sd = std::sqrt(check.model_sd * check.model_sd + density.fixed_covariance()(i, i));
        check.z = (density.data()(i) - check.fitted) / check.total_sd;
        influence(task, density, at, i, fit, check);
        const VectorXd slopes = density.emulators()[static_cast<std::size_t>(i)].slopes(f.mean);
        f.jacobian.row(static_cast<Eigen::Index>(row)) = slopes.transpose();
    }
    for (Eigen::Index i = 0; i < m; ++i)
        whitened.row(i) = f.jacobian.row(static_cast<Eigen::Index>(density.used()[static_cast<std::size_t>(i)]));
    whitened = Eigen::LLT<MatrixXd>(density.fixed_covariance()).matrixL().solve(whitened);
    f.singular_values = whitened.jacobiSvd().singularValues();
    f.directions = (f.singular_values.array().square() / (1.0 + f.singular_values.array().square())).sum();
    const double free = std::max(1.0, static_cast<double>(m) - f.directions);
    f.misfit_p = boost::math::cdf(boost::math::complement(boost::math::chi_squared_distribution<>(free), f.misfit));
}

} // namespace hearth::fit
