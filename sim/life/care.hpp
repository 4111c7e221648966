// Order of life, step 6: seek care or forgo it, and where. A nested choice: the tier, and above
// it whether to go at all.
#pragma once

#include "sim/life/arm.hpp"
#include "sim/life/illness.hpp"

namespace hearth {

//! What the choice of care sees of the person and the household that day.
struct Situation {
    LabelSet held = 0;
    bool enrolled = false;
    int year = 0;
    double income_per_head = 1.0; //!< yuan a year, never below 1
    double liquid = 0.0;          //!< yuan at hand that day
    double credit = 0.0;          //!< yuan relatives and banks would lend besides
    int spending_band = 0;
    const ByTier* time = nullptr; //!< weights of travel time, see time_weights
};

struct Choice {
    bool seek = false;
    int tier = 0;
    bool short_of_cash = false; //!< forgone, but would be sought with money at hand
};

//! Chooses hospital care for an episode.
Choice choose_hospital(const World& world, const Plan& plan, const Situation& s, const Episode& e);

//! exp(utility) of a village's travel times relative to the population's mean.
ByTier time_weights(const World& world, const ByTier& minutes);

//! Chooses outpatient care for a bundle of visits.
Choice choose_outpatient(const World& world, const Plan& plan, const Situation& s, const Bundle& b);


} // namespace hearth
