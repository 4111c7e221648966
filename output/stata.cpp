#include "output/stata.hpp"

#include <cmath>
#include <ctime>
#include <map>
#include <memory>

#include <readstat.h>

#include "output/shown.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::size_t longest_value_label = 32000; // bytes, Stata's limits
constexpr std::size_t longest_label = 80;          // characters, of files and variables
constexpr double largest_number = 8.9e307;

void check(readstat_error_t error)
{
    if (error != READSTAT_OK) throw IoError(say("the Stata file cannot be made: {}", readstat_error_message(error)));
}

// Cut between characters, to so many bytes and characters.
std::string cut(const std::string& text, std::size_t bytes, std::size_t characters)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
        if (begins && (++count > characters || end > bytes)) return text.substr(0, i);
    }
    return text;
}

// Numbers 1, 2, ... for texts, in the order they are met.
class Codes {
public:
    int operator[](const std::string& text)
    {
        const auto at = codes_.emplace(text, static_cast<int>(texts_.size()) + 1);
        if (at.second) texts_.push_back(text);
        return at.first->second;
    }
    const std::vector<std::string>& texts() const { return texts_; }

private:
    std::map<std::string, int> codes_;
    std::vector<std::string> texts_;
};

struct CodedRow {
    int scenario, group, measure, unit;
};

class DtaWriter {
public:
    DtaWriter() : writer_(readstat_writer_init(), readstat_writer_free)
    {
        if (!writer_) throw std::bad_alloc();
        check(readstat_set_data_writer(writer_.get(), append));
        check(readstat_writer_set_file_format_version(writer_.get(), 118));
        // Stata's first day, by whatever clock: no time of writing is kept.
        std::tm day{};
        day.tm_year = 60;
        day.tm_mday = 1;
        day.tm_hour = 12;
        day.tm_isdst = -1;
        check(readstat_writer_set_file_timestamp(writer_.get(), std::mktime(&day)));
    }

    void label_file(const std::string& text) { check(readstat_writer_set_file_label(writer_.get(), cut(text, 256, longest_label).c_str())); }
    void note(const std::string& text) { readstat_add_note(writer_.get(), text.c_str()); }

    readstat_variable_t* variable(const char* name, readstat_type_t type, const std::string& label, readstat_label_set_t* labels = nullptr)
    {
        readstat_variable_t* v = readstat_add_variable(writer_.get(), name, type, 0);
        readstat_variable_set_label(v, cut(label, 320, longest_label).c_str());
        if (labels) readstat_variable_set_label_set(v, labels);
        if (type == READSTAT_TYPE_DOUBLE) readstat_variable_set_format(v, "%12.0g");
        return v;
    }

    readstat_variable_t* coded(const char* name, const std::string& label, const std::vector<std::string>& texts)
    {
        readstat_label_set_t* labels = readstat_add_label_set(writer_.get(), READSTAT_TYPE_INT32, name);
        for (std::size_t i = 0; i < texts.size(); ++i)
            readstat_label_int32_value(labels, static_cast<std::int32_t>(i + 1), cut(texts[i], longest_value_label, longest_value_label).c_str());
        return variable(name, READSTAT_TYPE_INT32, label, labels);
    }

    void begin(std::size_t rows) { check(readstat_begin_writing_dta(writer_.get(), this, static_cast<long>(rows))); }
    void begin_row() { check(readstat_begin_row(writer_.get())); }
    void put(const readstat_variable_t* v, int value) { check(readstat_insert_int32_value(writer_.get(), v, value)); }
    void put(const readstat_variable_t* v, double value)
    {
        check(std::abs(value) < largest_number ? readstat_insert_double_value(writer_.get(), v, value) : readstat_insert_missing_value(writer_.get(), v));
    }
    void leave_out(const readstat_variable_t* v) { check(readstat_insert_missing_value(writer_.get(), v)); }
    void end_row() { check(readstat_end_row(writer_.get())); }
    std::string end()
    {
        check(readstat_end_writing(writer_.get()));
        return bytes_;
    }

private:
    std::unique_ptr<readstat_writer_t, void (*)(readstat_writer_t*)> writer_;
    std::string bytes_;

