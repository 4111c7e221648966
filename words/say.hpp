// Texts for people, in English or Chinese. English stands in the code; Chinese in words/zh.po, found by the
// English text. Nothing that goes into a results file passes through here: files are the same in every language.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace hearth {

enum class Language { english, chinese };

//! The language of all texts from now on; called once, before there are threads.
void speak(Language language);
Language spoken();

//! While it lives, texts made in this thread are English: for what a file keeps.
class InEnglish {
public:
    InEnglish();
    ~InEnglish();
    InEnglish(const InEnglish&) = delete;
    InEnglish& operator=(const InEnglish&) = delete;
};

//! The text in the language spoken; the English text itself where zh.po lacks it (a test looks for those).
std::string_view translated(std::string_view english);

//! A text that stands in a table: marked here for translation, translated where it is shown by say().
constexpr const char* word(const char* english) { return english; }

//! A text as it is shown.
inline std::string say(std::string_view english) { return std::string(translated(english)); }

//! A text with values, as fmt::format writes them. The Chinese text may take them in another order: {1}, {0}.
template <class First, class... Rest>
std::string say(fmt::format_string<First, Rest...> english, First&& first, Rest&&... rest)
{
    const fmt::string_view text = english;
    const std::string_view shown = translated({text.data(), text.size()});
    return fmt::vformat({shown.data(), shown.size()}, fmt::make_format_args(first, rest...));
}

//! Columns a text takes on a terminal: Chinese characters take two.
std::size_t width(std::string_view utf8);
//! The text with blanks to its right (left: before it) up to `columns`.
std::string padded(std::string_view utf8, std::size_t columns, bool before = false);

} // namespace hearth
