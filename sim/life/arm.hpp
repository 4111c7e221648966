// The state of one scenario arm in a village: what differs from arm to arm. Struct of arrays,
// indexed as the village's persons and households.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/money.hpp"
#include "sim/life/prices.hpp"
#include "sim/village/village.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! What a household owns and owes at the end of a year, and last year's welfare per head.
struct Purse {
    Money savings;
    Money assets;   //!< productive assets; they earn asset_return a year
    Money informal; //!< debt to relatives, free of interest
    Money formal;   //!< debt to banks
    Money unpaid;   //!< hospital bills not paid
    friend bool operator==(const Purse&, const Purse&) = default;
};

//! A policy with its price tables.
struct Plan {
    Policy policy;
    ExpectedPrices prices;
};

struct Arm {
    const Plan* plan = nullptr;
    // by person
    std::vector<std::uint64_t> conditions; //!< chronic, bit = World::chronic
    std::vector<std::uint64_t> known;      //!< diagnosed
    std::vector<std::uint8_t> gone;        //!< died of illness, or never came because of it
    std::vector<std::uint8_t> disabled;
    std::vector<std::int64_t> person_words; //!< lasting words of the law's ledgers, by person
    // by household
    std::vector<Purse> purse;
    std::vector<Purse> twin; //!< the same household in the world without its illness
    std::vector<Money> last_gross; //!< welfare per head last year, before health payments
    std::vector<Money> last_net;   //!< after health payments
    std::vector<LabelSet> held;
    std::vector<std::uint8_t> poor_by_illness; //!< last year: poor here, not poor in the twin
    std::vector<std::int64_t> household_words; //!< lasting words of the law's ledgers, by household
};

//! What a household received and spent in a year. Books balance to the fen:
//! income + borrowed + sold = consumption + premium + out_of_pocket - left_unpaid + non_medical
//!                            + interest + repaid + invested + saved.
struct Books {
    Money earnings;      //!< labour and farm, after days lost
    Money asset_income;  //!< from productive assets and savings
    Money transfers;     //!< pensions, universal transfers, dibao, poverty programme
    Money premium;       //!< paid by the household
    Money out_of_pocket; //!< owed on claims dated this year
    Money non_medical;   //!< transport, food and lodging of escorts
    Money consumption;   //!< other than health payments and premiums
    Money interest;
    Money repaid;        //!< principal and old hospital bills
    Money invested;      //!< into productive assets
    Money saved;         //!< change of savings, negative when drawn
    Money borrowed;      //!< informal and formal
    Money sold;          //!< productive assets
    Money left_unpaid;   //!< part of out_of_pocket the hospital still waits for

    Money income() const { return earnings + asset_income + transfers; }
    //! Zero when the books balance.
    Money imbalance() const
    {
        return income() + borrowed + sold + left_unpaid - consumption - premium - out_of_pocket
            - non_medical - interest - repaid - invested - saved;
    }
};

//! Order of life, step 10: the household's budget with its coping ladder. Changes the purse.
//! \param books holds income, premium, out_of_pocket and non_medical; the rest is filled in.
//! \param floor least consumption in yuan the household will keep (fen)
void balance_budget(Books& books, Purse& purse, const Parameters& parameters, Money floor);

//! Money x a plain number, rounded down to a fen; for behavioural rules, not for the law.
inline Money part(Money amount, double share)
{
    return {static_cast<std::int64_t>(static_cast<double>(amount.fen) * share)};
}

} // namespace hearth
