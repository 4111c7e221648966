#include "sim/life/care.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/math.hpp"
#include "sim/life/bills.hpp"

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

// exp(utility) of a price: utility = -ln(1 + response x price / reference price), 0 at the reference,
// where its elasticity is response / (1 + response); both prices as shares of what a head lives on.
double price_weight(double response, double price, double reference)
{
    return reference > 0.0 ? (1.0 + response) * reference / (reference + response * price) : 1.0;
}

// Weights of all tiers together: for the choice between them, and of seeking care at all, in which
// each tier's price counts once more. Either grows with every tier added or made cheaper.
struct Sum {
    double between = 0.0;
    double seeking = 0.0;
    void add(double weight, double price)
    {
        between += weight;
        seeking += weight * price;
    }
    double value() const { return seeking; }
};

// What must be at hand to be admitted: the deposit, or what is to be paid at discharge and comes back
// only later, whichever is more.
double cash_asked(const Parameters& p, const Practice& practice, double cost, double own, std::size_t tier)
{
    const Reimbursement back = reimbursement(p, practice, tier);
    const double at_once = back.lag_days <= 0.0 ? 1.0 : back.at_once;
    const double at_discharge = own + (1.0 - at_once) * std::max(0.0, cost - own);
    return std::max(p.deposit_share * cost, at_discharge);
}

// exp(utility) of turning to a tier, factor by factor.
struct Option {
    double entry = 0.0;   // share at the reference, and better care for the gravely ill
    double price = 1.0;
    double cash = 1.0;
    double time = 1.0;
    bool full = false;    // it could treat the patient and has no bed
    int treats = -1;      // tier that treats who turns here
    double own = 0.0;
    double weight() const { return full ? 0.0 : entry * price * cash * time; }
};

class HospitalChoice {
public:
    HospitalChoice(const World& world, const Plan& plan, const Situation& s, const Episode& e, double severity)
        : world_(world), p_(world.parameters), plan_(plan), s_(s), e_(e), severity_(severity),
          d_(world.diseases[static_cast<std::size_t>(e.disease)]), practice_(plan.policy.in(s.year, s.county).practice(s.held))
    {
        // Working time is what else keeps people away: patients who work more lose more.
        const double days = d_.bed_days * (1.0 + p_.recovery_days_per_day_in_bed);
        time_cost_ = p_.work_time_response * days * 0.1 * (s.capacity - world.mean_capacity);
        utility_ = p_.seek_constant + p_.seek_severity * severity + world.literacy_utility[s.literate];
        if (severity < p_.told_severity) utility_ += practice_.mild_seek;
        if (s.verified && in_set(practice_.batches.major)) utility_ += practice_.batches.seek;
        if (practice_.put_off != 0.0 && !in_set(practice_.put_off_spares)) utility_ += practice_.put_off;
    }

    Choice choose()
    {
        lay_options(true);
        Sum now, with_money;
        ByTier weight{};
        for (std::size_t t = 0; t < tiers; ++t) {
            const Option& option = options_[t];
            weight[t] = option.weight();
            if (weight[t] <= 0.0) continue;
            now.add(weight[t], option.price);
            with_money.add(weight[t] / option.cash, option.price);
        }
        Choice choice;
        const double total = now.value();
        choice.seek = total > 0.0 && e_.seek < odds(total, time_cost_);
        choice.short_of_cash = !choice.seek && with_money.value() > total && e_.seek < odds(with_money.value(), time_cost_);
        if (total > 0.0) {
            const int turned_to = pick(weight, now.between, static_cast<double>(e_.tier));
            const Option& option = options_[static_cast<std::size_t>(turned_to)];
            choice.tier = option.treats;
            choice.referred = option.treats > turned_to;
            choice.own = option.own;
        }
        if (!choice.seek) choice.reason = reason(total);
        return choice;
    }

private:
    double odds(double total, double time_cost) const
    {
        return logistic(utility_ - time_cost + p_.seek_inclusive_value * logarithm(std::max(total, 1e-300)));
    }

    bool in_set(int set) const { return plan_.policy.in_set(set, e_.disease); }

    bool treats(std::size_t t) const
    {
        return d_.share[t] > 0.0 && severity_ <= world_.tier[t].treats_up_to + practice_.severity[t];
    }

