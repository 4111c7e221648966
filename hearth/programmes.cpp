#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "scenarios/programmes.hpp"
#include "sim/base/error.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

std::string range_of(const ProgrammeKey& key)
{
    switch (key.kind) {
    case KeyKind::choice: return std::string(key.options);
    case KeyKind::tier: return "a tier";
    case KeyKind::tier_list: return "list of tiers";
    case KeyKind::diseases: return "list of disease codes";
    default: break;
    }
    const std::string range = fmt::format("{} to {}", key.lowest, key.highest);
    return key.kind == KeyKind::by_tier ? range + ", or a table by tier" : key.kind == KeyKind::by_disease ? range + ", or a table by disease" : range;
}

void print_text(const ProgrammeKind& kind)
{
    std::cout << fmt::format("[programme.{}]  {} ({})\n  {}\n", kind.name, kind.title, kind.title_zh, kind.mechanism);
    for (const ProgrammeKey& key : programme_keys()) {
        if (key.programme != kind.name) continue;
        std::cout << fmt::format("  {} = {}\n      {} ({}; {})\n      {}\n", key.name,
                                 key.standard.empty() ? "(acts only where given)" : key.standard, key.meaning, key.unit, range_of(key), key.source);
    }
    std::cout << "\n";
}

void print_markdown(const ProgrammeKind& kind)
{
    std::cout << fmt::format("### `{}`: {} ({})\n\n{}{}.\n\n| key | standard value | unit, range | meaning | source |\n| --- | --- | --- | --- | --- |\n",
                             kind.name, kind.title, kind.title_zh, static_cast<char>(std::toupper(kind.mechanism.front())), kind.mechanism.substr(1));
    for (const ProgrammeKey& key : programme_keys())
        if (key.programme == kind.name)
            std::cout << fmt::format("| `{}` | {} | {}; {} | {} | {} |\n", key.name, key.standard.empty() ? "none" : fmt::format("`{}`", key.standard),
                                     key.unit, range_of(key), key.meaning, key.source);
    std::cout << "\n";
}

nlohmann::ordered_json as_json(const ProgrammeKind& kind)
{
    nlohmann::ordered_json out{{"programme", kind.name}, {"title", kind.title}, {"title_zh", kind.title_zh}, {"mechanism", kind.mechanism}};
    out["keys"] = nlohmann::ordered_json::array();
    for (const ProgrammeKey& key : programme_keys())
        if (key.programme == kind.name)
            out["keys"].push_back({{"key", key.name}, {"standard", key.standard}, {"unit", key.unit}, {"range", range_of(key)},
                                   {"meaning", key.meaning}, {"source", key.source}});
    return out;
}

} // namespace

int programmes_command(const Arguments& arguments)
{
    Options options("hearth programmes [NAME] [--format text|md|json]",
                    "The programmes a scenario may switch on: what they do, their keys, standard values and sources.");
    options.add()("name", po::value<std::string>(), "one programme (default: all)")(
        "format", po::value<std::string>()->default_value("text"), "text, md or json");
    options.positional("name", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string format = options.get<std::string>("format");
    if (format != "text" && format != "md" && format != "json") throw UsageError("--format = " + format + " (text, md or json)");
    const std::string wanted = options.has("name") ? options.get<std::string>("name") : "";
    const std::vector<std::string> known = known_programmes();
    if (!wanted.empty() && std::find(known.begin(), known.end(), wanted) == known.end()) {
        const std::string near = nearest(wanted, known);
        throw UsageError("there is no programme \"" + wanted + "\"" + (near.empty() ? "" : "; the nearest is \"" + near + "\"")
                         + " (hearth programmes lists them)");
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
