// The long way: claims sorted by date, person and row; funds that run dry; rows put back in place.
#include <cstring>
#include <filesystem>
#include <functional>

#include "replay/passes.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

// A claim on its way through the sort.
struct SortedClaim {
    SortKey key; //!< date and person's rank, then row
    law::Claim claim;
    std::uint32_t person = 0;
    std::uint32_t household = 0;
    std::uint64_t line = 0;
};
static_assert(std::is_trivially_copyable_v<SortedClaim>);

std::uint64_t day_and_rank(Date date, std::uint32_t rank)
{
    return std::uint64_t{static_cast<std::uint32_t>(date.days) ^ 0x8000'0000u} << 32 | rank;
}

// Calls visit with each fixed-size record of a file, in order.
template <class Visit>
void each_record(const ScratchFile& file, std::size_t record_bytes, Visit&& visit)
{
    std::vector<std::byte> piece(std::max<std::size_t>(1, (std::size_t{1} << 20) / record_bytes) * record_bytes);
    for (std::uint64_t at = 0; at < file.size();) {
        const std::size_t n = file.read(at, piece.data(), piece.size());
        for (std::size_t i = 0; i < n; i += record_bytes) visit(piece.data() + i);
        at += n;
    }
}

} // namespace

// First reading: faults, persons, and the claims as they stand in the file.
void Passes::read_all(ScratchFile& claims, std::uint64_t& count)
{
    const auto reader = open();
    rows_ = 0;
    Desk& desk = *desks_[0];
    Batch batch;
    std::vector<SortedClaim> piece;
    while (parse_next(*reader, batch)) {
        refuse_or_skip(batch);
        piece.clear();
        for (const ParsedRows& rows : batch.pieces)
            for (const ClaimRow& row : rows.claims) {
                SortedClaim c;
                c.key.second = row.row;
                c.claim = row.claim;
                c.line = row.line;
                c.person = desk.person(row.person, std::hash<std::string_view>{}(row.person));
                if (desk.keeps_households())
                    c.household = desk.household(row.household, std::hash<std::string_view>{}(row.household));
                piece.push_back(c);
            }
        count += piece.size();
        claims.append(piece.data(), piece.size() * sizeof(SortedClaim));
    }
}

// The numbers are final: sums, waterfall, and on to the file's order.
void Passes::emit(const Settled& s, const std::int64_t* numbers, ExternalSort& results)
{
    Desk& desk = *desks_[0];
    desk.account(s.claim.date, s.claim.categories, s.claim.charge, s.person, s.routes, numbers);
    if (!options_.explain.empty()) desk.explain_result(s.row.first, numbers);
    if (!writer_ || !desk.counts(s.claim.date)) return;
    std::vector<std::byte> record(sizeof(SortKey) + layout_.width * sizeof(std::int64_t));
    std::memcpy(record.data(), &s.row, sizeof(SortKey));
    std::memcpy(record.data() + sizeof(SortKey), numbers, layout_.width * sizeof(std::int64_t));
    results.add(record.data());
}

// One fund's payments of the month become what it held.
void Passes::cut_month(ScratchFile& month, std::size_t scenario, int fund)
{
    FundBooks& books = *funds_[scenario];
    MonthCut cut(books.held(fund), books.paid_this_month(fund), scratch_folder_);
    // In the order of settlement, within a claim in the order of the stack.
    const auto each_payment = [&](std::byte* record, std::uint64_t& order, auto&& visit) {
        Settled s;
        std::memcpy(&s, record, sizeof s);
        auto* numbers = reinterpret_cast<std::int64_t*>(record + sizeof(Settled)) + layout_.first[scenario];
        for (const law::Step& step : *s.routes[scenario])
            if (step.fund == fund && numbers[step.layer] > 0)
                visit(numbers[step.layer], numbers[layout_.layers[scenario]], order++);
    };
    std::uint64_t order = 0;
    each_record(month, settled_bytes(), [&](std::byte* record) {
        each_payment(record, order, [&](std::int64_t paid, std::int64_t, std::uint64_t at) { cut.gather({paid}, at); });
    });
    cut.finish();
    ScratchFile after(scratch_folder_);
    order = 0;
    each_record(month, settled_bytes(), [&](std::byte* record) {
        each_payment(record, order, [&](std::int64_t& paid, std::int64_t& own, std::uint64_t at) {
            const Money reduced = cut.cut({paid}, at);
            own += paid - reduced.fen; // the patient bears the cut
            paid = reduced.fen;
        });
        after.append(record, settled_bytes());
    });
    month.swap(after);
}

