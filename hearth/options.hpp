// Options of a command: parsed strictly (no guessing of shortened names).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "hearth/commands.hpp"

namespace hearth {

//! Wrong use of the command line; exit 64.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Options {
public:
    //! \param usage first line of the help text, e.g. "hearth check FILE..."
    Options(std::string usage, std::string description);

    boost::program_options::options_description_easy_init add();
    //! Positional arguments go to the option of this name.
    void positional(const char* name, int most);
    //! Parses; returns false after printing help.
    bool parse(const Arguments& arguments);

    bool has(const std::string& name) const { return values_.count(name) > 0; }
    //! Given on the command line, not by default.
    bool given(const std::string& name) const { return has(name) && !values_[name].defaulted(); }
    template <class T>
    T get(const std::string& name) const
    {
        return values_[name].as<T>();
    }
    //! InputError-free access to a required option: UsageError if it is missing.
    std::string required(const std::string& name) const;

private:
    std::string usage_, description_;
    boost::program_options::options_description options_;
    boost::program_options::positional_options_description positions_;
    boost::program_options::variables_map values_;
};

//! Refuses an output that would replace a file the command reads (also by another name of it).
void refuse_overwriting(const std::string& out, const std::vector<std::string>& read);

//! A comma-separated list.
std::vector<std::string> split_list(const std::string& text);

} // namespace hearth
