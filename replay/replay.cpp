#include "replay/replay.hpp"

#include <omp.h>

#include <functional>
#include <optional>

#include "replay/passes.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

std::string told(const std::string& file, std::span<const RowFault> faults, bool show_values)
{
    constexpr std::size_t most_told = 20;
    std::string all;
    for (const RowFault& f : faults.first(std::min(faults.size(), most_told))) {
        all += (all.empty() ? "" : "\n") + file + ":" + std::to_string(f.line) + ": ";
        if (!f.column.empty()) all += f.column;
        if (!f.column.empty() && show_values) all += " = \"" + f.value + "\"";
        all += f.column.empty() ? f.shown : " (" + f.shown + ")";
    }
    if (faults.size() > most_told)
        all += "\n" + say("... and {} more up to line {}", faults.size() - most_told, faults.back().line);
    return all;
}

namespace {

// Everyone's change against the first scenario, in all and by label seen on any of their claims.
std::vector<GainsAndLosses> changes(const std::vector<std::unique_ptr<Desk>>& desks, std::size_t s)
{
    std::vector<GainsAndLosses> all(most_labels + 2);
    const auto count = [](GainsAndLosses& g, Money less) {
        if (less > Money{}) { g.gainers += 1; g.gained += less; }
        else if (less < Money{}) { g.losers += 1; g.lost -= less; g.largest_loss = max(g.largest_loss, -less); }
        else g.unchanged += 1;
    };
    for (const auto& desk : desks)
        desk->each_person([&](std::uint32_t labels, const std::array<Money, most_scenarios>& own) {
            const Money less = own[0] - own[s];
            count(all[0], less);
            if (labels == 0) count(all[most_labels + 1], less);
            for (std::size_t i = 0; i < most_labels; ++i)
                if (labels >> i & 1) count(all[i + 1], less);
        });
    return all;
}

Replayed gather(const Vocabulary& vocabulary, std::span<const Scenario> scenarios,
                const std::vector<std::unique_ptr<Desk>>& desks)
{
    Replayed out;
    out.labels = vocabulary.categories;
    out.totals.resize(scenarios.size());
    for (const auto& desk : desks) {
        desk->each_person([&](std::uint32_t, const auto&) { ++out.persons; });
        for (std::size_t s = 0; s < scenarios.size(); ++s) out.totals[s].add(desk->totals(s));
        for (ExplainedClaim& e : desk->explained()) out.explained.push_back(std::move(e));
    }
    for (std::size_t s = 1; s < scenarios.size(); ++s) out.changes.push_back(changes(desks, s));
    return out;
}

} // namespace

Replayed replay(std::span<const Scenario> scenarios, const ReplayOptions& options)
{
    if (scenarios.empty() || scenarios.size() > most_scenarios)
        throw InputError(say("settle takes one to four scenarios"));
    const Vocabulary vocabulary(scenarios);
    const bool joined = std::any_of(scenarios.begin(), scenarios.end(),
                                    [](const Scenario& s) { return s.stack.joins_persons(); });
    Passes passes(scenarios, vocabulary, options);
    bool sorted = joined;
    if (!joined && !passes.stream()) { // some claim comes after a later one of the same person
        passes.begin_again();
        sorted = true;
    }
    if (sorted) passes.sort_and_settle();
    passes.publish();
    Replayed out = gather(vocabulary, scenarios, passes.desks());
    out.skipped = passes.skipped();
    out.sorted = sorted;
    return out;
}

} // namespace hearth
