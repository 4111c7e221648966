#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "store/csv_rows.hpp"
#include "survey/report.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

std::string exact_number(double v) { return std::isnan(v) ? "" : fmt::format("{}", v); }
std::string short_number(double v) { return std::isnan(v) ? "" : fmt::format("{:.5g}", v); }

nlohmann::ordered_json json_value(double v)
{
    return std::isnan(v) ? nlohmann::ordered_json() : nlohmann::ordered_json(v);
}

std::string rows_as_csv(const SurveyReport& report)
{
    std::string out = "group,measure,line,unit,value,se,low,high,n_households,n_persons";
    out += report.bootstrapped ? ",se_bootstrap\n" : "\n";
    for (const SurveyRow& r : report.rows) {
        out += fmt::format("{},{},{},{},{},{},{},{},{},{}", quoted_field(r.group), quoted_field(r.measure),
                           exact_number(r.line), r.unit, exact_number(r.value), exact_number(r.se), exact_number(r.low),
                           exact_number(r.high), r.households, exact_number(r.persons));
        if (report.bootstrapped) out += "," + exact_number(r.bootstrap_se);
        out += "\n";
    }
    return out;
}

std::string rows_as_json(const SurveyReport& report)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const SurveyRow& r : report.rows) {
        list.push_back({{"group", r.group}, {"measure", r.measure}, {"line", json_value(r.line)}, {"unit", r.unit},
                        {"value", json_value(r.value)}, {"se", json_value(r.se)}, {"low", json_value(r.low)},
                        {"high", json_value(r.high)}, {"n_households", r.households}, {"n_persons", r.persons}});
        if (report.bootstrapped) list.back()["se_bootstrap"] = json_value(r.bootstrap_se);
    }
    return list.dump(1) + "\n";
}

std::string rows_as_text(const SurveyReport& report)
{
    std::string out;
    const std::string* group = nullptr;
    std::size_t longest = std::max<std::size_t>(7, width(say("measure")));
    for (const SurveyRow& r : report.rows) longest = std::max(longest, r.measure.size());
    for (const SurveyRow& r : report.rows) {
        if (!group || *group != r.group) {
            if (group) out += "\n";
            out += say("{}: {} households, {:.10g} persons in the sample", r.group, r.households, r.persons) + "\n";
            out += fmt::format("{} {} {} {} {} {}", padded(say("measure"), longest), padded(say("line"), 10, true), padded(say("value"), 10, true),
                               padded(say("se"), 10, true), padded(say("low"), 10, true), padded(say("high"), 10, true));
            if (report.bootstrapped) out += " " + padded(say("bootstrap"), 10, true);
            out += "  " + say("definition") + "\n";
            group = &r.group;
        }
        out += fmt::format("{:<{}} {:>10} {:>10} {:>10} {:>10} {:>10}", r.measure, longest, short_number(r.line),
                           short_number(r.value), short_number(r.se), short_number(r.low), short_number(r.high));
        if (report.bootstrapped) out += fmt::format(" {:>10}", short_number(r.bootstrap_se));
        out += "  " + r.definition + (r.unit == "1" ? "\n" : " (" + say(r.unit) + ")\n");
    }
    for (const std::string& note : report.notes) out += say("note: {}", note) + "\n";
    return out;
}

} // namespace

std::string print_survey(const SurveyReport& report, const std::string& format)
{
    if (format == "csv") return rows_as_csv(report);
    return format == "json" ? rows_as_json(report) : rows_as_text(report);
}

std::string survey_measure_list(const SurveyParameters& parameters)
{
    SurveyParameters all = parameters; // a line of each kind, so that every measure is told
    all.lines = {0.0};
    all.societal = 0.0;
    std::string out;
    for (const SurveyIndex& index : survey_indices(all, true, true))
        out += fmt::format("{} ({}): {}\n", index.name, say(index.measure->unit), index.definition);
    return out;
}

} // namespace hearth
