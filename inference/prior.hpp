// What is believed of a parameter before data: a distribution on a transformed scale, cut at bounds.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace hearth::inference {

//! Scale on which a prior or a target is stated.
enum class Scale { identity, log, logit, probit, sqrt };

//! Shape of a prior. normal: a = centre in natural units, b = sd on the scale; uniform: a, b = ends in
//! natural units, flat on the scale; beta, gamma: a, b = shapes (gamma: shape, scale), identity scale;
//! triangular: a = mode in natural units, from bound to bound.
enum class PriorFamily { normal, uniform, beta, gamma, triangular };

std::optional<Scale> scale_named(std::string_view name);
std::string_view name_of(Scale scale);
std::optional<PriorFamily> prior_family_named(std::string_view name);
std::string_view name_of(PriorFamily family);

inline constexpr std::array prior_family_names{"normal", "uniform", "beta", "gamma", "triangular"};

//! x on the scale, the way back, and the derivative there. log, logit and probit are infinite at the
//! ends of their range.
double on_scale(Scale scale, double x);
double from_scale(Scale scale, double s);
double slope_of_scale(Scale scale, double x);

struct Prior {
    PriorFamily family = PriorFamily::normal;
    Scale scale = Scale::identity;
    double a = 0.0, b = 1.0;
    double lower = 0.0, upper = 0.0; //!< hard bounds in natural units

    //! The parameter at a standard normal number: exact in distribution, never out of bounds.
    double natural(double standard) const;
    //! The standard normal number of a value within the bounds.
    double standard(double natural) const;

private:
    double probability_below(double on_scale) const;
    double quantile(double p) const; //!< on the scale, before the cut
};

} // namespace hearth::inference
