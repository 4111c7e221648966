#include <iostream>

#include "calibration/world_builder.hpp"
#include "fit/model.hpp"
#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "words/say.hpp"

namespace hearth {

int import_command(const Arguments& arguments)
{
    Options options("hearth import TABLES_DIR --out inputs.h5",
                    say("Reads a folder of CSV tables, checks every cell and what must hold between tables,\n"
                        "and writes one HDF5 input. docs/formats/inputs.md lists tables and columns."));
    options.add()("tables", boost::program_options::value<std::string>(), say("folder of CSV tables").c_str())(
        "parameters", boost::program_options::value<std::string>(), say("CSV of parameters to replace those of the folder").c_str())(
        "out", boost::program_options::value<std::string>(), say("input to write (HDF5)").c_str())(
        "quiet", say("print nothing").c_str());
    options.positional("tables", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const std::string folder = options.required("tables");
    const std::string out = options.required("out");
    Faults faults;
    Tables tables = read_table_folder(folder, faults);
    if (options.has("parameters") && !tables.empty()) replace_parameters(tables, options.get<std::string>("parameters"), faults);
    faults.refuse_if_any();
    check_tables(tables, faults);
    if (faults.empty()) fit::check_measure_names(tables, faults);
    faults.refuse_if_any();
    build_world(tables, 1); // what cannot be simulated for one year is no input
    write_tables(out, tables);
    if (options.has("quiet")) return exit_code::done;
    std::size_t rows = 0;
    std::size_t assumptions = 0;
    for (const Table& t : tables) {
        rows += t.rows();
        for (const std::string& source : t.sources) assumptions += source.find("assumption") != std::string::npos;
    }
    std::cerr << say("imported {} tables, {} rows ({} of them assumptions) into {}", tables.size(), rows, assumptions, out) << "\n";
    return exit_code::done;
}

} // namespace hearth
