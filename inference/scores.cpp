#include "inference/scores.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/base/math.hpp"

namespace hearth::inference {

double crps_normal(double mean, double sd, double x)
{
    if (sd <= 0.0) return std::abs(x - mean);
    const double z = (x - mean) / sd;
    const double density = std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return sd * (z * (2.0 * normal_distribution(z) - 1.0) + 2.0 * density - std::numbers::inv_sqrtpi);
}

double crps_sample(const std::vector<double>& ascending, double x)
{
    // E|X - x| - E|X - X'| / 2; distances from x, so that a large common level cancels nothing.
    const auto n = static_cast<double>(ascending.size());
    double apart = 0.0, spread = 0.0;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        const double distance = ascending[i] - x;
        apart += std::abs(distance);
        spread += (2.0 * static_cast<double>(i) + 1.0 - n) * distance;
    }
    return apart / n - spread / (n * n);
}

IntervalScore weighted_interval_score(const std::vector<double>& levels, const std::vector<double>& quantiles,
                                      double x)
{
    const std::size_t pairs = levels.size() / 2;
    const double median = quantiles[pairs];
    IntervalScore out{0.0, 0.0, 0.5 * std::max(0.0, median - x), 0.5 * std::max(0.0, x - median)};
    for (std::size_t k = 0; k < pairs; ++k) {
        const double low = quantiles[k], high = quantiles[quantiles.size() - 1 - k];
        out.dispersion += levels[k] * (high - low); // alpha / 2 is the lower level
        out.overprediction += std::max(0.0, low - x);
        out.underprediction += std::max(0.0, x - high);
    }
    const double weights = static_cast<double>(pairs) + 0.5;
    out.dispersion /= weights;
    out.overprediction /= weights;
    out.underprediction /= weights;
    out.total = out.dispersion + out.overprediction + out.underprediction;
    return out;
}

} // namespace hearth::inference
