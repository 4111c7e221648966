// Identifiers -> records of fixed size: persons, or households, and what is remembered of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hearth {

//! A table of records of `words` 64-bit numbers, zero at first. Record addresses never change.
//! Memory: the record, its identifier, 8 bytes for its place and 5 to 11 bytes of index each.
class People {
public:
    explicit People(int words);

    //! The record's number, in order of first appearance. \param hash std::hash of the identifier
    std::uint32_t find_or_add(std::string_view id, std::size_t hash);
    std::int64_t* record(std::uint32_t number)
    {
        return blocks_[number / block_records].get() + std::size_t{number % block_records} * stride_;
    }
    const std::int64_t* record(std::uint32_t number) const
    {
        return blocks_[number / block_records].get() + std::size_t{number % block_records} * stride_;
    }
    std::string_view id(std::uint32_t number) const;
    std::uint32_t size() const { return size_; }
    //! Rank of each identifier in the order of their bytes.
    std::vector<std::uint32_t> ranks() const;

private:
    static constexpr std::uint32_t block_records = 1024;
    static constexpr std::size_t text_bytes = std::size_t{1} << 18;
    void grow();
    const char* keep_text(std::string_view id);

    std::size_t stride_; //!< words, the identifier's address first
    std::vector<std::unique_ptr<std::int64_t[]>> blocks_;
    std::vector<std::unique_ptr<char[]>> texts_;
    std::size_t text_used_ = text_bytes;
    struct Slot {
        std::uint32_t number_plus_one = 0;
        std::uint32_t tag = 0; //!< of the hash, to compare before the text
    };
    std::vector<Slot> slots_;
    std::uint32_t size_ = 0;
};

} // namespace hearth
