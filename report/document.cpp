#include "report/document.hpp"

#include <cmath>

#include <fmt/format.h>

#include "words/say.hpp"

namespace hearth::report {

std::string digits(double v, int decimals, bool sign)
{
    if (!std::isfinite(v)) return "-";
    if (std::abs(v) >= 1e15) return fmt::format("{:.3e}", v);
    std::string text = fmt::format("{:.{}f}", std::abs(v), decimals);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    auto at = static_cast<std::ptrdiff_t>(std::min(text.find('.'), text.size())) - 3;
    for (; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), 1, ',');
    return (zero ? "" : v < 0 ? "-" : sign ? "+" : "") + text;
}

std::string ShownUnit::text(double v) const { return digits(v * own * factor, decimals, sign); }

std::string Cell::shown() const
{
    if (number) return digits(value * unit.factor, unit.decimals, unit.sign);
    return unit.name.empty() ? text : say("{} ({})", text, unit.name);
}

Cell words(std::string text, const std::string& unit)
{
    Cell cell = words(std::move(text));
    cell.unit.name = unit;
    return cell;
}

Cell words(std::string text)
{
    Cell cell;
    cell.text = std::move(text);
    return cell;
}

Cell number(double value, const ShownUnit& unit)
{
    Cell cell;
    cell.value = std::isfinite(value) ? value * unit.own : std::numeric_limits<double>::quiet_NaN();
    cell.number = true;
    cell.unit = unit;
    return cell;
}

} // namespace hearth::report
