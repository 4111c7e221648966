// A sheet as it is filled, and the tables in it.
#include <algorithm>
#include <cmath>

#include "report/workbook_parts.hpp"
#include "words/say.hpp"

namespace hearth::report::sheets {

namespace {

constexpr double default_width = 8.43; // characters, Excel's
constexpr double narrowest = 8.0, header_width = 24.0, filter_button = 3.0;
// A text needs letters_of(text) * letter + margin characters of column width.
constexpr double letter = 1.05, header_letter = 1.1, margin = 1.5;

lxw_row_t row_of(std::size_t r) { return static_cast<lxw_row_t>(r); }
lxw_col_t column_of(std::size_t c) { return static_cast<lxw_col_t>(c); }

bool told(const Cell& cell) { return cell.number && !std::isnan(cell.value); }

// The units of a column: those of its numbers, and if it has none those of its empty cells.
std::map<std::string, ShownUnit> units_of(const Table& table, std::size_t column)
{
    std::map<std::string, ShownUnit> some, all;
    for (const auto& row : table.rows) {
        if (column >= row.size() || !row[column].number) continue;
        all.emplace(row[column].unit.full, row[column].unit);
        if (told(row[column])) some.emplace(row[column].unit.full, row[column].unit);
    }
    return some.empty() ? all : some;
}

std::map<std::string, bool> whole_of(const Table& table, std::size_t column)
{
    std::map<std::string, bool> whole;
    for (const auto& row : table.rows) {
        if (column >= row.size() || !told(row[column])) continue;
        const double v = row[column].value;
        bool& so_far = whole.emplace(row[column].unit.full, true).first->second;
        so_far = so_far && v == std::floor(v);
    }
    return whole;
}

// Units of a row's numbers in the columns that mix them; the column is told where they differ.
std::string unit_text(const std::vector<Cell>& row, const std::vector<std::size_t>& mixed,
                      const std::vector<std::string>& headers)
{
    std::set<std::string> different;
    for (const std::size_t c : mixed)
        if (c < row.size() && told(row[c])) different.insert(row[c].unit.full);
    if (different.size() <= 1) return different.empty() ? "" : *different.begin();
    std::string out;
    for (const std::size_t c : mixed)
        if (c < row.size() && told(row[c])) out += (out.empty() ? "" : "; ") + headers[c] + ": " + row[c].unit.full;
    return out;
}

// Excel wants headers that differ, whatever their case.
void make_unique(std::vector<std::string>& headers)
{
    std::set<std::string> taken;
    for (std::size_t c = 0; c < headers.size(); ++c) {
        std::string base = cut(one_line(headers[c]), longest_header);
        if (base.find_first_not_of(' ') == std::string::npos) base = say("column {}", c + 1);
        headers[c] = base;
        for (int n = 2; !taken.insert(lower(headers[c])).second; ++n) headers[c] = base + " " + std::to_string(n);
    }
}

double width_of(const Table& table, const Shape& shape, std::size_t column)
{
    double content = narrowest;
    const auto holds = [&](std::string_view text) {
        while (true) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            content = std::max(content, letters_of(text.substr(0, end)) * letter + margin);
            if (end == text.size()) return;
            text.remove_prefix(end + 1);
        }
    };
    for (const auto& row : table.rows) {
        if (column >= row.size()) continue;
        if (told(row[column]))
            content = std::max(content, shape.look(column, row[column]).width(row[column].value) + margin + 1.5);
        else if (!row[column].number) holds(row[column].text);
    }
    if (column == table.columns.size())
        for (const auto& unit : shape.units) holds(unit);
    const double header = letters_of(shape.headers[column]) * header_letter + filter_button;
    return std::min(widest_column, std::max(content, std::min(header, header_width)));
}

// Height of the rows of a table, so that wrapped texts are seen whole; above tallest_row they are not.
void fit_heights(Page& page, const Table& table, const Shape& shape)
{
    std::size_t most = 1;
    for (std::size_t c = 0; c < shape.headers.size(); ++c)
        most = std::max(most, lines(shape.headers[c], std::max(4.0, (page.width(c) - filter_button) / header_letter + 0.1)));
    page.set_height(page.row, static_cast<double>(most) * line_height + 3.0);
    const auto needs = [&](const std::string& text, std::size_t c) {
        most = std::max(most, lines(text, (page.width(c) - margin) / letter + 0.1));
    };
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        most = 1;
        for (std::size_t c = 0; c < std::min(table.rows[r].size(), table.columns.size()); ++c)
            if (!table.rows[r][c].number) needs(table.rows[r][c].text, c);
        if (!shape.units.empty()) needs(shape.units[r], table.columns.size());
        if (most > 1) page.set_height(page.row + 1 + r, static_cast<double>(most) * line_height);
    }
}

