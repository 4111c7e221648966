#include "sim/run/fund_accounts.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

namespace {

using L = FundLine;

std::int64_t persons_times(std::int64_t persons, Money each) { return persons * each.fen; }

} // namespace

Money FundAccount::trial_balance() const
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
        // What is owed at the start falls due in equal parts through the lag's months.
        const int lag = fund.payment_lag_months;
        for (int m = 0; m < lag; ++m) state.due.push_back({fund.opening_unpaid.fen * (m + 1) / lag - fund.opening_unpaid.fen * m / lag});
        state.owed = lag > 0 ? fund.opening_unpaid : Money{};
        state.own = fund.opening;
        state_.push_back(state);
    }
}

Money FundAccounts::scaled(std::int64_t fen) const
{
    return scale_ == 1.0 ? Money{fen} : Money{std::llround(static_cast<double>(fen) * scale_)};
}

// Money that comes whatever claims are made.
void FundAccounts::receive(std::size_t f, int y, const Tally& tally, FundAccount& year) const
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
void FundAccounts::spend(std::size_t f, int y, const Tally& tally, FundAccount& year) const
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
        if (programme.fund == static_cast<int>(f) && !programme.gives) year[L::programmes] += programme_cost(p, y, tally);
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
    if (programme.helps) return scaled(tally.premium_help) + cost_of(p, y, tally);
    const Money given = programme.gives ? scaled(persons_times(tally.programme[p].persons, programme.cost_per_person[static_cast<std::size_t>(y)])) : Money{};
    return given + cost_of(p, y, tally);
}

