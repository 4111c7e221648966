#include "report/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "forecast/fund_sizing.hpp"
#include "output/disclosure.hpp"
#include "report/names.hpp"
#include "scenarios/faults.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// What no chart can hold counts as missing: infinite, or larger than any sum of money or persons.
double finite(double v) { return std::abs(v) < 1e30 ? v : nothing; }

std::optional<std::size_t> index_of(const std::vector<std::string>& all, std::string_view name)
{
    const auto at = std::find(all.begin(), all.end(), name);
    if (at == all.end()) return std::nullopt;
    return static_cast<std::size_t>(at - all.begin());
}

std::size_t base_of(const Results& r, const std::string& name)
{
    if (r.scenarios.empty() || r.years.empty() || r.groups.empty() || r.draws < 1)
        throw InputError(say("the results hold no scenario, year, group or draw (nothing to report)"));
    if (name.empty()) return 0;
    const int base = r.scenario_index(name);
    if (base < 0) throw InputError(say("scenario \"{}\" is not in the file", name) + nearest_words(name, r.scenarios));
    return static_cast<std::size_t>(base);
}

} // namespace

Evidence::Evidence(Results results, std::unique_ptr<forecast::ForecastFile> forecast, const std::string& base, bool disclosure)
    : results_(std::move(results)), forecast_(std::move(forecast)), base_(base_of(results_, base)), disclosure_(disclosure)
{
    const int from = forecast_ ? std::stoi(forecast_->record.at("unsure_from")) : 0;
    for (std::size_t y = 0; y < results_.years.size(); ++y)
        if (results_.years[y] >= from) period_.push_back(y);
    if (period_.empty())
        for (std::size_t y = 0; y < results_.years.size(); ++y) period_.push_back(y);
}

const forecast::ForecastFile::Variable& Evidence::companion(const std::string& measure, Lived lived) const
{
    const auto key = std::make_pair(measure, lived);
    auto at = companions_.find(key);
    if (at == companions_.end())
        at = companions_.emplace(key, forecast_->companion(measure, lived == Lived::same ? forecast::Kind::same_path : forecast::Kind::other_path)).first;
    return at->second;
}

std::optional<Quantity> Evidence::quantity(std::string_view measure, std::string_view group) const
{
    const Results::Variable* v = results_.find(measure);
    if (!v) return std::nullopt;
    Quantity q{v->name, label_of(*v), v->unit, std::string(group), {}, {}};
    const auto g = index_of(results_.groups, group);
    if (!g) {
        if (!forecast_ || !forecast_->has("moments/" + q.id + "_mean")) return std::nullopt;
        q.summed = index_of(forecast_->summed_groups, group);
        if (!q.summed) return std::nullopt;
        for (std::size_t s = 0; s < scenarios(); ++s)
            for (const std::size_t y : period_)
                if (forecast_->moment(q.id, s, y, *q.summed).number > 0) return q;
        return std::nullopt;
    }
    q.at = [this, v, g = *g](Lived lived, std::size_t s, std::size_t y, std::size_t d) {
        return finite(lived == Lived::draws ? results_.at(*v, s, y, g, d) : companion(v->name, lived).at(s, y, g, d));
    };
    for (std::size_t s = 0; s < scenarios(); ++s)
        for (std::size_t y = 0; y < years(); ++y)
            for (std::size_t d = 0; d < static_cast<std::size_t>(results_.draws); ++d)
                if (!std::isnan(q.at(Lived::draws, s, y, d))) return q;
    return std::nullopt;
}

std::vector<std::string> Evidence::groups_of(std::string_view dimension) const
{
    std::vector<std::string> found;
    const auto add = [&](const std::vector<std::string>& all) {
        for (const std::string& g : all)
            if (g.starts_with(dimension)) found.push_back(g);
    };
    add(results_.groups);
    if (forecast_) add(forecast_->summed_groups);
    return found;
}

Quantity together(const std::vector<Quantity>& parts, const std::string& label)
{
    return {"", label, parts.front().unit, "", [parts](Lived lived, std::size_t s, std::size_t y, std::size_t d) {
                double sum = 0.0;
                bool any = false;
                for (const Quantity& q : parts)
                    if (const double v = q.at(lived, s, y, d); !std::isnan(v)) sum += v, any = true;
                return any ? sum : nothing;
            }, {}, parts};
}

std::optional<Quantity> Evidence::sum_over(std::string_view measure, const std::vector<std::string>& groups, const std::string& label) const
{
    std::vector<Quantity> parts;
    for (const std::string& g : groups)
        if (const auto q = quantity(measure, g); q && q->at) parts.push_back(*q);
    if (parts.empty()) return std::nullopt;
    return together(parts, label);
}

std::optional<Quantity> Evidence::government_spending() const
{
    return sum_over("fund_paid_by_government", groups_of("level:"), say("paid by all levels of government"));
}

std::optional<Quantity> Evidence::out_of_pocket() const
{
    const auto mean = quantity("oop_mean"), persons = quantity("population");
    if (!mean || !persons) return std::nullopt;
    return Quantity{"", say("paid out of pocket by everybody"), "yuan", "",
                    [a = mean->at, b = persons->at](Lived l, std::size_t s, std::size_t y, std::size_t d) { return finite(a(l, s, y, d) * b(l, s, y, d)); }, {}, {*mean, *persons}};
}

std::vector<Quantity> Evidence::fund_outgo() const
{
    std::vector<Quantity> found;
    for (const std::string& fund : groups_of("fund:")) {
        std::vector<Quantity> parts;
        for (const std::string& measure : forecast::fund_outgo_measures())
            if (const auto q = quantity(measure, fund); q && q->at) parts.push_back(*q);
        if (parts.empty()) continue;
        found.push_back(together(parts, group_name(fund)));
        found.back().group = fund;
    }
    return found;
}

