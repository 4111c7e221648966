// The same household in other worlds of the same luck: without its illness, with some channels of it,
// with illness off and behaviour free, and under a reform with care frozen.
#include "sim/life/household_year.hpp"

namespace hearth {

// No channel acts: nobody in it ever fell ill. Labels, premium and transfers a head are those of the
// factual arm (frozen), so that only illness differs.
Money HouseholdYear::live_twin(Purse& purse, Money premium, Books& b, Money transfer_more)
{
    const std::int64_t n = twin_persons_;
    b.from = transfers_of(registry_.held, registry_.dibao, n, twin_pensioners_, earnings_of(pay_, twin_labour_));
    b.from.programme += transfer_more * n;
    b.from.assets = asset_income(purse);
    b.premium = {premium.fen / o_.persons * n};
    balance_budget(b, purse, p_, floor_for(n));
    o_.unbalanced = o_.unbalanced || b.imbalance() != Money{};
    return {(b.income() - b.premium).fen / n};
}

void HouseholdYear::live_twin()
{
    Books b;
    o_.twin = live_twin(s_.arm.twin[h_], o_.books.premium, b);
    if (telling_) telling_->twin_books = b;
}

// Coalitions of channels: what acts is as in the factual year, what does not is as in the twin's.
// Illness deaths belong to earnings: where that channel does not act, the dead live, work and eat.
void HouseholdYear::live_channels()
{
    for (std::size_t c = 0; c < coalitions; ++c) {
        const bool earning = acts(c, Channel::earnings);
        const std::int64_t n = earning ? o_.persons : twin_persons_;
        Books b;
        Purse& purse = s_.arm.channel[c][h_];
        if (earning) b.from = o_.books.from;
        else b.from = transfers_of(registry_.held, registry_.dibao, n, twin_pensioners_, earnings_of(pay_, twin_labour_));
        b.from.assets = asset_income(purse);
        b.premium = {o_.books.premium.fen / o_.persons * n};
        if (acts(c, Channel::bills)) {
            b.out_of_pocket = o_.books.out_of_pocket;
            b.payable_later = o_.books.payable_later;
            b.awaited = o_.books.awaited;
            b.bridging = o_.books.bridging;
        }
        if (acts(c, Channel::non_medical)) b.non_medical = o_.books.non_medical;
        balance_budget(b, purse, p_, floor_for(n));
        o_.unbalanced = o_.unbalanced || b.imbalance() != Money{};
        o_.channel[c] = {(b.income() - b.premium - b.out_of_pocket).fen / n};
    }
    // All channels are this life, none is the twin's: another road to the same two numbers.
    o_.unbalanced = o_.unbalanced || o_.channel[0] != o_.twin || o_.channel[coalitions - 1] != o_.net;
}

// Illness never happened and everything else follows: labels, enrolment, transfers are its own.
void HouseholdYear::live_free()
{
    Standing& standing = s_.arm.free_standing[h_];
    Purse& purse = s_.arm.free[h_];
    const std::int64_t n = twin_persons_;
    RegistryView view;
    view.year = s_.year;
    view.lasting_error = static_cast<double>(s_.village.household.registry_luck[h_]);
    view.passing_error = normal_quantile(static_cast<double>(s_.village.household.registry_error[h_]));
    view.labour = twin_labour_.total();
    view.has_adult = twin_has_adult_;
    const RegistryDecision d = keep_registry(s_.world, standing, view, terms_.practice(standing.held).registry);
    Books b;
    b.from = transfers_of(d.held, d.dibao, n, twin_pensioners_, earnings_of(pay_, twin_labour_));
    b.from.assets = asset_income(purse);
    if (joins(d.held, standing.last_gross)) b.premium = terms_.premium_for(d.held) * n;
    balance_budget(b, purse, p_, floor_for(n));
    o_.unbalanced = o_.unbalanced || b.imbalance() != Money{};
    o_.free = {(b.income() - b.premium).fen / n};
    standing = {o_.free, o_.free, d.dibao, d.held};
}

// What the reform would pay for the very care the reference arm's people had: the mechanical effect.
void HouseholdYear::live_frozen(std::size_t i)
{
    const FrozenScene& f = s_.frozen[i];
    FrozenArm& arm = *f.arm;
    CareAccount& account = frozen_accounts_[i];
    Purse& purse = arm.purse[h_];
    account.open(h_, people_, purse, cash_a_day_);
    const YearPolicy& terms = arm.plan->policy.in(s_.year, s_.village.county);
    const Practice& practice = terms.practice(registry_.held);
    for (SettledClaim& c : claims_) {
        // The same bill; the reform may have moved what of it lies inside the catalogue.
        c.claim.compliant = part(c.claim.charge, terms.practice(c.claimant.held).compliant_share(s_.world.tier[c.claim.tier], c.claim.tier));
        c.claimant.verified = static_cast<double>(s_.village.household.contract_luck[h_]) < practice.batches.coverage;
        account.settle(c.claim, c.claimant, c.day, c.disease);
    }
    account.close();
    Outcome o = o_;
    Books& b = o.books;
    b = {};
    b.from = o_.books.from;
    b.from.assets = asset_income(purse);
    o.transfer = from_yuan(practice.transfer) * o.persons;
    b.from.programme += o.transfer - o_.transfer;
    if (enrolled_) b.premium = terms.premium_for(o.premium_labels) * o.persons;
    b.out_of_pocket = account.own();
    b.payable_later = account.payable_later();
    b.awaited = account.awaited();
    b.bridging = account.bridging();
    o.relief = relief_of(practice);
    b.non_medical = non_medical_ - o.relief;
    balance_budget(b, purse, p_, floor_for(o.persons));
    o.unbalanced = false;
    if (s_.with_twin) {
        Books twin;
        o.twin = live_twin(arm.twin[h_], b.premium, twin, from_yuan(practice.transfer) - from_yuan(practice_->transfer));
        o.unbalanced = twin.imbalance() != Money{};
    }
    o.purse = purse;
    o.inpatient_own = account.inpatient_own();
    o.layers_used = account.layers_used();
    o.gross = {(b.income() - b.premium).fen / o.persons};
    o.net = {(b.income() - b.premium - b.out_of_pocket).fen / o.persons};
    arm.gross[h_] = o.gross;
    if (!f.count.tally) return;
    for (std::size_t m = 0; m < members_.size(); ++m) {
        members_[m].row[PersonSum::inpatient_paid] = account.paid_for(m, law::Setting::inpatient).fen;
        members_[m].row[PersonSum::outpatient_paid] = account.paid_for(m, law::Setting::outpatient).fen;
    }
    measure_into(f.count, o, arm.plan->policy, arm.history[h_]);
}

} // namespace hearth
