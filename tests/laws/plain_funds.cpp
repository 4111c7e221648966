#include "plain_funds.hpp"

#include <algorithm>
#include <utility>

namespace hearth::plain {

namespace mp = boost::multiprecision;

Funds::Funds(const toml::table& scenario, int first_year) : month_(first_year * 12)
{
    if (const toml::table* sections = section_in(&scenario, "fund"))
        for (const auto& [name, section] : *sections)
            funds_[std::string(name.str())].section = section.as_table();
    begin_year(first_year, true);
    for (auto& [name, fund] : funds_) fund.held_at_month_start = fund.holds;
}

void Funds::begin_year(int year, bool first)
{
    const Day new_year = std::chrono::year(year) / 1 / 1;
    for (auto& [name, fund] : funds_) {
        const Day last_day = new_year - std::chrono::days(1);
        if (!first && !flag_or(look_up(fund.section, "carry_over", last_day), true)) fund.holds = 0;
        if (const toml::node* balance = look_up(fund.section, "balance", new_year))
            fund.holds += number_in(*balance);
    }
}

void Funds::advance_to(Day day, std::vector<Outcome>& outcomes)
{
    while (month_ < month_of(day)) {
        end_month(outcomes);
        ++month_;
        if (month_ % 12 == 0) begin_year(month_ / 12, false);
        for (auto& [name, fund] : funds_) fund.held_at_month_start = fund.holds;
    }
}

std::optional<Exact> Funds::most(const std::string& name, Day day) const
{
    const auto found = funds_.find(name);
    if (found == funds_.end()) return std::nullopt;
    const Fund& fund = found->second;
    const std::string rule = text_or(look_up(fund.section, "on_exhausted", day), "pay");
    if (rule == "stop") return fund.holds > 0 ? fund.holds : Exact(0);
    if (rule == "prorate" && fund.held_at_month_start <= 0) return Exact(0);
    return std::nullopt;
}

void Funds::pay(const std::string& name, Day day, std::size_t row, const std::string& layer,
                const Exact& paid)
{
    const auto found = funds_.find(name);
    if (found == funds_.end()) return;
    Fund& fund = found->second;
    fund.holds -= paid;
    if (text_or(look_up(fund.section, "on_exhausted", day), "pay") == "prorate")
        fund.to_prorate.push_back({row, layer, paid});
}

void Funds::end_month(std::vector<Outcome>& outcomes)
{
    for (auto& [name, fund] : funds_) {
        const std::vector<Payment> payments = std::exchange(fund.to_prorate, {});
        const Exact& held = fund.held_at_month_start;
        Exact paid;
        for (const Payment& payment : payments) paid += payment.paid;
        if (payments.empty() || paid <= held) continue;
        // Each part cut to whole fen; the missing fen go to the largest remainders in order.
        std::vector<long long> fen;
        std::vector<std::pair<Exact, std::size_t>> remainders;
        long long missing = whole_fen(held);
        for (const Payment& payment : payments) {
            const Exact part = payment.paid * held / paid * 100;
            const mp::cpp_int whole = mp::numerator(part) / mp::denominator(part);
            remainders.emplace_back(part - Exact(whole), fen.size());
            fen.push_back(whole.convert_to<long long>());
            missing -= fen.back();
        }
        std::stable_sort(
            remainders.begin(), remainders.end(),
            [](const auto& one, const auto& other) { return one.first > other.first; });
        for (std::size_t i = 0; i < static_cast<std::size_t>(missing); ++i)
            ++fen[remainders[i].second];
        for (std::size_t i = 0; i < payments.size(); ++i) {
            Outcome& outcome = outcomes[payments[i].row];
            outcome.paid_fen[payments[i].layer] -= whole_fen(payments[i].paid) - fen[i];
            outcome.oop_fen += whole_fen(payments[i].paid) - fen[i];
        }
        fund.holds += paid - held;
    }
}

} // namespace hearth::plain
