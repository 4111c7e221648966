// The scalar parameters of the model: one line each. Values, units and sources lie in the input
// (table `parameters`); this list says which there must be and what range each may take.
#pragma once

#include <array>
#include <string_view>

namespace hearth {

// X(name, unit, lowest, highest)
#define HEARTH_PARAMETERS(X)                                                                       \
    X(base_year, "year", 1900, 2200)                                                               \
    X(burn_in_years, "years", 0, 50)                                                               \
    X(income_permanent_sd, "log yuan", 0, 2)                                                       \
    X(income_transitory_sd, "log yuan", 0, 2)                                                      \
    X(income_persistence, "1", 0, 1)                                                               \
    X(labour_share_of_income, "1", 0.1, 1)                                                         \
    X(expected_illness_loss, "share of earnings", 0, 0.9)                                          \
    X(universal_transfer_share, "1", 0, 0.5)                                                       \
    X(wage_earnings_ratio, "full farmer = 1", 0.1, 20)                                             \
    X(migrant_earnings_ratio, "full farmer = 1", 0.1, 20)                                          \
    X(farm_luck_ratio, "ratio of log spread", 0, 5)                                                \
    X(wage_luck_ratio, "ratio of log spread", 0, 5)                                                \
    X(asset_return, "1/year", 0, 0.3)                                                              \
    X(savings_interest, "1/year", 0, 0.3)                                                          \
    X(initial_savings_years, "years of income", 0, 5)                                              \
    X(initial_assets_years, "years of income", 0, 10)                                              \
    X(consumption_floor_share, "share of poverty line", 0, 2)                                      \
    X(consumption_propensity, "1", 0, 1)                                                           \
    X(engel_slope, "food share per log consumption", -1, 0.5)                                      \
    X(reinvested_share, "1", 0, 1)                                                                 \
    X(informal_debt_limit_years, "years of income", 0, 10)                                         \
    X(formal_debt_limit_years, "years of income", 0, 10)                                           \
    X(formal_interest, "1/year", 0, 1)                                                             \
    X(formal_service_share, "1/year", 0, 1)                                                        \
    X(informal_repayment_share, "share of surplus", 0, 1)                                          \
    X(asset_sale_limit, "share of assets a year", 0, 1)                                            \
    X(dibao_income_ratio, "ratio to dibao standard", 0.01, 5)                                      \
    X(dibao_noise_sd, "log yuan", 0, 3)                                                            \
    X(dibao_least_paid, "share of standard", 0, 1)                                                 \
    X(dibao_edge_ratio, "ratio to dibao standard", 0.01, 5)                                        \
    X(hardship_labour, "full workers", 0, 5)                                                       \
    X(hardship_support_ratio, "ratio to dibao standard", 0, 5)                                     \
    X(registry_noise_sd, "log yuan", 0, 3)                                                         \
    X(monitoring_from, "year", 1900, 2200)                                                         \
    X(sudden_hardship_share, "share of last income", 0, 5)                                         \
    X(long_illness_days, "days a year", 0, 366)                                                    \
    X(illness_cause_margin, "share of poverty line", -5, 20)                                       \
    X(guarantee_roll_year, "year", 1900, 2200)                                                     \
    X(enrolment_income_slope, "logit per log income", -5, 5)                                       \
    X(enrolment_subsidy_slope, "logit per share subsidised", 0, 20)                                \
    X(village_distance_sd, "log minutes", 0, 2)                                                    \
    X(couple_age_correlation, "1", 0, 0.999)                                                       \
    X(child_age_correlation, "1", 0, 0.999)                                                        \
    X(split_probability, "1", 0, 1)                                                                \
    X(admission_multiplier, "ratio", 0, 5)                                                         \
    X(illness_scale, "ratio", 0, 10)                                                               \
    X(frailty_sd, "log", 0, 3)                                                                     \
    X(poverty_exposure, "log per sd of income", -2, 2)                                             \
    X(incidence_shock_sd, "log", 0, 1)                                                             \
    X(incidence_shock_persistence, "1", 0, 1)                                                      \
    X(area_shock_sd, "log", 0, 1)                                                                  \
    X(latent_presentation, "1/year", 0, 1)                                                         \
    X(advanced_share, "1", 0, 1)                                                                   \
    X(advanced_need_ratio, "ratio", 1, 20)                                                         \
    X(advanced_severity, "sd", 0, 5)                                                               \
    X(progression_rate, "1/year", 0, 1)                                                            \
    X(controlled_progression_ratio, "ratio", 0, 1)                                                 \
    X(contract_admission_ratio, "ratio", 0, 2)                                                     \
    X(examination_sensitivity, "1", 0, 1)                                                          \
    X(seek_constant, "logit", -10, 10)                                                             \
    X(seek_severity, "logit per sd", 0, 10)                                                        \
    X(told_severity, "sd", -8, 8)                                                                  \
    X(quality_response, "utility per log and sd", 0, 20)                                           \
    X(work_time_response, "logit per 10 work days", 0, 10)                                         \
    X(literacy_seek, "logit", 0, 5)                                                                \
    X(literacy_detection, "ratio", 1, 20)                                                          \
    X(seek_inclusive_value, "1", 0, 1)                                                             \
    X(price_response, "weight of the price at the reference", 0, 100)                              \
    X(income_response, "1", 0, 1)                                                                  \
    X(time_response, "utility per hour", 0, 10)                                                    \
    X(deposit_share, "share of expected bill", 0, 1)                                               \
    X(deposit_penalty, "utility", 0, 20)                                                           \
    X(unaffordable_penalty, "utility", 0, 50)                                                      \
    X(settled_at_once_local, "share of reimbursement", 0, 1)                                       \
    X(reimbursement_lag_days, "days", 0, 360)                                                      \
    X(reimbursement_lag_away_days, "days", 0, 360)                                                 \
    X(outpatient_seek_constant, "logit", -10, 10)                                                  \
    X(outpatient_price_response, "weight of the price at the reference", 0, 100)                   \
    X(further_visits_response, "weight of the price at the reference", 0, 100)                     \
    X(contract_primary_ratio, "ratio", 0, 10)                                                      \
    X(self_treatment_share, "share of a bill", 0, 2)                                               \
    X(referred_share, "1", 0, 1)                                                                   \
    X(outside_share, "share of city-or-above admissions", 0, 1)                                    \
    X(step_down_share, "1", 0, 1)                                                                  \
    X(step_down_stay, "share of stay", 0, 0.9)                                                     \
    X(bill_sd_inpatient, "log yuan", 0, 3)                                                         \
    X(bill_sd_outpatient, "log yuan", 0, 3)                                                        \
    X(severity_share_of_bill, "correlation", 0, 1)                                                 \
    X(induced_demand, "1 / own share", 0, 3)                                                       \
    X(drug_volume_response, "elasticity", 0, 3)                                                    \
    X(recouped_share, "1", 0, 1)                                                                   \
    X(recovery_drug_share, "share of bill", 0, 1)                                                  \
    X(work_days_per_year, "days", 100, 366)                                                        \
    X(carer_share, "share of length of stay", 0, 2)                                                \
    X(recovery_days_per_day_in_bed, "days per day", 0, 5)                                          \
    X(stay_severity, "log per sd", 0, 2)                                                           \
    X(untreated_days_ratio, "ratio", 1, 20)                                                        \
    X(outpatient_days_per_visit, "days", 0, 2)                                                     \
    X(severe_threshold, "sd", -3, 5)                                                               \
    X(fatality_severity, "log per sd", 0, 3)                                                       \
    X(disability_probability, "per severe episode", 0, 1)                                          \
    X(untreated_disability_ratio, "ratio", 1, 50)                                                  \
    X(disability_income_loss, "share of the person's labour", 0, 1)                                \
    X(subsistence_food_share, "share of mean food expenditure", 0, 2)

struct Parameters {
#define HEARTH_FIELD(name, unit, lowest, highest) double name = 0.0;
    HEARTH_PARAMETERS(HEARTH_FIELD)
#undef HEARTH_FIELD
};

struct ParameterEntry {
    std::string_view name;
    std::string_view unit;
    double lowest;
    double highest;
    double Parameters::*field;
};

inline constexpr auto parameter_entries = std::to_array<ParameterEntry>({
#define HEARTH_ENTRY(name, unit, lowest, highest)                                                  \
    ParameterEntry{#name, unit, lowest, highest, &Parameters::name},
    HEARTH_PARAMETERS(HEARTH_ENTRY)
#undef HEARTH_ENTRY
});

//! Yearly series the input must hold for every year simulated.
// X(name, unit)
#define HEARTH_SERIES(X)                                                                           \
    X(poverty_line, "yuan/person/year")                                                            \
    X(monitoring_line, "yuan/person/year")                                                         \
    X(income_mean, "yuan/person/year")                                                             \
    X(income_cut_1, "yuan/person/year")                                                            \
    X(income_cut_2, "yuan/person/year")                                                            \
    X(income_cut_3, "yuan/person/year")                                                            \
    X(income_cut_4, "yuan/person/year")                                                            \
    X(price_village, "2017=1")                                                                     \
    X(price_township, "2017=1")                                                                    \
    X(price_county, "2017=1")                                                                      \
    X(price_city, "2017=1")                                                                        \
    X(price_outside, "2017=1")                                                                     \
    X(outpatient_price, "2017=1")                                                                  \
    X(resident_premium, "yuan/person/year")                                                        \
    X(resident_subsidy, "yuan/person/year")                                                        \
    X(dibao_standard, "yuan/person/year")                                                          \
    X(pension_month, "yuan/month")                                                                 \
    X(admission_index, "2017=1")                                                                   \
    X(visit_index, "2017=1")                                                                       \
    X(fertility_index, "base year=1")                                                              \
    X(mortality_index, "base year=1")                                                              \
    X(sex_ratio_at_birth, "boys per girl")                                                         \
    X(engel_food_share, "share of consumption")                                                    \
    X(family_doctor_registered, "share covered")                                                   \
    X(family_doctor_other, "share covered")                                                        \
    X(examination_coverage, "share a year")                                                        \
    X(health_literacy, "share of adults")                                                          \
    X(drug_price, "ratio to the tier's price level")                                               \
    X(programme_transfer, "yuan/registered person/year")                                           \
    X(enrolment_ordinary, "share enrolled")                                                        \
    X(registry_entry, "log ratio to poverty line")                                                 \
    X(registry_exit, "log ratio to poverty line")                                                  \
    X(relative_line, "yuan/person/year")                                                           \
    X(societal_line, "yuan/person/year")                                                           \
    X(consumer_price_index, "2017=1")

//! Values of every series in one year.
struct YearValues {
#define HEARTH_FIELD(name, unit) double name = 0.0;
    HEARTH_SERIES(HEARTH_FIELD)
#undef HEARTH_FIELD
};

struct SeriesEntry {
    std::string_view name;
    std::string_view unit;
    double YearValues::*field;
};

inline constexpr auto series_entries = std::to_array<SeriesEntry>({
#define HEARTH_ENTRY(name, unit) SeriesEntry{#name, unit, &YearValues::name},
    HEARTH_SERIES(HEARTH_ENTRY)
#undef HEARTH_ENTRY
});

} // namespace hearth
