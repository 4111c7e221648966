// A table of cells as CSV, tab-separated, JSON, markdown or aligned text.
#pragma once

#include <string>
#include <vector>

#include "output/tables.hpp"

namespace hearth {

struct PlainTable {
    std::vector<std::string> columns; //!< marked with word(): shown translated as aligned text, kept elsewhere
    std::vector<std::vector<std::string>> rows;
    std::size_t texts = 0; //!< leading columns that are words; the others are numbers, or empty
};

//! The shortest text that reads back to the number; empty for NaN, "unbounded" for an infinity.
std::string cell(double value);
std::string print_plain(const PlainTable& table, Format format);

} // namespace hearth
