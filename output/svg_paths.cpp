// Lines over years with bands, or over ordered groups with whiskers.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "output/svg_chart.hpp"

namespace hearth::svg {

namespace {

constexpr double plot_height = 180.0;
constexpr double key_row = 17.0;

// Where values and places of the x axis fall.
struct Field {
    Ticks y;
    double left, right, top, bottom;
    std::size_t places;
    bool centred; //!< places have room on both sides (groups), or reach from edge to edge (years)

    double at_y(double v) const { return bottom - (v - y.low()) / (y.high() - y.low()) * (bottom - top); }
    double at_x(std::size_t i) const
    {
        const double n = static_cast<double>(places);
        const double share
            = centred || places < 2 ? (static_cast<double>(i) + 0.5) / n : static_cast<double>(i) / (n - 1.0);
        return left + share * (right - left);
    }
};

Field field_of(const PathChart& chart)
{
    double low = 0.0;
    double high = chart.top;
    for (const Path& path : chart.paths)
        for (const Interval& p : path.points)
            for (const double v : {p.mean, p.low, p.high})
                if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    Field f{ticks(low, high, 6), 0.0, width - 24.0, 0.0, 0.0, chart.x.size(), !chart.bands};
    for (std::size_t i = 0; i < f.y.at.size(); ++i) f.left = std::max(f.left, length(f.y.text(i), 11.0));
    f.left += chart.bands ? 12.0 : 8.0;
    f.top = 10.0 + key_row * static_cast<double>(chart.paths.size());
    f.bottom = f.top + plot_height;
    return f;
}

std::string grid(const Field& f)
{
    std::string out = R"(<g class="grid">)";
    for (std::size_t i = 0; i < f.y.at.size(); ++i) {
        const double y = f.at_y(f.y.at[i]);
        const bool zero = std::abs(f.y.at[i]) < 1e-9 * (f.y.high() - f.y.low());
        out += line(f.left, y, f.right, y, zero ? R"(class="axis")" : R"(class="rule")");
        out += text(f.left - (f.centred ? 5.0 : 8.0), y + 4.0, f.y.text(i), R"(class="tick" text-anchor="end")");
    }
    return out + "</g>\n";
}

// Names under the axis, as many as have room; the first always.
std::string x_names(const Field& f, const std::vector<std::string>& names)
{
    double longest = 0.0;
    for (const std::string& n : names) longest = std::max(longest, length(n, 11.0));
    const double room = names.size() < 2 ? f.right - f.left : f.at_x(1) - f.at_x(0);
    const double most = f.centred ? std::max(room - 4.0, 20.0) : longest;
    const auto every
        = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil((std::min(longest, most) + 6.0) / room)));
    std::string out = R"(<g class="names">)";
    for (std::size_t i = 0; i < names.size(); i += every) {
        const double reach = length(names[i], 11.0) / 2.0;
        const double x = std::min(f.at_x(i), width - reach);
        out += line(f.at_x(i), f.bottom, f.at_x(i), f.bottom + 4.0, R"(class="axis")");
        out += text(x, f.bottom + 16.0, cut(names[i], most, 11.0), R"(class="tick" text-anchor="middle")");
    }
    return out + "</g>\n";
}

std::string joined(const Field& f, const Path& path, double Interval::*end)
{
    std::string d;
    bool down = false;
    for (std::size_t i = 0; i < path.points.size(); ++i) {
        const double v = path.points[i].*end;
        if (std::isfinite(v)) d += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", f.at_x(i), f.at_y(v));
        down = std::isfinite(v);
    }
    return d;
}

// From the low ends forth and along the high ends back; drawn only where every point has an interval.
std::string band(const Field& f, const Path& path)
{
    for (const Interval& p : path.points)
        if (!std::isfinite(p.low) || !std::isfinite(p.high)) return "";
    if (path.points.size() < 2) return "";
    std::string back;
    for (std::size_t i = path.points.size(); i-- > 0;)
        back += fmt::format("L{:.1f} {:.1f}", f.at_x(i), f.at_y(path.points[i].high));
    return fmt::format(R"(<path class="band" d="{}{}z" fill="{}" fill-opacity="0.12" stroke="none"/>)",
                       joined(f, path, &Interval::low), back, colour(path.style))
           + fmt::format(
               R"(<path class="edge" d="{}{}" fill="none" stroke="{}" stroke-width="0.5" stroke-dasharray="{}"/>)",
               joined(f, path, &Interval::low), joined(f, path, &Interval::high), colour(path.style), dash(path.style));
}

