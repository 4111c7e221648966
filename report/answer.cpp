// The first screen: which policy does most, what each changes against the base, what it costs whom, and how sure that is.
#include <algorithm>
#include <cmath>

#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

namespace {

// How a change is worded.
enum class Words { count, amount }; // fewer and more; less and more

struct Asked {
    std::string what;
    Quantity q;
    Words wording = Words::count;
    bool of_fund() const { return q.group.starts_with("fund:"); }
};

struct Change {
    Summary base;
    Apart apart;
    ShownUnit unit; // of the change, without a sign
};

Change change_of(const Teller& t, const Asked& asked, std::size_t scenario)
{
    Change c{t.e.mean(asked.q, t.e.base()), t.e.apart(asked.q, scenario), {}};
    const double largest = largest_of({c.apart.summary});
    c.unit = shown_unit(asked.q.unit, largest > 0.0 ? largest : largest_of({c.base}), true);
    c.unit.sign = false;
    return c;
}

// Of the base beside a change: money in the change's unit, so that a row has one.
ShownUnit level_unit(const Asked& asked, const Change& c) { return asked.q.unit == "yuan" ? c.unit : shown_unit(asked.q.unit, largest_of({c.base})); }

bool always_zero(const Apart& a)
{
    return std::all_of(a.lived.begin(), a.lived.end(), [](double v) { return v == 0.0 || std::isnan(v); });
}

bool holds_zero(const Summary& s) { return s.p05 <= 0.0 && s.p95 >= 0.0; }

// Of the whole population, or of the draws as they were lived: what is told as sure is sure of both.
bool within_chance(const Apart& a) { return holds_zero(a.summary) || holds_zero(summarise(a.lived)); }

// "1,487 fewer"; "2.31 million nominal yuan more".
std::string moved(const Asked& asked, const Change& c, double v, bool with_unit)
{
    std::string size = c.unit.text(std::abs(v));
    if (size.find_first_of("123456789") == std::string::npos) return "0";
    if (with_unit && asked.q.unit != "persons") size += " " + c.unit.name;
    if (v > 0.0) return say("{} more", size);
    return asked.wording == Words::count ? say("{} fewer", size) : say("{} less", size);
}

// Draws in which the change has the sign of its mean. Means over years are rounded: less than 1e-9 of the base is no change.
std::string agreement(const Change& c)
{
    const bool up = c.apart.summary.mean > 0.0;
    const double least = 1e-9 * std::max(1.0, std::abs(c.base.mean));
    const auto& lived = c.apart.lived;
    const auto agree = std::count_if(lived.begin(), lived.end(), [&](double v) { return up ? v > least : v < -least; });
    const auto same = std::count_if(lived.begin(), lived.end(), [&](double v) { return std::abs(v) <= least; });
    return same > 0 ? say("{} of {} draws, no change in {}", agree, c.apart.summary.n, same) : say("{} of {} draws", agree, c.apart.summary.n);
}

std::string ends(const Asked& asked, const Change& c, const Summary& s)
{
    double near = s.p05, far = s.p95;
    if (far <= 0.0) std::swap(near, far); // both ends one way: told from the smaller change to the larger
    return say("{} to {}", moved(asked, c, near, false), moved(asked, c, far, false));
}

// Where one draw makes up five times its part of the mean, and 5 % of it at least.
std::string lopsided(const Asked& asked, const Change& c)
{
    double sum = 0.0, most = 0.0;
    for (const double v : c.apart.lived) sum += v;
    for (const double v : c.apart.lived) most = std::max(most, v / sum);
    const double n = static_cast<double>(c.apart.lived.size());
    if (!(most > std::max(0.05, 5.0 / n))) return "";
    return say("; one draw alone makes up {:.0f} % of the mean, the median is {}", most * 100.0, moved(asked, c, c.apart.summary.p50, false));
}

std::string range(const Asked& asked, const Change& c)
{
    const Summary& s = c.apart.summary;
    if (std::isnan(s.p05)) return say("one draw, no interval");
    const std::string told = say("90 % interval: {}; {}", ends(asked, c, s), agreement(c)) + lopsided(asked, c);
    if (holds_zero(s)) return say("{}; within chance", told);
    const Summary lived = summarise(c.apart.lived);
    return holds_zero(lived) ? say("{}; within chance, for the draws as lived reach from {}", told, ends(asked, c, lived)) : told;
}

std::string how_sure(const Asked& asked, const Change& c)
{
    if (c.apart.summary.n == 0) return say("no value");
    if (c.apart.summary.n == 1) return say("one draw: unknown");
    if (always_zero(c.apart)) return say("the same in every draw");
    const bool up = c.apart.summary.mean > 0.0;
    const std::string share = up ? say("more in {}", agreement(c)) : asked.wording == Words::count ? say("fewer in {}", agreement(c)) : say("less in {}", agreement(c));
    return within_chance(c.apart) ? say("within chance: {}", share) : share;
}

std::string poverty_measure(const Evidence& e)
{
    return e.quantity("poor_due_to_illness_twin_persons") ? "poor_due_to_illness_twin_persons" : "poor_due_to_illness_accounting_persons";
}

std::vector<Asked> asked_of(const Teller& t)
{
    std::vector<Asked> all;
    const auto ask = [&](const std::string& what, const std::optional<Quantity>& q, Words wording) {
        if (q) all.push_back({what, *q, wording});
    };
    ask(say("Persons poor because of illness"), t.e.quantity(poverty_measure(t.e)), Words::count);
    ask(say("Poverty headcount"), t.e.quantity("poverty_headcount"), Words::amount);
    ask(say("Forgone hospital care"), t.e.quantity("forgone_inpatient_share"), Words::amount);
    ask(say("Deaths a year"), t.e.quantity("deaths"), Words::count);
    ask(say("Cost to government a year"), t.e.government_spending(), Words::amount);
    for (Quantity& q : t.e.fund_outgo()) {
        q.label = say("Paid by the {} a year", q.label);
        ask(q.label, q, Words::amount);
    }
    ask(say("Paid out of pocket by everybody a year"), t.e.out_of_pocket(), Words::amount);
    ask(say("Paid out of pocket a head"), t.e.quantity("oop_mean"), Words::amount);
    return all;
}

const Asked* find(const std::vector<Asked>& all, const std::string& what)
{
    const auto at = std::find_if(all.begin(), all.end(), [&](const Asked& a) { return a.what == what; });
    return at == all.end() ? nullptr : &*at;
}

// Of a base that is not the same from year to year: which years its mean hides, such as those of another line.
std::string by_years(const Teller& t, const Asked& asked, const ShownUnit& unit)
{
    double low = INFINITY, high = -INFINITY;
    for (const std::size_t y : t.e.period()) {
        const double v = t.e.in_year(asked.q, t.e.base(), y).mean;
        if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    }
    return high > 1.25 * low && low > 0.0 ? say(", which is {} to {} by year", unit.text(low), unit.text(high)) : "";
}

// One clause: "Deaths a year: 9.2 fewer than the base's 10,210 (90 % interval: ...)."
std::string clause(const Teller& t, const std::vector<Asked>& all, std::size_t scenario, const std::string& what)
{
    const Asked* asked = find(all, what);
    if (!asked) return say("{}: not in the file. ", what);
    const Change c = change_of(t, *asked, scenario);
    if (c.apart.summary.n == 0) return say("{}: no value. ", what);
    const ShownUnit level = level_unit(*asked, c);
    const std::string base = (asked->q.unit == "persons" ? level.text(c.base.mean) : level.text(c.base.mean) + " " + level.name) + (asked->q.id == poverty_measure(t.e) ? by_years(t, *asked, level) : "");
    if (always_zero(c.apart)) return c.apart.summary.n > 1 ? say("{}: no change from the base's {} in any draw. ", what, base) : say("{}: no change from the base's {} (one draw, no interval). ", what, base);
    return say("{}: {} than the base's {} ({}). ", what, moved(*asked, c, c.apart.summary.mean, true), base, range(*asked, c));
}

// What each fund pays more or less, where it is not the same in every draw.
std::string fund_clause(const Teller& t, const std::vector<Asked>& all, std::size_t scenario)
{
    std::string parts;
    for (const Asked& asked : all) {
        if (!asked.of_fund()) continue;
        const Change c = change_of(t, asked, scenario);
        if (c.apart.summary.n == 0 || always_zero(c.apart)) continue;
        parts += (parts.empty() ? "" : say("; ")) + group_name(asked.q.group) + " " + moved(asked, c, c.apart.summary.mean, true);
        if (within_chance(c.apart)) parts += say(" (within chance)");
    }
    return parts.empty() ? "" : say("By fund, {}: {}.", t.period(), parts);
}

// How many years of the period pass before anything told differs from the base in any draw: luck is shared, so what a policy
// has not touched yet is the same to the last fen. All of them where nothing ever differs.
std::size_t years_untouched(const Teller& t, const std::vector<Asked>& all, std::size_t scenario)
{
    const auto differs = [&](std::size_t year) {
        return std::any_of(all.begin(), all.end(), [&](const Asked& asked) { return !always_zero(t.e.apart(asked.q, scenario, year)); });
    };
    return static_cast<std::size_t>(std::find_if(t.e.period().begin(), t.e.period().end(), differs) - t.e.period().begin());
}

// Of a policy that begins later than the period: its yearly changes while it lasts. The years before are exactly 0, so numbers
// of the others alone are those of all times years / years in force.
std::string while_in_force(const Teller& t, const std::vector<Asked>& all, std::size_t scenario, bool in_short)
{
    const auto& period = t.e.period();
    const std::size_t before = years_untouched(t, all, scenario);
    if (before == 0 || before == period.size()) return "";
    const double longer = static_cast<double>(period.size()) / static_cast<double>(period.size() - before);
    std::string parts;
    for (const Asked& asked : all) {
        const bool money = asked.of_fund() || asked.q.unit == "yuan";
        if (asked.q.id != "poor_due_to_illness_twin_persons" && asked.q.id != "poor_due_to_illness_accounting_persons" && !money) continue;
        if (in_short && money && asked.what != say("Cost to government a year")) continue;
        Change c = change_of(t, asked, scenario);
        if (c.apart.summary.n == 0 || always_zero(c.apart)) continue;
        for (double* v : {&c.apart.summary.mean, &c.apart.summary.p05, &c.apart.summary.p95}) *v *= longer;
        parts += (parts.empty() ? "" : say("; ")) + say("{}: {}", asked.what, moved(asked, c, c.apart.summary.mean, true));
        if (!in_short && std::isfinite(c.apart.summary.p05)) parts += say(" (90 % interval: {})", ends(asked, c, c.apart.summary));
    }
    const auto year = [&](std::size_t n) { return t.e.r().years[period[n]]; };
    return say("None of these figures differs from the base before {}. Mean of the years {}-{} alone: {}.", year(before), year(before), year(period.size() - 1), parts);
}

Table change_table(const Teller& t, const std::vector<Asked>& all, std::size_t scenario)
{
    Table table{say("{} against {}, {}", t.name(scenario), t.name(t.e.base()), t.period()), {say("What"), say("base"), say("change"), say("5 %"), say("95 %"), say("how sure")}, {}, "", 1};
    for (const Asked& asked : all) {
        Change c = change_of(t, asked, scenario);
        if (asked.of_fund() && always_zero(c.apart)) continue;
        const ShownUnit level = level_unit(asked, c);
        const std::string unit = level.name == c.unit.name ? c.unit.name : say("base: {}; change: {}", level.name, c.unit.name);
        c.unit.sign = true;
        table.rows.push_back({words(asked.what, unit), number(c.base.mean, level)});
        add_cells(table.rows.back(), c.unit, c.apart.summary);
        table.rows.back().push_back(words(how_sure(asked, c)));
    }
    return table;
}

void tell_change(const Teller& t, const std::vector<Asked>& all, std::size_t scenario, std::vector<Block>& blocks)
{
    blocks.push_back(Heading{t.name(scenario)});
    if (const std::string title = t.title(scenario); !title.empty()) blocks.push_back(Paragraph{title});
    blocks.push_back(Paragraph{clause(t, all, scenario, say("Persons poor because of illness")), Paragraph::Tone::lead});
    blocks.push_back(Paragraph{clause(t, all, scenario, say("Cost to government a year")) + clause(t, all, scenario, say("Paid out of pocket by everybody a year"))});
    if (const std::string later = while_in_force(t, all, scenario, false); !later.empty()) blocks.push_back(Paragraph{later});
    if (const std::string funds = fund_clause(t, all, scenario); !funds.empty()) blocks.push_back(Paragraph{funds});
    blocks.push_back(Paragraph{say("Beside it: ") + clause(t, all, scenario, say("Forgone hospital care")) + clause(t, all, scenario, say("Deaths a year"))});
    blocks.push_back(Numbers{change_table(t, all, scenario), say("In figures, and how sure")});
}

Table level_table(const Teller& t, const std::vector<Asked>& all)
{
    Table table{t.name(t.e.base()) + ", " + t.period(), with_interval({say("What")}), {}, "", 1};
    for (const Asked& asked : all) {
        const Summary s = t.e.mean(asked.q, t.e.base());
        const ShownUnit unit = shown_unit(asked.q.unit, largest_of({s}));
        table.rows.push_back({words(asked.what, unit.name)});
        add_cells(table.rows.back(), unit, s);
    }
    return table;
}

// The policy that keeps most people out of poverty, what it costs, and how sure both are.
std::string headline(const Teller& t, const std::vector<Asked>& all)
{
    const Asked* poor = find(all, say("Persons poor because of illness"));
    if (!poor || t.e.scenarios() < 2) return "";
    std::size_t best = t.e.base();
    double least = 0.0;
    for (std::size_t s = 0; s < t.e.scenarios(); ++s) {
        if (s == t.e.base()) continue;
        const double mean = t.e.apart(poor->q, s).summary.mean;
        if (mean < least) least = mean, best = s;
    }
    if (best == t.e.base()) return say("None of the policies keeps more people out of poverty than {}.", t.name(best));
    const Change c = change_of(t, *poor, best);
    std::string text = t.e.scenarios() == 2 ? say("{} keeps {} people out of poverty due to illness, against {}", t.name(best), c.unit.text(-least), t.name(t.e.base()))
                                            : say("Of {} policies, {} keeps most people out of poverty due to illness: {}, against {}", t.e.scenarios() - 1, t.name(best), c.unit.text(-least), t.name(t.e.base()));
    text = say("{} ({}; {}). ", text, t.period(), range(*poor, c));
    if (const Asked* cost = find(all, say("Cost to government a year"))) {
        const Change money = change_of(t, *cost, best);
        if (always_zero(money.apart)) text += say("It costs government the same. ");
        else text += say("It costs government {} a year ({}). ", moved(*cost, money, money.apart.summary.mean, true), range(*cost, money));
    }
    return text + while_in_force(t, all, best, true);
}

std::string about_draws(const Teller& t)
{
    const Results& r = t.e.r();
    if (r.draws == 1) return say("The file holds one draw of luck: there is no interval, and no telling a difference from chance. Run with --draws 20 or more.");
    std::string text = t.e.forecast() ? say("{} draws, each with its own parameters, path of the years and households. ", r.draws) : say("{} draws of luck at fixed parameters. ", r.draws);
    text += say("A 90 % interval reaches from the 5th to the 95th percentile of the draws; differences are taken draw by draw, with the same luck in both scenarios; "
                "\"9 of 10 draws\" counts those that agree in sign with the mean. \"Within chance\" means that the interval, or that of the draws as lived, holds 0.");
    if (r.draws < 20) text += say(" With fewer than 20 draws the ends of the intervals are rough.");
    if (t.e.forecast() && t.e.forecast()->share < 1.0)
        text += say(" From a sample of {:.1f} % of the persons: as much luck of the sample is taken out of intervals as {} companions are sure of; means, counts of draws and what is within chance are of the draws as they were lived.", t.e.forecast()->share * 100.0, t.e.forecast()->companions.size());
    return text;
}

std::string about_measure(const Teller& t)
{
    const std::string measure = poverty_measure(t.e);
    std::string text = say("Poor because of illness, in this answer: {}. {}", t.label(measure), definition(measure));
    if (measure != "poor_due_to_illness_twin_persons") text += say(" The file holds no counterfactual twin (run without --no-twin to have it).");
    text += say(" Out of pocket is all that patients pay in the end, inside the catalogue and outside, without premiums.");
    return text + say(" A fund pays claims, administration, programmes and contracts. Money is in nominal yuan. Cost to government counts what levels of government bear, not what funds pay beyond it.");
}

// Draws asked for and never lived.
std::string about_unfinished(const Results& r)
{
    const auto asked = r.record.find("draws_asked");
    if (asked == r.record.end() || asked->second == std::to_string(r.draws)) return "";
    return say("Only {} of {} draws are finished: these numbers will change. hearth resume goes on with the rest.", r.draws, asked->second);
}

} // namespace

