// Lorenz points from a file: every rule a cumulative share obeys, all faults at once.
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.hpp"
#include "store/csv_rows.hpp"
#include "survey/lorenz.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_faults = 20;
constexpr std::size_t fewest_points = 4; // three parameters and one degree of freedom

class PointFile {
public:
    explicit PointFile(const std::string& path) : path_(path) {}
    std::vector<LorenzPoint> read();

private:
    void header(const std::string& row);
    void row(std::string_view text, std::uint64_t line);
    bool number(std::size_t column, const char* name, std::uint64_t line, double& value);
    void check(const LorenzPoint& point, std::uint64_t line);
    void fault(std::uint64_t line, const std::string& text)
    {
        if (faults_++ < most_faults) told_ += fmt::format("{}:{}: {}\n", path_, line, text);
    }
    void refuse_if_faulty() const;

    std::string path_;
    std::vector<std::string_view> fields_;
    std::string scratch_;
    std::size_t columns_ = 0, p_ = 0, l_ = 0;
    LorenzPoint last_{};
    bool any_ = false;
    std::vector<LorenzPoint> points_;
    std::size_t faults_ = 0;
    std::string told_;
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

void PointFile::header(const std::string& row)
{
    if (const char* rule = split_row(row, fields_, scratch_))
        throw InputError(fmt::format("{}:1: {}", path_, say(rule)));
    columns_ = p_ = l_ = fields_.size();
    for (std::size_t i = 0; i < columns_; ++i)
        for (const auto& [name, at] : {std::pair{"p", &p_}, std::pair{"l", &l_}}) {
            if (trimmed(fields_[i]) != name) continue;
            if (*at != columns_) fault(1, say("two columns are named {}", name));
            *at = i;
        }
    if (p_ == columns_) fault(1, say("no column p (cumulative share of persons, poorest first, 0 to 1)"));
    if (l_ == columns_) fault(1, say("no column l (cumulative share of welfare, 0 to 1)"));
    refuse_if_faulty();
}

bool PointFile::number(std::size_t column, const char* name, std::uint64_t line, double& value)
{
    const std::string_view text = trimmed(fields_[column]);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        fault(line, say("{} = {} (must be a number)", name, text.empty() ? say("empty") : std::string(text)));
        return false;
    }
    if (value >= 0.0 && value <= 1.0) return true;
    fault(line, say("{} = {} (a cumulative share is 0 to 1; per cent must be divided by 100)", name, text));
    return false;
}

void PointFile::check(const LorenzPoint& point, std::uint64_t line)
{
    const auto [p, l] = point;
    if (any_ && !(p > last_.p)) fault(line, say("p = {} (must be above the {} of the row before)", p, last_.p));
    if (any_ && !(l > last_.l || (l == 0.0 && last_.l == 0.0)))
        fault(line, say("l = {} (must be above the {} of the row before)", l, last_.l));
    any_ = true;
    last_ = point;
    const bool first = p == 0.0 && l == 0.0, last = p == 1.0 && l == 1.0;
    if (!first && !last && !(l < p))
        fault(line, say("l = {} at p = {} (must be below p: the poorest have less than their share)", l, p));
    else if (p == 1.0 && !last) fault(line, say("l = {} at p = 1 (all persons have all welfare: 1)", l));
    else if (!first && !last) points_.push_back(point);
}

void PointFile::row(std::string_view text, std::uint64_t line)
{
    if (text.empty()) return;
    if (const char* rule = split_row(text, fields_, scratch_)) return fault(line, say(rule));
    if (fields_.size() != columns_)
        return fault(line, say("has {} fields (the header names {})", fields_.size(), columns_));
    LorenzPoint point;
    const bool p = number(p_, "p", line, point.p), l = number(l_, "l", line, point.l);
    if (p && l) check(point, line);
}

void PointFile::refuse_if_faulty() const
{
    if (faults_ == 0) return;
    std::string text = told_;
    if (faults_ > most_faults) text += say("and {} more", faults_ - most_faults) + "\n";
    text.pop_back();
    throw InputError(text);
}

std::vector<LorenzPoint> PointFile::read()
{
    BlockReader reader(path_, std::size_t{1} << 16);
    header(reader.header());
    for (RowBlock block = reader.next(); !block.text.empty(); block = reader.next()) {
        std::uint64_t line = block.first_line;
        for (std::size_t at = 0; at < block.text.size();) {
            const std::string_view raw = block.text.substr(at, row_length(block.text.substr(at)));
            row(without_line_end(raw), line);
            line += count_lines(raw);
            at += raw.size();
        }
    }
    refuse_if_faulty();
    if (points_.size() < fewest_points)
        throw InputError(say("{}: has {} points besides (0,0) and (1,1) (at least {}: the curves have "
                             "three parameters)", path_, points_.size(), fewest_points));
    return std::move(points_);
}

} // namespace

std::vector<LorenzPoint> read_lorenz_points(const std::string& path) { return PointFile(path).read(); }

} // namespace hearth
