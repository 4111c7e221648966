#include "replay/people.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

namespace hearth {

namespace {
constexpr int index_shift = 8; //!< the lowest bits may have chosen the table already
}

People::People(int words) : stride_(static_cast<std::size_t>(words) + 1), slots_(1024) {}

// An identifier's text: two bytes of length, then its bytes.
std::string_view People::id(std::uint32_t number) const
{
    const auto* text = reinterpret_cast<const char*>(static_cast<std::uintptr_t>(
        blocks_[number / block_records][(number % block_records + 1) * stride_ - 1]));
    std::uint16_t length = 0;
    std::memcpy(&length, text, 2);
    return {text + 2, length};
}

const char* People::keep_text(std::string_view id)
{
    if (text_used_ + id.size() + 2 > text_bytes) {
        texts_.push_back(std::make_unique<char[]>(text_bytes));
        text_used_ = 0;
    }
    char* text = texts_.back().get() + text_used_;
    const auto length = static_cast<std::uint16_t>(id.size());
    std::memcpy(text, &length, 2);
    std::memcpy(text + 2, id.data(), id.size());
    text_used_ += id.size() + 2;
    return text;
}

void People::grow()
{
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.number_plus_one == 0) continue;
        std::size_t at = std::hash<std::string_view>{}(id(slot.number_plus_one - 1)) >> index_shift & mask;
        while (slots_[at].number_plus_one != 0) at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

std::uint32_t People::find_or_add(std::string_view name, std::size_t hash)
{
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = hash >> index_shift & (slots_.size() - 1);
    for (; slots_[at].number_plus_one != 0; at = (at + 1) & (slots_.size() - 1))
        if (slots_[at].tag == tag && id(slots_[at].number_plus_one - 1) == name)
            return slots_[at].number_plus_one - 1;
    const std::uint32_t number = size_++;
    if (number % block_records == 0)
        blocks_.push_back(std::make_unique<std::int64_t[]>(block_records * stride_));
    blocks_.back()[(number % block_records + 1) * stride_ - 1] =
        static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(keep_text(name)));
    slots_[at] = {number + 1, tag};
    if (std::size_t{size_} * 4 > slots_.size() * 3) grow();
    return number;
}

std::vector<std::uint32_t> People::ranks() const
{
    std::vector<std::uint32_t> order(size_), rank(size_);
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
    for (std::uint32_t i = 0; i < size_; ++i) rank[order[i]] = i;
    return rank;
}

} // namespace hearth
