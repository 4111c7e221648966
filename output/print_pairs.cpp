// A comparison as a reader wants it: one block a scenario, the base, the difference, its interval.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/tables.hpp"

namespace hearth {

namespace {

// Shares as per cent, money and counts with thousands; `sign` for differences.
std::string human(double v, const std::string& unit, bool sign)
{
    if (std::isnan(v)) return "";
    const std::string plus = sign && v > 0 ? "+" : "";
    if (v == 0.0) return "0";
    if (unit == "1" || unit == "1/year") return fmt::format("{}{:.3f} %", plus, v * 100.0);
    const double size = std::abs(v);
    const double scaled = size >= 1e8 ? v / 1e6 : v;
    std::string digits = fmt::format("{:.{}f}", std::abs(scaled), size >= 1e8 ? 1 : size >= 100 ? 0 : 2);
    const auto point = digits.find('.');
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(point == std::string::npos ? digits.size() : point) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), 1, ',');
    return fmt::format("{}{}{}", v < 0 ? "-" : plus, digits, size >= 1e8 ? " m" : "");
}

std::string label(const PairedRow& row)
{
    return row.group == "all" ? row.long_name : row.long_name + ": " + row.group.substr(row.group.find(':') + 1);
}

std::string shown_unit(const std::string& unit) { return unit == "1" || unit == "1/year" ? "" : unit; }

std::string pairs_as_json(const std::vector<PairedRow>& rows, const std::vector<ShareRow>& shares)
{
    const auto number = [](double v) {
        return std::isnan(v) ? nlohmann::ordered_json() : nlohmann::ordered_json(v);
    };
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const PairedRow& row : rows)
        list.push_back({{"scenario", row.scenario}, {"group", row.group}, {"measure", row.measure},
                        {"unit", row.unit}, {"base", number(row.base.mean)},
                        {"difference", number(row.difference.mean)}, {"se", number(row.difference.se)},
                        {"p05", number(row.difference.p05)}, {"p95", number(row.difference.p95)},
                        {"mechanical", number(row.mechanical.mean)}, {"behavioural", number(row.behavioural.mean)},
                        {"variance_ratio", number(row.variance_ratio)}, {"n", row.difference.n}});
    for (const ShareRow& row : shares)
        list.push_back({{"provision", row.provision}, {"group", row.group}, {"measure", row.measure}, {"unit", row.unit},
                        {"share", number(row.share.mean)}, {"se", number(row.share.se)}, {"p05", number(row.share.p05)},
                        {"p95", number(row.share.p95)}, {"n", row.share.n}});
    return list.dump(1) + "\n";
}

std::string gains_and_losses(const Results& r, const CompareQuery& query)
{
    if (r.scenarios.empty() || query.base != r.scenarios.front()) return "";
    std::string out;
    TableQuery t;
    t.measures = {"households_better_off", "households_worse_off"};
    t.by_year = false;
    t.groups = {"all"};
    for (const TidyRow& row : tidy_rows(r, t)) {
        if (row.scenario == query.base) continue;
        out += fmt::format("  {:<28} {:<24} {:.3f} % of households in a year\n", row.scenario,
                           row.measure == "households_better_off" ? "better off than base" : "worse off than base",
                           row.summary.mean * 100.0);
    }
    return out.empty() ? out : "\nWho gains and who loses (net welfare a head, same luck)\n" + out;
}

std::string parts_explained(const std::vector<PairedRow>& rows)
{
    for (const PairedRow& row : rows)
        if (row.mechanical.n > 0)
            return "\nmechanical: the base's care settled under the reform; behavioural: what people's answers to it add.\n";
    return rows.empty() ? "" : "\nThe run froze care at another scenario: no mechanical and behavioural parts against this base.\n";
}

// Shares of a reform's provisions, one line a measure.
std::string provisions_text(const Results& r, const CompareQuery& query)
{
    const std::vector<ShareRow> shares = share_rows(r, query);
    if (shares.empty()) return "";
    std::string out = fmt::format("\n{}: what each provision does to it (exact Shapley shares of the change from none to all)\n", r.reform);
    for (const ShareRow& first : shares) {
        if (first.provision != r.provisions.front()) break;
        std::string line;
        bool moved = false;
        for (const ShareRow& share : shares) {
            if (share.measure != first.measure || share.group != first.group) continue;
            line += fmt::format("  {} {}", share.provision, human(share.share.mean, share.unit, true));
            moved = moved || share.share.mean != 0.0;
        }
        const std::string name = first.group == "all" ? first.long_name : first.long_name + ": " + first.group.substr(first.group.find(':') + 1);
        if (moved) out += fmt::format("  {:<58}{}{}{}\n", name, line, shown_unit(first.unit).empty() ? "" : "  ", shown_unit(first.unit));
    }
    return out;
}

} // namespace

std::string print_pairs(const Results& r, const CompareQuery& query, const std::vector<PairedRow>& rows,
                        Format format)
{
    if (format == Format::json) return pairs_as_json(rows, share_rows(r, query));
    std::string out;
    if (format == Format::csv) {
        out = "scenario,group,measure,unit,base,difference,se,p05,p95,mechanical,behavioural,variance_ratio,n\n";
        const auto cell = [](double v) { return std::isnan(v) ? std::string() : fmt::format("{}", v); };
        for (const PairedRow& row : rows)
            out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", row.scenario, row.group, row.measure,
                               row.unit, cell(row.base.mean), cell(row.difference.mean),
                               cell(row.difference.se), cell(row.difference.p05), cell(row.difference.p95),
                               cell(row.mechanical.mean), cell(row.behavioural.mean), cell(row.variance_ratio),
                               row.difference.n);
        // A provision's share stands as a scenario of its own, REFORM/PROVISION.
        for (const ShareRow& row : share_rows(r, query))
            out += fmt::format("{}/{},{},{},{},,{},{},{},{},,,,{}\n", r.reform, row.provision, row.group, row.measure, row.unit,
                               cell(row.share.mean), cell(row.share.se), cell(row.share.p05), cell(row.share.p95), row.share.n);
        return out;
    }
    const std::string when = query.year ? std::to_string(*query.year)
                                        : fmt::format("mean of the years {}-{}", r.years.front(), r.years.back());
    out = fmt::format("Differences from {}, {}; {} draw{}{}\n", query.base, when, r.draws, r.draws == 1 ? "" : "s",
                      r.draws > 1 ? "; 90 % of draws lie in the interval" : "; no interval from one draw");
    std::string scenario;
    for (const PairedRow& row : rows) {
        if (row.scenario != scenario) {
            scenario = row.scenario;
            out += fmt::format("\n{}\n  {:<58} {:>16} {:>14}   {:<31} {:>14} {:>14} {}\n", scenario, "", query.base, "difference",
                               "interval", "mechanical", "behavioural", "unit");
        }
        const std::string interval = std::isnan(row.difference.p05) ? ""
            : fmt::format("[{}, {}]", human(row.difference.p05, row.unit, true), human(row.difference.p95, row.unit, true));
        out += fmt::format("  {:<58} {:>16} {:>14}   {:<31} {:>14} {:>14} {}\n", label(row), human(row.base.mean, row.unit, false),
                           human(row.difference.mean, row.unit, true), interval, human(row.mechanical.mean, row.unit, true),
                           human(row.behavioural.mean, row.unit, true), shown_unit(row.unit));
    }
    return out + parts_explained(rows) + provisions_text(r, query) + gains_and_losses(r, query);
}

} // namespace hearth
