// Sorts fixed-size records of any number with bounded memory, on unlinked temporary files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hearth {

//! A temporary file without a name, readable by its owner alone: gone when closed or killed.
class ScratchFile {
public:
    //! \param folder where it lies
    explicit ScratchFile(const std::string& folder);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void append(const void* data, std::size_t bytes);
    //! Reads at an offset; returns the bytes read (fewer at the end).
    std::size_t read(std::uint64_t offset, void* data, std::size_t bytes) const;
    std::uint64_t size() const { return size_; }
    void clear();
    void swap(ScratchFile& other) noexcept;

private:
    std::string folder_;
    int file_ = -1;
    std::uint64_t size_ = 0;
};

//! A record begins with its key: compared as two unsigned numbers, first then second.
struct SortKey {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

class ExternalSort {
public:
    ExternalSort(std::size_t record_bytes, std::size_t memory_bytes, const std::string& folder);
    void add(const void* record);
    //! Ends the adding. Then next() gives the records in order of their keys.
    void finish();
    //! The next record, or null; it lives until the next call.
    const std::byte* next();

private:
    struct Run {
        std::uint64_t at = 0, end = 0;   //!< unread part in the file
        std::vector<std::byte> buffer;
        std::size_t used = 0, filled = 0;
    };
    void sort_buffer();
    void spill();
    bool refill(Run& run);
    const std::byte* head(std::size_t run) const { return runs_[run].buffer.data() + runs_[run].used; }
    bool before(std::size_t a, std::size_t b) const;
    void sift_down(std::size_t i);

    std::size_t bytes_;
    std::size_t most_records_;
    ScratchFile file_;
    std::vector<std::byte> buffer_;  //!< records being gathered, then the last run
    std::vector<std::uint32_t> order_;
    std::size_t given_ = 0;
    std::vector<Run> runs_;
    std::vector<std::size_t> heap_;  //!< runs by their next record
    std::vector<std::byte> current_;
};

} // namespace hearth
