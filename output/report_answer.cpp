// The first screen: what each scenario changes against the base, in plain words.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "output/report_parts.hpp"

namespace hearth::report {

namespace {

// What the answer is about: how it is told, and the words for up and down.
struct Asked {
    std::string what;
    Quantity q;
    std::string up = "more", down = "fewer";
};

struct Change {
    Summary base, difference;
    std::vector<double> draws;
    ShownUnit unit;
};

Change change_of(const Page& page, const Asked& asked, std::size_t scenario)
{
    Change c;
    c.draws = draws_apart(page.r, asked.q, page.base, scenario);
    c.base = summarise(draws_mean(page.r, asked.q, page.base));
    c.difference = summarise(c.draws);
    const double largest = largest_of({c.difference});
    c.unit = shown_unit(asked.q.unit, largest > 0.0 ? largest : largest_of({c.base}), true);
    return c;
}

bool always_zero(const std::vector<double>& draws)
{
    return std::all_of(draws.begin(), draws.end(), [](double v) { return v == 0.0 || std::isnan(v); });
}

bool within_chance(const Summary& s) { return s.p05 <= 0.0 && s.p95 >= 0.0; }

// "1,487 more"; the unit where it is not plain from what is told.
std::string moved(const Asked& asked, const Change& c, double v)
{
    const std::string size = c.unit.text(std::abs(v));
    if (size.find_first_of("123456789") == std::string::npos) return "0";
    return size + " " + (v > 0.0 ? asked.up : asked.down);
}

// Draws in which the change has the sign of its mean.
std::string agreement(const Change& c)
{
    const bool up = c.difference.mean > 0.0;
    const auto agree = std::count_if(c.draws.begin(), c.draws.end(), [&](double v) { return up ? v > 0.0 : v < 0.0; });
    return fmt::format("{} of {} draws", agree, c.difference.n);
}

std::string range(const Asked& asked, const Change& c)
{
    if (std::isnan(c.difference.p05)) return "one draw, no interval";
    double near = c.difference.p05, far = c.difference.p95;
    if (far <= 0.0) std::swap(near, far); // both ends one way: told from the smaller change to the larger
    std::string low = moved(asked, c, near);
    const std::string high = moved(asked, c, far);
    if (near * far > 0.0 && low != "0") low = c.unit.text(std::abs(near));
    return fmt::format("90\u00a0% interval: {} to {}; {}{}", low, high, agreement(c),
                       within_chance(c.difference) ? "; within chance" : "");
}

std::string how_sure(const Asked& asked, const Change& c)
{
    if (c.difference.n == 0) return "no value";
    if (c.difference.n == 1) return "one draw: unknown";
    if (always_zero(c.draws)) return "the same in every draw";
    const std::string share = fmt::format("{} in {}", c.difference.mean > 0.0 ? asked.up : asked.down, agreement(c));
    return within_chance(c.difference) ? "within chance: " + share : share;
}

void ask(std::vector<Asked>& all, const std::string& what, const std::optional<Quantity>& q, const char* up,
         const char* down)
{
    if (q) all.push_back({what, *q, up, down});
}

std::string poverty_measure(const Results& r)
{
    return quantity(r, "poor_due_to_illness_twin_persons") ? "poor_due_to_illness_twin_persons"
                                                           : "poor_due_to_illness_accounting_persons";
}

std::vector<Asked> asked_of(const Results& r)
{
    std::vector<Asked> all;
    ask(all, "Persons poor because of illness", quantity(r, poverty_measure(r)), "more", "fewer");
    ask(all, "Poverty headcount", quantity(r, "poverty_headcount"), "more", "less");
    ask(all, "Forgone hospital care", quantity(r, "forgone_inpatient_share"), "more", "less");
    ask(all, "Deaths a year", quantity(r, "deaths"), "more", "fewer");
    ask(all, "Cost to government a year", government_spending(r), "more", "less");
    ask(all, "Paid out of pocket a year", out_of_pocket(r), "more", "less");
    ask(all, "Paid out of pocket a head", quantity(r, "oop_mean"), "more", "less");
    return all;
}

const Asked* find(const std::vector<Asked>& all, std::string_view what)
{
    const auto at = std::find_if(all.begin(), all.end(), [&](const Asked& a) { return a.what == what; });
    return at == all.end() ? nullptr : &*at;
}

// The unit after a number in running text: persons are plain from what is told, and so is the price basis.
std::string spoken_after(const std::string& unit, const ShownUnit& shown)
{
    if (unit == "persons") return "";
    std::string name = " " + shown.name;
    if (const auto at = name.find("nominal "); at != std::string::npos)
        name.erase(at, std::string_view("nominal ").size());
    return name;
}

// One clause: "Deaths a year: 9.2 fewer (90 % interval: ...)".
std::string clause(const Page& page, const std::vector<Asked>& all, std::size_t scenario, std::string_view what,
                   std::string_view told)
{
    const Asked* asked = find(all, what);
    if (!asked) return fmt::format("{}: not in the file. ", told);
    const Change c = change_of(page, *asked, scenario);
    if (c.difference.n == 0) return fmt::format("{}: no value. ", told);
    const std::string unit = spoken_after(asked->q.unit, c.unit);
    const std::string size = c.unit.text(std::abs(c.difference.mean)) + unit;
    const ShownUnit level = shown_unit(asked->q.unit, largest_of({c.base}));
    const std::string base = level.text(c.base.mean) + spoken_after(asked->q.unit, level);
    if (always_zero(c.draws))
        return fmt::format("{}: no change from the base's {}{}. ", told, base,
                           c.difference.n > 1 ? " in any draw" : " (one draw, no interval)");
    return fmt::format("{}: {} {} than the base's {} ({}). ", told, size,
                       c.difference.mean > 0 ? asked->up : asked->down, base, range(*asked, c));
}

NumberTable change_table(const Page& page, const std::vector<Asked>& all, std::size_t scenario)
{
    NumberTable t{fmt::format("{} against {}, {}", page.name(scenario), page.name(page.base), page.period()),
                  {"What", "base", "change", "90 % interval", "how sure"},
                  1,
                  {},
                  ""};
    for (const Asked& asked : all) {
        const Change c = change_of(page, asked, scenario);
        const ShownUnit level = shown_unit(asked.q.unit, largest_of({c.base}));
        const std::string unit
            = level.name == c.unit.name ? c.unit.name : fmt::format("base: {}; change: {}", level.name, c.unit.name);
        const std::string between
            = std::isnan(c.difference.p05)
                  ? "-"
                  : fmt::format("{} to {}", c.unit.text(c.difference.p05, true), c.unit.text(c.difference.p95, true));
        t.rows.push_back({fmt::format("{} ({})", asked.what, unit), level.text(c.base.mean),
                          c.unit.text(c.difference.mean, true), between, how_sure(asked, c)});
    }
    return t;
}

void tell_change(Page& page, const std::vector<Asked>& all, std::size_t scenario)
{
    page.html += "<div class=\"answer\"><h3>" + svg::escape(page.name(scenario)) + "</h3>\n";
    paragraph(page, clause(page, all, scenario, "Persons poor because of illness", "Persons poor because of illness"),
              "lead");
    paragraph(page,
              clause(page, all, scenario, "Cost to government a year", "Cost to government a year")
                  + clause(page, all, scenario, "Paid out of pocket a year", "Paid out of pocket by everybody a year"));
    paragraph(page, clause(page, all, scenario, "Forgone hospital care", "Beside it, needed hospital care forgone")
                        + clause(page, all, scenario, "Deaths a year", "Deaths a year"));
    const std::string table = html(change_table(page, all, scenario));
    const bool many = page.r.scenarios.size() > 3; // so that the answers alone fill the first screens
    page.html += many ? "<details><summary>In figures, and how sure</summary>\n" + table + "</details></div>\n"
                      : table + "</div>\n";
}

void tell_levels(Page& page, const std::vector<Asked>& all)
{
    NumberTable t{
        fmt::format("{}, {}", page.name(page.base), page.period()), {"What", "mean", "5 %", "95 %"}, 1, {}, ""};
    for (const Asked& asked : all) {
        const Summary s = summarise(draws_mean(page.r, asked.q, page.base));
        const ShownUnit unit = shown_unit(asked.q.unit, largest_of({s}));
        t.rows.push_back({fmt::format("{} ({})", asked.what, unit.name)});
        add_cells(t.rows.back(), unit, s);
    }
    page.html += html(t);
}

std::string about_draws(const Page& page)
{
    if (page.r.draws == 1)
        return "The file holds one draw of luck: there is no interval, and no telling a difference from chance. Run "
               "with --draws 20 or more.";
    std::string text = fmt::format(
        "{} draws of luck. A 90 % interval reaches from the 5th to the 95th percentile of the draws; differences "
        "are taken draw by draw, with the same luck in both scenarios; \"9 of 10 draws\" counts those that agree in "
        "sign with the mean. \"Within chance\" means that the interval holds 0.",
        page.r.draws);
    if (page.r.draws < 20) text += " With fewer than 20 draws the ends of the intervals are rough.";
    return text;
}

std::string about_measure(const Results& r)
{
    const std::string measure = poverty_measure(r);
    std::string text = "Poor because of illness, in this answer: " + name_of(r, measure) + ". " + definition(measure);
    if (measure != "poor_due_to_illness_twin_persons")
        text += " The file holds no counterfactual twin (run without --no-twin to have it).";
    return text
           + " Money is in nominal yuan. Cost to government counts what levels of government bear, not what funds pay "
             "beyond it.";
}

} // namespace

void answer_section(Page& page)
{
    section(page, "answer", "The answer in short");
    const std::vector<Asked> all = asked_of(page.r);
    paragraph(page, about_draws(page), page.r.draws == 1 ? "warning" : "");
    if (page.r.scenarios.size() == 1) {
        paragraph(page, "The file holds one scenario: there is nothing to compare it with. Its own levels:");
        tell_levels(page, all);
    } else {
        paragraph(page, fmt::format("Each scenario against {} (the base), {}:", page.name(page.base), page.period()));
    }
    for (std::size_t s = 0; s < page.r.scenarios.size(); ++s)
        if (s != page.base) tell_change(page, all, s);
    paragraph(page, about_measure(page.r), "note");
}

} // namespace hearth::report
