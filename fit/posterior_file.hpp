// posterior.h5: every run, every step, the draws and what they say. The same fit gives the same bytes.
#pragma once

#include <map>
#include <string>

#include "fit/model.hpp"
#include "fit/runner.hpp"
#include "fit/task.hpp"

namespace hearth::fit {

//! What the last verification runs (without them, the last wave's) say of a target, natural units; NaN where the model has no counterpart.
//! Luck of a run of so many persons is in the spread.
struct Predicted {
    double median, low, high; //!< 5 % and 95 %
    double z;                 //!< of the data, on the target's scale, over runs, error and discrepancy together
};
std::vector<Predicted> predict(const Model& model, const std::vector<RunRecord>& runs);

//! Attributes of the file's root, in words and in numbers.
struct Record {
    std::map<std::string, std::string> words;
    std::map<std::string, std::int64_t> numbers;
};

//! Writes posterior.h5 atomically. Layout: docs/formats/posterior.md.
void write_posterior(const std::string& path, const Model& model, const Task& task, const Fit& fit,
                     const std::vector<RunRecord>& runs, const Record& record);

//! What a run needs of a posterior.
struct Posterior {
    std::vector<std::string> paths;
    MatrixXd draws; //!< natural units, parameters x draws
    std::string status, input_digest;
    VectorXd mean() const { return draws.rowwise().mean(); }
};
//! InputError where the file is none, is not whole, or, where they are needed, holds no draws (budget, misfit).
Posterior read_posterior(const std::string& path, bool draws_needed = true);

//! The input with one set of values. InputError where it lacks a path or a value is out of its range.
void put_posterior(Tables& tables, const Posterior& posterior, const VectorXd& natural, const std::string& file);

} // namespace hearth::fit
