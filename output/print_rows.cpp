#include "output/print_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/shown.hpp"
#include "output/sparkline.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t longest_name = 32; // columns of a scenario's or group's name in a text

nlohmann::ordered_json json_number(double v)
{
    return std::isnan(v) ? nlohmann::ordered_json() : nlohmann::ordered_json(v);
}

std::string rows_as_json(const std::vector<TidyRow>& rows)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const TidyRow& row : rows) {
        const Summary& s = row.summary;
        list.push_back({{"scenario", row.scenario}, {"year", row.year}, {"group", row.group},
                        {"measure", row.measure}, {"unit", row.unit}, {"mean", json_number(s.mean)},
                        {"se", json_number(s.se)}, {"p05", json_number(s.p05)},
                        {"p50", json_number(s.p50)}, {"p95", json_number(s.p95)}, {"n", s.n}});
    }
    return list.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string markdown_cell(const std::string& text)
{
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c == '\n' || c == '\r' ? ' ' : c);
    return out;
}

// One scenario and group of a measure, by year.
struct Series {
    std::string scenario, group;
    std::map<std::string, const Summary*> years;
};

// A measure; its numbers share decimals and the scale of the bars.
struct Block {
    std::string measure, unit;
    std::vector<std::string> years; // in the rows' order
    std::vector<Series> series;
    std::map<std::pair<std::string, std::string>, std::size_t> place;
};

std::vector<Block> blocks_of(const std::vector<TidyRow>& rows)
{
    std::vector<Block> blocks;
    std::map<std::string, std::size_t> known;
    for (const TidyRow& row : rows) {
        const auto at = known.emplace(row.measure, blocks.size());
        if (at.second) blocks.push_back({row.measure, row.unit, {}, {}, {}});
        Block& block = blocks[at.first->second];
        if (std::find(block.years.begin(), block.years.end(), row.year) == block.years.end()) block.years.push_back(row.year);
        const auto in = block.place.emplace(std::pair(row.scenario, row.group), block.series.size());
        if (in.second) block.series.push_back({row.scenario, row.group, {}});
        block.series[in.first->second].years[row.year] = &row.summary;
    }
    for (Block& block : blocks) std::sort(block.years.begin(), block.years.end());
    return blocks;
}

// The texts of a block, before they are laid out.
class BlockText {
public:
    BlockText(const Results& r, const Block& block) : r_(r), block_(block)
    {
        std::vector<double> told;
        for (const Series& series : block.series)
            for (const auto& [year, s] : series.years) {
                told.insert(told.end(), {s->mean, s->p05, s->p95});
                scale_.add(s->mean);
            }
        reading_ = reading_of(block.unit, told);
        for (const Series& series : block.series)
            for (const std::string& year : block.years) {
                means_ = std::max(means_, width(mean(series, year)));
                intervals_ = std::max(intervals_, width(interval(series, year)));
            }
    }

    std::string print(std::size_t columns) const
    {
        std::string out = fmt::format("{} ({}), {}", label_of(r_, block_.measure), block_.measure, reading_.unit);
        if (paths()) out += "; " + say("bars from {} to {}", reading_.text(scale_.low), reading_.text(scale_.high));
        out += "\n";
        const std::string wide = across();
        std::size_t longest = 0;
        for (std::size_t from = 0; from < wide.size();) {
            const std::size_t to = std::min(wide.find('\n', from), wide.size());
            longest = std::max(longest, width(std::string_view(wide).substr(from, to - from)));
            from = to + 1;
        }
        return out + (longest <= columns || !paths() ? wide : down(columns));
    }

private:
    const Results& r_;
    const Block& block_;
    Reading reading_;
    BarScale scale_;
    std::size_t means_ = 0, intervals_ = 0;

    bool paths() const { return block_.years.size() > 1; }

    std::string year_text(const std::string& year) const
    {
        if (year != "mean") return year;
        return r_.years.size() == 1 ? std::to_string(r_.years.front()) : say("mean of {}-{}", r_.years.front(), r_.years.back());
    }

    std::string mean(const Series& series, const std::string& year) const
    {
        const auto at = series.years.find(year);
        return at == series.years.end() ? "" : reading_.text(at->second->mean);
    }

    std::string interval(const Series& series, const std::string& year) const
    {
        const auto at = series.years.find(year);
        if (at == series.years.end() || std::isnan(at->second->p05)) return "";
        return fmt::format("[{}, {}]", reading_.text(at->second->p05), reading_.text(at->second->p95));
    }

    std::string cell(const Series& series, const std::string& year) const
    {
        const std::string text = padded(mean(series, year), means_, true);
        return intervals_ == 0 ? text : text + " " + padded(interval(series, year), intervals_);
    }

