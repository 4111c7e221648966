// What the tests share: one include for the framework, and a small world to live in.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "calibration/world_builder.hpp"
#include "sim/run/run.hpp"

namespace hearth::test {

//! The project's folder, given by CMake.
inline const std::string root = HEARTH_ROOT;

//! A fresh folder that goes with the test.
struct Folder {
    std::filesystem::path path;
    Folder()
    {
        static int number = 0;
        path = std::filesystem::temp_directory_path()
            / ("hearth-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
        std::filesystem::create_directories(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file(const std::string& name, const std::string& text) const
    {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
};

//! Guyuan's tables with two villages a county: about 14,500 persons.
Tables small_tables();
//! A scenario of the project by name.
Scenario shipped_scenario(const std::string& name);

//! A run of shipped scenarios in the small world.
struct SmallRun {
    World world;
    std::vector<Plan> plans;
    RunResult result;
};
SmallRun live(World world, const std::vector<std::string>& scenarios, RunSettings settings);

//! Makes villages of a world; `keep` < 1 takes a nested sample.
VillageMaker maker(const World& world, std::uint64_t seed, double keep = 1.0);

//! All tallies as raw bytes, for comparison to the bit.
std::string bytes(const RunResult& result);

//! Sum of a household measure over all cells of a tally.
std::int64_t total(const Tally& tally, HouseholdSum what);
std::int64_t total(const Tally& tally, PersonSum what);

//! A stack from scenario text; REQUIREs that it has no fault.
law::Stack stack_from(const std::string& toml);
//! All faults of a scenario text, one a line.
std::string faults_of(const std::string& toml);

//! An inpatient claim of these amounts in yuan.
law::Claim claim(double charge, double compliant, CivilDate date = {2017, 6, 1});

} // namespace hearth::test
