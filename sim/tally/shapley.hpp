// Exact Shapley shares. Source: Shapley 1953; for poverty: Shorrocks 2013, J Econ Inequal 11:99.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hearth {

//! n!, the common denominator of the shares of n players.
constexpr std::int64_t factorial(int n) { return n <= 1 ? 1 : n * factorial(n - 1); }

//! Shapley share of every player, in units of 1/n!: the sum over coalitions S without the player of
//! |S|! (n-|S|-1)! (v(S with it) - v(S)). The shares sum to n! (v(all) - v(none)), exactly.
//! \param value 2^n values by coalition, bit i = player i; |value| < 2^62 / n!
//! \param share n shares
constexpr void shapley(std::span<const std::int64_t> value, std::span<std::int64_t> share)
{
    const int n = static_cast<int>(share.size());
    for (int i = 0; i < n; ++i) {
        std::int64_t sum = 0;
        for (std::size_t s = 0; s < value.size(); ++s) {
            if (s >> i & 1) continue;
            int size = 0;
            for (std::size_t rest = s; rest != 0; rest &= rest - 1) ++size;
            sum += factorial(size) * factorial(n - size - 1) * (value[s | std::size_t{1} << i] - value[s]);
        }
        share[static_cast<std::size_t>(i)] = sum;
    }
}

} // namespace hearth
