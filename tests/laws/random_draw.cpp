#include "random_draw.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace hearth::plain {

std::uint64_t Draw::bits()
{
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
}

std::vector<std::string> Draw::some(const std::vector<std::string>& list, int percent)
{
    std::vector<std::string> taken;
    for (const std::string& entry : list)
        if (chance(percent)) taken.push_back(entry);
    if (taken.empty()) taken.push_back(pick(list));
    return taken;
}

long long Draw::fen(int share)
{
    if (chance(5)) return 0;
    const long long most = std::max(1LL, scale_fen * share / 100);
    long long amount = static_cast<long long>(bits() % static_cast<std::uint64_t>(most)) + 1;
    if (chance(10)) amount = most;                                     // equal amounts on purpose
    if (chance(45) && amount > 1000) amount -= amount % (amount / 10); // one or two digits
    if (chance(35) && amount > 100) amount -= amount % 100;            // whole yuan
    if (chance(3)) amount = between(1, 9);                             // some fen
    return std::min(amount, 100'000'000'000LL);
}

std::string Draw::yuan(long long fen)
{
    const auto cents = static_cast<int>(fen % 100);
    std::string text = std::to_string(fen / 100);
    if (cents == 0) return text;
    text += '.';
    text += static_cast<char>('0' + cents / 10);
    if (cents % 10 != 0) text += static_cast<char>('0' + cents % 10);
    return text;
}

std::string Draw::ratio()
{
    static const std::vector<std::string> usual = {
        "0",    "1",   "1.0",  "0.5",  "0.6",   "0.55",  "0.7",      "0.75",     "0.8",
        "0.85", "0.9", "0.95", "0.25", "0.145", "0.005", "0.333333", "0.666667", "0.000001"};
    if (chance(60)) return pick(usual);
    std::array<char, 16> text{};
    const int places = between(1, 6);
    int steps = 1;
    for (int i = 0; i < places; ++i) steps *= 10;
    std::snprintf(text.data(), text.size(), "0.%0*d", places, below(steps));
    return text.data();
}

std::string Draw::small_ratio()
{
    static const std::vector<std::string> usual = {"0",   "0.1",  "0.2",      "0.05",    "0.15",
                                                   "0.3", "0.25", "0.123456", "0.009999"};
    return chance(85) ? pick(usual) : ratio();
}

std::string Draw::date_key()
{
    if (chance(40)) return std::to_string(between(2014, 2019));
    if (chance(50)) return pick(days).substr(0, 7);
    if (chance(60)) return pick(days);
    const std::string month = pick(days).substr(0, 7);
    return month + (chance(50) ? "-15" : "-02");
}

std::string Draw::dated(const std::function<std::string()>& value, int percent)
{
    if (inside_dates_ || !chance(percent)) return value(); // dates do not stand inside dates
    inside_dates_ = true;
    std::map<std::string, std::string> keys; // full date to the key as written, so that none meets
    if (chance(60)) keys["2014-01-01"] = "2014";
    const int count = between(1, 2);
    for (int i = 0; i < count; ++i) {
        const std::string key = date_key();
        const std::string rest = "-01-01";
        keys[key + (key.size() < 10 ? rest.substr(key.size() == 4 ? 0 : 3) : "")] = key;
    }
    std::vector<std::string> parts;
    for (const auto& [day, key] : keys) parts.push_back(key + " = " + value());
    inside_dates_ = false;
    return table_of(parts);
}

std::string Draw::changed(const std::string& first, const std::string& second)
{
    std::string key = date_key();
    if (key == "2014") key = "2015";
    return table_of({"2014 = " + first, key + " = " + second});
}

std::string quoted(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

std::string list_of(const std::vector<std::string>& entries)
{
    std::string text = "[";
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) text += ", ";
        text += quoted(entries[i]);
    }
    return text + "]";
}

std::string table_of(const std::vector<std::string>& parts)
{
    if (parts.empty()) return "{}";
    std::string text = "{ ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += ", ";
        text += parts[i];
    }
    return text + " }";
}

} // namespace hearth::plain
