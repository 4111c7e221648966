#include <cerrno>
#include <filesystem>
#include <fstream>

#include <hdf5.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/error.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::store {

namespace {

// Datasets larger than this are refused before memory is asked for.
constexpr std::uint64_t most_elements = 1'000'000'000;
constexpr std::size_t most_text = 1 << 20;


//! Closes an HDF5 id when it goes out of scope.
struct Handle {
    hid_t id;
    herr_t (*close)(hid_t);
    ~Handle()
    {
        if (id >= 0) close(id);
    }
};

} // namespace

Source::Source(const std::string& path) : path_(path), file_(-1)
{
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    std::error_code error;
    if (!std::filesystem::exists(path, error)) refuse(say("no such file"));
    if (std::filesystem::is_directory(path, error)) refuse(say("is a directory (an HDF5 file is wanted)"));
    if (!std::ifstream(path)) refuse(say("cannot be read (no permission)"));
    try_in_child();
    open();
}

void Source::open()
{
    if (H5Fis_hdf5(path_.c_str()) <= 0) refuse(say("is not an HDF5 file, or has been cut short"));
    file_ = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file_ < 0) refuse(say("cannot be opened as HDF5 (cut short, damaged or being written)"));
}

// The child says by living that the file can be read; what is wrong with its content the parent
// finds out and tells.
void Source::try_in_child()
{
    constexpr unsigned longest_seconds = 120; // a damaged file must not hang either
    const pid_t child = ::fork();
    if (child < 0) return; // no process to spare: read without the guard
    if (child == 0) {
        ::alarm(longest_seconds);
        ::close(STDERR_FILENO);
        try {
            open();
            read_everything();
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFSIGNALED(status)) refuse(say("is damaged: the HDF5 library fails on it"));
}

void Source::read_everything(const std::string& group) const
{
    for (const std::string& name : members(group)) {
        const std::string path = group == "/" ? name : group + "/" + name;
        if (is_group(path)) {
            read_everything(path);
            continue;
        }
        const Handle set{H5Dopen2(file_, path.c_str(), H5P_DEFAULT), H5Dclose};
        const Handle type{H5Dget_type(set.id), H5Tclose};
        if (H5Tget_class(type.id) == H5T_STRING) texts(path);
        else numbers(path);
        for (const char* attribute : {"units", "long_name", "long_name_zh", "source"})
            if (has_attribute(path, attribute)) text_attribute(path, attribute);
    }
}

Source::~Source()
{
    if (file_ >= 0) H5Fclose(file_);
}

void Source::refuse(const std::string& what) const { throw InputError(path_ + ": " + what); }

bool Source::has(const std::string& name) const
{
    std::size_t slash = 0;
    while (slash != std::string::npos) {
        slash = name.find('/', slash + 1);
        if (H5Lexists(file_, name.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return true;
}

bool Source::is_group(const std::string& name) const
{
    const Handle object{H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose};
    return object.id >= 0 && H5Iget_type(object.id) == H5I_GROUP;
}

bool Source::has_attribute(const std::string& object, const std::string& name) const
{
    return H5Aexists_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::string Source::text_attribute(const std::string& object, const std::string& name) const
{
    const Handle a{H5Aopen_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                   H5Aclose};
    if (a.id < 0) refuse(say("attribute {}@{} is missing", object, name));
    const Handle type{H5Aget_type(a.id), H5Tclose};
    const std::size_t size = H5Tget_size(type.id);
    if (H5Tget_class(type.id) != H5T_STRING || H5Tis_variable_str(type.id) > 0 || size > most_text)
        refuse(say("attribute {}@{} must be a text of fixed length", object, name));
    std::string text(size, '\0');
    if (H5Aread(a.id, type.id, text.data()) < 0) refuse(say("attribute {}@{} cannot be read", object, name));
    text.resize(text.find_last_not_of('\0') + 1);
    return text;
}

std::int64_t Source::integer_attribute(const std::string& object, const std::string& name) const
{
    const Handle a{H5Aopen_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                   H5Aclose};
    std::int64_t value = 0;
    if (a.id < 0 || H5Aread(a.id, H5T_NATIVE_INT64, &value) < 0)
        refuse(say("attribute {}@{} is missing or not a whole number", object, name));
    return value;
}

std::vector<std::uint64_t> Source::shape(const std::string& name) const
{
    if (!has(name)) refuse(say("{} is missing", name));
    const Handle set{H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose};
    if (set.id < 0) refuse(say("{} must be a dataset", name));
    const Handle space{H5Dget_space(set.id), H5Sclose};
    const int rank = H5Sget_simple_extent_ndims(space.id);
    if (rank < 0 || rank > 8) refuse(say("{} has a rank that is not supported", name));
    std::vector<hsize_t> dims(static_cast<std::size_t>(rank));
    if (rank > 0) H5Sget_simple_extent_dims(space.id, dims.data(), nullptr);
    std::uint64_t elements = 1;
    for (const hsize_t d : dims) {
        if (d > most_elements) refuse(say("{} is too large", name));
        elements *= d;
        if (elements > most_elements) refuse(say("{} is too large", name));
    }
    return {dims.begin(), dims.end()};
}

static std::uint64_t product(const std::vector<std::uint64_t>& shape)
{
    std::uint64_t n = 1;
    for (const std::uint64_t d : shape) n *= d;
    return n;
}

std::vector<double> Source::numbers(const std::string& name) const
{
    std::vector<double> values(product(shape(name)));
    const Handle set{H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose};
    const Handle type{H5Dget_type(set.id), H5Tclose};
    const H5T_class_t kind = H5Tget_class(type.id);
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) refuse(say("{} must hold numbers", name));
    if (!values.empty()
        && H5Dread(set.id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        refuse(say("{} cannot be read (damaged or cut short)", name));
    return values;
}

// Texts of variable length, freed by the library that made them.
static std::vector<std::string> variable_texts(hid_t set, hid_t type, std::uint64_t n)
{
    const Handle space{H5Dget_space(set), H5Sclose};
    std::vector<char*> pointers(n, nullptr);
    if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0) return {};
    std::vector<std::string> values;
    for (const char* text : pointers) values.emplace_back(text ? text : "");
    H5Dvlen_reclaim(type, space.id, H5P_DEFAULT, pointers.data());
    return values;
}

std::vector<std::string> Source::texts(const std::string& name) const
{
    const std::uint64_t n = product(shape(name));
    const Handle set{H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose};
    const Handle type{H5Dget_type(set.id), H5Tclose};
    if (H5Tget_class(type.id) != H5T_STRING) refuse(say("{} must hold texts", name));
    std::vector<std::string> values;
    if (H5Tis_variable_str(type.id) > 0) {
        values = variable_texts(set.id, type.id, n);
        if (values.size() != n) refuse(say("{} cannot be read (damaged or cut short)", name));
        return values;
    }
    const std::size_t size = H5Tget_size(type.id);
    if (size > most_text || size * n > most_elements) refuse(say("{} is too large", name));
    std::string packed(size * n, '\0');
    if (n > 0 && H5Dread(set.id, type.id, H5S_ALL, H5S_ALL, H5P_DEFAULT, packed.data()) < 0)
        refuse(say("{} cannot be read (damaged or cut short)", name));
    for (std::size_t i = 0; i < n; ++i) {
        values.push_back(packed.substr(i * size, size));
        values.back().resize(values.back().find_last_not_of('\0') + 1);
    }
    return values;
}

std::vector<std::string> Source::members(const std::string& group) const
{
    const Handle g{H5Gopen2(file_, group.c_str(), H5P_DEFAULT), H5Gclose};
    H5G_info_t info{};
    if (g.id < 0 || H5Gget_info(g.id, &info) < 0) refuse(say("group {} cannot be read", group));
    const H5_index_t index =
        H5Lget_name_by_idx(g.id, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, 0, nullptr, 0, H5P_DEFAULT) >= 0
        ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const ssize_t size =
            H5Lget_name_by_idx(g.id, ".", index, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
        if (size < 0) refuse(say("group {} cannot be listed", group));
        std::string name(static_cast<std::size_t>(size) + 1, '\0');
        H5Lget_name_by_idx(g.id, ".", index, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
        name.resize(static_cast<std::size_t>(size));
        names.push_back(name);
    }
    return names;
}

} // namespace hearth::store
