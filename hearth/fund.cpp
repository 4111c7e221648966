// hearth fund: what each fund, layer and level of government needs, from a forecast.
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "forecast/fund_sizing.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

double number_from(const std::string& text, const std::string& option)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value)) throw UsageError(say("{} = {} (must be a number)", option, text));
    return value;
}

forecast::SizingQuery query_from(const Options& o)
{
    forecast::SizingQuery query;
    for (const char* what : {"layer", "fund", "level", "scenario", "confidence"})
        if (o.has(what) && split_list(o.get<std::string>(what)).empty()) throw UsageError(say("--{} names nothing", what));
    for (const char* what : {"layer", "fund", "level"})
        if (o.has(what))
            for (const std::string& name : split_list(o.get<std::string>(what))) query.subjects.push_back(name == "all" ? std::string(what) : std::string(what) + ":" + name);
    if (o.has("scenario")) query.scenarios = split_list(o.get<std::string>("scenario"));
    if (o.has("confidence")) {
        query.confidence.clear();
        for (const std::string& text : split_list(o.get<std::string>("confidence"))) {
            query.confidence.push_back(number_from(text, "--confidence"));
            if (!(query.confidence.back() > 0.0 && query.confidence.back() < 1.0))
                throw UsageError(say("--confidence = {} (must lie between 0 and 1)", text));
        }
    }
    for (const std::string& text : o.has("budget") ? o.get<std::vector<std::string>>("budget") : std::vector<std::string>{}) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) throw UsageError(say("--budget = {} (must be GROUP=YUAN, such as fund:assistance=40000000)", text));
        query.budget[text.substr(0, equals)] = number_from(text.substr(equals + 1), "--budget");
    }
    return query;
}

} // namespace

int fund_command(const Arguments& arguments)
{
    Options options("hearth fund F.h5 [--fund guarantee] [--layer assistance] [--level county] [--confidence 0.95,0.99,0.995]",
                    say("Sizes funds from a forecast: mean, quantiles with intervals, tail means, deficits, month of exhaustion, contribution\n"
                        "a head, reserves on joint paths, and what drives them. Long rows for a spreadsheet with --format csv or tsv."));
    options.add()("forecast", po::value<std::string>(), say("forecast made by hearth forecast").c_str())(
        "fund", po::value<std::string>(), say("funds by name, separated by commas; all").c_str())(
        "layer", po::value<std::string>(), say("layers by name; all").c_str())(
        "level", po::value<std::string>(), say("levels of government by name; all").c_str())(
        "scenario", po::value<std::string>(), say("scenarios, separated by commas (default: all)").c_str())(
        "confidence", po::value<std::string>(), say("levels for reserves, contributions and tail means").c_str())(
        "budget", po::value<std::vector<std::string>>()->composing(),
        say("GROUP=YUAN a year to hold the group against, such as fund:guarantee=25000000; repeat for several").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("text, csv, tsv, json or md").c_str());
    options.positional("forecast", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const forecast::SizingQuery query = query_from(options);
    const Format format = format_named(options.get<std::string>("format"));
    const forecast::ForecastFile file(options.required("forecast"));
    const std::vector<forecast::SizingRow> rows = forecast::sizing_rows(file, query);
    std::cout << (format == Format::text ? forecast::sizing_text(file, query, rows) : forecast::print_sizing(rows, format));
    return exit_code::done;
}

} // namespace hearth
