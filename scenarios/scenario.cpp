#include "scenarios/scenario.hpp"

#include <algorithm>
#include <filesystem>

#include "scenarios/terms.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

const Programme* Scenario::programme(std::string_view wanted) const
{
    for (const Programme& p : programmes)
        if (p.name == wanted) return &p;
    return nullptr;
}

namespace {

Scheme read_scheme(const std::string& name, const Node& node, const law::Stack& stack, Reader& read)
{
    const std::string path = "scheme." + name;
    read.known_keys(node, path, {"fund", "premium", "subsidy", "subsidy_share", "title"});
    Scheme scheme{name, {}, {}, {}, std::vector<Ratio>(stack.levels.size())};
    if (const Node* n = node.find("fund"))
        if (const auto at = static_cast<std::size_t>(read.choice(*n, path + ".fund", stack.funds));
            at < stack.funds.size())
            scheme.fund = stack.funds[at];
    if (const Node* n = node.find("premium")) scheme.premium = dated_money(*n, path + ".premium", read);
    if (const Node* n = node.find("subsidy")) scheme.subsidy = dated_money(*n, path + ".subsidy", read);
    if (const Node* n = node.find("subsidy_share"))
        scheme.subsidy_share = read_shares(*n, path + ".subsidy_share", stack.levels, read.faults);
    return scheme;
}

Supply read_supply(const Node& node, const std::vector<std::string>& tiers, Scenario& scenario, Reader& read)
{
    constexpr double most_beds = 100.0; // ratio to the input's
    read.known_keys(node, "supply", {"responds", "beds"});
    Supply supply;
    if (const Node* n = node.find("responds"))
        supply.responds = read_dated<bool>(*n, [&](const Node& v) { return read.boolean(v, "supply.responds"); });
    if (const Node* n = node.find("beds")) {
        if (!node.find("responds")) scenario.unused.push_back(say("supply.beds has no effect without supply.responds = true"));
        supply.beds = read_dated<std::vector<std::pair<std::size_t, Ratio>>>(*n, [&](const Node& v) {
            std::vector<std::pair<std::size_t, Ratio>> beds;
            read.known_keys(v, "supply.beds", tiers);
            if (!v.table()) read.refuse(v, "supply.beds", say("must be a table of ratios by tier"));
            else
                for (const Node::Member& m : *v.table())
                    beds.push_back({rank_in(tiers, m.key), read.ratio(m.node, "supply.beds." + m.key, most_beds)});
            return beds;
        });
    }
    return supply;
}

template <class Visit>
void each_section(const Node& document, const std::string& key, Reader& read, Visit&& visit)
{
    const Node* sections = document.find(key);
    if (!sections) return;
    if (!sections->table()) {
        read.refuse(*sections, key, say("must hold sections such as [{}.NAME]", key));
        return;
    }
    for (const Node::Member& m : *sections->table()) visit(m.key, m.node);
}

// One day written in two ways, such as 2018 and 2018-01-01: which value holds would be chance.
void refuse_same_days(const Node& node, const std::string& path, Faults& faults)
{
    if (const Node::List* list = node.list())
        for (const Node& item : *list) refuse_same_days(item, path, faults);
    if (!node.table()) return;
    const Node::Table& members = *node.table();
    for (std::size_t i = 0; i < members.size(); ++i) {
        refuse_same_days(members[i].node, path.empty() ? members[i].key : path + "." + members[i].key, faults);
        for (std::size_t j = 0; is_dated(node) && j < i; ++j)
            if (*date_key(members[i].key) == *date_key(members[j].key))
                faults.add(members[i].node.place, say("{} ({} and {} are the same day)", path, members[j].key, members[i].key));
    }
}

void read_programmes(const Node& document, Scenario& scenario, Reader& read)
{
    const law::Stack& stack = scenario.stack;
    ProgrammeWords words{stack.categories, {}, stack.tiers, stack.levels, stack.funds};
    if (const Node* n = document.find("precedence")) words.precedence = read.texts(*n, "precedence");
    const std::vector<std::string> known = known_programmes();
    each_section(document, "programme", read, [&](const std::string& name, const Node& node) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            read.faults.add(node.place, say("programme.{} (unknown programme{})", name, nearest_words(name, known)));
        else scenario.programmes.push_back(read_programme(name, node, words, read));
    });
}

// Every part of the document that this version knows.
void read_all(const Node& document, Scenario& scenario, Faults& faults)
{
    Reader read{faults};
    read.known_keys(document, "",
                    {"name", "title", "title_zh", "description", "extends", "categories", "tiers", "precedence",
                     "stack", "benefit", "fund", "scheme", "programme", "category",
                     "catalogue_classes", "supply"});
    for (const char* key : {"benefit", "stack"})
        if (!document.find(key))
            faults.add(document.place, say("{} is missing (a scenario has a stack of benefit layers)", key));
    if (const Node* n = document.find("name")) scenario.name = read.text(*n, "name");
    if (const Node* n = document.find("title")) scenario.title = read.text(*n, "title");
    if (const Node* n = document.find("title_zh")) scenario.title_zh = read.text(*n, "title_zh");
    scenario.stack = compile_stack(document, faults);
    each_section(document, "benefit", read, [&](const std::string& name, const Node&) {
        const auto& stacked = scenario.stack.layer_names;
        if (std::find(stacked.begin(), stacked.end(), name) == stacked.end())
            scenario.unused.push_back(say("benefit.{} is not in the stack", name));
    });
    each_section(document, "fund", read, [&](const std::string& name, const Node& node) {
        scenario.funds.push_back(read_fund(name, node, scenario.stack, read));
    });
    each_section(document, "scheme", read, [&](const std::string& name, const Node& node) {
        scenario.schemes.push_back(read_scheme(name, node, scenario.stack, read));
    });
    if (const Node* n = document.find("supply")) scenario.supply = read_supply(*n, scenario.stack.tiers, scenario, read);
    read_programmes(document, scenario, read);
    refuse_same_days(document, "", faults);
    for (const Scheme& scheme : scenario.schemes)
        for (const Fund& fund : scenario.funds)
            if (fund.name == scheme.fund && fund.contract.insured)
                faults.add(document.place, say("fund.{}.contract (the scheme's own fund is no insurer's: buy cover from another fund)", fund.name));
}

} // namespace

std::string title_shown(const Scenario& scenario)
{
    return spoken() == Language::chinese && !scenario.title_zh.empty() ? scenario.title_zh : scenario.title;
}

Scenario scenario_from(const std::string& path, Node document, Scenario scenario, Faults& faults)
{
    scenario.name = std::filesystem::path(path).stem().string();
    if (faults.empty()) read_all(document, scenario, faults);
    faults.refuse_if_any();
    scenario.source = document_source(path, &scenario.files);
    if (scenario.title.empty()) scenario.title = scenario.name;
    return scenario;
}

Scenario read_scenario(const std::string& path, const std::vector<std::string>* chosen)
{
    Faults faults;
    Scenario scenario;
    const Node document = read_document(path, faults, chosen, &scenario.provisions);
    if (const Node* sweep = document.find("sweep")) faults.add(sweep->place, say("sweep (is many scenarios; this command takes one)"));
    return scenario_from(path, document, std::move(scenario), faults);
}

} // namespace hearth
