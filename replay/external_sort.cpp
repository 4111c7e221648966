#include "replay/external_sort.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <numeric>

#include <fcntl.h>
#include <unistd.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t run_buffer_bytes = std::size_t{1} << 18;

SortKey key_of(const std::byte* record)
{
    SortKey key;
    std::memcpy(&key, record, sizeof key);
    return key;
}

bool less(const SortKey& a, const SortKey& b)
{
    return a.first != b.first ? a.first < b.first : a.second < b.second;
}

} // namespace

ScratchFile::ScratchFile(const std::string& folder) : folder_(folder)
{
    std::string name = folder + "/.hearth-XXXXXX";
    file_ = ::mkostemp(name.data(), O_CLOEXEC); // mode 0600
    if (file_ < 0) throw IoError(say("{}: no temporary file can be made there ({})", folder, std::strerror(errno)));
    ::unlink(name.c_str());
}

ScratchFile::~ScratchFile()
{
    if (file_ >= 0) ::close(file_);
}

void ScratchFile::append(const void* data, std::size_t bytes)
{
    const auto* from = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t n = ::pwrite(file_, from, bytes, static_cast<off_t>(size_));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError(say("{}: a temporary file cannot be written ({})", folder_, std::strerror(errno)));
        from += n;
        bytes -= static_cast<std::size_t>(n);
        size_ += static_cast<std::uint64_t>(n);
    }
}

std::size_t ScratchFile::read(std::uint64_t offset, void* data, std::size_t bytes) const
{
    auto* to = static_cast<char*>(data);
    std::size_t done = 0;
    while (done < bytes) {
        const ssize_t n = ::pread(file_, to + done, bytes - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError(say("{}: a temporary file cannot be read ({})", folder_, std::strerror(errno)));
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

void ScratchFile::clear()
{
    size_ = 0;
    if (::ftruncate(file_, 0) != 0)
        throw IoError(say("{}: a temporary file cannot be emptied ({})", folder_, std::strerror(errno)));
}

void ScratchFile::swap(ScratchFile& other) noexcept
{
    std::swap(folder_, other.folder_);
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
}

ExternalSort::ExternalSort(std::size_t record_bytes, std::size_t memory_bytes, const std::string& folder)
    : bytes_(record_bytes), most_records_(std::max<std::size_t>(2, memory_bytes / record_bytes)), file_(folder)
{
}

void ExternalSort::add(const void* record)
{
    if (buffer_.size() == most_records_ * bytes_) spill();
    const auto* from = static_cast<const std::byte*>(record);
    if (buffer_.size() == buffer_.capacity())
        buffer_.reserve(std::min(most_records_, std::max<std::size_t>(64, 2 * buffer_.size() / bytes_)) * bytes_);
    buffer_.insert(buffer_.end(), from, from + bytes_);
}

void ExternalSort::sort_buffer()
{
    order_.resize(buffer_.size() / bytes_);
    std::iota(order_.begin(), order_.end(), 0u);
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
        return less(key_of(buffer_.data() + a * bytes_), key_of(buffer_.data() + b * bytes_));
    });
}

void ExternalSort::spill()
{
    sort_buffer();
    Run run;
    run.at = file_.size();
    std::vector<std::byte> piece;
    for (const std::uint32_t i : order_) {
        piece.insert(piece.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(i * bytes_),
                     buffer_.begin() + static_cast<std::ptrdiff_t>((i + 1) * bytes_));
        if (piece.size() < run_buffer_bytes) continue;
        file_.append(piece.data(), piece.size());
        piece.clear();
    }
    file_.append(piece.data(), piece.size());
    run.end = file_.size();
    runs_.push_back(std::move(run));
    buffer_.clear();
}

bool ExternalSort::refill(Run& run)
{
    const std::size_t wanted =
        std::min<std::uint64_t>(run.end - run.at, std::max(bytes_, run_buffer_bytes / bytes_ * bytes_));
    run.buffer.resize(wanted);
    run.filled = file_.read(run.at, run.buffer.data(), wanted);
    run.at += run.filled;
    run.used = 0;
    return run.filled > 0;
}

void ExternalSort::finish()
{
    if (runs_.empty()) {
        sort_buffer();
        return;
    }
    if (!buffer_.empty()) spill();
    std::vector<std::byte>().swap(buffer_);
    for (std::size_t i = 0; i < runs_.size(); ++i)
        if (refill(runs_[i])) heap_.push_back(i);
    for (std::size_t i = heap_.size(); i-- > 0;) sift_down(i);
    current_.resize(bytes_);
}

bool ExternalSort::before(std::size_t a, std::size_t b) const { return less(key_of(head(a)), key_of(head(b))); }

void ExternalSort::sift_down(std::size_t i)
{
    for (;;) {
        std::size_t least = i;
        for (const std::size_t child : {2 * i + 1, 2 * i + 2})
            if (child < heap_.size() && before(heap_[child], heap_[least])) least = child;
        if (least == i) return;
        std::swap(heap_[i], heap_[least]);
        i = least;
    }
}

const std::byte* ExternalSort::next()
{
    if (runs_.empty()) {
        if (given_ == order_.size()) return nullptr;
        return buffer_.data() + order_[given_++] * bytes_;
    }
    if (heap_.empty()) return nullptr;
    Run& run = runs_[heap_[0]];
    std::memcpy(current_.data(), run.buffer.data() + run.used, bytes_);
    run.used += bytes_;
    if (run.used == run.filled && (run.at == run.end || !refill(run))) {
        heap_[0] = heap_.back();
        heap_.pop_back();
    }
    if (!heap_.empty()) sift_down(0);
    return current_.data();
}

} // namespace hearth
