#include "sim/law/settle.hpp"

#include "words/say.hpp"

namespace hearth::law {

namespace {

// Scope left to the claim itself: cover that has begun, and `when`.
bool admitted(const Step& step, const Claim& claim, PersonHead& head, Money paid)
{
    if ((step.waiting_days >= 0 || step.exclude_preexisting) && claim.joined != no_date) {
        if (claim.date < claim.joined) return false;
        if (claim.onset != no_date) {
            if (step.exclude_preexisting && claim.onset < claim.joined) return false;
            if (claim.onset.days < claim.joined.days + step.waiting_days) return false;
        }
    }
    if (!step.when || (head.opened >> step.layer & 1)) return true;
    const Money own = head.own_year + (claim.charge - paid);
    const bool opens = step.opens_by_disease || own > step.own_payment_over
        || head.charged_year + claim.charge > step.charge_over;
    if (opens) head.opened = static_cast<std::uint16_t>(head.opened | 1u << step.layer);
    return opens;
}

// Item 2: the part of the bill the layer looks at.
Money base_of(Base kind, Money charge, Money compliant, Money paid_before)
{
    if (kind == Base::remaining_compliant) return not_negative(compliant - paid_before);
    const Money remaining = charge - paid_before;
    return kind == Base::remaining ? remaining : min(compliant, remaining);
}

// Exact sum of ratio x part of y in its band, and the floor; rounded once.
template <class Wide>
Money schedule_in(const Step& step, Money deductible, Money x)
{
    const std::int64_t y = not_negative(x - deductible).fen;
    Wide sum = 0;
    if (step.band_count == 1 && step.from[0].fen == 0) {
        sum = static_cast<Wide>(y) * step.ratio[0].ppm;
    } else {
        for (std::size_t i = 0; i < step.band_count && y > step.from[i].fen; ++i) {
            const bool last = i + 1 == step.band_count;
            const std::int64_t top = last ? y : std::min(y, step.from[i + 1].fen);
            sum += static_cast<Wide>(top - step.from[i].fen) * step.ratio[i].ppm;
        }
    }
    sum = std::max(sum, static_cast<Wide>(x.fen) * step.floor_ratio.ppm);
    if constexpr (sizeof(Wide) == 8) return round_half_up(sum);
    else return {static_cast<std::int64_t>((sum + ppm_per_one / 2) / ppm_per_one)};
}

inline Money schedule_of(const Step& step, Money deductible, Money x)
{
    return x <= largest_in_64_bits ? schedule_in<std::int64_t>(step, deductible, x)
                                   : schedule_in<__int128>(step, deductible, x);
}

// Item 3. What the deductible takes is remembered where layers share it.
Money deductible_owed(const Step& step, const Claim& claim, int admissions, Money base,
                      std::int64_t* words)
{
    const int nth = std::min(admissions, step.multipliers - 1);
    Money owed = step.owed[static_cast<std::size_t>(nth)] + step.per_visit.deductible * claim.visits;
    if (step.slots.deductible_year < 0) return owed;
    std::int64_t& used = words[step.slots.deductible_year];
    owed = not_negative(owed - Money{used});
    used += min(base, owed).fen;
    return owed;
}

// Items 3 to 5: what the schedule grants on this claim.
Money scheduled(const Step& step, const Claim& claim, int admissions, Money base,
                std::int64_t* words, StepTrace& trace)
{
    trace.deductible = deductible_owed(step, claim, admissions, base, words);
    if (step.period == Period::claim) return schedule_of(step, trace.deductible, base);
    trace.base_before = {words[step.slots.base_year]};
    return schedule_of(step, trace.deductible, trace.base_before + base)
        - schedule_of(step, trace.deductible, trace.base_before);
}

Money daily(const PerDay& terms, int days)
{
    const int last = terms.most_days >= 0 ? std::min(days, terms.after_days + terms.most_days) : days;
    return terms.pay * std::max(0, last - terms.after_days);
}

// Item 7: T and P hold this claim's amount and earlier layers' payments.
Money guaranteed(const Step& step, Money charge, Money compliant, Money paid,
                 const std::int64_t* words, StepTrace& trace)
{
    const Guarantee& g = step.guarantee;
    trace.covered = g.of_compliant ? compliant : charge;
    trace.paid_through = paid;
    if (g.period == Period::year) {
        trace.covered += Money{words[g.of_compliant ? step.slots.compliant_year
                                                    : step.slots.charged_year]};
        trace.paid_through += Money{words[step.slots.paid_through]};
    }
    const Money by_ratio = not_negative(trace.covered * g.min_ratio - trace.paid_through);
    const Money by_cap = not_negative((trace.covered - trace.paid_through) - g.max_oop);
    if (!g.has_min_ratio) return by_cap;
    if (!g.has_max_oop) return by_ratio;
    return g.rule == Promises::all ? max(by_ratio, by_cap) : min(by_ratio, by_cap);
}

// The account's balance, after what it received since it was last used.
Money balance_of(const Step& step, int year, std::int64_t* words)
{
    std::int64_t& balance = words[step.slots.balance];
    std::int64_t& received = words[step.slots.received];
    if (received == year) return {balance};
    const bool keeps = step.account.carry_over && received != 0;
    balance = keeps ? balance + step.account.yearly.fen * (year - received) : step.account.yearly.fen;
    received = year;
    return {balance};
}

// Lowers a payment to a limit and remembers which limit bit.
void limit(Money& pay, Money most, const char* name, StepTrace& trace)
{
    if (most < pay) {
        pay = most;
        trace.limited_by = name;
    }
}

// Item 6 and the limits by visit, by day and by account.
Money within_limits(const Step& step, const Claim& claim, int year, Money pay, std::int64_t* words,
                    StepTrace& trace)
{
    limit(pay, step.ceiling.claim, word("the claim ceiling"), trace);
    if (step.per_visit.ceiling < unlimited)
        limit(pay, step.per_visit.ceiling * claim.visits, word("the ceiling per visit"), trace);
    if (step.per_day.ceiling < unlimited)
        limit(pay, step.per_day.ceiling * claim.days, word("the ceiling per day"), trace);
    if (step.ceiling.year < unlimited)
        limit(pay, not_negative(step.ceiling.year - Money{words[step.slots.paid_year]}), word("the year ceiling"), trace);
    if (step.ceiling.lifetime < unlimited)
        limit(pay, not_negative(step.ceiling.lifetime - Money{words[step.slots.paid_lifetime]}),
              word("the lifetime ceiling"), trace);
    if (step.account.present) limit(pay, balance_of(step, year, words), word("what is on the account"), trace);
    return pay;
}

void book(const Slots& s, Money base, Money charge, Money compliant, Money pay, Money paid,
          std::int64_t* words)
{
    if (s.base_year >= 0) words[s.base_year] += base.fen;
    if (s.paid_year >= 0) words[s.paid_year] += pay.fen;
    if (s.paid_lifetime >= 0) words[s.paid_lifetime] += pay.fen;
    if (s.paid_through < 0) return;
    if (s.charged_year >= 0) words[s.charged_year] += charge.fen;
    if (s.compliant_year >= 0) words[s.compliant_year] += compliant.fen;
    words[s.paid_through] += paid.fen;
}

// One layer's turn where only the common terms are used. `paid` is what earlier layers paid.
inline Money take_ordinary_step(const Step& step, const Claim& claim, const Ledger& ledger, Money paid)
{
    std::int64_t* words = ledger.words[static_cast<std::size_t>(step.slots.unit)];
    const Money base = base_of(step.base, claim.charge, claim.compliant, paid);
    StepTrace untold;
    Money pay;
    if (step.guarantee.present) {
        pay = guaranteed(step, claim.charge, claim.compliant, paid, words, untold);
    } else {
        const int nth = std::min<int>(ledger.head->admissions, step.multipliers - 1);
        const Money owed = step.owed[static_cast<std::size_t>(nth)];
        pay = schedule_of(step, owed, base);
        if (step.period == Period::year) {
            const Money before{words[step.slots.base_year]};
            pay = schedule_of(step, owed, before + base) - schedule_of(step, owed, before);
        }
    }
    pay = min(min(pay, step.ceiling.claim), claim.charge - paid);
    if (step.slots.paid_year >= 0) pay = min(pay, not_negative(step.ceiling.year - Money{words[step.slots.paid_year]}));
    pay = not_negative(pay);
    book(step.slots, base, claim.charge, claim.compliant, pay, paid + pay, words);
    return pay;
}

// One layer's turn, every term.
Money take_step(const Step& step, const Claim& claim, const Ledger& ledger, FundsLeft* funds,
                Money paid, StepTrace& trace)
{
    std::int64_t* words = ledger.words[static_cast<std::size_t>(step.slots.unit)];
    const PersonHead& head = *ledger.head;
    Money compliant = claim.compliant;
    trace.admissions = head.admissions;
    trace.first_self_pay = claim.compliant * step.first_self_pay;
    compliant -= trace.first_self_pay;
    const Money base = trace.base = base_of(step.base, claim.charge, compliant, paid);
    const Money asked = step.guarantee.present
        ? guaranteed(step, claim.charge, compliant, paid, words, trace)
        : step.per_day.pays ? daily(step.per_day, claim.days)
        : step.whole_base   ? base
                            : scheduled(step, claim, head.admissions, base, words, trace);
    trace.asked = asked;
    Money pay = within_limits(step, claim, head.year, asked, words, trace);
    limit(pay, claim.charge - paid, word("what remains of the bill"), trace);
    pay = not_negative(pay); // item 8
    if (step.fund_limits && funds) {
        Money& left = (*funds)[static_cast<std::size_t>(step.fund)];
        limit(pay, not_negative(left), word("what the fund holds"), trace);
        left -= pay;
    }
    if (step.account.present) words[step.slots.balance] -= pay.fen;
    book(step.slots, base, claim.charge, compliant, pay, paid + pay, words);
    trace.paid = pay;
    return pay;
}

template <bool traced>
Settlement walk(const Route& route, const Claim& claim, const Ledger& ledger, FundsLeft* funds,
                std::vector<StepTrace>* traces)
{
    Settlement result;
    Money paid;
    for (const Step& step : route) {
        if constexpr (!traced) {
            if (step.ordinary && claim.refused == 0) {
                const Money pay = take_ordinary_step(step, claim, ledger, paid);
                result.paid[step.layer] = pay;
                paid += pay;
                continue;
            }
        }
        StepTrace trace;
        if ((claim.refused >> step.layer & 1)
            || (step.conditional && !admitted(step, claim, *ledger.head, paid))) {
            trace.shut = true;
        } else {
            const Money pay = take_step(step, claim, ledger, funds, paid, trace);
            result.paid[step.layer] = pay;
            paid += pay;
        }
        if constexpr (traced) traces->push_back(trace);
    }
    result.out_of_pocket = claim.charge - paid;
    PersonHead& head = *ledger.head;
    if (claim.setting == Setting::inpatient && head.admissions < 0xFFFF) ++head.admissions;
    head.own_year += result.out_of_pocket;
    head.charged_year += claim.charge;
    return result;
}

int month_index(Date day)
{
    const CivilDate c = to_civil(day);
    return c.year * 12 + c.month - 1;
}

} // namespace

Money schedule(const Step& step, Money deductible, Money x) { return schedule_of(step, deductible, x); }

Settlement settle_along(const Route& route, const Claim& claim, const Ledger& ledger, FundsLeft* funds)
{
    return walk<false>(route, claim, ledger, funds, nullptr);
}

Settlement explain_along(const Route& route, const Claim& claim, const Ledger& ledger,
                         FundsLeft* funds, std::vector<StepTrace>& traces)
{
    traces.clear();
    return walk<true>(route, claim, ledger, funds, &traces);
}

std::uint32_t earned_categories(const Stack& stack, Date day, const Ledger& ledger)
{
    std::uint32_t earned = 0;
    for (const Trigger& t : stack.triggers) {
        const std::int64_t* words = ledger.words[static_cast<std::size_t>(t.unit)];
        if (month_index(day) <= words[t.until]) earned |= 1u << t.category;
    }
    return earned;
}

void note_own_payment(const Stack& stack, Date day, Money own, const Ledger& ledger)
{
    for (const Trigger& t : stack.triggers) {
        std::int64_t* words = ledger.words[static_cast<std::size_t>(t.unit)];
        const std::int64_t month = month_index(day);
        // Months without a claim leave zeros behind them in the ring.
        for (std::int64_t m = std::max(words[t.last] + 1, month - t.window_months + 1); m <= month; ++m)
            words[t.months + m % t.window_months] = 0;
        words[t.last] = month;
        words[t.months + month % t.window_months] += own.fen;
        std::int64_t sum = 0;
        for (int i = 0; i < t.window_months; ++i) sum += words[t.months + i];
        if (sum > t.own_payment_over.fen) words[t.until] = month + t.valid_months;
    }
}

Settlement settle(const Stack& stack, RouteMemo& routes, const Claim& claim, const Ledger& ledger,
                  FundsLeft* funds)
{
    ledger.open_year(stack, routes.year_of(claim.date));
    const std::uint32_t earned =
        stack.triggers.empty() ? 0 : earned_categories(stack, claim.date, ledger);
    const Route& route = routes.find(claim.date, claim.circumstances(earned));
    const Settlement s = settle_along(route, claim, ledger, funds);
    if (!stack.triggers.empty()) note_own_payment(stack, claim.date, s.out_of_pocket, ledger);
    return s;
}

} // namespace hearth::law
