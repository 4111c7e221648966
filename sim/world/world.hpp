// The world as the simulator sees it: tables in the shape the inner loop reads. Built once from
// the input by calibration/; never changed during a run.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/parameters.hpp"

namespace hearth {

inline constexpr int tiers = 5; //!< village, township, county, city, outside
inline constexpr int hospital_from = 1; //!< lowest tier that admits
inline constexpr int county_tier = 2;   //!< highest within the county; treatment before payment reaches so far
inline constexpr int bands = 5;         //!< age bands of the disease table
inline constexpr int sexes = 2;         //!< 0 male, 1 female
inline constexpr int oldest = 110;
inline constexpr int most_household_size = 12;

using ByTier = std::array<double, tiers>;
using ByBandSex = std::array<std::array<double, sexes>, bands>;
using ByAge = std::array<double, oldest + 1>;

//! Age band of the disease table: 0-4, 5-14, 15-44, 45-64, 65 and over.
constexpr int age_band(int age)
{
    return age < 5 ? 0 : age < 15 ? 1 : age < 45 ? 2 : age < 65 ? 3 : 4;
}

//! One disease group. Rates are per person and year unless said otherwise.
struct Disease {
    std::string code;
    std::string group;
    int group_index = 0; //!< into World::disease_groups
    bool chronic = false; //!< cases persist (the table counts prevalence)
    double village_share = 1.0; //!< villages where it occurs; below 1 it is endemic there and nowhere else
    int major_from = 0;   //!< year from which it is on the list of major diseases; 0 = not
    bool managed = false; //!< in the family doctors' priority group
    int chronic_bit = -1;
    ByBandSex prevalence{};      //!< share of persons, chronic only
    ByBandSex prevalence_at_risk{}; //!< the same of a person of risk 1, where it occurs
    ByBandSex onset{};           //!< new cases of those without a condition that brings it about
    ByBandSex admission_need{};  //!< acute: episodes needing a bed, per person
    ByBandSex outpatient_cases{};//!< acute: cases seen outside hospital, per person
    std::array<double, bands> need_per_case{}; //!< chronic: episodes per known case and year, mean
    double need_controlled = 1.0, need_uncontrolled = 1.0; //!< ratios to the mean, by last year's outpatient care
    double need_early = 1.0, need_advanced = 1.0;          //!< ratios to the mean, by stage
    std::array<double, bands> diagnosed{};     //!< share of new cases known at once
    std::array<double, bands> fatality_treated{};   //!< deaths per episode, mean over the band's ages
    std::array<double, bands> fatality_untreated{};
    double visits = 0.0;    //!< outpatient visits of who seeks care, per case (acute) or known case-year (chronic)
    double bed_days = 0.0;  //!< in a county hospital, mean
    double days_in_all = 0.0; //!< work days lost per case or case-year
    double days_lost = 0.0; //!< the same but those of stays, recovery and visits
    double drug_share = 0.0; //!< of a bill in a county hospital
    ByTier share{};         //!< of admissions by tier at the reference price
    ByTier entry{};         //!< of patients by the tier they turn to first; what it cannot treat is referred
    ByTier cost{};          //!< yuan per admission of a patient of severity 0, severity's spread in, 2017 prices
    ByTier mean_cost{};     //!< the same, mean of the patients a tier treats at the reference
    double admitted = 1.0;        //!< share of needs at the reference
    double deadly_treated = 1.0;  //!< the same, weighted by how deadly a severity is
    double mean_deadliness = 1.0; //!< of needs
    double mean_quality = 1.0;    //!< of the tiers where its patients are treated, weighted by deaths
    std::vector<double> incidence; //!< by year from the base year, 2017 = 1
};

struct Tier {
    std::string name;
    double compliant_share = 0.0;     //!< of a bill inside the catalogue
    double quality = 1.0;             //!< deaths of like patients, county hospitals = 1
    double log_quality = 0.0;
    double treats_up_to = 0.0;        //!< severity it can treat, sd
    double stay_ratio = 1.0;          //!< length of stay, county hospitals = 1
    double drug_ratio = 1.0;          //!< drug share of a bill, county hospitals = 1
    double visit_cost = 0.0;          //!< yuan per outpatient visit, 2017 prices
    double visit_share = 0.0;         //!< of outpatient visits at the reference price
    double own_share = 0.0;           //!< of a bill, expected, at the reference price: admissions
    double visit_own_share = 0.0;     //!< the same, outpatient
    double transport_cost = 0.0;      //!< yuan per return journey, 2017 prices
    double living_cost_per_day = 0.0; //!< food and lodging of an escort, yuan per bed-day
};

struct County {
    std::string name;
    int villages = 0;
    double persons = 0.0;       //!< registered members in the base year
    ByTier minutes{};           //!< mean one-way travel time
};

//! Beds in one county and year.
struct Beds {
    ByTier served{1, 1, 1, 1, 1}; //!< share of patients who find a bed; the rest must go elsewhere
    ByTier bed_days{};            //!< a year per registered person at full use; 0 = no limit
};

//! A chronic disease that another one brings about.
struct Complication {
    std::size_t cause = 0;   //!< chronic bit
    int disease = -1;
    double rate_ratio = 1.0; //!< of onset, to persons without the cause, uncontrolled
    double controlled_ratio = 1.0;
};

//! Persons by how easily they fall ill: equally many in each class.
inline constexpr int risk_classes = 8;

//! Cumulative choice among diseases: pick(u * total) by upper bounds.
struct Mix {
    std::vector<double> upper; //!< running sums of rates, by entry
    std::vector<int> disease;
    double total() const { return upper.empty() ? 0.0 : upper.back(); }
    int pick(double u) const;
};

using MixByBandSex = std::array<std::array<Mix, sexes>, bands>;

struct World {
    Parameters parameters;
    int base_year = 2014;
    int burn_in = 10;
    std::vector<YearValues> years; //!< from base_year on
    YearValues reference;          //!< of 2017, the year of the disease and tier tables

