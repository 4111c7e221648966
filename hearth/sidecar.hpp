// OUT.log.json beside a file: what may differ between equal runs, and the command that makes the file again.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "hearth/commands.hpp"

namespace hearth {

//! Says that `command` has begun to make `out`; also: can we write there?
void begin_sidecar(const std::string& out, const std::string& command, const Arguments& arguments);
//! Says how it ended.
void end_sidecar(const std::string& out, const std::string& command, const Arguments& arguments, const std::string& status,
                 const nlohmann::ordered_json& more);

//! What a sidecar tells of the making of its file. InputError where there is none or it tells nothing.
struct Making {
    std::string command, folder, status;
    Arguments arguments;
};
Making read_sidecar(const std::string& out);

} // namespace hearth
