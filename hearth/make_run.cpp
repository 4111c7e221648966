#include "hearth/make_run.hpp"

#include <iostream>
#include <set>

#include "hearth/options.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

Study read_study(const std::string& input, const std::vector<std::string>& paths, int years,
                 const std::function<void(Tables&)>& adjust)
{
    Tables tables = checked_tables(input);
    if (adjust) adjust(tables);
    Study study{build_world(tables, years), {}, {}};
    std::string wrong;
    for (const std::string& path : paths) try {
            for (Scenario& s : read_scenarios(path)) study.scenarios.push_back(std::move(s));
        } catch (const InputError& error) {
            wrong += (wrong.empty() ? "" : "\n") + std::string(error.what());
        }
    if (!wrong.empty()) throw InputError(wrong);
    return study;
}

Tables checked_tables(const std::string& input)
{
    Faults faults;
    Tables tables = read_tables(input, faults);
    faults.refuse_if_any();
    check_tables(tables, faults);
    faults.refuse_if_any();
    return tables;
}

std::vector<Plan> make_plans(const World& world, const std::vector<Scenario>& scenarios, bool quiet)
{
    std::vector<Plan> plans;
    PriceMemo memo; // scenarios share most expected prices
    std::set<std::string> names;
    for (const Scenario& s : scenarios) {
        if (!names.insert(s.name).second)
            throw InputError(say("two scenarios are named \"{}\" (each run needs its own name)", s.name));
        Policy policy = build_policy(world, s);
        if (!quiet)
            for (const std::string& note : policy.notes) std::cerr << say("{}: note: {}", s.name, note) << "\n";
        ExpectedPrices prices(world, policy, &memo);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    return plans;
}

double sampled_share(double persons, const World& world)
{
    if (!(persons >= 1.0)) throw UsageError(say("--population must be at least 1"));
    return std::min(1.0, persons / world.persons);
}

VillageMaker village_maker(const World& world, const Settlements& where, const RunSettings& settings)
{
    const Luck population(settings.seed, Stream::population, 0);
    return [&world, &where, population, sampled = settings.sampled](std::uint32_t number) {
        return synthesize(world, where, number, population, sampled);
    };
}

Format format_named(const std::string& name)
{
    if (name == "csv") return Format::csv;
    if (name == "json") return Format::json;
    if (name == "md") return Format::markdown;
    if (name == "tsv") return Format::tsv;
    if (name == "text") return Format::text;
    throw UsageError(say("--format = {} (text, csv, tsv, json or md)", name));
}

} // namespace hearth
