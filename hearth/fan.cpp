// hearth fan: what a forecast says, and where its spread comes from.
#include <iostream>

#include <fmt/format.h>

#include "forecast/fan.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "words/say.hpp"

namespace hearth {

namespace po = boost::program_options;

int fan_command(const Arguments& arguments)
{
    Options options("hearth fan F.h5 [--base baseline] [--measure m,...] [--by all,county,layer,...] [--year Y]",
                    say("The fan of a forecast with the variance split into parameters, systemic paths and households' luck;\n"
                        "with --base differences between scenarios, draw by draw, with the probability of being below 0."));
    options.add()("forecast", po::value<std::string>(), say("forecast made by hearth forecast").c_str())(
        "measure", po::value<std::string>(), say("measures, separated by commas").c_str())(
        "by", po::value<std::string>(),
        say("groups or dimensions: all, layer, level, fund, county, registry, quintile, ... or one such as county:xiji").c_str())(
        "year", po::value<int>(), say("one year (default: every unsure year; differences: their mean)").c_str())(
        "base", po::value<std::string>(), say("scenario to compare with").c_str())(
        "format", po::value<std::string>(), say("text, csv, json or md (default: a summary)").c_str());
    options.positional("forecast", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const forecast::ForecastFile file(options.required("forecast"));
    forecast::FanQuery query;
    if (options.has("measure")) query.measures = split_list(options.get<std::string>("measure"));
    if (options.has("by")) query.groups = split_list(options.get<std::string>("by"));
    if (options.has("year")) query.year = options.get<int>("year");
    const bool plain = !options.has("measure") && !options.has("by") && !options.has("year") && !options.has("base") && !options.has("format");
    if (plain) {
        std::cout << forecast::summary_text(file);
        return exit_code::done;
    }
    const Format format = format_named(options.has("format") ? options.get<std::string>("format") : "text");
    if (options.has("base")) std::cout << print_differences(difference_rows(file, options.get<std::string>("base"), query), options.get<std::string>("base"), format);
    else std::cout << print_fan(fan_rows(file, query), format);
    return exit_code::done;
}

} // namespace hearth
