// hearth forecast: draws of parameters, systemic paths and luck; all scenarios with the same of each.
#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "forecast/fan.hpp"
#include "forecast/forecast_file.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "hearth/scenario_record.hpp"
#include "hearth/sidecar.hpp"
#include "hearth/version.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

std::atomic<bool> stop_asked{false};

void declare(Options& o)
{
    o.add()("input", po::value<std::string>(), say("input made by hearth import").c_str())(
        "posterior", po::value<std::string>(),
        say("parameters' draws, made by hearth calibrate (without it: the input's values, and no parameter uncertainty)").c_str())(
        "scenario", po::value<std::vector<std::string>>()->composing(), say("scenario file; repeat for several").c_str())(
        "out", po::value<std::string>(), say("forecast to write (HDF5)").c_str())(
        "years", po::value<int>()->default_value(10), say("years from the input's base year").c_str())(
        "draws", po::value<int>()->default_value(200), say("draws, at most where --until is given").c_str())(
        "until", po::value<std::vector<std::string>>()->composing(),
        say("MEASURE=SE: stop after a block of 50 draws once the mean's standard error is below it (last year, every scenario); "
            "repeat for several").c_str())(
        "population", po::value<double>(), say("about this many persons a draw instead of all; the error this adds is told apart").c_str())(
        "fixed", po::value<std::vector<std::string>>()->composing(),
        say("parameters, systemic or household: a source that does not vary; repeat for several").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all (same bits)").c_str())(
        "no-twin", say("leave out the illness-off twin").c_str())("resume", say("go on with what OUT.d holds, or give OUT more draws").c_str())(
        "restart", say("discard what OUT.d holds").c_str())(
        "so-far", po::value<std::string>(), say("write the draws that are finished to this file and live none").c_str())(
        "quiet", say("no progress and no summary").c_str())("json", say("the fan as JSON on standard output").c_str());
}

forecast::Settings settings_from(const Options& o)
{
    forecast::Settings s;
    s.years = o.get<int>("years");
    s.draws = o.get<int>("draws");
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    s.twin = !o.has("no-twin");
    if (s.years < 1 || s.years > 200) throw UsageError(say("--years must lie in [1, 200]"));
    if (s.draws < 2 || s.draws > 1'000'000) throw UsageError(say("--draws must lie in [2, 1000000]"));
    if (s.threads < 0 || s.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    if (o.has("resume") && o.has("restart")) throw UsageError(say("--resume and --restart exclude each other"));
    for (const std::string& what : o.has("fixed") ? o.get<std::vector<std::string>>("fixed") : std::vector<std::string>{}) {
        if (what == "parameters") s.vary.parameters = false;
        else if (what == "systemic") s.vary.systemic = false;
        else if (what == "household") s.vary.household = false;
        else throw UsageError(say("--fixed = {} (parameters, systemic or household)", what));
    }
    return s;
}

std::vector<forecast::WantedError> wanted_from(const Options& o)
{
    std::vector<forecast::WantedError> wanted;
    for (const std::string& text : o.has("until") ? o.get<std::vector<std::string>>("until") : std::vector<std::string>{}) {
        const auto equals = text.find('=');
        const std::string name = text.substr(0, equals);
        char* end = nullptr;
        const double error = equals == std::string::npos ? 0.0 : std::strtod(text.c_str() + equals + 1, &end);
        const Measure* m = find_measure(name);
        if (equals == std::string::npos || *end != '\0' || !(error > 0.0))
            throw UsageError(say("--until = {} (must be MEASURE=SE, SE above 0)", text));
        if (!m || (m->subject != Subject::household && m->subject != Subject::person))
            throw UsageError(say("--until: {} is no measure told for all (hearth table --list)", name));
        wanted.push_back({name, error});
    }
    return wanted;
}

// The scenarios' own words, the input and the posterior, the settings that matter, the program.
std::string identity_of(const std::string& input, const std::string& posterior, const std::vector<Scenario>& scenarios, const forecast::Settings& s)
{
    std::string all = fmt::format("{} {} {} {} {} {} {} {} {} {} ", version, commit, digest_file(input), posterior.empty() ? "none" : digest_file(posterior), s.years, s.seed,
                                  s.share, s.twin, s.vary.parameters * 4 + s.vary.systemic * 2 + s.vary.household, measures().size());
    for (const Scenario& scenario : scenarios) all += scenario.name + " " + digest(scenario.source) + " ";
    return digest(all);
}

struct Shown {
    bool quiet, terminal;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    double last = -1.0;
    int first = -1;

    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }
    void tell(int done, int of)
    {
        if (quiet || !terminal) return;
        if (first < 0) first = done - 1;
        if (done < of && seconds() - last < 0.2) return;
        last = seconds();
        const double left = seconds() / (done - first) * (of - done);
        std::cerr << "\r" << say("{} of {} runs, {:.0f} s done, at most {:.0f} s left", done, of, seconds(), left) << "   "
                  << (done == of ? "\n" : "");
    }
};

