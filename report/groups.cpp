// Programmes, counties and other groups of people.
#include <array>
#include <cmath>

#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

struct Told {
    std::string_view dimension;
    std::vector<std::string_view> measures;
};

const std::vector<Told>& told_groups()
{
    static const std::vector<Told> all{
        {"registry:", {"poverty_headcount", "poor_due_to_illness_twin_persons", "che_10", "oop_mean", "forgone_inpatient_share", "inpatient_reimbursement_ratio"}},
        {"label:", {"poverty_headcount", "poor_due_to_illness_twin_persons", "che_10", "oop_mean"}},
        {"age:", {"admission_rate", "oop_mean", "forgone_inpatient_share", "inpatient_reimbursement_ratio", "deaths"}},
        {"sex:", {"admission_rate", "oop_mean", "forgone_inpatient_share", "inpatient_reimbursement_ratio", "deaths"}},
        {"tier:", {"tier_admissions", "tier_cost_mean", "tier_reimbursement_ratio", "tier_visits"}},
        {"disease:", {"group_admissions", "group_forgone_share", "group_cost_mean", "group_oop_mean"}},
        {"layer:", {"fund_paid", "beneficiaries", "claims_paid"}},
    };
    return all;
}

// Rows: measure, group, scenario.
Table group_table(const Teller& t, const std::string& caption, std::string_view dimension, const std::vector<std::string_view>& measures)
{
    Table table{caption + ", " + t.period(), with_interval({say("Measure"), dimension_name(dimension), say("Scenario")}), {}, "", 3};
    for (const std::string_view measure : measures) {
        std::vector<Summary> all;
        std::vector<std::string> groups;
        for (const std::string& group : t.e.groups_of(dimension))
            if (const auto q = t.e.quantity(measure, group)) {
                groups.push_back(group);
                for (std::size_t s = 0; s < t.e.scenarios(); ++s) all.push_back(t.e.mean(*q, s));
            }
        if (groups.empty()) continue;
        const ShownUnit unit = shown_unit(t.e.r().find(measure)->unit, largest_of(all));
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
                table.rows.push_back({words(t.label(measure), unit.name), words(group_name(groups[g])), words(t.name(s))});
                add_cells(table.rows.back(), unit, all[g * t.e.scenarios() + s]);
            }
    }
    return table;
}

} // namespace

Section programme_section(const Teller& t)
{
    Section section{"programmes", say("Programmes side by side"), say("Programmes"), {}};
    if (t.e.groups_of("programme:").empty()) {
        section.blocks.push_back(Paragraph{say("No scenario of the file switches on a programme.")});
        return section;
    }
    section.blocks.push_back(Paragraph{say("Programmes stand in the scenarios' files; hearth programmes lists all that may be switched on.")});
    const std::size_t before = section.blocks.size();
    for (const char* measure : {"programme_cost", "programme_persons", "programme_relief"})
        if (const auto grid = by_group(t, measure, "programme:")) {
            double any = 0.0;
            for (const auto& row : grid->cells) any = std::max(any, largest_of(row));
            if (any > 0.0) section.blocks.push_back(figure_of(t, *grid));
        }
    if (section.blocks.size() == before) section.blocks.push_back(Paragraph{say("The file tells no cost, reach or relief of them (a forecast does not keep these)."), Paragraph::Tone::note});
    return section;
}

Section county_section(const Teller& t)
{
    Section section{"counties", say("Counties"), say("Counties"), {}};
    if (t.e.groups_of("county:").empty()) {
        section.blocks.push_back(Paragraph{say("The file tells of no county.")});
        return section;
    }
    if (t.e.forecast()) section.blocks.push_back(Paragraph{say("Of these groups a forecast keeps means and variances year by year, so means over years stand without an interval."), Paragraph::Tone::note});
    for (const char* measure : {"poverty_headcount", "poor_due_to_illness_twin_persons", "che_10", "oop_mean", "forgone_inpatient_share"})
        if (const auto grid = by_group(t, measure, "county:")) section.blocks.push_back(figure_of(t, *grid));
    Table changes{say("Counties: differences to {}, {}", t.name(t.e.base()), t.period()), with_interval({say("Measure"), say("County"), say("Scenario")}), {}, "", 3};
    for (const char* measure : {"poverty_headcount", "poor_due_to_illness_twin_persons", "oop_mean"})
        for (const std::string& group : t.e.groups_of("county:"))
            if (const auto q = t.e.quantity(measure, group))
                for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
                    if (s == t.e.base()) continue;
                    const Summary apart = t.e.apart(*q, s).summary;
                    const ShownUnit unit = shown_unit(q->unit, largest_of({apart}), true);
                    changes.rows.push_back({words(q->label, unit.name), words(group_name(group)), words(t.name(s))});
                    add_cells(changes.rows.back(), unit, apart);
                }
    if (!changes.rows.empty()) section.blocks.push_back(Numbers{std::move(changes), say("Differences by county")});
    return section;
}

Section group_section(const Teller& t)
{
    Section section{"groups", say("Groups of people, tiers, diseases and layers"), say("Groups"), {}};
    section.blocks.push_back(Paragraph{t.request.disclosure ? say("Cells of fewer than 11 simulated persons are left out, and what would give them away.")
                                                            : say("Small groups rest on few simulated households; --disclosure leaves out cells of fewer than 11 simulated persons.")});
    for (const Told& told : told_groups()) {
        const std::string name = dimension_name(told.dimension);
        Table table = group_table(t, name, told.dimension, told.measures);
        if (!table.rows.empty()) section.blocks.push_back(Numbers{std::move(table), name});
    }
    return section;
}

} // namespace hearth::report
