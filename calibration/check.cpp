// What no single cell can show.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "calibration/outlook.hpp"
#include "calibration/fit_tables.hpp"
#include "sim/tally/tally.hpp"
#include "sim/world/world.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

struct Checker {
    const Tables& tables;
    Faults& faults;

    static std::string show(double v)
    {
        char text[40];
        std::snprintf(text, sizeof text, "%g", v);
        return text;
    }

    void sums_to_one(std::string_view name, std::string_view column)
    {
        const Table& t = table(tables, name);
        double sum = 0.0;
        for (const double v : t.number(column)) sum += v;
        if (std::abs(sum - 1.0) > 1e-4)
            faults.add({t.file, 0}, say("sum of {} = {} (must be 1)", column, show(sum)));
    }

    void named_once(std::string_view name, std::string_view column)
    {
        const Table& t = table(tables, name);
        std::set<std::string> seen;
        for (std::size_t r = 0; r < t.rows(); ++r)
            if (!seen.insert(t.text(column)[r]).second)
                faults.add(t.place(r), say("{} = \"{}\" (named twice)", column, t.text(column)[r]));
    }

    void one_of(std::string_view name, std::string_view column, const std::vector<std::string>& known)
    {
        const Table& t = table(tables, name);
        for (std::size_t r = 0; r < t.rows(); ++r) {
            const std::string& value = t.text(column)[r];
            if (std::find(known.begin(), known.end(), value) != known.end()) continue;
            std::string all;
            for (const std::string& k : known) all += " " + k;
            faults.add(t.place(r), say("{} = \"{}\" (must be one of:{})", column, value, all));
        }
    }

    void parameters()
    {
        const Table& t = table(tables, "parameters");
        std::vector<std::string> known;
        for (const ParameterEntry& e : parameter_entries) known.emplace_back(e.name);
        named_once("parameters", "name");
        for (std::size_t r = 0; r < t.rows(); ++r) {
            const std::string& name = t.text("name")[r];
            const auto at = std::find(known.begin(), known.end(), name);
            if (at == known.end()) {
                faults.add(t.place(r), say("parameter \"{}\" is unknown (the nearest is \"{}\")", name, nearest(name, known)));
                continue;
            }
            const ParameterEntry& e = parameter_entries[static_cast<std::size_t>(at - known.begin())];
            const double v = t.number("value")[r];
            if (v < e.lowest || v > e.highest)
                faults.add(t.place(r), say("{} = {:g} (must lie in [{:g}, {:g}])", name, v, e.lowest, e.highest));
            if (t.text("unit")[r] != e.unit)
                faults.add(t.place(r), say("{} has unit \"{}\" (must be \"{}\")", name, t.text("unit")[r], e.unit));
        }
        for (const std::string& name : known)
            if (std::find(t.text("name").begin(), t.text("name").end(), name) == t.text("name").end())
                faults.add({t.file, 0}, say("parameter {} is missing", name));
    }

    void series(int base_year)
    {
        const Table& t = table(tables, "series");
        std::map<std::string, std::map<int, double>> found;
        for (std::size_t r = 0; r < t.rows(); ++r) {
            const int year = static_cast<int>(t.years[r]);
            if (!found[t.text("name")[r]].emplace(year, t.number("value")[r]).second)
                faults.add(t.place(r), say("{} names {} twice", t.text("name")[r], year));
        }
        std::vector<std::string> known;
        for (const SeriesEntry& e : series_entries) known.emplace_back(e.name);
        one_of_names(t, known);
        for (const SeriesEntry& e : series_entries) {
            const std::string name(e.name);
            const auto at = found.find(name);
            if (at == found.end() || !at->second.contains(base_year)) {
                faults.add({t.file, 0}, say("series {} has no value for the base year {}", name, base_year));
                continue;
            }
            const bool log_ratio = name.starts_with("registry_");
            for (const auto& [year, value] : at->second)
                if (!log_ratio && value < 0.0)
                    faults.add({t.file, 0}, say("{} = {} in {} (must not be negative)", name, show(value), year));
        }
        positive(found, {"poverty_line", "income_mean", "dibao_standard", "outpatient_price", "consumer_price_index"}, t.file);
        below_one(found, {"enrolment_ordinary"}, t.file);
    }

    void one_of_names(const Table& t, const std::vector<std::string>& known)
    {
        for (std::size_t r = 0; r < t.rows(); ++r)
            if (std::find(known.begin(), known.end(), t.text("name")[r]) == known.end())
                faults.add(t.place(r), say("series \"{}\" is unknown (the nearest is \"{}\")", t.text("name")[r],
                                           nearest(t.text("name")[r], known)));
    }

