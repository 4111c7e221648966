// Order of life, step 2: the labels of a household, by last year's welfare and dated lines, with
// targeting error. One pure function for the factual household and for its world without illness.
#pragma once

#include "sim/base/money.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! What the registry knows of a household from last year, and the labels it holds.
struct Standing {
    Money last_gross; //!< welfare a head before health payments
    Money last_net;   //!< after them
    Money last_dibao; //!< allowance a head
    LabelSet held = 0;
    friend bool operator==(const Standing&, const Standing&) = default;
};

//! What the year brings to the registry's view of a household.
struct RegistryView {
    int year = 0;
    double lasting_error = 0.0; //!< of targeting, standard normal
    double passing_error = 0.0; //!< standard normal
    double labour = 0.0;        //!< capacity to work, full workers
    bool has_adult = true;
};

struct RegistryDecision {
    LabelSet held = 0;
    bool returned = false; //!< had left the registry and is on it again
    Money dibao;           //!< this year's allowance a head: a top-up to the standard
};

//! Labels of the year from 1 January on. \param base_year the registry opens then; dibao is older
RegistryDecision keep_registry(const World& world, const Standing& last, const RegistryView& view,
                               const RegistryPractice& practice = {});

//! Whether own payments so far this year bring a household near the line: monitored from the next day.
//! Source: national monitoring rules of 2020 (sudden hardship); threshold an assumption.
bool in_sudden_hardship(const Parameters& parameters, const YearValues& values, const Standing& last,
                        std::int64_t persons, Money own_payments, double monitoring_ratio = 1.0);

} // namespace hearth
