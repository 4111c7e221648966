#include "hearth/scenario_record.hpp"

#include <nlohmann/json.hpp>

#include "output/results.hpp"

namespace hearth {

std::map<std::string, std::string> record_of_scenarios(const std::vector<Scenario>& scenarios)
{
    std::string texts;
    nlohmann::ordered_json digests = nlohmann::ordered_json::object(), titles = nlohmann::ordered_json::object();
    for (const Scenario& scenario : scenarios) {
        texts += "# scenario " + scenario.name + "\n" + scenario.source + "\n";
        digests[scenario.name] = digest(scenario.source);
        titles[scenario.name] = scenario.title;
    }
    return {{"scenario_text", texts}, {"scenario_digest", digests.dump()}, {"scenario_title", titles.dump()}};
}

} // namespace hearth
