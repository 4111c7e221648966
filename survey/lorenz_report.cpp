// Both curves side by side: which is valid, which fits, what they say.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/error.hpp"
#include "survey/lorenz.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

struct LorenzRow {
    std::string measure;
    const char* unit; //!< "1" a share or index, "money" the unit of the mean
    double value;
    std::string text; //!< what it is, for a reader; a parameter's symbol
};

std::vector<LorenzRow> parameter_rows(const LorenzCurve& curve)
{
    if (const auto* q = std::get_if<QuadraticLorenz>(&curve))
        return {{"a", "1", q->a, "a"}, {"b", "1", q->b, "b"}, {"c", "1", q->c, "c"}};
    const auto& b = std::get<BetaLorenz>(curve);
    return {{"log_theta", "1", b.log_theta, "ln theta"}, {"gamma", "1", b.gamma, "gamma"}, {"delta", "1", b.delta, "delta"}};
}

std::vector<LorenzRow> measure_rows(const LorenzFit& fit)
{
    const GroupedMeasures& m = fit.measures;
    std::vector<LorenzRow> rows{
        {"poverty_headcount", "1", m.headcount, say("persons below the line")},
        {"poverty_gap", "1", m.gap, say("mean gap over the line")},
        {"poverty_severity", "1", m.severity, say("mean squared gap")},
        {"watts", "1", m.watts, say("mean ln(line / welfare)")},
        {"watts_by_steps", "1", m.watts_by_steps, say("the same as PovcalNet sums it")},
        {"gini", "1", m.gini, say("Gini coefficient")},
        {"welfare_median", "money", m.median, say("median welfare")},
        {"negative_share", "1", m.negative_share, say("persons the curve puts below 0")},
    };
    for (std::size_t i = 0; i < m.deciles.size(); ++i)
        rows.push_back({fmt::format("decile_{}_share", i + 1), "1", m.deciles[i],
                        say("welfare share of tenth {}", i + 1)});
    rows.push_back({"squared_error", "1", fit.errors.all, say("squared error, all points")});
    rows.push_back({"squared_error_to_headcount", "1", fit.errors.to_headcount, say("squared error, up to headcount")});
    return rows;
}

std::size_t better(const std::array<LorenzFit, 2>& fits, double LorenzErrors::*error)
{
    if (fits[0].broken.empty() != fits[1].broken.empty()) return fits[0].broken.empty() ? 0 : 1;
    const bool first = lorenz_usable(fits[0].curve), second = lorenz_usable(fits[1].curve);
    if (first != second) return first ? 0 : 1;
    return fits[1].errors.*error < fits[0].errors.*error ? 1 : 0;
}

std::vector<Remark> notes_on(const std::vector<LorenzPoint>& points, const GroupedResult& r)
{
    constexpr double rounding = 1.0 - 1e-4; // published shares have about six digits
    std::vector<Remark> notes;
    LorenzPoint last{};
    double slope = 0.0;
    std::size_t bent = 0;
    for (const LorenzPoint& point : points) {
        const double here = (point.l - last.l) / (point.p - last.p);
        bent += here < slope * rounding ? 1 : 0;
        slope = here;
        last = point;
    }
    if ((1.0 - last.l) / (1.0 - last.p) < slope * rounding) ++bent;
    if (bent > 0)
        notes.push_back(remark(word("at {} points the groups are not in order of their mean welfare"), bent));
    if (!r.fits[0].broken.empty() && !r.fits[1].broken.empty())
        notes.push_back(remark(word("neither curve is a valid Lorenz curve: the better fit is chosen all the same")));
    const double headcount = r.fits[r.for_poverty].measures.headcount;
    if (headcount < points.front().p)
        notes.push_back(remark(word("the headcount lies below the first point, p = {}: an extrapolation in which "
                                    "the curves may differ much"), points.front().p));
    if (headcount > points.back().p)
        notes.push_back(remark(word("the headcount lies above the last point, p = {}: an extrapolation"), points.back().p));
    for (const LorenzFit& fit : r.fits)
        if (fit.measures.negative_share > 0.0)
            notes.push_back(remark(word("{} puts {:.4g} % of persons below 0: in watts they count as 1 % of the line"),
                                   lorenz_name(fit.curve), 100.0 * fit.measures.negative_share));
    return notes;
}

std::string as_csv(const GroupedResult& r)
{
    std::string out = "curve,measure,line,unit,value\n";
    const auto add = [&](const LorenzFit& fit, const std::string& measure, const char* unit, double value) {
        out += fmt::format("{},{},{},{},", lorenz_name(fit.curve), measure, r.line, unit);
        out += std::isnan(value) ? "\n" : fmt::format("{}\n", value);
    };
    for (std::size_t i = 0; i < r.fits.size(); ++i) {
        const LorenzFit& fit = r.fits[i];
        add(fit, "valid", "1", fit.broken.empty() ? 1.0 : 0.0);
        add(fit, "chosen_for_poverty", "1", r.for_poverty == i ? 1.0 : 0.0);
        add(fit, "chosen_for_inequality", "1", r.for_inequality == i ? 1.0 : 0.0);
        for (const LorenzRow& row : parameter_rows(fit.curve)) add(fit, row.measure, row.unit, row.value);
        for (const LorenzRow& row : measure_rows(fit)) add(fit, row.measure, row.unit, row.value);
    }
    return out;
}

