// What of an input may be fitted, and to what: the tables `priors` and `targets`.
#pragma once

#include <string>
#include <vector>

#include "calibration/tables.hpp"
#include "inference/prior.hpp"

namespace hearth {

//! A number of the input that is to be fitted: parameters/NAME, or TABLE/COLUMN/ROW (row named by the
//! table's first column).
struct FittedParameter {
    std::string path, unit, source;
    inference::Prior prior;
    double given = 0.0; //!< value in the input
    std::size_t table = 0, column = 0, row = 0;
};

enum class Role { fit, holdout, monitor };

//! A published figure.
struct Target {
    std::string measure, group, unit, source;
    int year = 0;
    double value = 0.0, se = 0.0, discrepancy = 0.0; //!< in the unit of the value
    inference::Scale scale = inference::Scale::identity;
    Role role = Role::monitor;
    std::size_t row = 0;
    std::string name() const; //!< measure, group (where not all) and year
};

//! Reads both tables; every fault is collected: names, scales, bounds, standard errors that are missing, figures
//! outside their scale, one figure twice with values that exclude each other.
std::vector<FittedParameter> fitted_parameters(const Tables& tables, Faults& faults);
std::vector<Target> targets_of(const Tables& tables, Faults& faults);

//! Puts a value into the tables.
void put(Tables& tables, const FittedParameter& parameter, double value);

} // namespace hearth
