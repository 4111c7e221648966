#include "output/sparkline.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

void BarScale::add(double v)
{
    if (!std::isfinite(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
}

std::string sparkline(const std::vector<double>& values, const BarScale& scale)
{
    static const char* const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    std::string out;
    for (const double v : values) {
        if (!std::isfinite(v)) {
            out += "·";
            continue;
        }
        // Halves first: the span of two huge numbers may be no number.
        const double span = scale.high / 2 - scale.low / 2;
        const double share = span > 0.0 ? (v / 2 - scale.low / 2) / span : 0.0;
        out += bars[static_cast<int>(std::clamp(std::floor(share * 8.0), 0.0, 7.0))];
    }
    return out;
}

} // namespace hearth
