// Texts of a survey file: their encoding and their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

//! Whether a text is UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_plain_utf8(std::string_view text);

//! Positions of the labels in order: by number where all are numbers, else by bytes.
std::vector<std::uint32_t> order_of_labels(const std::vector<std::string>& labels);

} // namespace hearth
