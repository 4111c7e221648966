#include <iostream>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "output/tables.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

Format format_from(const std::string& name, bool text_allowed)
{
    if (name == "csv") return Format::csv;
    if (name == "json") return Format::json;
    if (name == "md") return Format::markdown;
    if (text_allowed && name == "text") return Format::text;
    throw UsageError("--format = " + name + " (this version writes csv, json" + (text_allowed ? " and text)" : " and md)"));
}

} // namespace

int table_command(const Arguments& arguments)
{
    Options options("hearth table R.h5 [--measure m,...] [--by year,scenario,county,...] [--format csv|json|md]",
                    "Tidy rows: scenario,year,group,measure,unit,mean,se,p05,p50,p95,n (over draws).");
    options.add()("results", po::value<std::string>(), "results file")(
        "measure", po::value<std::string>(), "measures, separated by commas (default: all)")(
        "by", po::value<std::string>(), "year, scenario, and groups or dimensions: all, county, registry, quintile, "
                                         "label, age, sex, tier, layer, level, fund, programme, disease, channel, or one such as county:xiji")(
        "format", po::value<std::string>()->default_value("csv"), "csv, json or md")(
        "price-year", po::value<int>(), "money at this year's prices (default: nominal)")(
        "disclosure", "leave out cells of fewer than 11 simulated persons, and what would give them away")(
        "funds", "the books of every fund: sources, uses, trial balance (csv and json: a row a line)")(
        "list", "list the measures with units and definitions");
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    if (options.has("list")) {
        for (const Measure& m : measures())
            std::cout << m.name << " (" << m.unit << "): " << m.definition << "\n";
        return exit_code::done;
    }
    const Results results = read_results(options.required("results"));
    TableQuery query;
    if (options.has("measure")) query.measures = split_list(options.get<std::string>("measure"));
    query.disclosure = options.has("disclosure");
    if (options.has("price-year")) query.price_year = options.get<int>("price-year");
    if (options.has("by")) {
        query.by_scenario = query.by_year = false;
        for (const std::string& name : split_list(options.get<std::string>("by"))) {
            if (name == "scenario") query.by_scenario = true;
            else if (name == "year") query.by_year = true;
            else query.groups.push_back(name == "group" ? "all" : name);
        }
    }
    const Format format = format_from(options.get<std::string>("format"), options.has("funds"));
    if (options.has("funds")) {
        if (options.has("measure") || options.has("by") || options.has("price-year"))
            throw UsageError("--funds tells whole books (without --measure, --by and --price-year)");
        if (format == Format::markdown || format == Format::text || !options.given("format")) {
            std::cout << print_fund_accounts(results);
            return exit_code::done;
        }
        query.measures = fund_measures();
        query.groups = {"fund"};
    }
    std::cout << print_rows(tidy_rows(results, query), format);
    return exit_code::done;
}

int compare_command(const Arguments& arguments)
{
    Options options("hearth compare R.h5 --base baseline [--year Y] [--measure m,...] [--by county,...]",
                    "Paired differences from a base scenario, draw by draw with the same luck.");
    options.add()("results", po::value<std::string>(), "results file")(
        "base", po::value<std::string>(), "scenario to compare with")(
        "year", po::value<int>(), "one year (default: mean over the run's years)")(
        "measure", po::value<std::string>(), "measures, separated by commas")(
        "by", po::value<std::string>(), "groups or dimensions, as in hearth table")(
        "format", po::value<std::string>()->default_value("text"), "text, csv or json")("json", "same as --format json")(
        "disclosure", "leave out cells of fewer than 11 simulated persons, and what would give them away");
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const Results results = read_results(options.required("results"));
    CompareQuery query;
    query.base = options.required("base");
    query.disclosure = options.has("disclosure");
    if (options.has("year")) query.year = options.get<int>("year");
    if (options.has("measure")) query.measures = split_list(options.get<std::string>("measure"));
    if (options.has("by")) query.groups = split_list(options.get<std::string>("by"));
    const Format format = format_from(options.has("json") ? "json" : options.get<std::string>("format"), true);
    std::cout << print_pairs(results, query, paired_rows(results, query), format);
    return exit_code::done;
}

} // namespace hearth
