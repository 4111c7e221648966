#include "scenarios/scenario.hpp"

#include <algorithm>
#include <filesystem>

#include "scenarios/terms.hpp"
#include "sim/base/error.hpp"

namespace hearth {

const Programme* Scenario::programme(std::string_view wanted) const
{
    for (const Programme& p : programmes)
        if (p.name == wanted) return &p;
    return nullptr;
}

namespace {

template <class T, class Read>
Dated<T> read_dated(const Node& node, Read&& one)
{
    Dated<T> dated;
    for (const Date from : dates_of(node))
        if (const auto value = in_effect(node, from)) dated.from.push_back({from, one(*value)});
    std::sort(dated.from.begin(), dated.from.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return dated;
}

Dated<Money> dated_money(const Node& node, const std::string& key, Reader& read)
{
    return read_dated<Money>(node, [&](const Node& v) { return read.money(v, key); });
}

Fund read_fund(const std::string& name, const Node& node, Reader& read)
{
    const std::string path = "fund." + name;
    read.known_keys(node, path, {"balance", "carry_over", "on_exhausted", "title"});
    Fund fund{name, {}, true};
    if (const Node* n = node.find("balance")) fund.balance = dated_money(*n, path + ".balance", read);
    if (const Node* n = node.find("carry_over")) fund.carry_over = read.boolean(*n, path + ".carry_over");
    return fund;
}

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
        if (!node.find("responds")) scenario.unused.push_back("supply.beds has no effect without supply.responds = true");
        supply.beds = read_dated<std::vector<std::pair<std::size_t, Ratio>>>(*n, [&](const Node& v) {
            std::vector<std::pair<std::size_t, Ratio>> beds;
            read.known_keys(v, "supply.beds", tiers);
            if (!v.table()) read.refuse(v, "supply.beds", "must be a table of ratios by tier");
            else
                for (const Node::Member& m : *v.table())
                    beds.push_back({rank_in(tiers, m.key), read.ratio(m.node, "supply.beds." + m.key, most_beds)});
            return beds;
        });
    }
    return supply;
}

const std::vector<std::string> known_programmes{"premium_subsidy", "pay_after_treatment"};

// Tiers of help by category, in the order of `precedence`.
void read_tiers(Programme& p, const Node& tiers, const std::string& path, const law::Stack& stack,
                const std::vector<std::string>& precedence, Reader& read)
{
    read.known_keys(tiers, path, stack.categories);
    if (!tiers.table()) return;
    std::vector<std::pair<std::size_t, const Node::Member*>> found;
    for (const Node::Member& m : *tiers.table()) {
        read.known_keys(m.node, path + "." + m.key, {"share"});
        const std::size_t rank = rank_in(precedence, m.key);
        if (tiers.table()->size() > 1 && rank == precedence.size())
            read.faults.add(m.node.place, path + "." + m.key
                                + " (a person may hold several categories: name it in precedence)");
        if (m.node.find("share")) found.push_back({rank, &m});
        else read.faults.add(m.node.place, path + "." + m.key + " (share is missing)");
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, m] : found)
        p.tiers.push_back({rank_in(stack.categories, m->key), read_dated<Ratio>(*m->node.find("share"),
            [&](const Node& v) { return read.ratio(v, path + "." + m->key + ".share"); })});
}

