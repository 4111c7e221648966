#include "replay/summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "replay/waterfall.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Money m) { return in_words_of_money(m); }

std::string share_of(Money part, Money whole)
{
    return whole.fen == 0 ? "" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part.fen) / static_cast<double>(whole.fen));
}

std::string layers_text(const Scenario& s, const Totals& t)
{
    std::string out = fmt::format("\n  {}{}{}{}{}\n", padded(say("layer"), 24), padded(say("paid, yuan"), 20, true),
                                  padded(say("of bills"), 9, true), padded(say("claims"), 12, true), padded(say("persons"), 12, true));
    for (std::size_t l = 0; l < s.stack.layer_names.size(); ++l)
        out += fmt::format("  {:<24}{:>20}{:>9}{:>12}{:>12}\n", s.stack.layer_names[l], text_of(t.layer[l].paid),
                           share_of(t.layer[l].paid, t.charge), t.layer[l].claims, t.layer[l].persons);
    out += fmt::format("  {}{:>20}{:>9}\n", padded(say("out of pocket"), 24), text_of(t.out_of_pocket), share_of(t.out_of_pocket, t.charge));
    return out + fmt::format("  {}{:>20}{:>9}{:>12}\n", padded(say("all bills"), 24), text_of(t.charge), "", t.claims);
}

Money paid_by_level(const Totals& t, std::size_t level)
{
    Money sum;
    for (const LayerTotals& layer : t.layer) sum += layer.by_level[level];
    return sum;
}

std::string levels_text(const Scenario& s, const Totals& t)
{
    std::string out;
    for (std::size_t k = 0; k < s.stack.levels.size(); ++k)
        if (const Money paid = paid_by_level(t, k); paid.fen != 0)
            out += fmt::format("  {:<24}{:>20}\n", s.stack.levels[k], text_of(paid));
    return out.empty() ? "" : "\n  " + say("level of government") + "\n" + out;
}

std::string labels_text(const Replayed& r, const Totals& t)
{
    std::string out = fmt::format("\n  {}{}{}{}{}\n", padded(say("label (several may hold)"), 24), padded(say("claims"), 12, true),
                                  padded(say("bills"), 20, true), padded(say("paid"), 20, true), padded(say("out of pocket"), 20, true));
    for (std::size_t i = 0; i <= most_labels; ++i) {
        const LabelTotals& label = t.label[i];
        if (label.claims == 0) continue;
        out += fmt::format("  {}{:>12}{:>20}{:>20}{:>20}\n", padded(i < most_labels ? r.labels[i] : say("(no label)"), 24), label.claims,
                           text_of(label.charge), text_of(label.paid), text_of(label.out_of_pocket));
    }
    return out;
}

std::string months_text(const Scenario& s, const Totals& t)
{
    std::string out = "\n  " + padded(say("month"), 8);
    for (const std::string& name : s.stack.layer_names) out += fmt::format("{:>18}", name.substr(0, 17));
    out += padded(say("out of pocket"), 18, true) + "\n";
    for (const auto& [month, sums] : t.month) {
        if (sums.claims == 0) continue;
        out += fmt::format("  {:04}-{:02} ", month / 12, month % 12 + 1);
        for (std::size_t l = 0; l < s.stack.layer_names.size(); ++l) out += fmt::format("{:>18}", text_of(sums.by_layer[l]));
        out += fmt::format("{:>18}\n", text_of(sums.out_of_pocket));
    }
    return out;
}

std::string funds_text(const Scenario& s, const Totals& t)
{
    if (s.funds.empty()) return "";
    std::string out = fmt::format("\n  {}{}{}{}{}  {}\n", padded(say("fund"), 24), padded(say("year"), 6, true), padded(say("received"), 20, true),
                                  padded(say("paid"), 20, true), padded(say("balance"), 20, true), say("empty from"));
    for (std::size_t f = 0; f < s.funds.size(); ++f)
        for (const FundYear& y : fund_years(s.funds[f], f, t)) {
            const bool told = !s.funds[f].balance.from.empty();
            out += fmt::format("  {:<24}{:>6}{:>20}{:>20}{:>20}  {}\n", s.funds[f].name, y.year, told ? text_of(y.received) : "",
                               text_of(y.paid), told ? text_of(y.balance) : "",
                               told && y.empty_from > 0 ? say("month {}", y.empty_from) : "");
        }
    return out;
}

