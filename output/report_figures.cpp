// Tables and figures as HTML; quantities by year or group as charts with their numbers.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "output/report_parts.hpp"

namespace hearth::report {

using svg::escape;

namespace {

// More scenarios than this cannot be told apart in one chart: each is then drawn against the base.
constexpr std::size_t most_paths = 4;

svg::Path path_of(const Page& page, const Grid& grid, const ShownUnit& unit, std::size_t scenario)
{
    svg::Path path{scenario, page.code(scenario), page.r.scenarios[scenario], {}};
    if (scenario == page.base) path.name += " (base)";
    for (const Summary& s : grid.cells[scenario]) path.points.push_back(interval(s, unit.factor));
    return path;
}

std::string described(const Page& page, const Grid& grid, const ShownUnit& unit, const std::vector<std::size_t>& shown)
{
    std::string text = fmt::format("In {}.", unit.name);
    for (const std::size_t s : shown)
        text += fmt::format(" {}: {} ({}) to {} ({}).", page.name(s), unit.text(grid.cells[s].front().mean),
                            grid.x.front(), unit.text(grid.cells[s].back().mean), grid.x.back());
    return text + " All values stand in the table below the chart.";
}

std::vector<std::vector<std::size_t>> panels(const Page& page)
{
    const std::size_t n = page.r.scenarios.size();
    std::vector<std::vector<std::size_t>> all;
    if (n <= most_paths) {
        all.emplace_back();
        for (std::size_t s = 0; s < n; ++s) all.back().push_back(s);
        return all;
    }
    for (std::size_t s = 0; s < n; ++s)
        if (s != page.base) all.push_back({page.base, s});
    return all;
}

double top_of(const Grid& grid, double factor)
{
    double top = 0.0;
    for (const auto& row : grid.cells)
        for (const Summary& s : row)
            for (const double v : {s.mean, s.p95})
                if (std::isfinite(v)) top = std::max(top, v * factor);
    return top;
}

NumberTable numbers(const Page& page, const Grid& grid, const ShownUnit& unit)
{
    NumberTable t{
        grid.label + ", " + unit.name, {"Scenario", grid.x_title, "mean", "5 %", "95 %"}, 2, {}, grid.measure};
    for (std::size_t s = 0; s < grid.cells.size(); ++s)
        for (std::size_t i = 0; i < grid.x.size(); ++i) {
            t.rows.push_back({page.name(s), grid.x[i]});
            add_cells(t.rows.back(), unit, grid.cells[s][i]);
        }
    return t;
}

} // namespace

std::string capital(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

void section(Page& page, const std::string& id, const std::string& title)
{
    page.html += fmt::format("<h2 id=\"{}\">{}</h2>\n", id, escape(title));
}

void paragraph(Page& page, std::string_view text, std::string_view kind)
{
    page.html += kind.empty() ? std::string("<p>") : fmt::format("<p class=\"{}\">", kind);
    page.html += escape(text.substr(0, text.find_last_not_of(' ') + 1)) + "</p>\n";
}

std::string html(const NumberTable& table)
{
    std::string out = table.measure.empty() ? std::string("<table>")
                                            : fmt::format("<table data-measure=\"{}\">", escape(table.measure));
    out += "<caption>" + escape(table.caption) + "</caption><thead><tr>";
    for (std::size_t i = 0; i < table.head.size(); ++i)
        out += fmt::format("<th scope=\"col\"{}>{}</th>", i < table.words ? "" : " class=\"n\"", escape(table.head[i]));
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool heads = i + 1 == table.words || i == 0;
            out += i >= table.words ? "<td class=\"n\">" + escape(row[i]) + "</td>"
                   : heads          ? "<th scope=\"row\">" + escape(row[i]) + "</th>"
                                    : "<td>" + escape(row[i]) + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

void add_cells(std::vector<std::string>& row, const ShownUnit& unit, const Summary& s, bool sign)
{
    for (const double v : {s.mean, s.p05, s.p95}) {
        const std::string shown = unit.text(v, sign);
        row.push_back(shown.empty() ? std::string("-") : shown);
    }
}

void add(Page& page, const Figure& figure)
{
    page.html += "<div class=\"figure\"><h3>" + escape(capital(figure.title)) + "</h3>\n";
    if (!figure.note.empty()) paragraph(page, figure.note, "note");
    page.html += "<div class=\"charts\">\n";
    for (const std::string& chart : figure.charts) page.html += "<div class=\"cell\">" + chart + "</div>\n";
    page.html += "</div>\n<details><summary>The numbers of this chart<span class=\"for\">: " + escape(figure.title)
                 + "</span></summary>\n" + html(figure.table) + "</details></div>\n";
}

std::string definition(std::string_view measure)
{
    const Measure* m = find_measure(measure);
    if (!m) return "";
    constexpr std::string_view persons = "_persons";
    const bool refers
        = m->definition.starts_with("persons of such") || m->definition.starts_with("the same in persons");
    if (refers && measure.ends_with(persons)) // told by the measure in households it goes with
        if (const Measure* households = find_measure(measure.substr(0, measure.size() - persons.size())))
            return fmt::format("Counted in persons: {}.", households->definition);
    return fmt::format("Counted: {}.", m->definition);
}

std::optional<Grid> by_year(const Results& r, const std::optional<Quantity>& q)
{
    if (!q) return std::nullopt;
    Grid grid{q->id, q->label, q->unit, "Year", {}, true, {}};
    for (const std::int64_t year : r.years) grid.x.push_back(std::to_string(year));
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) {
        grid.cells.emplace_back();
        for (std::size_t y = 0; y < r.years.size(); ++y) grid.cells.back().push_back(summarise(draws_in(r, *q, s, y)));
    }
    return grid;
}

std::optional<Grid> by_group(const Results& r, std::string_view measure, const std::vector<std::string>& groups,
                             const std::vector<std::string>& names, const std::string& x_title)
{
    std::optional<Grid> grid;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto q = quantity(r, measure, groups[g]);
        if (!q) continue;
        if (!grid) {
            grid = Grid{q->id, q->label, q->unit, x_title, {}, false, {}};
            grid->cells.resize(r.scenarios.size());
        }
        grid->x.push_back(names[g]);
        for (std::size_t s = 0; s < r.scenarios.size(); ++s) grid->cells[s].push_back(summarise(draws_mean(r, *q, s)));
    }
    return grid;
}

void add(Page& page, const Grid& grid)
{
    double largest = 0.0;
    for (const auto& row : grid.cells) largest = std::max(largest, largest_of(row));
    const ShownUnit unit = shown_unit(grid.unit, largest);
    Figure figure{grid.label + ", " + unit.name, definition(grid.measure), {}, numbers(page, grid, unit)};
    if (!grid.years) figure.note += (figure.note.empty() ? "" : " ") + capital(page.period()) + ".";
    const double top = top_of(grid, unit.factor);
    for (const auto& shown : panels(page)) {
        svg::PathChart chart{
            {page.next_id(), figure.title, described(page, grid, unit, shown)}, grid.x, {}, grid.years, top};
        for (const std::size_t s : shown) chart.paths.push_back(path_of(page, grid, unit, s));
        figure.charts.push_back(svg::draw(chart));
    }
    add(page, figure);
}

} // namespace hearth::report