std::vector<Quantity> Evidence::by_dimension(std::string_view measure, std::string_view dimension) const
{
    std::vector<Quantity> found;
    for (const std::string& g : groups_of(dimension))
        if (auto q = quantity(measure, g)) {
            q->label = group_name(g);
            found.push_back(*q);
        }
    return found;
}

// The mean over the period of a draw, over the years that have a number.
double Evidence::mean_of_draw(const Quantity& q, Lived lived, std::size_t scenario, std::size_t draw) const
{
    double sum = 0.0;
    int n = 0;
    for (const std::size_t y : period_) {
        const double v = q.at(lived, scenario, y, draw);
        if (std::isnan(v)) continue;
        sum += v;
        ++n;
    }
    return n == 0 ? nothing : sum / n;
}

std::vector<double> Evidence::lived(const Value& value, Lived which) const
{
    std::vector<double> out(which == Lived::draws ? static_cast<std::size_t>(results_.draws) : forecast_->companions.size());
    for (std::size_t d = 0; d < out.size(); ++d) out[d] = value(which, d);
    return out;
}

// Draws of the whole population; the standard error is of the draws as they were lived.
std::vector<double> Evidence::population(const Value& value, double* lived_error) const
{
    const std::vector<double> draws = lived(value, Lived::draws);
    if (lived_error) *lived_error = summarise(draws).se;
    if (!forecast_ || forecast_->share >= 1.0) return draws;
    const forecast::VarianceSplit split
        = forecast::split_variance(draws, forecast_->companions, lived(value, Lived::same), lived(value, Lived::other), forecast_->share);
    return forecast::to_population(draws, split, forecast_->share, 0);
}

Summary Evidence::summary_of(const Value& value) const
{
    double error = nothing;
    Summary s = summarise(population(value, &error));
    s.se = error;
    return s;
}

// Groups of which moments alone are kept: no quantiles; over several years the mean alone, for how years go together is not known of them.
Summary Evidence::summed(const Quantity& q, std::size_t scenario, const std::vector<std::size_t>& over, bool difference) const
{
    Summary out{nothing, nothing, nothing, nothing, nothing, nothing, 0};
    double sum = 0.0;
    int n = 0;
    for (const std::size_t y : over) {
        const auto m = difference ? forecast_->moment_of_difference(q.id, scenario, base_, y, *q.summed) : forecast_->moment(q.id, scenario, y, *q.summed);
        if (!(m.number > 0)) continue;
        sum += m.mean;
        ++n;
        if (over.size() == 1) out.se = std::sqrt(m.variance / m.number), out.variance = m.variance;
        out.n = static_cast<int>(m.number);
    }
    if (n > 0) out.mean = sum / n;
    return out;
}

bool Evidence::hidden(const Quantity& q, std::size_t scenario, int year) const
{
    if (!disclosure_) return false;
    if (std::any_of(q.parts.begin(), q.parts.end(), [&](const Quantity& part) { return hidden(part, scenario, year); })) return true; // a sum would give its hidden part away
    if (q.id.empty()) return false;
    if (q.summed) return true; // how many persons were simulated behind it is not kept
    const Results::Variable* v = results_.find(q.id);
    const auto g = index_of(results_.groups, q.group);
    return v && g && concealed(results_, *v, scenario, year, *g);
}

static Summary untold() { return {nothing, nothing, nothing, nothing, nothing, nothing, 0}; }

Summary Evidence::in_year(const Quantity& q, std::size_t scenario, std::size_t year) const
{
    if (hidden(q, scenario, static_cast<int>(year))) return untold();
    if (q.summed) return summed(q, scenario, {year}, false);
    return summary_of([&](Lived l, std::size_t d) { return q.at(l, scenario, year, d); });
}

Summary Evidence::mean(const Quantity& q, std::size_t scenario) const
{
    if (hidden(q, scenario, -1)) return untold();
    if (q.summed) return summed(q, scenario, period_, false);
    return summary_of([&](Lived l, std::size_t d) { return mean_of_draw(q, l, scenario, d); });
}

Apart Evidence::apart(const Quantity& q, std::size_t scenario, std::optional<std::size_t> year) const
{
    const int when = year ? static_cast<int>(*year) : -1;
    if (hidden(q, scenario, when) || hidden(q, base_, when)) return {untold(), std::vector<double>(static_cast<std::size_t>(results_.draws), nothing)};
    if (q.summed) return {summed(q, scenario, year ? std::vector<std::size_t>{*year} : period_, true), {}};
    const Value value = [&](Lived l, std::size_t d) {
        if (year) return q.at(l, scenario, *year, d) - q.at(l, base_, *year, d);
        return mean_of_draw(q, l, scenario, d) - mean_of_draw(q, l, base_, d);
    };
    return {summary_of(value), lived(value, Lived::draws)};
}

std::vector<double> Evidence::lived_mean(const Quantity& q, std::size_t scenario) const
{
    return lived([&](Lived l, std::size_t d) { return mean_of_draw(q, l, scenario, d); }, Lived::draws);
}

std::string channel_measure(const Evidence& e)
{
    for (const char* measure : {"poor_due_to_illness_by_channel_persons", "poor_due_to_illness_by_channel"})
        for (const std::string& group : e.groups_of("channel:"))
            if (e.quantity(measure, group)) return measure;
    return "";
}

double largest_of(const std::vector<Summary>& all)
{
    double largest = 0.0;
    for (const Summary& s : all)
        for (const double v : {s.mean, s.p05, s.p95})
            if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    return largest;
}

} // namespace hearth::report
