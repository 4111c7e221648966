#include "calibration/csv.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

std::string read_text(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path))
        throw InputError(say("{}: cannot be read (no such file, a directory, or no permission)", path));
    std::ostringstream text;
    text << in.rdbuf();
    std::string all = text.str();
    if (all.starts_with("\xEF\xBB\xBF")) all.erase(0, 3);
    return all;
}

// Reads one record starting at `at`; moves `at` and `line` past it.
std::vector<std::string> read_record(const std::string& text, std::size_t& at, int& line,
                                     const std::string& file)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    const int start = line;
    while (at < text.size()) {
        const char c = text[at++];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"') fields.back() += c;
            else if (at < text.size() && text[at] == '"') fields.back() += text[at++];
            else quoted = false;
        } else if (c == '"' && fields.back().empty()) quoted = true;
        else if (c == ',') fields.emplace_back();
        else if (c == '\n') return fields;
        else if (c != '\r') fields.back() += c;
    }
    if (quoted)
        throw InputError(say("{}:{}: a quote is opened and not closed", file, start));
    return fields;
}

} // namespace

CsvTable read_csv(const std::string& path)
{
    const std::string text = read_text(path);
    CsvTable table;
    table.file = std::filesystem::path(path).filename().string();
    std::size_t at = 0;
    int line = 1;
    if (text.empty()) throw InputError(say("{}: is empty (the first line names the columns)", table.file));
    table.header = read_record(text, at, line, table.file);
    while (at < text.size()) {
        const int start = line;
        auto fields = read_record(text, at, line, table.file);
        if (fields.size() == 1 && fields[0].empty()) continue;
        if (fields.size() != table.header.size())
            throw InputError(say("{}:{}: has {} fields (the header names {})", table.file, start, fields.size(), table.header.size()));
        table.rows.push_back(std::move(fields));
        table.lines.push_back(start);
    }
    return table;
}

} // namespace hearth
