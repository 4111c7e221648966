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
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

std::atomic<bool> stop_asked{false};

void declare(Options& o)
{
    o.add()("input", po::value<std::string>(), say("input made by hearth import").c_str())(
        "scenario", po::value<std::string>(), say("the base policy").c_str())(
        "posterior", po::value<std::string>(), say("parameters' draws, made by hearth calibrate").c_str())(
        "lever", po::value<std::vector<std::string>>()->composing(),
        say("KEY=LOW:HIGH or KEY=LOW:HIGH:STEP, a number of the scenario by its path; one to six").c_str())(
        "out", po::value<std::string>(), say("file to write (HDF5)").c_str())(
        "budget", po::value<std::string>(), say("yuan a year, separated by commas (default: 20 from the least to the most costly)").c_str())(
        "budgets", po::value<int>()->default_value(20), say("how many where --budget is not given").c_str())(
        "confidence", po::value<double>(), say("hold this quantile of the yearly cost against the budget (default: the mean)").c_str())(
        "fund", po::value<std::string>(),
        say("whose spending the budget bounds: a group such as fund:guarantee, layer:assistance or level:county "
            "(default: all governments)").c_str())(
        "objective", po::value<std::string>()->default_value("poor_due_to_illness_twin_persons"), say("measure to make small").c_str())(
        "constraints", po::value<std::string>()->default_value("forgone_inpatient_share,deaths"),
        say("measures not above the base policy's, or none").c_str())(
        "years", po::value<int>()->default_value(10), say("years from the input's base year").c_str())(
        "from", po::value<int>()->default_value(0), say("first year that counts; 0 = the first unsure one").c_str())(
        "draws", po::value<int>()->default_value(40), say("draws a policy").c_str())(
        "population", po::value<double>(), say("about this many persons a draw instead of all").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all (same bits)").c_str())(
        "first", po::value<int>()->default_value(0), say("policies of the first batch; 0 = 11, 25, 40, 12 a lever").c_str())(
        "rounds", po::value<int>()->default_value(3), say("further batches").c_str())(
        "resume", say("go on with what OUT.d holds").c_str())("restart", say("discard what OUT.d holds").c_str())(
        "quiet", say("no progress and no summary").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("of the answer on standard output: text, csv, tsv, json or md").c_str());
}

double number_from(const std::string& text, const std::string& what)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value)) throw UsageError(say("{} ({} is no number)", what, text));
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
    if (!o.has("lever")) throw UsageError(say("--lever is missing (KEY=LOW:HIGH)"));
    std::vector<optimise::Lever> out;
    for (const std::string& text : o.get<std::vector<std::string>>("lever")) {
        const std::string what = say("--lever = {} (must be KEY=LOW:HIGH or KEY=LOW:HIGH:STEP)", text);
        const auto equals = text.find('='), colon = text.find(':', equals);
        if (equals == std::string::npos || colon == std::string::npos) throw UsageError(what);
        const auto second = text.find(':', colon + 1);
        optimise::Lever l{text.substr(0, equals), number_from(text.substr(equals + 1, colon - equals - 1), what),
                          number_from(text.substr(colon + 1, second == std::string::npos ? second : second - colon - 1), what), 0.0};
        if (!(l.low < l.high)) throw UsageError(say("--lever = {} (LOW must be below HIGH)", text));
        l.step = second == std::string::npos ? usual_step(l.high - l.low) : number_from(text.substr(second + 1), what);
        if (!(l.step > 0.0 && l.step <= l.high - l.low)) throw UsageError(say("--lever = {} (STEP must be positive and at most HIGH - LOW)", text));
        for (const optimise::Lever& other : out)
            if (other.key == l.key) throw UsageError(say("--lever = {} (the key stands twice)", text));
        out.push_back(l);
    }
    if (out.size() > 6) throw UsageError(say("--lever: at most six"));
    return out;
}