forecast::Record record_of(const forecast::Simulator& simulator, const std::string& input, const std::string& posterior, const std::string& identity)
{
    const forecast::Settings& s = simulator.settings();
    forecast::Record r;
    std::string vary;
    for (const auto& [on, name] : {std::pair{s.vary.parameters, "parameters"}, {s.vary.systemic, "systemic"}, {s.vary.household, "household"}})
        if (on) vary += std::string(vary.empty() ? "" : ",") + name;
    r.words = {{"Conventions", "CF-1.10"}, {"type", "hearth results"}, {"kind", "forecast"}, {"program_version", version}, {"program_commit", commit},
               {"input_digest", digest_file(input)}, {"posterior_digest", posterior.empty() ? "none" : digest_file(posterior)},
               {"reference_scenario", simulator.layout().scenarios.front()}, {"identity", identity},
               {"twin", s.twin ? "illness never happens; labels, premiums and transfers frozen" : "off"}, {"sampled_share", fmt::format("{}", s.share)},
               {"persons", fmt::format("{}", simulator.persons())}, {"vary", vary}, {"unsure_from", std::to_string(simulator.unsure_from())}};
    r.words.merge(record_of_scenarios(simulator.scenarios()));
    r.numbers = {{"schema_version", 1}, {"seed", static_cast<std::int64_t>(s.seed)}};
    return r;
}

std::optional<fit::Posterior> posterior_from(const std::string& path, const std::string& input)
{
    if (path.empty()) {
        std::cerr << say("note: without --posterior parameters do not vary: the intervals hold luck and systemic paths only") << "\n";
        return {};
    }
    fit::Posterior p = fit::read_posterior(path);
    if (p.input_digest != digest_file(input))
        std::cerr << say("note: {} was fitted to another version of {}; its values are used all the same", path, input) << "\n";
    if (p.status != "converged") std::cerr << say("note: {} has status {}: its draws are not to be trusted", path, p.status) << "\n";
    return p;
}

struct ForecastWork {
    std::string input, posterior, out, identity;
    forecast::Settings settings;
};

// Files a kill left half written beside the forecast.
void remove_parts(const std::string& out)
{
    const std::filesystem::path path = std::filesystem::absolute(out);
    const std::string start = path.filename().string() + ".";
    for (const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(start) || !name.ends_with(".part") || name.size() <= start.size() + 5) continue;
        const std::string middle = name.substr(start.size(), name.size() - start.size() - 5);
        if (std::all_of(middle.begin(), middle.end(), [](char c) { return c >= '0' && c <= '9'; })) std::filesystem::remove(entry.path());
    }
}

// What an unfinished forecast has so far, as a file of its own. Works on a copy: the forecast may be running, and goes on to the same bytes.
int write_so_far(const ForecastWork& w, const std::string& out, const forecast::Simulator& simulator)
{
    const std::string folder = w.out + ".d", copy = out + ".so_far." + std::to_string(getpid());
    if (!std::filesystem::exists(folder)) throw InputError(say("{}: is not there (no forecast is unfinished)", folder));
    refuse_overwriting(out, {w.out, w.input, w.posterior});
    const auto clean = [&] {
        std::error_code ignored;
        std::filesystem::remove_all(copy, ignored);
    };
    try {
        std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
        {
            forecast::Progress progress(copy, w.identity, false, simulator.layout());
            const int draws = forecast::finished_draws(progress, w.settings.draws);
            if (draws < 2) throw InputError(say("{}: fewer than two draws are finished", folder));
            progress.fold_until(std::max(draws, progress.moments().draws));
            forecast::Record record = record_of(simulator, w.input, w.posterior, w.identity);
            record.words["draws_asked"] = std::to_string(w.settings.draws);
            write_forecast(out, simulator, progress, draws, record);
            std::cerr << say("wrote {}: {} of {} draws", out, draws, w.settings.draws) << "\n";
        }
    } catch (...) {
        clean();
        throw;
    }
    clean();
    return exit_code::done;
}

