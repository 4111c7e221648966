#include "sim/law/benefit.hpp"

#include <algorithm>

namespace hearth::law {

const Segment& Stack::on(Date day) const
{
    std::size_t i = segments.size() - 1;
    while (i > 0 && day < segments[i].from) --i;
    return segments[i];
}

// Contract, item 1: does the layer apply to such a claim?
static bool applies(const Segment& segment, const Terms& terms, const Circumstances& c)
{
    if (!terms.applies) return false;
    if (!(terms.settings >> static_cast<int>(c.setting) & 1)) return false;
    if (!(terms.tiers >> c.tier & 1)) return false;
    if (terms.scheme >= 0 && !(c.schemes >> terms.scheme & 1)) return false;
    if (terms.diseases < 0) return true;
    const auto& list = segment.disease_lists[static_cast<std::size_t>(terms.diseases)];
    return c.disease >= 0 && list[static_cast<std::size_t>(c.disease)];
}

static Step narrowed(const Terms& terms, std::size_t layer, std::uint8_t tier)
{
    Step step;
    step.layer = static_cast<std::uint8_t>(layer);
    step.base = terms.base;
    step.period = terms.period;
    step.referral_up = terms.referral_up;
    step.referral_down = terms.referral_down;
    step.tier = tier;
    step.band_count = static_cast<std::uint8_t>(terms.band_count);
    step.multipliers = static_cast<std::uint8_t>(terms.multipliers);
    for (std::size_t i = 0; i < static_cast<std::size_t>(terms.band_count); ++i) {
        step.from[i] = terms.bands[i].from;
        step.ratio[i] = terms.bands[i].ratio[tier];
    }
    step.floor_ratio = terms.floor_ratio;
    step.ceiling = terms.ceiling;
    step.guarantee = terms.guarantee;
    step.deductible = terms.deductible;
    step.nth_admission = terms.nth_admission;
    return step;
}

Route make_route(const Segment& segment, const Circumstances& c)
{
    Route route;
    for (std::size_t i = 0; i < segment.layers.size(); ++i) {
        const Layer& layer = segment.layers[i];
        if (layer.who != 0 && (layer.who & c.categories) == 0) continue;
        const Terms& terms = layer.variants[layer.variant_of[c.categories]];
        if (applies(segment, terms, c)) route.push_back(narrowed(terms, i, c.tier));
    }
    return route;
}

// Item 2: the part of the bill the layer looks at.
static Money base_of(Base kind, const Claim& claim, Money paid_before)
{
    if (kind == Base::remaining_compliant) return not_negative(claim.compliant - paid_before);
    const Money remaining = claim.charge - paid_before;
    return kind == Base::remaining ? remaining : min(claim.compliant, remaining);
}

// Item 3.
Money deductible_of(const Step& step, const Claim& claim, int nth)
{
    Money amount = step.deductible[step.tier];
    if (claim.referred_from >= 0 && claim.referred_from != step.tier) {
        const auto from = static_cast<std::uint8_t>(claim.referred_from);
        const Referral rule = from < step.tier ? step.referral_up : step.referral_down;
        if (rule == Referral::waived) return {};
        if (rule == Referral::difference) amount = not_negative(amount - step.deductible[from]);
    }
    const int at = claim.setting == Setting::inpatient ? std::min(nth, step.multipliers - 1) : 0;
    const Ratio multiplier = step.nth_admission[static_cast<std::size_t>(at)];
    return multiplier.ppm == ppm_per_one ? amount : amount * multiplier;
}

// Item 4.
std::int64_t schedule(const Step& step, Money deductible, Money x)
{
    const Money y = not_negative(x - deductible);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < step.band_count && y > step.from[i]; ++i) {
        const bool last = i + 1 == step.band_count;
        const Money top = last ? y : min(y, step.from[i + 1]);
        sum += micro_fen(top - step.from[i], step.ratio[i]);
    }
    return std::max(sum, micro_fen(x, step.floor_ratio));
}

// Items 3-5: what the schedule grants on this claim. B is the base of the year so far.
static Money scheduled(const Step& step, const Claim& claim, int nth, Money base, Money year_base)
{
    const Money d = deductible_of(step, claim, nth);
    if (step.period == Period::claim) return round_half_up(schedule(step, d, base));
    return round_half_up(schedule(step, d, year_base + base))
        - round_half_up(schedule(step, d, year_base));
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

static Money guarantee_payment(const Guarantee& g, Money covered, Money paid_before,
                               const Account& account)
{
    if (g.period == Period::claim) return guaranteed(g, covered, paid_before);
    const Money before = g.of_compliant ? account.compliant_year : account.charged_year;
    return guaranteed(g, before + covered, account.paid_through + paid_before);
}

// Item 6.
static Money within_ceilings(const Ceilings& ceiling, const Account& account, Money pay)
{
    pay = min(pay, ceiling.claim);
    pay = min(pay, not_negative(ceiling.year - account.paid_year));
    return min(pay, not_negative(ceiling.lifetime - account.paid_lifetime));
}

void Accounts::begin_year(int calendar_year, int layers)
{
    year = calendar_year;
    admissions = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(layers); ++i) {
        const Money lifetime = layer[i].paid_lifetime;
        layer[i] = {};
        layer[i].paid_lifetime = lifetime;
    }
}

Settlement settle_along(const Route& route, const Claim& claim, Accounts& accounts)
{
    Settlement result;
    Money paid;
    for (const Step& step : route) {
        if (claim.refused >> step.layer & 1) continue;
        Account& account = accounts.layer[step.layer];
        const Money base = base_of(step.base, claim, paid);
        const Money covered = step.guarantee.of_compliant ? claim.compliant : claim.charge;
        Money pay = step.guarantee.present
            ? guarantee_payment(step.guarantee, covered, paid, account)
            : scheduled(step, claim, accounts.admissions, base, account.base_year);
        pay = within_ceilings(step.ceiling, account, pay);
        pay = min(not_negative(pay), claim.charge - paid); // item 8
        account.base_year += base;
        account.paid_year += pay;
        account.paid_lifetime += pay;
        account.charged_year += claim.charge;
        account.compliant_year += claim.compliant;
        paid += pay;
        account.paid_through += paid;
        result.paid[step.layer] = pay;
    }
    if (claim.setting == Setting::inpatient) ++accounts.admissions;
    result.out_of_pocket = claim.charge - paid;
    return result;
}

Settlement settle(const Stack& stack, const Claim& claim, Accounts& accounts)
{
    if (const int year = to_civil(claim.date).year; year != accounts.year)
        accounts.begin_year(year, stack.layers());
    const Route route = make_route(stack.on(claim.date), {claim.categories, claim.schemes,
                                                          claim.setting, claim.tier, claim.disease});
    return settle_along(route, claim, accounts);
}

} // namespace hearth::law
