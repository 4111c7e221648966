// The workbook as a whole: its sheets, their order and print setup, the blocks of a section from the top down.
#include "report/workbook.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "report/workbook_parts.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace sheets {

namespace {

constexpr double text_width = 105.0; // characters that running text may take, about a page
constexpr std::time_t fixed_time = 946684800; // 2000-01-01 UTC: the same document gives the same bytes
constexpr int gap = 20;                       // pixels between a chart and what is beside it
constexpr int widest_beside = 900;            // pixels of a table that charts stand beside
constexpr std::size_t tallest_above = 40;     // rows of a wider table that charts stand beneath

struct Close {
    void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};
using Book = std::unique_ptr<lxw_workbook, Close>;

// A figure or table made ready: widths must be known before the first row is written.
struct Ready {
    const Block* block = nullptr;
    std::string fold; // heading over a table that the page folds
    Figure figure;    // of a table alone: without charts
    Shape shape;
    std::vector<Drawing> drawings;
    std::vector<Shape> helpers; // of the drawings that have helper cells
};

// The sources of a spread as a figure: the mean over the years, and the standard deviations by source.
Figure figure_of(const Sources& sources)
{
    Figure figure = sources.figure;
    const Table& table = figure.table;
    if (!figure.charts.empty() || table.rows.empty() || sources.mean >= table.columns.size()) return figure;
    Chart mean;
    mean.x_title = table.columns.front();
    mean.title = figure.title;
    mean.y_title = table.columns[sources.mean];
    if (sources.mean < table.rows.front().size()) mean.unit = table.rows.front()[sources.mean].unit;
    mean.y_title = with_unit(mean.y_title, mean.unit);
    mean.series.push_back({table.columns[sources.mean], 0, table.rows.size(), sources.mean});
    Chart spread = mean;
    spread.title = say("Standard deviation by source");
    spread.y_title = with_unit(spread.title, spread.unit);
    spread.series.clear();
    for (const std::size_t c : sources.deviations) {
        if (c >= table.columns.size()) continue;
        spread.series.push_back({table.columns[c], 0, table.rows.size(), c, no_column, no_column, spread.series.size()});
    }
    figure.charts = {mean, spread};
    return figure;
}

void make_ready(Ready& ready)
{
    ready.shape = shape_of(ready.figure.table);
    ready.drawings = drawings_of(ready.figure);
    for (const auto& drawing : ready.drawings)
        if (!drawing.helper.columns.empty()) ready.helpers.push_back(shape_of(drawing.helper));
}

// Columns: those of the table, and after a free one those of the helper cells, block below block.
std::vector<double> widths_of(const Ready& ready)
{
    std::vector<double> widths = ready.shape.widths;
    const std::size_t from = widths.size() + 1;
    for (const auto& helper : ready.helpers) {
        widths.resize(std::max(widths.size(), from + helper.widths.size()), 3.0);
        for (std::size_t c = 0; c < helper.widths.size(); ++c)
            widths[from + c] = std::max(widths[from + c], helper.widths[c]);
    }
    return widths;
}

std::vector<Ready> ready_of(const Section& section)
{
    std::vector<Ready> all;
    for (const auto& block : section.blocks) {
        Ready ready;
        ready.block = &block;
        if (const auto* numbers = std::get_if<Numbers>(&block)) {
            ready.fold = numbers->folded_under;
            ready.figure.table = numbers->table;
        } else if (const auto* figure = std::get_if<Figure>(&block)) ready.figure = *figure;
        else if (const auto* sources = std::get_if<Sources>(&block)) ready.figure = figure_of(*sources);
        make_ready(ready);
        all.push_back(std::move(ready));
    }
    return all;
}

// Column widths are those of the widest table; text reaches over as many columns as a page is wide.
void set_widths(Page& page, const std::vector<Ready>& all)
{
    for (const auto& ready : all) {
        const auto widths = widths_of(ready);
        page.widths.resize(std::max(page.widths.size(), widths.size()));
        for (std::size_t c = 0; c < widths.size(); ++c) page.widths[c] = std::max(page.widths[c], widths[c]);
    }
    for (std::size_t c = 0; c < page.widths.size(); ++c) {
        const auto column = static_cast<lxw_col_t>(c);
        must(worksheet_set_column(page.sheet, column, column, page.widths[c], nullptr));
    }
    double sum = page.width(0) + page.width(1);
    while (sum + page.width(page.last + 1) / 2.0 < text_width) sum += page.width(++page.last);
}

// Header and footer of print: "&" begins a code, and 255 characters are the most.
void set_print(lxw_worksheet* sheet, const std::string& title)
{
    std::string header = "&C";
    for (const char c : cut(one_line(title), 100)) header += c == '&' ? std::string("&&") : std::string(1, c);
    const std::string page = "&P", pages = "&N", footer = "&C" + say("page {} of {}", page, pages);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); // A4
    worksheet_fit_to_pages(sheet, 1, 0);
    must(worksheet_set_header(sheet, header.c_str()));
    must(worksheet_set_footer(sheet, footer.c_str()));
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    // Years and numbers of names are texts; Excel would mark each with a green triangle.
    must(worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576"));
}

// The helper cells of a chart, grey, beside the table.
void write_helper(const Page& page, const Table& table, const Shape& shape, std::size_t top, std::size_t column)
{
    for (std::size_t c = 0; c < shape.headers.size(); ++c) {
        page.text(top, column + c, shape.headers[c], page.looks->helper);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            const Cell& cell = table.rows[r][c];
            if (cell.number) page.value(top + 1 + r, column + c, cell.value, shape.look(c, cell), true);
            else page.text(top + 1 + r, column + c, clean(cell.text), page.looks->helper);
        }
    }
}

