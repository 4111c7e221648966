// Measures of a fitted Lorenz curve: one root search and three integrals, the same for both curves.
#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include "survey/lorenz.hpp"

namespace hearth {

namespace {

constexpr double not_computed = std::numeric_limits<double>::quiet_NaN();
// The ends of the population, where a beta curve's slope is infinite, are left out of searches.
constexpr double first_person = 0x1p-100, last_person = 1.0 - 0x1p-53;

template <class F>
double integral(F f, double from, double to)
{
    if (!(from < to)) return 0.0;
    boost::math::quadrature::tanh_sinh<double> rule; // copes with ends where a slope is infinite
    return rule.integrate(f, from, to, 1e-12);
}

// Of ln L' over the poor where L' > 0; a root at the lower end may round to below it.
double mean_log_slope(const LorenzCurve& curve, double from, double to)
{
    const auto log_slope = [&](double p) {
        return std::log(std::max(lorenz_slope(curve, p), std::numeric_limits<double>::min()));
    };
    return integral(log_slope, from, to);
}

double exact_watts(const LorenzCurve& curve, double headcount, double negative, double relative_line)
{
    if (headcount <= 0.0) return 0.0;
    return (headcount - negative) * std::log(relative_line) - mean_log_slope(curve, negative, headcount)
        + negative * std::log(100.0);
}

} // namespace

double share_below(const LorenzCurve& curve, double relative)
{
    const auto above = [&](double p) { return lorenz_slope(curve, p) - relative; };
    double low = first_person, high = last_person; // where the slope is least and greatest
    for (int k = 1; k < 1000; ++k) {               // only a curve that is not convex has them within
        const double p = k / 1000.0;
        if (lorenz_slope(curve, p) < lorenz_slope(curve, low)) low = p;
        if (lorenz_slope(curve, p) > lorenz_slope(curve, high)) high = p;
    }
    if (above(low) >= 0.0) return 0.0;
    if (above(high) <= 0.0) return 1.0;
    std::uintmax_t steps = 200;
    const auto [left, right] = boost::math::tools::toms748_solve(
        above, std::min(low, high), std::max(low, high), boost::math::tools::eps_tolerance<double>(50), steps);
    return 0.5 * (left + right);
}

double watts_of_steps(const LorenzCurve& curve, double headcount, double mean, double line, bool last_step)
{
    if (headcount <= 0.0) return 0.0;
    const bool beta = std::holds_alternative<BetaLorenz>(curve);
    const int steps = beta ? 200 : 100;
    const double step = headcount / steps;
    const auto slope_at = [&](int k) {
        return k == 0 && beta ? -std::numeric_limits<double>::infinity()
                              : lorenz_slope(curve, std::min(k * step, last_person));
    };
    const double middle = lorenz_slope(curve, 0.5 * step);
    double sum = middle > 0.0 ? std::log(middle) * step : 0.0;
    for (int k = 0; k < steps - (last_step ? 0 : 1); ++k) {
        const double left = slope_at(k), right = slope_at(k + 1);
        if (left > 0.0 && right > 0.0) sum += 0.5 * step * (std::log(left) + std::log(right));
    }
    return headcount * std::log(line / mean) - sum;
}

GroupedMeasures grouped_measures(const LorenzCurve& curve, double mean, double line)
{
    GroupedMeasures out{not_computed, not_computed, not_computed, not_computed, not_computed,
                        not_computed, not_computed, {}, not_computed};
    out.deciles.fill(not_computed);
    if (!lorenz_usable(curve)) return out;
    const double z = line / mean;
    out.headcount = share_below(curve, z);
    out.negative_share = share_below(curve, 0.0);
    const double h = out.headcount;
    // A curve that dips below zero gives more than the whole line as gap: kept, as Datt's formulas do.
    out.gap = h <= 0.0 ? 0.0 : h - lorenz_share(curve, h) / z;
    out.severity = integral([&](double p) { return std::pow(1.0 - lorenz_slope(curve, p) / z, 2); }, 0.0, h);
    out.watts = exact_watts(curve, h, std::min(h, out.negative_share), z);
    out.watts_by_steps = watts_of_steps(curve, h, mean, line);
    out.gini = 1.0 - 2.0 * integral([&](double p) { return lorenz_share(curve, p); }, 0.0, 1.0);
    out.median = mean * lorenz_slope(curve, 0.5);
    double before = 0.0;
    for (int k = 1; k <= 10; ++k) {
        const double here = k == 10 ? 1.0 : lorenz_share(curve, k / 10.0);
        out.deciles[static_cast<std::size_t>(k - 1)] = here - before;
        before = here;
    }
    return out;
}

} // namespace hearth
