// hearth value: the choice among a forecast's scenarios, and what knowing more would be worth.
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "forecast/choice.hpp"
#include "hearth/commands.hpp"
#include "hearth/make_run.hpp"
#include "hearth/options.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

namespace po = boost::program_options;

std::map<std::string, std::vector<std::string>> groups_from(const Options& o)
{
    std::map<std::string, std::vector<std::string>> out;
    for (const std::string& text : o.has("group") ? o.get<std::vector<std::string>>("group") : std::vector<std::string>{}) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            throw UsageError(say("--group = {} (must be NAME=PATH,PATH,...)", text));
        out[text.substr(0, equals)] = split_list(text.substr(equals + 1));
    }
    return out;
}

} // namespace

int value_command(const Arguments& arguments)
{
    Options options("hearth value F.h5 --base baseline --worth YUAN",
                    say("Which scenario of a forecast is best at YUAN for a person-year kept out of poverty because of illness, how sure that\n"
                        "is, and what knowing everything (EVPI), each parameter or a group of them (EVPPI) would be worth. Costs are governments'."));
    options.add()("forecast", po::value<std::string>(), say("forecast made by hearth forecast").c_str())(
        "base", po::value<std::string>(), say("scenario the others are compared with").c_str())(
        "worth", po::value<double>(), say("yuan that a person-year kept out of poverty is worth").c_str())(
        "group", po::value<std::vector<std::string>>()->composing(), say("NAME=PATH,PATH: a group of parameters; repeat for several").c_str())(
        "format", po::value<std::string>()->default_value("text"), say("text, csv, tsv, json or md").c_str());
    options.positional("forecast", 1);
    if (!options.parse(arguments)) return exit_code::done;
    const Format format = format_named(options.get<std::string>("format"));
    const auto groups = groups_from(options);
    const forecast::ForecastFile file(options.required("forecast"));
    if (!options.has("worth")) throw UsageError(say("--worth is missing"));
    const double worth = options.get<double>("worth");
    if (!(worth >= 0.0) || !std::isfinite(worth)) throw UsageError(say("--worth must be 0 or more"));
    const forecast::Choice choice = forecast::choice_at(file, options.required("base"), worth, groups);
    PlainTable scenarios{{"scenario", "person_years_kept_out", "se", "cost_yuan", "cost_se", "yuan_per_person_year", "net_benefit_yuan", "probability_best"}, {}, 1};
    for (const forecast::ChoiceRow& r : choice.scenarios)
        scenarios.rows.push_back({r.scenario, cell(r.effect), cell(r.effect_se), cell(r.cost), cell(r.cost_se), cell(r.cost_per_person_year), cell(r.net_benefit), cell(r.best)});
    PlainTable information{{"knowing", "worth_yuan", "se"}, {}, 1};
    for (const forecast::InformationRow& r : choice.information) information.rows.push_back({r.what, cell(r.value.value), cell(r.value.error)});
    if (format == Format::text) {
        const auto rounded = [](PlainTable& t) {
            for (auto& row : t.rows)
                for (std::size_t c = t.texts; c < row.size(); ++c)
                    if (!row[c].empty()) row[c] = fmt::format("{:.6g}", std::stod(row[c]));
        };
        rounded(scenarios);
        rounded(information);
        std::cout << say("Sums over {}-{} against {}, at {:.10g} yuan a person-year, {} draws", choice.years.front(), choice.years.back(),
                         options.get<std::string>("base"), worth, file.draws) << "\n\n";
    }
    if (format == Format::json) std::cout << "{\"scenarios\": " << print_plain(scenarios, format) << ", \"information\": " << print_plain(information, format) << "}\n";
    else std::cout << print_plain(scenarios, format) << "\n" << print_plain(information, format);
    return exit_code::done;
}

} // namespace hearth
