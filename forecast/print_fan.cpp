// The fan, differences and convergence as text, CSV, JSON or markdown.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "forecast/fan.hpp"
#include "output/print_table.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

const std::vector<std::string> fan_columns{
    word("scenario"), word("year"), word("group"), word("measure"), word("unit"), word("mean"), word("se"), word("p05"), word("p50"), word("p95"), word("n"), word("sd"),
    word("parameter_share"), word("parameter_share_se"), word("systemic_share"), word("systemic_share_se"), word("household_share"), word("household_share_se"),
    word("household_share_whole_population"), word("prior_share")};
const std::vector<std::string> difference_columns{
    word("scenario"), word("base"), word("year"), word("group"), word("measure"), word("unit"), word("difference"), word("se"), word("p05"), word("p50"), word("p95"), word("n"),
    word("share_below_0"), word("variance_ratio"), word("luck_variance_ratio"), word("luck_variance_ratio_predicted")};

// A word of a cell: translated for people, as it stands for programs.
std::string shown(const std::string& text, Format format) { return format == Format::text ? say(text) : text; }

} // namespace

std::string print_fan(const std::vector<FanRow>& rows, Format format)
{
    PlainTable table{fan_columns, {}, 5};
    for (const FanRow& r : rows) {
        const VarianceSplit& v = r.split;
        const auto share = [&](double part) { return v.total.value > 0.0 ? part / v.total.value : std::nan(""); };
        const double whole = v.total.value - v.household.value + v.at_home; // what is sure of the sample's luck is out
        table.rows.push_back({r.scenario, std::to_string(r.year), r.group, r.measure, shown(r.unit, format), cell(r.summary.mean), cell(r.summary.se),
                              cell(r.summary.p05), cell(r.summary.p50), cell(r.summary.p95), std::to_string(r.summary.n),
                              cell(std::sqrt(r.summary.variance)), cell(share(v.parameters.value)), cell(share(v.parameters.error)),
                              cell(share(v.systemic.value)), cell(share(v.systemic.error)), cell(share(v.household.value)),
                              cell(share(v.household.error)), cell(whole > 0.0 ? v.at_home / whole : std::nan("")), cell(v.prior_share)});
    }
    return print_plain(table, format);
}

std::string print_differences(const std::vector<DifferenceRow>& rows, const std::string& base, Format format)
{
    PlainTable table{difference_columns, {}, 6};
    for (const DifferenceRow& r : rows)
        table.rows.push_back({r.scenario, base, r.year ? std::to_string(r.year) : shown(word("mean"), format), r.group, r.measure,
                              shown(r.unit, format), cell(r.difference.mean), cell(r.difference.se), cell(r.difference.p05), cell(r.difference.p50),
                              cell(r.difference.p95), std::to_string(r.difference.n), cell(r.below), cell(r.ratio), cell(r.luck_ratio),
                              cell(r.luck_ceiling)});
    return print_plain(table, format);
}

std::string summary_text(const ForecastFile& file)
{
    const int last = static_cast<int>(file.years.back());
    std::size_t width = 12;
    for (const std::string& name : file.scenarios) width = std::max(width, name.size() + 2);
    std::string out = "\n" + padded(say("scenario"), width) + padded(say("measure in {}", last), 42);
    const auto head = [&](const std::string& text, std::size_t columns) { out += padded(text, columns, true); };
    head(say("mean"), 12);
    head(say("se"), 11);
    for (const std::string& text : {std::string("5 %"), std::string("95 %"), say("param."), say("system."), say("luck")}) head(text, 12);
    head(say("prior"), 8);
    out += "\n";
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
    out += say("(shares of the variance from parameters, systemic paths and households' luck among the persons simulated; "
               "prior: of the parameters' part, what no target informs)") + "\n";
    if (file.share < 1.0)
        out += say("A sample of {:.1f} % of the persons: 5 % and 95 % are of the whole population (as much luck of the sample taken out as {} companions "
                   "are sure of), se is of the draws as lived.", file.share * 100.0, file.companions.size()) + "\n";
    if (file.scenarios.size() > 1) {
        query.year = {};
        out += "\n" + say("Differences from {}, mean over the years from {}, draw by draw", file.scenarios.front(), file.record.at("unsure_from")) + "\n";
        out += padded(say("scenario"), width) + padded(say("measure"), 42);
        head(say("difference"), 12);
        head(say("se"), 11);
        out += fmt::format("{:>12}{:>12}", "5 %", "95 %");
        head(say("P(< 0)"), 10);
        head(say("ratio"), 10);
        out += "\n";
        for (const DifferenceRow& r : difference_rows(file, file.scenarios.front(), query))
            out += fmt::format("{:<{}}{:<42}{:>12}{:>11}{:>12}{:>12}{:>10}{:>10}\n", r.scenario, width, r.measure, number(r.difference.mean), number(r.difference.se), number(r.difference.p05),
                               number(r.difference.p95), percent(r.below), std::isfinite(r.ratio) ? fmt::format("{:.1f}", r.ratio) : "-");
    }
    const ForecastFile::Variable v = file.variable(file.record.at("twin") == "off" ? "poor_due_to_illness_accounting_persons" : "poor_due_to_illness_twin_persons");
    out += "\n" + say("Convergence of {} in {} ({})", v.name, last, file.scenarios.front()) + "\n";
    head(say("draws"), 8);
    head(say("mean"), 14);
    head(say("se"), 12);
    out += fmt::format("{:>14}{:>14}\n", "5 %", "95 %");
    for (const ConvergenceRow& r : convergence(v.draws_of(0, file.years.size() - 1, file.group("all"))))
        out += fmt::format("{:>8}{:>14}{:>12}{:>14}{:>14}\n", r.draws, number(r.summary.mean), number(r.summary.se), number(r.summary.p05), number(r.summary.p95));
    return out;
}

} // namespace hearth::forecast
