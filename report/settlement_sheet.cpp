// The settlement sheet in the workbook: its legend, its cases, and how cells look.
#include "report/settlement_sheet.hpp"

#include <algorithm>
#include <array>

#include <xlsxwriter.h>

#include "report/workbook_parts.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace settlement {

namespace {

using Formats = std::array<lxw_format*, static_cast<std::size_t>(Look::looks)>;

Formats formats_of(lxw_workbook* book)
{
    Formats all{};
    for (lxw_format*& f : all) {
        f = workbook_add_format(book);
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    }
    const auto at = [&](Look look) { return all[static_cast<std::size_t>(look)]; };
    for (const Look look : {Look::title, Look::heading, Look::layer, Look::pays, Look::verdict}) format_set_bold(at(look));
    format_set_font_size(at(Look::title), 13.0);
    format_set_bottom(at(Look::title), LXW_BORDER_THIN);
    format_set_bg_color(at(Look::layer), 0xDDE6F0);
    for (const Look look : {Look::words, Look::quiet, Look::layer}) format_set_text_wrap(at(look));
    format_set_font_size(at(Look::quiet), 9.0);
    for (const Look look : {Look::quiet, Look::engine}) format_set_font_color(at(look), 0x4D4D4D);
    for (const Look look : {Look::yuan_input, Look::yuan, Look::pays, Look::engine}) format_set_num_format(at(look), "#,##0.00");
    for (const Look look : {Look::share_input, Look::share}) format_set_num_format(at(look), "0.00%");
    format_set_num_format(at(Look::fine_share_input), "0.0000%");
    for (const Look look : {Look::count_input, Look::count}) format_set_num_format(at(look), "0");
    for (const Look look : {Look::yuan_input, Look::share_input, Look::fine_share_input, Look::count_input}) {
        format_set_bg_color(at(look), 0xFFF9C4);
        format_set_border(at(look), LXW_BORDER_HAIR);
    }
    format_set_bg_color(at(Look::engine), 0xEDEDED);
    format_set_align(at(Look::verdict), LXW_ALIGN_RIGHT);
    format_set_top(at(Look::pays), LXW_BORDER_HAIR);
    return all;
}

// The rules of settlement hold for such numbers alone.
void allow(lxw_worksheet* sheet, const SheetCell& c)
{
    lxw_data_validation rule{};
    const bool share = c.look == Look::share_input || c.look == Look::fine_share_input;
    if (!share && c.look != Look::yuan_input && c.look != Look::count_input) return;
    rule.validate = c.look == Look::count_input ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    rule.maximum_number = share ? 10.0 : c.look == Look::count_input ? 10'000.0 : in_yuan(largest_amount); // multipliers reach 10
    sheets::must(worksheet_data_validation_cell(sheet, c.row, c.column, &rule));
}

void write(lxw_worksheet* sheet, const SheetCell& c, const Formats& formats)
{
    lxw_format* format = formats[static_cast<std::size_t>(c.look)];
    if (c.look <= Look::layer) sheets::must(worksheet_write_string(sheet, c.row, c.column, sheets::cut(sheets::one_line(c.text), 400).c_str(), format));
    else if (c.text.empty()) sheets::must(worksheet_write_number(sheet, c.row, c.column, c.value, format));
    else if (c.look == Look::verdict)
        sheets::must(worksheet_write_formula_str(sheet, c.row, c.column, c.text.c_str(), format, (c.value != 0.0 ? say("agrees") : say("differs")).c_str()));
    else sheets::must(worksheet_write_formula_num(sheet, c.row, c.column, c.text.c_str(), format, c.value));
    allow(sheet, c);
}

constexpr std::uint32_t header_row = 1;

// Characters.
double width_of(std::uint16_t column) { return column == 0 ? 46.0 : column < term_column ? 48.0 : column == term_column ? 22.0 : 19.0; }

void mark_differences(lxw_workbook* book, lxw_worksheet* sheet, std::uint32_t bottom, std::uint16_t last)
{
    lxw_conditional_format rule{};
    rule.type = LXW_CONDITIONAL_TYPE_CELL;
    rule.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
    const std::string differs = "\"" + say("differs") + "\"";
    rule.value_string = const_cast<char*>(differs.c_str()); // only read
    rule.format = workbook_add_format(book);
    format_set_font_color(rule.format, 0x9C0006);
    format_set_bg_color(rule.format, 0xFFC7CE);
    sheets::must(worksheet_conditional_format_range(sheet, header_row + 1, first_bill_column, bottom, last, &rule));
}

// What the colours mean, above the cases; the first row below it.
std::uint32_t legend(const SettlementCases& cases, std::uint32_t bottom, std::uint16_t last, std::vector<SheetCell>& all)
{
    std::uint32_t row = header_row + 1;
    const auto add = [&](Look look, const std::string& shown, double value, const std::string& meaning) {
        all.push_back({row, 0, look, shown, value});
        all.push_back({row++, 1, Look::plain, meaning});
    };
    all.push_back({row++, 1, Look::plain, say("Amounts are in yuan. Formulas count in whole fen and round as the rules do (docs/settlement.md).")});
    for (const std::string& label : cases.left_out)
        all.push_back({row++, 1, Look::plain, say("This scenario does not know the label {}: these cases are settled without it.", label)});
    add(Look::yuan_input, "", 1234.56, say("yellow: a number of the bill or of the rule; change it and all formulas follow"));
    add(Look::yuan, "=1234.56", 1234.56, say("white: a formula"));
    add(Look::engine, "", 1234.56, say("grey: from the engine, as settled with the numbers delivered; it does not follow changes"));
    const std::string verdict = say("agrees");
    all.push_back({row, 0, Look::verdict, "=\"" + verdict + "\"", 1.0});
    all.push_back({row++, 1, Look::plain, say("check: the formulas against the engine; once a number is changed they may differ")});
    char first[LXW_MAX_CELL_NAME_LENGTH], end[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(first, row + 1, first_bill_column);
    lxw_rowcol_to_cell(end, bottom, last);
    double differing = 0.0;
    for (const SheetCell& c : all) differing += c.look == Look::verdict && c.value == 0.0;
    add(Look::count, "=COUNTIF(" + std::string(first) + ":" + end + ",\"" + say("differs") + "\")", differing, say("bills on which formulas and engine differ"));
    return row;
}

} // namespace

} // namespace settlement

