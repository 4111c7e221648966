// What the programmes of a scenario change, year by year. Internal to calibration/.
#pragma once

#include "scenarios/scenario.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! A programme on a day, for people of some labels.
struct Acting {
    const Programme& programme;
    int index;            //!< into Policy::programmes
    Date day;
    const World& world;
    bool poor;            //!< registered, or has left poverty

    int year() const { return to_civil(day).year; }
    double scale() const { return programme.scale_on(day); }
    bool has(std::string_view key) const { return programme.value(key, day).has_value(); }
    double value(std::string_view key) const { return programme.number(key, day).value_or(0.0); }
    //! From what holds without the programme towards its value, as far as its scale reaches.
    double toward(double usual, double wanted) const { return usual + scale() * (wanted - usual); }
    double toward(double usual, std::string_view key) const { return toward(usual, value(key)); }
    //! A value by tier; tiers not named keep `usual`.
    ByTier by_tier(std::string_view key, double usual) const;
    //! A value by disease of the world; those not named keep 1.
    std::vector<double> by_disease(std::string_view key) const;
};

//! Lays a programme's changes on a practice; tables it needs are added to the policy.
void apply_programme(const Acting& acting, Practice& practice, Policy& policy);
//! What a programme changes for everybody: grades, ways of paying providers.
void apply_programme(const Acting& acting, YearPolicy& year, const Policy& policy);

//! Counties, tiers and diseases a programme names that the input does not know: throws InputError.
void refuse_unknown_places(const Scenario& scenario, const World& world);

//! Fills the policy's county kinds and years.
void build_years(Policy& policy, const Scenario& scenario, const World& world);

//! Funds and what programmes cost them.
void build_funds(Policy& policy, const Scenario& scenario, const World& world);

//! Why a programme or one of its keys cannot have an effect in these years.
std::vector<std::string> idle_programmes(const Policy& policy, const Scenario& scenario, const World& world);

} // namespace hearth