    void positive(std::map<std::string, std::map<int, double>>& found,
                  const std::vector<std::string>& names, const std::string& file)
    {
        for (const std::string& name : names)
            for (const auto& [year, value] : found[name])
                if (value <= 0.0)
                    faults.add({file, 0}, say("{} = {} in {} (must be above 0)", name, show(value), year));
    }

    void below_one(std::map<std::string, std::map<int, double>>& found,
                   const std::vector<std::string>& names, const std::string& file)
    {
        for (const std::string& name : names)
            for (const auto& [year, value] : found[name])
                if (value <= 0.0 || value >= 1.0)
                    faults.add({file, 0}, say("{} = {} in {} (must lie between 0 and 1)", name, show(value), year));
    }

    // Age bands without gap or overlap, from the first to the last given.
    void ages(std::string_view name, std::string_view by, bool whole_life = false)
    {
        const Table& t = table(tables, name);
        std::map<std::string, std::vector<std::pair<int, int>>> bands_of;
        for (std::size_t r = 0; r < t.rows(); ++r)
            bands_of[by.empty() ? "" : t.text(by)[r]].push_back(
                {static_cast<int>(t.number("age_from")[r]), static_cast<int>(t.number("age_to")[r])});
        for (auto& [key, list] : bands_of) {
            std::sort(list.begin(), list.end());
            if (whole_life && (list.front().first != 0 || list.back().second != oldest))
                faults.add({t.file, 0}, (key.empty() ? "" : key + ": ") + say("age bands must run from 0 to 110"));
            for (std::size_t i = 0; i < list.size(); ++i) {
                const bool gap = i > 0 && list[i].first != list[i - 1].second + 1;
                if (list[i].second < list[i].first || gap)
                    faults.add({t.file, 0}, (key.empty() ? "" : key + ": ") + say("age bands around {} overlap or leave a gap", list[i].first));
            }
        }
    }

    void disease_tables()
    {
        const Table& d = table(tables, "diseases");
        const Table& ages_table = table(tables, "disease_ages");
        named_once("diseases", "disease");
        one_of("diseases", "basis", {"prevalence", "incidence"});
        one_of("disease_ages", "disease", d.text("disease"));
        ages("disease_ages", "disease");
        for (std::size_t r = 0; r < d.rows(); ++r) {
            const double sum = d.number("share_township")[r] + d.number("share_county")[r]
                + d.number("share_city")[r];
            if (std::abs(sum - 1.0) > 0.02)
                faults.add(d.place(r), say("admission shares sum to {} (must be 1)", show(sum)));
            const auto rows = std::count(ages_table.text("disease").begin(),
                                         ages_table.text("disease").end(), d.text("disease")[r]);
            if (rows != bands)
                faults.add(d.place(r), say("{} has {} age bands in disease_ages (must be 5)", d.text("disease")[r], rows));
        }
        for (std::size_t r = 0; r < ages_table.rows(); ++r) {
            const int from = static_cast<int>(ages_table.number("age_from")[r]);
            const int to = static_cast<int>(ages_table.number("age_to")[r]);
            if (age_band(from) != age_band(to) || (from > 0 && age_band(from - 1) == age_band(from))
                || (to < oldest && age_band(to + 1) == age_band(to)))
                faults.add(ages_table.place(r), say("ages {}-{} (bands must be 0-4, 5-14, 15-44, 45-64, 65-110)", from, to));
        }
        if (const std::set<std::string> groups(d.text("group").begin(), d.text("group").end());
            groups.size() > std::size_t{most_disease_groups})
            faults.add({d.file, 0}, say("{} groups (at most {})", groups.size(), most_disease_groups));
        const auto chronic = std::count(d.text("basis").begin(), d.text("basis").end(), "prevalence");
        if (chronic > 64)
            faults.add({d.file, 0}, say("{} diseases count prevalence (at most 64)", chronic));
    }

    // No two rows of a table say the same thing.
    void each_once(std::string_view name, const std::vector<std::string_view>& columns, bool yearly)
    {
        const Table& t = table(tables, name);
        std::set<std::string> seen;
        for (std::size_t r = 0; r < t.rows(); ++r) {
            std::string what = yearly ? show(t.years[r]) : "";
            for (const std::string_view column : columns) what += " " + t.text(column)[r];
            if (!seen.insert(what).second) faults.add(t.place(r), say("{} (stands twice)", what));
        }
    }

