// Numbers, units and names as people read them in a text, in the language spoken.
#pragma once

#include <string>
#include <vector>

#include "output/results.hpp"

namespace hearth {

//! "yuan/person" as people say it; a unit not known here stays as it is.
std::string unit_in_words(const std::string& unit);

//! The file's label of a measure; its name where it has none.
std::string label_of(const Results& results, const std::string& measure);

//! A name on one line, without what would move a terminal's cursor, cut to `columns`.
std::string on_one_line(const std::string& name, std::size_t columns);

//! With the thousands set apart: 1,234.50.
std::string with_thousands(double v, int decimals);

//! How numbers that stand together are told: all times `factor`, with the same decimals.
struct Reading {
    double factor = 1.0;
    int decimals = 0;
    std::string unit; //!< in words
    std::string text(double v) const; //!< "" for NaN
};
//! Four digits of the largest, and some of the least if the decimals suffice.
Reading reading_of(const std::string& unit, const std::vector<double>& values);

//! Lines of cells, every column as wide as its widest cell; two blanks before each.
class AlignedLines {
public:
    explicit AlignedLines(std::vector<bool> to_the_right) : right_(std::move(to_the_right)) {}
    void fit(const std::vector<std::string>& cells);
    std::string line(const std::vector<std::string>& cells) const;

private:
    std::vector<bool> right_;
    std::vector<std::size_t> widths_;
};

} // namespace hearth
