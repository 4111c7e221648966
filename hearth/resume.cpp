// hearth resume and hearth verify: the command that made a file, once more.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "hearth/commands.hpp"
#include "hearth/options.hpp"
#include "hearth/sidecar.hpp"
#include "output/results.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;
using Command = int (*)(const Arguments&);

const std::map<std::string, Command> makers{{"run", run_command}, {"forecast", forecast_command}, {"calibrate", calibrate_command}, {"optimise", optimise_command}};

Command maker_of(const Making& making, const std::string& file)
{
    const auto at = makers.find(making.command);
    if (at == makers.end()) throw InputError(say("{}.log.json: arguments (made by \"{}\", which makes no file)", file, making.command));
    return at->second;
}

// The value of an option, or its place after the end: `--name value` or `--name=value`.
void replace_option(Arguments& arguments, const std::string& name, const std::string& value)
{
    const std::string flag = "--" + name;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == flag && i + 1 < arguments.size()) {
            arguments[i + 1] = value;
            return;
        }
        if (arguments[i].starts_with(flag + "=")) {
            arguments[i] = flag + "=" + value;
            return;
        }
    }
    arguments.push_back(flag);
    arguments.push_back(value);
}

void drop_flags(Arguments& arguments, const std::vector<std::string>& flags)
{
    std::erase_if(arguments, [&](const std::string& a) { return std::find(flags.begin(), flags.end(), a) != flags.end(); });
}

std::string absolute(const std::string& path) { return std::filesystem::absolute(path).lexically_normal().string(); }

} // namespace

int resume_command(const Arguments& words)
{
    Options options("hearth resume OUT.h5 [--draws D] [--so-far PARTIAL.h5]",
                    say("Goes on with a forecast, a calibration or an optimisation that was stopped or killed, to the bytes of one that\n"
                        "never stopped; with --draws D a finished forecast gets more draws; with --so-far the draws that are\n"
                        "finished are written to a file of their own, to look at."));
    options.add()("file", po::value<std::string>(), say("the file that was being made").c_str())(
        "draws", po::value<int>(), say("draws of a forecast in all").c_str())(
        "so-far", po::value<std::string>(), say("of a forecast: write the draws that are finished to this file and live none").c_str())(
        "threads", po::value<int>(), say("threads; 0 = all (same bits)").c_str())("quiet", say("no progress and no summary").c_str());
    options.positional("file", 1);
    if (!options.parse(words)) return exit_code::done;
    const std::string out = absolute(options.required("file"));
    Making making = read_sidecar(out);
    const Command again = maker_of(making, out);
    if (options.has("so-far")) {
        if (making.command != "forecast") throw UsageError(say("--so-far: only a forecast has draws"));
        making.arguments.insert(making.arguments.end(), {"--so-far", absolute(options.get<std::string>("so-far"))});
    }
    if (making.command == "run") throw InputError(say("{}: a run keeps nothing on the way; run it again", out));
    if (options.has("draws") && making.command != "forecast") throw UsageError(say("--draws: only a forecast has draws to add"));
    if (making.status == "complete" && !options.has("draws") && std::filesystem::exists(out)) {
        std::cerr << say("{}: is complete", out) << "\n";
        return exit_code::done;
    }
    drop_flags(making.arguments, {"--resume", "--restart"});
    making.arguments.push_back("--resume");
    replace_option(making.arguments, "out", out);
    if (options.has("draws")) replace_option(making.arguments, "draws", std::to_string(options.get<int>("draws")));
    if (options.has("threads")) replace_option(making.arguments, "threads", std::to_string(options.get<int>("threads")));
    if (options.has("quiet") && std::find(making.arguments.begin(), making.arguments.end(), "--quiet") == making.arguments.end()) making.arguments.push_back("--quiet");
    std::filesystem::current_path(making.folder);
    return again(making.arguments);
}

int verify_command(const Arguments& words)
{
    Options options("hearth verify OUT.h5",
                    say("Makes a results file, forecast or posterior again, beside it, and says whether it has the same bytes.\n"
                        "Exit code 0: reproduced; 2: not."));
    options.add()("file", po::value<std::string>(), say("the file").c_str())(
        "threads", po::value<int>(), say("threads; 0 = all (same bits)").c_str());
    options.positional("file", 1);
    if (!options.parse(words)) return exit_code::done;
    const std::string file = absolute(options.required("file"));
    if (!std::filesystem::exists(file)) throw InputError(say("{}: is not there", file));
    Making making = read_sidecar(file);
    const Command again = maker_of(making, file);
    const std::string copy = file + ".again." + std::to_string(getpid()) + ".h5";
    drop_flags(making.arguments, {"--resume", "--restart", "--json", "--quiet"});
    replace_option(making.arguments, "out", copy);
    if (options.has("threads")) replace_option(making.arguments, "threads", std::to_string(options.get<int>("threads")));
    making.arguments.push_back("--quiet");
    if (making.command == "optimise") replace_option(making.arguments, "format", "text");
    std::filesystem::current_path(making.folder);
    const auto clean = [&] {
        std::error_code ignored;
        for (const char* end : {"", ".log.json"}) std::filesystem::remove(copy + end, ignored);
        std::filesystem::remove_all(copy + ".d", ignored);
    };
    int code = exit_code::our_fault;
    try {
        code = again(making.arguments);
    } catch (...) {
        clean();
        throw;
    }
    const bool same = code == exit_code::done && digest_file(copy) == digest_file(file);
    clean();
    if (code != exit_code::done) return code;
    std::cout << (same ? say("{}: reproduced, the same bytes", file)
                       : say("{}: NOT reproduced: the input, the scenarios or the program have changed since, or the file has", file)) << "\n";
    return same ? exit_code::done : exit_code::wrong_input;
}

} // namespace hearth
