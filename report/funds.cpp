// The funds: balances, months without cash; of a forecast what each fund needs in bad years.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "forecast/fund_sizing.hpp"
#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Funds whose receipts are 0 throughout: their balance is what they paid, with a minus.
std::string without_receipts(const Teller& t)
{
    std::string names;
    for (const Quantity& q : t.e.by_dimension("fund_revenue", "fund:")) {
        bool none = true;
        for (std::size_t s = 0; s < t.e.scenarios(); ++s)
            for (const double v : t.e.lived_mean(q, s)) none = none && v == 0.0;
        if (none) names += (names.empty() ? "" : say(", ")) + q.label;
    }
    return names;
}

// Of a run: in how many draws a fund's cash did not suffice, and from which month. Year by year.
Table cash_table(const Teller& t)
{
    Table table{say("Months without cash, by year"), {say("Scenario"), say("Fund"), say("Year"), say("share of draws short of cash"), say("median first month"), say("earliest first month")}, {}, "", 3};
    const ShownUnit share = shown_unit("1", 1.0), month{say("month"), 1.0, 0, false, say("month")};
    for (const Quantity& q : t.e.by_dimension("fund_short_month", "fund:"))
        for (std::size_t s = 0; s < t.e.scenarios(); ++s)
            for (std::size_t y = 0; y < t.e.years(); ++y) {
                std::vector<double> months;
                for (std::size_t d = 0; d < static_cast<std::size_t>(t.e.r().draws); ++d)
                    if (const double m = q.at(Lived::draws, s, y, d); std::isfinite(m)) months.push_back(m);
                if (months.empty()) continue;
                std::sort(months.begin(), months.end());
                table.rows.push_back({words(t.name(s)), words(q.label), words(std::to_string(t.e.r().years[y])),
                                      number(static_cast<double>(months.size()) / t.e.r().draws, share), number(months[months.size() / 2], month), number(months.front(), month)});
            }
    return table;
}

struct Found {
    std::map<std::string, const forecast::SizingRow*> rows; // by scenario|group|year|statistic
    const forecast::SizingRow* operator()(const std::string& scenario, const std::string& group, const std::string& year, const std::string& statistic) const
    {
        const auto at = rows.find(scenario + "|" + group + "|" + year + "|" + statistic);
        return at == rows.end() ? nullptr : at->second;
    }
    double value(const std::string& scenario, const std::string& group, const std::string& year, const std::string& statistic, double forecast::SizingRow::*part = &forecast::SizingRow::value) const
    {
        const forecast::SizingRow* row = (*this)(scenario, group, year, statistic);
        return row ? row->*part : nothing;
    }
};

struct Sizing {
    const Teller& t;
    Found found;
    std::vector<std::string> years;                                // and "horizon"
    std::vector<std::pair<std::size_t, std::string>> subjects;     // scenario, group

    std::string held_against(const std::string& scenario, const std::string& group) const
    {
        if (found(scenario, group, years[0], "funding_own")) return say("its own money");
        return found(scenario, group, years[0], "funding_budget") ? say("the budget") : say("its mean cost");
    }
    std::string year_name(const std::string& year) const { return year == "horizon" ? say("all years") : year; }
};

Sizing sizing_of(const Teller& t, const std::vector<forecast::SizingRow>& rows)
{
    Sizing sizing{t, {}, {}, {}};
    for (const forecast::SizingRow& r : rows) {
        sizing.found.rows.emplace(r.scenario + "|" + r.group + "|" + r.year + "|" + r.statistic, &r);
        const std::pair<std::size_t, std::string> subject{static_cast<std::size_t>(t.e.r().scenario_index(r.scenario)), r.group};
        if (std::find(sizing.subjects.begin(), sizing.subjects.end(), subject) == sizing.subjects.end()) sizing.subjects.push_back(subject);
    }
    for (const std::size_t y : t.e.period()) sizing.years.push_back(std::to_string(t.e.r().years[y]));
    sizing.years.push_back("horizon");
    return sizing;
}

// A quantile with less than one draw beyond it is a guess from the two largest.
bool beyond_the_draws(const Teller& t, const std::string& statistic)
{
    return (statistic == "P99.5" && t.e.r().draws < 200) || (statistic == "P99" && t.e.r().draws < 100) || (statistic == "P95" && t.e.r().draws < 20);
}

// How many simulated persons a fund's numbers rest on, where it has a layer of its name.
std::string simulated(const Teller& t, const std::string& group)
{
    const auto helped = t.e.quantity("beneficiaries", "layer:" + group.substr(group.find(':') + 1));
    if (!helped || t.e.forecast()->share >= 1.0) return "";
    const double persons = t.e.mean(*helped, t.e.base()).mean * t.e.forecast()->share;
    return std::isfinite(persons) ? say(" {:.0f} simulated persons are paid in a year of the base.", persons) : "";
}

