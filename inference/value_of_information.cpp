#include "inference/value_of_information.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "inference/design.hpp"

namespace hearth::inference {

namespace {

constexpr int simulations = 200;
constexpr int knots = 7; // five inner ones and the ends
constexpr int draws_a_column = 10;

double standard_error(const VectorXd& values)
{
    const auto n = static_cast<double>(values.size());
    return n > 1.0 ? std::sqrt((values.array() - values.mean()).square().sum() / (n * (n - 1.0)))
                   : std::numeric_limits<double>::quiet_NaN();
}

// Columns of mean 0 and variance 1; those that do not vary are left out.
MatrixXd standardised(const MatrixXd& parameters)
{
    MatrixXd out(parameters.rows(), parameters.cols());
    Eigen::Index kept = 0;
    for (Eigen::Index j = 0; j < parameters.cols(); ++j) {
        const VectorXd centred = parameters.col(j).array() - parameters.col(j).mean();
        const double sd = std::sqrt(centred.squaredNorm() / static_cast<double>(centred.size()));
        if (!(sd > 1e-12 * parameters.col(j).cwiseAbs().maxCoeff())) continue;
        out.col(kept++) = centred / sd;
    }
    return out.leftCols(kept);
}

// The bent columns of a natural cubic spline (Hastie, Tibshirani & Friedman 2009, section 5.2.1): linear
// beyond the end knots. Fewer where the parameter takes few values.
MatrixXd spline_columns(const VectorXd& x)
{
    std::vector<double> sorted(x.data(), x.data() + x.size()), at;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < knots; ++k) at.push_back(sorted[k * (sorted.size() - 1) / (knots - 1)]);
    at.erase(std::unique(at.begin(), at.end()), at.end());
    if (at.size() < 3) return MatrixXd(x.size(), 0);
    const double last = at.back();
    const auto cube = [](double v) { return v > 0.0 ? v * v * v : 0.0; };
    const auto part = [&](double value, double knot) {
        return (cube(value - knot) - cube(value - last)) / (last - knot);
    };
    MatrixXd out(x.size(), static_cast<Eigen::Index>(at.size() - 2));
    for (Eigen::Index i = 0; i < x.size(); ++i)
        for (std::size_t k = 0; k + 2 < at.size(); ++k)
            out(i, static_cast<Eigen::Index>(k)) = part(x(i), at[k]) - part(x(i), at[at.size() - 2]);
    return out;
}

MatrixXd beside(const MatrixXd& left, const MatrixXd& right)
{
    MatrixXd out(left.rows(), left.cols() + right.cols());
    out << left, right;
    return out;
}

// \param x standardised
MatrixXd basis_of(const MatrixXd& x)
{
    const Eigen::Index p = x.cols(), affordable = x.rows() / draws_a_column;
    const MatrixXd lines = beside(MatrixXd::Ones(x.rows(), 1), x);
    if (p == 0 || 1 + 2 * p > affordable) return lines;
    const Eigen::Index bent = p * (knots - 2), squares = p > 1 ? p * (p + 1) / 2 : 0;
    if (1 + p + squares + bent > affordable) return beside(lines, x.cwiseProduct(x));
    MatrixXd out = lines;
    for (Eigen::Index j = 0; p > 1 && j < p; ++j)
        for (Eigen::Index k = 0; k <= j; ++k) out = beside(out, x.col(j).cwiseProduct(x.col(k)));
    for (Eigen::Index j = 0; j < p; ++j) out = beside(out, spline_columns(x.col(j)));
    return out;
}

// Orthonormal columns that span the basis; columns the others already span are left out.
MatrixXd orthonormal(const MatrixXd& basis)
{
    MatrixXd scaled = basis;
    for (Eigen::Index j = 0; j < scaled.cols(); ++j) scaled.col(j).normalize();
    Eigen::ColPivHouseholderQR<MatrixXd> qr(scaled);
    qr.setThreshold(1e-9);
    return qr.householderQ() * MatrixXd::Identity(basis.rows(), qr.rank());
}

// A root of a covariance that may be singular.
MatrixXd root_of(const MatrixXd& covariance)
{
    const Eigen::LDLT<MatrixXd> parts(covariance);
    const MatrixXd lower = parts.matrixL();
    const VectorXd scale = parts.vectorD().cwiseMax(0.0).cwiseSqrt();
    return parts.transpositionsP().transpose() * MatrixXd(lower * scale.asDiagonal());
}

Eigen::Index best_column(const MatrixXd& net_benefit)
{
    Eigen::Index best = 0;
    net_benefit.colwise().mean().maxCoeff(&best);
    return best;
}

// Mean of the best less the best mean. \param gains over the best option, which itself has 0
double value_of(const MatrixXd& gains)
{
    return gains.rowwise().maxCoeff().cwiseMax(0.0).mean() - std::max(0.0, gains.colwise().mean().maxCoeff());
}

// The fit drawn in towards its mean, to the variance it has beyond its noise: simulated about the fit
// itself the noise would count twice, and an irrelevant parameter be worth something between near ties.
MatrixXd without_noise(const MatrixXd& fitted, const VectorXd& residual_variance, Eigen::Index columns)
{
    const auto n = static_cast<double>(fitted.rows());
    MatrixXd out = fitted;
    for (Eigen::Index j = 0; j < fitted.cols(); ++j) {
        const double mean = fitted.col(j).mean();
        const double all = (fitted.col(j).array() - mean).square().sum() / n;
        const double noise = residual_variance(j) * static_cast<double>(columns - 1) / n;
        const double kept = all > noise ? std::sqrt(1.0 - noise / all) : 0.0;
        out.col(j) = mean + kept * (fitted.col(j).array() - mean);
    }
    return out;
}

// Values had the coefficients come out otherwise. In orthonormal columns they are independent; between
// options they vary as the residuals do. \param root of the residuals' covariance
VectorXd simulated_values(const MatrixXd& centre, const MatrixXd& q, const MatrixXd& root)
{
    const Luck luck(1, Stream::parameter, 0); // the same draws for every call
    const auto numbers = static_cast<int>(q.cols() * centre.cols());
    VectorXd out(simulations);
    for (int s = 0; s < simulations; ++s) {
        const VectorXd z = normal_vector(numbers, luck, static_cast<std::uint64_t>(s), 0);
        out(s) = value_of(centre + q * (z.reshaped(q.cols(), centre.cols()) * root.transpose()));
    }
    return out;
}

} // namespace

