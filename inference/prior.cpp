#include "inference/prior.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/triangular.hpp>

#include "sim/base/math.hpp"

namespace hearth::inference {

namespace {

constexpr std::array scale_names{"identity", "log", "logit", "probit", "sqrt"};
constexpr double smallest_probability = 1e-300;

template <class Names>
std::optional<std::size_t> place(const Names& names, std::string_view name)
{
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return {};
    return static_cast<std::size_t>(at - names.begin());
}

} // namespace

std::optional<Scale> scale_named(std::string_view name)
{
    const auto at = place(scale_names, name);
    if (!at) return {};
    return static_cast<Scale>(*at);
}

std::string_view name_of(Scale scale) { return scale_names[static_cast<std::size_t>(scale)]; }

std::optional<PriorFamily> prior_family_named(std::string_view name)
{
    const auto at = place(prior_family_names, name);
    if (!at) return {};
    return static_cast<PriorFamily>(*at);
}

std::string_view name_of(PriorFamily family) { return prior_family_names[static_cast<std::size_t>(family)]; }

double on_scale(Scale scale, double x)
{
    switch (scale) {
    case Scale::log: return x > 0.0 ? logarithm(x) : -INFINITY;
    case Scale::logit: return x <= 0.0 ? -INFINITY : x >= 1.0 ? INFINITY : logarithm(x) - logarithm(1.0 - x);
    case Scale::probit: return x <= 0.0 ? -INFINITY : x >= 1.0 ? INFINITY : normal_quantile(x);
    case Scale::sqrt: return x >= 0.0 ? std::sqrt(x) : NAN;
    case Scale::identity: break;
    }
    return x;
}

double from_scale(Scale scale, double s)
{
    switch (scale) {
    case Scale::log: return exponential(s);
    case Scale::logit: return logistic(s);
    case Scale::probit: return normal_distribution(s);
    case Scale::sqrt: return s * s;
    case Scale::identity: break;
    }
    return s;
}

double slope_of_scale(Scale scale, double x)
{
    switch (scale) {
    case Scale::log: return 1.0 / x;
    case Scale::logit: return 1.0 / (x * (1.0 - x));
    case Scale::probit: {
        const double z = normal_quantile(x);
        return 2.5066282746310002 * exponential(0.5 * z * z); // sqrt(2 pi)
    }
    case Scale::sqrt: return 0.5 / std::sqrt(x);
    case Scale::identity: break;
    }
    return 1.0;
}

double Prior::probability_below(double s) const
{
    if (s == -INFINITY) return 0.0;
    if (s == INFINITY) return 1.0;
    switch (family) {
    case PriorFamily::normal: return normal_distribution((s - on_scale(scale, a)) / b);
    case PriorFamily::uniform: {
        const double from = on_scale(scale, a), to = on_scale(scale, b);
        return std::clamp((s - from) / (to - from), 0.0, 1.0);
    }
    case PriorFamily::beta: return boost::math::cdf(boost::math::beta_distribution<>(a, b), std::clamp(s, 0.0, 1.0));
    case PriorFamily::gamma: return boost::math::cdf(boost::math::gamma_distribution<>(a, b), std::max(s, 0.0));
    case PriorFamily::triangular: break;
    }
    const boost::math::triangular_distribution<> d(on_scale(scale, lower), on_scale(scale, a), on_scale(scale, upper));
    return boost::math::cdf(d, s);
}

double Prior::quantile(double p) const
{
    switch (family) {
    case PriorFamily::normal: return on_scale(scale, a) + b * normal_quantile(p);
    case PriorFamily::uniform: return on_scale(scale, a) + p * (on_scale(scale, b) - on_scale(scale, a));
    case PriorFamily::beta: return boost::math::quantile(boost::math::beta_distribution<>(a, b), p);
    case PriorFamily::gamma: return boost::math::quantile(boost::math::gamma_distribution<>(a, b), p);
    case PriorFamily::triangular: break;
    }
    const boost::math::triangular_distribution<> d(on_scale(scale, lower), on_scale(scale, a), on_scale(scale, upper));
    return boost::math::quantile(d, p);
}

double Prior::natural(double standard) const
{
    const double below = probability_below(on_scale(scale, lower));
    const double above = probability_below(on_scale(scale, upper));
    const double p = below + normal_distribution(standard) * (above - below);
    const double s = quantile(std::clamp(p, smallest_probability, 1.0 - 0x1.0p-53));
    return std::clamp(from_scale(scale, s), lower, upper);
}

double Prior::standard(double natural) const
{
    const double below = probability_below(on_scale(scale, lower));
    const double above = probability_below(on_scale(scale, upper));
    const double p = (probability_below(on_scale(scale, natural)) - below) / (above - below);
    return normal_quantile(std::clamp(p, smallest_probability, 1.0 - 0x1.0p-53));
}

} // namespace hearth::inference
