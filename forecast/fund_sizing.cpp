#include "forecast/fund_sizing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "inference/tail.hpp"

namespace hearth::forecast {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double interval = 0.95; // of every estimate
constexpr double quantiles[] = {0.5, 0.75, 0.9, 0.95, 0.99, 0.995};

std::string percent_name(double q)
{
    std::string text = fmt::format("{:.10g}", q * 100.0);
    return text;
}

double mean_of(const std::vector<double>& x)
{
    double sum = 0.0;
    for (const double v : x) sum += v;
    return sum / static_cast<double>(x.size());
}

struct Rows {
    const Account& a;
    const SizingQuery& query;
    std::vector<SizingRow>& out;

    void add(const std::string& year, const std::string& statistic, const std::string& unit, double value, double low, double high, double error, std::size_t n) const
    {
        out.push_back({a.scenario, a.group, year, statistic, unit, value, low, high, error, static_cast<int>(n)});
    }

    // Mean, quantiles, tail means of what is paid.
    void tail(const std::string& year, std::vector<double> x, const std::vector<double>& lived) const
    {
        const double mean = mean_of(x), error = summarise(lived).se;
        add(year, "mean", "yuan", mean, mean - 1.96 * error, mean + 1.96 * error, error, x.size());
        std::sort(x.begin(), x.end());
        std::set<double> told(std::begin(quantiles), std::end(quantiles));
        told.insert(query.confidence.begin(), query.confidence.end());
        for (const double q : told) {
            const inference::TailQuantile t = inference::tail_quantile(x, q, interval);
            add(year, "P" + percent_name(q), "yuan", t.value, t.low, t.high, nothing, x.size());
        }
        for (const double q : query.confidence) {
            const inference::TailMean t = inference::tail_mean(x, q);
            add(year, "TVaR" + percent_name(q), "yuan", t.value, t.value - 1.96 * t.error, t.value + 1.96 * t.error, t.error, static_cast<std::size_t>(t.beyond));
        }
        const inference::ParetoQuantile p = inference::pareto_quantile(x, 0.995);
        if (p.usable) add(year, "P99.5_pareto", "yuan", p.value, nothing, nothing, nothing, static_cast<std::size_t>(p.exceedances));
    }

    void share(const std::string& year, const std::string& statistic, const std::vector<char>& hits) const
    {
        const auto n = static_cast<int>(hits.size());
        const int k = static_cast<int>(std::count(hits.begin(), hits.end(), 1));
        const inference::ShareInterval s = inference::clopper_pearson(k, n, interval);
        add(year, statistic, "1", s.value, s.low, s.high, nothing, hits.size());
    }

    void quantile(const std::string& year, const std::string& statistic, const std::string& unit, std::vector<double> x, double q, double scale, bool positive) const
    {
        std::sort(x.begin(), x.end());
        const inference::TailQuantile t = inference::tail_quantile(x, q, interval);
        const auto shown = [&](double v) { return (positive ? std::max(0.0, v) : v) * scale; };
        add(year, statistic, unit, shown(t.value), shown(t.low), shown(t.high), nothing, x.size());
    }

    std::vector<double> loss(std::size_t y) const
    {
        std::vector<double> out_;
        for (std::size_t d = 0; d < a.outgo[y].size(); ++d) out_.push_back(a.outgo[y][d] - a.own[y][d]);
        return out_;
    }

    void year(std::size_t y) const
    {
        const std::string name = std::to_string(a.years[y]);
        tail(name, a.outgo[y], a.lived[y]);
        add(name, std::string("funding_") + name_of(a.funding), "yuan", mean_of(a.own[y]), nothing, nothing, summarise(a.own[y]).se, a.own[y].size());
        const std::vector<double> lost = loss(y);
        if (a.funding != Funding::mean) {
            std::vector<char> hits;
            for (const double l : lost) hits.push_back(l > 0.0);
            share(name, "deficit_probability", hits);
        }
        if (!a.cash.empty()) add(name, "mean_paid_in_cash", "yuan", mean_of(a.cash[y]), nothing, nothing, summarise(a.cash[y]).se, a.cash[y].size());
        for (const double q : query.confidence) {
            quantile(name, "contribution_per_enrolled_" + percent_name(q), "yuan/person in resident insurance", a.outgo[y], q, 1.0 / a.enrolled[y], false);
            quantile(name, "reserve_" + percent_name(q), "yuan", lost, q, 1.0, true);
        }
        if (a.keeps_money && y < a.short_month.size() && !a.short_month[y].empty()) exhaustion(name, a.short_month[y]);
    }

    // Month in which cash does not suffice: of the funds' own cash as simulated, luck of the sample in.
    void exhaustion(const std::string& name, const std::vector<double>& first) const
    {
        std::vector<char> hits;
        std::vector<double> months_;
        for (const double m : first) {
            hits.push_back(std::isfinite(m));
            if (std::isfinite(m)) months_.push_back(m);
        }
        share(name, "out_of_cash_probability", hits);
        if (months_.empty()) return;
        std::sort(months_.begin(), months_.end());
        const auto at = [&](double q) { return months_[static_cast<std::size_t>(q * static_cast<double>(months_.size() - 1) + 0.5)]; };
        add(name, "month_of_exhaustion", "month", at(0.5), at(0.05), at(0.95), nothing, months_.size());
    }

    // Joint paths through all years: never sums of quantiles.
    void horizon() const
    {
        const std::size_t n = a.outgo[0].size();
        std::vector<double> total(n, 0.0), lived(n, 0.0), needed(n);
        std::vector<char> short_of_cash(n, 0), ruined(n, 0);
        for (std::size_t d = 0; d < n; ++d) {
            std::vector<double> path;
            for (std::size_t y = 0; y < a.years.size(); ++y) {
                total[d] += a.outgo_path[y][d];
                lived[d] += a.lived[y][d];
                path.push_back(a.loss_path[y][d]);
                if (y < a.short_month.size() && !a.short_month[y].empty() && std::isfinite(a.short_month[y][d])) short_of_cash[d] = 1;
            }
            needed[d] = reserve_needed(path);
            ruined[d] = needed[d] > 0.0;
        }
        tail("horizon", total, lived);
        for (const double q : query.confidence) quantile("horizon", "reserve_" + percent_name(q), "yuan", needed, q, 1.0, true);
        if (a.funding != Funding::mean) share("horizon", "ruin_without_reserve", ruined);
        if (a.keeps_money && std::any_of(a.short_month.begin(), a.short_month.end(), [](const auto& year) { return !year.empty(); })) share("horizon", "out_of_cash_probability", short_of_cash);
    }
};

} // namespace

double reserve_needed(const std::vector<double>& loss)
{
    double sum = 0.0, most = 0.0;
    for (const double l : loss) {
        sum += l;
        most = std::max(most, sum);
    }
    return most;
}

std::vector<SizingRow> sizing_rows(const ForecastFile& file, const SizingQuery& query)
{
    std::vector<SizingRow> out;
    for (const Account& a : accounts_of(file, query)) {
        const Rows rows{a, query, out};
        for (std::size_t y = 0; y < a.years.size(); ++y) rows.year(y);
        rows.horizon();
        const std::vector<SizingRow> drivers = driver_rows(file, a);
        out.insert(out.end(), drivers.begin(), drivers.end());
    }
    return out;
}

} // namespace hearth::forecast
