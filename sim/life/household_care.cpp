// Order of life, steps 6 to 8 and 11: care, bill, settlement and outcome, in order of date.
#include <algorithm>

#include "sim/life/household_year.hpp"

namespace hearth {

namespace {
constexpr int days_in_year = 360;
constexpr int county_tier = 2;

double lognormal(double mean, double sd, double z)
{
    return mean * exponential(sd * z - 0.5 * sd * sd);
}
} // namespace

// 360 model days onto the calendar: 30 a month, the last on the 28th.
Date HouseholdYear::date_of(int day) const
{
    return {month_[static_cast<std::size_t>(day / 30)].days + std::min(day % 30, 27)};
}

void HouseholdYear::seek_care()
{
    for (const Event& event : events_) {
        Member& m = members_[event.member];
        const auto i = static_cast<std::size_t>(event.index);
        if (m.death_day >= 0) continue;
        switch (event.kind) {
        case Event::acute_episode: live_episode(s_.illness.episodes[i], m); break;
        case Event::acute_bundle: live_bundle(s_.illness.bundles[i], m); break;
        case Event::chronic_episode: live_episode(episodes_[i], m); break;
        default: live_bundle(bundles_[i], m); break;
        }
    }
}

// Cash follows the year: savings, what was earned and not consumed so far, less what was paid.
Situation HouseholdYear::situation(const Member& m, int day) const
{
    const double income_per_head = std::max(1.0, in_yuan(s_.arm.last_gross[h_]));
    const double earned = income_per_head * static_cast<double>(members_.size()) * day / days_in_year;
    Situation at;
    at.held = s_.arm.held[h_];
    at.enrolled = enrolled_;
    at.year = s_.year;
    at.income_per_head = income_per_head;
    at.liquid = in_yuan(s_.arm.purse[h_].savings)
        + earned * (1.0 - p_.consumption_propensity) - spent_;
    at.spending_band = spending_band(m.billed);
    at.time = &time_;
    return at;
}

void HouseholdYear::live_episode(const Episode& e, Member& m)
{
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(e.disease)];
    const Choice choice = choose_hospital(s_.world, *s_.arm.plan, situation(m, e.day), e);
    m.row[PersonSum::bed_needs] += 1;
    if (!choice.seek) {
        m.row[PersonSum::forgone] += 1;
        m.days_lost += d.bed_days * (1.0 + p_.recovery_days_per_day_in_bed) * p_.untreated_days_ratio;
        outcome(e, d, false, m);
        return;
    }
    const auto t = static_cast<std::size_t>(choice.tier);
    const Tier& tier = s_.world.tier[t];
    const double level = s_.world.price(choice.tier, s_.year);
    const double rho = p_.severity_share_of_bill;
    const double z = rho * e.severity + std::sqrt(1.0 - rho * rho) * e.bill;
    law::Claim claim;
    claim.setting = law::Setting::inpatient;
    claim.tier = static_cast<std::uint8_t>(choice.tier);
    claim.disease = s_.arm.plan->policy.disease[static_cast<std::size_t>(e.disease)];
    if (choice.tier >= county_tier && e.extra < p_.referred_share)
        claim.referred_from = static_cast<std::int8_t>(choice.tier - 1);
    claim.charge = from_yuan(lognormal(d.cost[t] * level, p_.bill_sd_inpatient, z));
    claim.compliant = part(claim.charge, tier.compliant_share);
    non_medical_ += from_yuan(level * (tier.transport_cost + tier.living_cost_per_day * d.bed_days));
    m.days_lost += d.bed_days * (1.0 + p_.recovery_days_per_day_in_bed);
    carer_days_ += d.bed_days * p_.carer_share;
    settle(claim, m, e.day);
    outcome(e, d, true, m);
}

void HouseholdYear::live_bundle(const Bundle& b, Member& m)
{
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(b.disease)];
    if (!d.chronic) m.days_lost += d.days_lost * b.cases;
    const Choice choice = choose_outpatient(s_.world, *s_.arm.plan, situation(m, b.day), b);
    if (!choice.seek) return;
    const Tier& tier = s_.world.tier[static_cast<std::size_t>(choice.tier)];
    const double visits = d.visits * b.cases * v_.visit_index;
    law::Claim claim;
    claim.setting = law::Setting::outpatient;
    claim.tier = static_cast<std::uint8_t>(choice.tier);
    claim.disease = s_.arm.plan->policy.disease[static_cast<std::size_t>(b.disease)];
    claim.charge = from_yuan(lognormal(visits * tier.visit_cost * v_.outpatient_price,
                                       p_.bill_sd_outpatient, b.bill));
    claim.compliant = part(claim.charge, tier.compliant_share);
    m.days_lost += visits * p_.outpatient_days_per_visit;
    m.row[PersonSum::visits] += static_cast<std::int64_t>(visits * 1000.0 + 0.5);
    settle(claim, m, b.day);
}

