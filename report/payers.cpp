// Who pays: households, layers and levels of government, as stacks over the years and as a waterfall.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

// More parts than this cannot be told apart in one stack: those beyond are drawn together.
constexpr std::size_t most_parts = 8;

struct Payers {
    std::string id, title, note, payer; // what a payer is: "Payer", "Level"
    std::vector<Quantity> each;         // all, for the table
    std::vector<Quantity> shown;        // as drawn
};

// How much is paid, and how far scenarios lie apart in it: means over years and draws.
struct Weight {
    double size = 0.0, apart = 0.0;
};

Weight weight_of(const Teller& t, const Quantity& q)
{
    std::vector<double> means;
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
        const double mean = t.e.mean(q, s).mean;
        means.push_back(std::isnan(mean) ? 0.0 : mean);
    }
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    return {std::accumulate(means.begin(), means.end(), 0.0), *high - *low};
}

// Where there are too many, half the places go to the largest and the rest to those in which the scenarios differ most;
// the file's order is kept, what is left is drawn together.
void choose_shown(const Teller& t, Payers& p)
{
    p.shown = p.each;
    if (p.each.size() <= most_parts) return;
    std::vector<std::size_t> order(p.each.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<Weight> weight;
    for (const Quantity& q : p.each) weight.push_back(weight_of(t, q));
    const auto middle = order.begin() + most_parts / 2;
    const auto end = order.begin() + (most_parts - 1);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weight[a].size > weight[b].size; });
    std::stable_sort(middle, order.end(), [&](std::size_t a, std::size_t b) { return weight[a].apart > weight[b].apart; });
    std::sort(order.begin(), end);
    std::vector<Quantity> rest;
    p.shown.clear();
    for (auto i = order.begin(); i != order.end(); ++i) (i < end ? p.shown : rest).push_back(p.each[*i]);
    p.shown.push_back(together(rest, say("{} smaller ones", rest.size())));
}

// Rows: scenario, payer (drawn, then the whole, then those drawn together), year.
Figure payer_figure(const Teller& t, Payers p)
{
    choose_shown(t, p);
    const Quantity whole = together(p.each, say("all together"));
    std::vector<Quantity> rows = p.shown;
    rows.push_back(whole);
    for (const Quantity& q : p.each)
        if (std::none_of(p.shown.begin(), p.shown.end(), [&](const Quantity& s) { return s.label == q.label; })) rows.push_back(q);
    std::vector<Summary> wholes;
    for (std::size_t s = 0; s < t.e.scenarios(); ++s)
        for (std::size_t y = 0; y < t.e.years(); ++y) wholes.push_back(t.e.in_year(whole, s, y));
    const ShownUnit unit = shown_unit(p.each.front().unit, largest_of(wholes));
    double top = 0.0;
    for (const Summary& s : wholes)
        for (const double v : {s.mean, s.p95})
            if (std::isfinite(v)) top = std::max(top, v);
    Figure figure{p.id, p.title + ", " + unit.name, p.note, {}, {}, true};
    figure.table = {figure.title, with_interval({say("Scenario"), p.payer, say("Year")}), {}, "", 3};
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
        Chart chart{Kind::stacks, t.name(s), say("Year"), unit.name, 2, {}, unit, {}, top, std::nan(""), true};
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (k <= p.shown.size()) chart.series.push_back({rows[k].label, figure.table.rows.size(), t.e.years(), 3, k == p.shown.size() ? 4 : no_column, k == p.shown.size() ? 5 : no_column, k, k == p.shown.size()});
            for (std::size_t y = 0; y < t.e.years(); ++y) {
                figure.table.rows.push_back({words(t.name(s)), words(rows[k].label), words(std::to_string(t.e.r().years[y]))});
                add_cells(figure.table.rows.back(), unit, t.e.in_year(rows[k], s, y));
            }
        }
        figure.charts.push_back(chart);
    }
    return figure;
}

// Of all that care cost, who paid what; what is left is the household's.
Figure waterfall_figure(const Teller& t, const std::vector<Quantity>& layers, const Quantity& own)
{
    std::vector<Quantity> all = layers;
    all.push_back(own);
    const Quantity whole = together(all, say("paid for care in all"));
    std::vector<Quantity> rows{whole};
    for (const Quantity& q : layers) {
        double most = 0.0;
        for (std::size_t s = 0; s < t.e.scenarios(); ++s) most = std::max(most, std::abs(t.e.mean(q, s).mean));
        if (most > 0.0) rows.push_back(q);
    }
    rows.push_back(own);
    std::vector<Summary> wholes;
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) wholes.push_back(t.e.mean(whole, s));
    const ShownUnit unit = shown_unit("yuan", largest_of(wholes));
    double top = 0.0;
    for (const Summary& s : wholes) top = std::max(top, s.mean);
    Figure figure{"waterfall", say("From the bill to the household, a year, {}, {}", t.period(), unit.name),
                  say("Left: all that is paid for care. Each layer takes its part; on the right what the household pays in the end. Means of the draws; intervals in the table."), {}, {}, true};
    figure.table = {figure.title, with_interval({say("Scenario"), say("Payer")}), {}, "", 2};
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
        Chart chart{Kind::waterfall, t.name(s), "", unit.name, 1, {}, unit, {}, top, std::nan(""), true};
        chart.series.push_back({t.name(s), figure.table.rows.size(), rows.size(), 2, no_column, no_column, s, false});
        for (const Quantity& q : rows) {
            figure.table.rows.push_back({words(t.name(s)), words(q.label)});
            add_cells(figure.table.rows.back(), unit, t.e.mean(q, s));
        }
        figure.charts.push_back(chart);
    }
    return figure;
}

} // namespace

Section payer_section(const Teller& t)
{
    Section section{"payers", say("Who pays"), say("Who pays"), {}};
    Payers layers{"payers-layers", say("Paid for care by layer and out of pocket, by year"),
                  say("Counted: payments on claims dated in the year; out of pocket: mean own payment times population. Whisker: 5th to 95th percentile of the whole."), say("Payer"),
                  t.e.by_dimension("fund_paid", "layer:"), {}};
    auto own = t.e.out_of_pocket();
    if (own) own->label = say("out of pocket");
    if (own && !layers.each.empty()) section.blocks.push_back(waterfall_figure(t, layers.each, *own));
    if (own) layers.each.insert(layers.each.begin(), *own);
    if (layers.each.empty()) section.blocks.push_back(Paragraph{say("The file tells no payments by layer.")});
    else section.blocks.push_back(payer_figure(t, layers));
    Payers levels{"payers-levels", say("Paid by level of government, by year"), definition("fund_paid_by_government"), say("Level of government"),
                  t.e.by_dimension("fund_paid_by_government", "level:"), {}};
    if (levels.each.empty()) section.blocks.push_back(Paragraph{say("The file tells no payments by level of government.")});
    else section.blocks.push_back(payer_figure(t, levels));
    return section;
}

} // namespace hearth::report