Programme read_programme(const std::string& name, const Node& node, const law::Stack& stack,
                         const std::vector<std::string>& precedence, Reader& read)
{
    const std::string path = "programme." + name;
    std::vector<std::string> keys{"on", "from", "until", "who", "title"};
    if (name == "premium_subsidy") keys.insert(keys.end(), {"share", "paid_by", "for"});
    read.known_keys(node, path, keys);
    Programme p;
    p.name = name;
    p.on = true;
    p.paid_by.resize(stack.levels.size());
    if (const Node* n = node.find("on")) p.on = read.boolean(*n, path + ".on");
    if (const Node* n = node.find("from")) p.from = read_date(*n, path + ".from", read).value_or(always);
    if (const Node* n = node.find("until")) p.until = read_date(*n, path + ".until", read);
    if (const Node* n = node.find("who"))
        if ((p.who = read_categories(*n, path + ".who", stack.categories, read.faults)) == 0)
            read.faults.add(n->place, path + ".who = [] (name at least one category)");
    if (const Node* n = node.find("share"))
        p.share = read_dated<Ratio>(*n, [&](const Node& v) { return read.ratio(v, path + ".share"); });
    if (const Node* n = node.find("for"); n && name == "premium_subsidy")
        read_tiers(p, *n, path + ".for", stack, precedence, read);
    if (const Node* n = node.find("paid_by"))
        p.paid_by = read_shares(*n, path + ".paid_by", stack.levels, read.faults);
    if (name == "premium_subsidy" && !node.find("share"))
        read.faults.add(node.place, path + " (share is missing: the part of the premium paid)");
    return p;
}

template <class Visit>
void each_section(const Node& document, const std::string& key, Reader& read, Visit&& visit)
{
    const Node* sections = document.find(key);
    if (!sections) return;
    if (!sections->table()) {
        read.refuse(*sections, key, "must hold sections such as [" + key + ".NAME]");
        return;
    }
    for (const Node::Member& m : *sections->table()) visit(m.key, m.node);
}

// Every part of the document that this version knows.
void read_all(const Node& document, Scenario& scenario, Faults& faults)
{
    Reader read{faults};
    read.known_keys(document, "",
                    {"name", "title", "description", "extends", "categories", "tiers", "precedence",
                     "stack", "benefit", "fund", "scheme", "programme", "category",
                     "catalogue_classes", "supply"});
    for (const char* key : {"benefit", "stack"})
        if (!document.find(key))
            faults.add(document.place, std::string(key) + " is missing (a scenario has a stack of "
                                                          "benefit layers)");
    if (const Node* n = document.find("name")) scenario.name = read.text(*n, "name");
    if (const Node* n = document.find("title")) scenario.title = read.text(*n, "title");
    scenario.stack = compile_stack(document, faults);
    each_section(document, "benefit", read, [&](const std::string& name, const Node&) {
        const auto& stacked = scenario.stack.layer_names;
        if (std::find(stacked.begin(), stacked.end(), name) == stacked.end())
            scenario.unused.push_back("benefit." + name + " is not in the stack");
    });
    each_section(document, "fund", read, [&](const std::string& name, const Node& node) {
        scenario.funds.push_back(read_fund(name, node, read));
    });
    each_section(document, "scheme", read, [&](const std::string& name, const Node& node) {
        scenario.schemes.push_back(read_scheme(name, node, scenario.stack, read));
    });
    if (const Node* n = document.find("supply")) scenario.supply = read_supply(*n, scenario.stack.tiers, scenario, read);
    std::vector<std::string> precedence;
    if (const Node* n = document.find("precedence")) precedence = read.texts(*n, "precedence");
    each_section(document, "programme", read, [&](const std::string& name, const Node& node) {
        if (std::find(known_programmes.begin(), known_programmes.end(), name)
            == known_programmes.end()) {
            const std::string near = nearest(name, known_programmes);
            faults.add(node.place, "programme." + name + " (unknown programme"
                           + (near.empty() ? ")" : "; the nearest is \"" + near + "\")"));
        } else scenario.programmes.push_back(read_programme(name, node, scenario.stack, precedence, read));
    });
}

} // namespace

Scenario read_scenario(const std::string& path, const std::vector<std::string>* chosen)
{
    Faults faults;
    Scenario scenario;
    const Node document = read_document(path, faults, chosen, &scenario.provisions);
    scenario.name = std::filesystem::path(path).stem().string();
    if (faults.empty()) read_all(document, scenario, faults);
    faults.refuse_if_any();
    scenario.source = document_source(path, &scenario.files);
    if (scenario.title.empty()) scenario.title = scenario.name;
    return scenario;
}

} // namespace hearth
