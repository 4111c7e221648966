#include "replay/passes.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>

#include "sim/base/error.hpp"
#include "sim/base/first_error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

std::size_t hash_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

// Cuts a block into pieces of whole rows; one piece where a quote could hold a line end.
std::vector<std::string_view> pieces_of(std::string_view text, std::size_t count)
{
    if (text.find('"') != std::string_view::npos) count = 1;
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= count; ++i) {
        std::size_t end = text.size();
        if (i < count) {
            const std::size_t line_end = text.find('\n', std::max(begin, text.size() * i / count));
            if (line_end != std::string_view::npos) end = line_end + 1;
        }
        pieces.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return pieces;
}

std::string name_of(const std::string& path) { return std::filesystem::path(path).filename().string(); }

} // namespace

Passes::Passes(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, const ReplayOptions& options)
    : scenarios_(scenarios), vocabulary_(vocabulary), options_(options), layout_(scenarios),
      threads_(static_cast<std::size_t>(options.threads > 0 ? options.threads : omp_get_max_threads()))
{
    const auto parent = std::filesystem::path(options.out).parent_path();
    std::error_code ignored;
    const bool beside = std::filesystem::is_regular_file(options.out, ignored) || !std::filesystem::exists(options.out, ignored);
    scratch_folder_ = options.out.empty() || !beside ? temporary_folder()
        : parent.empty() ? "." : parent.string();
    first_reader_ = open(); // also: are the columns there, before anything is written?
    if (options_.rows) writer_.emplace(*options_.rows);
    else if (options_.write_rows) writer_.emplace(options_.out, options_.claims);
}

// A pipe is opened once: the first to ask gets the reader that has read the header.
std::unique_ptr<BlockReader> Passes::open()
{
    if (first_reader_) return std::move(first_reader_);
    auto reader = std::make_unique<BlockReader>(options_.claims, options_.block_bytes);
    const std::string header = reader->header();
    if (columns_) {
        if (reader->opened_as() != opened_as_) throw InputError(say("{}: changed while it was read", columns_->file()));
        return reader;
    }
    opened_as_ = reader->opened_as();
    columns_.emplace(name_of(options_.claims), header, scenarios_, options_.renamed);
    if (options_.skip_faults) skipped_.emplace(options_.out + ".skipped.csv", header);
    for (std::size_t i = 0; i < threads_; ++i) parsers_.emplace_back(*columns_, vocabulary_, options_.year);
    if (options_.write_rows) result_header(*columns_, scenarios_); // refuses names that clash
    return reader;
}

void Passes::make_desks(std::size_t count)
{
    desks_.clear();
    for (std::size_t i = 0; i < count; ++i)
        desks_.push_back(std::make_unique<Desk>(scenarios_, vocabulary_, options_.explain, options_.year));
}

void Passes::begin_again()
{
    if (writer_) writer_->begin_again();
    if (skipped_) skipped_->begin_again();
}

void Passes::publish()
{
    if (skipped_) skipped_->finish();
    if (writer_) writer_->finish();
}

bool Passes::parse_next(BlockReader& reader, Batch& batch)
{
    const RowBlock block = reader.next();
    if (block.text.empty()) return false;
    const std::vector<std::string_view> texts = pieces_of(block.text, threads_);
    batch.pieces.resize(texts.size());
    const auto count = static_cast<int>(texts.size());
    FirstError error;
#pragma omp parallel for num_threads(static_cast<int>(threads_)) schedule(static) default(none) shared(texts, batch, block, count, error)
    for (int i = 0; i < count; ++i)
        error.guard([&] {
            const auto k = static_cast<std::size_t>(i);
            std::uint64_t line = block.first_line;
            for (std::size_t before = 0; before < k; ++before) line += count_lines(texts[before]);
            parsers_[k].parse(texts[k], 0, line, batch.pieces[k]);
        });
    error.rethrow();
    for (ParsedRows& piece : batch.pieces) {
        for (ClaimRow& claim : piece.claims) claim.row += rows_;
        rows_ += piece.rows;
    }
    if (options_.progress) options_.progress(reader.bytes_read());
    return true;
}

