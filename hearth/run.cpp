#include <chrono>
#include <cmath>
#include <iostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <omp.h>
#include <unistd.h>

#include "calibration/world_builder.hpp"
#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/version.hpp"
#include "output/results.hpp"
#include "output/tables.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void declare(Options& o)
{
    o.add()("input", po::value<std::string>(), "input made by hearth import")(
        "scenario", po::value<std::vector<std::string>>()->composing(), "scenario file; repeat for several")(
        "years", po::value<int>()->default_value(10), "years from the input's base year")(
        "seed", po::value<std::uint64_t>()->default_value(1), "seed of all luck")(
        "draws", po::value<int>()->default_value(1), "draws of luck")(
        "population", po::value<double>(), "about this many persons instead of all")(
        "threads", po::value<int>()->default_value(0), "threads; 0 = all")(
        "no-twin", "leave out the illness-off twin")(
        "loop", po::value<std::string>()->default_value("village"), "outer loop: village or year (same bits)")(
        "out", po::value<std::string>(), "results file to write (HDF5)")(
        "quiet", "no progress and no summary")("json", "summary as JSON on standard output");
}

RunSettings settings_from(const Options& o)
{
    RunSettings s;
    s.years = o.get<int>("years");
    s.draws = o.get<int>("draws");
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    s.with_twin = !o.has("no-twin");
    const std::string loop = o.get<std::string>("loop");
    if (loop != "village" && loop != "year") throw UsageError("--loop = " + loop + " (village or year)");
    s.order = loop == "village" ? LoopOrder::village_outer : LoopOrder::year_outer;
    if (s.years < 1 || s.years > 200) throw UsageError("--years must lie in [1, 200]");
    if (s.draws < 1 || s.draws > 100'000) throw UsageError("--draws must lie in [1, 100000]");
    if (s.threads < 0 || s.threads > 1024) throw UsageError("--threads must lie in [0, 1024]");
    return s;
}

std::vector<Plan> make_plans(const World& world, const std::vector<Scenario>& scenarios, bool quiet)
{
    std::vector<Plan> plans;
    std::set<std::string> names;
    for (const Scenario& s : scenarios) {
        if (!names.insert(s.name).second)
            throw InputError("two scenarios are named \"" + s.name + "\" (each run needs its own name)");
        Policy policy = build_policy(world, s);
        if (!quiet)
            for (const std::string& note : policy.notes) std::cerr << s.name << ": note: " << note << "\n";
        ExpectedPrices prices(world, policy);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    return plans;
}

// Progress with remaining time on a terminal, nothing elsewhere.
Progress progress_on_terminal(bool quiet)
{
    if (quiet || !isatty(STDERR_FILENO)) return {};
    const auto start = Clock::now();
    auto last = std::make_shared<double>(-1.0);
    return [start, last](std::size_t done, std::size_t all) {
        const double elapsed = seconds_since(start);
        if (elapsed - *last < 0.2 && done < all) return;
        *last = elapsed;
        const double share = static_cast<double>(done) / static_cast<double>(all);
        const double left = elapsed / share * (1.0 - share);
        std::cerr << fmt::format("\r{:>3.0f} %  {:.0f} s done, about {:.0f} s left   ", share * 100, elapsed, left)
                  << (done == all ? "\n" : "");
    };
}

void record(Results& r, const std::vector<Scenario>& scenarios, const std::string& input,
            const RunSettings& s, double sampled)
{
    std::string all;
    nlohmann::ordered_json digests;
    for (const Scenario& scenario : scenarios) {
        all += "# scenario " + scenario.name + "\n" + scenario.source + "\n";
        digests[scenario.name] = digest(scenario.source);
    }
    r.record = {{"program_version", version}, {"program_commit", commit},
                {"input_digest", digest_file(input)}, {"scenario_digest", digests.dump()},
                {"scenario_text", all}, {"reference_scenario", r.scenarios.front()},
                {"twin", s.with_twin ? "illness never happens; labels, premiums and transfers frozen" : "off"},
                {"sampled_share", fmt::format("{}", sampled)}};
    r.record_numbers = {{"seed", static_cast<std::int64_t>(s.seed)}};
}

void write_log(const std::string& out, const RunSettings& s, double seconds, double person_years)
{
    nlohmann::ordered_json log{{"status", "complete"}, {"seconds", seconds}, {"threads", s.threads > 0 ? s.threads : omp_get_max_threads()},
                               {"person_years_per_second", person_years / seconds}};
    store::write_text(out + ".log.json", log.dump(1) + "\n");
}

double person_years_of(const Results& r, double scale)
{
    double sum = 0.0;
    const auto* population = r.find("population");
    for (std::size_t y = 0; y < r.years.size(); ++y)
        for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) sum += r.at(*population, 0, y, 0, d);
    return sum / scale;
}

struct Ran {
    Results results;
    double seconds;
    double person_years; //!< of one scenario, burn-in not counted
};

Ran simulate(const World& world, const std::vector<Plan>& plans, const RunSettings& s, double sampled, bool quiet)
{
    const Settlements where = settle_villages(world);
    const Luck population(s.seed, Stream::population, 0);
    const VillageMaker make = [&](std::uint32_t number) {
        return synthesize(world, where, number, population, sampled);
    };
    const auto start = Clock::now();
    const RunResult run = hearth::run(world, plans, make, where.villages(), s, progress_on_terminal(quiet));
    const double seconds = seconds_since(start);
    const double scale = scale_of(world, run.founders, sampled);
    Results results = make_results(world, plans, run, scale, s.with_twin);
    const double person_years = person_years_of(results, scale);
    return {std::move(results), seconds, person_years};
}

} // namespace

