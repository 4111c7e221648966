// Charts that Excel cannot draw from the figure's table get helper cells: waterfalls, series over different categories,
// points that are not in order of x.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

#include "report/workbook_parts.hpp"
#include "words/say.hpp"

namespace hearth::report::sheets {

namespace {

double number_at(const Table& table, std::size_t row, std::size_t column)
{
    return column == no_column ? std::nan("") : table.rows[row][column].value;
}

// What tells a category from others.
std::string key_of(const Cell& cell) { return cell.number ? fmt::format("{}", cell.value) : cell.text; }

std::vector<std::string> keys_of(const Chart& chart, const Table& table, const Series& series)
{
    std::vector<std::string> keys;
    for (std::size_t r = series.first; r < series.first + series.count; ++r) keys.push_back(key_of(table.rows[r][chart.x]));
    return keys;
}

// A chart that points at what is not there is a mistake of the program.
void check(const Chart& chart, const Table& table, const std::string& id)
{
    bool good = chart.series.empty() || chart.x < table.columns.size();
    for (const auto& series : chart.series) {
        good = good && series.first + series.count <= table.rows.size();
        for (const std::size_t column : {chart.x, series.value, series.low, series.high})
            for (std::size_t r = series.first; good && column != no_column && r < series.first + series.count; ++r)
                good = column < table.rows[r].size() && column < table.columns.size();
    }
    if (!good) throw std::logic_error("workbook: a chart points outside its table: " + id);
}

// The header of helper cells: what they are, then what the columns hold.
Table helper_table(const Chart& chart)
{
    Table helper;
    helper.columns = {say("helper for the chart")};
    if (!chart.x_title.empty()) helper.columns.front() += ": " + chart.x_title;
    return helper;
}

// Each bar from one total to the next: a foot that is not seen, what is above 0 and, if any, what is below.
Drawing waterfall_of(const Chart& chart, const Table& table)
{
    Drawing out{.chart = chart, .helper = helper_table(chart), .waterfall = true};
    const Series series = chart.series.front();
    struct Bar {
        double foot, above, below;
    };
    std::vector<Bar> bars;
    double total = 0.0;
    bool some_below = false;
    for (std::size_t i = 0; i < series.count; ++i) {
        const double told = number_at(table, series.first + i, series.value), v = std::isfinite(told) ? told : 0.0;
        const bool whole = i == 0 || i + 1 == series.count;
        const double from = whole ? 0.0 : total, to = whole ? v : total - v;
        const double low = std::min(from, to), high = std::max(from, to);
        bars.push_back({low > 0.0 ? low : std::min(high, 0.0), std::max(high, 0.0) - std::max(low, 0.0),
                        std::min(low, 0.0) - std::min(high, 0.0)});
        some_below = some_below || bars.back().below < 0.0;
        total = to;
    }
    out.helper.columns.push_back(say("foot of the bar"));
    out.helper.columns.push_back(series.name.empty() ? say("bar") : series.name);
    if (some_below) out.helper.columns.push_back(say("bar below 0"));
    for (std::size_t i = 0; i < series.count; ++i) {
        std::vector<Cell> row{table.rows[series.first + i][chart.x], number(bars[i].foot, chart.unit),
                              number(bars[i].above, chart.unit)};
        if (some_below) row.push_back(number(bars[i].below, chart.unit));
        out.helper.rows.push_back(std::move(row));
    }
    out.chart.kind = Kind::stacks;
    out.chart.x = 0;
    out.chart.series.clear();
    for (std::size_t c = 1; c < out.helper.columns.size(); ++c)
        out.chart.series.push_back({out.helper.columns[c], 0, series.count, c, no_column, no_column, series.look});
    return out;
}

// Points in order of x, series below series.
Drawing in_order(const Chart& chart, const Table& table)
{
    Drawing out{.chart = chart, .helper = helper_table(chart)};
    out.helper.columns.insert(out.helper.columns.end(), {say("value"), say("lower end"), say("upper end")});
    out.chart.x = 0;
    for (auto& series : out.chart.series) {
        std::vector<std::size_t> rows(series.count);
        std::iota(rows.begin(), rows.end(), series.first);
        std::erase_if(rows, [&](std::size_t r) { return !std::isfinite(number_at(table, r, chart.x)); });
        std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
            return number_at(table, a, chart.x) < number_at(table, b, chart.x);
        });
        const std::size_t first = out.helper.rows.size();
        for (const std::size_t r : rows)
            out.helper.rows.push_back({number(number_at(table, r, chart.x), chart.x_unit),
                                       number(number_at(table, r, series.value), chart.unit),
                                       number(number_at(table, r, series.low), chart.unit),
                                       number(number_at(table, r, series.high), chart.unit)});
        series = {series.name, first, rows.size(), 1, series.low == no_column ? no_column : 2,
                  series.high == no_column ? no_column : 3, series.look};
    }
    return out;
}

