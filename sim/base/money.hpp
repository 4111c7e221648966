// Exact money. Unit: the fen, 1/100 yuan. Ratios are whole parts per million.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace hearth {

//! An amount of money in whole fen; never a fraction of one.
struct Money {
    std::int64_t fen = 0;

    friend constexpr auto operator<=>(Money, Money) = default;
    constexpr Money& operator+=(Money other) { fen += other.fen; return *this; }
    constexpr Money& operator-=(Money other) { fen -= other.fen; return *this; }
};

constexpr Money operator+(Money a, Money b) { return {a.fen + b.fen}; }
constexpr Money operator-(Money a, Money b) { return {a.fen - b.fen}; }
constexpr Money operator-(Money a) { return {-a.fen}; }
constexpr Money operator*(Money a, std::int64_t n) { return {a.fen * n}; }
constexpr Money min(Money a, Money b) { return a < b ? a : b; }
constexpr Money max(Money a, Money b) { return a < b ? b : a; }
constexpr Money not_negative(Money a) { return max(a, Money{}); }

//! Largest amount a file may hold: a billion yuan, so that a year's amounts x ratio stay exact in 64
//! bits.
inline constexpr Money largest_amount{100'000'000'000};
//! Stands for "no ceiling".
inline constexpr Money unlimited{std::numeric_limits<std::int64_t>::max() / 4};

constexpr Money yuan(std::int64_t whole) { return {whole * 100}; }
constexpr double in_yuan(Money a) { return static_cast<double>(a.fen) / 100.0; }

//! Nearest fen to a non-negative amount in yuan, half up. Bounded by largest_amount.
constexpr Money from_yuan(double amount)
{
    const double fen = amount * 100.0 + 0.5;
    return fen < static_cast<double>(largest_amount.fen) ? Money{static_cast<std::int64_t>(fen)}
                                                         : largest_amount;
}

//! A share in parts per million (1.0 = 1,000,000).
struct Ratio {
    std::int32_t ppm = 0;
    friend constexpr auto operator<=>(Ratio, Ratio) = default;
};

inline constexpr std::int32_t ppm_per_one = 1'000'000;

//! Money x ratio, exact, not yet rounded: unit fen x 1e-6.
constexpr std::int64_t micro_fen(Money a, Ratio r) { return a.fen * r.ppm; }

//! Rounds a non-negative amount in micro-fen half up to a fen.
constexpr Money round_half_up(std::int64_t micro)
{
    return {(micro + ppm_per_one / 2) / ppm_per_one};
}

//! Amounts up to this one times a ratio of one are exact in 64 bits; a year's sums may be larger.
inline constexpr Money largest_in_64_bits{9'000'000'000'000};

//! Money x ratio, rounded half up to a fen. For a non-negative amount of any size.
constexpr Money operator*(Money a, Ratio r)
{
    if (a <= largest_in_64_bits) return round_half_up(micro_fen(a, r));
    const __int128 micro = static_cast<__int128>(a.fen) * r.ppm;
    return {static_cast<std::int64_t>((micro + ppm_per_one / 2) / ppm_per_one)};
}

//! Splits a payment by shares that sum to 1: largest remainder, ties to the first named.
//! \param shares parts per million, sum 1,000,000; \param parts receives one amount a share.
constexpr void split_by_shares(Money payment, std::span<const Ratio> shares, std::span<Money> parts)
{
    std::array<std::int64_t, 16> remainder{};
    Money left = payment;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const __int128 micro = static_cast<__int128>(payment.fen) * shares[i].ppm; // of any size
        parts[i] = {static_cast<std::int64_t>(micro / ppm_per_one)};
        remainder[i] = static_cast<std::int64_t>(micro % ppm_per_one);
        left -= parts[i];
    }
    for (; left.fen > 0; left.fen -= 1) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < shares.size(); ++i)
            if (remainder[i] > remainder[best]) best = i;
        parts[best].fen += 1;
        remainder[best] = -1;
    }
}

} // namespace hearth
