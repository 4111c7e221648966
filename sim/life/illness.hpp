// Order of life, step 5: illness with dates. What falls on a person whatever the policy is drawn
// once per village and year and shared by all arms; what depends on chronic disease is drawn in
// the arm, with luck of its own, so that one never shifts the other.
#pragma once

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
};

//! Visits outside hospital for one condition, bundled into one claim.
struct Bundle {
    std::int16_t day;
    std::int16_t disease;
    PersonIndex person;
    float cases;    //!< cases (acute) or 1 (a chronic case-year)
    float bill;     //!< standard normal
    float seek, tier;
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
};

//! Factors on this year's illness, common to many households.
struct Exposure {
    double admissions = 1.0; //!< on episodes needing a bed
    double cases = 1.0;      //!< on outpatient cases
    double endemic = 1.0;    //!< on onset of endemic disease
};

//! Distribution function of a Poisson count, tabulated once for many draws.
struct CountTable {
    static constexpr int most = 24;
    std::array<double, most> at_most{}; //!< P(count <= i)

    CountTable() = default;
    explicit CountTable(double mean);
    int count(double u) const
    {
        int n = 0;
        while (n < most && u >= at_most[static_cast<std::size_t>(n)]) ++n;
        return n;
    }
    //! Where u lies within the cell of its count: uniform again.
    double within(double u, int n) const
    {
        const double low = n == 0 ? 0.0 : at_most[static_cast<std::size_t>(n) - 1];
        const double high = n < most ? at_most[static_cast<std::size_t>(n)] : 1.0;
        return high > low ? (u - low) / (high - low) : 0.5;
    }
};

void draw_illness(YearIllness& illness, const Village& village, const World& world,
                  const Luck& luck, int year, const Exposure& exposure);

//! Episode k of a chronic condition.
Episode draw_episode(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                     std::uint32_t k, std::uint32_t& disease_word);

//! The year's visits for a chronic condition.
Bundle draw_chronic_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                           int chronic_bit, int disease);

//! Chronic episodes are numbered from here, apart from acute ones.
inline constexpr std::uint32_t chronic_episodes_from = 64;

inline int day_of(std::uint32_t word) { return static_cast<int>(unit(word) * 360.0); }

} // namespace hearth
