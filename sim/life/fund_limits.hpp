// Funds that run dry within a year: how far each reaches, and what they were asked for.
// docs/settlement.md, "Funds that run dry"; docs/model.md tells how the limits are found.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/law/settle.hpp"

namespace hearth {

//! A payment by a fund that may run dry, uncut. Ordered as claims settle.
struct FundPayment {
    std::int16_t day = 0;
    std::uint8_t fund = 0;
    std::uint8_t layer = 0;
    std::uint32_t claim = 0;  //!< of the person, in the year
    std::uint64_t person = 0; //!< id
    Money amount;

    auto order() const { return std::tuple(day, person, claim, layer); }
};

//! How far one fund reaches in a year. By default to the end.
struct FundLimit {
    static constexpr int never = 1'000;
    int day = never;           //!< stop: on this day the money ends
    std::uint64_t person = 0;  //!< ... with this person; who comes before is paid in full
    Money left;                //!< ... who gets this much
    int month = never;         //!< pro rata: payments of this month are cut, later ones are nothing
    Money held, paid;          //!< cut: payment x held / paid
    std::uint64_t remainder = ~std::uint64_t{0}; //!< a fen more for larger remainders,
    FundPayment last;          //!< and for equal ones up to this payment; stop: the one not paid in full

    //! When the limit begins to act, in the order of settlement.
    auto end() const
    {
        const int month_end = month == never ? never : month * 30 + 30;
        return day < month_end ? std::tuple(day, person, last.claim, last.layer)
                               : std::tuple(month_end, std::uint64_t{0}, std::uint32_t{0}, std::uint8_t{0});
    }

    //! What the fund can pay a person on a day. \param drawn by that person on that day
    Money most(int model_day, std::uint64_t who, Money drawn) const;
    //! What a payment of the cut month becomes.
    Money cut(const FundPayment& payment) const;
};

using FundLimits = std::array<FundLimit, law::most_funds>;

//! What the funds of an arm may pay in a year, and where to note what they are asked for.
struct FundScene {
    const FundLimits* limits = nullptr;
    std::vector<FundPayment>* log = nullptr;
};

//! The limit of a `stop` fund that holds so much: payments in order.
FundLimit stop_limit(const std::vector<FundPayment>& payments, int fund, Money held);
//! The limit of a `prorate` fund.
FundLimit prorate_limit(const std::vector<FundPayment>& payments, int fund, Money held);

} // namespace hearth
