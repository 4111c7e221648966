#include "sim/life/care_account.hpp"

#include <algorithm>

#include "sim/life/bills.hpp"

namespace hearth {

namespace {
constexpr int days_in_year = 360;
} // namespace

CareAccount::CareAccount(const AccountScene& scene)
    : s_(scene), terms_(scene.plan.policy.in(scene.year, scene.village.county)), stack_(scene.plan.policy.stack)
{
    const int terms_year = std::max(s_.year, s_.world.base_year);
    for (int m = 0; m < months; ++m) month_[static_cast<std::size_t>(m)] = to_date({terms_year, m + 1, 1});
}

Date CareAccount::date_of(int day) const
{
    return {month_[static_cast<std::size_t>(day / 30)].days + std::min(day % 30, 27)};
}

void CareAccount::open(std::size_t household, std::span<const PersonIndex> members, const Purse& purse,
                       double income_a_day)
{
    household_ = household;
    members_ = members.size();
    if (seats_.size() < members_) {
        seats_.resize(members_);
        heads_.resize(members_);
        member_words_.resize(members_ * static_cast<std::size_t>(stack_.ledger[0].words()));
    }
    words_of_household_.resize(static_cast<std::size_t>(stack_.ledger[1].words()));
    for (std::size_t m = 0; m < members_; ++m) seats_[m] = {.person = members[m]};
    household_year_ = 0;
    at_start_ = in_yuan(purse.savings);
    a_day_ = income_a_day;
    spent_ = 0.0;
    // Last year's advances come back through its first months; they are counted on from the start.
    due_.clear();
    if (purse.awaited.fen > 0) due_.push_back({0, in_yuan(purse.awaited)});
    layers_used_ = 0;
    own_ = inpatient_own_ = payable_later_ = awaited_ = bridging_ = last_advance_ = {};
    if (s_.funds.limits) {
        cut_in_ = {};
        drawn_ = {};
    }
}

double CareAccount::liquid(int day) const
{
    double cash = at_start_ + a_day_ * day - spent_;
    for (const Due& due : due_)
        if (due.day <= day) cash += due.yuan;
    if (s_.funds.limits)
        for (int month = 0; month < day / 30; ++month) cash -= cut_in_[static_cast<std::size_t>(month)];
    return cash;
}

// Layers of a route the person is entitled to that day but does not receive. Luck of take-up is drawn
// once per person, year and layer, when first asked for.
std::uint32_t CareAccount::layers_refused(Seat& seat, LabelSet held, const law::Segment& segment, const law::Route& route) const
{
    const Policy& policy = s_.plan.policy;
    const std::uint32_t categories = policy.categories[held] & segment.categories;
    std::uint32_t refused = 0;
    for (const law::Step& step : route) {
        const std::size_t i = step.layer;
        if (!(policy.partial_take_up >> i & 1)) continue;
        if (!(seat.take_up_drawn >> i & 1)) {
            const std::uint64_t id = s_.village.person.id[static_cast<std::size_t>(seat.person)];
            seat.take_up_word[i] = s_.luck.words(id, s_.year, Purpose::take_up, policy.take_up_address[i])[0];
            seat.take_up_drawn |= 1u << i;
        }
        const Ratio take_up = segment.layers[i].terms_for(categories).take_up;
        if (unit(seat.take_up_word[i]) * ppm_per_one >= take_up.ppm) refused |= 1u << i;
    }
    return refused;
}

// The ledgers a claim settles against; what lasts from year to year comes from the arm.
law::Ledger CareAccount::open_ledger(const Claimant& claimant)
{
    const std::size_t member = claimant.member;
    const auto lasting = static_cast<std::size_t>(stack_.ledger[0].lasting);
    std::int64_t* words = member_words_.data() + member * static_cast<std::size_t>(stack_.ledger[0].words());
    Seat& seat = seats_[member];
    if (!seat.used) {
        seat.used = true;
        heads_[member].year = -1;
        std::copy_n(s_.person_words.data() + static_cast<std::size_t>(seat.person) * lasting, lasting,
                    words + stack_.ledger[0].yearly);
    }
    const bool shared = stack_.uses_households();
    if (shared && household_year_ == 0) {
        const auto own = static_cast<std::size_t>(stack_.ledger[1].lasting);
        std::copy_n(s_.household_words.data() + household_ * own, own,
                    words_of_household_.data() + stack_.ledger[1].yearly);
    }
    const law::Ledger ledger{&heads_[member], shared ? &household_year_ : nullptr, {words, words_of_household_.data()}};
    ledger.open_year(stack_, s_.year);
    return ledger;
}

void CareAccount::close()
{
    const auto lasting = static_cast<std::size_t>(stack_.ledger[0].lasting);
    const auto own = static_cast<std::size_t>(stack_.ledger[1].lasting);
    for (std::size_t m = 0; lasting > 0 && m < members_; ++m)
        if (seats_[m].used)
            std::copy_n(member_words_.data() + m * static_cast<std::size_t>(stack_.ledger[0].words()) + stack_.ledger[0].yearly,
                        lasting, s_.person_words.data() + static_cast<std::size_t>(seats_[m].person) * lasting);
    if (own > 0 && household_year_ != 0)
        std::copy_n(words_of_household_.data() + stack_.ledger[1].yearly, own, s_.household_words.data() + household_ * own);
}

// Settlement where funds may run dry: `stop` limits the payments themselves; what `prorate` takes
// back is known only when the month ends, so accounts and triggers keep the uncut amounts.
law::Settlement CareAccount::settle_within_funds(const law::Route& route, const law::Claim& claim,
                                                 const law::Ledger& ledger, Seat& seat, int day)
{
    const FundLimits& limits = *s_.funds.limits;
    const std::uint64_t who = s_.village.person.id[static_cast<std::size_t>(seat.person)];
    law::FundsLeft left;
    for (std::size_t f = 0; f < left.size(); ++f) left[f] = limits[f].most(day, who, drawn_[f]);
    law::Settlement s = law::settle_along(route, claim, ledger, &left);
    law::note_own_payment(stack_, claim.date, s.out_of_pocket, ledger);
    for (const law::Step& step : route) {
        if (!step.fund_limits) continue;
        const auto f = static_cast<std::size_t>(step.fund);
        Money& paid = s.paid[step.layer];
        const FundPayment payment{static_cast<std::int16_t>(day), static_cast<std::uint8_t>(f), step.layer, seat.claims, who, paid};
        if (paid.fen > 0 && s_.funds.log) s_.funds.log->push_back(payment);
        if (day == limits[f].day && who == limits[f].person) drawn_[f] += paid;
        if (day / 30 != limits[f].month) continue;
        const Money cut = paid - limits[f].cut(payment);
        paid -= cut;
        s.out_of_pocket += cut;
        // Paid out now, taken back at the month's end: until then the cash is there.
        spent_ -= in_yuan(cut);
        cut_in_[static_cast<std::size_t>(day / 30)] += in_yuan(cut);
    }
    seat.claims += 1;
    return s;
}

// The household pays its share, and advances what is not settled at discharge; what cash does not
// cover of the advance is bridged by a loan until it comes back.
void CareAccount::pay(const law::Claim& claim, const law::Settlement& s, bool treated_before_payment,
                      const Reimbursement& back, int day)
{
    const Parameters& p = s_.world.parameters;
    own_ += s.out_of_pocket;
    spent_ += in_yuan(s.out_of_pocket);
    last_advance_ = {};
    if (claim.setting == law::Setting::outpatient) return; // settled at the counter
    inpatient_own_ += s.out_of_pocket;
    if (treated_before_payment) {
        payable_later_ += s.out_of_pocket;
        return;
    }
    const int lag = static_cast<int>(back.lag_days);
    last_advance_ = part(claim.charge - s.out_of_pocket, 1.0 - back.at_once);
    if (lag == 0) last_advance_ = {};
    if (last_advance_.fen == 0) return;
    const double advance = in_yuan(last_advance_);
    spent_ += advance;
    const double short_by = std::min(advance, -liquid(day));
    if (short_by > 0.0) bridging_ += from_yuan(short_by * p.formal_interest * lag / days_in_year);
    if (day + lag < days_in_year) due_.push_back({day + lag, advance});
    else awaited_ += last_advance_;
}

law::Settlement CareAccount::settle(law::Claim& claim, const Claimant& claimant, int day, int disease)
{
    const Policy& policy = s_.plan.policy;
    const law::Ledger ledger = open_ledger(claimant);
    Seat& seat = seats_[claimant.member];
    const Practice& practice = terms_.practice(claimant.held);
    const bool major = in_major_batch(claimant, practice, disease);
    claim.date = date_of(day);
    claim.disease = policy.disease[static_cast<std::size_t>(disease)];
    ClaimKind kind{policy.kind[claimant.held], 0, claimant.enrolled, claim.setting, practice.billing.settled_as[claim.tier],
                   claim.referred_from < 0 ? Referred::no : claim.referred_from < claim.tier ? Referred::up : Referred::down,
                   claim.disease, practice.billing.referral_rule};
    if (!stack_.triggers.empty()) {
        const std::uint32_t earned = law::earned_categories(stack_, claim.date, ledger);
        for (std::size_t t = 0; t < stack_.triggers.size(); ++t)
            kind.earned = static_cast<std::uint8_t>(kind.earned | (earned >> stack_.triggers[t].category & 1) << t);
    }
    const std::size_t segment = stack_.segment_on(claim.date);
    const law::Route& route = policy.routes.find(stack_, segment, kind);
    claim.refused = policy.partial_take_up == 0 || major ? 0 : layers_refused(seat, claimant.held, stack_.segments[segment], route);
    const law::Settlement s = s_.funds.limits ? settle_within_funds(route, claim, ledger, seat, day)
                                              : law::settle_along(route, claim, ledger);
    if (!s_.funds.limits && !stack_.triggers.empty())
        law::note_own_payment(stack_, claim.date, s.out_of_pocket, ledger);
    pay(claim, s, claim.tier <= practice.no_deposit_up_to || major, reimbursement(s_.world.parameters, practice, claim.tier), day);
    seat.paid[static_cast<std::size_t>(claim.setting)] += claim.charge - s.out_of_pocket;
    if (s_.tally) tally_claim(claim, route, s, seat, day, disease);
    if (s_.tally && practice.providers != 0) tally_provider(claim, route, s, practice);
    return s;
}

bool CareAccount::in_major_batch(const Claimant& claimant, const Practice& practice, int disease) const
{
    return claimant.verified && s_.plan.policy.in_set(practice.batches.major, disease);
}

// What the fund paid on the bill, and what the way of paying providers owes for the same care: under a
// budget the fund's part of what providers used to bill; under a price for the case that bill less what
// others pay, so that the fund alone bears what the price exceeds the bill by.
void CareAccount::tally_provider(const law::Claim& claim, const law::Route& route, const law::Settlement& s, const Practice& practice)
{
    if (claim.setting == law::Setting::outpatient) return;
    for (std::size_t i = 0; i < provider_programmes; ++i) {
        const ProviderPlan& plan = terms_.providers[i];
        if (!(practice.providers >> i & 1) || !(plan.tiers >> claim.tier & 1)) continue;
        Money paid;
        for (const law::Step& step : route)
            if (step.fund == plan.fund) paid += s.paid[step.layer];
        if (paid.fen == 0) continue;
        ProviderSums& sums = s_.tally->provider[i];
        sums.claims += paid.fen;
        if (s_.same_bills) sums.due += paid.fen; // nobody bills otherwise where care is frozen
        else sums.due += plan.method == PaymentMethod::drg ? (paid + part(claim.charge, plan.usual - 1.0)).fen : part(paid, plan.usual).fen;
    }
}

void CareAccount::tally_claim(const law::Claim& claim, const law::Route& route, const law::Settlement& s, Seat& seat,
                              int day, int disease)
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
        if (!(seat.paid_by >> step.layer & 1)) sums.persons += 1;
        seat.paid_by |= 1u << step.layer;
        layers_used_ |= 1u << step.layer;
        if (step.fund >= 0) s_.tally->fund_month[static_cast<std::size_t>(step.fund)][static_cast<std::size_t>(day / 30)] += payment.fen;
        const law::Shares& shares = step.shares;
        if (shares.count == 0) continue;
        split_by_shares(payment, std::span(shares.ratio).first(shares.count), std::span(parts).first(shares.count));
        auto& levels = s_.tally->fund_level[step.fund >= 0 ? static_cast<std::size_t>(step.fund) : law::most_funds];
        for (std::size_t k = 0; k < shares.count; ++k) levels[shares.level[k]] += parts[k].fen;
    }
    const auto group = static_cast<std::size_t>(s_.world.diseases[static_cast<std::size_t>(disease)].group_index);
    TierSums& of_tier = s_.tally->tier[claim.tier];
    DiseaseSums& of_group = s_.tally->disease[group];
    if (claim.setting == law::Setting::outpatient) {
        of_group.outpatient_cost += claim.charge.fen;
        of_group.outpatient_oop += s.out_of_pocket.fen;
        of_tier.visits += claim.visits;
        of_tier.outpatient_cost += claim.charge.fen;
        of_tier.outpatient_oop += s.out_of_pocket.fen;
        return;
    }
    of_group.admissions += 1;
    of_group.cost += claim.charge.fen;
    of_group.oop += s.out_of_pocket.fen;
    of_tier.admissions += 1;
    of_tier.bed_days += claim.days;
    s_.tally->bed_days[static_cast<std::size_t>(s_.village.county)][claim.tier] += claim.days;
    of_tier.cost += claim.charge.fen;
    of_tier.oop += s.out_of_pocket.fen;
}

} // namespace hearth
