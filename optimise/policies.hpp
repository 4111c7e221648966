// Policies lived by the simulator: variants of a scenario, many in lockstep, every batch journalled like a forecast.
#pragma once

#include <atomic>

#include "forecast/forecast.hpp"
#include "optimise/frontier.hpp"

namespace hearth::optimise {

//! What is asked of the policies.
struct Question {
    std::string scenario;                 //!< file of the base policy
    std::vector<Lever> levers;
    std::string objective = "poor_due_to_illness_twin_persons"; //!< measure of group all, mean over the years
    std::string cost_group = "all";       //!< whose spending the budget bounds
    std::vector<std::string> cost_measures{"government_paid"}; //!< their sum
    double quantile = 0.0;                //!< of the yearly cost's mean over the years, over draws; 0 = the mean
    std::vector<std::string> constraints{"forgone_inpatient_share", "deaths"}; //!< not above the base policy's
    int from = 0;                         //!< first year that counts; 0 = the first unsure one
};

//! What is told of a policy beside the outcome.
struct Told {
    double cost_mean = 0.0, cost_error = 0.0, objective_error = 0.0;
    double above_base = 0.0, above_base_error = 0.0; //!< objective less the base policy's, draw by draw
    std::vector<double> yearly_cost;                 //!< by draw: mean over the years, of the whole population
    std::vector<std::pair<std::string, double>> beside; //!< forgone care, deaths, CHE and the like: less the base policy's
};

class Policies {
public:
    //! \param folder keeps what was lived \param identity of input, posterior, settings, question, program
    Policies(Tables tables, std::optional<fit::Posterior> posterior, std::string posterior_path, forecast::Settings settings, Question question,
             std::string folder, std::string identity, const std::atomic<bool>* stop, std::function<void(const std::string&, int, int)> told);

    //! InputError where a measure or the fund is told by no run of the base policy.
    void check() const;
    //! Lives a batch beside the base policy. \param fresh other seeds, and the posterior's next draws
    std::vector<Outcome> live(const std::vector<VectorXd>& policies, bool fresh);
    //! Of the last batch, by policy; the base policy's at the end.
    const std::vector<Told>& told() const { return told_; }
    const Outcome& base() const { return base_; }
    int first_year() const { return first_year_; }
    int last_year() const { return last_year_; }

private:
    Tables tables_;
    std::optional<fit::Posterior> posterior_;
    std::string posterior_path_;
    forecast::Settings settings_;
    Question question_;
    std::string folder_, identity_;
    const std::atomic<bool>* stop_;
    std::function<void(const std::string&, int, int)> progress_;
    int batches_ = 0, first_year_ = 0, last_year_ = 0;
    std::vector<Told> told_;
    Outcome base_;
};

} // namespace hearth::optimise
