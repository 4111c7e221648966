// hearth report: a results file as one page to send and print.
#include <fmt/format.h>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/version.hpp"
#include "output/report.hpp"
#include "store/atomic_file.hpp"

namespace hearth {

namespace po = boost::program_options;

int report_command(const Arguments& arguments)
{
    Options options("hearth report R.h5 --out report.html [--base NAME] [--title TEXT]",
                    "Writes one HTML page that needs no network: the answer in plain words, charts with intervals,\n"
                    "their numbers, and the run's record. docs/report.md tells what stands in it.");
    options.add()("results", po::value<std::string>(), "results file")("out", po::value<std::string>(),
                                                                       "page to write (HTML)")(
        "base", po::value<std::string>()->default_value(""), "scenario to compare with (default: the file's first)")(
        "title", po::value<std::string>()->default_value(""), "title of the page");
    options.positional("results", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string file = options.required("results");
    const std::string out = options.required("out");
    refuse_overwriting(out, {file});
    ReportRequest request;
    request.base = options.get<std::string>("base");
    request.title = options.get<std::string>("title");
    request.program = fmt::format("hearth {}, commit {}", version, commit);
    const Results results = read_results(file);
    request.results_digest = digest_file(file);
    store::write_text(out, report_page(results, request));
    return exit_code::done;
}

} // namespace hearth
