#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "scenarios/programmes.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

// In the language spoken; in English where a program reads it.
std::string range_of(const ProgrammeKey& key, bool shown)
{
    const auto text = [&](std::string_view english) {
        return fmt::format(fmt::runtime(shown ? translated(english) : english), key.lowest, key.highest);
    };
    switch (key.kind) {
    case KeyKind::choice: return std::string(key.options);
    case KeyKind::tier: return text(word("a tier"));
    case KeyKind::tier_list: return text(word("list of tiers"));
    case KeyKind::diseases: return text(word("list of disease codes"));
    case KeyKind::by_tier: return text(word("{} to {}, or a table by tier"));
    case KeyKind::by_disease: return text(word("{} to {}, or a table by disease"));
    default: return text(word("{} to {}"));
    }
}

std::string title_of(const ProgrammeKind& kind)
{
    return spoken() == Language::chinese ? std::string(kind.title_zh) : fmt::format("{} ({})", kind.title, kind.title_zh);
}

void print_text(const ProgrammeKind& kind)
{
    std::cout << fmt::format("[programme.{}]  {}\n  {}\n", kind.name, title_of(kind), say(kind.mechanism));
    for (const ProgrammeKey& key : programme_keys()) {
        if (key.programme != kind.name) continue;
        std::cout << fmt::format("  {} = {}\n      {} ({}; {})\n      {}\n", key.name,
                                 key.standard.empty() ? say("(acts only where given)") : std::string(key.standard), say(key.meaning), say(key.unit),
                                 range_of(key, true), say(key.source));
    }
    std::cout << "\n";
}

void print_markdown(const ProgrammeKind& kind)
{
    std::string mechanism = say(kind.mechanism);
    mechanism.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(mechanism.front())));
    std::cout << fmt::format("### `{}`: {}\n\n{}\n\n{}\n| --- | --- | --- | --- | --- |\n", kind.name, title_of(kind), say("{}.", mechanism),
                             say("| key | standard value | unit, range | meaning | source |"));
    for (const ProgrammeKey& key : programme_keys())
        if (key.programme == kind.name)
            std::cout << fmt::format("| `{}` | {} | {}; {} | {} | {} |\n", key.name,
                                     key.standard.empty() ? say("none") : fmt::format("`{}`", key.standard), say(key.unit),
                                     range_of(key, true), say(key.meaning), say(key.source));
    std::cout << "\n";
}

nlohmann::ordered_json as_json(const ProgrammeKind& kind)
{
    nlohmann::ordered_json out{{"programme", kind.name}, {"title", kind.title}, {"title_zh", kind.title_zh}, {"mechanism", kind.mechanism}};
    out["keys"] = nlohmann::ordered_json::array();
    for (const ProgrammeKey& key : programme_keys())
        if (key.programme == kind.name)
            out["keys"].push_back({{"key", key.name}, {"standard", key.standard}, {"unit", key.unit}, {"range", range_of(key, false)},
                                   {"meaning", key.meaning}, {"source", key.source}});
    return out;
}

} // namespace

int programmes_command(const Arguments& arguments)
{
    Options options("hearth programmes [NAME] [--format text|md|json]",
                    say("The programmes a scenario may switch on: what they do, their keys, standard values and sources."));
    options.add()("name", po::value<std::string>(), say("one programme (default: all)").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("text, md or json").c_str());
    options.positional("name", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string format = options.get<std::string>("format");
    if (format != "text" && format != "md" && format != "json") throw UsageError(say("--format = {} (text, md or json)", format));
    const std::string wanted = options.has("name") ? options.get<std::string>("name") : "";
    const std::vector<std::string> known = known_programmes();
    if (!wanted.empty() && std::find(known.begin(), known.end(), wanted) == known.end()) {
        const std::string near = nearest(wanted, known);
        throw UsageError(near.empty() ? say("there is no programme \"{}\" (hearth programmes lists them)", wanted)
                                      : say("there is no programme \"{}\"; the nearest is \"{}\" (hearth programmes lists them)", wanted, near));
    }
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const ProgrammeKind& kind : programme_kinds()) {
        if (!wanted.empty() && kind.name != wanted) continue;
        if (format == "text") print_text(kind);
        else if (format == "md") print_markdown(kind);
        else all.push_back(as_json(kind));
    }
    if (format == "json") std::cout << all.dump(1) << "\n";
    return exit_code::done;
}

} // namespace hearth
