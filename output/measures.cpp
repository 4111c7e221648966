#include "output/measures.hpp"

#include <limits>

#include "words/say.hpp"

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

double sen(G g)
{
    const double h = a_head(H::poor_net_persons, g);
    if (!(h > 0.0)) return 0.0;
    const double i = shares(H::gap_net, g) / h;
    return h * (i + (1.0 - i) * g.inequality.poor_gini);
}

// Linear within the bin that holds the median.
double median_debt(const LayerSums& layer)
{
    double left = 0.5 * static_cast<double>(layer.indebted);
    for (int b = 0; b + 1 < debt_bins; ++b) {
        const auto n = static_cast<double>(layer.debt[static_cast<std::size_t>(b)]);
        if (n > 0.0 && left <= n)
            return debt_bin_from(b) + left / n * (debt_bin_from(b + 1) - debt_bin_from(b));
        left -= n;
    }
    return layer.indebted == 0 ? nothing : debt_bin_from(debt_bins - 1); // at least that much
}

double revenue(const FundAccount& year)
{
    Money sum;
    for (std::size_t l = 1; l < fund_lines; ++l)
        if (fund_line_sign[l] > 0) sum += year.line[l];
    return in_yuan(sum);
}

constexpr Subject hh = Subject::household;
constexpr Subject pp = Subject::person;

