#include "sim/life/registry.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace hearth {

namespace {

constexpr LabelSet off(LabelSet held, Label label) { return static_cast<LabelSet>(held & ~bit(label)); }

double at_least_one_yuan(Money m) { return std::max(1.0, in_yuan(m)); }

// The minimum living allowance tops income up to the standard, as far as the office sees it.
void give_allowance(RegistryDecision& d, const Parameters& p, const YearValues& v, const Standing& last,
                    const RegistryView& view)
{
    const double seen = at_least_one_yuan(last.last_gross - last.last_dibao)
        * exponential(p.dibao_noise_sd * view.lasting_error);
    for (const Label label : {Label::dibao, Label::extreme_hardship, Label::dibao_edge, Label::orphan})
        d.held = off(d.held, label);
    if (!view.has_adult) d.held |= bit(Label::orphan);
    if (seen < p.dibao_income_ratio * v.dibao_standard) {
        const bool helpless = view.labour < p.hardship_labour;
        d.held |= bit(Label::dibao); // extreme hardship is helped as dibao where it has no terms of its own
        if (helpless) d.held |= bit(Label::extreme_hardship);
        const double gap = v.dibao_standard - seen;
        // Extreme hardship is supported at a multiple of the standard, whatever it has.
        const double paid = helpless ? p.hardship_support_ratio * v.dibao_standard
                                     : std::max(gap, p.dibao_least_paid * v.dibao_standard);
        d.dibao = from_yuan(paid);
    } else if (seen < p.dibao_edge_ratio * v.dibao_standard) {
        d.held |= bit(Label::dibao_edge);
    }
}

void enter_or_leave(RegistryDecision& d, const Parameters& p, const YearValues& v, const Standing& last,
                    const RegistryView& view, const RegistryPractice& practice)
{
    // Two thirds of the targeting error's variance lasts, one third is the year's. Assumption.
    constexpr double lasting_part = 0.816496580927726;
    constexpr double passing_part = 0.577350269189626;
    const double error = p.registry_noise_sd * practice.error * (lasting_part * view.lasting_error + passing_part * view.passing_error);
    const double seen = logarithm(at_least_one_yuan(last.last_net) / v.poverty_line) + error;
    const bool was_registered = holds(d.held, Label::registered_poor);
    if (was_registered && view.year == static_cast<int>(p.guarantee_roll_year)) d.held |= bit(Label::guarantee_eligible);
    if (was_registered && seen > v.registry_exit + practice.exit) {
        d.held = off(off(d.held, Label::registered_poor), Label::returned_to_poverty);
        d.held |= bit(Label::left_poverty);
    } else if (!was_registered && seen < v.registry_entry + practice.entry) {
        d.returned = holds(d.held, Label::left_poverty);
        if (d.returned) d.held |= bit(Label::returned_to_poverty);
        d.held = off(d.held, Label::left_poverty);
        d.held |= bit(Label::registered_poor);
        if (view.year >= static_cast<int>(p.guarantee_roll_year)) d.held |= bit(Label::guarantee_eligible);
    }
}

} // namespace

RegistryDecision keep_registry(const World& world, const Standing& last, const RegistryView& view,
                               const RegistryPractice& practice)
{
    const Parameters& p = world.parameters;
    const YearValues& v = world.in(view.year);
    RegistryDecision d;
    d.held = off(off(off(last.held, Label::monitored), Label::grade_2), Label::grade_3);
    give_allowance(d, p, v, last, view);
    if (view.year < world.base_year) return d;
    enter_or_leave(d, p, v, last, view, practice);
    if ((practice.monitors || view.year >= static_cast<int>(p.monitoring_from))
        && at_least_one_yuan(last.last_net) < v.monitoring_line * practice.monitoring
        && !holds(d.held, Label::registered_poor))
        d.held |= bit(Label::monitored);
    return d;
}

bool in_sudden_hardship(const Parameters& p, const YearValues& v, const Standing& last, std::int64_t persons,
                        Money own_payments, double monitoring_ratio)
{
    const double a_head = in_yuan(own_payments) / static_cast<double>(persons);
    const double income = in_yuan(last.last_gross);
    return a_head > p.sudden_hardship_share * income && income - a_head < v.monitoring_line * monitoring_ratio;
}

} // namespace hearth
