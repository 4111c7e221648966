#include "survey/households.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "survey/estimators.hpp"

namespace hearth {

namespace {

using Places = std::vector<std::uint32_t>;

Places all_places(std::size_t n)
{
    Places places(n);
    std::iota(places.begin(), places.end(), 0u);
    return places;
}

void sort_by(Places& places, const std::vector<double>& key)
{
    std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
        return key[a] != key[b] ? key[a] < key[b] : a < b;
    });
}

std::vector<double> taken(const std::vector<double>& column, const Places& places)
{
    std::vector<double> out;
    if (column.empty()) return out;
    out.reserve(places.size());
    for (const std::uint32_t i : places) out.push_back(column[i]);
    return out;
}

void rank_households(HouseholdColumns& h)
{
    h.by_gross = all_places(h.count());
    h.by_net = h.by_gross;
    if (h.has_oop) sort_by(h.by_net, h.net);
}

Places order_of_food_shares(const HouseholdColumns& h)
{
    std::vector<double> share(h.count(), 0.0);
    Places order;
    for (std::uint32_t i = 0; i < h.count(); ++i)
        if (h.consumption[i] > 0.0) {
            share[i] = h.food[i] / h.consumption[i];
            order.push_back(i);
        }
    sort_by(order, share);
    return order;
}

} // namespace

HouseholdColumns whole_households(const SurveyData& survey, bool welfare_is_income)
{
    const std::vector<double>& total = welfare_is_income ? survey.income : survey.consumption;
    std::vector<double> welfare(total.size());
    Places rows;
    for (std::uint32_t i = 0; i < total.size(); ++i) {
        welfare[i] = total[i] / survey.size[i];
        if (survey.weight[i] > 0.0) rows.push_back(i);
    }
    sort_by(rows, welfare);
    HouseholdColumns h;
    h.has_oop = !survey.oop.empty();
    h.has_food = !survey.food.empty();
    h.has_consumption = !survey.consumption.empty();
    h.size = taken(survey.size, rows);
    h.gross = taken(welfare, rows);
    h.oop = taken(survey.oop, rows);
    h.food = taken(survey.food, rows);
    h.consumption = taken(survey.consumption, rows);
    h.base = h.has_consumption ? h.consumption : taken(survey.income, rows);
    h.persons = taken(survey.weight, rows);
    h.net = h.has_oop ? taken(total, rows) : h.gross;
    for (std::size_t i = 0; i < h.count(); ++i) {
        h.persons[i] *= h.size[i];
        if (h.has_oop) h.net[i] = (h.net[i] - h.oop[i]) / h.size[i];
    }
    h.place = all_places(rows.size());
    h.row = std::move(rows);
    rank_households(h);
    if (h.has_food && h.has_consumption) h.by_food_share = order_of_food_shares(h);
    return h;
}

HouseholdColumns households_at(const HouseholdColumns& whole, std::vector<std::uint32_t> places)
{
    HouseholdColumns h;
    h.has_oop = whole.has_oop;
    h.has_food = whole.has_food;
    h.has_consumption = whole.has_consumption;
    h.row.reserve(places.size());
    for (const std::uint32_t i : places) h.row.push_back(whole.row[i]);
    h.persons = taken(whole.persons, places);
    h.size = taken(whole.size, places);
    h.gross = taken(whole.gross, places);
    h.net = taken(whole.net, places);
    h.oop = taken(whole.oop, places);
    h.base = taken(whole.base, places);
    h.consumption = taken(whole.consumption, places);
    h.food = taken(whole.food, places);
    h.place = std::move(places);
    rank_households(h);
    return h;
}

std::size_t tie_end(std::span<const std::uint32_t> order, std::span<const double> key, std::size_t first)
{
    const double value = key[order[first]];
    const double limit = value + tie * std::fabs(value);
    std::size_t end = first + 1;
    while (end < order.size() && key[order[end]] <= limit) ++end;
    return end;
}

std::vector<std::uint32_t> welfare_fifths(const HouseholdColumns& whole)
{
    const WeighedHouseholds w(whole, whole.persons, false);
    std::vector<std::uint32_t> fifth(whole.count(), 0);
    for (int k = 1; k <= 4; ++k) {
        const double cut = weighted_quantile(w, whole.by_gross, whole.gross, 0.2 * k);
        const double limit = cut + tie * std::fabs(cut);
        for (std::size_t i = 0; i < fifth.size(); ++i) fifth[i] += whole.gross[i] > limit ? 1 : 0;
    }
    return fifth;
}

std::string lorenz_points_csv(const HouseholdColumns& h)
{
    constexpr std::size_t columns = 3; // persons, welfare, oop
    const auto amount = [&](std::size_t i, std::size_t c) {
        return c == 0 ? h.persons[i] : c == 1 ? h.persons[i] * h.gross[i]
               : h.has_oop ? h.persons[i] * (h.oop[i] / h.size[i]) : 0.0;
    };
    double total[columns] = {}, sum[columns] = {};
    for (std::size_t i = 0; i < h.count(); ++i)
        for (std::size_t c = 0; c < columns; ++c) total[c] += amount(i, c);
    std::string out = "persons,welfare,oop\n0,0,";
    out += h.has_oop && total[2] > 0.0 ? "0\n" : "\n";
    for (std::size_t i = 0; i < h.count();) {
        const std::size_t end = tie_end(h.by_gross, h.gross, i);
        for (; i < end; ++i)
            for (std::size_t c = 0; c < columns; ++c) sum[c] += amount(i, c);
        for (std::size_t c = 0; c < columns; ++c) {
            if (c > 0) out += ',';
            if (total[c] > 0.0) out += fmt::format("{}", sum[c] / total[c]);
        }
        out += '\n';
    }
    return out;
}

} // namespace hearth
