// RFC 4180 tables: quotes, doubled quotes, CRLF or LF, an optional byte-order mark.
#pragma once

#include <string>
#include <vector>

namespace hearth {

struct CsvTable {
    std::string file; //!< name for messages
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<int> lines; //!< line on which each row begins
};

//! Reads a table. Rows with another number of fields than the header, an open quote or an
//! unreadable file throw InputError with file and line.
CsvTable read_csv(const std::string& path);

} // namespace hearth
