// What the finance office has decided about a fund, by year: what it receives, when, from whom, whom it
// pays, and who bears a surplus or a deficit.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/base/money.hpp"
#include "sim/law/terms.hpp"

namespace hearth {

//! Shares of the levels of government, summing to 1; all 0 = nobody named.
using LevelShares = std::array<Ratio, law::most_levels>;
constexpr bool named(const LevelShares& shares) { return shares != LevelShares{}; }

//! An insurer pays the claims for a contribution a head; within the margins profit and loss are its own.
struct Contract {
    bool insured = false;         //!< else the fund pays claims itself
    std::vector<Money> contribution; //!< yuan a head covered, by year
    std::vector<Money> own;       //!< part of it the household pays
    int from_fund = -1;           //!< fund that pays the rest; -1 = governments
    LevelShares paid_by{};        //!< governments that pay the rest
    Ratio profit_margin, loss_margin; //!< of contributions: the corridor
    Ratio returned, covered;      //!< of profit, of loss beyond it, back to or from who pays
};

struct FundPlan {
    std::string name;
    bool carry_over = true;
    std::vector<Money> appropriation; //!< by year from the base year
    LevelShares appropriated_by{};
    Money opening;                    //!< cash on 1 January of the base year
    Money opening_unpaid;             //!< claims of the year before not yet paid then
    std::vector<Ratio> interest;      //!< a year, by year, on cash at the start of each month
    std::vector<Ratio> administration;//!< of claims accrued, by year
    std::array<Ratio, 12> revenue_months{{{ppm_per_one}}}; //!< when contributions and appropriations arrive
    int payment_lag_months = 0;       //!< from claim to payment
    bool defers = false;              //!< claims wait while there is no cash; else it may be overdrawn
    bool deficit_covered = false;     //!< governments make up for a deficit at the year's end
    LevelShares deficit_by{};
    Contract contract;
    bool pays_as_claimed = false;     //!< no revenue of its own: governments pay claims by the layers' shares
};

//! How providers are paid for inpatient care, and who bears what differs from their bills.
enum class PaymentMethod : std::uint8_t { bill, global_budget, drg };

struct ProviderPlan {
    int programme = -1;
    int fund = -1;
    std::uint8_t tiers = 0;    //!< bit of each tier paid in this way
    PaymentMethod method = PaymentMethod::bill;
    Ratio retained;            //!< of savings: kept by providers
    Ratio overrun;             //!< of overruns: borne by the fund
    Money budget_per_person;   //!< a year; 0 = what usual care would have cost the fund
    double usual = 1.0;        //!< bill without the programme's response / bill with it
    friend bool operator==(const ProviderPlan&, const ProviderPlan&) = default;
};
inline constexpr std::size_t provider_programmes = 2; //!< budget_package, provider_payment

//! A programme as far as funds are concerned.
struct ProgrammePlan {
    std::string name;
    int fund = -1;                      //!< that pays what it costs
    LevelShares paid_by{};              //!< governments that pay instead
    bool helps = false;                 //!< pays premiums: its cost is the help
    bool gives = false;                 //!< cost_per_person is paid into the fund, by governments
    std::vector<double> takes_over;     //!< share of what governments pay on the fund's claims, by year
    std::vector<Money> cost_per_person; //!< a year, of the persons reached, by year
    std::vector<Money> cost_per_year;   //!< in all
    std::vector<double> reached;        //!< share of those covered who are reached, by year
    friend bool operator==(const ProgrammePlan&, const ProgrammePlan&) = default;
};

} // namespace hearth
