#include <algorithm>

#include "output/measures.hpp"

namespace hearth {

namespace {

constexpr std::array<const char*, registry_groups> registry_names{"registered", "left", "other"};
constexpr std::array<const char*, age_groups> age_names{"0-4", "5-14", "15-44", "45-59", "60-74", "75+"};

constexpr std::array<const char*, channels> channel_names{"bills", "non_medical", "earnings"};

void add_name(std::vector<std::string>& names, const std::string& name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

int index_in(const std::vector<std::string>& names, const std::string& name)
{
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? -1 : static_cast<int>(at - names.begin());
}

} // namespace

std::vector<Group> groups_of(const World& world, std::span<const Plan> plans)
{
    using K = Group::Kind;
    std::vector<Group> groups;
    const auto add = [&](const std::string& name, bool h, bool p, int index, K kind,
                         Subject subject = Subject::household) {
        groups.push_back({name, subject, h, p, index, kind});
    };
    add("all", true, true, 0, K::all);
    for (std::size_t c = 0; c < world.counties.size(); ++c)
        add("county:" + world.counties[c].name, true, true, static_cast<int>(c), K::county);
    for (int r = 0; r < registry_groups; ++r)
        add(std::string("registry:") + registry_names[static_cast<std::size_t>(r)], true, true, r,
            K::registry);
    for (int q = 0; q < quintiles; ++q)
        add("quintile:" + std::to_string(q + 1), true, true, q, K::quintile);
    for (int a = 0; a < age_groups; ++a)
        add(std::string("age:") + age_names[static_cast<std::size_t>(a)], false, true, a, K::age);
    add("sex:male", false, true, 0, K::sex);
    add("sex:female", false, true, 1, K::sex);
    for (int l = 0; l < labels; ++l)
        add(std::string("label:") + label_names[static_cast<std::size_t>(l)], true, false, l, K::label);
    for (std::size_t d = 0; d < world.disease_groups.size(); ++d)
        add("disease:" + world.disease_groups[d], false, false, static_cast<int>(d), K::disease, Subject::disease);
    for (int c = 0; c < channels; ++c)
        add(std::string("channel:") + channel_names[static_cast<std::size_t>(c)], false, false, c, K::channel, Subject::channel);
    for (int t = 0; t < tiers; ++t)
        add("tier:" + world.tier[static_cast<std::size_t>(t)].name, false, false, t, K::tier, Subject::tier);
    std::vector<std::string> layers, levels, funds, programmes;
    for (const Plan& plan : plans) {
        for (const std::string& n : plan.policy.stack.layer_names) add_name(layers, n);
        for (const std::string& n : plan.policy.stack.levels) add_name(levels, n);
        for (const std::string& n : plan.policy.stack.funds) add_name(funds, n);
        for (const ProgrammePlan& p : plan.policy.programmes) add_name(programmes, p.name);
    }
    for (const std::string& n : layers) add("layer:" + n, false, false, 0, K::layer, Subject::layer);
    for (const std::string& n : levels) add("level:" + n, false, false, 0, K::level, Subject::level);
    for (const std::string& n : funds) add("fund:" + n, false, false, 0, K::fund, Subject::fund);
    for (const std::string& n : programmes) add("programme:" + n, false, false, 0, K::programme, Subject::programme);
    return groups;
}

static HouseholdRow households_of(const Tally& t, const Group& g)
{
    using K = Group::Kind;
    const auto i = static_cast<std::size_t>(g.index);
    switch (g.kind) {
    case K::county: return t.by_county[i];
    case K::registry: return t.by_registry[i];
    case K::quintile: return t.by_quintile[i];
    case K::label: return t.by_label[i];
    default: return t.households();
    }
}

static PersonRow persons_of(const Tally& t, const Group& g)
{
    using K = Group::Kind;
    const auto i = static_cast<std::size_t>(g.index);
    switch (g.kind) {
    case K::county: return t.persons_by_county[i];
    case K::registry: return t.persons_by_registry[i];
    case K::age: return t.persons_by_age[i];
    case K::sex: return t.persons_by_sex[i];
    case K::quintile: return t.persons_by_quintile[i];
    default: return t.persons();
    }
}

GroupSums sums_of(const Tally& tally, const Group& group, const Policy& policy, const FundAccounts& accounts,
                  const std::vector<FundAccount>& funds, int y)
{
    GroupSums g;
    if (group.for_households) g.household = households_of(tally, group);
    if (group.for_persons) g.person = persons_of(tally, group);
    if (group.kind == Group::Kind::disease) g.disease = tally.disease[static_cast<std::size_t>(group.index)];
    if (group.kind == Group::Kind::channel) g.channel = tally.channel[static_cast<std::size_t>(group.index)];
    const std::string own_name = group.name.substr(group.name.find(':') + 1);
    if (group.kind == Group::Kind::tier) g.tier = tally.tier[static_cast<std::size_t>(group.index)];
    if (group.kind == Group::Kind::layer)
        if (const int i = index_in(policy.stack.layer_names, own_name); i >= 0)
            g.layer = tally.layer[static_cast<std::size_t>(i)];
    if (group.kind == Group::Kind::level)
        if (const int i = index_in(policy.stack.levels, own_name); i >= 0)
            g.by_level = accounts.governments().level[static_cast<std::size_t>(i)];
    if (group.kind == Group::Kind::fund)
        if (const int i = index_in(policy.stack.funds, own_name); i >= 0) g.fund = funds[static_cast<std::size_t>(i)];
    if (group.kind == Group::Kind::programme)
        for (std::size_t p = 0; p < policy.programmes.size(); ++p)
            if (policy.programmes[p].name == own_name) {
                g.programme = tally.programme[p];
                g.programme_cost = accounts.programme_cost(p, y, tally);
            }
    if (group.kind == Group::Kind::all) {
        g.inequality = inequality(tally);
        g.governments = accounts.governments();
    }
    return g;
}

} // namespace hearth