void add_table(Page& page, const Table& table, const Shape& shape)
{
    std::vector<std::string> headers = shape.headers;
    std::vector<lxw_table_column> columns(headers.size());
    std::vector<lxw_table_column*> list;
    for (std::size_t c = 0; c < headers.size(); ++c) {
        columns[c].header = headers[c].data();
        columns[c].header_format = page.looks->head;
        list.push_back(&columns[c]);
    }
    list.push_back(nullptr);
    std::string name = "hearth_table_" + std::to_string(++*page.tables);
    lxw_table_options options{};
    options.name = name.data();
    options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options.style_type_number = 1;
    options.columns = list.data();
    const std::size_t last = page.row + std::max<std::size_t>(table.rows.size(), 1); // Excel wants a row
    must(worksheet_add_table(page.sheet, row_of(page.row), 0, row_of(last), column_of(headers.size() - 1), &options));
}

} // namespace

double Page::width(std::size_t column) const { return column < widths.size() ? widths[column] : default_width; }

int Page::left(std::size_t column) const
{
    int pixels = 0; // a column: 7 a character and 5, of 11 point Calibri
    for (std::size_t c = 0; c < column; ++c) pixels += static_cast<int>(width(c) * 7.0 + 0.5) + 5;
    return pixels;
}

void Page::set_height(std::size_t at, double points)
{
    heights[at] = std::min(points, tallest_row);
    must(worksheet_set_row(sheet, row_of(at), heights[at], nullptr));
}

std::size_t Page::row_below(std::size_t from, double pixels) const
{
    for (double sum = 0.0; sum < pixels; ++from) {
        const auto at = heights.find(from);
        sum += (at == heights.end() ? line_height : at->second) * 4.0 / 3.0; // 96 pixels and 72 points an inch
    }
    return from;
}

void Page::write(const std::string& words, const TextLook& look)
{
    double columns = 0.0;
    for (std::size_t c = 0; c <= last; ++c) columns += width(c);
    for (const auto& piece : pieces(clean(words), columns * look.letters)) {
        must(worksheet_merge_range(sheet, row_of(row), 0, row_of(row), column_of(last), "", look.format));
        text(row, 0, piece, look.format);
        const double needs = static_cast<double>(lines(piece, columns * look.letters)) * look.line;
        if (needs != line_height) set_height(row, needs + 1.5);
        ++row;
    }
}

void Page::text(std::size_t at, std::size_t column, const std::string& words, lxw_format* format) const
{
    if (words.empty()) must(worksheet_write_blank(sheet, row_of(at), column_of(column), format));
    else must(worksheet_write_string(sheet, row_of(at), column_of(column), cut(words, longest_cell).c_str(), format));
}

void Page::value(std::size_t at, std::size_t column, double number, const NumberLook& look, bool grey) const
{
    if (std::isnan(number)) return;
    if (std::isinf(number)) return text(at, column, say("unbounded"), grey ? looks->helper : looks->cell);
    const std::string wanted = look.format();
    lxw_format*& format = looks->numbers[(grey ? "grey " : "") + wanted];
    if (!format) {
        format = workbook_add_format(book);
        format_set_num_format(format, wanted.c_str());
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        format_set_align(format, LXW_ALIGN_RIGHT);
        format_set_indent(format, 1); // apart from a text that follows
        if (grey) format_set_font_color(format, 0x8C8C8C);
    }
    must(worksheet_write_number(sheet, row_of(at), column_of(column), number, format));
}

NumberLook Shape::look(std::size_t column, const Cell& cell) const
{
    const auto at = whole[column].find(cell.unit.full);
    return look_of(cell.unit, at != whole[column].end() && at->second);
}

Shape shape_of(const Table& table)
{
    Shape shape;
    std::vector<std::size_t> mixed;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto units = units_of(table, c);
        shape.headers.push_back(units.size() == 1 ? with_unit(table.columns[c], units.begin()->second) : table.columns[c]);
        shape.whole.push_back(whole_of(table, c));
        if (units.size() > 1) mixed.push_back(c);
    }
    if (!mixed.empty()) {
        for (const auto& row : table.rows) shape.units.push_back(unit_text(row, mixed, shape.headers));
        shape.headers.push_back(say("unit"));
    }
    make_unique(shape.headers);
    for (std::size_t c = 0; c < shape.headers.size(); ++c) shape.widths.push_back(width_of(table, shape, c));
    return shape;
}

void write_table(Page& page, const Table& table, const Shape& shape)
{
    if (shape.headers.empty()) return;
    fit_heights(page, table, shape);
    add_table(page, table, shape);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        const std::size_t at = page.row + 1 + r, columns = table.columns.size();
        for (std::size_t c = 0; c < std::min(row.size(), columns); ++c) {
            if (row[c].number) page.value(at, c, row[c].value, shape.look(c, row[c]), false);
            else page.text(at, c, clean(row[c].text), page.looks->cell);
        }
        if (!shape.units.empty()) page.text(at, columns, clean(shape.units[r]), page.looks->cell);
    }
    page.row += 1 + std::max<std::size_t>(table.rows.size(), 1);
}

} // namespace hearth::report::sheets