    std::vector<County> counties;
    double persons = 0.0; //!< all counties

    std::array<std::array<double, oldest + 1>, sexes> age_share{}; //!< of all persons
    std::array<ByAge, sexes> background_death{}; //!< yearly probability, deaths by disease taken out
    std::array<ByAge, sexes> mortality{};        //!< yearly probability, all causes
    std::array<ByAge, sexes> death_gradient{};   //!< mortality at the age / mean of its band
    ByAge birth_rate_married{};
    std::array<ByAge, sexes> marriage{};         //!< yearly probability, never-married
    std::array<ByAge, sexes> never_married{};    //!< share
    ByAge labour{};                              //!< work capacity, full worker = 1
    ByAge migrant_share{};                       //!< of workers who work outside the prefecture
    ByAge wage_share{};                          //!< of workers in local wage work; the others farm
    std::array<double, most_household_size + 1> household_size{}; //!< share of households
    double mean_household_size = 0.0;
    double size_to_equivalents = 1.0; //!< mean household size / mean size^0.56

    std::vector<Tier> tier;
    std::vector<Disease> diseases;
    std::vector<std::string> disease_groups; //!< in order of appearance
    std::vector<int> chronic; //!< diseases by chronic bit
    //! Rates of a year, at the incidence of its year; endemic ones as in the villages that have them.
    struct Mixes {
        MixByBandSex acute_admissions, acute_cases, onsets;
    };
    std::vector<Mixes> mixes; //!< from the base year
    std::vector<Complication> complications;
    std::uint64_t causes = 0; //!< chronic bits that bring others about
    std::array<double, risk_classes - 1> risk_bounds{}; //!< standard normal
    std::array<double, risk_classes> risk_ratio{};      //!< mean 1
    double risk_of_ill = 1.0; //!< mean among the chronically ill
    std::vector<std::vector<Beds>> beds; //!< by county, by year from the base year

    ByTier reference_minutes{};  //!< one-way way that the tiers' shares refer to
    ByTier reference_price{};    //!< own payment per yuan of bill, in years of income a head, 2017
    std::vector<double> drug_level; //!< by year: what drugs cost, volume response in, ratio to the tier's prices
    ByTier reference_visit_price{}; //!< the same for outpatient care
    int usual_disease = 0;       //!< acute, with most needs for a bed
    ByBandSex acute_needs{};     //!< of a bed, per person and year, all acute disease
    double mean_capacity = 0.0;  //!< to work, over persons
    std::array<double, 2> literacy_utility{};         //!< of who is not, is literate about health; mean 0 in 2017
    std::array<double, 2> outpatient_seek_odds{1, 1}; //!< exp(outpatient_seek_constant), by the same
    double deposit_weight = 1.0; //!< exp(-deposit_penalty): money must be borrowed first
    double unaffordable_weight = 1.0; //!< exp(-unaffordable_penalty): nor would anybody lend it

    //! Years to come, of which nobody knows the level (calibration/outlook); empty = as the series say.
    std::vector<double> illness_ahead;              //!< by year from the base year: factor on illness
    std::vector<std::vector<double>> income_ahead;  //!< by county and year: factor on earnings

    double labour_unit = 0.0; //!< yuan a full farmer earns at median luck in the base year

    //! Values of a calendar year; burn-in years repeat the base year's.
    const YearValues& in(int year) const
    {
        return years[index_of(year)];
    }
    int last_year() const { return base_year + static_cast<int>(years.size()) - 1; }
    const Mixes& mixes_in(int year) const { return mixes[index_of(year)]; }
    const Beds& beds_in(std::size_t county, int year) const { return beds[county][index_of(year)]; }
    double incidence(const Disease& d, int year) const { return d.incidence[index_of(year)]; }
    std::size_t index_of(int year) const { return static_cast<std::size_t>(year < base_year ? 0 : year - base_year); }
    double price(int tier_index, int year) const;
    double reference_level(int tier_index) const; //!< price in the reference year
};

} // namespace hearth
