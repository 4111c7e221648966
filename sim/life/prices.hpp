// Expected out-of-pocket payments before care is chosen: tables filled by the settlement function
// when a scenario starts, one for each year, kind of label set, disease, tier and (in hospital) how much
// the person has already been billed this year.
#pragma once

#include <vector>

#include "sim/law/settle.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! Bands of what has been billed to the person this year, yuan: none, up to 20,000, more.
inline constexpr int spending_bands = 3;
int spending_band(Money billed_this_year);
//! The same for outpatient bills: none, up to 600, more.
int visit_band(Money billed_this_year);

class ExpectedPrices {
public:
    //! Fills the tables with the mean of the settlement over 21 quantiles of the bill.
    ExpectedPrices(const World& world, const Policy& policy);

    //! Moves every own payment by a factor: what an experiment on prices does.
    void scale(double factor);
    //! Expected own payment in yuan for one admission.
    double inpatient(int year, int county, LabelSet held, bool enrolled, int disease, int tier, int band) const
    {
        return inpatient_[((key(year, county, held, enrolled) + static_cast<std::size_t>(disease)) * tiers
                           + static_cast<std::size_t>(tier)) * spending_bands
                          + static_cast<std::size_t>(band)];
    }
    //! Expected own share of an outpatient bill, by tier.
    const float* outpatient_shares(int year, int county, LabelSet held, bool enrolled, int disease, int band) const
    {
        return &outpatient_[((key(year, county, held, enrolled) + static_cast<std::size_t>(disease)) * spending_bands
                             + static_cast<std::size_t>(band)) * tiers];
    }

private:
    //! People who expect the same prices: one year, one kind of terms, one way of billing.
    struct Cell {
        int year;
        std::size_t kind;
        Billing billing;
    };
    void sort_cells(const Policy& policy, std::size_t years);
    void fill(const World& world, const Policy& policy, std::size_t cell, bool enrolled, std::size_t disease);
    std::size_t key(int year, int county, LabelSet held, bool enrolled) const
    {
        const auto y = static_cast<std::size_t>(year < base_year_ ? 0 : year - base_year_);
        const std::size_t kind = county_kind_.empty() ? 0 : county_kind_[static_cast<std::size_t>(county)];
        return (cell_of_[(kind * years_ + y) * label_sets + held] * 2 + (enrolled ? 1 : 0)) * diseases_;
    }
    std::vector<double> inpatient_shapes_;
    std::vector<double> outpatient_shapes_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> cell_of_; //!< by kind of county, year, label set
    std::vector<std::uint8_t> county_kind_;
    std::size_t years_;
    int base_year_;
    std::size_t diseases_;
    std::vector<float> inpatient_;
    std::vector<float> outpatient_;
};

//! Bills of a lognormal distribution: midpoints of equally likely cells, rescaled to mean 1.
std::vector<double> bill_shapes(double sd, int points);

//! Mean own payment in yuan over bills of the given mean (yuan) and shapes, along a route, for a
//! person already billed `before` in the same way.
double expected_own_payment(const law::Stack& stack, const law::Route& route, law::Claim claim, double mean,
                            const std::vector<double>& shapes, double compliant_share, Money before);

} // namespace hearth
