// The results of a run: measures by scenario, year, group and draw, and where they came from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "output/measures.hpp"

namespace hearth {

struct Results {
    std::vector<std::string> scenarios;
    std::vector<std::int64_t> years;
    std::vector<std::string> groups;
    int draws = 0;
    struct Variable {
        std::string name, unit, long_name, long_name_zh;
        std::vector<double> values; //!< scenario x year x group x draw, NaN where it does not apply
    };
    std::vector<Variable> variables;
    //! The same measures with care frozen at the first scenario's: what a reform does before anybody
    //! answers to it. NaN for the first scenario; empty where it was not lived.
    std::vector<Variable> mechanical;
    //! Exact Shapley shares of a reform's provisions in what it changes: provision x year x group x draw.
    std::string reform; //!< scenario that is split; empty where none is
    std::vector<std::string> provisions;
    std::vector<Variable> shares;
    std::map<std::string, std::string> record;        //!< text attributes of the file
    std::map<std::string, std::int64_t> record_numbers;

    double at(const Variable& v, std::size_t scenario, std::size_t year, std::size_t group,
              std::size_t draw) const
    {
        return v.values[((scenario * years.size() + year) * groups.size() + group)
                            * static_cast<std::size_t>(draws) + draw];
    }
    const Variable* find(std::string_view name) const;
    const Variable* find_mechanical(std::string_view name) const;
    int scenario_index(std::string_view name) const; //!< -1 = none
};

//! Turns tallies into measures. \param scale persons stood for by each person simulated
//! \param worlds lived: measures of those left out are NaN
Results make_results(const World& world, std::span<const Plan> plans, const RunResult& run, double scale,
                     const Worlds& worlds);

//! Writes results.h5 atomically; the same results give the same bytes.
void write_results(const std::string& path, const Results& results);

//! Reads a results file; InputError where it is none, or not complete.
Results read_results(const std::string& path);

//! SHA-1 of a text or a file's content, in hexadecimal.
std::string digest(const std::string& content);
std::string digest_file(const std::string& path);

//! Mean, standard error and quantiles over draws.
struct Summary {
    double mean = 0.0;
    double se = 0.0; //!< NaN with fewer than two draws, as are the quantiles
    double p05 = 0.0, p50 = 0.0, p95 = 0.0;
    double variance = 0.0;
    int n = 0;
};
Summary summarise(std::vector<double> draws);

} // namespace hearth
