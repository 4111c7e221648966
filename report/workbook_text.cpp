// Texts and numbers made fit for Excel.
#include <algorithm>
#include <cmath>

#include "report/workbook_parts.hpp"
#include "words/say.hpp"

namespace hearth::report::sheets {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Bytes of the UTF-8 character (RFC 3629) at `at`; 0 if there is none.
std::size_t character(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xC2 && first < 0xE0     ? 2
                             : (first & 0xF0) == 0xE0          ? 3
                             : (first >= 0xF0 && first < 0xF5) ? 4
                                                               : 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool long_form = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool beyond = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
    const bool none = first == 0xEF && second == 0xBF && byte(2) >= 0xBE; // U+FFFE, U+FFFF
    return long_form || beyond || none ? 0 : size;
}

// Control characters, and marks that turn the direction of text: U+200E, 200F, 202A-202E, 2066-2069.
bool harmful(std::string_view c)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(c[i]); };
    if (c.size() == 1) return (byte(0) < 0x20 && c[0] != '\n' && c[0] != '\t') || byte(0) == 0x7F;
    if (c.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
    if (c.size() != 3 || byte(0) != 0xE2) return false;
    const unsigned low = byte(2);
    if (byte(1) == 0x80) return low == 0x8E || low == 0x8F || (low >= 0xAA && low <= 0xAE);
    return byte(1) == 0x81 && low >= 0xA6 && low <= 0xA9;
}

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Place of the last `part` that is not within a longer Latin word, or npos.
std::size_t place_of(const std::string& text, const std::string& part)
{
    if (part.empty()) return std::string::npos;
    for (std::size_t at = text.rfind(part); at != std::string::npos; at = text.rfind(part, at - 1)) {
        const std::size_t end = at + part.size();
        const bool before = at > 0 && letter(text[at - 1]) && letter(part.front());
        const bool after = end < text.size() && letter(text[end]) && letter(part.back());
        if (!before && !after) return at;
        if (at == 0) break;
    }
    return std::string::npos;
}

// The start of a text within so many UTF-16 units, without blanks at its end.
std::string start_of(const std::string& text, std::size_t units)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t size = std::max<std::size_t>(character(text, at), 1), needs = size == 4 ? 2 : 1;
        if (needs > units) break;
        units -= needs;
        at += size;
    }
    while (at > 0 && text[at - 1] == ' ') --at;
    return text.substr(0, at);
}

} // namespace

std::string clean(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character(text, at);
        const std::string_view c = text.substr(at, std::max<std::size_t>(size, 1));
        at += c.size();
        if (c == "\r" && at < text.size() && text[at] == '\n') continue;
        out += size == 0 || harmful(c) ? replacement : c;
    }
    return out;
}

std::string one_line(std::string_view text)
{
    std::string out = clean(text);
    for (char& c : out)
        if (c == '\n' || c == '\t') c = ' ';
    return out;
}

std::string cut(const std::string& text, std::size_t most)
{
    std::size_t at = 0;
    for (; at < text.size() && most > 0; --most) at += std::max<std::size_t>(character(text, at), 1);
    return at < text.size() ? text.substr(0, at) + "\xE2\x80\xA6" : text;
}

// A Chinese character takes 14.7 pixels at 11 points, a letter of Calibri 6 to 6.5: 2.2 letters.
double letters_of(std::string_view text)
{
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    const double taken = static_cast<double>(width(text));
    return taken + 0.2 * std::max(0.0, taken - static_cast<double>(characters));
}

