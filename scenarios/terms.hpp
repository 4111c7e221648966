// One benefit section on one day -> law::Terms. Internal to scenarios/.
#pragma once

#include <string>
#include <vector>

#include "scenarios/values.hpp"
#include "sim/law/benefit.hpp"

namespace hearth {

//! A layer's section and its `[benefit.X.for.C]` sections, highest precedence first.
struct LayerSource {
    struct Tilt {
        std::size_t category;
        const Node* section;
    };
    std::string name;
    const Node* section;
    std::vector<Tilt> tilts;

    std::vector<const Node*> sections() const;
};

void add_tilts(LayerSource& layer, const Node& tilts, const std::vector<std::string>& categories,
               const std::vector<std::string>& precedence, Faults& faults);
int fund_index(const LayerSource& layer, const law::Stack& stack, Faults& faults);
std::uint32_t layer_who(const LayerSource& layer, Date day, const law::Stack& stack,
                        Faults& faults);
std::vector<law::Terms> layer_variants(const LayerSource& layer, Date day, const law::Stack& stack,
                                       law::Segment& segment, Faults& faults);
//! Shares by level of government; a fault if they do not sum to 1.
std::vector<Ratio> read_shares(const Node& node, const std::string& key,
                               const std::vector<std::string>& levels, Faults& faults);
//! Bits of the named categories.
std::uint32_t read_categories(const Node& node, const std::string& key,
                              const std::vector<std::string>& categories, Faults& faults);

} // namespace hearth
