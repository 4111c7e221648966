#include "inference/etki.hpp"

#include <algorithm>
#include <cmath>

namespace hearth::inference {

VectorXd misfits(const MatrixXd& outputs, const VectorXd& data, const MatrixXd& gamma)
{
    const Eigen::LLT<MatrixXd> root(gamma);
    const MatrixXd white = root.matrixL().solve(outputs.colwise() - data);
    return 0.5 * white.colwise().squaredNorm().transpose();
}

double tempering_step(const VectorXd& phi, int outputs, double left)
{
    const double mean = phi.mean();
    const double variance = (phi.array() - mean).square().mean();
    const double m = outputs;
    const double by_mean = m / (2.0 * mean);
    const double by_variance = variance > 0.0 ? std::sqrt(m / (2.0 * variance)) : left;
    const double step = std::min(std::max(by_mean, by_variance), left);
    return left - step < 1e-9 ? left : step;
}

MatrixXd transform(const MatrixXd& ensemble, const MatrixXd& outputs, const VectorXd& data,
                   const MatrixXd& gamma, double step)
{
    const double root_members = std::sqrt(static_cast<double>(ensemble.cols() - 1));
    const Eigen::LLT<MatrixXd> root(gamma);
    const VectorXd mean = ensemble.rowwise().mean();
    const VectorXd centre = outputs.rowwise().mean();
    const MatrixXd deviations = (ensemble.colwise() - mean) / root_members;
    const MatrixXd white = root.matrixL().solve(outputs.colwise() - centre) / root_members; // Y
    const VectorXd residual = root.matrixL().solve(data - centre);
    // Everything in the space of outputs: Y Y' = W L W', and functions of Y'Y act through Y' W f(L) W' Y.
    const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(white * white.transpose());
    const Eigen::ArrayXd x = step * eigen.eigenvalues().array().max(0.0);
    const MatrixXd w = eigen.eigenvectors().transpose() * white;
    const Eigen::ArrayXd s = (1.0 + x).sqrt();
    const VectorXd to_mean = (step / (1.0 + x)).matrix().cwiseProduct(eigen.eigenvectors().transpose() * residual);
    const Eigen::ArrayXd to_spread = step / (s * (s + 1.0)); // (1 - 1/s) / eigenvalue, also at 0
    const VectorXd new_mean = mean + deviations * (w.transpose() * to_mean);
    const MatrixXd shrunk = deviations - (deviations * w.transpose()) * to_spread.matrix().asDiagonal() * w;
    return (root_members * shrunk).colwise() + new_mean;
}

} // namespace hearth::inference
