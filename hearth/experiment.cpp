// hearth experiment price: out-of-pocket prices of every tier are moved, everything else kept, and
// what people do is counted. Elasticities follow from the counts; none is put in.
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "sim/base/error.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

//! A use of care as counted in one arm, draw and group.
struct Use {
    const char* name;
    const char* meaning;
    double (*of)(const PersonRow&);
    double published; //!< Zhou et al. 2011; 0 = none
};

double per(std::int64_t a, std::int64_t b) { return b == 0 ? 0.0 : static_cast<double>(a) / static_cast<double>(b); }

using P = PersonSum;
const std::array uses{
    Use{"first_visit", "an outpatient need is brought to a provider",
        [](const PersonRow& r) { return per(r[P::outpatient_needs] - r[P::self_treated], r[P::outpatient_needs]); }, -0.519},
    Use{"further_visits", "visits for a need that is brought there",
        [](const PersonRow& r) { return per(r[P::visits], r[P::outpatient_needs] - r[P::self_treated]); }, -0.547},
    Use{"first_admission", "a person is admitted in the year",
        [](const PersonRow& r) { return per(r[P::admitted_persons], r[P::persons]); }, -0.372},
    Use{"any_care", "a person has any care in the year",
        [](const PersonRow& r) { return per(r[P::users], r[P::persons]); }, 0.0},
};

struct Estimate {
    double value = 0.0;
    double error = 0.0; //!< standard error over draws
};

// Arc elasticity of one use between the dearer and the cheaper arm, paired by draw.
Estimate elasticity(const RunResult& run, const Use& use, int group, double change)
{
    const double price = std::log((1.0 + change) / (1.0 - change));
    double sum = 0.0, squares = 0.0;
    for (int d = 0; d < run.draws; ++d) {
        const auto in = [&](int arm) {
            const Tally& t = run.at(d, arm, 0);
            return use.of(group == 0 ? t.persons() : t.persons_by_quintile[static_cast<std::size_t>(group - 1)]);
        };
        const double e = std::log(in(2) / in(1)) / price;
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
    std::cout << fmt::format("Own prices of every tier {:+.0f} % and {:+.0f} %, stack {}, a bed for everybody.\n\n", -100 * change,
                             100 * change, scenario);
    std::cout << fmt::format("{:<12}", "");
    for (const Use& use : uses) std::cout << fmt::format("{:>21}", use.name);
    std::cout << "\n";
    for (int g = 0; g <= quintiles; ++g) {
        std::cout << fmt::format("{:<12}", group_name(g));
        for (const Use& use : uses) {
            const Estimate e = elasticity(run, use, g, change);
            std::cout << fmt::format("{:>21}", fmt::format("{:.3f} ({:.3f})", e.value, e.error));
        }
        std::cout << "\n";
    }
    std::cout << fmt::format("{:<12}", "published");
    for (const Use& use : uses) std::cout << fmt::format("{:>21}", use.published == 0.0 ? "" : fmt::format("{:.3f}", use.published));
    std::cout << "\n\nElasticity, and its standard error over draws. Quintiles from the poorest (1) to the richest.\n"
                 "Published: rural China 2003-08, Zhou et al. 2011 (first visit, further visits, first admission).\n";
    for (const Use& use : uses) std::cout << fmt::format("  {:<16}{}\n", use.name, use.meaning);
}

void print_json(const RunResult& run, double change)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (int g = 0; g <= quintiles; ++g)
        for (const Use& use : uses) {
            const Estimate e = elasticity(run, use, g, change);
            nlohmann::ordered_json row{{"use", use.name}, {"group", group_name(g)}, {"elasticity", e.value}, {"standard_error", e.error}};
            if (use.published != 0.0) row["published"] = use.published;
            rows.push_back(row);
        }
    std::cout << rows.dump(1) << "\n";
}

// The same stack three times: as it is, cheaper, dearer.
std::vector<Plan> priced(const World& world, const Scenario& scenario, double change)
{
    std::vector<Plan> plans;
    for (const double factor : {1.0, 1.0 - change, 1.0 + change}) {
        Policy policy = build_policy(world, scenario);
        for (YearPolicy& year : policy.years) year.beds_respond = false; // supply is slack
        ExpectedPrices prices(world, policy);
        prices.scale(factor);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    return plans;
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
    if (s.draws < 1 || s.draws > 10'000) throw UsageError("--draws must lie in [1, 10000]");
    if (s.threads < 0 || s.threads > 1024) throw UsageError("--threads must lie in [0, 1024]");
    if (!(change > 0.0 && change < 1.0)) throw UsageError("--change must lie in (0, 1)");
    Study study = read_study(o.required("input"), {o.required("scenario")}, s.years);
    for (auto& county : study.world.beds)
        for (Beds& year : county) year.served = {1, 1, 1, 1, 1};
    if (o.has("population")) s.sampled = sampled_share(o.get<double>("population"), study.world);
    const std::vector<Plan> plans = priced(study.world, study.scenarios[0], change);
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
                    "Moves the own price of care in every tier up and down, with the same luck and a bed for\n"
                    "everybody, in the input's base year; prints elasticities by quintile.");
    options.add()("what", po::value<std::string>(), "experiment: price")("input", po::value<std::string>(), "input made by hearth import")(
        "scenario", po::value<std::string>(), "scenario file")("change", po::value<double>()->default_value(0.1), "share by which prices move")(
        "population", po::value<double>(), "about this many persons instead of all")("draws", po::value<int>()->default_value(4), "draws of luck")(
        "seed", po::value<std::uint64_t>()->default_value(1), "seed of all luck")("threads", po::value<int>()->default_value(0), "threads; 0 = all")(
        "json", "rows as JSON");
    options.positional("what", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string what = options.required("what");
    if (what != "price") throw UsageError("experiment \"" + what + "\" (there is one: price)");
    return price_experiment(options);
}

} // namespace hearth
