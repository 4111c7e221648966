// Addressed randomness: a random word is a pure function of (seed, stream, index, id, year,
// purpose, k). Nothing is consumed, so the same person has the same luck in every scenario, on any
// thread and after any restart. Generator: Philox4x32-10 (Salmon et al., SC'11) from Random123.
#pragma once

#include <array>
#include <cstdint>

#include <Random123/philox.h>

#include "sim/base/math.hpp"

namespace hearth {

//! What the luck is for. Part of the address: entries are never renumbered, only added.
enum class Stream : std::uint32_t { population = 1, parameter = 2, systemic = 3, household = 4 };

enum class Purpose : std::uint16_t {
    key = 0,
    village_distance = 1,
    household_shape = 2,
    member_age = 3,
    member_state = 4,
    member_illness = 5,
    sample_rank = 6,
    member_work = 7, // words: kind of work, frailty
    village_endemic = 8,
    demography = 10,
    household_year = 11, // words: permanent income, passing income, enrolment, registry
    household_lasting = 12, // words: family-doctor contract, health literacy
    illness = 14,
    onset = 15,
    admission = 16,
    admission_bill = 17,
    outpatient = 18,
    chronic_visits = 19,
    complication = 20,
    take_up = 21,
    prevention = 22, // what a programme keeps away
    epidemic = 23,   // what comes on top: words: stays, cases, onset
    design = 24,     // points and moves of calibration
    year_shock = 30,
    area_shock = 31,
    outlook_year = 32,  // words: price, income
    outlook_trend = 33, // words: price, income, incidence
    outlook_area = 34,
    forecast_seed = 35,
};

using Words = std::array<std::uint32_t, 4>;

//! A source of luck: one seed, stream and index (a draw's number, or 0).
class Luck {
public:
    Luck(std::uint64_t seed, Stream stream, std::uint32_t index)
    {
        const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(stream), index, 0, 0}};
        const auto block = r123::Philox4x32{}(counter, key_of(seed));
        key_ = {{block[0], block[1]}};
    }

    //! Four words at (id, year, purpose, k).
    Words words(std::uint64_t id, int year, Purpose purpose, std::uint32_t k = 0) const
    {
        const auto low = static_cast<std::uint32_t>(id);
        const auto high = static_cast<std::uint32_t>(id >> 32);
        const auto what = (static_cast<std::uint32_t>(static_cast<std::uint16_t>(year)) << 16)
            | static_cast<std::uint32_t>(purpose);
        const auto block = r123::Philox4x32{}({{low, high, what, k}}, key_);
        return {block[0], block[1], block[2], block[3]};
    }

private:
    static r123::Philox4x32::key_type key_of(std::uint64_t seed)
    {
        return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
    }
    r123::Philox4x32::key_type key_{};
};

//! A word as a number in (0, 1): the middle of its 2^-32 cell, so 0 and 1 never occur.
inline double unit(std::uint32_t word)
{
    return (static_cast<double>(word) + 0.5) * 0x1.0p-32;
}

//! A word as a standard normal number; increasing in the word, so that luck couples well.
inline double normal(std::uint32_t word) { return normal_quantile(unit(word)); }

//! Number of events of a Poisson process with mean `mean`, by inversion; at most 40.
inline int poisson(double u, double mean)
{
    double p = exponential(-mean);
    double cumulative = p;
    int n = 0;
    while (u >= cumulative && n < 40) {
        ++n;
        p *= mean / n;
        cumulative += p;
    }
    return n;
}

} // namespace hearth
