#include "forecast/fan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> standard_measures{
    "poverty_headcount", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons", "che_10", "oop_mean",
    "inpatient_reimbursement_ratio", "forgone_inpatient_share", "deaths", "government_paid", "fund_paid", "fund_paid_by_government", "fund_balance"};

bool asked(const std::vector<std::string>& wanted, const std::string& group)
{
    if (wanted.empty()) return true;
    return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return group == w || group.starts_with(w + ":"); });
}

std::vector<std::string> chosen_measures(const ForecastFile& file, const FanQuery& query)
{
    if (query.measures.empty()) return standard_measures;
    for (const std::string& name : query.measures)
        if (!file.has(name) && !find_measure(name))
            throw InputError(say("{}: measure \"{}\" is not in the file{}", file.path(), name, nearest_words(name, file.measures())));
    return query.measures;
}

void check_groups(const ForecastFile& file, const FanQuery& query)
{
    std::vector<std::string> all = file.groups;
    all.insert(all.end(), file.summed_groups.begin(), file.summed_groups.end());
    std::vector<std::string> near = all; // names and dimensions
    for (const std::string& name : all)
        if (const std::string dimension = name.substr(0, name.find(':')); std::find(near.begin(), near.end(), dimension) == near.end()) near.push_back(dimension);
    for (const std::string& g : query.groups)
        if (std::none_of(all.begin(), all.end(), [&](const std::string& name) { return name == g || name.starts_with(g + ":"); }))
            throw InputError(say("{}: group \"{}\" is not in the file{}", file.path(), g, nearest_words(g, near)));
}

std::vector<std::size_t> chosen_years(const ForecastFile& file, const std::optional<int>& year)
{
    if (year) return {file.year(*year)};
    std::vector<std::size_t> out;
    const int from = std::stoi(file.record.at("unsure_from"));
    for (std::size_t y = 0; y < file.years.size(); ++y)
        if (file.years[y] >= from) out.push_back(y);
    return out;
}

// A variable with its companions, and one number of it.
struct Tripled {
    ForecastFile::Variable draws, same, other;
    Tripled(const ForecastFile& file, const std::string& measure)
        : draws(file.variable(measure)), same(file.companion(measure, Kind::same_path)), other(file.companion(measure, Kind::other_path))
    {
    }
};

struct Numbers {
    std::vector<double> draws, same, other;
};

// One scenario's number (or, with `base`, its difference), mean over years.
Numbers numbers_of(const Tripled& t, std::size_t s, std::optional<std::size_t> base, const std::vector<std::size_t>& years, std::size_t g)
{
    const auto gather = [&](const ForecastFile::Variable& v) {
        std::vector<double> out(v.draws, 0.0);
        for (std::size_t d = 0; d < v.draws; ++d) {
            for (const std::size_t y : years) out[d] += v.at(s, y, g, d) - (base ? v.at(*base, y, g, d) : 0.0);
            out[d] /= static_cast<double>(years.size());
        }
        return out;
    };
    return {gather(t.draws), gather(t.same), gather(t.other)};
}

double half_square(const std::vector<double>& draws, const std::vector<int>& companions, const std::vector<double>& same)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < companions.size(); ++i) sum += 0.5 * (draws[static_cast<std::size_t>(companions[i])] - same[i]) * (draws[static_cast<std::size_t>(companions[i])] - same[i]);
    return sum / static_cast<double>(companions.size());
}

double mean_of(const std::vector<double>& x)
{
    double sum = 0.0;
    for (const double v : x) sum += v;
    return sum / static_cast<double>(x.size());
}

// Households whose status differs from the base's, as shares of households; the base is the reference scenario.
double ceiling_of(const ForecastFile& file, std::size_t s, std::size_t base, const std::vector<std::size_t>& years)
{
    if (file.scenarios[base] != file.record.at("reference_scenario") || years.size() != 1) return nothing;
    const auto mean = [&](const char* measure, std::size_t scenario) { return mean_of(file.variable(measure).draws_of(scenario, years[0], 0)); };
    const double households = mean("households", s);
    const double differing = (mean("made_poor_households", s) + mean("kept_from_poverty_households", s)) / households;
    return discordance_ratio(mean("poor_households", base) / mean("households", base), mean("poor_households", s) / households, differing);
}

void add_kept(const ForecastFile& file, const FanQuery& query, const std::string& measure, std::vector<FanRow>& rows)
{
    const Tripled t(file, measure);
    const Eigen::MatrixXd standard = file.standard(), posterior = file.posterior_standard();
    for (std::size_t s = 0; s < file.scenarios.size(); ++s)
        for (const std::size_t y : chosen_years(file, query.year))
            for (std::size_t g = 0; g < file.groups.size(); ++g) {
                if (!asked(query.groups, file.groups[g])) continue;
                const Numbers n = numbers_of(t, s, {}, {y}, g);
                if (std::all_of(n.draws.begin(), n.draws.end(), [](double v) { return std::isnan(v); })) continue;
                FanRow row{file.scenarios[s], file.groups[g], measure, t.draws.unit, t.draws.long_name, static_cast<int>(file.years[y]), {}, {}, false};
                row.split = split_variance(n.draws, file.companions, n.same, n.other, file.share);
                row.split.prior_share = row.split.parameters.value > 2.0 * row.split.parameters.error ? share_of_prior(n.draws, standard, posterior) : nothing;
                row.summary = summarise(to_population(n.draws, row.split, file.share, 0));
                row.summary.se = summarise(n.draws).se; // of the draws as they were lived
                rows.push_back(row);
            }
}

