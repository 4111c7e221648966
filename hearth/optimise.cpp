// hearth optimise: the policy frontier, and the question turned round: which value fits this budget.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "forecast/fund_sizing.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "hearth/sidecar.hpp"
#include "hearth/version.hpp"
#include "optimise/report.hpp"
#include "sim/base/error.hpp"
#include "store/journal.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

std::atomic<bool> stop_asked{false};

void declare(Options& o)
{
    o.add()("input", po::value<std::string>(), "input made by hearth import")("scenario", po::value<std::string>(), "the base policy")(
        "posterior", po::value<std::string>(), "parameters' draws, made by hearth calibrate")(
        "lever", po::value<std::vector<std::string>>()->composing(), "KEY=LOW:HIGH or KEY=LOW:HIGH:STEP, a number of the scenario by its path; one to six")(
        "out", po::value<std::string>(), "file to write (HDF5)")("budget", po::value<std::string>(), "yuan a year, separated by commas (default: 20 from the least to the most costly)")(
        "budgets", po::value<int>()->default_value(20), "how many where --budget is not given")(
        "confidence", po::value<double>(), "hold this quantile of the yearly cost against the budget (default: the mean)")(
        "fund", po::value<std::string>(), "whose spending the budget bounds: a group such as fund:guarantee, layer:assistance or level:county (default: all governments)")(
        "objective", po::value<std::string>()->default_value("poor_due_to_illness_twin_persons"), "measure to make small")(
        "constraints", po::value<std::string>()->default_value("forgone_inpatient_share,deaths"), "measures not above the base policy's, or none")(
        "years", po::value<int>()->default_value(10), "years from the input's base year")("from", po::value<int>()->default_value(0), "first year that counts; 0 = the first unsure one")(
        "draws", po::value<int>()->default_value(40), "draws a policy")("population", po::value<double>(), "about this many persons a draw instead of all")(
        "seed", po::value<std::uint64_t>()->default_value(1), "seed of all luck")("threads", po::value<int>()->default_value(0), "threads; 0 = all (same bits)")(
        "first", po::value<int>()->default_value(0), "policies of the first batch; 0 = 11, 25, 40, 12 a lever")("rounds", po::value<int>()->default_value(3), "further batches")(
        "resume", "go on with what OUT.d holds")("restart", "discard what OUT.d holds")("quiet", "no progress and no summary")(
        "format", po::value<std::string>()->default_value("text"), "of the answer on standard output: text, csv, tsv, json or md");
}

double number_from(const std::string& text, const std::string& what)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value)) throw UsageError(what + " (" + text + " is no number)");
    return value;
}

// A step that gives about a thousand values, 1, 2 or 5 times a power of ten.
double usual_step(double width)
{
    const double power = std::pow(10.0, std::floor(std::log10(width / 1000.0)));
    for (const double times : {1.0, 2.0, 5.0})
        if (power * times >= width / 1000.0 * 0.999) return power * times;
    return power * 10.0;
}

std::vector<optimise::Lever> levers_from(const Options& o)
{
    if (!o.has("lever")) throw UsageError("--lever is missing (KEY=LOW:HIGH)");
    std::vector<optimise::Lever> out;
    for (const std::string& text : o.get<std::vector<std::string>>("lever")) {
        const std::string what = "--lever = " + text + " (must be KEY=LOW:HIGH or KEY=LOW:HIGH:STEP)";
        const auto equals = text.find('='), colon = text.find(':', equals);
        if (equals == std::string::npos || colon == std::string::npos) throw UsageError(what);
        const auto second = text.find(':', colon + 1);
        optimise::Lever l{text.substr(0, equals), number_from(text.substr(equals + 1, colon - equals - 1), what),
                          number_from(text.substr(colon + 1, second == std::string::npos ? second : second - colon - 1), what), 0.0};
        if (!(l.low < l.high)) throw UsageError("--lever = " + text + " (LOW must be below HIGH)");
        l.step = second == std::string::npos ? usual_step(l.high - l.low) : number_from(text.substr(second + 1), what);
        if (!(l.step > 0.0 && l.step <= l.high - l.low)) throw UsageError("--lever = " + text + " (STEP must be positive and at most HIGH - LOW)");
        for (const optimise::Lever& other : out)
            if (other.key == l.key) throw UsageError("--lever = " + text + " (the key stands twice)");
        out.push_back(l);
    }
    if (out.size() > 6) throw UsageError("--lever: at most six");
    return out;
}

