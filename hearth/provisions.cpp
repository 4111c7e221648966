#include "hearth/provisions.hpp"

#include <iostream>

#include <fmt/format.h>

#include "output/shares.hpp"
#include "sim/base/error.hpp"

namespace hearth {

Provisions provisions_of(const Study& study, const std::vector<std::string>& paths)
{
    Provisions found;
    for (std::size_t s = 0; s < study.scenarios.size(); ++s) {
        const Scenario& scenario = study.scenarios[s];
        if (scenario.provisions.empty()) continue;
        if (!found.names.empty())
            throw InputError("scenarios " + study.scenarios[found.scenario].name + " and " + scenario.name
                             + " both have provisions (--attribution splits one reform a run)");
        if (scenario.provisions.size() > most_provisions)
            throw InputError(fmt::format("scenario {}: {} provisions (at most {} are split)", scenario.name,
                                         scenario.provisions.size(), most_provisions));
        found.scenario = s;
        found.names = scenario.provisions;
    }
    for (std::size_t c = 0; !found.names.empty() && c < std::size_t{1} << found.names.size(); ++c) {
        std::vector<std::string> chosen;
        for (std::size_t i = 0; i < found.names.size(); ++i)
            if (c >> i & 1) chosen.push_back(found.names[i]);
        found.coalitions.push_back(read_scenario(paths[found.scenario], &chosen));
        found.coalitions.back().name += fmt::format(" {}", c);
    }
    return found;
}

void share_provisions(Results& results, const Study& study, const Provisions& provisions, const RunSettings& settings,
                      bool quiet)
{
    if (!quiet)
        std::cerr << fmt::format("{}: living {} coalitions of {} provisions\n", study.scenarios[provisions.scenario].name,
                                 provisions.coalitions.size(), provisions.names.size());
    // The run's first scenario comes first here too: burn-in is in its terms.
    std::vector<Scenario> scenarios{study.scenarios.front()};
    scenarios.insert(scenarios.end(), provisions.coalitions.begin(), provisions.coalitions.end());
    const std::vector<Plan> plans = make_plans(study.world, scenarios, true);
    RunSettings s = settings;
    s.worlds = {settings.worlds.twin, false, false};
    const Settlements where = settle_villages(study.world);
    const RunResult run = hearth::run(study.world, plans, village_maker(study.world, where, s), where.villages(), s, {});
    const Results lived = make_results(study.world, plans, run, scale_of(study.world, run.founders, s.sampled), s.worlds);
    results.provisions = provisions.names;
    results.reform = study.scenarios[provisions.scenario].name;
    results.shares = shapley_shares(lived, 1, provisions.names.size(), results.groups);
}

} // namespace hearth
