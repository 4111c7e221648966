// All measures in figures, where the numbers came from, and what they do not say.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/report_parts.hpp"

namespace hearth::report {

namespace {

constexpr std::array<std::string_view, 20> main_measures{"poverty_headcount",
                                                         "poverty_gap",
                                                         "poverty_severity",
                                                         "poor_due_to_illness_twin_persons",
                                                         "poor_due_to_illness_accounting_persons",
                                                         "registered_poor_persons",
                                                         "returned_due_to_illness_households",
                                                         "forgone_inpatient_share",
                                                         "deaths",
                                                         "che_10",
                                                         "che_25",
                                                         "che_40_capacity",
                                                         "oop_mean",
                                                         "inpatient_oop_mean",
                                                         "inpatient_reimbursement_ratio",
                                                         "admission_rate",
                                                         "debt_households",
                                                         "distress_sale_households",
                                                         "income_mean",
                                                         "gini"};

bool is_main(const std::string& name)
{
    return std::find(main_measures.begin(), main_measures.end(), name) != main_measures.end();
}

NumberTable measure_table(const Page& page, const std::vector<std::string>& names, const std::string& caption)
{
    NumberTable t{caption, {"Measure", "Scenario", "mean", "5 %", "95 %"}, 2, {}, "all"};
    for (const std::string& name : names) {
        const auto q = quantity(page.r, name);
        if (!q) continue;
        std::vector<Summary> all;
        for (std::size_t s = 0; s < page.r.scenarios.size(); ++s) all.push_back(summarise(draws_mean(page.r, *q, s)));
        const ShownUnit unit = shown_unit(q->unit, largest_of(all));
        for (std::size_t s = 0; s < all.size(); ++s) {
            t.rows.push_back({fmt::format("{} ({}), {}", q->label, name, unit.name), page.name(s)});
            add_cells(t.rows.back(), unit, all[s]);
        }
    }
    return t;
}

std::string recorded(const Results& r, const std::string& name)
{
    const auto at = r.record.find(name);
    return at == r.record.end() || at->second.empty() ? "not recorded" : at->second;
}

// A scenario's file as it may be typed: never a text of the file that a shell could read as a command.
std::string file_name(const Page& page, std::size_t scenario)
{
    const std::string& name = page.r.scenarios[scenario];
    const bool plain
        = !name.empty() && name.size() <= 64 && name[0] != '-' && std::all_of(name.begin(), name.end(), [](char c) {
              return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
          });
    return plain ? name + ".toml" : "SCENARIO_" + page.code(scenario) + ".toml";
}

std::string seed_of(const Results& r)
{
    const auto at = r.record_numbers.find("seed");
    return at == r.record_numbers.end() ? "" : fmt::format("{}", static_cast<std::uint64_t>(at->second));
}

std::string command(const Page& page)
{
    const Results& r = page.r;
    std::string line = "hearth run --input INPUT.h5";
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) line += " --scenario " + file_name(page, s);
    line += fmt::format(" --years {} --draws {}", r.years.size(), r.draws);
    if (const std::string seed = seed_of(r); !seed.empty()) line += " --seed " + seed;
    if (recorded(r, "sampled_share") != "1") line += " --population N";
    if (recorded(r, "twin") == "off") line += " --no-twin";
    if (!channel_measure(r).empty()) line += " --attribution";
    return line + " --out RESULTS.h5";
}

std::string scale_words(const Results& r)
{
    const std::string share = recorded(r, "sampled_share");
    if (share == "1") return "1 (everybody simulated)";
    return share + " (counts are scaled up to the whole population; small groups rest on few households)";
}

void add_row(NumberTable& t, const std::string& what, const std::string& value) { t.rows.push_back({what, value}); }

NumberTable record_table(const Page& page, const ReportRequest& request)
{
    const Results& r = page.r;
    NumberTable t{"Run record", {"What", "Value"}, 2, {}, ""};
    add_row(t, "Program that ran", recorded(r, "program_version") + ", commit " + recorded(r, "program_commit"));
    add_row(t, "Program that wrote this page", request.program.empty() ? "not recorded" : request.program);
    add_row(t, "Years", fmt::format("{} to {}", page.r.years.front(), page.r.years.back()));
    add_row(t, "Draws of luck", fmt::format("{}", r.draws));
    add_row(t, "Seed", seed_of(r).empty() ? "not recorded" : seed_of(r));
    add_row(t, "Share of households simulated", scale_words(r));
    add_row(t, "Counterfactual twin", recorded(r, "twin"));
    add_row(t, "First scenario (burn-in; gains and losses)", recorded(r, "reference_scenario"));
    add_row(t, "Base of this page", page.name(page.base));
    add_row(t, "SHA-1 of the input", recorded(r, "input_digest"));
    add_row(t, "SHA-1 of the results", request.results_digest.empty() ? "not recorded" : request.results_digest);
    const auto digests = nlohmann::json::parse(recorded(r, "scenario_digest"), nullptr, false);
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) {
        const bool held
            = digests.is_object() && digests.contains(r.scenarios[s]) && digests[r.scenarios[s]].is_string();
        add_row(t, "SHA-1 of scenario " + page.name(s),
                held ? digests[r.scenarios[s]].get<std::string>() : "not recorded");
    }
    return t;
}

constexpr std::array<std::string_view, 6> caveats{
    "Intervals are luck only: who falls ill, when, and how bad the year is. They hold no doubt about parameters, "
    "inputs or the "
    "model's form, which may well be larger.",
    "Most inputs are assumptions. The input's tables name the source and kind of every row (hearth check INPUT.h5).",
    "Nothing here says anything about a named household, and nothing here may decide about one.",
    "Differences between scenarios are the model's answer to a changed rule, everything else the same; they are no "
    "forecast.",
    "Money is in nominal yuan of each year; sums over years are not discounted.",
    "The data are synthetic: households are made from published tables, none is a real one."};

} // namespace

void measure_section(Page& page)
{
    section(page, "measures", "Main measures");
    paragraph(page, fmt::format("Whole population, {}; mean of the draws, 5th and 95th percentile.", page.period()));
    std::vector<std::string> first(main_measures.begin(), main_measures.end()), others;
    for (const Results::Variable& v : page.r.variables)
        if (!is_main(v.name) && quantity(page.r, v.name)) others.push_back(v.name);
    page.html += html(measure_table(page, first, "Main measures"));
    if (others.empty()) return;
    page.html += "<details><summary>All other measures</summary>\n"
                 + html(measure_table(page, others, "All other measures")) + "</details>\n";
}

void record_section(Page& page, const ReportRequest& request)
{
    section(page, "record", "What this rests on");
    page.html += "<h3>What these numbers do not say</h3>\n<ul>\n";
    for (const std::string_view c : caveats) page.html += "<li>" + svg::escape(c) + "</li>\n";
    page.html += "</ul>\n<h3>Run record</h3>\n<div class=\"record\">" + html(record_table(page, request)) + "</div>";
    page.html += "<h3>To make the results again</h3>\n<pre>" + svg::escape(command(page)) + "</pre>\n";
    std::string words = "With the program, the input and the scenario files of the digests above this gives the same "
                        "bytes, on any number of threads.";
    if (recorded(page.r, "sampled_share") != "1")
        words += " N is the number of persons asked for; it gave the share of households told above.";
    paragraph(page, words, "note");
    if (const auto text = page.r.record.find("scenario_text"); text != page.r.record.end())
        page.html += "<details><summary>The scenarios' texts</summary>\n<pre>" + svg::escape(text->second)
                     + "</pre></details>\n";
}

} // namespace hearth::report
