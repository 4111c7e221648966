// The flat program: the steps a kind of claim takes through the stack, all choices made beforehand.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/law/terms.hpp"

namespace hearth::law {

//! What decides which layers look at a claim, and with which terms.
struct Circumstances {
    std::uint32_t categories = 0; //!< bit of each category held that day, earned ones included
    std::uint32_t schemes = ~0u;  //!< bit of each scheme joined
    Setting setting = Setting::inpatient;
    std::uint8_t tier = 0;
    std::int8_t referred_from = -1;    //!< tier index or -1
    std::int16_t disease = -1;         //!< index into Stack::diseases or -1
    std::uint8_t catalogue_class = 0;  //!< 0 = none, then index into Stack::classes + 1
    bool away = false;
    bool replaces_referral = false; //!< the rules below take the place of every layer's own
    Referral referral_up = Referral::full, referral_down = Referral::full;
};

//! A layer that may apply, its terms narrowed to the circumstances: one step of the program.
//! What most claims need stands first: it fits two cache lines.
struct alignas(64) Step {
    std::uint8_t layer = 0;
    std::int8_t fund = -1;
    Base base = Base::remaining_compliant;
    Period period = Period::claim;
    std::uint8_t band_count = 0;
    std::uint8_t multipliers = 1;
    bool ordinary = true;           //!< none of the rarer terms below `guarantee` is used
    bool conditional = false;       //!< `when`, a waiting time or an exclusion may stop it
    Slots slots;
    Ratio floor_ratio;
    Ceilings ceiling;
    std::array<Ratio, most_bands> ratio{};
    std::array<Money, most_bands> from{};
    std::array<Money, most_multipliers> owed{}; //!< deductible by admission of the year
    Guarantee guarantee;
    bool fund_limits = false;       //!< the fund may run dry
    bool whole_base = false;        //!< an account without a schedule
    bool when = false;
    bool opens_by_disease = false;  //!< the claim's disease is among those that open the layer
    bool exclude_preexisting = false;
    int waiting_days = -1;
    Money own_payment_over = unlimited;
    Money charge_over = unlimited;
    Ratio first_self_pay;
    PerVisit per_visit;
    PerDay per_day;
    SavingsAccount account;
    Shares shares;
    int delay_days = 0;
    friend bool operator==(const Step&, const Step&) = default;
};

using Route = std::vector<Step>;
Route make_route(const Stack& stack, std::size_t segment, const Circumstances& circumstances);

//! Why a layer does not look at a claim: the scope key that stops it, empty if none does.
std::string stopped_by(const Stack& stack, std::size_t segment, std::size_t layer,
                       const Circumstances& circumstances);

//! Routes made when first asked for. One for each thread; the stack must outlive it.
class RouteMemo {
public:
    explicit RouteMemo(const Stack& stack) : stack_(&stack) {}
    const Route& find(Date day, const Circumstances& circumstances);
    //! The route found last.
    const Route* last() const { return last_; }
    //! Calendar year of a day.
    int year_of(Date day)
    {
        if (day < begin_ || !(day < end_)) turn_to(day);
        return year_;
    }

private:
    struct Entry {
        std::uint64_t key = ~std::uint64_t{0};
        const Route* route = nullptr;
    };
    void turn_to(Date day);

    const Stack* stack_;
    std::unordered_map<std::uint64_t, Route> routes_;
    std::array<Entry, 1024> recent_{}; //!< by a hash of the key
    const Route* last_ = nullptr;
    Date begin_{1}, end_{0}; //!< days of one year and segment: [begin, end)
    int year_ = 0;
    std::size_t segment_ = 0;
};

} // namespace hearth::law
