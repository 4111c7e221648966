#include "sim/life/income.hpp"

#include "sim/base/math.hpp"

namespace hearth {

PayOfWork pay_of_work(const World& world, int year, double income_rank, double income_luck, double area)
{
    const Parameters& p = world.parameters;
    const double growth = world.in(year).income_mean / world.in(world.base_year).income_mean;
    const double lasting = world.labour_unit * growth * area;
    const double wage = lasting * exponential(income_rank + p.wage_luck_ratio * income_luck);
    return {lasting * exponential(income_rank + p.farm_luck_ratio * income_luck), wage * p.wage_earnings_ratio,
            wage * p.migrant_earnings_ratio};
}

Incomes earnings_of(const PayOfWork& pay, const LabourUnits& workers)
{
    Incomes from;
    from.farm = from_yuan(pay.farm * workers.farm);
    from.wage = from_yuan(pay.wage * workers.wage);
    from.migrant = from_yuan(pay.migrant * workers.migrant);
    return from;
}

} // namespace hearth
