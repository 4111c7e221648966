// The skeleton of a village: who is born, marries, moves in or out and dies of background causes.
// It is shared by all scenario arms; an arm only removes people (deaths through illness).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/world/world.hpp"

namespace hearth {

using PersonIndex = std::int32_t;
using HouseholdIndex = std::int32_t;
inline constexpr std::int32_t nobody = -1;

//! Ids stay below 2^53: 32 bits for founding household and seat, then five 4-bit lineage digits
//! (1-14 child, 15 exchanged spouse). A new household takes its founder's id.
namespace ids {
constexpr std::uint64_t founder(std::uint64_t household, std::uint64_t seat)
{
    return (household << 4 | seat) << 20;
}
//! The next free lineage digit of `parent` set to `digit`; 0 where the lineage is full.
std::uint64_t descend(std::uint64_t parent, std::uint64_t digit);
} // namespace ids

//! Persons by column; a row once added stays, `present` says whether it lives in the village.
struct Persons {
    std::vector<std::uint64_t> id;
    std::vector<std::int16_t> birth_year;
    std::vector<std::uint8_t> sex; //!< 0 male, 1 female
    std::vector<std::uint8_t> ever_married;
    std::vector<std::uint8_t> children; //!< born in the village so far
    std::vector<std::uint8_t> present;
    std::vector<float> work_luck; //!< lasting, uniform: migrant below, farmer above
    std::vector<float> frailty;   //!< lasting, standard normal: who falls ill more easily
    std::vector<HouseholdIndex> household;
    std::vector<PersonIndex> next; //!< next member of the same household
    std::size_t size() const { return id.size(); }
};

struct Households {
    std::vector<std::uint64_t> id;
    std::vector<PersonIndex> first; //!< head of the list of members
    std::vector<float> registry_luck; //!< lasting targeting error, standard normal
    std::vector<float> income_rank;   //!< permanent income, log, carried from year to year
    std::vector<float> contract_luck; //!< lasting, uniform: who is offered a contract first
    std::vector<float> literacy_luck; //!< lasting, uniform: who learns about health first
    // This year's luck.
    std::vector<float> income_luck;    //!< passing income, log
    std::vector<float> enrolment_luck; //!< uniform
    std::vector<float> registry_error; //!< passing targeting error, uniform
    std::size_t size() const { return id.size(); }
};

//! What the skeleton did this year; arms follow it.
struct SkeletonEvent {
    enum class Kind : std::uint8_t { birth, bride, split } kind;
    PersonIndex person;   //!< child, bride, or founder of the new household
    PersonIndex because;  //!< mother, groom
    HouseholdIndex from;  //!< split: the household left
};

struct Village {
    std::uint32_t number = 0;
    int county = 0;
    ByTier minutes{}; //!< one-way travel time to each tier
    std::uint64_t endemic = 0; //!< bit of each disease that occurs in a part of the villages, this one among them
    Persons person;
    Households household;
    std::vector<SkeletonEvent> events; //!< of the current year
    std::vector<PersonIndex> died;     //!< of background causes, this year
    // Chronic conditions people bring into the base year, and since when.
    std::vector<std::uint64_t> conditions; //!< by person, bit = World::chronic
    std::vector<std::uint64_t> known;
    std::vector<std::uint64_t> advanced;   //!< those beyond their early stage
    std::vector<std::int8_t> years_ill;    //!< years before the base year the conditions began

    PersonIndex add_person(std::uint64_t id, int birth_year, int sex, HouseholdIndex household, const Words& lasting);
    HouseholdIndex add_household(std::uint64_t id, double registry_luck, double income_rank, const Words& lasting);
    //! Does the disease occur here?
    bool has(const World& world, std::size_t disease) const
    {
        return world.diseases[disease].village_share >= 1.0 || (endemic >> disease & 1) != 0;
    }
    void move_person(PersonIndex person, HouseholdIndex to);
};

//! Endemic diseases of a village, by its number.
std::uint64_t draw_endemic(const World& world, const Luck& luck, std::uint32_t village);

//! Class of a person by lasting luck and the household's income: World::risk_ratio.
int risk_class(const World& world, double frailty, double income_rank);

//! Chronic conditions of a person of this age and sex in this village, as prevalent and as diagnosed.
//! \param risk of the person, mean 1
struct Conditions {
    std::uint64_t present = 0;
    std::uint64_t known = 0;
    std::uint64_t advanced = 0;
};
Conditions draw_conditions(const World& world, const Luck& luck, const Village& village, std::uint64_t id, int age,
                           int sex, double risk);

//! One year of births, marriages, moves and background deaths (order of life, step 1).
//! Each person's events depend on that person's own luck alone.
void live_demography(Village& village, const World& world, const Luck& luck, int year);

//! The year's luck of households: permanent income moves (AR(1) about 0, in logs), its passing part
//! and the luck of enrolment and of the registry's yearly error are drawn.
void draw_household_luck(Village& village, const Parameters& parameters, const Luck& luck, int year);

} // namespace hearth
