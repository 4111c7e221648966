#include <rapidcheck/catch.h>

#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;
using law::Accounts;
using law::Claim;
using law::Settlement;

namespace {

std::string layer(const std::string& terms)
{
    return "stack = [\"x\"]\n[benefit.x]\n" + terms;
}

Money pays(const law::Stack& stack, const Claim& c, Accounts& accounts)
{
    return law::settle(stack, c, accounts).paid[0];
}

} // namespace

TEST_CASE("Baoshan's published case: the guarantee lifts 21,787.94 yuan to 90 %, 2,178.79 remain")
{
    const auto stack = stack_from(layer(R"(base = "remaining"
guarantee = { min_ratio = 0.90, max_oop = 5000, rule = "all" })"));
    Accounts a;
    const Settlement s = law::settle(stack, claim(21787.94, 21787.94), a);
    CHECK(s.paid[0].fen == 1'960'915);
    CHECK(s.out_of_pocket.fen == 217'879);
}

TEST_CASE("two bills of 40,000 under 90 % or at most 5,000 a year: 4,000 and then 1,000 remain")
{
    const auto stack = stack_from(layer(R"(guarantee = { min_ratio = 0.90, max_oop = 5000, rule = "all" })"));
    Accounts a;
    CHECK(pays(stack, claim(40000, 40000), a) == yuan(36'000));
    CHECK(pays(stack, claim(40000, 40000, {2017, 9, 1}), a) == yuan(39'000));
    SECTION("a new year begins anew") { CHECK(pays(stack, claim(40000, 40000, {2018, 1, 1}), a) == yuan(36'000)); }
}

TEST_CASE("of two promises, any means the weaker one is enough")
{
    const auto stack = stack_from(layer(R"(guarantee = { min_ratio = 0.90, max_oop = 5000, rule = "any" })"));
    Accounts a;
    CHECK(pays(stack, claim(40000, 40000), a) == yuan(35'000));
    // T = 41,000, P = 35,000: 90 % lacks 1,900, the cap lacks 1,000; the smaller is paid.
    CHECK(pays(stack, claim(1000, 1000, {2017, 7, 1}), a) == yuan(1'000));
}

TEST_CASE("critical illness over a year: 8,000 pays nothing, 70,000 more pays 42,600")
{
    const auto stack = stack_from(layer(R"(period = "year"
deductible = 10000
bands = [{ from = 0, ratio = 0.60 }, { from = 50000, ratio = 0.70 }])"));
    Accounts a;
    CHECK(pays(stack, claim(8000, 8000), a) == Money{});
    CHECK(pays(stack, claim(70000, 70000, {2017, 12, 31}), a) == yuan(42'600));
}

TEST_CASE("a per-tier deductible and ratio use the claim's tier: what is outside the catalogue stays out")
{
    const auto stack = stack_from(layer(
        "deductible = { village = 0, township = 150, county = 400, city = 700, outside = 1000 }\n"
        "ratio = { village = 0.9, township = 0.85, county = 0.75, city = 0.6, outside = 0.5 }"));
    Accounts a;
    Claim c = claim(5000, 4400);
    CHECK(pays(stack, c, a) == yuan(3'000)); // 0.75 x (4,400 - 400)
    c.tier = 4;
    CHECK(pays(stack, c, a) == yuan(1'700)); // 0.5 x (4,400 - 1,000)
}

TEST_CASE("a second admission owes half the deductible, a third none, and the last value repeats")
{
    const auto stack = stack_from(layer("deductible = 400\nratio = 1.0\nnth_admission = [1.0, 0.5, 0.0]"));
    Accounts a;
    CHECK(pays(stack, claim(1000, 1000), a) == yuan(600));
    CHECK(pays(stack, claim(1000, 1000), a) == yuan(800));
    CHECK(pays(stack, claim(1000, 1000), a) == yuan(1'000));
    CHECK(pays(stack, claim(1000, 1000), a) == yuan(1'000));
    Claim visit = claim(1000, 1000);
    visit.setting = law::Setting::outpatient;
    CHECK(pays(stack, visit, a) == yuan(600)); // outpatient claims use the first
}

TEST_CASE("a patient referred up owes the difference of deductibles, referred down none")
{
    const auto stack = stack_from(layer(
        "deductible = { village = 0, township = 150, county = 400, city = 700, outside = 1000 }\n"
        "ratio = 1.0\nreferral_up = \"difference\"\nreferral_down = \"waived\""));
    Accounts a;
    Claim up = claim(1000, 1000);
    up.referred_from = 1;
    CHECK(pays(stack, up, a) == yuan(750)); // owes 400 - 150
    Claim down = claim(1000, 1000);
    down.referred_from = 3;
    CHECK(pays(stack, down, a) == yuan(1'000));
}

TEST_CASE("a ceiling bites on the very claim that crosses it")
{
    const auto stack = stack_from(layer("ratio = 0.8\nceiling = { claim = 5000, year = 7000, lifetime = 9000 }"));
    Accounts a;
    CHECK(pays(stack, claim(10000, 10000), a) == yuan(5'000));
    CHECK(pays(stack, claim(10000, 10000), a) == yuan(2'000));
    CHECK(pays(stack, claim(10000, 10000), a) == Money{});
    CHECK(pays(stack, claim(10000, 10000, {2018, 1, 1}), a) == yuan(2'000)); // of the lifetime's 9,000
    CHECK(pays(stack, claim(10000, 10000, {2019, 1, 1}), a) == Money{});
}

TEST_CASE("a floor ratio lifts a small bill over its deductible")
{
    const auto stack = stack_from(layer("deductible = 1000\nratio = 0.8\nfloor_ratio = 0.3"));
    Accounts a;
    CHECK(pays(stack, claim(1200, 1200), a) == yuan(360)); // 0.3 x 1,200 > 0.8 x 200
    CHECK(pays(stack, claim(9000, 9000), a) == yuan(6'400));
}

TEST_CASE("layers pay in the order of the stack, each looking at its own base")
{
    const auto stack = stack_from(R"(stack = ["first", "second", "third"]
[benefit.first]
ratio = 0.5
[benefit.second]
base = "remaining"
ratio = 0.5
[benefit.third]
base = "compliant"
ratio = 1.0)");
    Accounts a;
    const Settlement s = law::settle(stack, claim(1000, 600), a);
    CHECK(s.paid[0] == yuan(300)); // half of what the catalogue holds
    CHECK(s.paid[1] == yuan(350)); // half of the 700 that remain
    CHECK(s.paid[2] == yuan(350)); // the catalogue's 600, but never more than remains
    CHECK(s.out_of_pocket == Money{});
}

TEST_CASE("better terms for the poor replace keys of the layer: precedence decides between labels")
{
    const auto stack = stack_from(R"(categories = ["poor", "orphan"]
precedence = ["orphan", "poor"]
stack = ["x"]
[benefit.x]
deductible = 1000
ratio = 0.5
ceiling = { year = 100 }
[benefit.x.for.poor]
deductible = 500
ceiling = {}
[benefit.x.for.orphan]
applies = false)");
    const auto paid_to = [&](std::uint32_t categories) {
        Accounts a;
        Claim c = claim(2000, 2000);
        c.categories = categories;
        return pays(stack, c, a);
    };
    CHECK(paid_to(0b00) == yuan(100));
    CHECK(paid_to(0b01) == yuan(750));
    CHECK(paid_to(0b10) == Money{});
    CHECK(paid_to(0b11) == Money{});
}

TEST_CASE("a claim uses the terms of its date")
{
    const auto stack = stack_from(layer("ratio = { 2014 = 0.5, 2018-07-01 = 0.6 }\n"
                                        "ceiling = { year = { 2014 = 1000, 2019 = 2000 } }"));
    const auto paid_on = [&](CivilDate day) {
        Accounts a;
        return pays(stack, claim(10000, 10000, day), a);
    };
    CHECK(paid_on({2013, 12, 31}) == Money{}); // before the first date the ratio is none
    CHECK(paid_on({2018, 6, 30}) == yuan(1'000));
    CHECK(paid_on({2019, 1, 1}) == yuan(2'000));
    Accounts a;
    CHECK(pays(stack, claim(1000, 1000, {2018, 6, 30}), a) == yuan(500));
    CHECK(pays(stack, claim(800, 800, {2018, 7, 1}), a) == yuan(480));
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
    Accounts a;
    CHECK(pays(stack, c, a) == yuan(500));
    c.date = to_date({2018, 1, 1});
    CHECK(pays(stack, c, a) == yuan(900));
}

TEST_CASE("a guarantee's covered amounts keep to what it is of, though its terms change within the year")
{
    const auto stack = stack_from(layer(R"(guarantee = { 2018-07-01 = { min_ratio = 0.9, of = "compliant" } })"));
    Accounts a;
    CHECK(pays(stack, claim(1000, 500, {2018, 6, 1}), a) == Money{});
    CHECK(pays(stack, claim(1000, 500, {2018, 7, 2}), a) == yuan(900)); // 0.9 x (500 + 500)
}

TEST_CASE("a spare fen goes to the level named first, whatever its letter")
{
    const auto stack = stack_from(layer("ratio = 1.0\nshare = { province = 0.5, county = 0.5 }"));
    const law::Terms& terms = stack.segments[0].layers[0].variants[0];
    REQUIRE(terms.share_count == 2);
    CHECK(stack.levels[terms.share_of[0]] == "province");
    std::array<Money, 2> parts{};
    split_by_shares({1}, std::span(terms.shares).first(2), parts);
    CHECK(parts[0].fen == 1);
}

TEST_CASE("who, setting, tier, disease and enrolment each decide whether a layer applies")
{
    const auto stack = stack_from(R"(categories = ["poor"]
stack = ["x"]
[scheme.resident]
[benefit.x]
who = ["poor"]
setting = ["inpatient"]
tier = ["county", "city"]
disease = ["stroke"]
enrolled_in = "resident"
ratio = 1.0)");
    Claim good = claim(100, 100);
    good.categories = 1;
    good.disease = 0;
    const auto paid = [&](Claim c) {
        Accounts a;
        return pays(stack, c, a);
    };
    CHECK(paid(good) == yuan(100));
    Claim c = good;
    c.categories = 0;
    CHECK(paid(c) == Money{});
    c = good;
    c.setting = law::Setting::outpatient;
    CHECK(paid(c) == Money{});
    c = good;
    c.tier = 4;
    CHECK(paid(c) == Money{});
    c = good;
    c.disease = -1;
    CHECK(paid(c) == Money{});
    c = good;
    c.schemes = 0;
    CHECK(paid(c) == Money{});
}

namespace {

// A random stack of three layers and a random history of claims.
struct Case {
    law::Stack stack;
    std::vector<Claim> claims;
};

Case random_case(const std::vector<std::uint32_t>& luck)
{
    std::size_t at = 0;
    const auto next = [&](std::uint32_t n) { return luck[at++ % luck.size()] % n; };
    std::string toml = "stack = [\"a\", \"b\", \"c\"]\n";
    for (const char* name : {"a", "b", "c"}) {
        toml += std::string("[benefit.") + name + "]\n";
        toml += "base = \"" + std::string(std::array{"remaining", "compliant", "remaining_compliant"}[next(3)]) + "\"\n";
        if (next(3) == 0) {
            toml += "guarantee = { min_ratio = 0." + std::to_string(next(9)) + ", max_oop = " + std::to_string(next(8'000))
                + ", rule = \"" + (next(2) ? "all" : "any") + "\", of = \"" + (next(2) ? "charge" : "compliant") + "\" }\n";
        } else {
            toml += std::string("period = \"") + (next(2) ? "year" : "claim") + "\"\ndeductible = " + std::to_string(next(3'000)) + "\n";
            toml += "bands = [{ from = 0, ratio = 0." + std::to_string(next(100'000)) + " }, { from = " + std::to_string(1 + next(20'000))
                + ", ratio = 0." + std::to_string(next(100'000)) + " }]\n";
        }
        if (next(2)) toml += "ceiling = { year = " + std::to_string(next(30'000)) + ", claim = " + std::to_string(next(20'000)) + " }\n";
    }
    Case c{stack_from(toml), {}};
    for (int i = 0; i < 6; ++i) {
        const double charge = next(4'000'000) * 0.01;
        c.claims.push_back(claim(charge, charge * 0.01 * next(101), {2017, 1 + i * 2, 3}));
        c.claims.back().compliant = min(c.claims.back().compliant, c.claims.back().charge);
    }
    return c;
}

} // namespace

TEST_CASE("whatever the stack: bills balance, nobody is paid too much, ceilings hold on every prefix")
{
    rc::prop("invariants of settlement", [] {
        const auto luck = *rc::gen::container<std::vector<std::uint32_t>>(
            80, rc::gen::inRange<std::uint32_t>(0, 4'000'000'000));
        const Case c = random_case(luck);
        Accounts a;
        std::array<Money, 3> year{};
        for (const Claim& bill : c.claims) {
            const Settlement s = law::settle(c.stack, bill, a);
            Money left = bill.charge;
            for (std::size_t i = 0; i < 3; ++i) {
                RC_ASSERT(s.paid[i].fen >= 0);
                RC_ASSERT(s.paid[i] <= left);
                left -= s.paid[i];
                year[i] += s.paid[i];
                const auto& ceiling = c.stack.segments[0].layers[i].variants[0].ceiling;
                RC_ASSERT(s.paid[i] <= ceiling.claim);
                RC_ASSERT(year[i] <= ceiling.year);
            }
            RC_ASSERT(left == s.out_of_pocket);
        }
    });
    rc::prop("a year layer pays the same however the spending is cut", [](std::uint16_t a, std::uint16_t b, std::uint16_t d) {
        const auto stack = stack_from(layer("period = \"year\"\ndeductible = " + std::to_string(d % 9'000)
                                            + "\nbands = [{ from = 0, ratio = 0.333333 }, { from = 7000, ratio = 0.777777 }]"));
        Accounts whole, cut;
        const Money once = pays(stack, claim(a + b, a + b), whole);
        RC_ASSERT(pays(stack, claim(a, a), cut) + pays(stack, claim(b, b), cut) == once);
    });
    rc::prop("a more generous last layer never raises the own payment of the year so far",
             [](const std::vector<std::uint16_t>& bills, std::uint16_t cap) {
                 const auto with_cap = [](int c) {
                     return stack_from("stack = [\"basic\", \"last\"]\n[benefit.basic]\nratio = 0.6\ndeductible = 400\n[benefit.last]\n"
                                       "guarantee = { min_ratio = 0.9, max_oop = " + std::to_string(c) + " }");
                 };
                 const auto stingy = with_cap(cap + 1'000);
                 const auto generous = with_cap(cap);
                 Accounts a, b;
                 Money own_a, own_b;
                 for (const std::uint16_t bill : bills) {
                     own_a += law::settle(stingy, claim(bill, bill * 0.9), a).out_of_pocket;
                     own_b += law::settle(generous, claim(bill, bill * 0.9), b).out_of_pocket;
                     RC_ASSERT(own_b <= own_a);
                 }
             });
}
