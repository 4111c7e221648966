#include <array>
#include <iostream>
#include <string_view>

#include "hearth/commands.hpp"
#include "hearth/language.hpp"
#include "hearth/options.hpp"
#include "hearth/version.hpp"
#include "scenarios/faults.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace {

using namespace hearth;

struct Command {
    std::string_view name;
    int (*run)(const Arguments&);
    const char* what;
};

constexpr std::array commands{
    Command{"import", import_command, word("CSV tables -> checked input (HDF5)")},
    Command{"check", check_command, word("validates inputs, scenarios and results")},
    Command{"run", run_command, word("simulates scenarios with shared luck")},
    Command{"settle", settle_command, word("replays a claims file under a policy")},
    Command{"explain", explain_command, word("one household's life, beside its life without illness")},
    Command{"experiment", experiment_command, word("how care responds: elasticities by experiment")},
    Command{"calibrate", calibrate_command, word("fits parameters to the input's published figures")},
    Command{"forecast", forecast_command, word("parameter, systemic and household uncertainty, all scenarios with the same luck")},
    Command{"fan", fan_command, word("what a forecast says, and where its spread comes from")},
    Command{"fund", fund_command, word("what each fund needs: tails, deficits, reserves")},
    Command{"optimise", optimise_command, word("least poverty for each budget; which ceiling or ratio fits a budget")},
    Command{"value", value_command, word("what knowing more would be worth before choosing")},
    Command{"resume", resume_command, word("goes on with what was stopped or killed, to the same bytes")},
    Command{"verify", verify_command, word("makes a file again and says whether it has the same bytes")},
    Command{"measure", measure_command, word("poverty and catastrophic payments from your own survey")},
    Command{"programmes", programmes_command, word("what a scenario may switch on, with standard values and sources")},
    Command{"table", table_command, word("tidy rows from a results file")},
    Command{"compare", compare_command, word("paired differences between scenarios")},
    Command{"report", report_command, word("one page with charts, to read offline")},
};

void print_help(std::ostream& out)
{
    out << say("hearth {}: households under illness, and what policies do to their poverty", version) << "\n\n"
        << say("usage: {}", "hearth COMMAND [options]    (hearth COMMAND --help)") << "\n\n";
    for (const Command& c : commands)
        out << "  " << c.name << std::string(12 - c.name.size(), ' ') << say(c.what) << "\n";
    out << "\n  hearth --version\n\n"
        << say("Exit codes: 0 done, 2 wrong input (nothing written), 64 usage, 70 our fault, 74 I/O, 75 stopped (can be resumed).") << "\n";
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
    throw UsageError(near.empty() ? say("unknown command \"{}\" (hearth --help)", arguments[0])
                                  : say("unknown command \"{}\"; did you mean \"{}\"? (hearth --help)", arguments[0], near));
}

} // namespace

int main(int count, char** words)
{
    try {
        Arguments arguments(words + 1, words + count);
        choose_language(arguments);
        const int code = dispatch(arguments);
        std::cout.flush();
        if (!std::cout) throw IoError(say("standard output cannot be written"));
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
        std::cerr << "hearth: " << say("not enough memory") << "\n";
        return exit_code::io;
    } catch (const std::exception& error) {
        std::cerr << "hearth: " << say("internal error: {}", error.what()) << "\n";
        return exit_code::our_fault;
    }
}
