// The books of funds as an office keeps them: sources, uses, what is left and what is owed, by year.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "output/tables.hpp"
#include "sim/base/error.hpp"
#include "sim/run/fund_accounts.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

struct Line {
    std::string measure;
    int sign; //!< +1 source, -1 use, 0 beside the account
};

const std::vector<Line>& lines()
{
    static const std::vector<Line> all = [] {
        std::vector<Line> account;
        for (std::size_t l = 0; l + 1 < fund_lines; ++l) account.push_back({std::string("fund_") + fund_line_name[l], fund_line_sign[l]});
        account.push_back({"fund_balance", -1});
        for (const char* beside : {"fund_trial_balance", "fund_unpaid_before", "fund_payments", "fund_unpaid", "fund_lowest_cash"})
            account.push_back({beside, 0});
        return account;
    }();
    return all;
}

std::string title_of(const Line& line)
{
    if (line.measure == "fund_balance") return say("cash on 31 December");
    const Measure& m = *find_measure(line.measure);
    return std::string(spoken() == Language::chinese ? m.long_name_zh : m.long_name);
}

double mean_of(const Results& r, const std::string& measure, std::size_t scenario, std::size_t year, std::size_t group)
{
    const Results::Variable* v = r.find(measure);
    if (!v) throw InputError(say("the results hold no {} (made by an older version: run again)", measure));
    std::vector<double> draws;
    for (std::size_t d = 0; d < static_cast<std::size_t>(r.draws); ++d) draws.push_back(r.at(*v, scenario, year, group, d));
    return summarise(draws).mean;
}

std::string yuan_text(double value)
{
    if (std::isnan(value)) return "";
    const std::string digits = fmt::format("{:.0f}", std::abs(value));
    std::string grouped;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
        grouped += digits[i];
    }
    return value <= -0.5 ? "-" + grouped : grouped;
}

using Row = std::vector<std::string>;

std::string aligned(const std::vector<Row>& rows)
{
    std::vector<std::size_t> columns(rows.front().size(), 0);
    for (const Row& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) columns[c] = std::max(columns[c], width(row[c]));
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t c = 0; c < rows[i].size(); ++c)
            text += (c == 0 ? "| " : " ") + padded(rows[i][c], columns[c], c > 0) + " |";
        text += "\n";
        if (i > 0) continue;
        for (std::size_t c = 0; c < rows[i].size(); ++c) text += c == 0 ? fmt::format("| {:-<{}} |", "", columns[c]) : fmt::format(" {:->{}} |", ":", columns[c]);
        text += "\n";
    }
    return text;
}

std::string account(const Results& r, std::size_t scenario, std::size_t group)
{
    std::vector<Row> rows{{say("yuan")}};
    for (const std::int64_t year : r.years) rows[0].push_back(std::to_string(year));
    const auto add = [&](const std::string& title, const std::vector<double>& values, bool always) {
        if (!always && std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v) || std::abs(v) < 0.005; })) return;
        Row row{title};
        for (const double v : values) row.push_back(yuan_text(v));
        rows.push_back(row);
    };
    for (const int side : {1, -1, 0}) {
        std::vector<double> total(r.years.size(), 0.0);
        for (const Line& line : lines()) {
            if (line.sign != side) continue;
            std::vector<double> values;
            for (std::size_t y = 0; y < r.years.size(); ++y) {
                values.push_back(mean_of(r, line.measure, scenario, y, group));
                total[y] += values.back();
            }
            add(title_of(line), values, line.measure == "fund_trial_balance" || line.measure == "fund_balance");
        }
        if (side != 0) add(side > 0 ? say("SOURCES") : say("USES"), total, true);
    }
    return aligned(rows);
}

// What each level of government pays.
std::string government_account(const Results& r, std::size_t scenario)
{
    std::vector<Row> rows{{say("yuan, accrual")}};
    for (const std::int64_t year : r.years) rows[0].push_back(std::to_string(year));
    const auto add = [&](const std::string& title, const std::string& measure, const std::string& group) {
        const auto g = static_cast<std::size_t>(std::find(r.groups.begin(), r.groups.end(), group) - r.groups.begin());
        Row row{title};
        for (std::size_t y = 0; y < r.years.size(); ++y) row.push_back(yuan_text(mean_of(r, measure, scenario, y, g)));
        rows.push_back(row);
    };
    for (const std::string& group : r.groups)
        if (group.starts_with("level:")) add(group.substr(6), "fund_paid_by_government", group);
    add(say("no level named"), "government_paid_unnamed", "all");
    add(say("ALL GOVERNMENTS"), "government_paid", "all");
    return aligned(rows);
}

} // namespace

std::vector<std::string> fund_measures()
{
    std::vector<std::string> all;
    for (const Line& line : lines()) all.push_back(line.measure);
    all.emplace_back("fund_short_month");
    return all;
}

std::string print_fund_accounts(const Results& r)
{
    std::string text;
    for (std::size_t s = 0; s < r.scenarios.size(); ++s) {
        for (std::size_t g = 0; g < r.groups.size(); ++g) {
            if (!r.groups[g].starts_with("fund:") || std::isnan(mean_of(r, "fund_balance", s, 0, g))) continue; // not this scenario's
            const std::string &scenario = r.scenarios[s], fund = r.groups[g].substr(5);
            text += text.empty() ? "" : "\n";
            text += r.draws == 1 ? say("{}, fund {} (mean of 1 draw)", scenario, fund) : say("{}, fund {} (mean of {} draws)", scenario, fund, r.draws);
            text += "\n\n" + account(r, s, g);
        }
        text += "\n" + say("{}, paid by governments", r.scenarios[s]) + "\n\n" + government_account(r, s);
    }
    return text;
}

} // namespace hearth
