#include "fit/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fit/runner.hpp"
#include "sim/base/error.hpp"

namespace hearth::fit {

namespace {

constexpr const char* title = "hearth fit journal 1\n";

std::uint64_t checksum(std::string_view bytes) // FNV-1a
{
    std::uint64_t h = 0xcbf29ce484222325ull;
    for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return h;
}

template <class T>
void put(std::string& out, T value)
{
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

struct Reader {
    std::string_view left;
    bool whole = true;
    template <class T>
    T take()
    {
        T value{};
        if (left.size() < sizeof value) {
            whole = false;
            return value;
        }
        std::memcpy(&value, left.data(), sizeof value);
        left.remove_prefix(sizeof value);
        return value;
    }
    std::string_view bytes(std::size_t n)
    {
        if (left.size() < n) {
            whole = false;
            return {};
        }
        const std::string_view out = left.substr(0, n);
        left.remove_prefix(n);
        return out;
    }
};

std::string packed(const RunRecord& r)
{
    std::string out;
    put(out, r.id);
    put(out, static_cast<std::int32_t>(r.request.stage));
    put(out, static_cast<std::int32_t>(r.request.wave));
    put(out, static_cast<std::int32_t>(r.request.member));
    put(out, r.request.seed);
    put(out, r.request.systemic);
    put(out, static_cast<std::uint32_t>(r.request.point.size()));
    for (Eigen::Index i = 0; i < r.request.point.size(); ++i) put(out, r.request.point(i));
    put(out, static_cast<std::uint32_t>(r.outputs.size()));
    for (const double v : r.outputs) put(out, v);
    put(out, static_cast<std::uint32_t>(r.failure.size()));
    return out + r.failure;
}

RunRecord unpacked(std::string_view bytes)
{
    Reader in{bytes};
    RunRecord r;
    r.id = in.take<std::uint64_t>();
    r.request.stage = static_cast<Stage>(in.take<std::int32_t>());
    r.request.wave = in.take<std::int32_t>();
    r.request.member = in.take<std::int32_t>();
    r.request.seed = in.take<std::uint64_t>();
    r.request.systemic = in.take<std::uint64_t>();
    r.request.point.resize(in.take<std::uint32_t>());
    for (Eigen::Index i = 0; i < r.request.point.size(); ++i) r.request.point(i) = in.take<double>();
    r.outputs.resize(in.take<std::uint32_t>());
    for (double& v : r.outputs) v = in.take<double>();
    r.failure = in.bytes(in.take<std::uint32_t>());
    return r;
}

[[noreturn]] void fail(const std::string& path, const char* what)
{
    throw IoError(path + ": " + what + " (" + std::strerror(errno) + ")");
}

} // namespace

Journal::Journal(const std::string& folder, const std::string& identity, bool fresh) : path_(folder + "/runs.journal")
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) fail(path_, "cannot be written");
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
        close(file_);
        throw InputError(path_ + ": is in use by another calibration");
    }
    try {
        if (fresh && ftruncate(file_, 0) != 0) fail(path_, "cannot be emptied");
        read(identity);
    } catch (...) {
        close(file_);
        throw;
    }
}

Journal::~Journal()
{
    if (file_ >= 0) close(file_);
}

void Journal::read(const std::string& identity)
{
    std::ifstream in(path_, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const std::string head = title + identity + "\n";
    if (content.size() < head.size() && head.starts_with(content)) { // new, or killed at its very start
        if (ftruncate(file_, 0) != 0) fail(path_, "cannot be emptied");
        lseek(file_, 0, SEEK_SET);
        write(head);
        return;
    }
    if (!content.starts_with(head))
        throw InputError(path_ + ": holds the runs of another calibration (input, scenario, settings or program differ); "
                                 "--restart discards them and begins anew");
    std::string_view left = std::string_view(content).substr(head.size());
    std::size_t good = head.size();
    while (!left.empty()) {
        Reader record{left};
        const auto size = record.take<std::uint32_t>();
        const auto sum = record.take<std::uint64_t>();
        const std::string_view bytes = record.bytes(size);
        if (!record.whole || checksum(bytes) != sum) break;
        RunRecord r = unpacked(bytes);
        known_[r.id] = std::move(r);
        good += left.size() - record.left.size();
        left = record.left;
    }
    if (ftruncate(file_, static_cast<off_t>(good)) != 0) fail(path_, "cannot be cut");
    lseek(file_, 0, SEEK_END);
}

const RunRecord* Journal::find(std::uint64_t id) const
{
    const auto at = known_.find(id);
    return at == known_.end() ? nullptr : &at->second;
}

void Journal::add(const RunRecord& record)
{
    const std::string body = packed(record);
    std::string bytes;
    put(bytes, static_cast<std::uint32_t>(body.size()));
    put(bytes, checksum(body));
    const std::lock_guard lock(mutex_);
    write(bytes + body);
}

void Journal::write(const std::string& bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t n = ::write(file_, bytes.data() + at, bytes.size() - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) fail(path_, "cannot be written");
        at += static_cast<std::size_t>(n);
    }
    if (fdatasync(file_) != 0 && errno != EINVAL) fail(path_, "cannot be synced");
}

} // namespace hearth::fit
