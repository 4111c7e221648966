// Settlement: shares a bill among the layers of a stack. docs/settlement.md is the contract.
// One kernel serves the replay of claims, the simulator, expected prices and the printed waterfall.
#pragma once

#include <limits>

#include "sim/law/ledger.hpp"
#include "sim/law/route.hpp"

namespace hearth::law {

inline constexpr Date no_date{std::numeric_limits<std::int32_t>::min()};

//! A bill presented for settlement. Amounts: 0 <= compliant <= charge <= largest_amount.
struct Claim {
    Date date;
    std::uint32_t categories = 0; //!< bit of each category held that day
    std::uint32_t schemes = ~0u;  //!< bit of each scheme joined
    std::uint32_t refused = 0;    //!< bit of each layer the person does not take up
    Setting setting = Setting::inpatient;
    std::uint8_t tier = 0;
    std::int8_t referred_from = -1; //!< tier index or -1
    bool away = false;
    std::int16_t disease = -1;        //!< index into Stack::diseases or -1
    std::uint8_t catalogue_class = 0; //!< 0 = none, then index into Stack::classes + 1
    std::int16_t days = 0;            //!< of stay
    std::int16_t visits = 1;          //!< in a bundled outpatient claim
    Date onset = no_date;             //!< of the condition
    Date joined = no_date;            //!< cover began
    Money charge;
    Money compliant;

    Circumstances circumstances(std::uint32_t earned = 0) const
    {
        Circumstances c;
        c.categories = categories | earned;
        c.schemes = schemes;
        c.setting = setting;
        c.tier = tier;
        c.referred_from = referred_from;
        c.disease = disease;
        c.catalogue_class = catalogue_class;
        c.away = away;
        return c;
    }
};

struct Settlement {
    std::array<Money, most_layers> paid{};
    Money out_of_pocket;
};

//! What funds can still pay, by fund; a layer's `fund_limits` says whether it is looked at.
//! `stop`: the balance. `prorate`: 0 in a month it begins empty, else unlimited.
using FundsLeft = std::array<Money, most_funds>;

//! How one step came to its payment: the lines of the waterfall.
struct StepTrace {
    bool shut = false;     //!< not taken up, waiting, pre-existing, or not opened
    Money base;
    int admissions = 0;    //!< of the person this year, before this claim
    Money first_self_pay;  //!< taken from the compliant amount
    Money base_before;     //!< B of a yearly schedule, before this claim
    Money deductible;      //!< owed on this claim
    Money covered, paid_through; //!< of a guarantee: T and P
    Money asked;           //!< by schedule, guarantee or days
    Money paid;            //!< after the bounds and the fund
    const char* limited_by = nullptr; //!< the last limit that bit, a text for say()
};

//! Settles a claim along a route, in the year the ledger is open for, and updates the ledger:
//! no allocation, no look-up. Exact: charge = sum of paid + out_of_pocket.
//! \param funds null where no fund runs dry
Settlement settle_along(const Route& route, const Claim& claim, const Ledger& ledger,
                        FundsLeft* funds = nullptr);

//! The same, telling how each step came to its payment (one trace a step of the route).
Settlement explain_along(const Route& route, const Claim& claim, const Ledger& ledger,
                         FundsLeft* funds, std::vector<StepTrace>& traces);

//! Labels earned by own payments that hold on a day; bits of categories.
std::uint32_t earned_categories(const Stack& stack, Date day, const Ledger& ledger);

//! Adds an own payment to the triggers' windows and lets those that it crosses hold.
void note_own_payment(const Stack& stack, Date day, Money own, const Ledger& ledger);

//! Settles a claim in order of date: opens the year, finds the route, settles, notes what is owed.
Settlement settle(const Stack& stack, RouteMemo& routes, const Claim& claim, const Ledger& ledger,
                  FundsLeft* funds = nullptr);

//! f(x) of the schedule, rounded half up to a fen.
Money schedule(const Step& step, Money deductible, Money x);

} // namespace hearth::law
