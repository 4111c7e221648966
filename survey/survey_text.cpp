#include "survey/survey_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace hearth {

namespace {

// Bytes of the code point at the start of a text; 0 if it is none.
std::size_t code_point_bytes(std::string_view text)
{
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byte(k) & 0xC0u) != 0x80u) return 0;
    const unsigned second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return overlong || outside ? 0 : length;
}

bool as_number(const std::string& text, double& number)
{
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && at == end && std::isfinite(number);
}

} // namespace

bool is_plain_utf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = code_point_bytes(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::vector<std::uint32_t> order_of_labels(const std::vector<std::string>& labels)
{
    std::vector<double> number(labels.size(), 0.0);
    bool numeric = true;
    for (std::size_t k = 0; k < labels.size() && numeric; ++k) numeric = as_number(labels[k], number[k]);
    if (!numeric) number.assign(labels.size(), 0.0);
    std::vector<std::uint32_t> order(labels.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return number[a] != number[b] ? number[a] < number[b] : labels[a] < labels[b];
    });
    return order;
}

} // namespace hearth
