// Order of life, steps 6 to 8 and 11: care, bill, settlement and outcome, in order of date.
#include <algorithm>
#include <bit>

#include "sim/life/household_year.hpp"

namespace hearth {

namespace {

double lognormal(double mean, double sd, double z)
{
    return mean * exponential(sd * z - 0.5 * sd * sd);
}
} // namespace

void HouseholdYear::seek_care()
{
    for (const Event& event : events_) {
        Member& m = members_[event.member];
        const auto i = static_cast<std::size_t>(event.index);
        if (m.death_day >= 0) continue;
        if (hardship_day_ >= 0 && event.day > hardship_day_) become_monitored(true);
        switch (event.kind) {
        case Event::acute_episode: live_episode(s_.illness.episodes[i], m); break;
        case Event::acute_bundle: live_bundle(s_.illness.bundles[i], m); break;
        case Event::chronic_episode: live_episode(episodes_[i], m); break;
        default: live_bundle(bundles_[i], m); break;
        }
    }
    if (hardship_day_ >= 0) become_monitored(false);
    account_.close();
}

// A label gained within the year changes category and enrolment from then on.
void HouseholdYear::become_monitored(bool joins_in_time)
{
    if (holds(registry_.held, Label::monitored)) return;
    registry_.held |= bit(Label::monitored);
    if (enrolled_ || !joins_in_time) return;
    enrolled_ = joins(registry_.held, s_.arm.standing[h_].last_gross);
    premium_labels_ = registry_.held; // who joins within the year pays under the labels held then
}

// Cash follows the year: savings, what was earned and not consumed so far, less what was paid and
// not yet reimbursed.
Situation HouseholdYear::situation(const Member& m, int day) const
{
    Situation at;
    at.held = registry_.held;
    at.enrolled = enrolled_;
    at.year = s_.year;
    at.income_per_head = std::max(1.0, in_yuan(s_.arm.standing[h_].last_gross));
    at.liquid = account_.liquid(day);
    at.credit = credit_;
    at.spending_band = spending_band(m.billed);
    at.time = &time_;
    return at;
}

// Needs are counted in this arm and in every reform that shares its care.
void HouseholdYear::count_need(const Disease& d, bool forgone)
{
    const auto group = static_cast<std::size_t>(d.group_index);
    const auto add = [&](Tally* tally) {
        if (!tally) return;
        tally->disease[group].needs += 1;
        tally->disease[group].forgone += forgone;
    };
    add(s_.count.tally);
    for (const FrozenScene& f : s_.frozen) add(f.count.tally);
}

void HouseholdYear::live_episode(const Episode& e, Member& m)
{
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(e.disease)];
    const Choice choice = choose_hospital(s_.world, *s_.arm.plan, situation(m, e.day), e);
    m.row[PersonSum::bed_needs] += 1;
    count_need(d, !choice.seek);
    if (!choice.seek) {
        m.row[PersonSum::forgone] += 1;
        m.row[PersonSum::forgone_for_cash] += choice.short_of_cash;
        if (telling_) tell_care({}, m, e.day, e.disease, static_cast<double>(e.severity), choice);
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
    if (choice.tier >= county_tier && e.extra < p_.referred_share)
        claim.referred_from = static_cast<std::int8_t>(choice.tier - 1);
    claim.charge = from_yuan(lognormal(d.cost[t] * level, p_.bill_sd_inpatient, z));
    claim.compliant = part(claim.charge, tier.compliant_share);
    claim.days = static_cast<std::int16_t>(d.bed_days + 0.5);
    non_medical_ += from_yuan(level * (tier.transport_cost + tier.living_cost_per_day * d.bed_days));
    m.days_lost += d.bed_days * (1.0 + p_.recovery_days_per_day_in_bed);
    carer_days_ += d.bed_days * p_.carer_share;
    settle(claim, m, e.day, e.disease);
    if (telling_) telling_->care.back().severity = static_cast<double>(e.severity);
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
    claim.charge = from_yuan(lognormal(visits * tier.visit_cost * v_.outpatient_price,
                                       p_.bill_sd_outpatient, b.bill));
    claim.compliant = part(claim.charge, tier.compliant_share);
    claim.visits = static_cast<std::int16_t>(std::clamp(visits + 0.5, 1.0, 10'000.0));
    m.days_lost += visits * p_.outpatient_days_per_visit;
    m.row[PersonSum::visits] += static_cast<std::int64_t>(visits * 1000.0 + 0.5);
    settle(claim, m, b.day, b.disease);
}

void HouseholdYear::settle(law::Claim claim, Member& m, int day, int disease)
{
    const Claimant claimant{static_cast<std::size_t>(&m - members_.data()), registry_.held, enrolled_};
    const double liquid = telling_ ? account_.liquid(day) : 0.0;
    const law::Settlement s = account_.settle(claim, claimant, day, disease);
    if (!s_.frozen.empty()) claims_.push_back({claim, claimant, day, disease});
    const std::int64_t paid = claim.charge.fen - s.out_of_pocket.fen;
    if (claim.setting == law::Setting::inpatient) {
        m.billed += claim.charge;
        m.row[PersonSum::admissions] += 1;
        m.row[PersonSum::admissions_in_county] += claim.tier <= county_tier;
        m.row[PersonSum::inpatient_cost] += claim.charge.fen;
        m.row[PersonSum::inpatient_paid] += paid;
    } else {
        m.row[PersonSum::outpatient_cost] += claim.charge.fen;
        m.row[PersonSum::outpatient_paid] += paid;
    }
    if (hardship_day_ < 0 && s_.year >= static_cast<int>(p_.monitoring_from)
        && !(registry_.held & (bit(Label::monitored) | bit(Label::registered_poor)))
        && in_sudden_hardship(p_, v_, s_.arm.standing[h_], o_.persons, account_.own()))
        hardship_day_ = day;
    if (!telling_) return;
    tell_care(claim, m, day, disease, 0.0, {true, claim.tier, false});
    StoryCare& told = telling_->care.back();
    told.settled = s;
    told.liquid = liquid;
    told.advance = account_.last_advance();
}

// Somebody in the household is disabled, has a known condition that costs much working time, or was
// billed more in hospital than the household's income a head.
bool HouseholdYear::long_ill() const
{
    for (const Member& m : members_) {
        const auto k = static_cast<std::size_t>(m.person);
        if (s_.arm.disabled[k] || m.billed > max(yuan(1), s_.arm.standing[h_].last_gross)) return true;
        for (std::uint64_t rest = s_.arm.known[k] & s_.arm.conditions[k]; rest != 0; rest &= rest - 1) {
            const int disease = s_.world.chronic[static_cast<std::size_t>(std::countr_zero(rest))];
            if (s_.world.diseases[static_cast<std::size_t>(disease)].days_lost >= p_.long_illness_days) return true;
        }
    }
    return false;
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
