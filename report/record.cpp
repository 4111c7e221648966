// All measures in figures, where the numbers came from, and what they do not say.
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr std::array<std::string_view, 20> main_measures{
    "poverty_headcount", "poverty_gap", "poverty_severity", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons", "registered_poor_persons",
    "returned_due_to_illness_households", "forgone_inpatient_share", "deaths", "che_10", "che_25", "che_40_capacity", "oop_mean", "inpatient_oop_mean",
    "inpatient_reimbursement_ratio", "admission_rate", "debt_households", "distress_sale_households", "income_mean", "gini"};

bool is_main(const std::string& name) { return std::find(main_measures.begin(), main_measures.end(), name) != main_measures.end(); }

Table measure_table(const Teller& t, const std::vector<std::string>& names, const std::string& caption)
{
    Table table{caption, with_interval({say("Measure"), say("Scenario")}), {}, "all", 2};
    for (const std::string& name : names) {
        const auto q = t.e.quantity(name);
        if (!q) continue;
        std::vector<Summary> all;
        for (std::size_t s = 0; s < t.e.scenarios(); ++s) all.push_back(t.e.mean(*q, s));
        const ShownUnit unit = shown_unit(q->unit, largest_of(all));
        for (std::size_t s = 0; s < all.size(); ++s) {
            table.rows.push_back({words(q->label + " (" + name + ")", unit.name), words(t.name(s))});
            add_cells(table.rows.back(), unit, all[s]);
        }
    }
    return table;
}

std::string recorded(const Results& r, const std::string& name)
{
    const auto at = r.record.find(name);
    return at == r.record.end() || at->second.empty() ? say("not recorded") : at->second;
}

bool records(const Results& r, const std::string& name, const std::string& value)
{
    const auto at = r.record.find(name);
    return at != r.record.end() && at->second == value;
}

// A scenario's file as it may be typed: never a text of the file that a shell could read as a command.
std::string file_name(const Teller& t, std::size_t scenario)
{
    const std::string& name = t.e.r().scenarios[scenario];
    const bool plain = !name.empty() && name.size() <= 64 && name[0] != '-' && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return plain ? name + ".toml" : "SCENARIO_" + t.code(scenario) + ".toml";
}

std::string seed_of(const Results& r)
{
    const auto at = r.record_numbers.find("seed");
    return at == r.record_numbers.end() ? "" : std::to_string(static_cast<std::uint64_t>(at->second));
}

// Made from the record where no log lies beside the results.
std::string command_of(const Teller& t)
{
    const Results& r = t.e.r();
    std::string line = t.e.forecast() ? "hearth forecast --input INPUT.h5 --posterior POSTERIOR.h5" : "hearth run --input INPUT.h5";
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) line += " --scenario " + file_name(t, s);
    line += " --years " + std::to_string(r.years.size()) + " --draws " + std::to_string(r.draws);
    if (const std::string seed = seed_of(r); !seed.empty()) line += " --seed " + seed;
    if (!records(r, "sampled_share", "1")) line += " --population N";
    if (records(r, "twin", "off")) line += " --no-twin";
    if (!channel_measure(t.e).empty()) line += " --attribution";
    return line + " --out RESULTS.h5";
}

std::string scale_words(const Results& r)
{
    const std::string share = recorded(r, "sampled_share");
    return share == "1" ? say("1 (everybody simulated)") : say("{} (counts are scaled up to the whole population; small groups rest on few households)", share);
}

