// How the plain evaluator reads: exact amounts, days, claims, dated values and `for` sections.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

#include "plain_evaluator.hpp"

namespace hearth::plain {

//! Yuan, ratios and multipliers alike: an exact fraction.
using Exact = boost::multiprecision::cpp_rational;
using Day = std::chrono::sys_days;

//! Half up to a whole fen; the value stays in yuan. Amounts are never negative here.
Exact round_to_fen(const Exact& yuan);
//! The number of fen in an amount that is a whole number of fen.
long long whole_fen(const Exact& yuan);
//! A number of the scenario: at most six decimals, so the nearest millionth is what was written.
Exact number_in(const toml::node& node);
//! An amount of a claims file, for example "812.50".
Exact amount_in(const std::string& text);

//! "2014" is 1 January, "2018-07" the 1st, "2018-07-01" itself.
Day day_in(std::string_view text);
int year_of(Day day);
//! Months since year 0, so that neighbouring months differ by one.
int month_of(Day day);

//! The value on that day: a table of dates gives the newest entry not after it, or nothing.
const toml::node* in_force(const toml::node* value, Day day);
//! The key of a section as it holds on that day, or nothing.
const toml::node* look_up(const toml::table* section, std::string_view key, Day day);
//! A sub-table, undated, for example the section [fund.aid]; nothing if it is not there.
const toml::table* section_in(const toml::table* table, std::string_view key);
std::string text_or(const toml::node* node, const std::string& otherwise);
bool flag_or(const toml::node* node, bool otherwise);
std::vector<std::string> texts_in(const toml::node* list);
bool lists(const toml::node* list, const std::string& text);

//! A row of the claims file with the page's defaults filled in.
struct Claim {
    std::size_t row = 0;
    std::string person, household;
    std::set<std::string> labels;
    Day date;
    bool inpatient = false;
    std::string tier, referred_from, disease, catalogue_class;
    Exact charge, compliant;
    bool joined_every_scheme = false;
    std::set<std::string> schemes;
    Exact days, visits;
    bool away = false;
    std::optional<Day> onset, joined;
};
Claim claim_in(const Row& row, std::size_t number);

//! The terms of one layer for one claim: its `for` entry first, then the layer's own keys.
class Terms {
public:
    Terms(const toml::table* layer, const toml::table* tilt, const Claim& claim)
        : layer_(layer), tilt_(tilt), claim_(claim)
    {
    }
    //! The key as it holds for this claim, or nothing.
    const toml::node* find(std::string_view key) const;
    //! A part of a key that is a table, for example ("ceiling", "year").
    const toml::node* find(std::string_view key, std::string_view part) const;
    bool has(std::string_view key) const { return find(key) != nullptr; }
    //! The number, or its entry for the tier where one is given for each tier.
    Exact number(const toml::node* node, const std::string& tier) const;
    Exact number_or(const toml::node* node, const Exact& otherwise) const;

private:
    const toml::table* layer_;
    const toml::table* tilt_;
    const Claim& claim_;
};

} // namespace hearth::plain
