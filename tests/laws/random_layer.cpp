// One random layer. Its kind decides which terms the page lets stand together in it.
#include <algorithm>
#include <set>

#include "random_draw.hpp"

namespace hearth::plain {

namespace {

enum class Kind { schedule, year, guarantee, daily, account, nothing };

//! A key with its chance, in percent, to stand in the layer and in each `for` entry.
struct Term {
    std::string key;
    int in_layer, in_for;
    std::function<std::string()> value;
    int dated = 15; // percent
};

class LayerWriter {
public:
    LayerWriter(Draw& draw, const World& world, std::string name)
        : draw_(draw), world_(world), name_(std::move(name))
    {
        static const std::vector<Kind> kinds = {
            Kind::schedule, Kind::schedule, Kind::schedule,  Kind::schedule,
            Kind::schedule, Kind::schedule, Kind::year,      Kind::year,
            Kind::year,     Kind::year,     Kind::guarantee, Kind::guarantee,
            Kind::daily,    Kind::account,  Kind::account,   Kind::nothing};
        kind_ = draw_.pick(kinds);
        year_ = kind_ == Kind::year;
    }
    std::string write();

private:
    void write_fixed_keys();
    void write_terms(bool in_for);
    std::vector<Term> scope_terms();
    std::vector<Term> schedule_terms();
    std::vector<Term> payment_terms();
    // Values of single keys.
    std::string who();
    std::string for_each_tier(const std::function<std::string()>& value, int percent);
    std::string tiered_ratio();
    std::string bands();
    std::string multipliers();
    std::string ceiling();
    std::string guarantee();
    std::string per_visit();
    std::string per_day(bool pays);
    std::string account();
    std::string away();
    std::string first_self_pay();
    std::string when();
    std::string share();
    std::string one_of(const std::vector<std::string>& words) { return quoted(draw_.pick(words)); }
    //! A part of a table that may be absent, so it may have dates of its own.
    std::string part(const std::string& key, const std::function<std::string()>& value)
    {
        return key + " = " + draw_.dated(value, 10);
    }
    void add(const std::string& key, const std::string& value)
    {
        text_ += key + " = " + value + '\n';
    }

