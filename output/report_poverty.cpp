// Poverty over the years, differences to the base, channels, and how it falls on rich and poor.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "output/report_parts.hpp"
#include "output/tables.hpp"

namespace hearth::report {

namespace {

constexpr std::array<std::string_view, 16> compared{"poverty_headcount",
                                                    "poverty_gap",
                                                    "poor_due_to_illness_twin_persons",
                                                    "poor_due_to_illness_accounting_persons",
                                                    "registered_poor_persons",
                                                    "forgone_inpatient_share",
                                                    "deaths",
                                                    "che_10",
                                                    "che_25",
                                                    "che_40_capacity",
                                                    "oop_mean",
                                                    "inpatient_oop_mean",
                                                    "inpatient_reimbursement_ratio",
                                                    "admission_rate",
                                                    "debt_households",
                                                    "distress_sale_households"};

// One chart and table of the differences of all scenarios to the base.
void add_differences(Page& page, const Quantity& q, const std::string& note, bool bars)
{
    std::vector<Summary> all;
    std::vector<std::size_t> others;
    for (std::size_t s = 0; s < page.r.scenarios.size(); ++s)
        if (s != page.base) {
            others.push_back(s);
            all.push_back(summarise(draws_apart(page.r, q, page.base, s)));
        }
    const ShownUnit unit = shown_unit(q.unit, largest_of(all), true);
    const std::string title = fmt::format("{}: difference to {}, {}", q.label, page.name(page.base), unit.name);
    svg::RowChart chart{
        {page.next_id(), title, "Zero is marked. All values stand beside the marks and in the table below the chart."},
        {},
        bars,
        true,
        unit.decimals};
    NumberTable t{title, {"Scenario", "difference", "5 %", "95 %"}, 1, {}, q.id};
    for (std::size_t i = 0; i < others.size(); ++i) {
        chart.lines.push_back({others[i], page.name(others[i]), interval(all[i], unit.factor)});
        t.rows.push_back({page.name(others[i])});
        add_cells(t.rows.back(), unit, all[i], true);
    }
    add(page, Figure{title, note, {svg::draw(chart)}, t});
}

// Mean over years by scenario and group, as bars.
void add_channels(Page& page, const std::string& measure, const std::vector<std::string>& groups)
{
    std::vector<Summary> all;
    std::vector<svg::RowChart::Line> lines;
    std::vector<std::vector<std::string>> names;
    std::string label, unit_name;
    for (const std::string& group : groups) {
        const auto q = quantity(page.r, measure, group);
        if (!q) continue;
        label = q->label, unit_name = q->unit;
        for (std::size_t s = 0; s < page.r.scenarios.size(); ++s) {
            all.push_back(summarise(draws_mean(page.r, *q, s)));
            const std::string channel = group.substr(group.find(':') + 1);
            lines.push_back({s, channel + ": " + page.name(s), {}});
            names.push_back({page.name(s), channel});
        }
    }
    const ShownUnit unit = shown_unit(unit_name, largest_of(all));
    const std::string title = fmt::format("{}, {}, {}", label, unit.name, page.period());
    NumberTable t{title, {"Scenario", "Channel", "mean", "5 %", "95 %"}, 2, {}, measure};
    for (std::size_t i = 0; i < all.size(); ++i) {
        lines[i].value = interval(all[i], unit.factor);
        t.rows.push_back(names[i]);
        add_cells(t.rows.back(), unit, all[i]);
    }
    const svg::RowChart chart{
        {page.next_id(), title, "Bars from zero. All values stand beside the bars and in the table below the chart."},
        lines,
        true,
        false,
        unit.decimals};
    add(page, Figure{title, definition(measure), {svg::draw(chart)}, t});
}

void add_by_quintile(Page& page, std::string_view measure)
{
    const std::vector<std::string> groups = groups_of_dimension(page.r, "quintile:");
    std::vector<std::string> names;
    for (const std::string& g : groups) {
        names.push_back(g.substr(g.find(':') + 1));
        if (g == "quintile:1") names.back() += " poorest";
        if (g == "quintile:5") names.back() += " richest";
    }
    auto grid = by_group(page.r, measure, groups, names, "Income quintile");
    if (!grid) return;
    grid->label += " by income quintile";
    add(page, *grid);
}

} // namespace

void poverty_section(Page& page)
{
    section(page, "poverty", "Poverty over the years");
    if (page.r.scenarios.size() > 1)
        paragraph(page, "Where lines lie close together, look at the differences in the next section: the bands hold "
                        "luck that the scenarios "
                        "share, so overlapping bands do not mean that there is no difference.");
    int shown = 0;
    std::string missing;
    page.html += "<div class=\"grid\">\n";
    for (const char* name :
         {"poverty_headcount", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons"})
        if (const auto grid = by_year(page.r, quantity(page.r, name))) {
            add(page, *grid);
            ++shown;
        } else {
            missing += fmt::format("{}: not in the file. ", capital(name_of(page.r, name)));
        }
    page.html += "</div>\n";
    if (!missing.empty()) paragraph(page, missing, "note");
    if (shown > 0) paragraph(page, "Line: mean of the draws. Band: 5th to 95th percentile of the draws.", "note");
}

// What a reform does with care frozen at the base's, and what people's answers to it add.
static void add_parts(Page& page)
{
    CompareQuery query;
    query.base = page.r.scenarios[page.base];
    query.measures = {"poverty_headcount", "poor_due_to_illness_twin_persons", "che_10", "oop_mean", "inpatient_reimbursement_ratio"};
    query.groups = {"all"};
    std::erase_if(query.measures, [&](const std::string& name) { return page.r.find(name) == nullptr; });
    NumberTable t{fmt::format("Mechanical and behavioural parts, {}", page.period()),
                  {"Scenario", "What", "change", "mechanical", "behavioural"}, 2, {}, ""};
    for (const PairedRow& row : paired_rows(page.r, query)) {
        if (row.mechanical.n == 0) continue;
        const ShownUnit unit = shown_unit(row.unit, largest_of({row.difference, row.mechanical, row.behavioural}), true);
        const auto at = static_cast<std::size_t>(page.r.scenario_index(row.scenario));
        t.rows.push_back({page.name(at), fmt::format("{} ({})", row.long_name, unit.name), unit.text(row.difference.mean, true),
                          unit.text(row.mechanical.mean, true), unit.text(row.behavioural.mean, true)});
    }
    if (t.rows.empty()) return;
    paragraph(page, "Mechanical: the base's very care, settled under the reform. Behavioural: what people's answers to it add, such as "
                    "care they would have gone without. The two sum to the change.");
    page.html += html(t);
}

void difference_section(Page& page)
{
    section(page, "differences", "Differences to the base");
    if (page.r.scenarios.size() < 2) return paragraph(page, "The file holds one scenario.");
    paragraph(page,
              fmt::format("Paired differences, draw by draw with the same luck, {}. Mark: mean; whisker: 5th to 95th "
                          "percentile. A whisker that holds the line at 0 is within chance.",
                          page.period()));
    page.html += "<div class=\"grid\">\n";
    for (const std::string_view name : compared)
        if (const auto q = quantity(page.r, name)) add_differences(page, *q, definition(name), false);
    for (const auto& q : {government_spending(page.r), out_of_pocket(page.r)})
        if (q) add_differences(page, *q, "", false);
    page.html += "</div>\n";
    add_parts(page);
}

void channel_section(Page& page)
{
    section(page, "channels", "Through which channel illness makes poor");
    const std::vector<std::string> groups = groups_of_dimension(page.r, "channel:");
    if (const std::string measure = channel_measure(page.r); !measure.empty())
        return add_channels(page, measure, groups);
    page.html += "<p>The file holds no attribution to bills, non-medical costs and lost earnings; <code>hearth run "
                 "--attribution</code> "
                 "makes it.</p>\n";
}

void quintile_section(Page& page)
{
    section(page, "quintiles", "Forgone care, catastrophic payments and own payments by income");
    paragraph(page, "Mark: mean of the draws; whisker: 5th to 95th percentile. Quintiles are of gross welfare a head, "
                    "by the input's cuts.");
    const int before = page.charts;
    page.html += "<div class=\"grid\">\n";
    for (const char* name : {"forgone_inpatient_share", "che_10", "che_25", "oop_mean"}) add_by_quintile(page, name);
    page.html += "</div>\n";
    if (page.charts == before) paragraph(page, "The file holds none of these by quintile.");
    const auto quintiles = groups_of_dimension(page.r, "quintile:");
    if (std::any_of(quintiles.begin(), quintiles.end(),
                    [&](const auto& g) { return quantity(page.r, "forgone_inpatient_share", g).has_value(); }))
        return;
    const auto registry = groups_of_dimension(page.r, "registry:");
    std::vector<std::string> names;
    for (const std::string& g : registry) names.push_back(g.substr(g.find(':') + 1));
    auto grid = by_group(page.r, "forgone_inpatient_share", registry, names, "Registry of the poor");
    if (!grid)
        return paragraph(page, "Forgone hospital care is told neither by quintile nor by registry group in this file.");
    paragraph(page, "Forgone hospital care is told of persons, and so not by quintile; here by standing on the "
                    "registry of the poor.");
    grid->label += " by standing on the registry";
    add(page, *grid);
}

} // namespace hearth::report
