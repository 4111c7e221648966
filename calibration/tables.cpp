#include "calibration/tables.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "calibration/csv.hpp"
#include "sim/base/error.hpp"
#include "sim/world/parameters.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

constexpr double many = 1e12;

Column text(std::string_view name) { return {name, false, ""}; }
Column number(std::string_view name, std::string_view unit, double lowest, double highest)
{
    return {name, true, unit, lowest, highest};
}
Column age(std::string_view name) { return number(name, "years", 0, 110); }
Column or_else(Column column, std::string_view absent)
{
    column.absent = absent;
    return column;
}
Column share(std::string_view name) { return number(name, "1", 0, 1); }

const std::vector<TableSchema> schemas{
    {"parameters", "scalar parameters", "参数",
     {text("name"), number("value", "see unit", -many, many), text("unit")}},
    {"series", "yearly series", "年度序列",
     {text("name"), number("value", "see unit", -many, many), text("unit")}},
    {"counties", "counties and travel times", "县区与就医时间",
     {text("county"), text("name_zh"), number("population", "persons", 1, many),
      number("villages", "villages", 1, 60'000), number("township_minutes", "minutes", 0, 3'000),
      number("county_minutes", "minutes", 0, 3'000), number("city_minutes", "minutes", 0, 3'000),
      number("outside_minutes", "minutes", 0, 10'000)}},
    {"age_structure", "age structure of registered members", "年龄结构",
     {text("sex"), age("age_from"), age("age_to"), share("share")}},
    {"mortality", "life table", "生命表",
     {text("sex"), age("age_from"), age("age_to"), number("rate", "deaths/person-year", 0, 5)}},
    {"fertility", "age-specific fertility", "分年龄生育率",
     {age("age_from"), age("age_to"), number("births_per_1000", "births/1,000 women/year", 0, 1'000)}},
    {"marriage", "yearly probability of marriage, never married", "结婚概率",
     {text("sex"), age("age_from"), age("age_to"), share("rate")}},
    {"never_married", "share never married", "未婚比例",
     {text("sex"), age("age_from"), age("age_to"), share("share")}},
    {"household_sizes", "registered household sizes", "家庭户规模",
     {number("size", "persons", 1, 12), share("share")}},
    {"labour", "capacity to work by age", "劳动能力",
     {age("age_from"), age("age_to"), number("capacity", "full worker = 1", 0, 2), share("migrant_share"), share("wage_share")}},
    {"tiers", "tiers of facilities", "医疗机构层级",
     {text("tier"), text("name_zh"), share("compliant_share"), number("quality", "deaths, county = 1", 0.01, 100),
      number("treats_up_to", "sd of severity", -9, 9), number("stay_ratio", "county = 1", 0, 10),
      number("drug_ratio", "county = 1", 0, 10),
      number("visit_cost", "yuan/visit", 0, 100'000), share("visit_share"), share("own_share"), share("visit_own_share"),
      number("reference_minutes", "minutes", 0, 10'000), number("transport_cost", "yuan/return journey", 0, 100'000),
      number("living_cost_per_day", "yuan/day", 0, 100'000)}},
    {"diseases", "disease groups", "疾病分组",
     {text("disease"), text("name"), text("name_zh"), text("group"), text("kind"), text("basis"),
      number("sex_ratio", "male rate / female rate", 0, 100),
      number("visits_per_case", "visits/case", 0, 1'000), share("share_township"),
      share("share_county"), share("share_city"), number("cost_township", "yuan/admission", 0, 1e7),
      number("cost_county", "yuan/admission", 0, 1e7), number("cost_city", "yuan/admission", 0, 1e7),
      number("length_of_stay", "days", 0, 366), share("drug_share"),
      number("days_lost", "work days/case", 0, 366), number("major_from", "year, 0 = never", 0, 2'200),
      number("outpatient_benefit", "0 or 1", 0, 1), number("family_doctor", "0 or 1", 0, 1),
      number("control_ratio_admission", "ratio", 0, 10), number("control_ratio_death", "ratio", 0, 10),
      number("village_share", "share of villages", 0.001, 1)}},
    {"disease_years", "incidence by year", "分年度发病",
     {text("disease"), number("incidence", "2017=1", 0.0001, 1'000)}},
    {"complications", "chronic diseases that bring others about", "并发症",
     {text("cause"), text("disease"), number("rate_ratio", "ratio", 1, 1'000),
      number("controlled_ratio", "ratio", 1, 1'000)}},
    {"supply", "beds", "床位供给",
     {text("county"), text("tier"), share("served_share"), number("bed_days", "bed-days/1,000 persons/year", 0, 100'000)}},
    {"disease_ages", "disease rates by age", "分年龄患病",
     {text("disease"), age("age_from"), age("age_to"), number("cases_per_1000", "1/1,000", 0, 10'000),
      number("onset_per_1000", "1/1,000/year", 0, 10'000), share("diagnosed_share"),
      number("admissions_per_case", "admissions/case-year", 0, 50),
      number("deaths_per_1000", "deaths/1,000 persons/year", 0, 1'000)}},
    {"targets", "published figures", "公布数据",
     {text("measure"), text("group"), number("value", "see unit", -many, many), text("unit"),
      text("kind"), or_else(number("se", "as value, 0 = unknown", 0, many), "0"), or_else(text("scale"), "identity"),
      or_else(number("discrepancy", "as value", 0, many), "0"), or_else(text("role"), "monitor")}},
    {"priors", "parameters to be fitted", "待估参数",
     {text("path"), text("unit"), text("transform"), text("prior"), number("a", "see prior", -many, many),
      number("b", "see prior", -many, many), number("lower", "see unit", -many, many), number("upper", "see unit", -many, many)},
     true},
    {"outlook", "how unsure years to come are", "未来年份的不确定性",
     {text("name"), number("year_sd", "log", 0, 1), number("persistence", "1/year", 0, 1), number("trend_sd", "log/year", 0, 0.5),
      number("area_sd", "log", 0, 1)},
     true},
};

std::size_t column_of(const TableSchema& schema, std::string_view name)
{
    for (std::size_t i = 0; i < schema.columns.size(); ++i)
        if (schema.columns[i].name == name) return i;
    throw std::logic_error("no column " + std::string(name));
}

double read_number(const std::string& cell, const Column& column, const Place& place, Faults& faults)
{
    double value = 0.0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool whole_cell = error == std::errc{} && end == cell.data() + cell.size();
    const std::string told = cell.empty() ? say("(empty)") : cell.substr(0, 40);
    if (!whole_cell || !std::isfinite(value)) faults.add(place, say("{} = {} (must be a number)", column.name, told));
    else if (value < column.lowest || value > column.highest)
        faults.add(place, say("{} = {} (must lie in [{:g}, {:g}])", column.name, told, column.lowest, column.highest));
    else return value;
    return 0.0;
}

constexpr Column year_column{"year", true, "year", 1900, 2200};

constexpr std::size_t not_there = ~std::size_t{0};

std::string_view absent_value(const TableSchema& schema, std::size_t column)
{
    return column < schema.columns.size() ? schema.columns[column].absent : std::string_view{};
}

// Position of each wanted column in the header; faults for missing and unknown ones.
std::vector<std::size_t> match_header(const CsvTable& csv, const TableSchema& schema, Faults& faults)
{
    std::vector<std::string> wanted;
    for (const Column& c : schema.columns) wanted.emplace_back(c.name);
    wanted.insert(wanted.end(), {"year", "source"});
    std::vector<std::size_t> at;
    for (const std::string& name : wanted) {
        const auto found = std::find(csv.header.begin(), csv.header.end(), name);
        const bool there = found != csv.header.end();
        if (!there && absent_value(schema, at.size()).empty()) faults.add({csv.file, 1}, say("column {} is missing", name));
        at.push_back(there ? static_cast<std::size_t>(found - csv.header.begin()) : not_there);
    }
    for (std::size_t c = 0; c < csv.header.size(); ++c)
        if (std::find(csv.header.begin(), csv.header.begin() + static_cast<std::ptrdiff_t>(c), csv.header[c]) != csv.header.begin() + static_cast<std::ptrdiff_t>(c))
            faults.add({csv.file, 1}, say("column {} stands twice", csv.header[c]));
    for (const std::string& name : csv.header)
        if (std::find(wanted.begin(), wanted.end(), name) == wanted.end())
            faults.add({csv.file, 1}, say("column {} is unknown (the nearest is \"{}\")", name, nearest(name, wanted)));
    return at;
}

Table convert(const CsvTable& csv, const TableSchema& schema, Faults& faults)
{
    Table out;
    out.schema = &schema;
    out.file = csv.file;
    out.lines = csv.lines;
    out.texts.resize(schema.columns.size());
    out.numbers.resize(schema.columns.size());
    const std::size_t faults_before = faults.texts().size();
    const auto at = match_header(csv, schema, faults);
    if (faults.texts().size() > faults_before) return out;
    for (std::size_t r = 0; r < csv.rows.size(); ++r) {
        const Place place{csv.file, csv.lines[r]};
        for (std::size_t c = 0; c < schema.columns.size(); ++c) {
            const std::string cell = at[c] == not_there ? std::string(schema.columns[c].absent) : csv.rows[r][at[c]];
            if (schema.columns[c].number)
                out.numbers[c].push_back(read_number(cell, schema.columns[c], place, faults));
            else {
                if (cell.empty())
                    faults.add(place, say("{} is empty (must be a text)", schema.columns[c].name));
                out.texts[c].push_back(cell);
            }
        }
        const std::size_t n = schema.columns.size();
        out.years.push_back(read_number(csv.rows[r][at[n]], year_column, place, faults));
        if (out.years.back() != std::floor(out.years.back()))
            faults.add(place, say("year = {} (must be a whole number)", csv.rows[r][at[n]]));
        out.sources.push_back(csv.rows[r][at[n + 1]]);
        if (out.sources.back().empty())
            faults.add(place, say("source is empty (a source, or the word \"assumption\")"));
    }
    return out;
}

} // namespace

Table empty_table(const TableSchema& schema, const std::string& file)
{
    Table out;
    out.schema = &schema;
    out.file = file;
    out.texts.resize(schema.columns.size());
    out.numbers.resize(schema.columns.size());
    return out;
}

std::span<const TableSchema> table_schemas() { return schemas; }

const std::vector<double>& Table::number(std::string_view column) const
{
    return numbers[column_of(*schema, column)];
}

const std::vector<std::string>& Table::text(std::string_view column) const
{
    return texts[column_of(*schema, column)];
}

Place Table::place(std::size_t row) const
{
    if (row < lines.size()) return {file, lines[row]};
    return {say("{} row {}", file, row + 1), 0};
}

const Table& table(const Tables& tables, std::string_view name)
{
    for (const Table& t : tables)
        if (t.schema->name == name) return t;
    throw std::logic_error("no table " + std::string(name));
}

Tables read_table_folder(const std::string& folder, Faults& faults)
{
    if (!std::filesystem::is_directory(folder))
        throw InputError(say("{}: is not a folder of CSV tables", folder));
    Tables tables;
    for (const TableSchema& schema : schemas) {
        const auto path = std::filesystem::path(folder) / (std::string(schema.name) + ".csv");
        if (schema.optional && !std::filesystem::exists(path)) {
            tables.push_back(empty_table(schema, path.string()));
            continue;
        }
        try {
            tables.push_back(convert(read_csv(path.string()), schema, faults));
        } catch (const InputError& error) {
            faults.add(error.what());
        }
    }
    return tables;
}

void replace_parameters(Tables& tables, const std::string& path, Faults& faults)
{
    Table& own = *std::find_if(tables.begin(), tables.end(), [](const Table& t) { return t.schema->name == "parameters"; });
    const Table other = convert(read_csv(path), *own.schema, faults);
    const auto& names = own.texts[0];
    for (std::size_t r = 0; r < other.rows(); ++r) {
        const auto at = std::find(names.begin(), names.end(), other.texts[0][r]);
        if (at == names.end()) {
            faults.add(other.place(r), say("name = {} (is no parameter of the folder; the nearest is \"{}\")", other.texts[0][r],
                                           nearest(other.texts[0][r], names)));
            continue;
        }
        const auto row = static_cast<std::size_t>(at - names.begin());
        const std::string what = other.texts[0][r];
        if (std::find(other.texts[0].begin(), other.texts[0].begin() + static_cast<std::ptrdiff_t>(r), what) != other.texts[0].begin() + static_cast<std::ptrdiff_t>(r))
            faults.add(other.place(r), say("name = {} (stands twice)", what));
        for (const ParameterEntry& e : parameter_entries) {
            if (e.name != what) continue;
            const double value = other.numbers[1][r];
            if (value < e.lowest || value > e.highest)
                faults.add(other.place(r), say("{} = {:g} (must lie in [{:g}, {:g}])", what, value, e.lowest, e.highest));
            if (other.texts[2][r] != e.unit)
                faults.add(other.place(r), say("{} has unit \"{}\" (must be \"{}\")", what, other.texts[2][r], e.unit));
        }
        own.numbers[1][row] = other.numbers[1][r];
        own.texts[2][row] = other.texts[2][r];
        own.years[row] = other.years[r];
        own.sources[row] = other.sources[r];
    }
}

} // namespace hearth
