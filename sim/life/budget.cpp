#include "sim/life/arm.hpp"

namespace hearth {

// Consumption wanted: the floor, and a part of what is above it. Who has less than the floor
// consumes what there is. Source: docs/model.md, "Budget".
static Money wanted_consumption(Money means, Money savings, double propensity, Money floor)
{
    const Money above = part(not_negative(means - floor), propensity);
    return min(floor + above, max(means, min(floor, means + savings)));
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
// unpaid hospital bill, and at last relatives beyond their limit.
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
    const Money from_kin = take(part(means, p.informal_debt_limit_years) - purse.informal);
    const Money from_bank = take(part(means, p.formal_debt_limit_years) - purse.formal);
    b.sold = take(part(purse.assets, p.asset_sale_limit));
    purse.assets -= b.sold;
    b.consumption -= take(b.consumption - floor);
    b.left_unpaid = take(b.out_of_pocket);
    purse.unpaid += b.left_unpaid;
    const Money last_resort = gap;
    purse.informal += from_kin + last_resort;
    purse.formal += from_bank;
    b.borrowed = from_kin + from_bank + last_resort;
}

void balance_budget(Books& b, Purse& purse, const Parameters& p, Money floor)
{
    const Money means = b.income() - b.premium;
    b.consumption = not_negative(
        wanted_consumption(means, purse.savings, p.consumption_propensity, floor));
    b.interest = part(purse.formal, p.formal_interest);
    b.repaid = part(purse.formal, p.formal_service_share);
    purse.formal -= b.repaid;
    const Money surplus =
        means - b.consumption - b.out_of_pocket - b.non_medical - b.interest - b.repaid;
    if (surplus.fen >= 0) spend_surplus(b, purse, p, surplus);
    else cope(b, purse, p, floor, -surplus);
}

} // namespace hearth
