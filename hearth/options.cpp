#include "hearth/options.hpp"

#include <filesystem>
#include <iostream>
#include <sstream>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace po = boost::program_options;

namespace {

constexpr unsigned widest_names = 56; // of the help text's column of options

// Boost counts bytes and breaks lines anywhere where there are no blanks: Chinese is left to the terminal.
unsigned line_length() { return spoken() == Language::chinese ? 4096 : 96; }

// The value refused, which boost keeps for its own text.
std::string value_of(po::validation_error& error)
{
    error.m_error_template = "%value%";
    return error.what();
}

// Boost's own texts are English; these are in its words, for what a command line can meet.
std::string text_of(const po::invalid_command_line_syntax& error)
{
    const std::string option = error.get_option_name();
    switch (error.kind()) {
    case po::invalid_syntax::missing_parameter: return say("the required argument for option '{}' is missing", option);
    case po::invalid_syntax::empty_adjacent_parameter:
        return say("the argument for option '{}' should follow immediately after the equal sign", option);
    case po::invalid_syntax::extra_parameter:
    case po::invalid_syntax::long_adjacent_not_allowed: return say("option '{}' does not take any arguments", option);
    default: return error.what();
    }
}

std::string text_of(po::validation_error& error)
{
    const std::string option = error.get_option_name();
    switch (error.kind()) {
    case po::validation_error::invalid_option_value: {
        const std::string value = value_of(error);
        return value.empty() ? say("the argument for option '{}' is invalid", option)
                             : say("the argument ('{}') for option '{}' is invalid", value, option);
    }
    case po::validation_error::multiple_values_not_allowed: return say("option '{}' only takes a single argument", option);
    case po::validation_error::at_least_one_value_required: return say("option '{}' requires at least one argument", option);
    default: return error.what();
    }
}

} // namespace

Options::Options(std::string usage, std::string description)
    : usage_(std::move(usage)), description_(std::move(description)), options_(say("Options"), line_length(), line_length() - widest_names)
{
    options_.add_options()("help", say("show this help").c_str())(
        "lang", po::value<std::string>(), say("language of texts: en or zh (default: HEARTH_LANG, else the system's)").c_str()); // taken out before (language.cpp)
}

po::options_description_easy_init Options::add() { return options_.add_options(); }

void Options::positional(const char* name, int most) { positions_.add(name, most); }

bool Options::parse(const Arguments& arguments)
{
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    std::string wrong;
    try {
        po::store(po::command_line_parser(arguments).options(options_).positional(positions_).style(style).run(),
                  values_);
        po::notify(values_);
    } catch (const po::unknown_option& error) {
        wrong = say("unrecognised option '{}'", error.get_option_name());
    } catch (const po::ambiguous_option& error) {
        wrong = say("option '{}' is ambiguous", error.get_option_name());
    } catch (const po::invalid_command_line_syntax& error) {
        wrong = text_of(error);
    } catch (const po::multiple_occurrences& error) {
        wrong = say("option '{}' cannot be specified more than once", error.get_option_name());
    } catch (po::validation_error& error) {
        wrong = text_of(error);
    } catch (const po::too_many_positional_options_error&) {
        wrong = say("too many positional options have been specified on the command line");
    } catch (const po::error& error) {
        wrong = error.what();
    }
    if (!wrong.empty()) throw UsageError(wrong + "\n" + say("usage: {}", usage_));
    if (!has("help")) return true;
    std::cout << say("usage: {}", usage_) << "\n\n" << description_ << "\n\n" << options_;
    return false;
}

std::string Options::required(const std::string& name) const
{
    if (!has(name)) throw UsageError(say("--{} is missing", name) + "\n" + say("usage: {}", usage_));
    return get<std::string>(name);
}

void refuse_overwriting(const std::string& out, const std::vector<std::string>& read)
{
    std::error_code ignored;
    for (const std::string& path : read)
        if (std::filesystem::equivalent(out, path, ignored))
            throw InputError(say("{}: would replace {}, which is read (name another output)", out, path));
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
