// The engine against the plain evaluator: random stacks, random histories, zero differences to the fen.
#include "replay/replay.hpp"
#include "tests/laws/random_law.hpp"
#include "tests/support.hpp"

using namespace hearth;
using namespace hearth::test;

namespace {

const std::array<const char*, 17> all_columns{
    "person", "categories", "date", "setting", "tier", "disease", "charge", "compliant", "referred_from", "enrolled",
    "household", "days", "visits", "away", "onset", "joined", "catalogue_class"};

std::string csv_of(const std::vector<plain::Row>& rows)
{
    std::string csv;
    for (const char* name : all_columns) {
        if (!csv.empty()) csv += ',';
        csv += name;
    }
    csv += '\n';
    for (const plain::Row& row : rows) {
        std::string line;
        for (const char* name : all_columns) {
            if (name != all_columns[0]) line += ',';
            line += row.field.at(name);
        }
        csv += line;
        csv += '\n';
    }
    return csv;
}

long long fen_of(const std::string& text)
{
    const std::size_t point = text.find('.');
    return std::stoll(text.substr(0, point)) * 100 + std::stoll(text.substr(point + 1));
}

// The engine's rows: payments by layer and what is out of pocket, from the very text it writes.
std::vector<std::vector<long long>> settled(const Scenario& scenario, const std::string& claims, std::size_t block,
                                            const std::string& explain = "")
{
    std::string text;
    ReplayOptions options;
    options.claims = claims;
    options.rows = &text;
    options.threads = 1;
    options.block_bytes = block;
    options.explain = explain;
    replay(std::span(&scenario, 1), options);
    std::vector<std::vector<long long>> rows;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::vector<long long> numbers;
        std::istringstream fields(line);
        std::string field;
        for (std::size_t i = 0; std::getline(fields, field, ','); ++i)
            if (i >= all_columns.size()) numbers.push_back(fen_of(field));
        rows.push_back(std::move(numbers));
    }
    return rows;
}

// Empty if both agree on every payment of every claim.
std::string difference(std::uint64_t seed, const Folder& folder)
{
    const plain::RandomLaw law = plain::random_law(seed);
    const Scenario scenario = read_scenario(folder.file("law.toml", law.toml));
    const auto expected = plain::evaluate(toml::parse(law.toml), law.rows);
    const auto got = settled(scenario, folder.file("claims.csv", csv_of(law.rows)), std::size_t{1} << 16);
    if (got.size() != expected.size()) return "seed " + std::to_string(seed) + ": rows are lost";
    for (std::size_t r = 0; r < expected.size(); ++r) {
        const auto& layers = scenario.stack.layer_names;
        for (std::size_t l = 0; l < layers.size(); ++l)
            if (got[r][l] != expected[r].paid_fen.at(layers[l]))
                return "seed " + std::to_string(seed) + ", row " + std::to_string(r + 1) + ", " + layers[l] + ": "
                    + std::to_string(got[r][l]) + " fen, plainly " + std::to_string(expected[r].paid_fen.at(layers[l]))
                    + "\n" + law.toml + csv_of(law.rows);
        if (got[r].back() != expected[r].oop_fen) return "seed " + std::to_string(seed) + ": out of pocket differs";
    }
    return "";
}

void agree(std::uint64_t from, std::uint64_t to)
{
    const Folder folder;
    int claims = 0;
    for (std::uint64_t seed = from; seed < to; ++seed) {
        const std::string found = difference(seed, folder);
        INFO(found);
        REQUIRE(found.empty());
        ++claims;
    }
    CHECK(claims == static_cast<int>(to - from));
}

} // namespace

TEST_CASE("telling how a person's bills were settled changes nobody's payments")
{
    const Folder folder;
    for (std::uint64_t seed = 0; seed < 1'500; ++seed) {
        const plain::RandomLaw law = plain::random_law(seed);
        const Scenario scenario = read_scenario(folder.file("law.toml", law.toml));
        const std::string claims = folder.file("claims.csv", csv_of(law.rows));
        const auto untold = settled(scenario, claims, std::size_t{1} << 16);
        INFO("seed " << seed << "\n" << law.toml);
        REQUIRE(settled(scenario, claims, std::size_t{1} << 16, law.rows[0].field.at("person")) == untold);
    }
}

// The long version, in ./bootstrap soak alone: HEARTH_LAWS says how many.
TEST_CASE("the engine and the plain evaluator agree to the fen on many more random laws", "[.][laws]")
{
    const char* count = std::getenv("HEARTH_LAWS");
    REQUIRE(count);
    agree(1'000'000, 1'000'000 + std::stoull(count));
}

// In four parts, so that they can run side by side: 100,000 random stacks with a history each.
TEST_CASE("the engine and the plain evaluator agree to the fen on random laws, first quarter") { agree(0, 25'000); }
TEST_CASE("the engine and the plain evaluator agree to the fen on random laws, second quarter") { agree(25'000, 50'000); }
TEST_CASE("the engine and the plain evaluator agree to the fen on random laws, third quarter") { agree(50'000, 75'000); }
TEST_CASE("the engine and the plain evaluator agree to the fen on random laws, last quarter") { agree(75'000, 100'000); }
