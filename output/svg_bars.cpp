// Rows with dots or bars, and stacks.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "output/svg_chart.hpp"

namespace hearth::svg {

namespace {

constexpr double row_height = 36.0;
constexpr double edge = 14.0;

std::string hatched(std::size_t hatch) { return fmt::format("fill=\"url(#h{})\"", hatch % most_parts); }

// Values across the page, 0 always among them.
struct Across {
    Ticks x;
    double at(double v) const { return edge + (v - x.low()) / (x.high() - x.low()) * (width - 2.0 * edge); }
};

Across across(const RowChart& chart)
{
    double low = 0.0, high = 0.0;
    for (const RowChart::Line& row : chart.lines)
        for (const double v : {row.value.mean, row.value.low, row.value.high})
            if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    return {ticks(low, high, 5)};
}

std::string figures(const RowChart& chart, const Interval& v)
{
    if (!std::isfinite(v.mean)) return "no value";
    const auto shown = [&](double n) { return number(n, chart.decimals, chart.signs); };
    if (!std::isfinite(v.low)) return shown(v.mean);
    return fmt::format("{} [{}, {}]", shown(v.mean), shown(v.low), shown(v.high));
}

std::string draw_row(const RowChart& chart, const Across& a, const RowChart::Line& row, double top)
{
    const std::string value = figures(chart, row.value);
    const double room = width - length(value, 11.5) - 14.0;
    std::string out = fmt::format(R"(<g class="series" data-series="{}">)", escape(row.label));
    out += text(2.0, top + 12.0, cut(row.label, room), R"(class="label")");
    out += text(width - 2.0, top + 12.0, value, R"(class="value" text-anchor="end")");
    const double y = top + 24.0;
    if (std::isfinite(row.value.mean)) {
        const double x = a.at(row.value.mean);
        const double zero = a.at(0.0);
        if (chart.bars)
            out += fmt::format(
                R"(<rect class="pt" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="9" {} stroke="{}" )"
                R"(stroke-width="0.8"/>)",
                std::min(x, zero), y - 4.5, std::abs(x - zero), hatched(row.style), colour(row.style));
        if (std::isfinite(row.value.low) && std::isfinite(row.value.high)) {
            const std::string look
                = fmt::format(R"(class="whisker" stroke="{}")", chart.bars ? "#1a1a1a" : colour(row.style));
            for (const double end : {row.value.low, row.value.high})
                out += line(a.at(end), y - 3.5, a.at(end), y + 3.5, look);
            out += line(a.at(row.value.low), y, a.at(row.value.high), y, look);
        }
        if (!chart.bars) out += marker(row.style, x, y, "pt");
    }
    return out + "</g>\n";
}

// Marks under the rows; where two would touch, every second.
std::string marks(const Across& a, double bottom)
{
    double longest = 0.0;
    for (std::size_t i = 0; i < a.x.at.size(); ++i) longest = std::max(longest, length(a.x.text(i), 11.0));
    const double room = a.x.at.size() < 2 ? width : a.at(a.x.at[1]) - a.at(a.x.at[0]);
    const std::size_t every = longest + 8.0 > room ? 2 : 1;
    std::size_t zero = 0;
    while (zero + 1 < a.x.at.size() && a.x.at[zero] < -1e-9 * (a.x.high() - a.x.low())) ++zero;
    std::string out = R"(<g class="grid">)";
    for (std::size_t i = 0; i < a.x.at.size(); ++i) {
        const double x = a.at(a.x.at[i]);
        out += line(x, 4.0, x, bottom, i == zero ? R"(class="axis")" : R"(class="rule")");
        if ((i + zero) % every != 0) continue;
        const double half = length(a.x.text(i), 11.0) / 2.0;
        out += text(std::clamp(x, half, width - half), bottom + 13.0, a.x.text(i),
                    R"(class="tick" text-anchor="middle")");
    }
    return out + "</g>\n";
}

// --- stacks

struct Bars {
    Ticks y;
    double left, right, top, bottom;
    std::size_t places;
    double at_y(double v) const { return bottom - (v - y.low()) / (y.high() - y.low()) * (bottom - top); }
    double step() const { return (right - left) / static_cast<double>(places); }
    double at_x(std::size_t i) const { return left + (static_cast<double>(i) + 0.15) * step(); }
    double wide() const { return 0.7 * step(); }
};

Bars bars_of(const StackChart& chart)
{
    double low = 0.0, high = chart.top;
    for (std::size_t i = 0; i < chart.x.size(); ++i) {
        double up = 0.0, down = 0.0;
        for (const StackChart::Part& part : chart.parts)
            if (std::isfinite(part.values[i])) (part.values[i] < 0.0 ? down : up) += part.values[i];
        if (std::isfinite(chart.whole[i].high)) up = std::max(up, chart.whole[i].high);
        low = std::min(low, down), high = std::max(high, up);
    }
    Bars b{ticks(low, high, 6), 0.0, 0.0, 8.0, 208.0, chart.x.size()};
    for (std::size_t i = 0; i < b.y.at.size(); ++i) b.left = std::max(b.left, length(b.y.text(i), 11.0));
    b.left += 8.0;
    double longest = 0.0;
    for (const StackChart::Part& part : chart.parts) longest = std::max(longest, length(part.name, 11.0));
    b.right = width - std::min(longest, 118.0) - 32.0;
    return b;
}

std::string stack_axes(const StackChart& chart, const Bars& b)
{
    std::string out = R"(<g class="grid">)";
    for (std::size_t i = 0; i < b.y.at.size(); ++i) {
        const double y = b.at_y(b.y.at[i]);
        out += line(b.left, y, b.right, y, R"(class="rule")");
        out += text(b.left - 5.0, y + 4.0, b.y.text(i), R"(class="tick" text-anchor="end")");
    }
    out += line(b.left, b.at_y(0.0), b.right, b.at_y(0.0), R"(class="axis")");
    double longest = 0.0;
    for (const std::string& n : chart.x) longest = std::max(longest, length(n, 11.0));
    const auto every = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil((longest + 4.0) / b.step())));
    for (std::size_t i = 0; i < chart.x.size(); i += every)
        out += text(b.at_x(i) + b.wide() / 2.0, b.bottom + 15.0, chart.x[i], R"(class="tick" text-anchor="middle")");
    return out + "</g>\n";
}

