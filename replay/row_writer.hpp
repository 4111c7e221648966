// The settled rows as CSV: the input's columns, then the payments and what is out of pocket.
#pragma once

#include <string>
#include <vector>

#include "replay/desk.hpp"

namespace hearth {

//! The header: layers named as in the stack, `oop`; with several scenarios each behind `NAME.`.
//! Throws InputError where the file already has a column of such a name.
std::string result_header(const ClaimColumns& file, std::span<const Scenario> scenarios);

//! Appends a row: its own text and the amounts with two decimals.
void append_row(std::string& out, std::string_view row, std::span<const std::int64_t> amounts);

//! Takes rows in order and keeps them from sight until all is well: a file beside its final name,
//! or, for standard output, pipes and devices, a temporary file that is copied at the end.
class RowWriter {
public:
    //! \param path empty = standard output; \param only_owner the file is for its owner alone (0600)
    RowWriter(std::string path, bool only_owner);
    //! Into memory.
    explicit RowWriter(std::string& text) : only_owner_(true), copied_(false), text_(&text) {}
    ~RowWriter();
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;

    void write(std::string_view text);
    //! Forgets what was written.
    void begin_again();
    //! Publishes it.
    void finish();

private:
    void copy_out();

    std::string path_, part_;
    bool only_owner_;
    bool copied_; //!< not a regular file: copied at the end
    int file_ = -1;
    std::string* text_ = nullptr;
};

//! Rows left out, with line, column and rule, for their owner alone (mode 0600).
class SkippedRows {
public:
    SkippedRows(std::string path, const std::string& header);
    void add(const RowFault& fault, std::string_view row);
    std::int64_t count() const { return count_; }
    //! Writes the file, if there is anything to write.
    void finish();
    void begin_again();

private:
    std::string header_;
    std::int64_t count_ = 0;
    std::string path_;
    std::unique_ptr<RowWriter> writer_;
};

} // namespace hearth
