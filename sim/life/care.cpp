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

// exp(utility) of a tier relative to the reference situation, whose weight is the tier's share.
double weight(double share, double price_gap, double minutes_gap, double price_response,
              double time_response)
{
    return share * exponential(-price_response * price_gap - time_response * minutes_gap / 60.0);
}

} // namespace

Choice choose_hospital(const World& world, const Plan& plan, const Situation& s, const Episode& e)
{
    const Parameters& p = world.parameters;
    const Disease& d = world.diseases[static_cast<std::size_t>(e.disease)];
    const bool no_deposit = plan.policy.in(s.year).no_deposit[s.held];
    ByTier weights{};
    double total = 0.0;
    for (int t = hospital_from; t < tiers; ++t) {
        const auto ti = static_cast<std::size_t>(t);
        if (d.share[ti] <= 0.0) continue;
        const double own = plan.prices.inpatient(s.year, s.held, s.enrolled, e.disease, t,
                                                 s.spending_band);
        const double ratio = std::min(own / s.income_per_head, p.price_ratio_cap);
        double w = weight(d.share[ti], ratio - world.reference_price[ti] * d.cost[ti],
                          (*s.minutes)[ti] - world.reference_minutes[ti], p.price_response,
                          p.time_response);
        const double deposit = p.deposit_share * d.cost[ti] * world.price(t, s.year);
        if (!no_deposit && deposit > s.liquid) w *= world.deposit_weight;
        weights[ti] = w;
        total += w;
    }
    const double utility = p.seek_constant + p.seek_severity * e.severity
        + p.seek_inclusive_value * logarithm(std::max(total, 1e-300));
    return {e.seek < logistic(utility), pick(weights, total, e.tier)};
}

Choice choose_outpatient(const World& world, const Plan& plan, const Situation& s, const Bundle& b)
{
    const Parameters& p = world.parameters;
    const Disease& d = world.diseases[static_cast<std::size_t>(b.disease)];
    const double level = world.in(s.year).outpatient_price;
    const double visits = d.visits * b.cases;
    ByTier weights{};
    double total = 0.0;
    for (int t = 0; t < tiers; ++t) {
        const auto ti = static_cast<std::size_t>(t);
        const Tier& tier = world.tier[ti];
        if (tier.visit_share <= 0.0) continue;
        const double bill = visits * tier.visit_cost;
        const double own = bill * level
            * plan.prices.outpatient_share(s.year, s.held, s.enrolled, b.disease, t);
        const double ratio = std::min(own / s.income_per_head, p.price_ratio_cap);
        const double w = weight(tier.visit_share,
                                ratio - std::min(world.reference_price[ti] * bill, p.price_ratio_cap),
                                (*s.minutes)[ti] - world.reference_minutes[ti],
                                p.outpatient_price_response, p.time_response);
        weights[ti] = w;
        total += w;
    }
    const double utility =
        p.outpatient_seek_constant + p.seek_inclusive_value * logarithm(std::max(total, 1e-300));
    return {b.seek < logistic(utility), pick(weights, total, b.tier)};
}

} // namespace hearth
