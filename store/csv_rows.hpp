// A CSV file read in blocks of whole rows: RFC 4180, UTF-8, any size, memory of one block.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

//! A row longer than this is refused: most likely a quote that is never closed.
inline constexpr std::size_t longest_row = std::size_t{1} << 20;

//! Whole rows, the last line end included.
struct RowBlock {
    std::string_view text;
    std::uint64_t first_line = 1; //!< line of the file on which it begins
};

//! Reads a file (or pipe) front to back. Throws InputError if it cannot be read.
class BlockReader {
public:
    BlockReader(std::string path, std::size_t block_bytes);
    ~BlockReader();
    BlockReader(const BlockReader&) = delete;
    BlockReader& operator=(const BlockReader&) = delete;

    //! The first row; a byte-order mark before it is dropped.
    std::string header();
    //! The next block; empty text at the end. It lives until the next call.
    RowBlock next();
    std::uint64_t bytes_read() const { return bytes_read_; }
    //! Of the file when it was opened: another one means another text.
    std::array<std::int64_t, 4> opened_as() const { return stamp_; }
    bool changed() const { return stamp() != stamp_; }
    bool had_mark() const { return had_mark_; } //!< a byte-order mark stood in front

private:
    void fill();
    std::array<std::int64_t, 4> stamp() const;
    std::size_t whole_rows(std::size_t begin) const;

    std::string path_;
    int file_ = -1;
    std::size_t block_bytes_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, end_ = 0; //!< unread text in the buffer
    bool at_end_ = false;
    bool had_mark_ = false;
    std::array<std::int64_t, 4> stamp_{};
    std::uint64_t line_ = 1;
    std::uint64_t bytes_read_ = 0;
};

//! Length of the row at the start of `text`, its line end included; quotes may hold line ends.
//! A quote that does not begin a field, or is not closed within longest_row, does not (the row is faulty).
std::size_t row_length(std::string_view text);

//! Line ends in a text.
std::uint64_t count_lines(std::string_view text);

//! The row without its line end.
std::string_view without_line_end(std::string_view row);

//! Splits a row into fields. Quoted fields are unescaped into `scratch`.
//! Returns null, or the rule the row breaks, a text for say().
const char* split_row(std::string_view row, std::vector<std::string_view>& fields, std::string& scratch);

//! A field as CSV text: quoted where it must be.
std::string quoted_field(std::string_view text);

} // namespace hearth
