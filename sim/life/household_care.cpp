// Order of life, steps 6 to 8 and 11: care, bill, settlement and outcome, in order of date.
#include <algorithm>
#include <bit>

#include "sim/life/bills.hpp"
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
    follow_labels();
    if (enrolled_ || !joins_in_time) return;
    enrolled_ = joins(registry_.held, s_.arm.standing[h_].last_gross);
    premium_labels_ = registry_.held; // who joins within the year pays under the labels held then
}

// Cash follows the year: savings, what was earned and not consumed so far, less what was paid and
// not yet reimbursed.
Situation HouseholdYear::situation(const Member& m, const Disease& d, int day) const
{
    Situation at;
    at.held = registry_.held;
    at.enrolled = enrolled_;
    at.year = s_.year;
    at.county = s_.village.county;
    at.means = means_;
    at.liquid = account_.liquid(day);
    at.credit = credit_;
    at.capacity = m.labour;
    at.spending_band = spending_band(m.billed);
    at.visit_band = visit_band(Money{m.row[PersonSum::outpatient_cost]});
    at.literate = literate_;
    at.contract = contract_ && d.managed;
    at.verified = verified_;
    at.time = &ways_of(practice_at_, false);
    at.visit_time = &ways_of(practice_at_, true);
    at.minutes = &s_.village.minutes;
    at.served = &served_[practice_at_];
    return at;
}

// Needs are counted in this arm and in every reform that shares its care. Who is told by a doctor to
// go to hospital, and who is only better off there, differ by severity.
void HouseholdYear::count_need(const Disease& d, double severity, const Choice& choice, Member& m)
{
    const auto group = static_cast<std::size_t>(d.group_index);
    const bool forgone = !choice.seek;
    if (severity < p_.told_severity) {
        m.row[PersonSum::mild_needs] += 1;
        m.row[PersonSum::mild_forgone] += forgone;
        return;
    }
    m.row[PersonSum::bed_needs] += 1;
    m.row[PersonSum::severe_needs] += severity >= p_.severe_threshold;
    if (forgone) {
        m.row[PersonSum::forgone] += 1;
        m.row[PersonSum::forgone_for_cash] += choice.short_of_cash;
        m.row[PersonSum::forgone_for_money] += choice.reason == Reason::money;
        m.row[PersonSum::forgone_for_distance] += choice.reason == Reason::distance;
        m.row[PersonSum::forgone_for_time] += choice.reason == Reason::time;
        m.row[PersonSum::forgone_for_supply] += choice.reason == Reason::supply;
    }
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
    double severity = static_cast<double>(e.severity);
    if (d.chronic) {
        const bool advanced = s_.arm.advanced[static_cast<std::size_t>(m.person)] >> d.chronic_bit & 1;
        severity += p_.advanced_severity * ((advanced ? 1.0 : 0.0) - p_.advanced_share);
        s_.arm.silent[static_cast<std::size_t>(m.person)] &= ~(std::uint64_t{1} << d.chronic_bit);
    }
    const Choice choice = choose_hospital(s_.world, *s_.arm.plan, situation(m, d, e.day), e, severity);
    count_need(d, severity, choice, m);
    if (choice.seek) admit(e, d, severity, choice, m);
    else forgo(e, d, severity, choice, m);
}

void HouseholdYear::forgo(const Episode& e, const Disease& d, double severity, const Choice& choice, Member& m)
{
    if (telling_) tell_care({}, m, e.day, e.disease, severity, choice);
    const double days = days_in_bed(s_.world, d, county_tier, severity);
    // Who is not gravely ill rests at home as long as the stay would have been.
    m.days_lost += severity < p_.told_severity ? days
        : days * (1.0 + p_.recovery_days_per_day_in_bed) * p_.untreated_days_ratio;
    outcome(e, d, severity, -1, m);
}

