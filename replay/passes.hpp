// The ways through a claims file: once, where claims come in order; else sorted outside memory.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "replay/fund_books.hpp"
#include "replay/replay.hpp"
#include "replay/row_writer.hpp"

namespace hearth {

class Passes {
public:
    Passes(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, const ReplayOptions& options);

    //! One pass on all threads; false as soon as a claim is out of order.
    bool stream();
    void begin_again();
    //! Reads, sorts by date, person and row, settles in that order, and writes in the file's order.
    void sort_and_settle();
    //! Publishes what was written.
    void publish();

    const std::vector<std::unique_ptr<Desk>>& desks() const { return desks_; }
    std::int64_t skipped() const { return skipped_ ? skipped_->count() : 0; }

private:
    // Rows of one block, in as many pieces as there are threads.
    struct Batch {
        std::vector<ParsedRows> pieces;
        std::vector<std::vector<std::int64_t>> results; //!< by piece: layout width numbers a claim
        std::vector<std::string> texts;
    };
    // What is known of a settled claim until its payments are final; its numbers stand behind it.
    struct Settled {
        SortKey row; //!< first: row number; second: line
        law::Claim claim;
        std::uint32_t person = 0;
        Routes4 routes{};
    };

    std::unique_ptr<BlockReader> open();
    void make_desks(std::size_t count);
    bool parse_next(BlockReader& reader, Batch& batch);
    void refuse_or_skip(const Batch& batch);
    bool settle_batch(Batch& batch);
    bool settle_share(Batch& batch, std::size_t share);
    void format_batch(Batch& batch);
    void format_piece(Batch& batch, std::size_t piece) const;
    void write_header(bool with_mark);
    void read_all(ScratchFile& claims, std::uint64_t& count);
    void settle_sorted(ExternalSort& claims, ExternalSort& results);
    void close_month(ScratchFile& month, ExternalSort& results);
    void cut_month(ScratchFile& month, std::size_t scenario, int fund);
    void emit(const Settled& settled, const std::int64_t* numbers, ExternalSort& results);
    void write_in_file_order(ExternalSort& results);
    std::size_t settled_bytes() const { return sizeof(Settled) + layout_.width * sizeof(std::int64_t); }

    std::span<const Scenario> scenarios_;
    const Vocabulary& vocabulary_;
    const ReplayOptions& options_;
    ResultLayout layout_;
    std::size_t threads_;
    std::string scratch_folder_;
    std::optional<ClaimColumns> columns_;
    std::vector<RowParser> parsers_;
    std::optional<RowWriter> writer_;
    std::optional<SkippedRows> skipped_;
    std::vector<std::unique_ptr<Desk>> desks_;
    std::vector<std::unique_ptr<FundBooks>> funds_; //!< by scenario, while claims settle in one order
    std::unique_ptr<BlockReader> first_reader_;
    std::array<std::int64_t, 4> opened_as_{}; //!< the claims file
    std::uint64_t rows_ = 0;
};

} // namespace hearth
