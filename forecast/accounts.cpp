// From a forecast's draws to accounts of the whole population.
#include <algorithm>
#include <cmath>

#include "forecast/fan.hpp"
#include "forecast/fund_sizing.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

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

    // How the sum over the years is rescaled: years share parameters and path, so the sum is split as one number.
    Rescaling horizon(const std::vector<std::pair<std::string, double>>& terms, std::size_t s, const std::vector<std::size_t>& years, std::size_t g)
    {
        std::vector<double> all[3];
        ForecastFile::Variable Three::*const which[3] = {&Three::draws, &Three::same, &Three::other};
        for (std::size_t i = 0; i < 3; ++i)
            for (const std::size_t y : years) {
                const std::vector<double> year = sum(terms, which[i], s, y, g);
                all[i].resize(year.size(), 0.0);
                for (std::size_t d = 0; d < year.size(); ++d) all[i][d] += year[d];
            }
        return rescaling(split_variance(all[0], file.companions, all[1], all[2], file.share), file.share);
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

using TermList = std::vector<std::pair<std::string, double>>;

TermList outgo_terms(const std::string& group)
{
    if (group.starts_with("layer:")) return {{"fund_paid", 1.0}};
    if (group.starts_with("level:")) return {{"fund_paid_by_government", 1.0}};
    return plus(fund_outgo_measures(), 1.0);
}

// Revenue less what governments and contracts cover anyway.
TermList own_terms()
{
    TermList money = plus(not_own, -1.0);
    money.push_back({"fund_revenue", 1.0});
    return money;
}

TermList loss_terms(const std::string& group)
{
    TermList lost = outgo_terms(group);
    for (const auto& [name, sign] : own_terms()) lost.push_back({name, -sign});
    return lost;
}

void add_year(Maker& make, Account& a, std::size_t s, std::size_t y, std::size_t g)
{
    const TermList outgo = outgo_terms(a.group);
    a.years.push_back(static_cast<int>(make.file.years[y]));
    a.outgo.push_back(make.whole(outgo, s, y, g));
    a.lived.push_back(make.sum(outgo, &Three::draws, s, y, g));
    a.enrolled.push_back(mean_of(make.variable("population").draws.draws_of(s, y, 0)) * mean_of(make.variable("enrolment_rate").draws.draws_of(s, y, 0)));
    std::vector<double> own;
    if (a.group.starts_with("fund:")) {
        // The loss is one quantity: luck that moves both sides of it alike cancels.
        const std::vector<double> loss = make.whole(loss_terms(a.group), s, y, g);
        for (std::size_t d = 0; d < loss.size(); ++d) own.push_back(a.outgo.back()[d] - loss[d]);
        a.lived_own.push_back(make.sum(own_terms(), &Three::draws, s, y, g));
        TermList paid = plus(burdens, 1.0);
        paid.push_back({"fund_claims", 1.0});
        a.cash.push_back(make.whole(paid, s, y, g));
        const std::vector<double> lowest = make.variable("fund_lowest_cash").draws.draws_of(s, y, g); // not told of insurers, who bridge it
        const bool told = std::any_of(lowest.begin(), lowest.end(), [](double v) { return std::isfinite(v); });
        a.short_month.push_back(told ? make.variable("fund_short_month").draws.draws_of(s, y, g) : std::vector<double>{});
    }
    a.own.push_back(own);
}

// Deviations of every year from its mean times one factor, and the whole population's luck in equal parts.
std::vector<std::vector<double>> path_of(const std::vector<std::vector<double>>& lived, const Rescaling& r)
{
    std::vector<std::vector<double>> out = lived;
    const double part = r.luck / std::sqrt(static_cast<double>(lived.size()));
    for (std::size_t y = 0; y < out.size(); ++y) {
        const double mean = mean_of(lived[y]);
        const std::vector<double> luck = part > 0.0 ? centred_luck(out[y].size(), static_cast<std::uint32_t>(y + 1)) : std::vector<double>(out[y].size(), 0.0);
        for (std::size_t d = 0; d < out[y].size(); ++d) out[y][d] = mean + r.shrink * (lived[y][d] - mean) + part * luck[d];
    }
    return out;
}

void add_paths(Maker& make, Account& a, std::size_t s, const std::vector<std::size_t>& years, std::size_t g)
{
    a.outgo_path = path_of(a.lived, make.horizon(outgo_terms(a.group), s, years, g));
    a.loss_path = a.outgo_path;
    if (a.funding == Funding::own) {
        std::vector<std::vector<double>> lost = a.lived;
        for (std::size_t y = 0; y < lost.size(); ++y)
            for (std::size_t d = 0; d < lost[y].size(); ++d) lost[y][d] -= a.lived_own[y][d];
        a.loss_path = path_of(lost, make.horizon(loss_terms(a.group), s, years, g));
    } else
        for (std::size_t y = 0; y < a.loss_path.size(); ++y)
            for (double& v : a.loss_path[y]) v -= a.own[y][0]; // a budget, or the mean: the same in every draw
}

// Own money where there is any; else the budget told; else what the year costs on average.
void settle_funding(const SizingQuery& query, Account& a)
{
    const auto budget = query.budget.find(a.group);
    // More than a yuan a year: what governments pay comes and goes in the sum.
    double own_yuan = 0.0;
    for (const auto& year : a.lived_own) own_yuan += mean_of(year);
    const bool own = own_yuan > static_cast<double>(a.years.size());
    a.keeps_money = own;
    a.funding = budget != query.budget.end() ? Funding::budget : own ? Funding::own : Funding::mean;
    for (std::size_t y = 0; y < a.years.size(); ++y) {
        if (a.funding == Funding::budget) a.own[y].assign(a.outgo[y].size(), budget->second);
        if (a.funding == Funding::mean) a.own[y].assign(a.outgo[y].size(), mean_of(a.outgo[y]));
    }
}

} // namespace

std::vector<std::string> fund_outgo_measures()
{
    std::vector<std::string> out{"fund_payments"};
    out.insert(out.end(), burdens.begin(), burdens.end());
    return out;
}

const char* name_of(Funding funding) { return funding == Funding::own ? "own" : funding == Funding::budget ? "budget" : "mean"; }

std::vector<Account> accounts_of(const ForecastFile& file, const SizingQuery& query)
{
    for (const std::string& w : query.subjects)
        if (std::none_of(file.groups.begin(), file.groups.end(), [&](const std::string& g) { return g == w || g.starts_with(w + ":"); }))
            throw InputError(say("{}: \"{}\" is no fund, layer or level of the file{}", file.path(), w, nearest_words(w, file.groups)));
    for (const auto& [group, yuan] : query.budget) {
        file.group(group);
        if (group == "all" || !wanted(query, group)) throw InputError(say("--budget {}: is none of the funds, layers and levels asked for", group));
    }
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
            std::vector<std::size_t> years;
            for (std::size_t y = 0; y < file.years.size(); ++y)
                if (file.years[y] >= from) years.push_back(y);
            for (const std::size_t y : years) add_year(make, a, s, y, g);
            settle_funding(query, a);
            add_paths(make, a, s, years, g);
            const bool idle = std::all_of(a.outgo.begin(), a.outgo.end(), [](const auto& year) { return std::all_of(year.begin(), year.end(), [](double v) { return v == 0.0; }); });
            if (!idle) out.push_back(std::move(a));
        }
    return out;
}

} // namespace hearth::forecast
