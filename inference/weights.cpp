#include "inference/weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hearth::inference {

ParetoTail fit_pareto(const std::vector<double>& x)
{
    const auto n = static_cast<double>(x.size());
    const int grid = 30 + static_cast<int>(std::floor(std::sqrt(n)));
    const double quarter = x[static_cast<std::size_t>(std::floor(n / 4.0 + 0.5)) - 1];
    std::vector<double> theta, fit;
    for (int j = 1; j <= grid; ++j) {
        const double t = 1.0 / x.back() + (1.0 - std::sqrt(grid / (j - 0.5))) / (3.0 * quarter);
        double k = 0.0;
        for (const double v : x) k += std::log1p(-t * v);
        k /= n;
        theta.push_back(t);
        fit.push_back(n * (std::log(-t / k) - k - 1.0));
    }
    double centre = 0.0;
    for (std::size_t j = 0; j < fit.size(); ++j) {
        double others = 0.0;
        for (const double f : fit) others += std::exp(f - fit[j]);
        centre += theta[j] / others;
    }
    double k = 0.0;
    for (const double v : x) k += std::log1p(-centre * v);
    k /= n;
    return {(k * n + 0.5 * 10.0) / (n + 10.0), -k / centre};
}

Smoothed smooth_weights(const VectorXd& log_weights)
{
    const auto n = static_cast<std::size_t>(log_weights.size());
    VectorXd log_w = log_weights.array() - log_weights.maxCoeff();
    Smoothed out;
    const auto tail = static_cast<std::size_t>(
        std::ceil(std::min(0.2 * static_cast<double>(n), 3.0 * std::sqrt(static_cast<double>(n)))));
    if (tail >= 5) {
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), 0);
        const auto at = [&](std::size_t i) { return log_w(static_cast<Eigen::Index>(i)); };
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return at(a) < at(b); });
        const double cut = std::exp(at(order[n - tail - 1]));
        std::vector<double> excess;
        for (std::size_t i = n - tail; i < n; ++i) excess.push_back(std::exp(at(order[i])) - cut);
        if (excess.back() - excess.front() > 1e-300) {
            const ParetoTail fit = fit_pareto(excess);
            out.k = fit.k;
            for (std::size_t i = 0; i < tail; ++i) {
                const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(tail);
                const double q = std::abs(fit.k) < 1e-15 ? -fit.scale * std::log1p(-p)
                                                          : fit.scale * std::expm1(-fit.k * std::log1p(-p)) / fit.k;
                log_w(static_cast<Eigen::Index>(order[n - tail + i])) = std::min(0.0, std::log(q + cut));
            }
        } else out.k = -INFINITY; // equal weights have no tail
    }
    out.weights = log_w.array().exp();
    out.weights /= out.weights.sum();
    out.size = 1.0 / out.weights.squaredNorm();
    return out;
}

namespace {

struct Blocks {
    std::vector<double> first, total;
};

Index over_blocks(const std::vector<double>& values)
{
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    return {mean, std::sqrt(squares / (n * (n - 1.0)))};
}

} // namespace

SobolIndices sobol_indices(const std::function<double(const VectorXd&)>& function, int dimensions, int points,
                           bool uniform, const Luck& luck)
{
    constexpr int blocks = 20;
    const int per_block = std::max(2, points / blocks);
    std::vector<Blocks> by(static_cast<std::size_t>(dimensions));
    const auto coordinate = [&](int row, int k, int which) {
        const Words w = luck.words(static_cast<std::uint64_t>(row), which, Purpose::design, static_cast<std::uint32_t>(k));
        return uniform ? unit(w[0]) : normal(w[0]);
    };
    for (int b = 0; b < blocks; ++b) {
        MatrixXd f(per_block, dimensions + 2); // at A, at B, at A with one column of B
        for (int i = 0; i < per_block; ++i) {
            VectorXd a(dimensions), other(dimensions);
            for (int k = 0; k < dimensions; ++k) {
                a(k) = coordinate(b * per_block + i, k, 0);
                other(k) = coordinate(b * per_block + i, k, 1);
            }
            f(i, 0) = function(a);
            f(i, 1) = function(other);
            for (int k = 0; k < dimensions; ++k) {
                VectorXd mixed = a;
                mixed(k) = other(k);
                f(i, k + 2) = function(mixed);
            }
        }
        const Eigen::VectorXd pooled = Eigen::Map<const VectorXd>(f.data(), 2 * per_block);
        const double variance = (pooled.array() - pooled.mean()).square().sum() / (2.0 * per_block - 1.0);
        for (int k = 0; k < dimensions; ++k) {
            const double apart_b = (f.col(1) - f.col(k + 2)).squaredNorm() / (2.0 * per_block);
            const double apart_a = (f.col(0) - f.col(k + 2)).squaredNorm() / (2.0 * per_block);
            by[static_cast<std::size_t>(k)].first.push_back(1.0 - apart_b / variance);
            by[static_cast<std::size_t>(k)].total.push_back(apart_a / variance);
        }
    }
    SobolIndices out;
    for (const Blocks& k : by) {
        out.first.push_back(over_blocks(k.first));
        out.total.push_back(over_blocks(k.total));
    }
    return out;
}

VarianceParts variance_parts(const MatrixXd& values)
{
    const auto k = static_cast<double>(values.rows()), n = static_cast<double>(values.cols());
    const VectorXd means = values.rowwise().mean();
    const double grand = means.mean();
    const double between = n * (means.array() - grand).square().sum() / (k - 1.0); // mean squares
    const double within = (values.colwise() - means).squaredNorm() / (k * (n - 1.0));
    VarianceParts out{grand, (between - within) / n, within, 0.0, 0.0};
    const double within_variance = 2.0 * within * within / (k * (n - 1.0));
    out.within_error = std::sqrt(within_variance);
    out.between_error = std::sqrt((2.0 * between * between / (k - 1.0) + within_variance) / (n * n));
    return out;
}

CovarianceParts covariance_parts(const std::vector<MatrixXd>& groups)
{
    const Eigen::Index m = groups[0].rows();
    const auto k = static_cast<double>(groups.size()), n = static_cast<double>(groups[0].cols());
    MatrixXd means(m, static_cast<Eigen::Index>(groups.size()));
    MatrixXd within = MatrixXd::Zero(m, m);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const VectorXd mean = groups[g].rowwise().mean();
        const MatrixXd apart = groups[g].colwise() - mean;
        means.col(static_cast<Eigen::Index>(g)) = mean;
        within += apart * apart.transpose() / (k * (n - 1.0));
    }
    const MatrixXd centred = means.colwise() - means.rowwise().mean().eval();
    return {centred * centred.transpose() / (k - 1.0) - within / n, within};
}

} // namespace hearth::inference