std::string change_line(const std::string& who, const GainsAndLosses& g)
{
    return fmt::format("  {}{:>10}{:>18}{:>10}{:>18}{:>16}{:>10}\n", padded(who, 24), g.gainers, text_of(g.gained), g.losers,
                       text_of(g.lost), text_of(g.largest_loss), g.unchanged);
}

std::string changes_text(std::span<const Scenario> all, const Replayed& r, std::size_t s)
{
    const auto& change = r.changes[s - 1];
    std::string out = "\n" + say("{} against {}: out-of-pocket payments by person, yuan", all[s].name, all[0].name)
        + fmt::format("\n  {:<24}{}{}{}{}{}{}\n", "", padded(say("gain"), 10, true), padded(say("less to pay"), 18, true),
                      padded(say("lose"), 10, true), padded(say("more to pay"), 18, true), padded(say("largest loss"), 16, true),
                      padded(say("no change"), 10, true));
    out += change_line(say("all"), change[0]);
    for (std::size_t i = 0; i <= most_labels; ++i)
        if (const auto& g = change[i + 1]; g.gainers + g.losers + g.unchanged > 0)
            out += change_line(i < most_labels ? r.labels[i] : say("(no label)"), g);
    const auto row = [&out](const std::string& name, Money before, Money after) {
        if (before.fen == 0 && after.fen == 0) return;
        out += fmt::format("  {}{:>20}{:>20}{:>20}\n", padded(name, 24), text_of(before), text_of(after), text_of(after - before));
    };
    out += fmt::format("\n  {}{:>20}{:>20}{}\n", padded(say("who pays"), 24), all[0].name, all[s].name, padded(say("difference"), 20, true));
    const auto names = [&](auto&& list) { // of both, those of the first in front
        std::vector<std::string> both = list(all[0]);
        for (const std::string& name : list(all[s]))
            if (std::find(both.begin(), both.end(), name) == both.end()) both.push_back(name);
        return both;
    };
    const auto of_fund = [&](std::size_t k, const std::string& name) {
        Money sum;
        for (std::size_t f = 0; f < all[k].stack.funds.size(); ++f)
            if (all[k].stack.funds[f] == name)
                for (const auto& [month, sums] : r.totals[k].month) sum += sums.by_fund[f];
        return sum;
    };
    const auto of_level = [&](std::size_t k, const std::string& name) {
        const auto& levels = all[k].stack.levels;
        const auto at = std::find(levels.begin(), levels.end(), name);
        return at == levels.end() ? Money{} : paid_by_level(r.totals[k], static_cast<std::size_t>(at - levels.begin()));
    };
    for (const std::string& name : names([](const Scenario& x) { return x.stack.funds; }))
        row(say("fund {}", name), of_fund(0, name), of_fund(s, name));
    for (const std::string& name : names([](const Scenario& x) { return x.stack.levels; }))
        row(say("level {}", name), of_level(0, name), of_level(s, name));
    row(say("patients"), r.totals[0].out_of_pocket, r.totals[s].out_of_pocket);
    return out;
}

double number(Money m) { return in_yuan(m); }

Json change_json(const std::string& who, const GainsAndLosses& g)
{
    return {{"label", who}, {"gainers", g.gainers}, {"gained", number(g.gained)}, {"losers", g.losers},
            {"lost", number(g.lost)}, {"largest_loss", number(g.largest_loss)}, {"unchanged", g.unchanged}};
}

