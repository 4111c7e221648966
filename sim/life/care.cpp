#include "sim/life/care.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace hearth {

namespace {

// Picks a tier by cumulative weights, so that the same luck leads to neighbouring tiers.
int pick(const ByTier& weight, double total, double u)
{
    double left = u * total;
    int last = 0;
    for (int t = 0; t < tiers; ++t) {
        const double w = weight[static_cast<std::size_t>(t)];
        if (w <= 0.0) continue;
        last = t;
        left -= w;
        if (left < 0.0) break;
    }
    return last;
}

// exp(utility) of a tier relative to the reference situation, where it is the tier's share:
// utility = -2 ln(1 + price_response x own payment / income a head), and travel time linearly.
double weight(double share, double price_response, double ratio, double reference, double time)
{
    const double relative = (1.0 + price_response * reference) / (1.0 + price_response * ratio);
    return share * time * relative * relative;
}

} // namespace

ByTier time_weights(const World& world, const ByTier& minutes)
{
    ByTier weights{};
    for (std::size_t t = 0; t < tiers; ++t)
        weights[t] = exponential(-world.parameters.time_response
                                 * (minutes[t] - world.reference_minutes[t]) / 60.0);
    return weights;
}

// What must be at hand to be admitted: the deposit, or what is to be paid at discharge and comes back
// only later, whichever is more.
static double cash_asked(const World& world, double cost, double own, std::size_t tier)
{
    const Parameters& p = world.parameters;
    const double at_once = tier + 1 == tiers ? 0.0 : p.settled_at_once_local;
    const double at_discharge = own + (1.0 - at_once) * std::max(0.0, cost - own);
    return std::max(p.deposit_share * cost, at_discharge);
}

Choice choose_hospital(const World& world, const Plan& plan, const Situation& s, const Episode& e)
{
    const Parameters& p = world.parameters;
    const Disease& d = world.diseases[static_cast<std::size_t>(e.disease)];
    const bool no_deposit = plan.policy.in(s.year).no_deposit[s.held];
    ByTier weights{};
    double total = 0.0;
    double with_money = 0.0; // the total, were cash no matter
    for (int t = hospital_from; t < tiers; ++t) {
        const auto ti = static_cast<std::size_t>(t);
        if (d.share[ti] <= 0.0) continue; // cannot treat it
        const double own = plan.prices.inpatient(s.year, s.held, s.enrolled, e.disease, t,
                                                 s.spending_band);
        double w = weight(d.share[ti], p.price_response, own / s.income_per_head,
                          world.reference_price[ti] * d.cost[ti], (*s.time)[ti]);
        with_money += w;
        if (!no_deposit || t > county_tier) {
            const double asked = cash_asked(world, d.cost[ti] * world.price(t, s.year), own, ti);
            if (asked > s.liquid + s.credit) w *= world.unaffordable_weight;
            else if (asked > s.liquid) w *= world.deposit_weight;
        }
        weights[ti] = w;
        total += w;
    }
    const auto odds_of = [&](double sum) {
        return logistic(p.seek_constant + p.seek_severity * e.severity
                        + p.seek_inclusive_value * logarithm(std::max(sum, 1e-300)));
    };
    const bool seek = e.seek < odds_of(total);
    const bool short_of_cash = !seek && with_money > total && e.seek < odds_of(with_money);
    return {seek, pick(weights, total, e.tier), short_of_cash};
}

Choice choose_outpatient(const World& world, const Plan& plan, const Situation& s, const Bundle& b)
{
    const Parameters& p = world.parameters;
    const Disease& d = world.diseases[static_cast<std::size_t>(b.disease)];
    const float* own_share = plan.prices.outpatient_shares(s.year, s.held, s.enrolled, b.disease);
    const double visits = d.visits * b.cases * world.in(s.year).visit_index;
    const double burden = visits * world.in(s.year).outpatient_price / s.income_per_head;
    ByTier weights{};
    double total = 0.0;
    for (std::size_t t = 0; t < tiers; ++t) {
        const Tier& tier = world.tier[t];
        const double w = weight(tier.visit_share, p.outpatient_price_response,
                                burden * tier.visit_cost * own_share[t],
                                visits * tier.visit_cost * world.reference_price[t], (*s.time)[t]);
        weights[t] = w;
        total += w;
    }
    // Logit with forgoing as one more alternative: no inclusive value to raise to a power.
    const double odds = world.outpatient_seek_odds * total;
    return {b.seek * (1.0 + odds) < odds, pick(weights, total, b.tier), false};
}

} // namespace hearth
