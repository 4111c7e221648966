#include "sim/life/books.hpp"

namespace hearth {

// Consumption wanted: the floor, and a part of what is above it. Who has less than the floor
// consumes what there is. Source: docs/model.md, "Budget".
static Money wanted_consumption(Money means, Money savings, double propensity, Money floor)
{
    const Money above = part(not_negative(means - floor), propensity);
    return not_negative(min(floor + above, max(means, min(floor, means + savings))));
}

static void spend_surplus(Books& b, Purse& purse, const Parameters& p, Money surplus)
{
    const Money for_debt = part(surplus, p.informal_repayment_share);
    const Money to_kin = min(purse.informal, for_debt);
    const Money to_hospital = min(purse.unpaid, for_debt - to_kin);
    purse.informal -= to_kin;
    purse.unpaid -= to_hospital;
    b.repaid += to_kin + to_hospital;
    const Money left = surplus - to_kin - to_hospital;
    b.invested = part(left, p.reinvested_share);
    purse.assets += b.invested;
    b.saved = left - b.invested;
    purse.savings += b.saved;
}

// The ladder, in order: savings, relatives, bank, sale of assets, consumption down to the floor,
// unpaid hospital bill where treatment came before payment, and at last relatives beyond their limit.
static void cope(Books& b, Purse& purse, const Parameters& p, Money floor, Money gap)
{
    const auto take = [&gap](Money most) {
        const Money taken = min(gap, not_negative(most));
        gap -= taken;
        return taken;
    };
    const Money means = not_negative(b.income() - b.premium);
    const Money drawn = take(purse.savings);
    purse.savings -= drawn;
    b.saved = -drawn;
    b.from_kin = take(part(means, p.informal_debt_limit_years) - purse.informal);
    b.from_bank = take(part(means, p.formal_debt_limit_years) - purse.formal);
    b.sold = take(part(purse.assets, p.asset_sale_limit));
    purse.assets -= b.sold;
    b.cut = take(b.consumption - floor);
    b.consumption -= b.cut;
    b.left_unpaid = take(min(b.payable_later, b.out_of_pocket));
    purse.unpaid += b.left_unpaid;
    b.beyond_limit = gap;
    b.from_kin += gap;
    purse.informal += b.from_kin;
    purse.formal += b.from_bank;
}

Money credit_left(const Purse& purse, const Parameters& p, Money means)
{
    return not_negative(part(means, p.informal_debt_limit_years) - purse.informal)
        + not_negative(part(means, p.formal_debt_limit_years) - purse.formal);
}

void balance_budget(Books& b, Purse& purse, const Parameters& p, Money floor)
{
    b.interest = part(purse.formal, p.formal_interest) + b.bridging;
    b.repaid = part(purse.formal, p.formal_service_share);
    b.received = purse.awaited;
    purse.formal -= b.repaid;
    purse.awaited = b.awaited;
    // Debt service comes before consumption: a debt of earlier years lowers it.
    const Money means = b.income() - b.premium - b.interest - b.repaid;
    b.consumption = wanted_consumption(means, purse.savings, p.consumption_propensity, floor);
    const Money surplus = means + b.received - b.consumption - b.out_of_pocket - b.awaited - b.non_medical;
    if (surplus.fen >= 0) spend_surplus(b, purse, p, surplus);
    else cope(b, purse, p, floor, -surplus);
}

} // namespace hearth
