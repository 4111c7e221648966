// Kernel by restricted maximum likelihood with weak priors.
#include "inference/kernel_fit.hpp"

#include <cmath>

#include <nlopt.hpp>

#include "inference/emulator.hpp"
#include "sim/base/math.hpp"

namespace hearth::inference {

namespace {

constexpr double length_median = 3.0, length_log_sd = 1.0, noise_log_sd = 0.5, variance_log_sd = 2.0;
constexpr int most_evaluations = 40, most_from_start = 12;

// Unknowns: log variance, log lengths, log noise factor. Values are scaled to residual variance 1.
struct Objective {
    const MatrixXd& points;
    const MatrixXd& basis; // n x p
    const VectorXd& values;
    const VectorXd& noise;

    // Minus log posterior of the unknowns; fills the gradient where asked.
    double operator()(const std::vector<double>& x, std::vector<double>& gradient) const
    {
        const Eigen::Index d = points.rows(), n = points.cols();
        VectorXd lengths(d);
        for (Eigen::Index k = 0; k < d; ++k) lengths(k) = exponential(x[static_cast<std::size_t>(k + 1)]);
        const double variance = exponential(x[0]), factor = exponential(x.back());
        const MatrixXd scaled = lengths.cwiseInverse().asDiagonal() * points;
        const MatrixXd process = process_covariance(scaled, variance);
        MatrixXd covariance = process;
        covariance.diagonal() += factor * noise;
        const Eigen::LLT<MatrixXd> root(covariance);
        if (root.info() != Eigen::Success) return HUGE_VAL;
        const MatrixXd white = root.matrixL().solve(basis);
        const Eigen::LLT<MatrixXd> basis_root(white.transpose() * white);
        if (basis_root.info() != Eigen::Success) return HUGE_VAL;
        const VectorXd y = root.matrixL().solve(values);
        const VectorXd residual = y - white * basis_root.solve(white.transpose() * y);
        const double value = root.matrixLLT().diagonal().array().log().sum()
            + basis_root.matrixLLT().diagonal().array().log().sum() + 0.5 * residual.squaredNorm();
        if (gradient.empty()) return value + penalty(x, gradient);
        // P = K^-1 - K^-1 H (H'K^-1 H)^-1 H'K^-1; d(-log L) = 1/2 tr(P dK) - 1/2 (P y)' dK (P y).
        const VectorXd py = root.matrixU().solve(residual);
        MatrixXd p = root.solve(MatrixXd::Identity(n, n));
        const MatrixXd weighted = root.matrixU().solve(white);
        p -= weighted * basis_root.solve(weighted.transpose());
        p -= py * py.transpose();
        gradient.assign(gradient.size(), 0.0);
        gradient[0] = 0.5 * p.cwiseProduct(process).sum();
        gradient.back() = 0.5 * factor * p.diagonal().dot(noise);
        lengths_gradient(scaled, variance, p, gradient);
        return value + penalty(x, gradient);
    }

    // dk/d log l_k = variance * 5/3 (1 + r) e^-r (difference_k)^2, r = sqrt 5 distance.
    static void lengths_gradient(const MatrixXd& scaled, double variance, const MatrixXd& p, std::vector<double>& gradient)
    {
        const Eigen::Index d = scaled.rows();
        VectorXd sum = VectorXd::Zero(d), square(d);
        for (Eigen::Index i = 0; i < scaled.cols(); ++i)
            for (Eigen::Index j = 0; j < i; ++j) {
                square = (scaled.col(i) - scaled.col(j)).array().square();
                const double r = std::sqrt(5.0 * square.sum());
                sum += p(i, j) * (1.0 + r) * exponential(-r) * square;
            }
        for (Eigen::Index k = 0; k < d; ++k) gradient[static_cast<std::size_t>(k + 1)] += variance * 5.0 / 3.0 * sum(k);
    }

    static double penalty(const std::vector<double>& x, std::vector<double>& gradient)
    {
        double sum = 0.0;
        const auto pull = [&](std::size_t at, double centre, double sd) {
            const double z = (x[at] - centre) / sd;
            sum += 0.5 * z * z;
            if (!gradient.empty()) gradient[at] += z / sd;
        };
        pull(0, logarithm(0.3), variance_log_sd); // of the residual about the basis
        for (std::size_t k = 1; k + 1 < x.size(); ++k) pull(k, logarithm(length_median), length_log_sd);
        pull(x.size() - 1, 0.0, noise_log_sd);
        return sum;
    }
};

double evaluate(const std::vector<double>& x, std::vector<double>& gradient, void* objective)
{
    return (*static_cast<const Objective*>(objective))(x, gradient);
}

} // namespace

Kernel Emulator::fit_kernel(Basis basis, const MatrixXd& all_points, const VectorXd& all_values, const VectorXd& all_noise, const Kernel* start)
{
    const Eigen::Index n = std::min<Eigen::Index>(all_points.cols(), kernel_points);
    MatrixXd points(all_points.rows(), n);
    VectorXd values(n), noise(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const Eigen::Index from = i * all_points.cols() / n;
        points.col(i) = all_points.col(from);
        values(i) = all_values(from);
        noise(i) = all_noise(from);
    }
    const MatrixXd h = basis_at(basis, points).transpose();
    const VectorXd residual = values - h * h.colPivHouseholderQr().solve(values);
    const double unit_variance = std::max(residual.squaredNorm() / std::max(1.0, static_cast<double>(h.rows() - h.cols())),
                                          1e-12 * std::max(1e-12, values.squaredNorm() / static_cast<double>(values.size())));
    const VectorXd scaled_values = values / std::sqrt(unit_variance);
    const VectorXd scaled_noise = noise / unit_variance;
    Objective objective{points, h, scaled_values, scaled_noise};
    const auto dimensions = static_cast<std::size_t>(points.rows());
    std::vector<double> x(dimensions + 2, logarithm(length_median));
    x.front() = logarithm(0.3);
    x.back() = 0.0;
    if (start) {
        x.front() = logarithm(std::max(start->variance / unit_variance, 1e-6));
        for (std::size_t k = 0; k < dimensions; ++k) x[k + 1] = logarithm(start->lengths(static_cast<Eigen::Index>(k)));
        x.back() = logarithm(start->noise_factor);
    }
    nlopt::opt search(nlopt::LD_LBFGS, static_cast<unsigned>(x.size()));
    std::vector<double> low(x.size(), logarithm(0.2)), high(x.size(), logarithm(50.0));
    low.front() = logarithm(1e-6);
    high.front() = logarithm(1e3);
    low.back() = logarithm(0.1);
    high.back() = logarithm(10.0);
    search.set_lower_bounds(low);
    search.set_upper_bounds(high);
    search.set_min_objective(evaluate, &objective);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = std::min(std::max(x[k], low[k]), high[k]);
    search.set_maxeval(start ? most_from_start : most_evaluations);
    search.set_ftol_abs(1e-2);
    double least = 0.0;
    try {
        search.optimize(x, least);
    } catch (const nlopt::roundoff_limited&) { // x holds the best point so far
    } catch (const std::runtime_error&) {
    }
    Kernel kernel;
    kernel.variance = exponential(x.front()) * unit_variance;
    kernel.noise_factor = exponential(x.back());
    kernel.lengths.resize(points.rows());
    for (std::size_t k = 0; k < dimensions; ++k) kernel.lengths(static_cast<Eigen::Index>(k)) = exponential(x[k + 1]);
    return kernel;
}

} // namespace hearth::inference
