#include "fit/price_experiment.hpp"

#include <cmath>

#include "words/say.hpp"

namespace hearth::fit {

namespace {

double per(std::int64_t a, std::int64_t b) { return b == 0 ? 0.0 : static_cast<double>(a) / static_cast<double>(b); }

using P = PersonSum;
const std::array uses{
    Use{"first_visit", word("an outpatient need is brought to a provider"),
        [](const PersonRow& r) { return per(r[P::outpatient_needs] - r[P::self_treated], r[P::outpatient_needs]); }, -0.519},
    Use{"further_visits", word("visits for a need that is brought there"),
        [](const PersonRow& r) { return per(r[P::visits], r[P::outpatient_needs] - r[P::self_treated]); }, -0.547},
    Use{"first_admission", word("a person is admitted in the year"),
        [](const PersonRow& r) { return per(r[P::admitted_persons], r[P::persons]); }, -0.372},
    Use{"any_care", word("a person has any care in the year"),
        [](const PersonRow& r) { return per(r[P::users], r[P::persons]); }, 0.0},
};

} // namespace

std::span<const Use> uses_of_care() { return uses; }

World with_slack_supply(World world)
{
    for (auto& county : world.beds)
        for (Beds& year : county) year.served = {1, 1, 1, 1, 1};
    return world;
}

std::vector<Plan> priced_plans(const World& world, const Scenario& scenario, double change)
{
    std::vector<Plan> plans;
    PriceMemo memo; // the three differ by a factor alone
    for (const double factor : {1.0, 1.0 - change, 1.0 + change}) {
        Policy policy = build_policy(world, scenario);
        for (YearPolicy& year : policy.years) year.beds_respond = false; // supply is slack
        ExpectedPrices prices(world, policy, &memo);
        prices.scale(factor);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    return plans;
}

double price_elasticity(const RunResult& run, const Use& use, int draw, int group, double change)
{
    const auto in = [&](int arm) {
        const Tally& t = run.at(draw, arm, 0);
        return use.of(group == 0 ? t.persons() : t.persons_by_quintile[static_cast<std::size_t>(group - 1)]);
    };
    return std::log(in(2) / in(1)) / std::log((1.0 + change) / (1.0 - change));
}

} // namespace hearth::fit
