#include "store/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::store {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what)
{
    const std::string why = std::strerror(errno);
    throw IoError(path + ": " + say(what) + " (" + why + ")");
}

void sync_path(const std::string& path, int flags)
{
    const int fd = ::open(path.c_str(), flags);
    if (fd < 0) fail(path, word("cannot be opened to sync it"));
    const int result = ::fsync(fd);
    ::close(fd);
    if (result != 0) fail(path, word("cannot be synced to disk"));
}

std::string folder_of(const std::string& path)
{
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

} // namespace

void write_atomically(const std::string& path, const std::function<void(const std::string&)>& write)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw IoError(say("{}: is a directory (a file is to be written there)", path));
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
        throw IoError(say("{}: is a device or pipe (a file is to be written there)", path));
    if (!std::filesystem::is_directory(folder_of(path), ignored))
        throw IoError(say("{}: no such folder (the output is to be written there)", folder_of(path)));
    const std::string part = path + "." + std::to_string(::getpid()) + ".part";
    try {
        write(part);
        sync_path(part, O_RDONLY);
        if (::rename(part.c_str(), path.c_str()) != 0) fail(path, word("cannot be replaced"));
    } catch (...) {
        std::filesystem::remove(part, ignored);
        throw;
    }
    sync_path(folder_of(path), O_RDONLY | O_DIRECTORY);
}

void write_text(const std::string& path, const std::string& text)
{
    write_atomically(path, [&](const std::string& part) {
        const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd < 0) fail(path, word("cannot be created"));
        std::size_t done = 0;
        while (done < text.size()) {
            const ssize_t n = ::write(fd, text.data() + done, text.size() - done);
            if (n < 0) {
                const int error = errno;
                ::close(fd);
                errno = error;
                fail(path, word("cannot be written"));
            }
            done += static_cast<std::size_t>(n);
        }
        if (::close(fd) != 0) fail(path, word("cannot be written"));
    });
}

} // namespace hearth::store
