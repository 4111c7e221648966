// Household money: books, the coping ladder, cash and advances, the registry's labels.
#include <rapidcheck/catch.h>

#include "sim/life/care.hpp"
#include "sim/life/care_account.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

World small_world() { return build_world(small_tables(), 10); }

//! A household that earns 20,000 yuan from its farm and has this purse and bill.
struct LivedYear {
    Books books;
    Purse purse;
};
LivedYear live_year(const Parameters& p, Purse purse, Money bill, bool before_payment = false)
{
    Books b;
    b.from.farm = yuan(20'000);
    b.out_of_pocket = bill;
    if (before_payment) b.payable_later = bill;
    balance_budget(b, purse, p, yuan(6'000));
    CHECK(b.imbalance() == Money{});
    return {b, purse};
}

} // namespace

TEST_CASE("the coping ladder is climbed in order and within its limits")
{
    const World world = small_world();
    const Parameters& p = world.parameters;
    // Wants 6,000 + 0.78 x 14,000 = 16,920: 3,080 are left before the bill.
    CHECK(live_year(p, {}, yuan(0)).books.consumption == yuan(16'920));
    const LivedYear light = live_year(p, {.savings = yuan(5'000), .assets = yuan(9'000)}, yuan(7'000));
    CHECK(light.books.saved == -yuan(3'920)); // savings come first
    CHECK(light.books.borrowed() == Money{});
    CHECK(light.purse.savings == yuan(1'080));
    // 51,920 to find after savings: kin 16,000, bank 8,000, assets 2,700, consumption 10,920 down to the
    // floor; relatives beyond their limit bear the rest, or the hospital where it treated before payment.
    const LivedYear heavy = live_year(p, {.savings = yuan(5'000), .assets = yuan(9'000)}, yuan(60'000));
    const Money kin = part(yuan(20'000), p.informal_debt_limit_years);
    const Money bank = part(yuan(20'000), p.formal_debt_limit_years);
    const Money sold = part(yuan(9'000), p.asset_sale_limit);
    const Money rest = yuan(51'920) - kin - bank - sold - yuan(10'920);
    CHECK(heavy.purse.savings == Money{});
    CHECK(heavy.books.from_bank == bank);
    CHECK(heavy.books.sold == sold);
    CHECK(heavy.books.consumption == yuan(6'000));
    CHECK(heavy.books.beyond_limit == rest);
    CHECK(heavy.purse.informal == kin + rest);
    CHECK(heavy.purse.unpaid == Money{});
    const LivedYear trusted = live_year(p, {.savings = yuan(5'000), .assets = yuan(9'000)}, yuan(60'000), true);
    CHECK(trusted.purse.unpaid == rest);
    CHECK(trusted.purse.informal == kin);
    CHECK(trusted.books.beyond_limit == Money{});
}

TEST_CASE("books balance whatever happens, and debts and claims move as the books say")
{
    const Parameters p = small_world().parameters;
    rc::prop("in any year of any purse", [&](std::uint32_t income, std::uint32_t bill, std::uint32_t savings, std::uint32_t debt) {
        Purse purse{{savings}, {debt / 2}, {debt}, {bill / 3}, {savings / 7}, {bill / 5}};
        Books b;
        b.from.farm = {income};
        b.from.migrant = {income / 3};
        b.from.dibao = {debt / 11};
        b.premium = {income / 50};
        b.out_of_pocket = {bill};
        b.payable_later = {bill / 2};
        b.awaited = {bill / 4};
        b.bridging = {bill / 90};
        b.non_medical = {bill / 9};
        const Purse before = purse;
        balance_budget(b, purse, p, {income / 3});
        RC_ASSERT(b.imbalance().fen == 0);
        RC_ASSERT(b.consumption.fen >= 0);
        RC_ASSERT(b.left_unpaid <= b.payable_later);
        for (const Money m : {purse.savings, purse.assets, purse.informal, purse.formal, purse.unpaid}) RC_ASSERT(m.fen >= 0);
        RC_ASSERT(purse.owed() == before.owed() + b.borrowed() + b.left_unpaid - b.repaid);
        RC_ASSERT(purse.savings == before.savings + b.saved);
        RC_ASSERT(purse.assets == before.assets + b.invested - b.sold);
        RC_ASSERT(b.received == before.awaited);
        RC_ASSERT(purse.awaited == b.awaited);
    });
}

TEST_CASE("a debt of last year lowers this year's consumption, and assets sold lower this year's income")
{
    const Parameters p = small_world().parameters;
    const LivedYear free = live_year(p, {}, {});
    const LivedYear owing = live_year(p, {.formal = yuan(10'000)}, {});
    // 700 interest and 2,500 principal at the shipped 7 % and 25 %: 0.78 of them from consumption.
    CHECK(owing.books.interest + owing.books.repaid == yuan(3'200));
    CHECK(free.books.consumption - owing.books.consumption == part(yuan(3'200), p.consumption_propensity));
    const LivedYear sold = live_year(p, {.assets = yuan(9'000)}, yuan(60'000));
    CHECK(part(sold.purse.assets, p.asset_return) < part(yuan(9'000), p.asset_return));
}

TEST_CASE("what is advanced comes back after its lag, next year where it is late, and bridging it costs interest")
{
    const World world = small_world();
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    const Plan plan{std::move(policy), std::move(prices)};
    const Village village = maker(world, 3)(0);
    const Luck luck(3, Stream::household, 0);
    std::vector<std::int64_t> person_words(village.person.size() * static_cast<std::size_t>(plan.policy.stack.ledger[0].lasting));
    std::vector<std::int64_t> household_words(village.household.size() * static_cast<std::size_t>(plan.policy.stack.ledger[1].lasting));
    CareAccount account({world, village, plan, luck, 2014, person_words, household_words, nullptr, {}});
    const std::array<PersonIndex, 1> members{0};
    const Parameters& p = world.parameters;
    const auto admitted = [&](int day, int tier, Money savings) {
        account.open(0, members, {.savings = savings}, 0.0);
        law::Claim claim;
        claim.tier = static_cast<std::uint8_t>(tier);
        claim.charge = yuan(20'000);
        claim.compliant = yuan(18'000);
        return account.settle(claim, {0, 0, true}, day, 3);
    };
    const law::Settlement early = admitted(100, 2, yuan(50'000));
    const Money back = claim(20'000, 18'000).charge - early.out_of_pocket;
    REQUIRE(back > yuan(5'000));
    CHECK(account.last_advance() == part(back, 1.0 - p.settled_at_once_local));
    CHECK(account.awaited() == Money{}); // day 160 is this year's
    CHECK(account.bridging() == Money{});
    const double paid = in_yuan(early.out_of_pocket + account.last_advance());
    CHECK(account.liquid(100) == Approx(50'000 - paid));
    CHECK(account.liquid(100 + static_cast<int>(p.reimbursement_lag_days)) == Approx(50'000 - in_yuan(early.out_of_pocket)));
    admitted(340, 2, yuan(50'000));
    CHECK(account.awaited() == account.last_advance());
    // Away from home nothing is settled at discharge; without cash the whole of it is bridged.
    const law::Settlement away = admitted(100, 4, yuan(0));
    CHECK(account.last_advance() == yuan(20'000) - away.out_of_pocket);
    CHECK(account.bridging() == from_yuan(in_yuan(account.last_advance()) * p.formal_interest * p.reimbursement_lag_away_days / 360));
}

TEST_CASE("money at hand decides who is admitted and treatment before payment helps only who has none within the county")
{
    World world = small_world();
    Disease& near_home = world.diseases[3];
    const Disease with_city = near_home;
    near_home.share[3] = near_home.share[4] = 0.0;
    Policy policy = build_policy(world, shipped_scenario("baseline"));
    ExpectedPrices prices(world, policy);
    const Plan asks{policy, prices};
    Plan trusts = asks;
    for (YearPolicy& year : trusts.policy.years)
        for (Practice& practice : year.practices) practice.no_deposit_up_to = county_tier;
    for (YearPolicy& year : const_cast<Plan&>(asks).policy.years)
        for (Practice& practice : year.practices) practice.no_deposit_up_to = -1;
    const ByTier time = time_weights(world, world.reference_minutes);
    const auto admitted = [&](const Plan& plan, double liquid, double credit) {
        int seen = 0;
        int for_cash = 0;
        for (int i = 0; i < 4'000; ++i) {
            Situation s;
            s.enrolled = true;
            s.year = 2015;
            s.means = means_of(world, 2015, 4'000);
            s.liquid = liquid;
            s.credit = credit;
            s.time = &time;
            Episode e{};
            e.disease = 3;
            e.seek = static_cast<float>((i + 0.5) / 4'000);
            e.tier = static_cast<float>(((i * 7'919) % 4'000 + 0.5) / 4'000);
            const Choice c = choose_hospital(world, plan, s, e, 0.0);
            seen += c.seek;
            for_cash += c.short_of_cash;
        }
        return std::pair{seen, for_cash};
    };
    const auto rich = admitted(asks, 1e9, 0);
    const auto borrows = admitted(asks, 0, 1e9);
    const auto penniless = admitted(asks, 0, 0);
    CHECK(rich == admitted(trusts, 1e9, 0)); // nothing changes for who has the money
    CHECK(rich.first > borrows.first);
    CHECK(borrows.first > penniless.first);
    CHECK(admitted(trusts, 0, 0) == admitted(trusts, 1e9, 0)); // nobody is asked for money
    near_home = with_city; // beyond the county the deposit is asked all the same
    CHECK(admitted(trusts, 0, 0) != admitted(trusts, 1e9, 0));
    near_home.share[3] = near_home.share[4] = 0.0;
    CHECK(rich.second == 0);
    CHECK(penniless.second == rich.first - penniless.first); // all of the difference is forgone for cash
}

TEST_CASE("the registry tops up, enters, exits, monitors and remembers who fell back")
{
    World world = small_world();
    Parameters& p = world.parameters;
    p.registry_noise_sd = p.dibao_noise_sd = 0.0; // no targeting error
    const auto decide = [&](int year, double gross, double net, LabelSet held, double labour = 2.0, double dibao = 0.0) {
        RegistryView view;
        view.year = year;
        view.labour = labour;
        return keep_registry(world, {from_yuan(gross), from_yuan(net), from_yuan(dibao), held}, view);
    };
    const YearValues& v = world.in(2016);
    const double line = v.poverty_line;
    const double standard = v.dibao_standard;
    // Dibao tops income, without what it paid last year, up to the standard.
    const RegistryDecision poor = decide(2016, 1'000 + 700, 1'000, 0, 2.0, 700);
    CHECK(holds(poor.held, Label::dibao));
    CHECK(poor.dibao == from_yuan(standard - 1'000));
    const RegistryDecision helpless = decide(2016, 1'000, 1'000, 0, 0.2);
    CHECK(holds(helpless.held, Label::extreme_hardship));
    CHECK(holds(helpless.held, Label::dibao));
    CHECK_FALSE(holds(poor.held, Label::extreme_hardship));
    CHECK(helpless.dibao == from_yuan(p.hardship_support_ratio * standard));
    CHECK(holds(decide(2016, 1.2 * standard, 1.2 * standard, 0).held, Label::dibao_edge));
    // Entry and exit by last year's net welfare against dated lines.
    const LabelSet registered = bit(Label::registered_poor);
    const LabelSet left = bit(Label::left_poverty);
    const double enter = line * std::exp(v.registry_entry);
    CHECK(holds(decide(2016, 9'000, enter * 0.99, 0).held, Label::registered_poor));
    CHECK_FALSE(holds(decide(2016, 9'000, enter * 1.01, 0).held, Label::registered_poor));
    const double leave = line * std::exp(v.registry_exit);
    CHECK(holds(decide(2016, 9'000, leave * 1.01, registered).held, Label::left_poverty));
    CHECK(holds(decide(2016, 9'000, leave * 0.99, registered).held, Label::registered_poor));
    const RegistryDecision back = decide(2016, 9'000, enter * 0.5, left);
    CHECK(back.returned);
    CHECK((back.held & (registered | left | bit(Label::returned_to_poverty))) == (registered | bit(Label::returned_to_poverty)));
    CHECK_FALSE(decide(2016, 9'000, enter * 0.5, 0).returned);
    // The guarantee's roll: registered at the start of its year, kept for good.
    CHECK_FALSE(holds(decide(2016, 9'000, 100, registered).held, Label::guarantee_eligible));
    const RegistryDecision rolled = decide(2017, 9'000, 9'000, registered);
    CHECK(holds(rolled.held, Label::guarantee_eligible));
    CHECK(holds(rolled.held, Label::left_poverty));
    CHECK(holds(decide(2019, 30'000, 30'000, rolled.held).held, Label::guarantee_eligible));
    // Monitoring of those near the line, not of the registered.
    const double near_line = world.in(2019).monitoring_line * 0.98;
    CHECK(holds(decide(2019, near_line, near_line, left).held, Label::monitored));
    CHECK_FALSE(holds(decide(2019, near_line * 1.05, near_line * 1.05, left).held, Label::monitored));
    // Sudden hardship: payments above 0.3 of income that bring income below the monitoring line.
    const Standing before{from_yuan(6'000), from_yuan(6'000), {}, 0};
    CHECK(in_sudden_hardship(p, world.in(2019), before, 4, yuan(4 * 2'500)));
    CHECK_FALSE(in_sudden_hardship(p, world.in(2019), before, 4, yuan(4 * 1'000)));
}
