#include "replay/totals.hpp"

#include <bit>

namespace hearth {

namespace {

void add_label(LabelTotals& label, const SettledClaim& claim)
{
    label.claims += 1;
    label.charge += claim.charge;
    label.paid += claim.charge - claim.out_of_pocket;
    label.out_of_pocket += claim.out_of_pocket;
}

void add_payment(LayerTotals& layer, const law::Step& step, Money payment, std::uint16_t& paid_by)
{
    layer.paid += payment;
    layer.claims += 1;
    const auto bit = static_cast<std::uint16_t>(1u << step.layer);
    layer.persons += (paid_by & bit) == 0;
    paid_by = static_cast<std::uint16_t>(paid_by | bit);
    if (step.shares.count == 0) return;
    std::array<Money, law::most_levels> parts;
    split_by_shares(payment, std::span(step.shares.ratio).first(step.shares.count),
                    std::span(parts).first(step.shares.count));
    for (std::size_t k = 0; k < step.shares.count; ++k) layer.by_level[step.shares.level[k]] += parts[k];
}

} // namespace

void Totals::add(const SettledClaim& claim, MonthTotals& sums, std::uint16_t& paid_by)
{
    claims += 1;
    sums.claims += 1;
    charge += claim.charge;
    sums.charge += claim.charge;
    out_of_pocket += claim.out_of_pocket;
    sums.out_of_pocket += claim.out_of_pocket;
    for (const law::Step& step : *claim.route) {
        const Money payment{claim.paid[step.layer]};
        if (payment.fen == 0) continue;
        add_payment(layer[step.layer], step, payment, paid_by);
        sums.by_layer[step.layer] += payment;
        if (step.fund >= 0) sums.by_fund[static_cast<std::size_t>(step.fund)] += payment;
    }
    if (claim.categories == 0) add_label(label[most_labels], claim);
    for (std::uint32_t rest = claim.categories; rest != 0; rest &= rest - 1)
        add_label(label[static_cast<std::size_t>(std::countr_zero(rest))], claim);
}

void Totals::add(const Totals& other)
{
    claims += other.claims;
    charge += other.charge;
    out_of_pocket += other.out_of_pocket;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        layer[i].paid += other.layer[i].paid;
        layer[i].claims += other.layer[i].claims;
        layer[i].persons += other.layer[i].persons;
        for (std::size_t k = 0; k < layer[i].by_level.size(); ++k)
            layer[i].by_level[k] += other.layer[i].by_level[k];
    }
    for (std::size_t i = 0; i < label.size(); ++i) {
        label[i].claims += other.label[i].claims;
        label[i].charge += other.label[i].charge;
        label[i].paid += other.label[i].paid;
        label[i].out_of_pocket += other.label[i].out_of_pocket;
    }
    for (const auto& [when, theirs] : other.month) {
        MonthTotals& ours = month[when];
        ours.claims += theirs.claims;
        ours.charge += theirs.charge;
        ours.out_of_pocket += theirs.out_of_pocket;
        for (std::size_t i = 0; i < ours.by_layer.size(); ++i) ours.by_layer[i] += theirs.by_layer[i];
        for (std::size_t i = 0; i < ours.by_fund.size(); ++i) ours.by_fund[i] += theirs.by_fund[i];
    }
}

std::vector<FundYear> fund_years(const Fund& fund, std::size_t index, const Totals& totals)
{
    std::vector<FundYear> years;
    if (totals.month.empty()) return years;
    Money kept;
    for (int year = totals.month.begin()->first / 12; year <= totals.month.rbegin()->first / 12; ++year) {
        FundYear y;
        y.year = year;
        y.received = fund.balance.on(first_day_of(year)).value_or(Money{});
        y.balance = kept + y.received;
        for (int m = 0; m < 12; ++m) {
            if (const auto at = totals.month.find(year * 12 + m); at != totals.month.end()) {
                y.paid += at->second.by_fund[index];
                y.balance -= at->second.by_fund[index];
            }
            if (y.balance <= Money{} && y.empty_from == 0) y.empty_from = m + 1;
        }
        kept = fund.carry_over ? y.balance : Money{};
        years.push_back(y);
    }
    return years;
}

} // namespace hearth
