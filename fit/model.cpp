#include "fit/model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "fit/price_experiment.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view elasticity = "price_elasticity";
constexpr std::string_view use_prefix = "use:";

const Use* use_of(const std::string& group)
{
    for (const Use& use : uses_of_care())
        if (group == std::string(use_prefix) + use.name) return &use;
    return nullptr;
}

struct Lived {
    World world;
    std::vector<Plan> plans;
    RunResult run;
};

RunResult live(const World& world, const std::vector<Plan>& plans, RunSettings s)
{
    const Settlements where = settle_villages(world);
    const Luck population(s.seed, Stream::population, 0);
    const VillageMaker make = [&, sampled = s.sampled](std::uint32_t number) { return synthesize(world, where, number, population, sampled); };
    s.threads = 1; // runs are made side by side
    return hearth::run(world, plans, make, where.villages(), s, {});
}

} // namespace

std::pair<std::string, std::string> parts_of(const std::string& group)
{
    const auto at = group.find(" / ");
    if (at == std::string::npos) return {group, ""};
    return {group.substr(0, at), group.substr(at + 3)};
}

void check_measure_names(const Tables& tables, Faults& faults)
{
    std::vector<std::string> names{std::string(elasticity)};
    for (const Measure& m : measures()) names.emplace_back(m.name);
    for (const Target& t : targets_of(tables, faults))
        if (t.role != Role::monitor && std::find(names.begin(), names.end(), t.measure) == names.end())
            faults.add(table(tables, "targets").place(t.row), say("measure = {} (is none of the model's; the nearest is \"{}\")", t.measure, nearest(t.measure, names)));
}

Model::Model(Tables tables, Scenario scenario, Scenario price_scenario, double persons)
    : tables_(std::move(tables)), scenario_(std::move(scenario)), price_scenario_(std::move(price_scenario))
{
    Faults faults;
    parameters_ = fitted_parameters(tables_, faults);
    targets_ = targets_of(tables_, faults);
    const std::string file = table(tables_, "targets").file;
    if (parameters_.empty()) faults.add({file, 0}, say("the input names no parameters to fit (table priors)"));
    if (std::none_of(targets_.begin(), targets_.end(), [](const Target& t) { return t.role == Role::fit; }))
        faults.add({file, 0}, say("the input names no target of role fit (table targets)"));
    faults.refuse_if_any();
    const World world = build_world(tables_, 1);
    for (const Target& t : targets_) {
        if (t.role == Role::monitor) continue;
        years_ = std::max(years_, t.year - world.base_year + 1);
        prices_ = prices_ || t.measure == elasticity;
    }
    share_ = std::min(1.0, persons / world.persons);
    check_names();
}

void Model::check_names()
{
    const World world = build_world(tables_, years_);
    std::vector<Plan> plans;
    Policy policy = build_policy(world, scenario_);
    PriceMemo memo;
    ExpectedPrices prices(world, policy, &memo);
    plans.push_back({std::move(policy), std::move(prices)});
    std::vector<std::string> groups, names{std::string(elasticity)};
    for (const Group& g : groups_of(world, plans)) groups.push_back(g.name);
    for (const Measure& m : measures()) names.emplace_back(m.name);
    Faults faults;
    for (const Target& t : targets_) {
        const Place place = table(tables_, "targets").place(t.row);
        const bool year_known = t.year >= world.base_year && t.year < world.base_year + years_;
        std::string wrong;
        if (t.measure == elasticity) {
            if (!use_of(t.group)) wrong = say("group = {} (must be use:first_visit, use:further_visits, use:first_admission or use:any_care)", t.group);
        } else if (std::find(names.begin(), names.end(), t.measure) == names.end())
            wrong = say("measure = {} (is none of the model's; the nearest is \"{}\")", t.measure, nearest(t.measure, names));
        else
            for (const std::string& g : {parts_of(t.group).first, parts_of(t.group).second})
                if (!g.empty() && std::find(groups.begin(), groups.end(), g) == groups.end())
                    wrong = say("group = {} (is none of the model's; the nearest is \"{}\")", g, nearest(g, groups));
        if (wrong.empty() && !year_known) wrong = say("year = {} (must lie in [{}, {}])", t.year, world.base_year, world.base_year + years_ - 1);
        if (wrong.empty() && t.measure == elasticity && t.year != world.base_year) wrong = say("year = {} (elasticities are of the base year, {})", t.year, world.base_year);
        known_.push_back(wrong.empty() && (t.measure != elasticity || prices_));
        if (!wrong.empty() && t.role != Role::monitor) faults.add(place, wrong);
    }
    faults.refuse_if_any();
}

