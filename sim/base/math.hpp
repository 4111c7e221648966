// Elementary functions that give the same bits on every machine: only +, -, x, / and sqrt of
// IEEE-754 doubles are used, never libm. Built with -ffp-contract=off.
// Accuracy (tests/base): exp and log within 2e-15 relative, normal_quantile within 1e-14 relative.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace hearth {

//! e^x for finite x; 0 below -708, the largest finite value's neighbourhood above 709.
inline double exponential(double x)
{
    x = x < -708.0 ? -708.0 : (x > 709.0 ? 709.0 : x);
    constexpr double log2_e = 1.4426950408889634074;
    constexpr double ln2_high = 6.93147180369123816490e-01; // upper 33 bits of ln 2
    constexpr double ln2_low = 1.90821492927058770002e-10;  // ln 2 - ln2_high
    constexpr double shift = 6755399441055744.0;            // 1.5 x 2^52 rounds to an integer
    const double k = (x * log2_e + shift) - shift;
    const double r = (x - k * ln2_high) - k * ln2_low;
    // Taylor series about 0, |r| <= 0.347: the first term left out is below 3e-18.
    // Summed in pairs (Estrin), which a core does side by side.
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double p0 = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    const double p1 =
        (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0));
    const double p2 = (1.0 / 3628800.0 + r * (1.0 / 39916800.0))
        + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0));
    const double p = p0 + r4 * (p1 + r4 * p2);
    const double value = 1.0 + (r + r2 * p);
    const auto scale = static_cast<std::uint64_t>(static_cast<std::int64_t>(k) + 1023) << 52;
    return value * std::bit_cast<double>(scale);
}

//! Natural logarithm of a positive normal number.
inline double logarithm(double x)
{
    std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
    // Mantissa into [sqrt(1/2), sqrt 2): subtract the bits of sqrt(1/2), split off the exponent.
    constexpr std::uint64_t half_root = 0x3FE6A09E667F3BCDull;
    const std::uint64_t offset = bits - half_root;
    const auto k = static_cast<double>(static_cast<std::int64_t>(offset) >> 52);
    bits = (offset & 0x000FFFFFFFFFFFFFull) + half_root;
    const double m = std::bit_cast<double>(bits);
    // log m = 2 artanh s, s = (m-1)/(m+1), |s| <= 0.1716: series to s^23.
    const double s = (m - 1.0) / (m + 1.0);
    const double z = s * s;
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double p0 = (1.0 / 3.0 + z * (1.0 / 5.0)) + z2 * (1.0 / 7.0 + z * (1.0 / 9.0));
    const double p1 = (1.0 / 11.0 + z * (1.0 / 13.0)) + z2 * (1.0 / 15.0 + z * (1.0 / 17.0));
    const double p2 = (1.0 / 19.0 + z * (1.0 / 21.0)) + z2 * (1.0 / 23.0);
    const double p = p0 + z4 * (p1 + z4 * p2);
    const double log_m = 2.0 * s + 2.0 * s * z * p;
    constexpr double ln2_high = 6.93147180369123816490e-01;
    constexpr double ln2_low = 1.90821492927058770002e-10;
    return k * ln2_high + (log_m + k * ln2_low);
}

//! Inverse of the standard normal distribution function for 0 < p < 1.
//! Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37:477-484.
double normal_quantile(double p);

//! Standard normal distribution function, absolute error below 1e-14.
//! Series in odd powers near 0, continued fraction in the tails (Abramowitz & Stegun 26.2.11, .14).
double normal_distribution(double x);

//! Logistic function.
inline double logistic(double x) { return 1.0 / (1.0 + exponential(-x)); }

//! A uniform number as float, still below 1 (the nearest float of the largest words is 1).
inline float below_one(double uniform)
{
    constexpr float largest = 0x1.fffffep-1f;
    const auto nearest = static_cast<float>(uniform);
    return nearest < largest ? nearest : largest;
}

} // namespace hearth
