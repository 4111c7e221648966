#include "report/teller.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
// More scenarios than this cannot be told apart in one chart: each is then drawn against the base.
constexpr std::size_t most_paths = 4;

// Highest number of all panels, so that they share one scale.
double top_of(const Grid& grid)
{
    double top = nothing;
    for (const auto& row : grid.cells)
        for (const Summary& s : row)
            for (const double v : {s.mean, s.p95})
                if (std::isfinite(v)) top = std::isnan(top) ? v : std::max(top, v);
    return top;
}

double bottom_of(const Grid& grid)
{
    double bottom = 0.0;
    for (const auto& row : grid.cells)
        for (const Summary& s : row)
            for (const double v : {s.mean, s.p05})
                if (std::isfinite(v)) bottom = std::min(bottom, v);
    return bottom;
}

} // namespace

Teller::Teller(const Evidence& evidence, const Request& asked) : e(evidence), request(asked) {}

std::string Teller::code(std::size_t scenario) const
{
    std::string letters;
    for (std::size_t n = scenario + 1; n > 0; n = (n - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return letters;
}

std::string Teller::legend(std::size_t scenario) const { return scenario == e.base() ? say("{} (base)", name(scenario)) : name(scenario); }

// Of a text attribute that maps scenarios to titles; "" where it tells none.
static std::string title_in(const Results& r, const char* attribute, const std::string& scenario)
{
    const auto kept = r.record.find(attribute);
    if (kept == r.record.end()) return "";
    const auto titles = nlohmann::json::parse(kept->second, nullptr, false);
    const auto at = titles.is_object() ? titles.find(scenario) : titles.end();
    return at == titles.end() || !at->is_string() ? "" : at->get<std::string>();
}

std::string Teller::title(std::size_t scenario) const
{
    const std::string& name = e.r().scenarios[scenario];
    std::string title;
    if (spoken() == Language::chinese) title = title_in(e.r(), "scenario_title_zh", name);
    if (title.empty()) title = title_in(e.r(), "scenario_title", name);
    return title == name ? "" : title;
}

std::string Teller::period() const
{
    const auto& years = e.r().years;
    const std::int64_t first = years[e.period().front()], last = years[e.period().back()];
    return first == last ? say("year {}", first) : say("mean of the years {}-{}", first, last);
}

std::string Teller::label(std::string_view measure) const
{
    const Results::Variable* v = e.r().find(measure);
    return v ? label_of(*v) : std::string(measure);
}

std::vector<std::vector<std::size_t>> Teller::panels() const
{
    const std::size_t n = e.scenarios();
    std::vector<std::vector<std::size_t>> all;
    if (n <= most_paths) {
        all.emplace_back();
        for (std::size_t s = 0; s < n; ++s) all.back().push_back(s);
        return all;
    }
    for (std::size_t s = 0; s < n; ++s)
        if (s != e.base()) all.push_back({e.base(), s});
    return all;
}

void add_cells(std::vector<Cell>& row, const ShownUnit& unit, const Summary& s)
{
    for (const double v : {s.mean, s.p05, s.p95}) row.push_back(number(v, unit));
}

std::vector<std::string> with_interval(std::vector<std::string> head)
{
    for (const char* h : {word("mean"), word("5 %"), word("95 %")}) head.push_back(say(h));
    return head;
}

std::optional<Grid> by_year(const Teller& t, const std::optional<Quantity>& q)
{
    if (!q) return std::nullopt;
    Grid grid{"year-" + q->id + (q->group == "all" ? "" : "-" + q->group), q->id, q->label, q->unit, say("Year"), {}, true, {}};
    for (const std::int64_t year : t.e.r().years) grid.x.push_back(std::to_string(year));
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
        grid.cells.emplace_back();
        for (std::size_t y = 0; y < t.e.years(); ++y) grid.cells.back().push_back(t.e.in_year(*q, s, y));
    }
    return grid;
}

std::optional<Grid> by_group(const Teller& t, std::string_view measure, std::string_view dimension)
{
    std::optional<Grid> grid;
    for (const std::string& group : t.e.groups_of(dimension)) {
        const auto q = t.e.quantity(measure, group);
        if (!q) continue;
        if (!grid) {
            grid = Grid{"group-" + q->id + "-" + std::string(dimension.substr(0, dimension.size() - 1)), q->id, q->label, q->unit, dimension_name(dimension), {}, false, {}};
            grid->cells.resize(t.e.scenarios());
        }
        grid->x.push_back(group_name(group));
        for (std::size_t s = 0; s < t.e.scenarios(); ++s) grid->cells[s].push_back(t.e.mean(*q, s));
    }
    return grid;
}

Figure figure_of(const Teller& t, const Grid& grid)
{
    double largest = 0.0;
    for (const auto& row : grid.cells) largest = std::max(largest, largest_of(row));
    const ShownUnit unit = shown_unit(grid.unit, largest);
    Figure figure{grid.id, capital(grid.label) + ", " + unit.name, definition(grid.measure), {}, {}, true};
    if (!grid.years) figure.note += (figure.note.empty() ? "" : " ") + capital(t.period()) + ".";
    figure.table = {figure.title, with_interval({say("Scenario"), grid.x_title}), {}, grid.measure, 2};
    for (std::size_t s = 0; s < grid.cells.size(); ++s)
        for (std::size_t i = 0; i < grid.x.size(); ++i) {
            figure.table.rows.push_back({words(t.name(s)), words(grid.x[i])});
            add_cells(figure.table.rows.back(), unit, grid.cells[s][i]);
        }
    const auto panels = t.panels();
    for (const auto& together_ : panels) {
        Chart chart{grid.years ? Kind::lines : Kind::bars, panels.size() > 1 ? t.name(together_.back()) : "", grid.x_title, unit.name, 1, {}, unit, {}, top_of(grid), bottom_of(grid), true};
        for (const std::size_t s : together_) chart.series.push_back({t.legend(s), s * grid.x.size(), grid.x.size(), 2, 3, 4, s, false});
        figure.charts.push_back(chart);
    }
    return figure;
}

Figure difference_figure(const Teller& t, const Quantity& q, const std::string& note)
{
    std::vector<Summary> all;
    std::vector<std::size_t> others;
    for (std::size_t s = 0; s < t.e.scenarios(); ++s)
        if (s != t.e.base()) {
            others.push_back(s);
            all.push_back(t.e.apart(q, s).summary);
        }
    const ShownUnit unit = shown_unit(q.unit, largest_of(all), true);
    Figure figure{"difference-" + (q.id.empty() ? q.label : q.id), say("{}: difference to {}, {}", capital(q.label), t.name(t.e.base()), unit.name), note, {}, {}, true};
    figure.table = {figure.title, {say("Scenario"), say("difference"), say("5 %"), say("95 %")}, {}, q.id, 1};
    for (std::size_t i = 0; i < others.size(); ++i) {
        figure.table.rows.push_back({words(t.name(others[i]))});
        add_cells(figure.table.rows.back(), unit, all[i]);
    }
    Chart chart{Kind::dots, "", unit.name, "", 0, {}, unit, {}, nothing, nothing, true};
    chart.series.push_back({say("difference"), 0, others.size(), 1, 2, 3, 0, false});
    figure.charts.push_back(chart);
    return figure;
}

} // namespace hearth::report
