#include "store/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::store {

namespace {

std::uint64_t checksum(std::string_view bytes) // FNV-1a
{
    std::uint64_t h = 0xcbf29ce484222325ull;
    for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return h;
}

[[noreturn]] void fail(const std::string& path, const char* what)
{
    const std::string why = std::strerror(errno);
    throw IoError(path + ": " + say(what) + " (" + why + ")");
}

// Each record: size of the body, checksum of id and body, id, body.
struct Head {
    std::uint64_t size, sum, id;
};

std::uint64_t sum_of(std::uint64_t id, std::string_view body) { return checksum(body) ^ (id * 0x9e3779b97f4a7c15ull); }

bool read_at(int file, std::uint64_t at, void* into, std::size_t size)
{
    auto* bytes = static_cast<char*>(into);
    while (size > 0) {
        const ssize_t n = pread(file, bytes, size, static_cast<off_t>(at));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        at += static_cast<std::uint64_t>(n);
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

} // namespace

Journal::Journal(const std::string& path, const std::string& identity, bool fresh, const JournalWords& words) : path_(path)
{
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) fail(path_, word("cannot be written"));
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
        close(file_);
        throw InputError(say("{}: is in use by {}", path_, say(words.holder)));
    }
    try {
        if (fresh && ftruncate(file_, 0) != 0) fail(path_, word("cannot be emptied"));
        scan(identity, words);
    } catch (...) {
        close(file_);
        throw;
    }
}

Journal::~Journal()
{
    if (file_ >= 0) close(file_);
}

void Journal::scan(const std::string& identity, const JournalWords& words)
{
    const auto size = static_cast<std::uint64_t>(lseek(file_, 0, SEEK_END));
    const std::string head = words.title + "\n" + identity + "\n";
    std::string there(std::min<std::uint64_t>(size, head.size()), '\0');
    if (!read_at(file_, 0, there.data(), there.size())) fail(path_, word("cannot be read"));
    if (size < head.size() && head.starts_with(there)) { // new, or killed at its very start
        if (ftruncate(file_, 0) != 0) fail(path_, word("cannot be emptied"));
        write(head);
        return;
    }
    if (there != head) throw InputError(say("{}: holds the runs of {}", path_, say(words.other)));
    end_ = head.size();
    std::string body;
    for (Head h{}; end_ + sizeof h <= size; end_ += sizeof h + h.size) {
        if (!read_at(file_, end_, &h, sizeof h) || h.size > size - end_ - sizeof h) break;
        body.resize(h.size);
        if (!read_at(file_, end_ + sizeof h, body.data(), body.size()) || sum_of(h.id, body) != h.sum) break;
        known_[h.id] = {end_ + sizeof h, h.size};
    }
    if (ftruncate(file_, static_cast<off_t>(end_)) != 0) fail(path_, word("cannot be cut"));
}

void Journal::add(std::uint64_t id, const std::string& bytes)
{
    const Head h{bytes.size(), sum_of(id, bytes), id};
    std::string record(sizeof h, '\0');
    std::memcpy(record.data(), &h, sizeof h);
    const std::lock_guard lock(mutex_);
    const std::uint64_t at = end_ + sizeof h;
    write(record + bytes);
    known_[id] = {at, bytes.size()};
}

bool Journal::has(std::uint64_t id) const
{
    const std::lock_guard lock(mutex_);
    return known_.count(id) > 0;
}

Journal::Span Journal::span_of(std::uint64_t id) const
{
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(id);
    if (at == known_.end()) throw InputError(say("{}: holds no record {}", path_, id));
    return at->second;
}

std::string Journal::read(std::uint64_t id) const { return read_part(id, 0, span_of(id).size); }

std::string Journal::read_part(std::uint64_t id, std::uint64_t offset, std::uint64_t size) const
{
    const Span span = span_of(id);
    if (offset > span.size || size > span.size - offset) throw InputError(say("{}: record {} is too short", path_, id));
    std::string body(size, '\0');
    if (!read_at(file_, span.at + offset, body.data(), body.size())) fail(path_, word("cannot be read"));
    return body;
}

std::vector<std::uint64_t> Journal::ids() const
{
    std::vector<std::uint64_t> out;
    for (const auto& [id, span] : known_) out.push_back(id);
    return out;
}

void Journal::write(const std::string& bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t n = pwrite(file_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(end_ + at));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail(path_, word("cannot be written"));
        at += static_cast<std::size_t>(n);
    }
    if (fdatasync(file_) != 0 && errno != EINVAL) fail(path_, word("cannot be synced"));
    end_ += bytes.size();
}

} // namespace hearth::store
