#include "output/results.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include <boost/uuid/detail/sha1.hpp>

#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::int64_t schema_version = 1;
constexpr const char* file_type = "hearth results";
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Maker {
    const World& world;
    std::span<const Plan> plans;
    const RunResult& run;
    double scale;
    const std::vector<Group>& groups;
    Results& out;

    //! \param frozen the tallies of the scenario with the first one's care
    void fill(int draw, int scenario, bool frozen)
    {
        const Policy& policy = plans[static_cast<std::size_t>(scenario)].policy;
        FundAccounts accounts(policy, scale);
        for (int y = 0; y < run.years; ++y) {
            const Tally& tally = frozen ? *run.frozen(draw, scenario, y) : run.at(draw, scenario, y);
            const std::vector<FundAccount>& funds = accounts.close(y, tally);
            for (std::size_t g = 0; g < groups.size(); ++g) {
                GroupSums sums = sums_of(tally, groups[g], policy, accounts, funds, y);
                sums.scale = scale;
                sums.consumer_price_index = world.in(world.base_year + y).consumer_price_index;
                const bool foreign = groups[g].kind == Group::Kind::fund && std::find(policy.stack.funds.begin(), policy.stack.funds.end(),
                                         groups[g].name.substr(5)) == policy.stack.funds.end();
                if (!foreign) store(frozen ? out.mechanical : out.variables, draw, scenario, y, g, sums);
            }
        }
    }

    void store(std::vector<Results::Variable>& variables, int draw, int scenario, int y, std::size_t g,
               const GroupSums& sums)
    {
        const std::size_t at = ((static_cast<std::size_t>(scenario * run.years + y)) * groups.size() + g)
            * static_cast<std::size_t>(run.draws) + static_cast<std::size_t>(draw);
        std::size_t m = 0;
        for (const Measure& measure : measures()) {
            if (applies(measure, groups[g])) variables[m].values[at] = measure.value(sums);
            ++m;
        }
    }
};

// Measures of worlds that were not lived.
bool left_out(const std::string& name, const Worlds& worlds)
{
    const bool twin = name.starts_with("poor_due_to_illness_twin") || name.starts_with("poor_due_to_illness_label")
        || name == "illness_label_share" || name == "income_after_shock" || name == "welfare_lost_to_illness";
    const bool attribution = name.starts_with("poor_due_to_illness_free") || name == "poor_due_to_illness_residual"
        || name.starts_with("poor_due_to_illness_by_channel") || name == "welfare_lost_by_channel";
    return (twin && !worlds.twin) || (attribution && !worlds.attribution);
}

} // namespace

static const Results::Variable* find_in(const std::vector<Results::Variable>& variables, std::string_view name)
{
    for (const Results::Variable& v : variables)
        if (v.name == name) return &v;
    return nullptr;
}

const Results::Variable* Results::find(std::string_view name) const { return find_in(variables, name); }

const Results::Variable* Results::find_mechanical(std::string_view name) const { return find_in(mechanical, name); }

int Results::scenario_index(std::string_view name) const
{
    const auto at = std::find(scenarios.begin(), scenarios.end(), name);
    return at == scenarios.end() ? -1 : static_cast<int>(at - scenarios.begin());
}

Results make_results(const World& world, std::span<const Plan> plans, const RunResult& run, double scale,
                     const Worlds& worlds)
{
    Results out;
    const std::vector<Group> groups = groups_of(world, plans);
    for (const Plan& plan : plans) out.scenarios.push_back(plan.policy.name);
    for (int y = 0; y < run.years; ++y) out.years.push_back(world.base_year + y);
    for (const Group& g : groups) out.groups.push_back(g.name);
    out.draws = run.draws;
    const std::size_t cells = out.scenarios.size() * out.years.size() * groups.size()
        * static_cast<std::size_t>(run.draws);
    for (const Measure& m : measures())
        out.variables.push_back({std::string(m.name), std::string(m.unit), std::string(m.long_name),
                                 std::string(m.long_name_zh), std::vector<double>(cells, nothing)});
    const bool mechanical = worlds.mechanical && plans.size() > 1;
    if (mechanical) out.mechanical = out.variables;
    Maker maker{world, plans, run, scale, groups, out};
    for (int draw = 0; draw < run.draws; ++draw)
        for (int s = 0; s < run.given; ++s) {
            maker.fill(draw, s, false);
            if (mechanical && s > 0) maker.fill(draw, s, true);
        }
    for (auto* variables : {&out.variables, &out.mechanical})
        for (Results::Variable& v : *variables)
            if (left_out(v.name, variables == &out.mechanical ? Worlds{worlds.twin, false, true} : worlds))
                std::fill(v.values.begin(), v.values.end(), nothing);
    return out;
}

static void write_variable(store::Writer& out, const std::string& folder, const Results::Variable& v)
{
    const Measure* m = find_measure(v.name);
    out.variable(folder + v.name, {"scenario", "year", "group", "draw"}, v.values,
                 {{"units", v.unit}, {"long_name", v.long_name}, {"long_name_zh", v.long_name_zh},
                  {"source", m ? "hearth: " + std::string(m->definition) : ""}});
}