// Layers the person is entitled to but does not receive, drawn once per person and year.
std::uint32_t HouseholdYear::layers_refused(const Member& m) const
{
    const Policy& policy = s_.arm.plan->policy;
    const law::Segment& segment = policy.stack.on(date_of(0));
    const std::uint32_t held = policy.categories[s_.arm.held[h_]];
    std::uint32_t refused = 0;
    for (std::size_t i = 0; i < segment.layers.size(); ++i) {
        const law::Layer& layer = segment.layers[i];
        const Ratio take_up = layer.variants[layer.variant_of[held]].take_up;
        if (take_up.ppm >= ppm_per_one) continue;
        const Words w = s_.luck.words(s_.village.person.id[static_cast<std::size_t>(m.person)],
                                      s_.year, Purpose::take_up, policy.take_up_address[i]);
        if (unit(w[0]) * ppm_per_one >= take_up.ppm) refused |= 1u << i;
    }
    return refused;
}

void HouseholdYear::settle(law::Claim claim, Member& m, int day)
{
    const Policy& policy = s_.arm.plan->policy;
    const auto at = static_cast<std::size_t>(&m - members_.data());
    if (!m.used) {
        m.used = true;
        accounts_[at].begin_year(s_.year, policy.stack.layers());
        if (!policy.all_take_up) m.refused = layers_refused(m);
    }
    claim.date = date_of(day);
    claim.refused = m.refused;
    const std::size_t segment = policy.segment_on(claim.date);
    const law::Route& route = policy.routes.find(segment, s_.arm.held[h_], enrolled_, claim.setting,
                                                 claim.tier, claim.disease);
    const law::Settlement s = law::settle_along(route, claim, accounts_[at]);
    own_payments_ += s.out_of_pocket;
    spent_ += in_yuan(s.out_of_pocket);
    if (claim.setting == law::Setting::inpatient) {
        m.billed += claim.charge;
        inpatient_own_ += s.out_of_pocket;
    }
    if (s_.tally) tally_claim(claim, policy.stack.segments[segment], s, m, day);
}

void HouseholdYear::tally_claim(const law::Claim& claim, const law::Segment& segment,
                                const law::Settlement& s, Member& m, int day)
{
    const law::Stack& stack = s_.arm.plan->policy.stack;
    const std::uint32_t categories = s_.arm.plan->policy.categories[s_.arm.held[h_]];
    const auto layers = static_cast<std::size_t>(stack.layers());
    std::array<Money, law::most_levels> parts{};
    for (std::size_t i = 0; i < layers; ++i) {
        if (s.paid[i].fen == 0) continue;
        LayerSums& sums = s_.tally->layer[i];
        sums.paid[static_cast<std::size_t>(day / 30)] += s.paid[i].fen;
        sums.claims += 1;
        sums.claim_cost += claim.charge.fen;
        sums.claim_oop += s.out_of_pocket.fen;
        if (!(m.paid_by >> i & 1)) sums.persons += 1;
        m.paid_by |= 1u << i;
        const law::Layer& layer = segment.layers[i];
        const law::Terms& terms = layer.variants[layer.variant_of[categories]];
        const auto shared = static_cast<std::size_t>(terms.share_count);
        if (shared == 0) continue;
        split_by_shares(s.paid[i], std::span(terms.shares).first(shared), std::span(parts).first(shared));
        for (std::size_t k = 0; k < shared; ++k) sums.by_level[terms.share_of[k]] += parts[k].fen;
    }
    const std::int64_t paid = claim.charge.fen - s.out_of_pocket.fen;
    if (claim.setting == law::Setting::outpatient) {
        m.row[PersonSum::outpatient_cost] += claim.charge.fen;
        m.row[PersonSum::outpatient_paid] += paid;
        return;
    }
    m.row[PersonSum::admissions] += 1;
    m.row[PersonSum::admissions_in_county] += claim.tier <= county_tier;
    m.row[PersonSum::inpatient_cost] += claim.charge.fen;
    m.row[PersonSum::inpatient_paid] += paid;
    TierSums& tier = s_.tally->tier[claim.tier];
    tier.admissions += 1;
    tier.cost += claim.charge.fen;
    tier.oop += s.out_of_pocket.fen;
}

// Step 11: death or lasting disability, more often where care was forgone. None dies in burn-in:
// the base year's population is by definition those who lived.
void HouseholdYear::outcome(const Episode& e, const Disease& d, bool treated, Member& m)
{
    const auto band = static_cast<std::size_t>(age_band(m.age));
    const auto sex = static_cast<std::size_t>(m.sex);
    // The trend in admissions is one of use, not of deadly illness: it is taken out again.
    const double rate = (treated ? d.fatality_treated[band] : d.fatality_untreated[band])
        * v_.mortality_index / std::max(v_.admission_index, 0.01);
    const double death = std::min(
        0.95, rate * s_.world.death_gradient[sex][static_cast<std::size_t>(m.age)]);
    const auto k = static_cast<std::size_t>(m.person);
    if (e.outcome < death) {
        if (s_.year < s_.world.base_year) return;
        m.death_day = e.day;
        m.row[PersonSum::illness_deaths] += 1;
        s_.arm.gone[k] = 1;
        return;
    }
    if (e.severity < p_.severe_threshold || s_.arm.disabled[k]) return;
    const double lasting = p_.disability_probability * (treated ? 1.0 : p_.untreated_disability_ratio);
    if ((e.outcome - death) / (1.0 - death) < lasting) s_.arm.disabled[k] = 1;
}

} // namespace hearth
