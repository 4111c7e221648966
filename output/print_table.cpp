#include "output/print_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "words/say.hpp"

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
    // Headings, and the words that stand among numbers, are shown translated; names are names.
    std::vector<std::vector<std::string>> lines{t.columns};
    lines.insert(lines.end(), t.rows.begin(), t.rows.end());
    for (std::size_t l = 0; l < lines.size(); ++l)
        for (std::size_t c = l == 0 ? 0 : t.texts; c < lines[l].size(); ++c) lines[l][c] = say(lines[l][c]);
    std::vector<std::size_t> columns(t.columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c)
        for (const auto& cells : lines) columns[c] = std::max(columns[c], width(cells[c]));
    std::string out;
    for (const auto& cells : lines) {
        for (std::size_t c = 0; c < cells.size(); ++c) out += (c ? "  " : "") + padded(cells[c], columns[c], c >= t.texts);
        while (out.back() == ' ') out.pop_back();
        out += "\n";
    }
    return out;
}

} // namespace

std::string cell(double value)
{
    if (std::isnan(value)) return "";
    if (std::isinf(value)) return word("unbounded");
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
