#include "output/shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/tally/shapley.hpp"

namespace hearth {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Shares in units of 1/n! of the grid, as doubles that sum to the whole: whole grid steps each, the
// steps left over go to the largest remainders.
std::vector<double> shares_of(const std::vector<double>& values, std::size_t players)
{
    double largest = 0.0;
    for (const double v : values) {
        if (!std::isfinite(v)) return std::vector<double>(players, nothing);
        largest = std::max(largest, std::abs(v));
    }
    int exponent = 0;
    std::frexp(largest, &exponent);
    const double step = std::ldexp(1.0, exponent - 40);
    std::vector<std::int64_t> on_grid;
    for (const double v : values) on_grid.push_back(std::llround(v / step));
    std::vector<std::int64_t> share(players);
    shapley(on_grid, share);
    const std::int64_t unit = factorial(static_cast<int>(players));
    std::int64_t left = on_grid.back() - on_grid.front();
    std::vector<std::pair<std::int64_t, std::size_t>> remainder;
    for (std::size_t i = 0; i < players; ++i) {
        std::int64_t steps = share[i] / unit;
        if (share[i] % unit < 0) --steps; // towards minus infinity, so that remainders are not negative
        remainder.push_back({-(share[i] - steps * unit), i});
        share[i] = steps;
        left -= steps;
    }
    std::sort(remainder.begin(), remainder.end());
    for (std::size_t i = 0; left > 0; ++i, --left) share[remainder[i].second] += 1;
    std::vector<double> out;
    for (const std::int64_t steps : share) out.push_back(static_cast<double>(steps) * step);
    return out;
}

} // namespace

std::vector<Results::Variable> shapley_shares(const Results& r, std::size_t first, std::size_t provisions,
                                              const std::vector<std::string>& groups)
{
    const auto draws = static_cast<std::size_t>(r.draws);
    std::vector<Results::Variable> shares;
    for (const Results::Variable& v : r.variables) {
        Results::Variable out{v.name, v.unit, v.long_name, v.long_name_zh, {}};
        out.values.assign(provisions * r.years.size() * groups.size() * draws, nothing);
        for (std::size_t y = 0; y < r.years.size(); ++y)
            for (std::size_t g = 0; g < groups.size(); ++g) {
                const auto at = std::find(r.groups.begin(), r.groups.end(), groups[g]);
                if (at == r.groups.end()) continue;
                const auto own = static_cast<std::size_t>(at - r.groups.begin());
                for (std::size_t d = 0; d < draws; ++d) {
                    std::vector<double> values;
                    for (std::size_t c = 0; c < std::size_t{1} << provisions; ++c)
                        values.push_back(r.at(v, first + c, y, own, d));
                    const std::vector<double> parts = shares_of(values, provisions);
                    for (std::size_t p = 0; p < provisions; ++p)
                        out.values[((p * r.years.size() + y) * groups.size() + g) * draws + d] = parts[p];
                }
            }
        shares.push_back(std::move(out));
    }
    return shares;
}

} // namespace hearth
