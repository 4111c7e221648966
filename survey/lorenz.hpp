// Poverty and inequality from grouped data: a few points of a Lorenz curve, the mean and a line.
//
// Two curves are fitted by ordinary least squares; the point (1,1), which both meet by themselves, is left out:
//  general quadratic (Villasenor & Arnold 1989)  L(1-L) = a (p^2 - L) + b L (p-1) + c (p - L)
//  beta (Kakwani 1980)                           L = p - theta p^gamma (1-p)^delta
// Measures follow Datt 1998 (IFPRI FCND discussion paper 50): welfare at p is mean * L'(p).
// Validation: World Bank PovcalNet, rural China 2008-2013 (calibration/reference, tests/lorenz_test.cpp).
#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "words/remark.hpp"

namespace hearth {

//! The poorest share `p` of persons has the share `l` of all welfare; both 0 to 1.
struct LorenzPoint {
    double p = 0.0, l = 0.0;
};

struct QuadraticLorenz {
    double a = 0.0, b = 0.0, c = 0.0;
    double share(double p) const; //!< L(p), 0 <= p <= 1
    double slope(double p) const; //!< L'(p) = welfare at p over the mean
    bool usable() const;          //!< real and convex between 0 and 1, L(0) = 0
    //! The conditions of a Lorenz curve it breaks (Datt 1998); none = valid.
    std::vector<Remark> broken() const;

private:
    double e() const { return -(a + b + c + 1.0); }
    double m() const { return b * b - 4.0 * a; }
    double n() const { return 2.0 * b * e() - 4.0 * c; }
    double radicand(double p) const;
};

struct BetaLorenz {
    double log_theta = 0.0, gamma = 0.0, delta = 0.0;
    double theta() const;
    double share(double p) const; //!< L(p), 0 <= p <= 1
    double slope(double p) const; //!< L'(p), 0 < p < 1
    bool usable() const;          //!< its poverty measures are finite
    //! As for the quadratic. Below p = 0.001 a negative L' is let pass, as PovcalNet does: with gamma < 1
    //! every beta curve dips below zero there.
    std::vector<Remark> broken() const;
};

using LorenzCurve = std::variant<QuadraticLorenz, BetaLorenz>;

double lorenz_share(const LorenzCurve& curve, double p);
double lorenz_slope(const LorenzCurve& curve, double p);
bool lorenz_usable(const LorenzCurve& curve);
std::vector<Remark> lorenz_broken(const LorenzCurve& curve);
const char* lorenz_name(const LorenzCurve& curve); //!< general_quadratic or beta

//! Share of persons whose welfare is below `relative` times the mean.
double share_below(const LorenzCurve& curve, double relative);

//! Shares are 0 to 1; every value is NaN for a curve that is not usable.
struct GroupedMeasures {
    double headcount, gap, severity; //!< Foster-Greer-Thorbecke 0, 1, 2
    double watts;          //!< integral of ln(line / welfare); welfare below 0 counts as 1 % of the line
    double watts_by_steps; //!< as PovcalNet sums it, see watts_of_steps
    double gini;
    double median;                //!< in the unit of the mean
    std::array<double, 10> deciles; //!< shares of welfare, poorest tenth first
    double negative_share;        //!< persons to whom the curve gives welfare below 0
};

//! `mean` and `line` in the same unit, both above 0.
GroupedMeasures grouped_measures(const LorenzCurve& curve, double mean, double line);

//! PovcalNet's Watts index: trapezoids of ln L' in 100 (quadratic) or 200 (beta) steps up to the headcount
//! plus one step at the middle of the first, which so counts twice where L'(0) > 0; steps at welfare below 0
//! are passed over. The sum is therefore rough: for rural China 2 to 18 % above the integral (quadratic),
//! 0.2 to 2.5 % below it (beta).
//! Whether PovcalNet's loop takes the last step hangs on the last bits of the headcount: its published
//! values agree with one of the two, so `last_step` is for the comparison alone.
double watts_of_steps(const LorenzCurve& curve, double headcount, double mean, double line, bool last_step = true);

//! Least squares; `points` without (0,0) and (1,1). Throws InputError if they determine no curve.
QuadraticLorenz fit_quadratic(const std::vector<LorenzPoint>& points);
BetaLorenz fit_beta(const std::vector<LorenzPoint>& points);

//! Sums of squared errors of L over all points, and over the points up to the headcount (PovcalNet's
//! choice between curves): those below it and the first one beyond.
struct LorenzErrors {
    double all = 0.0, to_headcount = 0.0;
};
LorenzErrors lorenz_errors(const LorenzCurve& curve, const std::vector<LorenzPoint>& points, double headcount);

//! Reads a CSV with the columns p and l (others are passed over); drops (0,0) and (1,1).
//! Throws InputError with at most 20 faults: line, value, rule.
std::vector<LorenzPoint> read_lorenz_points(const std::string& path);

struct LorenzFit {
    LorenzCurve curve;
    GroupedMeasures measures;
    LorenzErrors errors;
    std::vector<Remark> broken;
};

struct GroupedResult {
    double mean, line;
    std::size_t points; //!< without (0,0) and (1,1)
    std::array<LorenzFit, 2> fits;
    std::size_t for_poverty;    //!< a valid curve before another, then the smaller error up to the headcount
    std::size_t for_inequality; //!< likewise by the error over all points
    std::vector<Remark> notes;
};

GroupedResult grouped_result(const std::vector<LorenzPoint>& points, double mean, double line);

//! Both curves fitted to the file, as `text`, `csv` or `json`. `mean` and `line` in the same unit.
//! Throws InputError for a faulty file, a mean or line that is not above 0, another format.
std::string grouped_report(const std::string& path, double mean, double line, const std::string& format);

} // namespace hearth
