// Poverty over the years, differences to the base, channels of illness, and how it falls on rich and poor.
#include <algorithm>
#include <array>

#include "output/tables.hpp"
#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr std::array<std::string_view, 16> compared{
    "poverty_headcount", "poverty_gap", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons", "registered_poor_persons",
    "forgone_inpatient_share", "deaths", "che_10", "che_25", "che_40_capacity", "oop_mean", "inpatient_oop_mean", "inpatient_reimbursement_ratio",
    "admission_rate", "debt_households", "distress_sale_households"};

// Means over the period by channel (rows of a channel stand together) and scenario, as bars.
Figure channel_figure(const Teller& t, const std::string& measure)
{
    std::vector<Summary> all;
    std::vector<Quantity> channels;
    for (const std::string& group : t.e.groups_of("channel:"))
        if (auto q = t.e.quantity(measure, group)) {
            for (std::size_t s = 0; s < t.e.scenarios(); ++s) all.push_back(t.e.mean(*q, s));
            channels.push_back(*q);
        }
    const ShownUnit unit = shown_unit(channels.front().unit, largest_of(all));
    Figure figure{"channels", say("{}, {}, {}", capital(channels.front().label), unit.name, t.period()), definition(measure), {}, {}, true};
    figure.table = {figure.title, with_interval({say("Channel"), say("Scenario")}), {}, measure, 2};
    Chart chart{Kind::bars, "", say("Scenario"), unit.name, 1, {}, unit, {}, std::nan(""), std::nan(""), true};
    for (std::size_t c = 0; c < channels.size(); ++c) {
        const std::string name = group_name(channels[c].group);
        chart.series.push_back({name, c * t.e.scenarios(), t.e.scenarios(), 2, 3, 4, c, false});
        for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
            figure.table.rows.push_back({words(name), words(t.name(s))});
            add_cells(figure.table.rows.back(), unit, all[c * t.e.scenarios() + s]);
        }
    }
    figure.charts.push_back(chart);
    return figure;
}

// What a reform does with care frozen at the base's, and what people's answers to it add.
Table parts_table(const Teller& t)
{
    CompareQuery query;
    query.base = t.e.r().scenarios[t.e.base()];
    query.measures = {"poverty_headcount", "poor_due_to_illness_twin_persons", "che_10", "oop_mean", "inpatient_reimbursement_ratio"};
    query.groups = {"all"};
    query.disclosure = t.request.disclosure;
    std::erase_if(query.measures, [&](const std::string& name) { return t.e.r().find(name) == nullptr; });
    Table table{say("Mechanical and behavioural parts, {}", t.period()), {say("Scenario"), say("What"), say("change"), say("mechanical"), say("behavioural")}, {}, "", 2};
    for (const PairedRow& row : paired_rows(t.e.r(), query)) {
        if (row.mechanical.n == 0) continue;
        const ShownUnit unit = shown_unit(row.unit, largest_of({row.difference, row.mechanical, row.behavioural}), true);
        const auto at = static_cast<std::size_t>(t.e.r().scenario_index(row.scenario));
        table.rows.push_back({words(t.name(at)), words(t.label(row.measure), unit.name), number(row.difference.mean, unit), number(row.mechanical.mean, unit),
                              number(row.behavioural.mean, unit)});
    }
    return table;
}

} // namespace

