// Draws for random laws: numbers, amounts, ratios, days and dated values as text.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::plain {

class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    //! splitmix64: every seed, also 0, starts a good stream.
    std::uint64_t bits();
    int below(int limit) { return static_cast<int>(bits() % static_cast<std::uint64_t>(limit)); }
    int between(int lowest, int highest) { return lowest + below(highest - lowest + 1); }
    bool chance(int percent) { return below(100) < percent; }
    template <class Value> const Value& pick(const std::vector<Value>& list)
    {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }
    template <class Value> void shuffle(std::vector<Value>& list)
    {
        for (std::size_t i = list.size(); i > 1; --i)
            std::swap(list[i - 1], list[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    }
    //! Each entry with the chance given; at least one of them.
    std::vector<std::string> some(const std::vector<std::string>& list, int percent);

    //! Fen up to about share percent of the scenario's scale; round ones, odd ones and zero.
    long long fen(int share);
    //! The same as yuan in text.
    std::string amount(int share) { return yuan(fen(share)); }
    static std::string yuan(long long fen);
    //! From 0 to 1 with up to six decimals.
    std::string ratio();
    //! A small ratio, for cuts and first self-payments.
    std::string small_ratio();
    //! One value, or now and then a table of dates.
    std::string dated(const std::function<std::string()>& value, int percent);
    //! `{ 2014 = first, … = second }` with a second date among the claims.
    std::string changed(const std::string& first, const std::string& second);

    long long scale_fen = 100;     // the scenario's typical bill
    std::vector<std::string> days; // the days of the claims

private:
    std::string date_key();
    std::uint64_t state_;
    bool inside_dates_ = false;
};

//! `["a", "b"]`
std::string list_of(const std::vector<std::string>& entries);
std::string quoted(std::string_view text);
//! `{ a = 1, b = 2 }`, from parts such as `a = 1`.
std::string table_of(const std::vector<std::string>& parts);

//! What the layers and claims of one scenario draw from.
struct World {
    std::vector<std::string> tiers, categories, schemes, classes, diseases, funds;
    std::vector<std::string> triggered; // categories with a trigger
    bool default_tiers = true;
    bool households = false; // layers lean to household accounts
    int grouped = 0;         // percent of layers that join the unit's groups
};

//! A section [benefit.NAME] with its `for` entries.
std::string random_layer(Draw& draw, const World& world, const std::string& name);

} // namespace hearth::plain
