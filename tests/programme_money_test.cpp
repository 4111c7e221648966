// Programmes that move money: prices, bills, costs no scheme covers, who pays providers and funds.
#include <cmath>
#include <cstring>

#include "sim/life/bills.hpp"
#include "tests/programmes.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

using P = PersonSum;
using H = HouseholdSum;
using L = FundLine;

World small_world(int years = 4) { return build_world(small_tables(), years); }

} // namespace

TEST_CASE("cheaper drugs leave bills without drugs untouched, and cut the others by their drug part")
{
    const std::string cut = "[programme.drug_procurement]\nfrom = 2014\nprice_cut = 0.5\nlisted_share = 0.4\n";
    World no_drugs = small_world();
    for (Disease& d : no_drugs.diseases) d.drug_share = 0.0;
    CHECK(live_reform(std::move(no_drugs), cut).same_bits());
    World only_drugs = unmoved_world(1);
    only_drugs.parameters.recouped_share = only_drugs.parameters.drug_volume_response = 0.0;
    for (Disease& d : only_drugs.diseases) d.drug_share = 0.5;
    for (Tier& t : only_drugs.tier) t.drug_ratio = 1.0;
    const Lived r = live_reform(std::move(only_drugs), cut, 1);
    // Half of each bill is drugs; two fifths of those cost half: a tenth less.
    CHECK(r.ratio(P::inpatient_cost) == Approx(0.9).epsilon(1e-6));
    CHECK(r.ratio(P::outpatient_cost) == Approx(0.9).epsilon(1e-5));
    CHECK(r.sum(after, P::admissions) == r.sum(before, P::admissions));
}

TEST_CASE("cost control lowers prices by its cut in every year it is in force, compounded")
{
    const Lived r = live_reform(unmoved_world(), "[programme.cost_control]\nfrom = 2015\ngrowth_cut = 0.1\ninduced = 1\n");
    const Lived ended = live_reform(unmoved_world(), "[programme.cost_control]\nfrom = 2015\nuntil = 2016\ngrowth_cut = 0.1\ninduced = 1\n");
    CHECK(ended.ratio(P::inpatient_cost, 3, 4) == Approx(0.9).epsilon(0.01)); // what was held back stays so
    CHECK(r.ratio(P::inpatient_cost, 0, 1) == 1.0);
    CHECK(r.ratio(P::inpatient_cost, 1, 2) == Approx(0.9).epsilon(1e-5));
    CHECK(r.ratio(P::inpatient_cost, 3, 4) == Approx(0.729).epsilon(0.01)); // those who died are others by then
    World inducing = unmoved_world(1);
    inducing.parameters.induced_demand = 0.5;
    const Lived less = live_reform(std::move(inducing), "[programme.cost_control]\nfrom = 2014\ngrowth_cut = 0\ninduced = 0\n", 1);
    CHECK(less.sum(after, P::inpatient_cost) != less.sum(before, P::inpatient_cost));
    CHECK(less.sum(after, P::outpatient_cost) == less.sum(before, P::outpatient_cost)); // visits are not induced
}

TEST_CASE("a larger catalogue changes what of a bill is covered, not the bill")
{
    const Lived r = live_reform(unmoved_world(1), "[programme.catalogue]\nfrom = 2014\nadded = { county = 0.1 }\n", 1);
    CHECK(r.sum(after, P::inpatient_cost) == r.sum(before, P::inpatient_cost));
    CHECK(r.at(after, 0).tier[2].oop < r.at(before, 0).tier[2].oop);
    for (int d = 0; d < static_cast<int>(r.world.diseases.size()); ++d)
        CHECK(r.plans[after].prices.inpatient(2014, 0, 0, true, d, 1, 0) == r.plans[before].prices.inpatient(2014, 0, 0, true, d, 1, 0));
}

