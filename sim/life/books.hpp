// What a household receives, spends, owns and owes in a year, and the ladder it climbs when money
// does not suffice. Books balance to the fen.
#pragma once

#include "sim/base/money.hpp"
#include "sim/world/parameters.hpp"

namespace hearth {

//! What a household owns and owes at the end of a year.
struct Purse {
    Money savings{};
    Money assets{};   //!< productive assets; they earn asset_return a year
    Money informal{}; //!< debt to relatives, free of interest
    Money formal{};   //!< debt to banks
    Money unpaid{};   //!< hospital bills not paid
    Money awaited{};  //!< reimbursements of this year's claims that come next year
    Money owed() const { return informal + formal + unpaid; }
    friend bool operator==(const Purse&, const Purse&) = default;
};

//! Income of a household and year by source.
struct Incomes {
    Money farm, wage, migrant; //!< earnings, after days lost
    Money assets;              //!< from productive assets and savings
    Money pension;             //!< residents' pension
    Money universal;           //!< transfers everybody has (farm and ecology subsidies)
    Money dibao;               //!< minimum living allowance
    Money programme;           //!< poverty programme, for the registered
    Money earnings() const { return farm + wage + migrant; }
    Money transfers() const { return pension + universal + dibao + programme; }
    Money total() const { return earnings() + assets + transfers(); }
};

//! A household's year. Sources = uses:
//! income + received + borrowed + sold + left_unpaid = consumption + premium + out_of_pocket + awaited
//!     + non_medical + interest + repaid + invested + saved.
struct Books {
    Incomes from;
    Money premium;       //!< paid by the household
    Money out_of_pocket; //!< owed on claims dated this year
    Money payable_later; //!< part of it on claims treated before payment: the hospital may have to wait
    Money non_medical;   //!< transport, food and lodging of escorts
    Money awaited;       //!< paid in advance this year, reimbursed next year
    Money bridging;      //!< interest on loans that bridge advances until they are reimbursed
    // Filled in by balance_budget:
    Money received;    //!< reimbursements of last year's claims
    Money consumption; //!< other than health payments and premiums
    Money interest;    //!< bridging included
    Money repaid;      //!< principal and old hospital bills
    Money invested;    //!< into productive assets
    Money saved;       //!< change of savings, negative when drawn
    Money from_kin, from_bank; //!< borrowed
    Money beyond_limit;        //!< part of from_kin that relatives lend beyond their limit
    Money sold;        //!< productive assets
    Money cut;         //!< consumption given up, down to the floor
    Money left_unpaid; //!< part of out_of_pocket the hospital still waits for

    Money income() const { return from.total(); }
    Money borrowed() const { return from_kin + from_bank; }
    //! Zero when the books balance.
    Money imbalance() const
    {
        return income() + received + borrowed() + sold + left_unpaid - consumption - premium - out_of_pocket
            - awaited - non_medical - interest - repaid - invested - saved;
    }
};

//! Order of life, step 10: the household's budget with its coping ladder. Changes the purse.
//! \param books holds income, premium, payments, awaited and bridging; the rest is filled in
//! \param floor least consumption the household will keep
void balance_budget(Books& books, Purse& purse, const Parameters& parameters, Money floor);

//! What relatives and banks would still lend, in money, to a household with such yearly means.
Money credit_left(const Purse& purse, const Parameters& parameters, Money means);

//! Money x a plain number, rounded down to a fen; for behavioural rules, not for the law.
inline Money part(Money amount, double share)
{
    return {static_cast<std::int64_t>(static_cast<double>(amount.fen) * share)};
}

} // namespace hearth