void HouseholdYear::admit(const Episode& e, const Disease& d, double severity, const Choice& choice, Member& m)
{
    const auto t = static_cast<std::size_t>(choice.tier);
    const Tier& tier = s_.world.tier[t];
    const double level = s_.world.price(choice.tier, s_.year);
    const Billing& billing = practice_->billing;
    const double mean = d.cost[t] * level * billing.price[t] * drug_level(s_.world, d, t, s_.year, billing.drugs);
    const double expected = d.cost[t] > 0.0 ? mean / d.cost[t] * d.mean_cost[t] : 0.0; // as the patient saw it
    const double rho = p_.severity_share_of_bill;
    const double z = rho * severity + std::sqrt(1.0 - rho * rho) * static_cast<double>(e.bill);
    const double days = days_in_bed(s_.world, d, t, severity) * billing.stay[t];
    law::Claim claim;
    claim.setting = law::Setting::inpatient;
    claim.tier = static_cast<std::uint8_t>(choice.tier);
    // Referred because a lower tier could not treat it, or with a slip from there.
    if (choice.referred || (choice.tier >= county_tier && static_cast<double>(e.extra) < (practice_->referred < 0.0 ? p_.referred_share : practice_->referred)))
        claim.referred_from = static_cast<std::int8_t>(choice.tier - 1);
    claim.charge = from_yuan(lognormal(mean, p_.bill_sd_inpatient, z) * induced_level(s_.world, t, expected > 0.0 ? choice.own / expected : 0.0, billing.induced));
    const double compliant_share = practice_->compliant_share(tier, t);
    claim.compliant = part(claim.charge, compliant_share);
    claim.days = static_cast<std::int16_t>(std::max(1.0, days + 0.5));
    m.row[PersonSum::referred] += choice.referred;
    const double way = way_ratio(s_.world, s_.village.minutes, t) * practice_->way[t];
    non_medical_ += from_yuan(level * (tier.transport_cost * way + tier.living_cost_per_day * days));
    const Money recovery = part(claim.charge, p_.recovery_drug_share * d.drug_share); // bought after discharge
    non_medical_ += recovery;
    transport_ += from_yuan(level * tier.transport_cost * way);
    living_ += from_yuan(level * tier.living_cost_per_day * days);
    recovery_ += recovery;
    m.days_lost += days * (1.0 + p_.recovery_days_per_day_in_bed) + journey_days(s_.village.minutes, t) * practice_->way[t];
    carer_days_ += days * p_.carer_share;
    const int below = choice.tier - 1;
    const bool steps_down = choice.tier >= county_tier && d.share[static_cast<std::size_t>(below)] > 0.0
        && static_cast<double>(e.bed) < served_[practice_at_][static_cast<std::size_t>(below)]
        && static_cast<double>(e.stay) < (practice_->step_down < 0.0 ? p_.step_down_share : practice_->step_down);
    law::Claim rest = claim;
    if (steps_down) {
        // The stay is finished in the tier below, at that tier's cost of the disease.
        const auto b = static_cast<std::size_t>(below);
        const double there = mean > 0.0 ? p_.step_down_stay * d.cost[b] * s_.world.price(below, s_.year) * billing.price[b]
            * drug_level(s_.world, d, b, s_.year, billing.drugs) / mean : 0.0;
        rest.tier = static_cast<std::uint8_t>(below);
        rest.referred_from = static_cast<std::int8_t>(choice.tier);
        rest.charge = part(claim.charge, there);
        rest.compliant = part(rest.charge, practice_->compliant_share(s_.world.tier[b], b));
        rest.days = static_cast<std::int16_t>(p_.step_down_stay * claim.days + 0.5);
        claim.charge = part(claim.charge, 1.0 - p_.step_down_stay);
        claim.compliant = part(claim.charge, compliant_share);
        claim.days = static_cast<std::int16_t>(claim.days - rest.days);
    }
    settle(claim, m, e.day, e.disease);
    if (telling_) telling_->care.back().severity = severity;
    if (steps_down) settle(rest, m, e.day, e.disease);
    outcome(e, d, severity, choice.tier, m);
}

