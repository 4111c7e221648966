// A benefit stack, resolved when a scenario is read: no names to compare, no dates to parse.
// docs/settlement.md is the contract and explains every term.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/money.hpp"

namespace hearth::law {

inline constexpr int most_tiers = 8;
inline constexpr int most_layers = 16;
inline constexpr int most_bands = 8;
inline constexpr int most_multipliers = 8;
inline constexpr int most_categories = 16;
inline constexpr int most_levels = 8;
inline constexpr int most_schemes = 8;
inline constexpr int most_funds = 16;
inline constexpr int most_classes = 7;
inline constexpr int most_triggers = 2;
inline constexpr int most_diseases = 16'000; //!< codes that layers name; their numbers fit 14 bits
inline constexpr int most_window_months = 24;

enum class Setting : std::uint8_t { inpatient, outpatient };
enum class Base : std::uint8_t { remaining, compliant, remaining_compliant };
enum class Referral : std::uint8_t { full, difference, waived };
enum class Period : std::uint8_t { claim, year };
enum class Promises : std::uint8_t { all, any };
enum class Unit : std::uint8_t { person, household };
enum class Exhaustion : std::uint8_t { pay, stop, prorate };

//! One band of a schedule: `from` counts fen above the deductible; a ratio for each tier.
struct Band {
    Money from;
    std::array<Ratio, most_tiers> ratio{};
};

//! The most a layer pays; `unlimited` where there is no ceiling.
struct Ceilings {
    Money claim = unlimited;
    Money year = unlimited;
    Money lifetime = unlimited;
    friend bool operator==(const Ceilings&, const Ceilings&) = default;
};

struct Guarantee {
    bool present = false;
    bool has_min_ratio = false;
    bool has_max_oop = false;
    Ratio min_ratio;
    Money max_oop;
    Period period = Period::year;
    Promises rule = Promises::all;
    bool of_compliant = false;
    friend bool operator==(const Guarantee&, const Guarantee&) = default;
};

struct PerVisit {
    Money deductible;
    Money ceiling = unlimited;
    friend bool operator==(const PerVisit&, const PerVisit&) = default;
};

struct PerDay {
    Money ceiling = unlimited;
    bool pays = false; //!< a fixed amount a day takes the place of the schedule
    Money pay;
    int after_days = 0;
    int most_days = -1; //!< -1 = without limit
    friend bool operator==(const PerDay&, const PerDay&) = default;
};

//! A personal or family account the layer pays from.
struct SavingsAccount {
    bool present = false;
    Money yearly;
    bool carry_over = true;
    friend bool operator==(const SavingsAccount&, const SavingsAccount&) = default;
};

//! What opens a layer that is shut otherwise. `unlimited` = not a condition.
struct When {
    bool present = false;
    std::int16_t diseases = -1; //!< index into Segment::disease_lists; -1 = not a condition
    Money own_payment_over = unlimited;
    Money charge_over = unlimited;
};

//! How a payment is split between levels of government, in the order named.
struct Shares {
    std::array<Ratio, most_levels> ratio{};
    std::array<std::uint8_t, most_levels> level{}; //!< index into Stack::levels
    std::uint8_t count = 0;
    friend bool operator==(const Shares&, const Shares&) = default;
};

//! The terms of one layer for one kind of person on one day.
struct Terms {
    bool applies = true;
    std::uint32_t who = 0;        //!< bit of each category; 0 = everyone
    std::uint8_t settings = 0b11; //!< bit of each Setting
    std::uint16_t tiers = 0xFFFF; //!< bit of each tier
    std::int16_t diseases = -1;   //!< index into Segment::disease_lists; -1 = all
    std::int8_t scheme = -1;      //!< index of the scheme that must be joined; -1 = none
    Ratio take_up{ppm_per_one};
    int waiting_days = -1;        //!< -1 = none
    bool exclude_preexisting = false;
    When when;
    Base base = Base::remaining_compliant;
    std::array<Ratio, most_classes + 1> first_self_pay{}; //!< 0 = no class, then by class
    std::array<Money, most_tiers> deductible{};
    std::array<Ratio, most_multipliers> nth_admission{{{ppm_per_one}}};
    int multipliers = 1;
    Referral referral_up = Referral::full;
    Referral referral_down = Referral::full;
    std::array<Band, most_bands> bands{};
    int band_count = 0;
    Ratio floor_ratio;
    Ratio away_cut;
    int delay_days = 0; //!< of a payment for care away from home; changes no amount
    Period period = Period::claim;
    PerVisit per_visit;
    PerDay per_day;
    Ceilings ceiling;
    SavingsAccount account;
    bool whole_base = false; //!< asks for its whole base: an account without a schedule
    Guarantee guarantee;
    std::int8_t fund = -1; //!< index into Stack::funds
    Shares shares;
};

//! One layer between two dates.
struct Layer {
    std::vector<Terms> variants;               //!< 0 = the layer itself, then `for` entries
    std::vector<std::uint8_t> tilt_categories; //!< category of each `for` entry, by precedence

