// Values that change at dates.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "scenarios/values.hpp"

namespace hearth {

//! A value that may change at dates; before the first date there is none.
template <class T>
struct Dated {
    std::vector<std::pair<Date, T>> from; //!< ascending
    std::optional<T> on(Date day) const
    {
        std::optional<T> value;
        for (const auto& [date, v] : from)
            if (date <= day) value = v;
        return value;
    }
};

template <class T, class Read>
Dated<T> read_dated(const Node& node, Read&& one)
{
    Dated<T> dated;
    for (const Date from : dates_of(node))
        if (const auto value = in_effect(node, from)) dated.from.push_back({from, one(*value)});
    std::sort(dated.from.begin(), dated.from.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return dated;
}

inline Dated<Money> dated_money(const Node& node, const std::string& key, Reader& read)
{
    return read_dated<Money>(node, [&](const Node& v) { return read.money(v, key); });
}

inline Dated<Ratio> dated_ratio(const Node& node, const std::string& key, Reader& read, double most = 1.0)
{
    return read_dated<Ratio>(node, [&](const Node& v) { return read.ratio(v, key, most); });
}

} // namespace hearth
