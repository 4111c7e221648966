// Answers already worked out, kept in a file that only grows: a kill loses at most the one being written.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace hearth::store {

//! What a journal says of itself when it refuses. All but the title are shown by say().
struct JournalWords {
    std::string title;  //!< first line of the file: kind and version
    std::string holder; //!< "another calibration"
    std::string other;  //!< what to do where it holds other answers
};

class Journal {
public:
    //! Opens or makes the file at `path`. \param identity of the work: a journal of another identity is refused
    //! (InputError) unless `fresh`, which begins anew. A record cut short by a kill is dropped. Another process that
    //! holds the journal is refused; IoError where it cannot be written.
    Journal(const std::string& path, const std::string& identity, bool fresh, const JournalWords& words);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    //! Thread-safe; on the disk when it returns.
    void add(std::uint64_t id, const std::string& bytes);
    bool has(std::uint64_t id) const;
    //! InputError where there is none.
    std::string read(std::uint64_t id) const;
    //! `size` bytes of it from `offset`.
    std::string read_part(std::uint64_t id, std::uint64_t offset, std::uint64_t size) const;
    std::size_t size() const { return known_.size(); }
    //! Ids in ascending order.
    std::vector<std::uint64_t> ids() const;

private:
    void scan(const std::string& identity, const JournalWords& words);
    void write(const std::string& bytes);
    struct Span {
        std::uint64_t at, size;
    };
    Span span_of(std::uint64_t id) const;
    std::string path_;
    int file_ = -1;
    std::uint64_t end_ = 0;
    std::map<std::uint64_t, Span> known_;
    mutable std::mutex mutex_;
};

} // namespace hearth::store
