// A comparison as a reader wants it: one block a scenario, the base, the difference, its interval, its path.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/print_rows.hpp"
#include "output/shown.hpp"
#include "output/sparkline.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t longest_label = 72;

bool is_share(const std::string& unit) { return unit == "1" || unit == "1/year"; }

// Shares times 100: a level says so, a difference is told in percentage points (the unit). Money and counts with thousands.
std::string human(double v, const std::string& unit, bool difference)
{
    if (std::isnan(v)) return "";
    const std::string plus = difference && v > 0 ? "+" : "";
    if (v == 0.0) return "0";
    if (is_share(unit)) return fmt::format("{}{:.3f}{}", plus, v * 100.0, difference ? "" : " %");
    const double size = std::abs(v);
    if (size >= 1e8) return say("{} m", plus + with_thousands(v / 1e6, 1));
    return plus + with_thousands(v, size >= 100 ? 0 : 2);
}

std::string label(const Results& r, const std::string& measure, const std::string& group)
{
    const std::string text = label_of(r, measure);
    return on_one_line(group == "all" ? text : text + ": " + group.substr(group.find(':') + 1), longest_label);
}

std::string shown_unit(const std::string& unit) { return unit == "1" ? say("pp") : unit == "1/year" ? say("pp a year") : unit_in_words(unit); }

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
    return list.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string pairs_as_csv(const Results& r, const std::vector<PairedRow>& rows, const std::vector<ShareRow>& shares)
{
    std::string out = "scenario,group,measure,unit,base,difference,se,p05,p95,mechanical,behavioural,variance_ratio,n\n";
    for (const PairedRow& row : rows)
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(row.scenario), csv_cell(row.group), csv_cell(row.measure),
                           csv_cell(row.unit), csv_number(row.base.mean), csv_number(row.difference.mean), csv_number(row.difference.se),
                           csv_number(row.difference.p05), csv_number(row.difference.p95), csv_number(row.mechanical.mean),
                           csv_number(row.behavioural.mean), csv_number(row.variance_ratio), row.difference.n);
    // A provision's share stands as a scenario of its own, REFORM/PROVISION.
    for (const ShareRow& row : shares)
        out += fmt::format("{},{},{},{},,{},{},{},{},,,,{}\n", csv_cell(r.reform + "/" + row.provision), csv_cell(row.group), csv_cell(row.measure),
                           csv_cell(row.unit), csv_number(row.share.mean), csv_number(row.share.se), csv_number(row.share.p05),
                           csv_number(row.share.p95), row.share.n);
    return out;
}

std::string gains_and_losses(const Results& r, const CompareQuery& query)
{
    if (r.scenarios.empty() || query.base != r.scenarios.front()) return "";
    TableQuery t;
    t.measures = {"households_better_off", "households_worse_off"};
    t.by_year = false;
    t.groups = {"all"};
    t.disclosure = query.disclosure;
    AlignedLines aligned({false, false, true, false});
    std::vector<std::vector<std::string>> lines;
    for (const TidyRow& row : tidy_rows(r, t)) {
        if (row.scenario == query.base) continue;
        lines.push_back({on_one_line(row.scenario, longest_label),
                         row.measure == "households_better_off" ? say("better off than base") : say("worse off than base"),
                         fmt::format("{:.3f}", row.summary.mean * 100.0), say("% of households in a year")});
        aligned.fit(lines.back());
    }
    std::string out;
    for (const auto& line : lines) out += aligned.line(line);
    return out.empty() ? out : "\n" + say("Who gains and who loses (net welfare a head, same luck)") + "\n" + out;
}

std::string parts_explained(const std::vector<PairedRow>& rows)
{
    for (const PairedRow& row : rows)
        if (row.mechanical.n > 0)
            return "\n" + say("mechanical: the base's care settled under the reform; behavioural: what people's answers to it add.") + "\n";
    return rows.empty() ? "" : "\n" + say("The run froze care at another scenario: no mechanical and behavioural parts against this base.") + "\n";
}

// Shares of provisions; with --disclosure only of differences that are told.
std::vector<ShareRow> told_shares(const Results& r, const CompareQuery& query, const std::vector<PairedRow>& rows)
{
    std::vector<ShareRow> shares = share_rows(r, query);
    if (query.disclosure)
        std::erase_if(shares, [&](const ShareRow& share) {
            return std::none_of(rows.begin(), rows.end(), [&](const PairedRow& row) {
                return row.scenario == r.reform && row.group == share.group && row.measure == share.measure;
            });
        });
    return shares;
}

