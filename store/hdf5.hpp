// A small wrapper of the HDF5 C library: one N-dimensional dataset a variable, dimension scales,
// units and names as attributes, no times of writing, so that the same content is the same bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hearth::store {

using Attributes = std::map<std::string, std::string>;

//! A file being written. Any failure throws IoError.
class Writer {
public:
    explicit Writer(const std::string& path);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void group(const std::string& name);
    //! Attribute of an object ("/" = the file).
    void attribute(const std::string& object, const std::string& name, const std::string& text);
    void attribute(const std::string& object, const std::string& name, std::int64_t value);
    //! A coordinate: a dataset other variables refer to as a dimension.
    void dimension(const std::string& name, const std::vector<std::string>& labels,
                   const Attributes& attributes = {});
    void dimension(const std::string& name, const std::vector<std::int64_t>& values,
                   const Attributes& attributes = {});
    //! A variable over dimensions written before, values in C order.
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  const std::vector<double>& values, const Attributes& attributes = {});
    void variable(const std::string& name, const std::vector<std::string>& dimensions,
                  const std::vector<std::string>& values, const Attributes& attributes = {});
    //! Flushes and closes; the destructor alone would hide a full disk.
    void close();

private:
    std::int64_t create(const std::string& name, std::int64_t type,
                        const std::vector<std::uint64_t>& shape);
    void attach(std::int64_t dataset, const std::vector<std::string>& dimensions);
    void texts(const std::string& name, const std::vector<std::string>& values,
               const std::vector<std::string>& dimensions, const Attributes& attributes, bool scale);
    std::vector<std::uint64_t> shape_of(const std::vector<std::string>& dimensions,
                                        std::size_t values) const;
    std::string path_;
    std::int64_t file_;
    std::map<std::string, std::uint64_t> sizes_;
};

//! A file being read. What is missing, cut short or not HDF5 is the user's fault: InputError with
//! the file's name and the rule.
class Source {
public:
    //! Opens the file after a child process has read it whole: the HDF5 library can crash on a
    //! damaged file, and then the child dies and the file is refused.
    explicit Source(const std::string& path);
    ~Source();
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    bool has(const std::string& name) const;
    std::string text_attribute(const std::string& object, const std::string& name) const;
    std::int64_t integer_attribute(const std::string& object, const std::string& name) const;
    bool has_attribute(const std::string& object, const std::string& name) const;
    std::vector<std::uint64_t> shape(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;
    std::vector<std::string> texts(const std::string& name) const;
    //! Names of the objects in a group, in order of writing.
    std::vector<std::string> members(const std::string& group) const;
    bool is_group(const std::string& name) const;
    //! Reads every dataset and text attribute once, to see whether the file can be read at all.
    void read_everything(const std::string& group = "/") const;
    const std::string& path() const { return path_; }

private:
    [[noreturn]] void refuse(const std::string& what) const;
    void open();
    void try_in_child();
    std::string path_;
    std::int64_t file_;
};

} // namespace hearth::store
