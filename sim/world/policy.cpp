#include "sim/world/policy.hpp"

#include <algorithm>
#include <map>

namespace hearth {

namespace {

law::Circumstances circumstances(const ClaimKind& c, const law::Stack& stack, std::uint32_t categories,
                                 std::uint32_t resident, const ReferralRule& rule)
{
    for (std::size_t t = 0; t < stack.triggers.size(); ++t)
        if (c.earned >> t & 1) categories |= 1u << stack.triggers[t].category;
    law::Circumstances out;
    out.categories = categories;
    out.schemes = c.enrolled ? ~0u : ~resident;
    out.setting = c.setting;
    out.tier = c.tier;
    if (c.referred == Referred::up && c.tier > 0) out.referred_from = static_cast<std::int8_t>(c.tier - 1);
    if (c.referred == Referred::down && c.tier + 1 < tiers) out.referred_from = static_cast<std::int8_t>(c.tier + 1);
    out.disease = c.disease;
    out.away = c.tier == tiers - 1;
    out.replaces_referral = rule.replaces;
    out.referral_up = rule.up;
    out.referral_down = rule.down;
    return out;
}

// What a person's categories decide in every layer: its variant of the terms, and whether it looks.
std::vector<int> terms_signature(const law::Stack& stack, std::uint32_t categories)
{
    std::vector<int> signature;
    for (std::size_t earned = 0; earned < std::size_t{1} << stack.triggers.size(); ++earned) {
        std::uint32_t held = categories;
        for (std::size_t t = 0; t < stack.triggers.size(); ++t)
            if (earned >> t & 1) held |= 1u << stack.triggers[t].category;
        for (const law::Segment& segment : stack.segments)
            for (const law::Layer& layer : segment.layers) {
                const std::uint32_t recognised = held & segment.categories;
                const law::Terms& terms = layer.terms_for(recognised);
                const bool looks = terms.applies && (terms.who == 0 || (terms.who & recognised) != 0);
                signature.push_back(looks ? static_cast<int>(&terms - layer.variants.data()) : -1);
            }
    }
    return signature;
}

} // namespace

std::vector<std::uint32_t> sort_kinds(const law::Stack& stack, const std::array<std::uint32_t, label_sets>& categories,
                                      std::array<std::uint16_t, label_sets>& kind)
{
    std::map<std::vector<int>, std::uint16_t> known;
    std::map<std::uint32_t, std::uint16_t> by_categories;
    std::vector<std::uint32_t> first;
    for (std::size_t held = 0; held < label_sets; ++held) {
        const auto seen = by_categories.find(categories[held]);
        if (seen != by_categories.end()) {
            kind[held] = seen->second;
            continue;
        }
        const auto [at, is_new] =
            known.emplace(terms_signature(stack, categories[held]), static_cast<std::uint16_t>(first.size()));
        if (is_new) first.push_back(categories[held]);
        kind[held] = by_categories[categories[held]] = at->second;
    }
    return first;
}

void Routes::build(const law::Stack& stack, const std::vector<std::uint32_t>& categories, int resident_scheme,
                   const std::vector<ReferralRule>& rules)
{
    rules_ = rules.size();
    triggers_ = stack.triggers.size();
    kinds_ = categories.size();
    for (const law::Segment& segment : stack.segments)
        for (const std::uint16_t kind : segment.disease_kind)
            disease_kinds_ = std::max(disease_kinds_, std::size_t{kind} + 1);
    index_.assign(key(stack.segments.size(), {}, 0), 0);
    const std::uint32_t resident = resident_scheme < 0 ? 0u : 1u << resident_scheme;
    for (std::size_t s = 0; s < stack.segments.size(); ++s) build_segment(stack, s, categories, resident, rules);
}

void Routes::build_segment(const law::Stack& stack, std::size_t segment,
                           const std::vector<std::uint32_t>& categories, std::uint32_t resident,
                           const std::vector<ReferralRule>& rules)
{
    const auto first = static_cast<std::ptrdiff_t>(routes_.size());
    const auto& kinds = stack.segments[segment].disease_kind;
    const auto add = [&](const ClaimKind& c, std::size_t kind) {
        law::Route route =
            law::make_route(stack, segment, circumstances(c, stack, categories[c.person], resident, rules[c.rule]));
        auto at = std::find(routes_.begin() + first, routes_.end(), route);
        if (at == routes_.end()) at = routes_.insert(at, std::move(route));
        index_[key(segment, c, kind)] = static_cast<std::uint32_t>(at - routes_.begin());
    };
    for (std::size_t d = 0; d < kinds.size(); ++d) {
        if (std::find(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(d), kinds[d])
            != kinds.begin() + static_cast<std::ptrdiff_t>(d))
            continue; // settles as an earlier disease does
        ClaimKind c;
        c.disease = static_cast<std::int16_t>(static_cast<int>(d) - 1);
        for (std::size_t person = 0; person < kinds_ << (triggers_ + 1); ++person)
            for (std::size_t care = 0; care < 2 * referrals * tiers * rules_; ++care) {
                c.person = static_cast<std::uint16_t>(person % kinds_);
                c.enrolled = person / kinds_ % 2 == 1;
                c.earned = static_cast<std::uint8_t>(person / kinds_ / 2);
                c.setting = static_cast<law::Setting>(care % 2);
                c.referred = static_cast<Referred>(care / 2 % referrals);
                c.tier = static_cast<std::uint8_t>(care / (2 * referrals) % tiers);
                c.rule = static_cast<std::uint8_t>(care / (2 * referrals * tiers));
                add(c, kinds[d]);
            }
    }
}

} // namespace hearth
