#include "replay/row_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

std::string temporary_folder()
{
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    if (error) throw IoError(say("the folder for temporary files is not there (TMPDIR names it)"));
    return folder.string();
}

std::string result_header(const ClaimColumns& file, std::span<const Scenario> scenarios)
{
    std::string header;
    for (const std::string& name : file.header()) header += (header.empty() ? "" : ",") + quoted_field(name);
    std::string clashes;
    for (const Scenario& s : scenarios) {
        std::vector<std::string> names = s.stack.layer_names;
        names.emplace_back("oop");
        for (const std::string& name : names) {
            const std::string full = scenarios.size() > 1 ? s.name + "." + name : name;
            if (std::find(file.header().begin(), file.header().end(), full) != file.header().end())
                clashes += say("{}:1: column \"{}\" has the name of a result (rename it, so that both can be told apart)",
                               file.file(), full) + "\n";
            header += "," + quoted_field(full);
        }
    }
    if (!clashes.empty()) throw InputError(clashes.substr(0, clashes.size() - 1));
    return header + "\n";
}

void append_row(std::string& out, std::string_view row, std::span<const std::int64_t> amounts)
{
    out.append(row);
    char text[24];
    for (const std::int64_t fen : amounts) {
        text[0] = ',';
        char* end = std::to_chars(text + 1, text + 20, fen / 100).ptr;
        const auto rest = static_cast<int>(fen % 100);
        *end++ = '.';
        *end++ = static_cast<char>('0' + rest / 10);
        *end++ = static_cast<char>('0' + rest % 10);
        out.append(text, static_cast<std::size_t>(end - text));
    }
    out += '\n';
}

RowWriter::RowWriter(std::string path, const std::string& like) : path_(std::move(path))
{
    std::error_code ignored;
    // A link to a file stands for the file it leads to.
    if (std::filesystem::is_symlink(path_, ignored) && std::filesystem::is_regular_file(path_, ignored))
        path_ = std::filesystem::canonical(path_).string();
    const auto status = std::filesystem::status(path_, ignored);
    const std::string& model = std::filesystem::exists(status) ? path_ : like;
    if (struct stat known {}; !like.empty() && ::stat(model.c_str(), &known) == 0 && S_ISREG(known.st_mode))
        mode_ = known.st_mode & 0666;
    if (std::filesystem::is_directory(status)) throw IoError(say("{}: is a directory (a file is to be written there)", path_));
    copied_ = path_.empty()
        || (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status));
    const auto parent = std::filesystem::path(path_).parent_path();
    const std::string folder = copied_ ? temporary_folder()
        : parent.empty() ? "." : parent.string();
    part_ = folder + "/.hearth-XXXXXX";
    file_ = ::mkostemp(part_.data(), O_CLOEXEC); // mode 0600: claims are personal data
    if (file_ < 0) throw IoError(say("{}: cannot be written to ({})", folder, std::strerror(errno)));
    if (copied_) {
        ::unlink(part_.c_str());
        part_.clear();
    }
}

RowWriter::~RowWriter()
{
    if (file_ >= 0) ::close(file_);
    if (!part_.empty()) ::unlink(part_.c_str());
}

static void write_all(int file, std::string_view text, const std::string& what)
{
    while (!text.empty()) {
        const ssize_t n = ::write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError(say("{} cannot be written ({})", what, std::strerror(errno)));
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

void RowWriter::write(std::string_view text)
{
    if (text_) text_->append(text);
    else write_all(file_, text, path_.empty() ? say("a temporary file") : path_);
}

void RowWriter::begin_again()
{
    if (text_) return text_->clear();
    if (::ftruncate(file_, 0) != 0 || ::lseek(file_, 0, SEEK_SET) != 0)
        throw IoError(say("{}: cannot be begun again ({})", path_, std::strerror(errno)));
}

void RowWriter::copy_out()
{
    const int to = path_.empty() ? STDOUT_FILENO : ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (to < 0) throw IoError(say("{}: cannot be opened ({})", path_, std::strerror(errno)));
    ::lseek(file_, 0, SEEK_SET);
    std::vector<char> piece(std::size_t{1} << 20);
    for (;;) {
        const ssize_t n = ::read(file_, piece.data(), piece.size());
        if (n < 0) throw IoError(say("a temporary file cannot be read"));
        if (n == 0) break;
        write_all(to, {piece.data(), static_cast<std::size_t>(n)}, path_.empty() ? say("standard output") : path_);
    }
    if (!path_.empty() && ::close(to) != 0) throw IoError(say("{}: cannot be written ({})", path_, std::strerror(errno)));
}

void RowWriter::finish()
{
    if (text_) return;
    if (copied_) return copy_out();
    if (::fchmod(file_, mode_) != 0)
        throw IoError(say("{}: its mode cannot be set ({})", path_, std::strerror(errno)));
    if (::fsync(file_) != 0) throw IoError(say("{}: cannot be synced to disk ({})", path_, std::strerror(errno)));
    if (::rename(part_.c_str(), path_.c_str()) != 0)
        throw IoError(say("{}: cannot be replaced ({})", path_, std::strerror(errno)));
    part_.clear();
}

SkippedRows::SkippedRows(std::string path, const std::string& header)
    : header_("line,column,rule," + header + "\n"), writer_(std::make_unique<RowWriter>(path, ""))
{
    writer_->write(header_);
}

void SkippedRows::add(const RowFault& fault, std::string_view row)
{
    ++count_;
    writer_->write(std::to_string(fault.line) + "," + fault.column + "," + quoted_field(fault.rule) + ","
                   + std::string(row) + "\n");
}

void SkippedRows::finish()
{
    writer_->finish();
}

void SkippedRows::begin_again()
{
    count_ = 0;
    writer_->begin_again();
    writer_->write(header_);
}

} // namespace hearth
