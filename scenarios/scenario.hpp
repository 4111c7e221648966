// A scenario: what a government may decide. Read from TOML, checked, compiled for the simulator.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/values.hpp"
#include "sim/law/terms.hpp"

namespace hearth {

//! A value that may change at dates; before the first date there is none.
template <class T>
struct Dated {
    std::vector<std::pair<Date, T>> from; //!< ascending
    std::optional<T> on(Date day) const
    {
        std::optional<T> value;
        for (const auto& [date, v] : from)
            if (date <= day) value = v;
        return value;
    }
};

//! A fund that pays claims. Money comes from the scheme that names it and from `balance` (a yearly
//! appropriation). What happens when nothing is left: Stack::exhaustion.
struct Fund {
    std::string name;
    Dated<Money> balance; //!< received every 1 January: the amount then in force
    bool carry_over = true; //!< what is left, or owed, on 31 December stays
};

//! A scheme people join: premium and per-head government subsidy, yuan per person and year.
//! Where a key is absent the input's series holds.
struct Scheme {
    std::string name;
    std::string fund;
    Dated<Money> premium;
    Dated<Money> subsidy;
    std::vector<Ratio> subsidy_share; //!< by level of government
};

//! `[programme.premium_subsidy]`: part of the premium is paid for some categories.
//! `[programme.pay_after_treatment]`: no deposit; the final share is paid at discharge.
struct Programme {
    std::string name;
    bool on = false;
    Date from = always;
    std::optional<Date> until;
    std::uint32_t who = 0; //!< bit of each category; 0 = everyone
    Dated<Ratio> share;
    //! Other shares for holders of a category (`[programme.premium_subsidy.for.C]`), by precedence.
    std::vector<std::pair<std::size_t, Dated<Ratio>>> tiers;
    std::vector<Ratio> paid_by; //!< by level of government

    //! The share for the labels held, on a day.
    Ratio share_for(std::uint32_t categories, Date day) const
    {
        for (const auto& [category, dated] : tiers)
            if (categories >> category & 1)
                if (const auto own = dated.on(day)) return *own;
        return share.on(day).value_or(Ratio{});
    }
    bool active(Date day) const { return on && day >= from && (!until || day < *until); }
};

//! `[supply]`: whether beds limit care, and how many there are.
struct Supply {
    Dated<bool> responds;
    Dated<std::vector<std::pair<std::size_t, Ratio>>> beds; //!< by tier, ratio to the input's
};

struct Scenario {
    std::string name;
    std::string title;
    std::string source; //!< text of the file and of those it extends
    std::vector<std::string> files; //!< where they lie
    law::Stack stack;
    std::vector<Fund> funds;
    std::vector<Scheme> schemes;
    std::vector<Programme> programmes;
    Supply supply;
    std::vector<std::string> provisions; //!< parts of the reform, by name (`[provision.NAME]`)
    std::vector<std::string> unused; //!< sections that cannot have an effect

    const Programme* programme(std::string_view wanted) const;
};

//! Reads and checks a scenario file. Throws InputError with all its faults.
//! \param chosen provisions to lay on; null = all
Scenario read_scenario(const std::string& path, const std::vector<std::string>* chosen = nullptr);

//! Parses the benefit sections of a document into a flat program. Exposed for tests.
law::Stack compile_stack(const Node& document, Faults& faults);

//! Text of the keys this version knows, by section, for documentation and messages.
std::vector<std::string> known_benefit_keys();

} // namespace hearth