// A row a subject and year: what `hearth fund` tells.
Table sizing_table(const Sizing& z)
{
    const ShownUnit yuan = shown_unit("yuan", 1e9), share = shown_unit("1", 1.0), month{say("month"), 1.0, 0, false, say("month")}, head = shown_unit("yuan/person", 100.0);
    Table table{say("What each fund, layer and level needs, {}", yuan.name),
                {say("Scenario"), say("Subject"), say("held against"), say("Year"), say("mean"), "P50", "P95", say("P95, low"), say("P95, high"), "P99", "P99.5", "TVaR95", say("probability of a deficit"),
                 say("deficit, low"), say("deficit, high"), say("probability of no cash"), say("median month without cash"), say("reserve for 95 %"), say("reserve for 99 %"), say("a head in resident insurance, 95 %")},
                {}, "", 4};
    using Row = forecast::SizingRow;
    for (const auto& [s, group] : z.subjects)
        for (const std::string& year : z.years) {
            const std::string& scenario = z.t.e.r().scenarios[s];
            const auto at = [&](const std::string& statistic, double Row::*part = &Row::value) { return z.found.value(scenario, group, year, statistic, part); };
            const std::string deficit = year == "horizon" ? "ruin_without_reserve" : "deficit_probability";
            std::vector<Cell> row{words(z.t.name(s)), words(group_name(group)), words(z.held_against(scenario, group)), words(z.year_name(year))};
            for (const char* statistic : {"mean", "P50", "P95"}) row.push_back(number(at(statistic), yuan));
            for (const auto part : {&Row::low, &Row::high}) {
                const double end = at("P95", part);
                row.push_back(std::isinf(end) ? words(say("unbounded")) : number(end, yuan));
            }
            for (const char* statistic : {"P99", "P99.5", "TVaR95"}) row.push_back(number(beyond_the_draws(z.t, statistic) ? nothing : at(statistic), yuan));
            for (const auto part : {&Row::value, &Row::low, &Row::high}) row.push_back(number(at(deficit, part), share));
            row.push_back(number(at("out_of_cash_probability"), share));
            row.push_back(number(at("month_of_exhaustion"), month));
            for (const char* statistic : {"reserve_95", "reserve_99"}) row.push_back(number(at(statistic), yuan));
            row.push_back(number(at("contribution_per_enrolled_95"), head));
            table.rows.push_back(row);
        }
    return table;
}

// Outgo over all unsure years of the funds: mean, and bad cases. Rows: subject, statistic, scenario.
Figure tail_figure(const Sizing& z, const std::string& group)
{
    std::vector<std::pair<std::string, std::string>> told{{"P50", say("median")}, {"mean", say("mean")}, {"P95", say("95 % of draws stay below")}, {"P99.5", say("99.5 % of draws stay below")}};
    std::erase_if(told, [&](const auto& one) { return beyond_the_draws(z.t, one.first); });
    std::vector<Summary> all;
    std::vector<std::size_t> scenarios;
    for (const auto& [s, g] : z.subjects)
        if (g == group) scenarios.push_back(s);
    const auto value = [&](std::size_t s, const std::string& statistic) { return z.found.value(z.t.e.r().scenarios[s], group, "horizon", statistic); };
    for (const std::size_t s : scenarios) all.push_back({value(s, "P99.5"), 0, nothing, nothing, nothing, 0, 0});
    const ShownUnit unit = shown_unit("yuan", largest_of(all));
    Figure figure{"tail-" + group, say("{}: outgo of {}-{} in all, {}", capital(group_name(group)), z.years.front(), z.years[z.years.size() - 2], unit.name),
                  say("Claims by the year they are dated (accrual) and what else the fund bears. Whisker: 95 % interval of the estimate; one without an upper end is drawn without.") + simulated(z.t, group), {}, {}, true};
    figure.table = {figure.title, {say("Statistic"), say("Scenario"), say("value"), say("low"), say("high")}, {}, "", 2};
    Chart chart{Kind::bars, "", say("Scenario"), unit.name, 1, {}, unit, {}, nothing, nothing, true, say("95 % interval of the estimate")};
    for (std::size_t k = 0; k < told.size(); ++k) {
        chart.series.push_back({told[k].second, figure.table.rows.size(), scenarios.size(), 2, 3, 4, k, false});
        for (const std::size_t s : scenarios) {
            const forecast::SizingRow* row = z.found(z.t.e.r().scenarios[s], group, "horizon", told[k].first);
            figure.table.rows.push_back({words(told[k].second), words(z.t.name(s)), number(row ? row->value : nothing, unit), number(row ? row->low : nothing, unit), number(row ? row->high : nothing, unit)});
        }
    }
    figure.charts.push_back(chart);
    return figure;
}

