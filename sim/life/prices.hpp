// Expected out-of-pocket payments before care is chosen: tables filled by the settlement function
// when a scenario starts, one for each year, kind of label set, disease, tier and (in hospital) how much
// the person has already been billed this year.
#pragma once

#include <unordered_map>
#include <vector>

#include "sim/law/settle.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! Bands of what has been billed to the person this year, yuan: none, up to 20,000, more.
inline constexpr int spending_bands = 3;
int spending_band(Money billed_this_year);
//! The same for outpatient bills: none, up to 600, more.
int visit_band(Money billed_this_year);

//! Expected own payments already worked out, by what they depend on: plans of one world (scenarios that differ in a
//! term or two, kinds of people with the same terms) share most of them. Not thread-safe.
class PriceMemo {
public:
    //! Routes of equal content have one number. \param route stays where it is until forget_routes().
    std::uint32_t number_of(const law::Route& route);
    //! Routes seen by address are of a policy that may be gone.
    void forget_routes() { by_address_.clear(); }

    struct Key {
        std::uint32_t route, refused;
        std::int32_t year; //!< 0 where no step looks at dates
        std::int16_t visits, days;
        std::uint8_t setting, tier;
        std::int64_t before; //!< fen
        double mean, compliant;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    bool dated(std::uint32_t route) const { return dated_[route]; }
    //! Null where it is not known.
    const double* find(const Key& key) const;
    void keep(const Key& key, double own) { known_.emplace(key, own); }

private:
    std::unordered_map<const law::Route*, std::uint32_t> by_address_;
    std::unordered_multimap<std::size_t, std::uint32_t> by_content_;
    std::vector<law::Route> routes_;
    std::vector<char> dated_;
    std::unordered_map<Key, double, Hash> known_;
};

class ExpectedPrices {
public:
    //! Fills the tables with the mean of the settlement over 21 quantiles of the bill.
    //! \param memo of the world, or null: then the work is shared among threads
    ExpectedPrices(const World& world, const Policy& policy, PriceMemo* memo = nullptr);

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
    void fill(const World& world, const Policy& policy, std::size_t cell, bool enrolled, std::size_t disease, PriceMemo* memo);
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
