#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <omp.h>
#include <unistd.h>

#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "hearth/posterior_run.hpp"
#include "hearth/provisions.hpp"
#include "hearth/scenario_record.hpp"
#include "hearth/sidecar.hpp"
#include "hearth/version.hpp"
#include "output/results.hpp"
#include "output/tables.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

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
    o.add()("input", po::value<std::string>(), say("input made by hearth import").c_str())(
        "scenario", po::value<std::vector<std::string>>()->composing(), say("scenario file; repeat for several").c_str())(
        "years", po::value<int>()->default_value(10), say("years from the input's base year").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "draws", po::value<int>()->default_value(1), say("draws of luck").c_str())(
        "population", po::value<double>(), say("about this many persons instead of all").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all").c_str())(
        "posterior", po::value<std::string>(), say("parameters from a posterior made by hearth calibrate").c_str())(
        "posterior-as", po::value<std::string>()->default_value("draws"), say("draws (another for each draw of luck) or mean").c_str())(
        "no-twin", say("leave out the illness-off twin").c_str())(
        "attribution", say("split poverty due to illness by channel, and live the world of free behaviour beside it").c_str())(
        "no-mechanical", say("leave out the reforms with care frozen (no mechanical and behavioural parts)").c_str())(
        "loop", po::value<std::string>()->default_value("village"), say("outer loop: village or year (same bits)").c_str())(
        "out", po::value<std::string>(), say("results file to write (HDF5)").c_str())(
        "quiet", say("no progress and no summary").c_str())("json", say("summary as JSON on standard output").c_str());
}

RunSettings settings_from(const Options& o)
{
    RunSettings s;
    s.years = o.get<int>("years");
    s.draws = o.get<int>("draws");
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    s.worlds.twin = !o.has("no-twin");
    s.worlds.attribution = o.has("attribution");
    s.worlds.mechanical = !o.has("no-mechanical");
    if (s.worlds.attribution && !s.worlds.twin) throw UsageError(say("--attribution needs the twin (leave out --no-twin)"));
    const std::string loop = o.get<std::string>("loop");
    if (loop != "village" && loop != "year") throw UsageError(say("--loop = {} (village or year)", loop));
    s.order = loop == "village" ? LoopOrder::village_outer : LoopOrder::year_outer;
    if (s.years < 1 || s.years > 200) throw UsageError(say("--years must lie in [1, 200]"));
    if (s.draws < 1 || s.draws > 100'000) throw UsageError(say("--draws must lie in [1, 100000]"));
    if (s.threads < 0 || s.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    return s;
}

// Every thread keeps the tallies of all draws: too many would end in the middle of a long run.
void refuse_beyond_memory(const RunSettings& s, std::size_t scenarios)
{
    const std::size_t arms = s.worlds.mechanical ? 2 * scenarios - 1 : scenarios;
    const double threads = s.threads > 0 ? s.threads : omp_get_max_threads();
    const double needed = (threads + 1.0) * static_cast<double>(arms) * s.draws * s.years * static_cast<double>(sizeof(Tally));
    const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (needed > 0.8 * there)
        throw UsageError(say("--draws {} of {} scenario(s) need {:.1f} GB of memory on {:.0f} threads (this machine has {:.1f}; "
                             "fewer draws, years or --threads, or --no-mechanical)", s.draws, scenarios, needed * 1e-9, threads, there * 1e-9));
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
        std::cerr << "\r" << say("{:>3.0f} %  {:.0f} s done, about {:.0f} s left", share * 100, elapsed, left) << "   "
                  << (done == all ? "\n" : "");
    };
}

void record(Results& r, const std::vector<Scenario>& scenarios, const std::string& input,
            const RunSettings& s)
{
    r.record = {{"program_version", version}, {"program_commit", commit},
                {"input_digest", digest_file(input)}, {"reference_scenario", r.scenarios.front()},
                {"twin", s.worlds.twin ? "illness never happens; labels, premiums and transfers frozen" : "off"},
                {"sampled_share", fmt::format("{}", s.sampled)}};
    r.record.merge(record_of_scenarios(scenarios));
    r.record_numbers = {{"seed", static_cast<std::int64_t>(s.seed)}};
}

void write_log(const std::string& out, const Arguments& arguments, const RunSettings& s, double seconds, double person_years)
{
    end_sidecar(out, "run", arguments, "complete", {{"seconds", seconds}, {"threads", s.threads > 0 ? s.threads : omp_get_max_threads()},
                                                    {"person_years_per_second", person_years / seconds}});
}

std::optional<PosteriorUse> posterior_from(const Options& o, const std::string& input)
{
    const std::string as = o.get<std::string>("posterior-as");
    if (as != "draws" && as != "mean") throw UsageError(say("--posterior-as = {} (draws or mean)", as));
    if (!o.has("posterior")) {
        if (o.given("posterior-as")) throw UsageError(say("--posterior-as needs --posterior"));
        return {};
    }
    PosteriorUse use{o.get<std::string>("posterior"), {}, as == "draws"};
    use.posterior = fit::read_posterior(use.path);
    if (use.posterior.input_digest != digest_file(input))
        std::cerr << say("note: {} was fitted to another version of {}; its values are used all the same", use.path, input) << "\n";
    if (use.posterior.status != "converged")
        std::cerr << say("note: {} has status {}: its draws are not to be trusted", use.path, use.posterior.status) << "\n";
    return use;
}

double person_years_of(const Results& r, double scale)
{
    double sum = 0.0;
    const auto* population = r.find("population");
    for (std::size_t y = 0; y < r.years.size(); ++y)
        for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) sum += r.at(*population, 0, y, 0, d);
    return sum / scale;
}