int live_and_write(const ForecastWork& w, const Options& o, const forecast::Simulator& simulator, const Arguments& arguments)
{
    const std::string folder = w.out + ".d";
    if (std::filesystem::exists(folder) && !o.has("resume") && !o.has("restart"))
        throw InputError(say("{}: holds draws of an unfinished forecast (--resume goes on with them, --restart discards them)", folder));
    const bool goes_on = o.has("resume") && !std::filesystem::exists(folder) && std::filesystem::exists(w.out);
    if (goes_on) forecast::check_take_up(w.out, w.identity, w.settings.draws);
    Shown shown{o.has("quiet"), isatty(STDERR_FILENO) == 1};
    // Where nothing can be refused any more the sidecar comes first: a kill then always leaves what to resume.
    const bool opened_before = std::filesystem::exists(folder);
    if (!opened_before) begin_sidecar(w.out, "forecast", arguments);
    std::signal(SIGINT, [](int) { stop_asked = true; });
    std::signal(SIGTERM, [](int) { stop_asked = true; });
    int draws = 0;
    {
        forecast::Progress progress(folder, w.identity, o.has("restart"), simulator.layout());
        if (opened_before) begin_sidecar(w.out, "forecast", arguments);
        remove_parts(w.out);
        if (goes_on || (o.has("resume") && progress.empty() && std::filesystem::exists(w.out))) {
            forecast::check_take_up(w.out, w.identity, w.settings.draws);
            forecast::take_up(w.out, simulator, progress);
        }
        try {
            draws = live_draws(simulator, progress, {&stop_asked, wanted_from(o), [&](int done, int of) { shown.tell(done, of); }});
        } catch (const forecast::Stopped& stop) {
            end_sidecar(w.out, "forecast", arguments, "stopped", {{"seconds", shown.seconds()}});
            std::cerr << "hearth: " << say("{}; hearth resume {} goes on", stop.what(), w.out) << "\n";
            return exit_code::stopped;
        }
        if (draws < w.settings.draws && !shown.quiet)
            std::cerr << say("stopped after {} draws: the standard errors of --until are met", draws) << "\n";
        write_forecast(w.out, simulator, progress, draws, record_of(simulator, w.input, w.posterior, w.identity));
    }
    std::filesystem::remove_all(folder);
    const int threads = w.settings.threads > 0 ? w.settings.threads : omp_get_max_threads();
    end_sidecar(w.out, "forecast", arguments, "complete", {{"seconds", shown.seconds()}, {"threads", threads}});
    if (o.has("json") || !o.has("quiet")) {
        const forecast::ForecastFile file(w.out);
        if (o.has("json")) std::cout << forecast::print_fan(forecast::fan_rows(file, {}), Format::json);
        else std::cerr << forecast::summary_text(file)
                       << say("wrote {}: {} draws and {} companions, {} scenarios, {} years, {:.0f} s", w.out, draws, 2 * forecast::companions_of(draws),
                              file.scenarios.size(), file.years.size(), shown.seconds()) << "\n";
    }
    return exit_code::done;
}

} // namespace

int forecast_command(const Arguments& arguments)
{
    Options options("hearth forecast --input I.h5 --posterior P.h5 --scenario S.toml [--scenario S2.toml ...] --draws D --out F.h5",
                    say("Forecasts with parameter, systemic and household uncertainty, told apart; all scenarios with the same luck.\n"
                        "Killed at any instant, it goes on with hearth resume F.h5 to the same bytes."));
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    ForecastWork w{options.required("input"), options.has("posterior") ? options.get<std::string>("posterior") : "", options.required("out"), "", settings_from(options)};
    if (!options.has("scenario")) throw UsageError(say("--scenario is missing"));
    wanted_from(options);
    const auto paths = options.get<std::vector<std::string>>("scenario");
    const std::optional<fit::Posterior> posterior = posterior_from(w.posterior, w.input);
    Study study = read_study(w.input, paths, w.settings.years);
    std::vector<std::string> read{w.input, w.posterior};
    for (const Scenario& s : study.scenarios) read.insert(read.end(), s.files.begin(), s.files.end());
    refuse_overwriting(w.out, read);
    if (options.has("population")) w.settings.share = sampled_share(options.get<double>("population"), study.world);
    make_plans(study.world, study.scenarios, options.has("quiet")); // notes on what has no effect; names that are taken twice
    w.identity = identity_of(w.input, w.posterior, study.scenarios, w.settings);
    const forecast::Simulator simulator(checked_tables(w.input), study.scenarios, posterior, w.posterior, w.settings);
    if (options.has("so-far")) return write_so_far(w, options.get<std::string>("so-far"), simulator);
    return live_and_write(w, options, simulator, arguments);
}

} // namespace hearth
