#include "words/say.hpp"

#include <unordered_map>

namespace hearth {

extern "C" const char hearth_zh_po[];     // words/zh.po, as it stands (words/embed.S)
extern "C" const char hearth_zh_po_end[];

namespace {

Language current = Language::english;
thread_local int for_files = 0; // InEnglish alive in this thread
std::unordered_map<std::string, std::string> chinese;

// The text between the quotation marks of a line, appended to `out`; escapes as in C.
void unquote(std::string_view line, std::string& out)
{
    const auto from = line.find('"'), to = line.rfind('"');
    for (std::size_t i = from + 1; i < to; ++i) {
        if (line[i] != '\\') {
            out += line[i];
            continue;
        }
        const char c = line[++i];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
}

// The entries of a .po file; msgid and msgstr alone are used here.
std::unordered_map<std::string, std::string> entries(std::string_view text)
{
    std::unordered_map<std::string, std::string> all;
    std::string id, shown;
    std::string* part = nullptr;
    const auto finish = [&] {
        if (!id.empty() && !shown.empty()) all.emplace(id, shown);
        id.clear();
        shown.clear();
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with("msgid ")) {
            finish();
            part = &id;
        } else if (line.starts_with("msgstr ")) part = &shown;
        else if (!line.starts_with("\"")) part = nullptr;
        if (part) unquote(line, *part);
    }
    finish();
    return all;
}

// Bytes of the character that begins with this one.
std::size_t length_of(unsigned char first) { return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4; }

} // namespace

void speak(Language language)
{
    current = language;
    if (language == Language::chinese && chinese.empty())
        chinese = entries({hearth_zh_po, static_cast<std::size_t>(hearth_zh_po_end - hearth_zh_po)});
}

Language spoken() { return for_files > 0 ? Language::english : current; }

InEnglish::InEnglish() { ++for_files; }
InEnglish::~InEnglish() { --for_files; }

std::string_view translated(std::string_view english)
{
    if (spoken() == Language::english) return english;
    const auto at = chinese.find(std::string(english));
    return at == chinese.end() ? english : std::string_view(at->second);
}

std::size_t width(std::string_view utf8)
{
    std::size_t columns = 0;
    for (std::size_t i = 0; i < utf8.size(); i += length_of(static_cast<unsigned char>(utf8[i]))) {
        const auto first = static_cast<unsigned char>(utf8[i]);
        const bool combines = first == 0xcc || (first == 0xcd && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xb0);
        // U+1100 and on that are wide begin at U+2E80 (CJK) but for the arrows, dashes and blocks of U+2000-U+2BFF.
        const bool wide = (first == 0xe2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) >= 0xba)
                          || (first >= 0xe3 && first <= 0xed) || first == 0xef || first >= 0xf0;
        columns += combines ? 0 : wide ? 2 : 1;
    }
    return columns;
}

std::string padded(std::string_view utf8, std::size_t columns, bool before)
{
    const std::size_t taken = width(utf8);
    const std::string blanks(columns > taken ? columns - taken : 0, ' ');
    return before ? blanks + std::string(utf8) : std::string(utf8) + blanks;
}

} // namespace hearth
