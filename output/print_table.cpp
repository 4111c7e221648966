#include "output/print_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace hearth {

namespace {

// RFC 4180.
std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string as_json(const PlainTable& t)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& row : t.rows) {
        nlohmann::ordered_json object;
        for (std::size_t c = 0; c < row.size(); ++c) {
            double number = 0.0;
            const auto [end, error] = std::from_chars(row[c].data(), row[c].data() + row[c].size(), number);
            const bool is_number = c >= t.texts && error == std::errc{} && end == row[c].data() + row[c].size();
            if (row[c].empty()) object[t.columns[c]] = nullptr;
            else if (is_number) object[t.columns[c]] = number;
            else object[t.columns[c]] = row[c];
        }
        list.push_back(object);
    }
    return list.dump(1) + "\n";
}

std::string as_text(const PlainTable& t)
{
    std::vector<std::size_t> width(t.columns.size());
    for (std::size_t c = 0; c < width.size(); ++c) {
        width[c] = t.columns[c].size();
        for (const auto& row : t.rows) width[c] = std::max(width[c], row[c].size());
    }
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const std::string pad(width[c] - std::min(width[c], cells[c].size()), ' ');
            out += (c ? "  " : "") + (c < t.texts ? cells[c] + pad : pad + cells[c]);
        }
        while (out.back() == ' ') out.pop_back();
        out += "\n";
    };
    line(t.columns);
    for (const auto& row : t.rows) line(row);
    return out;
}

} // namespace

std::string cell(double value)
{
    if (std::isnan(value)) return "";
    if (std::isinf(value)) return "unbounded";
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value == 0.0 ? 0.0 : value).ptr;
    return {text, end};
}

std::string print_plain(const PlainTable& t, Format format)
{
    if (format == Format::json) return as_json(t);
    if (format == Format::text) return as_text(t);
    const bool markdown = format == Format::markdown;
    std::string out;
    const bool tabs = format == Format::tsv;
    const char* between = markdown ? " | " : tabs ? "\t" : ",";
    const auto line = [&](const std::vector<std::string>& cells) {
        out += markdown ? "| " : "";
        for (std::size_t c = 0; c < cells.size(); ++c) out += (c ? between : "") + (markdown || tabs ? cells[c] : quoted(cells[c]));
        out += markdown ? " |\n" : "\n";
    };
    line(t.columns);
    if (markdown) {
        for (std::size_t c = 0; c < t.columns.size(); ++c) out += c < t.texts ? "| --- " : "| ---: ";
        out += "|\n";
    }
    for (const auto& row : t.rows) line(row);
    return out;
}

} // namespace hearth
