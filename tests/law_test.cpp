// The engine's own promises; the worked examples are in docs/settlement.md and tests/laws, and
// settle_law_test.cpp holds the engine against a second evaluator.
#include <rapidcheck/catch.h>

#include "sim/law/settle.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;
using law::Claim;
using law::Settlement;

namespace {

std::string layer(const std::string& terms)
{
    return "stack = [\"x\"]\n[benefit.x]\n" + terms;
}

// A person who comes to settle bills under a stack.
struct Patient {
    const law::Stack& stack;
    law::RouteMemo routes;
    law::Accounts accounts;
    explicit Patient(const law::Stack& s) : stack(s), routes(s), accounts(s) {}
    Settlement settle(const Claim& c) { return law::settle(stack, routes, c, accounts.ledger()); }
    Money pays(const Claim& c) { return settle(c).paid[0]; }
};

} // namespace

TEST_CASE("a guarantee's covered amounts keep to what it is of, though its terms change within the year")
{
    const auto stack = stack_from(layer(R"(guarantee = { 2018-07-01 = { min_ratio = 0.9, of = "compliant" } })"));
    Patient a(stack);
    CHECK(a.pays(claim(1000, 500, {2018, 6, 1})) == Money{});
    CHECK(a.pays(claim(1000, 500, {2018, 7, 2})) == yuan(900)); // 0.9 x (500 + 500)
}

TEST_CASE("a tilt that begins later leaves the layer's own schedule until its date")
{
    const auto stack = stack_from(R"(categories = ["poor"]
stack = ["x"]
[benefit.x]
bands = [{ from = 0, ratio = 0.5 }]
[benefit.x.for.poor]
ratio = { 2018 = 0.9 })");
    Claim c = claim(1000, 1000);
    c.categories = 1;
    Patient a(stack);
    CHECK(a.pays(c) == yuan(500));
    c.date = to_date({2018, 1, 1});
    CHECK(a.pays(c) == yuan(900));
}

TEST_CASE("a spare fen goes to the level named first, whatever its letter")
{
    const auto stack = stack_from(layer("ratio = 1.0\nshare = { province = 0.5, county = 0.5 }"));
    const law::Shares& shares = stack.segments[0].layers[0].variants[0].shares;
    REQUIRE(shares.count == 2);
    CHECK(stack.levels[shares.level[0]] == "province");
    std::array<Money, 2> parts{};
    split_by_shares({1}, std::span(shares.ratio).first(2), parts);
    CHECK(parts[0].fen == 1);
}

TEST_CASE("the year of a person with a thousand bills of a billion yuan is still exact")
{
    const auto stack = stack_from(layer("period = \"year\"\nratio = 0.333333"));
    Patient a(stack);
    Money paid;
    for (int i = 0; i < 1000; ++i) paid += a.pays(claim(1e9, 1e9));
    CHECK(paid.fen == 33'333'300'000'000); // 0.333333 x 10^14 fen
}

TEST_CASE("ledgers hold what the stack remembers and nothing else")
{
    const auto plain = stack_from(layer("deductible = 100\nratio = 0.5\nceiling = { claim = 9 }"));
    CHECK(plain.ledger[0].words() == 0);
    const auto yearly = stack_from(layer("period = \"year\"\nratio = 0.5\nceiling = { year = 9, lifetime = 20 }"));
    CHECK(yearly.ledger[0].yearly == 2);
    CHECK(yearly.ledger[0].lasting == 1);
    const auto household = stack_from(layer("unit = \"household\"\nguarantee = { min_ratio = 0.9 }"));
    CHECK(household.ledger[0].words() == 0);
    CHECK(household.ledger[1].words() == 2); // T and P
}

TEST_CASE("what cannot be meant is refused, with the key")
{
    using Catch::Matchers::Contains;
    CHECK_THAT(faults_of(layer("ratio = 0.5\nwaiting_days = -1")), Contains("waiting_days = -1 (must be a whole number from 0 to 3660)"));
    CHECK_THAT(faults_of(layer("ratio = 0.5\nwhen = {}")), Contains("when = {} (give disease, own_payment_over or charge_over)"));
    CHECK_THAT(faults_of(layer("ratio = 0.5\nper_day = { pay = 5 }")), Contains("takes the place of ratio"));
    CHECK_THAT(faults_of(layer("per_day = { ceiling = 5, most_days = 3 }")), Contains("most_days (goes with pay)"));
    CHECK_THAT(faults_of(layer("ratio = 0.5\nfirst_self_pay = { b = 0.1 }")), Contains("first_self_pay.b (unknown key"));
    CHECK_THAT(faults_of(layer("period = \"year\"\nratio = 0.5\ndeductible_group = \"g\"")), Contains("deductible of its own"));
    CHECK_THAT(faults_of(layer("account = { carry_over = true }")), Contains("yearly is missing"));
    CHECK_THAT(faults_of(layer("ratio = 0.5\nfund = \"f\"\n[fund.f]\non_exhausted = \"stop\"")), Contains("needs a balance"));
    CHECK_THAT(faults_of("categories = [\"a\"]\n" + layer("ratio = 0.5\n[benefit.x.for.a]\nunit = \"household\"")), Contains("unit (unknown key"));
    CHECK_THAT(faults_of("categories = [\"a\"]\n" + layer("ratio = 0.5\n[category.a.trigger]\nwindow_months = 25")),
               Contains("window_months = 25 (must be a whole number from 1 to 24)"));
    CHECK_THAT(faults_of("categories = [\"a\"]\n" + layer("ratio = 0.5\n[category.b.trigger]\nwindow_months = 2")), Contains("category.b (unknown key"));
    CHECK_THAT(faults_of("stack = [\"x\", \"y\"]\n[benefit.x]\nratio = 0.5\nceiling_group = \"g\"\n[benefit.y]\nratio = 0.5\nunit = \"household\"\nceiling_group = \"g\""),
               Contains("must have the same unit"));
}

TEST_CASE("a year layer pays the same however the spending is cut")
{
    rc::prop("for any two bills and any deductible", [](std::uint16_t a, std::uint16_t b, std::uint16_t d) {
        const auto stack = stack_from(layer("period = \"year\"\ndeductible = " + std::to_string(d % 9'000)
                                            + "\nbands = [{ from = 0, ratio = 0.333333 }, { from = 7000, ratio = 0.777777 }]"));
        Patient whole(stack), cut(stack);
        const Money once = whole.pays(claim(a + b, a + b));
        RC_ASSERT(cut.pays(claim(a, a)) + cut.pays(claim(b, b)) == once);
    });
}

TEST_CASE("a more generous last layer never raises the own payments of the year so far")
{
    rc::prop("for any bills and any cap", [](const std::vector<std::uint16_t>& bills, std::uint16_t cap) {
        const auto with_cap = [](int c) {
            return stack_from("stack = [\"basic\", \"last\"]\n[benefit.basic]\nratio = 0.6\ndeductible = 400\n[benefit.last]\n"
                              "guarantee = { min_ratio = 0.9, max_oop = " + std::to_string(c) + " }");
        };
        const auto stingy = with_cap(cap + 1'000);
        const auto generous = with_cap(cap);
        Patient a(stingy), b(generous);
        Money own_a, own_b;
        for (const std::uint16_t bill : bills) {
            own_a += a.settle(claim(bill, bill * 0.9)).out_of_pocket;
            own_b += b.settle(claim(bill, bill * 0.9)).out_of_pocket;
            RC_ASSERT(own_b <= own_a);
        }
    });
}
