// The codebook beside an exported table: a Frictionless Data Package (datapackage.json).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/tables.hpp"

namespace hearth {

struct Export {
    std::string path;      //!< the table, as written
    std::string format;    //!< csv, tsv, json or dta
    std::string bytes;     //!< its content
    std::string made_from; //!< the results file
    std::string generator; //!< the program and its version
    TableQuery query;
};

//! Where the codebook stands, and whose file kept it from its usual place.
struct Codebook {
    std::string path;  //!< empty: not written, both names are taken by others' files
    std::string taken; //!< a datapackage.json that is not ours and stays as it is; else empty
};

//! Names of the codebook of a table: the usual one, and that where the usual is somebody else's.
std::string codebook_path(const std::string& table);
std::string codebook_path_aside(const std::string& table);

//! Writes the codebook. Other tables that one of ours tells of are kept in it.
Codebook write_codebook(const Export& table, const Results& results, const std::vector<TidyRow>& rows);

} // namespace hearth
