// hearth experiment price: out-of-pocket prices of every tier are moved, everything else kept, and
// what people do is counted. Elasticities follow from the counts; none is put in.
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fit/price_experiment.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

struct Estimate {
    double value = 0.0;
    double error = 0.0; //!< standard error over draws
};

// Arc elasticity of one use between the dearer and the cheaper arm, paired by draw.
Estimate elasticity(const RunResult& run, const fit::Use& use, int group, double change)
{
    double sum = 0.0, squares = 0.0;
    for (int d = 0; d < run.draws; ++d) {
        const double e = fit::price_elasticity(run, use, d, group, change);
        sum += e;
        squares += e * e;
    }
    const double n = run.draws;
    const double mean = sum / n;
    return {mean, n > 1 ? std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1.0)) : 0.0};
}

std::string group_name(int group)
{
    if (group == 0) return "all";
    return "quintile:" + std::to_string(group);
}

void print_text(const RunResult& run, double change, const std::string& scenario)
{
    std::cout << say("Own prices of every tier {:+.0f} % and {:+.0f} %, stack {}, a bed for everybody.", -100 * change, 100 * change, scenario)
              << "\n\n";
    std::cout << fmt::format("{:<12}", "");
    for (const fit::Use& use : fit::uses_of_care()) std::cout << fmt::format("{:>21}", use.name);
    std::cout << "\n";
    for (int g = 0; g <= quintiles; ++g) {
        std::cout << fmt::format("{:<12}", group_name(g));
        for (const fit::Use& use : fit::uses_of_care()) {
            const Estimate e = elasticity(run, use, g, change);
            std::cout << fmt::format("{:>21}", fmt::format("{:.3f} ({:.3f})", e.value, e.error));
        }
        std::cout << "\n";
    }
    std::cout << padded(say("published"), 12);
    for (const fit::Use& use : fit::uses_of_care()) std::cout << fmt::format("{:>21}", use.published == 0.0 ? "" : fmt::format("{:.3f}", use.published));
    std::cout << "\n\n" << say("Elasticity, and its standard error over draws. Quintiles from the poorest (1) to the richest.") << "\n"
              << say("Published: rural China 2003-08, Zhou et al. 2011 (first visit, further visits, first admission).") << "\n";
    for (const fit::Use& use : fit::uses_of_care()) std::cout << fmt::format("  {:<16}{}\n", use.name, say(use.meaning));
}

void print_json(const RunResult& run, double change)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (int g = 0; g <= quintiles; ++g)
        for (const fit::Use& use : fit::uses_of_care()) {
            const Estimate e = elasticity(run, use, g, change);
            nlohmann::ordered_json row{{"use", use.name}, {"group", group_name(g)}, {"elasticity", e.value}, {"standard_error", e.error}};
            if (use.published != 0.0) row["published"] = use.published;
            rows.push_back(row);
        }
    std::cout << rows.dump(1) << "\n";
}

int price_experiment(const Options& o)
{
    RunSettings s;
    s.years = 1;
    s.draws = o.get<int>("draws");
    s.seed = o.get<std::uint64_t>("seed");
    s.threads = o.get<int>("threads");
    s.worlds = {false, false, false};
    const double change = o.get<double>("change");
    if (s.draws < 1 || s.draws > 10'000) throw UsageError(say("--draws must lie in [1, 10000]"));
    if (s.threads < 0 || s.threads > 1024) throw UsageError(say("--threads must lie in [0, 1024]"));
    if (!(change > 0.0 && change < 1.0)) throw UsageError(say("--change must lie in (0, 1)"));
    Study study = read_study(o.required("input"), {o.required("scenario")}, s.years);
    study.world = fit::with_slack_supply(std::move(study.world));
    if (o.has("population")) s.sampled = sampled_share(o.get<double>("population"), study.world);
    const std::vector<Plan> plans = fit::priced_plans(study.world, study.scenarios[0], change);
    const Settlements where = settle_villages(study.world);
    const RunResult run = hearth::run(study.world, plans, village_maker(study.world, where, s), where.villages(), s, {});
    if (o.has("json")) print_json(run, change);
    else print_text(run, change, study.scenarios[0].name);
    return exit_code::done;
}

} // namespace

int experiment_command(const Arguments& arguments)
{
    Options options("hearth experiment price --input I.h5 --scenario S.toml",
                    say("Moves the own price of care in every tier up and down, with the same luck and a bed for\n"
                        "everybody, in the input's base year; prints elasticities by quintile."));
    options.add()("what", po::value<std::string>(), say("experiment: price").c_str())(
        "input", po::value<std::string>(), say("input made by hearth import").c_str())(
        "scenario", po::value<std::string>(), say("scenario file").c_str())(
        "change", po::value<double>()->default_value(0.1), say("share by which prices move").c_str())(
        "population", po::value<double>(), say("about this many persons instead of all").c_str())(
        "draws", po::value<int>()->default_value(4), say("draws of luck").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("seed of all luck").c_str())(
        "threads", po::value<int>()->default_value(0), say("threads; 0 = all").c_str())(
        "json", say("rows as JSON").c_str());
    options.positional("what", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string what = options.required("what");
    if (what != "price") throw UsageError(say("experiment \"{}\" (there is one: price)", what));
    return price_experiment(options);
}

} // namespace hearth
