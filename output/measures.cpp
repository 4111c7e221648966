#include "output/measures.hpp"

#include <limits>

namespace hearth {

namespace {

using H = HouseholdSum;
using P = PersonSum;
using G = const GroupSums&;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t a, std::int64_t b)
{
    return b == 0 ? nothing : static_cast<double>(a) / static_cast<double>(b);
}
double count(std::int64_t n, G g) { return static_cast<double>(n) * g.scale; }
double money(std::int64_t fen, G g) { return static_cast<double>(fen) * 0.01 * g.scale; }
double mean_money(std::int64_t fen, std::int64_t n)
{
    return n == 0 ? nothing : static_cast<double>(fen) * 0.01 / static_cast<double>(n);
}
double a_head(H sum, G g) { return ratio(g.household[sum], g.household[H::persons]); }
double shares(H sum, G g) { return a_head(sum, g) * share_unit; }

constexpr Subject hh = Subject::household;
constexpr Subject pp = Subject::person;

// clang-format off
const std::vector<Measure> table{
    {"poverty_headcount", "1", "poverty headcount ratio, net of health payments", "贫困发生率（扣除自付医疗费后）", "persons whose net welfare is below the official line of the year / persons", hh, false, [](G g) { return a_head(H::poor_net_persons, g); }},
    {"poverty_gap", "1", "poverty gap ratio, net of health payments", "贫困缺口率（扣除自付医疗费后）", "mean of (line - net welfare) / line over persons, 0 above the line; negative welfare counts as 0", hh, false, [](G g) { return shares(H::gap_net, g); }},
    {"poverty_severity", "1", "squared poverty gap, net of health payments", "贫困强度（扣除自付医疗费后）", "mean of ((line - net welfare) / line) squared over persons", hh, false, [](G g) { return shares(H::severity_net, g); }},
    {"poverty_headcount_gross", "1", "poverty headcount ratio, before health payments", "贫困发生率（扣除自付医疗费前）", "as poverty_headcount, of gross welfare", hh, false, [](G g) { return a_head(H::poor_gross_persons, g); }},
    {"poverty_gap_gross", "1", "poverty gap ratio, before health payments", "贫困缺口率（扣除自付医疗费前）", "as poverty_gap, of gross welfare", hh, false, [](G g) { return shares(H::gap_gross, g); }},
    {"poverty_severity_gross", "1", "squared poverty gap, before health payments", "贫困强度（扣除自付医疗费前）", "as poverty_severity, of gross welfare", hh, false, [](G g) { return shares(H::severity_gross, g); }},
    {"poor_persons", "persons", "poor persons, net of health payments", "贫困人口", "persons whose net welfare is below the line", hh, false, [](G g) { return count(g.household[H::poor_net_persons], g); }},
    {"poor_households", "households", "poor households, net of health payments", "贫困户", "households whose net welfare is below the line", hh, false, [](G g) { return count(g.household[H::poor_net_households], g); }},
    {"registered_poor_persons", "persons", "persons on the registry of the poor", "建档立卡贫困人口", "persons of households registered after the year's entries and exits", hh, false, [](G g) { return count(g.household[H::registered_persons], g); }},
    {"registered_poor_households", "households", "households on the registry of the poor", "建档立卡贫困户", "households registered after the year's entries and exits", hh, false, [](G g) { return count(g.household[H::registered_households], g); }},
    {"poor_due_to_illness_accounting", "households", "poor because of illness, accounting", "因病致贫户（会计口径）", "households poor net of health payments and not poor before them", hh, false, [](G g) { return count(g.household[H::accounting_households], g); }},
    {"poor_due_to_illness_accounting_persons", "persons", "poor because of illness, accounting", "因病致贫人口（会计口径）", "persons of such households", hh, false, [](G g) { return count(g.household[H::accounting_persons], g); }},
    {"poor_due_to_illness_twin", "households", "poor because of illness, counterfactual twin", "因病致贫户（反事实口径）", "households poor here and not poor in the world without their illness", hh, false, [](G g) { return count(g.household[H::twin_households], g); }},
    {"poor_due_to_illness_twin_persons", "persons", "poor because of illness, counterfactual twin", "因病致贫人口（反事实口径）", "persons of such households", hh, false, [](G g) { return count(g.household[H::twin_persons], g); }},
    {"returned_to_poverty_households", "households", "households that fell back onto the registry", "返贫户", "households that had left the registry and entered it again this year", hh, false, [](G g) { return count(g.household[H::returned_households], g); }},
    {"returned_due_to_illness_households", "households", "households that fell back through illness", "因病返贫户", "of those, poor last year because of illness (twin; accounting without twin)", hh, false, [](G g) { return count(g.household[H::returned_illness_households], g); }},
    {"che_10", "1", "catastrophic payments, 10 % of consumption", "灾难性卫生支出（消费10%）", "persons of households whose own payments exceed 10 % of consumption / persons", hh, false, [](G g) { return a_head(H::che10_persons, g); }},
    {"che_25", "1", "catastrophic payments, 25 % of consumption", "灾难性卫生支出（消费25%）", "persons of households whose own payments exceed 25 % of consumption / persons", hh, false, [](G g) { return a_head(H::che25_persons, g); }},
    {"che_40_capacity", "1", "catastrophic payments, 40 % of capacity to pay", "灾难性卫生支出（支付能力40%）", "persons of households whose own payments exceed 40 % of consumption less subsistence food / persons", hh, false, [](G g) { return a_head(H::che40_persons, g); }},
    {"oop_mean", "yuan/person", "mean out-of-pocket payment", "人均自付医疗费", "own payments on claims dated this year / persons; without premiums and non-medical costs", hh, false, [](G g) { return mean_money(g.household[H::oop], g.household[H::persons]); }},
    {"non_medical_mean", "yuan/person", "mean non-medical cost of care", "人均非医疗就医费用", "transport, food and lodging for care / persons", hh, false, [](G g) { return mean_money(g.household[H::non_medical], g.household[H::persons]); }},
    {"lost_earnings_mean", "yuan/person", "mean earnings lost to illness", "人均因病误工损失", "earnings lost by days, deaths and disability this year / persons", hh, false, [](G g) { return mean_money(g.household[H::lost_earnings], g.household[H::persons]); }},
    {"income_mean", "yuan/person", "mean gross welfare", "人均可支配收入", "disposable income before health payments / persons", hh, false, [](G g) { return mean_money(g.household[H::gross_income], g.household[H::persons]); }},
    {"consumption_mean", "yuan/person", "mean consumption", "人均消费支出", "consumption including own payments / persons", hh, false, [](G g) { return mean_money(g.household[H::consumption], g.household[H::persons]); }},
    {"enrolment_rate", "1", "enrolled in resident insurance", "基本医保参保率", "enrolled persons / persons", hh, false, [](G g) { return a_head(H::enrolled_persons, g); }},
    {"debt_households", "1", "households in debt", "负债户比例", "households with any debt or unpaid hospital bill at the end of the year / households", hh, false, [](G g) { return ratio(g.household[H::debt_households], g.household[H::households]); }},
    {"distress_sale_households", "1", "households that sold productive assets", "变卖资产户比例", "households that sold productive assets to make ends meet / households", hh, false, [](G g) { return ratio(g.household[H::distress_households], g.household[H::households]); }},
    {"households", "households", "households", "户数", "households with somebody living in them", hh, false, [](G g) { return count(g.household[H::households], g); }},
    {"households_better_off", "1", "households better off than in the first scenario", "受益户比例", "households whose net welfare a head is above that in the run's first scenario / households", hh, false, [](G g) { return ratio(g.household[H::better_households], g.household[H::households]); }},
    {"households_worse_off", "1", "households worse off than in the first scenario", "受损户比例", "households whose net welfare a head is below that in the run's first scenario / households", hh, false, [](G g) { return ratio(g.household[H::worse_households], g.household[H::households]); }},
    {"unbalanced_households", "households", "households whose books do not balance", "账目不平户", "households whose sources and uses of money differ by a fen or more (must be 0)", hh, false, [](G g) { return count(g.household[H::unbalanced_households], g); }},
    {"gini", "1", "Gini index of net welfare per head", "基尼系数", "over persons, of net welfare per head", hh, true, [](G g) { return g.gini; }},
    {"population", "persons", "population", "人口", "persons living in the year, after births, marriages and background deaths", pp, false, [](G g) { return count(g.person[P::persons], g); }},
    {"births", "persons", "births", "出生人数", "births in the year", pp, false, [](G g) { return count(g.person[P::births], g); }},
    {"deaths", "persons", "deaths", "死亡人数", "deaths of all causes in the year", pp, false, [](G g) { return count(g.person[P::deaths], g); }},
    {"admissions", "admissions", "admissions to hospital", "住院人次", "admissions in the year", pp, false, [](G g) { return count(g.person[P::admissions], g); }},
    {"admission_rate", "1/year", "admissions per person", "年住院率", "admissions / persons", pp, false, [](G g) { return ratio(g.person[P::admissions], g.person[P::persons]); }},
    {"visits_mean", "visits/person", "outpatient visits per person", "人均门诊次数", "outpatient visits / persons", pp, false, [](G g) { return ratio(g.person[P::visits], g.person[P::persons]) * 1e-3; }},
    {"forgone_inpatient_share", "1", "forgone hospital care", "应住院未住院比例", "episodes that needed a bed and went without / all such episodes", pp, false, [](G g) { return ratio(g.person[P::forgone], g.person[P::bed_needs]); }},
    {"within_county_share", "1", "admissions within the county", "县域内住院比例", "admissions to village, township or county facilities / admissions", pp, false, [](G g) { return ratio(g.person[P::admissions_in_county], g.person[P::admissions]); }},
    {"inpatient_cost_total", "yuan", "inpatient cost", "住院总费用", "charges of admissions in the year", pp, false, [](G g) { return money(g.person[P::inpatient_cost], g); }},
    {"inpatient_cost_mean", "yuan/admission", "cost per admission", "次均住院费用", "charges / admissions", pp, false, [](G g) { return mean_money(g.person[P::inpatient_cost], g.person[P::admissions]); }},
    {"inpatient_oop_mean", "yuan/admission", "own payment per admission", "次均住院自付", "own payments / admissions", pp, false, [](G g) { return mean_money(g.person[P::inpatient_cost] - g.person[P::inpatient_paid], g.person[P::admissions]); }},
    {"inpatient_reimbursement_ratio", "1", "actual inpatient reimbursement", "住院实际报销比", "paid by all layers / charges of admissions", pp, false, [](G g) { return ratio(g.person[P::inpatient_paid], g.person[P::inpatient_cost]); }},
    {"reimbursement_ratio", "1", "actual reimbursement", "实际报销比", "paid by all layers / charges, in- and outpatient", pp, false, [](G g) { return ratio(g.person[P::inpatient_paid] + g.person[P::outpatient_paid], g.person[P::inpatient_cost] + g.person[P::outpatient_cost]); }},
    {"outpatient_cost_mean", "yuan/person", "outpatient cost per person", "人均门诊费用", "outpatient charges / persons", pp, false, [](G g) { return mean_money(g.person[P::outpatient_cost], g.person[P::persons]); }},
    {"known_chronic_conditions", "1/person", "diagnosed chronic conditions per person", "人均已诊断慢性病数", "conditions (not persons) / persons", pp, false, [](G g) { return ratio(g.person[P::chronic_known], g.person[P::persons]); }},
    {"tier_admissions", "admissions", "admissions by tier", "各级机构住院人次", "admissions to the tier", Subject::tier, false, [](G g) { return count(g.tier.admissions, g); }},
    {"tier_cost_mean", "yuan/admission", "cost per admission by tier", "各级机构次均住院费用", "charges / admissions in the tier", Subject::tier, false, [](G g) { return mean_money(g.tier.cost, g.tier.admissions); }},
    {"tier_reimbursement_ratio", "1", "actual inpatient reimbursement by tier", "各级机构住院实际报销比", "1 - own payments / charges in the tier", Subject::tier, false, [](G g) { return 1.0 - ratio(g.tier.oop, g.tier.cost); }},
    {"fund_paid", "yuan", "paid by layer", "各层支付", "payments of the layer on claims dated this year", Subject::layer, false, [](G g) { return money(g.layer.total(), g); }},
    {"beneficiaries", "persons", "persons helped by layer", "各层受益人数", "persons with at least one payment by the layer", Subject::layer, false, [](G g) { return count(g.layer.persons, g); }},
    {"claims_paid", "claims", "claims paid by layer", "各层补偿人次", "claims with a payment by the layer", Subject::layer, false, [](G g) { return count(g.layer.claims, g); }},
    {"claim_cost_mean", "yuan/claim", "mean charge of the claims a layer paid on", "各层补偿人次的次均费用", "charges / claims paid by the layer", Subject::layer, false, [](G g) { return mean_money(g.layer.claim_cost, g.layer.claims); }},
    {"claim_oop_mean", "yuan/claim", "mean own payment on the claims a layer paid on", "各层补偿人次的次均自付", "own payments after all layers / claims paid by the layer", Subject::layer, false, [](G g) { return mean_money(g.layer.claim_oop, g.layer.claims); }},
    {"fund_paid_by_government", "yuan", "paid by level of government", "各级政府支付", "parts of layers' payments, of scheme subsidies and of premium help borne by the level", Subject::level, false, [](G g) { return money(g.by_level, g); }},
    {"fund_revenue", "yuan", "revenue of the fund", "基金收入", "premiums, subsidies and appropriations of the year", Subject::fund, false, [](G g) { return g.fund_revenue; }},
    {"fund_payments", "yuan", "payments of the fund", "基金支出", "payments on claims dated this year", Subject::fund, false, [](G g) { return g.fund_payments; }},
    {"fund_balance", "yuan", "balance of the fund", "基金结余", "at the end of the year; opening balance of the first year 0; without interest", Subject::fund, false, [](G g) { return g.fund_balance; }},
};
// clang-format on

} // namespace

std::span<const Measure> measures() { return table; }

const Measure* find_measure(std::string_view name)
{
    for (const Measure& m : table)
        if (m.name == name) return &m;
    return nullptr;
}

bool applies(const Measure& measure, const Group& group)
{
    if (measure.all_only) return group.kind == Group::Kind::all;
    switch (measure.subject) {
    case Subject::household: return group.for_households;
    case Subject::person: return group.for_persons;
    default: return group.subject == measure.subject && group.kind != Group::Kind::all;
    }
}

} // namespace hearth
