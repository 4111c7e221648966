#include "hearth/language.hpp"

#include <cstdlib>

#include "hearth/options.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

// "zh", "zh_CN.UTF-8"; "" and "C" say nothing.
Language of_environment()
{
    for (const char* name : {"HEARTH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value) return std::string_view(value).starts_with("zh") ? Language::chinese : Language::english;
    return Language::english;
}

} // namespace

void choose_language(Arguments& arguments)
{
    speak(of_environment());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool joined = arguments[i].starts_with("--lang=");
        if (arguments[i] != "--lang" && !joined) continue;
        if (!joined && i + 1 == arguments.size()) throw UsageError(say("the required argument for option '--lang' is missing"));
        const std::string value = joined ? arguments[i].substr(7) : arguments[i + 1];
        if (value != "en" && value != "zh") throw UsageError(say("--lang = {} (en or zh)", value));
        speak(value == "zh" ? Language::chinese : Language::english);
        arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.begin() + static_cast<std::ptrdiff_t>(i) + (joined ? 1 : 2));
        --i;
    }
}

} // namespace hearth
