// Charts as inline SVG: paths with intervals, dots or bars in rows, stacks. Each is told apart without
// colour (dashes, markers, hatching, direct labels) and carries a title and a description. Units of
// length are those of a view box `svg::width` wide, about a CSS pixel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::svg {

inline constexpr double width = 380.0;

//! A mean with its interval; NaN where there is none. Infinite counts as missing.
struct Interval {
    double mean, low, high;
};

//! Text made safe for HTML content and quoted attributes: & < > " ' escaped; bytes that are no UTF-8,
//! control characters and marks that turn the direction of text become U+FFFD.
std::string escape(std::string_view text);

//! Text cut to about `most` units of length at `size`, with an ellipsis; not yet escaped.
std::string cut(std::string_view text, double most, double size = 12.0);
//! About how long a text is.
double length(std::string_view text, double size = 12.0);

//! A number with thousands separated by commas; "" for NaN.
std::string number(double v, int decimals, bool sign = false);

//! Round marks covering [low, high], at most about `most` of them; low <= 0 <= high, both below 1e60 in size.
struct Ticks {
    std::vector<double> at;
    int decimals = 0;
    double low() const { return at.front(); }
    double high() const { return at.back(); }
    std::string text(std::size_t i) const { return number(at[i], decimals); }
};
Ticks ticks(double low, double high, int most);

//! Places at least `gap` apart, in the order given, as near as can be to where they should be.
std::vector<double> spread(std::vector<double> wanted, double gap, double low, double high);

//! A line (or what stands in its place) of the look of number `style`: colour, dash, marker.
std::string_view colour(std::size_t style);
std::string_view dash(std::size_t style);
std::string marker(std::size_t style, double x, double y, std::string_view name);
std::string text(double x, double y, std::string_view what, std::string_view more = "");
std::string line(double x1, double y1, double x2, double y2, std::string_view more);

//! Opens and closes a chart with its title and description; `id` must be unique in the page.
struct Caption {
    std::string id, title, description;
};
std::string open(const Caption& words, double height, std::string_view kind);
inline std::string close() { return "</svg>\n"; }

struct Path {
    std::size_t style = 0;
    std::string code, name; //!< the letter at the line's end and the name it stands for
    std::vector<Interval> points;
};

//! Lines over years (bands) or over ordered groups (whiskers, no band).
struct PathChart {
    Caption caption;
    std::vector<std::string> x;
    std::vector<Path> paths;
    bool bands = true;
    double top = 0.0; //!< largest value the axis must hold, for charts to be compared
};
std::string draw(const PathChart& chart);

//! One row an item: a dot or a bar from 0, its interval as a whisker, its value in figures.
struct RowChart {
    Caption caption;
    struct Line {
        std::size_t style = 0;
        std::string label;
        Interval value;
    };
    std::vector<Line> lines;
    bool bars = false;
    bool signs = false; //!< values are differences
    int decimals = 0;
};
std::string draw(const RowChart& chart);

//! A stack of parts for each x, from 0, with the interval of its whole.
struct StackChart {
    Caption caption;
    std::vector<std::string> x;
    struct Part {
        std::string name;
        std::size_t hatch = 0;
        std::vector<double> values;
    };
    std::vector<Part> parts;     //!< from the ground up
    std::vector<Interval> whole; //!< by x
    double top = 0.0;
};
std::string draw(const StackChart& chart);

//! Hatchings the stacks refer to; once a page, before the first stack.
std::string hatchings();
inline constexpr std::size_t most_parts = 8;

} // namespace hearth::svg
