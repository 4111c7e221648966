// What the program's output goes to.
#pragma once

#include <cstddef>

namespace hearth {

//! Whether standard output is a terminal: somebody reads it.
bool on_terminal();

//! Columns of a text that goes to no terminal.
inline constexpr std::size_t usual_columns = 100;

//! Columns of a text on standard output: of the terminal (the variable COLUMNS, or what it says itself).
std::size_t columns_of_text();

} // namespace hearth
