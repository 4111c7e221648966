// The report: results, and what they rest on, as one document; as a page and as a workbook.
#pragma once

#include "report/document.hpp"
#include "report/evidence.hpp"

namespace hearth::report {

struct Request {
    std::string base;    //!< scenario the others are compared with; empty = the file's first
    std::string title;   //!< empty = made from the scenarios' names
    std::string program; //!< version that writes the report
    std::string command; //!< that wrote the results, from the log beside them; empty = made from their record
    bool disclosure = false; //!< leave out cells of small groups, and what would give them away
    std::string results_file, results_digest;
    std::vector<std::string> frontiers;
    std::string posterior, input; //!< empty = none given
};

//! InputError where `base` is not in the file, or a file is damaged.
Document make_document(const Evidence& evidence, const Request& request);

} // namespace hearth::report
