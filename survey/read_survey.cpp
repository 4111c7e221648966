#include "survey/survey.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "sim/base/error.hpp"
#include "store/csv_rows.hpp"
#include "survey/survey_text.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t block_bytes = std::size_t{4} << 20;
constexpr std::size_t most_faults = 20;
constexpr std::size_t most_levels = 1000; // a group of its own for each household is a mistake
constexpr double largest = 1e15;          // squares of sums stay far inside a double

enum class SurveyRule { any, not_negative, positive };

struct NumberColumn {
    std::size_t field;
    std::vector<double>* to;
    SurveyRule rule;
};

// Codes of texts in the order in which they are first met.
class LabelCodes {
public:
    std::uint32_t code(std::string_view text)
    {
        key_.assign(text);
        const auto [at, fresh] = codes_.try_emplace(key_, static_cast<std::uint32_t>(labels_.size()));
        if (fresh) labels_.push_back(key_);
        return at->second;
    }
    const std::vector<std::string>& labels() const { return labels_; }

private:
    std::string key_;
    std::unordered_map<std::string, std::uint32_t> codes_;
    std::vector<std::string> labels_;
};

struct GroupColumn {
    std::size_t field;
    LabelCodes codes;
    std::vector<std::uint32_t> level;
};

class SurveyReader {
public:
    explicit SurveyReader(const SurveyFile& file) : file_(file) {}
    SurveyData read();

private:
    std::optional<std::size_t> column_of(const std::string& role);
    std::optional<std::size_t> find_column(const std::string& name);
    void read_header(const std::string& row);
    void read_block(const RowBlock& block);
    void read_row(std::string_view row, std::uint64_t line);
    bool read_number(const NumberColumn& column, std::uint64_t line, double& number);
    void add_design(std::uint64_t line);
    bool missing(std::size_t field, std::uint64_t line);
    void fault(std::uint64_t line, std::size_t field, std::string_view rule);
    void fault(std::string text);
    void refuse_faults() const;
    void finish_groups();

    const SurveyFile& file_;
    SurveyData data_;
    std::vector<std::string> header_;
    std::vector<NumberColumn> numbers_;
    std::optional<std::size_t> psu_, stratum_;
    std::vector<GroupColumn> groups_;
    LabelCodes psus_, strata_;
    std::vector<std::string> faults_;
    std::uint64_t fault_count_ = 0;
    std::vector<std::string_view> fields_;
    std::string scratch_;
    std::vector<double> row_;
};

void SurveyReader::fault(std::string text)
{
    ++fault_count_;
    if (faults_.size() < most_faults) faults_.push_back(std::move(text));
}

void SurveyReader::fault(std::uint64_t line, std::size_t field, std::string_view rule)
{
    fault(fmt::format("{}:{}: {} = \"{}\" ({})", file_.path, line, header_[field], fields_[field].substr(0, 40), rule));
}

void SurveyReader::refuse_faults() const
{
    if (faults_.empty()) return;
    std::string all;
    for (const std::string& text : faults_) all += (all.empty() ? "" : "\n") + text;
    if (fault_count_ > faults_.size()) all += "\n" + say("{} more faults", fault_count_ - faults_.size());
    throw InputError(all);
}

std::optional<std::size_t> SurveyReader::find_column(const std::string& name)
{
    const auto at = std::find(header_.begin(), header_.end(), name);
    if (at == header_.end()) return std::nullopt;
    if (std::find(at + 1, header_.end(), name) != header_.end())
        fault(say("{}:1: two columns are named {}", file_.path, name));
    return static_cast<std::size_t>(at - header_.begin());
}

// A role that is not renamed may be absent; a renamed one may not.
std::optional<std::size_t> SurveyReader::column_of(const std::string& role)
{
    const auto renamed = file_.columns.find(role);
    const auto found = find_column(renamed == file_.columns.end() ? role : renamed->second);
    if (!found && renamed != file_.columns.end())
        fault(say("{}:1: no column is named {} (--columns gives it the role {})", file_.path, renamed->second, role));
    return found;
}

void SurveyReader::read_header(const std::string& row)
{
    if (const char* rule = split_row(row, fields_, scratch_)) throw InputError(fmt::format("{}:1: {}", file_.path, say(rule)));
    if (!is_plain_utf8(row)) throw InputError(file_.path + ":1: " + say("the header is not UTF-8 (save the file as CSV UTF-8)"));
    header_.assign(fields_.begin(), fields_.end());
    const auto number = [&](const char* role, std::vector<double>& to, SurveyRule rule) {
        if (const auto field = column_of(role)) numbers_.push_back({*field, &to, rule});
        return !numbers_.empty() && numbers_.back().to == &to;
    };
    if (!number("size", data_.size, SurveyRule::positive))
        fault(say("{}:1: no column size (persons of the household; --columns size=NAME gives another name)", file_.path));
    number("weight", data_.weight, SurveyRule::not_negative);
    const bool consumption = number("consumption", data_.consumption, SurveyRule::any);
    if (!number("income", data_.income, SurveyRule::any) && !consumption)
        fault(say("{}:1: no column consumption or income (--columns consumption=NAME gives another name)", file_.path));
    number("oop", data_.oop, SurveyRule::not_negative);
    number("food", data_.food, SurveyRule::not_negative);
    psu_ = column_of("psu");
    stratum_ = column_of("stratum");
    for (const std::string& name : file_.by) {
        const auto field = find_column(name);
        if (field) groups_.push_back({*field, {}, {}});
        else fault(say("{}:1: no column is named {} (--by)", file_.path, name));
    }
    refuse_faults();
    row_.resize(numbers_.size());
}