Section poverty_section(const Teller& t)
{
    Section section{"poverty", say("Poverty over the years"), say("Poverty"), {}};
    if (t.e.scenarios() > 1)
        section.blocks.push_back(Paragraph{say("Where lines lie close together, look at the differences in the next section: the bands hold luck that the scenarios "
                                               "share, so overlapping bands do not mean that there is no difference.")});
    section.blocks.push_back(Paragraph{say("Where the official line of a year changes, the count changes with it: compare scenarios within a year, not years across such a change."), Paragraph::Tone::note});
    std::string missing;
    for (const char* name : {"poverty_headcount", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons"})
        if (const auto grid = by_year(t, t.e.quantity(name))) section.blocks.push_back(figure_of(t, *grid));
        else missing += say("{}: not in the file. ", capital(t.label(name)));
    if (!missing.empty()) section.blocks.push_back(Paragraph{missing, Paragraph::Tone::note});
    section.blocks.push_back(Paragraph{say("Line: mean of the draws. Band: 5th to 95th percentile of the draws."), Paragraph::Tone::note});
    return section;
}

Section difference_section(const Teller& t)
{
    Section section{"differences", say("Differences to the base"), say("Differences"), {}};
    if (t.e.scenarios() < 2) {
        section.blocks.push_back(Paragraph{say("The file holds one scenario.")});
        return section;
    }
    section.blocks.push_back(Paragraph{say("Paired differences, draw by draw with the same luck, {}. Mark: mean; whisker: 5th to 95th percentile. "
                                           "A whisker that holds the line at 0 is within chance.", t.period())});
    if (t.e.forecast() && t.e.forecast()->share < 1.0)
        section.blocks.push_back(Paragraph{say("Whiskers are of the whole population, with the sample's luck taken out as far as companions are sure of it. The answer calls a change within chance, too, where the draws as lived reach over 0."), Paragraph::Tone::note});
    for (const std::string_view name : compared)
        if (const auto q = t.e.quantity(name)) section.blocks.push_back(difference_figure(t, *q, definition(name)));
    if (auto q = t.e.government_spending()) section.blocks.push_back(difference_figure(t, *q, ""));
    if (auto q = t.e.out_of_pocket()) section.blocks.push_back(difference_figure(t, *q, ""));
    Table parts = parts_table(t);
    if (parts.rows.empty()) return section;
    section.blocks.push_back(Paragraph{say("Mechanical: the base's very care, settled under the reform. Behavioural: what people's answers to it add, such as "
                                           "care they would have gone without. The two sum to the change.")});
    section.blocks.push_back(Numbers{std::move(parts), ""});
    return section;
}

Section channel_section(const Teller& t)
{
    Section section{"channels", say("Through which channel illness makes poor"), say("Channels"), {}};
    if (const std::string measure = channel_measure(t.e); !measure.empty()) section.blocks.push_back(channel_figure(t, measure));
    else section.blocks.push_back(Paragraph{say("The file holds no attribution to bills, non-medical costs and lost earnings; hearth run --attribution makes it.")});
    return section;
}

Section quintile_section(const Teller& t)
{
    Section section{"quintiles", say("Forgone care, catastrophic payments and own payments by income"), say("By income"), {}};
    section.blocks.push_back(Paragraph{say("Bar: mean of the draws; whisker: 5th to 95th percentile. Quintiles are of gross welfare a head, by the input's cuts.")});
    if (t.e.forecast()) section.blocks.push_back(Paragraph{say("Of these groups a forecast keeps means and variances year by year, so means over years stand without an interval."), Paragraph::Tone::note});
    bool forgone = false, any = false;
    for (const char* name : {"forgone_inpatient_share", "che_10", "che_25", "oop_mean", "inpatient_oop_mean"})
        if (const auto grid = by_group(t, name, "quintile:")) {
            section.blocks.push_back(figure_of(t, *grid));
            any = true;
            forgone = forgone || std::string_view(name) == "forgone_inpatient_share";
        }
    if (!any) section.blocks.push_back(Paragraph{say("The file holds none of these by quintile.")});
    if (forgone) return section;
    if (const auto grid = by_group(t, "forgone_inpatient_share", "registry:")) {
        section.blocks.push_back(Paragraph{say("Forgone hospital care is told of persons, and so not by quintile; here by standing on the registry of the poor.")});
        section.blocks.push_back(figure_of(t, *grid));
    }
    return section;
}

} // namespace hearth::report
