#include <algorithm>

#include "output/measures.hpp"

namespace hearth {

namespace {

constexpr std::array<const char*, registry_groups> registry_names{"registered", "left", "other"};
constexpr std::array<const char*, age_groups> age_names{"0-4", "5-14", "15-44", "45-59", "60-74", "75+"};

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
        add("quintile:" + std::to_string(q + 1), true, false, q, K::quintile);
    for (int a = 0; a < age_groups; ++a)
        add(std::string("age:") + age_names[static_cast<std::size_t>(a)], false, true, a, K::age);
    add("sex:male", false, true, 0, K::sex);
    add("sex:female", false, true, 1, K::sex);
    for (int t = 0; t < tiers; ++t)
        add("tier:" + world.tier[static_cast<std::size_t>(t)].name, false, false, t, K::tier, Subject::tier);
    std::vector<std::string> layers, levels, funds;
    for (const Plan& plan : plans) {
        for (const std::string& n : plan.policy.stack.layer_names) add_name(layers, n);
        for (const std::string& n : plan.policy.stack.levels) add_name(levels, n);
        for (const std::string& n : plan.policy.stack.funds) add_name(funds, n);
    }
    for (const std::string& n : layers) add("layer:" + n, false, false, 0, K::layer, Subject::layer);
    for (const std::string& n : levels) add("level:" + n, false, false, 0, K::level, Subject::level);
    for (const std::string& n : funds) add("fund:" + n, false, false, 0, K::fund, Subject::fund);
    return groups;
}

static void add_households(const Tally& t, const Group& g, HouseholdRow& sum)
{
    using K = Group::Kind;
    for (int c = 0; c < most_counties; ++c)
        for (int r = 0; r < registry_groups; ++r)
            for (int q = 0; q < quintiles; ++q)
                if (g.kind == K::all || (g.kind == K::county && g.index == c)
                    || (g.kind == K::registry && g.index == r)
                    || (g.kind == K::quintile && g.index == q))
                    sum.add(t.household[static_cast<std::size_t>(c)][static_cast<std::size_t>(r)]
                                       [static_cast<std::size_t>(q)]);
}

static void add_persons(const Tally& t, const Group& g, PersonRow& sum)
{
    using K = Group::Kind;
    for (int a = 0; a < age_groups; ++a)
        for (int s = 0; s < sexes; ++s)
            for (int r = 0; r < registry_groups; ++r)
                for (int c = 0; c < most_counties; ++c)
                    if (g.kind == K::all || (g.kind == K::age && g.index == a)
                        || (g.kind == K::sex && g.index == s) || (g.kind == K::registry && g.index == r)
                        || (g.kind == K::county && g.index == c))
                        sum.add(t.person[static_cast<std::size_t>(a)][static_cast<std::size_t>(s)]
                                        [static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
}

GroupSums sums_of(const Tally& tally, const Group& group, const Policy& policy)
{
    GroupSums g;
    if (group.for_households) add_households(tally, group, g.household);
    if (group.for_persons) add_persons(tally, group, g.person);
    const std::string own_name = group.name.substr(group.name.find(':') + 1);
    if (group.kind == Group::Kind::tier) g.tier = tally.tier[static_cast<std::size_t>(group.index)];
    if (group.kind == Group::Kind::layer)
        if (const int i = index_in(policy.stack.layer_names, own_name); i >= 0)
            g.layer = tally.layer[static_cast<std::size_t>(i)];
    if (group.kind == Group::Kind::level)
        if (const int i = index_in(policy.stack.levels, own_name); i >= 0) {
            const auto level = static_cast<std::size_t>(i);
            g.by_level = tally.subsidies[level];
            for (const LayerSums& layer : tally.layer) g.by_level += layer.by_level[level];
        }
    if (group.kind == Group::Kind::all) g.gini = gini(tally);
    return g;
}

double gini(const Tally& tally)
{
    // Bins ascend in income: area under the Lorenz curve by trapezoids.
    double persons = 0.0;
    double income = 0.0;
    for (int b = 0; b < income_bins; ++b) {
        persons += static_cast<double>(tally.bin_persons[static_cast<std::size_t>(b)]);
        income += static_cast<double>(tally.bin_income[static_cast<std::size_t>(b)]);
    }
    if (persons <= 0.0 || income <= 0.0) return 0.0;
    double area = 0.0;
    double below = 0.0;
    for (int b = 0; b < income_bins; ++b) {
        const double p = static_cast<double>(tally.bin_persons[static_cast<std::size_t>(b)]) / persons;
        const double s = static_cast<double>(tally.bin_income[static_cast<std::size_t>(b)]) / income;
        area += p * (below + 0.5 * s);
        below += s;
    }
    return 1.0 - 2.0 * area;
}

} // namespace hearth
