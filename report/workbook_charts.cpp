// The charts of a workbook: a Document's charts put into forms that Excel has, and drawn.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <new>
#include <utility>

#include "report/workbook_parts.hpp"
#include "words/say.hpp"

namespace hearth::report::sheets {

namespace {

// By Series::look. Lists of colours, dashes and patterns have lengths without a common divisor, so that looks far apart still
// differ. libxlsxwriter 1.1.4 writes the markers LONG_DASH and SHORT_DASH by names that Excel refuses the file for.
constexpr std::array<lxw_color_t, 10> colours{0x1A1A1A, 0x0061A8, 0xB8450A, 0x00785A, 0x8C3A8C,
                                              0x7A6000, 0xB3003C, 0x4A6572, 0x5A3FA0, 0x2E6B00};
constexpr std::array<std::uint8_t, 7> dashes{LXW_CHART_LINE_DASH_SOLID,         LXW_CHART_LINE_DASH_DASH,
                                             LXW_CHART_LINE_DASH_ROUND_DOT,     LXW_CHART_LINE_DASH_DASH_DOT,
                                             LXW_CHART_LINE_DASH_LONG_DASH,     LXW_CHART_LINE_DASH_LONG_DASH_DOT,
                                             LXW_CHART_LINE_DASH_LONG_DASH_DOT_DOT};
constexpr std::array<std::uint8_t, 7> marks{LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE,
                                            LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X, LXW_CHART_MARKER_PLUS,
                                            LXW_CHART_MARKER_STAR};
constexpr std::array<std::uint8_t, 11> patterns{
    LXW_CHART_PATTERN_NONE,            LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL, LXW_CHART_PATTERN_PERCENT_30,
    LXW_CHART_PATTERN_DARK_HORIZONTAL, LXW_CHART_PATTERN_SMALL_CHECK,          LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
    LXW_CHART_PATTERN_DARK_VERTICAL,   LXW_CHART_PATTERN_LARGE_GRID,           LXW_CHART_PATTERN_PERCENT_75,
    LXW_CHART_PATTERN_ZIGZAG,          LXW_CHART_PATTERN_TRELLIS};

bool lines_of(Kind kind) { return kind == Kind::lines || kind == Kind::points; }

// Text that libxlsxwriter would take for a formula begins with "="; a title is no formula.
std::string title_of(const std::string& text)
{
    const std::string out = cut(one_line(text), 250);
    return out.starts_with('=') ? " " + out : out;
}

std::string range(const Page& page, const Spot& spot, const Series& series, std::size_t column)
{
    char cells[LXW_MAX_CELL_RANGE_LENGTH];
    const auto first = static_cast<lxw_row_t>(spot.first_row + series.first);
    const auto last = static_cast<lxw_row_t>(spot.first_row + series.first + series.count - 1);
    const auto at = static_cast<lxw_col_t>(spot.first_column + column);
    lxw_rowcol_to_range_abs(cells, first, at, last, at);
    return "='" + page.tab + "'!" + cells; // tab names hold no apostrophe (tab_name)
}

struct Extremes {
    double low = 0.0, high = 0.0; // with 0
};
Extremes extremes_of(const Chart& chart, const Table& table)
{
    Extremes out;
    for (const auto& series : chart.series)
        for (const std::size_t column : {series.value, series.low, series.high})
            for (std::size_t r = series.first; column != no_column && r < series.first + series.count; ++r) {
                const double v = table.rows[r][column].value;
                if (!std::isfinite(v)) continue;
                out.low = std::min(out.low, v);
                out.high = std::max(out.high, v);
            }
    return out;
}

void dress_line(lxw_chart_series* line, std::size_t look, bool points_alone)
{
    lxw_chart_line stroke{};
    stroke.color = colours[look % colours.size()];
    stroke.width = 2.0F;
    stroke.dash_type = dashes[look % dashes.size()];
    chart_series_set_line(line, &stroke);
    chart_series_set_marker_type(line, marks[look % marks.size()]);
    chart_series_set_marker_size(line, points_alone ? 9 : 6);
    lxw_chart_fill fill{};
    fill.color = stroke.color;
    chart_series_set_marker_fill(line, &fill);
    lxw_chart_line edge{};
    edge.color = stroke.color;
    chart_series_set_marker_line(line, &edge);
}

// A mark alone.
void dress_dot(lxw_chart_series* line, std::size_t look)
{
    dress_line(line, look, true);
    lxw_chart_line none{};
    none.none = 1;
    chart_series_set_line(line, &none);
}

// An end of an interval: a thin dashed line in the colour of its series; the cap of a whisker where one is drawn to it.
void dress_end(lxw_chart_series* line, std::size_t look, bool whisker)
{
    lxw_chart_line stroke{};
    stroke.none = whisker;
    stroke.color = colours[look % colours.size()];
    stroke.width = 0.75F;
    stroke.dash_type = LXW_CHART_LINE_DASH_SQUARE_DOT;
    chart_series_set_line(line, &stroke);
    chart_series_set_marker_type(line, whisker ? LXW_CHART_MARKER_PLUS : LXW_CHART_MARKER_NONE);
    if (!whisker) return;
    lxw_chart_line edge{};
    edge.color = stroke.color;
    lxw_chart_fill fill{};
    fill.color = stroke.color;
    chart_series_set_marker_size(line, 7);
    chart_series_set_marker_line(line, &edge);
    chart_series_set_marker_fill(line, &fill);
}

void dress_bar(lxw_chart_series* bar, std::size_t look)
{
    const lxw_color_t colour = colours[look % colours.size()];
    lxw_chart_line edge{};
    edge.color = colour;
    edge.width = 0.75F;
    chart_series_set_line(bar, &edge);
    lxw_chart_fill fill{};
    fill.color = colour;
    lxw_chart_pattern pattern{};
    pattern.fg_color = colour;
    pattern.bg_color = LXW_COLOR_WHITE;
    pattern.type = patterns[look % patterns.size()];
    if (pattern.type == LXW_CHART_PATTERN_NONE) chart_series_set_fill(bar, &fill);
    else chart_series_set_pattern(bar, &pattern);
}

// Of a waterfall: the foot of the bars is not seen; the first and the last bar are totals, in full colour.
void dress_fall(lxw_chart_series* bar, const Series& series, bool foot)
{
    lxw_chart_fill none{}, full{};
    none.none = 1;
    full.color = colours[series.look % colours.size()];
    if (foot) return chart_series_set_fill(bar, &none);
    lxw_chart_pattern pattern{};
    pattern.fg_color = full.color;
    pattern.bg_color = LXW_COLOR_WHITE;
    pattern.type = LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL;
    lxw_chart_line edge{};
    edge.color = full.color;
    edge.width = 0.75F;
    lxw_chart_point total{}, part{};
    total.fill = &full;
    part.pattern = &pattern;
    total.line = part.line = &edge;
    std::vector<lxw_chart_point*> points(series.count, &part);
    points.front() = points.back() = &total;
    points.push_back(nullptr);
    must(chart_series_set_points(bar, points.data()));
}

// Series in the order of the Document, then their ends, so that the legend's places are those of the series.
std::vector<std::int16_t> add_series(lxw_chart* chart, const Page& page, const Drawing& drawing, const Spot& spot)
{
    const auto add = [&](const Series& series, std::size_t column, const std::string& name) {
        const std::string x = range(page, spot, series, drawing.chart.x), y = range(page, spot, series, column);
        lxw_chart_series* added = chart_add_series(chart, x.c_str(), y.c_str());
        if (!added) throw std::bad_alloc();
        chart_series_set_name(added, title_of(name).c_str());
        return added;
    };
    std::int16_t place = 0;
    std::vector<std::int16_t> ends;
    for (const auto& series : drawing.chart.series) {
        lxw_chart_series* added = add(series, series.value, series.name);
        if (drawing.waterfall) dress_fall(added, series, place == 0);
        else if (drawing.whiskers) dress_dot(added, series.look);
        else if (lines_of(drawing.chart.kind)) dress_line(added, series.look, series.count == 1);
        else dress_bar(added, series.look);
        ++place;
    }
    for (const auto& series : drawing.chart.series) {
        if (!lines_of(drawing.chart.kind) && !drawing.whiskers) break;
        for (const auto& [column, name] : {std::pair{series.low, say("{}, lower end", series.name)},
                                           std::pair{series.high, say("{}, upper end", series.name)}}) {
            if (column == no_column) continue;
            dress_end(add(series, column, name), series.look, drawing.whiskers);
            ends.push_back(place++);
        }
    }
    return ends;
}

// From 0 or as the Document has it. Bars that are piled up tell nothing unless they stand on 0.
void set_ends(lxw_chart_axis* values, const Chart& from, const Extremes& extremes)
{
    const bool zero = from.from_zero || from.kind == Kind::stacks;
    if (std::isfinite(from.bottom)) chart_axis_set_min(values, from.bottom);
    else if (zero && extremes.low >= 0.0) chart_axis_set_min(values, 0.0);
    if (std::isfinite(from.top)) chart_axis_set_max(values, from.top);
    else if (zero && extremes.high <= 0.0 && extremes.low < 0.0) chart_axis_set_max(values, 0.0);
}

// The number format of an axis: that of the cells, but whole where its marks are surely whole.
std::string axis_format(const ShownUnit& unit, double largest)
{
    NumberLook look = look_of(unit, unit.factor < 1.0 && largest >= 100.0);
    look.sign = false;
    return look.format();
}

void set_axes(lxw_chart* chart, const Drawing& drawing, const Table& table)
{
    const Chart& from = drawing.chart;
    const bool lying = from.kind == Kind::dots && !drawing.whiskers; // libxlsxwriter: x_axis is then that of the values, the horizontal one
    lxw_chart_axis *categories = lying ? chart->y_axis : chart->x_axis, *values = lying ? chart->x_axis : chart->y_axis;
    lxw_chart_font font{};
    font.size = 10.0;
    chart_axis_set_name_font(categories, &font);
    chart_axis_set_name_font(values, &font);
    const std::string& of_values = drawing.whiskers ? from.x_title : from.y_title; // dots stood up: their axes change places
    const std::string x_title = drawing.whiskers ? "" : title_of(in_own_unit(from.x_title, from.x_unit));
    const std::string y_title = title_of(with_unit(of_values, from.unit));
    if (!x_title.empty()) chart_axis_set_name(categories, x_title.c_str());
    if (!y_title.empty()) chart_axis_set_name(values, y_title.c_str());
    const Extremes extremes = extremes_of(from, table);
    set_ends(values, from, extremes);
    chart_axis_set_num_format(values, axis_format(from.unit, std::max(-extremes.low, extremes.high)).c_str());
    if (from.kind == Kind::points) {
        double largest = 0.0;
        for (const auto& series : from.series)
            for (std::size_t r = series.first; r < series.first + series.count; ++r)
                largest = std::fmax(largest, std::abs(table.rows[r][from.x].value));
        chart_axis_set_num_format(categories, axis_format(from.x_unit, largest).c_str());
        chart_axis_set_label_position(values, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    }
    lxw_chart_line rule{};
    rule.color = 0xD9D9D9;
    chart_axis_major_gridlines_set_visible(categories, LXW_FALSE);
    chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
    chart_axis_major_gridlines_set_line(values, &rule);
    chart_axis_set_label_position(categories, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if (!lying) return;
    chart_axis_set_reverse(categories); // the first row on top, the numbers beneath
    chart_axis_set_interval_unit(categories, 1);
    chart_axis_set_crossing_max(categories);
}

std::uint8_t type_of(Kind kind, bool whiskers)
{
    if (kind == Kind::lines || whiskers) return LXW_CHART_LINE;
    if (kind == Kind::points) return LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS;
    if (kind == Kind::dots) return LXW_CHART_BAR;
    return kind == Kind::bars ? LXW_CHART_COLUMN : LXW_CHART_COLUMN_STACKED;
}

void set_titles(lxw_chart* chart, const Drawing& drawing, std::vector<std::int16_t> ends, const Figure& figure)
{
    const std::string& own = drawing.chart.title.empty() ? figure.title : drawing.chart.title;
    std::string title = in_own_unit(own, drawing.chart.unit);
    if (drawing.intervals) title += " " + say("(intervals in the table)");
    lxw_chart_font font{};
    font.size = 12.0;
    font.bold = 1;
    chart_title_set_name(chart, title_of(title).c_str());
    chart_title_set_name_font(chart, &font);
    if (drawing.waterfall || drawing.chart.series.size() < 2)
        return chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    if (ends.empty()) return;
    ends.push_back(-1); // ends the list
    must(chart_legend_delete_series(chart, ends.data()));
}

} // namespace

int Drawing::wide() const { return 640; }

int Drawing::high() const
{
    if (chart.kind != Kind::dots || whiskers) return 360;
    std::size_t rows = 0;
    for (const auto& series : chart.series) rows = std::max(rows, series.count);
    if (!apart) rows *= chart.series.size() > 2 ? 2 : 1;
    return std::clamp(150 + 24 * static_cast<int>(std::min<std::size_t>(rows, 100)), 300, 1200);
}

void add_chart(Page& page, const Drawing& drawing, const Figure& figure, const Spot& spot)
{
    lxw_chart* chart = workbook_add_chart(page.book, type_of(drawing.chart.kind, drawing.whiskers));
    if (!chart) throw std::bad_alloc();
    const Table& table = drawing.helper.columns.empty() ? figure.table : drawing.helper;
    const auto ends = add_series(chart, page, drawing, spot);
    set_axes(chart, drawing, table);
    set_titles(chart, drawing, ends, figure);
    if (drawing.whiskers) {
        lxw_chart_line whisker{};
        whisker.color = colours[drawing.chart.series.front().look % colours.size()];
        whisker.width = 1.5F;
        chart_set_high_low_lines(chart, &whisker);
    }
    const bool bars = !lines_of(drawing.chart.kind) && !drawing.whiskers;
    if (bars && drawing.chart.kind != Kind::stacks && drawing.apart) chart_set_series_overlap(chart, 100);
    if (bars) chart_set_series_gap(chart, 60);
    std::string told = cut(one_line(drawing.chart.title + ". " + figure.title + ". " + figure.note), 400);
    lxw_chart_options options{};
    options.x_offset = spot.left;
    options.y_offset = spot.down;
    options.x_scale = drawing.wide() / 480.0; // libxlsxwriter's charts are 480 by 288 pixels
    options.y_scale = drawing.high() / 288.0;
    options.object_position = LXW_OBJECT_MOVE_DONT_SIZE; // rows that a filter hides do not squeeze it
    options.description = told.data();
    must(worksheet_insert_chart_opt(page.sheet, static_cast<lxw_row_t>(spot.top), 0, chart, &options));
}

} // namespace hearth::report::sheets
