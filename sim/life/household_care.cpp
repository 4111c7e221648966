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
    keep_ledgers();
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
    if (s_.funds.limits)
        for (int month = 0; month < day / 30; ++month) at.liquid -= cut_in_[static_cast<std::size_t>(month)];
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
    claim.days = static_cast<std::int16_t>(d.bed_days + 0.5);
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
    claim.visits = static_cast<std::int16_t>(std::clamp(visits + 0.5, 1.0, 10'000.0));
    m.days_lost += visits * p_.outpatient_days_per_visit;
    m.row[PersonSum::visits] += static_cast<std::int64_t>(visits * 1000.0 + 0.5);
    settle(claim, m, b.day);
}

// Layers the person is entitled to but does not receive, drawn once per person and year.
std::uint32_t HouseholdYear::layers_refused(const Member& m) const
{
    const Policy& policy = s_.arm.plan->policy;
    const law::Segment& segment = policy.stack.segments[policy.stack.segment_on(date_of(0))];
    const std::uint32_t held = policy.categories[s_.arm.held[h_]];
    std::uint32_t refused = 0;
    for (std::size_t i = 0; i < segment.layers.size(); ++i) {
        const Ratio take_up = segment.layers[i].terms_for(held).take_up;
        if (take_up.ppm >= ppm_per_one) continue;
        const Words w = s_.luck.words(s_.village.person.id[static_cast<std::size_t>(m.person)],
                                      s_.year, Purpose::take_up, policy.take_up_address[i]);
        if (unit(w[0]) * ppm_per_one >= take_up.ppm) refused |= 1u << i;
    }
    return refused;
}

// The ledgers a claim settles against; what lasts from year to year comes from the arm.
law::Ledger HouseholdYear::open_ledger(Member& m)
{
    const law::Stack& stack = s_.arm.plan->policy.stack;
    const auto at = static_cast<std::size_t>(&m - members_.data());
    const auto lasting = static_cast<std::size_t>(stack.ledger[0].lasting);
    std::int64_t* words = member_words_.data() + at * static_cast<std::size_t>(stack.ledger[0].words());
    if (!m.used) {
        m.used = true;
        heads_[at].year = -1;
        const std::int64_t* kept = s_.arm.person_words.data() + static_cast<std::size_t>(m.person) * lasting;
        std::copy_n(kept, lasting, words + stack.ledger[0].yearly);
        if (!s_.arm.plan->policy.all_take_up) m.refused = layers_refused(m);
    }
    const bool shared = stack.uses_households();
    if (shared && household_year_ == 0) {
        const auto own = static_cast<std::size_t>(stack.ledger[1].lasting);
        std::copy_n(s_.arm.household_words.data() + h_ * own, own,
                    household_words_.data() + stack.ledger[1].yearly);
    }
    const law::Ledger ledger{&heads_[at], shared ? &household_year_ : nullptr, {words, household_words_.data()}};
    ledger.open_year(stack, s_.year);
    return ledger;
}

void HouseholdYear::keep_ledgers()
{
    const law::Stack& stack = s_.arm.plan->policy.stack;
    const auto lasting = static_cast<std::size_t>(stack.ledger[0].lasting);
    const auto own = static_cast<std::size_t>(stack.ledger[1].lasting);
    for (std::size_t at = 0; lasting > 0 && at < members_.size(); ++at)
        if (members_[at].used)
            std::copy_n(member_words_.data() + at * static_cast<std::size_t>(stack.ledger[0].words()) + stack.ledger[0].yearly,
                        lasting, s_.arm.person_words.data() + static_cast<std::size_t>(members_[at].person) * lasting);
    if (own > 0 && household_year_ != 0)
        std::copy_n(household_words_.data() + stack.ledger[1].yearly, own, s_.arm.household_words.data() + h_ * own);
}

// Settlement where funds may run dry: `stop` limits the payments themselves; what `prorate` takes
// back is known only when the month ends, so accounts and triggers keep the uncut amounts.
law::Settlement HouseholdYear::settle_within_funds(const law::Route& route, const law::Claim& claim,
                                                   const law::Ledger& ledger, Member& m, int day)
{
    const FundLimits& limits = *s_.funds.limits;
    const std::uint64_t who = s_.village.person.id[static_cast<std::size_t>(m.person)];
    law::FundsLeft left;
    for (std::size_t f = 0; f < left.size(); ++f) left[f] = limits[f].most(day, who, drawn_[f]);
    law::Settlement s = law::settle_along(route, claim, ledger, &left);
    law::note_own_payment(s_.arm.plan->policy.stack, claim.date, s.out_of_pocket, ledger);
    spent_ += in_yuan(s.out_of_pocket);
    for (const law::Step& step : route) {
        if (!step.fund_limits) continue;
        const auto f = static_cast<std::size_t>(step.fund);
        Money& paid = s.paid[step.layer];
        const FundPayment payment{static_cast<std::int16_t>(day), static_cast<std::uint8_t>(f), step.layer, m.claims, who, paid};
        if (paid.fen > 0 && s_.funds.log) s_.funds.log->push_back(payment);
        if (day == limits[f].day && who == limits[f].person) drawn_[f] += paid;
        if (day / 30 != limits[f].month) continue;
        const Money cut = paid - limits[f].cut(payment);
        paid -= cut;
        s.out_of_pocket += cut;
        cut_in_[static_cast<std::size_t>(day / 30)] += in_yuan(cut);
    }
    m.claims += 1;
    return s;
}

void HouseholdYear::settle(law::Claim claim, Member& m, int day)
{
    const Policy& policy = s_.arm.plan->policy;
    const law::Ledger ledger = open_ledger(m);
    claim.date = date_of(day);
    claim.refused = m.refused;
    ClaimKind kind{s_.arm.held[h_], 0, enrolled_, claim.setting, claim.tier, claim.referred_from >= 0, claim.disease};
    if (!policy.stack.triggers.empty()) {
        const std::uint32_t earned = law::earned_categories(policy.stack, claim.date, ledger);
        for (std::size_t t = 0; t < policy.stack.triggers.size(); ++t)
            kind.earned = static_cast<std::uint8_t>(kind.earned | (earned >> policy.stack.triggers[t].category & 1) << t);
    }
    const law::Route& route = policy.routes.find(policy.stack, policy.stack.segment_on(claim.date), kind);
    const law::Settlement s = s_.funds.limits ? settle_within_funds(route, claim, ledger, m, day)
                                              : law::settle_along(route, claim, ledger);
    if (!s_.funds.limits) spent_ += in_yuan(s.out_of_pocket);
    if (!s_.funds.limits && !policy.stack.triggers.empty())
        law::note_own_payment(policy.stack, claim.date, s.out_of_pocket, ledger);
    own_payments_ += s.out_of_pocket;
    if (claim.setting == law::Setting::inpatient) {
        m.billed += claim.charge;
        inpatient_own_ += s.out_of_pocket;
    }
    if (s_.tally) tally_claim(claim, route, s, m, day);
}

void HouseholdYear::tally_claim(const law::Claim& claim, const law::Route& route,
                                const law::Settlement& s, Member& m, int day)
{
    std::array<Money, law::most_levels> parts{};
    for (const law::Step& step : route) {
        const Money payment = s.paid[step.layer];
        if (payment.fen == 0) continue;
        LayerSums& sums = s_.tally->layer[step.layer];
        sums.paid[static_cast<std::size_t>(day / 30)] += payment.fen;
        sums.claims += 1;
        sums.claim_cost += claim.charge.fen;
        sums.claim_oop += s.out_of_pocket.fen;
        if (!(m.paid_by >> step.layer & 1)) sums.persons += 1;
        m.paid_by |= 1u << step.layer;
        if (step.fund >= 0) s_.tally->fund_paid[static_cast<std::size_t>(step.fund)] += payment.fen;
        const law::Shares& shares = step.shares;
        if (shares.count == 0) continue;
        split_by_shares(payment, std::span(shares.ratio).first(shares.count), std::span(parts).first(shares.count));
        for (std::size_t k = 0; k < shares.count; ++k) sums.by_level[shares.level[k]] += parts[k].fen;
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
