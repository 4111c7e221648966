// The rules of docs/settlement.md as formulas of a spreadsheet. Every formula counts in whole fen, as the engine does, and
// so agrees with it to the fen for any bill; its cell shows yuan.
#include <algorithm>
#include <cstring>

#include "report/settlement_sheet.hpp"
#include "words/say.hpp"

namespace hearth::report::settlement {

Whole operator+(const Whole& a, const Whole& b)
{
    if (a.text == "0") return b;
    if (b.text == "0") return a;
    return {"(" + a.text + "+" + b.text + ")", a.value + b.value};
}

Whole operator-(const Whole& a, const Whole& b)
{
    if (b.text == "0") return a;
    return {"(" + a.text + "-" + b.text + ")", a.value - b.value};
}

Whole of(const Amount& a) { return a.at.empty() ? Whole{} : Whole{"ROUND(" + a.at + "*100,0)", a.fen}; }

Whole sum(const std::vector<Amount>& all)
{
    Whole out{"", 0};
    for (const Amount& a : all) {
        if (a.at.empty()) continue;
        out.text += (out.text.empty() ? "ROUND(SUM(" : ",") + a.at;
        out.value += a.fen;
    }
    if (out.text.empty()) return {};
    out.text += ")*100,0)";
    return out;
}

namespace {

Whole operator*(const Whole& a, const Whole& b) { return {a.text + "*" + b.text, a.value * b.value}; }

Whole least(const std::vector<Whole>& all)
{
    Whole out{"MIN(", all[0].value};
    for (std::size_t i = 0; i < all.size(); ++i) {
        out.text += (i > 0 ? "," : "") + all[i].text;
        out.value = std::min(out.value, all[i].value);
    }
    out.text += ")";
    return all.size() == 1 ? all[0] : out;
}

Whole larger(const Whole& a, const Whole& b) { return {"MAX(" + a.text + "," + b.text + ")", std::max(a.value, b.value)}; }

Whole not_negative(const Whole& a) { return a.text == "0" ? a : larger({}, a); }

struct Product {
    Whole amount, ratio;
};

// Amounts x ratios, added exactly and rounded once, half up. An amount is split at 1,000,000 fen: so no product leaves the
// 53 bits in which a spreadsheet counts, and what INT is given lies at least a millionth below a whole number, or upon it.
Whole rounded(const std::vector<Product>& products)
{
    if (products.empty()) return {};
    std::string high, low;
    __int128 micro = 0;
    for (const auto& [amount, ratio] : products) {
        const std::string millions = "INT(" + amount.text + "/1000000)";
        high += millions + "*" + ratio.text + "+";
        low += "(" + amount.text + "-" + millions + "*1000000)*" + ratio.text + "+";
        micro += static_cast<__int128>(amount.value) * ratio.value;
    }
    return {"(" + high + "INT((" + low + "500000)/1000000))", static_cast<std::int64_t>((micro + 500'000) / 1'000'000)};
}

bool by_tier(const law::Stack& stack, auto&& value_at)
{
    for (std::size_t t = 1; t < stack.tiers.size(); ++t)
        if (value_at(t) != value_at(0)) return true;
    return false;
}

bool limits(Money m) { return m < unlimited; }

} // namespace

CaseSheet::BookOf CaseSheet::book(Book kind, int word) const
{
    const bool persons = kind >= Book::own || step_->slots.unit == law::Unit::person;
    const bool lasting = kind == Book::paid_lifetime || kind == Book::balance;
    return {kind, persons ? law::Unit::person : law::Unit::household, persons ? claim_->person : claim_->household, word,
            lasting ? 0 : year_};
}

// What earlier bills booked, in a cell of its own that later bills build upon.
Amount CaseSheet::put_before(Book kind, int word, int line, const std::string& label)
{
    std::vector<Amount>& booked = books_[book(kind, word)];
    const Amount before = put(line, label, say("from the earlier bills"), sum(booked));
    booked = {before};
    return before;
}

// Cover that has not begun, a waiting time, a condition that is older: by the days alone.
bool CaseSheet::cover_stops() const
{
    const law::Claim& c = claim_->told.claim;
    if ((step_->waiting_days < 0 && !step_->exclude_preexisting) || c.joined == law::no_date) return false;
    if (c.date < c.joined) return true;
    if (c.onset == law::no_date) return false;
    return (step_->exclude_preexisting && c.onset < c.joined) || c.onset.days < c.joined.days + step_->waiting_days;
}

// Whether amounts decide if the layer is open; what they decide is then a formula. Layers with an account or a guarantee's
// sums are open or shut as the engine found them.
bool CaseSheet::may_open()
{
    if (!step_->when || cover_stops() || step_->account.present || step_->slots.paid_through >= 0) return false;
    Whole& opened = opened_[BookOf{Book::own, law::Unit::person, claim_->person, step_->layer, year_}];
    if (step_->opens_by_disease) opened = {"1", 1};
    if (opened.text == "1") return false;
    if (opened.text == "0" && !limits(step_->own_payment_over) && !limits(step_->charge_over)) return false;
    look_at_bill();
    open_ = opened = opening(opened);
    return true;
}

Whole CaseSheet::opening(const Whole& opened)
{
    std::string any;
    bool is = false;
    const auto add = [&](const std::string& condition, bool holds) {
        any += (any.empty() ? "" : ",") + condition;
        is = is || holds;
    };
    if (opened.text != "0") add(opened.text + "=1", opened.value == 1);
    if (limits(step_->own_payment_over)) {
        const Whole own = of(put_before(Book::own, -1, own_before_line, say("own payments of the year before this bill"))) + of(remains_);
        const Whole over = yuan_term(own_over_term, say("opened by own payments of the year over"), step_->own_payment_over);
        add(own.text + ">" + over.text, own.value > over.value);
    }
    if (limits(step_->charge_over)) {
        const Whole bills = of(put_before(Book::all_charges, -1, charges_before_line, say("bills of the year before this one"))) + of(charge_);
        const Whole over = yuan_term(charge_over_term, say("opened by bills of the year over"), step_->charge_over);
        add(bills.text + ">" + over.text, bills.value > over.value);
    }
    const std::uint32_t row = row_of(open_line, say("open (1) or not yet (0)"), say("open for the year once a condition is met"), Look::count);
    write(row, Look::count, "=IF(OR(" + any + "),1,0)", is ? 1 : 0);
    return {ref(row), is ? 1 : 0};
}

Whole CaseSheet::if_open(const Whole& amount) const
{
    if (!open_ || amount.text == "0") return amount;
    return {"IF(" + open_->text + "=1," + amount.text + ",0)", open_->value == 1 ? amount.value : 0};
}

// What earlier layers have left of the bill.
void CaseSheet::look_at_bill()
{
    if (paid_.empty() || !before_.at.empty()) return;
    before_ = put(paid_before_line, say("paid by the layers before"), "", sum(paid_));
    remains_ = put(remains_line, say("what remains of the bill"), say("the bill less what was paid before"), of(charge_) - of(before_));
    paid_ = {before_};
}

Amount CaseSheet::take()
{
    look_at_bill();
    inside_after_ = inside_;
    if (step_->first_self_pay.ppm > 0) {
        const Whole share = ratio_term(self_pay_term, say("first self-payment"), step_->first_self_pay);
        const Amount own = put(self_pay_line, say("first self-payment"), say("share x what is inside the catalogue, rounded"), rounded({{of(inside_), share}}));
        inside_after_ = put(inside_after_line, say("inside the catalogue after it"), "", of(inside_) - of(own));
    }
    const bool guarantee = step_->guarantee.present;
    const bool scheduled_here = !guarantee && !step_->per_day.pays;
    base_ = {};
    if (scheduled_here || step_->slots.base_year >= 0) {
        const std::string how = step_->base == law::Base::remaining ? say("what remains of the bill")
            : step_->base == law::Base::compliant                   ? say("inside the catalogue, at most what remains")
                                                                    : say("inside the catalogue less what was paid before");
        base_ = put(base_line, say("base of the layer"), how, if_open(base_of()));
    }
    const Whole asked = guarantee ? guaranteed() : step_->per_day.pays ? daily() : step_->whole_base ? of(base_) : scheduled();
    const Amount asks = put(asked_line, say("asked of the layer"),
                            guarantee ? "" : step_->period == law::Period::year ? say("granted on the year so far less granted before") : say("by ratio, rounded half up to a fen"),
                            if_open(asked));
    return put(pays_line, say("pays"), say("what is asked, at most every limit and what remains"), not_negative(within_limits(asks)), Look::pays);
}

Whole CaseSheet::base_of()
{
    if (step_->base == law::Base::remaining_compliant) return before_.at.empty() ? of(inside_after_) : not_negative(of(inside_after_) - of(before_));
    return step_->base == law::Base::remaining ? of(remains_) : least({of(inside_after_), of(remains_)});
}

// The deductible: the tier's amount, referral, admission, visits, and what a group's earlier bills have borne of it.
Whole CaseSheet::owed()
{
    const law::Claim& c = claim_->told.claim;
    const auto& all = terms_->deductible;
    const bool tiered = by_tier(stack_, [&](std::size_t t) { return all[t]; });
    const auto at = [&](int tier) {
        return yuan_term(deductible_term, say("deductible"), all[static_cast<std::size_t>(tier)], tiered ? tier : -1);
    };
    Whole amount;
    if (tiered || all[0].fen > 0) {
        amount = at(c.tier);
        const law::Referral rule = c.referred_from < 0 || c.referred_from == c.tier ? law::Referral::full
            : c.referred_from < c.tier ? terms_->referral_up : terms_->referral_down;
        if (rule == law::Referral::waived) amount = of(put(referral_line, say("deductible after referral"), say("waived on referral"), {}));
        if (rule == law::Referral::difference)
            amount = of(put(referral_line, say("deductible after referral"), say("less the deductible of the tier that referred"), not_negative(amount - at(c.referred_from))));
        const int nth = std::min(trace_->admissions, step_->multipliers - 1);
        const Ratio multiplier = terms_->nth_admission[static_cast<std::size_t>(nth)];
        if (step_->multipliers > 1 || multiplier.ppm != ppm_per_one)
            amount = rounded({{amount, ratio_term(admission_term, say("share of the deductible, admission {} of the year", nth + 1), multiplier, law::most_tiers + nth)}});
    }
    if (step_->per_visit.deductible.fen > 0)
        amount = amount + yuan_term(visit_deductible_term, say("deductible a visit"), step_->per_visit.deductible) * visits();
    const int word = step_->slots.deductible_year;
    if (word >= 0) {
        const Amount used = put_before(Book::used, word, used_before_line, say("borne of the shared deductible this year"));
        amount = not_negative(amount - of(used));
    }
    if (amount.text == "0") return amount;
    const Amount owes = put(owed_line, say("deductible owed"), "", amount);
    if (word >= 0) books_[book(Book::used, word)].push_back(put(used_line, say("of it borne on this bill"), "", least({of(base_), of(owes)})));
    return of(owes);
}

// f of the base: ratios on the parts of what lies above the deductible, and the floor.
Whole CaseSheet::schedule(const Amount& base, const Amount& above, int bands)
{
    const std::size_t tier = claim_->told.claim.tier;
    const auto begins = [&](std::size_t i) {
        return step_->from[i].fen == 0 ? Whole{} : yuan_term(band_terms + 2 * static_cast<int>(i), say("band {} begins above the deductible at", i + 1), step_->from[i]);
    };
    std::vector<Product> products;
    for (std::size_t i = 0; i < step_->band_count; ++i) {
        const law::Band& band = terms_->bands[i];
        const bool tiered = by_tier(stack_, [&](std::size_t t) { return band.ratio[t]; });
        const std::string name = step_->band_count == 1 ? say("share paid") : say("share paid in band {}", i + 1);
        Whole ratio = ratio_term(band_terms + 2 * static_cast<int>(i) + 1, name, band.ratio[tier], tiered ? static_cast<int>(tier) : -1);
        if (claim_->told.claim.away && terms_->away_cut.ppm > 0)
            ratio = not_negative(ratio - ratio_term(away_term, say("less, away from home"), terms_->away_cut));
        Whole part = of(above);
        if (step_->band_count > 1 || step_->from[0].fen > 0) {
            const Whole below = i + 1 == step_->band_count ? part : least({part, begins(i + 1)});
            part = of(put(bands + static_cast<int>(i), say("of it in band {}", i + 1), "", not_negative(below - begins(i))));
        }
        products.push_back({part, ratio});
    }
    const Whole granted = rounded(products);
    if (step_->floor_ratio.ppm == 0) return granted;
    return larger(granted, rounded({{of(base), ratio_term(floor_term, say("at least this share of the base"), step_->floor_ratio)}}));
}

Whole CaseSheet::scheduled()
{
    const Whole deductible = owed();
    const auto above = [&](int line, const std::string& label, const Amount& x) {
        return deductible.text == "0" ? x : put(line, label, say("base less deductible"), not_negative(of(x) - deductible));
    };
    if (step_->period == law::Period::claim) return schedule(base_, above(above_line, say("above the deductible"), base_), band_lines);
    const Amount before = put_before(Book::base, step_->slots.base_year, base_before_line, say("base of the year before this bill"));
    const Amount with = put(base_with_line, say("base of the year with this bill"), "", of(before) + of(base_));
    const Amount now = put(with_line, say("granted on the year with this bill"), say("by ratio, rounded half up to a fen"),
                           schedule(with, above(above_line, say("above the deductible"), with), band_lines));
    const Amount then = put(without_line, say("granted on the year before it"), say("by ratio, rounded half up to a fen"),
                            schedule(before, above(above_before_line, say("above the deductible before this bill"), before), bands_before_lines));
    return of(now) - of(then);
}

Whole CaseSheet::guaranteed()
{
    const law::Guarantee& g = step_->guarantee;
    Whole counted = of(g.of_compliant ? inside_after_ : charge_), through = of(before_);
    std::string span = say("this bill alone");
    if (g.period == law::Period::year) {
        span = say("of the year, this bill included");
        const Book kind = g.of_compliant ? Book::compliant : Book::charged;
        const int word = g.of_compliant ? step_->slots.compliant_year : step_->slots.charged_year;
        counted = of(put_before(kind, word, counted_before_line, say("T before this bill"))) + counted;
        through = of(put_before(Book::through, step_->slots.paid_through, through_before_line, say("P before this bill"))) + through;
    }
    const Whole t = of(put(counted_line, g.of_compliant ? say("T: inside the catalogue") : say("T: bills"), span, counted));
    const Whole p = of(put(through_line, say("P: paid on them so far"), span, through));
    std::vector<Whole> promises;
    if (g.has_min_ratio) {
        const Whole share = ratio_term(min_ratio_term, say("promised: share of T that is paid, at least"), g.min_ratio);
        promises.push_back(of(put(by_ratio_line, say("missing from the promised share"), say("share x T, rounded, less P"), not_negative(rounded({{t, share}}) - p))));
    }
    if (g.has_max_oop) {
        const Whole cap = yuan_term(max_oop_term, say("promised: left to the patient, at most"), g.max_oop);
        promises.push_back(of(put(by_cap_line, say("above the promised most"), say("T less P less the most"), not_negative(t - p - cap))));
    }
    if (promises.size() == 1) return promises[0];
    return g.rule == law::Promises::all ? larger(promises[0], promises[1]) : least(promises);
}

Whole CaseSheet::daily()
{
    const law::PerDay& d = step_->per_day;
    const Whole pay = yuan_term(day_pay_term, say("pays a day"), d.pay);
    const Whole after = d.after_days > 0 ? term(after_days_term, say("days without pay"), d.after_days, Look::count_input) : Whole{};
    Whole last = days();
    if (d.most_days >= 0) last = least({last, after + term(most_days_term, say("days with pay, at most"), d.most_days, Look::count_input)});
    return pay * not_negative(last - after);
}

// On the account before the bill: what it held, and what it received since.
Whole CaseSheet::on_account()
{
    const auto [account, fresh] = accounts_.try_emplace(book(Book::balance, step_->slots.balance));
    Account& a = account->second;
    const Whole yearly = yuan_term(yearly_term, say("received on the account each year"), step_->account.yearly);
    Whole on = yearly;
    if (!fresh && a.received == year_) on = of(a.on) - of(a.paid);
    else if (!fresh && step_->account.carry_over)
        on = (of(a.on) - of(a.paid)) + Whole{std::to_string(year_ - a.received), year_ - a.received} * yearly;
    a.received = year_;
    a.on = put(account_line, say("on the account"), say("received, less what earlier bills took"), on);
    return of(a.on);
}

Whole CaseSheet::within_limits(const Amount& asked)
{
    const law::Step& s = *step_;
    std::vector<Whole> all{of(asked)};
    if (limits(s.ceiling.claim)) all.push_back(yuan_term(claim_ceiling_term, say("ceiling for a bill"), s.ceiling.claim));
    if (limits(s.per_visit.ceiling)) all.push_back(yuan_term(visit_ceiling_term, say("ceiling for a visit"), s.per_visit.ceiling) * visits());
    if (limits(s.per_day.ceiling)) all.push_back(yuan_term(day_ceiling_term, say("ceiling for a day"), s.per_day.ceiling) * days());
    if (limits(s.ceiling.year)) {
        const Amount paid = put_before(Book::paid_year, s.slots.paid_year, year_before_line, say("paid this year under the ceiling"));
        const Whole most = yuan_term(year_ceiling_term, say("ceiling for the year"), s.ceiling.year);
        all.push_back(of(put(year_left_line, say("the year's ceiling leaves"), "", not_negative(most - of(paid)))));
    }
    if (limits(s.ceiling.lifetime)) {
        const Amount paid = put_before(Book::paid_lifetime, s.slots.paid_lifetime, life_before_line, say("paid so far under the lifetime ceiling"));
        const Whole most = yuan_term(lifetime_ceiling_term, say("lifetime ceiling"), s.ceiling.lifetime);
        all.push_back(of(put(life_left_line, say("the lifetime ceiling leaves"), "", not_negative(most - of(paid)))));
    }
    if (s.account.present) all.push_back(on_account());
    all.push_back(of(remains_));
    if (s.fund_limits && trace_->limited_by && std::strcmp(trace_->limited_by, "what the fund holds") == 0)
        all.push_back(of(known(fund_line, say("what the fund holds"), say("from the engine: it does not follow changes"), trace_->paid)));
    return least(all);
}

// What later bills will ask for.
void CaseSheet::note(const Amount& pay)
{
    const law::Slots& s = step_->slots;
    const auto add = [&](Book kind, int word, const Amount& a) {
        if (word >= 0) books_[book(kind, word)].push_back(a);
    };
    add(Book::base, s.base_year, base_);
    add(Book::paid_year, s.paid_year, pay);
    add(Book::paid_lifetime, s.paid_lifetime, pay);
    if (step_->account.present) accounts_[book(Book::balance, s.balance)].paid = pay;
    if (s.paid_through < 0) return;
    add(Book::charged, s.charged_year, charge_);
    add(Book::compliant, s.compliant_year, inside_after_);
    add(Book::through, s.paid_through, before_);
    add(Book::through, s.paid_through, pay);
}

} // namespace hearth::report::settlement
