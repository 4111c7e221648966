#include "output/disclosure.hpp"
#include "output/tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "scenarios/faults.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::vector<const Results::Variable*> chosen_measures(const Results& r, const std::vector<std::string>& names)
{
    std::vector<const Results::Variable*> chosen;
    if (names.empty())
        for (const auto& v : r.variables) chosen.push_back(&v);
    std::vector<std::string> known;
    for (const auto& v : r.variables) known.push_back(v.name);
    for (const std::string& name : names) {
        const auto* v = r.find(name);
        if (!v) throw InputError(say("measure \"{}\" is not in the file", name) + nearest_words(name, known));
        chosen.push_back(v);
    }
    return chosen;
}

std::string dimension_of(const std::string& group) { return group.substr(0, group.find(':')); }

std::vector<std::size_t> chosen_groups(const Results& r, const std::vector<std::string>& names)
{
    const std::vector<std::string> standard{"all", "tier", "layer", "level", "fund", "disease", "channel", "programme"};
    const auto& wanted = names.empty() ? standard : names;
    std::vector<std::size_t> chosen;
    std::vector<std::string> known;
    for (const std::string& g : r.groups) {
        known.push_back(g);
        known.push_back(dimension_of(g));
    }
    for (const std::string& name : wanted) {
        bool any = false;
        for (std::size_t g = 0; g < r.groups.size(); ++g)
            if (r.groups[g] == name || dimension_of(r.groups[g]) == name) {
                chosen.push_back(g);
                any = true;
            }
        if (!any && !names.empty())
            throw InputError(say("group \"{}\" is not in the file", name) + nearest_words(name, known));
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

// Values by draw of one cell; a year of -1 takes the mean over years.
// \param deflator by year; empty = nominal
std::vector<double> draws_of(const Results& r, const Results::Variable& v, std::size_t scenario, int year,
                             std::size_t group, const std::vector<double>& deflator = {})
{
    const auto at = [&](std::size_t y, std::size_t d) {
        return r.at(v, scenario, y, group, d) * (deflator.empty() ? 1.0 : deflator[y]);
    };
    std::vector<double> draws(static_cast<std::size_t>(r.draws), 0.0);
    for (std::size_t d = 0; d < draws.size(); ++d) {
        if (year >= 0) {
            draws[d] = at(static_cast<std::size_t>(year), d);
            continue;
        }
        int n = 0;
        for (std::size_t y = 0; y < r.years.size(); ++y) {
            const double value = at(y, d);
            if (std::isnan(value)) continue;
            draws[d] += value;
            ++n;
        }
        draws[d] = n == 0 ? nothing : draws[d] / n;
    }
    return draws;
}

// Factors that bring each year's money to the price year's.
std::vector<double> deflators(const Results& r, const TableQuery& query)
{
    if (!query.price_year) return {};
    const Results::Variable* index = r.find("consumer_price_index");
    const auto at = std::find(r.years.begin(), r.years.end(), *query.price_year);
    if (!index || at == r.years.end())
        throw InputError(say("--price-year {} (the file has prices of {} to {})", *query.price_year, r.years.front(), r.years.back()));
    const double wanted = r.at(*index, 0, static_cast<std::size_t>(at - r.years.begin()), 0, 0);
    std::vector<double> factors;
    for (std::size_t y = 0; y < r.years.size(); ++y) factors.push_back(wanted / r.at(*index, 0, y, 0, 0));
    return factors;
}

std::string unit_at(const Results::Variable& v, const TableQuery& query)
{
    if (!query.price_year || !v.unit.starts_with("yuan")) return v.unit;
    return v.unit + " of " + std::to_string(*query.price_year);
}

} // namespace

std::vector<TidyRow> tidy_rows(const Results& r, const TableQuery& query)
{
    std::vector<TidyRow> rows;
    const auto variables = chosen_measures(r, query.measures);
    const auto groups = chosen_groups(r, query.groups);
    const std::vector<double> deflator = deflators(r, query);
    const std::size_t scenarios = query.by_scenario ? r.scenarios.size() : 1;
    const int years = query.by_year ? static_cast<int>(r.years.size()) : 1;
    for (std::size_t s = 0; s < scenarios; ++s)
        for (int y = 0; y < years; ++y)
            for (const std::size_t g : groups)
                for (const auto* v : variables) {
                    const int year = query.by_year ? y : -1;
                    const bool money = v->unit.starts_with("yuan");
                    const Summary summary = summarise(draws_of(r, *v, s, year, g, money ? deflator : std::vector<double>{}));
                    if (summary.n == 0) continue;
                    if (query.disclosure && concealed(r, *v, s, year, g)) continue;
                    rows.push_back({r.scenarios[s],
                                    query.by_year ? std::to_string(r.years[static_cast<std::size_t>(y)]) : "mean",
                                    r.groups[g], v->name, unit_at(*v, query), summary});
                }
    return rows;
}

namespace {

const std::vector<std::string> standard_comparison{
    "poverty_headcount", "registered_poor_persons", "poor_due_to_illness_accounting_persons",
    "poor_due_to_illness_twin_persons", "che_10", "che_25", "che_40_capacity", "oop_mean",
    "inpatient_oop_mean", "inpatient_reimbursement_ratio", "admission_rate",
    "forgone_inpatient_share", "deaths", "debt_households", "fund_paid", "fund_paid_by_government"};

// Factor 1 for years in which both scenarios tell a measure in every draw, else NaN: the mean over years
// of a difference is taken over the same years on both sides.
std::vector<double> told_in_both(const Results& r, const Results::Variable& v, std::size_t base, std::size_t scenario,
                                 std::size_t group)
{
    std::vector<double> factor(r.years.size(), 1.0);
    for (std::size_t y = 0; y < r.years.size(); ++y)
        for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d)
            if (std::isnan(r.at(v, base, y, group, d)) || std::isnan(r.at(v, scenario, y, group, d))) factor[y] = nothing;
    return factor;
}

// The difference draw by draw with care frozen at the base's, and the rest. Care is frozen at the run's
// first scenario: against another base there are no parts.
std::pair<std::vector<double>, std::vector<double>> parts_of(const Results& r, const Results::Variable& v, std::size_t base,
                                                             std::size_t scenario, int year, std::size_t group,
                                                             const std::vector<double>& told, const std::vector<double>& a, const std::vector<double>& b)
{
    std::vector<double> mechanical(a.size(), nothing);
    std::vector<double> behavioural(a.size(), nothing);
    const Results::Variable* frozen = r.find_mechanical(v.name);
    if (base != 0 || !frozen) return {mechanical, behavioural};
    const auto m = draws_of(r, *frozen, scenario, year, group, told);
    for (std::size_t i = 0; i < a.size(); ++i) {
        mechanical[i] = m[i] - a[i];
        behavioural[i] = b[i] - m[i];
    }
    return {mechanical, behavioural};
}

int year_index(const Results& r, const CompareQuery& query)
{
    if (!query.year) return -1;
    const auto at = std::find(r.years.begin(), r.years.end(), *query.year);
    if (at == r.years.end())
        throw InputError(say("year {} is not in the file ({} to {})", *query.year, r.years.front(), r.years.back()));
    return static_cast<int>(at - r.years.begin());
}

} // namespace

