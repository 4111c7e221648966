// A scenario in the simulator's terms.
#include <algorithm>

#include "calibration/programme_builder.hpp"
#include "calibration/world_builder.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

void map_categories(Policy& policy)
{
    const auto& names = policy.stack.categories;
    for (std::size_t c = 0; c < names.size(); ++c) {
        bool known = false;
        for (int l = 0; l < labels; ++l) {
            if (names[c] != label_names[static_cast<std::size_t>(l)]) continue;
            known = true;
            for (std::size_t held = 0; held < label_sets; ++held)
                if (held >> l & 1) policy.categories[held] |= 1u << c;
        }
        for (const law::Trigger& t : policy.stack.triggers) known = known || t.category == c;
        if (!known)
            policy.notes.push_back(say("category \"{}\" is held by nobody in the simulator", names[c]));
    }
}

void map_diseases(Policy& policy, const World& world)
{
    policy.disease.assign(world.diseases.size(), -1);
    for (std::size_t k = 0; k < policy.stack.diseases.size(); ++k) {
        bool known = false;
        for (std::size_t d = 0; d < world.diseases.size(); ++d)
            if (world.diseases[d].code == policy.stack.diseases[k]) {
                policy.disease[d] = static_cast<std::int16_t>(k);
                known = true;
            }
        if (!known)
            policy.notes.push_back(say("disease \"{}\" is not in the input's disease table", policy.stack.diseases[k]));
    }
}

// Terms that need what the simulator's claims do not tell.
void note_idle_terms(Policy& policy)
{
    const auto note = [&](std::size_t layer, const char* key) {
        const std::string text = say("benefit.{}.{} has no effect in a run (the simulator's claims do not tell what it needs)",
                                     policy.stack.layer_names[layer], key);
        if (std::find(policy.notes.begin(), policy.notes.end(), text) == policy.notes.end()) policy.notes.push_back(text);
    };
    for (const law::Segment& segment : policy.stack.segments)
        for (std::size_t l = 0; l < segment.layers.size(); ++l)
            for (const law::Terms& t : segment.layers[l].variants) {
                if (t.waiting_days >= 0) note(l, "waiting_days");
                if (t.exclude_preexisting) note(l, "exclude_preexisting");
                if (t.first_self_pay != decltype(t.first_self_pay){}) note(l, "first_self_pay");
                if (t.delay_days > 0) note(l, "away.delay_days");
            }
}

// Shares of governments in the payments of a fund that has money of its own: `paid_by` tells who gives it.
void note_idle_shares(Policy& policy)
{
    for (std::size_t l = 0; l < policy.stack.layer_names.size(); ++l)
        for (std::size_t f = 0; f < policy.funds.size(); ++f) {
            bool shared = false;
            for (const law::Segment& segment : policy.stack.segments)
                for (const law::Terms& terms : segment.layers[l].variants)
                    shared = shared || (terms.fund == static_cast<int>(f) && terms.shares.count > 0);
            if (shared && !policy.funds[f].pays_as_claimed)
                policy.notes.push_back(say("benefit.{}.share says nothing of who pays: fund.{} has money of its own "
                                           "(its paid_by or contribution_by tells)",
                                           policy.stack.layer_names[l], policy.funds[f].name));
        }
}

void refuse_unusable(const Scenario& scenario, const World& world)
{
    std::vector<std::string> names;
    for (const Tier& t : world.tier) names.push_back(t.name);
    if (scenario.stack.tiers != names)
        throw InputError(say("scenario {}: tiers are not the input's (village, township, county, city, outside)", scenario.name));
    if (scenario.schemes.size() > 1)
        throw InputError(say("scenario {}: scheme.{} (the simulator knows one scheme that people join)", scenario.name, scenario.schemes[1].name));
}

} // namespace

Policy build_policy(const World& world, const Scenario& scenario)
{
    refuse_unusable(scenario, world);
    Policy policy;
    policy.name = scenario.name;
    policy.title = scenario.title;
    policy.stack = scenario.stack;
    policy.base_year = world.base_year;
    policy.notes = scenario.unused;
    map_categories(policy);
    map_diseases(policy, world);
    note_idle_terms(policy);
    const auto& funds = policy.stack.funds;
    if (!scenario.schemes.empty()) {
        const Scheme& scheme = scenario.schemes[0];
        policy.resident_scheme = 0;
        const auto at = std::find(funds.begin(), funds.end(), scheme.fund);
        if (at != funds.end()) policy.resident_fund = static_cast<int>(at - funds.begin());
        std::copy(scheme.subsidy_share.begin(), scheme.subsidy_share.end(), policy.subsidy_share.begin());
    }
    refuse_unknown_places(scenario, world);
    if (const Programme* p = scenario.programme("premium_subsidy"); p && p->fund.empty())
        std::copy(p->paid_by.begin(), p->paid_by.end(), policy.help_share.begin());
    for (const std::string& name : policy.stack.layer_names) {
        std::uint32_t hash = 2166136261u; // FNV-1a, 32 bits
        for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
        policy.take_up_address.push_back(hash);
    }
    policy.kind_categories = sort_kinds(policy.stack, policy.categories, policy.kind);
    for (const law::Segment& segment : policy.stack.segments)
        for (std::size_t l = 0; l < segment.layers.size(); ++l)
            for (const law::Terms& terms : segment.layers[l].variants)
                if (terms.take_up.ppm != ppm_per_one) policy.partial_take_up |= 1u << l;
    build_years(policy, scenario, world);
    build_funds(policy, scenario, world);
    policy.routes.build(policy.stack, policy.kind_categories, policy.resident_scheme, policy.referral_rules);
    note_idle_shares(policy);
    for (std::string& note : idle_programmes(policy, scenario, world)) policy.notes.push_back(std::move(note));
    return policy;
}

} // namespace hearth
