#include <algorithm>

#include <hdf5.h>
#include <hdf5_hl.h>

#include "sim/base/error.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::store {

namespace {

// Most elements of a chunk: 128 Ki doubles = 1 MiB, HDF5's default chunk cache.
constexpr std::uint64_t chunk_elements = 131'072;

hid_t check(hid_t id, const std::string& what)
{
    if (id < 0) throw IoError(say("{} (HDF5 refused; is the disk full?)", what));
    return id;
}

hid_t text_type(std::size_t longest)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, std::max<std::size_t>(1, longest));
    H5Tset_cset(type, H5T_CSET_UTF8);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    return type;
}

} // namespace

Writer::Writer(const std::string& path) : path_(path)
{
    H5dont_atexit(); // after a full disk the library's own clean-up at exit would crash
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110);
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    file_ = check(file, say("{}: cannot be created", path));
}

Writer::~Writer()
{
    if (file_ >= 0) H5Fclose(file_);
}

void Writer::close()
{
    const bool flushed = H5Fflush(file_, H5F_SCOPE_GLOBAL) >= 0;
    const bool closed = H5Fclose(file_) >= 0;
    file_ = -1;
    if (!flushed || !closed) throw IoError(say("{}: cannot be written (is the disk full?)", path_));
}

void Writer::group(const std::string& name)
{
    const hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    const hid_t g = H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Pclose(creation);
    H5Gclose(check(g, say("{}: group {}", path_, name)));
}

void Writer::attribute(const std::string& object, const std::string& name, const std::string& text)
{
    const hid_t type = text_type(text.size());
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t target = check(H5Oopen(file_, object.c_str(), H5P_DEFAULT), path_ + ": " + object);
    const hid_t a = H5Acreate2(target, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
    const std::string filled = text.empty() ? std::string(1, '\0') : text;
    const bool done = a >= 0 && H5Awrite(a, type, filled.data()) >= 0;
    H5Aclose(a);
    H5Oclose(target);
    H5Sclose(space);
    H5Tclose(type);
    if (!done) throw IoError(say("{}: attribute {} cannot be written", path_, name));
}

void Writer::attribute(const std::string& object, const std::string& name, std::int64_t value)
{
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t target = check(H5Oopen(file_, object.c_str(), H5P_DEFAULT), path_ + ": " + object);
    const hid_t a =
        H5Acreate2(target, name.c_str(), H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool done = a >= 0 && H5Awrite(a, H5T_NATIVE_INT64, &value) >= 0;
    H5Aclose(a);
    H5Oclose(target);
    H5Sclose(space);
    if (!done) throw IoError(say("{}: attribute {} cannot be written", path_, name));
}

std::int64_t Writer::create(const std::string& name, std::int64_t type,
                            const std::vector<std::uint64_t>& shape)
{
    std::vector<hsize_t> dims(shape.begin(), shape.end());
    const hid_t space = H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED);
    std::uint64_t elements = 1;
    for (const hsize_t d : dims) elements *= d;
    // Texts of variable length lie outside the dataset: filters cannot act on them.
    if (elements > 0 && H5Tis_variable_str(type) <= 0) {
        std::vector<hsize_t> chunk = dims;
        for (std::size_t i = 0; i < chunk.size() && elements > chunk_elements; ++i) {
            const std::uint64_t rest = elements / chunk[i];
            chunk[i] = std::max<std::uint64_t>(1, rest >= chunk_elements ? 1 : chunk_elements / rest);
            elements = rest * chunk[i];
        }
        H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
        H5Pset_shuffle(creation);
        H5Pset_deflate(creation, 1);
        H5Pset_fletcher32(creation);
    }
    const hid_t set =
        H5Dcreate2(file_, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Pclose(creation);
    H5Sclose(space);
    return check(set, say("{}: {} cannot be written", path_, name));
}

void Writer::attach(std::int64_t dataset, const std::vector<std::string>& dimensions)
{
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const hid_t scale = H5Dopen2(file_, dimensions[i].c_str(), H5P_DEFAULT);
        const bool done = scale >= 0
            && H5DSattach_scale(dataset, scale, static_cast<unsigned>(i)) >= 0;
        H5Dclose(scale);
        if (!done) throw IoError(say("{}: dimension {} cannot be attached", path_, dimensions[i]));
    }
}

std::vector<std::uint64_t> Writer::shape_of(const std::vector<std::string>& dimensions,
                                            std::size_t values) const
{
    std::vector<std::uint64_t> shape;
    std::uint64_t product = 1;
    for (const std::string& d : dimensions) {
        shape.push_back(sizes_.at(d));
        product *= shape.back();
    }
    if (product != values) throw std::logic_error(say("values do not fill their dimensions"));
    return shape;
}

// Texts are of variable length: Python then sees str, and `.sel(scenario="baseline")` works (the
// netCDF library of Debian 12 overruns its memory on texts of fixed length).
void Writer::texts(const std::string& name, const std::vector<std::string>& values,
                   const std::vector<std::string>& dimensions, const Attributes& attributes,
                   bool scale)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    const hid_t set = create(name, type, scale ? std::vector<std::uint64_t>{values.size()}
                                               : shape_of(dimensions, values.size()));
    bool done = values.empty()
        || H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) >= 0;
    if (scale) done = done && H5DSset_scale(set, name.substr(name.rfind('/') + 1).c_str()) >= 0;
    attach(set, dimensions);
    H5Dclose(set);
    H5Tclose(type);
    if (!done) throw IoError(say("{}: {} cannot be written (is the disk full?)", path_, name));
    for (const auto& [key, text] : attributes) attribute(name, key, text);
}

void Writer::dimension(const std::string& name, const std::vector<std::string>& labels,
                       const Attributes& attributes)
{
    sizes_[name] = labels.size();
    texts(name, labels, {}, attributes, true);
}

void Writer::dimension(const std::string& name, const std::vector<std::int64_t>& values,
                       const Attributes& attributes)
{
    sizes_[name] = values.size();
    const hid_t set = create(name, H5T_STD_I64LE, {values.size()});
    const bool done =
        (values.empty()
         || H5Dwrite(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0)
        && H5DSset_scale(set, name.substr(name.rfind('/') + 1).c_str()) >= 0;
    H5Dclose(set);
    if (!done) throw IoError(say("{}: {} cannot be written (is the disk full?)", path_, name));
    for (const auto& [key, text] : attributes) attribute(name, key, text);
}

void Writer::variable(const std::string& name, const std::vector<std::string>& dimensions,
                      const std::vector<double>& values, const Attributes& attributes)
{
    const hid_t set = create(name, H5T_IEEE_F64LE, shape_of(dimensions, values.size()));
    const bool done = values.empty()
        || H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
    attach(set, dimensions);
    H5Dclose(set);
    if (!done) throw IoError(say("{}: {} cannot be written (is the disk full?)", path_, name));
    for (const auto& [key, text] : attributes) attribute(name, key, text);
}

void Writer::variable(const std::string& name, const std::vector<std::string>& dimensions,
                      const std::vector<std::string>& values, const Attributes& attributes)
{
    texts(name, values, dimensions, attributes, false);
}

} // namespace hearth::store
