#include <filesystem>
#include <iostream>
#include <map>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/table_workbook.hpp"
#include "hearth/version.hpp"
#include "output/data_package.hpp"
#include "output/print_rows.hpp"
#include "output/stata.hpp"
#include "output/tables.hpp"
#include "output/terminal.hpp"
#include "store/atomic_file.hpp"
#include "words/say.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

const std::map<std::string, Format> written_formats{
    {"csv", Format::csv}, {"json", Format::json}, {"md", Format::markdown}, {"text", Format::text}, {"tsv", Format::tsv}};

// Where a table goes, and as what.
struct Target {
    std::string format; // a name of written_formats, or xlsx, dta
    std::string out;    // empty = standard output
};

bool has_codebook(const std::string& format) { return format == "csv" || format == "tsv" || format == "json" || format == "dta"; }

// The format that a file's name tells; csv where it tells none.
std::string format_of_name(const std::string& out)
{
    const std::string extension = std::filesystem::path(out).extension().string();
    if (extension == ".txt") return "text";
    for (const char* known : {"csv", "json", "md", "tsv", "xlsx", "dta"})
        if (extension == std::string(".") + known) return known;
    return "csv";
}

Target target_of(const Options& options)
{
    Target target;
    if (options.has("out")) target.out = options.get<std::string>("out");
    if (options.given("format")) target.format = options.get<std::string>("format");
    else if (!target.out.empty()) target.format = format_of_name(target.out);
    else target.format = options.has("funds") || on_terminal() ? "text" : "csv";
    const bool binary = target.format == "xlsx" || target.format == "dta";
    if (!binary && !written_formats.contains(target.format))
        throw UsageError(say("--format = {} (this version writes {})", target.format, "text, csv, tsv, json, md, xlsx, dta"));
    if (options.has("out") && target.out.empty()) throw UsageError(say("--out is empty (name a file)"));
    if (binary && target.out.empty()) throw UsageError(say("--format {} is no text: it needs --out FILE", target.format));
    if (!target.out.empty() && std::filesystem::path(target.out).filename() == "datapackage.json")
        throw UsageError(say("{}: is the name of the codebook beside a table (name the table otherwise)", target.out));
    return target;
}

TableQuery query_of(const Options& options)
{
    TableQuery query;
    if (options.has("measure")) query.measures = split_list(options.get<std::string>("measure"));
    query.disclosure = options.has("disclosure");
    if (options.has("price-year")) query.price_year = options.get<int>("price-year");
    if (options.has("funds")) {
        if (options.has("measure") || options.has("by") || options.has("price-year"))
            throw UsageError(say("--funds tells whole books (without --measure, --by and --price-year)"));
        query.measures = fund_measures();
        query.groups = {"fund"};
    }
    if (options.has("by")) {
        query.by_scenario = query.by_year = false;
        for (const std::string& name : split_list(options.get<std::string>("by"))) {
            if (name == "scenario") query.by_scenario = true;
            else if (name == "year") query.by_year = true;
            else query.groups.push_back(name == "group" ? "all" : name);
        }
    }
    return query;
}

void write_or_print(const std::string& out, const std::string& text)
{
    if (out.empty()) {
        std::cout << text;
        return;
    }
    store::write_text(out, text);
    std::cerr << say("{} written", out) << "\n";
}

void tell(const Codebook& book, const std::string& out)
{
    if (!book.taken.empty()) std::cerr << say("{}: was not written by hearth and stays as it is", book.taken) << "\n";
    if (book.path.empty())
        std::cerr << say("{}: neither; the codebook of {} is not written", codebook_path_aside(out), out) << "\n";
    else std::cerr << say("{} written: the codebook of {}", book.path, out) << "\n";
}

int write_table(const Target& target, const std::string& path, const Results& results, const TableQuery& query)
{
    const std::vector<TidyRow> rows = tidy_rows(results, query);
    if (target.format == "xlsx") return table_as_workbook(target.out, results, rows);
    std::string bytes;
    if (target.format == "dta") bytes = rows_as_stata(results, rows);
    else if (target.format == "text") bytes = rows_as_text(results, rows, target.out.empty() ? columns_of_text() : usual_columns);
    else bytes = print_rows(rows, written_formats.at(target.format));
    write_or_print(target.out, bytes);
    if (!target.out.empty() && has_codebook(target.format))
        tell(write_codebook({target.out, target.format, bytes, path, std::string("hearth ") + version, query}, results, rows), target.out);
    return exit_code::done;
}

void list_measures()
{
    for (const Measure& m : measures()) {
        std::cout << m.name << " (" << m.unit << "): ";
        if (spoken() == Language::chinese) std::cout << m.long_name_zh << ": ";
        std::cout << say(m.definition) << "\n";
    }
}

} // namespace