std::vector<ShareRow> share_rows(const Results& r, const CompareQuery& query)
{
    std::vector<ShareRow> rows;
    if (r.shares.empty()) return rows;
    const int year = year_index(r, query);
    Results shares; // read as scenarios, the provisions are rows like others
    shares.scenarios = r.provisions;
    shares.years = r.years;
    shares.groups = r.groups;
    shares.draws = r.draws;
    shares.variables = r.shares;
    const auto variables = chosen_measures(shares, query.measures.empty() ? standard_comparison : query.measures);
    for (std::size_t p = 0; p < r.provisions.size(); ++p)
        for (const auto* v : variables)
            for (const std::size_t g : chosen_groups(shares, query.groups)) {
                const Summary share = summarise(draws_of(shares, *v, p, year, g));
                if (share.n > 0) rows.push_back({r.provisions[p], r.groups[g], v->name, v->unit, v->long_name, share});
            }
    return rows;
}

std::vector<PairedRow> paired_rows(const Results& r, const CompareQuery& query)
{
    const int base = r.scenario_index(query.base);
    if (base < 0)
        throw InputError(say("scenario \"{}\" is not in the file", query.base) + nearest_words(query.base, r.scenarios));
    const int year = year_index(r, query);
    std::vector<PairedRow> rows;
    const auto variables = chosen_measures(r, query.measures.empty() ? standard_comparison : query.measures);
    const auto groups = chosen_groups(r, query.groups);
    for (std::size_t s = 0; s < r.scenarios.size(); ++s)
        for (const auto* v : variables)
            for (const std::size_t g : groups) {
                if (static_cast<int>(s) == base) continue;
                const auto told = year < 0 ? told_in_both(r, *v, static_cast<std::size_t>(base), s, g) : std::vector<double>{};
                const auto a = draws_of(r, *v, static_cast<std::size_t>(base), year, g, told);
                const auto b = draws_of(r, *v, s, year, g, told);
                if (query.disclosure && (concealed(r, *v, static_cast<std::size_t>(base), year, g) || concealed(r, *v, s, year, g))) continue;
                std::vector<double> d(a.size());
                for (std::size_t i = 0; i < a.size(); ++i) d[i] = b[i] - a[i];
                const Summary difference = summarise(d);
                if (difference.n == 0) continue;
                const auto [mechanical, behavioural] = parts_of(r, *v, static_cast<std::size_t>(base), s, year, g, told, a, b);
                const double spread = summarise(a).variance + summarise(b).variance;
                const double ratio = difference.variance > 0.0 ? spread / difference.variance : nothing;
                rows.push_back({r.scenarios[s], r.groups[g], v->name, v->unit, v->long_name, summarise(a), difference,
                                summarise(mechanical), summarise(behavioural), ratio});
            }
    return rows;
}

} // namespace hearth
