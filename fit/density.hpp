// The posterior density by emulators.
#pragma once

#include "fit/task.hpp"

namespace hearth::fit {

//! log pi(u) = -1/2 r'V^-1 r - 1/2 log|V| - 1/2 u'u, r = y - emulator(u),
//! V = error + discrepancy + luck in the data + emulator variance.
class PosteriorDensity {
public:
    struct Parts { // of the broken variants that the coverage study must catch
        bool luck = true;
        bool emulator_variance = true;
        double prior_sd = 1.0;
    };
    //! \param used outputs (rows of the task) that the emulators stand for, in their order
    PosteriorDensity(const Task& task, std::vector<inference::Emulator> emulators, std::vector<std::size_t> used,
                     const MatrixXd& luck, Parts parts);
    PosteriorDensity(const Task& task, std::vector<inference::Emulator> emulators, std::vector<std::size_t> used,
                     const MatrixXd& luck);

    double operator()(const VectorXd& point) const;
    //! The same with the emulators' variances fixed: far cheaper, and near.
    double with_variance(const VectorXd& point, const VectorXd& variance) const;
    //! Mean of the emulators' variances over points.
    VectorXd mean_variance(const MatrixXd& points) const;
    double log_likelihood(const VectorXd& point) const;
    //! Emulated means and variances at many points, outputs x points each, side by side on threads.
    void at_points(const MatrixXd& points, int threads, MatrixXd& mean, MatrixXd& variance) const;
    double log_likelihood(const VectorXd& mean, const VectorXd& variance) const;
    //! Emulated outputs at a point: mean and variance, by used output.
    void outputs(const VectorXd& point, VectorXd& mean, VectorXd& variance) const;
    //! Error, discrepancy and luck of the used outputs.
    const MatrixXd& fixed_covariance() const { return fixed_; }
    const VectorXd& data() const { return data_; }
    void set_data(const VectorXd& data) { data_ = data; } //!< of the used outputs
    const std::vector<inference::Emulator>& emulators() const { return emulators_; }
    const std::vector<std::size_t>& used() const { return used_; }

private:
    std::vector<inference::Emulator> emulators_;
    std::vector<std::size_t> used_;
    VectorXd data_;
    MatrixXd fixed_;
    Parts parts_;
};

//! -1/2 r'V^-1 r - 1/2 log|V|.
double gaussian_log_density(const VectorXd& residual, const MatrixXd& covariance);

} // namespace hearth::fit