bool SurveyReader::missing(std::size_t field, std::uint64_t line)
{
    if (fields_[field].find_first_not_of(" \t") != std::string_view::npos) return false;
    if (!file_.skip_missing) fault(line, field, say("missing; --on-missing skip leaves such rows out"));
    return true;
}

// False, with a fault told, for what is no number or breaks the column's rule.
bool SurveyReader::read_number(const NumberColumn& column, std::uint64_t line, double& number)
{
    std::string_view text = fields_[column.field];
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || at != end || !std::isfinite(number))
        fault(line, column.field, say("must be a number such as 1234.5"));
    else if (std::fabs(number) > largest) fault(line, column.field, say("must be at most 1e15"));
    else if (column.rule == SurveyRule::positive && number < 1e-6) fault(line, column.field, say("must be above 0"));
    else if (column.rule == SurveyRule::not_negative && number < 0.0) fault(line, column.field, say("must not be negative"));
    else return true;
    return false;
}

void SurveyReader::add_design(std::uint64_t line)
{
    const std::uint32_t stratum = stratum_ ? strata_.code(fields_[*stratum_]) : 0;
    std::uint32_t psu = static_cast<std::uint32_t>(data_.stratum_of_psu.size());
    if (psu_) psu = psus_.code(fmt::format("{},{}", stratum, fields_[*psu_]));
    if (psu == data_.stratum_of_psu.size()) data_.stratum_of_psu.push_back(stratum);
    data_.psu.push_back(psu);
    data_.strata = std::max(data_.strata, stratum + 1);
    for (GroupColumn& g : groups_) {
        const std::size_t known = g.codes.labels().size();
        g.level.push_back(g.codes.code(fields_[g.field]));
        if (g.codes.labels().size() == known) continue;
        if (!is_plain_utf8(fields_[g.field])) fault(line, g.field, say("must be UTF-8"));
        if (known == most_levels) fault(line, g.field, say("a column to group by has at most 1000 values"));
    }
}

void SurveyReader::read_row(std::string_view row, std::uint64_t line)
{
    if (row.empty()) return; // an empty line, as editors leave at the end
    if (const char* rule = split_row(row, fields_, scratch_)) return fault(fmt::format("{}:{}: {}", file_.path, line, say(rule)));
    if (fields_.size() != header_.size())
        return fault(say("{}:{}: {} fields (the header has {})", file_.path, line, fields_.size(), header_.size()));
    bool lacks = false;
    bool wrong = false;
    for (std::size_t c = 0; c < numbers_.size(); ++c) {
        if (missing(numbers_[c].field, line)) lacks = true;
        else if (!read_number(numbers_[c], line, row_[c])) wrong = true;
    }
    for (const auto& design : {psu_, stratum_})
        if (design && missing(*design, line)) lacks = true;
    if (wrong) return;
    if (lacks) {
        ++data_.skipped;
        return;
    }
    for (std::size_t c = 0; c < numbers_.size(); ++c) numbers_[c].to->push_back(row_[c]);
    add_design(line);
}

void SurveyReader::read_block(const RowBlock& block)
{
    std::uint64_t line = block.first_line;
    for (std::string_view rest = block.text; !rest.empty();) {
        const std::string_view row = rest.substr(0, row_length(rest));
        read_row(without_line_end(row), line);
        line += count_lines(row);
        rest.remove_prefix(row.size());
    }
}

// Levels in an order that does not depend on the order of the file.
void SurveyReader::finish_groups()
{
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::vector<std::string>& labels = groups_[g].codes.labels();
        const std::vector<std::uint32_t> order = order_of_labels(labels);
        std::vector<std::uint32_t> rank(labels.size());
        SurveyGrouping grouping{file_.by[g], {}, std::move(groups_[g].level)};
        for (std::uint32_t k = 0; k < order.size(); ++k) {
            rank[order[k]] = k;
            grouping.levels.push_back(labels[order[k]]);
        }
        for (std::uint32_t& level : grouping.level) level = rank[level];
        data_.groupings.push_back(std::move(grouping));
    }
}

SurveyData SurveyReader::read()
{
    BlockReader reader(file_.path, block_bytes);
    read_header(reader.header());
    for (RowBlock block = reader.next(); !block.text.empty(); block = reader.next()) {
        read_block(block);
        if (fault_count_ >= 10'000) break; // the file is something else
    }
    refuse_faults();
    if (data_.weight.empty()) data_.weight.assign(data_.size.size(), 1.0);
    if (std::none_of(data_.weight.begin(), data_.weight.end(), [](double w) { return w > 0.0; }))
        throw InputError(data_.skipped > 0
                             ? say("{}: no household with a weight above 0 ({} rows were skipped for missing values)", file_.path, data_.skipped)
                             : say("{}: no household with a weight above 0", file_.path));
    finish_groups();
    return std::move(data_);
}

} // namespace

const std::vector<std::string>& survey_roles()
{
    static const std::vector<std::string> roles{"size", "weight", "consumption", "income",
                                                "oop",  "food",   "psu",         "stratum"};
    return roles;
}

SurveyData read_survey(const SurveyFile& file) { return SurveyReader(file).read(); }

} // namespace hearth
