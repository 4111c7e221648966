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
#include "words/say.hpp"

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
    std::cout << say("{}: a sound input", path) << "\n" << synthesis_report(world, seed);
}

void check_one(const std::string& path, std::uint64_t seed)
{
    if (std::filesystem::path(path).extension() == ".toml") {
        for (const Scenario& s : read_scenarios(path))
            std::cout << say("{}: a sound scenario, \"{}\", {} layers", path, title_shown(s), s.stack.layers()) << "\n";
        return;
    }
    const store::Source file(path);
    const std::string type = file.has_attribute("/", "type") ? file.text_attribute("/", "type") : "";
    if (type == "hearth inputs") check_input(path, seed);
    else if (type == "hearth results") {
        const Results r = read_results(path);
        std::cout << say("{}: sound results, {} scenarios, {} years, {} draws", path, r.scenarios.size(), r.years.size(), r.draws) << "\n";
    } else if (type == "hearth posterior") {
        const fit::Posterior p = fit::read_posterior(path, false);
        std::cout << say("{}: a sound posterior, status {}, {} parameters, {} draws", path, p.status, p.paths.size(), p.draws.cols()) << "\n";
    } else if (type == "hearth frontier") {
        if (!file.has_attribute("/", "complete") || file.integer_attribute("/", "complete") != 1) throw InputError(say("{}: is not complete", path));
        std::cout << say("{}: a sound frontier, {} policies lived, {} budgets", path, file.shape("policy")[0], file.shape("budget")[0]) << "\n";
    } else throw InputError(say("{}: is neither a hearth input nor a hearth results, posterior or frontier file", path));
}

} // namespace

int check_command(const Arguments& arguments)
{
    Options options("hearth check FILE...",
                    say("Validates inputs, results and posteriors (.h5) and scenarios (.toml). Every fault is told with\n"
                        "place, value and rule. For a sound input the synthesised population is compared with\n"
                        "the margins it was given."));
    options.add()("file", boost::program_options::value<std::vector<std::string>>(), say("files to check").c_str())(
        "seed", boost::program_options::value<std::uint64_t>()->default_value(1), say("seed of the population").c_str());
    options.positional("file", -1);
    if (!options.parse(arguments)) return exit_code::done;
    if (!options.has("file")) throw UsageError(say("no file given") + "\n" + say("usage: {}", "hearth check FILE..."));
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
