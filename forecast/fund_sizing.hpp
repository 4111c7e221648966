// What a fund, a layer or a level of government needs: tails with intervals, deficits, reserves, what drives them.
#pragma once

#include <map>
#include <optional>

#include "forecast/forecast_file.hpp"
#include "output/print_table.hpp"

namespace hearth::forecast {

//! Where the money comes from that outgo is held against.
enum class Funding { own, budget, mean };
const char* name_of(Funding funding);

struct SizingQuery {
    std::vector<std::string> subjects;             //!< groups or dimensions (fund, layer, level); empty = funds, layers and levels
    std::vector<std::string> scenarios;            //!< empty = all
    std::vector<double> confidence{0.95, 0.99, 0.995};
    std::map<std::string, double> budget;          //!< yuan a year, by group
};

//! One subject in one scenario through the unsure years, of the whole population.
struct Account {
    std::string scenario, group;
    Funding funding = Funding::mean;
    bool keeps_money = false; //!< has money of its own; else others pay what falls due, and no cash can run out
    std::vector<int> years;
    std::vector<std::vector<double>> outgo; //!< yuan by year and draw: accrual; claims dated in the year and what else the fund bears
    std::vector<std::vector<double>> own;   //!< the money it is held against
    std::vector<std::vector<double>> cash;  //!< paid in the year; empty where the same
    std::vector<std::vector<double>> short_month; //!< first month without cash, NaN where none; empty where not told
    std::vector<double> enrolled;           //!< persons, mean, by year
    std::vector<std::vector<double>> lived, lived_own; //!< as the sample lived: errors of means and drivers come from them
    //! Joint paths of the whole population: what years share stays shared. Outgo, and outgo less the money it is held against.
    std::vector<std::vector<double>> outgo_path, loss_path;
};
std::vector<Account> accounts_of(const ForecastFile& file, const SizingQuery& query);
//! Measures that a fund's outgo is the sum of.
std::vector<std::string> fund_outgo_measures();

//! A statistic of an account: long rows that sort, filter and paste.
struct SizingRow {
    std::string scenario, group, year, statistic, unit;
    double value, low, high, error; //!< NaN where there is none; an infinite end is unbounded
    int n = 0;
};
std::vector<SizingRow> sizing_rows(const ForecastFile& file, const SizingQuery& query);

//! What moves the horizon's outgo: a linear regression on parameters and on the path's mean log factors.
std::vector<SizingRow> driver_rows(const ForecastFile& file, const Account& account);

//! Largest sum of losses from the first year on, at least 0: what a reserve must hold. \param loss by year
double reserve_needed(const std::vector<double>& loss);

std::string print_sizing(const std::vector<SizingRow>& rows, Format format);
//! A block a subject, a line a year; for people.
std::string sizing_text(const ForecastFile& file, const SizingQuery& query, const std::vector<SizingRow>& rows);

} // namespace hearth::forecast
