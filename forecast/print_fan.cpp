// The fan, differences and convergence as text, CSV, JSON or markdown.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "forecast/fan.hpp"
#include "output/print_table.hpp"

namespace hearth::forecast {

namespace {

const std::vector<std::string> fan_columns{"scenario", "year", "group", "measure", "unit", "mean", "se", "p05", "p50", "p95", "n", "sd",
                                           "parameter_share", "parameter_share_se", "systemic_share", "systemic_share_se", "household_share", "household_share_se",
                                           "household_share_whole_population", "prior_share"};
const std::vector<std::string> difference_columns{"scenario", "base", "year", "group", "measure", "unit", "difference", "se", "p05", "p50", "p95", "n",
                                                  "share_below_0", "variance_ratio", "luck_variance_ratio", "luck_variance_ratio_predicted"};

} // namespace

std::string print_fan(const std::vector<FanRow>& rows, Format format)
{
    PlainTable table{fan_columns, {}, 5};
    for (const FanRow& r : rows) {
        const VarianceSplit& v = r.split;
        const auto share = [&](double part) { return v.total.value > 0.0 ? part / v.total.value : std::nan(""); };
        const double whole = v.total.value - v.household.value + v.at_home; // what is sure of the sample's luck is out
        table.rows.push_back({r.scenario, std::to_string(r.year), r.group, r.measure, r.unit, cell(r.summary.mean), cell(r.summary.se), cell(r.summary.p05), cell(r.summary.p50),
                              cell(r.summary.p95), std::to_string(r.summary.n), cell(std::sqrt(r.summary.variance)), cell(share(v.parameters.value)), cell(share(v.parameters.error)),
                              cell(share(v.systemic.value)), cell(share(v.systemic.error)), cell(share(v.household.value)), cell(share(v.household.error)),
                              cell(whole > 0.0 ? v.at_home / whole : std::nan("")), cell(v.prior_share)});
    }
    return print_plain(table, format);
}

std::string print_differences(const std::vector<DifferenceRow>& rows, const std::string& base, Format format)
{
    PlainTable table{difference_columns, {}, 6};
    for (const DifferenceRow& r : rows)
        table.rows.push_back({r.scenario, base, r.year ? std::to_string(r.year) : "mean", r.group, r.measure, r.unit, cell(r.difference.mean), cell(r.difference.se),
                              cell(r.difference.p05), cell(r.difference.p50), cell(r.difference.p95), std::to_string(r.difference.n), cell(r.below), cell(r.ratio), cell(r.luck_ratio),
                              cell(r.luck_ceiling)});
    return print_plain(table, format);
}

std::string summary_text(const ForecastFile& file)
{
    const int last = static_cast<int>(file.years.back());
    std::size_t width = 12;
    for (const std::string& name : file.scenarios) width = std::max(width, name.size() + 2);
    std::string out = fmt::format("\n{:<{}}{:<42}{:>12}{:>11}{:>12}{:>12}{:>12}{:>12}{:>12}{:>8}\n", "scenario", width, fmt::format("measure in {}", last), "mean", "se", "5 %", "95 %",
                                  "param.", "system.", "luck", "prior");
    FanQuery query;
    query.groups = {"all"};
    query.year = last;
    const auto percent = [](double v) { return std::isfinite(v) ? fmt::format("{:.0f} %", v * 100.0) : std::string("-"); };
    const auto number = [](double v) { return !std::isfinite(v) ? std::string("-") : std::abs(v) < 10.0 ? fmt::format("{:.4f}", v) : fmt::format("{:.0f}", v); };
    for (const FanRow& r : fan_rows(file, query)) {
        const double total = r.split.total.value;
        const auto part = [&](const inference::Index& i) { return std::isfinite(i.value / total) ? fmt::format("{:.0f}+-{:.0f} %", 100.0 * i.value / total, 100.0 * i.error / total) : std::string("-"); };
        out += fmt::format("{:<{}}{:<42}{:>12}{:>11}{:>12}{:>12}{:>12}{:>12}{:>12}{:>8}\n", r.scenario, width, r.measure, number(r.summary.mean), number(r.summary.se), number(r.summary.p05),
                           number(r.summary.p95), part(r.split.parameters), part(r.split.systemic), part(r.split.household), percent(r.split.prior_share));
    }
    out += "(shares of the variance from parameters, systemic paths and households' luck among the persons simulated; prior: of the parameters' part, what no target informs)\n";
    if (file.share < 1.0)
        out += fmt::format("A sample of {:.1f} % of the persons: 5 % and 95 % are of the whole population (as much luck of the sample taken out as {} companions are sure of), se is of the draws as lived.\n", file.share * 100.0, file.companions.size());
    if (file.scenarios.size() > 1) {
        query.year = {};
        out += fmt::format("\nDifferences from {}, mean over the years from {}, draw by draw\n{:<{}}{:<42}{:>12}{:>11}{:>12}{:>12}{:>10}{:>10}\n", file.scenarios.front(),
                           file.record.at("unsure_from"), "scenario", width, "measure", "difference", "se", "5 %", "95 %", "P(< 0)", "ratio");
        for (const DifferenceRow& r : difference_rows(file, file.scenarios.front(), query))
            out += fmt::format("{:<{}}{:<42}{:>12}{:>11}{:>12}{:>12}{:>10}{:>10}\n", r.scenario, width, r.measure, number(r.difference.mean), number(r.difference.se), number(r.difference.p05),
                               number(r.difference.p95), percent(r.below), std::isfinite(r.ratio) ? fmt::format("{:.1f}", r.ratio) : "-");
    }
    const ForecastFile::Variable v = file.variable(file.record.at("twin") == "off" ? "poor_due_to_illness_accounting_persons" : "poor_due_to_illness_twin_persons");
    out += fmt::format("\nConvergence of {} in {} ({})\n{:>8}{:>14}{:>12}{:>14}{:>14}\n", v.name, last, file.scenarios.front(), "draws", "mean", "se", "5 %", "95 %");
    for (const ConvergenceRow& r : convergence(v.draws_of(0, file.years.size() - 1, file.group("all"))))
        out += fmt::format("{:>8}{:>14}{:>12}{:>14}{:>14}\n", r.draws, number(r.summary.mean), number(r.summary.se), number(r.summary.p05), number(r.summary.p95));
    return out;
}

} // namespace hearth::forecast