// clang-format off
const std::vector<Measure> table{
    {"poverty_headcount", "1", "poverty headcount ratio, net of health payments", "贫困发生率（扣除自付医疗费后）", word("persons whose net welfare is below the official line of the year / persons"), hh, false, [](G g) { return a_head(H::poor_net_persons, g); }},
    {"poverty_headcount_all_costs", "1", "poverty headcount ratio, net of payments and non-medical costs", "贫困发生率（扣除全部就医费用后）", word("persons whose net welfare less non-medical costs of care a head is below the line / persons"), hh, false, [](G g) { return a_head(H::poor_all_costs_persons, g); }},
    {"poverty_gap", "1", "poverty gap ratio, net of health payments", "贫困缺口率（扣除自付医疗费后）", word("mean of (line - net welfare) / line over persons, 0 above the line; negative welfare counts as 0"), hh, false, [](G g) { return shares(H::gap_net, g); }},
    {"poverty_severity", "1", "squared poverty gap, net of health payments", "贫困强度（扣除自付医疗费后）", word("mean of ((line - net welfare) / line) squared over persons"), hh, false, [](G g) { return shares(H::severity_net, g); }},
    {"poverty_headcount_gross", "1", "poverty headcount ratio, before health payments", "贫困发生率（扣除自付医疗费前）", word("as poverty_headcount, of gross welfare"), hh, false, [](G g) { return a_head(H::poor_gross_persons, g); }},
    {"poverty_gap_gross", "1", "poverty gap ratio, before health payments", "贫困缺口率（扣除自付医疗费前）", word("as poverty_gap, of gross welfare"), hh, false, [](G g) { return shares(H::gap_gross, g); }},
    {"poverty_severity_gross", "1", "squared poverty gap, before health payments", "贫困强度（扣除自付医疗费前）", word("as poverty_severity, of gross welfare"), hh, false, [](G g) { return shares(H::severity_gross, g); }},
    {"watts", "1", "Watts index, net of health payments", "瓦茨指数（扣除自付医疗费后）", word("mean of ln(line / net welfare) over persons, 0 above the line; welfare below 1 % of the line counts as 1 %"), hh, false, [](G g) { return shares(H::watts_net, g); }},
    {"watts_gross", "1", "Watts index, before health payments", "瓦茨指数（扣除自付医疗费前）", word("as watts, of gross welfare"), hh, false, [](G g) { return shares(H::watts_gross, g); }},
    {"sen", "1", "Sen index, net of health payments", "森贫困指数", word("headcount x (I + (1 - I) x Gini among the poor), I = gap / headcount"), hh, true, [](G g) { return sen(g); }},
    {"relative_poverty", "1", "relative poverty", "相对贫困发生率", word("persons whose net welfare is below the relative line of the year (series relative_line) / persons"), hh, false, [](G g) { return a_head(H::relative_poor_persons, g); }},
    {"societal_poverty", "1", "societal poverty", "社会贫困发生率", word("persons whose consumption a head is below the societal poverty line of the year / persons"), hh, false, [](G g) { return a_head(H::societal_poor_persons, g); }},
    {"poor_persons", word("persons"), "poor persons, net of health payments", "贫困人口", word("persons whose net welfare is below the line"), hh, false, [](G g) { return count(g.household[H::poor_net_persons], g); }},
    {"poor_households", word("households"), "poor households, net of health payments", "贫困户", word("households whose net welfare is below the line"), hh, false, [](G g) { return count(g.household[H::poor_net_households], g); }},
    {"registered_poor_persons", word("persons"), "persons on the registry of the poor", "建档立卡贫困人口", word("persons of households registered after the year's entries and exits"), hh, false, [](G g) { return count(g.household[H::registered_persons], g); }},
    {"registered_poor_households", word("households"), "households on the registry of the poor", "建档立卡贫困户", word("households registered after the year's entries and exits"), hh, false, [](G g) { return count(g.household[H::registered_households], g); }},
    {"poor_due_to_illness_accounting", word("households"), "poor because of illness, accounting", "因病致贫户（会计口径）", word("households poor net of health payments and not poor before them"), hh, false, [](G g) { return count(g.household[H::accounting_households], g); }},
    {"poor_due_to_illness_accounting_persons", word("persons"), "poor because of illness, accounting", "因病致贫人口（会计口径）", word("persons of such households"), hh, false, [](G g) { return count(g.household[H::accounting_persons], g); }},
    {"poor_due_to_illness_twin", word("households"), "poor because of illness, counterfactual twin", "因病致贫户（反事实口径）", word("households poor here and not poor in the world without their illness"), hh, false, [](G g) { return count(g.household[H::twin_households], g); }},
    {"poor_due_to_illness_twin_persons", word("persons"), "poor because of illness, counterfactual twin", "因病致贫人口（反事实口径）", word("persons of such households"), hh, false, [](G g) { return count(g.household[H::twin_persons], g); }},
    {"poor_due_to_illness_label", word("households"), "poor because of illness, official label", "因病致贫户（登记口径）", word("registered households with a long-term or major illness that are poor and whose twin is not, or whose twin is better off by illness_cause_margin of the line"), hh, false, [](G g) { return count(g.household[H::label_households], g); }},
    {"poor_due_to_illness_label_persons", word("persons"), "poor because of illness, official label", "因病致贫人口（登记口径）", word("persons of such households"), hh, false, [](G g) { return count(g.household[H::label_persons], g); }},
    {"illness_label_share", "1", "share of the registered poor because of illness", "建档立卡户因病致贫占比", word("poor_due_to_illness_label / registered_poor_households"), hh, false, [](G g) { return ratio(g.household[H::label_households], g.household[H::registered_households]); }},
    {"poor_due_to_illness_free", word("households"), "poor because of illness, free behaviour", "因病致贫户（行为自由口径）", word("households poor here and not poor in the world where illness never happened and labels, enrolment and transfers follow (--attribution)"), hh, false, [](G g) { return count(g.household[H::free_households], g); }},
    {"poor_due_to_illness_free_persons", word("persons"), "poor because of illness, free behaviour", "因病致贫人口（行为自由口径）", word("persons of such households (--attribution)"), hh, false, [](G g) { return count(g.household[H::free_persons], g); }},
    {"poor_due_to_illness_residual", word("households"), "frozen less free reading", "两种反事实口径之差", word("poor_due_to_illness_twin - poor_due_to_illness_free (--attribution)"), hh, false, [](G g) { return count(g.household[H::twin_households] - g.household[H::free_households], g); }},
    {"poor_due_to_illness_by_channel", word("households"), "poor because of illness, by channel", "因病致贫户（按渠道）", word("exact Shapley share of the channel in poor_due_to_illness_twin; the channels sum to it (--attribution)"), Subject::channel, false, [](G g) { return count(g.channel.households, g) / 6.0; }},
    {"poor_due_to_illness_by_channel_persons", word("persons"), "poor because of illness, by channel", "因病致贫人口（按渠道）", word("the same in persons (--attribution)"), Subject::channel, false, [](G g) { return count(g.channel.persons, g) / 6.0; }},
    {"welfare_lost_by_channel", word("yuan"), "welfare lost to illness, by channel", "因病福利损失（按渠道）", word("exact Shapley share of the channel in welfare_lost_to_illness (--attribution)"), Subject::channel, false, [](G g) { return money(g.channel.welfare, g) / 6.0; }},
    {"welfare_lost_to_illness", word("yuan"), "welfare lost to illness", "因病福利损失", word("sum over persons of twin welfare - net welfare; negative where illness took mouths to feed"), hh, false, [](G g) { return money(g.household[H::twin_loss], g); }},
    {"newly_poor_households", word("households"), "households that became poor", "新增贫困户", word("poor this year and not last year, net of health payments"), hh, false, [](G g) { return count(g.household[H::newly_poor_households], g); }},
    {"exited_poverty_households", word("households"), "households that climbed out of poverty", "脱贫户", word("poor last year and not this year"), hh, false, [](G g) { return count(g.household[H::left_poor_households], g); }},
    {"poor_again_households", word("households"), "households poor again", "再次贫困户", word("newly poor households that have been poor since the base year before"), hh, false, [](G g) { return count(g.household[H::poor_again_households], g); }},
    {"poverty_exit_rate", "1", "exit from poverty", "脱贫率", word("households poor last year and not this year / households poor last year that still live"), hh, false, [](G g) { return ratio(g.household[H::left_poor_households], g.household[H::poor_net_households] - g.household[H::newly_poor_households] + g.household[H::left_poor_households]); }},
    {"poverty_spell_mean", word("years"), "length of poverty so far", "平均已贫困年数", word("mean over poor households of years in a row they have been poor"), hh, false, [](G g) { return ratio(g.household[H::spell_years], g.household[H::poor_net_households]); }},
    {"years_in_poverty_mean", word("years"), "years in poverty since the base year", "基年以来平均贫困年数", word("mean over households"), hh, false, [](G g) { return ratio(g.household[H::poor_years], g.household[H::households]); }},
    {"returned_to_poverty_households", word("households"), "households that fell back onto the registry", "返贫户", word("households that had left the registry and entered it again this year"), hh, false, [](G g) { return count(g.household[H::returned_households], g); }},
    {"returned_due_to_illness_households", word("households"), "households that fell back through illness", "因病返贫户", word("of those, poor last year because of illness (twin; accounting without twin)"), hh, false, [](G g) { return count(g.household[H::returned_illness_households], g); }},
    {"che_10", "1", "catastrophic payments, 10 % of consumption", "灾难性卫生支出（消费10%）", word("persons of households whose own payments exceed 10 % of consumption / persons"), hh, false, [](G g) { return a_head(H::che10_persons, g); }},
    {"che_25", "1", "catastrophic payments, 25 % of consumption", "灾难性卫生支出（消费25%）", word("persons of households whose own payments exceed 25 % of consumption / persons"), hh, false, [](G g) { return a_head(H::che25_persons, g); }},
    {"che_40_capacity", "1", "catastrophic payments, 40 % of capacity to pay", "灾难性卫生支出（支付能力40%）", word("persons of households whose own payments exceed 40 % of consumption less subsistence food / persons"), hh, false, [](G g) { return a_head(H::che40_persons, g); }},
    {"sdg382_2025", "1", "SDG 3.8.2 of 2025", "可持续发展目标3.8.2（2025）", word("persons of households whose own payments exceed 40 % of consumption less the societal poverty line / persons"), hh, false, [](G g) { return a_head(H::sdg_persons, g); }},
    {"sdg382_2025_impoverishing", "1", "SDG 3.8.2 of 2025, impoverishing part", "可持续发展目标3.8.2（2025，致贫部分）", word("of those, own payments above all of consumption less the societal line"), hh, false, [](G g) { return a_head(H::sdg_impoverishing_persons, g); }},
    {"sdg382_2025_large", "1", "SDG 3.8.2 of 2025, large part", "可持续发展目标3.8.2（2025，大额部分）", word("the others of those"), hh, false, [](G g) { return ratio(g.household[H::sdg_persons] - g.household[H::sdg_impoverishing_persons], g.household[H::persons]); }},
    {"overshoot_10", "1", "catastrophic overshoot at 10 %", "灾难性支出超额（10%）", word("mean over persons of own payments / consumption - 0.10 where positive"), hh, false, [](G g) { return shares(H::overshoot10, g); }},
    {"mpo_10", "1", "mean positive overshoot at 10 %", "平均正超额（10%）", word("overshoot_10 / che_10"), hh, false, [](G g) { return ratio(g.household[H::overshoot10], g.household[H::che10_persons]) * share_unit; }},
    {"che_10_concentration", "1", "concentration index of catastrophic payments", "灾难性支出集中指数", word("of che_10 by rank of gross welfare"), hh, true, [](G g) { return g.inequality.concentration_che10; }},
    {"che_10_rank_weighted", "1", "rank-weighted catastrophic payments", "加权灾难性支出发生率", word("che_10 x (1 - che_10_concentration)"), hh, true, [](G g) { return a_head(H::che10_persons, g) * (1.0 - g.inequality.concentration_che10); }},
    {"concentration_oop", "1", "concentration index of own payments", "自付医疗费集中指数", word("by rank of gross welfare a head, over persons"), hh, true, [](G g) { return g.inequality.concentration_oop; }},
    {"kakwani", "1", "Kakwani index of own payments", "卡瓦尼指数", word("concentration_oop - gini_gross: below 0, payments fall on the poor"), hh, true, [](G g) { return g.inequality.concentration_oop - g.inequality.gini_gross; }},
    {"oop_mean", word("yuan/person"), "mean out-of-pocket payment", "人均自付医疗费", word("own payments on claims dated this year / persons; without premiums and non-medical costs"), hh, false, [](G g) { return mean_money(g.household[H::oop], g.household[H::persons]); }},
    {"non_medical_mean", word("yuan/person"), "mean non-medical cost of care", "人均非医疗就医费用", word("transport, food and lodging for care / persons"), hh, false, [](G g) { return mean_money(g.household[H::non_medical], g.household[H::persons]); }},
    {"income_after_shock", "1", "income change in the year of a health shock", "健康冲击后人均收入变化", word("gross welfare / twin welfare - 1, over persons of households where somebody's hospital bills passed last year's income a head"), hh, false, [](G g) { return ratio(g.household[H::shock_gross], g.household[H::shock_twin]) - 1.0; }},
    {"lost_earnings_mean", word("yuan/person"), "mean earnings lost to illness", "人均因病误工损失", word("earnings lost by days, deaths and disability this year / persons"), hh, false, [](G g) { return mean_money(g.household[H::lost_earnings], g.household[H::persons]); }},
    {"income_mean", word("yuan/person"), "mean gross welfare", "人均可支配收入", word("disposable income before health payments / persons"), hh, false, [](G g) { return mean_money(g.household[H::gross_income], g.household[H::persons]); }},
    {"income_farm_mean", word("yuan/person"), "farm income", "农业经营收入", word("farm income / persons"), hh, false, [](G g) { return mean_money(g.household[H::farm], g.household[H::persons]); }},
    {"income_wage_mean", word("yuan/person"), "local wages", "本地工资性收入", word("local wages / persons"), hh, false, [](G g) { return mean_money(g.household[H::wage], g.household[H::persons]); }},
    {"income_migrant_mean", word("yuan/person"), "migrants' wages", "外出务工收入", word("migrants' wages / persons"), hh, false, [](G g) { return mean_money(g.household[H::migrant], g.household[H::persons]); }},
    {"income_asset_mean", word("yuan/person"), "income from assets and savings", "财产性收入", word("income from assets and savings / persons"), hh, false, [](G g) { return mean_money(g.household[H::asset_income], g.household[H::persons]); }},
    {"income_pension_mean", word("yuan/person"), "pensions", "养老金收入", word("pensions / persons"), hh, false, [](G g) { return mean_money(g.household[H::pension], g.household[H::persons]); }},
    {"income_universal_mean", word("yuan/person"), "transfers to all", "普惠性转移收入", word("transfers to all / persons"), hh, false, [](G g) { return mean_money(g.household[H::universal], g.household[H::persons]); }},
    {"income_dibao_mean", word("yuan/person"), "minimum living allowance", "低保金收入", word("minimum living allowance / persons"), hh, false, [](G g) { return mean_money(g.household[H::dibao], g.household[H::persons]); }},
    {"income_programme_mean", word("yuan/person"), "poverty programme", "扶贫转移收入", word("poverty programme / persons"), hh, false, [](G g) { return mean_money(g.household[H::programme], g.household[H::persons]); }},
    {"consumption_mean", word("yuan/person"), "mean consumption", "人均消费支出", word("consumption including own payments / persons"), hh, false, [](G g) { return mean_money(g.household[H::consumption], g.household[H::persons]); }},
    {"food_share", "1", "food share of consumption", "恩格尔系数", word("food / consumption including own payments"), hh, false, [](G g) { return ratio(g.household[H::food], g.household[H::consumption]); }},
    {"enrolment_rate", "1", "enrolled in resident insurance", "基本医保参保率", word("enrolled persons / persons"), hh, false, [](G g) { return a_head(H::enrolled_persons, g); }},
    {"debt_households", "1", "households in debt", "负债户比例", word("households with any debt or unpaid hospital bill at the end of the year / households"), hh, false, [](G g) { return ratio(g.household[H::debt_households], g.household[H::households]); }},
    {"medical_debt_households", "1", "households in debt for care", "医疗负债户比例", word("households with an unpaid hospital bill, or that borrowed this year no more than care cost them / households"), hh, false, [](G g) { return ratio(g.household[H::medical_debt_households], g.household[H::households]); }},
    {"debt_mean", word("yuan/household"), "mean debt", "户均负债", word("debt to kin, banks and hospitals at the end of the year / households"), hh, false, [](G g) { return mean_money(g.household[H::debt], g.household[H::households]); }},
    {"unpaid_bills", word("yuan"), "unpaid hospital bills", "未付住院费", word("owed to hospitals at the end of the year"), hh, false, [](G g) { return money(g.household[H::unpaid], g); }},
    {"used_savings_households", "1", "households that drew on savings", "动用储蓄户比例", word("savings fell to make ends meet / households"), hh, false, [](G g) { return ratio(g.household[H::used_savings_households], g.household[H::households]); }},
    {"kin_loan_households", "1", "households that borrowed from relatives", "向亲友借款户比例", word("/ households"), hh, false, [](G g) { return ratio(g.household[H::kin_loan_households], g.household[H::households]); }},
    {"bank_loan_households", "1", "households that borrowed from banks", "向银行借款户比例", word("/ households"), hh, false, [](G g) { return ratio(g.household[H::bank_loan_households], g.household[H::households]); }},
    {"consumption_cut_households", "1", "households that cut consumption", "压减消费户比例", word("consumption cut towards the floor / households"), hh, false, [](G g) { return ratio(g.household[H::cut_households], g.household[H::households]); }},
    {"bill_left_unpaid_households", "1", "households that left a bill unpaid", "欠付住院费户比例", word("part of this year's own payments left unpaid (treatment before payment) / households"), hh, false, [](G g) { return ratio(g.household[H::left_unpaid_households], g.household[H::households]); }},
    {"beyond_limit_households", "1", "households that borrowed beyond their limit", "超限借款户比例", word("relatives lent beyond informal_debt_limit_years / households"), hh, false, [](G g) { return ratio(g.household[H::beyond_limit_households], g.household[H::households]); }},
    {"advances_awaited", word("yuan"), "advances not yet reimbursed", "待报销垫付款", word("paid by patients this year and reimbursed next year"), hh, false, [](G g) { return money(g.household[H::awaited], g); }},
    {"bridging_interest", word("yuan"), "interest on bridged advances", "垫付借款利息", word("interest on loans that bridge advances"), hh, false, [](G g) { return money(g.household[H::bridging], g); }},
    {"distress_sale_households", "1", "households that sold productive assets", "变卖资产户比例", word("households that sold productive assets to make ends meet / households"), hh, false, [](G g) { return ratio(g.household[H::distress_households], g.household[H::households]); }},
    {"households", word("households"), "households", "户数", word("households with somebody living in them"), hh, false, [](G g) { return count(g.household[H::households], g); }},
    {"households_better_off", "1", "households better off than in the first scenario", "受益户比例", word("households whose net welfare a head is above that in the run's first scenario / households"), hh, false, [](G g) { return ratio(g.household[H::better_households], g.household[H::households]); }},
    {"households_worse_off", "1", "households worse off than in the first scenario", "受损户比例", word("households whose net welfare a head is below that in the run's first scenario / households"), hh, false, [](G g) { return ratio(g.household[H::worse_households], g.household[H::households]); }},
    {"made_poor_households", word("households"), "households poor here and not in the first scenario", "较首个情景新增贫困户", word("households whose net welfare is below the line here and not in the run's first scenario, both with the same luck"), hh, false, [](G g) { return count(g.household[H::made_poor_households], g); }},
    {"kept_from_poverty_households", word("households"), "households poor in the first scenario and not here", "较首个情景免于贫困户", word("households whose net welfare is below the line in the run's first scenario and not here, both with the same luck"), hh, false, [](G g) { return count(g.household[H::kept_from_poverty_households], g); }},
    {"unbalanced_households", word("households"), "households whose books do not balance", "账目不平户", word("households whose sources and uses of money differ by a fen or more, in this world or one beside it (must be 0)"), hh, false, [](G g) { return count(g.household[H::unbalanced_households], g); }},
    {"gini", "1", "Gini index of net welfare per head", "基尼系数", word("over persons, of net welfare per head"), hh, true, [](G g) { return g.inequality.gini; }},
    {"gini_gross", "1", "Gini index of gross welfare per head", "基尼系数（扣除自付医疗费前）", word("over persons, of gross welfare per head"), hh, true, [](G g) { return g.inequality.gini_gross; }},
    {"theil", "1", "Theil index of net welfare per head", "泰尔指数", word("T, over persons with positive net welfare, from bins"), hh, true, [](G g) { return g.inequality.theil; }},
    {"top10_share", "1", "share of the richest tenth", "最高10%人口收入份额", word("of net welfare"), hh, true, [](G g) { return g.inequality.top10_share; }},
    {"bottom40_share", "1", "share of the poorest two fifths", "最低40%人口收入份额", word("of net welfare"), hh, true, [](G g) { return g.inequality.bottom40_share; }},
    {"consumer_price_index", "2017=1", "consumer price index", "居民消费价格指数", word("the input's series; --price-year deflates by it"), hh, true, [](G g) { return g.consumer_price_index; }},
    {"persons_simulated", word("persons"), "persons simulated", "模拟人数（未加权）", word("unweighted persons behind a group: --disclosure suppresses small ones"), hh, false, [](G g) { return static_cast<double>(g.household[H::persons]); }},
    {"population", word("persons"), "population", "人口", word("persons living in the year, after births, marriages and background deaths"), pp, false, [](G g) { return count(g.person[P::persons], g); }},
    {"births", word("persons"), "births", "出生人数", word("births in the year"), pp, false, [](G g) { return count(g.person[P::births], g); }},
    {"deaths", word("persons"), "deaths", "死亡人数", word("deaths of all causes in the year"), pp, false, [](G g) { return count(g.person[P::deaths], g); }},
    {"admissions", word("admissions"), "admissions to hospital", "住院人次", word("admissions in the year"), pp, false, [](G g) { return count(g.person[P::admissions], g); }},
    {"admission_rate", word("1/year"), "admissions per person", "年住院率", word("admissions / persons"), pp, false, [](G g) { return ratio(g.person[P::admissions], g.person[P::persons]); }},
    {"visits_mean", word("visits/person"), "outpatient visits per person", "人均门诊次数", word("outpatient visits / persons"), pp, false, [](G g) { return ratio(g.person[P::visits], g.person[P::persons]) * 1e-3; }},
    {"severe_needs", word("episodes"), "episodes of grave illness", "重症发作", word("that need a bed, of severity severe_threshold and beyond"), pp, false, [](G g) { return count(g.person[P::severe_needs], g); }},
    {"forgone_inpatient_share", "1", "forgone hospital care", "应住院未住院比例", word("episodes grave enough to be sent to hospital that went without / all such episodes"), pp, false, [](G g) { return ratio(g.person[P::forgone], g.person[P::bed_needs]); }},
    {"forgone_for_cash_share", "1", "forgone for want of cash", "因缺钱应住院未住院比例", word("episodes forgone that would have been treated with money at hand / all episodes grave enough to be sent to hospital"), pp, false, [](G g) { return ratio(g.person[P::forgone_for_cash], g.person[P::bed_needs]); }},
    {"within_county_share", "1", "admissions within the county", "县域内住院比例", word("admissions to village, township or county facilities / admissions"), pp, false, [](G g) { return ratio(g.person[P::admissions_in_county], g.person[P::admissions]); }},
    {"inpatient_cost_total", word("yuan"), "inpatient cost", "住院总费用", word("charges of admissions in the year"), pp, false, [](G g) { return money(g.person[P::inpatient_cost], g); }},
    {"inpatient_cost_mean", word("yuan/admission"), "cost per admission", "次均住院费用", word("charges / admissions"), pp, false, [](G g) { return mean_money(g.person[P::inpatient_cost], g.person[P::admissions]); }},
    {"inpatient_oop_mean", word("yuan/admission"), "own payment per admission", "次均住院自付", word("own payments / admissions"), pp, false, [](G g) { return mean_money(g.person[P::inpatient_cost] - g.person[P::inpatient_paid], g.person[P::admissions]); }},
    {"inpatient_reimbursement_ratio", "1", "actual inpatient reimbursement", "住院实际报销比", word("paid by all layers / charges of admissions"), pp, false, [](G g) { return ratio(g.person[P::inpatient_paid], g.person[P::inpatient_cost]); }},
    {"reimbursement_ratio", "1", "actual reimbursement", "实际报销比", word("paid by all layers / charges, in- and outpatient"), pp, false, [](G g) { return ratio(g.person[P::inpatient_paid] + g.person[P::outpatient_paid], g.person[P::inpatient_cost] + g.person[P::outpatient_cost]); }},
    {"outpatient_cost_mean", word("yuan/person"), "outpatient cost per person", "人均门诊费用", word("outpatient charges / persons"), pp, false, [](G g) { return mean_money(g.person[P::outpatient_cost], g.person[P::persons]); }},
    {"known_chronic_conditions", word("1/person"), "diagnosed chronic conditions per person", "人均已诊断慢性病数", word("conditions (not persons) / persons"), pp, false, [](G g) { return ratio(g.person[P::chronic_known], g.person[P::persons]); }},
    {"forgone_for_money_share", "1", "forgone for what it costs", "因费用应住院未住院比例", word("episodes forgone, the barrier named (one of those whose absence alone would have led to care, by weight) being what it costs, in proportion to its weight / all episodes grave enough to be sent to hospital"), pp, false, [](G g) { return ratio(g.person[P::forgone_for_money], g.person[P::bed_needs]); }},
    {"forgone_for_distance_share", "1", "forgone for the way", "因路远应住院未住院比例", word("episodes forgone, the barrier named (one of those whose absence alone would have led to care, by weight) being the way, in proportion to its weight / all episodes grave enough to be sent to hospital"), pp, false, [](G g) { return ratio(g.person[P::forgone_for_distance], g.person[P::bed_needs]); }},
    {"forgone_for_time_share", "1", "forgone for want of time", "因没时间应住院未住院比例", word("episodes forgone, the barrier named (one of those whose absence alone would have led to care, by weight) being want of time, in proportion to its weight / all episodes grave enough to be sent to hospital"), pp, false, [](G g) { return ratio(g.person[P::forgone_for_time], g.person[P::bed_needs]); }},
    {"forgone_for_supply_share", "1", "forgone for want of a bed or of anybody who can treat it", "因无床位或无法诊治应住院未住院比例", word("episodes forgone, the barrier named (one of those whose absence alone would have led to care, by weight) being want of a bed or of anybody who can treat it, in proportion to its weight / all episodes grave enough to be sent to hospital"), pp, false, [](G g) { return ratio(g.person[P::forgone_for_supply], g.person[P::bed_needs]); }},
    {"forgone_mild_share", "1", "mild episodes not brought to hospital", "轻症未住院比例", word("episodes that a stay would have eased, not grave enough to be sent, and no stay / all such episodes"), pp, false, [](G g) { return ratio(g.person[P::mild_forgone], g.person[P::mild_needs]); }},
    {"mild_admission_share", "1", "admissions of mild episodes", "轻症住院比例", word("admissions of episodes not grave enough to be sent to hospital / admissions"), pp, false, [](G g) { return ratio(g.person[P::mild_needs] - g.person[P::mild_forgone], g.person[P::admissions]); }},
    {"self_treated_share", "1", "outpatient needs treated at home", "自我医疗比例", word("bundles of outpatient needs brought to no provider / all bundles"), pp, false, [](G g) { return ratio(g.person[P::self_treated], g.person[P::outpatient_needs]); }},
    {"persons_admitted_share", "1", "persons admitted", "住院人口比例", word("persons with at least one admission / persons"), pp, false, [](G g) { return ratio(g.person[P::admitted_persons], g.person[P::persons]); }},
    {"admissions_per_admitted", "1", "admissions per person admitted", "住院者人均住院次数", word("admissions / persons with at least one"), pp, false, [](G g) { return ratio(g.person[P::admissions], g.person[P::admitted_persons]); }},
    {"referred_share", "1", "admissions referred by a lower tier", "上转住院比例", word("admissions of patients whom the tier they turned to could not treat / admissions"), pp, false, [](G g) { return ratio(g.person[P::referred], g.person[P::admissions]); }},
    {"primary_visit_share", "1", "visits at village and township", "基层就诊比例", word("outpatient visits to village clinics and township centres / visits"), pp, false, [](G g) { return ratio(g.person[P::primary_visits], g.person[P::visits]); }},
    {"length_of_stay", word("days/admission"), "length of stay", "平均住院日", word("bed-days / admissions"), pp, false, [](G g) { return ratio(g.person[P::bed_days], g.person[P::admissions]); }},
    {"days_lost_mean", word("days/person"), "days lost to illness", "人均因病误工天数", word("days of illness, stay, recovery and visits, at work age or not / persons"), pp, false, [](G g) { return ratio(g.person[P::days_lost], g.person[P::persons]) * 1e-3; }},
    {"chronic_person_share", "1", "persons with a diagnosed chronic disease", "慢性病患病率（已诊断）", word("persons with at least one diagnosed chronic condition / persons"), pp, false, [](G g) { return ratio(g.person[P::chronic_persons], g.person[P::persons]); }},
    {"chronic_conditions", word("1/person"), "chronic conditions per person, diagnosed or not", "人均慢性病数", word("conditions, known or not / persons"), pp, false, [](G g) { return ratio(g.person[P::chronic_conditions], g.person[P::persons]); }},
    {"inpatient_share_of_cost", "1", "inpatient share of cost", "住院费用占比", word("charges of admissions / charges in all"), pp, false, [](G g) { return ratio(g.person[P::inpatient_cost], g.person[P::inpatient_cost] + g.person[P::outpatient_cost]); }},
    {"spending_gini", "1", "Gini index of yearly charges", "年度医疗费用基尼系数", word("over persons with any charge in the year, of their charges, in- and outpatient"), pp, true, [](G g) { return g.inequality.spending_gini; }},
    {"spending_top5_share", "1", "share of charges of the dearest twentieth", "费用最高5%人口费用份额", word("charges of the twentieth of persons with any charge that has most / all charges"), pp, true, [](G g) { return g.inequality.spending_top5_share; }},
    {"tier_admissions", word("admissions"), "admissions by tier", "各级机构住院人次", word("admissions to the tier"), Subject::tier, false, [](G g) { return count(g.tier.admissions, g); }},
    {"tier_cost_mean", word("yuan/admission"), "cost per admission by tier", "各级机构次均住院费用", word("charges / admissions in the tier"), Subject::tier, false, [](G g) { return mean_money(g.tier.cost, g.tier.admissions); }},
    {"tier_reimbursement_ratio", "1", "actual inpatient reimbursement by tier", "各级机构住院实际报销比", word("1 - own payments / charges in the tier"), Subject::tier, false, [](G g) { return 1.0 - ratio(g.tier.oop, g.tier.cost); }},
    {"tier_length_of_stay", word("days/admission"), "length of stay by tier", "各级机构平均住院日", word("bed-days / admissions in the tier"), Subject::tier, false, [](G g) { return ratio(g.tier.bed_days, g.tier.admissions); }},
    {"tier_visits", word("visits"), "outpatient visits by tier", "各级机构门诊人次", word("visits to the tier"), Subject::tier, false, [](G g) { return count(g.tier.visits, g); }},
    {"tier_visit_cost_mean", word("yuan/visit"), "cost per visit by tier", "各级机构次均门诊费用", word("outpatient charges / visits in the tier"), Subject::tier, false, [](G g) { return mean_money(g.tier.outpatient_cost, g.tier.visits); }},
    {"group_needs", word("episodes"), "episodes grave enough to be sent to hospital, by disease group", "应住院人次（按疾病）", word("in the year"), Subject::disease, false, [](G g) { return count(g.disease.needs, g); }},
    {"group_forgone_share", "1", "forgone hospital care by disease group", "应住院未住院比例（按疾病）", word("forgone / needed"), Subject::disease, false, [](G g) { return ratio(g.disease.forgone, g.disease.needs); }},
    {"group_admissions", word("admissions"), "admissions by disease group", "住院人次（按疾病）", word("in the year"), Subject::disease, false, [](G g) { return count(g.disease.admissions, g); }},
    {"group_cost_mean", word("yuan/admission"), "cost per admission by disease group", "次均住院费用（按疾病）", word("charges / admissions"), Subject::disease, false, [](G g) { return mean_money(g.disease.cost, g.disease.admissions); }},
    {"group_oop_mean", word("yuan/admission"), "own payment per admission by disease group", "次均住院自付（按疾病）", word("own payments / admissions"), Subject::disease, false, [](G g) { return mean_money(g.disease.oop, g.disease.admissions); }},
    {"group_outpatient_cost", word("yuan"), "outpatient cost by disease group", "门诊费用（按疾病）", word("charges in the year"), Subject::disease, false, [](G g) { return money(g.disease.outpatient_cost, g); }},
    {"fund_paid", word("yuan"), "paid by layer", "各层支付", word("payments of the layer on claims dated this year"), Subject::layer, false, [](G g) { return money(g.layer.total(), g); }},
    {"beneficiaries", word("persons"), "persons helped by layer", "各层受益人数", word("persons with at least one payment by the layer"), Subject::layer, false, [](G g) { return count(g.layer.persons, g); }},
    {"claims_paid", word("claims"), "claims paid by layer", "各层补偿人次", word("claims with a payment by the layer"), Subject::layer, false, [](G g) { return count(g.layer.claims, g); }},
    {"claim_cost_mean", word("yuan/claim"), "mean charge of the claims a layer paid on", "各层补偿人次的次均费用", word("charges / claims paid by the layer"), Subject::layer, false, [](G g) { return mean_money(g.layer.claim_cost, g.layer.claims); }},
    {"claim_oop_mean", word("yuan/claim"), "mean own payment on the claims a layer paid on", "各层补偿人次的次均自付", word("own payments after all layers / claims paid by the layer"), Subject::layer, false, [](G g) { return mean_money(g.layer.claim_oop, g.layer.claims); }},
    {"layer_households_in_debt", "1", "households in debt for care among those a layer helped", "受益户中医疗负债户比例", word("households in debt for care at the end of the year / households the layer paid for"), Subject::layer, false, [](G g) { return ratio(g.layer.indebted, g.layer.households); }},
    {"layer_debt_median", word("yuan"), "median debt of those households", "受益负债户负债中位数", word("over households in debt for care that the layer paid for, from bins of half an octave"), Subject::layer, false, [](G g) { return median_debt(g.layer); }},
    {"fund_paid_by_government", word("yuan"), "paid by level of government", "各级政府支付", word("what the level pays: its parts of scheme subsidies, of premium help, of appropriations, contributions, deficits and programmes, and of claims that governments pay as they fall due"), Subject::level, false, [](G g) { return in_yuan(g.by_level); }},
    {"government_paid", word("yuan"), "paid by governments (accrual)", "各级政府支付合计", word("fund_paid_by_government over all levels, and what no level is named for"), hh, true, [](G g) { return in_yuan(g.governments.total); }},
    {"government_paid_unnamed", word("yuan"), "paid by governments, level not named", "未指明层级的政府支付", word("of government_paid, what the scenario names no level for"), hh, true, [](G g) { return in_yuan(g.governments.unnamed); }},
    {"fund_revenue", word("yuan"), "revenue of the fund", "基金收入", word("all sources of the year but cash on 1 January"), Subject::fund, false, [](G g) { return revenue(g.fund); }},
    {"fund_payments", word("yuan"), "claims dated this year (accrual)", "当年应付赔款（权责发生制）", word("payments of the fund on claims dated this year, paid or not"), Subject::fund, false, [](G g) { return in_yuan(g.fund.accrued); }},
    {"fund_balance", word("yuan"), "balance of the fund", "基金结余", word("cash at the end of the year; claims still unpaid are fund_unpaid"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::closing]); }},
    {"fund_unpaid", word("yuan"), "claims owed on 31 December", "期末应付未付赔款", word("dated this year or before and unpaid at its end: a liability"), Subject::fund, false, [](G g) { return in_yuan(g.fund.owed); }},
    {"fund_unpaid_before", word("yuan"), "claims owed on 1 January", "期初应付未付赔款", word("unpaid from the year before"), Subject::fund, false, [](G g) { return in_yuan(g.fund.owed_before); }},
    {"fund_lowest_cash", word("yuan"), "lowest cash", "最低月末结余", word("at the end of the worst month, before the year is closed; not told of insurers, who bridge it"), Subject::fund, false, [](G g) { return g.fund.insured ? nothing : in_yuan(g.fund.lowest); }},
    {"fund_short_month", word("month"), "first month short of cash", "首次支付不足月份", word("1 to 12; not told where cash sufficed all year, nor of insurers"), Subject::fund, false, [](G g) { return g.fund.first_short > 0 && !g.fund.insured ? static_cast<double>(g.fund.first_short) : nothing; }},
    {"fund_trial_balance", word("yuan"), "trial balance", "试算平衡", word("sources less uses less cash at the end: 0"), Subject::fund, false, [](G g) { return in_yuan(g.fund.trial_balance()); }},
    {"fund_opening", word("yuan"), "cash on 1 January", "期初结余", word("cash of the fund at the start of the year"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::opening]); }},
    {"fund_premiums", word("yuan"), "premiums", "个人缴费", word("premiums paid by households, own contributions to contracts apart"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::premiums]); }},
    {"fund_premium_help", word("yuan"), "premiums paid for households", "参保资助", word("premium help of governments"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::premium_help]); }},
    {"fund_subsidies", word("yuan"), "subsidies", "财政补助", word("subsidy of governments for every member"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::subsidies]); }},
    {"fund_appropriation", word("yuan"), "appropriation", "财政拨款", word("the balance granted for the year"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::appropriation]); }},
    {"fund_transfers", word("yuan"), "transfers received", "转移支付收入", word("money of programmes that give to the fund"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::transfers]); }},
    {"fund_contributions", word("yuan"), "contributions received", "合同保费收入", word("contributions to the insurer: of households, governments and the fund that pays them"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::contributions]); }},
    {"fund_governments", word("yuan"), "claims paid by governments", "政府直接支付", word("claims of a fund without revenue of its own, paid by governments as they fall due"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::governments]); }},
    {"fund_interest", word("yuan"), "interest", "利息收入", word("on cash at the start of each month"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::interest]); }},
    {"fund_loss_covered", word("yuan"), "loss covered", "风险调节补偿", word("loss of an insurer beyond the corridor, paid by who pays the contribution"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::loss_covered]); }},
    {"fund_profit_back", word("yuan"), "profit brought back", "超额盈利返还收入", word("profit of insurers beyond the corridor that comes back to the fund"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::profit_back]); }},
    {"fund_deficit_covered", word("yuan"), "deficit covered", "赤字弥补", word("by governments at the end of the year"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::deficit_covered]); }},
    {"fund_claims", word("yuan"), "claims paid (cash)", "当年付现赔款", word("in cash; claims dated this year are fund_payments"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::claims]); }},
    {"fund_administration", word("yuan"), "administration", "经办管理费", word("share of the claims dated this year"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::administration]); }},
    {"fund_programmes", word("yuan"), "programmes", "项目支出", word("cost of programmes the fund pays for"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::programmes]); }},
    {"fund_providers", word("yuan"), "settlement with providers", "医疗机构清算", word("retained savings paid to providers less overruns they bear"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::providers]); }},
    {"fund_contributions_paid", word("yuan"), "contributions paid", "购买保险支出", word("to insurers of other funds"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::contributions_paid]); }},
    {"fund_losses_paid", word("yuan"), "losses paid", "承担亏损支出", word("of insurers, beyond the corridor"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::losses_paid]); }},
    {"fund_profit_returned", word("yuan"), "profit returned", "超额盈利返还", word("beyond the corridor, to who pays the contribution"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::profit_returned]); }},
    {"fund_insurer", word("yuan"), "result of the insurer", "保险机构损益", word("profit that leaves the fund, negative a loss the insurer bears"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::insurer]); }},
    {"fund_lapsed", word("yuan"), "lapsed", "年末收回", word("left on 31 December, or owed (negative), where nothing is carried over"), Subject::fund, false, [](G g) { return in_yuan(g.fund[FundLine::lapsed]); }},
    {"programme_persons", word("persons"), "persons a programme covers", "项目覆盖人数", word("of the labels and counties it is for, in a year it is in force"), Subject::programme, false, [](G g) { return count(g.programme.persons, g); }},
    {"programme_cost", word("yuan"), "cost of a programme", "项目支出", word("per person reached, per year, and what it pays to households and into funds"), Subject::programme, false, [](G g) { return in_yuan(g.programme_cost); }},
    {"programme_relief", word("yuan"), "paid to households by a programme", "项目对住户的补助", word("of non-medical costs, and to live on"), Subject::programme, false, [](G g) { return money(g.programme.relief, g); }},
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
