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
inline constexpr int tallied_labels = 11;  //!< households by each label they hold
inline constexpr int age_groups = 6;       //!< 0-4, 5-14, 15-44, 45-59, 60-74, 75+
inline constexpr int most_disease_groups = 24;
inline constexpr int months = 12;
inline constexpr int income_bins = 512;
inline constexpr int poor_bins = 64;
inline constexpr int spending_bins = 160;  //!< 8 to a doubling, from 1 yuan on
inline constexpr int debt_bins = 24;       //!< half octaves from 100 yuan on
inline constexpr int channels = 3;         //!< bills, non-medical costs, lost earnings

//! Shares are tallied as whole multiples of 2^-32.
inline constexpr double share_unit = 0x1.0p-32;
inline std::int64_t fixed_share(double share)
{
    return static_cast<std::int64_t>(share * 0x1.0p32 + 0.5);
}

//! What is summed over households.
// X(name, what): p = persons, h = households, m = money in fen, s = persons x share in 2^-32, y = years
#define HEARTH_HOUSEHOLD_SUMS(X)                                                                   \
    X(persons, p) X(households, h)                                                                 \
    X(poor_net_persons, p) X(poor_net_households, h) X(gap_net, s) X(severity_net, s) X(watts_net, s) \
    X(poor_gross_persons, p) X(poor_gross_households, h) X(gap_gross, s) X(severity_gross, s) X(watts_gross, s) \
    X(relative_poor_persons, p) X(societal_poor_persons, p) X(poor_all_costs_persons, p)           \
    X(accounting_persons, p) X(accounting_households, h)                                           \
    X(twin_persons, p) X(twin_households, h) X(free_persons, p) X(free_households, h)              \
    X(label_persons, p) X(label_households, h) X(twin_loss, m)                                     \
    X(registered_persons, p) X(registered_households, h)                                           \
    X(returned_households, h) X(returned_illness_households, h)                                    \
    X(newly_poor_households, h) X(left_poor_households, h) X(poor_again_households, h)             \
    X(spell_years, y) X(poor_years, y) X(shock_households, h) X(shock_gross, m) X(shock_twin, m)   \
    X(che10_persons, p) X(che25_persons, p) X(che40_persons, p) X(overshoot10, s)                  \
    X(sdg_persons, p) X(sdg_impoverishing_persons, p)                                              \
    X(enrolled_persons, p) X(debt_households, h) X(medical_debt_households, h) X(debt, m) X(unpaid, m) \
    X(used_savings_households, h) X(kin_loan_households, h) X(bank_loan_households, h)             \
    X(distress_households, h) X(cut_households, h) X(left_unpaid_households, h) X(beyond_limit_households, h) \
    X(farm, m) X(wage, m) X(migrant, m) X(asset_income, m) X(pension, m) X(universal, m) X(dibao, m) \
    X(programme, m) X(gross_income, m) X(consumption, m) X(food, m) X(oop, m) X(inpatient_oop, m)  \
    X(non_medical, m) X(premiums, m) X(lost_earnings, m) X(awaited, m) X(bridging, m)              \
    X(better_households, h) X(worse_households, h) X(made_poor_households, h) X(kept_from_poverty_households, h) \
    X(unbalanced_households, h)

enum class HouseholdSum : std::uint8_t {
#define HEARTH_ENTRY(name, what) name,
    HEARTH_HOUSEHOLD_SUMS(HEARTH_ENTRY)
#undef HEARTH_ENTRY
    count
};

//! What is summed over persons.
#define HEARTH_PERSON_SUMS(X)                                                                      \
    X(persons, p) X(births, p) X(deaths, p) X(illness_deaths, p) X(bed_needs, p) X(forgone, p)     \
    X(forgone_for_cash, p) X(forgone_for_money, p) X(forgone_for_distance, p) X(forgone_for_time, p) \
    X(forgone_for_supply, p) X(mild_needs, p) X(mild_forgone, p) X(referred, p) X(bed_days, p)      \
    X(admitted_persons, p) X(users, p) X(days_lost, p) X(primary_visits, p) X(outpatient_needs, p)  \
    X(self_treated, p) X(chronic_persons, p) X(chronic_conditions, p)                              \
    X(admissions, p) X(admissions_in_county, p) X(inpatient_cost, m) X(inpatient_paid, m)          \
    X(outpatient_cost, m) X(outpatient_paid, m) X(visits, p) X(chronic_known, p) X(severe_needs, p)

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
    std::int64_t bed_days = 0;
    std::int64_t visits = 0;
    std::int64_t outpatient_cost = 0, outpatient_oop = 0; //!< fen
};

//! By layer.
struct LayerSums {
    std::array<std::int64_t, months> paid{}; //!< fen, by month of the claim
    std::int64_t claims = 0;                 //!< with a payment by this layer
    std::int64_t persons = 0;                //!< with a payment in the year
    std::int64_t claim_cost = 0;             //!< charge of the claims it paid on, fen
    std::int64_t claim_oop = 0;              //!< own payment on them, fen
    std::int64_t households = 0;             //!< with a payment in the year
    std::int64_t indebted = 0;               //!< of those, in debt for care at the end of the year
    std::array<std::int64_t, debt_bins> debt{}; //!< those by what they owe
    std::int64_t total() const;
};

