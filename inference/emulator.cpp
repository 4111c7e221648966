#include "inference/emulator.hpp"

#include <cmath>
#include <stdexcept>

#include "inference/kernel_fit.hpp"
#include "sim/base/math.hpp"
#include "words/say.hpp"

namespace hearth::inference {

MatrixXd basis_at(Basis basis, const MatrixXd& points)
{
    const Eigen::Index d = points.rows();
    const Eigen::Index p = basis == Basis::constant ? 1
        : basis == Basis::linear                    ? 1 + d
        : basis == Basis::squares                   ? 1 + 2 * d
                                                    : 1 + 2 * d + d * (d - 1) / 2;
    MatrixXd h(p, points.cols());
    h.row(0).setOnes();
    if (basis == Basis::constant) return h;
    h.middleRows(1, d) = points;
    if (basis == Basis::linear) return h;
    h.middleRows(1 + d, d) = points.array().square();
    Eigen::Index row = 1 + 2 * d;
    if (basis == Basis::quadratic)
        for (Eigen::Index i = 0; i < d; ++i)
            for (Eigen::Index j = 0; j < i; ++j) h.row(row++) = points.row(i).cwiseProduct(points.row(j));
    return h;
}

Basis basis_for(int d, int points)
{
    if (points >= 3 * (1 + 2 * d + d * (d - 1) / 2)) return Basis::quadratic;
    if (points >= 3 * (1 + 2 * d)) return Basis::squares;
    return points >= 3 * (1 + d) ? Basis::linear : Basis::constant;
}

double matern(double distance)
{
    const double r = 2.2360679774997896964 * distance; // sqrt 5
    return (1.0 + r + r * r / 3.0) * exponential(-r);
}

MatrixXd process_covariance(const MatrixXd& scaled, double variance)
{
    MatrixXd k(scaled.cols(), scaled.cols());
    for (Eigen::Index i = 0; i < scaled.cols(); ++i) {
        k(i, i) = variance;
        for (Eigen::Index j = 0; j < i; ++j)
            k(i, j) = k(j, i) = variance * matern((scaled.col(i) - scaled.col(j)).norm());
    }
    return k;
}

Emulator::Emulator(Basis basis, const MatrixXd& points, const VectorXd& values, const VectorXd& noise, Kernel kernel)
    : basis_(basis), points_(kernel.lengths.cwiseInverse().asDiagonal() * points), values_(values),
      kernel_(std::move(kernel))
{
    MatrixXd k = process_covariance(points_, kernel_.variance);
    k.diagonal() += kernel_.noise_factor * noise;
    root_.compute(k);
    if (root_.info() != Eigen::Success) throw std::runtime_error(say("emulator: covariance is not positive definite"));
    basis_white_ = root_.matrixL().solve(basis_at(basis, points).transpose());
    basis_root_.compute(basis_white_.transpose() * basis_white_);
    if (basis_root_.info() != Eigen::Success) throw std::runtime_error(say("emulator: the design does not span the basis"));
    const VectorXd white = root_.matrixL().solve(values_);
    coefficients_ = basis_root_.solve(basis_white_.transpose() * white);
    const VectorXd residual = white - basis_white_ * coefficients_;
    weights_ = root_.matrixU().solve(residual);
    const auto free = static_cast<double>(values_.size() - coefficients_.size());
    likelihood_ = -0.5 * (2.0 * root_.matrixLLT().diagonal().array().log().sum()
                          + 2.0 * basis_root_.matrixLLT().diagonal().array().log().sum()
                          + residual.squaredNorm() + free * 1.8378770664093454836);
}

VectorXd Emulator::covariances(const VectorXd& point) const
{
    const VectorXd scaled = point.cwiseQuotient(kernel_.lengths);
    VectorXd k(points_.cols());
    for (Eigen::Index i = 0; i < k.size(); ++i) k(i) = kernel_.variance * matern((points_.col(i) - scaled).norm());
    return k;
}

Prediction Emulator::at(const VectorXd& point) const
{
    const VectorXd k = covariances(point);
    const VectorXd h = basis_at(basis_, point).col(0);
    const VectorXd white = root_.matrixL().solve(k);
    const VectorXd lack = basis_root_.matrixL().solve(h - basis_white_.transpose() * white);
    return {h.dot(coefficients_) + k.dot(weights_),
            std::max(0.0, kernel_.variance - white.squaredNorm() + lack.squaredNorm())};
}

double Emulator::mean_at(const VectorXd& point) const
{
    return basis_at(basis_, point).col(0).dot(coefficients_) + covariances(point).dot(weights_);
}

VectorXd Emulator::slopes(const VectorXd& point) const
{
    constexpr double width = 0.02;
    VectorXd out(point.size());
    for (Eigen::Index i = 0; i < point.size(); ++i) {
        VectorXd up = point, down = point;
        up(i) += 0.5 * width;
        down(i) -= 0.5 * width;
        out(i) = (mean_at(up) - mean_at(down)) / width;
    }
    return out;
}

LeftOut Emulator::left_out() const
{
    const Eigen::Index n = values_.size();
    const MatrixXd inverse = root_.solve(MatrixXd::Identity(n, n));
    const MatrixXd weighted = root_.matrixU().solve(basis_white_); // K^-1 H
    const MatrixXd q = inverse - weighted * basis_root_.solve(weighted.transpose());
    return {weights_.cwiseQuotient(q.diagonal()), q.diagonal().cwiseInverse()};
}

namespace {

// Log predictive density of the runs left out, one by one.
double score(const Emulator& emulator)
{
    const LeftOut out = emulator.left_out();
    return -0.5 * (out.variance.array().log() + out.residual.array().square() / out.variance.array()).sum();
}

} // namespace

Emulator Emulator::fit(const MatrixXd& points, const VectorXd& values, const VectorXd& noise, const Kernel* start)
{
    const auto d = static_cast<int>(points.rows()), n = static_cast<int>(points.cols());
    const Basis richest = basis_for(d, std::min(n, kernel_points));
    const Kernel first = start ? *start : fit_kernel(std::min(richest, Basis::squares), points, values, noise);
    // Where luck drowns the signal, a rich basis fits luck: the basis is the one that predicts best.
    Basis best = Basis::constant;
    double most = -HUGE_VAL;
    for (const Basis basis : {Basis::linear, Basis::squares, Basis::quadratic}) {
        if (basis > richest) break;
        const double now = score(Emulator(basis, points, values, noise, first));
        if (!(now > most)) continue;
        most = now;
        best = basis;
    }
    return {best, points, values, noise, fit_kernel(best, points, values, noise, &first)};
}

} // namespace hearth::inference