    // Where who turns to a tier is treated: there, or at the next tier up that can and has a bed.
    void lay_options(bool short_of_beds)
    {
        some_full_ = false;
        for (std::size_t t = hospital_from; t < tiers; ++t) {
            Option& option = options_[t];
            option = {};
            if (d_.entry[t] <= 0.0) continue;
            const auto full = [&](std::size_t u) { return short_of_beds && s_.served && static_cast<double>(e_.bed) >= (*s_.served)[u]; };
            if (treats(t)) {
                option.full = full(t);
                some_full_ = some_full_ || option.full;
            }
            std::size_t u = t;
            while (u < tiers && (!treats(u) || (u > t && full(u)))) {
                some_full_ = some_full_ || treats(u);
                ++u;
            }
            if (u == tiers) continue; // nobody in reach can treat it
            weigh(option, t, u);
        }
    }

    void weigh(Option& option, std::size_t t, std::size_t u)
    {
        option.treats = static_cast<int>(u);
        option.own = plan_.prices.inpatient(s_.year, s_.county, s_.held, s_.enrolled, e_.disease, option.treats, s_.spending_band);
        option.entry = d_.entry[t] * practice_.turn_to[t];
        if (p_.quality_response > 0.0)
            option.entry *= exponential(-p_.quality_response * severity_ * (world_.tier[u].log_quality + practice_.log_quality[u]));
        // A yuan paid towards the way counts as a yuan off the bill.
        const double relief = practice_.relieves() && s_.minutes
            ? stay_relief(world_, practice_, *s_.minutes, u, s_.year, d_.bed_days * world_.tier[u].stay_ratio) : 0.0;
        option.price = price_weight(p_.price_response, std::max(0.0, option.own - relief) / s_.means, world_.reference_price[u] * d_.mean_cost[u]);
        option.time = (*s_.time)[u];
        if (option.treats <= practice_.no_deposit_up_to || (s_.verified && in_set(practice_.batches.major))) return;
        const Billing& billing = practice_.billing;
        const double bill = d_.mean_cost[u] * world_.price(option.treats, s_.year) * billing.price[u]
            * drug_level(world_, d_, u, s_.year, billing.drugs);
        const double asked = cash_asked(p_, practice_, bill, option.own, u);
        if (asked > s_.liquid + s_.credit) option.cash = world_.unaffordable_weight;
        else if (asked > s_.liquid) option.cash = world_.deposit_weight;
    }

    template <class Weigh>
    double value_of(Weigh weigh) const
    {
        Sum sum;
        for (const Option& option : options_)
            if (!option.full && option.treats >= 0) weigh(sum, option, static_cast<std::size_t>(option.treats));
        return sum.value();
    }

    // A barrier is what weighs more on the patient than on the typical one, for whom the weights of
    // price, way and working time are 1.
    double without_money() const
    {
        return value_of([](Sum& sum, const Option& o, std::size_t) {
            const double price = std::max(1.0, o.price);
            sum.add(o.entry * o.time * price, price);
        });
    }

    double without_way() const
    {
        return value_of([](Sum& sum, const Option& o, std::size_t) {
            sum.add(o.entry * o.price * o.cash * std::max(1.0, o.time), o.price);
        });
    }

    double with_beds()
    {
        lay_options(false);
        return value_of([](Sum& sum, const Option& o, std::size_t) { sum.add(o.weight(), o.price); });
    }

    // Takes each barrier away alone. Of those whose absence would have led to care one is named, by
    // luck in proportion to their weight.
    Reason reason(double total)
    {
        if (total <= 0.0) return Reason::supply;
        std::array<std::pair<Reason, double>, 4> barriers{};
        std::size_t n = 0;
        double all = 0.0;
        const double now = utility_ - time_cost_ + p_.seek_inclusive_value * logarithm(total);
        const auto weigh = [&](Reason reason, double value, double time_cost) {
            if (value <= 0.0 || static_cast<double>(e_.seek) >= odds(value, time_cost)) return;
            const double gain = utility_ - time_cost + p_.seek_inclusive_value * logarithm(value) - now;
            if (gain <= 0.0) return;
            barriers[n++] = {reason, gain};
            all += gain;
        };
        weigh(Reason::money, without_money(), time_cost_);
        weigh(Reason::distance, without_way(), time_cost_);
        weigh(Reason::time, total, std::min(0.0, time_cost_));
        if (some_full_) weigh(Reason::supply, with_beds(), time_cost_);
        double left = static_cast<double>(e_.stay) * all;
        for (std::size_t i = 0; i < n; ++i)
            if ((left -= barriers[i].second) < 0.0 || i + 1 == n) return barriers[i].first;
        return Reason::none;
    }

