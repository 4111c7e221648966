// Where a forecast's spread comes from: parameters, what the years bring, the luck of households.
#include <algorithm>
#include <cmath>

#include "forecast/fan.hpp"
#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> told{"poverty_headcount", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons", "oop_mean", "government_paid"};

// "parameters,systemic,household" in words.
std::string sources_in_words(const std::string& listed)
{
    std::string out;
    for (const auto& [key, words_] : {std::pair{"parameters", say("parameters")}, std::pair{"systemic", say("prices, incomes, illness of the year")}, std::pair{"household", say("luck of households")}})
        if (listed.find(key) != std::string::npos) out += (out.empty() ? "" : "; ") + words_;
    return out.empty() ? say("nothing") : out;
}

double deviation(double variance) { return std::isfinite(variance) ? std::sqrt(std::max(0.0, variance)) : nothing; }

// A measure in one scenario, year by year: rows years; deviations by source, which the page switches on and off.
Sources sources_of(const Teller& t, const std::string& measure, const std::vector<forecast::FanRow>& rows, std::size_t s)
{
    std::vector<Summary> all;
    for (const forecast::FanRow& row : rows) all.push_back(row.summary);
    const ShownUnit unit = shown_unit(rows.front().unit, largest_of(all));
    ShownUnit plain = unit; // of deviations: the page reckons with them and with means alike
    if (unit.factor == 100.0) ++plain.decimals;
    Sources sources{{"sources-" + measure, say("{}, {}, {}", capital(t.label(measure)), t.name(s), unit.name), definition(measure), {}, {}, false}, 1, {4, 5, 6}};
    Table& table = sources.figure.table;
    table = {sources.figure.title, with_interval({say("Year")}), {}, measure, 1};
    for (const char* source : {word("parameters (sd)"), word("prices, incomes, illness of the year (sd)"), word("luck of households (sd)")}) table.columns.push_back(say(source));
    table.columns.push_back(say("share of the parameters' variance that the data tell nothing of"));
    for (const forecast::FanRow& row : rows) {
        table.rows.push_back({words(std::to_string(row.year))});
        add_cells(table.rows.back(), unit, row.summary);
        for (const double variance : {row.split.parameters.value, row.split.systemic.value, row.split.at_home}) table.rows.back().push_back(number(deviation(variance), plain));
        table.rows.back().push_back(number(row.split.prior_share, shown_unit("1", 1.0)));
    }
    Chart chart{Kind::lines, "", say("Year"), unit.name, 0, {}, unit, {}, nothing, nothing, true};
    chart.series.push_back({t.legend(s), 0, rows.size(), 1, 2, 3, s, false});
    sources.figure.charts.push_back(chart);
    return sources;
}

// Shares of the variance in the last year. Rows: source, measure and scenario.
Figure share_figure(const Teller& t, const std::vector<forecast::FanRow>& rows, int year)
{
    const ShownUnit share = shown_unit("1", 1.0);
    Figure figure{"variance-shares", say("Where the spread of {} comes from, {}", year, share.name),
                  say("Parts of the variance over draws; a part that companions put below 0 stands as 0 here. Luck of households: of the whole population as far as companions are sure of it, else of the sample."), {}, {}, true};
    figure.table = {figure.title, {say("Source"), say("What"), say("share of the variance")}, {}, "", 2};
    Chart chart{Kind::stacks, "", "", share.name, 1, {}, share, {}, 1.0, nothing, true};
    const std::vector<std::string> names{say("parameters"), say("prices, incomes, illness of the year"), say("luck of households")};
    for (std::size_t k = 0; k < names.size(); ++k) {
        const std::size_t first = figure.table.rows.size();
        for (const forecast::FanRow& row : rows) {
            if (row.year != year || row.group != "all") continue;
            const double parts[] = {std::max(0.0, row.split.parameters.value), std::max(0.0, row.split.systemic.value), std::max(0.0, row.split.at_home)};
            const double sum = parts[0] + parts[1] + parts[2];
            const auto s = static_cast<std::size_t>(t.e.r().scenario_index(row.scenario));
            figure.table.rows.push_back({words(names[k]), words(t.code(s) + ": " + t.label(row.measure)), number(sum > 0.0 ? parts[k] / sum : nothing, share)});
        }
        chart.series.push_back({names[k], first, figure.table.rows.size() - first, 2, no_column, no_column, k, false});
    }
    figure.charts.push_back(chart);
    return figure;
}

