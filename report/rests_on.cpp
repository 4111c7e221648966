// What the results rest on: the frontier's file, the posterior's targets, parameters and the input's assumptions.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include <nlohmann/json.hpp>

#include "calibration/csv.hpp"
#include "calibration/tables.hpp"
#include "report/teller.hpp"
#include "sim/base/error.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void check(const store::Source& file, const char* type)
{
    if (file.has_attribute("/", "type") && file.text_attribute("/", "type") == type && file.has_attribute("/", "complete") && file.integer_attribute("/", "complete") == 1) return;
    throw InputError(say("{}: is no whole {} file", file.path(), type));
}

// A file that was made with another input than the results: what it tells is not of them.
void warn_of_another(const Teller& t, const std::string& path, const std::string& input_digest, Section& section)
{
    const auto own = t.e.r().record.find("input_digest");
    if (own == t.e.r().record.end() || own->second == input_digest) return;
    section.blocks.push_back(Paragraph{say("{} is of another input (SHA-1 {}) than the results (SHA-1 {}).", std::filesystem::path(path).filename().string(), input_digest, own->second), Paragraph::Tone::warning});
}

// A frontier of a scenario that the results do not hold, or hold with another text.
void warn_of_other_scenario(const Teller& t, const store::Source& file, const std::string& scenario, Section& section)
{
    const auto kept = t.e.r().record.find("scenario_digest");
    const auto digests = kept == t.e.r().record.end() ? nlohmann::json() : nlohmann::json::parse(kept->second, nullptr, false);
    if (!digests.is_object() || !file.has_attribute("/", "scenario_digest")) return;
    const std::string name = std::filesystem::path(file.path()).filename().string();
    if (!digests.contains(scenario)) section.blocks.push_back(Paragraph{say("{} is of the scenario {}, which is not in the results.", name, scenario), Paragraph::Tone::warning});
    else if (digests[scenario] != file.text_attribute("/", "scenario_digest"))
        section.blocks.push_back(Paragraph{say("{} is of a scenario {} with another text than that in the results.", name, scenario), Paragraph::Tone::warning});
}

// A number of the file by its own unit; shown with digits enough for its size.
ShownUnit by_size(const std::string& unit, double largest)
{
    return {say(unit), 1.0, largest >= 1000.0 ? 0 : largest >= 10.0 ? 1 : largest >= 0.1 ? 3 : 5, false, say(unit)};
}

Cell alone(double v, const std::string& unit) { return number(v, by_size(unit, std::abs(v))); }

std::string unit_of_measure(const std::string& measure)
{
    const Measure* m = find_measure(measure);
    return m ? std::string(m->unit) : std::string();
}

std::string label_of_measure(const std::string& measure)
{
    const Measure* m = find_measure(measure);
    return m ? std::string(spoken() == Language::chinese ? m->long_name_zh : m->long_name) : measure;
}

// "outgo of layer:guarantee" in words.
std::string cost_in_words(const std::string& cost)
{
    constexpr std::string_view outgo = "outgo of ";
    return cost.starts_with(outgo) ? say("outgo of: {}", group_name(cost.substr(outgo.size()))) : say(cost);
}

// Measures with commas between, by their names.
std::string measures_in_words(const std::string& listed)
{
    std::string out;
    if (listed == "none") return say("nothing");
    for (std::size_t from = 0; from < listed.size();) {
        const std::size_t to = std::min(listed.find(',', from), listed.size());
        out += (out.empty() ? "" : say(", ")) + label_of_measure(listed.substr(from, to - from));
        from = to + 1;
    }
    return out.empty() ? say("nothing") : out;
}

