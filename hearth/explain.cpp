// hearth explain: one household's life, every bill, layer and coping step, beside its life without illness.
#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hearth/find_households.hpp"
#include "hearth/options.hpp"
#include "output/household_text.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

void declare(Options& o)
{
    o.add()("results", po::value<std::string>(), say("results file whose run is explained (seed, years, sample)").c_str())(
        "input", po::value<std::string>(), say("input made by hearth import").c_str())(
        "scenario", po::value<std::vector<std::string>>()->composing(), say("scenario files, as given to hearth run").c_str())(
        "of", po::value<std::string>(), say("scenario to tell (default: the first)").c_str())(
        "household", po::value<std::string>(), say("the household's number").c_str())(
        "find", po::value<std::string>(), say("list households instead: poor-by-illness, deaths, debt, monitored or any").c_str())(
        "years", po::value<int>()->default_value(10), say("years from the input's base year").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "draw", po::value<int>()->default_value(0), say("draw of luck to tell").c_str())(
        "population", po::value<double>(), say("the run's --population").c_str());
}

//! The settings of the run that is explained.
struct Told {
    RunSettings settings;
    std::size_t scenario = 0;
    int draw = 0;
};

// Of a results file: its seed, years and sample; input and scenarios must be the run's own.
void follow_results(const Options& o, const Study& study, Told& told)
{
    const std::string path = o.get<std::string>("results");
    const Results r = read_results(path);
    if (r.record.at("input_digest") != digest_file(o.required("input")))
        throw InputError(say("{}: was made from another input than {}", path, o.get<std::string>("input")));
    const auto digests = nlohmann::json::parse(r.record.at("scenario_digest"));
    std::vector<std::string> given;
    for (const Scenario& s : study.scenarios) {
        given.push_back(s.name);
        if (!digests.contains(s.name) || digests[s.name] != digest(s.source))
            throw InputError(say("{}: scenario {} is not the one of that run", path, s.name));
    }
    if (given.empty() || r.scenarios.empty() || given.front() != r.scenarios.front())
        throw InputError(say("{}: the run's first scenario is {} (name it first: burn-in is in its terms)", path, r.scenarios.front()));
    if (told.draw >= r.draws)
        throw InputError(say("{}: has draws 0 to {}, not {}", path, r.draws - 1, told.draw));
    told.settings.years = static_cast<int>(r.years.size());
    told.settings.seed = static_cast<std::uint64_t>(r.record_numbers.at("seed"));
    told.settings.sampled = std::stod(r.record.at("sampled_share"));
}

std::uint64_t household_number(const std::string& text)
{
    std::uint64_t id = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || id > (std::uint64_t{1} << 53))
            throw UsageError(say("--household = {} (a whole number; hearth explain --find any lists some)", text));
        id = id * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return id;
}

bool joined_by_funds(const std::vector<Plan>& plans)
{
    return std::any_of(plans.begin(), plans.end(), [](const Plan& p) { return p.policy.stack.joins_persons(); });
}

// Lives the villages that matter: one, unless funds that run dry join them all.
void live_story(const Study& study, const Told& told, HouseholdStory& story)
{
    const Settlements where = settle_villages(study.world);
    const std::uint64_t village = story.household >> 36;
    if (village >= where.villages())
        throw InputError(say("household {} does not exist (there are {} villages)", story.household, where.villages()));
    RunSettings settings = told.settings;
    settings.first_draw = told.draw;
    settings.story = &story;
    const VillageMaker make = village_maker(study.world, where, settings);
    if (joined_by_funds(study.plans))
        run(study.world, study.plans, make, where.villages(), settings, {});
    else
        run(study.world, study.plans, [&](std::uint32_t) { return make(static_cast<std::uint32_t>(village)); }, 1, settings, {});
    if (story.years.empty())
        throw InputError(say("household {} does not exist in this run, or nobody lived in it (hearth explain --find any)", story.household));
}

int list_households(const Study& study, const Told& told, const std::string& what)
{
    const std::vector<std::string> kinds{"any", "poor-by-illness", "deaths", "debt", "monitored"};
    if (std::find(kinds.begin(), kinds.end(), what) == kinds.end())
        throw UsageError(say("--find = {} (any, poor-by-illness, deaths, debt or monitored)", what));
    if (joined_by_funds(study.plans))
        throw InputError(say("--find lives villages one by one, and a fund of these scenarios may run dry (name a --household instead)"));
    const Settlements where = settle_villages(study.world);
    const VillageMaker make = village_maker(study.world, where, told.settings);
    std::vector<const Plan*> plans;
    for (const Plan& plan : study.plans) plans.push_back(&plan);
    constexpr std::size_t wanted = 10;
    std::vector<FoundHousehold> found;
    for (std::uint32_t v = 0; v < where.villages() && found.size() < wanted; ++v)
        find_in_village(study.world, plans, make(v), told.settings, told.draw, told.scenario, what, wanted, found);
    if (found.empty()) throw InputError(say("no household of that kind was found"));
    std::cout << fmt::format("{} {} {}  {}\n", padded(say("household"), 18), padded(say("county"), 12), padded(say("persons"), 7, true), say("in years"));
    for (const FoundHousehold& f : found)
        std::cout << fmt::format("{:<18} {:<12} {:>7}  {}\n", f.id, study.world.counties[static_cast<std::size_t>(f.county)].name,
                                 f.persons, f.years);
    return exit_code::done;
}

} // namespace

int explain_command(const Arguments& arguments)
{
    Options options("hearth explain [R.h5] --input I.h5 --scenario S.toml --household ID | --find poor-by-illness",
                    say("Tells one household's life in a run: members, labels, every need for care, bill and layer, its books and\n"
                        "coping, beside the same household without its illness. Not for decisions about a named household: nobody\n"
                        "in it exists."));
    declare(options);
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    if (!options.has("scenario")) throw UsageError(say("--scenario is missing"));
    Told told;
    told.settings.years = options.get<int>("years");
    told.settings.seed = options.get<std::uint64_t>("seed");
    told.settings.worlds = {true, true, false};
    told.draw = options.get<int>("draw");
    if (told.settings.years < 1 || told.settings.years > 200) throw UsageError(say("--years must lie in [1, 200]"));
    if (told.draw < 0 || told.draw >= 100'000) throw UsageError(say("--draw must lie in [0, 99999]"));
    Study study = read_study(options.required("input"), options.get<std::vector<std::string>>("scenario"), told.settings.years);
    if (options.has("population")) told.settings.sampled = sampled_share(options.get<double>("population"), study.world);
    if (options.has("results")) {
        follow_results(options, study, told);
        study = read_study(options.required("input"), options.get<std::vector<std::string>>("scenario"), told.settings.years);
    }
    study.plans = make_plans(study.world, study.scenarios, true);
    if (options.has("of")) {
        const std::string of = options.get<std::string>("of");
        const auto at = std::find_if(study.scenarios.begin(), study.scenarios.end(), [&](const Scenario& s) { return s.name == of; });
        if (at == study.scenarios.end()) throw InputError(say("scenario \"{}\" is not among those given", of));
        told.scenario = static_cast<std::size_t>(at - study.scenarios.begin());
    }
    if (options.has("find")) return list_households(study, told, options.get<std::string>("find"));
    HouseholdStory story;
    story.household = household_number(options.required("household"));
    story.scenario = told.scenario;
    story.draw = told.draw;
    live_story(study, told, story);
    std::cout << household_text(story, study.world, study.plans[told.scenario].policy);
    return exit_code::done;
}

} // namespace hearth
