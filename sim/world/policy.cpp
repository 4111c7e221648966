#include "sim/world/policy.hpp"

#include <algorithm>

namespace hearth {

namespace {

// Diseases that the same lists name settle alike: give each such kind a number.
std::vector<std::uint8_t> disease_kinds(const law::Segment& segment, std::size_t diseases)
{
    std::vector<std::vector<bool>> patterns;
    std::vector<std::uint8_t> kinds;
    for (std::size_t d = 0; d <= diseases; ++d) { // 0 = a disease no layer names
        std::vector<bool> pattern;
        for (const auto& list : segment.disease_lists) pattern.push_back(d > 0 && list[d - 1]);
        const auto at = std::find(patterns.begin(), patterns.end(), pattern);
        kinds.push_back(static_cast<std::uint8_t>(at - patterns.begin()));
        if (at == patterns.end()) patterns.push_back(pattern);
    }
    return kinds;
}

} // namespace

void Routes::build(const law::Stack& stack, const std::array<std::uint32_t, label_sets>& categories,
                   int resident_scheme)
{
    for (const law::Segment& segment : stack.segments) {
        kinds_.push_back(disease_kinds(segment, stack.diseases.size()));
        for (const std::uint8_t kind : kinds_.back())
            most_kinds_ = std::max(most_kinds_, static_cast<std::size_t>(kind) + 1);
    }
    index_.assign(stack.segments.size() * label_sets * 2 * 2 * tiers * most_kinds_, 0);
    const std::uint32_t resident = resident_scheme < 0 ? 0u : 1u << resident_scheme;
    for (std::size_t s = 0; s < stack.segments.size(); ++s)
        for (std::size_t held = 0; held < label_sets; ++held)
            for (const bool enrolled : {false, true})
                for (const auto setting : {law::Setting::inpatient, law::Setting::outpatient})
                    for (std::uint8_t tier = 0; tier < tiers; ++tier)
                        for (std::size_t d = 0; d < kinds_[s].size(); ++d) {
                            law::Route route = law::make_route(
                                stack.segments[s], {categories[held], enrolled ? ~0u : ~resident,
                                                    setting, tier, static_cast<std::int16_t>(static_cast<int>(d) - 1)});
                            auto at = std::find(routes_.begin(), routes_.end(), route);
                            if (at == routes_.end()) at = routes_.insert(at, std::move(route));
                            index_[key(s, static_cast<LabelSet>(held), enrolled, setting, tier, kinds_[s][d])] =
                                static_cast<std::uint16_t>(at - routes_.begin());
                        }
}

} // namespace hearth
