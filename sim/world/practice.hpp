// What programmes change in how care is offered, paid for and recorded, for people of certain labels
// in a county and year. Everything is told as a change: a default Practice is what the input says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/money.hpp"
#include "sim/world/world.hpp"

namespace hearth {

inline constexpr double as_input = -1.0; //!< of a share or time: what the input says holds
inline constexpr int most_programmes = 32;
inline constexpr ByTier no_change_ratio{1, 1, 1, 1, 1};

//! What decides a bill and how it settles, and with it the price a patient expects.
struct Billing {
    ByTier price = no_change_ratio;       //!< admissions: price x intensity of like patients, ratio
    double visit_price = 1.0;             //!< outpatient, ratio
    ByTier compliant{};                   //!< added to the share of bills inside the catalogue
    double drugs = 1.0;                   //!< spending on drugs, volume response in, ratio
    double induced = 1.0;                 //!< supplier-induced demand, ratio
    ByTier stay = no_change_ratio;        //!< length of stay, ratio
    std::array<std::uint8_t, tiers> settled_as{0, 1, 2, 3, 4}; //!< tier whose terms a bill is settled on
    std::uint8_t referral_rule = 0;       //!< index into Policy::referral_rules; 0 = the stack's own
    friend bool operator==(const Billing&, const Billing&) = default;
};

//! Of the registry of the poor; levels are as ratios to lines.
struct RegistryPractice {
    double entry = 0.0;      //!< added to the log ratio to the line at which a household enters
    double exit = 0.0;       //!< the same, leaves
    double error = 1.0;      //!< targeting error, ratio
    double monitoring = 1.0; //!< monitoring line, ratio
    bool monitors = false;   //!< from now on, whatever the input's first year of monitoring
    friend bool operator==(const RegistryPractice&, const RegistryPractice&) = default;
};

//! Verified patients ("three batches"): central treatment of major disease, contract care of chronic
//! disease, guaranteed payment for grave disease.
struct Batches {
    double coverage = 0.0;  //!< share of households whose patients are verified
    double seek = 0.0;      //!< logit: hospital care of a major disease
    int major = -1;         //!< index into Policy::disease_sets; -1 = none
    friend bool operator==(const Batches&, const Batches&) = default;
};

struct Practice {
    // Choice of care
    double mild_seek = 0.0;          //!< added to the logit of seeking hospital care in mild need
    double put_off = 0.0;            //!< added to the logit of care of any kind, of diseases but
    int put_off_spares = -1;         //!< these: index into Policy::disease_sets
    ByTier severity{};               //!< added to the severity a tier can treat, sd
    ByTier log_quality{};            //!< added to log(deaths of like patients)
    ByTier turn_to = no_change_ratio;     //!< odds of turning to a tier for admission
    ByTier visit_turn_to = no_change_ratio; //!< the same, outpatient
    ByTier way = no_change_ratio;         //!< travelling time for stays, ratio
    ByTier visit_way = no_change_ratio;   //!< the same, for visits
    ByTier beds = no_change_ratio;        //!< patients turned away are divided by this
    double referred = as_input;      //!< share of patients who come with a slip
    double step_down = as_input;     //!< share that finishes the stay lower down
    Billing billing;
    // Money
    Money premium_help;              //!< yuan of the premium paid for them, a head
    Money contribution;              //!< own contribution to contracts, a head, when enrolled
    double help_share = 0.0;         //!< premium_help / premium
    bool chooses_grade = false;      //!< of contribution
    std::uint32_t contracts = 0;     //!< bit of each fund whose contract covers them
    int no_deposit_up_to = -1;       //!< highest tier that treats before payment; -1 = none
    double at_once = as_input;       //!< share of reimbursement settled at discharge in the prefecture
    double at_once_away = 0.0;       //!< the same, outside
    double lag_days = as_input;      //!< of what is reimbursed later
    double lag_days_away = as_input;
    double transport_paid = 0.0, living_paid = 0.0, recovery_paid = 0.0; //!< of non-medical costs
    double transfer = 0.0;           //!< yuan a head and year
    int relief_programme = -1;       //!< that pays them: index into Policy::programmes
    int transfer_programme = -1;
    // Prevention
    double contract = as_input;      //!< share with a family doctor
    double contract_admissions = 1.0;//!< admissions of the contracted chronically ill, ratio besides the input's
    double contract_visit_odds = 1.0;
    double examined = as_input;      //!< share examined in the year
    double sensitivity = as_input;   //!< share of latent conditions an examination finds
    double literate = as_input;      //!< share of adults
    double literate_onset = 1.0;     //!< onset of chronic disease among the literate, ratio
    int incidence = -1;              //!< index into Policy::incidences; -1 = as in the input
    Batches batches;
    RegistryPractice registry;
    std::uint32_t providers = 0;     //!< bit of each of YearPolicy::providers by which their care is paid for
    std::uint32_t programmes = 0;    //!< bit of each programme that covers these people
    friend bool operator==(const Practice&, const Practice&) = default;

    bool moves_ways() const { return way != no_change_ratio || visit_way != no_change_ratio; }
    bool relieves() const { return transport_paid > 0.0 || living_paid > 0.0 || recovery_paid > 0.0; }
    double compliant_share(const Tier& tier, std::size_t t) const
    {
        return std::clamp(tier.compliant_share + billing.compliant[t], 0.0, 1.0);
    }
};

//! New cases of each disease, as a ratio to the input's.
struct IncidenceChange {
    std::vector<double> ratio; //!< by disease
    bool raises = false;       //!< some ratio lies above 1
    friend bool operator==(const IncidenceChange&, const IncidenceChange&) = default;
};

} // namespace hearth
