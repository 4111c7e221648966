// inputs.h5: one group a table, one dataset a column.
#include <cmath>
#include <filesystem>

#include "calibration/tables.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::int64_t schema_version = 1;
constexpr const char* file_type = "hearth inputs";

void write_table(store::Writer& out, const Table& t)
{
    const std::string group(t.schema->name);
    out.group(group);
    out.attribute(group, "title", std::string(t.schema->title));
    out.attribute(group, "title_zh", std::string(t.schema->title_zh));
    std::vector<std::int64_t> rows(t.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
    const std::string row = group + "/row";
    out.dimension(row, rows, {{"long_name", "row of the table"}});
    for (std::size_t c = 0; c < t.schema->columns.size(); ++c) {
        const Column& column = t.schema->columns[c];
        const std::string name = group + "/" + std::string(column.name);
        if (column.number)
            out.variable(name, {row}, t.numbers[c], {{"units", std::string(column.unit)}});
        else out.variable(name, {row}, t.texts[c]);
    }
    out.variable(group + "/year", {row}, t.years, {{"units", "year the figure is about"}});
    out.variable(group + "/source", {row}, t.sources, {{"long_name", "source, or assumption"}});
}

void check_number(double value, const Column& column, const Place& place, Faults& faults)
{
    if (std::isfinite(value) && value >= column.lowest && value <= column.highest) return;
    faults.add(place, say("{} = {:g} (must be a number in [{:g}, {:g}])", column.name, value, column.lowest, column.highest));
}

Table read_table(const store::Source& in, const TableSchema& schema, Faults& faults)
{
    Table t;
    t.schema = &schema;
    const std::string group(schema.name);
    if (schema.optional && !in.has(group)) return empty_table(schema, in.path() + ":/" + group);
    t.file = in.path() + ":/" + group;
    t.texts.resize(schema.columns.size());
    t.numbers.resize(schema.columns.size());
    t.years = in.numbers(group + "/year");
    t.sources = in.texts(group + "/source");
    const auto same_length = [&](const std::string& name, std::size_t n) {
        if (n != t.years.size() || in.shape(group + "/" + name).size() != 1)
            throw InputError(say("{}: /{}/{} must have one value for each row of the table", in.path(), group, name));
    };
    same_length("source", t.sources.size());
    for (std::size_t r = 0; r < t.rows(); ++r) {
        check_number(t.years[r], {"year", true, "year", 1900, 2200}, t.place(r), faults);
        if (t.sources[r].empty()) faults.add(t.place(r), say("source is empty (a source, or the word \"assumption\")"));
    }
    for (std::size_t c = 0; c < schema.columns.size(); ++c) {
        const Column& column = schema.columns[c];
        const std::string name(column.name);
        if (!column.absent.empty() && !in.has(group + "/" + name)) { // a file of before the column
            if (column.number) t.numbers[c].assign(t.rows(), std::stod(std::string(column.absent)));
            else t.texts[c].assign(t.rows(), std::string(column.absent));
        } else if (column.number) {
            t.numbers[c] = in.numbers(group + "/" + name);
            same_length(name, t.numbers[c].size());
            for (std::size_t r = 0; r < t.rows(); ++r)
                check_number(t.numbers[c][r], column, t.place(r), faults);
        } else {
            t.texts[c] = in.texts(group + "/" + name);
            same_length(name, t.texts[c].size());
        }
    }
    return t;
}

} // namespace

void write_tables(const std::string& path, const Tables& tables)
{
    store::write_atomically(path, [&](const std::string& part) {
        store::Writer out(part);
        for (const Table& t : tables)
            if (t.rows() > 0 || !t.schema->optional) write_table(out, t);
        out.attribute("/", "Conventions", "CF-1.10");
        out.attribute("/", "type", file_type);
        out.attribute("/", "schema_version", schema_version);
        out.attribute("/", "complete", std::int64_t{1});
        out.close();
    });
}

Tables read_tables(const std::string& path, Faults& faults)
{
    const store::Source in(path);
    if (!in.has_attribute("/", "type") || in.text_attribute("/", "type") != file_type)
        throw InputError(say("{}: is not a hearth input (made by hearth import)", path));
    const std::int64_t version = in.integer_attribute("/", "schema_version");
    if (version != schema_version)
        throw InputError(say("{}: has schema version {} (this program reads version {})", path, version, schema_version));
    if (in.integer_attribute("/", "complete") != 1) throw InputError(say("{}: is not complete", path));
    Tables tables;
    for (const TableSchema& schema : table_schemas()) tables.push_back(read_table(in, schema, faults));
    for (const std::string& name : in.members("/")) {
        bool known = false;
        for (const TableSchema& schema : table_schemas()) known = known || name == schema.name;
        if (!known) throw InputError(say("{}: /{} is not a table of an input", path, name));
    }
    return tables;
}

} // namespace hearth
