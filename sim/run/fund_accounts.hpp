// Order of life, step 13: the books of every fund, month by month. Each yuan has a source and a use;
// claims are owed when they are dated (accrual) and paid when the fund pays them (cash). Amounts are
// whole fen of the full population.
#pragma once

#include <array>
#include <vector>

#include "sim/tally/tally.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! Lines of a fund's year in cash. X(name, sign): +1 a source, -1 a use. A use may be negative where
//! money came back.
#define HEARTH_FUND_LINES(X)                                                                       \
    X(opening, 1)                                                                                  \
    X(premiums, 1)          /* of households, own contributions out */                             \
    X(premium_help, 1)      /* premiums paid for households */                                     \
    X(subsidies, 1)         /* of governments for every member */                                  \
    X(appropriation, 1)                                                                            \
    X(transfers, 1)         /* of programmes that give to the fund */                              \
    X(contributions, 1)     /* to an insurer: of households, governments, another fund */          \
    X(governments, 1)       /* claims that governments pay as they fall due */                     \
    X(interest, 1)                                                                                 \
    X(loss_covered, 1)      /* by who pays the contribution, beyond the corridor */                \
    X(profit_back, 1)       /* from insurers, beyond the corridor */                               \
    X(deficit_covered, 1)   /* by governments */                                                   \
    X(claims, -1)           /* paid */                                                             \
    X(administration, -1)                                                                          \
    X(programmes, -1)                                                                              \
    X(providers, -1)        /* retained savings less overruns they bear */                         \
    X(contributions_paid, -1) /* to insurers */                                                    \
    X(losses_paid, -1)      /* to insurers, beyond the corridor */                                 \
    X(profit_returned, -1)  /* to who pays the contribution */                                     \
    X(insurer, -1)          /* its result, negative a loss */                                      \
    X(lapsed, -1)           /* left, or owed, on 31 December and not carried over */               \
    X(closing, -1)

enum class FundLine : std::uint8_t {
#define HEARTH_ENTRY(name, sign) name,
    HEARTH_FUND_LINES(HEARTH_ENTRY)
#undef HEARTH_ENTRY
    count
};
inline constexpr std::size_t fund_lines = static_cast<std::size_t>(FundLine::count);
inline constexpr std::array<int, fund_lines> fund_line_sign{
#define HEARTH_ENTRY(name, sign) sign,
    HEARTH_FUND_LINES(HEARTH_ENTRY)
#undef HEARTH_ENTRY
};
inline constexpr std::array<const char*, fund_lines> fund_line_name{
#define HEARTH_ENTRY(name, sign) #name,
    HEARTH_FUND_LINES(HEARTH_ENTRY)
#undef HEARTH_ENTRY
};

//! One fund in one year.
struct FundAccount {
    std::array<Money, fund_lines> line{};
    Money accrued;              //!< claims dated this year
    Money owed_before, owed;    //!< claims not yet paid: at the start, at the end; a liability
    std::array<Money, months> cash{}; //!< at the end of each month, before the year is closed
    int first_short = 0;        //!< first month, from 1, that ended without cash to pay what was due; 0 = none
    bool insured = false;       //!< an insurer's
    Money lowest;               //!< cash at the end of the worst month

    Money& operator[](FundLine l) { return line[static_cast<std::size_t>(l)]; }
    Money operator[](FundLine l) const { return line[static_cast<std::size_t>(l)]; }
    //! Sources less uses: zero to the fen.
    Money trial_balance() const;
};

//! What governments pay in a year, by level; `unnamed` where no level is told.
struct GovernmentYear {
    std::array<Money, law::most_levels> level{};
    Money unnamed;
    Money total; //!< of all payments, counted where they arise
};

//! The books of a scenario's funds through the years of a draw.
class FundAccounts {
public:
    //! \param scale persons that a simulated one stands for
    FundAccounts(const Policy& policy, double scale);

    //! What a fund has for claims dated in the year, if it were to pay them all: fen.
    Money to_spend(std::size_t fund, int y, const Tally& tally) const;
    //! Closes the year, in order of years. \return by fund
    const std::vector<FundAccount>& close(int y, const Tally& tally);
    const GovernmentYear& governments() const { return governments_; }
    //! What a programme costs in a year, what it gives to a fund in: fen.
    Money programme_cost(std::size_t programme, int y, const Tally& tally) const;

private:
    //! What lasts from year to year.
    struct State {
        Money balance;  //!< cash
        Money owed;     //!< claims unpaid
        std::vector<Money> due; //!< claims of the last months, oldest first: paid when their lag is over
        Money own;      //!< where governments pay what falls due: money of its own not yet promised to claims
        Money waiting;  //!< due and not paid for want of cash
    };
    Money scaled(std::int64_t fen) const;
    void receive(std::size_t f, int y, const Tally& tally, FundAccount& year) const;
    void spend(std::size_t f, int y, const Tally& tally, FundAccount& year) const;
    void live_months(std::size_t f, int y, const Tally& tally, FundAccount& year);
    void settle_contract(std::size_t f, int y, FundAccount& year);
    void share_corridors();
    std::array<Money, months> accrued_months(std::size_t f, const Tally& tally) const;
    Money cost_of(std::size_t programme, int y, const Tally& tally) const;
    void close_year(std::size_t f, FundAccount& year);
    void pay_by_governments(int y, const Tally& tally);
    void book_parts(Money amount, const std::array<std::int64_t, law::most_levels>& by_level);
    void pay_claims_by_governments(std::size_t fund, int y, const Tally& tally);
    void book(Money amount, const LevelShares& shares);
    Money provider_settlement(std::size_t f, int y, const Tally& tally) const;

    const Policy* policy_;
    double scale_;
    std::vector<State> state_;
    std::vector<FundAccount> year_;
    GovernmentYear governments_;
};

} // namespace hearth