void add_summed(const ForecastFile& file, const FanQuery& query, const std::string& measure, std::vector<FanRow>& rows)
{
    const Measure* m = find_measure(measure);
    for (std::size_t g = 0; g < file.summed_groups.size(); ++g) {
        if (query.groups.empty() || !asked(query.groups, file.summed_groups[g])) continue;
        for (std::size_t s = 0; s < file.scenarios.size(); ++s)
            for (const std::size_t y : chosen_years(file, query.year)) {
                if (!file.has("moments/" + measure + "_mean")) continue;
                const ForecastFile::Summed moment = file.moment(measure, s, y, g);
                if (!(moment.number > 0)) continue;
                FanRow row{file.scenarios[s], file.summed_groups[g], measure, std::string(m->unit), std::string(m->long_name), static_cast<int>(file.years[y]), {}, {}, true};
                const double n = moment.number;
                row.summary = {moment.mean, std::sqrt(moment.variance / n), nothing, nothing, nothing, moment.variance, static_cast<int>(n)};
                row.split = split_variance({}, {}, {}, {}, 1.0);
                rows.push_back(row);
            }
    }
}

// Groups of which moments are kept: a row a year, for how years go together is not known of them.
void add_summed_differences(const ForecastFile& file, const FanQuery& query, const std::string& measure, std::size_t base, const std::vector<std::size_t>& years,
                            std::vector<DifferenceRow>& rows)
{
    const Measure* m = find_measure(measure);
    if (query.groups.empty() || !m || !file.has("moments/" + measure + "_mean")) return;
    for (std::size_t g = 0; g < file.summed_groups.size(); ++g)
        for (std::size_t s = 0; s < file.scenarios.size() && asked(query.groups, file.summed_groups[g]); ++s)
            for (const std::size_t y : years) {
                if (s == base) continue;
                const ForecastFile::Summed d = file.moment_of_difference(measure, s, base, y, g);
                if (!(d.number > 0)) continue;
                const ForecastFile::Summed x = file.moment(measure, s, y, g), z = file.moment(measure, base, y, g);
                DifferenceRow row{file.scenarios[s], file.summed_groups[g], measure, std::string(m->unit), std::string(m->long_name), static_cast<int>(file.years[y]), {}, nothing, nothing, nothing, nothing};
                row.difference = {d.mean, std::sqrt(d.variance / d.number), nothing, nothing, nothing, d.variance, static_cast<int>(d.number)};
                if (d.variance > 0.0) row.ratio = (x.variance + z.variance) / d.variance;
                rows.push_back(row);
            }
}

} // namespace

std::vector<FanRow> fan_rows(const ForecastFile& file, const FanQuery& query)
{
    check_groups(file, query);
    std::vector<FanRow> rows;
    for (const std::string& measure : chosen_measures(file, query)) {
        if (file.has(measure)) add_kept(file, query, measure, rows);
        add_summed(file, query, measure, rows);
    }
    return rows;
}

std::vector<DifferenceRow> difference_rows(const ForecastFile& file, const std::string& base, const FanQuery& query)
{
    check_groups(file, query);
    const std::size_t b = file.scenario(base);
    const std::vector<std::size_t> years = chosen_years(file, query.year);
    std::vector<DifferenceRow> rows;
    for (const std::string& measure : chosen_measures(file, query)) {
        add_summed_differences(file, query, measure, b, years, rows);
        if (!file.has(measure)) continue;
        const Tripled t(file, measure);
        for (std::size_t s = 0; s < file.scenarios.size(); ++s)
            for (std::size_t g = 0; g < file.groups.size(); ++g) {
                if (s == b || !asked(query.groups, file.groups[g])) continue;
                const Numbers d = numbers_of(t, s, b, years, g);
                if (std::any_of(d.draws.begin(), d.draws.end(), [](double v) { return std::isnan(v); })) continue;
                const Numbers x = numbers_of(t, s, {}, years, g), z = numbers_of(t, b, {}, years, g);
                DifferenceRow row{file.scenarios[s], file.groups[g], measure, t.draws.unit, t.draws.long_name, query.year.value_or(0), {}, 0.0, nothing, nothing, nothing};
                const VarianceSplit split = split_variance(d.draws, file.companions, d.same, d.other, file.share);
                const std::vector<double> whole = to_population(d.draws, split, file.share, 0);
                row.difference = summarise(whole);
                row.difference.se = summarise(d.draws).se;
                row.below = static_cast<double>(std::count_if(d.draws.begin(), d.draws.end(), [](double v) { return v < 0.0; })) / static_cast<double>(d.draws.size());
                const double apart = summarise(d.draws).variance;
                if (apart > 0.0) row.ratio = (summarise(x.draws).variance + summarise(z.draws).variance) / apart;
                const double luck = half_square(d.draws, file.companions, d.same);
                if (luck > 0.0) row.luck_ratio = (half_square(x.draws, file.companions, x.same) + half_square(z.draws, file.companions, z.same)) / luck;
                if (measure == "poor_households") row.luck_ceiling = ceiling_of(file, s, b, years);
                rows.push_back(row);
            }
    }
    return rows;
}

std::vector<ConvergenceRow> convergence(const std::vector<double>& draws)
{
    std::vector<ConvergenceRow> rows;
    for (std::size_t n = block_of_draws; n < draws.size(); n *= 2) rows.push_back({static_cast<int>(n), summarise({draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(n)})});
    rows.push_back({static_cast<int>(draws.size()), summarise(draws)});
    return rows;
}

} // namespace hearth::forecast