// The charts beside the table, or beneath one that is wide and not long; the page's row goes below all.
void write_charts(Page& page, const Ready& ready, std::size_t top, std::size_t columns)
{
    const bool beneath = page.left(columns) > widest_beside && ready.figure.table.rows.size() <= tallest_above;
    const std::size_t start = beneath ? page.row + 1 : top;
    const int left = beneath ? 0 : page.left(columns) + gap;
    const bool two = ready.drawings.size() > (beneath ? 1U : 2U);
    std::size_t below = top;
    int across = left, down = 0, tallest = 0;
    for (std::size_t d = 0; d < ready.drawings.size(); ++d) {
        const Drawing& drawing = ready.drawings[d];
        Spot spot{top + 1, 0, start, across, down};
        if (!drawing.helper.columns.empty()) {
            spot.first_row = below + 1;
            spot.first_column = ready.shape.headers.size() + 1;
            below += drawing.helper.rows.size() + 2;
        }
        add_chart(page, drawing, ready.figure, spot);
        tallest = std::max(tallest, drawing.high());
        across += drawing.wide() + gap;
        if (two && d % 2 == 0 && d + 1 < ready.drawings.size()) continue;
        across = left;
        down += std::exchange(tallest, 0) + gap;
    }
    page.row = std::max(page.row, page.row_below(start, down));
}

// A title that tells the unit shown on the page tells that of the cells here.
std::string told_in_own_units(std::string title, const Table& table)
{
    std::set<std::string> done;
    for (const auto& row : table.rows)
        for (const auto& cell : row)
            if (cell.number && done.insert(cell.unit.name).second) title = in_own_unit(title, cell.unit);
    return title;
}

void write_figure(Page& page, const Ready& ready)
{
    const Figure& figure = ready.figure;
    const Looks& looks = *page.looks;
    if (!ready.fold.empty()) page.write(ready.fold, looks.heading);
    const std::string title = told_in_own_units(figure.title, figure.table);
    if (!title.empty()) page.write(title, looks.heading);
    if (!figure.note.empty()) page.write(figure.note, looks.note);
    const std::string caption = told_in_own_units(figure.table.caption, figure.table);
    if (!caption.empty() && caption != title && caption != ready.fold) page.write(caption, looks.caption);
    const std::size_t top = page.row;
    write_table(page, figure.table, ready.shape);
    std::size_t helper = 0, below = top;
    for (const auto& drawing : ready.drawings) {
        if (drawing.helper.columns.empty()) continue;
        write_helper(page, drawing.helper, ready.helpers[helper++], below, ready.shape.headers.size() + 1);
        below += drawing.helper.rows.size() + 2; // a free row between them
    }
    page.row = std::max(page.row, below);
    if (!ready.drawings.empty()) write_charts(page, ready, top, widths_of(ready).size());
}

