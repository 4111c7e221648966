// The synthesised population beside the margins it was given.
#pragma once

#include <cstdint>
#include <string>

#include "sim/world/world.hpp"

namespace hearth {

//! Synthesises every village and prints given, made and residual by margin.
std::string synthesis_report(const World& world, std::uint64_t seed);

} // namespace hearth
