// What a replay adds up: exact sums by layer, label, month, fund and level of government.
#pragma once

#include <array>
#include <map>

#include "replay/vocabulary.hpp"

namespace hearth {

struct LayerTotals {
    Money paid;
    std::int64_t claims = 0;  //!< on which it paid
    std::int64_t persons = 0; //!< for whom it paid
    std::array<Money, law::most_levels> by_level{};
};

struct LabelTotals {
    std::int64_t claims = 0;
    Money charge, paid, out_of_pocket;
};

struct MonthTotals {
    std::int64_t claims = 0;
    Money charge, out_of_pocket;
    std::array<Money, law::most_layers> by_layer{};
    std::array<Money, law::most_funds> by_fund{};
};

//! One settled claim, as the sums see it.
struct SettledClaim {
    std::uint32_t categories = 0; //!< in the vocabulary's numbers
    Money charge;
    const law::Route* route = nullptr;
    std::span<const std::int64_t> paid; //!< fen by layer
    Money out_of_pocket;
};

//! Of one scenario.
struct Totals {
    std::int64_t claims = 0;
    Money charge, out_of_pocket;
    std::array<LayerTotals, law::most_layers> layer{};
    std::array<LabelTotals, most_labels + 1> label{}; //!< the last: no label
    std::map<int, MonthTotals> month;                 //!< by 12 x year + month - 1

    //! \param sums of the claim's month, in `month`
    //! \param paid_by bit of each layer that has paid for the person before; is updated
    void add(const SettledClaim& claim, MonthTotals& sums, std::uint16_t& paid_by);
    void add(const Totals& other);
};

//! A fund's year.
struct FundYear {
    int year = 0;
    Money received, paid, balance; //!< balance on 31 December, before anything is forgotten
    int empty_from = 0;            //!< month (1-12) at whose end nothing is left or it owes; 0 = none
};

//! Books of a fund over the years of the claims. Received: the balance in force on 1 January.
std::vector<FundYear> fund_years(const Fund& fund, std::size_t index, const Totals& totals);

inline int month_of(Date day)
{
    const CivilDate c = to_civil(day);
    return c.year * 12 + c.month - 1;
}

} // namespace hearth
