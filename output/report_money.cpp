// Who pays: layers, households, levels of government; the funds.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "output/report_parts.hpp"

namespace hearth::report {

namespace {

// Payers of one chart. Those beyond what hatchings can tell apart are shown together.
struct Payers {
    std::string title, note, payer; //!< what a payer is: "Payer", "Level"
    std::vector<Quantity> each;     //!< all, for the table
    std::vector<Quantity> shown;    //!< as drawn
    std::string group;              //!< name of those drawn together, "" if none
};

// How much is paid, and how far scenarios lie apart in it: means over years and draws.
struct Weight {
    double size = 0.0, apart = 0.0;
};

Weight weight_of(const Results& r, const Quantity& q)
{
    std::vector<double> means;
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) {
        const double mean = summarise(draws_mean(r, q, s)).mean;
        means.push_back(std::isnan(mean) ? 0.0 : mean);
    }
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    return {std::accumulate(means.begin(), means.end(), 0.0), *high - *low};
}

Quantity together(const std::vector<Quantity>& parts, const std::string& label)
{
    return {"", label, parts.front().unit, "", [parts](std::size_t s, std::size_t y, std::size_t d) {
                double sum = 0.0;
                for (const Quantity& q : parts)
                    if (const double v = q.at(s, y, d); !std::isnan(v)) sum += v;
                return sum;
            }};
}

// Where there are too many, half the places go to the largest and the rest to those in which the
// scenarios differ most; the file's order is kept, what is left is drawn together.
void choose_shown(const Results& r, Payers& p)
{
    p.shown = p.each;
    if (p.each.size() <= svg::most_parts) return;
    std::vector<std::size_t> order(p.each.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<Weight> weight;
    for (const Quantity& q : p.each) weight.push_back(weight_of(r, q));
    const auto middle = order.begin() + svg::most_parts / 2;
    const auto end = order.begin() + (svg::most_parts - 1);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weight[a].size > weight[b].size; });
    std::stable_sort(middle, order.end(),
                     [&](std::size_t a, std::size_t b) { return weight[a].apart > weight[b].apart; });
    std::sort(order.begin(), end);
    std::vector<Quantity> rest;
    p.shown.clear();
    for (auto i = order.begin(); i != order.end(); ++i) (i < end ? p.shown : rest).push_back(p.each[*i]);
    p.group = fmt::format("{} smaller ones", rest.size());
    p.shown.push_back(together(rest, p.group));
}

ShownUnit unit_of(const Results& r, const Payers& p)
{
    const Quantity whole = together(p.each, "all");
    std::vector<Summary> all;
    for (std::size_t s = 0; s < r.scenarios.size(); ++s)
        for (std::size_t y = 0; y < r.years.size(); ++y) all.push_back(summarise(draws_in(r, whole, s, y)));
    return shown_unit(p.each.front().unit, largest_of(all));
}

svg::StackChart stack_of(Page& page, const Payers& p, const ShownUnit& unit, std::size_t scenario)
{
    const Results& r = page.r;
    const Quantity whole = together(p.each, "all");
    svg::StackChart chart;
    for (std::size_t y = 0; y < r.years.size(); ++y) {
        chart.x.push_back(std::to_string(r.years[y]));
        chart.whole.push_back(interval(summarise(draws_in(r, whole, scenario, y)), unit.factor));
    }
    for (std::size_t k = 0; k < p.shown.size(); ++k) {
        chart.parts.push_back({p.shown[k].label, k, {}});
        for (std::size_t y = 0; y < r.years.size(); ++y)
            chart.parts.back().values.push_back(summarise(draws_in(r, p.shown[k], scenario, y)).mean * unit.factor);
    }
    chart.caption = {page.next_id(), fmt::format("{}: {}, {}", page.name(scenario), p.title, unit.name),
                     fmt::format("Stacks from zero, in {}. All together {} in {} and {} in {}. All values stand in the "
                                 "table below the charts.",
                                 unit.name, svg::number(chart.whole.front().mean, unit.decimals), chart.x.front(),
                                 svg::number(chart.whole.back().mean, unit.decimals), chart.x.back())};
    return chart;
}