TEST_CASE("what a programme pays of travel, food and drugs after discharge is what households pay less, to the fen")
{
    const Lived r = live_reform(unmoved_world(2), "[fund.relief]\nbalance = 1000000\npaid_by = { county = 1 }\n"
        "[programme.uncovered_costs]\nfrom = 2014\nwho = [\"registered_poor\"]\ntransport = 0.5\nliving = 1\nrecovery = 0.2\nfund = \"relief\"\n", 2);
    const auto poor = [&](std::size_t arm) { return r.at(arm, 0).by_registry[0][H::non_medical]; };
    const std::int64_t paid = r.at(after, 0).programme[2].relief; // third of the scenario's programmes
    CHECK(paid > 0);
    CHECK(poor(before) - poor(after) == paid);
    CHECK(r.at(after, 0).by_registry[2][H::non_medical] == r.at(before, 0).by_registry[2][H::non_medical]);
    CHECK(r.books(after)[0][r.fund("relief")][L::programmes].fen == paid);
    CHECK(r.sum(after, P::admissions, 0, 1) == r.sum(before, P::admissions, 0, 1)); // nobody is moved by prices here
    const Lived moved = live_reform(small_world(2), "[programme.uncovered_costs]\nfrom = 2014\ntransport = 1\nliving = 1\npaid_by = { county = 1 }\n", 2);
    CHECK(moved.sum(after, P::admissions) > moved.sum(before, P::admissions)); // where prices move people, it brings them to care
}

