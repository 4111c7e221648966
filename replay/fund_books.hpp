// Funds that can run dry: what each may still pay, month by month (docs/settlement.md).
#pragma once

#include <string>
#include <vector>

#include "replay/external_sort.hpp"
#include "replay/vocabulary.hpp"

namespace hearth {

//! Cuts the payments of a month so that they add up to what the fund held: each to whole fen, the
//! missing fen to the largest remainders, on a tie to the first. Memory stays bounded.
class MonthCut {
public:
    MonthCut(Money held, Money paid, const std::string& folder);
    //! First every payment in order ...
    void gather(Money payment, std::uint64_t order);
    void finish();
    //! ... then the same again: what each becomes.
    Money cut(Money payment, std::uint64_t order);

private:
    Money whole_part(Money payment) const;
    Money held_, paid_, missing_;
    ExternalSort by_remainder_;
    ExternalSort by_order_;
    std::uint64_t next_extra_ = ~std::uint64_t{0}; //!< order of the next payment that gets a fen more
};

//! The funds of one scenario while claims of all persons settle in order of date.
class FundBooks {
public:
    explicit FundBooks(const Scenario& scenario);

    //! Opens the month of a claim: receipts on 1 January, funds that begin it with nothing.
    void open_month(int month);
    //! What settlement may draw on.
    law::FundsLeft& left() { return left_; }
    //! Books the payments of a settled claim.
    void book(const law::Route& route, const std::int64_t* paid);
    //! Pro-rata funds that paid more this month than they held.
    std::vector<int> overdrawn() const;
    Money held(int fund) const { return balance_[static_cast<std::size_t>(fund)]; }
    Money paid_this_month(int fund) const { return paid_[static_cast<std::size_t>(fund)]; }
    //! Ends the month; overdrawn funds are then empty.
    void close_month();

private:
    const Scenario& scenario_;
    int month_ = -1;
    law::FundsLeft left_{};
    std::array<Money, law::most_funds> balance_{}; //!< at the beginning of the month
    std::array<Money, law::most_funds> paid_{};    //!< in the month, uncut
};

} // namespace hearth
