// Each programme moves what it should, through its own path, and nothing else: care and prevention.
#include <cmath>
#include <cstring>

#include "sim/life/care.hpp"
#include "tests/programmes.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

using P = PersonSum;
using H = HouseholdSum;

World small_world(int years = 4) { return build_world(small_tables(), years); }

std::int64_t of_tier(const Lived& r, std::size_t arm, std::size_t tier, std::int64_t TierSums::*what)
{
    std::int64_t sum = 0;
    for (int y = 0; y < r.years; ++y) sum += r.at(arm, y).tier[tier].*what;
    return sum;
}

std::size_t disease_group(const World& world, const std::string& name)
{
    return static_cast<std::size_t>(std::find(world.disease_groups.begin(), world.disease_groups.end(), name) - world.disease_groups.begin());
}

} // namespace

TEST_CASE("a premium subsidy brings those it is for into the scheme and nobody else")
{
    const Lived r = live_reform(small_world(), "[programme.premium_subsidy]\nwho = [\"dibao\"]\nshare = 1.0\n");
    const auto dibao = static_cast<std::size_t>(Label::dibao);
    const HouseholdRow& was = r.at(before, 0).by_label[dibao];
    const HouseholdRow& is = r.at(after, 0).by_label[dibao];
    CHECK(is[H::persons] == was[H::persons]);
    CHECK(is[H::premiums] == 0);
    CHECK(static_cast<double>(is[H::enrolled_persons]) > 0.985 * static_cast<double>(is[H::persons]));
    // The baseline helps the registered too; without it fewer of them join, and no one else differs.
    const auto other = static_cast<std::size_t>(2);
    CHECK(r.at(after, 0).by_registry[other][H::enrolled_persons] - r.at(before, 0).by_registry[other][H::enrolled_persons]
          <= is[H::enrolled_persons] - was[H::enrolled_persons]);
    CHECK(r.at(after, 0).by_registry[0][H::enrolled_persons] <= r.at(before, 0).by_registry[0][H::enrolled_persons] + is[H::enrolled_persons] - was[H::enrolled_persons]);
}

TEST_CASE("a premium above the usual one keeps people out, one below draws them in")
{
    const Lived dear = live_reform(small_world(1), "[scheme.resident]\npremium = 400\n", 1);
    CHECK(dear.sum(after, H::enrolled_persons) < dear.sum(before, H::enrolled_persons));
    const Lived cheap = live_reform(small_world(1), "[scheme.resident]\npremium = 10\n", 1);
    CHECK(cheap.sum(after, H::enrolled_persons) > cheap.sum(before, H::enrolled_persons));
}

TEST_CASE("a fixed premium subsidy takes its yuan off the premium, and never more than the premium")
{
    const Lived r = live_reform(small_world(2), "[programme.premium_subsidy]\nshare = { 2014 = 0 }\namount = { 2014 = 40, 2015 = 100000 }\n", 2);
    const YearPolicy& first = r.plans[after].policy.in(2014, 0);
    CHECK(first.practice(bit(Label::dibao)).premium_help == yuan(40));
    CHECK(first.premium_for(bit(Label::dibao)) == first.premium - yuan(40));
    const YearPolicy& second = r.plans[after].policy.in(2015, 0);
    CHECK(second.premium_for(bit(Label::dibao)) == Money{});
    CHECK(r.sum(after, H::premiums, 1, 2) > 0); // of those it is not for
}