std::string whisker(const Field& f, const Interval& p, double x, std::size_t style)
{
    if (!std::isfinite(p.low) || !std::isfinite(p.high)) return "";
    const std::string look = fmt::format(R"(class="whisker" stroke="{}")", colour(style));
    return line(x, f.at_y(p.low), x, f.at_y(p.high), look) + line(x - 2.5, f.at_y(p.low), x + 2.5, f.at_y(p.low), look)
           + line(x - 2.5, f.at_y(p.high), x + 2.5, f.at_y(p.high), look);
}

// One path: in groups each stands a little aside, so that whiskers do not cover one another.
std::string draw_path(const Field& f, const PathChart& chart, std::size_t k)
{
    const Path& path = chart.paths[k];
    const double aside
        = chart.bands ? 0.0 : (static_cast<double>(k) - static_cast<double>(chart.paths.size() - 1) / 2.0) * 8.0;
    std::string out = fmt::format(R"(<g class="series" data-series="{}">)", escape(path.name));
    if (chart.bands)
        out += band(f, path)
               + fmt::format(
                   R"(<path class="line" d="{}" fill="none" stroke="{}" stroke-width="1.8" stroke-dasharray="{}"/>)",
                   joined(f, path, &Interval::mean), colour(path.style), dash(path.style));
    for (std::size_t i = 0; i < path.points.size(); ++i) {
        const Interval& p = path.points[i];
        if (!std::isfinite(p.mean)) continue;
        const double x = f.at_x(i) + aside;
        if (!chart.bands || path.points.size() < 2) out += whisker(f, p, x, path.style);
        out += marker(path.style, x, f.at_y(p.mean), "pt");
        if (chart.bands || i + 1 != path.points.size()) continue; // its letter above the last of a group
        const double head = f.at_y(std::isfinite(p.high) ? p.high : p.mean) - 6.0;
        out += text(x, head, path.code,
                    fmt::format(R"(class="over" text-anchor="middle" fill="{}")", colour(path.style)));
    }
    return out + "</g>\n";
}

std::string key(const PathChart& chart)
{
    std::string out;
    for (std::size_t k = 0; k < chart.paths.size(); ++k) {
        const Path& path = chart.paths[k];
        const double y = 7.0 + key_row * static_cast<double>(k);
        const std::string look = fmt::format(R"(stroke="{}" stroke-width="1.8" stroke-dasharray="{}")",
                                             colour(path.style), chart.bands ? dash(path.style) : "none");
        if (chart.bands) out += line(4.0, y, 44.0, y, look);
        out += marker(path.style, 24.0, y, "key");
        out += text(52.0, y + 4.0, cut(path.code + " " + path.name, width - 56.0), R"(class="label")");
    }
    return out + "\n";
}

// The code letters at the lines' ends, each joined to its line where it had to move.
std::string ends(const Field& f, const PathChart& chart)
{
    std::vector<double> wanted;
    std::vector<const Path*> shown;
    for (const Path& path : chart.paths)
        if (!path.points.empty() && std::isfinite(path.points.back().mean)) {
            wanted.push_back(f.at_y(path.points.back().mean));
            shown.push_back(&path);
        }
    const std::vector<double> y = spread(wanted, 12.0, f.top, f.bottom);
    const double x = f.at_x(chart.x.size() - 1);
    std::string out;
    for (std::size_t k = 0; k < shown.size(); ++k) {
        const std::string look = fmt::format(R"(stroke="{}" stroke-width="0.7")", colour(shown[k]->style));
        out += line(x + 4.0, wanted[k], x + 10.0, y[k], look);
        out += text(x + 12.0, y[k] + 4.0, shown[k]->code,
                    fmt::format(R"(class="code" fill="{}")", colour(shown[k]->style)));
    }
    return out + "\n";
}

} // namespace

std::string draw(const PathChart& chart)
{
    const Field f = field_of(chart);
    std::string out = open(chart.caption, f.bottom + 24.0, "paths") + key(chart) + grid(f) + x_names(f, chart.x);
    for (std::size_t k = chart.paths.size(); k-- > 0;) out += draw_path(f, chart, k);
    if (chart.bands) out += ends(f, chart);
    return out + close();
}

} // namespace hearth::svg
