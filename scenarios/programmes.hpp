// The programmes a scenario may switch on, date, aim and scale: `[programme.NAME]`. One catalogue of
// their keys serves reading, checking, `hearth programmes` and the documentation.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/dated.hpp"

namespace hearth {

//! What a programme's key holds.
enum class KeyKind : std::uint8_t {
    number,   //!< one number
    by_tier,  //!< a number for all tiers named in the standard, or a table by tier
    by_disease, //!< a number for all diseases the programme is for, or a table by disease code
    choice,   //!< one of the words of `options`
    tier,     //!< the name of a tier
    tier_list,
    diseases, //!< list of disease codes
};

//! A key of a programme: what it means, its range, the standard value and where that is from.
struct ProgrammeKey {
    std::string_view programme;
    std::string_view name;
    KeyKind kind = KeyKind::number;
    std::string_view unit;
    double lowest = 0.0, highest = 1.0;
    std::string_view standard; //!< as written in TOML; empty = acts only where given
    std::string_view options;  //!< of a choice, between spaces
    std::string_view meaning;
    std::string_view source;   //!< of the standard value
};

//! A row of the catalogue: name, what it is in English and Chinese, how it acts.
struct ProgrammeKind {
    std::string_view name, title, title_zh, mechanism;
};

std::span<const ProgrammeKind> programme_kinds();
std::span<const ProgrammeKey> programme_keys();
const ProgrammeKey* find_programme_key(std::string_view programme, std::string_view key);

//! A value of a key, of whatever kind.
struct ProgrammeValue {
    double number = 0.0;
    std::vector<std::pair<std::string, double>> table; //!< by tier or disease
    std::string word;
    std::vector<std::string> list;
    bool is_table = false;
};

struct Programme {
    std::string name;
    Place place;
    bool on = true;
    Date from = always;
    std::optional<Date> until;
    Dated<std::uint32_t> who; //!< bit of each category; 0 or none = everyone
    std::vector<std::string> counties; //!< empty = all
    Dated<Ratio> scale;    //!< part of its full strength; absent = 1
    std::vector<std::pair<std::string, Dated<ProgrammeValue>>> values; //!< as given
    Dated<Money> cost_per_person, cost_per_year;
    std::string fund;           //!< that pays for it
    std::vector<Ratio> paid_by; //!< by level of government
    // premium_subsidy
    Dated<Ratio> share;
    Dated<Money> amount;
    //! Other shares for holders of a category (`[programme.premium_subsidy.for.C]`), by precedence.
    std::vector<std::pair<std::size_t, Dated<Ratio>>> tiers;

    //! The share for the labels held, on a day.
    Ratio share_for(std::uint32_t categories, Date day) const
    {
        for (const auto& [category, dated] : tiers)
            if (categories >> category & 1)
                if (const auto own = dated.on(day)) return *own;
        return share.on(day).value_or(Ratio{});
    }
    bool active(Date day) const { return on && day >= from && (!until || day < *until); }
    double scale_on(Date day) const { return scale.on(day).value_or(Ratio{ppm_per_one}).ppm * 1e-6; }
    //! The value in force, given or standard; nothing where there is neither.
    std::optional<ProgrammeValue> value(std::string_view key, Date day) const;
    //! The same of a plain number.
    std::optional<double> number(std::string_view key, Date day) const;
    //! Was the key given?
    bool gives(std::string_view key) const;
};

//! What a programme's section may name.
struct ProgrammeWords {
    std::vector<std::string> categories, precedence, tiers, levels, funds;
};

Programme read_programme(const std::string& name, const Node& node, const ProgrammeWords& words, Reader& read);
std::vector<std::string> known_programmes();

} // namespace hearth