    // Tables that speak of diseases, tiers and counties by name.
    void names_of_others()
    {
        const Table& d = table(tables, "diseases");
        one_of("disease_years", "disease", d.text("disease"));
        const Table& c = table(tables, "complications");
        for (const char* column : {"cause", "disease"}) {
            one_of("complications", column, d.text("disease"));
            for (std::size_t r = 0; r < c.rows(); ++r)
                for (std::size_t i = 0; i < d.rows(); ++i)
                    if (d.text("disease")[i] == c.text(column)[r] && d.text("basis")[i] != "prevalence")
                        faults.add(c.place(r), say("{} = {} (must count prevalence)", column, c.text(column)[r]));
        }
        for (std::size_t r = 0; r < c.rows(); ++r)
            if (c.number("controlled_ratio")[r] > c.number("rate_ratio")[r])
                faults.add(c.place(r), say("controlled_ratio = {} (must not exceed rate_ratio)", show(c.number("controlled_ratio")[r])));
        for (std::size_t r = 0; r < c.rows(); ++r)
            if (c.text("cause")[r] == c.text("disease")[r])
                faults.add(c.place(r), say("{} cannot bring about itself", c.text("cause")[r]));
        each_once("disease_years", {"disease"}, true);
        each_once("complications", {"cause", "disease"}, false);
        each_once("supply", {"county", "tier"}, true);
        if (d.rows() > 64) faults.add({d.file, 0}, say("{} diseases (at most 64)", d.rows()));
        std::vector<std::string> counties = table(tables, "counties").text("county");
        counties.push_back("all");
        one_of("supply", "county", counties);
        one_of("supply", "tier", {"township", "county", "city"});
    }

    // A village has at most 4,096 households and there are at most 65,535 villages: ids stay below 2^53.
    void villages()
    {
        const Table& t = table(tables, "counties");
        double all = 0.0;
        for (std::size_t r = 0; r < t.rows(); ++r) {
            all += t.number("villages")[r];
            if (t.number("population")[r] / t.number("villages")[r] > 4'000.0)
                faults.add(t.place(r), say("more than 4,000 persons a village (name more villages)"));
        }
        if (all > 65'535.0) faults.add({t.file, 0}, say("more than 65,535 villages"));
        const Table& sizes = table(tables, "household_sizes");
        std::set<double> seen;
        for (std::size_t r = 0; r < sizes.rows(); ++r)
            if (const double n = sizes.number("size")[r]; n != std::floor(n) || !seen.insert(n).second)
                faults.add(sizes.place(r), say("size = {} (whole numbers, each once)", show(n)));
    }

    // Who neither migrates nor works for local wages farms.
    void kinds_of_work()
    {
        const Table& t = table(tables, "labour");
        for (std::size_t r = 0; r < t.rows(); ++r)
            if (const double sum = t.number("migrant_share")[r] + t.number("wage_share")[r]; sum > 1.0 + 1e-9)
                faults.add(t.place(r), say("migrant_share + wage_share = {} (must not exceed 1)", show(sum)));
    }

    void tier_names()
    {
        const Table& t = table(tables, "tiers");
        const std::vector<std::string> wanted{"village", "township", "county", "city", "outside"};
        if (t.text("tier") != wanted)
            faults.add({t.file, 0}, say("tiers must be: village township county city outside, in this order"));
    }
};

} // namespace

void check_tables(const Tables& tables, Faults& faults)
{
    Checker check{tables, faults};
    check.parameters();
    const Table& p = table(tables, "parameters");
    for (std::size_t r = 0; r < p.rows(); ++r)
        if (p.text("name")[r] == "base_year") check.series(static_cast<int>(p.number("value")[r]));
    check.sums_to_one("age_structure", "share");
    check.sums_to_one("household_sizes", "share");
    check.sums_to_one("tiers", "visit_share");
    for (const char* name : {"age_structure", "mortality", "marriage", "never_married"}) {
        check.one_of(name, "sex", {"male", "female"});
        check.ages(name, "sex", std::string_view(name) == "mortality");
    }
    check.ages("fertility", "");
    check.ages("labour", "", true);
    check.kinds_of_work();
    check.named_once("counties", "county");
    if (table(tables, "counties").rows() > 8)
        faults.add({table(tables, "counties").file, 0}, say("more than 8 counties"));
    check.disease_tables();
    check.names_of_others();
    check.tier_names();
    check.villages();
    fitted_parameters(tables, faults);
    targets_of(tables, faults);
    outlook_of(tables, faults);
}

} // namespace hearth
