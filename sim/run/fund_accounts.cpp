#include "sim/run/fund_accounts.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

namespace {

using L = FundLine;

std::int64_t persons_times(std::int64_t persons, Money each) { return persons * each.fen; }

} // namespace

Money FundYear::trial_balance() const
{
    Money sum;
    for (std::size_t l = 0; l < fund_lines; ++l) sum += line[l] * fund_line_sign[l];
    return sum;
}

FundAccounts::FundAccounts(const Policy& policy, double scale) : policy_(&policy), scale_(scale)
{
    for (const FundPlan& fund : policy.funds) {
        State state;
        state.balance = fund.opening;
        state.due.assign(static_cast<std::size_t>(fund.payment_lag_months), Money{});
        state_.push_back(state);
    }
}

Money FundAccounts::scaled(std::int64_t fen) const
{
    return scale_ == 1.0 ? Money{fen} : Money{std::llround(static_cast<double>(fen) * scale_)};
}

// Money that comes whatever claims are made.
void FundAccounts::receive(std::size_t f, int y, const Tally& tally, FundYear& year) const
{
    const auto at = static_cast<std::size_t>(y);
    const FundPlan& plan = policy_->funds[f];
    year[L::appropriation] = plan.appropriation[at];
    if (static_cast<int>(f) == policy_->resident_fund) {
        std::int64_t own = 0;
        for (std::size_t c = 0; c < policy_->funds.size(); ++c)
            own += persons_times(tally.insured[c], policy_->funds[c].contract.own[at]);
        year[L::premiums] = scaled(tally.premiums - own);
        year[L::premium_help] = scaled(tally.premium_help);
        year[L::subsidies] = scaled(tally.subsidised - tally.premium_help);
    }
    if (plan.contract.insured) year[L::contributions] = scaled(persons_times(tally.insured[f], plan.contract.contribution[at]));
    for (std::size_t p = 0; p < policy_->programmes.size(); ++p) {
        const ProgrammePlan& programme = policy_->programmes[p];
        if (programme.gives && programme.fund == static_cast<int>(f))
            year[L::transfers] += scaled(persons_times(tally.programme[p].persons, programme.cost_per_person[at]));
    }
}

// Money that goes whatever claims are made.
void FundAccounts::spend(std::size_t f, int y, const Tally& tally, FundYear& year) const
{
    const auto at = static_cast<std::size_t>(y);
    for (std::size_t c = 0; c < policy_->funds.size(); ++c) {
        const Contract& contract = policy_->funds[c].contract;
        if (!contract.insured || contract.from_fund != static_cast<int>(f)) continue;
        year[L::contributions_paid] += scaled(persons_times(tally.insured[c], contract.contribution[at]))
            - scaled(persons_times(tally.insured[c], contract.own[at]));
    }
    for (std::size_t p = 0; p < policy_->programmes.size(); ++p) {
        const ProgrammePlan& programme = policy_->programmes[p];
        if (programme.fund == static_cast<int>(f) && !programme.gives) year[L::programmes] += cost_of(p, y, tally);
    }
}

// What a programme costs: a head reached, in all, and what it pays households.
Money FundAccounts::cost_of(std::size_t p, int y, const Tally& tally) const
{
    const auto at = static_cast<std::size_t>(y);
    const ProgrammePlan& programme = policy_->programmes[p];
    const double reached = static_cast<double>(tally.programme[p].persons) * programme.reached[at];
    const Money a_head = programme.gives ? Money{} : programme.cost_per_person[at];
    return Money{std::llround(reached * scale_ * static_cast<double>(a_head.fen))} + programme.cost_per_year[at]
        + scaled(tally.programme[p].relief);
}

Money FundAccounts::programme_cost(std::size_t p, int y, const Tally& tally) const
{
    const ProgrammePlan& programme = policy_->programmes[p];
    const Money given = programme.gives ? scaled(persons_times(tally.programme[p].persons, programme.cost_per_person[static_cast<std::size_t>(y)])) : Money{};
    return given + cost_of(p, y, tally);
}

Money FundAccounts::to_spend(std::size_t f, int y, const Tally& tally) const
{
    FundYear year;
    receive(f, y, tally, year);
    spend(f, y, tally, year);
    Money money = state_[f].balance - state_[f].owed;
    for (std::size_t l = 0; l < fund_lines; ++l) money += year.line[l] * fund_line_sign[l];
    return money;
}

// Savings against what the way of paying owes are kept in part by providers; overruns are borne in
// part by them.
Money FundAccounts::provider_settlement(std::size_t f, int y, const Tally& tally) const
{
    Money sum;
    for (std::size_t i = 0; i < provider_programmes; ++i) {
        const ProviderPlan* plan = nullptr; // the same in every kind of county it acts in
        for (std::size_t kind = 0; kind < policy_->county_kinds() && !plan; ++kind) {
            const ProviderPlan& there = policy_->in_kind(policy_->base_year + y, kind).providers[i];
            if (there.programme >= 0) plan = &there;
        }
        if (!plan || plan->fund != static_cast<int>(f)) continue;
        const ProviderSums& sums = tally.provider[i];
        const std::int64_t due = plan->budget_per_person.fen > 0 ? persons_times(sums.persons, plan->budget_per_person) : sums.due;
        const Money difference = scaled(due) - scaled(sums.claims);
        if (difference.fen >= 0) sum += difference * plan->retained;
        else sum -= -difference * Ratio{ppm_per_one - plan->overrun.ppm};
    }
    return sum;
}

