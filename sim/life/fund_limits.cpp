#include "sim/life/fund_limits.hpp"

#include <algorithm>

namespace hearth {

namespace {

constexpr int month_days = 30; // of the model's year

struct Part {
    Money whole;
    std::uint64_t remainder = 0;
};

// payment x held / paid, cut to whole fen, and what is cut off.
Part part_of(Money payment, Money held, Money paid)
{
    const __int128 product = static_cast<__int128>(payment.fen) * held.fen;
    const auto whole = static_cast<std::int64_t>(product / paid.fen);
    return {{whole}, static_cast<std::uint64_t>(product - static_cast<__int128>(whole) * paid.fen)};
}

} // namespace

Money FundLimit::most(int model_day, std::uint64_t who, Money drawn) const
{
    if (model_day / month_days > month || model_day > day) return {};
    if (model_day < day || who < person) return unlimited;
    return who == person ? left - drawn : Money{};
}

Money FundLimit::cut(const FundPayment& payment) const
{
    const Part part = part_of(payment.amount, held, paid);
    const bool extra = part.remainder > remainder
        || (part.remainder == remainder && payment.order() <= last.order());
    return {part.whole.fen + (extra ? 1 : 0)};
}

FundLimit stop_limit(const std::vector<FundPayment>& payments, int fund, Money held)
{
    FundLimit limit;
    if (held <= Money{}) { // nothing for anybody, from the first day
        limit.day = 0;
        return limit;
    }
    Money paid, paid_before_person;
    int day = -1;
    std::uint64_t person = 0;
    for (const FundPayment& p : payments) {
        if (p.fund != fund) continue;
        if (p.day != day || p.person != person) paid_before_person = paid;
        day = p.day;
        person = p.person;
        paid += p.amount;
        if (paid <= held) continue;
        limit.day = day;
        limit.person = person;
        limit.left = not_negative(held - paid_before_person);
        limit.last = p;
        return limit;
    }
    return limit;
}

FundLimit prorate_limit(const std::vector<FundPayment>& payments, int fund, Money held)
{
    FundLimit limit;
    if (held <= Money{}) {
        limit.month = -1;
        return limit;
    }
    std::array<Money, 12> by_month{};
    for (const FundPayment& p : payments)
        if (p.fund == fund) by_month[static_cast<std::size_t>(p.day / month_days)] += p.amount;
    std::size_t m = 0;
    for (; m < by_month.size() && by_month[m] <= held; ++m) {
        held -= by_month[m];
        if (held.fen != 0) continue;
        limit.month = static_cast<int>(m); // empty to the fen: nothing to cut, nothing afterwards
        limit.held = limit.paid = {1};
        return limit;
    }
    if (m == by_month.size()) return limit;
    limit.month = static_cast<int>(m);
    limit.held = held;
    limit.paid = by_month[m];
    std::vector<std::pair<std::uint64_t, const FundPayment*>> parts;
    Money missing = held;
    for (const FundPayment& p : payments) {
        if (p.fund != fund || p.day / month_days != limit.month) continue;
        const Part part = part_of(p.amount, limit.held, limit.paid);
        missing -= part.whole;
        parts.push_back({part.remainder, &p});
    }
    if (missing.fen == 0) return limit;
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    const auto& lowest = parts[static_cast<std::size_t>(missing.fen - 1)];
    limit.remainder = lowest.first;
    limit.last = *lowest.second;
    return limit;
}

} // namespace hearth
