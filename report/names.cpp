#include "report/names.hpp"

#include <array>
#include <map>

#include "output/measures.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

struct Named {
    std::string_view key;
    const char* name;
};

// Groups that every run has, and the layers, funds and programmes of shipped scenarios. Others are shown as they are called.
constexpr std::array groups{
    Named{"all", word("whole population")},
    Named{"registry:registered", word("registered poor")}, Named{"registry:left", word("left poverty")}, Named{"registry:other", word("never registered")},
    Named{"quintile:1", word("1 poorest")}, Named{"quintile:2", word("2")}, Named{"quintile:3", word("3")}, Named{"quintile:4", word("4")}, Named{"quintile:5", word("5 richest")},
    Named{"age:0-4", word("0-4 years")}, Named{"age:5-14", word("5-14 years")}, Named{"age:15-44", word("15-44 years")}, Named{"age:45-59", word("45-59 years")},
    Named{"age:60-74", word("60-74 years")}, Named{"age:75+", word("75 years and over")},
    Named{"sex:male", word("men")}, Named{"sex:female", word("women")},
    Named{"label:registered_poor", word("registered poor")}, Named{"label:left_poverty", word("left poverty")}, Named{"label:dibao", word("dibao (minimum living allowance)")},
    Named{"label:monitored", word("monitored (at risk of falling back)")}, Named{"label:guarantee_eligible", word("eligible for the government guarantee")},
    Named{"label:extreme_hardship", word("extreme hardship support")}, Named{"label:dibao_edge", word("on the margin of dibao")},
    Named{"label:returned_to_poverty", word("returned to poverty")}, Named{"label:orphan", word("orphans")}, Named{"label:grade_2", word("disability grade 1-2")}, Named{"label:grade_3", word("disability grade 3-4")},
    Named{"channel:bills", word("bills")}, Named{"channel:non_medical", word("non-medical costs")}, Named{"channel:earnings", word("lost earnings")},
    Named{"tier:village", word("village clinic")}, Named{"tier:township", word("township hospital")}, Named{"tier:county", word("county hospital")},
    Named{"tier:city", word("city hospital")}, Named{"tier:outside", word("outside the prefecture")},
    Named{"layer:basic", word("basic insurance")}, Named{"layer:outpatient_pooling", word("outpatient pooling")}, Named{"layer:chronic_medicines", word("chronic medicines")},
    Named{"layer:special_chronic", word("special chronic diseases")}, Named{"layer:critical", word("critical-illness insurance")}, Named{"layer:local_tilt", word("local tilt")},
    Named{"layer:commercial", word("commercial supplement")}, Named{"layer:listed_diseases", word("listed diseases")}, Named{"layer:assistance", word("medical assistance")},
    Named{"layer:guarantee", word("government guarantee")},
    Named{"level:central", word("central government")}, Named{"level:province", word("province")}, Named{"level:prefecture", word("prefecture")}, Named{"level:county", word("county governments")},
    Named{"fund:resident", word("resident insurance fund")}, Named{"fund:assistance", word("medical assistance fund")}, Named{"fund:guarantee", word("guarantee fund")},
    Named{"fund:commercial", word("commercial insurance")}, Named{"fund:listed_diseases", word("listed-diseases insurance")}, Named{"fund:critical", word("critical-illness insurance fund")},
    Named{"disease:cancer", word("cancer")}, Named{"disease:circulatory", word("circulatory")}, Named{"disease:genitourinary", word("genitourinary")}, Named{"disease:respiratory", word("respiratory")},
    Named{"disease:eye_ear_dental", word("eye, ear and dental")}, Named{"disease:infectious", word("infectious")}, Named{"disease:mental", word("mental")}, Named{"disease:other", word("other diseases")},
    Named{"disease:endocrine", word("endocrine")}, Named{"disease:musculoskeletal", word("musculoskeletal")}, Named{"disease:digestive", word("digestive")}, Named{"disease:endemic", word("endemic")},
    Named{"disease:injury", word("injury")}, Named{"disease:maternal", word("maternal")}, Named{"disease:skin", word("skin")},
};

constexpr std::array dimensions{
    Named{"county:", word("County")}, Named{"registry:", word("Registry of the poor")}, Named{"quintile:", word("Income quintile")}, Named{"age:", word("Age")},
    Named{"sex:", word("Sex")}, Named{"label:", word("Label of the household")}, Named{"disease:", word("Disease group")}, Named{"channel:", word("Channel")},
    Named{"tier:", word("Tier of care")}, Named{"layer:", word("Layer")}, Named{"level:", word("Level of government")}, Named{"fund:", word("Fund")}, Named{"programme:", word("Programme")},
};