nlohmann::ordered_json values(const std::vector<LorenzRow>& rows)
{
    nlohmann::ordered_json out = nlohmann::ordered_json::object();
    for (const LorenzRow& row : rows)
        out[row.measure] = std::isnan(row.value) ? nlohmann::ordered_json() : nlohmann::ordered_json(row.value);
    return out;
}

std::vector<std::string> english(const std::vector<Remark>& remarks)
{
    std::vector<std::string> texts;
    for (const Remark& each : remarks) texts.push_back(each.english);
    return texts;
}

std::string as_json(const GroupedResult& r)
{
    nlohmann::ordered_json curves = nlohmann::ordered_json::array();
    for (const LorenzFit& fit : r.fits)
        curves.push_back({{"curve", lorenz_name(fit.curve)}, {"valid", fit.broken.empty()}, {"broken", english(fit.broken)},
                          {"parameters", values(parameter_rows(fit.curve))}, {"measures", values(measure_rows(fit))}});
    const nlohmann::ordered_json out{{"mean", r.mean}, {"line", r.line}, {"points", r.points},
                                     {"chosen_for_poverty", lorenz_name(r.fits[r.for_poverty].curve)},
                                     {"chosen_for_inequality", lorenz_name(r.fits[r.for_inequality].curve)},
                                     {"curves", std::move(curves)}, {"notes", english(r.notes)}};
    return out.dump(1) + "\n";
}

std::string cell(const LorenzRow& row)
{
    if (std::isnan(row.value)) return fmt::format("{:>18}", "");
    const bool percent
        = row.measure.starts_with("poverty_") || row.measure.ends_with("_share") || row.measure == "gini";
    return percent ? fmt::format("{:>16.4f} %", 100.0 * row.value) : fmt::format("{:>18.6g}", row.value);
}

std::string as_text(const GroupedResult& r)
{
    std::string out = say("{} points, mean {}, line {}", r.points, r.mean, r.line)
        + fmt::format("\n\n{:32}{}{}\n", "", padded(say("general quadratic"), 18, true), padded(say("beta"), 18, true));
    const auto pair = [&](const std::vector<LorenzRow>& left, const std::vector<LorenzRow>& right) {
        for (std::size_t i = 0; i < left.size(); ++i) {
            const std::string name = left[i].text == right[i].text
                ? left[i].text
                : say("parameter {}, {}", left[i].text, right[i].text);
            out += padded(name, 32) + cell(left[i]) + cell(right[i]) + "\n";
        }
    };
    const auto& [quadratic, beta] = r.fits;
    const auto valid = [](const LorenzFit& fit) { return padded(fit.broken.empty() ? say("yes") : say("no"), 18, true); };
    out += padded(say("valid Lorenz curve"), 32) + valid(quadratic) + valid(beta) + "\n";
    pair(parameter_rows(quadratic.curve), parameter_rows(beta.curve));
    pair(measure_rows(quadratic), measure_rows(beta));
    out += "\n" + say("chosen for poverty (fit up to the headcount): {}", lorenz_name(r.fits[r.for_poverty].curve)) + "\n";
    out += say("chosen for inequality (fit over all points): {}", lorenz_name(r.fits[r.for_inequality].curve)) + "\n";
    for (const LorenzFit& fit : r.fits)
        for (const Remark& rule : fit.broken) out += say("not valid: {}: {}", lorenz_name(fit.curve), rule.shown) + "\n";
    for (const Remark& note : r.notes) out += say("note: {}", note.shown) + "\n";
    return out;
}

} // namespace

GroupedResult grouped_result(const std::vector<LorenzPoint>& points, double mean, double line)
{
    const auto fit = [&](const LorenzCurve& curve) {
        const GroupedMeasures measures = grouped_measures(curve, mean, line);
        return LorenzFit{curve, measures, lorenz_errors(curve, points, measures.headcount), lorenz_broken(curve)};
    };
    GroupedResult out{mean, line, points.size(), {fit(fit_quadratic(points)), fit(fit_beta(points))}, 0, 0, {}};
    out.for_poverty = better(out.fits, &LorenzErrors::to_headcount);
    out.for_inequality = better(out.fits, &LorenzErrors::all);
    out.notes = notes_on(points, out);
    return out;
}

std::string grouped_report(const std::string& path, double mean, double line, const std::string& format)
{
    std::string faults;
    if (!(std::isfinite(mean) && mean > 0.0)) faults += say("--mean = {} (must be above 0)", mean) + "\n";
    if (!(std::isfinite(line) && line > 0.0)) faults += say("--line = {} (must be above 0)", line) + "\n";
    if (format != "text" && format != "csv" && format != "json")
        faults += say("--format = {} (must be text, csv or json)", format) + "\n";
    if (!faults.empty()) throw InputError(faults.substr(0, faults.size() - 1));
    const GroupedResult result = grouped_result(read_lorenz_points(path), mean, line);
    if (format == "csv") return as_csv(result);
    return format == "json" ? as_json(result) : as_text(result);
}

} // namespace hearth
