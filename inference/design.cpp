#include "inference/design.hpp"

#include <boost/random/sobol.hpp>

namespace hearth::inference {

MatrixXd normal_scores(int dimensions, int points, const Luck& luck, int year)
{
    boost::random::sobol sequence(static_cast<std::size_t>(dimensions));
    sequence.discard(static_cast<std::uintmax_t>(dimensions)); // the first point is the middle of all
    MatrixXd out(dimensions, points);
    for (int j = 0; j < points; ++j)
        for (int k = 0; k < dimensions; ++k) {
            const double shift = unit(luck.words(static_cast<std::uint64_t>(k), year, Purpose::design)[0]);
            const double u = static_cast<double>(sequence()) * 0x1.0p-64 + shift;
            const double inside = u - std::floor(u);
            out(k, j) = normal_quantile(std::min(std::max(inside, 0x1.0p-33), 1.0 - 0x1.0p-33));
        }
    return out;
}

MatrixXd matched(const MatrixXd& points)
{
    const MatrixXd centred = points.colwise() - mean_of(points);
    const Eigen::LLT<MatrixXd> root(covariance_of(points));
    return root.matrixL().solve(centred);
}

VectorXd normal_vector(int dimensions, const Luck& luck, std::uint64_t id, int year)
{
    VectorXd out(dimensions);
    for (int k = 0; k < dimensions; ++k) {
        const Words w = luck.words(id, year, Purpose::design, static_cast<std::uint32_t>(k / 4 + 1));
        out(k) = normal(w[static_cast<std::size_t>(k % 4)]);
    }
    return out;
}

VectorXd mean_of(const MatrixXd& points) { return points.rowwise().mean(); }

MatrixXd covariance_of(const MatrixXd& points)
{
    const MatrixXd centred = points.colwise() - mean_of(points);
    return centred * centred.transpose() / static_cast<double>(points.cols() - 1);
}

MatrixXd shrunk_covariance(const MatrixXd& points)
{
    const auto n = static_cast<double>(points.cols());
    MatrixXd c = covariance_of(points);
    const VectorXd sd = c.diagonal().cwiseSqrt().cwiseMax(1e-300);
    const MatrixXd z = (points.colwise() - mean_of(points)).array().colwise() / sd.array();
    double noise = 0.0, signal = 0.0;
    for (Eigen::Index i = 0; i < c.rows(); ++i)
        for (Eigen::Index j = 0; j < i; ++j) {
            const VectorXd product = z.row(i).cwiseProduct(z.row(j)).transpose();
            const double mean = product.mean();
            noise += n / ((n - 1.0) * (n - 1.0) * (n - 1.0)) * (product.array() - mean).square().sum();
            const double r = n / (n - 1.0) * mean;
            signal += r * r;
        }
    const double lambda = signal > 0.0 ? std::min(1.0, noise / signal) : 1.0;
    const VectorXd variances = c.diagonal();
    c *= 1.0 - lambda;
    c.diagonal() = variances;
    return c;
}

} // namespace hearth::inference
