// hearth measure: poverty, health payments and inequality from a household survey or grouped data.
#include <algorithm>
#include <charconv>
#include <iostream>

#include "hearth/options.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "survey/lorenz.hpp"
#include "survey/report.hpp"
#include "survey/survey.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

void declare(Options& o)
{
    o.add()("data", po::value<std::string>(), say("households, one row each (CSV, UTF-8)").c_str())(
        "columns", po::value<std::string>(), say("names of columns: consumption=TOTEXP,oop=HEALTH,size=HHSIZE,...").c_str())(
        "line", po::value<Texts>()->composing(), say("poverty line, money a person a year; may be repeated").c_str())(
        "societal-line", po::value<std::string>(), say("societal poverty line of SDG 3.8.2 (2025), money a person a year").c_str())(
        "welfare", po::value<std::string>(), say("consumption or income (default: consumption if there is such a column)").c_str())(
        "threshold", po::value<std::string>()->default_value("0.10,0.25"), say("catastrophic shares of consumption").c_str())(
        "capacity-threshold", po::value<std::string>()->default_value("0.40"), say("catastrophic share of capacity to pay").c_str())(
        "relative", po::value<std::string>()->default_value("0.5,0.6"), say("relative lines as shares of the median").c_str())(
        "by", po::value<std::string>(), say("columns to group by, separated by commas; quintile = fifths of gross welfare").c_str())(
        "measure", po::value<std::string>(), say("measures, separated by commas (default: all)").c_str())(
        "on-missing", po::value<std::string>()->default_value("stop"), say("stop at rows with a missing value, or skip them").c_str())(
        "confidence", po::value<std::string>()->default_value("0.95"), say("of the intervals").c_str())(
        "bootstrap", po::value<std::uint32_t>(), say("replicates of the rescaled bootstrap, beside the linearised errors").c_str())(
        "seed", po::value<std::uint64_t>()->default_value(1), say("of the bootstrap").c_str())(
        "lorenz", po::value<std::string>(), say("write the Lorenz curve to this file (CSV)").c_str())(
        "grouped", po::value<std::string>(), say("points of a Lorenz curve (CSV: p, l) instead of a survey").c_str())(
        "mean", po::value<std::string>(), say("mean welfare of the grouped data, in the unit of --line").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("text, csv or json").c_str())(
        "list", say("list the measures with units and definitions").c_str());
}

double number_from(const std::string& option, const std::string& text, double above, double most)
{
    double value = 0.0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || at != end || !(value > above && value <= most))
        throw UsageError(most > 1.0 ? say("--{} = {} (must be a number above {})", option, text, static_cast<int>(above))
                                    : say("--{} = {} (must be a number above {} and at most 1)", option, text, static_cast<int>(above)));
    return value;
}

constexpr double most_money = 1e15;

double money_from(const Options& o, const std::string& option)
{
    return number_from(option, o.required(option), 0.0, most_money);
}

// Numbers without repetition.
std::vector<double> numbers_from(const Options& o, const std::string& option)
{
    std::vector<double> numbers;
    for (const std::string& text : split_list(o.get<std::string>(option))) {
        const double value = number_from(option, text, 0.0, 1.0);
        if (std::find(numbers.begin(), numbers.end(), value) == numbers.end()) numbers.push_back(value);
    }
    return numbers;
}

std::vector<double> lines_from(const Options& o)
{
    std::vector<double> lines;
    if (!o.has("line")) return lines;
    for (const std::string& words : o.get<Texts>("line"))
        for (const std::string& text : split_list(words)) {
            const double line = number_from("line", text, 0.0, most_money);
            if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
        }
    return lines;
}

std::map<std::string, std::string> columns_from(const std::string& text)
{
    std::map<std::string, std::string> columns;
    const Texts& roles = survey_roles();
    for (const std::string& pair : split_list(text)) {
        const std::size_t equals = pair.find('=');
        const std::string role = pair.substr(0, equals);
        if (equals == std::string::npos || std::find(roles.begin(), roles.end(), role) == roles.end())
            throw UsageError(say("--columns {} (write role=NAME; the roles are size, weight, consumption, income, oop, food, psu, stratum)", pair));
        if (!columns.emplace(role, pair.substr(equals + 1)).second) throw UsageError(say("--columns names {} twice", role));
    }
    return columns;
}

