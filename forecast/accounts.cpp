// From a forecast's draws to accounts of the whole population.
#include <algorithm>
#include <cmath>

#include "forecast/fan.hpp"
#include "forecast/fund_sizing.hpp"
#include "sim/base/error.hpp"

namespace hearth::forecast {

namespace {

// What a fund bears beside claims, and what covers it without being its own.
const std::vector<std::string> burdens{"fund_administration", "fund_programmes", "fund_providers", "fund_contributions_paid", "fund_losses_paid"};
const std::vector<std::string> not_own{"fund_governments", "fund_deficit_covered", "fund_loss_covered"};

struct Three {
    ForecastFile::Variable draws, same, other;
};

struct Maker {
    const ForecastFile& file;
    std::map<std::string, Three> known;

    const Three& variable(const std::string& name)
    {
        auto at = known.find(name);
        if (at == known.end()) at = known.emplace(name, Three{file.variable(name), file.companion(name, Kind::same_path), file.companion(name, Kind::other_path)}).first;
        return at->second;
    }

    // Sum of measures times signs, by draw, of the draws or of a companion.
    std::vector<double> sum(const std::vector<std::pair<std::string, double>>& terms, ForecastFile::Variable Three::*which, std::size_t s, std::size_t y, std::size_t g)
    {
        std::vector<double> out;
        for (const auto& [name, sign] : terms) {
            const ForecastFile::Variable& v = variable(name).*which;
            out.resize(v.draws, 0.0);
            for (std::size_t d = 0; d < v.draws; ++d) {
                const double value = v.at(s, y, g, d);
                out[d] += std::isnan(value) ? 0.0 : sign * value; // a fund the scenario lacks pays nothing
            }
        }
        return out;
    }

    std::vector<double> whole(const std::vector<std::pair<std::string, double>>& terms, std::size_t s, std::size_t y, std::size_t g)
    {
        const std::vector<double> draws = sum(terms, &Three::draws, s, y, g);
        const VarianceSplit split = split_variance(draws, file.companions, sum(terms, &Three::same, s, y, g), sum(terms, &Three::other, s, y, g), file.share);
        return to_population(draws, split, file.share, static_cast<std::uint32_t>(y + 1)); // another year, other luck
    }
};

std::vector<std::pair<std::string, double>> plus(const std::vector<std::string>& names, double sign)
{
    std::vector<std::pair<std::string, double>> out;
    for (const std::string& n : names) out.push_back({n, sign});
    return out;
}

bool wanted(const SizingQuery& query, const std::string& group)
{
    if (query.subjects.empty()) return group.starts_with("fund:") || group.starts_with("layer:") || group.starts_with("level:");
    return std::any_of(query.subjects.begin(), query.subjects.end(), [&](const std::string& w) { return group == w || group.starts_with(w + ":"); });
}

double mean_of(const std::vector<double>& x)
{
    double sum = 0.0;
    for (const double v : x) sum += v;
    return sum / static_cast<double>(x.size());
}

void add_year(Maker& make, Account& a, std::size_t s, std::size_t y, std::size_t g)
{
    const bool fund = a.group.starts_with("fund:");
    auto outgo = fund ? plus(burdens, 1.0) : std::vector<std::pair<std::string, double>>{};
    outgo.push_back({fund ? "fund_payments" : a.group.starts_with("layer:") ? "fund_paid" : "fund_paid_by_government", 1.0});
    a.years.push_back(static_cast<int>(make.file.years[y]));
    a.outgo.push_back(make.whole(outgo, s, y, g));
    a.lived.push_back(make.sum(outgo, &Three::draws, s, y, g));
    const double enrolled = mean_of(make.variable("population").draws.draws_of(s, y, 0)) * mean_of(make.variable("enrolment_rate").draws.draws_of(s, y, 0));
    a.enrolled.push_back(enrolled);
    std::vector<double> own;
    if (fund) {
        auto money = plus(not_own, -1.0);
        money.push_back({"fund_revenue", 1.0});
        // The loss is one quantity: luck that moves both sides of it alike cancels.
        auto lost = outgo;
        for (const auto& [name, sign] : money) lost.push_back({name, -sign});
        const std::vector<double> loss = make.whole(lost, s, y, g);
        for (std::size_t d = 0; d < loss.size(); ++d) own.push_back(a.outgo.back()[d] - loss[d]);
        auto paid = plus(burdens, 1.0);
        paid.push_back({"fund_claims", 1.0});
        a.cash.push_back(make.whole(paid, s, y, g));
        const std::vector<double> lowest = make.variable("fund_lowest_cash").draws.draws_of(s, y, g); // not told of insurers, who bridge it
        if (std::any_of(lowest.begin(), lowest.end(), [](double v) { return std::isfinite(v); })) a.short_month.push_back(make.variable("fund_short_month").draws.draws_of(s, y, g));
    }
    a.own.push_back(own);
}

// Own money where there is any; else the budget told; else what the year costs on average.
void settle_funding(const SizingQuery& query, Account& a)
{
    const auto budget = query.budget.find(a.group);
    double own = 0.0;
    for (const auto& year : a.own)
        for (const double v : year) own += v;
    a.funding = budget != query.budget.end() ? Funding::budget : own > 0.0 ? Funding::own : Funding::mean;
    for (std::size_t y = 0; y < a.years.size(); ++y) {
        if (a.funding == Funding::budget) a.own[y].assign(a.outgo[y].size(), budget->second);
        if (a.funding == Funding::mean) a.own[y].assign(a.outgo[y].size(), mean_of(a.outgo[y]));
    }
}

} // namespace

const char* name_of(Funding funding) { return funding == Funding::own ? "own" : funding == Funding::budget ? "budget" : "mean"; }

std::vector<Account> accounts_of(const ForecastFile& file, const SizingQuery& query)
{
    for (const std::string& w : query.subjects)
        if (std::none_of(file.groups.begin(), file.groups.end(), [&](const std::string& g) { return g == w || g.starts_with(w + ":"); }))
            throw InputError(file.path() + ": \"" + w + "\" is no fund, layer or level of the file; the nearest is \"" + nearest(w, file.groups) + "\"");
    for (const auto& [group, yuan] : query.budget) file.group(group);
    std::vector<std::size_t> chosen;
    for (std::size_t s = 0; s < file.scenarios.size(); ++s)
        if (query.scenarios.empty() || std::find(query.scenarios.begin(), query.scenarios.end(), file.scenarios[s]) != query.scenarios.end()) chosen.push_back(s);
    for (const std::string& name : query.scenarios) file.scenario(name);
    const int from = std::stoi(file.record.at("unsure_from"));
    Maker make{file, {}};
    std::vector<Account> out;
    for (const std::size_t s : chosen)
        for (std::size_t g = 0; g < file.groups.size(); ++g) {
            if (file.groups[g] == "all" || !wanted(query, file.groups[g])) continue;
            Account a;
            a.scenario = file.scenarios[s];
            a.group = file.groups[g];
            for (std::size_t y = 0; y < file.years.size(); ++y)
                if (file.years[y] >= from) add_year(make, a, s, y, g);
            settle_funding(query, a);
            const bool idle = std::all_of(a.outgo.begin(), a.outgo.end(), [](const auto& year) { return std::all_of(year.begin(), year.end(), [](double v) { return v == 0.0; }); });
            if (!idle) out.push_back(std::move(a));
        }
    return out;
}

} // namespace hearth::forecast
