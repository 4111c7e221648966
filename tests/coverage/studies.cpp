//   hearth_coverage posterior|worlds INPUT.h5 SCENARIO.toml [--truths N] [--training N] [--persons N] [--seed N]
#include "tests/coverage/studies.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "inference/design.hpp"
#include "inference/emulator.hpp"

namespace inf = hearth::inference;

namespace hearth::studies {

LuckModel::LuckModel(const MatrixXd& points, const MatrixXd& values)
{
    const MatrixXd h = inf::basis_at(inf::basis_for(static_cast<int>(points.rows()), static_cast<int>(points.cols())), points).transpose();
    const MatrixXd residual = values.transpose() - h * h.colPivHouseholderQr().solve(values.transpose());
    const double kept = static_cast<double>(h.rows() - h.cols()) / static_cast<double>(h.rows());
    const MatrixXd covariance = inf::shrunk_covariance(residual.transpose()) / kept;
    const VectorXd sd = covariance.diagonal().cwiseSqrt();
    correlation = sd.cwiseInverse().asDiagonal() * covariance * sd.cwiseInverse().asDiagonal();
    // E log chi-squared with one degree of freedom is -1.2704.
    const MatrixXd logs = ((residual.array().square() / kept).max(1e-30).log() + 1.2703628454614782).matrix();
    const MatrixXd linear = inf::basis_at(inf::Basis::linear, points).transpose();
    log_variance = linear.colPivHouseholderQr().solve(logs).transpose();
    // The level is the variance's own: logarithms of squares are far from normal.
    for (Eigen::Index i = 0; i < log_variance.rows(); ++i) {
        const Eigen::ArrayXd fitted = (linear * log_variance.row(i).transpose()).array().exp();
        log_variance(i, 0) += std::log((residual.col(i).array().square() / kept / fitted).mean());
    }
}

MatrixXd LuckModel::at(const VectorXd& point) const
{
    const VectorXd sd = (0.5 * (log_variance * inf::basis_at(inf::Basis::linear, point).col(0)).array()).exp();
    return sd.asDiagonal() * correlation * sd.asDiagonal();
}

} // namespace hearth::studies

int main(int count, char** words)
{
    using namespace hearth;
    const std::string which = count > 1 ? words[1] : "";
    if (count < 4 || (which != "posterior" && which != "worlds")) {
        std::cerr << "usage: hearth_coverage posterior|worlds INPUT.h5 SCENARIO.toml [--truths N] [--training N] [--persons N] [--seed N]\n";
        return 64;
    }
    studies::Settings s;
    for (int i = 4; i + 1 < count; i += 2) {
        const std::string name = words[i];
        if (name == "--truths") s.truths = std::atoi(words[i + 1]);
        else if (name == "--training") s.training = std::atoi(words[i + 1]);
        else if (name == "--persons") s.persons = std::atof(words[i + 1]);
        else if (name == "--seed") s.seed = static_cast<std::uint64_t>(std::atoll(words[i + 1]));
    }
    try {
        Faults faults;
        const Tables tables = read_tables(words[2], faults);
        faults.refuse_if_any();
        const Scenario scenario = read_scenario(words[3]);
        return which == "posterior" ? studies::posterior_study(tables, scenario, s) : studies::worlds_study(tables, scenario, s);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 70;
    }
}