// Shares of a reform's provisions, one line a measure.
std::string provisions_text(const Results& r, const std::vector<ShareRow>& shares)
{
    if (shares.empty()) return "";
    std::string out = "\n" + say("{}: what each provision does to it (exact Shapley shares of the change from none to all)",
                                 on_one_line(r.reform, longest_label)) + "\n";
    for (const ShareRow& first : shares) {
        if (first.provision != r.provisions.front()) break;
        std::string line;
        bool moved = false;
        for (const ShareRow& share : shares) {
            if (share.measure != first.measure || share.group != first.group) continue;
            line += fmt::format("  {} {}", on_one_line(share.provision, longest_label), human(share.share.mean, share.unit, true));
            moved = moved || share.share.mean != 0.0;
        }
        if (moved) out += fmt::format("  {}{}  {}\n", padded(label(r, first.measure, first.group), 58), line, shown_unit(first.unit));
    }
    return out;
}

// Mean differences by year, of the rows' scenario, group and measure.
using Paths = std::map<std::tuple<std::string, std::string, std::string>, std::vector<double>>;

Paths paths_of(const Results& r, CompareQuery query)
{
    Paths paths;
    if (query.year || r.years.size() < 2) return paths;
    for (std::size_t y = 0; y < r.years.size(); ++y) {
        query.year = static_cast<int>(r.years[y]);
        for (const PairedRow& row : paired_rows(r, query)) {
            std::vector<double>& path = paths[{row.scenario, row.group, row.measure}];
            path.resize(r.years.size(), std::numeric_limits<double>::quiet_NaN());
            path[y] = row.difference.mean;
        }
    }
    return paths;
}

std::vector<std::string> cells_of(const Results& r, const PairedRow& row, const Paths& paths)
{
    std::string interval, bars, ends;
    if (!std::isnan(row.difference.p05))
        interval = fmt::format("[{}, {}]", human(row.difference.p05, row.unit, true), human(row.difference.p95, row.unit, true));
    if (const auto path = paths.find({row.scenario, row.group, row.measure}); path != paths.end()) {
        BarScale scale;
        for (const double v : path->second) scale.add(v);
        bars = sparkline(path->second, scale);
        ends = say("{} to {}", human(scale.low, row.unit, true), human(scale.high, row.unit, true));
    }
    return {label(r, row.measure, row.group), human(row.base.mean, row.unit, false), human(row.difference.mean, row.unit, true), interval,
            human(row.mechanical.mean, row.unit, true), human(row.behavioural.mean, row.unit, true), shown_unit(row.unit), bars, ends};
}

std::string notes(const Results& r, const std::vector<PairedRow>& rows, const Paths& paths)
{
    std::string out;
    for (const PairedRow& row : rows)
        if (is_share(row.unit)) {
            out = "\n" + say("pp: percentage points.") + "\n";
            break;
        }
    if (!paths.empty())
        out += (out.empty() ? "\n" : "")
               + say("Bars: the mean difference of each year, {} to {}. Every row has a scale of its own, told beside it; it holds 0.",
                     r.years.front(), r.years.back()) + "\n";
    return out;
}

std::string pairs_as_text(const Results& r, const CompareQuery& query, const std::vector<PairedRow>& rows)
{
    const std::string base = on_one_line(query.base, longest_label);
    const std::string when = query.year ? std::to_string(*query.year) : say("mean of the years {}-{}", r.years.front(), r.years.back());
    std::string out = r.draws == 1 ? say("Differences from {}, {}; 1 draw; no interval from one draw", base, when)
                                   : say("Differences from {}, {}; {} draws; 90 % of draws lie in the interval", base, when, r.draws);
    out += "\n";
    const Paths paths = paths_of(r, query);
    AlignedLines aligned({false, true, true, false, true, true, false, false, false});
    std::vector<std::vector<std::string>> lines;
    std::vector<std::string> headings{"", base, say("difference"), "", "", "", "", "", ""};
    for (const PairedRow& row : rows) {
        lines.push_back(cells_of(r, row, paths));
        const auto& cells = lines.back();
        if (!cells[3].empty()) headings[3] = say("interval");
        if (!cells[4].empty()) headings[4] = say("mechanical");
        if (!cells[5].empty()) headings[5] = say("behavioural");
        if (!cells[6].empty()) headings[6] = say("unit");
        if (!cells[7].empty()) headings[7] = say("by year");
        if (!cells[8].empty()) headings[8] = say("bars from, to");
        aligned.fit(cells);
    }
    aligned.fit(headings);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || rows[i].scenario != rows[i - 1].scenario)
            out += fmt::format("\n{}\n{}", on_one_line(rows[i].scenario, longest_label), aligned.line(headings));
        out += aligned.line(lines[i]);
    }
    return out + parts_explained(rows) + notes(r, rows, paths) + provisions_text(r, told_shares(r, query, rows)) + gains_and_losses(r, query);
}

} // namespace

std::string print_pairs(const Results& r, const CompareQuery& query, const std::vector<PairedRow>& rows,
                        Format format)
{
    if (format == Format::json) return pairs_as_json(rows, told_shares(r, query, rows));
    if (format == Format::csv) return pairs_as_csv(r, rows, told_shares(r, query, rows));
    return pairs_as_text(r, query, rows);
}

} // namespace hearth
