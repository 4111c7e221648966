#include "tests/programmes.hpp"

#include <cstring>

namespace hearth::test {

std::string on_baseline(const std::string& name, const std::string& sections)
{
    return "name = \"" + name + "\"\nextends = \"" + root + "/scenarios/baseline.toml\"\n" + sections;
}

Lived live_reform(World world, const std::string& sections, int years, int threads)
{
    const Folder folder;
    Lived lived{std::move(world), {}, {}, years};
    for (const Scenario& s : {shipped_scenario("baseline"), read_scenario(folder.file("reform.toml", on_baseline("reform", sections)))}) {
        Policy policy = build_policy(lived.world, s);
        ExpectedPrices prices(lived.world, policy);
        lived.plans.push_back({std::move(policy), std::move(prices)});
    }
    RunSettings settings;
    settings.years = years;
    settings.seed = 5;
    settings.threads = threads;
    lived.result = hearth::run(lived.world, lived.plans, maker(lived.world, 5), settle_villages(lived.world).villages(), settings, {});
    for (const std::size_t arm : {before, after}) {
        lived.books(arm);
        CHECK(lived.sum(arm, HouseholdSum::unbalanced_households) == 0);
    }
    return lived;
}

std::vector<std::vector<FundAccount>> Lived::books(std::size_t arm) const
{
    FundAccounts accounts(plans[arm].policy, 1.0);
    std::vector<std::vector<FundAccount>> all;
    for (int y = 0; y < years; ++y) {
        all.push_back(accounts.close(y, at(arm, y)));
        for (std::size_t f = 0; f < all.back().size(); ++f) {
            const FundAccount& year = all.back()[f];
            const FundPlan& plan = plans[arm].policy.funds[f];
            INFO(plan.name << " in year " << y);
            CHECK(year.trial_balance() == Money{});
            CHECK(year[FundLine::opening] == (y == 0 ? plan.opening : all[static_cast<std::size_t>(y) - 1][f][FundLine::closing]));
            CHECK(year.owed_before + year.accrued - year[FundLine::claims] == year.owed);
            if (!plan.contract.insured) continue;
            using L = FundLine;
            CHECK(year[L::contributions] + year[L::interest] + year[L::loss_covered]
                  == year.accrued + year[L::administration] + year[L::programmes] + year[L::providers] + year[L::profit_returned] + year[L::insurer]);
        }
        const GovernmentYear& g = accounts.governments();
        Money levels = g.unnamed;
        for (const Money level : g.level) levels += level;
        CHECK(levels == g.total);
    }
    return all;
}

std::size_t Lived::fund(const std::string& name) const
{
    const auto& names = plans[after].policy.stack.funds;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

bool Lived::same_bits(int from) const
{
    for (int y = from; y < years; ++y)
        if (total(at(before, y), HouseholdSum::better_households) != 0
            || std::memcmp(at(before, y).by_county.data(), at(after, y).by_county.data(), sizeof(at(before, y).by_county)) != 0
            || std::memcmp(at(before, y).persons_by_county.data(), at(after, y).persons_by_county.data(), sizeof(at(before, y).persons_by_county)) != 0)
            return false;
    return true;
}

World unmoved_world(int years)
{
    World world = build_world(small_tables(), years);
    Parameters& p = world.parameters;
    p.price_response = p.outpatient_price_response = p.further_visits_response = 0.0;
    p.induced_demand = 0.0;
    world.deposit_weight = world.unaffordable_weight = 1.0;
    return world;
}

} // namespace hearth::test