std::string whole_whisker(const Bars& b, const Interval& v, std::size_t i)
{
    if (!std::isfinite(v.low) || !std::isfinite(v.high)) return "";
    const double x = b.at_x(i) + b.wide() / 2.0;
    const std::string_view look = R"(class="whisker" stroke="#1a1a1a")";
    return line(x, b.at_y(v.low), x, b.at_y(v.high), look) + line(x - 2.5, b.at_y(v.low), x + 2.5, b.at_y(v.low), look)
           + line(x - 2.5, b.at_y(v.high), x + 2.5, b.at_y(v.high), look);
}

// Names beside the last stack, each with a patch of its hatching, joined to its part.
std::string part_names(const StackChart& chart, const Bars& b, const std::vector<double>& middles)
{
    const std::vector<double> y = spread(middles, 15.0, b.top + 2.0, b.bottom - 2.0);
    const double x = b.at_x(b.places - 1) + b.wide();
    std::string out;
    for (std::size_t k = 0; k < chart.parts.size(); ++k) {
        out += line(x + 1.0, middles[k], x + 11.0, y[k], R"(class="lead-line")");
        out += fmt::format(
            R"(<rect x="{:.1f}" y="{:.1f}" width="11" height="10" {} stroke="#1a1a1a" stroke-width="0.6"/>)", x + 12.0,
            y[k] - 5.0, hatched(chart.parts[k].hatch));
        out += text(x + 26.0, y[k] + 4.0, cut(chart.parts[k].name, width - x - 27.0, 11.0), R"(class="small")");
    }
    return out + "\n";
}

constexpr std::array<std::string_view, most_parts> grounds{"#8c8c8c", "#a9cbe8", "#f3c9ae", "#ffffff",
                                                           "#8fc9b8", "#e3c2e3", "#efe3a0", "#d9d9d9"};
constexpr std::array<std::string_view, most_parts> strokes{"",
                                                           "M0 6L6 0M-1 1L1 -1M5 7L7 5",
                                                           "M0 0L6 6M5 -1L7 1M-1 5L1 7",
                                                           "M0 3H6",
                                                           "M3 0V6",
                                                           "M0 0L6 6M0 6L6 0",
                                                           "M2 2h2v2h-2z",
                                                           "M0 3H6M3 0V6"};

} // namespace

std::string draw(const RowChart& chart)
{
    const Across a = across(chart);
    const double bottom = 4.0 + row_height * static_cast<double>(chart.lines.size());
    std::string out = open(chart.caption, bottom + 20.0, "rows") + marks(a, bottom);
    for (std::size_t i = 0; i < chart.lines.size(); ++i)
        out += draw_row(chart, a, chart.lines[i], row_height * static_cast<double>(i));
    return out + close();
}

std::string draw(const StackChart& chart)
{
    const Bars b = bars_of(chart);
    std::string out = open(chart.caption, b.bottom + 22.0, "stacks") + stack_axes(chart, b);
    std::vector<double> up(chart.x.size(), 0.0), down(chart.x.size(), 0.0);
    std::vector<double> middles;
    for (const StackChart::Part& part : chart.parts) {
        out += fmt::format(R"(<g class="series" data-series="{}" {} stroke="#1a1a1a" stroke-width="0.6">)",
                           escape(part.name), hatched(part.hatch));
        middles.push_back(b.at_y(0.0));
        for (std::size_t i = 0; i < chart.x.size(); ++i) {
            const double v = part.values[i];
            if (!std::isfinite(v)) continue;
            double& ground = v < 0.0 ? down[i] : up[i];
            const double from = b.at_y(ground), to = b.at_y(ground + v);
            ground += v;
            out += fmt::format(R"(<rect class="pt" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)", b.at_x(i),
                               std::min(from, to), b.wide(), std::abs(to - from));
            middles.back() = (from + to) / 2.0;
        }
        out += "</g>\n";
    }
    for (std::size_t i = 0; i < chart.x.size(); ++i) out += whole_whisker(b, chart.whole[i], i);
    return out + part_names(chart, b, middles) + close();
}

std::string hatchings()
{
    std::string out = R"(<svg class="unseen" width="0" height="0" aria-hidden="true" focusable="false"><defs>)";
    for (std::size_t k = 0; k < most_parts; ++k)
        out += fmt::format(
            R"(<pattern id="h{}" width="6" height="6" patternUnits="userSpaceOnUse">)"
            R"(<rect width="6" height="6" fill="{}"/>)"
            R"(<path d="{}" stroke="#1a1a1a" stroke-width="0.8" fill="none"/></pattern>)",
            k, grounds[k], strokes[k].empty() ? "M0 0" : strokes[k]);
    return out + "</defs></svg>\n";
}

} // namespace hearth::svg