TEST_CASE("one window settles sooner: less is advanced and waited for, and the fund pays the administrator")
{
    const Lived r = live_reform(unmoved_world(2), "[programme.administration]\nfrom = 2014\nfund = \"resident\"\ncost_share = 0.02\n", 2);
    CHECK(r.sum(after, H::awaited, 0, 1) < r.sum(before, H::awaited, 0, 1));
    CHECK(r.sum(after, H::oop, 0, 1) == r.sum(before, H::oop, 0, 1));
    const FundAccount year = r.books(after)[0][r.fund("resident")];
    CHECK(year[L::administration] == year.accrued * Ratio{20'000});
    CHECK(r.books(before)[0][r.fund("resident")][L::administration] == Money{});
}

TEST_CASE("a transfer moves who pays and leaves households as they were")
{
    const Lived r = live_reform(small_world(2), "[programme.fiscal_transfer]\nfrom = 2014\nper_person = 30\ntakes_over = 0.5\nfund = \"assistance\"\npaid_by = { central = 1 }\n", 2);
    CHECK(r.same_bits());
    const FundAccount year = r.books(after)[0][r.fund("assistance")];
    CHECK(year[L::transfers].fen == r.sum(after, H::persons, 0, 1) * 3'000);
    CHECK(year[L::governments] == not_negative(year.accrued - year[L::transfers])); // what is given is used first
    const auto level = [&](std::size_t arm, const std::string& name) {
        FundAccounts accounts(r.plans[arm].policy, 1.0);
        accounts.close(0, r.at(arm, 0));
        const auto& levels = r.plans[arm].policy.stack.levels;
        return accounts.governments().level[static_cast<std::size_t>(std::find(levels.begin(), levels.end(), name) - levels.begin())];
    };
    CHECK(level(after, "county") < level(before, "county")); // half of its part of assistance is taken over
    CHECK(level(after, "central") > level(before, "central"));
}

TEST_CASE("money for households of an area is income there and nowhere else")
{
    const Lived r = live_reform(small_world(2), "[programme.fiscal_transfer]\nfrom = 2014\ncounties = [\"xiji\"]\nto_households = 100\npaid_by = { central = 1 }\n", 2);
    CHECK(r.at(after, 0).by_county[1][H::programme] - r.at(before, 0).by_county[1][H::programme] == r.at(after, 0).by_county[1][H::persons] * 10'000);
    CHECK(std::memcmp(&r.at(after, 1).by_county[0], &r.at(before, 1).by_county[0], sizeof(HouseholdRow)) == 0);
}

TEST_CASE("who expects care chooses the higher grade, pays its premium and is reimbursed more")
{
    const std::string grades = "categories = [\"registered_poor\", \"left_poverty\", \"dibao\", \"monitored\", \"guarantee_eligible\", \"grade_2\", \"grade_3\"]\n"
        "precedence = [\"guarantee_eligible\", \"registered_poor\", \"dibao\", \"left_poverty\", \"monitored\", \"grade_3\", \"grade_2\"]\n"
        "[benefit.basic.for.grade_2]\nratio = 0.9\n[benefit.basic.for.grade_3]\nratio = 1\n"
        "[programme.contribution_grades]\nfrom = 2014\ngrade_2 = 60\ngrade_3 = 120\nresponse = 200\n";
    const Lived r = live_reform(small_world(2), grades, 2);
    const Tally& t = r.at(after, 0);
    const HouseholdRow& third = t.by_label[static_cast<std::size_t>(Label::grade_3)];
    REQUIRE(third[H::households] > 50);
    CHECK(t.by_label[static_cast<std::size_t>(Label::grade_2)][H::households] > 50);
    CHECK(r.sum(after, H::enrolled_persons, 0, 1) == r.sum(before, H::enrolled_persons, 0, 1));
    CHECK(r.sum(after, H::premiums, 0, 1) > r.sum(before, H::premiums, 0, 1));
    CHECK(third[H::enrolled_persons] == third[H::persons]); // a grade is of members
    CHECK(static_cast<double>(r.sum(after, P::inpatient_paid)) / static_cast<double>(r.sum(after, P::inpatient_cost))
          > static_cast<double>(r.sum(before, P::inpatient_paid)) / static_cast<double>(r.sum(before, P::inpatient_cost)));
    const Lived blunt = live_reform(small_world(2), grades + "until = 2015\n", 2);
    CHECK(blunt.at(after, 1).by_label[static_cast<std::size_t>(Label::grade_3)][H::households] == 0); // a grade lasts a year
}

TEST_CASE("a budget package leaves providers what they save: bills fall, and the fund pays part of the savings")
{
    const Lived r = live_reform(unmoved_world(1), "[programme.budget_package]\nfrom = 2014\nretained_share = 0.5\nbill_response = 0.2\nstay_response = 0.2\nmild_response = 0\nkeep_response = 0\n", 1);
    const Tally& is = r.at(after, 0);
    const Tally& was = r.at(before, 0);
    for (const std::size_t t : {1u, 2u}) CHECK(static_cast<double>(is.tier[t].cost) == Approx(0.9 * static_cast<double>(was.tier[t].cost)).epsilon(0.002));
    CHECK(is.tier[3].cost == Approx(static_cast<double>(was.tier[3].cost)).epsilon(0.002)); // but for stays finished lower down
    CHECK(is.bed_days[0][2] < was.bed_days[0][2]);
    // Usual bills would have cost the fund claims / 0.9; half of the difference is kept.
    const ProviderSums& sums = is.provider[0];
    CHECK(static_cast<double>(sums.due) == Approx(static_cast<double>(sums.claims) / 0.9).epsilon(1e-4));
    const Money kept = r.books(after)[0][r.fund("resident")][L::providers];
    CHECK(std::abs(kept.fen - (sums.due - sums.claims) / 2) <= 1);
}

TEST_CASE("a fixed budget leaves overruns with providers but for the fund's share")
{
    const Lived r = live_reform(small_world(1), "[programme.provider_payment]\nfrom = 2014\nmethod = \"global_budget\"\nbudget_per_person = 10\noverrun_share = 0.25\nbill_response = 0\nstay_response = 0\n", 1);
    CHECK(r.same_bits()); // households do not see it
    const ProviderSums& sums = r.at(after, 0).provider[1];
    const std::int64_t budget = sums.persons * 1'000;
    REQUIRE(sums.claims > budget);
    const Money providers = r.books(after)[0][r.fund("resident")][L::providers];
    CHECK(std::abs(providers.fen + (sums.claims - budget) * 3 / 4) <= 1);
}

TEST_CASE("under a price for the case the fund pays what providers used to bill, less what others pay, whatever is billed now")
{
    const Lived r = live_reform(unmoved_world(1), "[programme.provider_payment]\nfrom = 2014\nmethod = \"drg\"\nbill_response = 0.1\nstay_response = 0.1\ntiers = [\"county\"]\n", 1);
    CHECK(static_cast<double>(r.at(after, 0).tier[2].cost) == Approx(0.9 * static_cast<double>(r.at(before, 0).tier[2].cost)).epsilon(0.003));
    const ProviderSums& sums = r.at(after, 0).provider[1];
    CHECK(sums.due > sums.claims); // cheaper than the price: providers gain
    CHECK(r.books(after)[0][r.fund("resident")][L::providers].fen == sums.due - sums.claims);
    // A ninth of what is billed now, of bills the fund paid on.
    CHECK(static_cast<double>(sums.due - sums.claims) <= static_cast<double>(r.at(after, 0).tier[2].cost) / 9.0);
    CHECK(static_cast<double>(sums.due - sums.claims) > 0.8 * static_cast<double>(r.at(after, 0).tier[2].cost) / 9.0);
    const Lived none = live_reform(small_world(1), "[programme.provider_payment]\nfrom = 2014\nmethod = \"drg\"\nbill_response = 0\nstay_response = 0\n", 1);
    CHECK(none.books(after)[0][none.fund("resident")][L::providers] == Money{}); // nothing changes, nothing is gained
}

TEST_CASE("a programme's cost is what its fund or its governments pay, by persons reached")
{
    const Lived r = live_reform(small_world(1), "[programme.physical_examination]\nfrom = 2014\ncoverage = 0.5\ncost_per_person = 80\ncost_per_year = 1000\nfund = \"resident\"\n"
        "[programme.telemedicine]\nfrom = 2014\ncost_per_year = 5000\npaid_by = { province = 0.5, county = 0.5 }\n", 1);
    const std::int64_t persons = r.sum(after, H::persons);
    CHECK(std::abs(r.books(after)[0][r.fund("resident")][L::programmes].fen - (persons * 4'000 + 100'000)) <= 1);
    FundAccounts was(r.plans[before].policy, 1.0), is(r.plans[after].policy, 1.0);
    was.close(0, r.at(before, 0));
    is.close(0, r.at(after, 0));
    CHECK(is.governments().total > was.governments().total);
}

TEST_CASE("an insurer keeps profit and loss within its corridor and shares the rest with who pays")
{
    for (const auto& [contribution, sign] : {std::pair{1'000, 1}, std::pair{1, -1}}) {
        INFO(contribution);
        const Lived r = live_reform(small_world(2), "[fund.critical]\ncontribution = " + std::to_string(contribution)
            + "\nprofit_margin = 0.05\nloss_margin = 0.1\nreturned = 0.8\ncovered = 0.5\nadministration = 0.02\n", 2);
        const auto books = r.books(after);
        for (std::size_t y = 0; y < 2; ++y) {
            const FundAccount& insurer = books[y][r.fund("critical")];
            const FundAccount& payer = books[y][r.fund("resident")];
            const double in = static_cast<double>(insurer[L::contributions].fen);
            const double profit = in - static_cast<double>(insurer.accrued.fen) * 1.02;
            CHECK(insurer[L::contributions] == payer[L::contributions_paid]);
            CHECK(insurer[L::contributions].fen == r.at(after, static_cast<int>(y)).insured[r.fund("critical")] * contribution * 100);
            CHECK((profit > 0) == (sign > 0));
            CHECK(static_cast<double>(insurer[L::profit_returned].fen) == Approx(std::max(0.0, 0.8 * (profit - 0.05 * in))).margin(2));
            CHECK(static_cast<double>(insurer[L::loss_covered].fen) == Approx(std::max(0.0, 0.5 * (-profit - 0.1 * in))).margin(2));
            CHECK(payer[L::profit_back] == insurer[L::profit_returned]);
            CHECK(payer[L::losses_paid] == insurer[L::loss_covered]);
            CHECK(insurer[L::closing] == insurer.owed);
        }
        CHECK(r.same_bits()); // the contract changes no household
    }
}

TEST_CASE("households' own contributions to a contract are premiums of theirs and revenue of the insurer, not of the scheme")
{
    const Lived r = live_reform(small_world(1), "[fund.critical]\ncontribution = { 2014 = 50 }\nown = 20\n", 1);
    const std::int64_t members = r.at(after, 0).insured[r.fund("critical")];
    CHECK(members == r.sum(after, H::enrolled_persons));
    CHECK(r.sum(after, H::premiums) - r.sum(before, H::premiums) == members * 2'000);
    const FundAccount resident = r.books(after)[0][r.fund("resident")];
    CHECK(resident[L::premiums] == r.books(before)[0][r.fund("resident")][L::premiums]);
    CHECK(resident[L::contributions_paid].fen == members * 3'000);
}

TEST_CASE("what a fund has of its own goes first and governments owe the rest, to the fen over the years")
{
    const Lived r = live_reform(small_world(4), "[fund.assistance]\nopening = 200000\npayment_lag_months = 6\nopening_unpaid = 0\n", 4);
    FundAccounts was(r.plans[before].policy, 1.0), is(r.plans[after].policy, 1.0);
    Money usual, now;
    for (int y = 0; y < 4; ++y) {
        was.close(y, r.at(before, y));
        is.close(y, r.at(after, y));
        usual += was.governments().total;
        now += is.governments().total;
    }
    CHECK(usual - now == yuan(200'000));
}

TEST_CASE("a programme paid by a fund without money of its own is paid by the governments behind it")
{
    const Lived r = live_reform(unmoved_world(2), "[programme.uncovered_costs]\nfrom = 2014\nwho = [\"registered_poor\"]\nfund = \"assistance\"\n", 2);
    FundAccounts was(r.plans[before].policy, 1.0), is(r.plans[after].policy, 1.0);
    was.close(0, r.at(before, 0));
    const FundAccount assistance = is.close(0, r.at(after, 0))[r.fund("assistance")];
    CHECK(assistance[L::programmes] > Money{});
    CHECK(assistance[L::closing] == Money{});
    CHECK(assistance.lowest == Money{});
    CHECK(is.governments().total - was.governments().total == assistance[L::programmes]); // the same care, and what the programme paid
    CHECK(is.governments().unnamed == was.governments().unnamed);
}

TEST_CASE("a budget without carry-over goes back when unspent and is made up when overspent, by who gives it")
{
    const Lived r = live_reform(small_world(2), "[fund.assistance]\nbalance = 20000\npaid_by = { county = 1 }\ncarry_over = false\n", 2);
    FundAccounts was(r.plans[before].policy, 1.0), is(r.plans[after].policy, 1.0);
    was.close(0, r.at(before, 0));
    is.close(0, r.at(after, 0));
    CHECK(is.governments().total == was.governments().total); // the same claims are paid in the end
}

TEST_CASE("premiums of the poor may be paid by a fund, and are then no government's")
{
    const Lived r = live_reform(small_world(1), "[fund.help]\nbalance = 1000000\npaid_by = { county = 1 }\n[programme.premium_subsidy]\nfund = \"help\"\n", 1);
    CHECK(r.same_bits());
    const auto books = r.books(after);
    CHECK(books[0][r.fund("help")][L::programmes].fen == r.at(after, 0).premium_help);
    CHECK(books[0][r.fund("resident")][L::premium_help].fen == r.at(after, 0).premium_help);
    CHECK(r.at(after, 0).premium_help > 0);
}

TEST_CASE("large sums are split among levels to the fen")
{
    std::array<Ratio, 3> shares{{{990'000}, {7'000}, {3'000}}};
    std::array<Money, 3> parts{};
    split_by_shares(Money{123'456'789'012'345'678}, shares, parts);
    CHECK(parts[0] + parts[1] + parts[2] == Money{123'456'789'012'345'678});
    CHECK(parts[2] == Money{370'370'367'037'037}); // 0.003 of it
}

TEST_CASE("claims are owed when dated and paid when their lag is over, and interest is on what lies there")
{
    const Lived r = live_reform(small_world(3), "[fund.guarantee]\nopening = 1200000\nbalance = 600000\npaid_by = { county = 1 }\ninterest = 0.12\npayment_lag_months = 3\nrevenue_months = [0.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0]\n", 3);
    const auto books = r.books(after);
    const std::size_t f = r.fund("guarantee");
    // Nobody is guaranteed before 2017: 1 % a month on what lies there, by hand.
    double cash = 1'200'000.0;
    for (int m = 0; m < 12; ++m) cash += 0.01 * cash + (m == 0 || m == 6 ? 300'000.0 : 0.0);
    CHECK(in_yuan(books[0][f][L::closing]) == Approx(cash).margin(0.1));
    const std::size_t resident = r.fund("resident");
    const auto month = [&](int y, std::size_t m) { return r.at(after, y).fund_month[resident][m]; };
    std::int64_t paid = month(0, 10) + month(0, 11); // lag of two months in the baseline
    for (std::size_t m = 0; m < 10; ++m) paid += month(1, m);
    CHECK(books[1][resident][L::claims].fen == paid);
    CHECK(books[1][resident].owed.fen == month(1, 10) + month(1, 11));
}

TEST_CASE("claims wait for cash where a fund defers, and governments cover what a fund may not carry")
{
    const std::string poor = "[fund.assistance]\nbalance = 20000\npaid_by = { county = 1 }\n";
    const Lived waits = live_reform(small_world(2), poor + "on_shortage = \"defer\"\n", 2);
    const std::size_t f = waits.fund("assistance");
    const auto deferred = waits.books(after);
    for (std::size_t y = 0; y < 2; ++y) {
        CHECK(deferred[y][f][L::claims] == yuan(20'000)); // all it has
        CHECK(deferred[y][f].lowest == Money{});
        CHECK(deferred[y][f].first_short > 0);
    }
    CHECK(deferred[1][f].owed == deferred[0][f].accrued + deferred[1][f].accrued - yuan(40'000));
    const Lived covered = live_reform(small_world(2), poor + "deficit = \"covered\"\ndeficit_by = { prefecture = 1 }\n", 2);
    const auto books = covered.books(after);
    for (std::size_t y = 0; y < 2; ++y) {
        CHECK(books[y][f][L::deficit_covered] == books[y][f].accrued - yuan(20'000));
        CHECK(books[y][f][L::closing] == Money{});
    }
    CHECK(waits.same_bits()); // hospitals wait, patients do not
}

TEST_CASE("what cannot have an effect in a run is told with the reason")
{
    const World world = small_world(4);
    const Folder folder;
    const auto notes = [&](const std::string& sections) {
        std::string all;
        for (const std::string& note : build_policy(world, read_scenario(folder.file("s.toml", on_baseline("s", sections)))).notes) all += note + "\n";
        return all;
    };
    CHECK(notes("").empty());
    CHECK(notes("[programme.catalogue]\non = false\n").find("programme.catalogue has no effect: it is off") != std::string::npos);
    CHECK(notes("[programme.catalogue]\nfrom = 2030\n").find("in force on no 1 January of the run's years 2014-2017") != std::string::npos);
    CHECK(notes("[programme.catalogue]\nfrom = 2014\nadded = { county = 0 }\n").find("its values are those that hold without it") != std::string::npos);
    CHECK(notes("[programme.referral]\nfrom = 2014\nstep_down_share = 0.05\n").find("programme.referral.step_down_share has no effect") != std::string::npos);
    CHECK(notes("[programme.referral]\nfrom = 2014\nstep_down_share = 0.4\n").empty());
    CHECK(notes("[programme.physical_examination]\nfrom = 2014\n").empty());
}

TEST_CASE("faults of programmes and funds are told with place, value and rule")
{
    const auto fault = [](const std::string& sections) { return faults_of(on_baseline("s", sections)); };
    CHECK(fault("[programme.familydoctor]\n").find("the nearest is \"family_doctor\"") != std::string::npos);
    CHECK(fault("[programme.family_doctor]\ncoverage = 1.5\n").find("programme.family_doctor.coverage = 1.5 (must be a number in [0, 1]") != std::string::npos);
    CHECK(fault("[programme.capability]\nseverity = { city2 = 1 }\n").find("city2 (unknown key") != std::string::npos);
    CHECK(fault("[programme.referral]\nup = \"half\"\n").find("must be one of: full, difference, waived") != std::string::npos);
    CHECK(fault("[programme.telemedicine]\ncost_per_year = 10\n").find("name the fund that pays, or the governments") != std::string::npos);
    CHECK(fault("[programme.telemedicine]\nfrom = 2018\nuntil = 2017\n").find("must lie after from") != std::string::npos);
    CHECK(fault("[programme.pay_after_treatment]\nscale = 0.5\n").find("there is no half of it") != std::string::npos);
    CHECK(fault("[fund.assistance]\ncontribution = 5\n").find("holds for contract = \"insured\"") != std::string::npos);
    CHECK(fault("[fund.critical]\nown = 500\n").find("must not be more than the contribution") != std::string::npos);
    CHECK(fault("[programme.contribution_grades]\ngrade_2 = 300\ngrade_3 = 100\n").find("must not cost less than grade_2") != std::string::npos);
    CHECK(fault("[fund.critical]\nbalance = 5\n").find("an insurer lives on contributions") != std::string::npos);
    CHECK(fault("[programme.catalogue]\nscale = { 2018 = 0.5, 2018-01-01 = 1.0 }\n").find("are the same day") != std::string::npos);
    CHECK(fault("[programme.provider_payment]\ntiers = [\"county\", \"county\"]\n").find("twice") != std::string::npos);
    CHECK(fault("[fund.critical]\ncontract = \"direct\"\n").empty()); // an inherited contract can be undone
    CHECK(fault("[fund.resident]\nrevenue_months = [1, 1]\n").find("a list of 12 shares") != std::string::npos);
    CHECK(fault("[fund.resident]\ndeficit = \"covered\"\n").find("deficit_by is missing") != std::string::npos);
    const World world = small_world(1);
    const Folder folder;
    CHECK_THROWS_WITH(build_policy(world, read_scenario(folder.file("s.toml", on_baseline("s", "[programme.telemedicine]\ncounties = [\"xiji2\"]\n")))),
                      Catch::Contains("not one of the input's counties; the nearest is \"xiji\""));
    CHECK_THROWS_WITH(build_policy(world, read_scenario(folder.file("s.toml", on_baseline("s", "[programme.endemic_control]\nincidence = { strok = 0.5 }\n")))),
                      Catch::Contains("the nearest is \"stroke\""));
}
