// Reading `[programme.NAME]` by the catalogue.
#include "scenarios/programmes.hpp"

#include <algorithm>

#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

const std::vector<std::string> common_keys{"on", "from", "until", "who", "counties", "scale", "title", "description",
                                           "cost_per_person", "cost_per_year", "fund", "paid_by"};

double read_number(const Node& node, const ProgrammeKey& key, const std::string& path, Reader& read)
{
    const auto* whole = std::get_if<std::int64_t>(&node.value);
    const auto* real = std::get_if<double>(&node.value);
    const double value = whole ? static_cast<double>(*whole) : real ? *real : 0.0;
    if ((whole || real) && value >= key.lowest && value <= key.highest) return value;
    read.refuse(node, path, say("must be a number in [{}, {}]: {}", key.lowest, key.highest, say(key.unit)));
    return 0.0;
}

std::vector<std::string> words_in(std::string_view options)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < options.size();) {
        const std::size_t end = std::min(options.find(' ', at), options.size());
        words.emplace_back(options.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

// \param rule a text for say()
void refuse_unknown(const Node& node, const std::string& path, const std::vector<std::string>& names,
                    const std::vector<std::string>& known, const char* rule, Reader& read)
{
    for (const std::string& name : names)
        if (std::find(known.begin(), known.end(), name) == known.end())
            read.faults.add(node.place, say("{} names \"{}\" ({}{})", path, name, say(rule), nearest_words(name, known)));
}

ProgrammeValue read_table(const Node& node, const ProgrammeKey& key, const std::string& path,
                          const std::vector<std::string>* names, Reader& read)
{
    ProgrammeValue value;
    if (!node.table()) {
        value.number = read_number(node, key, path, read);
        return value;
    }
    value.is_table = true;
    if (names) read.known_keys(node, path, *names);
    if (node.table()->empty()) read.refuse(node, path, say("must name at least one"));
    for (const Node::Member& m : *node.table())
        value.table.emplace_back(m.key, read_number(m.node, key, path + "." + m.key, read));
    return value;
}

ProgrammeValue read_value(const Node& node, const ProgrammeKey& key, const std::string& path,
                          const std::vector<std::string>& tiers, Reader& read)
{
    ProgrammeValue value;
    switch (key.kind) {
    case KeyKind::number: value.number = read_number(node, key, path, read); break;
    case KeyKind::by_tier: return read_table(node, key, path, &tiers, read);
    case KeyKind::by_disease: return read_table(node, key, path, nullptr, read);
    case KeyKind::choice: {
        const std::vector<std::string> words = words_in(key.options);
        value.word = words[static_cast<std::size_t>(read.choice(node, path, words))];
        break;
    }
    case KeyKind::tier: value.word = tiers[static_cast<std::size_t>(read.choice(node, path, tiers))]; break;
    case KeyKind::tier_list:
    case KeyKind::diseases:
        value.list = read.texts(node, path);
        if (value.list.empty()) read.refuse(node, path, say("must name at least one"));
        for (std::size_t i = 0; i < value.list.size(); ++i)
            if (std::count(value.list.begin(), value.list.end(), value.list[i]) > 1)
                read.refuse(node, path, say("names \"{}\" twice", value.list[i]));
        if (key.kind == KeyKind::tier_list) refuse_unknown(node, path, value.list, tiers, word("not one of the scenario's tiers"), read);
        break;
    }
    return value;
}

// The standard values, read once as a scenario's would be.
const ProgrammeValue* standard_value(std::string_view programme, std::string_view key)
{
    struct Entry {
        const ProgrammeKey* key;
        ProgrammeValue value;
    };
    static const std::vector<Entry> standards = [] {
        std::vector<Entry> all;
        Faults faults;
        Reader read{faults};
        const std::vector<std::string> tiers{"village", "township", "county", "city", "outside"};
        for (const ProgrammeKey& k : programme_keys()) {
            if (k.standard.empty()) continue;
            std::string text(k.standard);
            if (k.kind == KeyKind::choice || k.kind == KeyKind::tier) text = '"' + text + '"';
            all.push_back({&k, read_value(read_toml_value(text), k, std::string(k.name), tiers, read)});
        }
        faults.refuse_if_any();
        return all;
    }();
    for (const Entry& e : standards)
        if (e.key->programme == programme && e.key->name == key) return &e.value;
    return nullptr;
}

// Tiers of help by category, in the order of `precedence`.
void read_tiers(Programme& p, const Node& tiers, const std::string& path, const ProgrammeWords& words, Reader& read)
{
    read.known_keys(tiers, path, words.categories);
    if (!tiers.table()) return;
    std::vector<std::pair<std::size_t, const Node::Member*>> found;
    for (const Node::Member& m : *tiers.table()) {
        read.known_keys(m.node, path + "." + m.key, {"share"});
        const std::size_t rank = rank_in(words.precedence, m.key);
        if (tiers.table()->size() > 1 && rank == words.precedence.size())
            read.faults.add(m.node.place, say("{}.{} (a person may hold several categories: name it in precedence)", path, m.key));
        if (m.node.find("share")) found.push_back({rank, &m});
        else read.faults.add(m.node.place, say("{}.{} (share is missing)", path, m.key));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, m] : found)
        p.tiers.push_back({rank_in(words.categories, m->key),
                           dated_ratio(*m->node.find("share"), path + "." + m->key + ".share", read)});
}

void read_aim(Programme& p, const Node& node, const std::string& path, const ProgrammeWords& words, Reader& read)
{
    if (const Node* n = node.find("on")) p.on = read.boolean(*n, path + ".on");
    if (const Node* n = node.find("from")) p.from = read_date(*n, path + ".from", read).value_or(always);
    if (const Node* n = node.find("until")) {
        p.until = read_date(*n, path + ".until", read);
        if (p.until && *p.until <= p.from) read.faults.add(n->place, say("{}.until = {} (must lie after from)", path, n->text()));
    }
    if (const Node* n = node.find("who"))
        p.who = read_dated<std::uint32_t>(*n, [&](const Node& v) -> std::uint32_t {
            const std::vector<std::string> names = read.texts(v, path + ".who");
            if (names == std::vector<std::string>{"everyone"}) return 0;
            const std::uint32_t who = read_categories(v, path + ".who", words.categories, read.faults);
            if (names.empty()) read.faults.add(v.place, say("{}.who = [] (name at least one category, or \"everyone\")", path));
            return who;
        });
    if (const Node* n = node.find("counties")) {
        p.counties = read.texts(*n, path + ".counties");
        if (p.counties.empty()) read.faults.add(n->place, say("{}.counties = [] (name at least one county)", path));
    }
    if (const Node* n = node.find("scale")) {
        p.scale = dated_ratio(*n, path + ".scale", read);
        if (p.name == "pay_after_treatment" || p.name == "contribution_grades")
            read.faults.add(n->place, say("{}.scale (there is no half of it: switch it on or off, or choose whom it is for)", path));
    }
}

void read_cost(Programme& p, const Node& node, const std::string& path, const ProgrammeWords& words, Reader& read)
{
    p.paid_by.resize(words.levels.size());
    if (const Node* n = node.find("cost_per_person")) p.cost_per_person = dated_money(*n, path + ".cost_per_person", read);
    if (const Node* n = node.find("cost_per_year")) p.cost_per_year = dated_money(*n, path + ".cost_per_year", read);
    if (const Node* n = node.find("paid_by")) p.paid_by = read_shares(*n, path + ".paid_by", words.levels, read.faults);
    if (const Node* n = node.find("fund")) {
        p.fund = read.text(*n, path + ".fund");
        refuse_unknown(*n, path + ".fund", {p.fund}, words.funds, word("not one of the scenario's funds"), read);
    }
    const bool spends = node.find("cost_per_person") || node.find("cost_per_year") || p.name == "uncovered_costs"
        || p.name == "administration" || p.name == "fiscal_transfer";
    if (spends && p.on && !node.find("fund") && !node.find("paid_by"))
        read.faults.add(node.place, say("{} (name the fund that pays, or the governments: fund = \"...\" or paid_by = {{ ... }})", path));
    if (p.name == "administration" && p.on && !node.find("fund") && node.find("paid_by"))
        read.faults.add(node.place, say("{} (fund is missing: whose claims are administered)", path));
    if (p.name == "fiscal_transfer" && node.find("takes_over") && (node.find("who") || node.find("counties")))
        read.faults.add(node.find("takes_over")->place, say("{}.takes_over (is of the whole fund: not with who or counties)", path));
    if (p.name == "fiscal_transfer")
        for (const char* key : {"cost_per_person", "cost_per_year"})
            if (const Node* n = node.find(key)) read.faults.add(n->place, say("{}.{} (a transfer is told by per_person or to_households)", path, key));
    if (p.name == "fiscal_transfer" && p.on && !node.find("fund"))
        for (const char* key : {"per_person", "takes_over"})
            if (const Node* n = node.find(key)) read.faults.add(n->place, say("{}.{} (fund is missing: the one that receives it)", path, key));
    if (p.name == "fiscal_transfer" && p.on && !node.find("fund") && !node.find("to_households"))
        read.faults.add(node.place, say("{} (who receives it? fund or to_households)", path));
    if (p.name == "fiscal_transfer" && p.on && !node.find("paid_by"))
        read.faults.add(node.place, say("{} (paid_by is missing: the governments that give the money)", path));
}

void read_premium_subsidy(Programme& p, const Node& node, const std::string& path, const ProgrammeWords& words, Reader& read)
{
    if (const Node* n = node.find("share")) p.share = dated_ratio(*n, path + ".share", read);
    if (const Node* n = node.find("amount")) p.amount = dated_money(*n, path + ".amount", read);
    if (const Node* n = node.find("for")) read_tiers(p, *n, path + ".for", words, read);
    if (!node.find("share") && !node.find("amount"))
        read.faults.add(node.place, say("{} (share is missing: the part of the premium paid)", path));
}

} // namespace

