#include "hearth/scenario_record.hpp"

#include <nlohmann/json.hpp>

#include "output/results.hpp"

namespace hearth {

std::map<std::string, std::string> record_of_scenarios(const std::vector<Scenario>& scenarios)
{
    std::string texts;
    nlohmann::ordered_json digests = nlohmann::ordered_json::object(), titles = nlohmann::ordered_json::object(),
                           chinese = nlohmann::ordered_json::object();
    for (const Scenario& scenario : scenarios) {
        texts += "# scenario " + scenario.name + "\n" + scenario.source + "\n";
        digests[scenario.name] = digest(scenario.source);
        titles[scenario.name] = scenario.title;
        if (!scenario.title_zh.empty()) chinese[scenario.name] = scenario.title_zh;
    }
    return {{"scenario_text", texts}, {"scenario_digest", digests.dump()}, {"scenario_title", titles.dump()}, {"scenario_title_zh", chinese.dump()}};
}

} // namespace hearth
