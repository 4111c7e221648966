// hearth settle: a claims file replayed under a policy.
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "hearth/options.hpp"
#include "replay/summary.hpp"
#include "replay/waterfall.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

void declare(Options& o)
{
    o.add()(
        "scenario", po::value<std::vector<std::string>>()->composing(),
        say("scenario file; further ones (at most four in all) are compared with the first").c_str())(
        "claims", po::value<std::string>(), say("claims file (CSV, UTF-8)").c_str())(
        "out", po::value<std::string>(), say("settled rows; without it they go to standard output and the totals to standard error").c_str())(
        "year", po::value<int>(), say("keep the claims of this year only").c_str())(
        "explain", po::value<std::string>(), say("print each claim of this person as a waterfall (no rows and no totals without --out)").c_str())(
        "on-error", po::value<std::string>()->default_value("stop"), say("stop at faulty rows, or skip them into OUT.skipped.csv").c_str())(
        "show-values", say("show what stands in faulty fields (personal data)").c_str())(
        "columns", po::value<std::string>(), say("other names of columns: person=NAME,charge=NAME,...").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all").c_str())(
        "quiet", say("no totals").c_str())("json", say("totals as JSON").c_str());
}

std::map<std::string, std::string> renamed_columns(const std::string& text)
{
    std::map<std::string, std::string> renamed;
    for (const std::string& pair : split_list(text)) {
        const std::size_t equals = pair.find('=');
        const std::string column = pair.substr(0, equals);
        const std::vector<std::string> known(column_names.begin(), column_names.end());
        if (equals == std::string::npos || std::find(known.begin(), known.end(), column) == known.end())
            throw UsageError(say("--columns {} (write column=NAME; the columns are person, date, charge, ...: docs/settlement.md)", pair));
        if (!renamed.emplace(column, pair.substr(equals + 1)).second)
            throw UsageError(say("--columns names {} twice", column));
    }
    return renamed;
}

std::function<void(std::uint64_t)> progress_on_terminal(bool quiet)
{
    if (quiet || !isatty(STDERR_FILENO)) return {};
    return [](std::uint64_t bytes) { std::cerr << "\r" << say("{:.0f} MB read", static_cast<double>(bytes) * 1e-6) << " "; };
}

ReplayOptions options_from(const Options& o)
{
    ReplayOptions r;
    r.claims = o.required("claims");
    if (o.has("out")) r.out = o.get<std::string>("out");
    if (o.has("explain")) r.explain = o.get<std::string>("explain");
    if (o.has("explain") && r.explain.empty()) throw UsageError(say("--explain needs a person"));
    if (o.has("explain") && o.has("json") && r.out.empty()) throw UsageError(say("--explain and --json: totals need --out"));
    r.write_rows = r.explain.empty() || !r.out.empty();
    if (o.has("year")) r.year = o.get<int>("year");
    if (o.has("year") && (r.year < 1900 || r.year > 2100)) throw UsageError(say("--year must lie in [1900, 2100]"));
    const std::string on_error = o.get<std::string>("on-error");
    if (on_error != "stop" && on_error != "skip") throw UsageError(say("--on-error = {} (stop or skip)", on_error));
    r.skip_faults = on_error == "skip";
    if (r.skip_faults && r.out.empty()) throw UsageError(say("--on-error skip needs --out (skipped rows go beside it)"));
    r.show_values = o.has("show-values");
    r.threads = o.get<int>("threads");
    if (r.threads < 0 || r.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    if (o.has("columns")) r.renamed = renamed_columns(o.get<std::string>("columns"));
    r.progress = progress_on_terminal(o.has("quiet"));
    return r;
}

std::vector<Scenario> read_scenarios(const Options& o)
{
    if (!o.has("scenario")) throw UsageError(say("--scenario is missing"));
    const auto paths = o.get<std::vector<std::string>>("scenario");
    if (paths.size() > most_scenarios) throw UsageError(say("at most four scenarios at once"));
    std::vector<Scenario> scenarios;
    std::string wrong;
    for (const std::string& path : paths) try {
            scenarios.push_back(read_scenario(path));
            for (std::size_t i = 0; i + 1 < scenarios.size(); ++i)
                if (scenarios[i].name == scenarios.back().name)
                    throw InputError(say("two scenarios are named \"{}\" (each needs its own name)", scenarios[i].name));
        } catch (const InputError& error) {
            wrong += (wrong.empty() ? "" : "\n") + std::string(error.what());
        }
    if (!wrong.empty()) throw InputError(wrong);
    return scenarios;
}

} // namespace

int settle_command(const Arguments& arguments)
{
    Options options("hearth settle --scenario S.toml [--scenario T.toml] --claims C.csv [--out O.csv]",
                    say("Replays a claims file under a policy: one row a claim, one column a layer, oop.\n"
                        "docs/settlement.md tells the columns and every term."));
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    const ReplayOptions wanted = options_from(options);
    const std::vector<Scenario> scenarios = read_scenarios(options);
    std::vector<std::string> read{wanted.claims};
    for (const Scenario& s : scenarios) read.insert(read.end(), s.files.begin(), s.files.end());
    refuse_overwriting(wanted.out, read);
    refuse_overwriting(wanted.out + ".skipped.csv", read);
    const Replayed done = replay(scenarios, wanted);
    if (wanted.progress) std::cerr << "\r" << std::flush;
    if (!wanted.explain.empty()) // beside totals as JSON it goes where it cannot break them
        (options.has("json") ? std::cerr : std::cout)
            << waterfall(scenarios, Vocabulary(scenarios), wanted.explain, done.explained);
    if (done.totals[0].claims == 0) std::cerr << say("note: no claim was settled") << "\n";
    if (!wanted.write_rows) return exit_code::done;
    std::ostream& to = wanted.out.empty() ? std::cerr : std::cout; // totals where the rows do not go
    if (!options.has("quiet")) to << (options.has("json") ? summary_json(scenarios, done) : summary_text(scenarios, done));
    if (done.skipped > 0)
        std::cerr << say("{} faulty rows left out: {}.skipped.csv", done.skipped, wanted.out) << "\n";
    return exit_code::done;
}

} // namespace hearth
