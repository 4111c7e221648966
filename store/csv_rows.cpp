#include "store/csv_rows.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

BlockReader::BlockReader(std::string path, std::size_t block_bytes)
    : path_(std::move(path)), block_bytes_(block_bytes), buffer_(block_bytes + 2 * longest_row)
{
    struct stat status {};
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0 || ::fstat(file_, &status) != 0 || S_ISDIR(status.st_mode))
        throw InputError(say("{}: cannot be read (no such file, a directory, or no permission)", path_));
    stamp_ = stamp();
}

BlockReader::~BlockReader()
{
    if (file_ >= 0) ::close(file_);
}

// Size, inode and time of the last change.
std::array<std::int64_t, 4> BlockReader::stamp() const
{
    struct stat status {};
    ::fstat(file_, &status);
    return {static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(status.st_ino),
            static_cast<std::int64_t>(status.st_mtim.tv_sec), static_cast<std::int64_t>(status.st_mtim.tv_nsec)};
}

// Moves unread text to the front and reads until the block is full or the file ends.
void BlockReader::fill()
{
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    while (!at_end_ && end_ < block_bytes_ + longest_row) {
        const ssize_t n = ::read(file_, buffer_.data() + end_, buffer_.size() - end_);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError(say("{}: cannot be read ({})", path_, std::strerror(errno)));
        if (n == 0) at_end_ = true;
        end_ += static_cast<std::size_t>(n);
        bytes_read_ += static_cast<std::uint64_t>(n);
    }
}

std::string BlockReader::header()
{
    fill();
    if (end_ - begin_ >= 3 && std::memcmp(buffer_.data() + begin_, "\xEF\xBB\xBF", 3) == 0) {
        begin_ += 3;
        had_mark_ = true;
    }
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    if (rest.empty()) throw InputError(say("{}: is empty (the first line names the columns)", path_));
    const std::string_view row = rest.substr(0, row_length(rest));
    begin_ += row.size();
    line_ += count_lines(row);
    if (without_line_end(row).find('\r') != std::string_view::npos)
        throw InputError(say("{}:1: lines end with CR alone (save the file with LF or CRLF line ends)", path_));
    return std::string(without_line_end(row));
}

// Where the last whole row ends, from `begin`, within a block.
std::size_t BlockReader::whole_rows(std::size_t begin) const
{
    const std::size_t limit = std::min(end_, begin + block_bytes_);
    if (limit == end_ && at_end_) return end_;
    const std::string_view text(buffer_.data() + begin, limit - begin);
    if (text.find('"') == std::string_view::npos) {
        const std::size_t last = text.rfind('\n');
        if (last != std::string_view::npos) return begin + last + 1;
    }
    std::size_t at = begin;
    while (at < limit) { // row by row, where quotes may hold line ends or a row outgrows the block
        const std::size_t length = row_length({buffer_.data() + at, end_ - at});
        if (at > begin && at + length > limit) break;
        at += length;
    }
    return at;
}

RowBlock BlockReader::next()
{
    if (end_ - begin_ < block_bytes_ + longest_row) fill();
    const std::size_t stop = whole_rows(begin_);
    const RowBlock block{{buffer_.data() + begin_, stop - begin_}, line_};
    begin_ = stop;
    line_ += count_lines(block.text);
    return block;
}

// Behind the quote that closes the field whose first quote stands at `open`; npos if none does.
static std::size_t behind_quoted_field(std::string_view text, std::size_t open)
{
    for (std::size_t at = open + 1;;) {
        at = text.find('"', at);
        if (at == std::string_view::npos || at > longest_row) return std::string_view::npos;
        if (at + 1 >= text.size() || text[at + 1] != '"') return at + 1;
        at += 2;
    }
}

std::size_t row_length(std::string_view text)
{
    const auto line_end = [&](std::size_t from) {
        const std::size_t end = text.find('\n', from);
        return end == std::string_view::npos ? text.size() : end + 1;
    };
    for (std::size_t at = 0;;) {
        const std::size_t end = line_end(at);
        const std::size_t quote = text.substr(0, end).find('"', at);
        // A quote that does not begin a field is a fault of this line alone.
        if (quote == std::string_view::npos || (quote > 0 && text[quote - 1] != ',')) return end;
        at = behind_quoted_field(text, quote);
        if (at == std::string_view::npos) return line_end(0);
    }
}

std::uint64_t count_lines(std::string_view text)
{
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string_view without_line_end(std::string_view row)
{
    if (row.ends_with('\n')) row.remove_suffix(1);
    if (row.ends_with('\r')) row.remove_suffix(1);
    return row;
}

namespace {

// A quoted field that begins at `at` (behind its quote); moves `at` behind the closing quote.
const char* read_quoted(std::string_view row, std::size_t& at, std::string& scratch)
{
    for (;;) {
        const std::size_t quote = row.find('"', at);
        if (quote == std::string_view::npos) return word("a quote is opened and not closed");
        scratch.append(row.substr(at, quote - at));
        at = quote + 1;
        if (at >= row.size() || row[at] != '"') break;
        scratch += '"';
        ++at;
    }
    return at < row.size() && row[at] != ',' ? word("text behind a closing quote") : nullptr;
}

} // namespace

const char* split_row(std::string_view row, std::vector<std::string_view>& fields, std::string& scratch)
{
    fields.clear();
    scratch.clear();
    if (row.size() > longest_row) return word("the row is longer than 1 MiB");
    if (row.find('"') == std::string_view::npos) { // most rows
        const char* begin = row.data();
        const char* const end = begin + row.size();
        for (const char* at = begin; at != end; ++at)
            if (*at == ',') {
                fields.emplace_back(begin, static_cast<std::size_t>(at - begin));
                begin = at + 1;
            }
        fields.emplace_back(begin, static_cast<std::size_t>(end - begin));
        return nullptr;
    }
    scratch.reserve(row.size()); // views into it stay valid
    std::size_t at = 0;
    for (;;) {
        if (at < row.size() && row[at] == '"') {
            const std::size_t start = scratch.size();
            if (const char* rule = read_quoted(row, ++at, scratch)) return rule;
            fields.push_back(std::string_view(scratch).substr(start));
        } else {
            const std::size_t start = at;
            while (at < row.size() && row[at] != ',' && row[at] != '"') ++at;
            if (at < row.size() && row[at] == '"') return word("a quote inside a field that does not begin with one");
            fields.push_back(row.substr(start, at - start));
        }
        if (at >= row.size()) return nullptr;
        ++at; // the comma
    }
}

std::string quoted_field(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

} // namespace hearth
