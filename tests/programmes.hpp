// Reforms written as a few lines of TOML, lived beside the baseline in a small world.
#pragma once

#include "sim/run/fund_accounts.hpp"
#include "tests/support.hpp"

namespace hearth::test {

inline constexpr std::size_t before = 0, after = 1; //!< arms

struct Lived {
    World world;
    std::vector<Plan> plans;
    RunResult result;
    int years = 0;

    const Tally& at(std::size_t arm, int y) const { return result.at(0, static_cast<int>(arm), y); }
    std::int64_t sum(std::size_t arm, PersonSum what, int from = 0, int to = 100) const
    {
        std::int64_t all = 0;
        for (int y = from; y < std::min(to, years); ++y) all += total(at(arm, y), what);
        return all;
    }
    std::int64_t sum(std::size_t arm, HouseholdSum what, int from = 0, int to = 100) const
    {
        std::int64_t all = 0;
        for (int y = from; y < std::min(to, years); ++y) all += total(at(arm, y), what);
        return all;
    }
    double ratio(PersonSum what, int from = 0, int to = 100) const
    {
        return static_cast<double>(sum(after, what, from, to)) / static_cast<double>(sum(before, what, from, to));
    }
    double ratio(HouseholdSum what, int from = 0, int to = 100) const
    {
        return static_cast<double>(sum(after, what, from, to)) / static_cast<double>(sum(before, what, from, to));
    }
    //! Books of an arm's funds, by year; CHECKs that every one balances.
    std::vector<std::vector<FundAccount>> books(std::size_t arm) const;
    std::size_t fund(const std::string& name) const;
    bool same_bits(int from = 0) const;
};

//! A scenario text on top of the baseline.
std::string on_baseline(const std::string& name, const std::string& sections);
//! Lives the baseline and the baseline with these sections. CHECKs the books of both.
Lived live_reform(World world, const std::string& sections, int years = 4, int threads = 2);
//! A world in which prices and cash move nobody: care is what it is.
World unmoved_world(int years = 4);

} // namespace hearth::test