// Programmes in force that covered nobody in the years lived.
void note_programmes_without_people(const Results& r, const std::vector<Plan>& plans)
{
    const Results::Variable* covered = r.find("programme_persons");
    for (std::size_t s = 0; s < plans.size(); ++s)
        for (const ProgrammePlan& p : plans[s].policy.programmes) {
            const bool in_force = std::any_of(p.reached.begin(), p.reached.end(), [](double share) { return share > 0.0; });
            const auto g = static_cast<std::size_t>(std::find(r.groups.begin(), r.groups.end(), "programme:" + p.name) - r.groups.begin());
            double persons = 0.0;
            for (std::size_t y = 0; y < r.years.size(); ++y)
                for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) persons += r.at(*covered, s, y, g, d);
            if (in_force && persons == 0.0)
                std::cerr << say("{}: note: programme.{} has no effect: nobody in the counties it is for held its categories while it was in force",
                                 plans[s].policy.name, p.name) << "\n";
        }
}

struct Ran {
    Results results;
    double seconds;
    double person_years; //!< of one scenario, burn-in not counted
};

Ran simulate(const World& world, const std::vector<Plan>& plans, const RunSettings& s, bool quiet)
{
    const Settlements where = settle_villages(world);
    const VillageMaker make = village_maker(world, where, s);
    const auto start = Clock::now();
    const RunResult run = hearth::run(world, plans, make, where.villages(), s, progress_on_terminal(quiet));
    const double seconds = seconds_since(start);
    const double scale = scale_of(world, run.founders, s.sampled);
    if (run.unsettled > 0)
        std::cerr << (run.unsettled == 1
                          ? say("note: in 1 year beds did not settle within half a hundredth or a month in one bed (the last attempt is kept)")
                          : say("note: in {} years beds did not settle within half a hundredth or a month in one bed (the last attempt is kept)", run.unsettled))
                  << "\n";
    Results results = make_results(world, plans, run, scale, s.worlds);
    const double person_years = person_years_of(results, scale);
    return {std::move(results), seconds, person_years};
}

