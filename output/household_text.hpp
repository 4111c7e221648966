// A household's life in plain text, for hearth explain.
#pragma once

#include <string>

#include "sim/life/story.hpp"

namespace hearth {

//! Every year: members, labels, needs for care with bill and layers, books beside the twin's, coping,
//! purse, and whether it is poor here and without its illness.
std::string household_text(const HouseholdStory& story, const World& world, const Policy& policy);

} // namespace hearth
