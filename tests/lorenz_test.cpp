// Grouped data: the published measures of rural China, curves known in closed form, files that are refused.
#include <cmath>
#include <functional>
#include <map>

#include <boost/math/special_functions/beta.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "calibration/csv.hpp"
#include "sim/base/error.hpp"
#include "survey/lorenz.hpp"
#include "tests/support.hpp"

using namespace hearth;

namespace {

constexpr double four_digits = 5e-5; // relative: half a unit of the fourth digit at its strictest

using Record = std::map<std::string, std::string>;

std::vector<Record> reference(const std::string& name)
{
    const CsvTable table = read_csv(test::root + "/calibration/reference/" + name);
    std::vector<Record> out;
    for (const auto& row : table.rows) {
        Record record;
        for (std::size_t i = 0; i < row.size(); ++i) record[table.header[i]] = row[i];
        out.push_back(record);
    }
    return out;
}

std::vector<LorenzPoint> points_of(const std::string& year)
{
    std::vector<LorenzPoint> points;
    for (Record& r : reference("povcalnet_rural_china_lorenz.csv"))
        if (r["year"] == year && r["P_cum_pop"] != "1")
            points.push_back({std::stod(r["P_cum_pop"]), std::stod(r["L_cum_welfare"])});
    return points;
}

std::vector<LorenzPoint> sampled(const std::function<double(double)>& curve, int n = 20)
{
    std::vector<LorenzPoint> points;
    for (int i = 1; i < n; ++i) points.push_back({double(i) / n, curve(double(i) / n)});
    return points;
}

std::array<double, 3> parameters(const LorenzCurve& curve)
{
    if (const auto* q = std::get_if<QuadraticLorenz>(&curve)) return {q->a, q->b, q->c};
    const auto& b = std::get<BetaLorenz>(curve);
    return {b.log_theta, b.gamma, b.delta};
}

std::string refusal(const std::string& text)
{
    const test::Folder folder;
    try {
        read_lorenz_points(folder.file("l.csv", text));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("the published measures of rural China come from its Lorenz points to four digits")
{
    int rows = 0;
    for (Record& r : reference("povcalnet_rural_china.csv")) {
        const auto published = [&](const std::string& column) { return std::stod(r.at(column)); };
        const double mean = published("mean_month_ppp2011"), line = published("line_month_ppp2011");
        const bool beta = r.at("method").starts_with("Beta");
        const GroupedResult result = grouped_result(points_of(r.at("year")), mean, line);
        const LorenzFit& fit = result.fits[beta ? 1 : 0];
        const GroupedMeasures& m = fit.measures;
        INFO(r.at("year") << " " << r.at("method"));
        const auto same = [&](const std::string& column, double value) {
            INFO(column << " " << value << " published " << published(column));
            CHECK(std::abs(value / published(column) - 1.0) < four_digits);
        };
        same("A_or_theta", parameters(fit.curve)[0]);
        same("B_or_gamma", parameters(fit.curve)[1]);
        same("C_or_delta", parameters(fit.curve)[2]);
        same("HC", 100.0 * m.headcount);
        same("PG", 100.0 * m.gap);
        same("FGT2", 100.0 * m.severity);
        same("gini", 100.0 * m.gini);
        same("median", m.median);
        for (std::size_t i = 0; i < 10; ++i) same(fmt::format("decile{}", i + 1), 100.0 * m.deciles[i]);
        CHECK(fit.broken.empty());
        ++rows;
    }
    CHECK(rows == 10);
}

// The published Watts index is a rough sum whose last step is there or not by an accident of rounding.
TEST_CASE("the published Watts indices are PovcalNet's sum with or without its last step")
{
    for (Record& r : reference("povcalnet_rural_china.csv")) {
        const double mean = std::stod(r["mean_month_ppp2011"]), line = std::stod(r["line_month_ppp2011"]);
        const bool beta = r["method"].starts_with("Beta");
        const LorenzFit fit = grouped_result(points_of(r["year"]), mean, line).fits[beta ? 1 : 0];
        const double published = std::stod(r["watts"]), h = fit.measures.headcount;
        const auto apart = [&](bool last) {
            return std::abs(watts_of_steps(fit.curve, h, mean, line, last) / published - 1.0);
        };
        INFO(r["year"] << " " << r["method"] << " integral " << fit.measures.watts << " published " << published
                       << " excess " << published / fit.measures.watts - 1.0);
        CHECK(std::min(apart(true), apart(false)) < four_digits);
        CHECK(fit.measures.watts_by_steps == watts_of_steps(fit.curve, h, mean, line));
        // How far the published sum is from the integral: 2 to 18 % above it (quadratic), 0.2 to 2.5 % below (beta).
        const double excess = published / fit.measures.watts - 1.0;
        CHECK(excess > (beta ? -0.025 : 0.02));
        CHECK(excess < (beta ? -0.001 : 0.19));
    }
}

// PovcalNet's Gini of the beta is a Simpson sum with 1,000 intervals; the integral is theta's beta function.
TEST_CASE("the Gini of a beta curve is its closed form")
{
    for (const char* year : {"2008", "2010", "2011", "2012", "2013"}) {
        const BetaLorenz curve = fit_beta(points_of(year));
        const double truth = 2.0 * curve.theta() * boost::math::beta(1.0 + curve.gamma, 1.0 + curve.delta);
        CHECK(grouped_measures(curve, 100.0, 50.0).gini == Approx(truth).epsilon(1e-10));
    }
}

TEST_CASE("the severity of a beta curve is its closed form in incomplete beta functions")
{
    for (const char* year : {"2008", "2013"}) {
        const BetaLorenz f = fit_beta(points_of(year));
        const double g = f.gamma, d = f.delta;
        for (const double line : {30.0, 50.0, 90.0, 200.0}) {
            const GroupedMeasures m = grouped_measures(f, 100.0, line);
            const double u = 100.0 / line, h = m.headcount;
            // With delta below 1/2 the last function is continued below b = 0 by its recurrence.
            const double a = 2 * g + 1, b = 2 * d - 1;
            const double last = ((a + b) * boost::math::beta(a, b + 1, h) - std::pow(h, a) * std::pow(1 - h, b)) / b;
            const double squares = g * g * boost::math::beta(2 * g - 1, 2 * d + 1, h)
                - 2 * g * d * boost::math::beta(2 * g, 2 * d, h) + d * d * last;
            const double spread = std::pow(f.theta() * u, 2) * squares;
            CHECK(m.severity == Approx((1 - u) * (2 * m.gap - (1 - u) * h) + spread).epsilon(1e-9));
        }
    }
}

// Datt 1998, table 1.
TEST_CASE("headcount Gini and severity of a quadratic curve are their closed forms")
{
    for (const char* year : {"2008", "2010", "2011", "2012", "2013"}) {
        const QuadraticLorenz f = fit_quadratic(points_of(year));
        const double e = -(f.a + f.b + f.c + 1), m = f.b * f.b - 4 * f.a, n = 2 * f.b * e - 4 * f.c;
        const double r = std::sqrt(n * n - 4 * m * e * e), z = 0.5, k = f.b + 2 * z;
        const GroupedMeasures out = grouped_measures(f, 100.0, 50.0);
        const double h = -(n + r * k / std::sqrt(k * k - m)) / (2 * m);
        CHECK(out.headcount == Approx(h).epsilon(1e-11));
        const double s1 = (r - n) / (2 * m), s2 = -(r + n) / (2 * m);
        const double inner = f.a * h + f.b * f.share(h) - r / 16 * std::log((1 - h / s1) / (1 - h / s2));
        CHECK(out.severity == Approx(2 * out.gap - h - inner / (z * z)).epsilon(1e-9));
        REQUIRE(m < 0);
        const double arcs = std::asin((2 * m + n) / r) - std::asin(n / r);
        const double area = e / 2 - n * (f.b + 2) / (4 * m) + r * r / (8 * m * std::sqrt(-m)) * arcs;
        CHECK(out.gini == Approx(area).epsilon(1e-10));
    }
}

TEST_CASE("points on a curve of either kind give its parameters back")
{
    const QuadraticLorenz q{0.8, -0.9, 0.26};
    const QuadraticLorenz q2 = fit_quadratic(sampled([&](double p) { return q.share(p); }, 8));
    CHECK(q2.a == Approx(q.a).epsilon(1e-9));
    CHECK(q2.b == Approx(q.b).epsilon(1e-9));
    CHECK(q2.c == Approx(q.c).epsilon(1e-9));
    const BetaLorenz b{-0.36, 0.965, 0.47};
    const BetaLorenz b2 = fit_beta(sampled([&](double p) { return b.share(p); }, 5));
    CHECK(b2.log_theta == Approx(b.log_theta).epsilon(1e-9));
    CHECK(b2.gamma == Approx(b.gamma).epsilon(1e-9));
    CHECK(b2.delta == Approx(b.delta).epsilon(1e-9));
}

TEST_CASE("a Pareto population gives nearby measures")
{
    const double tail = 3.0, least = (tail - 1) / tail; // mean 1
    const auto points = sampled([&](double p) { return 1 - std::pow(1 - p, 1 - 1 / tail); });
    for (const double line : {0.75, 0.9, 1.2, 2.0}) {
        const GroupedResult r = grouped_result(points, 1.0, line);
        const double truth = 1 - std::pow(least / line, tail);
        for (const LorenzFit& fit : r.fits) {
            CHECK(fit.measures.headcount == Approx(truth).margin(0.02));
            CHECK(fit.measures.gini == Approx(1 / (2 * tail - 1)).margin(0.002));
        }
        CHECK(r.fits[0].broken.empty());
        CHECK(r.for_poverty == 0);
    }
    // Nobody is poor below the least welfare.
    const GroupedMeasures none = grouped_result(points, 1.0, 0.5).fits[0].measures;
    CHECK(none.headcount == 0.0);
    CHECK(none.gap == 0.0);
    CHECK(none.severity == 0.0);
    CHECK(none.watts == 0.0);
}

TEST_CASE("an exponential population gives nearby measures and curves that are told not to be valid")
{
    const auto points = sampled([](double p) { return p + (1 - p) * std::log1p(-p); });
    const GroupedResult r = grouped_result(points, 2.0, 1.5);
    const double truth = 1 - std::exp(-0.75);
    for (const LorenzFit& fit : r.fits) {
        CHECK(fit.measures.headcount == Approx(truth).margin(0.02));
        CHECK(fit.measures.gini == Approx(0.5).margin(0.001));
        CHECK(fit.broken.size() == 1);
    }
    CHECK(r.fits[0].measures.gap == Approx(1 - truth / 0.75).margin(0.01));
    CHECK(r.notes.size() == 2);
}

TEST_CASE("measures of a curve do not depend on the unit of money")
{
    const LorenzCurve curve = fit_beta(points_of("2010"));
    const GroupedMeasures a = grouped_measures(curve, 132.593, 57.7917);
    const GroupedMeasures b = grouped_measures(curve, 1325.93, 577.917);
    CHECK(a.headcount == Approx(b.headcount).epsilon(1e-12));
    CHECK(a.watts == Approx(b.watts).epsilon(1e-10));
    CHECK(10.0 * a.median == Approx(b.median).epsilon(1e-12));
}

TEST_CASE("the headcount is the share at which welfare reaches the line")
{
    for (const LorenzCurve& curve : {LorenzCurve(fit_quadratic(points_of("2011"))),
                                     LorenzCurve(fit_beta(points_of("2011")))})
        for (const double line : {40.0, 57.7917, 100.0, 300.0, 1000.0}) {
            const double h = grouped_measures(curve, 143.287, line).headcount;
            if (h < 1.0) CHECK(143.287 * lorenz_slope(curve, h) == Approx(line).epsilon(1e-9));
        }
}

TEST_CASE("the better curve up to the headcount is chosen among the valid")
{
    const GroupedResult r = grouped_result(points_of("2008"), 117.34, 57.7917);
    const double h = r.fits[0].measures.headcount;
    double sum = 0.0; // the points below the headcount and the first beyond
    for (const auto& [p, l] : points_of("2008"))
        if (p < 0.2918) sum += std::pow(l - lorenz_share(r.fits[0].curve, p), 2);
    CHECK(h > 0.2378);
    CHECK(h < 0.2917);
    CHECK(r.fits[0].errors.to_headcount == Approx(sum).epsilon(1e-12));
    CHECK(r.for_poverty == (r.fits[1].errors.to_headcount < r.fits[0].errors.to_headcount ? 1u : 0u));
}

TEST_CASE("Lorenz points that are no Lorenz curve are refused with line and rule")
{
    const std::string good = "p,l\n0.1,0.02\n0.3,0.1\n0.5,0.25\n0.7,0.45\n";
    CHECK(refusal(good).empty());
    CHECK(refusal(good + "1,1\n").empty());
    CHECK(refusal("l,p\n0,0\n0.02,0.1\n0.1,0.3\n0.25,0.5\n0.45,0.7\n1,1\n").empty());
    CHECK_THAT(refusal("p,l\n0.1,0.02\n0.3,0.1\n0.5,0.25\n1,1\n"), Catch::Contains("3 points"));
    CHECK_THAT(refusal(good + "0.6,0.5\n"), Catch::Contains(":6: p = 0.6 (must be above the 0.7"));
    CHECK_THAT(refusal(good + "0.8,0.4\n"), Catch::Contains(":6: l = 0.4 (must be above the 0.45"));
    CHECK_THAT(refusal(good + "0.8,0.85\n"), Catch::Contains(":6: l = 0.85 at p = 0.8 (must be below p"));
    CHECK_THAT(refusal(good + "1,0.9\n"), Catch::Contains(":6: l = 0.9 at p = 1"));
    CHECK_THAT(refusal(good + "80,55\n"), Catch::Contains("divided by 100"));
    CHECK_THAT(refusal(good + "0.8,nan\n"), Catch::Contains(":6: l = nan (must be a number)"));
    CHECK_THAT(refusal(good + "0.8,\n"), Catch::Contains(":6: l = empty"));
    CHECK_THAT(refusal(good + "0.8\n"), Catch::Contains(":6: has 1 fields"));
    CHECK_THAT(refusal("share,l\n0.1,0.02\n"), Catch::Contains("no column p"));
    CHECK_THAT(refusal("p,l,p\n0.1,0.02,0.1\n"), Catch::Contains("two columns are named p"));
    // All faults at once.
    CHECK_THAT(refusal("p,l\n0.1,0.2\n0.2,x\n"), Catch::Contains(":2: l = 0.2") && Catch::Contains(":3: l = x"));
}

TEST_CASE("a grouped report says the same as text csv and json and refuses what is not above zero")
{
    const test::Folder folder;
    std::string text = "p,l\n";
    for (const auto& [p, l] : points_of("2013")) text += fmt::format("{},{}\n", p, l);
    const std::string path = folder.file("l.csv", text);
    const auto json = nlohmann::json::parse(grouped_report(path, 190.405, 57.7917, "json"));
    const double h = json["curves"][1]["measures"]["poverty_headcount"];
    CHECK(100.0 * h == Approx(3.37648).epsilon(four_digits));
    CHECK_THAT(grouped_report(path, 190.405, 57.7917, "csv"),
               Catch::Contains(fmt::format("beta,poverty_headcount,57.7917,1,{}\n", h)));
    const std::string shown = grouped_report(path, 190.405, 57.7917, "text");
    CHECK_THAT(shown, Catch::Contains("3.3765 %") && Catch::Contains("below the first point"));
    CHECK_THROWS_AS(grouped_report(path, 0.0, 57.7917, "csv"), InputError);
    CHECK_THROWS_AS(grouped_report(path, 190.405, -1.0, "csv"), InputError);
    CHECK_THROWS_AS(grouped_report(path, 190.405, NAN, "csv"), InputError);
    CHECK_THROWS_AS(grouped_report(path, 190.405, 57.7917, "xml"), InputError);
    CHECK_THROWS_AS(grouped_report(path + ".none", 190.405, 57.7917, "csv"), InputError);
}
