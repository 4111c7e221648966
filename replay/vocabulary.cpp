#include "replay/vocabulary.hpp"

#include <algorithm>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

std::size_t place_of(const std::vector<std::string>& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void join(std::vector<std::string>& all, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        if (place_of(all, name) == all.size()) all.push_back(name);
}

std::vector<std::uint32_t> bits_in(const std::vector<std::string>& all, const std::vector<std::string>& own)
{
    std::vector<std::uint32_t> bits;
    for (const std::string& name : all) {
        const std::size_t at = place_of(own, name);
        bits.push_back(at < own.size() ? 1u << at : 0u);
    }
    return bits;
}

bool in_place(const std::vector<std::uint32_t>& bits)
{
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (bits[i] != 1u << i) return false;
    return true;
}

std::uint32_t translated(std::uint32_t held, const std::vector<std::uint32_t>& bits)
{
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (held >> i & 1) out |= bits[i];
    return out;
}

} // namespace

Vocabulary::Vocabulary(std::span<const Scenario> scenarios)
{
    for (const Scenario& s : scenarios) {
        if (s.stack.tiers != scenarios[0].stack.tiers)
            throw InputError(say("scenario {}: its tiers are not those of scenario {} (one claims file cannot serve both)",
                                 s.name, scenarios[0].name));
        join(categories, s.stack.categories);
        join(schemes, s.stack.schemes);
        join(classes, s.stack.classes);
        join(diseases_, s.stack.diseases);
    }
    if (diseases_.size() > law::most_diseases)
        throw InputError(say("the scenarios name more than 16,000 disease codes between them"));
    tiers = scenarios[0].stack.tiers;
    if (categories.size() > most_labels || schemes.size() > most_labels || classes.size() > 255)
        throw InputError(say("the scenarios have more than 31 categories or schemes between them"));
    for (std::size_t d = 0; d < diseases_.size(); ++d) disease_index_[diseases_[d]] = static_cast<int>(d);
    for (const Scenario& s : scenarios) {
        Own own;
        own.category_bit = bits_in(categories, s.stack.categories);
        own.scheme_bit = bits_in(schemes, s.stack.schemes);
        own.same_bits = in_place(own.category_bit) && in_place(own.scheme_bit);
        own.catalogue_class.push_back(0);
        for (const std::string& name : classes) {
            const std::size_t at = place_of(s.stack.classes, name);
            own.catalogue_class.push_back(static_cast<std::uint8_t>(at < s.stack.classes.size() ? at + 1 : 0));
        }
        own.disease.push_back(-1);
        for (const std::string& code : diseases_) {
            const std::size_t at = place_of(s.stack.diseases, code);
            own.disease.push_back(static_cast<std::int16_t>(at < s.stack.diseases.size() ? static_cast<int>(at) : -1));
        }
        own_.push_back(std::move(own));
    }
}

int Vocabulary::disease(std::string_view code) const
{
    const auto at = disease_index_.find(code);
    return at == disease_index_.end() ? -1 : at->second;
}

law::Claim Vocabulary::localise(const law::Claim& claim, std::size_t scenario) const
{
    const Own& own = own_[scenario];
    law::Claim c = claim;
    c.disease = own.disease[static_cast<std::size_t>(claim.disease + 1)];
    c.catalogue_class = own.catalogue_class[claim.catalogue_class];
    if (own.same_bits) return c;
    c.categories = translated(claim.categories, own.category_bit);
    c.schemes = translated(claim.schemes, own.scheme_bit);
    return c;
}

} // namespace hearth
