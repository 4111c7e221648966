// The settled rows as CSV: the input's columns, then the payments and what is out of pocket.
#pragma once

#include <string>
#include <vector>

#include "replay/desk.hpp"

namespace hearth {

//! Where temporary files go that have no folder of their own.
std::string temporary_folder();

//! The header: layers named as in the stack, `oop`; with several scenarios each behind `NAME.`.
//! Throws InputError where the file already has a column of such a name.
std::string result_header(const ClaimColumns& file, std::span<const Scenario> scenarios);

//! Appends a row: its own text and the amounts with two decimals.
void append_row(std::string& out, std::string_view row, std::span<const std::int64_t> amounts);

//! Takes rows in order and keeps them from sight until all is well: a file beside its final name,
//! or, for standard output, pipes and devices, a temporary file that is copied at the end.
class RowWriter {
public:
    //! \param path empty = standard output
    //! \param like the file is as private as this one; empty = for its owner alone (0600)
    RowWriter(std::string path, const std::string& like);
    //! Into memory.
    explicit RowWriter(std::string& text) : text_(&text) {}
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
    unsigned mode_ = 0600;
    bool copied_ = false; //!< not a regular file: copied at the end
    int file_ = -1;
    std::string* text_ = nullptr;
};

//! Rows left out, with line, column and rule, for their owner alone (mode 0600).
class SkippedRows {
public:
    SkippedRows(std::string path, const std::string& header);
    void add(const RowFault& fault, std::string_view row);
    std::int64_t count() const { return count_; }
    //! Writes the file, with its header alone where no row was left out.
    void finish();
    void begin_again();

private:
    std::string header_;
    std::int64_t count_ = 0;
    std::unique_ptr<RowWriter> writer_;
};

} // namespace hearth
