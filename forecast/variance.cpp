#include "forecast/variance.hpp"

#include <cmath>
#include <limits>

#include "inference/design.hpp"

namespace hearth::forecast {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double as_wide = 0.9; // of the prior's variance: a direction the data tell nothing of

using inference::Index;

Index mean_with_error(const std::vector<double>& terms)
{
    const auto n = static_cast<double>(terms.size());
    double sum = 0.0, squares = 0.0;
    for (const double t : terms) sum += t;
    const double mean = sum / n;
    for (const double t : terms) squares += (t - mean) * (t - mean);
    return {mean, n > 1 ? std::sqrt(squares / (n - 1.0) / n) : nothing};
}

Index variance_with_error(const std::vector<double>& x)
{
    const auto n = static_cast<double>(x.size());
    double mean = 0.0, second = 0.0, fourth = 0.0;
    for (const double v : x) mean += v / n;
    for (const double v : x) {
        const double d2 = (v - mean) * (v - mean);
        second += d2;
        fourth += d2 * d2;
    }
    const double variance = second / (n - 1.0);
    // Var of a sample variance: (m4 - s^4 (n - 3) / (n - 1)) / n.
    const double of_it = (fourth / n - variance * variance * (n - 3.0) / (n - 1.0)) / n;
    return {variance, std::sqrt(std::max(0.0, of_it))};
}

} // namespace

VarianceSplit split_variance(const std::vector<double>& draws, const std::vector<int>& companions, const std::vector<double>& same,
                             const std::vector<double>& other, double share)
{
    VarianceSplit out;
    out.prior_share = nothing;
    const Index none{nothing, nothing};
    bool told = draws.size() > 2 && companions.size() > 1;
    for (const auto* values : {&draws, &same, &other})
        for (const double v : *values) told = told && std::isfinite(v);
    if (!told) {
        out.total = out.parameters = out.systemic = out.household = none;
        out.at_home = nothing;
        return out;
    }
    out.total = variance_with_error(draws);
    std::vector<double> household, systemic, both;
    for (std::size_t i = 0; i < companions.size(); ++i) {
        const double a = draws[static_cast<std::size_t>(companions[i])], b = same[i], c = other[i];
        const double luck = 0.5 * (a - b) * (a - b);              // E = household
        const double apart = 0.5 * (a + b) - c;                   // E square = 2 systemic + 3/2 household
        household.push_back(luck);
        systemic.push_back(0.5 * (apart * apart - 1.5 * luck));
        both.push_back(household.back() + systemic.back());
    }
    out.household = mean_with_error(household);
    out.systemic = mean_with_error(systemic);
    const Index within = mean_with_error(both);
    out.parameters = {out.total.value - within.value, std::hypot(out.total.error, within.error)};
    // Only the luck that is sure to be there is taken out, and never so much that what is left is below the error of
    // the variance itself: where draws or companions are few, intervals stay too wide.
    if (share < 1.0) out.sure = std::max(0.0, std::min(out.household.value - 1.645 * out.household.error, out.total.value - out.total.error));
    out.at_home = out.household.value - out.sure * (1.0 - share);
    return out;
}

double share_of_prior(const std::vector<double>& values, const Eigen::MatrixXd& standard, const Eigen::MatrixXd& posterior)
{
    const Eigen::Index d = standard.rows(), n = standard.cols();
    if (d == 0 || posterior.cols() < 2 * d || n < 2 * (d + 1)) return nothing;
    Eigen::MatrixXd design(n, d + 1);
    Eigen::VectorXd y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        design(i, 0) = 1.0;
        design.row(i).tail(d) = standard.col(i).transpose();
        y(i) = values[static_cast<std::size_t>(i)];
    }
    if (!y.allFinite()) return nothing;
    const Eigen::VectorXd slope = design.colPivHouseholderQr().solve(y).tail(d);
    const Eigen::MatrixXd covariance = inference::covariance_of(posterior);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(covariance);
    double all = 0.0, prior = 0.0;
    for (Eigen::Index k = 0; k < d; ++k) {
        const double along = slope.dot(axes.eigenvectors().col(k));
        const double part = axes.eigenvalues()(k) * along * along;
        all += part;
        if (axes.eigenvalues()(k) > as_wide) prior += part;
    }
    return all > 0.0 ? prior / all : nothing;
}

Rescaling rescaling(const VarianceSplit& split, double share)
{
    if (share >= 1.0 || !std::isfinite(split.household.value) || !(split.total.value > 0.0)) return {};
    return {std::sqrt(std::max(0.0, 1.0 - split.sure / split.total.value)), std::sqrt(split.sure * share)};
}

double luck_at_home(std::size_t draw, std::uint32_t key)
{
    return normal(Luck(0x68656172746866ull, Stream::parameter, key).words(draw, 0, Purpose::forecast_seed)[0]);
}

std::vector<double> centred_luck(std::size_t draws, std::uint32_t key)
{
    std::vector<double> luck(draws);
    double mean = 0.0;
    for (std::size_t d = 0; d < draws; ++d) mean += (luck[d] = luck_at_home(d, key)) / static_cast<double>(draws);
    const double full = draws > 1 ? std::sqrt(static_cast<double>(draws) / static_cast<double>(draws - 1)) : 0.0; // variance 1 again
    for (double& v : luck) v = (v - mean) * full;
    return luck;
}

std::vector<double> to_population(std::vector<double> draws, const VarianceSplit& split, double share, std::uint32_t key)
{
    const Rescaling r = rescaling(split, share);
    if (r.shrink == 1.0 && r.luck == 0.0) return draws;
    double mean = 0.0;
    for (const double v : draws) mean += v / static_cast<double>(draws.size());
    const std::vector<double> luck = centred_luck(draws.size(), key);
    for (std::size_t d = 0; d < draws.size(); ++d) draws[d] = mean + r.shrink * (draws[d] - mean) + r.luck * luck[d];
    return draws;
}

double discordance_ratio(double share_a, double share_b, double differing)
{
    const double below = differing - (share_a - share_b) * (share_a - share_b);
    return below > 0.0 ? (share_a * (1.0 - share_a) + share_b * (1.0 - share_b)) / below : nothing;
}

} // namespace hearth::forecast