int run_command(const Arguments& arguments)
{
    Options options("hearth run --input I.h5 --scenario S.toml [--scenario S2.toml ...] --out R.h5",
                    "Simulates a population under one or several scenarios with the same luck.");
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string input = options.required("input");
    const std::string out = options.required("out");
    if (!options.has("scenario")) throw UsageError("--scenario is missing");
    RunSettings settings = settings_from(options);
    const bool quiet = options.has("quiet");

    Faults faults;
    const Tables tables = read_tables(input, faults);
    faults.refuse_if_any();
    check_tables(tables, faults);
    faults.refuse_if_any();
    const World world = build_world(tables, settings.years);
    std::vector<Scenario> scenarios;
    std::string wrong;
    for (const std::string& path : options.get<std::vector<std::string>>("scenario")) try {
            scenarios.push_back(read_scenario(path));
        } catch (const InputError& error) {
            wrong += (wrong.empty() ? "" : "\n") + std::string(error.what());
        }
    if (!wrong.empty()) throw InputError(wrong);
    std::vector<std::string> read{input};
    for (const Scenario& s : scenarios) read.insert(read.end(), s.files.begin(), s.files.end());
    refuse_overwriting(out, read);
    double sampled = 1.0;
    if (options.has("population")) {
        const double wanted = options.get<double>("population");
        if (!(wanted >= 1.0)) throw UsageError("--population must be at least 1");
        sampled = std::min(1.0, wanted / world.persons);
    }
    settings.sampled = sampled;
    const std::vector<Plan> plans = make_plans(world, scenarios, quiet);
    store::write_text(out + ".log.json", "{\n \"status\": \"running\"\n}\n"); // also: can we write there?
    Ran ran = simulate(world, plans, settings, sampled, quiet);
    record(ran.results, scenarios, input, settings, sampled);
    write_results(out, ran.results);
    write_log(out, settings, ran.seconds, ran.person_years);
    if (options.has("json")) {
        TableQuery query;
        query.groups = {"all"};
        std::cout << print_rows(tidy_rows(ran.results, query), Format::json);
    }
    if (!quiet)
        std::cerr << fmt::format("wrote {}: {} scenario{}, {} years, {} draw{}, {:.2f} s, {:.2f} million "
                                 "person-years a second a scenario\n",
                                 out, plans.size(), plans.size() == 1 ? "" : "s", settings.years, settings.draws,
                                 settings.draws == 1 ? "" : "s", ran.seconds,
                                 ran.person_years * static_cast<double>(plans.size()) / ran.seconds * 1e-6);
    return exit_code::done;
}

} // namespace hearth