Value value_of_perfect_information(const MatrixXd& net_benefit)
{
    if (net_benefit.size() == 0) return {};
    const VectorXd regret = net_benefit.rowwise().maxCoeff() - net_benefit.col(best_column(net_benefit));
    return {std::max(0.0, regret.mean()), standard_error(regret)};
}

Value value_of_partial_information(const MatrixXd& net_benefit, const MatrixXd& parameters)
{
    if (net_benefit.rows() == 0 || net_benefit.cols() < 2 || parameters.cols() == 0) return {};
    const Eigen::Index best = best_column(net_benefit), options = net_benefit.cols() - 1;
    MatrixXd gains(net_benefit.rows(), options);
    for (Eigen::Index j = 0; j < options; ++j)
        gains.col(j) = net_benefit.col(j < best ? j : j + 1) - net_benefit.col(best);
    const MatrixXd x = standardised(parameters);
    if (x.cols() == 0) return {}; // nothing to learn
    const MatrixXd q = orthonormal(basis_of(x));
    const Eigen::Index over = q.rows() - q.cols();
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    if (over < 1) return {unknown, unknown};
    const MatrixXd fitted = q * (q.transpose() * gains);
    const MatrixXd residual = gains - fitted;
    const MatrixXd covariance = residual.transpose() * residual / static_cast<double>(over);
    const MatrixXd centre = without_noise(fitted, covariance.diagonal(), q.cols());
    const VectorXd simulated = simulated_values(centre, q, root_of(covariance));
    const double value = value_of(fitted), bias = simulated.mean() - value_of(centre);
    const double coefficients = standard_error(simulated) * std::sqrt(static_cast<double>(simulations));
    const double sampling = standard_error(fitted.rowwise().maxCoeff().cwiseMax(0.0));
    return {std::max(0.0, value - bias), std::hypot(coefficients, sampling)};
}

} // namespace hearth::inference
