// Shares of a reform's provisions in what it changes.
#pragma once

#include "output/results.hpp"

namespace hearth {

//! Shapley share of each provision in every measure, year, group and draw: provision x year x group x
//! draw. Values are put on a grid of 2^-40 of the largest, so that the shares sum to the whole exactly.
//! \param coalitions scenario `first` + c holds the provisions whose bits c has, c from 0 to 2^provisions - 1
//! \param groups of the results the shares go to; those the coalitions lack become NaN
std::vector<Results::Variable> shapley_shares(const Results& coalitions, std::size_t first, std::size_t provisions,
                                              const std::vector<std::string>& groups);

} // namespace hearth
