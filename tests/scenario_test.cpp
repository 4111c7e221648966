#include "tests/support.hpp"

#include "sim/base/error.hpp"

using namespace hearth;
using namespace hearth::test;
using Catch::Matchers::Contains;

TEST_CASE("an unknown key is refused with file, line, key and the nearest known key")
{
    const std::string faults = faults_of("stack = [\"x\"]\n[benefit.x]\ndeductable = 400\nratio = 0.5\n");
    CHECK_THAT(faults, Contains("scenario.toml:3: benefit.x.deductable (unknown key; the nearest known key is \"deductible\")"));
}

TEST_CASE("all faults of a file are told at once, each with place, value and rule")
{
    const std::string faults = faults_of(R"(stack = ["x", "y"]
[benefit.x]
ratio = 1.2
deductible = -5
[benefit.y]
ratio = 0.1234567
base = "remainin"
[fund.f]
on_exhausted = "sotp")");
    CHECK_THAT(faults, Contains(":3: benefit.x.ratio = 1.2 (must lie in [0, 1])"));
    CHECK_THAT(faults, Contains(":4: benefit.x.deductible = -5 (must be an amount in yuan"));
    CHECK_THAT(faults, Contains(":6: benefit.y.ratio = 0.123457 (must have at most six decimals)"));
    CHECK_THAT(faults, Contains(":7: benefit.y.base = \"remainin\" (must be one of: remaining, compliant, remaining_compliant"));
    CHECK_THAT(faults, Contains(":9: fund.f.on_exhausted"));
}

TEST_CASE("a disease or level that is no text is told, not read past the end of a list")
{
    const std::string layer = "stack = [\"x\"]\n[benefit.x]\nratio = 0.5\n";
    CHECK_THAT(faults_of(layer + "disease = [5, \"stroke\"]"), Contains("benefit.x.disease = 5 (must be a text"));
    CHECK_THAT(faults_of(layer + "when = { disease = [true] }"), Contains("when.disease = true (must be a text"));
    const auto dated = stack_from(layer + "share = { 2014 = { 2015 = { county = 1 } } }"); // dates within dates
    CHECK(dated.segments.back().layers[0].variants[0].shares.count == 1);
    CHECK_THAT(faults_of(layer + "share = { county = { 2014 = 0.5 } }"), Contains("share"));
}

TEST_CASE("a fault in a layer does not hide or upset the reading of what stands after it")
{
    const std::string faults = faults_of(R"(stack = ["x"]
[benefit.y]
ratio = 0.5
[scheme.resident]
subsidy_share = { central = 0.8, county = 0.1 }
[programme.premium_subsidy]
share = 0.5
paid_by = { central = 0.7, county = 0.4 })");
    CHECK_THAT(faults, Contains("stack names \"x\""));
    CHECK_THAT(faults, Contains("scheme.resident.subsidy_share (shares must sum to 1)"));
    CHECK_THAT(faults, Contains("programme.premium_subsidy.paid_by (shares must sum to 1)"));
}

TEST_CASE("what a contract cannot mean is refused")
{
    const std::string layer = "stack = [\"x\"]\n[benefit.x]\n";
    CHECK_THAT(faults_of(layer + "ratio = nan"), Contains("must lie in [0, 1]"));
    CHECK_THAT(faults_of(layer + "deductible = inf"), Contains("must be an amount"));
    CHECK_THAT(faults_of(layer + "ratio = \"0.5\""), Contains("must lie in [0, 1]"));
    CHECK_THAT(faults_of(layer + "deductible = 0.005"), Contains("at most two decimals"));
    CHECK_THAT(faults_of(layer + "ratio = 0.5\nbands = [{ from = 0, ratio = 0.5 }]"), Contains("alternatives"));
    CHECK_THAT(faults_of(layer + "bands = [{ from = 9, ratio = 0.5 }, { from = 9, ratio = 0.6 }]"), Contains("ascend"));
    CHECK_THAT(faults_of(layer + "period = \"year\"\nnth_admission = [1.0, 0.5]\nratio = 0.5"), Contains("one deductible for the year"));
    CHECK_THAT(faults_of(layer + "ratio = { village = 0.5 }"), Contains("name every tier"));
    CHECK_THAT(faults_of(layer + "guarantee = { rule = \"all\" }"), Contains("promises nothing"));
    CHECK_THAT(faults_of(layer + "share = { central = 0.5, county = 0.4 }"), Contains("shares must sum to 1"));
    CHECK_THAT(faults_of("stack = [\"basic\"]\n[benefit.basics]\nratio = 0.5"), Contains("the nearest is \"basics\""));
    CHECK_THAT(faults_of("categories = [\"a\", \"b\"]\n" + layer + "ratio = 0.5\n[benefit.x.for.a]\nratio = 0.6\n[benefit.x.for.b]\nratio = 0.7"),
               Contains("name it in precedence"));
    CHECK_THAT(faults_of(layer + "ratio = 0.5\n[benefit.spare]\ndeductable = 4"), Contains("benefit.spare.deductable"));
    CHECK_THAT(faults_of(layer + "ratio = 0.5\nfor = \"poor\""), Contains("write sections such as"));
    CHECK_THAT(faults_of(layer + "deductible = 9000000.001"), Contains("at most two decimals"));
    CHECK_THAT(faults_of("[情景]\n"), Contains("scenario.toml:1"));
    CHECK_THAT(faults_of("stack = ["), Contains("scenario.toml:1"));
    CHECK_THAT(faults_of(layer + "ratio = 0.5\n[programme.premium_subsidi]\non = true"), Contains("the nearest is \"premium_subsidy\""));
}

TEST_CASE("a scenario extends another key by key: values are replaced whole")
{
    const Folder folder;
    folder.file("base.toml", R"(name = "base"
categories = ["poor"]
stack = ["x", "y"]
[benefit.x]
deductible = 400
bands = [{ from = 0, ratio = 0.5 }, { from = 1000, ratio = 0.6 }]
ceiling = { year = 5000, claim = 2000 }
[benefit.x.for.poor]
deductible = 100
[benefit.y]
ratio = 0.1)");
    const Scenario s = read_scenario(folder.file("reform.toml", R"(extends = "base.toml"
[benefit.x]
ratio = 0.8
ceiling = { year = 9000 }
[benefit.x.for.poor]
ratio = 0.9)"));
    CHECK(s.name == "reform");
    const auto& x = s.stack.segments[0].layers[0];
    CHECK(x.variants[0].deductible[0] == yuan(400));
    CHECK(x.variants[0].band_count == 1); // ratio drops bands
    CHECK(x.variants[0].ceiling.year == yuan(9'000));
    CHECK(x.variants[0].ceiling.claim == unlimited);
    CHECK(x.variants[1].deductible[0] == yuan(100));
    CHECK(x.variants[1].bands[0].ratio[0].ppm == 900'000);
    CHECK(s.stack.layers() == 2);
    CHECK_THROWS_WITH(read_scenario(folder.file("loop.toml", "extends = \"loop.toml\"")), Contains("may not extend itself"));
    CHECK_THROWS_WITH(read_scenario(folder.file("lost.toml", "extends = \"nowhere.toml\"")), Contains("cannot be read"));
}

TEST_CASE("every shipped scenario is sound")
{
    for (const char* name : {"baseline", "without_guarantee", "ceiling_3000", "guarantee_for_monitored", "guarantee_any", "three_tier_2021"})
        CHECK(shipped_scenario(name).name == name);
}
