#include "replay/waterfall.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "words/say.hpp"

namespace hearth {

std::string in_words_of_money(Money amount)
{
    const std::int64_t fen = amount.fen < 0 ? -amount.fen : amount.fen;
    std::string digits = std::to_string(fen / 100);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), 1, ',');
    return fmt::format("{}{}.{:02}", amount.fen < 0 ? "-" : "", digits, fen % 100);
}

namespace {

std::string yuan_text(Money m) { return in_words_of_money(m); }

// Exactly as many decimals as it has.
std::string ratio_text(Ratio r)
{
    std::string text = fmt::format("{}.{:06}", r.ppm / ppm_per_one, r.ppm % ppm_per_one);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string date_text(Date day)
{
    const CivilDate c = to_civil(day);
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

// A line of the waterfall: what, then working; the amount stands right.
std::string line(const std::string& what, const std::string& working, const std::string& amount)
{
    return fmt::format("  {} {} {:>16}\n", padded(what, 22), padded(working, 62), amount);
}

std::string note(const std::string& working) { return fmt::format("  {:<22} {}\n", "", working); }

// f(x), spelled out: 0.6 x 50,000.00 + 0.7 x 10,000.00.
std::string schedule_text(const law::Step& step, Money deductible, Money x)
{
    const Money y = not_negative(x - deductible);
    std::string sum;
    for (std::size_t i = 0; i < step.band_count && y > step.from[i]; ++i) {
        const bool last = i + 1 == step.band_count;
        const Money part = (last ? y : min(y, step.from[i + 1])) - step.from[i];
        sum += (sum.empty() ? "" : " + ") + ratio_text(step.ratio[i]) + " x " + yuan_text(part);
    }
    if (sum.empty()) sum = say("nothing above the deductible");
    return step.floor_ratio.ppm > 0 ? say("{} (at least {} x {})", sum, ratio_text(step.floor_ratio), yuan_text(x)) : sum;
}

// What one layer's lines are told from.
struct Told {
    const Scenario& scenario;
    const law::Terms& terms;
    const law::Step& step;
    const law::StepTrace& trace;
    const law::Claim& claim; //!< in the scenario's own numbers
    Money paid_before;       //!< by earlier layers
};

std::string base_text(const Told& x)
{
    const std::string inside = x.trace.first_self_pay.fen > 0
        ? say("inside the catalogue {} - first self-payment {}", yuan_text(x.claim.compliant), yuan_text(x.trace.first_self_pay))
        : say("inside the catalogue {}", yuan_text(x.claim.compliant));
    const std::string before = yuan_text(x.paid_before);
    switch (x.step.base) {
    case law::Base::remaining: return say("bill {} - paid before {}", yuan_text(x.claim.charge), before);
    case law::Base::compliant: return say("{}, at most what remains {}", inside, yuan_text(x.claim.charge - x.paid_before));
    default: return say("{} - paid before {}", inside, before);
    }
}

// Where the deductible comes from, unless it is simply the layer's amount.
std::string deductible_text(const Told& x)
{
    const law::Terms& t = x.terms;
    const int from = x.claim.referred_from;
    const Money own = t.deductible[x.claim.tier];
    std::string text = yuan_text(own);
    bool plain = true;
    if (from >= 0 && from != x.claim.tier) {
        const law::Referral rule = from < x.claim.tier ? t.referral_up : t.referral_down;
        plain = rule == law::Referral::full;
        if (rule == law::Referral::waived) text = say("waived on referral");
        if (rule == law::Referral::difference)
            text = say("({} - {}, referred)", text, yuan_text(t.deductible[static_cast<std::size_t>(from)]));
    }
    if (t.multipliers > 1 && x.claim.setting == law::Setting::inpatient) {
        const int nth = std::min(x.trace.admissions, t.multipliers - 1);
        text = say("{} x {} (admission {} of the year)", text, ratio_text(t.nth_admission[static_cast<std::size_t>(nth)]),
                   x.trace.admissions + 1);
        plain = false;
    }
    if (t.per_visit.deductible.fen > 0) {
        text = say("{} + {} x {} visits", text, yuan_text(t.per_visit.deductible), x.claim.visits);
        plain = false;
    }
    if (x.step.slots.deductible_year >= 0) {
        text = say("{} less what this year's earlier bills bore of it", text);
        plain = false;
    }
    return plain ? "" : note(say("deductible: {}", text));
}

std::string scheduled_lines(const Told& x)
{
    const law::Step& step = x.step;
    const law::StepTrace& t = x.trace;
    std::string out = note(say("base: {}", base_text(x))) + deductible_text(x);
    if (x.claim.away && x.terms.away_cut.ppm > 0) out += note(say("away from home: ratio less {}", ratio_text(x.terms.away_cut)));
    if (step.period == law::Period::year) {
        const Money now = t.base_before + t.base;
        out += note(say("base {}, this year so far {}; deductible {}", yuan_text(t.base), yuan_text(t.base_before), yuan_text(t.deductible)));
        out += note(fmt::format("f({}) = {} = {}", yuan_text(now), schedule_text(step, t.deductible, now),
                                yuan_text(law::schedule(step, t.deductible, now))));
        return out + note(say("less f({}) = {}: {}", yuan_text(t.base_before),
                              yuan_text(law::schedule(step, t.deductible, t.base_before)), yuan_text(t.asked)));
    }
    out += note(say("base {} - deductible {} = {}", yuan_text(t.base), yuan_text(t.deductible),
                    yuan_text(not_negative(t.base - t.deductible))));
    return out + note(fmt::format("{} = {}", schedule_text(step, t.deductible, t.base), yuan_text(t.asked)));
}

std::string guarantee_lines(const law::Step& step, const law::StepTrace& t)
{
    const law::Guarantee& g = step.guarantee;
    const std::string span = g.period == law::Period::year ? say("this year") : say("this claim");
    const std::string covered = yuan_text(t.covered), paid = yuan_text(t.paid_through);
    std::string out = note(g.of_compliant ? say("T = {} (inside the catalogue, {}), P = {} paid so far", covered, span, paid)
                                          : say("T = {} ({}), P = {} paid so far", covered, span, paid));
    if (g.has_min_ratio)
        out += note(fmt::format("{} x T - P = {}", ratio_text(g.min_ratio),
                                yuan_text(not_negative(t.covered * g.min_ratio - t.paid_through))));
    if (g.has_max_oop)
        out += note(fmt::format("T - P - {} = {}", yuan_text(g.max_oop),
                                yuan_text(not_negative((t.covered - t.paid_through) - g.max_oop))));
    if (g.has_min_ratio && g.has_max_oop)
        out += note(g.rule == law::Promises::all ? say("both promises hold: the larger") : say("one promise is enough: the smaller"));
    return out;
}

std::string levels_text(const Told& x, Money paid)
{
    const law::Shares& shares = x.step.shares;
    if (shares.count == 0 || paid.fen == 0) return "";
    std::array<Money, law::most_levels> parts;
    split_by_shares(paid, std::span(shares.ratio).first(shares.count), std::span(parts).first(shares.count));
    std::string text;
    for (std::size_t k = 0; k < shares.count; ++k)
        text += (text.empty() ? "" : ", ") + x.scenario.stack.levels[shares.level[k]] + " " + yuan_text(parts[k]);
    return note(say("borne by {}", text));
}

std::string step_lines(const std::string& name, const Told& x, Money paid)
{
    const law::Step& step = x.step;
    const law::StepTrace& t = x.trace;
    if (t.shut) return line(name, step.when ? say("not opened yet") : say("cover not begun, or the condition is older"), "-");
    std::string out = line(name, "", yuan_text(paid));
    if (step.guarantee.present) out += guarantee_lines(step, t);
    else if (step.per_day.pays)
        out += note(say("{} a day, {} days: {}", yuan_text(step.per_day.pay), x.claim.days, yuan_text(t.asked)));
    else if (step.whole_base) out += note(say("its whole base: {} = {}", base_text(x), yuan_text(t.base)));
    else out += scheduled_lines(x);
    if (t.limited_by) out += note(say("{} leaves {}", say(t.limited_by), yuan_text(t.paid)));
    if (paid != t.paid) out += note(say("cut at the end of the month, the fund being empty: {}", yuan_text(paid)));
    if (step.delay_days > 0) out += note(say("reaches the patient {} days later", step.delay_days));
    return out + levels_text(x, paid);
}

std::string names_of(std::uint32_t bits, const std::vector<std::string>& names)
{
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (bits >> i & 1) all += (all.empty() ? "" : ", ") + names[i];
    return all;
}

// Why a layer does not look at a claim, in words.
std::string reason(const Scenario& s, std::size_t layer, std::size_t segment, const law::Circumstances& c)
{
    const std::string key = law::stopped_by(s.stack, segment, layer, c);
    const law::Terms& terms = s.stack.segments[segment].layers[layer].terms_for(c.categories & s.stack.segments[segment].categories);
    if (key == "applies") return say("not in force on this day for this person");
    if (key == "who") return say("for holders of {}", names_of(terms.who, s.stack.categories));
    if (key == "setting") return c.setting == law::Setting::inpatient ? say("not for inpatient care") : say("not for outpatient care");
    if (key == "tier") return say("not at tier {}", s.stack.tiers[c.tier]);
    if (key == "enrolled_in") return say("has not joined {}", s.stack.schemes[static_cast<std::size_t>(terms.scheme)]);
    return say("not for this disease");
}

std::string heading(const ExplainedClaim& e, const Vocabulary& v, const Scenario& scenario, std::uint32_t earned)
{
    const law::Claim& c = e.claim;
    std::string out = say("{} (line {}): {}, {}", date_text(c.date), e.line,
                          c.setting == law::Setting::inpatient ? say("inpatient") : say("outpatient"), v.tiers[c.tier]);
    if (c.referred_from >= 0) out = say("{}, referred from {}", out, v.tiers[static_cast<std::size_t>(c.referred_from)]);
    if (c.categories) out += "; " + names_of(c.categories, v.categories);
    if (earned) out = say("{}; earned: {}", out, names_of(earned, scenario.stack.categories));
    return out + fmt::format("  [{}]\n", scenario.name);
}

std::string layers_of(const Scenario& scenario, const law::Claim& claim, const ExplainedClaim& e, std::size_t s,
                      std::size_t first_result)
{
    const law::Stack& stack = scenario.stack;
    const std::size_t segment = stack.segment_on(claim.date);
    const law::Circumstances c = claim.circumstances(e.earned[s]);
    std::string out;
    Money before;
    for (std::size_t l = 0, next = 0; l < stack.layer_names.size(); ++l) {
        if (next == e.route[s].size() || e.route[s][next].layer != l) {
            out += line(stack.layer_names[l], reason(scenario, l, segment, c), "-");
            continue;
        }
        const law::Terms& terms = stack.segments[segment].layers[l].terms_for(c.categories & stack.segments[segment].categories);
        const Told told{scenario, terms, e.route[s][next], e.traces[s][next], claim, before};
        out += step_lines(stack.layer_names[l], told, {e.result[first_result + l]});
        before += e.traces[s][next].paid;
        ++next;
    }
    return out;
}

} // namespace

std::string waterfall(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, const std::string& person,
                      std::span<const ExplainedClaim> claims)
{
    if (claims.empty()) return say("no claim of {}", person) + "\n";
    std::string out = say("Claims of {}, in order of settlement; amounts in yuan", person) + "\n";
    const ResultLayout layout(scenarios);
    for (const ExplainedClaim& e : claims)
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            out += "\n" + heading(e, vocabulary, scenarios[s], e.earned[s]);
            out += line(say("charge"), say("of which inside the catalogue {}", yuan_text(e.claim.compliant)), yuan_text(e.claim.charge));
            out += layers_of(scenarios[s], vocabulary.localise(e.claim, s), e, s, layout.first[s]);
            out += line(say("out of pocket"), "", yuan_text({e.result[layout.first[s] + layout.layers[s]]}));
        }
    return out;
}

} // namespace hearth
