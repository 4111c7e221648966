// A results file as one page for people who decide: HTML that needs nothing beside it.
#pragma once

#include <string>

#include "output/results.hpp"

namespace hearth {

struct ReportRequest {
    std::string base;           //!< scenario the others are compared with; empty = the file's first
    std::string title;          //!< empty = made from the scenarios' names
    std::string program;        //!< version that writes the page
    std::string results_digest; //!< of the results file
};

//! The page. Needs no network, script or font of its own; all text of the file is escaped; the same
//! results and request give the same bytes. InputError where `base` is not in the file, or the file
//! holds no scenario, year, group or draw.
std::string report_page(const Results& results, const ReportRequest& request);

} // namespace hearth
