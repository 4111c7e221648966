#include "inference/tail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/binomial.hpp>

#include "inference/weights.hpp"
#include "sim/base/math.hpp"

namespace hearth::inference {

namespace {

using Binomial = boost::math::binomial_distribution<>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double type_7(const std::vector<double>& ascending, double q)
{
    if (ascending.empty()) return unknown;
    const double at = q * static_cast<double>(ascending.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), ascending.size() - 1);
    const auto above = std::min(below + 1, ascending.size() - 1);
    return ascending[below] + (at - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

// Draws in the top 1 - q, rounded up; 1000 x (1 - .99) is 10 although a little above it in doubles.
int top_draws(std::size_t n, double q)
{
    const auto all = static_cast<double>(n);
    return static_cast<int>(std::clamp(std::ceil(all * (1.0 - q) - 1e-9 * all), 1.0, all));
}

// First of 0..n+1 at which a condition holds that stays true once it is.
template <class Condition> int first_where(int n, const Condition& holds)
{
    int no = -1, yes = n + 1;
    while (yes - no > 1) {
        const int middle = no + (yes - no) / 2;
        (holds(middle) ? yes : no) = middle;
    }
    return yes;
}

} // namespace

TailQuantile tail_quantile(const std::vector<double>& ascending, double q, double confidence)
{
    TailQuantile out{type_7(ascending, q), -infinity, infinity, 1.0};
    if (ascending.empty()) return out;
    const auto n = static_cast<int>(ascending.size());
    const double spare = (1.0 - confidence) / 2.0;
    const Binomial at_or_below(n, q); // draws not above the true quantile
    const auto less = [&](int k) { return k > 0 ? boost::math::cdf(at_or_below, k - 1) : 0.0; };
    const auto not_less = [&](int k) {
        if (k <= 0) return 1.0;
        return k > n ? 0.0 : boost::math::cdf(boost::math::complement(at_or_below, k - 1));
    };
    const int l = first_where(n, [&](int k) { return less(k) > spare; }) - 1;
    const int u = first_where(n, [&](int k) { return not_less(k) <= spare; });
    if (l >= 1) out.low = ascending[static_cast<std::size_t>(l - 1)];
    if (u <= n) out.high = ascending[static_cast<std::size_t>(u - 1)];
    out.coverage = 1.0 - less(l) - not_less(u);
    return out;
}

TailMean tail_mean(const std::vector<double>& ascending, double q)
{
    if (ascending.empty()) return {unknown, unknown, 0};
    const int beyond = top_draws(ascending.size(), q);
    const auto first = ascending.end() - beyond;
    double sum = 0.0, squares = 0.0;
    for (auto x = first; x != ascending.end(); ++x) sum += *x;
    const double mean = sum / beyond;
    for (auto x = first; x != ascending.end(); ++x) squares += (*x - mean) * (*x - mean);
    if (beyond < 2) return {mean, unknown, beyond};
    const double past = mean - type_7(ascending, q);
    const double tail = static_cast<double>(ascending.size()) * (1.0 - q);
    return {mean, std::sqrt((squares / (beyond - 1) + q * past * past) / tail), beyond};
}

ShareInterval wilson(int hits, int n, double confidence)
{
    if (n <= 0) return {unknown, 0.0, 1.0};
    const double z = normal_quantile((1.0 + confidence) / 2.0);
    const double share = static_cast<double>(hits) / n, z2 = z * z / n;
    const double centre = (share + z2 / 2.0) / (1.0 + z2);
    const double half = z * std::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n)) / (1.0 + z2);
    return {share, hits == 0 ? 0.0 : centre - half, hits == n ? 1.0 : centre + half};
}

ShareInterval clopper_pearson(int hits, int n, double confidence)
{
    if (n <= 0) return {unknown, 0.0, 1.0};
    const double spare = (1.0 - confidence) / 2.0;
    return {static_cast<double>(hits) / n,
            hits == 0 ? 0.0 : Binomial::find_lower_bound_on_p(n, hits, spare),
            hits == n ? 1.0 : Binomial::find_upper_bound_on_p(n, hits, spare)};
}

ParetoQuantile pareto_quantile(const std::vector<double>& ascending, double q, double threshold_share)
{
    ParetoQuantile out{type_7(ascending, q), unknown, 0, false};
    if (ascending.empty()) return out;
    const auto n = ascending.size();
    const auto top = static_cast<std::size_t>(top_draws(n, threshold_share));
    if (top >= n) return out;
    const double threshold = ascending[n - top - 1];
    std::vector<double> excess; // a tie with the threshold is not beyond it
    for (std::size_t i = n - top; i < n; ++i)
        if (ascending[i] > threshold) excess.push_back(ascending[i] - threshold);
    out.exceedances = static_cast<int>(excess.size());
    if (out.exceedances < 5 || excess.back() <= excess.front()) return out; // nothing to fit
    const ParetoTail fit = fit_pareto(excess);
    // The pull to 0.5 suits weights; here it is undone: at 50 exceedances it makes an exponential tail 0.08.
    const auto m = static_cast<double>(out.exceedances);
    out.shape = (fit.k * (m + 10.0) - 5.0) / m;
    const double rarer = m / static_cast<double>(n) / (1.0 - q); // exceedances for one past the quantile
    if (rarer > 1.0) {
        const double steps = std::log(rarer);
        out.value = threshold
            + fit.scale * (std::abs(out.shape) < 1e-12 ? steps : std::expm1(out.shape * steps) / out.shape);
    }
    out.usable = out.exceedances >= 50 && out.shape < 1.0 && std::isfinite(out.value);
    return out;
}

} // namespace hearth::inference