void Passes::refuse_or_skip(const Batch& batch)
{
    std::vector<RowFault> faults;
    for (const ParsedRows& piece : batch.pieces)
        for (std::size_t i = 0; i < piece.faults.size(); ++i) {
            if (skipped_) skipped_->add(piece.faults[i], piece.faulty[i]);
            else faults.push_back(piece.faults[i]);
        }
    if (faults.empty()) return;
    throw InputError(told(columns_->file(), faults, options_.show_values)
                     + (options_.show_values ? "" : "\n" + say("(--show-values shows what stands there)")));
}

// The claims of the persons that fall to one desk, in the file's order.
bool Passes::settle_share(Batch& batch, std::size_t share)
{
    Desk& desk = *desks_[share];
    for (std::size_t p = 0; p < batch.pieces.size(); ++p) {
        const auto& claims = batch.pieces[p].claims;
        for (std::size_t i = 0; i < claims.size(); ++i) {
            const ClaimRow& row = claims[i];
            const std::size_t hash = hash_of(row.person);
            if (hash % desks_.size() != share) continue;
            const std::uint32_t person = desk.person(row.person, hash);
            const std::uint32_t household =
                desk.keeps_households() ? desk.household(row.household, hash_of(row.household)) : 0;
            if (!desk.in_order(person, household, row.claim.date)) return false;
            std::int64_t* result = batch.results[p].data() + i * layout_.width;
            const Routes4 routes = desk.settle(row.claim, row.row, row.line, person, household, nullptr, result);
            desk.account(row.claim.date, row.claim.categories, row.claim.charge, person, routes, result);
        }
    }
    return true;
}

bool Passes::settle_batch(Batch& batch)
{
    batch.results.resize(batch.pieces.size());
    for (std::size_t p = 0; p < batch.pieces.size(); ++p)
        batch.results[p].resize(batch.pieces[p].claims.size() * layout_.width);
    std::atomic<bool> ordered{true};
    const auto count = static_cast<int>(desks_.size());
    FirstError error;
#pragma omp parallel for num_threads(count) schedule(static) default(none) shared(batch, ordered, count, error)
    for (int share = 0; share < count; ++share)
        error.guard([&] {
            if (!settle_share(batch, static_cast<std::size_t>(share))) ordered = false;
        });
    error.rethrow();
    return ordered;
}

void Passes::format_piece(Batch& batch, std::size_t p) const
{
    const auto& claims = batch.pieces[p].claims;
    batch.texts[p].clear();
    for (std::size_t i = 0; i < claims.size(); ++i)
        if (desks_[0]->counts(claims[i].claim.date))
            append_row(batch.texts[p], claims[i].text, {batch.results[p].data() + i * layout_.width, layout_.width});
}

void Passes::format_batch(Batch& batch)
{
    if (!writer_) return;
    batch.texts.resize(batch.pieces.size());
    const auto count = static_cast<int>(batch.pieces.size());
    FirstError error;
#pragma omp parallel for num_threads(static_cast<int>(threads_)) schedule(static) default(none) shared(batch, count, error)
    for (int piece = 0; piece < count; ++piece)
        error.guard([&] { format_piece(batch, static_cast<std::size_t>(piece)); });
    error.rethrow();
    for (const std::string& text : batch.texts) writer_->write(text);
}

// A byte-order mark in front of the claims stands in front of the rows as well (for spreadsheets).
void Passes::write_header(bool with_mark)
{
    if (!writer_) return;
    if (with_mark) writer_->write("\xEF\xBB\xBF");
    writer_->write(result_header(*columns_, scenarios_));
}

bool Passes::stream()
{
    make_desks(1);
    // Accounts of households join persons: then one desk takes all.
    if (!desks_[0]->keeps_households() && threads_ > 1) make_desks(threads_);
    const auto reader = open();
    rows_ = 0;
    write_header(reader->had_mark());
    Batch batch;
    while (parse_next(*reader, batch)) {
        refuse_or_skip(batch);
        if (!settle_batch(batch)) return false;
        format_batch(batch);
    }
    return true;
}

} // namespace hearth
