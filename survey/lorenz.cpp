#include "survey/lorenz.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

double QuadraticLorenz::radicand(double p) const
{
    return std::max(0.0, (m() * p + n()) * p + e() * e());
}

double QuadraticLorenz::share(double p) const
{
    return -0.5 * (b * p + e() + std::sqrt(radicand(p)));
}

double QuadraticLorenz::slope(double p) const
{
    return -0.5 * b - (2.0 * m() * p + n()) / (4.0 * std::sqrt(radicand(p)));
}

// L'' = (n^2 - 4 m e^2) / (8 radicand^1.5); the radicand is (a + c - 1)^2 at p = 1 and may vanish only there.
bool QuadraticLorenz::usable() const
{
    const double lowest = m() > 0.0 ? -n() / (2.0 * m()) : 0.0;
    return e() < 0.0 && n() * n() - 4.0 * m() * e() * e() > 0.0 && (lowest <= 0.0 || lowest >= 1.0);
}

std::vector<Remark> QuadraticLorenz::broken() const
{
    std::vector<Remark> out;
    if (!(e() < 0.0)) out.push_back(remark(word("L(0) = 0 needs a + b + c > -1 (it is {:.6g})"), a + b + c));
    if (!(c >= 0.0)) out.push_back(remark(word("L'(0) >= 0 needs c >= 0 (it is {:.6g})"), c));
    if (!(a + c >= 1.0)) out.push_back(remark(word("L(1) = 1 needs a + c >= 1 (it is {:.6g})"), a + c));
    if (e() < 0.0 && !usable())
        out.push_back(remark(word("L'' > 0 needs m = b^2 - 4a below 0, or n^2 - 4 m e^2 above 0 and the radicand's "
                                  "lowest point outside 0 to 1 (m is {:.6g}, n {:.6g}, e {:.6g})"), m(), n(), e()));
    return out;
}

double BetaLorenz::theta() const { return std::exp(log_theta); }

double BetaLorenz::share(double p) const
{
    return p - theta() * std::pow(p, gamma) * std::pow(1.0 - p, delta);
}

double BetaLorenz::slope(double p) const
{
    const double q = 1.0 - p;
    return 1.0 - theta() * std::pow(p, gamma) * std::pow(q, delta) * (gamma / p - delta / q);
}

// FGT2 holds the integral of p^(2 gamma - 2).
bool BetaLorenz::usable() const { return gamma > 0.5 && delta > 0.0 && std::isfinite(log_theta); }

std::vector<Remark> BetaLorenz::broken() const
{
    constexpr double lowest = 0.001;
    std::vector<Remark> out;
    if (!(gamma > 0.0 && gamma <= 1.0))
        out.push_back(remark(word("L'' >= 0 needs 0 < gamma <= 1 (it is {:.6g})"), gamma));
    if (!(delta > 0.0 && delta <= 1.0))
        out.push_back(remark(word("L'' >= 0 needs 0 < delta <= 1 (it is {:.6g})"), delta));
    if (!(slope(lowest) >= 0.0))
        out.push_back(remark(word("L' >= 0 from p = {} on (it is {:.6g} there)"), lowest, slope(lowest)));
    return out;
}

double lorenz_share(const LorenzCurve& curve, double p)
{
    return std::visit([p](const auto& c) { return c.share(p); }, curve);
}

double lorenz_slope(const LorenzCurve& curve, double p)
{
    return std::visit([p](const auto& c) { return c.slope(p); }, curve);
}

bool lorenz_usable(const LorenzCurve& curve)
{
    return std::visit([](const auto& c) { return c.usable(); }, curve);
}

std::vector<Remark> lorenz_broken(const LorenzCurve& curve)
{
    return std::visit([](const auto& c) { return c.broken(); }, curve);
}

const char* lorenz_name(const LorenzCurve& curve)
{
    return std::holds_alternative<BetaLorenz>(curve) ? "beta" : "general_quadratic";
}

namespace {

using Column = std::vector<double>;

double dot(const Column& a, const Column& b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

// Least squares by modified Gram-Schmidt with y as a fourth column.
std::array<double, 3> least_squares(std::array<Column, 3> x, Column y, const char* name)
{
    std::array<std::array<double, 4>, 3> r{};
    for (std::size_t j = 0; j < 3; ++j) {
        const double before = std::sqrt(dot(x[j], x[j]));
        for (std::size_t k = 0; k < j; ++k) {
            r[k][j] = dot(x[k], x[j]);
            for (std::size_t i = 0; i < y.size(); ++i) x[j][i] -= r[k][j] * x[k][i];
        }
        r[j][j] = std::sqrt(dot(x[j], x[j]));
        if (!(r[j][j] > 1e-10 * before))
            throw InputError(say("the points determine no {} Lorenz curve (they lie too regularly)", say(name)));
        for (double& v : x[j]) v /= r[j][j];
        r[j][3] = dot(x[j], y);
        for (std::size_t i = 0; i < y.size(); ++i) y[i] -= r[j][3] * x[j][i];
    }
    std::array<double, 3> b{};
    for (std::size_t j = 3; j-- > 0;) {
        b[j] = r[j][3];
        for (std::size_t k = j + 1; k < 3; ++k) b[j] -= r[j][k] * b[k];
        b[j] /= r[j][j];
    }
    return b;
}

} // namespace

QuadraticLorenz fit_quadratic(const std::vector<LorenzPoint>& points)
{
    std::array<Column, 3> x;
    Column y;
    for (const auto& [p, l] : points) {
        x[0].push_back(p * p - l);
        x[1].push_back(l * (p - 1.0));
        x[2].push_back(p - l);
        y.push_back(l * (1.0 - l));
    }
    const auto [a, b, c] = least_squares(std::move(x), std::move(y), word("general quadratic"));
    return {a, b, c};
}

BetaLorenz fit_beta(const std::vector<LorenzPoint>& points)
{
    std::array<Column, 3> x;
    Column y;
    for (const auto& [p, l] : points) {
        x[0].push_back(1.0);
        x[1].push_back(std::log(p));
        x[2].push_back(std::log1p(-p));
        y.push_back(std::log(p - l));
    }
    const auto [log_theta, gamma, delta] = least_squares(std::move(x), std::move(y), word("beta"));
    return {log_theta, gamma, delta};
}

LorenzErrors lorenz_errors(const LorenzCurve& curve, const std::vector<LorenzPoint>& points, double headcount)
{
    LorenzErrors out;
    bool beyond = false;
    for (const LorenzPoint& point : points) {
        const double error = point.l - lorenz_share(curve, point.p);
        out.all += error * error;
        if (!beyond) out.to_headcount += error * error;
        beyond = beyond || point.p >= headcount;
    }
    return out;
}

} // namespace hearth