//! By disease group.
struct DiseaseSums {
    std::int64_t needs = 0;      //!< episodes that need a bed
    std::int64_t forgone = 0;
    std::int64_t admissions = 0;
    std::int64_t cost = 0;       //!< of admissions, fen
    std::int64_t oop = 0;        //!< on them, fen
    std::int64_t outpatient_cost = 0, outpatient_oop = 0; //!< fen
};

//! By programme.
struct ProgrammeSums {
    std::int64_t persons = 0; //!< covered
    std::int64_t relief = 0;  //!< paid to households, fen
};

//! By way of paying providers.
struct ProviderSums {
    std::int64_t claims = 0; //!< paid by the fund on bills, fen
    std::int64_t due = 0;    //!< what the method owes for the same care, fen
    std::int64_t persons = 0; //!< covered
};

//! Part of each channel in what illness does to households poor because of it (twin reading) and to
//! welfare: exact Shapley shares, in sixths.
struct ChannelSums {
    std::int64_t households = 0; //!< sixths of a household
    std::int64_t persons = 0;    //!< sixths of a person
    std::int64_t welfare = 0;    //!< sixths of a fen, over persons
};

//! Joint cells of one village in one year: it lies in one county, so these are all there are.
struct VillageCells {
    std::array<std::array<HouseholdRow, quintiles>, registry_groups> household{};
    std::array<HouseholdRow, tallied_labels> label{};
    std::array<std::array<std::array<PersonRow, registry_groups>, 2>, age_groups> person{};
    std::array<PersonRow, quintiles> person_quintile{};
};

//! One draw, scenario and year: margins of the villages' joint cells.
struct Tally {
    std::array<HouseholdRow, most_counties> by_county{};
    std::array<HouseholdRow, registry_groups> by_registry{};
    std::array<HouseholdRow, quintiles> by_quintile{};
    std::array<HouseholdRow, tallied_labels> by_label{};
    std::array<PersonRow, most_counties> persons_by_county{};
    std::array<PersonRow, registry_groups> persons_by_registry{};
    std::array<PersonRow, age_groups> persons_by_age{};
    std::array<PersonRow, 2> persons_by_sex{};
    std::array<PersonRow, quintiles> persons_by_quintile{};
    std::array<DiseaseSums, most_disease_groups> disease{};
    std::array<ChannelSums, channels> channel{};
    std::array<TierSums, 5> tier{};
    std::array<LayerSums, law::most_layers> layer{};
    std::array<std::array<std::int64_t, months>, law::most_funds> fund_month{}; //!< fen, by the fund that paid, by month of the claim
    //! Fen, by the fund that paid (last: none named) and the level of government that bears it.
    std::array<std::array<std::int64_t, law::most_levels>, law::most_funds + 1> fund_level{};
    std::array<std::array<std::int64_t, 5>, most_counties> bed_days{}; //!< by county and tier
    std::array<std::int64_t, spending_bins> spender_bin_persons{}; //!< with any charge, by their charges
    std::array<std::int64_t, spending_bins> spender_bin_charge{};  //!< fen
    std::array<ProgrammeSums, 32> programme{};
    std::array<ProviderSums, 2> provider{};
    std::array<std::int64_t, law::most_funds> insured{}; //!< persons a contract covers, by fund
    std::int64_t premiums = 0;       //!< paid by households, own contributions in, fen
    std::int64_t subsidised = 0;     //!< subsidies and premium help in all, fen
    std::int64_t premium_help = 0;   //!< of those, fen
    std::array<std::int64_t, law::most_levels> subsidies{}; //!< to the scheme and for premiums, fen
    std::array<std::int64_t, income_bins> bin_persons{};
    std::array<std::int64_t, income_bins> bin_income{}; //!< fen, net welfare
    std::array<std::int64_t, income_bins> gross_bin_persons{};
    std::array<std::int64_t, income_bins> gross_bin_income{}; //!< fen, gross welfare
    std::array<std::int64_t, income_bins> gross_bin_oop{};    //!< fen
    std::array<std::int64_t, income_bins> gross_bin_che10{};  //!< persons
    std::array<std::int64_t, poor_bins> poor_bin_persons{};   //!< by net welfare / line
    std::array<std::int64_t, poor_bins> poor_bin_welfare{};   //!< net welfare / line in 2^-32, not negative

    //! Paid by a fund on claims of the year, fen.
    std::int64_t fund_paid(std::size_t fund) const;
    void add(const Tally& other);
    void add(const VillageCells& cells, int county);
    //! Over all households, all persons.
    HouseholdRow households() const;
    PersonRow persons() const;
};

//! Bin of net welfare per head for the Gini index: 32 bins per doubling above 50 yuan, one below.
inline constexpr double lowest_binned_income = 50.0; // yuan
int income_bin(double yuan_per_head);

//! Bin of what was charged for a person in a year.
int spending_bin(double yuan);

//! Bin of a debt, and the debt in yuan at which a bin begins.
int debt_bin(double yuan);
double debt_bin_from(int bin);

constexpr int age_group(int age)
{
    return age < 5 ? 0 : age < 15 ? 1 : age < 45 ? 2 : age < 60 ? 3 : age < 75 ? 4 : 5;
}

} // namespace hearth