Json scenario_json(const Scenario& s, const Replayed& r, const Totals& t)
{
    Json layers = Json::array(), labels = Json::array(), months = Json::array(), funds = Json::array();
    for (std::size_t l = 0; l < s.stack.layer_names.size(); ++l) {
        Json levels = Json::object();
        for (std::size_t k = 0; k < s.stack.levels.size(); ++k)
            if (t.layer[l].by_level[k].fen != 0) levels[s.stack.levels[k]] = number(t.layer[l].by_level[k]);
        layers.push_back({{"layer", s.stack.layer_names[l]}, {"paid", number(t.layer[l].paid)}, {"claims", t.layer[l].claims},
                          {"persons", t.layer[l].persons}, {"by_level", levels}});
    }
    for (std::size_t i = 0; i <= most_labels; ++i)
        if (t.label[i].claims > 0)
            labels.push_back({{"label", i < most_labels ? r.labels[i] : ""}, {"claims", t.label[i].claims}, {"charge", number(t.label[i].charge)},
                              {"paid", number(t.label[i].paid)}, {"oop", number(t.label[i].out_of_pocket)}});
    for (const auto& [month, sums] : t.month) {
        if (sums.claims == 0) continue;
        Json by_layer = Json::object();
        for (std::size_t l = 0; l < s.stack.layer_names.size(); ++l) by_layer[s.stack.layer_names[l]] = number(sums.by_layer[l]);
        months.push_back({{"month", fmt::format("{:04}-{:02}", month / 12, month % 12 + 1)}, {"claims", sums.claims},
                          {"charge", number(sums.charge)}, {"oop", number(sums.out_of_pocket)}, {"by_layer", by_layer}});
    }
    for (std::size_t f = 0; f < s.funds.size(); ++f)
        for (const FundYear& y : fund_years(s.funds[f], f, t)) {
            const bool known = !s.funds[f].balance.from.empty(); // else the file does not tell what it receives
            funds.push_back({{"fund", s.funds[f].name}, {"year", y.year}, {"received", known ? Json(number(y.received)) : Json()},
                             {"paid", number(y.paid)}, {"balance", known ? Json(number(y.balance)) : Json()},
                             {"empty_from_month", known && y.empty_from > 0 ? Json(y.empty_from) : Json()}});
        }
    return {{"scenario", s.name}, {"claims", t.claims}, {"charge", number(t.charge)}, {"oop", number(t.out_of_pocket)},
            {"layers", layers}, {"labels", labels}, {"months", months}, {"funds", funds}};
}

} // namespace

std::string summary_text(std::span<const Scenario> scenarios, const Replayed& r)
{
    std::string out = r.skipped > 0
        ? say("{} claims of {} persons; {} faulty rows left out", r.totals[0].claims, r.persons, r.skipped)
        : say("{} claims of {} persons", r.totals[0].claims, r.persons);
    out += "\n";
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const Totals& t = r.totals[s];
        out += "\n" + scenarios[s].name + "\n" + layers_text(scenarios[s], t) + levels_text(scenarios[s], t) + labels_text(r, t)
            + funds_text(scenarios[s], t) + months_text(scenarios[s], t);
    }
    for (std::size_t s = 1; s < scenarios.size(); ++s) out += changes_text(scenarios, r, s);
    return out;
}

std::string summary_json(std::span<const Scenario> scenarios, const Replayed& r)
{
    Json list = Json::array(), changes = Json::array();
    for (std::size_t s = 0; s < scenarios.size(); ++s) list.push_back(scenario_json(scenarios[s], r, r.totals[s]));
    for (std::size_t s = 1; s < scenarios.size(); ++s) {
        Json rows = Json::array({change_json("all", r.changes[s - 1][0])});
        for (std::size_t i = 0; i <= most_labels; ++i)
            if (const auto& g = r.changes[s - 1][i + 1]; g.gainers + g.losers + g.unchanged > 0)
                rows.push_back(change_json(i < most_labels ? r.labels[i] : "", g));
        changes.push_back({{"scenario", scenarios[s].name}, {"against", scenarios[0].name}, {"persons", rows}});
    }
    return Json{{"persons", r.persons}, {"skipped_rows", r.skipped}, {"scenarios", list}, {"changes", changes}}.dump(1) + "\n";
}

} // namespace hearth
