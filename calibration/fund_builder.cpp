// Funds and programmes in the simulator's terms, year by year.
#include <algorithm>

#include "calibration/programme_builder.hpp"
#include "scenarios/terms.hpp"

namespace hearth {

namespace {

LevelShares shares_of(const std::vector<Ratio>& by_level)
{
    LevelShares shares{};
    std::copy(by_level.begin(), by_level.end(), shares.begin());
    return shares;
}

int fund_named(const Policy& policy, const std::string& name)
{
    const auto& funds = policy.stack.funds;
    return name.empty() ? -1 : static_cast<int>(rank_in(funds, name));
}

template <class T, class Read>
std::vector<T> by_year(const World& world, Read&& on)
{
    std::vector<T> all;
    for (int y = 0; y < static_cast<int>(world.years.size()); ++y) all.push_back(on(first_day_of(world.base_year + y)));
    return all;
}

FundPlan plan_of(const Fund& fund, const Policy& policy, const World& world)
{
    FundPlan plan;
    plan.name = fund.name;
    plan.carry_over = fund.carry_over;
    plan.appropriation = by_year<Money>(world, [&](Date d) { return fund.balance.on(d).value_or(Money{}); });
    plan.appropriated_by = shares_of(fund.paid_by);
    plan.opening = fund.opening;
    plan.opening_unpaid = fund.opening_unpaid;
    plan.interest = by_year<Ratio>(world, [&](Date d) { return fund.interest.on(d).value_or(Ratio{}); });
    plan.administration = by_year<Ratio>(world, [&](Date d) { return fund.administration.on(d).value_or(Ratio{}); });
    plan.revenue_months = fund.revenue_months;
    plan.payment_lag_months = fund.payment_lag_months;
    plan.defers = fund.defers;
    plan.deficit_covered = fund.deficit_covered;
    plan.deficit_by = shares_of(fund.deficit_by);
    const FundContract& c = fund.contract;
    plan.contract.insured = c.insured;
    plan.contract.contribution = by_year<Money>(world, [&](Date d) { return c.contribution.on(d).value_or(Money{}); });
    plan.contract.own = by_year<Money>(world, [&](Date d) { return c.own.on(d).value_or(Money{}); });
    plan.contract.from_fund = fund_named(policy, c.from_fund);
    plan.contract.paid_by = shares_of(c.paid_by);
    plan.contract.profit_margin = c.profit_margin;
    plan.contract.loss_margin = c.loss_margin;
    plan.contract.returned = c.returned;
    plan.contract.covered = c.covered;
    return plan;
}

double reach_of(const Programme& p, Date day)
{
    const bool partial = p.name == "family_doctor" || p.name == "physical_examination" || p.name == "three_batches"
        || p.name == "health_literacy";
    return (partial ? p.number("coverage", day).value_or(1.0) : 1.0) * p.scale_on(day);
}

ProgrammePlan plan_of(const Programme& p, const Policy& policy, const World& world)
{
    ProgrammePlan plan;
    plan.name = p.name;
    plan.fund = fund_named(policy, p.fund);
    plan.paid_by = shares_of(p.paid_by);
    plan.gives = p.name == "fiscal_transfer";
    plan.helps = p.name == "premium_subsidy";
    plan.cost_per_person = by_year<Money>(world, [&](Date d) {
        if (!p.active(d)) return Money{};
        if (plan.gives && plan.fund < 0) return Money{};
        if (plan.gives) return from_yuan(p.number("per_person", d).value_or(0.0) * p.scale_on(d)); // given to all it covers
        return p.cost_per_person.on(d).value_or(Money{});
    });
    plan.cost_per_year = by_year<Money>(world, [&](Date d) {
        return p.active(d) ? p.cost_per_year.on(d).value_or(Money{}) * p.scale.on(d).value_or(Ratio{ppm_per_one}) : Money{};
    });
    plan.reached = by_year<double>(world, [&](Date d) { return p.active(d) ? reach_of(p, d) : 0.0; });
    plan.takes_over = by_year<double>(world, [&](Date d) {
        return p.active(d) && plan.gives ? p.number("takes_over", d).value_or(0.0) * p.scale_on(d) : 0.0;
    });
    return plan;
}

// A fund without revenue of its own: governments pay its claims as the layers' shares tell.
void find_pay_as_claimed(Policy& policy)
{
    for (std::size_t f = 0; f < policy.funds.size(); ++f) {
        FundPlan& plan = policy.funds[f];
        const bool funded = static_cast<int>(f) == policy.resident_fund || plan.contract.insured
            || std::any_of(plan.appropriation.begin(), plan.appropriation.end(), [](Money m) { return m.fen > 0; });
        bool shared = false;
        for (const law::Segment& segment : policy.stack.segments)
            for (const law::Layer& layer : segment.layers)
                for (const law::Terms& terms : layer.variants)
                    shared = shared || (terms.fund == static_cast<int>(f) && terms.shares.count > 0);
        plan.pays_as_claimed = shared && !funded;
    }
}

} // namespace

void build_funds(Policy& policy, const Scenario& scenario, const World& world)
{
    for (const Fund& fund : scenario.funds) policy.funds.push_back(plan_of(fund, policy, world));
    for (const Programme& p : scenario.programmes) {
        policy.programmes.push_back(plan_of(p, policy, world));
        if (p.name != "administration" || policy.programmes.back().fund < 0) continue;
        FundPlan& fund = policy.funds[static_cast<std::size_t>(policy.programmes.back().fund)];
        for (std::size_t y = 0; y < fund.administration.size(); ++y) {
            const Date day = first_day_of(world.base_year + static_cast<int>(y));
            if (p.active(day))
                fund.administration[y].ppm += static_cast<std::int32_t>(p.number("cost_share", day).value_or(0.0) * p.scale_on(day) * ppm_per_one + 0.5);
        }
    }
    find_pay_as_claimed(policy);
}

} // namespace hearth