void Passes::close_month(ScratchFile& month, ExternalSort& results)
{
    for (std::size_t s = 0; s < funds_.size(); ++s) {
        for (const int fund : funds_[s]->overdrawn()) cut_month(month, s, fund);
        funds_[s]->close_month();
    }
    each_record(month, settled_bytes(), [&](std::byte* record) {
        Settled settled;
        std::memcpy(&settled, record, sizeof settled);
        emit(settled, reinterpret_cast<const std::int64_t*>(record + sizeof(Settled)), results);
    });
    month.clear();
}

void Passes::settle_sorted(ExternalSort& claims, ExternalSort& results)
{
    ScratchFile month(scratch_folder_);
    std::vector<std::byte> buffer; // of settled claims, before they go to the month's file
    std::vector<law::FundsLeft> left(scenarios_.size());
    int current = -1;
    const auto flush = [&] {
        month.append(buffer.data(), buffer.size());
        buffer.clear();
    };
    while (const std::byte* record = claims.next()) {
        SortedClaim c;
        std::memcpy(&c, record, sizeof c);
        if (const int when = month_of(c.claim.date); when != current) {
            flush();
            close_month(month, results);
            for (const auto& books : funds_) books->open_month(when);
            current = when;
        }
        for (std::size_t s = 0; s < funds_.size(); ++s) left[s] = funds_[s]->left();
        buffer.resize(buffer.size() + settled_bytes());
        std::byte* at = buffer.data() + buffer.size() - settled_bytes();
        auto* numbers = reinterpret_cast<std::int64_t*>(at + sizeof(Settled));
        const Routes4 routes = desks_[0]->settle(c.claim, c.key.second, c.line, c.person, c.household, left.data(), numbers);
        for (std::size_t s = 0; s < funds_.size(); ++s) {
            funds_[s]->left() = left[s];
            funds_[s]->book(*routes[s], numbers + layout_.first[s]);
        }
        const Settled settled{{c.key.second, 0}, c.claim, c.person, routes};
        std::memcpy(at, &settled, sizeof settled);
        if (buffer.size() > (std::size_t{1} << 20)) flush();
    }
    flush();
    close_month(month, results);
}

// Second reading: each row with its numbers.
void Passes::write_in_file_order(ExternalSort& results)
{
    if (!writer_) return;
    const auto reader = open();
    write_header(reader->had_mark());
    const std::byte* next = results.next();
    std::uint64_t row = 0;
    std::string out;
    std::vector<std::int64_t> numbers(layout_.width);
    for (RowBlock block = reader->next(); !block.text.empty(); block = reader->next()) {
        out.clear();
        for (std::string_view text = block.text; !text.empty();) {
            const std::size_t length = row_length(text);
            const std::string_view one = without_line_end(text.substr(0, length));
            text.remove_prefix(length);
            if (one.empty()) continue;
            SortKey key;
            if (next) std::memcpy(&key, next, sizeof key);
            if (!next || key.first != row++) continue; // skipped, or of another year
            std::memcpy(numbers.data(), next + sizeof key, layout_.width * sizeof(std::int64_t));
            append_row(out, one, numbers);
            next = results.next();
        }
        writer_->write(out);
    }
    if (next || reader->changed()) throw InputError(say("{}: changed while it was read", columns_->file()));
}

void Passes::sort_and_settle()
{
    if (!std::filesystem::is_regular_file(options_.claims))
        throw InputError(say("{}: a pipe can be read only once (claims that are not in order of date, or "
                             "funds that run dry, need a file)", columns_->file()));
    make_desks(1);
    funds_.clear();
    for (const Scenario& s : scenarios_) funds_.push_back(std::make_unique<FundBooks>(s));
    ExternalSort claims(sizeof(SortedClaim), options_.sort_bytes, scratch_folder_);
    {
        ScratchFile unsorted(scratch_folder_);
        std::uint64_t count = 0;
        read_all(unsorted, count);
        const std::vector<std::uint32_t> ranks = desks_[0]->persons().ranks();
        each_record(unsorted, sizeof(SortedClaim), [&](std::byte* record) {
            SortedClaim c;
            std::memcpy(&c, record, sizeof c);
            c.key.first = day_and_rank(c.claim.date, ranks[c.person]);
            claims.add(&c);
        });
    }
    claims.finish();
    ExternalSort results(sizeof(SortKey) + layout_.width * sizeof(std::int64_t), options_.sort_bytes, scratch_folder_);
    settle_sorted(claims, results);
    results.finish();
    write_in_file_order(results);
}

} // namespace hearth
