// A claims file replayed under scenarios: one row out for each row in, sums, and a waterfall.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "replay/desk.hpp"

namespace hearth {

struct ReplayOptions {
    std::string claims;                         //!< file to read
    std::string out;                            //!< file to write; empty = standard output
    bool write_rows = true;
    std::string* rows = nullptr;                //!< takes the rows instead of a file
    int year = 0;                               //!< 0 = all
    std::string explain;                        //!< a person, or empty
    bool skip_faults = false;                   //!< to `out`.skipped.csv; else they are refused
    bool show_values = false;                   //!< in messages about faulty rows
    int threads = 0;                            //!< 0 = all the machine offers
    std::map<std::string, std::string> renamed; //!< column -> its name in the file
    std::size_t block_bytes = std::size_t{1} << 20;
    std::size_t sort_bytes = std::size_t{1} << 28; //!< memory of a sort, where one is needed
    std::function<void(std::uint64_t)> progress;   //!< bytes read so far
};

//! People who pay less, more or the same out of pocket than under the first scenario.
struct GainsAndLosses {
    std::int64_t gainers = 0, losers = 0, unchanged = 0;
    Money gained, lost, largest_loss;
};

struct Replayed {
    std::vector<std::string> labels; //!< names of Totals::label
    std::vector<Totals> totals;      //!< by scenario
    //! By scenario but the first: everyone, then by label, the last for no label.
    std::vector<std::vector<GainsAndLosses>> changes;
    std::int64_t persons = 0;
    std::int64_t skipped = 0;
    bool sorted = false; //!< the claims had to be sorted
    std::vector<ExplainedClaim> explained;
};

//! Replays the file. Throws InputError with the faults of rows (line, column, rule); nothing is then
//! written. Memory grows with persons, not with claims.
Replayed replay(std::span<const Scenario> scenarios, const ReplayOptions& options);

//! The rules of faulty rows, one a line; values of fields only where asked.
std::string told(const std::string& file, std::span<const RowFault> faults, bool show_values);

} // namespace hearth
