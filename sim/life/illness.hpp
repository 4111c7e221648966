// Order of life, step 5: illness with dates. What falls on a person whatever the policy is drawn
// once per village and year and shared by all arms; what depends on chronic disease is drawn in
// the arm, with luck of its own, so that one never shifts the other.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "sim/village/village.hpp"

namespace hearth {

//! An episode that needs a hospital bed.
struct Episode {
    std::int16_t day;      //!< 0-359 within the year
    std::int16_t disease;
    PersonIndex person;
    float severity;        //!< standard normal
    float bill;            //!< standard normal
    float seek, tier, outcome, extra; //!< uniform in (0, 1)
    float bed, stay; //!< uniform: does a bed stand empty; is the stay finished lower down
};

//! Visits outside hospital for one condition, bundled into one claim.
struct Bundle {
    std::int16_t day;
    std::int16_t disease;
    PersonIndex person;
    float cases;    //!< cases (acute) or 1 (a chronic case-year)
    float bill;     //!< standard normal
    float seek, tier;
    float lasting;  //!< uniform: does the disease advance this year
};

//! What the year brings to each person, whatever the arm.
struct YearIllness {
    std::vector<Episode> episodes;          //!< acute, in order of person
    std::vector<Bundle> bundles;            //!< acute
    std::vector<std::int32_t> first_episode; //!< by person; size persons + 1
    std::vector<std::int32_t> first_bundle;
    std::vector<std::int16_t> onset;        //!< chronic disease that begins, or -1
    std::vector<float> onset_luck;          //!< uniform: known at once?
    std::vector<float> examination_luck; //!< uniform: would an examination find what is latent?
    std::vector<float> chronic_luck;        //!< uniform: number of chronic episodes
    std::vector<float> risk;                //!< how easily the person falls ill, mean 1
};

//! Factors on this year's illness, common to many households.
struct Exposure {
    double admissions = 1.0; //!< on episodes needing a bed
    double cases = 1.0;      //!< on outpatient cases
    double income = 1.0;     //!< on earnings: the county's own luck in years to come
};

//! A Poisson count from one uniform number, whose place within the cell of its count is uniform again.
struct PoissonCell {
    int count = 0;
    double within = 0.5;
};
//! \param none exp(-mean)
inline PoissonCell poisson_cell(double u, double mean, double none)
{
    constexpr int most = 24;
    double low = 0.0, p = none, high = none;
    int n = 0;
    while (n < most && u >= high) {
        ++n;
        p *= mean / n;
        low = high;
        high += p;
    }
    return {n, high > low ? std::min((u - low) / (high - low), 1.0 - 0x1.0p-32) : 0.5};
}

void draw_illness(YearIllness& illness, const Village& village, const World& world,
                  const Luck& luck, int year, const Exposure& exposure);

//! Episode k of a chronic condition.
Episode draw_episode(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                     std::uint32_t k, std::uint32_t& disease_word);

//! The year's visits for a chronic condition.
Bundle draw_chronic_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                           int chronic_bit, int disease);

//! Visits for cases of acute disease.
Bundle draw_case_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year, std::uint32_t k, int disease, int cases);

//! Chronic episodes are numbered from here, apart from acute ones; first episodes of diseases nobody
//! knew of from there.
inline constexpr std::uint32_t chronic_episodes_from = 64;
inline constexpr std::uint32_t late_episodes_from = 128;
inline constexpr std::uint32_t epidemic_episodes_from = 192; //!< and those an epidemic brings on top

inline int day_of(std::uint32_t word) { return static_cast<int>(unit(word) * 360.0); }

} // namespace hearth
