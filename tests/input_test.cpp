#include <fstream>

#include "calibration/csv.hpp"
#include "output/results.hpp"
#include "output/tables.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "store/hdf5.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;
using Catch::Matchers::Contains;

namespace {

// Guyuan's tables with one file changed by a text replacement; the faults that follow.
std::string faults_after(const std::string& file, const std::string& from, const std::string& to)
{
    const Folder folder;
    for (const auto& entry : std::filesystem::directory_iterator(root + "/calibration/guyuan"))
        std::filesystem::copy(entry.path(), folder.path / entry.path().filename());
    std::ifstream in(folder.path / file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    folder.file(file, text);
    Faults faults;
    const Tables tables = read_table_folder(folder.path.string(), faults);
    if (faults.empty()) check_tables(tables, faults);
    std::string all;
    for (const std::string& f : faults.texts()) all += f + "\n";
    return all;
}

std::string refusal(const std::string& path)
{
    try {
        Faults faults;
        read_tables(path, faults);
        faults.refuse_if_any();
    } catch (const InputError& error) {
        return error.what();
    }
    return "(accepted)";
}

} // namespace

TEST_CASE("tables of illness and beds that contradict themselves or name what is not there are refused")
{
    CHECK_THAT(faults_after("disease_years.csv", "tuberculosis,", "tuberculose,"), Contains("disease_years.csv:2: disease = \"tuberculose\""));
    CHECK_THAT(faults_after("disease_years.csv", ",2015,", ",2014,"), Contains("(stands twice)"));
    CHECK_THAT(faults_after("disease_years.csv", ",2015,", ",2015.5,"), Contains("year = 2015.5 (must be a whole number)"));
    CHECK_THAT(faults_after("disease_years.csv", "disease,incidence,year", "disease,incidence,incidence"), Contains("column incidence stands twice"));
    CHECK_THAT(faults_after("complications.csv", "hypertension,stroke,", "hypertension,pneumonia,"), Contains("disease = pneumonia (must count prevalence)"));
    CHECK_THAT(faults_after("complications.csv", "hypertension,stroke,", "stroke,stroke,"), Contains("stroke cannot bring about itself"));
    CHECK_THAT(faults_after("complications.csv", "hypertension,stroke,3,1.6", "hypertension,stroke,3,4"), Contains("controlled_ratio = 4 (must not exceed rate_ratio)"));
    CHECK_THAT(faults_after("supply.csv", "all,township,", "all,village,"), Contains("supply.csv:2: tier = \"village\""));
    CHECK_THAT(faults_after("supply.csv", "all,township,0.99,", "all,township,1.2,"), Contains("served_share = 1.2 (must lie in [0, 1])"));
    CHECK_THAT(faults_after("diseases.csv", ",0.15,2017", ",0,2017"), Contains("village_share = 0 (must lie in [0.001, 1])"));
}

TEST_CASE("a disease that no tier can treat is refused and a life table without deaths in a band is lived")
{
    Tables tables = small_tables();
    const auto change = [&](std::string_view name, std::string_view column, auto how) {
        for (Table& t : tables)
            if (t.schema->name == name)
                for (std::size_t c = 0; c < t.schema->columns.size(); ++c)
                    if (t.schema->columns[c].name == column)
                        for (std::size_t r = 0; r < t.rows(); ++r) how(t, r, t.numbers[c][r]);
    };
    change("mortality", "rate", [](const Table& t, std::size_t r, double& rate) {
        if (t.number("age_from")[r] >= 5 && t.number("age_to")[r] <= 14) rate = 0.0;
    });
    const World world = build_world(tables, 1);
    for (const auto& gradient : world.death_gradient)
        for (const double g : gradient) CHECK(g >= 0.0); // and a number
    change("tiers", "treats_up_to", [](const Table&, std::size_t, double& most) { most = -9.0; });
    CHECK_THROWS_WITH(build_world(tables, 1), Contains("treats_up_to"));
}

TEST_CASE("a table cell out of its range, of wrong type or missing is refused with line, column and rule")
{
    CHECK_THAT(faults_after("household_sizes.csv", "0.046199", "1.7"), Contains("household_sizes.csv:2: share = 1.7 (must lie in [0, 1])"));
    CHECK_THAT(faults_after("household_sizes.csv", "0.046199", "nan"), Contains("household_sizes.csv:2: share = nan (must be a number)"));
    CHECK_THAT(faults_after("household_sizes.csv", "0.046199", ""), Contains("share = (empty) (must be a number)"));
    CHECK_THAT(faults_after("household_sizes.csv", "0.046199", "0.146199"), Contains("sum of share = 1.1 (must be 1)"));
    CHECK_THAT(faults_after("household_sizes.csv", "size,share", "size,shares"), Contains("column shares is unknown (the nearest is \"share\")"));
    CHECK_THAT(faults_after("parameters.csv", "carer_share", "carer_shares"), Contains("parameter \"carer_shares\" is unknown (the nearest is \"carer_share\")"));
    CHECK_THAT(faults_after("parameters.csv", "carer_share", "carer_shares"), Contains("parameter carer_share is missing"));
    CHECK_THAT(faults_after("parameters.csv", "\nasset_return,0.06", "\nasset_return,0.6"), Contains("asset_return = 0.6 (must lie in [0, 0.3])"));
    CHECK_THAT(faults_after("series.csv", "poverty_line,2014,2800", "poverty_line,2014,0"), Contains("poverty_line = 0 in 2014 (must be above 0)"));
    CHECK_THAT(faults_after("series.csv", "poverty_line,2014,", "poverty_line,2013,"), Contains("series poverty_line has no value for the base year 2014"));
    CHECK_THAT(faults_after("diseases.csv", "\ngastric_cancer,", "\noesophageal_cancer,"), Contains("named twice"));
    CHECK_THAT(faults_after("age_structure.csv", "male,5,9,", "male,6,9,"), Contains("overlap or leave a gap"));
    CHECK_THAT(faults_after("counties.csv", "xiji,西吉县", "\"xiji,西吉县"), Contains("counties.csv:3: has"));
    const Folder folder;
    CHECK_THROWS_WITH(read_csv(folder.file("q.csv", "a,b\n1,2\n3,\"4\n")), Contains("q.csv:3: a quote is opened and not closed"));
    const CsvTable t = read_csv(folder.file("t.csv", "\xEF\xBB\xBF" "a,b\r\n\"x, \"\"y\"\"\",2\r\n"));
    CHECK(t.header == std::vector<std::string>{"a", "b"});
    CHECK(t.rows[0][0] == "x, \"y\"");
}

TEST_CASE("an input survives the way through HDF5 to the last digit")
{
    const Folder folder;
    Faults faults;
    const Tables tables = read_table_folder(root + "/calibration/guyuan", faults);
    const std::string path = (folder.path / "i.h5").string();
    write_tables(path, tables);
    const Tables back = read_tables(path, faults);
    REQUIRE(faults.empty());
    for (std::size_t t = 0; t < tables.size(); ++t) {
        CHECK(back[t].texts == tables[t].texts);
        CHECK(back[t].numbers == tables[t].numbers);
        CHECK(back[t].sources == tables[t].sources);
    }
}

TEST_CASE("what is not a whole HDF5 input is refused, cut at every 4 KiB too")
{
    const Folder folder;
    Faults faults;
    const std::string good = (folder.path / "good.h5").string();
    write_tables(good, read_table_folder(root + "/calibration/guyuan", faults));
    CHECK(refusal(good) == "(accepted)");
    CHECK_THAT(refusal((folder.path / "none.h5").string()), Contains("no such file"));
    CHECK_THAT(refusal(folder.path.string()), Contains("is a directory"));
    CHECK_THAT(refusal(folder.file("text.h5", "not HDF5 at all")), Contains("is not an HDF5 file"));
    CHECK_THAT(refusal(folder.file("empty.h5", "")), Contains("is not an HDF5 file"));
    std::ifstream in(good, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t cut = 4096; cut < whole.size(); cut += 4096)
        CHECK(refusal(folder.file("cut.h5", whole.substr(0, cut))) != "(accepted)");
    {
        store::Writer other((folder.path / "other.h5").string());
        other.attribute("/", "type", "something else");
        other.close();
    }
    CHECK_THAT(refusal((folder.path / "other.h5").string()), Contains("is not a hearth input"));
    Tables nan_table = read_tables(good, faults);
    nan_table[0].numbers[1][0] = std::nan("");
    const std::string bad = (folder.path / "nan.h5").string();
    write_tables(bad, nan_table);
    CHECK_THAT(refusal(bad), Contains("/parameters row 1: value = nan"));
    nan_table[0].numbers[1].pop_back();
    CHECK_THROWS(write_tables(bad, nan_table));
}

TEST_CASE("a file under its final name is whole: a failed writing leaves the old one and no trace")
{
    const Folder folder;
    const std::string path = folder.file("out.txt", "old");
    CHECK_THROWS_AS(store::write_atomically(path, [](const std::string& part) {
        std::ofstream(part) << "half";
        throw IoError("disk full");
    }), IoError);
    std::ifstream in(path);
    CHECK(std::string{std::istreambuf_iterator<char>(in), {}} == "old");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
    CHECK_THROWS_AS(store::write_text((folder.path / "no" / "where.txt").string(), "x"), IoError);
    CHECK_THROWS_AS(store::write_text(folder.path.string(), "x"), IoError);
}

TEST_CASE("results say what they are: means, intervals and paired differences over draws")
{
    const Summary s = summarise({1, 2, 3, 4, 5});
    CHECK(s.mean == 3.0);
    CHECK(s.variance == 2.5);
    CHECK(s.p05 == Approx(1.2)); // type 7
    CHECK(s.p95 == Approx(4.8));
    CHECK(std::isnan(summarise({7}).se));

    Results r;
    r.scenarios = {"base", "reform"};
    r.years = {2014, 2015};
    r.groups = {"all"};
    r.draws = 2;
    // scenario x year x group x draw
    r.variables.push_back({"oop_mean", "yuan/person", "mean out-of-pocket payment", "", {10, 20, 30, 40, 9, 18, 27, 36}});
    CompareQuery q;
    q.base = "base";
    q.measures = {"oop_mean"};
    const auto rows = paired_rows(r, q);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].base.mean == 25.0);        // (20 + 30) / 2 over draws of year means
    CHECK(rows[0].difference.mean == -2.5);  // draws: 18 - 20, 27 - 30
    CHECK(rows[0].variance_ratio == Approx((50 + 40.5) / 0.5));
    q.year = 2015;
    CHECK(paired_rows(r, q)[0].difference.mean == -3.5);
    q.year = 2050;
    CHECK_THROWS_WITH(paired_rows(r, q), Contains("year 2050 is not in the file (2014 to 2015)"));
    q.base = "bases";
    CHECK_THROWS_WITH(paired_rows(r, q), Contains("the nearest is \"base\""));
    TableQuery t;
    t.measures = {"oop_meen"};
    CHECK_THROWS_WITH(tidy_rows(r, t), Contains("the nearest is \"oop_mean\""));
}

