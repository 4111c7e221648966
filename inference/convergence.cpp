// Rank-normalised split R-hat and effective sample sizes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "inference/chains.hpp"

namespace hearth::inference {

namespace {

// Halves of every chain side by side; an odd chain loses its middle draw.
MatrixXd split(const MatrixXd& x)
{
    const Eigen::Index half = x.rows() / 2;
    MatrixXd out(half, 2 * x.cols());
    out << x.topRows(half), x.bottomRows(half);
    return out;
}

// Average ranks through the normal quantile (Blom's constants).
MatrixXd rank_normalised(const MatrixXd& x)
{
    const auto n = static_cast<std::size_t>(x.size());
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x.data()[a] < x.data()[b]; });
    MatrixXd out(x.rows(), x.cols());
    for (std::size_t from = 0; from < n;) {
        std::size_t to = from;
        while (to < n && x.data()[order[to]] == x.data()[order[from]]) ++to;
        const double rank = 0.5 * static_cast<double>(from + 1 + to);
        for (std::size_t i = from; i < to; ++i)
            out.data()[order[i]] = normal_quantile((rank - 0.375) / (static_cast<double>(n) + 0.25));
        from = to;
    }
    return out;
}

double median(const MatrixXd& x)
{
    std::vector<double> v(x.data(), x.data() + x.size());
    std::sort(v.begin(), v.end());
    const std::size_t n = v.size();
    return n % 2 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

double quantile7(const MatrixXd& x, double p)
{
    std::vector<double> v(x.data(), x.data() + x.size());
    std::sort(v.begin(), v.end());
    const double at = p * static_cast<double>(v.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const double next = low + 1 < v.size() ? v[low + 1] : v[low];
    return v[low] + (at - static_cast<double>(low)) * (next - v[low]);
}

VectorXd column_variances(const MatrixXd& x)
{
    const Eigen::RowVectorXd mean = x.colwise().mean();
    return ((x.rowwise() - mean).colwise().squaredNorm() / static_cast<double>(x.rows() - 1)).transpose();
}

double variance(const VectorXd& x)
{
    return (x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1);
}

double r_hat(const MatrixXd& x)
{
    const auto n = static_cast<double>(x.rows());
    const double within = column_variances(x).mean();
    const double between = n * variance(x.colwise().mean().transpose());
    return std::sqrt((between / within + n - 1.0) / n);
}

// Geyer's initial monotone sequence over the chains' mean autocovariance.
double effective_size(const MatrixXd& x)
{
    const Eigen::Index n = x.rows();
    const double all = static_cast<double>(x.size());
    if ((x.array() == x(0, 0)).all()) return all;
    const MatrixXd centred = x.rowwise() - x.colwise().mean();
    // Mean over chains of the autocovariance at a lag (divisor: draws).
    const auto covariance = [&](Eigen::Index lag) {
        return centred.topRows(n - lag).cwiseProduct(centred.bottomRows(n - lag)).sum() / all;
    };
    const double length = static_cast<double>(n);
    const double within = covariance(0) * length / (length - 1.0);
    double plus = within * (length - 1.0) / length;
    if (x.cols() > 1) plus += variance(x.colwise().mean().transpose());
    const auto rho = [&](Eigen::Index lag) { return 1.0 - (within - covariance(lag)) / plus; };
    VectorXd kept = VectorXd::Zero(n);
    kept(0) = 1.0;
    double even = 1.0, odd = rho(1);
    kept(1) = odd;
    Eigen::Index t = 0;
    while (t < n - 5 && even + odd > 0.0) {
        t += 2;
        even = rho(t);
        odd = rho(t + 1);
        if (even + odd >= 0.0) {
            kept(t) = even;
            kept(t + 1) = odd;
        }
    }
    const Eigen::Index last = t;
    if (even > 0.0) kept(last) = even;
    for (t = 2; t <= last - 2; t += 2)
        if (kept(t) + kept(t + 1) > kept(t - 2) + kept(t - 1))
            kept(t) = kept(t + 1) = 0.5 * (kept(t - 2) + kept(t - 1));
    const double tau = -1.0 + 2.0 * kept.head(last).sum() + kept(last);
    return all / std::max(tau, 1.0 / std::log10(all));
}

} // namespace

double rank_r_hat(const MatrixXd& draws)
{
    const MatrixXd folded = (draws.array() - median(draws)).abs();
    return std::max(r_hat(rank_normalised(split(draws))), r_hat(rank_normalised(split(folded))));
}

double bulk_size(const MatrixXd& draws) { return effective_size(rank_normalised(split(draws))); }

double mean_size(const MatrixXd& draws) { return effective_size(split(draws)); }

double tail_size(const MatrixXd& draws)
{
    const auto at = [&](double p) {
        const double q = quantile7(draws, p);
        const MatrixXd below = (draws.array() <= q).cast<double>();
        return effective_size(split(below));
    };
    return std::min(at(0.05), at(0.95));
}

double error_of_mean(const MatrixXd& draws)
{
    const VectorXd all = Eigen::Map<const VectorXd>(draws.data(), draws.size());
    return std::sqrt(variance(all) / mean_size(draws));
}

} // namespace hearth::inference
