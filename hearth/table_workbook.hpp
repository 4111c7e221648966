// A table's rows as a workbook.
#pragma once

#include <string>
#include <vector>

#include "output/tables.hpp"

namespace hearth {

//! Writes the rows and a codebook as sheets, atomically; numbers as numbers in their own units. Returns the exit code.
int table_as_workbook(const std::string& out, const Results& results, const std::vector<TidyRow>& rows);

} // namespace hearth
