// Exact tallies: counts, fen and fixed-point shares in whole numbers, so that sums have the same
// bits in any order and on any number of threads. One Tally is one draw, scenario and year.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/law/terms.hpp"

namespace hearth {

inline constexpr int most_counties = 8;
inline constexpr int registry_groups = 3;  //!< registered, left, other
inline constexpr int quintiles = 5;
inline constexpr int age_groups = 6;       //!< 0-4, 5-14, 15-44, 45-59, 60-74, 75+
inline constexpr int months = 12;
inline constexpr int income_bins = 512;

//! Shares are tallied as whole multiples of 2^-32.
inline constexpr double share_unit = 0x1.0p-32;
inline std::int64_t fixed_share(double share)
{
    return static_cast<std::int64_t>(share * 0x1.0p32 + 0.5);
}

//! What is summed over households, by county, registry group and income quintile.
// X(name, what): p = persons, h = households, m = money in fen, s = persons x share in 2^-32
#define HEARTH_HOUSEHOLD_SUMS(X)                                                                   \
    X(persons, p) X(households, h)                                                                 \
    X(poor_net_persons, p) X(poor_net_households, h) X(gap_net, s) X(severity_net, s)              \
    X(poor_gross_persons, p) X(poor_gross_households, h) X(gap_gross, s) X(severity_gross, s)      \
    X(accounting_persons, p) X(accounting_households, h)                                           \
    X(twin_persons, p) X(twin_households, h)                                                       \
    X(registered_persons, p) X(registered_households, h)                                           \
    X(returned_households, h) X(returned_illness_households, h)                                    \
    X(che10_persons, p) X(che25_persons, p) X(che40_persons, p)                                    \
    X(enrolled_persons, p) X(debt_households, h) X(distress_households, h)                         \
    X(gross_income, m) X(consumption, m) X(oop, m) X(inpatient_oop, m) X(non_medical, m)           \
    X(premiums, m) X(lost_earnings, m) X(better_households, h) X(worse_households, h)              \
    X(unbalanced_households, h)

enum class HouseholdSum : std::uint8_t {
#define HEARTH_ENTRY(name, what) name,
    HEARTH_HOUSEHOLD_SUMS(HEARTH_ENTRY)
#undef HEARTH_ENTRY
    count
};

//! What is summed over persons, by age group, sex, registry group and county.
#define HEARTH_PERSON_SUMS(X)                                                                      \
    X(persons, p) X(births, p) X(deaths, p) X(illness_deaths, p) X(bed_needs, p) X(forgone, p)     \
    X(admissions, p) X(admissions_in_county, p) X(inpatient_cost, m) X(inpatient_paid, m)          \
    X(outpatient_cost, m) X(outpatient_paid, m) X(visits, p) X(chronic_known, p)

enum class PersonSum : std::uint8_t {
#define HEARTH_ENTRY(name, what) name,
    HEARTH_PERSON_SUMS(HEARTH_ENTRY)
#undef HEARTH_ENTRY
    count
};

inline constexpr std::size_t household_sums = static_cast<std::size_t>(HouseholdSum::count);
inline constexpr std::size_t person_sums = static_cast<std::size_t>(PersonSum::count);

//! A household's or person's contribution, added to its cell at once.
template <class Sum, std::size_t N>
struct Row {
    std::array<std::int64_t, N> value{};
    std::int64_t& operator[](Sum s) { return value[static_cast<std::size_t>(s)]; }
    std::int64_t operator[](Sum s) const { return value[static_cast<std::size_t>(s)]; }
    void add(const Row& other)
    {
        for (std::size_t i = 0; i < N; ++i) value[i] += other.value[i];
    }
};
using HouseholdRow = Row<HouseholdSum, household_sums>;
using PersonRow = Row<PersonSum, person_sums>;

//! By tier.
struct TierSums {
    std::int64_t admissions = 0;
    std::int64_t cost = 0; //!< fen
    std::int64_t oop = 0;  //!< fen
};

//! By layer.
struct LayerSums {
    std::array<std::int64_t, months> paid{}; //!< fen, by month of the claim
    std::int64_t claims = 0;                 //!< with a payment by this layer
    std::int64_t persons = 0;                //!< with a payment in the year
    std::int64_t claim_cost = 0;             //!< charge of the claims it paid on, fen
    std::int64_t claim_oop = 0;              //!< own payment on them, fen
    std::array<std::int64_t, law::most_levels> by_level{}; //!< fen
    std::int64_t total() const;
};

struct Tally {
    std::array<std::array<std::array<HouseholdRow, quintiles>, registry_groups>, most_counties>
        household{};
    std::array<std::array<std::array<std::array<PersonRow, most_counties>, registry_groups>, 2>,
               age_groups>
        person{};
    std::array<TierSums, 5> tier{};
    std::array<LayerSums, law::most_layers> layer{};
    std::array<std::int64_t, law::most_funds> fund_paid{}; //!< fen, by the fund that paid
    std::int64_t premiums = 0;       //!< paid by households, fen
    std::int64_t subsidised = 0;     //!< subsidies and premium help in all, fen
    std::array<std::int64_t, law::most_levels> subsidies{}; //!< to the scheme and for premiums, fen
    std::array<std::int64_t, income_bins> bin_persons{};
    std::array<std::int64_t, income_bins> bin_income{}; //!< fen, net welfare

    void add(const Tally& other);
};

//! Bin of net welfare per head for the Gini index: 32 bins per doubling above 50 yuan, one below.
inline constexpr double lowest_binned_income = 50.0; // yuan
int income_bin(double yuan_per_head);

constexpr int age_group(int age)
{
    return age < 5 ? 0 : age < 15 ? 1 : age < 45 ? 2 : age < 60 ? 3 : age < 75 ? 4 : 5;
}

} // namespace hearth