// Line by line, so that a long text meets no limit of a row's height.
void write_typed(Page& page, const Typed& typed)
{
    if (!typed.folded_under.empty()) page.write(typed.folded_under, page.looks->heading);
    std::string_view rest = typed.text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string line;
        for (const char c : rest.substr(0, end)) line += c == '\t' ? std::string(4, ' ') : std::string(c != '\r', c);
        page.write(line, page.looks->typed);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void write_block(Page& page, const Ready& ready)
{
    const Looks& looks = *page.looks;
    const bool heading = std::holds_alternative<Heading>(*ready.block);
    if (const auto* paragraph = std::get_if<Paragraph>(ready.block)) {
        using enum Paragraph::Tone;
        const TextLook& look = paragraph->tone == lead      ? looks.lead
                               : paragraph->tone == note    ? looks.note
                               : paragraph->tone == warning ? looks.warning
                                                            : looks.plain;
        page.write(paragraph->text, look);
    } else if (heading) page.write(std::get<Heading>(*ready.block).text, looks.heading);
    else if (const auto* list = std::get_if<List>(ready.block)) {
        for (const auto& item : list->items) page.write("\xE2\x80\xA2 " + item, looks.item);
    } else if (const auto* typed = std::get_if<Typed>(ready.block)) write_typed(page, *typed);
    else write_figure(page, ready);
    if (!heading) ++page.row; // a free row between blocks
}

// The sheets with links to them, on the first one.
void write_contents(Page& page, const Document& document)
{
    page.write(say("Sheets"), page.looks->heading);
    lxw_worksheet* sheet = nullptr;
    std::size_t place = 0;
    STAILQ_FOREACH(sheet, page.book->worksheets, list_pointers)
    {
        const std::string name = sheet->name;
        const bool section = place < document.sections.size();
        const std::string title = section ? one_line(document.sections[place].title) : "";
        ++place;
        const std::size_t at = page.row;
        const std::string shown = title.empty() ? name : title.starts_with(name) ? title : name + ": " + title;
        page.write(cut(shown, 200), page.looks->link);
        std::string target = "internal:'";
        for (const char c : name) target += std::string(c == '\'' ? 2 : 1, c);
        target += "'!A1";
        const auto row = static_cast<lxw_row_t>(at);
        must(worksheet_write_url(page.sheet, row, 0, target.c_str(), page.looks->link.format));
        page.text(at, 0, cut(shown, 200), page.looks->link.format);
    }
    ++page.row;
}

void write_sheet(Page page, const Section& section, const Document* contents_of)
{
    const auto all = ready_of(section);
    set_widths(page, all);
    page.write(section.title.empty() ? page.tab : section.title, page.looks->title);
    ++page.row;
    if (contents_of) write_contents(page, *contents_of);
    for (const auto& ready : all) write_block(page, ready);
}

Section codebook_section(const std::vector<CodebookEntry>& codebook)
{
    Numbers numbers;
    numbers.table.columns = {say("name"), say("label"), say("label in the other language"), say("unit"), say("definition")};
    numbers.table.texts = numbers.table.columns.size();
    for (const auto& entry : codebook) {
        std::vector<Cell> row;
        for (const auto* text : {&entry.name, &entry.label, &entry.label_other, &entry.unit, &entry.definition})
            row.push_back(words(*text));
        numbers.table.rows.push_back(std::move(row));
    }
    return {"codebook", say("codebook"), say("codebook"), {Block{numbers}}};
}

lxw_worksheet* add_sheet(lxw_workbook* book, const std::string& name)
{
    lxw_worksheet* sheet = workbook_add_worksheet(book, name.c_str());
    if (!sheet) throw std::logic_error("workbook: no sheet can be named " + name);
    return sheet;
}

void fill(lxw_workbook* book, const Document& document, const std::vector<CodebookEntry>& codebook, const ExtraSheet& extra)
{
    std::string title = cut(one_line(document.title), 250);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = fixed_time;
    must(workbook_set_properties(book, &properties));
    std::set<std::string> taken;
    std::vector<Page> pages;
    Looks looks = looks_of(book);
    std::size_t tables = 0;
    const auto add = [&](const std::string& short_title) {
        const std::string tab = tab_name(short_title, taken);
        pages.push_back({book, add_sheet(book, tab), &looks, &tables, tab});
        set_print(pages.back().sheet, document.title);
    };
    for (const auto& section : document.sections) add(section.short_title);
    if (extra) extra(book);
    lxw_worksheet* sheet = nullptr;
    STAILQ_FOREACH(sheet, book->worksheets, list_pointers) taken.insert(lower(sheet->name));
    const Section last = codebook_section(codebook);
    add(last.short_title);
    for (std::size_t s = 0; s < document.sections.size(); ++s)
        write_sheet(pages[s], document.sections[s], s == 0 ? &document : nullptr);
    write_sheet(pages.back(), last, nullptr);
}

} // namespace

void must(lxw_error error)
{
    if (error != LXW_NO_ERROR) throw IoError(say("the workbook cannot be written ({})", std::string(lxw_strerror(error))));
}

} // namespace sheets

void write_workbook(const std::string& path, const Document& document, const std::vector<CodebookEntry>& codebook,
                    const ExtraSheet& extra)
{
    store::write_atomically(path, [&](const std::string& part) {
        try {
            sheets::Book book(workbook_new(part.c_str()));
            if (!book) throw std::bad_alloc();
            sheets::fill(book.get(), document, codebook, extra);
            sheets::must(workbook_close(book.release())); // frees it, whatever it returns
        } catch (const IoError& error) {
            throw IoError(path + ": " + error.what());
        }
    });
}

} // namespace hearth::report
