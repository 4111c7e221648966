// A benefit stack as a flat program: what the settlement function reads. docs/settlement.md is the
// contract. Everything here is resolved when a scenario is read: no names, no dates to parse.
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

enum class Setting : std::uint8_t { inpatient, outpatient };
enum class Base : std::uint8_t { remaining, compliant, remaining_compliant };
enum class Referral : std::uint8_t { full, difference, waived };
enum class Period : std::uint8_t { claim, year };
enum class Promises : std::uint8_t { all, any };

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

//! The terms of one layer for one kind of person on one day.
struct Terms {
    bool applies = true;
    std::uint8_t settings = 0b11; //!< bit of each Setting
    std::uint16_t tiers = 0xFFFF; //!< bit of each tier
    std::int16_t diseases = -1;   //!< index into Segment::disease_lists; -1 = all
    std::int8_t scheme = -1;      //!< index of the scheme that must be joined; -1 = none
    Ratio take_up{ppm_per_one};
    Base base = Base::remaining_compliant;
    std::array<Money, most_tiers> deductible{};
    std::array<Ratio, most_multipliers> nth_admission{{{ppm_per_one}}};
    int multipliers = 1;
    Referral referral_up = Referral::full;
    Referral referral_down = Referral::full;
    std::array<Band, most_bands> bands{};
    int band_count = 0;
    Ratio floor_ratio;
    Period period = Period::claim;
    Ceilings ceiling;
    Guarantee guarantee;
    std::array<Ratio, most_levels> shares{};           //!< in the order named
    std::array<std::uint8_t, most_levels> share_of{};  //!< index into Stack::levels
    int share_count = 0;
};

//! One layer between two dates. `who` absent (0) means everyone.
struct Layer {
    std::uint32_t who = 0;
    std::vector<Terms> variants;        //!< 0 = the layer itself, then `for` entries by precedence
    std::vector<std::uint8_t> variant_of; //!< by the set of categories held
};

//! The stack between two dates: [from, next segment's from).
struct Segment {
    Date from;
    std::vector<Layer> layers;
    std::vector<std::vector<bool>> disease_lists; //!< membership by disease index
};

//! A compiled benefit stack.
struct Stack {
    std::vector<std::string> layer_names;
    std::vector<std::string> categories;
    std::vector<std::string> tiers;
    std::vector<std::string> diseases; //!< codes that some layer names
    std::vector<std::string> schemes;
    std::vector<std::string> levels;   //!< levels of government that share payments
    std::vector<int> fund_of;          //!< by layer: index into funds, -1 = none
    std::vector<std::string> funds;
    std::vector<Segment> segments;     //!< by date, ascending; at least one

    int layers() const { return static_cast<int>(layer_names.size()); }
    const Segment& on(Date day) const;
};

//! A bill presented for settlement. Amounts: 0 <= compliant <= charge <= largest_amount.
struct Claim {
    Date date;
    std::uint32_t categories = 0; //!< bit of each category held that day
    std::uint32_t schemes = ~0u;  //!< bit of each scheme joined
    std::uint32_t refused = 0;    //!< bit of each layer the person does not take up
    Setting setting = Setting::inpatient;
    std::uint8_t tier = 0;
    std::int8_t referred_from = -1; //!< tier index or -1
    std::int16_t disease = -1;      //!< index into Stack::diseases or -1
    Money charge;
    Money compliant;
};

//! What one layer remembers of one unit (person or household).
struct Account {
    Money base_year;     //!< B: base of the year so far
    Money paid_year;
    Money paid_lifetime;
    Money charged_year;   //!< T of a guarantee of the charge
    Money compliant_year; //!< T of a guarantee of what is compliant
    Money paid_through;  //!< P of the guarantee: this and earlier layers, on claims it applies to
};

//! What the law remembers of one person.
struct Accounts {
    int year = 0;
    int admissions = 0; //!< inpatient claims of the calendar year
    std::array<Account, most_layers> layer{};

    //! Opens a calendar year: yearly accounts at zero, lifetime payments kept.
    void begin_year(int calendar_year, int layers);
};

struct Settlement {
    std::array<Money, most_layers> paid{};
    Money out_of_pocket;
};

//! Shares the bill among the layers in the order of the stack and updates the accounts.
//! Claims of a person come in order of date; a new calendar year resets the yearly accounts.
//! Exact: charge = sum of paid + out_of_pocket. Source: docs/settlement.md.
Settlement settle(const Stack& stack, const Claim& claim, Accounts& accounts);

//! What decides which layers look at a claim, and with which terms.
struct Circumstances {
    std::uint32_t categories = 0;
    std::uint32_t schemes = ~0u;
    Setting setting = Setting::inpatient;
    std::uint8_t tier = 0;
    std::int16_t disease = -1;
    friend bool operator==(const Circumstances&, const Circumstances&) = default;
};

//! A layer that applies, its terms narrowed to one tier: one step of the flat program.
struct Step {
    std::uint8_t layer = 0;
    Base base = Base::remaining_compliant;
    Period period = Period::claim;
    Referral referral_up = Referral::full;
    Referral referral_down = Referral::full;
    std::uint8_t tier = 0;
    std::uint8_t band_count = 0;
    std::uint8_t multipliers = 1;
    std::array<Money, most_bands> from{};
    std::array<Ratio, most_bands> ratio{};
    Ratio floor_ratio;
    Ceilings ceiling;
    Guarantee guarantee;
    std::array<Money, most_tiers> deductible{};
    std::array<Ratio, most_multipliers> nth_admission{};
    friend bool operator==(const Step&, const Step&) = default;
};

//! The steps a claim takes through the stack, in order.
using Route = std::vector<Step>;
Route make_route(const Segment& segment, const Circumstances& circumstances);

//! Settles a claim along a route, in the year the accounts are opened for: no allocation, no
//! look-up. `settle` and the simulator both end here.
Settlement settle_along(const Route& route, const Claim& claim, Accounts& accounts);

//! f(x) of the schedule in micro-fen (fen x 1e-6), not yet rounded.
std::int64_t schedule(const Step& step, Money deductible, Money x);

//! The deductible this claim owes. `nth` counts the person's inpatient claims of the year from 0.
Money deductible_of(const Step& step, const Claim& claim, int nth);

} // namespace hearth::law
