// Every measure in one table: name, unit, names for people, definition, and how it follows from a
// tally. Documents, `hearth table` and the results file are made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/fund_accounts.hpp"
#include "sim/run/run.hpp"
#include "sim/world/policy.hpp"

namespace hearth {

//! What a measure is about decides the groups it is told for.
enum class Subject { household, person, tier, layer, level, fund, disease, channel, programme };

//! Indices that need the whole distribution, from the tally's bins.
struct Inequality {
    double gini = 0.0;        //!< of net welfare a head
    double gini_gross = 0.0;
    double theil = 0.0;       //!< T, of net welfare a head, positive values
    double top10_share = 0.0; //!< of net welfare
    double bottom40_share = 0.0;
    double concentration_oop = 0.0;   //!< of own payments by rank of gross welfare
    double concentration_che10 = 0.0; //!< of being catastrophic at 10 %
    double poor_gini = 0.0;   //!< of net welfare among the poor
    double spending_gini = 0.0;       //!< of charges a year among persons with any
    double spending_top5_share = 0.0; //!< of charges, borne by the twentieth with most
};
Inequality inequality(const Tally& tally);

//! The sums of one group in one draw, scenario and year.
struct GroupSums {
    HouseholdRow household;
    PersonRow person;
    TierSums tier;
    LayerSums layer;
    DiseaseSums disease;
    ChannelSums channel;
    ProgrammeSums programme;
    FundAccount fund;                  //!< already scaled, as are:
    Money by_level;                 //!< what a level of government pays
    GovernmentYear governments;
    Money programme_cost;
    Inequality inequality;          //!< of the whole population
    double consumer_price_index = 0.0;
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
    enum class Kind { all, county, registry, quintile, label, age, sex, tier, layer, level, fund, disease, channel, programme } kind;
};

//! The groups of a run, in the order of the results file.
std::vector<Group> groups_of(const World& world, std::span<const Plan> plans);

//! Whether a measure is told for a group.
bool applies(const Measure& measure, const Group& group);

//! Sums of a group in a tally. \param accounts closed for the year, \param funds by fund
GroupSums sums_of(const Tally& tally, const Group& group, const Policy& policy, const FundAccounts& accounts,
                  const std::vector<FundAccount>& funds, int y);

} // namespace hearth
