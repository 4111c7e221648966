// The catalogue of programmes: every key with unit, range, standard value and the source of that value.
#include <algorithm>
#include <array>

#include "scenarios/programmes.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

using K = KeyKind;

// clang-format off
constexpr std::array kinds{
    ProgrammeKind{"premium_subsidy", "premium subsidy", "参保资助", word("part of the premium is paid for those covered; more of them enrol")},
    ProgrammeKind{"pay_after_treatment", "treatment before payment, one-stop settlement", "先诊疗后付费", word("no deposit and no advance up to a tier: the patient owes only the final share, at discharge")},
    ProgrammeKind{"remote_settlement", "settlement away from home", "异地就医结算", word("care outside the prefecture is settled at discharge, sooner, or on the terms of a nearer tier")},
    ProgrammeKind{"referral", "tiered care and two-way referral", "分级诊疗与双向转诊", word("deductibles after referral, patients who come with a slip or finish their stay lower down, direct access to city hospitals")},
    ProgrammeKind{"family_doctor", "family-doctor contracts", "家庭医生签约", word("contracts: more chronic patients in outpatient care, fewer exacerbations, home visits")},
    ProgrammeKind{"physical_examination", "yearly free physical examination", "免费健康体检", word("examinations find chronic disease nobody knew of; what is known is cared for")},
    ProgrammeKind{"medical_community", "county medical community", "县域医共体", word("township hospitals treat graver cases, better, and draw more visits")},
    ProgrammeKind{"budget_package", "budget package with retained savings", "总额打包、结余留用", word("providers keep what they do not spend: smaller bills, shorter stays, fewer mild admissions, fewer patients sent up")},
    ProgrammeKind{"telemedicine", "telemedicine", "远程医疗", word("part of the way to outpatient care of county hospitals is saved; townships treat graver cases with remote advice")},
    ProgrammeKind{"capability", "hospital pairing, regional centres, staff", "医疗服务能力提升", word("what tiers can treat, how well, and how many beds they have")},
    ProgrammeKind{"three_batches", "three batches", "健康扶贫“三个一批”", word("verified patients: central treatment of major disease without deposit, contract care of chronic disease, every layer taken up for grave disease")},
    ProgrammeKind{"endemic_control", "endemic and infectious disease control", "地方病传染病防控", word("fewer new cases of the diseases named")},
    ProgrammeKind{"drug_procurement", "volume-based drug procurement", "药品集中带量采购", word("prices of listed drugs fall; volume responds and providers make up for part of what they lose")},
    ProgrammeKind{"epidemic", "epidemic shock", "疫情冲击", word("more new cases of the diseases named, less use of other care")},
    ProgrammeKind{"registry", "registry of the poor", "建档立卡与监测", word("entry, exit, targeting error and the line below which households are monitored")},
    ProgrammeKind{"uncovered_costs", "costs no scheme covers", "非医疗费用补助", word("part of transport, of food and lodging, of drugs after discharge is paid")},
    ProgrammeKind{"health_literacy", "health literacy and lifestyle", "健康素养", word("more people seek care early and notice disease; fewer new cases of chronic disease among them")},
    ProgrammeKind{"cost_control", "cost control", "费用控制", word("medical prices grow more slowly; providers induce less demand")},
    ProgrammeKind{"administration", "third-party administration of the fund", "第三方经办", word("later layers are settled sooner; administration costs part of claims")},
    ProgrammeKind{"fiscal_transfer", "fiscal transfers between levels", "财政转移支付", word("money from some levels of government into a fund or to households of an area; who bears a fund's payments")},
    ProgrammeKind{"catalogue", "catalogue negotiation", "医保目录谈判", word("a larger part of bills lies inside the catalogue")},
    ProgrammeKind{"contribution_grades", "contribution grades", "分档缴费", word("households choose a grade: a higher premium for the better terms of categories grade_2 and grade_3")},
    ProgrammeKind{"provider_payment", "payment by diagnosis group or global budget", "支付方式改革", word("providers are paid a price for the case or a budget: they bill and keep patients accordingly and bear overruns")},
};

