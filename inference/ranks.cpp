// Are ranks uniform? Simultaneous bands of their empirical distribution.
#include <algorithm>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>

#include "inference/weights.hpp"

namespace hearth::inference {

double rank_significance(const std::vector<int>& ranks, int most)
{
    std::vector<int> count(static_cast<std::size_t>(most) + 1, 0);
    for (const int r : ranks) ++count[static_cast<std::size_t>(r)];
    const auto n = static_cast<double>(ranks.size());
    double least = 1.0;
    int below = 0;
    for (int r = 0; r < most; ++r) {
        below += count[static_cast<std::size_t>(r)];
        const boost::math::binomial_distribution<> d(n, (r + 1.0) / (most + 1.0));
        const double low = boost::math::cdf(d, below);
        const double high = below == 0 ? 1.0 : boost::math::cdf(boost::math::complement(d, below - 1));
        least = std::min(least, 2.0 * std::min(low, high));
    }
    return least;
}

double simultaneous_level(int truths, int most, double level, const Luck& luck)
{
    constexpr int samples = 4'000;
    std::vector<double> least;
    for (int s = 0; s < samples; ++s) {
        std::vector<int> ranks;
        for (int i = 0; i < truths; ++i) {
            const Words w = luck.words(static_cast<std::uint64_t>(i / 4), s % 32'768, Purpose::design, static_cast<std::uint32_t>(s));
            ranks.push_back(static_cast<int>(unit(w[static_cast<std::size_t>(i % 4)]) * (most + 1)));
        }
        least.push_back(rank_significance(ranks, most));
    }
    std::sort(least.begin(), least.end());
    return least[static_cast<std::size_t>(level * samples)];
}

} // namespace hearth::inference