// How far the mean has settled as draws came in.
Table convergence_table(const Teller& t)
{
    Table table{say("How far means have settled, last year"), {say("What"), say("draws"), say("mean"), say("standard error"), say("5 %"), say("95 %")}, {}, "", 1};
    const ShownUnit whole{say("draws"), 1.0, 0, false, say("draws")};
    for (const std::string& measure : told) {
        const auto q = t.e.quantity(measure);
        if (!q) continue;
        std::vector<double> draws;
        for (std::size_t d = 0; d < static_cast<std::size_t>(t.e.r().draws); ++d) draws.push_back(q->at(Lived::draws, t.e.base(), t.e.period().back(), d));
        if (std::any_of(draws.begin(), draws.end(), [](double v) { return std::isnan(v); })) continue;
        const ShownUnit unit = shown_unit(q->unit, largest_of({summarise(draws)}));
        for (const forecast::ConvergenceRow& row : forecast::convergence(draws))
            table.rows.push_back({words(t.label(measure), unit.name), number(row.draws, whole), number(row.summary.mean, unit), number(row.summary.se, unit), number(row.summary.p05, unit),
                                  number(row.summary.p95, unit)});
    }
    return table;
}

} // namespace

Section uncertainty_section(const Teller& t)
{
    Section section{"uncertainty", say("Where the uncertainty comes from"), say("Uncertainty"), {}};
    if (!t.e.forecast()) {
        section.blocks.push_back(Paragraph{say("This is a run at fixed parameters: its intervals hold luck alone. hearth forecast adds doubt about parameters and about what the years bring, and tells them apart.")});
        return section;
    }
    const auto varied = t.e.forecast()->record.find("vary");
    if (varied != t.e.forecast()->record.end()) section.blocks.push_back(Paragraph{say("Varied from draw to draw: {}.", sources_in_words(varied->second))});
    section.blocks.push_back(Paragraph{say("Every fifth draw has two companions: same parameters and path with other households, and same parameters with another path. What they differ in tells the sources apart. "
                                           "On the screen each source can be switched off: the band is then 1.645 standard deviations of those that are left.")});
    std::vector<forecast::FanRow> shares;
    int last = 0;
    for (const std::string& measure : told) {
        if (!t.e.quantity(measure)) continue;
        forecast::FanQuery query;
        query.measures = {measure};
        query.groups = {"all"};
        const std::vector<forecast::FanRow> rows = forecast::fan_rows(*t.e.forecast(), query);
        std::vector<forecast::FanRow> base;
        for (const forecast::FanRow& row : rows) {
            if (row.scenario == t.e.r().scenarios[t.e.base()]) base.push_back(row);
            last = std::max(last, row.year);
        }
        shares.insert(shares.end(), rows.begin(), rows.end());
        if (!base.empty()) section.blocks.push_back(sources_of(t, measure, base, t.e.base()));
    }
    constexpr std::size_t enough = 20; // companions; with fewer the parts are mostly error (docs/forecast.md)
    const std::size_t companions = t.e.forecast()->companions.size();
    if (companions < enough)
        section.blocks.push_back(Paragraph{say("Draws with companions: {}. With so few the parts above are rough, and shares of the variance are not told; from {} on (100 draws) they are.", companions, enough), Paragraph::Tone::warning});
    else if (!shares.empty()) section.blocks.push_back(share_figure(t, shares, last));
    if (Table settled = convergence_table(t); !settled.rows.empty()) section.blocks.push_back(Numbers{std::move(settled), say("How far the numbers have settled")});
    return section;
}

} // namespace hearth::report
