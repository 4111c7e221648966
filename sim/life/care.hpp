// Order of life, step 6: seek care or forgo it, and where. A nested choice: the tier a patient turns
// to, and above it whether to go at all.
#pragma once

#include "sim/life/arm.hpp"
#include "sim/life/illness.hpp"

namespace hearth {

//! What the choice of care sees of the person and the household that day.
struct Situation {
    LabelSet held = 0;
    bool enrolled = false;
    int year = 0;
    int county = 0;
    double means = 1.0;    //!< yuan a year: income a head as far as prices are weighed against it
    double liquid = 0.0;   //!< yuan at hand that day
    double credit = 0.0;   //!< yuan relatives and banks would lend besides
    double capacity = 0.0; //!< of the patient to work, full worker = 1
    int spending_band = 0; //!< of hospital bills this year
    int visit_band = 0;    //!< of outpatient bills
    bool literate = false;
    bool contract = false; //!< a family doctor looks after the patient's disease
    bool verified = false; //!< among the patients the "three batches" look after
    const ByTier* time = nullptr;   //!< weights of travel time, see time_weights
    const ByTier* visit_time = nullptr; //!< the same for outpatient care; null = as for stays
    const ByTier* minutes = nullptr; //!< one-way ways, where a programme pays for them
    const ByTier* served = nullptr; //!< share of patients each tier has a bed for; null = everybody
};

//! Why care was forgone: a barrier whose absence alone would have changed the decision.
enum class Reason : std::uint8_t { none, money, distance, time, supply };

struct Choice {
    bool seek = false;
    int tier = 0;               //!< that treats
    bool referred = false;      //!< by a lower tier that cannot treat it
    bool short_of_cash = false; //!< forgone, but would be sought with money at hand
    Reason reason = Reason::none;
    double own = 0.0;           //!< expected own payment, yuan
    double visits = 1.0;        //!< made, as a ratio to those needed at the reference price
};

//! Income a head as far as prices are weighed against it: mean income of 2017 at the year's prices,
//! moved by the household's own to the power of income_response.
double means_of(const World& world, int year, double income_per_head);

//! exp(utility) of a village's travel times relative to the population's mean.
//! \param way what a programme leaves of the way, ratio
ByTier time_weights(const World& world, const ByTier& minutes, const ByTier& way = no_change_ratio);

//! What of a reimbursement is settled at discharge, and when the rest comes.
struct Reimbursement {
    double at_once; //!< share
    double lag_days;
};
Reimbursement reimbursement(const Parameters& parameters, const Practice& practice, std::size_t tier);

//! Payments of a programme towards travel, food and lodging of a stay, yuan.
double stay_relief(const World& world, const Practice& practice, const ByTier& minutes, std::size_t tier, int year, double days);

//! Chooses hospital care for an episode.
//! \param severity of the episode and the disease's stage, sd
Choice choose_hospital(const World& world, const Plan& plan, const Situation& s, const Episode& e, double severity);

//! Chooses outpatient care for a bundle of visits.
Choice choose_outpatient(const World& world, const Plan& plan, const Situation& s, const Bundle& b);

} // namespace hearth
