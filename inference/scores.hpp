// Scores of a forecast against what came: all in the unit of the forecast, smaller is better.
#pragma once

#include <vector>

namespace hearth::inference {

//! Continuous ranked probability score of a normal forecast (Gneiting & Raftery 2007, JASA 102:359).
//! \param sd 0 gives the absolute error
double crps_normal(double mean, double sd, double x);

//! The same of draws taken as the whole distribution: exact, in one pass. \param ascending one draw or more
double crps_sample(const std::vector<double>& ascending, double x);

//! Weighted interval score (Bracher et al. 2021, PLOS Computational Biology 17:e1008618) in its three parts.
struct IntervalScore {
    double total = 0.0;
    double dispersion = 0.0;      //!< width of the intervals
    double overprediction = 0.0;  //!< what came lies below them
    double underprediction = 0.0; //!< what came lies above them
};
//! Weights alpha / 2 and 1/2 for the median, over K + 1/2.
//! \param levels probabilities, ascending, symmetric about a median that is among them: K below, K above
//! \param quantiles the forecast's, at those levels
IntervalScore weighted_interval_score(const std::vector<double>& levels, const std::vector<double>& quantiles,
                                      double x);

} // namespace hearth::inference