// The probability that a year costs more than the money it is held against, by year. Rows: scenario, year.
Figure deficit_figure(const Sizing& z, const std::string& group)
{
    const ShownUnit share = shown_unit("1", 1.0);
    Figure figure{"deficit-" + group, say("{}: probability of a deficit in the year, {}", capital(group_name(group)), share.name), say("Band: 95 % interval by Clopper and Pearson."), {}, {}, true};
    figure.table = {figure.title, {say("Scenario"), say("Year"), say("probability"), say("low"), say("high")}, {}, "", 2};
    std::vector<Series> series;
    for (const auto& [s, g] : z.subjects) {
        if (g != group || !z.found(z.t.e.r().scenarios[s], group, z.years[0], "deficit_probability")) continue;
        series.push_back({z.t.legend(s), figure.table.rows.size(), z.years.size() - 1, 2, 3, 4, s, false});
        for (std::size_t y = 0; y + 1 < z.years.size(); ++y) {
            const forecast::SizingRow* row = z.found(z.t.e.r().scenarios[s], group, z.years[y], "deficit_probability");
            figure.table.rows.push_back({words(z.t.name(s)), words(z.years[y]), number(row ? row->value : nothing, share), number(row ? row->low : nothing, share), number(row ? row->high : nothing, share)});
        }
    }
    for (const auto& panel : z.t.panels()) {
        Chart chart{Kind::lines, z.t.panels().size() > 1 ? z.t.name(panel.back()) : "", say("Year"), share.name, 1, {}, share, {}, 1.0, nothing, true, say("95 % interval of the estimate")};
        for (const Series& one : series)
            if (std::find(panel.begin(), panel.end(), one.look) != panel.end()) chart.series.push_back(one);
        if (!chart.series.empty()) figure.charts.push_back(chart);
    }
    return figure;
}

void add_tails(const Teller& t, Section& section)
{
    const std::vector<forecast::SizingRow> rows = forecast::sizing_rows(*t.e.forecast(), {});
    const Sizing z = sizing_of(t, rows);
    if (z.subjects.empty()) return;
    section.blocks.push_back(Heading{say("What each fund needs in bad years")});
    section.blocks.push_back(Paragraph{say("TVaR95: the mean of the worst 5 % of draws. Reserve: what covers the losses of that share of draws beyond what the fund is held against (its own money, a budget, or its mean cost); over all years, of joint paths. "
                                           "A head: of members of resident insurance, whatever the fund. Month without cash: of the sample's draws.")});
    if (t.e.forecast()->share < 1.0)
        section.blocks.push_back(Paragraph{say("Only {:.1f} % of the persons were simulated, and the sample's luck is taken out only as far as companions are sure of it. Bad years and reserves of a fund that pays few people "
                                               "are then luck of the sample more than of the region: size such a fund on a forecast of everybody (without --population).", t.e.forecast()->share * 100.0), Paragraph::Tone::warning});
    std::set<std::string> done;
    for (const auto& [s, group] : z.subjects) {
        if (!group.starts_with("fund:") || !done.insert(group).second) continue;
        section.blocks.push_back(tail_figure(z, group));
        if (Figure deficit = deficit_figure(z, group); !deficit.charts.empty()) section.blocks.push_back(std::move(deficit));
    }
    section.blocks.push_back(Numbers{sizing_table(z), say("All funds, layers and levels, year by year")});
}

} // namespace

Section fund_section(const Teller& t)
{
    Section section{"funds", say("Funds"), say("Funds"), {}};
    const auto funds = t.e.by_dimension("fund_balance", "fund:");
    if (funds.empty()) {
        section.blocks.push_back(Paragraph{say("The file tells of no fund.")});
        return section;
    }
    section.blocks.push_back(Paragraph{say("Balance: cash at the end of each year, in nominal yuan. Claims still unpaid are not in it.")});
    if (const std::string none = without_receipts(t); !none.empty())
        section.blocks.push_back(Paragraph{say("No receipts are told for these funds, so their balance is what they paid, with a minus: {}.", none), Paragraph::Tone::warning});
    for (const Quantity& q : funds) {
        bool moves = false;
        for (std::size_t s = 0; s < t.e.scenarios() && !moves; ++s)
            for (const double v : t.e.lived_mean(q, s)) moves = moves || (std::isfinite(v) && v != 0.0);
        if (!moves) continue; // governments pay what falls due: no money stays
        auto grid = by_year(t, q);
        grid->label = say("Balance of: {}", q.label);
        section.blocks.push_back(figure_of(t, *grid));
    }
    if (Table cash = cash_table(t); !cash.rows.empty()) section.blocks.push_back(Numbers{std::move(cash), say("Months without cash")});
    else if (!t.e.by_dimension("fund_lowest_cash", "fund:").empty())
        section.blocks.push_back(Paragraph{say("No fund of those whose monthly cash the file tells is short of it in any month of any draw. Insurers bridge what they lack, and are not told of."), Paragraph::Tone::note});
    if (t.e.forecast()) add_tails(t, section);
    return section;
}

} // namespace hearth::report
