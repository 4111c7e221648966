#include "replay/fund_books.hpp"

#include <cstring>

namespace hearth {

namespace {
constexpr std::size_t sort_memory = std::size_t{1} << 24;
}

MonthCut::MonthCut(Money held, Money paid, const std::string& folder)
    : held_(held), paid_(paid), missing_(held), by_remainder_(sizeof(SortKey), sort_memory, folder),
      by_order_(sizeof(SortKey), sort_memory, folder)
{
}

Money MonthCut::whole_part(Money payment) const
{
    return {static_cast<std::int64_t>(static_cast<__int128>(payment.fen) * held_.fen / paid_.fen)};
}

void MonthCut::gather(Money payment, std::uint64_t order)
{
    const Money whole = whole_part(payment);
    missing_ -= whole;
    const auto remainder = static_cast<std::uint64_t>(
        static_cast<__int128>(payment.fen) * held_.fen - static_cast<__int128>(whole.fen) * paid_.fen);
    const SortKey key{~remainder, order}; // the largest remainder first, then the first in order
    by_remainder_.add(&key);
}

void MonthCut::finish()
{
    by_remainder_.finish();
    for (; missing_.fen > 0; missing_.fen -= 1) {
        SortKey key;
        std::memcpy(&key, by_remainder_.next(), sizeof key);
        const SortKey extra{key.second, 0};
        by_order_.add(&extra);
    }
    by_order_.finish();
    if (const std::byte* first = by_order_.next()) std::memcpy(&next_extra_, first, sizeof next_extra_);
}

Money MonthCut::cut(Money payment, std::uint64_t order)
{
    Money out = whole_part(payment);
    if (order != next_extra_) return out;
    next_extra_ = ~std::uint64_t{0};
    if (const std::byte* next = by_order_.next()) std::memcpy(&next_extra_, next, sizeof next_extra_);
    return {out.fen + 1};
}

FundBooks::FundBooks(const Scenario& scenario) : scenario_(scenario) { left_.fill(unlimited); }

void FundBooks::open_month(int month)
{
    const auto& exhaustion = scenario_.stack.exhaustion;
    const int first_year = month_ < 0 ? month / 12 : month_ / 12 + 1;
    for (int year = first_year; year <= month / 12; ++year)
        for (std::size_t f = 0; f < exhaustion.size(); ++f) {
            const Fund& fund = scenario_.funds[f];
            if (!fund.carry_over) balance_[f] = {};
            balance_[f] += fund.balance.on(first_day_of(year)).value_or(Money{});
        }
    month_ = month;
    for (std::size_t f = 0; f < exhaustion.size(); ++f) {
        const bool open = exhaustion[f] == law::Exhaustion::prorate && balance_[f] > Money{};
        left_[f] = open ? unlimited : not_negative(balance_[f]);
    }
}

void FundBooks::book(const law::Route& route, const std::int64_t* paid)
{
    for (const law::Step& step : route)
        if (step.fund >= 0) paid_[static_cast<std::size_t>(step.fund)] += Money{paid[step.layer]};
}

std::vector<int> FundBooks::overdrawn() const
{
    std::vector<int> funds;
    for (std::size_t f = 0; f < scenario_.stack.exhaustion.size(); ++f)
        if (scenario_.stack.exhaustion[f] == law::Exhaustion::prorate && paid_[f] > balance_[f])
            funds.push_back(static_cast<int>(f));
    return funds;
}

void FundBooks::close_month()
{
    for (const int f : overdrawn()) paid_[static_cast<std::size_t>(f)] = balance_[static_cast<std::size_t>(f)];
    for (std::size_t f = 0; f < balance_.size(); ++f) balance_[f] -= paid_[f];
    paid_ = {};
}

} // namespace hearth
