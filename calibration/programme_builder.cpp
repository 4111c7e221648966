// How each programme changes practice. docs/programmes.md tells the mechanisms; the catalogue in
// scenarios/ the ranges, standard values and sources.
#include "calibration/programme_builder.hpp"

#include <algorithm>
#include <array>

#include "scenarios/terms.hpp"
#include "sim/base/math.hpp"

namespace hearth {

namespace {

constexpr std::size_t village = 0, township = 1, county = 2, city = 3, outside = 4;

std::size_t tier_named(const World& world, const std::string& name)
{
    std::size_t t = 0;
    while (t + 1 < tiers && world.tier[t].name != name) ++t;
    return t;
}

template <class T>
int kept_at(std::vector<T>& all, const T& one)
{
    const auto at = std::find(all.begin(), all.end(), one);
    if (at != all.end()) return static_cast<int>(at - all.begin());
    all.push_back(one);
    return static_cast<int>(all.size()) - 1;
}

int keep_set(Policy& policy, const std::vector<std::uint8_t>& set)
{
    return std::any_of(set.begin(), set.end(), [](std::uint8_t in) { return in != 0; }) ? kept_at(policy.disease_sets, set) : -1;
}

// Ratios of several programmes multiply.
void change_incidence(const Acting& a, const std::vector<double>& wanted, Practice& practice, Policy& policy)
{
    IncidenceChange change;
    if (practice.incidence >= 0) change = policy.incidences[static_cast<std::size_t>(practice.incidence)];
    else change.ratio.assign(a.world.diseases.size(), 1.0);
    change.raises = false;
    for (std::size_t d = 0; d < wanted.size(); ++d) {
        change.ratio[d] *= a.toward(1.0, wanted[d]);
        change.raises = change.raises || change.ratio[d] > 1.0;
    }
    practice.incidence = kept_at(policy.incidences, change);
}

void pay_after_treatment(const Acting& a, Practice& p, Policy&)
{
    p.no_deposit_up_to = std::max(p.no_deposit_up_to, static_cast<int>(tier_named(a.world, a.programme.value("up_to", a.day)->word)));
}

void remote_settlement(const Acting& a, Practice& p, Policy&)
{
    p.at_once_away = a.toward(0.0, "settled_at_once");
    p.lag_days_away = a.toward(a.world.parameters.reimbursement_lag_away_days, "lag_days");
    if (const auto as = a.programme.value("counted_as", a.day); as && a.scale() > 0.0)
        p.billing.settled_as[outside] = static_cast<std::uint8_t>(tier_named(a.world, as->word));
}

void referral(const Acting& a, Practice& p, Policy& policy)
{
    const auto rule = [&](const char* key) {
        const std::string word = a.programme.value(key, a.day)->word;
        return word == "full" ? law::Referral::full : word == "waived" ? law::Referral::waived : law::Referral::difference;
    };
    if (a.scale() > 0.0) p.billing.referral_rule = static_cast<std::uint8_t>(kept_at(policy.referral_rules, {true, rule("up"), rule("down")}));
    p.referred = a.toward(a.world.parameters.referred_share, "referred_share");
    p.step_down = a.toward(a.world.parameters.step_down_share, "step_down_share");
    for (const std::size_t t : {city, outside}) p.turn_to[t] *= a.toward(1.0, "direct_access");
}

void family_doctor(const Acting& a, Practice& p, Policy&)
{
    const YearValues& v = a.world.in(a.year());
    const double usual_ratio = a.world.parameters.contract_admission_ratio;
    p.contract = a.toward(a.poor ? v.family_doctor_registered : v.family_doctor_other, "coverage");
    p.contract_admissions = usual_ratio > 0.0 ? a.toward(usual_ratio, "admission_ratio") / usual_ratio : 1.0;
    p.contract_visit_odds = a.toward(1.0, "control_odds");
    for (const std::size_t t : {village, township}) p.visit_way[t] *= 1.0 - a.scale() * a.value("home_visits") * p.contract;
}

void physical_examination(const Acting& a, Practice& p, Policy&)
{
    p.examined = a.toward(a.world.in(a.year()).examination_coverage, "coverage");
    if (a.has("sensitivity")) p.sensitivity = a.toward(a.world.parameters.examination_sensitivity, "sensitivity");
}

void medical_community(const Acting& a, Practice& p, Policy&)
{
    p.severity[township] += a.toward(0.0, "township_severity");
    p.log_quality[township] += logarithm(a.toward(1.0, "township_quality"));
    for (const std::size_t t : {village, township}) p.visit_turn_to[t] *= a.toward(1.0, "primary_appeal");
}

void budget_package(const Acting& a, Practice& p, Policy&)
{
    const double kept = a.scale() * a.value("retained_share");
    for (const std::size_t t : {township, county}) {
        p.billing.price[t] *= 1.0 - kept * a.value("bill_response");
        p.billing.stay[t] *= 1.0 - kept * a.value("stay_response");
    }
    p.mild_seek += logarithm(1.0 - kept * a.value("mild_response"));
    for (const std::size_t t : {city, outside}) p.turn_to[t] *= 1.0 - kept * a.value("keep_response");
    p.providers |= 1u;
}

void telemedicine(const Acting& a, Practice& p, Policy&)
{
    p.visit_way[county] *= 1.0 - a.scale() * a.value("way_saved"); // specialists of the county are seen from the village
    p.severity[township] += a.toward(0.0, "township_severity");
}

void capability(const Acting& a, Practice& p, Policy&)
{
    const ByTier severity = a.by_tier("severity", 0.0), quality = a.by_tier("quality", 1.0), beds = a.by_tier("beds", 1.0);
    for (std::size_t t = 0; t < tiers; ++t) {
        p.severity[t] += a.toward(0.0, severity[t]);
        p.log_quality[t] += logarithm(a.toward(1.0, quality[t]));
        p.beds[t] *= a.toward(1.0, beds[t]);
    }
}

void three_batches(const Acting& a, Practice& p, Policy& policy)
{
    std::vector<std::uint8_t> major(a.world.diseases.size(), 0);
    const auto named = a.programme.value("major", a.day);
    for (std::size_t d = 0; d < major.size(); ++d) {
        const Disease& disease = a.world.diseases[d];
        major[d] = named ? std::find(named->list.begin(), named->list.end(), disease.code) != named->list.end()
                         : disease.major_from > 0 && disease.major_from <= a.year();
    }
    p.batches = {a.toward(0.0, "coverage"), logarithm(a.value("seek_odds")), keep_set(policy, major)};
}

void endemic_control(const Acting& a, Practice& p, Policy& policy) { change_incidence(a, a.by_disease("incidence"), p, policy); }

void drug_procurement(const Acting& a, Practice& p, Policy&)
{
    const double level = 1.0 - a.scale() * a.value("listed_share") * a.value("price_cut");
    p.billing.drugs *= exponential((1.0 - a.world.parameters.drug_volume_response) * logarithm(std::max(level, 0.01)));
}

void epidemic(const Acting& a, Practice& p, Policy& policy)
{
    const std::vector<double> wanted = a.by_disease("incidence");
    change_incidence(a, wanted, p, policy);
    std::vector<std::uint8_t> own(wanted.size(), 0);
    for (std::size_t d = 0; d < own.size(); ++d) own[d] = wanted[d] != 1.0;
    p.put_off = logarithm(a.toward(1.0, "use"));
    p.put_off_spares = keep_set(policy, own);
}

void registry(const Acting& a, Practice& p, Policy&)
{
    RegistryPractice& r = p.registry;
    if (a.has("entry")) r.entry = logarithm(a.toward(1.0, "entry"));
    if (a.has("exit")) r.exit = logarithm(a.toward(1.0, "exit"));
    r.error = a.toward(1.0, "targeting_error");
    if (!a.has("monitoring_line")) return;
    r.monitoring = a.toward(1.0, "monitoring_line");
    r.monitors = true;
}

void uncovered_costs(const Acting& a, Practice& p, Policy&)
{
    p.transport_paid = a.toward(0.0, "transport");
    p.living_paid = a.toward(0.0, "living");
    p.recovery_paid = a.toward(0.0, "recovery");
    p.relief_programme = a.index;
}

void health_literacy(const Acting& a, Practice& p, Policy&)
{
    p.literate = a.toward(a.world.in(a.year()).health_literacy, "coverage");
    p.literate_onset = a.toward(1.0, "onset_ratio");
}

void cost_control(const Acting& a, Practice& p, Policy&)
{
    double level = 1.0;
    for (int year = a.world.base_year; year <= a.year(); ++year) {
        const Date then = first_day_of(year); // each year with the strength it had
        if (!a.programme.active(then)) continue;
        level *= 1.0 - a.programme.scale_on(then) * a.programme.number("growth_cut", then).value_or(0.0);
    }
    for (double& price : p.billing.price) price *= level;
    p.billing.visit_price *= level;
    if (a.programme.active(a.day)) p.billing.induced *= a.toward(1.0, "induced"); // growth held back stays so
}

void administration(const Acting& a, Practice& p, Policy&)
{
    p.at_once = a.toward(a.world.parameters.settled_at_once_local, "settled_at_once");
    p.lag_days = a.toward(a.world.parameters.reimbursement_lag_days, "lag_days");
}

void fiscal_transfer(const Acting& a, Practice& p, Policy&)
{
    if (!a.has("to_households")) return;
    p.transfer = a.toward(0.0, "to_households");
    p.transfer_programme = a.index;
}

void catalogue(const Acting& a, Practice& p, Policy&)
{
    const ByTier added = a.by_tier("added", 0.0);
    for (std::size_t t = 0; t < tiers; ++t) p.billing.compliant[t] += a.toward(0.0, added[t]);
}

std::vector<std::size_t> paid_tiers(const Acting& a)
{
    std::vector<std::size_t> all;
    const auto named = a.programme.value("tiers", a.day);
    for (const std::string& name : named->list) all.push_back(tier_named(a.world, name));
    return all;
}

void contribution_grades(const Acting&, Practice& p, Policy&) { p.chooses_grade = true; }

void provider_payment(const Acting& a, Practice& p, Policy&)
{
    const double kept = a.scale() * a.value("retained_share");
    for (const std::size_t t : paid_tiers(a)) {
        p.billing.price[t] *= 1.0 - kept * a.value("bill_response");
        p.billing.stay[t] *= 1.0 - kept * a.value("stay_response");
    }
    p.mild_seek += logarithm(1.0 + kept * a.value("mild_response"));
    p.providers |= 2u;
}

struct Apply {
    std::string_view name;
    void (*to)(const Acting&, Practice&, Policy&);
};
constexpr std::array actions{
    Apply{"pay_after_treatment", pay_after_treatment}, Apply{"remote_settlement", remote_settlement},
    Apply{"referral", referral}, Apply{"family_doctor", family_doctor}, Apply{"physical_examination", physical_examination},
    Apply{"medical_community", medical_community}, Apply{"budget_package", budget_package}, Apply{"telemedicine", telemedicine},
    Apply{"capability", capability}, Apply{"three_batches", three_batches}, Apply{"endemic_control", endemic_control},
    Apply{"drug_procurement", drug_procurement}, Apply{"epidemic", epidemic}, Apply{"registry", registry},
    Apply{"uncovered_costs", uncovered_costs}, Apply{"health_literacy", health_literacy}, Apply{"cost_control", cost_control},
    Apply{"administration", administration}, Apply{"fiscal_transfer", fiscal_transfer}, Apply{"catalogue", catalogue},
    Apply{"contribution_grades", contribution_grades}, Apply{"provider_payment", provider_payment}};

ProviderPlan provider_plan(const Acting& a, const Policy& policy)
{
    ProviderPlan plan;
    plan.programme = a.index;
    const std::string fund = a.programme.fund;
    plan.fund = fund.empty() ? policy.resident_fund : static_cast<int>(rank_in(policy.stack.funds, fund));
    const auto ppm = [](double share) { return Ratio{static_cast<std::int32_t>(share * ppm_per_one + 0.5)}; };
    plan.retained = ppm(a.value("retained_share"));
    plan.overrun = ppm(a.value("overrun_share"));
    plan.budget_per_person = from_yuan(a.value("budget_per_person"));
    plan.usual = 1.0 / (1.0 - a.scale() * a.value("retained_share") * a.value("bill_response"));
    return plan;
}

} // namespace

ByTier Acting::by_tier(std::string_view key, double usual) const
{
    ByTier all;
    all.fill(usual);
    const auto found = programme.value(key, day);
    if (!found) return all;
    if (found->is_table) {
        for (const auto& [name, number] : found->table) all[tier_named(world, name)] = number;
        return all;
    }
    // One number stands for the tiers the standard names.
    const ProgrammeKey* known = find_programme_key(programme.name, key);
    for (std::size_t t = 0; t < tiers; ++t)
        if (known->standard.find(world.tier[t].name) != std::string_view::npos) all[t] = found->number;
    return all;
}

std::vector<double> Acting::by_disease(std::string_view key) const
{
    std::vector<double> all(world.diseases.size(), 1.0);
    const auto found = programme.value(key, day);
    const ProgrammeKey* known = find_programme_key(programme.name, key);
    for (std::size_t d = 0; d < all.size(); ++d) {
        const std::string& code = world.diseases[d].code;
        for (const auto& [name, number] : found->table)
            if (name == code) all[d] = number;
        if (!found->is_table && known->standard.find(code + " ") != std::string_view::npos) all[d] = found->number;
    }
    return all;
}

void apply_programme(const Acting& acting, Practice& practice, Policy& policy)
{
    if (acting.scale() == 0.0 && acting.programme.name != "cost_control") return;
    for (const Apply& action : actions)
        if (action.name == acting.programme.name) action.to(acting, practice, policy);
}

void apply_programme(const Acting& a, YearPolicy& year, const Policy& policy)
{
    const std::string& name = a.programme.name;
    if (a.scale() == 0.0) return;
    if (name == "contribution_grades") {
        year.grades = {{Label::grade_2, from_yuan(a.value("grade_2"))}};
        if (a.value("grade_3") > 0.0) year.grades.push_back({Label::grade_3, from_yuan(a.value("grade_3"))});
        year.grade_response = a.value("response");
    }
    if (name == "budget_package") {
        year.providers[0] = provider_plan(a, policy);
        year.providers[0].method = PaymentMethod::global_budget;
        year.providers[0].tiers = 1u << township | 1u << county;
    }
    if (name == "provider_payment") {
        year.providers[1] = provider_plan(a, policy);
        year.providers[1].method = a.programme.value("method", a.day)->word == "drg" ? PaymentMethod::drg : PaymentMethod::global_budget;
        for (const std::size_t t : paid_tiers(a)) year.providers[1].tiers |= static_cast<std::uint8_t>(1u << t);
    }
}

} // namespace hearth
