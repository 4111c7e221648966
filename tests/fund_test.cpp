// Funds that run dry, in the simulator and in the replay; sorting outside memory.
#include <cstring>

#include <rapidcheck/catch.h>

#include "replay/external_sort.hpp"
#include "replay/fund_books.hpp"
#include "sim/life/fund_limits.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

constexpr int years = 4;

// Baseline, and baseline with an assistance fund of so much a year.
RunResult live_with(const std::string& on_exhausted, std::int64_t balance, int threads, bool with_baseline = true)
{
    const Folder folder;
    const std::string path = folder.file("dry.toml", "name = \"dry\"\nextends = \"" + root + "/scenarios/baseline.toml\"\n[fund.assistance]\nbalance = { 2014 = "
                                             + std::to_string(balance) + " }\ncarry_over = false\non_exhausted = \"" + on_exhausted + "\"\n");
    const World world = build_world(small_tables(), years);
    std::vector<Plan> plans;
    std::vector<Scenario> scenarios;
    if (with_baseline) scenarios.push_back(shipped_scenario("baseline"));
    scenarios.push_back(read_scenario(path));
    for (const Scenario& s : scenarios) {
        Policy policy = build_policy(world, s);
        ExpectedPrices prices(world, policy);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    RunSettings settings;
    settings.years = years;
    settings.seed = 11;
    settings.threads = threads;
    return hearth::run(world, plans, maker(world, settings.seed), settle_villages(world).villages(), settings, {});
}

constexpr std::size_t assistance_fund = 1;  // in the order of the baseline's funds
constexpr std::size_t assistance_layer = 8; // in its stack

} // namespace

TEST_CASE("a fund that never runs dry changes nothing, though every year is lived on another road")
{
    const RunResult r = live_with("stop", 900'000'000, 2);
    const RunResult alone = live(build_world(small_tables(), years), {"baseline"}, [] {
                                RunSettings s;
                                s.years = years;
                                s.seed = 11;
                                return s;
                            }()).result;
    for (int y = 0; y < years; ++y) {
        CHECK(std::memcmp(&r.at(0, 0, y), &alone.at(0, 0, y), sizeof(Tally)) == 0);
        CHECK(r.at(0, 1, y).layer[assistance_layer].paid == alone.at(0, 0, y).layer[assistance_layer].paid);
        CHECK(total(r.at(0, 1, y), HouseholdSum::oop) == total(alone.at(0, 0, y), HouseholdSum::oop));
    }
}

TEST_CASE("a fund that runs dry pays what it holds to the fen, whole months before and nothing after")
{
    constexpr std::int64_t held = 100'000; // yuan a year
    for (const std::string rule : {"stop", "prorate"}) {
        INFO(rule);
        const RunResult r = live_with(rule, held, 2);
        const Tally& plenty = r.at(0, 0, 0);
        const Tally& dry = r.at(0, 1, 0);
        REQUIRE(plenty.fund_paid(assistance_fund) > yuan(held).fen);
        CHECK(dry.fund_paid(assistance_fund) == yuan(held).fen);
        const auto& full = plenty.layer[assistance_layer].paid;
        const auto& cut = dry.layer[assistance_layer].paid;
        std::size_t m = 0;
        for (std::int64_t so_far = full[0]; so_far <= yuan(held).fen; so_far += full[m]) {
            CHECK(cut[m] == full[m]);
            ++m;
        }
        for (std::size_t later = m + 1; later < 12; ++later) CHECK(cut[later] == 0);
        CHECK(total(dry, HouseholdSum::oop) > total(plenty, HouseholdSum::oop));
        for (int y = 0; y < years; ++y) {
            CHECK(r.at(0, 1, y).fund_paid(assistance_fund) <= yuan(held).fen);
            CHECK(total(r.at(0, 1, y), HouseholdSum::unbalanced_households) == 0);
        }
    }
}

TEST_CASE("funds that run dry give the same bits on any number of threads")
{
    const std::string one = bytes(live_with("prorate", 100'000, 1));
    CHECK(bytes(live_with("prorate", 100'000, 2)) == one);
    CHECK(bytes(live_with("prorate", 100'000, 3)) == one);
}

TEST_CASE("a month's payments are cut to what is held: each within a fen of its share, none larger than asked")
{
    rc::prop("by the simulator and by the replay alike", [](const std::vector<std::uint16_t>& asked, std::uint16_t part) {
        std::vector<FundPayment> payments;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            FundPayment p;
            p.day = 31;
            p.claim = static_cast<std::uint32_t>(i);
            p.amount = {1 + asked[i] % 97};
            sum += p.amount.fen;
            payments.push_back(p);
        }
        RC_PRE(sum > 1);
        const Money held{1 + part % (sum - 1)};
        const FundLimit limit = prorate_limit(payments, 0, held);
        RC_ASSERT(limit.month == 1);
        MonthCut month(held, {sum}, std::filesystem::temp_directory_path().string());
        for (std::size_t i = 0; i < payments.size(); ++i) month.gather(payments[i].amount, i);
        month.finish();
        std::int64_t paid = 0;
        for (std::size_t i = 0; i < payments.size(); ++i) {
            const Money cut = limit.cut(payments[i]);
            RC_ASSERT(cut == month.cut(payments[i].amount, i));
            RC_ASSERT(cut <= payments[i].amount);
            const double share = static_cast<double>(payments[i].amount.fen) * static_cast<double>(held.fen) / static_cast<double>(sum);
            RC_ASSERT(std::abs(static_cast<double>(cut.fen) - share) < 1.0);
            paid += cut.fen;
        }
        RC_ASSERT(paid == held.fen);
    });
}

TEST_CASE("sorting outside memory gives every record once, in order")
{
    rc::prop("for any records, with room for few", [](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& keys) {
        struct Record {
            SortKey key;
            std::uint64_t load;
        };
        ExternalSort sort(sizeof(Record), 5 * sizeof(Record), std::filesystem::temp_directory_path().string());
        std::vector<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>> expected, got;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const Record r{{keys[i].first, keys[i].second * 1000u + i}, i * 7};
            sort.add(&r);
            expected.emplace_back(r.key.first, r.key.second, r.load);
        }
        sort.finish();
        std::sort(expected.begin(), expected.end());
        while (const std::byte* at = sort.next()) {
            Record r;
            std::memcpy(&r, at, sizeof r);
            got.emplace_back(r.key.first, r.key.second, r.load);
        }
        RC_ASSERT(got == expected);
    });
}
