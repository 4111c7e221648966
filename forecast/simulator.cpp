#include "forecast/simulator.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/error.hpp"

namespace hearth::forecast {

namespace {

// Another seed for each draw and kind, below 2^63.
std::uint64_t seed_at(std::uint64_t seed, int draw, std::uint32_t part)
{
    const Words w = Luck(seed, Stream::parameter, 0).words(static_cast<std::uint64_t>(draw), 0, Purpose::forecast_seed, part);
    return (static_cast<std::uint64_t>(w[0]) << 31) ^ w[1];
}

std::vector<Plan> plans_of(const World& world, const std::vector<Scenario>& scenarios)
{
    std::vector<Plan> plans;
    plans.reserve(scenarios.size());
    PriceMemo memo; // scenarios share most expected prices
    for (const Scenario& s : scenarios) {
        Policy policy = build_policy(world, s);
        ExpectedPrices prices(world, policy, &memo);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    return plans;
}

bool is_kept(const Group& g)
{
    using K = Group::Kind;
    return g.kind == K::all || g.kind == K::layer || g.kind == K::level || g.kind == K::fund;
}

} // namespace

std::size_t posterior_draw(int number, std::size_t draws)
{
    std::size_t stride = static_cast<std::size_t>(0.618 * static_cast<double>(draws)) + 1;
    while (std::gcd(stride, draws) != 1) ++stride;
    return static_cast<std::size_t>(number) % draws * stride % draws;
}

Simulator::Simulator(Tables tables, std::vector<Scenario> scenarios, std::optional<fit::Posterior> posterior, std::string posterior_path, Settings settings)
    : tables_(std::move(tables)), scenarios_(std::move(scenarios)), posterior_(std::move(posterior)), posterior_path_(std::move(posterior_path)), settings_(settings)
{
    Faults faults;
    outlook_ = outlook_of(tables_, faults);
    const std::vector<FittedParameter> known = fitted_parameters(tables_, faults);
    faults.refuse_if_any();
    if (posterior_) {
        Tables tried = tables_; // also: is every path there, and every mean within its bounds?
        put_posterior(tried, *posterior_, posterior_->mean(), posterior_path_);
        for (const std::string& path : posterior_->paths)
            fitted_.push_back(*std::find_if(known.begin(), known.end(), [&](const FittedParameter& p) { return p.path == path; }));
    } else settings_.vary.parameters = false;
    lay_out();
}

void Simulator::lay_out()
{
    const World world = world_of(0, systemic_seed(0, Kind::draw));
    persons_ = world.persons;
    const std::vector<Plan> plans = plans_of(world, scenarios_);
    const std::vector<Group> groups = groups_of(world, plans);
    for (const Plan& plan : plans) layout_.scenarios.push_back(plan.policy.name);
    for (int y = 0; y < settings_.years; ++y) layout_.years.push_back(world.base_year + y);
    std::vector<std::size_t> place(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        auto& names = is_kept(groups[g]) ? layout_.kept_groups : layout_.summed_groups;
        place[g] = names.size();
        names.push_back(groups[g].name);
    }
    for (std::size_t m = 0; m < measures().size(); ++m)
        for (std::size_t g = 0; g < groups.size(); ++g) {
            if (!applies(measures()[m], groups[g]) || (!settings_.moments && !is_kept(groups[g]))) continue;
            (is_kept(groups[g]) ? layout_.kept : layout_.summed).push_back({m, place[g]});
            (is_kept(groups[g]) ? group_of_kept_ : group_of_summed_).push_back(g);
        }
}

std::uint64_t Simulator::household_seed(int draw, Kind kind) const
{
    if (!settings_.vary.household) return seed_at(settings_.seed, 0, 0);
    return seed_at(settings_.seed, draw, kind == Kind::draw ? 0 : kind == Kind::same_path ? 1 : 2);
}

std::uint64_t Simulator::systemic_seed(int draw, Kind kind) const
{
    if (!settings_.vary.systemic) return seed_at(settings_.seed, 0, 3);
    return seed_at(settings_.seed, draw, kind == Kind::other_path ? 4 : 3);
}

std::vector<std::string> Simulator::parameter_paths() const { return posterior_ ? posterior_->paths : std::vector<std::string>{}; }

VectorXd Simulator::natural(int draw) const
{
    if (!posterior_) return {};
    if (!settings_.vary.parameters) return posterior_->mean();
    return posterior_->draws.col(static_cast<Eigen::Index>(posterior_draw(settings_.first_draw + draw, static_cast<std::size_t>(posterior_->draws.cols()))));
}

VectorXd Simulator::standard(int draw) const
{
    VectorXd out = natural(draw);
    for (Eigen::Index k = 0; k < out.size(); ++k) out(k) = fitted_[static_cast<std::size_t>(k)].prior.standard(out(k));
    return out;
}

Eigen::MatrixXd Simulator::posterior_standard() const
{
    if (!posterior_) return {};
    Eigen::MatrixXd out = posterior_->draws;
    for (Eigen::Index k = 0; k < out.rows(); ++k)
        for (Eigen::Index j = 0; j < out.cols(); ++j) out(k, j) = fitted_[static_cast<std::size_t>(k)].prior.standard(out(k, j));
    return out;
}

World Simulator::world_of(int draw, std::uint64_t systemic) const
{
    Tables tables = tables_;
    if (posterior_) put_posterior(tables, *posterior_, natural(draw), posterior_path_);
    World world = build_world(tables, settings_.years);
    if (!outlook_.empty()) follow_path(world, draw_path(outlook_, world, Luck(systemic, Stream::systemic, 0)));
    return world;
}

int Simulator::unsure_from() const
{
    const int base = static_cast<int>(layout_.years.front()), last = static_cast<int>(layout_.years.back());
    int from = last + 1;
    for (const auto& unsure : {outlook_.price, outlook_.income, outlook_.incidence})
        if (unsure) from = std::min(from, unsure->from);
    return from > last ? base : std::max(from, base);
}

SystemicPath Simulator::path(int draw) const
{
    const World world = build_world(tables_, settings_.years);
    return draw_path(outlook_, world, Luck(systemic_seed(draw, Kind::draw), Stream::systemic, 0));
}

Lived Simulator::live(int draw, Kind kind) const
{
    RunSettings s;
    s.years = settings_.years;
    s.threads = 1;
    s.seed = household_seed(draw, kind);
    s.systemic_seed = systemic_seed(draw, kind);
    s.worlds = {settings_.twin, false, false};
    s.sampled = settings_.share;
    const World world = world_of(draw, *s.systemic_seed);
    const std::vector<Plan> plans = plans_of(world, scenarios_);
    const Settlements where = settle_villages(world);
    const Luck population(s.seed, Stream::population, 0);
    const VillageMaker village = [&](std::uint32_t number) { return synthesize(world, where, number, population, s.sampled); };
    const RunResult run = hearth::run(world, plans, village, where.villages(), s, {});
    const Results results = make_results(world, plans, run, scale_of(world, run.founders, s.sampled), s.worlds);
    Lived out;
    const auto take = [&](const std::vector<Layout::Cell>& cells, const std::vector<std::size_t>& groups, std::vector<double>& values) {
        values.reserve(layout_.size(cells));
        for (std::size_t c = 0; c < cells.size(); ++c)
            for (std::size_t sc = 0; sc < layout_.scenarios.size(); ++sc)
                for (std::size_t y = 0; y < layout_.years.size(); ++y) values.push_back(results.at(results.variables[cells[c].measure], sc, y, groups[c], 0));
    };
    take(layout_.kept, group_of_kept_, out.kept);
    take(layout_.summed, group_of_summed_, out.summed);
    return out;
}

} // namespace hearth::forecast
