// The input as named tables of columns, the same in CSV and in inputs.h5, and the schema both obey.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/faults.hpp"

namespace hearth {

struct Column {
    std::string_view name;
    bool number;
    std::string_view unit;
    double lowest = 0.0;
    double highest = 0.0;
    std::string_view absent = ""; //!< what stands where a file lacks the column; "" = the column must be there
};

struct TableSchema {
    std::string_view name;
    std::string_view title;
    std::string_view title_zh;
    std::vector<Column> columns; //!< besides `year` and `source`, which every table has
    bool optional = false;       //!< a file may lack the table: it is empty then
};

//! Every table an input holds.
std::span<const TableSchema> table_schemas();

struct Table {
    const TableSchema* schema = nullptr;
    std::string file;                            //!< for messages
    std::vector<int> lines;                      //!< 0 where read from HDF5
    std::vector<std::vector<std::string>> texts; //!< by column of the schema (empty for numbers)
    std::vector<std::vector<double>> numbers;    //!< by column (empty for texts)
    std::vector<double> years;
    std::vector<std::string> sources;

    std::size_t rows() const { return years.size(); }
    const std::vector<double>& number(std::string_view column) const;
    const std::vector<std::string>& text(std::string_view column) const;
    //! Place of a row for messages.
    Place place(std::size_t row) const;
};

//! A table without rows.
Table empty_table(const TableSchema& schema, const std::string& file);

using Tables = std::vector<Table>;
const Table& table(const Tables& tables, std::string_view name);

//! Reads a folder of CSV tables; every fault of every table is collected.
Tables read_table_folder(const std::string& folder, Faults& faults);

//! Replaces parameters by those a CSV file of the same columns names; a name the folder lacks is a fault.
void replace_parameters(Tables& tables, const std::string& path, Faults& faults);

//! Reads inputs.h5; throws InputError where the file is not an input of this version.
Tables read_tables(const std::string& path, Faults& faults);

//! Writes inputs.h5 atomically.
void write_tables(const std::string& path, const Tables& tables);

//! What no single cell can show: shares that must sum to 1, years without a gap, names that must
//! agree between tables, parameters that must be there.
void check_tables(const Tables& tables, Faults& faults);

} // namespace hearth
