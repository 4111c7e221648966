// A scenario: what a government may decide. Read from TOML, checked, compiled for the simulator.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/programmes.hpp"
#include "sim/law/terms.hpp"

namespace hearth {

//! A contract with an insurer, or none: `[fund.NAME]` with contract = "insured".
struct FundContract {
    bool insured = false;
    Dated<Money> contribution, own; //!< yuan a head covered: in all, and the household's part
    std::string from_fund;
    std::vector<Ratio> paid_by;     //!< by level: who pays the rest
    Dated<std::uint32_t> who, except; //!< bits of categories: covered (none = every member), not covered
    Ratio profit_margin, loss_margin, returned, covered;
};

//! A fund that pays claims. What happens when nothing is left: Stack::exhaustion.
struct Fund {
    std::string name;
    Dated<Money> balance; //!< received every year: the amount then in force
    std::vector<Ratio> paid_by; //!< by level: who pays it
    bool carry_over = true; //!< what is left, or owed, on 31 December stays
    Money opening;          //!< cash on 1 January of the base year
    Money opening_unpaid;   //!< claims not yet paid then
    Dated<Ratio> interest, administration;
    std::array<Ratio, 12> revenue_months{{{ppm_per_one}}};
    int payment_lag_months = 0;
    bool defers = false;
    bool deficit_covered = false;
    std::vector<Ratio> deficit_by;
    FundContract contract;
};

//! A scheme people join: premium and per-head government subsidy, yuan per person and year.
//! Where a key is absent the input's series holds.
struct Scheme {
    std::string name;
    std::string fund;
    Dated<Money> premium;
    Dated<Money> subsidy;
    std::vector<Ratio> subsidy_share; //!< by level of government
};

//! `[supply]`: whether beds limit care, and how many there are.
struct Supply {
    Dated<bool> responds;
    Dated<std::vector<std::pair<std::size_t, Ratio>>> beds; //!< by tier, ratio to the input's
};

struct Scenario {
    std::string name;
    std::string title, title_zh; //!< Chinese: "" where the file has none
    std::string source; //!< text of the file and of those it extends
    std::vector<std::string> files; //!< where they lie
    law::Stack stack;
    std::vector<Fund> funds;
    std::vector<Scheme> schemes;
    std::vector<Programme> programmes;
    Supply supply;
    std::vector<std::string> provisions; //!< parts of the reform, by name (`[provision.NAME]`)
    std::vector<std::string> unused; //!< sections that cannot have an effect

    const Programme* programme(std::string_view wanted) const;
};

//! The title in the language spoken; the other where the file has none in it.
std::string title_shown(const Scenario& scenario);

//! `[fund.NAME]`.
Fund read_fund(const std::string& name, const Node& node, const law::Stack& stack, Reader& read);

//! Reads and checks a scenario file. Throws InputError with all its faults; a file with a `[sweep]` is many scenarios.
//! \param chosen provisions to lay on; null = all
Scenario read_scenario(const std::string& path, const std::vector<std::string>* chosen = nullptr);

//! A number of a scenario, by its path in the file: benefit.guarantee.guarantee.max_oop.
struct Setting {
    std::string key;
    double value = 0.0;
};

//! The scenario with some of its numbers set. InputError where a key is none of its numbers, or a value breaks a rule.
//! \param name of the variant
Scenario read_variant(const std::string& path, const std::vector<Setting>& settings, const std::string& name);

//! The file's scenario; with `[sweep]`, one for every combination of the values it lists.
std::vector<Scenario> read_scenarios(const std::string& path);

//! What a variant is called: the scenario's name and the last words of the keys with their values.
std::string variant_name(const std::string& scenario, const std::vector<Setting>& settings);

//! Value of a number of the scenario as its file has it. InputError as read_variant.
double number_in(const std::string& path, const std::string& key);

//! From a document without `sweep`. Internal to scenarios.
Scenario scenario_from(const std::string& path, Node document, Scenario scenario, Faults& faults);

//! Parses the benefit sections of a document into a flat program. Exposed for tests.
law::Stack compile_stack(const Node& document, Faults& faults);

//! Text of the keys this version knows, by section, for documentation and messages.
std::vector<std::string> known_benefit_keys();

} // namespace hearth