    const World& world_;
    const Parameters& p_;
    const Plan& plan_;
    const Situation& s_;
    const Episode& e_;
    double severity_;
    const Disease& d_;
    const Practice& practice_;
    double time_cost_ = 0.0;
    double utility_ = 0.0;
    bool some_full_ = false;
    std::array<Option, tiers> options_{};
};

} // namespace

double means_of(const World& world, int year, double income_per_head)
{
    const double level = world.in(year).consumer_price_index / world.reference.consumer_price_index;
    const double mean = world.reference.income_mean * level;
    return mean * exponential(world.parameters.income_response * logarithm(std::max(1.0, income_per_head) / mean));
}

ByTier time_weights(const World& world, const ByTier& minutes, const ByTier& way)
{
    ByTier weights{};
    for (std::size_t t = 0; t < tiers; ++t)
        weights[t] = exponential(-world.parameters.time_response
                                 * (minutes[t] * way[t] - world.reference_minutes[t]) / 60.0);
    return weights;
}

Reimbursement reimbursement(const Parameters& p, const Practice& practice, std::size_t tier)
{
    if (tier + 1 == tiers)
        return {practice.at_once_away, practice.lag_days_away < 0.0 ? p.reimbursement_lag_away_days : practice.lag_days_away};
    return {practice.at_once < 0.0 ? p.settled_at_once_local : practice.at_once,
            practice.lag_days < 0.0 ? p.reimbursement_lag_days : practice.lag_days};
}

double stay_relief(const World& world, const Practice& practice, const ByTier& minutes, std::size_t tier, int year, double days)
{
    const Tier& t = world.tier[tier];
    return world.price(static_cast<int>(tier), year)
        * (practice.transport_paid * t.transport_cost * way_ratio(world, minutes, tier)
           + practice.living_paid * t.living_cost_per_day * days);
}

Choice choose_hospital(const World& world, const Plan& plan, const Situation& s, const Episode& e, double severity)
{
    return HospitalChoice(world, plan, s, e, severity).choose();
}

Choice choose_outpatient(const World& world, const Plan& plan, const Situation& s, const Bundle& b)
{
    const Parameters& p = world.parameters;
    const Disease& d = world.diseases[static_cast<std::size_t>(b.disease)];
    const Practice& practice = plan.policy.in(s.year, s.county).practice(s.held);
    const ByTier& time = s.visit_time ? *s.visit_time : *s.time;
    const float* own_share = plan.prices.outpatient_shares(s.year, s.county, s.held, s.enrolled, b.disease, s.visit_band);
    const double level = world.in(s.year).outpatient_price * practice.billing.visit_price / s.means;
    ByTier weights{};
    ByTier ratio{};
    Sum sum;
    for (std::size_t t = 0; t < tiers; ++t) {
        const Tier& tier = world.tier[t];
        ratio[t] = level * tier.visit_cost * static_cast<double>(own_share[t]) * drug_level(world, d, t, s.year, practice.billing.drugs);
        const double reference = tier.visit_cost * world.reference_visit_price[t];
        const double price = price_weight(p.outpatient_price_response, ratio[t], reference);
        double w = tier.visit_share * time[t] * practice.visit_turn_to[t];
        if (s.contract && t < county_tier) w *= p.contract_primary_ratio;
        weights[t] = w * price;
        sum.add(weights[t], price);
    }
    // Logit with forgoing as one more alternative: no inclusive value to raise to a power.
    double pull = s.contract ? practice.contract_visit_odds : 1.0;
    if (practice.put_off != 0.0 && !plan.policy.in_set(practice.put_off_spares, b.disease)) pull *= exponential(practice.put_off);
    const double odds = world.outpatient_seek_odds[s.literate] * pull * sum.value();
    Choice choice;
    choice.seek = static_cast<double>(b.seek) * (1.0 + odds) < odds;
    choice.tier = pick(weights, sum.between, static_cast<double>(b.tier));
    const auto t = static_cast<std::size_t>(choice.tier);
    // Who goes goes less often where a visit costs more.
    const double reference = world.tier[t].visit_cost * world.reference_visit_price[t];
    choice.visits = price_weight(p.further_visits_response, ratio[t], reference);
    return choice;
}

} // namespace hearth