void add_frontier(const Teller& t, const std::string& path, std::size_t nth, Section& section)
{
    const store::Source file(path);
    check(file, "hearth frontier");
    const std::string objective = file.text_attribute("/", "objective"), scenario = file.text_attribute("/", "scenario");
    warn_of_another(t, path, file.text_attribute("/", "input_digest"), section);
    warn_of_other_scenario(t, file, scenario, section);
    const std::vector<std::string> levers = file.texts("lever");
    const std::vector<double> budgets = file.numbers("budget"), best = file.numbers("best_policy"), values = file.numbers("value"), fresh = file.numbers("fresh_objective"), cost = file.numbers("fresh_cost"),
                              above = file.numbers("fresh_above_base"), within = file.numbers("fresh_within_budget");
    const std::vector<double> error = file.has("fresh_above_base_se") ? file.numbers("fresh_above_base_se") : std::vector<double>(budgets.size(), nothing);
    std::vector<Summary> changes, costs;
    for (std::size_t b = 0; b < budgets.size(); ++b) {
        changes.push_back({above[b], 0, above[b] - 1.645 * error[b], nothing, above[b] + 1.645 * error[b], 0, 0});
        costs.push_back({std::max(budgets[b], cost[b]), 0, nothing, nothing, nothing, 0, 0});
    }
    const ShownUnit change = shown_unit(unit_of_measure(objective), largest_of(changes), true), yuan = shown_unit("yuan", largest_of(costs)), level = shown_unit(unit_of_measure(objective), 1e5), share = shown_unit("1", 1.0);
    const bool told_error = std::any_of(error.begin(), error.end(), [](double v) { return std::isfinite(v); });
    std::string note = say("Scenario {}; cost: {}; not to be worsened: {}; {} draws. A policy was chosen for its budget on some draws and is told here on others (fresh luck), where it can cost more than the budget: "
                           "see the probability to stay within it. Below 0: fewer than under the scenario as it stands.",
                           scenario, cost_in_words(file.text_attribute("/", "cost")), measures_in_words(file.text_attribute("/", "constraints")), file.text_attribute("/", "draws"));
    if (told_error) note += say(" Whisker: 90 % interval of the mean.");
    if (file.has_attribute("/", "sampled_share"))
        note += say(" Lived by {:.1f} % of the persons: levels differ from those of the other sections where years, persons or draws do.", std::stod(file.text_attribute("/", "sampled_share")) * 100.0);
    std::size_t dearer = 0;
    for (std::size_t b = 0; b < budgets.size(); ++b) dearer += !std::isnan(best[b]) && cost[b] > budgets[b];
    if (dearer > 0) section.blocks.push_back(Paragraph{say("On other draws {} of {} policies cost more on average than the budget they were chosen for: too few draws or persons to choose by. Ask hearth optimise for more.", dearer, budgets.size()), Paragraph::Tone::warning});
    Figure figure{"frontier-" + std::to_string(nth), say("{}: policies chosen for each budget, {}", capital(label_of_measure(objective)), change.name), note, {}, {}, false};
    figure.table = {figure.title, {say("Budget, {}", yuan.name), say("cost a year, {}", yuan.name), say("change, {}", change.name), say("5 %"), say("95 %"), say("level, {}", level.name), say("probability to stay within the budget, {}", share.name)}, {}, objective, 0};
    for (const std::string& lever : levers) figure.table.columns.push_back(lever);
    std::size_t feasible = 0;
    for (const bool met : {true, false}) // rows without a policy stand last
        for (std::size_t b = 0; b < budgets.size(); ++b) {
            if (std::isnan(best[b]) == met) continue;
            feasible += met;
            std::vector<Cell> row{number(budgets[b], yuan), number(cost[b], yuan)};
            add_cells(row, change, changes[b]);
            row.push_back(number(fresh[b], level));
            row.push_back(number(within[b], share));
            for (std::size_t k = 0; k < levers.size(); ++k) row.push_back(met ? alone(values[static_cast<std::size_t>(best[b]) * levers.size() + k], "") : words(say("no policy lived is within this budget and allowed")));
            figure.table.rows.push_back(row);
        }
    Chart chart{Kind::points, "", say("cost a year, {}", yuan.name), change.name, 1, {}, change, yuan, nothing, nothing, true};
    chart.series.push_back({scenario, 0, feasible, 2, told_error ? 3 : no_column, told_error ? 4 : no_column, 0, false});
    if (feasible > 0) figure.charts.push_back(chart);
    section.blocks.push_back(std::move(figure));
}

double quantile(std::vector<double> x, double q)
{
    if (x.empty()) return nothing;
    std::sort(x.begin(), x.end());
    return x[static_cast<std::size_t>(q * static_cast<double>(x.size() - 1) + 0.5)];
}

Table parameter_table(const store::Source& file)
{
    const auto names = file.texts("parameters/parameter"), units = file.texts("parameters/unit"), sources = file.texts("parameters/source");
    const auto given = file.numbers("parameters/given");
    const auto contraction = file.has("parameters/contraction") ? file.numbers("parameters/contraction") : std::vector<double>(names.size(), nothing);
    const auto natural = file.has("posterior/natural") ? file.numbers("posterior/natural") : std::vector<double>{};
    Table table{say("Parameters that were fitted"), {say("Parameter"), say("unit"), say("before"), say("posterior median"), say("5 %"), say("95 %"), say("learnt from the data"), say("source of the belief before")}, {}, "", 2};
    const ShownUnit share = shown_unit("1", 1.0);
    for (std::size_t p = 0; p < names.size(); ++p) {
        std::vector<double> draws; // natural: draw x parameter
        for (std::size_t d = p; d < natural.size(); d += names.size()) draws.push_back(natural[d]);
        table.rows.push_back({words(names[p]), words(say(units[p])), alone(given[p], units[p]), alone(quantile(draws, 0.5), units[p]), alone(quantile(draws, 0.05), units[p]), alone(quantile(draws, 0.95), units[p]),
                              number(contraction[p], share), words(sources[p])});
    }
    return table;
}