TEST_CASE("results round-trip through HDF5, and the same results are the same bytes")
{
    RunSettings s;
    s.years = 2;
    s.draws = 2;
    const SmallRun run = live(build_world(small_tables(), 2), {"baseline", "without_guarantee"}, s);
    Results results = make_results(run.world, run.plans, run.result, 1.0, s.worlds);
    results.record["program_version"] = "test";
    const Folder folder;
    const std::string a = (folder.path / "a.h5").string();
    const std::string b = (folder.path / "b.h5").string();
    write_results(a, results);
    write_results(b, results);
    CHECK(digest_file(a) == digest_file(b));
    const Results back = read_results(a);
    CHECK(back.groups == results.groups);
    REQUIRE(back.variables.size() == results.variables.size());
    REQUIRE(back.mechanical.size() == results.variables.size());
    for (std::size_t v = 0; v < back.mechanical.size(); ++v)
        for (std::size_t i = 0; i < back.mechanical[v].values.size(); ++i)
            CHECK((back.mechanical[v].values[i] == results.mechanical[v].values[i]
                   || (std::isnan(back.mechanical[v].values[i]) && std::isnan(results.mechanical[v].values[i]))));
    for (std::size_t v = 0; v < back.variables.size(); ++v)
        for (std::size_t i = 0; i < back.variables[v].values.size(); ++i) {
            const double x = back.variables[v].values[i];
            const double y = results.variables[v].values[i];
            CHECK(((std::isnan(x) && std::isnan(y)) || x == y));
        }
    CHECK_THROWS_WITH(read_results(folder.file("x.h5", "nothing")), Contains("is not an HDF5 file"));
}

TEST_CASE("group sums add up: counties and registry groups to the whole, levels to what is shared")
{
    RunSettings s;
    s.years = 4;
    const SmallRun run = live(build_world(small_tables(), 4), {"baseline"}, s);
    const Results r = make_results(run.world, run.plans, run.result, 1.0, s.worlds);
    const auto sum = [&](const std::string& measure, const std::string& dimension) {
        double total = 0.0;
        for (std::size_t g = 0; g < r.groups.size(); ++g)
            if (r.groups[g].rfind(dimension, 0) == 0) total += r.at(*r.find(measure), 0, 3, g, 0);
        return total;
    };
    for (const char* measure : {"poor_persons", "households", "poor_due_to_illness_twin"})
        for (const char* dimension : {"county:", "registry:", "quintile:"})
            CHECK(sum(measure, dimension) == sum(measure, "all"));
    for (const char* dimension : {"county:", "registry:", "age:", "sex:"})
        CHECK(sum("admissions", dimension) == sum("admissions", "all"));
    CHECK(sum("group_admissions", "disease:") == sum("admissions", "all"));
    CHECK(sum("tier_admissions", "tier:") == sum("admissions", "all"));
    CHECK(digest("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"); // FIPS 180 example
}
