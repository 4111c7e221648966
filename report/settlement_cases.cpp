// The worked cases of the settlement sheet, settled through the engine.
#include "report/settlement_sheet.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "replay/replay.hpp"
#include "replay/row_writer.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

extern "C" const char hearth_cases_csv[]; // report/cases.csv, as it stands (report/embed.S)
extern "C" const char hearth_cases_csv_end[];

namespace hearth::report {

namespace {

// A file that goes when this does.
class ShortFile {
public:
    explicit ShortFile(const std::string& text)
    {
        std::string name = temporary_folder() + "/hearth-cases-XXXXXX";
        const int file = mkstemp(name.data());
        if (file < 0) throw IoError(say("no temporary file for the worked cases"));
        close(file);
        path_ = name;
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~ShortFile() { std::error_code ignored; std::filesystem::remove(path_, ignored); }
    ShortFile(const ShortFile&) = delete;
    ShortFile& operator=(const ShortFile&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// The shipped cases without labels that the scenario does not know: another scenario may have fewer.
std::string shipped_cases(const Scenario& scenario, std::vector<std::string>& left_out)
{
    for (const char* tier : {"village", "township", "county", "city", "outside"})
        if (std::find(scenario.stack.tiers.begin(), scenario.stack.tiers.end(), tier) == scenario.stack.tiers.end())
            throw InputError(say("scenario {} has no tier {}, which the worked cases need: give a claims file of your own", scenario.name, tier));
    const std::string_view text(hearth_cases_csv, static_cast<std::size_t>(hearth_cases_csv_end - hearth_cases_csv));
    const auto& known = scenario.stack.categories;
    std::string out, scratch;
    std::vector<std::string_view> fields;
    std::size_t labels = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t length = row_length(rest);
        split_row(without_line_end(rest.substr(0, length)), fields, scratch);
        rest.remove_prefix(length);
        const bool header = out.empty();
        if (header) labels = static_cast<std::size_t>(std::find(fields.begin(), fields.end(), "categories") - fields.begin());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            std::string field(fields[i]);
            if (i == labels && !header) {
                std::string kept;
                for (std::size_t at = 0; at < field.size();) {
                    const std::size_t end = std::min(field.find(';', at), field.size());
                    const std::string name = field.substr(at, end - at);
                    if (std::find(known.begin(), known.end(), name) != known.end()) kept += (kept.empty() ? "" : ";") + name;
                    else if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) left_out.push_back(name);
                    at = end + 1;
                }
                field = kept;
            }
            out += (i > 0 ? "," : "") + quoted_field(field);
        }
        out += '\n';
    }
    return out;
}

// A row of the file with the texts that the sheet shows.
struct Told {
    SettledClaim claim;
    std::string story;
};

// Person and row tell a claim from any other. Faulty rows are left out: the engine refuses them.
std::map<std::uint64_t, Told> rows_of(const std::string& file, const Scenario& scenario)
{
    const std::span<const Scenario> one(&scenario, 1);
    const Vocabulary vocabulary(one);
    BlockReader reader(file, std::size_t{1} << 20);
    const std::string header = reader.header();
    const ClaimColumns columns(std::filesystem::path(file).filename().string(), header, one, {});
    const auto place = [&](const char* name) {
        return static_cast<std::size_t>(std::find(columns.header().begin(), columns.header().end(), name) - columns.header().begin());
    };
    const bool chinese = spoken() == Language::chinese && place("story_zh") < columns.header().size();
    const std::size_t household = place("household"), story = place(chinese ? "story_zh" : "story"), labels = place("categories"), disease = place("disease");
    RowParser parser(columns, vocabulary, 0);
    std::map<std::uint64_t, Told> all;
    ParsedRows parsed;
    std::vector<std::string_view> fields;
    std::string scratch;
    std::uint64_t rows = 0;
    for (RowBlock block = reader.next(); !block.text.empty(); block = reader.next()) {
        parser.parse(block.text, rows, block.first_line, parsed);
        rows += parsed.rows;
        for (const ClaimRow& row : parsed.claims) {
            if (all.size() == most_sheet_claims)
                throw InputError(say("{}: a settlement sheet takes at most {} claims", columns.file(), most_sheet_claims));
            split_row(row.text, fields, scratch);
            const auto text = [&](std::size_t i) { return std::string(i < fields.size() ? fields[i] : std::string_view()); };
            all.emplace(row.row, Told{{std::string(row.person), text(household), text(labels), text(disease), {}}, text(story)});
        }
    }
    return all;
}

// Cases by the persons and households that their claims join.
std::vector<SettledCase> joined(std::vector<Told> claims)
{
    std::map<std::string, std::size_t> of; // "p" + person or "h" + household -> case
    std::vector<SettledCase> cases;
    for (Told& t : claims) {
        const std::string person = "p" + t.claim.person, household = "h" + t.claim.household;
        const auto p = of.find(person);
        const auto h = t.claim.household.empty() ? of.end() : of.find(household);
        std::size_t at = p != of.end() ? p->second : h != of.end() ? h->second : cases.size();
        if (at == cases.size()) cases.emplace_back();
        if (p != of.end() && h != of.end() && h->second != at) { // this claim joins two cases
            const std::size_t gone = h->second;
            for (SettledClaim& c : cases[gone].claims) cases[at].claims.push_back(std::move(c));
            cases[gone].claims.clear();
            for (auto& [name, number] : of)
                if (number == gone) number = at;
        }
        of[person] = at;
        if (!t.claim.household.empty()) of[household] = at;
        if (cases[at].story.empty()) cases[at].story = t.story;
        cases[at].claims.push_back(std::move(t.claim));
    }
    std::erase_if(cases, [](const SettledCase& c) { return c.claims.empty(); });
    const auto before = [](const SettledClaim& a, const SettledClaim& b) {
        return std::tie(a.told.claim.date.days, a.person, a.told.row) < std::tie(b.told.claim.date.days, b.person, b.told.row);
    };
    for (SettledCase& c : cases) std::stable_sort(c.claims.begin(), c.claims.end(), before);
    return cases;
}

} // namespace

SettlementCases settle_cases(const std::string& scenario_file, const std::string& claims_file)
{
    SettlementCases out;
    out.scenario = read_scenario(scenario_file);
    std::optional<ShortFile> shipped;
    if (claims_file.empty()) shipped.emplace(shipped_cases(out.scenario, out.left_out));
    ReplayOptions options;
    options.claims = shipped ? shipped->path() : claims_file;
    options.write_rows = false;
    options.show_values = true; // the sheet shows them, too
    options.threads = 1;
    std::map<std::uint64_t, Told> rows = rows_of(options.claims, out.scenario);
    std::set<std::string> persons;
    for (const auto& [row, told] : rows) persons.insert(told.claim.person);
    if (persons.empty()) replay(std::span(&out.scenario, 1), options); // refuses faulty rows
    for (const std::string& person : persons) {
        options.explain = person;
        for (ExplainedClaim& e : replay(std::span(&out.scenario, 1), options).explained) rows.at(e.row).claim.told = std::move(e);
    }
    std::vector<Told> claims;
    for (auto& [row, told] : rows) claims.push_back(std::move(told));
    out.cases = joined(std::move(claims));
    if (!shipped && out.cases.empty()) throw InputError(say("{}: no claims (a settlement sheet needs one at least)", claims_file));
    return out;
}

} // namespace hearth::report