NumberTable payer_table(const Page& page, const Payers& p, const ShownUnit& unit)
{
    NumberTable t{p.title + ", " + unit.name, {"Scenario", "Year", p.payer, "mean", "5 %", "95 %"}, 3, {}, ""};
    std::vector<Quantity> all = p.each;
    if (!p.group.empty()) all.push_back(p.shown.back());
    all.push_back(together(p.each, "all together"));
    for (std::size_t s = 0; s < page.r.scenarios.size(); ++s)
        for (std::size_t y = 0; y < page.r.years.size(); ++y)
            for (const Quantity& q : all) {
                t.rows.push_back({page.name(s), std::to_string(page.r.years[y]), q.label});
                add_cells(t.rows.back(), unit, summarise(draws_in(page.r, q, s, y)));
            }
    return t;
}

double top_of(const svg::StackChart& chart)
{
    double top = 0.0;
    for (std::size_t i = 0; i < chart.x.size(); ++i) {
        double up = 0.0;
        for (const auto& part : chart.parts)
            if (part.values[i] > 0.0) up += part.values[i];
        top = std::max({top, up, std::isfinite(chart.whole[i].high) ? chart.whole[i].high : 0.0});
    }
    return top;
}

void add_payers(Page& page, Payers p)
{
    choose_shown(page.r, p);
    const ShownUnit unit = unit_of(page.r, p);
    std::vector<svg::StackChart> charts;
    double top = 0.0;
    for (std::size_t s = 0; s < page.r.scenarios.size(); ++s) {
        charts.push_back(stack_of(page, p, unit, s));
        top = std::max(top, top_of(charts.back()));
    }
    Figure figure{p.title + ", " + unit.name, p.note, {}, payer_table(page, p, unit)};
    for (std::size_t s = 0; s < charts.size(); ++s) {
        charts[s].top = top;
        figure.charts.push_back("<h4>" + svg::escape(page.name(s)) + "</h4>\n" + svg::draw(charts[s]));
    }
    add(page, figure);
}

std::vector<Quantity> by_dimension(const Results& r, std::string_view measure, std::string_view dimension)
{
    std::vector<Quantity> found;
    for (const std::string& g : groups_of_dimension(r, dimension))
        if (auto q = quantity(r, measure, g)) {
            q->label = g.substr(dimension.size());
            found.push_back(*q);
        }
    return found;
}

// Funds whose receipts are 0 throughout: their balance is what they paid, with a minus.
std::string without_receipts(const Results& r)
{
    std::string names;
    for (const Quantity& q : by_dimension(r, "fund_revenue", "fund:")) {
        bool none = true;
        for (std::size_t s = 0; s < r.scenarios.size(); ++s)
            for (const double v : draws_mean(r, q, s)) none = none && v == 0.0;
        if (none) names += (names.empty() ? "" : ", ") + q.label;
    }
    return names;
}

} // namespace

void payer_section(Page& page)
{
    section(page, "payers", "Who pays");
    paragraph(page, "Whisker: 5th to 95th percentile of the whole. All charts of a kind share one scale.");
    Payers layers{"Paid for care by layer and out of pocket, by year",
                  "Counted: payments on claims dated in the year; out of pocket: mean own payment times population.",
                  "Payer",
                  by_dimension(page.r, "fund_paid", "layer:"),
                  {},
                  ""};
    if (auto own = out_of_pocket(page.r)) {
        own->label = "out of pocket";
        layers.each.insert(layers.each.begin(), *own);
    }
    if (layers.each.empty()) paragraph(page, "The file tells no payments by layer.");
    else add_payers(page, layers);
    Payers levels{"Paid by level of government, by year",
                  definition("fund_paid_by_government"),
                  "Level",
                  by_dimension(page.r, "fund_paid_by_government", "level:"),
                  {},
                  ""};
    if (levels.each.empty()) paragraph(page, "The file tells no payments by level of government.");
    else add_payers(page, levels);
}

void fund_section(Page& page)
{
    section(page, "funds", "Funds");
    const auto funds = by_dimension(page.r, "fund_balance", "fund:");
    if (funds.empty()) return paragraph(page, "The file tells of no fund.");
    paragraph(page, "Balance at the end of each year, in nominal yuan, without interest. Below 0: payments that the "
                    "receipts told to the model do not cover.");
    if (const std::string none = without_receipts(page.r); !none.empty())
        paragraph(page,
                  "No receipts are told for these funds, so their balance is what they paid, with a minus: " + none
                      + ".",
                  "warning");
    page.html += "<div class=\"grid\">\n";
    for (const Quantity& q : funds) {
        auto grid = by_year(page.r, q);
        grid->label = "Balance of the fund " + q.label;
        add(page, *grid);
    }
    page.html += "</div>\n";
}

} // namespace hearth::report
