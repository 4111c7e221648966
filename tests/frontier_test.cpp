#include <cmath>

#include "optimise/frontier.hpp"
#include "scenarios/scenario.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::optimise;
using Catch::Matchers::Contains;

namespace {

// Costs of care are lognormal (log mean 8, log sd 1.3); a scheme pays what is above the ceiling. Persons are poor where
// they pay more than 4,000 of what is below it: closed forms in the ceiling.
double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double spending_above(double ceiling) // E max(X - c, 0)
{
    const double mu = 8.0, sd = 1.3, d1 = (mu + sd * sd - std::log(ceiling)) / sd;
    return std::exp(mu + 0.5 * sd * sd) * normal_below(d1) - ceiling * normal_below(d1 - sd);
}

double burden(double ceiling) // E min(X, c)
{
    return std::exp(8.0 + 0.5 * 1.3 * 1.3) - spending_above(ceiling);
}

} // namespace

TEST_CASE("with one lever the ceiling that just fits each budget is found, as the closed form has it")
{
    const std::vector<Lever> levers{{"ceiling", 500.0, 20'000.0, 10.0}};
    int lived = 0;
    const Evaluator world = [&](const std::vector<VectorXd>& policies) {
        std::vector<optimise::Outcome> out;
        for (const VectorXd& p : policies) {
            out.push_back({burden(p(0)), spending_above(p(0)), {}, 0.0});
            ++lived;
        }
        return out;
    };
    const std::vector<double> budgets{1'800, 2'500, 3'500, 5'000};
    const Frontier f = find_frontier(levers, budgets, 0, {}, world);
    for (const Best& b : f.best) {
        double low = 500, high = 20'000; // least ceiling within the budget
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (low + high);
            (spending_above(middle) <= b.budget ? high : low) = middle;
        }
        REQUIRE(b.policy >= 0);
        const double found = f.policies[static_cast<std::size_t>(b.policy)](0);
        INFO("budget " << b.budget << ", exact " << high << ", found " << found);
        CHECK(found >= high);
        CHECK(found <= high * 1.01 + 10.0);
    }
    CHECK(lived <= 11 + 3 * 2 * 4);
}

TEST_CASE("the frontier of two levers is that of every one of 21 x 21 policies")
{
    const std::vector<Lever> levers{{"ceiling", 1'000.0, 11'000.0, 500.0}, {"ratio", 0.5, 0.9, 0.02}};
    const auto outcome = [](const VectorXd& p) { // the ratio pays a share of what is below the ceiling
        const double paid = spending_above(p(0)) + p(1) * burden(p(0));
        const double harm = std::pow((1.0 - p(1)) * burden(p(0)), 1.2) + 0.002 * std::pow(p(0), 1.1) * (1.2 - p(1));
        return optimise::Outcome{harm, paid, {0.62 - p(1)}, 1e-12}; // a rule that forbids ratios below 0.62
    };
    const Evaluator world = [&](const std::vector<VectorXd>& policies) {
        std::vector<optimise::Outcome> out;
        for (const VectorXd& p : policies) out.push_back(outcome(p));
        return out;
    };
    std::vector<optimise::Outcome> all;
    std::vector<double> budgets;
    for (int i = 0; i < 21; ++i)
        for (int j = 0; j < 21; ++j) all.push_back(outcome(on_steps(levers, (VectorXd(2) << 1'000.0 + 500.0 * i, 0.5 + 0.02 * j).finished())));
    for (int b = 0; b < 20; ++b) budgets.push_back(4'700.0 + 90.0 * b);
    const std::vector<Best> brute = best_of(all, budgets);
    const Frontier f = find_frontier(levers, budgets, 0, {}, world);
    CHECK(f.policies.size() < 120); // of 441
    for (std::size_t b = 0; b < budgets.size(); ++b) {
        INFO("budget " << budgets[b]);
        REQUIRE((brute[b].policy >= 0) == (f.best[b].policy >= 0));
        if (brute[b].policy < 0) continue;
        const optimise::Outcome& found = f.outcomes[static_cast<std::size_t>(f.best[b].policy)];
        CHECK(found.cost <= budgets[b]);
        CHECK(found.allowed());
        CHECK(found.objective == Approx(all[static_cast<std::size_t>(brute[b].policy)].objective).epsilon(1e-9));
    }
}

TEST_CASE("a budget nothing fits has no best policy, and a forbidden policy is never best")
{
    const std::vector<optimise::Outcome> lived{{5.0, 10.0, {0.1}, 0.0}, {6.0, 12.0, {0.0}, 0.0}, {4.0, 30.0, {-1.0}, 0.0}};
    const std::vector<Best> best = best_of(lived, {9.0, 20.0, 40.0});
    CHECK(best[0].policy == -1);
    CHECK(best[1].policy == 1);
    CHECK(best[2].policy == 2);
}

TEST_CASE("a sweep makes a scenario of every combination, each with its own name, title and digest")
{
    test::Folder folder;
    const std::string base = R"(
stack = ["x"]
[benefit.x]
deductible = { 2014 = 100, 2018 = 200 }
ratio = 0.5
ceiling = { year = 3000 }
)";
    folder.file("base.toml", base);
    const std::string file = folder.file("s.toml", "extends = \"base.toml\"\nname = \"s\"\n[sweep]\n\"benefit.x.ratio\" = [0.6, 0.7]\n\"benefit.x.deductible.2018\" = [0, 150, 300]\n");
    const std::vector<Scenario> all = read_scenarios(file);
    REQUIRE(all.size() == 6);
    CHECK(all[1].name == "s_ratio_0.6_2018_150");
    CHECK(all[5].name == "s_ratio_0.7_2018_300");
    CHECK_THAT(all[5].title, Contains("benefit.x.ratio = 0.7"));
    CHECK(all[0].source != all[1].source);
    const auto paid = [](const Scenario& s, CivilDate date) {
        law::Accounts accounts(s.stack);
        law::RouteMemo routes(s.stack);
        return in_yuan(law::settle(s.stack, routes, test::claim(1000, 1000, date), accounts.ledger()).out_of_pocket);
    };
    CHECK(paid(all[5], {2019, 6, 1}) == Approx(1000 - 0.7 * 700));
    CHECK(paid(all[5], {2015, 6, 1}) == Approx(1000 - 0.7 * 900)); // before 2018 nothing is swept but the ratio
    CHECK(number_in(file, "benefit.x.ceiling.year") == 3000.0);
    CHECK_THROWS_WITH(read_scenario(file), Contains("sweep (is many scenarios"));
    CHECK_THROWS_WITH(read_variant(file, {{"benefit.x.ratoi", 0.5}}, "v"), Contains("benefit.x has no \"ratoi\"; the nearest is \"ratio\""));
    CHECK_THROWS_WITH(read_variant(file, {{"benefit.x.ceiling", 5}}, "v"), Contains("must be a number of the scenario"));
    CHECK_THROWS_WITH(read_variant(file, {{"benefit.x.ratio", 1.5}}, "v"), Contains("must lie in [0, 1]"));
    const auto refused = [&](const std::string& sweep) { return folder.file("bad.toml", "extends = \"base.toml\"\n[sweep]\n" + sweep + "\n"); };
    CHECK_THROWS_WITH(read_scenarios(refused("benefit = 3")), Contains("must be a list of numbers"));
    CHECK_THROWS_WITH(read_scenarios(refused("\"benefit.x.ratio\" = [0.5, 0.5]")), Contains("stands twice"));
    CHECK_THROWS_WITH(read_scenarios(refused("\"benefit.x.ratio\" = [0.5, \"a\"]")), Contains("must be a number"));
    CHECK_THROWS_WITH(read_scenarios(refused("\"benefit.y.ratio\" = [0.5]")), Contains("benefit has no \"y\""));
    folder.file("grand.toml", "extends = \"s.toml\"\nname = \"g\"\n");
    CHECK(read_scenarios((folder.path / "grand.toml").string()).size() == 1); // a sweep is its file's own
}
