// Households of a run to which something happened, for hearth explain --find.
#pragma once

#include "hearth/make_run.hpp"

namespace hearth {

struct FoundHousehold {
    std::uint64_t id = 0;
    int county = 0;
    std::int64_t persons = 0; //!< in the last year
    std::string years;        //!< in which it happened
};

//! Lives one village and adds its households of that kind until there are `wanted`.
void find_in_village(const World& world, const std::vector<const Plan*>& plans, Village village, const RunSettings& settings,
                     int draw, std::size_t scenario, const std::string& kind, std::size_t wanted,
                     std::vector<FoundHousehold>& found);

} // namespace hearth