Table record_table(const Teller& t)
{
    const Results& r = t.e.r();
    Table table{say("Run record"), {say("What"), say("Value")}, {}, "", 2};
    const auto add = [&](const std::string& what, const std::string& value) { table.rows.push_back({words(what), words(value.empty() ? say("not recorded") : value)}); };
    add(say("Program that ran"), recorded(r, "program_version") + ", " + recorded(r, "program_commit"));
    add(say("Program that wrote this report"), t.request.program);
    add(say("Kind"), t.e.forecast() ? say("forecast: parameters, path of the years and households vary from draw to draw") : say("run: fixed parameters, luck varies from draw to draw"));
    add(say("Years"), say("{} to {}", r.years.front(), r.years.back()));
    if (t.e.forecast()) add(say("First unsure year (means are from it on)"), recorded(r, "unsure_from"));
    add(say("Draws"), std::to_string(r.draws));
    add(say("Seed"), seed_of(r));
    add(say("Share of households simulated"), scale_words(r));
    add(say("Counterfactual twin"), recorded(r, "twin"));
    add(say("First scenario (burn-in; gains and losses)"), recorded(r, "reference_scenario"));
    add(say("Base of this report"), t.name(t.e.base()));
    add(say("SHA-1 of the input"), recorded(r, "input_digest"));
    if (t.e.forecast()) add(say("SHA-1 of the posterior"), recorded(r, "posterior_digest"));
    add(say("SHA-1 of the results"), t.request.results_digest);
    const auto found = r.record.find("scenario_digest");
    const auto digests = nlohmann::json::parse(found == r.record.end() ? "" : found->second, nullptr, false);
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) {
        const bool held = digests.is_object() && digests.contains(r.scenarios[s]) && digests[r.scenarios[s]].is_string();
        add(say("SHA-1 of scenario {}", t.name(s)), held ? digests[r.scenarios[s]].get<std::string>() : "");
    }
    return table;
}

std::vector<std::string> caveats(const Teller& t)
{
    return {t.e.forecast() ? say("Intervals hold luck, doubt about fitted parameters and about what the years bring. They hold no doubt about the model's form or about inputs that were not fitted.")
                           : say("Intervals are luck only: who falls ill, when, and how bad the year is. They hold no doubt about parameters, inputs or the model's form, which may well be larger."),
            say("Most inputs are assumptions. The input's tables name the source and kind of every row (hearth check INPUT.h5)."),
            say("Nothing here says anything about a named household, and nothing here may decide about one."),
            t.e.forecast() ? say("Differences between scenarios are the model's answer to a changed rule, everything else the same.")
                           : say("Differences between scenarios are the model's answer to a changed rule, everything else the same; they are no forecast."),
            say("Money is in nominal yuan of each year; sums over years are not discounted."),
            say("The households are synthetic: made from published tables, none is a real one.")};
}

} // namespace

Section measure_section(const Teller& t)
{
    Section section{"measures", say("Main measures"), say("Measures"), {}};
    section.blocks.push_back(Paragraph{say("Whole population, {}; mean of the draws, 5th and 95th percentile.", t.period())});
    std::vector<std::string> first(main_measures.begin(), main_measures.end()), others;
    for (const Results::Variable& v : t.e.r().variables)
        if (!is_main(v.name)) others.push_back(v.name);
    section.blocks.push_back(Numbers{measure_table(t, first, say("Main measures")), ""});
    if (Table rest = measure_table(t, others, say("All other measures")); !rest.rows.empty()) section.blocks.push_back(Numbers{std::move(rest), say("All other measures")});
    return section;
}

Section record_section(const Teller& t)
{
    Section section{"record", say("What this rests on"), say("Record"), {}};
    section.blocks.push_back(Heading{say("What these numbers do not say")});
    section.blocks.push_back(List{caveats(t)});
    section.blocks.push_back(Numbers{record_table(t), ""});
    section.blocks.push_back(Heading{say("To make the results again")});
    section.blocks.push_back(Typed{t.request.command.empty() ? command_of(t) : t.request.command, ""});
    std::string note = say("With the program, the input and the scenario files of the digests above this gives the same bytes, on any number of threads.");
    if (t.request.command.empty() && !records(t.e.r(), "sampled_share", "1")) note += say(" N is the number of persons asked for; it gave the share of households told above.");
    section.blocks.push_back(Paragraph{note, Paragraph::Tone::note});
    if (const auto text = t.e.r().record.find("scenario_text"); text != t.e.r().record.end()) section.blocks.push_back(Typed{text->second, say("The scenarios' texts")});
    return section;
}

} // namespace hearth::report
