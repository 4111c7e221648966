#include "replay/waterfall.hpp"

#include <fmt/format.h>

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

std::string ratio_text(Ratio r) { return fmt::format("{}", r.ppm * 1e-6); }

std::string date_text(Date day)
{
    const CivilDate c = to_civil(day);
    return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

// A line of the waterfall: what, then working; the amount stands right.
std::string line(const std::string& what, const std::string& working, const std::string& amount)
{
    return fmt::format("  {:<22} {:<62} {:>16}\n", what, working, amount);
}

std::string note(const std::string& working) { return line("", working, ""); }

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
    return (sum.empty() ? "nothing above the deductible" : sum)
        + (step.floor_ratio.ppm > 0 ? fmt::format(" (at least {} x {})", ratio_text(step.floor_ratio), yuan_text(x)) : "");
}

std::string scheduled_lines(const law::Step& step, const law::StepTrace& t)
{
    std::string out;
    if (step.period == law::Period::year) {
        const Money now = t.base_before + t.base;
        out += note(fmt::format("base {}, this year so far {}; deductible {}", yuan_text(t.base), yuan_text(t.base_before),
                                yuan_text(t.deductible)));
        out += note(fmt::format("f({}) = {} = {}", yuan_text(now), schedule_text(step, t.deductible, now),
                                yuan_text(law::schedule(step, t.deductible, now))));
        return out + note(fmt::format("less f({}) = {}: {}", yuan_text(t.base_before),
                                      yuan_text(law::schedule(step, t.deductible, t.base_before)), yuan_text(t.asked)));
    }
    out += note(fmt::format("base {} - deductible {} = {}", yuan_text(t.base), yuan_text(t.deductible),
                            yuan_text(not_negative(t.base - t.deductible))));
    return out + note(fmt::format("{} = {}", schedule_text(step, t.deductible, t.base), yuan_text(t.asked)));
}

std::string guarantee_lines(const law::Step& step, const law::StepTrace& t)
{
    const law::Guarantee& g = step.guarantee;
    const char* span = g.period == law::Period::year ? "this year" : "this claim";
    std::string out = note(fmt::format("T = {} ({}{}), P = {} paid so far", yuan_text(t.covered),
                                       g.of_compliant ? "inside the catalogue, " : "", span, yuan_text(t.paid_through)));
    if (g.has_min_ratio)
        out += note(fmt::format("{} x T - P = {}", ratio_text(g.min_ratio),
                                yuan_text(not_negative(t.covered * g.min_ratio - t.paid_through))));
    if (g.has_max_oop)
        out += note(fmt::format("T - P - {} = {}", yuan_text(g.max_oop),
                                yuan_text(not_negative((t.covered - t.paid_through) - g.max_oop))));
    if (g.has_min_ratio && g.has_max_oop)
        out += note(g.rule == law::Promises::all ? "both promises hold: the larger" : "one promise is enough: the smaller");
    return out;
}

std::string step_lines(const std::string& name, const law::Step& step, const law::StepTrace& t, Money paid)
{
    if (t.shut) return line(name, step.when ? "not opened yet" : "cover not begun, or the condition is older", "-");
    std::string out = line(name, "", yuan_text(paid));
    if (step.guarantee.present) out += guarantee_lines(step, t);
    else if (step.per_day.pays) out += note(fmt::format("by the day: {}", yuan_text(t.asked)));
    else if (step.whole_base) out += note(fmt::format("its whole base: {}", yuan_text(t.base)));
    else out += scheduled_lines(step, t);
    if (t.limited_by) out += note(fmt::format("{} leaves {}", t.limited_by, yuan_text(t.paid)));
    if (paid != t.paid) out += note(fmt::format("cut at the end of the month, the fund being empty: {}", yuan_text(paid)));
    if (step.delay_days > 0) out += note(fmt::format("reaches the patient {} days later", step.delay_days));
    return out;
}

std::string names_of(std::uint32_t bits, const std::vector<std::string>& names)
{
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (bits >> i & 1) all += (all.empty() ? "" : ", ") + names[i];
    return all;
}

std::string heading(const ExplainedClaim& e, const Vocabulary& v, const Scenario& scenario, std::uint32_t earned)
{
    const law::Claim& c = e.claim;
    std::string out = fmt::format("{} (row {}): {}, {}", date_text(c.date), e.row + 1,
                                  c.setting == law::Setting::inpatient ? "inpatient" : "outpatient", v.tiers[c.tier]);
    if (c.referred_from >= 0) out += ", referred from " + v.tiers[static_cast<std::size_t>(c.referred_from)];
    if (c.categories) out += "; " + names_of(c.categories, v.categories);
    if (earned) out += "; earned: " + names_of(earned, scenario.stack.categories);
    return out + fmt::format("  [{}]\n", scenario.name);
}

} // namespace

std::string waterfall(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, const std::string& person,
                      std::span<const ExplainedClaim> claims)
{
    if (claims.empty()) return "no claim of " + person + "\n";
    std::string out = "Claims of " + person + ", in order of settlement; amounts in yuan\n";
    const ResultLayout layout(scenarios);
    for (const ExplainedClaim& e : claims)
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            const law::Stack& stack = scenarios[s].stack;
            out += "\n" + heading(e, vocabulary, scenarios[s], e.earned[s]);
            out += line("charge", "of which inside the catalogue " + yuan_text(e.claim.compliant), yuan_text(e.claim.charge));
            law::Claim own = vocabulary.localise(e.claim, s);
            std::size_t next = 0;
            for (std::size_t l = 0; l < stack.layer_names.size(); ++l) {
                const bool taken = next < e.route[s].size() && e.route[s][next].layer == l;
                if (taken) {
                    out += step_lines(stack.layer_names[l], e.route[s][next], e.traces[s][next], {e.result[layout.first[s] + l]});
                    ++next;
                } else {
                    out += line(stack.layer_names[l], "does not apply: " + law::stopped_by(stack, stack.segment_on(own.date), l,
                                own.circumstances(e.earned[s])), "-");
                }
            }
            out += line("out of pocket", "", yuan_text({e.result[layout.first[s] + layout.layers[s]]}));
        }
    return out;
}

} // namespace hearth