Section answer_section(const Teller& t)
{
    Section section{"answer", say("The answer in short"), say("Answer"), {}};
    const std::vector<Asked> all = asked_of(t);
    if (const std::string unfinished = about_unfinished(t.e.r()); !unfinished.empty()) section.blocks.push_back(Paragraph{unfinished, Paragraph::Tone::warning});
    if (const std::string text = headline(t, all); !text.empty()) section.blocks.push_back(Paragraph{text, Paragraph::Tone::lead});
    section.blocks.push_back(Paragraph{about_draws(t), t.e.r().draws == 1 ? Paragraph::Tone::warning : Paragraph::Tone::plain});
    if (t.e.scenarios() == 1) {
        section.blocks.push_back(Paragraph{say("The file holds one scenario: there is nothing to compare it with. Its own levels:")});
        section.blocks.push_back(Numbers{level_table(t, all), ""});
    } else {
        if (const std::string title = t.title(t.e.base()); !title.empty()) section.blocks.push_back(Paragraph{say("{}: {}", t.name(t.e.base()), title)});
        section.blocks.push_back(Paragraph{say("Each scenario against {} (the base), {}:", t.name(t.e.base()), t.period())});
    }
    for (std::size_t s = 0; s < t.e.scenarios(); ++s)
        if (s != t.e.base()) tell_change(t, all, s, section.blocks);
    section.blocks.push_back(Paragraph{about_measure(t), Paragraph::Tone::note});
    return section;
}

} // namespace hearth::report
