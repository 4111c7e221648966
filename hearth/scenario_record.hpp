// What a results file keeps of its scenarios.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace hearth {

//! Root attributes of docs/formats/results.md: scenario_text, scenario_digest, scenario_title, scenario_title_zh.
std::map<std::string, std::string> record_of_scenarios(const std::vector<Scenario>& scenarios);

} // namespace hearth