    static ssize_t append(const void* data, size_t size, void* self)
    {
        static_cast<DtaWriter*>(self)->bytes_.append(static_cast<const char*>(data), size);
        return static_cast<ssize_t>(size);
    }
};

// Labels of the measures; pandas wants no label twice.
std::vector<std::string> labels_of(const Results& r, const std::vector<std::string>& measures)
{
    std::map<std::string, int> met;
    for (const std::string& m : measures) ++met[label_of(r, m)];
    std::vector<std::string> labels;
    for (const std::string& m : measures) {
        const std::string text = label_of(r, m);
        labels.push_back(met[text] > 1 ? text + " (" + m + ")" : text);
    }
    return labels;
}

void add_notes(DtaWriter& out, const Results& r, bool means)
{
    out.label_file(say("hearth: measures by scenario, year and group"));
    if (means) out.note(say("year is missing where a row is the mean over the years {} to {}", r.years.front(), r.years.back()));
    if (const auto seed = r.record_numbers.find("seed"); seed != r.record_numbers.end()) out.note(say("seed of the run: {}", seed->second));
    for (const auto& [key, text] : {std::pair("program_version", say("hearth version of the run")), std::pair("input_digest", say("SHA-1 of the input"))})
        if (const auto told = r.record.find(key); told != r.record.end()) out.note(text + ": " + told->second);
}

} // namespace

std::string rows_as_stata(const Results& r, const std::vector<TidyRow>& rows)
{
    Codes scenarios, groups, measures, units;
    std::vector<CodedRow> codes;
    bool means = false;
    for (const TidyRow& row : rows) {
        codes.push_back({scenarios[row.scenario], groups[row.group], measures[row.measure], units[row.unit]});
        means = means || row.year == "mean";
    }
    DtaWriter out;
    add_notes(out, r, means);
    const auto* scenario = out.coded("scenario", say("scenario"), scenarios.texts());
    const auto* year = out.variable("year", READSTAT_TYPE_INT32, means ? say("calendar year; missing: mean over the years") : say("calendar year"));
    const auto* group = out.coded("group", say("group"), groups.texts());
    const auto* measure = out.coded("measure", say("measure"), measures.texts());
    const auto* label = out.coded("measure_label", say("what the measure is"), labels_of(r, measures.texts()));
    const auto* unit = out.coded("unit", say("unit of mean, se and percentiles"), units.texts());
    const auto* mean = out.variable("mean", READSTAT_TYPE_DOUBLE, say("mean over draws"));
    const auto* se = out.variable("se", READSTAT_TYPE_DOUBLE, say("standard error of the mean"));
    const auto* p05 = out.variable("p05", READSTAT_TYPE_DOUBLE, say("5th percentile over draws"));
    const auto* p50 = out.variable("p50", READSTAT_TYPE_DOUBLE, say("median over draws"));
    const auto* p95 = out.variable("p95", READSTAT_TYPE_DOUBLE, say("95th percentile over draws"));
    const auto* n = out.variable("n", READSTAT_TYPE_DOUBLE, say("draws with a number"));
    out.begin(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Summary& s = rows[i].summary;
        out.begin_row();
        out.put(scenario, codes[i].scenario);
        if (rows[i].year == "mean") out.leave_out(year);
        else out.put(year, std::stoi(rows[i].year));
        out.put(group, codes[i].group);
        out.put(measure, codes[i].measure);
        out.put(label, codes[i].measure);
        out.put(unit, codes[i].unit);
        for (const auto& [v, value] : {std::pair(mean, s.mean), std::pair(se, s.se), std::pair(p05, s.p05), std::pair(p50, s.p50), std::pair(p95, s.p95)})
            out.put(v, value);
        out.put(n, static_cast<double>(s.n));
        out.end_row();
    }
    return out.end();
}

} // namespace hearth