Ran simulate_draws(const std::string& input, const Study& study, const PosteriorUse& use, const RunSettings& s, bool quiet)
{
    const auto start = Clock::now();
    Results results = simulate_posterior(input, study.scenarios, use, s, progress_on_terminal(quiet));
    const double seconds = seconds_since(start);
    const double persons = results.at(*results.find("population"), 0, 0, 0, 0), simulated = results.at(*results.find("persons_simulated"), 0, 0, 0, 0);
    const double person_years = person_years_of(results, simulated > 0.0 ? persons / simulated : 1.0);
    return {std::move(results), seconds, person_years};
}

void tell_written(const std::string& out, const Ran& ran, std::size_t scenarios, const RunSettings& s)
{
    const std::string worlds = scenarios == 1 ? say("1 scenario") : say("{} scenarios", scenarios);
    const std::string draws = s.draws == 1 ? say("1 draw") : say("{} draws", s.draws);
    std::cerr << say("wrote {}: {}, {} years, {}, {:.2f} s, {:.2f} million person-years a second a scenario", out, worlds, s.years, draws,
                     ran.seconds, ran.person_years * static_cast<double>(scenarios) / ran.seconds * 1e-6) << "\n";
}

} // namespace

int run_command(const Arguments& arguments)
{
    Options options("hearth run --input I.h5 --scenario S.toml [--scenario S2.toml ...] --out R.h5",
                    say("Simulates a population under one or several scenarios with the same luck."));
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string input = options.required("input");
    const std::string out = options.required("out");
    if (!options.has("scenario")) throw UsageError(say("--scenario is missing"));
    RunSettings settings = settings_from(options);
    const bool quiet = options.has("quiet");

    const auto paths = options.get<std::vector<std::string>>("scenario");
    const std::optional<PosteriorUse> posterior = posterior_from(options, input);
    Study study = read_study(input, paths, settings.years, posterior ? [&](Tables& t) { posterior->put(t, {}); } : std::function<void(Tables&)>{});
    std::vector<std::string> read{input};
    if (posterior) read.push_back(posterior->path);
    for (const Scenario& s : study.scenarios) read.insert(read.end(), s.files.begin(), s.files.end());
    refuse_overwriting(out, read);
    if (options.has("population")) settings.sampled = sampled_share(options.get<double>("population"), study.world);
    refuse_beyond_memory(settings, study.scenarios.size());
    study.plans = make_plans(study.world, study.scenarios, quiet);
    if (settings.worlds.attribution && study.scenarios.size() != paths.size()) throw UsageError(say("--attribution: not with a [sweep]"));
    const Provisions provisions = settings.worlds.attribution ? provisions_of(study, paths) : Provisions{};
    if (posterior && posterior->as_draws && !provisions.names.empty())
        throw UsageError(say("--attribution splits provisions at one set of parameters: --posterior-as mean"));
    begin_sidecar(out, "run", arguments);
    Ran ran = posterior && posterior->as_draws ? simulate_draws(input, study, *posterior, settings, quiet) : simulate(study.world, study.plans, settings, quiet);
    if (!provisions.names.empty()) share_provisions(ran.results, study, provisions, settings, quiet);
    if (!quiet) note_programmes_without_people(ran.results, study.plans);
    record(ran.results, study.scenarios, input, settings);
    if (posterior) {
        ran.results.record["posterior_digest"] = digest_file(posterior->path);
        ran.results.record["posterior_as"] = posterior->as_draws ? "draws" : "mean";
    }
    write_results(out, ran.results);
    write_log(out, arguments, settings, ran.seconds, ran.person_years);
    if (options.has("json")) {
        TableQuery query;
        query.groups = {"all"};
        std::cout << print_rows(tidy_rows(ran.results, query), Format::json);
    }
    if (!quiet) tell_written(out, ran, study.plans.size(), settings);
    return exit_code::done;
}

} // namespace hearth
