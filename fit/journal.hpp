// Runs already made, kept in a file that only grows: a kill loses at most the run being written.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "store/journal.hpp"

namespace hearth::fit {

struct RunRecord;

class Journal {
public:
    //! Opens or makes `folder`/runs.journal (store::Journal). \param identity of what is fitted
    Journal(const std::string& folder, const std::string& identity, bool fresh);
    ~Journal();

    const RunRecord* find(std::uint64_t id) const;
    //! Thread-safe; on the disk when it returns.
    void add(const RunRecord& record);
    std::size_t size() const { return known_.size(); }

private:
    store::Journal file_;
    std::map<std::uint64_t, RunRecord> known_; //!< as it was opened
};

} // namespace hearth::fit