Money FundAccounts::to_spend(std::size_t f, int y, const Tally& tally) const
{
    FundAccount year;
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
void FundAccounts::live_months(std::size_t f, int y, const Tally& tally, FundAccount& year)
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
    year.insured = plan.contract.insured;
    year[L::providers] = providers;
    year[L::administration] = administration;
    const Money steady = year[L::programmes] + year[L::contributions_paid] + administration;
    for (std::size_t m = 0; m < months; ++m) {
        const Money interest{static_cast<std::int64_t>(static_cast<__int128>(not_negative(cash).fen) * plan.interest[at].ppm / (ppm_per_one * months))};
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
            const Money asked = not_negative(due - cash); // what the fund has goes first, what it lacks is made up
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
void FundAccounts::settle_contract(std::size_t f, int y, FundAccount& year)
{
    const Contract& c = policy_->funds[f].contract;
    const auto at = static_cast<std::size_t>(y);
    if (!c.insured) return;
    const Money paid_in = year[L::contributions];
    const Money profit = paid_in + year[L::interest] - year.accrued - year[L::administration] - year[L::programmes] - year[L::providers];
    const Money above = not_negative(profit - paid_in * c.profit_margin);
    const Money below = not_negative(-profit - paid_in * c.loss_margin);
    // Who paid a part of the contribution gets that part of the profit back; households' part stays.
    const std::int64_t whole = c.contribution[at].fen, others = whole - c.own[at].fen;
    year[L::profit_returned] = whole > 0 ? Money{static_cast<std::int64_t>(static_cast<__int128>((above * c.returned).fen) * others / whole)} : Money{};
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

void FundAccounts::close_year(std::size_t f, FundAccount& year)
{
    const FundPlan& plan = policy_->funds[f];
    State& state = state_[f];
    if (plan.deficit_covered) {
        // Claims that waited for cash are paid too.
        year[L::claims] += state.waiting;
        state.owed -= state.waiting;
        year.owed = state.owed;
        state.balance -= state.waiting;
        state.waiting = {};
        year[L::deficit_covered] = not_negative(-state.balance);
        state.balance += year[L::deficit_covered];
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

// An amount in proportion to parts of levels, in whole fen that sum to it.
void FundAccounts::book_parts(Money amount, const std::array<std::int64_t, law::most_levels>& by_level)
{
    governments_.total += amount;
    std::int64_t sum = 0, so_far = 0;
    for (const std::int64_t part : by_level) sum += part;
    if (sum == 0) {
        governments_.unnamed += amount;
        return;
    }
    Money booked;
    for (std::size_t l = 0; l < by_level.size(); ++l) {
        so_far += by_level[l];
        const Money up_to{static_cast<std::int64_t>(static_cast<__int128>(amount.fen) * so_far / sum)};
        governments_.level[l] += up_to - booked;
        booked = up_to;
    }
}

// A fund's claims, and programmes it cannot pay, that governments pay by the layers' shares. What the
// fund has of its own goes first; what other levels take over moves to them.
void FundAccounts::pay_claims_by_governments(std::size_t f, int y, const Tally& tally)
{
    const std::array<std::int64_t, law::most_levels>& by_level = tally.fund_level[f];
    const bool named_fund = f < policy_->funds.size();
    if (named_fund && !policy_->funds[f].pays_as_claimed) return; // it has money of its own
    std::int64_t sum = 0;
    for (const std::int64_t part : by_level) sum += part;
    Money asked = scaled(sum);
    if (named_fund) {
        State& state = state_[f];
        const FundAccount& year = year_[f];
        state.own += year[L::transfers] + year[L::interest] - year[L::programmes] - year[L::administration] - year[L::providers];
        const Money spent = min(not_negative(state.own), year.accrued);
        const Money lacked = not_negative(-state.own); // its programmes and costs beyond what it has
        state.own += lacked - spent;
        asked = lacked + Money{static_cast<std::int64_t>(static_cast<__int128>(asked.fen) * (year.accrued - spent).fen / max(year.accrued, Money{1}).fen)};
    }
    if (asked == Money{}) return;
    Money moved;
    for (const ProgrammePlan& p : policy_->programmes)
        if (named_fund && p.gives && p.fund == static_cast<int>(f) && p.takes_over[static_cast<std::size_t>(y)] > 0.0) {
            moved = Money{std::llround(static_cast<double>(asked.fen) * p.takes_over[static_cast<std::size_t>(y)])};
            book(moved, p.paid_by);
        }
    book_parts(asked - moved, by_level);
}

// Payments of governments, accrued: subsidies and help as households enrolled, claims as they are dated.
void FundAccounts::pay_by_governments(int y, const Tally& tally)
{
    const auto at = static_cast<std::size_t>(y);
    governments_ = {};
    // The scheme's subsidy, and premiums paid for households unless a fund pays them.
    bool help_by_fund = false;
    for (const ProgrammePlan& p : policy_->programmes) help_by_fund = help_by_fund || (p.helps && p.fund >= 0);
    std::int64_t named_fen = 0;
    for (const std::int64_t part : tally.subsidies) named_fen += part;
    book_parts(scaled(named_fen), tally.subsidies);
    book(scaled(tally.subsidised - named_fen - (help_by_fund ? tally.premium_help : 0)), {});
    for (std::size_t f = 0; f <= law::most_funds; ++f)
        if (f < policy_->funds.size() || f == law::most_funds) pay_claims_by_governments(f, y, tally);
    for (std::size_t f = 0; f < year_.size(); ++f) {
        const FundPlan& plan = policy_->funds[f];
        book(year_[f][L::appropriation], plan.appropriated_by);
        book(year_[f][L::deficit_covered], plan.deficit_by);
        book(-year_[f][L::lapsed], plan.appropriated_by); // what is left goes back, what is owed is paid
        const Contract& c = plan.contract;
        if (c.insured && c.from_fund < 0)
            book(year_[f][L::contributions] - scaled(persons_times(tally.insured[f], c.own[at])) + year_[f][L::loss_covered]
                     - year_[f][L::profit_returned],
                 c.paid_by);
    }
    for (std::size_t p = 0; p < policy_->programmes.size(); ++p) {
        const ProgrammePlan& programme = policy_->programmes[p];
        if (!programme.helps && (programme.gives || programme.fund < 0)) book(programme_cost(p, y, tally), programme.paid_by);
    }
}

const std::vector<FundAccount>& FundAccounts::close(int y, const Tally& tally)
{
    year_.assign(policy_->funds.size(), {});
    for (std::size_t f = 0; f < year_.size(); ++f) {
        receive(f, y, tally, year_[f]);
        spend(f, y, tally, year_[f]);
        live_months(f, y, tally, year_[f]);
        settle_contract(f, y, year_[f]);
    }
    share_corridors();
    for (std::size_t f = 0; f < year_.size(); ++f) close_year(f, year_[f]);
    pay_by_governments(y, tally);
    return year_;
}

} // namespace hearth
