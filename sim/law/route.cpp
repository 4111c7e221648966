#include "sim/law/route.hpp"

#include <algorithm>

namespace hearth::law {

namespace {

const Terms& terms_of(const Stack& stack, std::size_t segment, std::size_t layer,
                      const Circumstances& c)
{
    const Segment& part = stack.segments[segment];
    return part.layers[layer].terms_for(c.categories & part.categories);
}

bool on_list(const Segment& segment, int list, int disease)
{
    return disease >= 0
        && segment.disease_lists[static_cast<std::size_t>(list)][static_cast<std::size_t>(disease)];
}

// Contract, item 1: does the layer look at such a claim? Null, or the key that stops it.
const char* stopping_key(const Segment& segment, const Terms& terms, const Circumstances& c)
{
    if (!terms.applies) return "applies";
    if (terms.who != 0 && (terms.who & c.categories & segment.categories) == 0) return "who";
    if (!(terms.settings >> static_cast<int>(c.setting) & 1)) return "setting";
    if (!(terms.tiers >> c.tier & 1)) return "tier";
    if (terms.scheme >= 0 && !(c.schemes >> terms.scheme & 1)) return "enrolled_in";
    if (terms.diseases >= 0 && !on_list(segment, terms.diseases, c.disease)) return "disease";
    return nullptr;
}

// Item 3: the tier's amount, the referral rule, the multiplier, rounding; by admission.
void narrow_deductible(Step& step, const Terms& terms, const Circumstances& c, std::size_t stack_tiers)
{
    Money amount = terms.deductible[c.tier];
    if (c.referred_from >= 0 && c.referred_from != c.tier) {
        const bool up = c.referred_from < c.tier;
        // A rule for the whole stack acts where referral can matter: on deductibles of a claim that differ by tier.
        const bool by_tier = terms.period == Period::claim
            && std::any_of(terms.deductible.begin(), terms.deductible.begin() + static_cast<std::ptrdiff_t>(stack_tiers),
                           [&](Money m) { return m != terms.deductible[0]; });
        const Referral rule = c.replaces_referral && by_tier ? (up ? c.referral_up : c.referral_down)
                                                  : (up ? terms.referral_up : terms.referral_down);
        const Money before = terms.deductible[static_cast<std::size_t>(c.referred_from)];
        if (rule == Referral::difference) amount = not_negative(amount - before);
        if (rule == Referral::waived) amount = {};
    }
    const bool inpatient = c.setting == Setting::inpatient;
    step.multipliers = static_cast<std::uint8_t>(inpatient ? terms.multipliers : 1);
    for (std::size_t i = 0; i < step.multipliers; ++i)
        step.owed[i] = amount * terms.nth_admission[i];
}

void narrow_schedule(Step& step, const Terms& terms, const Circumstances& c)
{
    step.band_count = static_cast<std::uint8_t>(terms.band_count);
    for (std::size_t i = 0; i < step.band_count; ++i) {
        const std::int32_t cut = c.away ? terms.away_cut.ppm : 0;
        step.from[i] = terms.bands[i].from;
        step.ratio[i] = {std::max(0, terms.bands[i].ratio[c.tier].ppm - cut)};
    }
    step.floor_ratio = terms.floor_ratio;
    step.period = terms.period;
}

void narrow_conditions(Step& step, const Segment& segment, const Terms& terms, const Circumstances& c)
{
    const When& when = terms.when;
    step.when = when.present;
    step.opens_by_disease = when.diseases >= 0 && on_list(segment, when.diseases, c.disease);
    step.own_payment_over = when.own_payment_over;
    step.charge_over = when.charge_over;
    step.waiting_days = terms.waiting_days;
    step.exclude_preexisting = terms.exclude_preexisting;
    step.conditional = when.present || terms.waiting_days >= 0 || terms.exclude_preexisting;
}

Step narrowed(const Stack& stack, const Segment& segment, std::size_t layer, const Terms& terms,
              const Circumstances& c)
{
    Step step;
    step.layer = static_cast<std::uint8_t>(layer);
    step.fund = terms.fund;
    step.fund_limits = terms.fund >= 0
        && stack.exhaustion[static_cast<std::size_t>(terms.fund)] != Exhaustion::pay;
    narrow_conditions(step, segment, terms, c);
    step.base = terms.base;
    step.whole_base = terms.whole_base;
    step.first_self_pay = terms.first_self_pay[c.catalogue_class];
    step.slots = stack.slots[layer];
    narrow_deductible(step, terms, c, stack.tiers.size());
    narrow_schedule(step, terms, c);
    step.per_visit = terms.per_visit;
    step.per_day = terms.per_day;
    step.ceiling = terms.ceiling;
    step.account = terms.account;
    step.guarantee = terms.guarantee;
    step.shares = terms.shares;
    step.delay_days = c.away ? terms.delay_days : 0;
    step.ordinary = !step.fund_limits && !step.conditional && !step.whole_base && step.first_self_pay.ppm == 0
        && step.per_visit == PerVisit{} && step.per_day == PerDay{} && !step.account.present
        && step.slots.deductible_year < 0 && step.slots.paid_lifetime < 0;
    return step;
}

// Two claims with the same key take the same route.
std::uint64_t key_of(const Stack& stack, std::size_t segment, const Circumstances& c)
{
    std::uint64_t key = segment;
    const auto add = [&key](std::uint64_t value, int bits) { key = key << bits | value; };
    const auto disease = static_cast<std::size_t>(c.disease + 1);
    add(stack.segments[segment].disease_kind[disease], 14);
    add(c.categories & 0xFFFFu, most_categories);
    add(c.schemes & 0xFFu, most_schemes);
    add(static_cast<std::uint64_t>(c.setting), 1);
    add(c.tier, 3);
    add(static_cast<std::uint64_t>(c.referred_from + 1), 4);
    add(c.catalogue_class, 3);
    add(c.away ? 1 : 0, 1);
    return key;
}

} // namespace

Route make_route(const Stack& stack, std::size_t segment, const Circumstances& c)
{
    Route route;
    const Segment& part = stack.segments[segment];
    for (std::size_t i = 0; i < part.layers.size(); ++i) {
        const Terms& terms = terms_of(stack, segment, i, c);
        if (!stopping_key(part, terms, c)) route.push_back(narrowed(stack, part, i, terms, c));
    }
    return route;
}

std::string stopped_by(const Stack& stack, std::size_t segment, std::size_t layer,
                       const Circumstances& c)
{
    const char* key = stopping_key(stack.segments[segment], terms_of(stack, segment, layer, c), c);
    return key ? key : "";
}

void RouteMemo::turn_to(Date day)
{
    segment_ = stack_->segment_on(day);
    year_ = to_civil(day).year;
    begin_ = std::max(first_day_of(year_), stack_->segments[segment_].from);
    end_ = first_day_of(year_ + 1);
    if (segment_ + 1 < stack_->segments.size()) end_ = std::min(end_, stack_->segments[segment_ + 1].from);
}

const Route& RouteMemo::find(Date day, const Circumstances& c)
{
    if (day < begin_ || !(day < end_)) turn_to(day);
    const std::uint64_t key = key_of(*stack_, segment_, c);
    Entry& entry = recent_[key * 0x9E3779B97F4A7C15u >> 54];
    if (entry.key != key) {
        auto at = routes_.find(key);
        if (at == routes_.end()) at = routes_.emplace(key, make_route(*stack_, segment_, c)).first;
        entry = {key, &at->second};
    }
    last_ = entry.route;
    return *last_;
}

} // namespace hearth::law
