#include "fit/density.hpp"

#include <cmath>

#include "sim/base/first_error.hpp"

namespace hearth::fit {

double gaussian_log_density(const VectorXd& residual, const MatrixXd& covariance)
{
    const Eigen::LLT<MatrixXd> root(covariance);
    return -0.5 * root.matrixL().solve(residual).squaredNorm() - root.matrixLLT().diagonal().array().log().sum();
}

PosteriorDensity::PosteriorDensity(const Task& task, std::vector<inference::Emulator> emulators, std::vector<std::size_t> used,
                                   const MatrixXd& luck, Parts parts)
    : emulators_(std::move(emulators)), used_(std::move(used)), parts_(parts)
{
    const auto m = static_cast<Eigen::Index>(used_.size());
    data_.resize(m);
    fixed_ = MatrixXd::Zero(m, m);
    for (Eigen::Index i = 0; i < m; ++i) {
        const auto row = static_cast<Eigen::Index>(used_[static_cast<std::size_t>(i)]);
        data_(i) = task.data(row);
        fixed_(i, i) = task.observation_variance(row);
        for (Eigen::Index j = 0; j < m && parts_.luck; ++j)
            fixed_(i, j) += luck(row, static_cast<Eigen::Index>(used_[static_cast<std::size_t>(j)]));
    }
}

PosteriorDensity::PosteriorDensity(const Task& task, std::vector<inference::Emulator> emulators, std::vector<std::size_t> used,
                                   const MatrixXd& luck)
    : PosteriorDensity(task, std::move(emulators), std::move(used), luck, Parts{})
{
}

void PosteriorDensity::outputs(const VectorXd& point, VectorXd& mean, VectorXd& variance) const
{
    mean.resize(static_cast<Eigen::Index>(emulators_.size()));
    variance.resize(mean.size());
    for (std::size_t i = 0; i < emulators_.size(); ++i) {
        const inference::Prediction p = emulators_[i].at(point);
        mean(static_cast<Eigen::Index>(i)) = p.mean;
        variance(static_cast<Eigen::Index>(i)) = p.variance;
    }
}

double PosteriorDensity::log_likelihood(const VectorXd& mean, const VectorXd& variance) const
{
    MatrixXd v = fixed_;
    if (parts_.emulator_variance) v.diagonal() += variance;
    return gaussian_log_density(data_ - mean, v);
}

double PosteriorDensity::log_likelihood(const VectorXd& point) const
{
    VectorXd mean, variance;
    outputs(point, mean, variance);
    return log_likelihood(mean, variance);
}

double PosteriorDensity::with_variance(const VectorXd& point, const VectorXd& variance) const
{
    VectorXd mean(static_cast<Eigen::Index>(emulators_.size()));
    for (std::size_t i = 0; i < emulators_.size(); ++i) mean(static_cast<Eigen::Index>(i)) = emulators_[i].mean_at(point);
    return log_likelihood(mean, variance) - 0.5 * point.squaredNorm() / (parts_.prior_sd * parts_.prior_sd);
}

void PosteriorDensity::at_points(const MatrixXd& points, int threads, MatrixXd& mean, MatrixXd& variance) const
{
    const auto m = static_cast<Eigen::Index>(emulators_.size());
    mean.resize(m, points.cols());
    variance.resize(m, points.cols());
    FirstError error;
#pragma omp parallel for schedule(static) num_threads(threads > 0 ? threads : 2) default(none) shared(points, mean, variance, error)
    for (Eigen::Index j = 0; j < points.cols(); ++j)
        error.guard([&] {
            VectorXd one, spread;
            outputs(points.col(j), one, spread);
            mean.col(j) = one;
            variance.col(j) = spread;
        });
    error.rethrow();
}

VectorXd PosteriorDensity::mean_variance(const MatrixXd& points) const
{
    MatrixXd mean, variance;
    at_points(points, 0, mean, variance);
    return variance.rowwise().mean();
}

double PosteriorDensity::operator()(const VectorXd& point) const
{
    return log_likelihood(point) - 0.5 * point.squaredNorm() / (parts_.prior_sd * parts_.prior_sd);
}

} // namespace hearth::fit
