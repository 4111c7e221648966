#include <array>
#include <iostream>
#include <string_view>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/version.hpp"
#include "scenarios/faults.hpp"
#include "sim/base/error.hpp"

namespace {

using namespace hearth;

struct Command {
    std::string_view name;
    int (*run)(const Arguments&);
    std::string_view what;
};

constexpr std::array commands{
    Command{"import", import_command, "CSV tables -> checked input (HDF5)"},
    Command{"check", check_command, "validates inputs, scenarios and results"},
    Command{"run", run_command, "simulates scenarios with shared luck"},
    Command{"settle", settle_command, "replays a claims file under a policy"},
    Command{"explain", explain_command, "one household's life, beside its life without illness"},
    Command{"experiment", experiment_command, "how care responds: elasticities by experiment"},
    Command{"calibrate", calibrate_command, "fits parameters to the input's published figures"},
    Command{"forecast", forecast_command, "parameter, systemic and household uncertainty, all scenarios with the same luck"},
    Command{"fan", fan_command, "what a forecast says, and where its spread comes from"},
    Command{"fund", fund_command, "what each fund needs: tails, deficits, reserves"},
    Command{"optimise", optimise_command, "least poverty for each budget; which ceiling or ratio fits a budget"},
    Command{"value", value_command, "what knowing more would be worth before choosing"},
    Command{"resume", resume_command, "goes on with what was stopped or killed, to the same bytes"},
    Command{"verify", verify_command, "makes a file again and says whether it has the same bytes"},
    Command{"measure", measure_command, "poverty and catastrophic payments from your own survey"},
    Command{"programmes", programmes_command, "what a scenario may switch on, with standard values and sources"},
    Command{"table", table_command, "tidy rows from a results file"},
    Command{"compare", compare_command, "paired differences between scenarios"},
    Command{"report", report_command, "one page with charts, to read offline"},
};

void print_help(std::ostream& out)
{
    out << "hearth " << version << ": households under illness, and what policies do to their poverty\n\n"
        << "usage: hearth COMMAND [options]    (hearth COMMAND --help)\n\n";
    for (const Command& c : commands)
        out << "  " << c.name << std::string(12 - c.name.size(), ' ') << c.what << "\n";
    out << "\n  hearth --version\n\n"
        << "Exit codes: 0 done, 2 wrong input (nothing written), 64 usage, 70 our fault, 74 I/O, 75 stopped (can be resumed).\n";
}

int dispatch(const Arguments& arguments)
{
    if (arguments.empty()) {
        print_help(std::cerr);
        return exit_code::usage;
    }
    if (arguments[0] == "--help" || arguments[0] == "help") {
        print_help(std::cout);
        return exit_code::done;
    }
    if (arguments[0] == "--version") {
        std::cout << "hearth " << version << " (" << commit << ")\n";
        return exit_code::done;
    }
    std::vector<std::string> known;
    for (const Command& c : commands) {
        if (c.name == arguments[0]) return c.run({arguments.begin() + 1, arguments.end()});
        known.emplace_back(c.name);
    }
    const std::string near = nearest(arguments[0], known);
    throw UsageError("unknown command \"" + arguments[0] + "\""
                     + (near.empty() ? "" : "; did you mean \"" + near + "\"?") + " (hearth --help)");
}

} // namespace

int main(int count, char** words)
{
    try {
        const int code = dispatch({words + 1, words + count});
        std::cout.flush();
        if (!std::cout) throw IoError("standard output cannot be written");
        return code;
    } catch (const UsageError& error) {
        std::cerr << "hearth: " << error.what() << "\n";
        return exit_code::usage;
    } catch (const InputError& error) {
        std::cerr << error.what() << "\n";
        return exit_code::wrong_input;
    } catch (const IoError& error) {
        std::cerr << "hearth: " << error.what() << "\n";
        return exit_code::io;
    } catch (const std::bad_alloc&) {
        std::cerr << "hearth: not enough memory\n";
        return exit_code::io;
    } catch (const std::exception& error) {
        std::cerr << "hearth: internal error: " << error.what() << "\n";
        return exit_code::our_fault;
    }
}