void HouseholdYear::live_bundle(const Bundle& b, Member& m)
{
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(b.disease)];
    const Choice choice = choose_outpatient(s_.world, *s_.arm.plan, situation(m, d, b.day), b);
    if (!d.chronic) m.days_lost += d.days_lost * static_cast<double>(b.cases); // treated or not
    const auto t = static_cast<std::size_t>(choice.tier);
    const Tier& tier = s_.world.tier[t];
    const double needed = d.visits * static_cast<double>(b.cases) * v_.visit_index;
    if (d.chronic) {
        std::uint64_t& controlled = s_.arm.controlled[static_cast<std::size_t>(m.person)];
        const std::uint64_t mask = std::uint64_t{1} << d.chronic_bit;
        controlled = choice.seek ? controlled | mask : controlled & ~mask;
    }
    m.row[PersonSum::outpatient_needs] += 1;
    if (!choice.seek) {
        m.row[PersonSum::self_treated] += 1;
        non_medical_ += from_yuan(p_.self_treatment_share * needed * s_.world.tier[0].visit_cost * v_.outpatient_price);
        return;
    }
    const double visits = needed * choice.visits;
    law::Claim claim;
    claim.setting = law::Setting::outpatient;
    claim.tier = static_cast<std::uint8_t>(choice.tier);
    const Billing& billing = practice_->billing;
    claim.charge = from_yuan(lognormal(visits * tier.visit_cost * v_.outpatient_price * billing.visit_price
                                           * drug_level(s_.world, d, t, s_.year, billing.drugs),
                                       p_.bill_sd_outpatient, static_cast<double>(b.bill)));
    claim.compliant = part(claim.charge, practice_->compliant_share(tier, t));
    claim.visits = static_cast<std::int16_t>(std::clamp(visits + 0.5, 1.0, 10'000.0));
    const double left_of_way = practice_->visit_way[t];
    const Money travel = from_yuan(visits * v_.outpatient_price * tier.transport_cost * way_ratio(s_.world, s_.village.minutes, t) * left_of_way);
    non_medical_ += travel;
    transport_ += travel;
    m.days_lost += visits * (p_.outpatient_days_per_visit + journey_days(s_.village.minutes, t) * left_of_way);
    const auto made = static_cast<std::int64_t>(visits * 1000.0 + 0.5);
    m.row[PersonSum::visits] += made;
    m.row[PersonSum::primary_visits] += choice.tier < county_tier ? made : 0;
    settle(claim, m, b.day, b.disease);
}

void HouseholdYear::settle(law::Claim claim, Member& m, int day, int disease)
{
    const Claimant claimant{static_cast<std::size_t>(&m - members_.data()), registry_.held, enrolled_, verified_};
    const double liquid = telling_ ? account_.liquid(day) : 0.0;
    const law::Settlement s = account_.settle(claim, claimant, day, disease);
    if (!s_.frozen.empty()) claims_.push_back({claim, claimant, day, disease});
    const std::int64_t paid = claim.charge.fen - s.out_of_pocket.fen;
    if (claim.setting == law::Setting::inpatient) {
        m.billed += claim.charge;
        m.row[PersonSum::admissions] += 1;
        m.row[PersonSum::admissions_in_county] += claim.tier <= county_tier;
        m.row[PersonSum::bed_days] += claim.days;
        m.row[PersonSum::inpatient_cost] += claim.charge.fen;
        m.row[PersonSum::inpatient_paid] += paid;
    } else {
        m.row[PersonSum::outpatient_cost] += claim.charge.fen;
        m.row[PersonSum::outpatient_paid] += paid;
    }
    if (hardship_day_ < 0 && (practice_->registry.monitors || s_.year >= static_cast<int>(p_.monitoring_from))
        && !(registry_.held & (bit(Label::monitored) | bit(Label::registered_poor)))
        && in_sudden_hardship(p_, v_, s_.arm.standing[h_], o_.persons, account_.own(), practice_->registry.monitoring))
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
        for (std::uint64_t rest = s_.arm.known[k] & s_.arm.conditions[k] & ~s_.arm.silent[k]; rest != 0; rest &= rest - 1) {
            const int disease = s_.world.chronic[static_cast<std::size_t>(std::countr_zero(rest))];
            if (s_.world.diseases[static_cast<std::size_t>(disease)].days_in_all >= p_.long_illness_days) return true;
        }
    }
    return false;
}

// Step 11: death or lasting disability, more often where care was forgone, where it was gravely needed
// and where it was poor. None dies in burn-in: the base year's population is by definition those who
// lived.
void HouseholdYear::outcome(const Episode& e, const Disease& d, double severity, int tier, Member& m)
{
    const auto band = static_cast<std::size_t>(age_band(m.age));
    const auto sex = static_cast<std::size_t>(m.sex);
    const bool treated = tier >= 0;
    const double k = p_.fatality_severity;
    // The trend in admissions is one of use, not of deadly illness: it is taken out again.
    double rate = (treated ? d.fatality_treated[band] : d.fatality_untreated[band])
        * v_.mortality_index / std::max(v_.admission_index, 0.01) * exponential(k * severity - 0.5 * k * k) / d.mean_deadliness;
    if (treated) {
        const auto t = static_cast<std::size_t>(tier);
        rate *= s_.world.tier[t].quality / d.mean_quality;
        if (practice_->log_quality[t] != 0.0) rate *= exponential(practice_->log_quality[t]);
    }
    const double death = std::min(
        0.95, rate * s_.world.death_gradient[sex][static_cast<std::size_t>(m.age)]);
    const auto who = static_cast<std::size_t>(m.person);
    const auto luck = static_cast<double>(e.outcome);
    if (luck < death) {
        if (s_.year < s_.world.base_year) return;
        m.death_day = e.day;
        m.row[PersonSum::illness_deaths] += 1;
        s_.arm.gone[who] = 1;
        return;
    }
    if (severity < p_.severe_threshold || s_.arm.disabled[who]) return;
    const double lasting = p_.disability_probability * (treated ? 1.0 : p_.untreated_disability_ratio);
    if ((luck - death) / (1.0 - death) < lasting) s_.arm.disabled[who] = 1;
}

} // namespace hearth
