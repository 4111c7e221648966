// A path as a row of bars of one character each.
#pragma once

#include <string>
#include <vector>

namespace hearth {

//! What the bars stand for: the lowest is `low`, the highest `high`; 0 always lies between them.
struct BarScale {
    double low = 0.0, high = 0.0;
    void add(double v); //!< NaN and infinities change nothing
};

//! One character a value: ▁ to █; a dot where there is no number.
std::string sparkline(const std::vector<double>& values, const BarScale& scale);

} // namespace hearth