// All categories of the series: in order of number if they are numbers such as years, else as they come.
std::vector<std::string> categories_of(const Chart& chart, const Table& table)
{
    std::vector<std::string> all;
    std::set<std::string> seen;
    bool numbers = true;
    for (const auto& series : chart.series)
        for (const auto& key : keys_of(chart, table, series)) {
            if (!seen.insert(key).second) continue;
            char* end = nullptr;
            std::strtod(key.c_str(), &end);
            numbers = numbers && !key.empty() && *end == '\0';
            all.push_back(key);
        }
    if (numbers)
        std::stable_sort(all.begin(), all.end(), [](const std::string& a, const std::string& b) {
            return std::strtod(a.c_str(), nullptr) < std::strtod(b.c_str(), nullptr);
        });
    return all;
}

// Excel takes the categories of the first series for all; series over others are put in columns over all of them.
Drawing united(const Chart& chart, const Table& table)
{
    Drawing out{.chart = chart, .helper = helper_table(chart), .apart = true};
    const auto categories = categories_of(chart, table);
    std::map<std::string, std::size_t> place;
    for (const auto& key : categories) place.emplace(key, place.size());
    out.chart.x = 0;
    out.helper.rows.assign(categories.size(), std::vector<Cell>(1));
    std::vector<std::size_t> held(categories.size());
    for (auto& series : out.chart.series) {
        Series now{series.name, 0, categories.size(), no_column, no_column, no_column, series.look};
        const auto column = [&](std::size_t from, std::size_t& to, const std::string& name) {
            if (from == no_column) return;
            to = out.helper.columns.size();
            out.helper.columns.push_back(name);
            for (auto& row : out.helper.rows) row.push_back(number(std::nan(""), chart.unit));
            for (std::size_t r = series.first; r < series.first + series.count; ++r)
                out.helper.rows[place[key_of(table.rows[r][chart.x])]][to] = table.rows[r][from];
        };
        for (std::size_t r = series.first; r < series.first + series.count; ++r) {
            const std::size_t at = place[key_of(table.rows[r][chart.x])];
            out.helper.rows[at].front() = table.rows[r][chart.x];
            out.apart = out.apart && ++held[at] == 1;
        }
        column(series.value, now.value, series.name);
        column(series.low, now.low, say("{}, lower end", series.name));
        column(series.high, now.high, say("{}, upper end", series.name));
        series = now;
    }
    return out;
}

Drawing drawing_of(const Chart& chart, const Table& table)
{
    if (chart.kind == Kind::waterfall) return waterfall_of(chart, table);
    if (chart.kind == Kind::points) {
        bool ordered = true;
        for (const auto& series : chart.series)
            for (std::size_t r = series.first; r < series.first + series.count; ++r)
                ordered = ordered && std::isfinite(number_at(table, r, chart.x))
                          && (r == series.first || number_at(table, r - 1, chart.x) <= number_at(table, r, chart.x));
        return ordered ? Drawing{.chart = chart} : in_order(chart, table);
    }
    const auto keys = keys_of(chart, table, chart.series.front());
    for (const auto& series : chart.series)
        if (keys_of(chart, table, series) != keys) return united(chart, table);
    return Drawing{.chart = chart};
}

// One series of dots with intervals, under which the names of its rows have room.
bool can_stand_upright(const Drawing& drawing, const Table& table)
{
    const Chart& chart = drawing.chart;
    if (chart.kind != Kind::dots || chart.series.size() != 1 || chart.series.front().low == no_column || chart.series.front().count > 12) return false;
    const auto keys = keys_of(chart, drawing.helper.columns.empty() ? table : drawing.helper, chart.series.front());
    return std::all_of(keys.begin(), keys.end(), [](const std::string& key) { return letters_of(key) <= 40.0; });
}

} // namespace

std::vector<Drawing> drawings_of(const Figure& figure)
{
    std::vector<Drawing> out;
    for (Chart chart : figure.charts) {
        check(chart, figure.table, figure.id);
        bool intervals = false; // Excel's bars could have whiskers; libxlsxwriter 1.1.4 cannot make those by row, but lines between the ends of one series
        for (const auto& series : chart.series)
            intervals = intervals || series.low != no_column || series.high != no_column;
        intervals = intervals && chart.kind != Kind::lines && chart.kind != Kind::points;
        const bool stacks = chart.kind == Kind::stacks;
        std::erase_if(chart.series, [&](const Series& s) { return s.count == 0 || (s.whole && stacks); });
        if (chart.series.empty()) continue;
        out.push_back(drawing_of(chart, figure.table));
        std::erase_if(out.back().chart.series, [](const Series& s) { return s.count == 0; });
        out.back().whiskers = can_stand_upright(out.back(), figure.table);
        out.back().intervals = intervals && !out.back().whiskers;
        if (out.back().chart.series.empty()) out.pop_back();
    }
    return out;
}

} // namespace hearth::report::sheets
