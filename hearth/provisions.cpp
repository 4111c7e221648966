#include "hearth/provisions.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "output/shares.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

Provisions provisions_of(const Study& study, const std::vector<std::string>& paths)
{
    Provisions found;
    for (std::size_t s = 0; s < study.scenarios.size(); ++s) {
        const Scenario& scenario = study.scenarios[s];
        if (scenario.provisions.empty()) continue;
        if (!found.names.empty())
            throw InputError(say("scenarios {} and {} both have provisions (--attribution splits one reform a run)",
                                 study.scenarios[found.scenario].name, scenario.name));
        if (scenario.provisions.size() > most_provisions)
            throw InputError(say("scenario {}: {} provisions (at most {} are split)", scenario.name, scenario.provisions.size(), most_provisions));
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

namespace {

constexpr double most_bytes_of_tallies = 2e8; // a thread

// Puts the shares of some draws into those of all.
void put_draws(std::vector<Results::Variable>& all, const std::vector<Results::Variable>& part, int first, int draws, int of)
{
    if (all.empty())
        for (const Results::Variable& v : part) {
            all.push_back(v);
            all.back().values.assign(v.values.size() / static_cast<std::size_t>(draws) * static_cast<std::size_t>(of), 0.0);
        }
    for (std::size_t v = 0; v < part.size(); ++v)
        for (std::size_t i = 0; i < part[v].values.size(); ++i) {
            const std::size_t cell = i / static_cast<std::size_t>(draws);
            const std::size_t draw = i % static_cast<std::size_t>(draws) + static_cast<std::size_t>(first);
            all[v].values[cell * static_cast<std::size_t>(of) + draw] = part[v].values[i];
        }
}

} // namespace

void share_provisions(Results& results, const Study& study, const Provisions& provisions, const RunSettings& settings,
                      bool quiet)
{
    if (!quiet)
        std::cerr << say("{}: living {} coalitions of {} provisions", study.scenarios[provisions.scenario].name,
                         provisions.coalitions.size(), provisions.names.size()) << "\n";
    // The run's first scenario comes first here too: burn-in is in its terms.
    std::vector<Scenario> scenarios{study.scenarios.front()};
    scenarios.insert(scenarios.end(), provisions.coalitions.begin(), provisions.coalitions.end());
    const std::vector<Plan> plans = make_plans(study.world, scenarios, true);
    const Settlements where = settle_villages(study.world);
    results.provisions = provisions.names;
    results.reform = study.scenarios[provisions.scenario].name;
    // In batches of draws: the tallies of all coalitions are kept for one batch at a time.
    const auto a_draw = static_cast<double>(plans.size()) * settings.years * static_cast<double>(sizeof(Tally));
    const int batch = std::max(1, static_cast<int>(most_bytes_of_tallies / a_draw));
    for (int first = 0; first < settings.draws; first += batch) {
        RunSettings s = settings;
        s.worlds = {settings.worlds.twin, false, false};
        s.first_draw = settings.first_draw + first;
        s.draws = std::min(batch, settings.draws - first);
        const RunResult run = hearth::run(study.world, plans, village_maker(study.world, where, s), where.villages(), s, {});
        const Results lived = make_results(study.world, plans, run, scale_of(study.world, run.founders, s.sampled), s.worlds);
        put_draws(results.shares, shapley_shares(lived, 1, provisions.names.size(), results.groups), first, s.draws, settings.draws);
    }
}

} // namespace hearth
