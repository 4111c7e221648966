// What of a scenario's programmes cannot have an effect in a run, and why: found by leaving it out.
#include <algorithm>

#include <fmt/format.h>

#include "calibration/programme_builder.hpp"
#include "scenarios/terms.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

// All that a programme can change.
struct Built {
    std::vector<YearPolicy> years; //!< by county, then year
    std::vector<IncidenceChange> incidences;
    std::vector<std::vector<std::uint8_t>> disease_sets;
    std::vector<ReferralRule> referral_rules;
    std::vector<ProgrammePlan> programmes;
    std::vector<std::vector<Ratio>> administration;
    friend bool operator==(const Built&, const Built&) = default;
};

Built build(const Policy& base, const Scenario& scenario, const World& world)
{
    Policy policy;
    policy.stack = base.stack;
    policy.categories = base.categories;
    policy.base_year = base.base_year;
    policy.resident_fund = base.resident_fund;
    build_years(policy, scenario, world);
    build_funds(policy, scenario, world);
    Built built{{}, policy.incidences, policy.disease_sets, policy.referral_rules, policy.programmes, {}};
    for (std::size_t c = 0; c < world.counties.size(); ++c)
        for (int y = 0; y < static_cast<int>(world.years.size()); ++y)
            built.years.push_back(policy.in(world.base_year + y, static_cast<int>(c)));
    for (const FundPlan& fund : policy.funds) built.administration.push_back(fund.administration);
    return built;
}

// The mark of being covered is no effect; nor is a programme's place in the list.
void forget_coverage(Built& built)
{
    for (YearPolicy& year : built.years) {
        year.programmes = 0;
        for (Practice& practice : year.practices) practice.programmes = 0;
    }
    const auto nothing = [](const std::vector<Money>& costs) {
        return std::all_of(costs.begin(), costs.end(), [](Money m) { return m.fen == 0; });
    };
    for (ProgrammePlan& p : built.programmes)
        if (nothing(p.cost_per_person)) p.reached.clear();
}

std::string span_of(const World& world) { return fmt::format("{}-{}", world.base_year, world.last_year()); }

std::string why_never_active(const Programme& p, const World& world)
{
    if (!p.on) return say("it is off");
    for (int y = world.base_year; y <= world.last_year(); ++y)
        if (p.active(first_day_of(y))) return {};
    return say("it is in force on no 1 January of the run's years {}", span_of(world));
}

// The category is held by nobody: no label of the simulator and no trigger earns it.
bool names_nobody(const Programme& p, const Policy& policy)
{
    std::uint32_t held = 0;
    for (const std::uint32_t categories : policy.categories) held |= categories;
    return !p.who.from.empty()
        && std::all_of(p.who.from.begin(), p.who.from.end(), [&](const auto& dated) { return dated.second != 0 && (dated.second & held) == 0; });
}

bool costs(const Programme& p)
{
    return !p.cost_per_person.from.empty() || !p.cost_per_year.from.empty() || p.name == "administration" || p.name == "fiscal_transfer";
}

bool same_without(const Policy& policy, const World& world, Built with, const Scenario& changed)
{
    Built without = build(policy, changed, world);
    forget_coverage(with);
    forget_coverage(without);
    return with == without;
}

} // namespace

std::vector<std::string> idle_programmes(const Policy& policy, const Scenario& scenario, const World& world)
{
    std::vector<std::string> notes;
    std::optional<Built> with;
    for (std::size_t i = 0; i < scenario.programmes.size(); ++i) {
        const Programme& p = scenario.programmes[i];
        const std::string name = "programme." + p.name;
        std::string why = why_never_active(p, world);
        if (why.empty() && names_nobody(p, policy)) why = say("nobody holds the categories it is for");
        if (!why.empty()) {
            notes.push_back(say("{} has no effect: {}", name, why));
            continue;
        }
        const bool funded = !p.fund.empty() && p.name != "fiscal_transfer";
        if (funded && std::any_of(p.paid_by.begin(), p.paid_by.end(), [](Ratio r) { return r.ppm > 0; }))
            notes.push_back(say("{}.paid_by has no effect: its fund pays", name));
        if (p.gives("takes_over") && !p.fund.empty())
            for (const FundPlan& fund : policy.funds)
                if (fund.name == p.fund && !fund.pays_as_claimed)
                    notes.push_back(say("{}.takes_over has no effect: governments pay no claims of fund.{} as they fall due", name, p.fund));
        if (!with) with = build(policy, scenario, world);
        Scenario off = scenario;
        off.programmes[i].on = false;
        const bool idle = same_without(policy, world, *with, off);
        if (idle && !costs(p)) notes.push_back(say("{} has no effect: its values are those that hold without it", name));
        for (std::size_t k = 0; !idle && k < p.values.size(); ++k) {
            Scenario less = scenario;
            less.programmes[i].values.erase(less.programmes[i].values.begin() + static_cast<std::ptrdiff_t>(k));
            if (same_without(policy, world, *with, less))
                notes.push_back(say("{}.{} has no effect: with or without it the terms of {} are the same (the standard value, or a key that another "
                                    "one overrules)", name, p.values[k].first, span_of(world)));
        }
    }
    return notes;
}

void refuse_unknown_places(const Scenario& scenario, const World& world)
{
    Faults faults;
    const auto refuse = [&](const Programme& p, const std::string& key, const std::string& name, const std::vector<std::string>& known,
                            const char* what) {
        if (std::find(known.begin(), known.end(), name) != known.end()) return;
        faults.add(p.place, say("programme.{}.{} names \"{}\" (not one of the input's {}{})", p.name, key, name, say(what),
                                nearest_words(name, known)));
    };
    std::vector<std::string> counties, diseases;
    for (const County& c : world.counties) counties.push_back(c.name);
    for (const Disease& d : world.diseases) diseases.push_back(d.code);
    for (const Programme& p : scenario.programmes) {
        for (const std::string& name : p.counties) refuse(p, "counties", name, counties, word("counties"));
        for (const auto& [key, dated] : p.values) {
            const KeyKind kind = find_programme_key(p.name, key)->kind;
            for (const auto& [day, value] : dated.from) {
                if (kind == KeyKind::by_disease)
                    for (const auto& [code, ratio] : value.table) refuse(p, key, code, diseases, word("diseases"));
                if (kind == KeyKind::diseases)
                    for (const std::string& code : value.list) refuse(p, key, code, diseases, word("diseases"));
            }
        }
    }
    faults.refuse_if_any();
}

} // namespace hearth