std::size_t lines(std::string_view text, double letters)
{
    std::size_t sum = 0;
    while (true) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const double taken = letters_of(text.substr(0, end));
        sum += std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(taken / letters)));
        if (end == text.size()) return sum;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> pieces(const std::string& text, double letters)
{
    constexpr std::size_t most = 18; // lines; 18 of 21 points are below tallest_row
    std::vector<std::string> out;
    std::string_view rest = text;
    while (lines(rest, letters) > most) {
        std::size_t at = 0, blank = 0, full = 0;
        for (double column = 0.0; at < rest.size(); ) {
            const std::size_t size = std::max<std::size_t>(character(rest, at), 1);
            const double taken = letters_of(rest.substr(at, size));
            const bool ends = rest[at] == '\n', over = column + taken > letters;
            if ((ends || over) && ++full == most) break;
            column = ends ? 0.0 : over ? taken : column + taken;
            at += size;
            if (rest[at - size] == ' ' || ends) blank = at;
        }
        const std::size_t end = rest.substr(at).starts_with('\n') ? at + 1 : blank > at / 2 ? blank : at;
        out.emplace_back(rest.substr(0, end));
        while (!out.back().empty() && (out.back().back() == '\n' || out.back().back() == ' ')) out.back().pop_back();
        rest.remove_prefix(end);
    }
    out.emplace_back(rest);
    return out;
}

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string tab_name(const std::string& wanted, std::set<std::string>& taken)
{
    constexpr std::size_t longest = 31; // UTF-16 units, Excel's limit
    std::string kept;
    for (const char c : one_line(wanted)) {
        if (c == '\'') kept += "\xE2\x80\x99"; // so that no reference needs an escape
        else if (std::string_view("[]:*?/\\! ").find(c) == std::string_view::npos) kept += c;
        else if (!kept.empty() && kept.back() != ' ') kept += ' ';
    }
    kept = start_of(kept, longest);
    if (kept.empty()) kept = say("sheet");
    if (lower(kept) == "history") kept += "_"; // a name that Excel keeps for itself
    for (int n = 1;; ++n) {
        const std::string more = n == 1 ? "" : " " + std::to_string(n);
        const std::string name = start_of(kept, longest - more.size()) + more;
        if (taken.insert(lower(name)).second) return name;
    }
}

std::string in_own_unit(std::string text, const ShownUnit& unit)
{
    if (unit.factor == 1.0 || unit.factor == 100.0) return text; // the cells show per cent too
    const std::size_t at = place_of(text, unit.name);
    if (at != std::string::npos && !unit.full.empty()) text.replace(at, unit.name.size(), unit.full);
    return text;
}

std::string with_unit(const std::string& text, const ShownUnit& unit)
{
    const std::string out = in_own_unit(text, unit);
    const bool told = place_of(out, unit.full) != std::string::npos
                      || (unit.factor == 100.0 && place_of(out, unit.name) != std::string::npos);
    return told || unit.full.empty() ? out : out + " (" + unit.full + ")";
}

NumberLook look_of(const ShownUnit& unit, bool whole)
{
    NumberLook look{unit.factor == 100.0, std::clamp(unit.decimals, 0, 12), unit.sign};
    if (look.share) return look;
    if (unit.factor < 1.0) look.decimals = std::max(look.decimals, 2);
    if (unit.factor > 1.0) look.decimals += static_cast<int>(std::ceil(std::log10(unit.factor)));
    if (whole) look.decimals = 0;
    return look;
}

std::string NumberLook::format() const
{
    std::string plain = share ? "0" : "#,##0";
    if (decimals > 0) plain += "." + std::string(static_cast<std::size_t>(decimals), '0');
    if (share) plain += "%";
    return sign ? "+" + plain + ";-" + plain + ";" + plain : plain;
}

double NumberLook::width(double value) const
{
    const double size = std::abs(value) * (share ? 100.0 : 1.0);
    const double digits = size < 10.0 ? 1.0 : std::floor(std::log10(size)) + 1.0;
    const double commas = share ? 0.0 : std::floor((digits - 1.0) / 3.0) * 0.6;
    return digits + commas + (decimals > 0 ? decimals + 0.6 : 0.0) + (share ? 1.5 : 0.0) + (sign || value < 0.0 ? 1.0 : 0.0);
}

} // namespace hearth::report::sheets
