// A report as content: sections of paragraphs, tables and charts, in the language spoken. The page and the workbook are
// both made from it, and charts hold no numbers of their own but point at rows of their table: all show the same numbers.
#pragma once

#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace hearth::report {

//! A unit as people read it: values are multiplied by `factor` and told with `decimals`.
struct ShownUnit {
    std::string name;      //!< in the language spoken, such as "million yuan"
    double factor = 1.0;
    int decimals = 0;
    bool sign = false;     //!< a plus before what is above 0
    std::string full;      //!< of a cell's value itself, such as "yuan"; the workbook shows that
    double own = 1.0;      //!< from the results file's unit to a cell's: 100 for differences of shares, which are told in percentage points
    //! Of a value in the file's unit; "-" for NaN; thousands set apart.
    std::string text(double v) const;
};

//! A text, or a number in its own unit (yuan, shares), shown in a unit for people.
struct Cell {
    std::string text;      //!< of a text
    double value = std::numeric_limits<double>::quiet_NaN();
    bool number = false;
    ShownUnit unit;        //!< of a number; of a text that names a row: what the row's numbers are shown in on the page
    std::string shown() const;
};
Cell words(std::string text);
//! The name of a row whose numbers are shown in a unit: the page tells it behind the name; the workbook shows numbers in their own units.
Cell words(std::string text, const std::string& unit);
//! \param value in the file's unit
Cell number(double value, const ShownUnit& unit);

struct Table {
    std::string caption;
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
    std::string measure;   //!< canonical name for programs that read the page; may be empty
    std::size_t texts = 1; //!< leading columns that are words
};

inline constexpr std::size_t no_column = std::numeric_limits<std::size_t>::max();

enum class Kind {
    lines,     //!< over ordered x; `low` and `high` make a band
    bars,      //!< a group of bars an x; `low` and `high` make whiskers
    stacks,    //!< series piled up at each x; a series with `whole` is a marker with whisker of the whole
    dots,      //!< horizontal: a mark and whisker a row, 0 marked
    waterfall, //!< one series: the first row a total, those between taken from it one by one, the last what is left
    points     //!< x is a number (column `x`): marks joined in order of x
};

//! Rows of the figure's table: `count` rows from `first`; values in column `value`.
struct Series {
    std::string name;
    std::size_t first = 0, count = 0;
    std::size_t value = 0, low = no_column, high = no_column;
    std::size_t look = 0;  //!< place among colours, dashes, marks and hatchings; the same thing has the same look everywhere
    bool whole = false;    //!< of stacks: the whole, not a part
};

struct Chart {
    Kind kind = Kind::lines;
    std::string title, x_title, y_title; //!< y_title holds the unit
    std::size_t x = 0;     //!< column of the table that holds what stands along the axis
    std::vector<Series> series;
    ShownUnit unit;        //!< of the values
    ShownUnit x_unit;      //!< of points
    double top = std::numeric_limits<double>::quiet_NaN();    //!< of the axis, in the values' own unit; NaN = by the data
    double bottom = std::numeric_limits<double>::quiet_NaN();
    bool from_zero = true; //!< the axis holds 0
    std::string interval{}; //!< what bands and whiskers are; empty = 90 % of draws
};

//! One or several charts of a table, with a heading and how the thing is counted.
struct Figure {
    std::string id, title, note;
    std::vector<Chart> charts;
    Table table;
    bool folded = true;    //!< the table is folded under the charts
};

struct Paragraph {
    std::string text;
    enum class Tone { plain, lead, note, warning } tone = Tone::plain;
};
struct Heading {
    std::string text;
};
struct List {
    std::vector<std::string> items;
};
//! Text as it was typed: a command, a scenario file.
struct Typed {
    std::string text, folded_under; //!< heading of the fold, "" = not folded
};
//! A table alone, perhaps folded.
struct Numbers {
    Table table;
    std::string folded_under;
};
//! The spread of one measure by source: a figure whose sources can be switched on and off on the page. Rows of the table are
//! years; `mean` and one column of standard deviations a source.
struct Sources {
    Figure figure;
    std::size_t mean = 1;
    std::vector<std::size_t> deviations;
};

using Block = std::variant<Paragraph, Heading, List, Typed, Numbers, Figure, Sources>;

struct Section {
    std::string id, title, short_title; //!< short: in the contents and on the workbook's tab
    std::vector<Block> blocks;
};

struct Document {
    std::string title;
    struct Key {
        std::string code, name;
        bool base;
    };
    std::vector<Key> scenarios;
    std::vector<Section> sections;
};

//! Bytes of the page: one file that needs nothing beside it. The same document gives the same bytes.
std::string page_of(const Document& document);

//! Digits with thousands set apart, "-" for NaN.
std::string digits(double v, int decimals, bool sign = false);

} // namespace hearth::report