// Claims by the month they are dated: scaled so that the months sum to the scaled year.
std::array<Money, months> FundAccounts::accrued_months(std::size_t f, const Tally& tally) const
{
    std::array<Money, months> accrued{};
    Money so_far;
    std::int64_t sum = 0;
    for (std::size_t m = 0; m < months; ++m) {
        sum += tally.fund_month[f][m];
        accrued[m] = scaled(sum) - so_far;
        so_far += accrued[m];
    }
    return accrued;
}

// Twelve months of cash: revenue by its calendar, claims when their lag is over, interest on what is there.
void FundAccounts::live_months(std::size_t f, int y, const Tally& tally, FundYear& year)
{
    const auto at = static_cast<std::size_t>(y);
    const FundPlan& plan = policy_->funds[f];
    State& state = state_[f];
    const std::array<Money, months> accrued = accrued_months(f, tally);
    for (const Money month : accrued) year.accrued += month;
    const Money providers = provider_settlement(f, y, tally);
    const Money administration = year.accrued * plan.administration[at];
    const Money revenue = year[L::premiums] + year[L::premium_help] + year[L::subsidies] + year[L::appropriation]
        + year[L::transfers] + year[L::contributions];
    Money cash = state.balance, received, spent;
    Ratio arrived;
    year[L::opening] = cash;
    year.owed_before = state.owed;
    year[L::providers] = providers;
    year[L::administration] = administration;
    const Money steady = year[L::programmes] + year[L::contributions_paid] + administration;
    for (std::size_t m = 0; m < months; ++m) {
        const Money interest = not_negative(cash) * Ratio{plan.interest[at].ppm / months};
        arrived.ppm += plan.revenue_months[m].ppm;
        const Money in = revenue * arrived - received;
        received += in;
        const Money out{steady.fen * static_cast<std::int64_t>(m + 1) / months - spent.fen};
        spent += out;
        cash += in + interest - out;
        if (m + 1 == months) cash -= providers;
        year[L::interest] += interest;
        state.due.push_back(accrued[m]);
        Money due = state.waiting + state.due.front();
        state.due.erase(state.due.begin());
        Money pays = due;
        if (plan.pays_as_claimed) {
            const Money asked = not_negative(due - not_negative(cash)); // what the fund has goes first
            year[L::governments] += asked;
            cash += asked;
        } else if (plan.defers) {
            pays = min(due, not_negative(cash));
        }
        cash -= pays;
        state.waiting = due - pays;
        year[L::claims] += pays;
        if (year.first_short == 0 && (cash.fen < 0 || state.waiting.fen > 0)) year.first_short = static_cast<int>(m) + 1;
        year.cash[m] = cash;
        year.lowest = m == 0 ? cash : min(year.lowest, cash);
    }
    state.balance = cash;
    state.owed = state.waiting;
    for (const Money unpaid : state.due) state.owed += unpaid;
    year.owed = state.owed;
}

// Profit and loss of an insurer, on claims as they are dated. Beyond the margins who pays the
// contribution shares in them; the rest is the insurer's and leaves the fund.
void FundAccounts::settle_contract(std::size_t f, FundYear& year)
{
    const Contract& c = policy_->funds[f].contract;
    if (!c.insured) return;
    const Money paid_in = year[L::contributions];
    const Money profit = paid_in + year[L::interest] - year.accrued - year[L::administration] - year[L::programmes] - year[L::providers];
    const Money above = not_negative(profit - paid_in * c.profit_margin);
    const Money below = not_negative(-profit - paid_in * c.loss_margin);
    year[L::profit_returned] = above * c.returned;
    year[L::loss_covered] = below * c.covered;
    year[L::insurer] = profit - year[L::profit_returned] + year[L::loss_covered];
    state_[f].balance += year[L::loss_covered] - year[L::profit_returned] - year[L::insurer];
}

// What corridors bring back to, or ask of, the funds that pay contributions.
void FundAccounts::share_corridors()
{
    for (std::size_t f = 0; f < year_.size(); ++f) {
        const Contract& c = policy_->funds[f].contract;
        if (!c.insured || c.from_fund < 0) continue;
        const auto payer = static_cast<std::size_t>(c.from_fund);
        year_[payer][L::profit_back] += year_[f][L::profit_returned];
        year_[payer][L::losses_paid] += year_[f][L::loss_covered];
        state_[payer].balance += year_[f][L::profit_returned] - year_[f][L::loss_covered];
    }
}