constexpr std::array keys{
    ProgrammeKey{"premium_subsidy", "share", K::number, word("share of the premium"), 0, 1, "", "", word("part of the premium paid"), word("given by the scenario")},
    ProgrammeKey{"premium_subsidy", "amount", K::number, word("yuan/person/year"), 0, 1e6, "", "", word("paid besides the share, at most the premium"), word("given by the scenario")},
    ProgrammeKey{"pay_after_treatment", "up_to", K::tier, word("tier"), 0, 0, "county", "", word("highest tier that treats before payment"), word("national rule for the rural poor within the county, 2017")},
    ProgrammeKey{"remote_settlement", "settled_at_once", K::number, word("share of reimbursement"), 0, 1, "0.6", "", word("settled at discharge outside the prefecture"), word("assumption: cross-province settlement of about 60 % (own knowledge)")},
    ProgrammeKey{"remote_settlement", "lag_days", K::number, word("days"), 0, 360, "60", "", word("until the rest is reimbursed"), word("assumption: as at home")},
    ProgrammeKey{"remote_settlement", "counted_as", K::tier, word("tier"), 0, 0, "", "", word("tier on whose terms care outside the prefecture is settled"), word("given by the scenario; for the poor care away was counted as local (progress report)")},
    ProgrammeKey{"referral", "up", K::choice, word("rule"), 0, 0, "difference", "full difference waived", word("deductible of who is referred up"), word("assumption: most places; duplicate deductibles were a grievance (progress report)")},
    ProgrammeKey{"referral", "down", K::choice, word("rule"), 0, 0, "waived", "full difference waived", word("deductible of who finishes the stay lower down"), word("assumption: most places")},
    ProgrammeKey{"referral", "referred_share", K::number, word("share of patients"), 0, 1, "0.5", "", word("patients of county hospitals and above who come with a slip"), word("assumption: basic insurance pays 10-20 points less without one (own knowledge)")},
    ProgrammeKey{"referral", "step_down_share", K::number, word("share of patients"), 0, 1, "0.05", "", word("finish their stay in the tier below"), word("assumption: weak uptake (PMC5387945)")},
    ProgrammeKey{"referral", "direct_access", K::number, word("odds ratio"), 0.01, 1, "0.7", "", word("of turning to city hospitals and beyond without referral"), word("assumption: 0.58 with a usual township doctor (Feng 2017), damped")},
    ProgrammeKey{"family_doctor", "coverage", K::number, word("share of households"), 0, 1, "1", "", word("with a contract"), word("progress report: contract rate of the poor 100 %")},
    ProgrammeKey{"family_doctor", "admission_ratio", K::number, word("ratio"), 0.1, 2, "0.95", "", word("admissions of contracted chronic patients"), word("assumption: reported 0.9-1.0; growth damped in hypertension, not in diabetes (BMC HSR 2024 24:454)")},
    ProgrammeKey{"family_doctor", "control_odds", K::number, word("odds ratio"), 0.1, 10, "1.3", "", word("of being in outpatient care under contract"), word("assumption: 5-10 points more control (own knowledge)")},
    ProgrammeKey{"family_doctor", "home_visits", K::number, word("share of the way"), 0, 1, "0.2", "", word("to village and township care saved"), word("assumption: some of four yearly contacts are at home")},
    ProgrammeKey{"physical_examination", "coverage", K::number, word("share a year"), 0, 1, "0.75", "", word("examined"), word("assumption: Xinjiang, 17.5 m examined of about 24 m (ecns 2017-03-05)")},
    ProgrammeKey{"physical_examination", "sensitivity", K::number, word("share"), 0, 1, "", "", word("of conditions nobody knew of that an examination finds"), word("the input's examination_sensitivity where not given")},
    ProgrammeKey{"medical_community", "township_severity", K::number, word("sd of severity"), 0, 5, "0.1", "", word("graver cases a township can treat"), word("assumption: township admissions rose in Hubei (IJEH 2020 19:142)")},
    ProgrammeKey{"medical_community", "township_quality", K::number, word("ratio of deaths"), 0.1, 1, "0.97", "", word("of like patients in townships"), word("assumption")},
    ProgrammeKey{"medical_community", "primary_appeal", K::number, word("odds ratio"), 1, 10, "1.1", "", word("of visiting village and township"), word("assumption: Sichuan pilots +0.34 primary visits on about 3.6 (Ding, Zhou 2024)")},
    ProgrammeKey{"budget_package", "retained_share", K::number, word("share of savings"), 0, 1, "0.7", "", word("kept by providers"), word("assumption: Ningxia trial 2009-12, 30 % held back")},
    ProgrammeKey{"budget_package", "overrun_share", K::number, word("share of overruns"), 0, 1, "0.5", "", word("borne by the fund"), word("assumption: reasonable overruns are shared by half (own knowledge)")},
    ProgrammeKey{"budget_package", "bill_response", K::number, word("fall, all kept"), 0, 0.9, "0.05", "", word("of bills for like patients"), word("assumption: small fall per village visit (Yip 2014); 347 yuan a stay in Xi county (IJERPH 2018 15:2839)")},
    ProgrammeKey{"budget_package", "stay_response", K::number, word("fall, all kept"), 0, 0.9, "0.05", "", word("of length of stay"), word("assumption: fell under points payment (IJEH 2024)")},
    ProgrammeKey{"budget_package", "mild_response", K::number, word("fall of odds, all kept"), 0, 0.9, "0.05", "", word("of admission in mild need"), word("assumption: pilots in Sichuan admitted more, so 0 is as likely")},
    ProgrammeKey{"budget_package", "keep_response", K::number, word("fall of odds, all kept"), 0, 0.9, "0.1", "", word("of turning to city hospitals and beyond"), word("assumption: care within counties rose 2017-20 for several reasons")},
    ProgrammeKey{"budget_package", "budget_per_person", K::number, word("yuan/insured person/year"), 0.01, 1e6, "", "", word("budget for townships and the county; where not given, what usual bills would have cost the fund"), word("given by the scenario")},
    ProgrammeKey{"telemedicine", "way_saved", K::number, word("share of the way"), 0, 1, "0.1", "", word("to outpatient care of county hospitals"), word("assumption")},
    ProgrammeKey{"telemedicine", "township_severity", K::number, word("sd of severity"), 0, 5, "0.05", "", word("graver cases a township can treat"), word("assumption: half of a medical community")},
    ProgrammeKey{"capability", "severity", K::by_tier, word("sd of severity"), 0, 5, "{ township = 0.1, county = 0.2 }", "", word("graver cases a tier can treat"), word("assumption: county hospitals of poor areas treat 90 % of the median number of disease types (press conference 2020), a level")},
    ProgrammeKey{"capability", "quality", K::by_tier, word("ratio of deaths"), 0.1, 1, "{ township = 0.95, county = 0.95 }", "", word("of like patients"), word("assumption: a tenth of one step between hospital levels (PMC7584928)")},
    ProgrammeKey{"capability", "beds", K::by_tier, word("ratio"), 1, 10, "{ township = 1.05, county = 1.05 }", "", word("beds; patients turned away are divided by it"), word("assumption: beyond the growth the input has")},
    ProgrammeKey{"three_batches", "coverage", K::number, word("share of households"), 0, 1, "0.95", "", word("whose patients are verified and looked after"), word("95 % of 8.49 m poor patients (ecns 2018-07-03, declared); Guyuan 12,459 of 12,553")},
    ProgrammeKey{"three_batches", "seek_odds", K::number, word("odds ratio"), 1, 10, "1.5", "", word("of hospital care of a major disease"), word("assumption: unmet need 21.5 % in 2018 to about 15 %")},
    ProgrammeKey{"three_batches", "major", K::diseases, word("codes"), 0, 0, "", "", word("diseases treated centrally"), word("where not given, those of the input with major_from up to the year")},
    ProgrammeKey{"endemic_control", "incidence", K::by_disease, word("ratio"), 0, 1, "{ echinococcosis = 0.7, kashin_beck = 0.7, fluorosis = 0.7, tuberculosis = 0.85, brucellosis = 0.9 }", "", word("new cases"), word("assumption: echinococcosis fell, tuberculosis fell nationally (PMC7903934), brucellosis rose (doi 10.1371/journal.pntd.0013910)")},
    ProgrammeKey{"drug_procurement", "price_cut", K::number, word("share of the price"), 0, 1, "0.54", "", word("of listed drugs"), word("112 drugs, 54 % on average (press conference 2020)")},
    ProgrammeKey{"drug_procurement", "listed_share", K::number, word("share of drug spending"), 0, 1, "0.1", "", word("on listed drugs before the cut"), word("assumption: growing from 0.05 in 2019 to 0.15 in 2021")},
    ProgrammeKey{"epidemic", "incidence", K::by_disease, word("ratio"), 0, 20, "{ acute_respiratory_infection = 1.5, pneumonia = 1.5 }", "", word("new cases"), word("assumption: the size of a shock, not an estimate")},
    ProgrammeKey{"epidemic", "use", K::number, word("odds ratio"), 0.01, 1, "0.7", "", word("of using other care"), word("derived: visits 0.888 and admissions 0.865 of 2019 in 2020 (NHC) imply 0.6-0.7")},
    ProgrammeKey{"registry", "entry", K::number, word("ratio to the input's level"), 0.1, 10, "", "", word("of income below which households enter"), word("given by the scenario")},
    ProgrammeKey{"registry", "exit", K::number, word("ratio to the input's level"), 0.1, 10, "", "", word("of income above which they leave"), word("given by the scenario")},
    ProgrammeKey{"registry", "targeting_error", K::number, word("ratio to the input's"), 0, 5, "0.8", "", word("spread of the registry's view of income"), word("assumption: verification cleans lists")},
    ProgrammeKey{"registry", "monitoring_line", K::number, word("ratio to the input's line"), 0.1, 10, "", "", word("below which households are monitored"), word("given by the scenario; the input's line is 1.5 times the poverty line")},
    ProgrammeKey{"uncovered_costs", "transport", K::number, word("share paid"), 0, 1, "0.5", "", word("of travel to care"), word("assumption: a policy choice; 1.7 % of own inpatient payments (PMC7197140)")},
    ProgrammeKey{"uncovered_costs", "living", K::number, word("share paid"), 0, 1, "0.3", "", word("of food and lodging during a stay"), word("assumption: a policy choice; 9.7 % of own inpatient payments (PMC7197140)")},
    ProgrammeKey{"uncovered_costs", "recovery", K::number, word("share paid"), 0, 1, "0.3", "", word("of drugs after discharge"), word("assumption: a policy choice; named as an open problem")},
    ProgrammeKey{"health_literacy", "coverage", K::number, word("share of households"), 0, 1, "0.3", "", word("literate about health"), word("assumption: aim of Healthy China for 2030")},
    ProgrammeKey{"health_literacy", "onset_ratio", K::number, word("ratio"), 0.1, 1, "0.98", "", word("new cases of chronic disease among the literate"), word("assumption: no clear link after adjustment (Ningbo 2017)")},
    ProgrammeKey{"cost_control", "growth_cut", K::number, word("share a year"), 0, 0.2, "0.01", "", word("by which prices grow more slowly from the programme's first year on"), word("assumption: a quarter of 2.9-4.8 % a year 2014-19 (NHC)")},
    ProgrammeKey{"cost_control", "induced", K::number, word("ratio"), 0, 1, "0.9", "", word("of supplier-induced demand"), word("assumption: moral hazard fell from 13.8 to 10.6 % of spending 2020-22 (Wu, Xu)")},
    ProgrammeKey{"administration", "settled_at_once", K::number, word("share of reimbursement"), 0, 1, "0.95", "", word("settled at discharge within the prefecture"), word("assumption: one window")},
    ProgrammeKey{"administration", "lag_days", K::number, word("days"), 0, 360, "30", "", word("until the rest is reimbursed"), word("assumption: half of the input's")},
    ProgrammeKey{"administration", "cost_share", K::number, word("share of claims"), 0, 0.5, "0.02", "", word("cost of administration, paid by the fund named"), word("assumption: 1-3 % usual (own knowledge)")},
    ProgrammeKey{"fiscal_transfer", "per_person", K::number, word("yuan/person/year"), 0, 1e6, "30", "", word("paid into the fund for every person covered"), word("assumption: about 40 yuan a resident of deeply poor areas 2018-20 (own knowledge), damped")},
    ProgrammeKey{"fiscal_transfer", "to_households", K::number, word("yuan/person/year"), 0, 1e6, "", "", word("paid to every household covered"), word("given by the scenario")},
    ProgrammeKey{"fiscal_transfer", "takes_over", K::number, word("share"), 0, 1, "", "", word("of what governments pay on the fund's claims, borne by those of paid_by instead"), word("given by the scenario")},
    ProgrammeKey{"catalogue", "added", K::by_tier, word("share of bills"), 0, 1, "{ county = 0.02, city = 0.02, outside = 0.02 }", "", word("newly inside the catalogue"), word("assumption: drugs are 24-31 % of inpatient bills, so new ones add little")},
    ProgrammeKey{"contribution_grades", "grade_2", K::number, word("yuan/person/year"), 0, 1e6, "150", "", word("premium above the first grade's"), word("assumption: 130 in Ningxia 2011, grown")},
    ProgrammeKey{"contribution_grades", "grade_3", K::number, word("yuan/person/year"), 0, 1e6, "290", "", word("premium above the first grade's; 0 = no third grade"), word("assumption: 250 in Ningxia 2011, grown")},
    ProgrammeKey{"contribution_grades", "response", K::number, word("logit per share of a year's means"), 0, 10000, "500", "", word("how sharply gain decides"), word("assumption")},
    ProgrammeKey{"provider_payment", "method", K::choice, word("method"), 0, 0, "drg", "global_budget drg", word("what providers are paid"), word("given by the scenario")},
    ProgrammeKey{"provider_payment", "tiers", K::tier_list, word("tiers"), 0, 0, "[\"county\", \"city\"]", "", word("whose inpatient care is paid in this way"), word("assumption: second-level hospitals and above")},
    ProgrammeKey{"provider_payment", "bill_response", K::number, word("fall, all kept"), 0, 0.9, "0.05", "", word("of bills for like patients"), word("assumption: trend turned to -0.5 % (IJEH 2024)")},
    ProgrammeKey{"provider_payment", "stay_response", K::number, word("fall, all kept"), 0, 0.9, "0.05", "", word("of length of stay"), word("assumption: fell for residents (IJEH 2024)")},
    ProgrammeKey{"provider_payment", "mild_response", K::number, word("rise of odds, all kept"), 0, 0.9, "0", "", word("of admission in mild need: a price for the case rewards easy cases"), word("assumption: none shown")},
    ProgrammeKey{"provider_payment", "retained_share", K::number, word("share of savings"), 0, 1, "1", "", word("kept by providers"), word("by design under a price for the case; 0.7 usual under a budget (assumption)")},
    ProgrammeKey{"provider_payment", "overrun_share", K::number, word("share of overruns"), 0, 1, "0", "", word("borne by the fund"), word("by design under a price for the case; 0.5 usual under a budget (assumption)")},
    ProgrammeKey{"provider_payment", "budget_per_person", K::number, word("yuan/insured person/year"), 0.01, 1e6, "", "", word("global budget; where not given, what usual bills would have cost the fund"), word("given by the scenario")},
};
// clang-format on

} // namespace

std::span<const ProgrammeKind> programme_kinds() { return kinds; }
std::span<const ProgrammeKey> programme_keys() { return keys; }

const ProgrammeKey* find_programme_key(std::string_view programme, std::string_view key)
{
    const auto at = std::find_if(keys.begin(), keys.end(), [&](const ProgrammeKey& k) { return k.programme == programme && k.name == key; });
    return at == keys.end() ? nullptr : &*at;
}

std::vector<std::string> known_programmes()
{
    std::vector<std::string> names;
    for (const ProgrammeKind& kind : kinds) names.emplace_back(kind.name);
    return names;
}

} // namespace hearth
