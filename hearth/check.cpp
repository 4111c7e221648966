#include <filesystem>
#include <iostream>

#include "calibration/world_builder.hpp"
#include "fit/posterior_file.hpp"
#include "fit/model.hpp"
#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/synthesis_report.hpp"
#include "output/results.hpp"
#include "sim/base/error.hpp"
#include "store/hdf5.hpp"

namespace hearth {

namespace {

void check_input(const std::string& path, std::uint64_t seed)
{
    Faults faults;
    const Tables tables = read_tables(path, faults);
    faults.refuse_if_any();
    check_tables(tables, faults);
    if (faults.empty()) fit::check_measure_names(tables, faults);
    faults.refuse_if_any();
    const World world = build_world(tables, 1);
    std::cout << path << ": a sound input\n" << synthesis_report(world, seed);
}

void check_one(const std::string& path, std::uint64_t seed)
{
    if (std::filesystem::path(path).extension() == ".toml") {
        for (const Scenario& s : read_scenarios(path))
            std::cout << path << ": a sound scenario, \"" << s.title << "\", " << s.stack.layers() << " layers\n";
        return;
    }
    const store::Source file(path);
    const std::string type = file.has_attribute("/", "type") ? file.text_attribute("/", "type") : "";
    if (type == "hearth inputs") check_input(path, seed);
    else if (type == "hearth results") {
        const Results r = read_results(path);
        std::cout << path << ": sound results, " << r.scenarios.size() << " scenarios, " << r.years.size()
                  << " years, " << r.draws << " draws\n";
    } else if (type == "hearth posterior") {
        const fit::Posterior p = fit::read_posterior(path, false);
        std::cout << path << ": a sound posterior, status " << p.status << ", " << p.paths.size() << " parameters, " << p.draws.cols() << " draws\n";
    } else if (type == "hearth frontier") {
        if (!file.has_attribute("/", "complete") || file.integer_attribute("/", "complete") != 1) throw InputError(path + ": is not complete");
        std::cout << path << ": a sound frontier, " << file.shape("policy")[0] << " policies lived, " << file.shape("budget")[0] << " budgets\n";
    } else throw InputError(path + ": is neither a hearth input nor a hearth results, posterior or frontier file");
}

} // namespace

int check_command(const Arguments& arguments)
{
    Options options("hearth check FILE...",
                    "Validates inputs, results and posteriors (.h5) and scenarios (.toml). Every fault is told with\n"
                    "place, value and rule. For a sound input the synthesised population is compared with\n"
                    "the margins it was given.");
    options.add()("file", boost::program_options::value<std::vector<std::string>>(), "files to check")(
        "seed", boost::program_options::value<std::uint64_t>()->default_value(1), "seed of the population");
    options.positional("file", -1);
    if (!options.parse(arguments)) return exit_code::done;
    if (!options.has("file")) throw UsageError("no file given\nusage: hearth check FILE...");
    std::string faults;
    for (const std::string& path : options.get<std::vector<std::string>>("file")) try {
            check_one(path, options.get<std::uint64_t>("seed"));
        } catch (const InputError& error) {
            faults += (faults.empty() ? "" : "\n") + std::string(error.what());
        }
    if (!faults.empty()) throw InputError(faults);
    return exit_code::done;
}

} // namespace hearth