optimise::Question question_from(const Options& o)
{
    optimise::Question q;
    q.scenario = o.required("scenario");
    q.levers = levers_from(o);
    q.objective = o.get<std::string>("objective");
    const Measure* m = find_measure(q.objective);
    if (!m || (m->subject != Subject::household && m->subject != Subject::person))
        throw UsageError(say("--objective = {} (is no measure told for all; hearth table --list)", q.objective));
    if (o.has("fund")) {
        q.cost_group = o.get<std::string>("fund");
        const std::string kind = q.cost_group.substr(0, q.cost_group.find(':'));
        q.cost_measures = kind == "fund" ? forecast::fund_outgo_measures() : kind == "layer" ? std::vector<std::string>{"fund_paid"}
            : kind == "level" ? std::vector<std::string>{"fund_paid_by_government"} : std::vector<std::string>{};
        if (q.cost_measures.empty()) throw UsageError(say("--fund = {} (must be fund:NAME, layer:NAME or level:NAME)", q.cost_group));
    }
    if (o.has("confidence")) {
        q.quantile = o.get<double>("confidence");
        if (!(q.quantile > 0.0 && q.quantile < 1.0)) throw UsageError(say("--confidence must lie between 0 and 1"));
    }
    q.constraints = o.get<std::string>("constraints") == "none" ? std::vector<std::string>{} : split_list(o.get<std::string>("constraints"));
    for (const std::string& c : q.constraints)
        if (!find_measure(c)) throw UsageError(say("--constraints: {} is no measure (hearth table --list)", c));
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
    if (s.years < 1 || s.years > 200) throw UsageError(say("--years must lie in [1, 200]"));
    if (s.draws < 10 || s.draws > 100'000) throw UsageError(say("--draws must lie in [10, 100000]"));
    if (s.threads < 0 || s.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    return s;
}

std::vector<double> budgets_from(const Options& o)
{
    std::vector<double> budgets;
    if (o.has("budget"))
        for (const std::string& text : split_list(o.get<std::string>("budget"))) budgets.push_back(number_from(text, "--budget"));
    std::sort(budgets.begin(), budgets.end());
    if (o.get<int>("budgets") < 1 || o.get<int>("budgets") > 1000) throw UsageError(say("--budgets must lie in [1, 1000]"));
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
        throw UsageError(say("--from = {} (must lie in [{}, {}], the years lived)", q.from, study.world.base_year, study.world.last_year()));
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
        std::cerr << say("note: {} was fitted to another version of {}; its values are used all the same", w.posterior_path, w.input) << "\n";
    if (!w.posterior) std::cerr << say("note: without --posterior parameters do not vary") << "\n";
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
                    say("The policy frontier: least poverty because of illness for each budget, care forgone and deaths not above the base\n"
                        "policy's; every point lived again with fresh luck. One budget with --confidence answers: which value fits it."));
    declare(options);
    if (!options.parse(arguments)) return exit_code::done;
    const Asked w = asked_from(options);
    const std::string& out = w.out;
    const Format format = format_named(options.get<std::string>("format"));
    const std::string folder = out + ".d";
    if (std::filesystem::exists(folder) && !options.has("resume") && !options.has("restart"))
        throw InputError(say("{}: holds what an unfinished optimisation has lived (--resume goes on with it, --restart discards it)", folder));
    std::signal(SIGINT, [](int) { stop_asked = true; });
    std::signal(SIGTERM, [](int) { stop_asked = true; });
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
    const bool shown = !options.has("quiet") && isatty(STDERR_FILENO);
    optimise::Policies policies(checked_tables(w.input), w.posterior, w.posterior_path, w.settings, w.question, folder, w.identity, &stop_asked, [&](const std::string& what, int done, int of) {
        if (shown) std::cerr << "\r" << say("{}: {} of {} runs, {:.0f} s", what, done, of, seconds()) << "   " << (done == of ? "\n" : "");
    });
    policies.check();
    // The lock first, then the sidecar; where nothing can be refused any more the sidecar comes first.
    const bool opened_before = std::filesystem::exists(folder);
    if (!opened_before) begin_sidecar(out, "optimise", arguments);
    const store::Journal lock(folder + "/lock.journal", w.identity, options.has("restart"),
                              {"hearth frontier journal 1", word("another optimisation"),
                               word("another optimisation (input, posterior, scenario, question or program differ); "
                                    "--restart discards them and begins anew")});
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
        std::cerr << "hearth: " << say("{}; hearth resume {} goes on", stop.what(), out) << "\n";
        return exit_code::stopped;
    }
    return exit_code::done;
}

} // namespace hearth
