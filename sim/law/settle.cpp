#include "sim/law/benefit.hpp"

#include <algorithm>

namespace hearth::law {

const Segment& Stack::on(Date day) const
{
    std::size_t i = segments.size() - 1;
    while (i > 0 && day < segments[i].from) --i;
    return segments[i];
}

// Contract, item 1: does the layer apply to this claim?
static bool applies(const Segment& segment, const Terms& terms, const Claim& claim)
{
    if (!terms.applies) return false;
    if (!(terms.settings >> static_cast<int>(claim.setting) & 1)) return false;
    if (!(terms.tiers >> claim.tier & 1)) return false;
    if (terms.scheme >= 0 && !(claim.schemes >> terms.scheme & 1)) return false;
    if (terms.diseases < 0) return true;
    const auto& list = segment.disease_lists[static_cast<std::size_t>(terms.diseases)];
    return claim.disease >= 0 && list[static_cast<std::size_t>(claim.disease)];
}

// Item 2: the part of the bill the layer looks at.
static Money base_of(Base kind, const Claim& claim, Money paid_before)
{
    const Money remaining = claim.charge - paid_before;
    switch (kind) {
    case Base::remaining: return remaining;
    case Base::compliant: return min(claim.compliant, remaining);
    case Base::remaining_compliant: break;
    }
    return not_negative(claim.compliant - paid_before);
}

// Item 3.
Money deductible_of(const Terms& terms, const Claim& claim, int nth)
{
    const int index = claim.setting == Setting::inpatient ? std::min(nth, terms.multipliers - 1) : 0;
    const Ratio multiplier = terms.nth_admission[static_cast<std::size_t>(index)];
    Money amount = terms.deductible[claim.tier];
    if (claim.referred_from >= 0 && claim.referred_from != claim.tier) {
        const auto from = static_cast<std::uint8_t>(claim.referred_from);
        const Referral rule = from < claim.tier ? terms.referral_up : terms.referral_down;
        if (rule == Referral::waived) return {};
        if (rule == Referral::difference) amount = not_negative(amount - terms.deductible[from]);
    }
    return amount * multiplier;
}

// Item 4.
std::int64_t schedule(const Terms& terms, Money deductible, int tier, Money x)
{
    const Money y = not_negative(x - deductible);
    std::int64_t sum = 0;
    for (int i = 0; i < terms.band_count; ++i) {
        const Band& band = terms.bands[static_cast<std::size_t>(i)];
        const Money to = i + 1 < terms.band_count
            ? terms.bands[static_cast<std::size_t>(i) + 1].from : unlimited;
        sum += micro_fen(not_negative(min(y, to) - band.from),
                         band.ratio[static_cast<std::size_t>(tier)]);
    }
    return std::max(sum, micro_fen(x, terms.floor_ratio));
}

// Items 3-5: what the schedule grants on this claim. B is the base of the year so far.
static Money scheduled(const Terms& terms, const Claim& claim, int nth, Money base, Money year_base)
{
    const Money d = deductible_of(terms, claim, nth);
    if (terms.period == Period::claim) return round_half_up(schedule(terms, d, claim.tier, base));
    return round_half_up(schedule(terms, d, claim.tier, year_base + base))
        - round_half_up(schedule(terms, d, claim.tier, year_base));
}

// Item 7: T and P already hold this claim's amount and earlier layers' payments.
static Money guaranteed(const Guarantee& g, Money covered, Money paid_through)
{
    const Money by_ratio = not_negative(covered * g.min_ratio - paid_through);
    const Money by_cap = not_negative((covered - paid_through) - g.max_oop);
    if (!g.has_min_ratio) return by_cap;
    if (!g.has_max_oop) return by_ratio;
    return g.rule == Promises::all ? max(by_ratio, by_cap) : min(by_ratio, by_cap);
}

static Money guarantee_payment(const Guarantee& g, const Claim& claim, Money paid_before,
                               const Account& account)
{
    const Money covered = g.of_compliant ? claim.compliant : claim.charge;
    if (g.period == Period::claim) return guaranteed(g, covered, paid_before);
    return guaranteed(g, account.covered_year + covered, account.paid_through + paid_before);
}

// Item 6.
static Money within_ceilings(const Ceilings& ceiling, const Account& account, Money pay)
{
    pay = min(pay, ceiling.claim);
    pay = min(pay, not_negative(ceiling.year - account.paid_year));
    return min(pay, not_negative(ceiling.lifetime - account.paid_lifetime));
}

static void begin_year(Accounts& accounts, int year)
{
    accounts.year = year;
    accounts.admissions = 0;
    for (Account& account : accounts.layer) {
        const Money lifetime = account.paid_lifetime;
        account = {};
        account.paid_lifetime = lifetime;
    }
}

static const Terms* terms_for(const Segment& segment, const Layer& layer, const Claim& claim)
{
    if (layer.who != 0 && (layer.who & claim.categories) == 0) return nullptr;
    const Terms& terms = layer.variants[layer.variant_of[claim.categories]];
    return applies(segment, terms, claim) ? &terms : nullptr;
}

Settlement settle(const Stack& stack, const Claim& claim, Accounts& accounts)
{
    if (const int year = to_civil(claim.date).year; year != accounts.year) begin_year(accounts, year);
    const Segment& segment = stack.on(claim.date);
    Settlement result;
    Money paid;
    for (std::size_t i = 0; i < segment.layers.size(); ++i) {
        if (claim.refused >> i & 1) continue;
        const Terms* terms = terms_for(segment, segment.layers[i], claim);
        if (!terms) continue;
        Account& account = accounts.layer[i];
        const Money base = base_of(terms->base, claim, paid);
        Money pay = terms->guarantee.present
            ? guarantee_payment(terms->guarantee, claim, paid, account)
            : scheduled(*terms, claim, accounts.admissions, base, account.base_year);
        pay = within_ceilings(terms->ceiling, account, pay);
        pay = min(not_negative(pay), claim.charge - paid);
        account.base_year += base;
        account.paid_year += pay;
        account.paid_lifetime += pay;
        account.covered_year += terms->guarantee.of_compliant ? claim.compliant : claim.charge;
        paid += pay;
        account.paid_through += paid;
        result.paid[i] = pay;
    }
    if (claim.setting == Setting::inpatient) ++accounts.admissions;
    result.out_of_pocket = claim.charge - paid;
    return result;
}

} // namespace hearth::law