    const Terms& terms_for(std::uint32_t categories) const
    {
        for (std::size_t i = 0; i < tilt_categories.size(); ++i)
            if (categories >> tilt_categories[i] & 1) return variants[i + 1];
        return variants[0];
    }
};

//! The stack between two dates: [from, next segment's from).
struct Segment {
    Date from;
    std::uint32_t categories = ~0u; //!< bit of each category that is recognised by then
    std::vector<Layer> layers;
    std::vector<std::vector<bool>> disease_lists; //!< membership by disease index
    std::vector<std::uint16_t> disease_kind; //!< by disease + 1: diseases the lists do not tell apart
};

//! Where a layer keeps its accounts: word indices in the ledger of its unit; -1 = not kept.
struct Slots {
    Unit unit = Unit::person;
    std::int16_t base_year = -1;       //!< B: base of the year so far
    std::int16_t paid_year = -1;       //!< shared within a ceiling group
    std::int16_t paid_lifetime = -1;   //!< shared within a ceiling group; lasting
    std::int16_t deductible_year = -1; //!< used of a deductible group
    std::int16_t charged_year = -1;    //!< T of a guarantee of the charge
    std::int16_t compliant_year = -1;  //!< T of a guarantee of what is compliant
    std::int16_t paid_through = -1;    //!< P: this and earlier layers, on claims it applies to
    std::int16_t balance = -1;         //!< of an account; lasting
    std::int16_t received = -1;        //!< year of the account's last receipt; lasting
    friend bool operator==(const Slots&, const Slots&) = default;
};

//! A label earned by own payments (`[category.NAME.trigger]`).
struct Trigger {
    std::uint8_t category = 0;
    Unit unit = Unit::person;
    int window_months = 12;
    Money own_payment_over;
    int valid_months = 12;
    std::int16_t months = -1; //!< lasting words: own payments by month, a ring of window_months
    std::int16_t last = -1;   //!< month the ring's newest entry belongs to
    std::int16_t until = -1;  //!< last month the label holds
};

//! Words in a ledger: yearly ones first (zeroed on 1 January), then lasting ones.
struct LedgerSize {
    int yearly = 0;
    int lasting = 0;
    int words() const { return yearly + lasting; }
};

//! A compiled benefit stack.
struct Stack {
    std::vector<std::string> layer_names;
    std::vector<std::string> categories;
    std::vector<std::string> tiers;
    std::vector<std::string> diseases; //!< codes that some layer names
    std::vector<std::string> schemes;
    std::vector<std::string> classes; //!< of the catalogue
    std::vector<std::string> levels;  //!< levels of government that share payments
    std::vector<std::string> funds;
    std::vector<Exhaustion> exhaustion; //!< by fund
    std::vector<Slots> slots;           //!< by layer
    std::array<LedgerSize, 2> ledger;   //!< by Unit
    std::vector<Trigger> triggers;
    std::vector<Segment> segments; //!< by date, ascending; at least one

    int layers() const { return static_cast<int>(layer_names.size()); }
    std::size_t segment_on(Date day) const
    {
        std::size_t i = segments.size() - 1;
        while (i > 0 && day < segments[i].from) --i;
        return i;
    }
    bool uses_households() const { return ledger[1].words() > 0; }
    bool joins_persons() const; //!< some fund may run dry
};

//! Gives every layer and trigger its words in the ledgers.
//! \param ceiling_group, deductible_group by layer: number of its group or -1
void lay_out_ledgers(Stack& stack, const std::vector<Unit>& unit,
                     const std::vector<int>& ceiling_group, const std::vector<int>& deductible_group);

//! Finds diseases that the lists of each segment do not tell apart.
void sort_disease_kinds(Segment& segment, std::size_t diseases);

} // namespace hearth::law