void write_results(const std::string& path, const Results& r)
{
    store::write_atomically(path, [&](const std::string& part) {
        store::Writer out(part);
        std::vector<std::int64_t> draws(static_cast<std::size_t>(r.draws));
        for (std::size_t d = 0; d < draws.size(); ++d) draws[d] = static_cast<std::int64_t>(d);
        out.dimension("scenario", r.scenarios, {{"long_name", "scenario"}, {"long_name_zh", "情景"}});
        out.dimension("year", r.years, {{"long_name", "calendar year"}, {"long_name_zh", "年份"}});
        out.dimension("group", r.groups, {{"long_name", "group"}, {"long_name_zh", "分组"}});
        out.dimension("draw", draws, {{"long_name", "draw of luck"}, {"long_name_zh", "模拟次数"}});
        for (const Results::Variable& v : r.variables) write_variable(out, "", v);
        if (!r.mechanical.empty()) {
            out.group("mechanical");
            out.attribute("mechanical", "long_name", "measures with care frozen at the first scenario's");
            for (const Results::Variable& v : r.mechanical) write_variable(out, "mechanical/", v);
        }
        if (!r.shares.empty()) {
            out.group("provisions");
            out.attribute("provisions", "long_name", "Shapley shares of a reform's provisions in what it changes");
            out.attribute("provisions", "scenario", r.reform);
            out.dimension("provisions/provision", r.provisions, {{"long_name", "provision"}, {"long_name_zh", "条款"}});
            for (const Results::Variable& v : r.shares)
                out.variable("provisions/" + v.name, {"provisions/provision", "year", "group", "draw"}, v.values,
                             {{"units", v.unit}, {"long_name", v.long_name}, {"long_name_zh", v.long_name_zh}});
        }
        out.attribute("/", "Conventions", "CF-1.10");
        out.attribute("/", "type", file_type);
        out.attribute("/", "schema_version", schema_version);
        for (const auto& [name, text] : r.record) out.attribute("/", name, text);
        for (const auto& [name, value] : r.record_numbers) out.attribute("/", name, value);
        out.attribute("/", "complete", std::int64_t{1});
        out.close();
    });
}

Results read_results(const std::string& path)
{
    const store::Source in(path);
    if (!in.has_attribute("/", "type") || in.text_attribute("/", "type") != file_type)
        throw InputError(say("{}: is not a hearth results file (made by hearth run)", path));
    if (in.integer_attribute("/", "schema_version") != schema_version)
        throw InputError(say("{}: has schema version {} (this program reads version {})", path,
                             in.integer_attribute("/", "schema_version"), schema_version));
    if (!in.has_attribute("/", "complete") || in.integer_attribute("/", "complete") != 1)
        throw InputError(say("{}: is not complete", path));
    Results r;
    r.scenarios = in.texts("scenario");
    for (const double y : in.numbers("year")) r.years.push_back(static_cast<std::int64_t>(y));
    r.groups = in.texts("group");
    r.draws = static_cast<int>(in.numbers("draw").size());
    const std::vector<std::uint64_t> shape{r.scenarios.size(), r.years.size(), r.groups.size(),
                                           static_cast<std::uint64_t>(r.draws)};
    const auto read = [&](const std::string& folder, const std::vector<std::uint64_t>& wanted,
                          std::vector<Results::Variable>& variables) {
        for (const std::string& name : in.members(folder.empty() ? "/" : folder)) {
            const std::string at = folder.empty() ? name : folder + "/" + name;
            if (in.is_group(at) || name == "scenario" || name == "year" || name == "group" || name == "draw" || name == "provision") continue;
            if (in.shape(at) != wanted)
                throw InputError(say("{}: {} must have dimensions scenario (or provision), year, group, draw", path, at));
            variables.push_back({name, in.text_attribute(at, "units"), in.text_attribute(at, "long_name"),
                                 in.text_attribute(at, "long_name_zh"), in.numbers(at)});
        }
    };
    read("", shape, r.variables);
    if (in.has("mechanical")) read("mechanical", shape, r.mechanical);
    if (in.has("provisions")) {
        r.reform = in.text_attribute("provisions", "scenario");
        r.provisions = in.texts("provisions/provision");
        read("provisions", {r.provisions.size(), shape[1], shape[2], shape[3]}, r.shares);
    }
    for (const char* name : {"program_version", "program_commit", "input_digest", "scenario_digest", "scenario_text", "scenario_title", "scenario_title_zh",
                             "reference_scenario", "twin", "sampled_share", "kind", "posterior_digest", "unsure_from", "vary", "draws_asked"})
        if (in.has_attribute("/", name)) r.record[name] = in.text_attribute("/", name);
    if (in.has_attribute("/", "seed")) r.record_numbers["seed"] = in.integer_attribute("/", "seed");
    return r;
}

std::string digest(const std::string& content)
{
    boost::uuids::detail::sha1 sha;
    sha.process_bytes(content.data(), content.size());
    unsigned int words[5];
    sha.get_digest(words);
    char text[41];
    std::snprintf(text, sizeof text, "%08x%08x%08x%08x%08x", words[0], words[1], words[2], words[3], words[4]);
    return text;
}

std::string digest_file(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return digest(text.str());
}

Summary summarise(std::vector<double> draws)
{
    std::erase_if(draws, [](double v) { return std::isnan(v); });
    Summary s;
    s.n = static_cast<int>(draws.size());
    s.se = s.p05 = s.p50 = s.p95 = s.variance = nothing;
    s.mean = nothing;
    if (draws.empty()) return s;
    double sum = 0.0;
    for (const double v : draws) sum += v;
    s.mean = sum / s.n;
    if (s.n < 2) return s;
    double squares = 0.0;
    for (const double v : draws) squares += (v - s.mean) * (v - s.mean);
    s.variance = squares / (s.n - 1);
    s.se = std::sqrt(s.variance / s.n);
    std::sort(draws.begin(), draws.end());
    const auto quantile = [&](double q) { // type 7
        const double at = q * (s.n - 1);
        const auto low = static_cast<std::size_t>(at);
        const std::size_t high = std::min(low + 1, draws.size() - 1);
        return draws[low] + (at - static_cast<double>(low)) * (draws[high] - draws[low]);
    };
    s.p05 = quantile(0.05);
    s.p50 = quantile(0.50);
    s.p95 = quantile(0.95);
    return s;
}

} // namespace hearth
