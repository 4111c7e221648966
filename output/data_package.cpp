#include "output/data_package.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "store/atomic_file.hpp"

namespace hearth {

namespace {

using Json = nlohmann::ordered_json;

// A codebook is the same in every language: nothing here is translated.
struct Field {
    const char *name, *type, *title, *title_zh, *description, *unit;
};

constexpr Field fields[] = {
    {"scenario", "string", "scenario", "情景", "policy scenario of the run", ""},
    {"year", "year", "calendar year", "年份", "calendar year; \"mean\" where the row is the mean over the years of the run", ""},
    {"group", "string", "group", "分组", "all, or DIMENSION:NAME; groups are one-way and overlap", ""},
    {"measure", "string", "measure", "指标", "name of what is told; the measures are listed below", ""},
    {"measure_label", "string", "what the measure is", "指标说明", "the measure's label, in the language the table was made in", ""},
    {"unit", "string", "unit", "单位", "unit of mean, se and percentiles; 1 is a share, yuan are nominal unless it says prices of a year", ""},
    {"mean", "number", "mean", "均值", "mean over draws", "as in the column unit"},
    {"se", "number", "standard error", "标准误", "standard error of the mean over draws; missing with fewer than two", "as in the column unit"},
    {"p05", "number", "5th percentile", "第5百分位数", "5th percentile over draws; missing with fewer than two", "as in the column unit"},
    {"p50", "number", "median", "中位数", "median over draws; missing with fewer than two", "as in the column unit"},
    {"p95", "number", "95th percentile", "第95百分位数", "95th percentile over draws; missing with fewer than two", "as in the column unit"},
    {"n", "integer", "draws", "有效模拟次数", "draws with a number", "draws"},
};

std::string type_of(const Field& field, const std::string& format, bool means)
{
    const std::string name = field.name, type = field.type;
    if (format == "dta") return name == "year" || type == "string" ? "integer" : "number";
    if (name == "year") return means || format == "json" ? "string" : "year";
    return type;
}

Json schema_of(const std::string& format, bool means)
{
    Json list = Json::array();
    for (const Field& field : fields) {
        const bool coded = format == "dta" && std::string(field.type) == "string";
        if (std::string(field.name) == "measure_label" && format != "dta") continue;
        Json one{{"name", field.name}, {"type", type_of(field, format, means)}, {"title", field.title}, {"title_zh", field.title_zh}};
        one["description"] = field.description + std::string(coded ? "; a code, its value label is the text" : "");
        if (*field.unit) one["unit"] = field.unit;
        list.push_back(one);
    }
    Json schema{{"fields", list}, {"missingValues", Json::array({""})}};
    if (format != "dta") schema["primaryKey"] = Json::array({"scenario", "year", "group", "measure"});
    return schema;
}

Json measures_of(const Results& r, const std::vector<TidyRow>& rows)
{
    Json list = Json::array();
    std::set<std::string> told;
    for (const TidyRow& row : rows) {
        if (!told.insert(row.measure).second) continue;
        Json one{{"name", row.measure}, {"unit", row.unit}};
        if (const Results::Variable* v = r.find(row.measure)) {
            one["label"] = v->long_name;
            one["label_zh"] = v->long_name_zh;
        }
        if (const Measure* m = find_measure(row.measure)) one["definition"] = m->definition;
        list.push_back(one);
    }
    return list;
}

Json source_of(const Results& r, const std::string& path)
{
    Json record;
    for (const char* name : {"program_version", "program_commit", "input_digest", "reference_scenario", "twin", "sampled_share"})
        if (const auto at = r.record.find(name); at != r.record.end()) record[name] = at->second;
    if (const auto at = r.record.find("scenario_digest"); at != r.record.end()) {
        const Json digests = Json::parse(at->second, nullptr, false);
        record["scenario_digest"] = digests.is_object() ? digests : Json(at->second);
    }
    for (const auto& [name, number] : r.record_numbers) record[name] = number;
    record["years"] = r.years;
    record["draws"] = r.draws;
    return {{"title", "hearth results file " + std::filesystem::path(path).filename().string()}, {"record", record}};
}

// A name of lower-case letters, digits and . _ - that no other resource has.
std::string resource_name(const std::string& file, const Json& others)
{
    std::string base;
    for (const char c : file) {
        const auto byte = static_cast<unsigned char>(c);
        const bool allowed = byte < 0x80 && (std::isalnum(byte) || c == '.' || c == '_' || c == '-');
        base += allowed ? static_cast<char>(std::tolower(byte)) : '-';
    }
    std::string name = base;
    const auto taken = [&] {
        return std::any_of(others.begin(), others.end(), [&](const Json& other) { return other.is_object() && other.value("name", Json()) == name; });
    };
    for (int i = 2; taken(); ++i) name = base + "-" + std::to_string(i);
    return name;
}

Json resource_of(const Export& table, const Results& r, const std::vector<TidyRow>& rows)
{
    static const std::map<std::string, const char*> media{{"csv", "text/csv"}, {"tsv", "text/tab-separated-values"},
                                                          {"json", "application/json"}, {"dta", "application/x-stata-dta"}};
    const bool means = std::any_of(rows.begin(), rows.end(), [](const TidyRow& row) { return row.year == "mean"; });
    Json one{{"name", ""}, {"path", std::filesystem::path(table.path).filename().string()}};
    one["profile"] = table.format == "dta" ? "data-resource" : "tabular-data-resource";
    one["title"] = "measures by scenario, year and group";
    one["title_zh"] = "按情景、年份和分组的指标";
    one["format"] = table.format;
    one["mediatype"] = media.at(table.format);
    one["encoding"] = "utf-8";
    one["bytes"] = table.bytes.size();
    one["hash"] = "sha1:" + digest(table.bytes);
    if (table.format == "csv" || table.format == "tsv")
        one["dialect"] = {{"delimiter", table.format == "csv" ? "," : "\t"}, {"lineTerminator", "\n"}, {"quoteChar", "\""},
                          {"doubleQuote", true}, {"header", true}};
    one["rows"] = rows.size();
    one["disclosure"] = table.query.disclosure;
    if (table.query.price_year) one["price_year"] = *table.query.price_year;
    one["schema"] = schema_of(table.format, means);
    one["measures"] = measures_of(r, rows);
    one["sources"] = Json::array({source_of(r, table.made_from)});
    return one;
}

// The package that stands at a path: a new one where there is none, null where it is not ours.
Json package_at(const std::string& path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
        return {{"profile", "data-package"}, {"name", "hearth-tables"}, {"title", "Tables of hearth results"},
                {"title_zh", "hearth 结果表"}, {"hearth", true}, {"resources", Json::array()}};
    if (!std::filesystem::is_regular_file(path, ignored)) return {};
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const Json package = Json::parse(text.str(), nullptr, false);
    if (!package.is_object()) return {};
    const Json generator = package.value("generator", Json());
    const bool ours = package.value("hearth", Json()) == true || (generator.is_string() && generator.get<std::string>().starts_with("hearth"));
    return ours && package.value("resources", Json()).is_array() ? package : Json();
}

} // namespace

std::string codebook_path(const std::string& table)
{
    return (std::filesystem::path(table).parent_path() / "datapackage.json").string();
}

std::string codebook_path_aside(const std::string& table) { return table + ".datapackage.json"; }

Codebook write_codebook(const Export& table, const Results& r, const std::vector<TidyRow>& rows)
{
    Codebook book{codebook_path(table.path), ""};
    Json package = package_at(book.path);
    if (package.is_null()) {
        book = {codebook_path_aside(table.path), book.path};
        package = package_at(book.path);
        if (package.is_null()) return {"", book.taken};
    }
    Json resource = resource_of(table, r, rows);
    Json kept = Json::array();
    std::size_t place = package["resources"].size();
    for (const Json& other : package["resources"]) {
        if (other.is_object() && other.value("path", Json()) == resource["path"]) place = std::min(place, kept.size());
        else kept.push_back(other);
    }
    resource["name"] = resource_name(resource["path"], kept);
    kept.insert(kept.begin() + static_cast<Json::difference_type>(std::min(place, kept.size())), resource);
    package["generator"] = table.generator;
    package["resources"] = kept;
    store::write_text(book.path, package.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
    return book;
}

} // namespace hearth
