// The formats of a workbook.
#include "report/workbook_parts.hpp"

namespace hearth::report::sheets {

namespace {

// Running text: wraps within its merged cells. `letters` were found by eye for Calibri, on the safe side.
TextLook running(lxw_workbook* book, double size, double line, double letters)
{
    lxw_format* format = workbook_add_format(book);
    format_set_font_size(format, size);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return {format, line, letters};
}

TextLook bold(TextLook look)
{
    format_set_bold(look.format);
    return look;
}

} // namespace

Looks looks_of(lxw_workbook* book)
{
    Looks looks;
    looks.title = bold(running(book, 16.0, 21.0, 0.65));
    looks.heading = bold(running(book, 13.0, 18.0, 0.8));
    looks.caption = bold(running(book, 11.0, line_height, 0.93));
    looks.plain = running(book, 11.0, line_height, 0.98);
    looks.lead = running(book, 12.0, 16.5, 0.9);
    looks.note = running(book, 10.0, 14.0, 1.05);
    format_set_font_color(looks.note.format, 0x4D4D4D);
    looks.warning = bold(running(book, 11.0, line_height, 0.93));
    format_set_font_color(looks.warning.format, 0x9C0006);
    looks.item = running(book, 11.0, line_height, 0.96);
    format_set_indent(looks.item.format, 1);
    looks.typed = running(book, 10.0, 14.0, 0.85);
    format_set_font_name(looks.typed.format, "Courier New");
    format_set_bg_color(looks.typed.format, 0xF3F3F3);
    looks.link = running(book, 11.0, line_height, 0.98);
    format_set_font_color(looks.link.format, 0x0563C1);
    format_set_underline(looks.link.format, LXW_UNDERLINE_SINGLE);
    looks.head = bold(running(book, 11.0, line_height, 0.85)).format;
    format_set_bg_color(looks.head, 0xDDE6F0);
    format_set_bottom(looks.head, LXW_BORDER_THIN);
    looks.cell = running(book, 11.0, line_height, 0.9).format;
    looks.helper = workbook_add_format(book); // does not wrap: it must not make rows taller
    format_set_align(looks.helper, LXW_ALIGN_VERTICAL_TOP);
    format_set_font_color(looks.helper, 0x8C8C8C);
    return looks;
}

} // namespace hearth::report::sheets
