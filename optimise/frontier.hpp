// The policy frontier: the least of a harm for every budget, over a few levers. Points are lived in batches with the
// same luck (sample-average approximation); emulators of what was lived say where to look next; what is published was
// lived, and lived again with fresh luck.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <Eigen/Dense>

namespace hearth::optimise {

using Eigen::VectorXd;

struct Lever {
    std::string key; //!< a number of the scenario
    double low = 0.0, high = 0.0, step = 0.0; //!< step: values tried are low + a whole number of steps
};

//! What a policy does.
struct Outcome {
    double objective = 0.0;         //!< to be as small as may be
    double cost = 0.0;              //!< held against the budget: a mean or a quantile
    std::vector<double> worse;      //!< by constraint: above the base policy's; allowed where 0 or below
    double slack = 0.0;             //!< allowed above 0 in every constraint, of rounding
    bool allowed() const
    {
        for (const double w : worse)
            if (!(w <= slack)) return false;
        return true;
    }
};

//! Lives policies, one a column of lever values, all with the luck of `round` 0 (the search) or 1 (fresh).
using Evaluator = std::function<std::vector<Outcome>(const std::vector<VectorXd>& policies)>;

struct Search {
    int first = 0;     //!< policies of the first batch; 0 = 11, 25, 40, 12 a lever from three
    int rounds = 3;    //!< of looking where the emulators point
    int look = 4'096;  //!< candidates of a look, of a keyed Sobol' sequence, beside every grid point of few
    std::uint64_t seed = 1;
};

//! The best policy lived for a budget; none where nothing lived is within it and allowed.
struct Best {
    double budget = 0.0;
    int policy = -1;
};

struct Frontier {
    std::vector<VectorXd> policies;  //!< all that were lived, in order
    std::vector<Outcome> outcomes;
    std::vector<Best> best;          //!< by budget
};

//! Values of levers that may be tried: within bounds, on steps.
VectorXd on_steps(const std::vector<Lever>& levers, VectorXd values);

//! \param budgets ascending; empty = `spread` budgets evenly from the least to the most cost of the first batch
Frontier find_frontier(const std::vector<Lever>& levers, std::vector<double> budgets, int spread, const Search& search, const Evaluator& evaluate);

//! The best of what was lived for each budget.
std::vector<Best> best_of(const std::vector<Outcome>& outcomes, const std::vector<double>& budgets);

} // namespace hearth::optimise
