// Fund sizing for people, and as long rows.
#include <cmath>

#include <fmt/format.h>

#include "forecast/fund_sizing.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

struct Finder {
    const std::vector<SizingRow>& rows;
    const SizingRow* operator()(const std::string& scenario, const std::string& group, const std::string& year, const std::string& statistic) const
    {
        for (const SizingRow& r : rows)
            if (r.scenario == scenario && r.group == group && r.year == year && r.statistic == statistic) return &r;
        return nullptr;
    }
};

std::string million(double v) { return std::isnan(v) ? "-" : std::isinf(v) ? say("unbounded") : fmt::format("{:.2f}", v / 1e6); }
std::string percent(double v) { return std::isnan(v) ? "-" : fmt::format("{:.1f} %", v * 100.0); }

std::string heading(const std::vector<std::string>& shown, const std::vector<std::string>& confidence)
{
    std::string out = padded(say("year"), 9);
    for (const std::string& s : shown) out += padded(s == "mean" ? say("mean") : s, 11, true);
    out += padded(say("P{} interval", confidence[0]), 22, true) + padded(say("deficit"), 12, true) + padded(say("no cash"), 10, true) + padded(say("month"), 8, true);
    for (const std::string& c : confidence) out += padded(say("reserve {}", c), 16, true);
    return out + "\n";
}

std::string block(const Finder& find, const std::string& scenario, const std::string& group, const std::vector<std::string>& years, const std::vector<std::string>& confidence)
{
    std::string funding;
    for (const char* how : {"own", "budget", "mean"})
        if (find(scenario, group, years[0], std::string("funding_") + how)) funding = how;
    const std::string title = funding == "own" ? say("{} - {} (held against its own money)", scenario, group)
        : funding == "budget" ? say("{} - {} (held against the budget)", scenario, group) : say("{} - {} (held against its mean cost)", scenario, group);
    const std::vector<std::string> shown{"mean", "P50", "P75", "P90", "P95", "P99", "P99.5", "TVaR" + confidence[0]};
    std::string out = "\n" + title + "\n" + heading(shown, confidence);
    for (const std::string& year : years) {
        const auto at = [&](const std::string& statistic) { return find(scenario, group, year, statistic); };
        const auto value = [&](const std::string& statistic) { return at(statistic) ? at(statistic)->value : std::nan(""); };
        out += padded(year == "horizon" ? say("horizon") : year, 9);
        for (const std::string& s : shown) out += padded(million(value(s)), 11, true);
        const SizingRow* q = at("P" + confidence[0]);
        out += padded(q ? "[" + million(q->low) + ", " + million(q->high) + "]" : "-", 22, true);
        out += fmt::format("{:>12}{:>10}{:>8}", percent(value(year == "horizon" ? "ruin_without_reserve" : "deficit_probability")), percent(value("out_of_cash_probability")),
                           at("month_of_exhaustion") ? fmt::format("{:.0f}", value("month_of_exhaustion")) : "-");
        for (const std::string& c : confidence) out += padded(million(value("reserve_" + c)), 16, true);
        out += "\n";
    }
    for (const std::string& c : confidence) {
        std::string by_year;
        for (const std::string& year : years)
            if (const SizingRow* r = find(scenario, group, year, "contribution_per_enrolled_" + c)) by_year += fmt::format(" {} {:.2f}", year, r->value);
        out += say("  a head in resident insurance for {} %:{} yuan", c, by_year) + "\n";
    }
    return out;
}

} // namespace

std::string print_sizing(const std::vector<SizingRow>& rows, Format format)
{
    PlainTable table{{"scenario", "group", "year", "statistic", "unit", "value", "low", "high", "se", "n"}, {}, 5};
    const auto end = [](double v, bool low) { return std::isinf(v) && low ? std::string("unbounded") : cell(v); };
    for (const SizingRow& r : rows)
        table.rows.push_back({r.scenario, r.group, r.year, r.statistic, r.unit, cell(r.value), end(r.low, true), end(r.high, false), cell(r.error), std::to_string(r.n)});
    return print_plain(table, format);
}

std::string sizing_text(const ForecastFile& file, const SizingQuery& query, const std::vector<SizingRow>& rows)
{
    std::string out = say("Million yuan, nominal; claims by the year they are dated (accrual); {} draws; 95 % intervals of quantiles by order statistics", file.draws) + "\n";
    if (file.share < 1.0)
        out += say("From a sample of {:.1f} % of the persons: as much luck of the sample is taken out as {} companions are sure of; "
                   "\"no cash\" and \"month\" are of the sample.", file.share * 100.0, file.companions.size()) + "\n";
    std::vector<std::string> confidence, years;
    for (const double c : query.confidence) confidence.push_back(fmt::format("{:.10g}", c * 100.0));
    const int from = std::stoi(file.record.at("unsure_from"));
    for (const std::int64_t y : file.years)
        if (y >= from) years.push_back(std::to_string(y));
    years.push_back("horizon");
    const Finder find{rows};
    std::string last;
    for (const SizingRow& r : rows) {
        if (r.scenario + "|" + r.group == last) continue;
        last = r.scenario + "|" + r.group;
        out += block(find, r.scenario, r.group, years, confidence);
        for (const SizingRow& d : rows)
            if (d.scenario == r.scenario && d.group == r.group && d.statistic.starts_with("per_") && std::abs(d.value) > 2.0 * d.error)
                out += say("  {}: {:+.2f} +- {:.2f} m over the horizon ({})", d.statistic, d.value / 1e6, d.error / 1e6, say(d.unit)) + "\n";
    }
    return out;
}

} // namespace hearth::forecast
