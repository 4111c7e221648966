// hearth calibrate: from priors and published figures to a posterior.
#include <omp.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fit/calibrate.hpp"
#include "fit/posterior_file.hpp"
#include "fit/summary.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "hearth/sidecar.hpp"
#include "hearth/version.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

std::atomic<bool> stop_asked{false};

void ask_to_stop(int) { stop_asked = true; }

void declare(Options& o)
{
    o.add()("input", po::value<std::string>(), say("input made by hearth import (tables priors and targets)").c_str())(
        "out", po::value<std::string>(), say("posterior to write (HDF5)").c_str())(
        "scenario", po::value<std::string>(), say("policy of the data's years; default: the shipped baseline").c_str())(
        "price-scenario", po::value<std::string>(), say("policy of the price experiment; default: as --scenario").c_str())(
        "algorithm", po::value<std::string>()->default_value("emulator"),
        say("emulator (verified posterior) or etki (ensemble alone, approximate)").c_str())(
        "population", po::value<double>()->default_value(20'000), say("persons of a run").c_str())(
        "budget-runs", po::value<std::uint64_t>()->default_value(0), say("at most so many runs; 0 = no limit").c_str())(
        "budget-seconds", po::value<double>()->default_value(0), say("begin no wave after so many seconds; 0 = no limit").c_str())(
        "resume", say("go on with what OUT.d holds").c_str())("restart", say("discard what OUT.d holds").c_str())(
        "preflight", say("live the prior's ensemble only and tell what it cannot meet").c_str())(
        "members", po::value<int>()->default_value(0), say("members of the ensemble; 0 = 10 a parameter, 80 to 160").c_str())(
        "training", po::value<int>()->default_value(0), say("runs of an emulator wave; 0 = 12 a parameter").c_str())(
        "verification", po::value<int>()->default_value(100), say("runs at posterior draws").c_str())(
        "chain", po::value<int>()->default_value(500), say("draws of each of four Markov chains; more until they mix").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all (same bits)").c_str())(
        "quiet", say("no progress and no summary").c_str())("json", say("summary as JSON on standard output").c_str());
}

fit::FitSettings settings_from(const Options& o)
{
    fit::FitSettings s;
    const std::string algorithm = o.get<std::string>("algorithm");
    if (algorithm != "emulator" && algorithm != "etki") throw UsageError(say("--algorithm = {} (emulator or etki)", algorithm));
    s.algorithm = algorithm == "etki" ? fit::Algorithm::etki : fit::Algorithm::emulator;
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    if (s.threads < 0 || s.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    if (s.threads == 0) s.threads = omp_get_max_threads();
    s.members = o.get<int>("members");
    if (s.members != 0 && (s.members < 10 || s.members > 10'000)) throw UsageError(say("--members must be 0 or lie in [10, 10000]"));
    s.training = o.get<int>("training");
    if (s.training != 0 && (s.training < 10 || s.training > 5'000)) throw UsageError(say("--training must be 0 or lie in [10, 5000]"));
    s.verification = o.get<int>("verification");
    if (s.verification < 10 || s.verification > 5'000) throw UsageError(say("--verification must lie in [10, 5000]"));
    s.draws = o.get<int>("chain");
    if (s.draws < 100 || s.draws > 1'000'000) throw UsageError(say("--chain must lie in [100, 1000000]"));
    if (o.has("resume") && o.has("restart")) throw UsageError(say("--resume and --restart exclude each other"));
    return s;
}

// The baseline that lies beside the program, in the build's tree or installed.
std::string shipped_baseline()
{
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const char* at : {"../share/hearth/scenarios/baseline.toml", "../../scenarios/baseline.toml"})
        if (std::filesystem::exists(program / at, ignored)) return (program / at).lexically_normal().string();
    throw UsageError(say("--scenario is missing (the shipped baseline does not lie beside the program)"));
}

struct Calibration {
    std::string input, out, scenario, price_scenario;
    fit::FitSettings settings;
    double persons;

    std::string identity(const Scenario& factual, const Scenario& priced) const
    {
        return fmt::format("{} {} input {} scenario {} price scenario {} seed {} persons {} members {} training {} verification {} chain {}", version, commit,
                           digest_file(input), digest(factual.source), digest(priced.source), settings.seed, persons, settings.members, settings.training,
                           settings.verification, settings.draws);
    }
};

// One line that is rewritten on a terminal; elsewhere only what stages tell.
struct ProgressLine {
    bool quiet, terminal;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::size_t before = 0; //!< runs of earlier batches
    double last = 0.0;

    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }
    void show(std::size_t done, std::size_t of)
    {
        if (quiet || !terminal) return;
        if (done < of && seconds() - last < 0.2) return;
        last = seconds();
        std::cerr << "\r  " << say("{} of {} runs of this wave, {} in all, {:.0f} s", done, of, before + done, last) << "   "
                  << (done == of ? "\r\x1b[K" : "");
        if (done == of) before += of;
    }
    void tell(const std::string& words, int runs_left, const fit::Runner& runner) const
    {
        if (quiet) return;
        const auto made = static_cast<double>(runner.simulated());
        const bool known = runs_left >= 0 && made > 0.0;
        const std::string told = known ? say("{}; about {:.0f} s left", words, std::max(1.0, runs_left * seconds() / made)) : words;
        std::cerr << fmt::format("{:>6.0f} s  {}\n", seconds(), told);
    }
};

fit::Record record_of(const Calibration& w, const Scenario& factual, const Scenario& priced)
{
    fit::Record r;
    r.words = {{"program_version", version}, {"program_commit", commit}, {"input_digest", digest_file(w.input)},
               {"scenario", factual.name}, {"scenario_digest", digest(factual.source)}, {"price_scenario", priced.name},
               {"price_scenario_digest", digest(priced.source)}, {"scenario_text", factual.source},
               {"algorithm", w.settings.algorithm == fit::Algorithm::etki ? "etki" : "emulator"},
               {"persons_asked", fmt::format("{}", w.persons)}};
    r.numbers = {{"seed", static_cast<std::int64_t>(w.settings.seed)}};
    return r;
}

void write_log(const std::string& out, const Arguments& arguments, const std::string& status, double seconds, int threads, std::uint64_t runs)
{
    end_sidecar(out, "calibrate", arguments, status, {{"seconds", seconds}, {"threads", threads}, {"runs_made_by_this_process", runs}});
}

void tell_task(const fit::Model& model, const fit::Task& task, double persons, std::size_t known)
{
    const auto held_out = std::count_if(model.targets().begin(), model.targets().end(), [](const Target& t) { return t.role == Role::holdout; });
    std::cerr << (known == 0 ? say("{} parameters, {} targets to fit, {} held out; {:.0f} persons a run, {} years", task.parameters, task.rows.size(),
                                   held_out, persons, model.years())
                             : say("{} parameters, {} targets to fit, {} held out; {:.0f} persons a run, {} years; {} runs known", task.parameters,
                                   task.rows.size(), held_out, persons, model.years(), known))
              << "\n";
    for (const Target& t : model.targets())
        if (t.role == Role::fit && t.discrepancy == 0.0)
            std::cerr << say("note: {} has discrepancy 0: it is taken to be of this place, year and definition", t.name()) << "\n";
}

int fit_and_write(const Calibration& w, const Options& o, const Arguments& arguments)
{
    const Scenario factual = read_scenario(w.scenario);
    const Scenario priced = w.price_scenario.empty() ? factual : read_scenario(w.price_scenario);
    const fit::Model model(checked_tables(w.input), factual, priced, w.persons);
    const fit::Task task = model.task();
    const std::string folder = w.out + ".d";
    if (std::filesystem::exists(folder + "/runs.journal") && !o.has("resume") && !o.has("restart"))
        throw InputError(say("{}: holds runs of an unfinished calibration (--resume goes on with them, --restart discards them)", folder));
    fit::Journal journal(folder, w.identity(factual, priced), o.has("restart"));
    ProgressLine line{o.has("quiet"), isatty(STDERR_FILENO) == 1};
    if (!line.quiet) tell_task(model, task, w.persons, journal.size());
    fit::Limits limits{o.get<std::uint64_t>("budget-runs"), o.get<double>("budget-seconds"), w.settings.threads, &stop_asked};
    fit::Runner runner([&](const fit::VectorXd& u, std::uint64_t seed, std::uint64_t systemic) { return model.outputs(u, seed, systemic); }, &journal, limits,
                       [&](std::size_t done, std::size_t of) { line.show(done, of); });
    begin_sidecar(w.out, "calibrate", arguments);
    std::signal(SIGINT, ask_to_stop);
    std::signal(SIGTERM, ask_to_stop);
    try {
        const fit::Fit result = fit::calibrate(task, w.settings, runner, [&](const std::string& words, int left) { line.tell(words, left, runner); }, o.has("preflight"));
        if (o.has("preflight")) {
            if (result.warnings.empty()) std::cout << say("the prior can meet every target and every pair of them") << "\n";
            for (const std::string& warning : result.warnings_shown) std::cout << warning << "\n";
            return exit_code::done;
        }
        write_posterior(w.out, model, task, result, runner.all(), record_of(w, factual, priced));
        write_log(w.out, arguments, name_of(result.status), line.seconds(), w.settings.threads, runner.simulated());
        if (result.status == fit::Status::converged) std::filesystem::remove_all(folder);
        if (o.has("json")) std::cout << fit::summary_json(model, result, runner.all());
        if (!line.quiet)
            std::cerr << fit::summary_text(model, task, result, runner.all())
                      << say("wrote {}: {} runs, {:.0f} s", w.out, runner.all().size(), line.seconds()) << "\n";
        return result.status == fit::Status::budget ? exit_code::stopped : exit_code::done;
    } catch (const fit::Stopped& stop) {
        write_log(w.out, arguments, "stopped", line.seconds(), w.settings.threads, runner.simulated());
        std::cerr << "hearth: " << say("{}; --resume goes on", stop.what()) << "\n";
        return exit_code::stopped;
    }
}

} // namespace

int calibrate_command(const Arguments& arguments)
{
    Options options("hearth calibrate --input I.h5 --out posterior.h5 [--resume]",
                    say("Fits the parameters the input's table `priors` names to the targets of role `fit`, and checks the\n"
                        "posterior against the simulator. Interrupted (also by kill -9), it goes on with --resume to the same\n"
                        "bytes. Exit code 75: stopped, or the budget is used up."));
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    Calibration w{options.required("input"), options.required("out"), "", "", settings_from(options), options.get<double>("population")};
    if (!(w.persons >= 100.0)) throw UsageError(say("--population must be at least 100"));
    w.scenario = options.has("scenario") ? options.get<std::string>("scenario") : shipped_baseline();
    if (options.has("price-scenario")) w.price_scenario = options.get<std::string>("price-scenario");
    std::vector<std::string> read{w.input, w.scenario};
    if (!w.price_scenario.empty()) read.push_back(w.price_scenario);
    refuse_overwriting(w.out, read);
    return fit_and_write(w, options, arguments);
}

} // namespace hearth
