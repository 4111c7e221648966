// What the parts of the workbook writer share: texts made fit for Excel, tables as they stand in a sheet, charts as Excel
// can draw them. For report/workbook*.cpp alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <xlsxwriter.h>

#include "report/document.hpp"

namespace hearth::report::sheets {

//! Excel's limits: points of a row's height, characters of a table's header (kept below 255: a number may be added).
inline constexpr double tallest_row = 409.0;
inline constexpr std::size_t longest_header = 240, longest_cell = 32000;
inline constexpr double line_height = 15.0; //!< points, of 11 point Calibri
inline constexpr double widest_column = 60.0; //!< characters

//! UTF-8 that XML can hold: other bytes, control characters but \n and \t, and marks that turn the direction of text become
//! U+FFFD; "\r\n" becomes "\n".
std::string clean(std::string_view text);
//! The same, with blanks for \n and \t.
std::string one_line(std::string_view text);
//! The first `most` characters, with an ellipsis if that is not all.
std::string cut(const std::string& text, std::size_t most);
//! Width of a text in Latin letters.
double letters_of(std::string_view text);
//! Lines a text takes when `letters` stand in a line.
std::size_t lines(std::string_view text, double letters);
//! The text in pieces that a row can be tall enough for.
std::vector<std::string> pieces(const std::string& text, double letters);
//! A name for a tab that Excel takes and none in `taken` (lower case) has; added to them.
std::string tab_name(const std::string& wanted, std::set<std::string>& taken);
std::string lower(std::string text);
//! `text` in which the name of the unit shown gives way to that of the values' own unit, as the workbook shows that.
std::string in_own_unit(std::string text, const ShownUnit& unit);
//! The same, with the unit in parentheses if it was not told.
std::string with_unit(const std::string& text, const ShownUnit& unit);

//! How Excel shows numbers of a unit.
struct NumberLook {
    bool share = false; //!< per cent
    int decimals = 0;
    bool sign = false;
    std::string format() const;
    double width(double value) const; //!< characters
};
//! `whole`: all the numbers are whole.
NumberLook look_of(const ShownUnit& unit, bool whole);

//! How running text looks: `letters` of a text stand in one character of column width, lines are `line` points apart.
struct TextLook {
    lxw_format* format = nullptr;
    double line = line_height, letters = 0.9;
};

//! The formats of a workbook.
struct Looks {
    TextLook title, heading, caption, plain, lead, note, warning, item, typed, link;
    lxw_format *head = nullptr, *cell = nullptr, *helper = nullptr; //!< of tables
    std::map<std::string, lxw_format*> numbers; //!< by number format
};
Looks looks_of(lxw_workbook* book);

//! A sheet as it is filled from the top.
struct Page {
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    Looks* looks = nullptr;
    std::size_t* tables = nullptr;         //!< in the workbook so far, for their names
    std::string tab;
    std::vector<double> widths{};          //!< of the columns that tables use, characters
    std::map<std::size_t, double> heights{}; //!< of rows that are not line_height, points
    std::size_t row = 0;                   //!< the next free one
    std::size_t last = 1;                  //!< column that running text reaches

    double width(std::size_t column) const; //!< characters
    int left(std::size_t column) const;     //!< pixels from column A to this one
    void set_height(std::size_t at, double points);
    std::size_t row_below(std::size_t from, double pixels) const; //!< first row at least so far under the top of `from`
    void write(const std::string& text, const TextLook& look);
    void text(std::size_t at, std::size_t column, const std::string& words, lxw_format* format) const;
    //! A cell of a table; nothing for NaN.
    void value(std::size_t at, std::size_t column, double number, const NumberLook& look, bool grey) const;
};

//! A table as it stands in a sheet: texts of the header, column widths, and for tables with a column that mixes units the
//! unit of each row. The column of units comes after the table's own, so that these keep their places.
struct Shape {
    std::vector<std::string> headers, units;
    std::vector<double> widths;
    std::vector<std::map<std::string, bool>> whole; //!< by column and unit: all numbers are whole
    NumberLook look(std::size_t column, const Cell& cell) const;
};
Shape shape_of(const Table& table);
//! The table with its first cell at the page's row; the page's row goes below it.
void write_table(Page& page, const Table& table, const Shape& shape);

//! A chart as Excel can draw it. If `helper` has columns it points at these cells instead of the figure's table.
struct Drawing {
    Chart chart{};
    Table helper{};
    bool waterfall = false; //!< stacks; the first series is not seen
    bool apart = false;     //!< no category holds two series, so that a bar may take all its room
    bool whiskers = false;  //!< dots standing upright, each with a line from its lower to its upper end
    bool intervals = false; //!< some are in the table that the chart cannot show
    int wide() const;       //!< pixels
    int high() const;
};
//! The charts of a figure that have anything to show.
std::vector<Drawing> drawings_of(const Figure& figure);
//! `first`: row and column of the upper left number cell of what the chart points at; `top`: row; `left`: pixels.
struct Spot {
    std::size_t first_row, first_column, top;
    int left, down; //!< pixels
};
void add_chart(Page& page, const Drawing& drawing, const Figure& figure, const Spot& spot);

//! Throws if libxlsxwriter says that something failed.
void must(lxw_error error);

} // namespace hearth::report::sheets
