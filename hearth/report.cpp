// hearth report: results, and what they rest on, as one page to send and print, and as a workbook.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "calibration/tables.hpp"
#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/sidecar.hpp"
#include "hearth/version.hpp"
#include "report/codebook.hpp"
#include "report/names.hpp"
#include "report/report.hpp"
#include "report/settlement_sheet.hpp"
#include "report/workbook.hpp"
#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "words/say.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

std::string type_of(const std::string& path)
{
    const store::Source file(path);
    return file.has_attribute("/", "type") ? file.text_attribute("/", "type") : "";
}

// Files of a command by what they are: one with results, and those that stand beside it.
report::Request sorted(const std::vector<std::string>& files)
{
    report::Request request;
    const auto only = [](std::string& place, const std::string& path, const std::string& what) {
        if (!place.empty()) throw InputError(say("{}: {} was given already ({})", path, what, place));
        place = path;
    };
    for (const std::string& path : files) {
        const std::string type = type_of(path);
        if (type == "hearth results") only(request.results_file, path, say("a results file"));
        else if (type == "hearth posterior") only(request.posterior, path, say("a posterior"));
        else if (type == "hearth inputs") only(request.input, path, say("an input"));
        else if (type == "hearth frontier") request.frontiers.push_back(path);
        else throw InputError(say("{}: is no results, forecast, frontier, posterior or input file of hearth", path));
    }
    if (request.results_file.empty()) throw InputError(say("{}: no results file (of hearth run or hearth forecast) is among the files", files.front()));
    return request;
}

// As a shell takes it.
std::string quoted(const std::string& word)
{
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) || std::string_view("_-./=:,+@%").find(static_cast<char>(c)) != std::string_view::npos; });
    if (plain) return word;
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// The command that made the results, from the log beside them; "" where there is none.
std::string command_of(const std::string& results)
{
    try {
        const Making making = read_sidecar(results);
        std::string line = "hearth " + quoted(making.command);
        for (const std::string& a : making.arguments) line += " " + quoted(a);
        return line;
    } catch (const InputError&) { // a log that says nothing is no fault of the results
        return "";
    }
}

void name_counties_of(const std::string& input)
{
    Faults faults;
    const Tables tables = read_tables(input, faults);
    faults.refuse_if_any();
    const Table& counties = table(tables, "counties");
    report::name_counties(counties.text("county"), counties.text("name_zh"));
}

report::Evidence evidence_of(const report::Request& request)
{
    const bool forecast = store::Source(request.results_file).has_attribute("/", "kind");
    return {read_results(request.results_file), forecast ? std::make_unique<forecast::ForecastFile>(request.results_file) : nullptr, request.base, request.disclosure};
}

void write_book(const Options& options, const report::Document& document, const report::Evidence& evidence)
{
    report::ExtraSheet sheet;
    report::SettlementCases cases;
    if (options.has("scenario")) {
        cases = report::settle_cases(options.get<std::string>("scenario"), options.get<std::string>("cases"));
        sheet = [&](lxw_workbook* book) { report::add_settlement_sheet(book, cases); };
    }
    report::write_workbook(options.get<std::string>("xlsx"), document, report::codebook_of(evidence.r()), sheet);
}

void add_options(Options& options)
{
    options.add()("files", po::value<std::vector<std::string>>(), say("results or forecast file; beside it frontier, posterior and input files").c_str())(
        "out", po::value<std::string>(), say("page to write (HTML)").c_str())("xlsx", po::value<std::string>(), say("workbook to write").c_str())(
        "base", po::value<std::string>()->default_value(""), say("scenario to compare with (default: the file's first)").c_str())(
        "title", po::value<std::string>()->default_value(""), say("title of the report").c_str())(
        "disclosure", say("leave out cells of fewer than 11 simulated persons, and what would give them away").c_str())(
        "scenario", po::value<std::string>(), say("scenario of the workbook's settlement sheet: worked cases with live formulas").c_str())(
        "cases", po::value<std::string>()->default_value(""), say("claims file of the cases on that sheet (default: cases that come with the program)").c_str());
    options.positional("files", -1);
}

void check_outputs(const Options& options)
{
    if (!options.has("files")) throw UsageError(say("no results file given"));
    if (!options.has("out") && !options.has("xlsx")) throw UsageError(say("--out or --xlsx is missing (what is to be written)"));
    if (options.has("scenario") && !options.has("xlsx")) throw UsageError(say("--scenario is of the workbook (give --xlsx)"));
    if (options.given("cases") && !options.has("scenario")) throw UsageError(say("--cases needs --scenario"));
    std::vector<std::string> read = options.get<std::vector<std::string>>("files");
    for (const char* more : {"scenario", "cases"})
        if (options.has(more)) read.push_back(options.get<std::string>(more));
    for (const char* out : {"out", "xlsx"})
        if (options.has(out) && options.get<std::string>(out).empty()) throw UsageError(say("--{} = \"\" (the name of a file)", out));
    for (const char* out : {"out", "xlsx"})
        if (options.has(out)) refuse_overwriting(options.get<std::string>(out), read);
    if (options.has("out") && options.has("xlsx") && std::filesystem::path(options.get<std::string>("out")).lexically_normal() == std::filesystem::path(options.get<std::string>("xlsx")).lexically_normal())
        throw UsageError(say("--out and --xlsx name the same file"));
}

} // namespace

int report_command(const Arguments& arguments)
{
    Options options("hearth report R.h5 [FRONTIER.h5 ...] [POSTERIOR.h5] [INPUT.h5] [--out report.html] [--xlsx book.xlsx] [--lang en|zh]",
                    say("Writes one HTML page that needs no network: the answer in plain words, charts with intervals,\n"
                        "their numbers, and the run's record; and a workbook with the same numbers. docs/report.md tells what stands in them."));
    add_options(options);
    if (!options.parse(arguments)) return exit_code::done;
    check_outputs(options);
    report::Request request = sorted(options.get<std::vector<std::string>>("files"));
    request.base = options.get<std::string>("base");
    request.title = options.get<std::string>("title");
    request.disclosure = options.has("disclosure");
    request.program = fmt::format("hearth {}, {}", version, commit);
    request.command = command_of(request.results_file);
    request.results_digest = digest_file(request.results_file);
    if (!request.input.empty()) name_counties_of(request.input);
    const report::Evidence evidence = evidence_of(request);
    const report::Document document = report::make_document(evidence, request);
    if (options.has("xlsx")) write_book(options, document, evidence);
    if (options.has("out")) store::write_text(options.get<std::string>("out"), report::page_of(document));
    return exit_code::done;
}

} // namespace hearth
