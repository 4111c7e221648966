// Every measure in one table: name, unit, names for people, definition, and how it follows from a
// tally. Documents, `hearth table` and the results file are made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/run.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! What a measure is about decides the groups it is told for.
enum class Subject { household, person, tier, layer, level, fund };

//! The sums of one group in one draw, scenario and year.
struct GroupSums {
    HouseholdRow household;
    PersonRow person;
    TierSums tier;
    LayerSums layer;
    std::int64_t by_level = 0;      //!< fen
    double fund_revenue = 0.0;      //!< yuan, already scaled
    double fund_payments = 0.0;
    double fund_balance = 0.0;
    double gini = 0.0;
    double poverty_line = 0.0;      //!< yuan
    double scale = 1.0;             //!< persons stood for by each person simulated
};

struct Measure {
    std::string_view name;
    std::string_view unit;
    std::string_view long_name;
    std::string_view long_name_zh;
    std::string_view definition;
    Subject subject;
    bool all_only; //!< told for the whole population only
    double (*value)(const GroupSums&);
};

std::span<const Measure> measures();
const Measure* find_measure(std::string_view name);

//! A group such as `all`, `county:xiji`, `layer:basic`.
struct Group {
    std::string name;
    Subject subject;  //!< household = also person where `for_persons`
    bool for_households = false;
    bool for_persons = false;
    int index = 0;
    enum class Kind { all, county, registry, quintile, age, sex, tier, layer, level, fund } kind;
};

//! The groups of a run, in the order of the results file.
std::vector<Group> groups_of(const World& world, std::span<const Plan> plans);

//! Whether a measure is told for a group.
bool applies(const Measure& measure, const Group& group);

//! Sums of a group in a tally.
GroupSums sums_of(const Tally& tally, const Group& group, const Policy& policy);

//! Gini index of net welfare per head from the tally's income bins, within 0.001 of the exact one.
double gini(const Tally& tally);

} // namespace hearth
