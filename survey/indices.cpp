#include "survey/indices.hpp"

#include <cmath>

#include <fmt/format.h>

#include "words/say.hpp"

namespace hearth {

namespace {

using Per = SurveyPer;
constexpr bool oop = true, food = true, share = true, no = false;
constexpr std::string_view money = word("money/person");

// clang-format off
const std::vector<SurveyMeasure> survey_table{
    {"poverty_headcount", "1", word("persons whose welfare net of health payments is below the line / persons"), Per::line, oop, no, share, poverty::headcount},
    {"poverty_gap", "1", word("mean of (line - net welfare) / line over persons, 0 for those not below the line; negative welfare counts as 0"), Per::line, oop, no, no, poverty::gap},
    {"poverty_severity", "1", word("mean of that gap squared"), Per::line, oop, no, no, poverty::severity},
    {"watts", "1", word("mean over persons of ln(line / net welfare), 0 for those not below the line; welfare of 0 or below counts as 1 % of the line"), Per::line, oop, no, no, poverty::watts},
    {"sen", "1", word("Sen index H (I + (1 - I) G) of net welfare: headcount, mean gap of the poor, Gini index of the poor"), Per::line, oop, no, no, poverty::sen},
    {"poverty_headcount_gross", "1", word("as poverty_headcount, of welfare before health payments"), Per::line, no, no, share, poverty::headcount_gross},
    {"poverty_gap_gross", "1", word("as poverty_gap, of welfare before health payments"), Per::line, no, no, no, poverty::gap_gross},
    {"poverty_severity_gross", "1", word("as poverty_severity, of welfare before health payments"), Per::line, no, no, no, poverty::severity_gross},
    {"watts_gross", "1", word("as watts, of welfare before health payments"), Per::line, no, no, no, poverty::watts_gross},
    {"sen_gross", "1", word("as sen, of welfare before health payments"), Per::line, no, no, no, poverty::sen_gross},
    {"poverty_impact_headcount", "1", "poverty_headcount - poverty_headcount_gross", Per::line, oop, no, no, poverty::impact_headcount},
    {"poverty_impact_gap", "1", "poverty_gap - poverty_gap_gross", Per::line, oop, no, no, poverty::impact_gap},
    {"impoverished_share", "1", word("persons below the line net of payments and not below it before them / persons"), Per::line, oop, no, share, poverty::impoverished},
    {"further_impoverished_share", "1", word("persons below the line before payments whose household pays any / persons"), Per::line, oop, no, share, poverty::further_impoverished},
    {"relative_poverty_{}", "1", word("persons whose gross welfare is below {} % of the whole sample's median / persons"), Per::relative, no, no, share, poverty::relative},
    {"societal_poverty", "1", word("persons whose gross welfare is below the societal line / persons"), Per::societal, no, no, share, poverty::headcount_gross},
    {"che_{}", "1", word("persons whose household pays more than {} % of its consumption (income without a consumption column) / persons"), Per::threshold, oop, no, share, payments::catastrophic},
    {"overshoot_{}", "1", word("mean over persons of what the payment share exceeds {} % by; a share out of nothing counts as 1"), Per::threshold, oop, no, no, payments::overshoot},
    {"mpo_{}", "1", "overshoot_{0} / che_{0}", Per::threshold, oop, no, no, payments::positive_overshoot},
    {"che_{}_concentration", "1", word("concentration index of the persons of che_{} by rank of gross welfare"), Per::threshold, oop, no, no, payments::concentration},
    {"che_{}_rank_weighted", "1", "che_{0} (1 - che_{0}_concentration)", Per::threshold, oop, no, no, payments::rank_weighted},
    {"che_{}_capacity", "1", word("persons whose household pays more than {} % of consumption less subsistence food / persons"), Per::capacity, oop, food, share, payments::beyond_capacity},
    {"sdg382_2025", "1", word("persons whose household pays more than 40 % of consumption (income) less the societal line / persons"), Per::societal, oop, no, share, payments::hardship},
    {"sdg382_2025_impoverishing", "1", word("of those the persons whose household pays more than all of it, or has none of it / persons"), Per::societal, oop, no, share, payments::impoverishing},
    {"sdg382_2025_large", "1", "sdg382_2025 - sdg382_2025_impoverishing", Per::societal, oop, no, share, payments::large},
    {"oop_mean", money, word("out-of-pocket health payments / persons"), Per::once, oop, no, no, payments::mean_per_person},
    {"oop_share_mean", "1", word("mean over persons of payments / consumption (income)"), Per::once, oop, no, no, payments::mean_share},
    {"oop_share_aggregate", "1", word("all payments / all consumption (income)"), Per::once, oop, no, no, payments::aggregate_share},
    {"welfare_mean", money, word("mean over persons of gross welfare"), Per::once, no, no, no, inequality::mean},
    {"welfare_median", money, word("smallest gross welfare with at least half of all persons at or below it"), Per::once, no, no, no, inequality::median},
    {"gini", "1", word("Gini index of gross welfare over persons"), Per::once, no, no, no, inequality::gini},
    {"gini_net", "1", word("Gini index of welfare net of health payments"), Per::once, oop, no, no, inequality::gini_net},
    {"theil", "1", word("Theil's T of gross welfare: mean of (y / mean) ln(y / mean); welfare of 0 or below is left out"), Per::once, no, no, no, inequality::theil},
    {"mean_log_deviation", "1", word("mean of ln(mean / y) of gross welfare; welfare of 0 or below is left out"), Per::once, no, no, no, inequality::mean_log_deviation},
    {"top10_share", "1", word("share of gross welfare held by the richest 10 % of persons"), Per::once, no, no, no, inequality::top_tenth},
    {"top1_share", "1", word("share of gross welfare held by the richest 1 % of persons"), Per::once, no, no, no, inequality::top_hundredth},
    {"bottom40_share", "1", word("share of gross welfare held by the poorest 40 % of persons"), Per::once, no, no, no, inequality::bottom_forty},
    {"concentration_oop", "1", word("concentration index of payments a person by rank of gross welfare"), Per::once, oop, no, no, payments::concentration_per_person},
    {"kakwani", "1", "concentration_oop - gini", Per::once, oop, no, no, inequality::kakwani},
    {"reynolds_smolensky", "1", "gini - gini_net", Per::once, oop, no, no, inequality::reynolds_smolensky},
};
// clang-format on

std::vector<double> parameters_for(Per per, const SurveyParameters& p)
{
    switch (per) {
    case Per::line: return p.lines;
    case Per::threshold: return p.thresholds;
    case Per::capacity: return {p.capacity};
    case Per::relative: return p.relative;
    case Per::societal: return p.societal ? std::vector<double>{*p.societal} : std::vector<double>{};
    case Per::once: break;
    }
    return {0.0};
}

} // namespace

std::span<const SurveyMeasure> survey_measures() { return survey_table; }

std::vector<SurveyIndex> survey_indices(const SurveyParameters& parameters, bool with_oop, bool with_food)
{
    std::vector<SurveyIndex> indices;
    for (const SurveyMeasure& m : survey_table) {
        if ((m.needs_oop && !with_oop) || (m.needs_food && !with_food)) continue;
        for (const double parameter : parameters_for(m.per, parameters)) {
            const std::string percent = fmt::format("{:.10g}", 100.0 * parameter);
            indices.push_back({&m, parameter, fmt::format(fmt::runtime(m.name), percent),
                               say(fmt::runtime(m.definition), percent)});
        }
    }
    return indices;
}

double line_of(const SurveyIndex& index, const WholeSample& whole)
{
    switch (index.measure->per) {
    case Per::line:
    case Per::societal: return index.parameter;
    case Per::relative: return index.parameter * whole.median.value;
    default: return no_estimate;
    }
}

WholeSample whole_sample(const WeighedHouseholds& households)
{
    const double subsistence = households.of.by_food_share.empty() ? 0.0 : payments::subsistence_line(households);
    return {households, median_welfare(households), subsistence};
}

} // namespace hearth
