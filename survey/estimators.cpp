#include "survey/estimators.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"

namespace hearth {

using Order = std::span<const std::uint32_t>;
using Values = std::span<const double>;

WeighedHouseholds::WeighedHouseholds(const HouseholdColumns& households, Values person_weights, bool with_influence)
    : of(households), persons(person_weights), linearise(with_influence)
{
    for (const double p : persons) total += p;
}

Linearised function_of(double value, std::initializer_list<std::pair<double, const Linearised*>> slopes)
{
    Linearised result{value, {}, false};
    if (std::isnan(value)) return result;
    for (const auto& [slope, part] : slopes) {
        if (part->influence.empty()) continue;
        result.influence.resize(part->influence.size(), 0.0);
        for (std::size_t i = 0; i < part->influence.size(); ++i) result.influence[i] += slope * part->influence[i];
    }
    return result;
}

Linearised difference_of(const Linearised& a, const Linearised& b)
{
    return function_of(a.value - b.value, {{1.0, &a}, {-1.0, &b}});
}

Linearised ratio_of(const Linearised& a, const Linearised& b)
{
    if (!(b.value > 0.0)) return {};
    const double ratio = a.value / b.value;
    return function_of(ratio, {{1.0 / b.value, &a}, {-ratio / b.value, &b}});
}

double weighted_quantile(const WeighedHouseholds& w, Order order, Values key, double q)
{
    double total = 0.0;
    for (const std::uint32_t i : order) total += w.persons[i];
    if (!(total > 0.0)) return no_estimate;
    const double wanted = q * total * (1.0 - tie);
    double below = 0.0;
    double last = no_estimate;
    for (const std::uint32_t i : order) {
        if (w.persons[i] <= 0.0) continue;
        below += w.persons[i];
        last = key[i];
        if (below >= wanted) break;
    }
    return last;
}

// Width of the kernel; 0 where all values are equal.
static double kernel_width(const WeighedHouseholds& w, Order order, Values key)
{
    const double mean = mean_of(WeighedHouseholds(w.of, w.persons, false), [&](std::size_t i) { return key[i]; }).value;
    double squares = 0.0;
    for (std::size_t i = 0; i < w.count(); ++i) squares += w.persons[i] * (key[i] - mean) * (key[i] - mean);
    // Distinct values, not households: a survey in which each household stands twice says no more.
    double distinct = 0.0;
    double last = 0.0;
    for (const auto i : order) {
        if (!(w.persons[i] > 0.0)) continue;
        if (distinct == 0.0 || key[i] != last) distinct += 1.0;
        last = key[i];
    }
    const double deviation = std::sqrt(squares / w.total);
    const double range = weighted_quantile(w, order, key, 0.75) - weighted_quantile(w, order, key, 0.25);
    constexpr double normal_range = 1.349; // interquartile range of a normal variable with deviation 1
    const double spread = range > 0.0 ? std::min(deviation, range / normal_range) : deviation;
    return 0.9 * spread * exponential(-0.2 * logarithm(distinct));
}

double density_at(const WeighedHouseholds& w, Order order, Values key, double at)
{
    const double width = kernel_width(w, order, key);
    if (!(width > 0.0)) return no_estimate;
    constexpr double reach = 8.0; // beyond it the kernel is below 1e-14
    const auto first = std::lower_bound(order.begin(), order.end(), at - reach * width,
                                        [&](std::uint32_t i, double value) { return key[i] < value; });
    double sum = 0.0;
    for (auto i = first; i != order.end() && key[*i] <= at + reach * width; ++i) {
        const double distance = (key[*i] - at) / width;
        sum += w.persons[*i] * exponential(-0.5 * distance * distance);
    }
    constexpr double root_two_pi = 2.5066282746310005;
    return sum / (w.total * width * root_two_pi);
}

Linearised median_welfare(const WeighedHouseholds& w)
{
    Linearised median{weighted_quantile(w, w.of.by_gross, w.of.gross, 0.5), {}, false};
    if (!w.linearise || std::isnan(median.value)) return median;
    const double density = density_at(w, w.of.by_gross, w.of.gross, median.value);
    if (std::isnan(density)) return median;
    median.influence.resize(w.count());
    const double limit = median.value + tie * std::fabs(median.value);
    for (std::size_t i = 0; i < w.count(); ++i)
        median.influence[i] = w.persons[i] / w.total * ((w.of.gross[i] <= limit ? -0.5 : 0.5) / density);
    return median;
}

Linearised concentration_index(const WeighedHouseholds& w, Order order, Values key, Values x)
{
    Linearised index;
    double sum = 0.0;
    for (std::size_t i = 0; i < w.count(); ++i) sum += w.persons[i] * x[i];
    const double mean = w.total > 0.0 ? sum / w.total : no_estimate;
    if (!(mean > 0.0)) return index;
    // term: x R plus the mean over persons of x above the household (half of it where tied).
    std::vector<double> term(w.linearise ? w.count() : 0);
    double persons_below = 0.0, x_below = 0.0, covariance = 0.0;
    for (std::size_t first = 0; first < order.size();) {
        const std::size_t end = tie_end(order, key, first);
        double persons = 0.0, tied = 0.0;
        for (std::size_t k = first; k < end; ++k) {
            persons += w.persons[order[k]];
            tied += w.persons[order[k]] * x[order[k]];
        }
        const double rank = (persons_below + 0.5 * persons) / w.total;
        covariance += (tied - mean * persons) * (rank - 0.5);
        const double above = (sum - x_below - 0.5 * tied) / w.total;
        for (std::size_t k = first; k < end && w.linearise; ++k) term[order[k]] = x[order[k]] * rank + above;
        persons_below += persons;
        x_below += tied;
        first = end;
    }
    index.value = 2.0 * covariance / (w.total * mean);
    if (!w.linearise) return index;
    const double ranked = 0.5 * mean * (index.value + 1.0); // mean of x R
    index.influence.resize(w.count());
    for (std::size_t i = 0; i < w.count(); ++i)
        index.influence[i] = w.persons[i] / w.total * (2.0 / mean)
                             * (term[i] - 2.0 * ranked - ranked / mean * (x[i] - mean));
    return index;
}

Linearised lorenz_ordinate(const WeighedHouseholds& w, double q)
{
    Linearised share;
    const Values y = w.of.gross;
    double sum = 0.0;
    for (std::size_t i = 0; i < w.count(); ++i) sum += w.persons[i] * y[i];
    const double mean = w.total > 0.0 ? sum / w.total : no_estimate;
    if (!(mean > 0.0)) return share;
    const double wanted = q * w.total;
    double persons = 0.0, held = 0.0, cut = 0.0;
    for (const std::uint32_t i : w.of.by_gross) {
        if (w.persons[i] <= 0.0) continue;
        cut = y[i];
        const double more = std::min(w.persons[i], wanted - persons);
        persons += w.persons[i];
        held += more * cut;
        if (persons >= wanted) break;
    }
    share.value = held / sum;
    if (!w.linearise) return share;
    share.influence.resize(w.count());
    for (std::size_t i = 0; i < w.count(); ++i) {
        const double below = y[i] <= cut ? y[i] - cut : 0.0;
        share.influence[i] = w.persons[i] / w.total * (below + q * cut - share.value * y[i]) / mean;
    }
    return share;
}

} // namespace hearth