void FundAccounts::close_year(std::size_t f, FundYear& year)
{
    const FundPlan& plan = policy_->funds[f];
    State& state = state_[f];
    if (plan.deficit_covered && state.balance.fen < 0) {
        year[L::deficit_covered] = -state.balance;
        state.balance = {};
    }
    if (!plan.carry_over) {
        year[L::lapsed] = state.balance - state.owed; // what is owed is set aside
        state.balance = state.owed;
    }
    year[L::closing] = state.balance;
}

void FundAccounts::book(Money amount, const LevelShares& shares)
{
    governments_.total += amount;
    if (!named(shares)) {
        governments_.unnamed += amount;
        return;
    }
    const std::size_t levels = policy_->stack.levels.size();
    std::array<Money, law::most_levels> parts{};
    const Money size = max(amount, -amount);
    split_by_shares(size, std::span(shares).first(levels), std::span(parts).first(levels));
    for (std::size_t l = 0; l < levels; ++l) governments_.level[l] += amount.fen < 0 ? -parts[l] : parts[l];
}

// Parts of levels in an amount: scaled one by one, the last takes what rounding leaves.
void FundAccounts::book_parts(std::int64_t fen, const std::array<std::int64_t, law::most_levels>& by_level)
{
    std::int64_t named_fen = 0;
    Money so_far;
    for (std::size_t l = 0; l < policy_->stack.levels.size(); ++l) {
        named_fen += by_level[l];
        const Money part = scaled(named_fen) - so_far;
        governments_.level[l] += part;
        so_far += part;
    }
    governments_.total += scaled(fen);
    governments_.unnamed += scaled(fen) - so_far;
}

// A layer's claims that governments pay as they fall due, by its shares; what the fund paid of its own
// money is left out, and what other levels take over moves to them.
void FundAccounts::pay_layer_by_governments(std::size_t layer, int y, const Tally& tally)
{
    const int fund = policy_->layer_fund[layer];
    std::array<std::int64_t, law::most_levels> parts = tally.layer[layer].by_level;
    if (fund >= 0) {
        if (!policy_->funds[static_cast<std::size_t>(fund)].pays_as_claimed) return; // it has money of its own
        const FundYear& year = year_[static_cast<std::size_t>(fund)];
        if (year[L::claims] > year[L::governments]) {
            const double asked = static_cast<double>(year[L::governments].fen) / static_cast<double>(year[L::claims].fen);
            for (std::int64_t& part : parts) part = static_cast<std::int64_t>(static_cast<double>(part) * asked);
        }
    }
    double taken = 0.0;
    LevelShares takers{};
    for (const ProgrammePlan& p : policy_->programmes)
        if (p.gives && p.fund == fund && p.takes_over[static_cast<std::size_t>(y)] > 0.0) {
            taken = p.takes_over[static_cast<std::size_t>(y)];
            takers = p.paid_by;
        }
    std::int64_t left = 0, moved = 0;
    for (std::int64_t& part : parts) {
        const auto gone = static_cast<std::int64_t>(static_cast<double>(part) * taken);
        part -= gone;
        left += part;
        moved += gone;
    }
    book_parts(left, parts);
    book(scaled(moved), takers);
}

// Payments of governments, accrued: subsidies and help as households enrolled, claims as they are dated.
void FundAccounts::pay_by_governments(int y, const Tally& tally)
{
    const auto at = static_cast<std::size_t>(y);
    governments_ = {};
    book_parts(tally.subsidised, tally.subsidies);
    for (std::size_t i = 0; i < policy_->stack.layer_names.size(); ++i) pay_layer_by_governments(i, y, tally);
    for (std::size_t f = 0; f < year_.size(); ++f) {
        const FundPlan& plan = policy_->funds[f];
        book(year_[f][L::appropriation], plan.appropriated_by);
        book(year_[f][L::deficit_covered], plan.deficit_by);
        const Contract& c = plan.contract;
        if (c.insured && c.from_fund < 0)
            book(year_[f][L::contributions] - scaled(persons_times(tally.insured[f], c.own[at])) + year_[f][L::loss_covered]
                     - year_[f][L::profit_returned], c.paid_by);
    }
    for (std::size_t p = 0; p < policy_->programmes.size(); ++p) {
        const ProgrammePlan& programme = policy_->programmes[p];
        if (programme.gives || programme.fund < 0) book(programme_cost(p, y, tally), programme.paid_by);
    }
}

const std::vector<FundYear>& FundAccounts::close(int y, const Tally& tally)
{
    year_.assign(policy_->funds.size(), {});
    for (std::size_t f = 0; f < year_.size(); ++f) {
        receive(f, y, tally, year_[f]);
        spend(f, y, tally, year_[f]);
        live_months(f, y, tally, year_[f]);
        settle_contract(f, year_[f]);
    }
    share_corridors();
    for (std::size_t f = 0; f < year_.size(); ++f) close_year(f, year_[f]);
    pay_by_governments(y, tally);
    return year_;
}

} // namespace hearth