// The file's units in words. Money is nominal: of the year it is spent in.
constexpr std::array units{
    Named{"yuan/person", word("nominal yuan a person")}, Named{"yuan/household", word("nominal yuan a household")}, Named{"yuan/admission", word("nominal yuan an admission")},
    Named{"yuan/claim", word("nominal yuan a claim")}, Named{"1/person", word("a person")}, Named{"days/person", word("days a person")}, Named{"days/admission", word("days an admission")},
    Named{"visits/person", word("visits a person")}, Named{"persons", word("persons")}, Named{"households", word("households")}, Named{"admissions", word("admissions")},
    Named{"claims", word("claims")}, Named{"episodes", word("episodes")}, Named{"years", word("years")}, Named{"month", word("month")}, Named{"2017=1", word("2017 = 1")},
};

template <class List> const char* find(const List& list, std::string_view key)
{
    for (const Named& n : list)
        if (n.key == key) return n.name;
    return nullptr;
}

std::map<std::string, std::string> county_names; // set once, before any text is made

} // namespace

std::string label_of(const Results::Variable& v)
{
    const std::string& label = spoken() == Language::chinese ? v.long_name_zh : v.long_name;
    return label.empty() ? v.name : label;
}

void name_counties(const std::vector<std::string>& names, const std::vector<std::string>& chinese)
{
    for (std::size_t i = 0; i < names.size() && i < chinese.size(); ++i) county_names["county:" + names[i]] = chinese[i];
}

std::string group_name(const std::string& group)
{
    if (const char* name = find(groups, group)) return say(name);
    if (spoken() == Language::chinese)
        if (const auto at = county_names.find(group); at != county_names.end()) return at->second;
    return group.substr(group.find(':') + 1);
}

std::string dimension_name(std::string_view dimension)
{
    const char* name = find(dimensions, dimension);
    return name ? say(name) : std::string(dimension.substr(0, dimension.find(':')));
}

static ShownUnit money(double largest)
{
    const std::string full = say("nominal yuan");
    if (spoken() == Language::chinese) {
        if (largest < 1e5) return {full, 1.0, 0, false, full};
        if (largest < 1e11) return {say("ten thousand nominal yuan"), 1e-4, largest < 1e7 ? 2 : 0, false, full};
        return {say("hundred million nominal yuan"), 1e-8, 2, false, full};
    }
    if (largest < 1e6) return {full, 1.0, 0, false, full};
    return {say("million nominal yuan"), 1e-6, largest < 1e10 ? 2 : 0, false, full};
}

ShownUnit shown_unit(const std::string& unit, double largest, bool difference)
{
    ShownUnit shown;
    const int finer = difference ? 1 : 0;
    if (unit == "1" && difference) shown = {say("percentage points"), 1.0, 2 + finer, false, say("percentage points"), 100.0};
    else if (unit == "1") shown = {say("per cent"), 100.0, 2, false, say("share")};
    else if (unit == "1/year") shown = {say("per 100 a year"), 100.0, 2 + finer, false, say("share a year")};
    else if (unit == "yuan") shown = money(largest);
    else {
        const char* name = find(units, unit);
        const std::string spelt = name ? say(name) : say(unit);
        const bool ratio = unit.find('/') != std::string::npos;
        shown = {spelt, 1.0, unit.starts_with("yuan/") ? 2 : ratio || unit == "2017=1" ? 3 : largest < 100.0 ? 1 : 0, false, spelt};
    }
    shown.sign = difference;
    return shown;
}

std::string definition(std::string_view measure)
{
    const Measure* m = find_measure(measure);
    if (!m) return "";
    constexpr std::string_view persons = "_persons";
    const bool refers = m->definition.starts_with("persons of such") || m->definition.starts_with("the same in persons");
    if (refers && measure.ends_with(persons)) // told by the measure in households it goes with
        if (const Measure* households = find_measure(measure.substr(0, measure.size() - persons.size())))
            return say("Counted: persons of households so defined: {}.", say(households->definition));
    return say("Counted: {}.", say(m->definition));
}

std::string capital(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

} // namespace hearth::report
