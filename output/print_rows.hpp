// Tidy rows as people read them; what CSV written here has in common.
#pragma once

#include "output/tables.hpp"

namespace hearth {

//! A block a measure: scenarios and groups with their path over the years, lines of at most `columns`
//! (one series wider than that stands alone).
std::string rows_as_text(const Results& results, const std::vector<TidyRow>& rows, std::size_t columns);

//! A cell as RFC 4180 has it: quoted where it holds the separator, a quotation mark or a line end.
std::string csv_cell(const std::string& text, char separator = ',');
//! A number that reads back as it was; empty for NaN.
std::string csv_number(double v);

} // namespace hearth
