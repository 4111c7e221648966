// Tidy rows as a Stata file (format 118, Stata 14 and later), with labels.
#pragma once

#include <string>
#include <vector>

#include "output/tables.hpp"

namespace hearth {

//! The bytes of a .dta file: words are numbers with value labels, numbers are doubles, what is not
//! there is missing. Labels are in the language spoken; the same rows give the same bytes.
std::string rows_as_stata(const Results& results, const std::vector<TidyRow>& rows);

} // namespace hearth