std::optional<ProgrammeValue> Programme::value(std::string_view key, Date day) const
{
    for (const auto& [given, dated] : values)
        if (given == key)
            if (const auto own = dated.on(day)) return own;
    if (const ProgrammeValue* standard = standard_value(name, key)) return *standard;
    return std::nullopt;
}

std::optional<double> Programme::number(std::string_view key, Date day) const
{
    const auto found = value(key, day);
    return found ? std::optional(found->number) : std::nullopt;
}

bool Programme::gives(std::string_view key) const
{
    return std::any_of(values.begin(), values.end(), [&](const auto& v) { return v.first == key; });
}

Programme read_programme(const std::string& name, const Node& node, const ProgrammeWords& words, Reader& read)
{
    const std::string path = "programme." + name;
    std::vector<std::string> known = common_keys;
    for (const ProgrammeKey& key : programme_keys())
        if (key.programme == name) known.emplace_back(key.name);
    if (name == "premium_subsidy") known.emplace_back("for");
    read.known_keys(node, path, known);
    Programme p;
    p.name = name;
    p.place = node.place;
    if (!node.table()) return p;
    for (const char* key : {"title", "description"})
        if (const Node* n = node.find(key)) read.text(*n, path + "." + key);
    read_aim(p, node, path, words, read);
    read_cost(p, node, path, words, read);
    if (name == "premium_subsidy") {
        read_premium_subsidy(p, node, path, words, read);
        return p;
    }
    for (const Node::Member& m : *node.table())
        if (const ProgrammeKey* key = find_programme_key(name, m.key))
            p.values.emplace_back(m.key, read_dated<ProgrammeValue>(m.node, [&](const Node& v) {
                return read_value(v, *key, path + "." + m.key, words.tiers, read);
            }));
    if (name != "contribution_grades") return p;
    std::vector<Date> days{always};
    for (const auto& [key, dated] : p.values)
        for (const auto& [day, value] : dated.from) days.push_back(day);
    for (const Date day : days)
        if (const double third = p.number("grade_3", day).value_or(0.0); third > 0.0 && third < p.number("grade_2", day).value_or(0.0))
            read.faults.add(node.place, say("{}.grade_3 (must not cost less than grade_2)", path));
    return p;
}

} // namespace hearth