// The input's parameters with their sources, and how many rows of each table are assumptions.
void add_input(const std::string& path, Section& section)
{
    Faults faults;
    const Tables tables = read_tables(path, faults);
    faults.refuse_if_any();
    Table counted{say("Tables of the input"), {say("Table"), say("What"), say("rows"), say("of them assumptions")}, {}, "", 2};
    const ShownUnit whole{say("rows"), 1.0, 0, false, say("rows")};
    for (const hearth::Table& table : tables) {
        const auto assumed = std::count_if(table.sources.begin(), table.sources.end(), [](const std::string& s) { return s.find("assumption") != std::string::npos; });
        counted.rows.push_back({words(std::string(table.schema->name)), words(std::string(spoken() == Language::chinese ? table.schema->title_zh : table.schema->title)),
                                number(static_cast<double>(table.rows()), whole), number(static_cast<double>(assumed), whole)});
    }
    section.blocks.push_back(Numbers{std::move(counted), ""});
    const hearth::Table& parameters = hearth::table(tables, "parameters");
    Table told{say("Parameters of the input, with their sources"), {say("Parameter"), say("unit"), say("value"), say("source")}, {}, "", 2};
    for (std::size_t r = 0; r < parameters.rows(); ++r) {
        const std::string& unit = parameters.text("unit")[r];
        told.rows.push_back({words(parameters.text("name")[r]), words(say(unit)), alone(parameters.number("value")[r], unit), words(parameters.sources[r])});
    }
    section.blocks.push_back(Numbers{std::move(told), say("All parameters of the input")});
}

} // namespace

Section frontier_section(const Teller& t)
{
    const std::vector<std::string>& files = t.request.frontiers;
    Section section{"frontier", say("What a budget can buy"), say("Frontier"), {}};
    for (std::size_t i = 0; i < files.size(); ++i) add_frontier(t, files[i], i + 1, section);
    if (files.empty()) section.blocks.push_back(Paragraph{say("No frontier was given: hearth optimise makes one, and hearth report takes its file beside the results.")});
    return section;
}

Section validation_section(const Teller& t)
{
    const std::string& posterior = t.request.posterior;
    Section section{"validation", say("The model against published figures"), say("Validation"), {}};
    if (posterior.empty()) {
        section.blocks.push_back(Paragraph{say("No posterior was given: hearth report takes posterior.h5 beside the results and shows the fit to every target.")});
        return section;
    }
    const store::Source file(posterior);
    check(file, "hearth posterior");
    warn_of_another(t, posterior, file.text_attribute("/", "input_digest"), section);
    const auto names = file.texts("targets/target"), units = file.texts("targets/unit"), roles = file.texts("targets/role"), sources = file.texts("targets/source");
    const auto value = file.numbers("targets/value"), se = file.numbers("targets/se"), predicted = file.numbers("targets/predicted"), low = file.numbers("targets/predicted_p05"), high = file.numbers("targets/predicted_p95"),
               z = file.numbers("targets/z");
    section.blocks.push_back(Paragraph{say("Status of the fit: {}. A target of role fit was fitted to; holdout was held back; monitor is only looked at. Predicted: median, 5 % and 95 % of the model's own runs. "
                                           "z: how many standard deviations (of runs, error and discrepancy together) the figure lies from the model; beyond 2 the model does not meet it.", say(file.text_attribute("/", "status")))});
    const ShownUnit sd{say("standard deviations"), 1.0, 2, true, say("standard deviations")};
    Figure figure{"targets", say("Targets: published figure less the model, in standard deviations"), "", {}, {}, false};
    figure.table = {figure.title, {say("Target"), say("role"), say("unit"), "z", say("published"), say("standard error"), say("predicted"), say("5 %"), say("95 %"), say("source")}, {}, "", 3};
    Table others{say("Other figures, looked at and not scored"), figure.table.columns, {}, "", 3};
    for (std::size_t i = 0; i < names.size(); ++i)
        (std::isfinite(z[i]) ? figure.table : others)
            .rows.push_back({words(names[i]), words(say(roles[i])), words(say(units[i])), number(z[i], sd), alone(value[i], units[i]), alone(se[i] > 0.0 ? se[i] : nothing, units[i]),
                             alone(predicted[i], units[i]), alone(low[i], units[i]), alone(high[i], units[i]), words(sources[i])});
    Chart chart{Kind::dots, "", sd.name, "", 0, {}, sd, {}, nothing, nothing, true};
    chart.series.push_back({"z", 0, figure.table.rows.size(), 3, no_column, no_column, 0, false});
    if (!figure.table.rows.empty()) figure.charts.push_back(chart);
    section.blocks.push_back(std::move(figure));
    if (!others.rows.empty()) section.blocks.push_back(Numbers{std::move(others), say("Other figures, looked at and not scored")});
    return section;
}

Section assumption_section(const Teller& t)
{
    const std::string &posterior = t.request.posterior, &input = t.request.input;
    Section section{"assumptions", say("Assumptions and their sources"), say("Assumptions"), {}};
    if (!posterior.empty()) {
        const store::Source file(posterior);
        check(file, "hearth posterior");
        section.blocks.push_back(Numbers{parameter_table(file), say("Parameters that were fitted")});
    }
    if (!input.empty()) {
        warn_of_another(t, input, digest_file(input), section);
        add_input(input, section);
    }
    if (posterior.empty() && input.empty())
        section.blocks.push_back(Paragraph{say("Most inputs are assumptions. Given the input's file beside the results (and posterior.h5), hearth report lists every parameter with its source.")});
    return section;
}

} // namespace hearth::report