    Draw& draw_;
    const World& world_;
    std::string name_, text_;
    Kind kind_ = Kind::schedule;
    bool year_ = false; // a year layer: no term that the page refuses beside it
    bool ceiling_group_ = false, deductible_group_ = false;
};

std::string LayerWriter::write()
{
    text_ = "[benefit." + name_ + "]\n";
    write_fixed_keys();
    write_terms(false);
    if (!draw_.chance(40)) return text_;
    std::vector<std::string> categories = world_.categories;
    draw_.shuffle(categories);
    const int most = std::min(3, static_cast<int>(categories.size()));
    categories.resize(static_cast<std::size_t>(draw_.between(1, most)));
    for (const std::string& category : categories) {
        text_ += "[benefit." + name_ + ".for." + category + "]\n";
        write_terms(true);
    }
    return text_;
}

//! The keys that neither dates nor `for` entries can change. Groups are named after the unit.
void LayerWriter::write_fixed_keys()
{
    const bool household = draw_.chance(world_.households ? 75 : 12);
    if (household || draw_.chance(5)) add("unit", household ? "\"household\"" : "\"person\"");
    const std::string group = household ? "family" : "own";
    ceiling_group_ = draw_.chance(world_.grouped);
    if (ceiling_group_) add("ceiling_group", quoted(group));
    deductible_group_ = !year_ && kind_ != Kind::guarantee && draw_.chance(world_.grouped);
    if (deductible_group_) add("deductible_group", quoted(group));
    if (draw_.chance(3)) add("title", "\"a title changes nothing\"");
}

void LayerWriter::write_terms(bool in_for)
{
    const std::size_t start = text_.size();
    // `ratio` and `bands` exclude each other; a daily pay takes the place of both.
    const bool rated = kind_ == Kind::schedule || kind_ == Kind::year;
    const int rate = in_for ? 45 : rated ? 100 : kind_ == Kind::guarantee ? 30 : 0;
    if (kind_ != Kind::daily && draw_.chance(rate)) {
        if (draw_.chance(60)) {
            add("ratio", draw_.dated([&] { return tiered_ratio(); }, 18));
        } else {
            add("bands", draw_.dated([&] { return bands(); }, 12));
        }
    }
    if (kind_ == Kind::year && draw_.chance(in_for ? 8 : 100)) {
        const std::string period = in_for && draw_.chance(70) ? "\"claim\"" : "\"year\"";
        add("period", draw_.chance(10) ? draw_.changed("\"claim\"", period) : period);
    }
    if (kind_ == Kind::daily && draw_.chance(in_for ? 25 : 100)) {
        const bool pays = !in_for || draw_.chance(80);
        add("per_day", draw_.dated([&] { return per_day(pays); }, 10));
    }
    for (const auto& terms : {scope_terms(), schedule_terms(), payment_terms()})
        for (const Term& term : terms)
            if (draw_.chance(in_for ? term.in_for : term.in_layer))
                add(term.key, draw_.dated(term.value, term.dated));
    if (text_.size() == start) add("ceiling", "{}");
}

std::vector<Term> LayerWriter::scope_terms()
{
    const bool schemes = !world_.schemes.empty();
    const auto yes_or_no = [&] { return draw_.chance(40) ? "true" : "false"; };
    return {
        {"applies", 4, 10, yes_or_no, 70},
        {"who", 20, 5, [&] { return who(); }},
        {"setting", 14, 3,
         [&] {
             return list_of(draw_.some({"inpatient", "outpatient"}, 60));
         }},
        {"tier", 10, 3, [&] { return list_of(draw_.some(world_.tiers, 70)); }},
        {"disease", 9, 3, [&] { return list_of(draw_.some(world_.diseases, 60)); }},
        {"enrolled_in", schemes ? 18 : 0, schemes ? 3 : 0, [&] { return one_of(world_.schemes); }},
        {"take_up", 4, 1, [&] { return draw_.ratio(); }},
        {"waiting_days", 8, 4,
         [&] {
             return draw_.pick<std::string>({"0", "1", "30", "90", "365"});
         }},
        {"exclude_preexisting", 8, 4, [&] { return draw_.chance(85) ? "true" : "false"; }},
        {"when", 13, 3, [&] { return when(); }},
    };
}

std::vector<Term> LayerWriter::schedule_terms()
{
    const bool rated = kind_ == Kind::schedule || year_;
    const int owed = rated ? (deductible_group_ ? 92 : 60) : kind_ == Kind::nothing ? 40 : 12;
    const int claim_only = kind_ == Kind::schedule ? 18 : year_ ? 0 : 5;
    const int referral = claim_only * 3 / 2;
    const auto rule = [&] {
        return one_of({"difference", "difference", "waived", "waived", "full"});
    };
    return {
        {"base", 30, 6,
         [&] {
             return one_of({"remaining", "compliant", "remaining_compliant"});
         },
         8},
        {"deductible", owed, 25,
         [&] { return for_each_tier([&] { return draw_.amount(40); }, year_ ? 0 : 50); }},
        {"nth_admission", claim_only, year_ ? 0 : 6, [&] { return multipliers(); }},
        {"referral_up", referral, year_ ? 0 : 6, rule},
        {"referral_down", referral, year_ ? 0 : 6, rule},
        {"floor_ratio",
         kind_ == Kind::daily     ? 0
         : kind_ == Kind::nothing ? 75
                                  : 10,
         kind_ == Kind::daily ? 0 : 5, [&] { return draw_.small_ratio(); }},
    };
}

std::vector<Term> LayerWriter::payment_terms()
{
    const bool daily = kind_ == Kind::daily;
    const int guarantee_in_layer = kind_ == Kind::guarantee ? 100 : 0;
    const int account_in_layer = kind_ == Kind::account ? 100 : 7;
    const bool funds = !world_.funds.empty();
    const bool classes = !world_.classes.empty();
    return {
        {"ceiling", ceiling_group_ ? 85 : 42, 25, [&] { return ceiling(); }, 10},
        {"guarantee", guarantee_in_layer, daily ? 0 : 10, [&] { return guarantee(); }, 12},
        {"per_visit", 12, 4, [&] { return per_visit(); }, 10},
        {"per_day", daily ? 0 : 9, daily ? 0 : 3, [&] { return per_day(false); }, 10},
        {"account", account_in_layer, kind_ == Kind::account ? 20 : 4, [&] { return account(); },
         10},
        {"away", 14, 6, [&] { return away(); }, 10},
        {"first_self_pay", classes ? 30 : 0, classes ? 8 : 0, [&] { return first_self_pay(); }, 10},
        {"fund", funds ? 75 : 0, funds ? 6 : 0, [&] { return one_of(world_.funds); }, 6},
        {"share", funds ? 15 : 4, 1, [&] { return share(); }, 10},
    };
}

std::string LayerWriter::who()
{
    if (!world_.triggered.empty() && draw_.chance(60)) return list_of(world_.triggered);
    return list_of(draw_.some(world_.categories, 50));
}

std::string LayerWriter::for_each_tier(const std::function<std::string()>& value, int percent)
{
    if (!draw_.chance(percent)) return value();
    std::vector<std::string> parts;
    for (const std::string& tier : world_.tiers) parts.push_back(tier + " = " + value());
    return table_of(parts);
}

std::string LayerWriter::tiered_ratio()
{
    return for_each_tier([&] { return draw_.ratio(); }, 18);
}

std::string LayerWriter::bands()
{
    std::set<long long> starts;
    if (draw_.chance(75)) starts.insert(0);
    const int count = draw_.chance(8) ? 8 : draw_.between(1, 4);
    while (static_cast<int>(starts.size()) < count)
        starts.insert(draw_.chance(25) ? draw_.between(1, 20) : draw_.fen(60));
    std::string text = "[";
    for (const long long start : starts) {
        if (start != *starts.begin()) text += ", ";
        text += "{ from = " + Draw::yuan(start) + ", ratio = " + tiered_ratio() + " }";
    }
    return text + "]";
}

std::string LayerWriter::multipliers()
{
    static const std::vector<std::string> usual = {"1.0", "0.5", "0.0",      "0",   "1",
                                                   "2",   "1.5", "0.333333", "0.8", "0.25"};
    const int count = draw_.chance(5) ? 8 : draw_.between(1, 4);
    std::string text = "[";
    for (int i = 0; i < count; ++i) {
        if (i > 0) text += ", ";
        text += draw_.chance(2) ? "10" : draw_.pick(usual);
    }
    return text + "]";
}

std::string LayerWriter::ceiling()
{
    std::vector<std::string> parts;
    if (draw_.chance(45)) parts.push_back(part("claim", [&] { return draw_.amount(80); }));
    if (draw_.chance(60)) parts.push_back(part("year", [&] { return draw_.amount(150); }));
    if (draw_.chance(35)) parts.push_back(part("lifetime", [&] { return draw_.amount(250); }));
    return table_of(parts);
}

std::string LayerWriter::guarantee()
{
    const int promises = draw_.between(1, 3); // the ratio, the amount, or both
    std::vector<std::string> parts;
    if (promises != 2) parts.push_back("min_ratio = " + draw_.ratio());
    if (promises == 2) parts.push_back("max_oop = " + draw_.amount(100));
    if (promises == 3) parts.push_back(part("max_oop", [&] { return draw_.amount(100); }));
    if (draw_.chance(40))
        parts.push_back(part("period", [&] { return one_of({"year", "claim"}); }));
    if (draw_.chance(60)) parts.push_back(part("rule", [&] { return one_of({"all", "any"}); }));
    if (draw_.chance(45))
        parts.push_back(part("of", [&] { return one_of({"charge", "compliant"}); }));
    return table_of(parts);
}

std::string LayerWriter::per_visit()
{
    if (year_ || draw_.chance(40)) return "{ ceiling = " + draw_.amount(30) + " }";
    std::vector<std::string> parts = {"deductible = " + draw_.amount(15)};
    if (draw_.chance(50)) parts.push_back(part("ceiling", [&] { return draw_.amount(30); }));
    return table_of(parts);
}

std::string LayerWriter::per_day(bool pays)
{
    std::vector<std::string> parts;
    if (!pays || draw_.chance(25)) parts.push_back("ceiling = " + draw_.amount(12));
    if (!pays) return table_of(parts);
    const auto days = [&] { return std::to_string(draw_.between(0, 12)); };
    parts.push_back("pay = " + draw_.amount(12));
    if (draw_.chance(50)) parts.push_back(part("after_days", days));
    if (draw_.chance(50)) parts.push_back(part("most_days", days));
    return table_of(parts);
}

std::string LayerWriter::account()
{
    std::vector<std::string> parts = {"yearly = " + draw_.amount(100)};
    if (draw_.chance(50))
        parts.push_back(part("carry_over", [&] { return draw_.chance(30) ? "true" : "false"; }));
    return table_of(parts);
}

std::string LayerWriter::away()
{
    std::vector<std::string> parts;
    if (draw_.chance(85)) parts.push_back(part("ratio_cut", [&] { return draw_.small_ratio(); }));
    if (draw_.chance(30)) parts.push_back("delay_days = " + std::to_string(draw_.between(0, 90)));
    return table_of(parts);
}

std::string LayerWriter::first_self_pay()
{
    std::vector<std::string> parts;
    for (const std::string& name : draw_.some(world_.classes, 70))
        parts.push_back(part(name, [&] { return draw_.small_ratio(); }));
    return table_of(parts);
}

std::string LayerWriter::when()
{
    const int given = draw_.between(1, 7); // one bit for each condition
    std::vector<std::string> parts;
    if (given % 2 == 1) parts.push_back("disease = " + list_of(draw_.some(world_.diseases, 40)));
    if (given / 2 % 2 == 1) parts.push_back("own_payment_over = " + draw_.amount(90));
    if (given < 4) return table_of(parts);
    const auto charges = [&] { return draw_.amount(180); };
    // Only beside another condition may this one have dates.
    parts.push_back(given > 4 ? part("charge_over", charges) : "charge_over = " + charges());
    return table_of(parts);
}

std::string LayerWriter::share()
{
    return draw_.pick<std::string>({"{ central = 0.6, province = 0.2, county = 0.2 }",
                                    "{ central = 0.333333, county = 0.666667 }", "{ county = 1 }"});
}

} // namespace

std::string random_layer(Draw& draw, const World& world, const std::string& name)
{
    return LayerWriter(draw, world, name).write();
}

} // namespace hearth::plain
