// What all charts share: safe text, numbers, round marks, looks.
#include "output/svg_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <fmt/format.h>

namespace hearth::svg {

namespace {

constexpr char32_t replacement = 0xFFFD;

// The next code point of a text; what is no UTF-8 (RFC 3629) gives U+FFFD for one byte.
char32_t next(std::string_view text, std::size_t& at)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(i < text.size() ? text[i] : 0); };
    const std::uint8_t first = byte(at);
    const std::size_t more = first < 0x80                    ? 0
                             : first >= 0xC2 && first < 0xE0 ? 1
                             : (first & 0xF0) == 0xE0        ? 2
                             : first >= 0xF0 && first < 0xF5 ? 3
                                                             : 9;
    if (more == 9) return ++at, replacement;
    char32_t code = more == 0 ? first : first & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return ++at, replacement;
        code = (code << 6) | (byte(at + i) & 0x3FU);
    }
    constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return ++at, replacement;
    at += more + 1;
    return code;
}

bool harmful(char32_t c)
{
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    const bool turns = c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || turns || (c & 0xFFFE) == 0xFFFE;
}

// Width of a letter in ems of a common sans-serif, on the wide side.
double ems(char32_t c)
{
    if (c >= 0x1100) return 1.0;
    if (c == 'i' || c == 'l' || c == 'j' || c == '.' || c == ',' || c == ' ' || c == '\'' || c == ':') return 0.32;
    if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '%') return 0.92;
    return c >= 'A' && c <= 'Z' ? 0.72 : 0.6;
}

constexpr std::array<std::string_view, 10> colours{"#1a1a1a", "#0061a8", "#b8450a", "#00785a", "#8c3a8c",
                                                   "#7a6000", "#b3003c", "#4a6572", "#5a3fa0", "#2e6b00"};
constexpr std::array<std::string_view, 10> dashes{"none",        "7 3", "2 3", "9 3 2 3",  "13 4",
                                                  "5 2 1 2 1 2", "4 4", "1 2", "10 2 4 2", "6 2 2 2 2 2"};

} // namespace

std::string escape(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = next(text, at);
        if (c == replacement || harmful(c)) out += "\xEF\xBF\xBD";
        else if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else out += text.substr(from, at - from);
    }
    return out;
}

double length(std::string_view text, double size)
{
    double sum = 0.0;
    for (std::size_t at = 0; at < text.size();) sum += ems(next(text, at));
    return sum * size;
}

std::string cut(std::string_view text, double most, double size)
{
    if (length(text, size) <= most) return std::string(text);
    double sum = size; // of the ellipsis
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text.size(); kept = at)
        if ((sum += ems(next(text, at)) * size) > most) break;
    return std::string(text.substr(0, kept)) + "\xE2\x80\xA6";
}

std::string number(double v, int decimals, bool sign)
{
    if (!std::isfinite(v)) return "";
    if (std::abs(v) >= 1e15) return fmt::format("{:.3e}", v);
    std::string digits = fmt::format("{:.{}f}", std::abs(v), decimals);
    const bool zero = digits.find_first_of("123456789") == std::string::npos;
    auto at = static_cast<std::ptrdiff_t>(std::min(digits.find('.'), digits.size())) - 3;
    for (; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), 1, ',');
    return (zero ? "" : v < 0 ? "-" : sign ? "+" : "") + digits;
}

Ticks ticks(double low, double high, int most)
{
    if (!(high - low >= 1e-9)) high = low + 1.0; // finer than any figure told
    const double rough = (high - low) / std::max(1, most - 1);
    const double power = std::floor(std::log10(rough));
    const double unit = std::pow(10.0, power);
    const double fraction = rough / unit;
    const double step = (fraction <= 1.0   ? 1.0
                         : fraction <= 2.0 ? 2.0
                         : fraction <= 2.5 ? 2.5
                         : fraction <= 5.0 ? 5.0
                                           : 10.0)
                        * unit;
    const double first = std::floor(low / step + 1e-9);
    const double last = std::ceil(high / step - 1e-9);
    Ticks t;
    const auto whole = [&](double v) { return std::abs(v - std::round(v)) < 1e-6 * v; };
    while (t.decimals < 9 && !whole(step * std::pow(10.0, t.decimals))) ++t.decimals;
    for (int i = 0; i <= 40 && first + i <= last; ++i) t.at.push_back((first + i) * step);
    return t;
}

std::vector<double> spread(std::vector<double> wanted, double gap, double low, double high)
{
    std::vector<std::size_t> order(wanted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    double least = low;
    for (const std::size_t i : order) {
        wanted[i] = std::max(wanted[i], least);
        least = wanted[i] + gap;
    }
    double most = high;
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        wanted[*i] = std::min(wanted[*i], most);
        most = wanted[*i] - gap;
    }
    return wanted;
}

std::string_view colour(std::size_t style) { return colours[style % colours.size()]; }
std::string_view dash(std::size_t style) { return dashes[style % dashes.size()]; }

std::string marker(std::size_t style, double x, double y, std::string_view name)
{
    const auto shape = [&](std::string_view d, bool filled) {
        return fmt::format(R"(<path class="{}" d="M{:.1f} {:.1f}{}" fill="{}" stroke="{}" stroke-width="1.3"/>)", name,
                           x, y, d, filled ? colour(style) : "#fff", colour(style));
    };
    const auto disc = [&](std::string_view fill) {
        return fmt::format(
            R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="2.8" fill="{}" stroke="{}" stroke-width="1.3"/>)", name, x,
            y, fill, colour(style));
    };
    switch (style % 10) {
    case 0: return disc(colour(style));
    case 1: return shape("m-2.8 -2.8h5.6v5.6h-5.6z", true);
    case 2: return shape("m0 -3.6l3.5 6h-7z", true);
    case 3: return shape("m0 -4l3.6 4l-3.6 4l-3.6 -4z", true);
    case 4: return disc("#fff");
    case 5: return shape("m-2.8 -2.8h5.6v5.6h-5.6z", false);
    case 6: return shape("m0 3.6l3.5 -6h-7z", true);
    case 7: return shape("m-3 -3l6 6m0 -6l-6 6", false);
    case 8: return shape("m0 -4l3.6 4l-3.6 4l-3.6 -4z", false);
    default: return shape("m-3.6 0h7.2m-3.6 -3.6v7.2", false);
    }
}

std::string text(double x, double y, std::string_view what, std::string_view more)
{
    return fmt::format(R"(<text x="{:.1f}" y="{:.1f}"{}{}>{}</text>)", x, y, more.empty() ? "" : " ", more,
                       escape(what));
}

std::string line(double x1, double y1, double x2, double y2, std::string_view more)
{
    return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" {}/>)", x1, y1, x2, y2, more);
}

std::string open(const Caption& words, double height, std::string_view kind)
{
    return fmt::format(
               R"(<svg class="chart {}" id="{}" role="img" aria-labelledby="{}-t {}-d" viewBox="0 0 {:.0f} {:.0f}">)"
               R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)",
               kind, words.id, words.id, words.id, width, height, words.id, escape(words.title), words.id,
               escape(words.description))
           + "\n";
}

} // namespace hearth::svg
