// The measures of a file with names in both languages, units and definitions.
#pragma once

#include "output/results.hpp"
#include "report/workbook.hpp"

namespace hearth::report {

std::vector<CodebookEntry> codebook_of(const Results& results);

} // namespace hearth::report