    // A heading stands over the means' last digit.
    std::string over_means(const std::string& text) const
    {
        return intervals_ == 0 ? text : padded(padded(text, means_, true), means_ + 1 + intervals_);
    }

    std::string bars(const Series& series) const
    {
        std::vector<double> path;
        for (const std::string& year : block_.years) {
            const auto at = series.years.find(year);
            path.push_back(at == series.years.end() ? nothing : at->second->mean);
        }
        return paths() ? sparkline(path, scale_) : "";
    }

    // A line a series, a column a year.
    std::string across() const
    {
        std::vector<bool> right(3 + block_.years.size(), true);
        right[0] = right[1] = right[2] = false;
        std::vector<std::vector<std::string>> lines{{say("scenario"), say("group"), ""}};
        if (paths()) lines[0][2] = block_.years.front() + "-" + block_.years.back();
        for (const std::string& year : block_.years) lines[0].push_back(over_means(year_text(year)));
        for (const Series& series : block_.series) {
            lines.push_back({on_one_line(series.scenario, longest_name), on_one_line(series.group, longest_name), bars(series)});
            for (const std::string& year : block_.years) lines.back().push_back(cell(series, year));
        }
        AlignedLines aligned(right);
        for (const auto& line : lines) aligned.fit(line);
        std::string out;
        for (const auto& line : lines) out += aligned.line(line);
        return out;
    }

    // A line a year, a column a series, as many side by side as fit.
    std::string down(std::size_t columns) const
    {
        std::string out;
        for (std::size_t from = 0; from < block_.series.size();) {
            std::size_t taken = 2 + width(block_.years.front()), to = from;
            for (; to < block_.series.size(); ++to) {
                const Series& series = block_.series[to];
                const std::size_t more = 2 + std::max({width(on_one_line(series.scenario, longest_name)), width(on_one_line(series.group, longest_name)),
                                                       width(cell(series, block_.years.front())), width(bars(series))});
                if (to > from && taken + more > columns) break;
                taken += more;
            }
            if (from > 0) out += "\n";
            out += panel(from, to);
            from = to;
        }
        return out;
    }

    std::string panel(std::size_t from, std::size_t to) const
    {
        std::vector<std::vector<std::string>> lines(3, std::vector<std::string>{""});
        for (std::size_t s = from; s < to; ++s) {
            lines[0].push_back(on_one_line(block_.series[s].scenario, longest_name));
            lines[1].push_back(on_one_line(block_.series[s].group, longest_name));
            lines[2].push_back(bars(block_.series[s]));
        }
        for (const std::string& year : block_.years) {
            lines.push_back({year_text(year)});
            for (std::size_t s = from; s < to; ++s) lines.back().push_back(cell(block_.series[s], year));
        }
        AlignedLines aligned(std::vector<bool>(1 + to - from, false));
        for (const auto& line : lines) aligned.fit(line);
        std::string out;
        for (const auto& line : lines) out += aligned.line(line);
        return out;
    }
};

} // namespace

std::string csv_number(double v) { return std::isnan(v) ? "" : fmt::format("{}", v); }

std::string csv_cell(const std::string& text, char separator)
{
    if (text.find_first_of("\"\n\r") == std::string::npos && text.find(separator) == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string print_rows(const std::vector<TidyRow>& rows, Format format)
{
    if (format == Format::json) return rows_as_json(rows);
    std::string out;
    const bool markdown = format == Format::markdown;
    const char separator = format == Format::tsv ? '\t' : ',';
    const auto line = [&](const std::vector<std::string>& cells) {
        if (markdown) out += "| ";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += markdown ? std::string(" | ") : std::string(1, separator);
            out += markdown ? markdown_cell(cells[i]) : csv_cell(cells[i], separator);
        }
        out += markdown ? " |\n" : "\n";
    };
    line({"scenario", "year", "group", "measure", "unit", "mean", "se", "p05", "p50", "p95", "n"});
    if (markdown) out += "| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for (const TidyRow& row : rows) {
        const Summary& s = row.summary;
        line({row.scenario, row.year, row.group, row.measure, row.unit, csv_number(s.mean),
              csv_number(s.se), csv_number(s.p05), csv_number(s.p50), csv_number(s.p95), std::to_string(s.n)});
    }
    return out;
}

std::string rows_as_text(const Results& r, const std::vector<TidyRow>& rows, std::size_t columns)
{
    if (rows.empty()) return say("No cell of the table holds a number.") + "\n";
    std::string out = r.draws < 2 ? say("One draw: no intervals.")
                                  : say("Means of {} draws; in brackets the 5th and the 95th percentile over draws.", r.draws);
    out += "\n";
    for (const Block& block : blocks_of(rows)) out += "\n" + BlockText(r, block).print(columns);
    return out;
}

} // namespace hearth
