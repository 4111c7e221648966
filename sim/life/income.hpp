// What a household earns: farm, local wages, migrant wages, each with its own pay and its own share of
// the year's luck. Source of the structure: NBS household income by source.
#pragma once

#include "sim/life/books.hpp"
#include "sim/village/village.hpp"

namespace hearth {

enum class Work : std::uint8_t { farm, wage, migrant };

//! The work of a person of this age with this lasting luck.
inline Work work_of(const World& world, int age, float luck)
{
    const auto a = static_cast<std::size_t>(age);
    if (luck < world.migrant_share[a]) return Work::migrant;
    return luck >= 1.0 - world.wage_share[a] ? Work::wage : Work::farm;
}

//! Full workers by kind of work.
struct LabourUnits {
    double farm = 0.0, wage = 0.0, migrant = 0.0;
    void add(Work work, double units)
    {
        (work == Work::farm ? farm : work == Work::wage ? wage : migrant) += units;
    }
    double total() const { return farm + wage + migrant; }
    //! Takes the time of carers: from who is nearest home first.
    void take(double units)
    {
        for (double* kind : {&farm, &wage, &migrant}) {
            const double taken = units < *kind ? units : *kind;
            *kind -= taken;
            units -= taken;
        }
    }
};

//! Yuan a year of a full worker, by kind of work, in one household and year.
struct PayOfWork {
    double farm = 0.0, wage = 0.0, migrant = 0.0;
};

//! \param area factor on earnings in the county
PayOfWork pay_of_work(const World& world, int year, double income_rank, double income_luck, double area);

//! Earnings of these workers, other sources left at zero.
Incomes earnings_of(const PayOfWork& pay, const LabourUnits& workers);

} // namespace hearth
