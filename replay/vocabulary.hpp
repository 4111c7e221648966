// The names that claims use: those of all scenarios a file is replayed under.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenarios/scenario.hpp"
#include "sim/law/settle.hpp"

namespace hearth {

inline constexpr int most_labels = 31; //!< categories of all scenarios together

class Vocabulary {
public:
    //! Throws InputError where the scenarios cannot read one file (other tiers, too many labels).
    explicit Vocabulary(std::span<const Scenario> scenarios);

    std::vector<std::string> categories, tiers, schemes, classes;
    int disease(std::string_view code) const; //!< -1 where no scenario names it

    //! A claim in a scenario's own numbers.
    law::Claim localise(const law::Claim& claim, std::size_t scenario) const;

private:
    struct Own {
        bool same_bits = true; //!< categories and schemes are numbered alike
        std::vector<std::uint32_t> category_bit, scheme_bit; //!< by common number; 0 = not its own
        std::vector<std::uint8_t> catalogue_class;
        std::vector<std::int16_t> disease;
    };
    std::vector<std::string> diseases_;
    std::unordered_map<std::string_view, int> disease_index_;
    std::vector<Own> own_;
};

} // namespace hearth