std::string one_of(const Options& o, const std::string& option, const Texts& allowed)
{
    const std::string value = o.get<std::string>(option);
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
    std::string rule;
    for (const std::string& name : allowed) rule += (rule.empty() ? "" : ", ") + name;
    throw UsageError(say("--{} = {} (one of {})", option, value, rule));
}

SurveyParameters parameters_from(const Options& o)
{
    SurveyParameters p;
    p.lines = lines_from(o);
    p.thresholds = numbers_from(o, "threshold");
    p.relative = numbers_from(o, "relative");
    p.capacity = number_from("capacity-threshold", o.get<std::string>("capacity-threshold"), 0.0, 1.0);
    if (o.has("societal-line")) p.societal = money_from(o, "societal-line");
    return p;
}

SurveyRequest request_from(const Options& o)
{
    SurveyRequest request;
    request.parameters = parameters_from(o);
    request.confidence = number_from("confidence", o.get<std::string>("confidence"), 0.0, 1.0);
    if (request.confidence >= 1.0) throw UsageError(say("--confidence must be below 1"));
    if (o.has("bootstrap")) request.replicates = o.get<std::uint32_t>("bootstrap");
    if (o.has("bootstrap") && (request.replicates < 2 || request.replicates > 10'000))
        throw UsageError(say("--bootstrap must lie in [2, 10000]"));
    request.seed = o.get<std::uint64_t>("seed");
    if (o.has("measure")) request.measures = split_list(o.get<std::string>("measure"));
    request.lorenz = o.has("lorenz");
    return request;
}

SurveyFile file_from(const Options& o, SurveyRequest& request)
{
    SurveyFile file;
    file.path = o.required("data");
    if (o.has("columns")) file.columns = columns_from(o.get<std::string>("columns"));
    file.skip_missing = one_of(o, "on-missing", {"stop", "skip"}) == "skip";
    if (!o.has("by")) return file;
    for (const std::string& name : split_list(o.get<std::string>("by"))) {
        if (name == "quintile") request.by_quintile = true;
        else if (std::find(file.by.begin(), file.by.end(), name) == file.by.end()) file.by.push_back(name);
    }
    return file;
}

bool welfare_is_income(const Options& o, const SurveyData& survey)
{
    if (!o.has("welfare")) return survey.consumption.empty();
    const bool income = one_of(o, "welfare", {"consumption", "income"}) == "income";
    if ((income ? survey.income : survey.consumption).empty())
        throw InputError(say("{}: no column {} for --welfare", o.get<std::string>("data"), income ? "income" : "consumption"));
    return income;
}

int measure_grouped(const Options& o, const std::string& format)
{
    const std::vector<double> lines = lines_from(o);
    if (o.has("data")) throw UsageError(say("--grouped takes no survey"));
    if (lines.size() != 1) throw UsageError(say("--grouped needs one --line"));
    std::cout << grouped_report(o.get<std::string>("grouped"), money_from(o, "mean"), lines[0], format);
    return exit_code::done;
}

} // namespace

int measure_command(const Arguments& arguments)
{
    Options options("hearth measure --data H.csv [--columns role=NAME,...] [--line Z] [--by COLUMN,...] [--format text|csv|json]",
                    say("Poverty, catastrophic payments and inequality from a household survey, with design-based\n"
                        "standard errors; or from points of a Lorenz curve (--grouped L.csv --mean M --line Z).\n"
                        "docs/measure.md tells columns, definitions and methods."));
    declare(options);
    options.positional("data", 1);
    if (!options.parse(arguments)) return exit_code::done;
    if (options.has("list")) {
        std::cout << survey_measure_list(parameters_from(options));
        return exit_code::done;
    }
    const std::string format = one_of(options, "format", {"text", "csv", "json"});
    if (options.has("grouped")) return measure_grouped(options, format);
    if (options.has("mean")) throw UsageError(say("--mean belongs to --grouped"));
    SurveyRequest request = request_from(options);
    const SurveyFile file = file_from(options, request);
    if (options.has("welfare")) one_of(options, "welfare", {"consumption", "income"});
    if (request.lorenz) refuse_overwriting(options.get<std::string>("lorenz"), {file.path});
    const SurveyData survey = read_survey(file);
    request.welfare_is_income = welfare_is_income(options, survey);
    const SurveyReport report = survey_report(survey, request);
    if (request.lorenz) store::write_text(options.get<std::string>("lorenz"), report.lorenz);
    std::cout << print_survey(report, format);
    if (format != "text")
        for (const std::string& note : report.notes) std::cerr << say("note: {}", note) << "\n";
    return exit_code::done;
}

} // namespace hearth