void add_settlement_sheet(lxw_workbook* book, const SettlementCases& cases)
{
    using namespace settlement;
    lxw_worksheet* sheet = workbook_add_worksheet(book, say("settlement").c_str());
    if (!sheet) throw IoError(say("the workbook cannot be written ({})", say("settlement")));
    std::size_t most_bills = 1;
    for (const SettledCase& c : cases.cases) most_bills = std::max(most_bills, c.claims.size());
    const auto last = static_cast<std::uint16_t>(first_bill_column + most_bills - 1);
    std::uint32_t row = header_row + 9 + static_cast<std::uint32_t>(cases.left_out.size());
    std::vector<SheetCell> all;
    for (std::size_t i = 0; i < cases.cases.size(); ++i) {
        const std::vector<SheetCell> cells = CaseSheet(cases.scenario, cases.cases[i], i + 1).cells(row);
        all.insert(all.end(), cells.begin(), cells.end());
    }
    legend(cases, row, last, all);
    all.push_back({0, 0, Look::title, say("Bills of worked households under {}, settled line by line", title_shown(cases.scenario))});
    all.push_back({header_row, 0, Look::layer, say("step")});
    all.push_back({header_row, 1, Look::layer, say("how it is reckoned")});
    all.push_back({header_row, term_column, Look::layer, say("terms of the rule; sums")});
    for (std::size_t i = 0; i < most_bills; ++i)
        all.push_back({header_row, static_cast<std::uint16_t>(first_bill_column + i), Look::layer, say("bill {}", i + 1)});
    const Formats formats = formats_of(book);
    std::map<std::uint32_t, std::size_t> lines; // of rows whose texts wrap
    for (const SheetCell& c : all) {
        write(sheet, c, formats);
        if (c.look < Look::words || c.look > Look::layer) continue;
        std::size_t& most = lines[c.row];
        most = std::max(most, sheets::lines(c.text, width_of(c.column) * (c.look == Look::quiet ? 1.3 : 1.05)));
    }
    for (const auto& [at, count] : lines)
        if (count > 1) sheets::must(worksheet_set_row(sheet, at, sheets::line_height * static_cast<double>(count), nullptr));
    for (std::uint16_t column = 0; column <= last; ++column) sheets::must(worksheet_set_column(sheet, column, column, width_of(column), nullptr));
    worksheet_freeze_panes(sheet, header_row + 1, 1);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    sheets::must(worksheet_repeat_rows(sheet, 0, header_row));
    mark_differences(book, sheet, row, last);
}

} // namespace hearth::report
