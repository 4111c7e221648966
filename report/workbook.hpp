// The Excel workbook of a report: one sheet a section, real tables, charts that Excel draws from them, a codebook last.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report/document.hpp"

struct lxw_workbook;

namespace hearth::report {

//! A measure: its canonical name, its label in the language spoken and in the other, its unit and how it is counted.
struct CodebookEntry {
    std::string name, label, label_other, unit, definition;
};

//! Adds sheets of its own to the open workbook; they stand between the sections and the codebook.
using ExtraSheet = std::function<void(lxw_workbook*)>;

//! Writes the workbook atomically. Numbers stand in their own units (Cell::value). The same document gives the same bytes.
//! IoError if it cannot be written.
void write_workbook(const std::string& path, const Document& document, const std::vector<CodebookEntry>& codebook,
                    const ExtraSheet& extra = {});

} // namespace hearth::report