int table_command(const Arguments& arguments)
{
    Options options("hearth table R.h5 [--measure m,...] [--by year,scenario,county,...] [--format text|csv|tsv|json|md|xlsx|dta] [--out FILE]",
                    say("Tidy rows: scenario,year,group,measure,unit,mean,se,p05,p50,p95,n (over draws). On a terminal they are shown as a text."));
    options.add()("results", po::value<std::string>(), say("results file").c_str())(
        "measure", po::value<std::string>(), say("measures, separated by commas (default: all)").c_str())(
        "by", po::value<std::string>(), say("year, scenario, and groups or dimensions: all, county, registry, quintile, "
                                            "label, age, sex, tier, layer, level, fund, programme, disease, channel, or one such as county:xiji").c_str())(
        "format", po::value<std::string>(), say("text (for people: default on a terminal), csv (for programs: default elsewhere; cells are not changed "
                                                "for spreadsheets, use xlsx there), tsv, json, md, xlsx (Excel), dta (Stata 14 and later)").c_str())(
        "out", po::value<std::string>(), say("file to write; its name tells the format where --format does not. Beside csv, tsv, json and dta "
                                             "a codebook is written, datapackage.json").c_str())(
        "price-year", po::value<int>(), say("money at this year's prices (default: nominal)").c_str())(
        "disclosure", say("leave out cells of fewer than 11 simulated persons, and what would give them away").c_str())(
        "funds", say("the books of every fund: sources, uses, trial balance (csv, tsv, json, xlsx and dta: a row a line)").c_str())(
        "list", say("list the measures with units and definitions").c_str());
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    if (options.has("list")) {
        if (options.has("out")) throw UsageError(say("--list prints to the terminal (without --out)"));
        list_measures();
        return exit_code::done;
    }
    const std::string path = options.required("results");
    const Target target = target_of(options);
    const TableQuery query = query_of(options);
    if (!target.out.empty()) {
        refuse_overwriting(target.out, {path});
        if (has_codebook(target.format)) refuse_overwriting(codebook_path_aside(target.out), {path});
    }
    const Results results = read_results(path);
    if (!query.by_scenario && results.scenarios.size() > 1)
        std::cerr << say("note: of the scenario {} alone (--by scenario tells the others, too)", results.scenarios.front()) << "\n";
    if (options.has("funds") && (target.format == "text" || target.format == "md")) {
        write_or_print(target.out, print_fund_accounts(results));
        return exit_code::done;
    }
    return write_table(target, path, results, query);
}

int compare_command(const Arguments& arguments)
{
    Options options("hearth compare R.h5 --base baseline [--year Y] [--measure m,...] [--by county,...] [--format text|csv|json] [--out FILE]",
                    say("Paired differences from a base scenario, draw by draw with the same luck."));
    options.add()("results", po::value<std::string>(), say("results file").c_str())(
        "base", po::value<std::string>(), say("scenario to compare with").c_str())(
        "year", po::value<int>(), say("one year (default: mean over the run's years)").c_str())(
        "measure", po::value<std::string>(), say("measures, separated by commas").c_str())(
        "by", po::value<std::string>(), say("groups or dimensions, as in hearth table").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("text, csv or json").c_str())(
        "json", say("same as --format json").c_str())("out", po::value<std::string>(), say("file to write").c_str())(
        "disclosure", say("leave out cells of fewer than 11 simulated persons, and what would give them away").c_str());
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string path = options.required("results"), out = options.has("out") ? options.get<std::string>("out") : "";
    std::string format = options.has("json") ? "json" : options.get<std::string>("format");
    if (!options.has("json") && !options.given("format") && (out.ends_with(".csv") || out.ends_with(".json"))) format = format_of_name(out);
    if (format != "text" && format != "csv" && format != "json")
        throw UsageError(say("--format = {} (this version writes {})", format, "text, csv, json"));
    if (options.has("out") && out.empty()) throw UsageError(say("--out is empty (name a file)"));
    CompareQuery query;
    query.base = options.required("base");
    query.disclosure = options.has("disclosure");
    if (options.has("year")) query.year = options.get<int>("year");
    if (options.has("measure")) query.measures = split_list(options.get<std::string>("measure"));
    if (options.has("by")) query.groups = split_list(options.get<std::string>("by"));
    if (!out.empty()) refuse_overwriting(out, {path});
    const Results results = read_results(path);
    write_or_print(out, print_pairs(results, query, paired_rows(results, query), written_formats.at(format)));
    return exit_code::done;
}

} // namespace hearth
