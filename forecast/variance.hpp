// Where the spread of a forecast comes from, what is left of it in a whole population, what common luck can gain.
#pragma once

#include <cstdint>
#include <vector>

#include <Eigen/Dense>

#include "inference/weights.hpp"

namespace hearth::forecast {

//! Variance of one number over draws, told apart by companions (a nested design; estimators as in O'Hagan, Stevenson &
//! Madan 2007, Health Economics 16:1009, with companions for a part of the groups). Each part with its standard error;
//! a part below 0 is told as it is. Household is of the persons simulated; `at_home` of the whole population.
struct VarianceSplit {
    inference::Index total, parameters, systemic, household;
    double sure = 0.0;        //!< of household's part, what companions are sure of: taken out of a sample's draws
    double at_home = 0.0;     //!< household's part that is left in the draws of the whole population
    double prior_share = 0.0; //!< of the parameters' part, carried by directions the data tell nothing of; NaN where unknown
};

//! \param draws values, \param companions draws that have them, \param same, other values of the companions
VarianceSplit split_variance(const std::vector<double>& draws, const std::vector<int>& companions, const std::vector<double>& same,
                             const std::vector<double>& other, double share);

//! Share of the variance of a linear function of the parameters that comes from directions in which the posterior is
//! as wide as the prior (variance above 0.9 of it). \param standard parameters x draws, \param posterior parameters x draws
double share_of_prior(const std::vector<double>& values, const Eigen::MatrixXd& standard, const Eigen::MatrixXd& posterior);

//! How draws of a sample become draws of the whole population: deviations from the mean times `shrink`, plus luck of sd
//! `luck`. Nothing is done to the whole population, or where the parts are not known.
struct Rescaling {
    double shrink = 1.0, luck = 0.0;
};
Rescaling rescaling(const VarianceSplit& split, double share);
//! Standard normal luck of the whole population, by draw. \param key another for each year
double luck_at_home(std::size_t draw, std::uint32_t key);
//! The same for all draws, with mean 0 over them: what is added moves no mean.
std::vector<double> centred_luck(std::size_t draws, std::uint32_t key);

//! Draws of the whole population from draws of a sample: shrunk towards their mean by what is surely (at 95 %) household
//! luck of the sample, with household luck of the population added (docs/forecast.md). \param keyed luck of the added part
std::vector<double> to_population(std::vector<double> draws, const VarianceSplit& split, double share, std::uint32_t key);

//! (pA (1 - pA) + pB (1 - pB)) / (D - (pA - pB)^2): the ratio that common luck can give for a status that differs in a
//! share D of households.
double discordance_ratio(double share_a, double share_b, double differing);

} // namespace hearth::forecast