optimise::Question question_from(const Options& o)
{
    optimise::Question q;
    q.scenario = o.required("scenario");
    q.levers = levers_from(o);
    q.objective = o.get<std::string>("objective");
    const Measure* m = find_measure(q.objective);
    if (!m || (m->subject != Subject::household && m->subject != Subject::person)) throw UsageError("--objective = " + q.objective + " (is no measure told for all; hearth table --list)");
    if (o.has("fund")) {
        q.cost_group = o.get<std::string>("fund");
        const std::string kind = q.cost_group.substr(0, q.cost_group.find(':'));
        q.cost_measures = kind == "fund" ? forecast::fund_outgo_measures() : kind == "layer" ? std::vector<std::string>{"fund_paid"}
            : kind == "level" ? std::vector<std::string>{"fund_paid_by_government"} : std::vector<std::string>{};
        if (q.cost_measures.empty()) throw UsageError("--fund = " + q.cost_group + " (must be fund:NAME, layer:NAME or level:NAME)");
    }
    if (o.has("confidence")) {
        q.quantile = o.get<double>("confidence");
        if (!(q.quantile > 0.0 && q.quantile < 1.0)) throw UsageError("--confidence must lie between 0 and 1");
    }
    q.constraints = o.get<std::string>("constraints") == "none" ? std::vector<std::string>{} : split_list(o.get<std::string>("constraints"));
    for (const std::string& c : q.constraints)
        if (!find_measure(c)) throw UsageError("--constraints: " + c + " is no measure (hearth table --list)");
    q.from = o.get<int>("from");
    return q;
}

forecast::Settings settings_from(const Options& o)
{
    forecast::Settings s;
    s.years = o.get<int>("years");
    s.draws = o.get<int>("draws");
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    if (s.years < 1 || s.years > 200) throw UsageError("--years must lie in [1, 200]");
    if (s.draws < 10 || s.draws > 100'000) throw UsageError("--draws must lie in [10, 100000]");
    if (s.threads < 0 || s.threads > 1024) throw UsageError("--threads must lie in [0, 1024]");
    return s;
}

std::vector<double> budgets_from(const Options& o)
{
    std::vector<double> budgets;
    if (o.has("budget"))
        for (const std::string& text : split_list(o.get<std::string>("budget"))) budgets.push_back(number_from(text, "--budget"));
    std::sort(budgets.begin(), budgets.end());
    if (o.get<int>("budgets") < 1 || o.get<int>("budgets") > 1000) throw UsageError("--budgets must lie in [1, 1000]");
    return budgets;
}

std::string identity_of(const std::string& input, const std::string& posterior, const Scenario& base, const forecast::Settings& s, const optimise::Question& q)
{
    std::string all = fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {}", version, commit, digest_file(input), posterior.empty() ? "none" : digest_file(posterior), digest(base.source), s.years,
                                  s.draws, s.seed, s.share, q.objective, q.cost_group, q.quantile, q.from, measures().size());
    for (const std::string& c : q.constraints) all += " " + c;
    for (const optimise::Lever& l : q.levers) all += fmt::format(" {}={}:{}:{}", l.key, l.low, l.high, l.step);
    return digest(all);
}

optimise::Answer search_and_check(optimise::Policies& policies, const optimise::Question& q, const Options& o, int draws)
{
    optimise::Answer a;
    a.question = q;
    a.draws = draws;
    optimise::Search search;
    search.first = o.get<int>("first");
    search.rounds = o.get<int>("rounds");
    search.seed = o.get<std::uint64_t>("seed");
    a.frontier = optimise::find_frontier(q.levers, budgets_from(o), o.get<int>("budgets"), search, [&](const auto& batch) { return policies.live(batch, false); });
    a.base = policies.base();
    std::vector<Eigen::VectorXd> again;
    for (const optimise::Best& b : a.frontier.best)
        if (b.policy >= 0 && std::find(a.fresh_policies.begin(), a.fresh_policies.end(), b.policy) == a.fresh_policies.end()) {
            a.fresh_policies.push_back(b.policy);
            again.push_back(a.frontier.policies[static_cast<std::size_t>(b.policy)]);
        }
    if (!again.empty()) a.fresh = policies.live(again, true);
    a.told = policies.told();
    a.fresh_base = policies.base();
    a.first_year = policies.first_year();
    a.last_year = policies.last_year();
    return a;
}

struct Asked {
    std::string input, out, posterior_path, identity;
    optimise::Question question;
    forecast::Settings settings;
    std::vector<Scenario> base;
    std::optional<fit::Posterior> posterior;
};

