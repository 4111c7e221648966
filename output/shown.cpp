#include "output/shown.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "words/say.hpp"

namespace hearth {

namespace {

struct UnitWords {
    const char* unit;
    const char* words;
};

constexpr std::array known_units{
    UnitWords{"1", word("share")}, UnitWords{"1/year", word("share a year")}, UnitWords{"1/person", word("per person")},
    UnitWords{"yuan", word("yuan")}, UnitWords{"yuan/person", word("yuan a person")}, UnitWords{"yuan/household", word("yuan a household")},
    UnitWords{"yuan/admission", word("yuan an admission")}, UnitWords{"yuan/claim", word("yuan a claim")}, UnitWords{"yuan/visit", word("yuan a visit")},
    UnitWords{"persons", word("persons")}, UnitWords{"households", word("households")}, UnitWords{"admissions", word("admissions")},
    UnitWords{"claims", word("claims")}, UnitWords{"episodes", word("episodes")}, UnitWords{"visits", word("visits")},
    UnitWords{"visits/person", word("visits a person")}, UnitWords{"days/admission", word("days an admission")},
    UnitWords{"days/person", word("days a person")}, UnitWords{"years", word("years")}, UnitWords{"month", word("month of the year")}};

int magnitude(double v) { return static_cast<int>(std::floor(std::log10(v))); }

} // namespace

std::string unit_in_words(const std::string& unit)
{
    if (const auto of = unit.find(" of "); of != std::string::npos)
        return say("{} at prices of {}", unit_in_words(unit.substr(0, of)), unit.substr(of + 4));
    if (unit.size() == 6 && unit.ends_with("=1")) return say("index, {} = 1", unit.substr(0, 4));
    for (const UnitWords& known : known_units)
        if (unit == known.unit) return say(known.words);
    return unit;
}

std::string label_of(const Results& r, const std::string& measure)
{
    const Results::Variable* v = r.find(measure);
    if (!v) return measure;
    if (spoken() == Language::chinese && !v->long_name_zh.empty()) return v->long_name_zh;
    return v->long_name.empty() ? measure : v->long_name;
}

std::string on_one_line(const std::string& name, std::size_t columns)
{
    std::string out;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < name.size();) {
        std::size_t next = i + 1;
        while (next < name.size() && (static_cast<unsigned char>(name[next]) & 0xc0) == 0x80) ++next;
        std::string character = name.substr(i, next - i);
        const auto first = static_cast<unsigned char>(character[0]);
        const bool moves = first < 0x20 || first == 0x7f || (first == 0xc2 && next - i > 1 && static_cast<unsigned char>(character[1]) < 0xa0);
        // U+2028 to U+202F and U+2066 to U+2069: line ends, and what turns the direction of writing.
        const bool turns = character >= "\u2028" && character <= "\u202e";
        const bool isolates = character >= "\u2066" && character <= "\u2069";
        if (moves || turns || isolates) character = "?";
        const std::size_t more = width(character);
        if (taken + more > columns || (taken + more == columns && next < name.size())) return out + "…";
        out += character;
        taken += more;
        i = next;
    }
    return out;
}

std::string with_thousands(double v, int decimals)
{
    if (!std::isfinite(v)) return fmt::format("{}", v);
    std::string digits = fmt::format("{:.{}f}", std::abs(v), decimals);
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    const auto point = digits.find('.');
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(point == std::string::npos ? digits.size() : point) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), 1, ',');
    return (v < 0 && !zero ? "-" : "") + digits;
}

std::string Reading::text(double v) const { return std::isnan(v) ? "" : with_thousands(v * factor, decimals); }

Reading reading_of(const std::string& unit, const std::vector<double>& values)
{
    double largest = 0.0, least = 0.0; // of those that are not 0
    bool whole = true;
    for (const double v : values) {
        const double size = std::abs(v);
        if (!std::isfinite(v) || size == 0.0) continue;
        largest = std::max(largest, size);
        least = least == 0.0 ? size : std::min(least, size);
        whole = whole && size < 1e8 && v == std::floor(v);
    }
    Reading reading;
    reading.unit = unit_in_words(unit);
    if (unit == "1" || unit == "1/year") {
        reading.factor = 100.0;
        reading.unit = unit == "1" ? say("per cent") : say("per 100 a year");
        whole = false;
    } else if (largest >= 1e8) {
        reading.factor = 1e-6;
        reading.unit = say("million {}", reading.unit);
    }
    if (largest == 0.0 || whole) return reading;
    const int first = std::max(0, 3 - magnitude(largest * reading.factor));
    reading.decimals = std::clamp(1 - magnitude(least * reading.factor), first, first + 3);
    return reading;
}

void AlignedLines::fit(const std::vector<std::string>& cells)
{
    widths_.resize(std::max(widths_.size(), cells.size()));
    for (std::size_t c = 0; c < cells.size(); ++c) widths_[c] = std::max(widths_[c], width(cells[c]));
}

std::string AlignedLines::line(const std::vector<std::string>& cells) const
{
    std::string out;
    for (std::size_t c = 0; c < cells.size(); ++c)
        if (widths_[c] > 0) out += "  " + padded(cells[c], widths_[c], right_[c]);
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out + "\n";
}

} // namespace hearth
