// The state of one scenario arm in a village: what differs from arm to arm. Struct of arrays,
// indexed as the village's persons and households.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/life/books.hpp"
#include "sim/life/prices.hpp"
#include "sim/life/registry.hpp"
#include "sim/village/village.hpp"

namespace hearth {

//! A policy with its price tables.
struct Plan {
    Policy policy;
    ExpectedPrices prices;
};

//! How long a household has been poor, net of health payments.
struct PovertyHistory {
    std::uint8_t spell = 0; //!< years in a row up to now
    std::uint8_t years = 0; //!< since the base year
    friend bool operator==(const PovertyHistory&, const PovertyHistory&) = default;
};

//! Channels through which illness makes poor. A coalition of them is a set of bits: those that act.
enum class Channel : std::uint8_t { bills, non_medical, earnings };
inline constexpr std::size_t coalitions = std::size_t{1} << channels;
constexpr bool acts(std::size_t coalition, Channel c) { return coalition >> static_cast<int>(c) & 1; }

inline constexpr std::uint64_t all_conditions = ~std::uint64_t{0};

struct Arm {
    const Plan* plan = nullptr;
    // by person
    std::vector<std::uint64_t> conditions; //!< chronic, bit = World::chronic
    std::vector<std::uint64_t> known;      //!< diagnosed
    std::vector<std::uint64_t> advanced;   //!< beyond the early stage
    std::vector<std::uint64_t> controlled; //!< in outpatient care when last it was due
    std::vector<std::uint64_t> silent;     //!< known from an examination alone: no episode brought it to light yet
    std::vector<std::uint8_t> gone;        //!< died of illness, or never came because of it
    std::vector<std::uint8_t> disabled;
    std::vector<std::int64_t> person_words; //!< lasting words of the law's ledgers, by person
    // by household
    std::vector<Purse> purse;
    std::vector<Purse> twin; //!< no channel acts: the same household without its illness
    //! By coalition of channels that act; empty unless attribution is asked for.
    std::array<std::vector<Purse>, coalitions> channel;
    std::vector<Purse> free; //!< illness never happened and behaviour is free; with attribution only
    std::vector<Standing> standing;
    std::vector<Standing> free_standing;
    std::vector<PovertyHistory> history;
    std::vector<std::uint8_t> poor_by_illness; //!< last year: poor here, not poor in the twin
    std::vector<std::int64_t> household_words; //!< lasting words of the law's ledgers, by household
};

//! A reform with care frozen: what the reference arm's people were treated for, settled under
//! another plan. Its people, labels and enrolment are the reference arm's.
struct FrozenArm {
    const Plan* plan = nullptr;
    std::vector<Purse> purse;
    std::vector<Purse> twin; //!< without illness, under the reform's premium
    std::vector<PovertyHistory> history;
    std::vector<Money> gross; //!< gross welfare a head of the year last lived, by household
    std::vector<std::int64_t> person_words;
    std::vector<std::int64_t> household_words;
};

} // namespace hearth
