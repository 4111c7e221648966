#include "hearth/options.hpp"

#include <filesystem>
#include <iostream>
#include <sstream>

#include "sim/base/error.hpp"

namespace hearth {

namespace po = boost::program_options;

Options::Options(std::string usage, std::string description)
    : usage_(std::move(usage)), description_(std::move(description)), options_("Options", 96)
{
    options_.add_options()("help", "show this help");
}

po::options_description_easy_init Options::add() { return options_.add_options(); }

void Options::positional(const char* name, int most) { positions_.add(name, most); }

bool Options::parse(const Arguments& arguments)
{
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    try {
        po::store(po::command_line_parser(arguments).options(options_).positional(positions_).style(style).run(),
                  values_);
        po::notify(values_);
    } catch (const po::error& error) {
        throw UsageError(std::string(error.what()) + "\nusage: " + usage_);
    }
    if (!has("help")) return true;
    std::cout << "usage: " << usage_ << "\n\n" << description_ << "\n\n" << options_;
    return false;
}

std::string Options::required(const std::string& name) const
{
    if (!has(name)) throw UsageError("--" + name + " is missing\nusage: " + usage_);
    return get<std::string>(name);
}

void refuse_overwriting(const std::string& out, const std::vector<std::string>& read)
{
    std::error_code ignored;
    for (const std::string& path : read)
        if (std::filesystem::equivalent(out, path, ignored))
            throw InputError(out + ": would replace " + path + ", which is read (name another output)");
}

std::vector<std::string> split_list(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

} // namespace hearth
