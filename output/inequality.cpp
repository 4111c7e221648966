// Inequality from the tally's bins of welfare: 32 to a doubling, so that indices lie within 0.001 of
// those of the sorted list.
#include <algorithm>
#include <cmath>
#include <span>

#include "output/measures.hpp"

namespace hearth {

namespace {

using Bins = std::span<const std::int64_t>;

double sum_of(Bins bins)
{
    double sum = 0.0;
    for (const std::int64_t b : bins) sum += static_cast<double>(b);
    return sum;
}

// Concentration index of what is shared out among persons ranked by bin: one less twice the area
// below the concentration curve, by trapezoids. Ranked by itself it is the Gini index.
double concentration(Bins persons, Bins amounts)
{
    const double all = sum_of(persons);
    const double total = sum_of(amounts);
    if (all <= 0.0 || total <= 0.0) return 0.0;
    double area = 0.0;
    double below = 0.0;
    for (std::size_t b = 0; b < persons.size(); ++b) {
        const double share = static_cast<double>(amounts[b]) / total;
        area += static_cast<double>(persons[b]) / all * (below + 0.5 * share);
        below += share;
    }
    return 1.0 - 2.0 * area;
}

// Share of the amount held by the lowest `part` of persons, linear within a bin.
double lowest_share(Bins persons, Bins amounts, double part)
{
    const double total = sum_of(amounts);
    double left = part * sum_of(persons);
    double held = 0.0;
    if (total <= 0.0) return 0.0;
    for (std::size_t b = 0; b < persons.size() && left > 0.0; ++b) {
        const double n = static_cast<double>(persons[b]);
        if (n <= 0.0) continue;
        held += static_cast<double>(amounts[b]) * std::min(1.0, left / n);
        left -= n;
    }
    return held / total;
}

double theil_t(Bins persons, Bins amounts)
{
    double n = 0.0;
    double total = 0.0;
    for (std::size_t b = 0; b < persons.size(); ++b)
        if (amounts[b] > 0) {
            n += static_cast<double>(persons[b]);
            total += static_cast<double>(amounts[b]);
        }
    double sum = 0.0;
    for (std::size_t b = 0; b < persons.size(); ++b) {
        if (amounts[b] <= 0) continue;
        const double share = static_cast<double>(amounts[b]) / total;
        sum += share * std::log(share * n / static_cast<double>(persons[b]));
    }
    return sum;
}

} // namespace

Inequality inequality(const Tally& t)
{
    Inequality i;
    i.gini = concentration(t.bin_persons, t.bin_income);
    i.gini_gross = concentration(t.gross_bin_persons, t.gross_bin_income);
    i.theil = theil_t(t.bin_persons, t.bin_income);
    i.top10_share = 1.0 - lowest_share(t.bin_persons, t.bin_income, 0.9);
    i.bottom40_share = lowest_share(t.bin_persons, t.bin_income, 0.4);
    i.concentration_oop = concentration(t.gross_bin_persons, t.gross_bin_oop);
    i.concentration_che10 = concentration(t.gross_bin_persons, t.gross_bin_che10);
    i.poor_gini = concentration(t.poor_bin_persons, t.poor_bin_welfare);
    i.spending_gini = concentration(t.spender_bin_persons, t.spender_bin_charge);
    i.spending_top5_share = 1.0 - lowest_share(t.spender_bin_persons, t.spender_bin_charge, 0.95);
    return i;
}

} // namespace hearth
