// Runs already made, kept in a file that only grows: a kill loses at most the run being written.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace hearth::fit {

struct RunRecord;

class Journal {
public:
    //! Opens or makes `folder`/runs.journal. \param identity of what is fitted: a journal of another identity is
    //! refused (InputError) unless `fresh`, which begins anew. A record cut short by a kill is dropped.
    //! Another process that holds the journal is refused; IoError where it cannot be written.
    Journal(const std::string& folder, const std::string& identity, bool fresh);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    const RunRecord* find(std::uint64_t id) const;
    //! Thread-safe; on the disk when it returns.
    void add(const RunRecord& record);
    std::size_t size() const { return known_.size(); }

private:
    void read(const std::string& identity);
    void write(const std::string& bytes);
    std::string path_;
    int file_ = -1;
    std::map<std::uint64_t, RunRecord> known_;
    std::mutex mutex_;
};

} // namespace hearth::fit
