// From nodes to values with units, each with its range. A fault is told with place, value and rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/document.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/money.hpp"

namespace hearth {

//! Before any date: the value of an undated key.
inline constexpr Date always{-2'000'000};

//! A date key: `2014`, `2018-07` or `2018-07-01`.
std::optional<Date> date_key(std::string_view key);

//! Whether the node is a table whose every key is a date (and has at least one).
bool is_dated(const Node& node);

//! The days on which the value of the node, or of anything within it, changes (`always` for an
//! undated value).
std::vector<Date> dates_of(const Node& node);

//! The value in effect on a day, dated values within it resolved too (a member not yet in effect
//! is left out); nothing before the first date.
std::optional<Node> in_effect(const Node& node, Date day);

//! Readers. `key` is the full key for messages. On a fault they add it and return a neutral value.
struct Reader {
    Faults& faults;

    bool boolean(const Node& node, const std::string& key);
    std::string text(const Node& node, const std::string& key);
    std::vector<std::string> texts(const Node& node, const std::string& key);
    //! Yuan with at most two decimals, 0 to a billion.
    Money money(const Node& node, const std::string& key);
    //! A share in [0, 1] (or up to `most`) with at most six decimals.
    Ratio ratio(const Node& node, const std::string& key, double most = 1.0);
    //! A whole number in [least, most].
    int whole(const Node& node, const std::string& key, int least, int most);
    //! Index of one of the given names.
    int choice(const Node& node, const std::string& key, const std::vector<std::string>& names);
    void refuse(const Node& node, const std::string& key, const std::string& rule);
    //! Refuses members of a table that are not known; names the nearest known key.
    void known_keys(const Node& table, const std::string& path,
                    const std::vector<std::string>& known);
};

//! A date such as 2018 or "2018-07-01"; nothing, and a fault, where it is none.
std::optional<Date> read_date(const Node& node, const std::string& key, Reader& read);

} // namespace hearth
