// The table a probabilistic sensitivity analysis wants: effect, cost and parameters by draw and scenario.
#pragma once

#include "forecast/progress.hpp"
#include "store/hdf5.hpp"

namespace hearth::forecast {

//! Effect: person-years not poor because of illness (twin reading; accounting without twin), as minus those that are;
//! cost: what governments pay, yuan; both summed over the years from `unsure_from` (the first unsure year; all years
//! where the input has no outlook). Layout: /psa/effect and /psa/cost (scenario, draw), /psa/year.
void write_psa(store::Writer& out, const Simulator& simulator, const Progress& progress, int draws);

inline constexpr const char* effect_measure = "poor_due_to_illness_twin_persons";
inline constexpr const char* effect_without_twin = "poor_due_to_illness_accounting_persons";
inline constexpr const char* cost_measure = "government_paid";

} // namespace hearth::forecast