TEST_CASE("treatment before payment changes only what those short of cash choose")
{
    const World world = small_world();
    const Folder folder;
    std::vector<Plan> plans;
    for (const std::string& sections : {std::string("[programme.pay_after_treatment]\non = false\n"),
                                       std::string("[programme.pay_after_treatment]\nfrom = 2014\nup_to = \"county\"\nwho = [\"dibao\"]\n")}) {
        Policy policy = build_policy(world, read_scenario(folder.file("s.toml", on_baseline("s", sections))));
        ExpectedPrices prices(world, policy);
        plans.push_back({std::move(policy), std::move(prices)});
    }
    const ByTier time = time_weights(world, world.reference_minutes);
    const auto seen = [&](const Plan& plan, LabelSet held, double liquid) {
        int n = 0;
        for (int i = 0; i < 4'000; ++i) {
            Situation s;
            s.held = held;
            s.enrolled = true;
            s.year = 2015;
            s.means = 8'000;
            s.liquid = liquid;
            s.capacity = world.mean_capacity;
            s.time = &time;
            Episode e{};
            e.disease = 14;
            e.seek = static_cast<float>((i + 0.5) / 4'000);
            e.tier = static_cast<float>(((i * 7'919) % 4'000 + 0.5) / 4'000);
            const Choice c = choose_hospital(world, plan, s, e, 0.0);
            n += c.seek ? 1 + 10'000 * c.tier : 0;
        }
        return n;
    };
    const LabelSet poor = bit(Label::dibao);
    CHECK(seen(plans[1], poor, 1e9) == seen(plans[0], poor, 1e9)); // money at hand: the same care, tier for tier
    CHECK(seen(plans[1], 0, 0.0) == seen(plans[0], 0, 0.0));       // not covered: the same
    CHECK(seen(plans[1], poor, 0.0) > seen(plans[0], poor, 0.0));  // covered and without cash: more care
}

TEST_CASE("care away from home settles on the terms it is counted as, and nearer care as before")
{
    const Lived r = live_reform(small_world(), "[programme.remote_settlement]\nfrom = 2014\nwho = [\"registered_poor\"]\ncounted_as = \"county\"\nsettled_at_once = 1\n");
    const ExpectedPrices& was = r.plans[before].prices;
    const ExpectedPrices& is = r.plans[after].prices;
    const LabelSet poor = bit(Label::registered_poor);
    for (int d = 0; d < static_cast<int>(r.world.diseases.size()); ++d) {
        for (int t = 1; t < 4; ++t) CHECK(is.inpatient(2015, 0, poor, true, d, t, 0) == was.inpatient(2015, 0, poor, true, d, t, 0));
        CHECK(is.inpatient(2015, 0, 0, true, d, 4, 0) == was.inpatient(2015, 0, 0, true, d, 4, 0));
        if (r.world.diseases[static_cast<std::size_t>(d)].share[4] <= 0.0) continue;
        CHECK(is.inpatient(2015, 0, poor, true, d, 4, 0) < was.inpatient(2015, 0, poor, true, d, 4, 0));
    }
    CHECK(r.at(after, 0).by_registry[0][H::awaited] < r.at(before, 0).by_registry[0][H::awaited]);
    CHECK(r.at(after, 0).by_registry[2][H::awaited] == r.at(before, 0).by_registry[2][H::awaited]);
}

TEST_CASE("a waiver of deductibles on referral changes no one who is not referred")
{
    const std::string waiver = "[programme.referral]\nfrom = 2014\nup = \"waived\"\ndown = \"waived\"\ndirect_access = 1\n";
    World nobody = small_world();
    nobody.parameters.referred_share = nobody.parameters.step_down_share = 0.0;
    for (Tier& tier : nobody.tier) tier.treats_up_to = 99.0; // nobody must be sent on
    const Lived none = live_reform(std::move(nobody), waiver + "referred_share = 0\nstep_down_share = 0\n");
    CHECK(none.same_bits());
    World some = unmoved_world();
    some.parameters.step_down_share = 0.0;
    const Lived r = live_reform(std::move(some), waiver + "referred_share = 0.3\nstep_down_share = 0\n");
    CHECK(r.sum(after, P::inpatient_cost) == r.sum(before, P::inpatient_cost)); // the same care
    CHECK(r.sum(after, H::oop) < r.sum(before, H::oop));
}

TEST_CASE("gatekeeping keeps patients from turning to the city, who can be treated nearer")
{
    const Lived r = live_reform(small_world(), "[programme.referral]\nfrom = 2014\ndirect_access = 0.3\n");
    CHECK(of_tier(r, after, 3, &TierSums::admissions) < of_tier(r, before, 3, &TierSums::admissions));
    CHECK(of_tier(r, after, 2, &TierSums::admissions) > of_tier(r, before, 2, &TierSums::admissions));
}

TEST_CASE("family doctors bring the chronically ill to outpatient care and out of hospital, and touch no other disease")
{
    const std::string contracts = "[programme.family_doctor]\nfrom = 2014\ncontrol_odds = 3\nadmission_ratio = 0.5\nhome_visits = 0\n";
    const Lived r = live_reform(small_world(), contracts);
    CHECK(r.sum(after, P::visits) > r.sum(before, P::visits));
    CHECK(r.sum(after, P::bed_needs) < r.sum(before, P::bed_needs));
    World nothing_to_manage = small_world();
    for (Disease& d : nothing_to_manage.diseases) d.managed = false;
    CHECK(live_reform(std::move(nothing_to_manage), contracts).same_bits());
}

TEST_CASE("free examinations raise what is known and outpatient care at once, and lower grave illness later")
{
    const Lived r = live_reform(small_world(8), "[programme.physical_examination]\nfrom = 2014\ncoverage = 1\nsensitivity = 0.8\n", 8);
    CHECK(r.ratio(P::chronic_known, 0, 1) > 1.2);
    CHECK(r.sum(after, P::chronic_conditions, 0, 1) <= r.sum(before, P::chronic_conditions, 0, 1)); // found, not brought about; what is cared for brings fewer others
    CHECK(r.ratio(P::visits, 0, 1) > 1.05);
    CHECK(r.sum(after, P::severe_needs, 3, 8) < r.sum(before, P::severe_needs, 3, 8));
}

TEST_CASE("a medical community keeps graver cases in the township, and another county's people are the same to the bit")
{
    const Lived r = live_reform(small_world(), "[programme.medical_community]\nfrom = 2014\ncounties = [\"xiji\"]\ntownship_severity = 2\nprimary_appeal = 2\n");
    const auto in = [&](std::size_t arm, std::size_t county, P what) {
        std::int64_t sum = 0;
        for (int y = 0; y < r.years; ++y) sum += r.at(arm, y).persons_by_county[county][what];
        return sum;
    };
    CHECK(in(after, 1, P::referred) < in(before, 1, P::referred));
    CHECK(in(after, 1, P::primary_visits) > in(before, 1, P::primary_visits));
    CHECK(of_tier(r, after, 1, &TierSums::admissions) > of_tier(r, before, 1, &TierSums::admissions));
    for (int y = 0; y < r.years; ++y)
        for (const std::size_t c : {0u, 2u, 3u, 4u}) {
            CHECK(std::memcmp(&r.at(before, y).persons_by_county[c], &r.at(after, y).persons_by_county[c], sizeof(PersonRow)) == 0);
            HouseholdRow is = r.at(after, y).by_county[c], was = r.at(before, y).by_county[c];
            CHECK(std::memcmp(&was, &is, sizeof(HouseholdRow)) == 0);
        }
}

TEST_CASE("telemedicine saves the way to visits beyond the township, and none to beds")
{
    const Lived r = live_reform(small_world(), "[programme.telemedicine]\nfrom = 2014\nway_saved = 0.8\ntownship_severity = 0\n");
    CHECK(of_tier(r, after, 2, &TierSums::visits) > of_tier(r, before, 2, &TierSums::visits));
    const Practice& practice = r.plans[after].policy.in(2015, 0).practice(0);
    CHECK(practice.way == no_change_ratio);
    CHECK(practice.visit_way[0] == 1.0);
    CHECK(practice.visit_way[2] == Approx(0.2));
    World no_visits = small_world();
    for (Disease& d : no_visits.diseases) d.visits = 0.0, d.outpatient_cases = {};
    for (auto& mix : no_visits.mixes)
        for (auto& band : mix.acute_cases) band.fill({});
    CHECK(live_reform(std::move(no_visits), "[programme.telemedicine]\nfrom = 2014\nway_saved = 0.8\ntownship_severity = 0\n").same_bits());
}

TEST_CASE("better county hospitals send fewer patients on, lose fewer, and turn fewer away")
{
    World scarce = small_world();
    for (auto& county : scarce.beds)
        for (Beds& beds : county) beds.served = {1, 0.5, 0.5, 1, 1};
    const Lived r = live_reform(std::move(scarce), "[programme.capability]\nfrom = 2014\nseverity = { county = 2 }\nquality = { county = 0.5 }\nbeds = { county = 5 }\n");
    CHECK(r.sum(after, P::referred) < r.sum(before, P::referred));
    CHECK(r.sum(after, P::forgone_for_supply) < r.sum(before, P::forgone_for_supply));
    CHECK(r.sum(after, P::illness_deaths) < r.sum(before, P::illness_deaths));
    CHECK(of_tier(r, after, 3, &TierSums::admissions) < of_tier(r, before, 3, &TierSums::admissions));
}

TEST_CASE("the three batches bring verified patients with major disease to care, and nobody outside them")
{
    const Lived r = live_reform(small_world(), "[programme.three_batches]\nfrom = 2014\nwho = [\"registered_poor\"]\ncoverage = 1\nseek_odds = 10\nmajor = [\"copd\", \"stroke\"]\n");
    const auto was = [&](std::size_t g, P what) { return r.at(before, 0).persons_by_registry[g][what]; };
    const auto is = [&](std::size_t g, P what) { return r.at(after, 0).persons_by_registry[g][what]; };
    CHECK(is(0, P::forgone) < was(0, P::forgone));
    CHECK(is(0, P::admissions) > was(0, P::admissions));
    CHECK(is(0, P::visits) > was(0, P::visits)); // contract care of chronic disease
    CHECK(std::memcmp(&r.at(before, 0).persons_by_registry[2], &r.at(after, 0).persons_by_registry[2], sizeof(PersonRow)) == 0);
    CHECK(total(r.at(after, 0), H::awaited) < total(r.at(before, 0), H::awaited)); // no deposit, every layer at once
}

TEST_CASE("endemic control lowers new cases of its diseases by its ratio and leaves the others as they were")
{
    const Lived r = live_reform(small_world(), "[programme.endemic_control]\nfrom = 2014\nincidence = { acute_respiratory_infection = 0, pneumonia = 0.5 }\n");
    const std::size_t respiratory = disease_group(r.world, "respiratory");
    CHECK(r.at(after, 0).disease[respiratory].needs < r.at(before, 0).disease[respiratory].needs);
    for (std::size_t g = 0; g < r.world.disease_groups.size(); ++g)
        if (g != respiratory) CHECK(std::abs(r.at(after, 0).disease[g].needs - r.at(before, 0).disease[g].needs) <= 2); // of who died before, or lives on
    CHECK(r.sum(after, P::chronic_conditions, 0, 1) == r.sum(before, P::chronic_conditions, 0, 1));
}

TEST_CASE("endemic control halves new chronic cases in expectation")
{
    Tables tables = small_tables();
    const World plain = build_world(tables, 3);
    const Lived r = live_reform(build_world(tables, 3), "[programme.endemic_control]\nfrom = 2014\nincidence = { hypertension = 0.5, diabetes = 0.5 }\n", 3);
    // Onset of the two by the input's rates, halved: what is missing after three years is half of it.
    const std::int64_t missing = r.sum(before, P::chronic_conditions, 2, 3) - r.sum(after, P::chronic_conditions, 2, 3);
    const Lived none = live_reform(build_world(tables, 3), "[programme.endemic_control]\nfrom = 2014\nincidence = { hypertension = 0, diabetes = 0 }\n", 3);
    const std::int64_t all = none.sum(before, P::chronic_conditions, 2, 3) - none.sum(after, P::chronic_conditions, 2, 3);
    REQUIRE(all > 100);
    // Binomial(all, 1/2) at 4 standard deviations.
    CHECK(std::abs(static_cast<double>(missing) - 0.5 * static_cast<double>(all)) < 4.0 * 0.5 * std::sqrt(static_cast<double>(all)));
}

TEST_CASE("an epidemic brings cases on top by its ratio, and keeps other patients from care")
{
    const Lived r = live_reform(small_world(), "[programme.epidemic]\nfrom = 2015\nuntil = 2016\nincidence = { pneumonia = 2, acute_respiratory_infection = 2 }\nuse = 0.5\n");
    CHECK(r.at(after, 0).disease[0].needs == r.at(before, 0).disease[0].needs);
    CHECK(std::memcmp(&r.at(before, 0).by_county, &r.at(after, 0).by_county, sizeof(Tally::by_county)) == 0);
    // Acute needs of the two, at the input's rates, come twice: in a group with chronic disease the excess is theirs.
    const std::size_t respiratory = disease_group(r.world, "respiratory");
    double share = 0.0, all = 0.0;
    for (const Disease& d : r.world.diseases)
        if (d.group_index == static_cast<int>(respiratory))
            for (std::size_t b = 0; b < bands; ++b)
                for (std::size_t s = 0; s < 2; ++s) {
                    share += d.admission_need[b][s];
                    all += d.admission_need[b][s] + d.prevalence[b][s] * d.need_per_case[b];
                }
    const auto excess = static_cast<double>(r.at(after, 1).disease[respiratory].needs - r.at(before, 1).disease[respiratory].needs);
    const auto usual = static_cast<double>(r.at(before, 1).disease[respiratory].needs);
    CHECK(excess > 0.3 * usual * share / all);
    CHECK(excess < 3.0 * usual);
    CHECK(r.sum(after, P::forgone, 1, 2) > r.sum(before, P::forgone, 1, 2));
    const Lived fear = live_reform(small_world(2), "[programme.epidemic]\nfrom = 2014\nincidence = { pneumonia = 1 }\nuse = 0.5\n", 2);
    CHECK(fear.sum(after, P::visits) < fear.sum(before, P::visits));
    CHECK(fear.ratio(P::outpatient_needs, 0, 1) == Approx(1.0).margin(0.002)); // but for those who die of want of care
}

TEST_CASE("an epidemic's extra cases are Poisson with the mean its ratio says")
{
    World world = unmoved_world(2);
    for (Disease& d : world.diseases) d.fatality_treated = d.fatality_untreated = {};
    const Lived r = live_reform(std::move(world), "[programme.epidemic]\nfrom = 2014\nincidence = { pneumonia = 4 }\nuse = 1\n", 2);
    std::int64_t excess = 0, base = 0;
    const std::size_t group = disease_group(r.world, "respiratory");
    for (int y = 0; y < 2; ++y) excess += r.at(after, y).disease[group].needs - r.at(before, y).disease[group].needs;
    const Lived none = live_reform(unmoved_world(2), "[programme.endemic_control]\nfrom = 2014\nincidence = { pneumonia = 0 }\n", 2);
    for (int y = 0; y < 2; ++y) base += none.at(before, y).disease[group].needs - none.at(after, y).disease[group].needs;
    REQUIRE(base > 30);
    // Three times as many come on top: two Poisson counts, at 4 standard deviations.
    CHECK(std::abs(static_cast<double>(excess) - 3.0 * static_cast<double>(base)) < 4.0 * std::sqrt(static_cast<double>(excess) + 9.0 * static_cast<double>(base)));
}

TEST_CASE("health literacy brings people to care earlier and keeps chronic disease away")
{
    const Lived r = live_reform(small_world(), "[programme.health_literacy]\nfrom = 2014\ncoverage = 1\nonset_ratio = 0.5\n");
    CHECK(r.sum(after, P::forgone, 0, 1) < r.sum(before, P::forgone, 0, 1));
    CHECK(r.sum(after, P::chronic_conditions) < r.sum(before, P::chronic_conditions));
    CHECK(r.sum(after, P::visits, 0, 1) > r.sum(before, P::visits, 0, 1));
}

TEST_CASE("the registry programme moves who is on it and monitored, from its first year on")
{
    const Lived r = live_reform(small_world(), "[programme.registry]\nfrom = 2015\nexit = 1.5\nmonitoring_line = 1.2\n");
    CHECK(std::memcmp(&r.at(before, 0).by_county, &r.at(after, 0).by_county, sizeof(Tally::by_county)) == 0);
    CHECK(r.sum(after, H::registered_households, 3, 4) > r.sum(before, H::registered_households, 3, 4));
    const auto monitored = static_cast<std::size_t>(Label::monitored);
    CHECK(r.at(before, 1).by_label[monitored][H::households] == 0); // the input monitors from 2018
    CHECK(r.at(after, 1).by_label[monitored][H::households] > 0);
}

TEST_CASE("a programme of strength 0 is no programme, and half its strength moves less than all of it")
{
    const std::string shape = "[programme.medical_community]\nfrom = 2014\ntownship_severity = 2\nprimary_appeal = 3\nscale = ";
    CHECK(live_reform(small_world(), shape + "0\n").same_bits());
    const Lived none = live_reform(small_world(2), "[programme.family_doctor]\nfrom = 2014\nscale = 0\n", 2);
    CHECK(none.plans[after].policy.notes.back().find("its values are those that hold without it") != std::string::npos);
    const Lived half = live_reform(small_world(), shape + "0.5\n");
    const Lived all = live_reform(small_world(), shape + "1\n");
    CHECK(half.ratio(P::primary_visits) > 1.0);
    CHECK(all.ratio(P::primary_visits) > half.ratio(P::primary_visits));
}

TEST_CASE("all programmes together keep the books, and give the same bits on any number of threads")
{
    std::string all;
    for (const std::string& name : known_programmes()) {
        if (name == "premium_subsidy") continue; // on in the baseline
        if (name == "budget_package") continue;  // pays for tiers that provider_payment pays for
        all += "[programme." + name + "]\nfrom = 2015\n";
        if (name == "uncovered_costs" || name == "fiscal_transfer") all += "fund = \"assistance\"\npaid_by = { central = 1 }\n";
        if (name == "administration") all += "fund = \"resident\"\n";
        if (name == "capability" || name == "telemedicine") all += "counties = [\"xiji\", \"longde\"]\n";
    }
    const Lived one = live_reform(small_world(), all, 3, 1);
    CHECK(bytes(live_reform(small_world(), all, 3, 2).result) == bytes(one.result));
    CHECK(std::memcmp(&one.at(before, 0).by_county, &one.at(after, 0).by_county, sizeof(Tally::by_county)) == 0);
    CHECK(one.sum(after, H::oop, 1, 3) != one.sum(before, H::oop, 1, 3));
}