VectorXd Model::natural(const VectorXd& point) const
{
    VectorXd out(point.size());
    for (Eigen::Index k = 0; k < point.size(); ++k) out(k) = parameters_[static_cast<std::size_t>(k)].prior.natural(point(k));
    return out;
}

VectorXd Model::given() const
{
    VectorXd out(static_cast<Eigen::Index>(parameters_.size()));
    for (Eigen::Index k = 0; k < out.size(); ++k) out(k) = parameters_[static_cast<std::size_t>(k)].given;
    return out;
}

Tables Model::with(const VectorXd& natural) const
{
    Tables out = tables_;
    for (std::size_t k = 0; k < parameters_.size(); ++k) put(out, parameters_[k], natural(static_cast<Eigen::Index>(k)));
    return out;
}

double Model::value_of(const Results& results, const Target& t) const
{
    const Results::Variable* variable = results.find(t.measure);
    const auto year = static_cast<std::size_t>(t.year - static_cast<int>(results.years.front()));
    const auto in = [&](const std::string& group) {
        const auto at = std::find(results.groups.begin(), results.groups.end(), group);
        return at == results.groups.end() ? nothing
                                          : results.at(*variable, 0, year, static_cast<std::size_t>(at - results.groups.begin()), 0);
    };
    const auto [above, below] = parts_of(t.group);
    return below.empty() ? in(above) : in(above) / in(below);
}

std::vector<double> Model::outputs(const VectorXd& point, std::uint64_t seed, std::uint64_t systemic) const
{
    const Tables tables = with(natural(point));
    const World world = build_world(tables, years_);
    std::vector<Plan> plans;
    Policy policy = build_policy(world, scenario_);
    PriceMemo memo;
    ExpectedPrices expected(world, policy, &memo);
    plans.push_back({std::move(policy), std::move(expected)});
    RunSettings s;
    s.years = years_;
    s.seed = seed;
    s.systemic_seed = systemic;
    s.sampled = share_;
    s.worlds = {true, false, false};
    const RunResult lived = live(world, plans, s);
    const Results results = make_results(world, plans, lived, scale_of(world, lived.founders, s.sampled), s.worlds);
    std::vector<double> out(targets_.size(), nothing);
    for (std::size_t i = 0; i < targets_.size(); ++i)
        if (known_[i] && targets_[i].measure != elasticity) out[i] = value_of(results, targets_[i]);
    if (!prices_) return out;
    const World slack = with_slack_supply(build_world(tables, 1));
    s.years = 1;
    s.sampled = share_ * price_share;
    s.worlds = {false, false, false};
    const RunResult moved = live(slack, priced_plans(slack, price_scenario_, price_change), s);
    for (std::size_t i = 0; i < targets_.size(); ++i)
        if (known_[i] && targets_[i].measure == elasticity) out[i] = price_elasticity(moved, *use_of(targets_[i].group), 0, 0, price_change);
    return out;
}

Task Model::task() const
{
    Task task;
    task.parameters = static_cast<int>(parameters_.size());
    for (const FittedParameter& p : parameters_) task.parameter_names.push_back(p.path.substr(p.path.rfind("parameters/", 0) == 0 ? 11 : 0));
    std::vector<double> data, variance;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
        const Target& t = targets_[i];
        if (t.role != Role::fit) continue;
        task.rows.push_back(i);
        task.scales.push_back(t.scale);
        task.output_names.push_back(t.name());
        const double slope = slope_of_scale(t.scale, t.value);
        data.push_back(on_scale(t.scale, t.value));
        variance.push_back(slope * slope * (t.se * t.se + t.discrepancy * t.discrepancy));
    }
    task.data = Eigen::Map<const VectorXd>(data.data(), static_cast<Eigen::Index>(data.size()));
    task.observation_variance = Eigen::Map<const VectorXd>(variance.data(), task.data.size());
    task.luck_share = share_;
    return task;
}

} // namespace hearth::fit