// Everything that can be wrong is told before anything is lived.
Asked asked_from(const Options& o)
{
    Asked w{o.required("input"), o.required("out"), o.has("posterior") ? o.get<std::string>("posterior") : "", "", question_from(o), settings_from(o), {}, {}};
    const optimise::Question& q = w.question;
    format_named(o.get<std::string>("format"));
    budgets_from(o);
    Study study = read_study(w.input, {q.scenario}, w.settings.years);
    if (q.from != 0 && (q.from < study.world.base_year || q.from > study.world.last_year()))
        throw UsageError(fmt::format("--from = {} (must lie in [{}, {}], the years lived)", q.from, study.world.base_year, study.world.last_year()));
    for (const optimise::Lever& l : q.levers) {
        number_in(q.scenario, l.key);
        for (const double end : {l.low, l.high}) read_variant(q.scenario, {{l.key, end}}, "bound");
    }
    std::vector<std::string> read{w.input, w.posterior_path};
    read.insert(read.end(), study.scenarios[0].files.begin(), study.scenarios[0].files.end());
    refuse_overwriting(w.out, read);
    if (o.has("population")) w.settings.share = sampled_share(o.get<double>("population"), study.world);
    make_plans(study.world, study.scenarios, o.has("quiet"));
    if (!w.posterior_path.empty()) w.posterior = fit::read_posterior(w.posterior_path);
    if (w.posterior && w.posterior->input_digest != digest_file(w.input))
        std::cerr << "note: " << w.posterior_path << " was fitted to another version of " << w.input << "; its values are used all the same\n";
    if (!w.posterior) std::cerr << "note: without --posterior parameters do not vary\n";
    w.identity = identity_of(w.input, w.posterior_path, study.scenarios[0], w.settings, q);
    w.base = study.scenarios;
    return w;
}

std::map<std::string, std::string> record_of(const Asked& w, const Options& o)
{
    const optimise::Question& q = w.question;
    return {{"type", "hearth frontier"}, {"program_version", version}, {"program_commit", commit}, {"input_digest", digest_file(w.input)}, {"identity", w.identity},
            {"scenario", w.base[0].name}, {"scenario_digest", digest(w.base[0].source)}, {"cost", q.cost_group == "all" ? "what governments pay" : "outgo of " + q.cost_group},
            {"quantile", q.quantile > 0.0 ? fmt::format("{}", q.quantile) : "mean"}, {"constraints", o.get<std::string>("constraints")},
            {"draws", std::to_string(w.settings.draws)}, {"seed", std::to_string(w.settings.seed)}, {"sampled_share", fmt::format("{}", w.settings.share)},
            {"posterior_digest", w.posterior_path.empty() ? "none" : digest_file(w.posterior_path)}};
}

} // namespace

int optimise_command(const Arguments& arguments)
{
    Options options("hearth optimise --input I.h5 --posterior P.h5 --scenario S.toml --lever KEY=LOW:HIGH [--lever ...] --out O.h5",
                    "The policy frontier: least poverty because of illness for each budget, care forgone and deaths not above the base\n"
                    "policy's; every point lived again with fresh luck. One budget with --confidence answers: which value fits it.");
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    const Asked w = asked_from(options);
    const std::string& out = w.out;
    const Format format = format_named(options.get<std::string>("format"));
    const std::string folder = out + ".d";
    if (std::filesystem::exists(folder) && !options.has("resume") && !options.has("restart"))
        throw InputError(folder + ": holds what an unfinished optimisation has lived (--resume goes on with it, --restart discards it)");
    std::signal(SIGINT, [](int) { stop_asked = true; });
    std::signal(SIGTERM, [](int) { stop_asked = true; });
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
    const bool shown = !options.has("quiet") && isatty(STDERR_FILENO);
    optimise::Policies policies(checked_tables(w.input), w.posterior, w.posterior_path, w.settings, w.question, folder, w.identity, &stop_asked, [&](const std::string& what, int done, int of) {
        if (shown) std::cerr << fmt::format("\r{}: {} of {} runs, {:.0f} s   ", what, done, of, seconds()) << (done == of ? "\n" : "");
    });
    policies.check();
    // The lock first, then the sidecar; where nothing can be refused any more the sidecar comes first.
    const bool opened_before = std::filesystem::exists(folder);
    if (!opened_before) begin_sidecar(out, "optimise", arguments);
    const store::Journal lock(folder + "/lock.journal", w.identity, options.has("restart"),
                              {"hearth frontier journal 1", "another optimisation", "another optimisation (input, posterior, scenario, question or program differ); --restart discards them and begins anew"});
    if (options.has("restart"))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().filename() != "lock.journal") std::filesystem::remove_all(entry.path());
    if (opened_before) begin_sidecar(out, "optimise", arguments);
    try {
        const optimise::Answer answer = search_and_check(policies, w.question, options, w.settings.draws);
        optimise::write_answer(out, answer, record_of(w, options));
        std::filesystem::remove_all(folder);
        end_sidecar(out, "optimise", arguments, "complete", {{"seconds", seconds()}});
        if (format != Format::text) std::cout << print_plain(answer_table(answer), format);
        else if (!options.has("quiet")) std::cout << answer_text(answer);
    } catch (const forecast::Stopped& stop) {
        end_sidecar(out, "optimise", arguments, "stopped", {{"seconds", seconds()}});
        std::cerr << "hearth: " << stop.what() << "; hearth resume " << out << " goes on\n";
        return exit_code::stopped;
    }
    return exit_code::done;
}

} // namespace hearth
