#include "hearth/sidecar.hpp"

#include <filesystem>
#include <fstream>

#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

nlohmann::ordered_json making(const std::string& command, const Arguments& arguments, const std::string& status)
{
    nlohmann::ordered_json words = nlohmann::ordered_json::array({command});
    for (const std::string& a : arguments) words.push_back(a);
    return {{"status", status}, {"arguments", words}, {"folder", std::filesystem::current_path().string()}};
}

void write(const std::string& out, const nlohmann::ordered_json& log)
{
    // File names need not be UTF-8: what is not is replaced, never refused.
    store::write_text(out + ".log.json", log.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

} // namespace

void begin_sidecar(const std::string& out, const std::string& command, const Arguments& arguments)
{
    write(out, making(command, arguments, "running"));
}

void end_sidecar(const std::string& out, const std::string& command, const Arguments& arguments, const std::string& status, const nlohmann::ordered_json& more)
{
    nlohmann::ordered_json log = making(command, arguments, status);
    log.update(more);
    write(out, log);
}

Making read_sidecar(const std::string& out)
{
    const std::string path = out + ".log.json";
    std::ifstream in(path);
    if (!in) throw InputError(say("{}: is not there (it tells the command that made {})", path, out));
    const auto log = nlohmann::json::parse(in, nullptr, false);
    if (!log.is_object() || !log.contains("arguments") || !log["arguments"].is_array() || log["arguments"].empty() || !log.contains("folder") || !log["folder"].is_string())
        throw InputError(say("{}: does not tell the command that made {} (keys arguments and folder)", path, out));
    Making making{"", log["folder"], log.value("status", ""), {}};
    for (const auto& word : log["arguments"]) {
        if (!word.is_string()) throw InputError(say("{}: arguments (must be texts)", path));
        if (making.command.empty()) making.command = word;
        else making.arguments.push_back(word);
    }
    return making;
}

} // namespace hearth
