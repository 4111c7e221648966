#include "survey/report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/error.hpp"
#include "sim/base/first_error.hpp"
#include "survey/design.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

struct SurveyGroup {
    std::string name;
    HouseholdColumns households;
};

// Splits the whole sample by the levels of its households; levels without a household give no group.
void add_groups(std::vector<SurveyGroup>& groups, const HouseholdColumns& whole, const std::string& dimension,
                const std::vector<std::string>& levels, const std::vector<std::uint32_t>& level)
{
    std::vector<std::vector<std::uint32_t>> places(levels.size());
    for (std::uint32_t i = 0; i < whole.count(); ++i) places[level[i]].push_back(i);
    for (std::size_t k = 0; k < levels.size(); ++k)
        if (!places[k].empty())
            groups.push_back({fmt::format("{}:{}", dimension, levels[k]), households_at(whole, std::move(places[k]))});
}

std::vector<SurveyGroup> groups_in(const SurveyData& survey, const HouseholdColumns& whole, bool by_quintile)
{
    std::vector<SurveyGroup> groups;
    for (const SurveyGrouping& g : survey.groupings) {
        std::vector<std::uint32_t> level;
        for (const std::uint32_t row : whole.row) level.push_back(g.level[row]);
        add_groups(groups, whole, g.name, g.levels, level);
    }
    if (by_quintile) add_groups(groups, whole, "quintile", {"1", "2", "3", "4", "5"}, welfare_fifths(whole));
    return groups;
}

std::vector<SurveyIndex> wanted_indices(const HouseholdColumns& whole, const SurveyRequest& request)
{
    std::vector<SurveyIndex> indices =
        survey_indices(request.parameters, whole.has_oop, whole.has_food && whole.has_consumption);
    if (request.measures.empty()) return indices;
    std::vector<SurveyIndex> wanted;
    for (const std::string& name : request.measures) {
        const std::size_t before = wanted.size();
        for (const SurveyIndex& index : indices)
            if (index.name == name) wanted.push_back(index);
        if (wanted.size() == before)
            throw InputError(say("measure \"{}\": none of that name with these columns, lines and thresholds "
                                 "(hearth measure --list)", name));
    }
    return wanted;
}

void add_rows(SurveyReport& report, const std::string& name, const SurveyScene& scene,
              const std::vector<SurveyIndex>& indices, DesignError& error, double t)
{
    const HouseholdColumns& group = scene.group.of;
    double persons = 0.0;
    for (const double size : group.size) persons += size;
    for (const SurveyIndex& index : indices) {
        const Linearised estimate = index.measure->estimate(scene, index.parameter);
        const double se = error.standard_error(group, estimate);
        const SurveyInterval interval = survey_interval(estimate.value, se, t, index.measure->share_of_persons);
        report.rows.push_back({name, index.name, index.definition, std::string(index.measure->unit),
                               line_of(index, scene.whole), estimate.value, se, interval.low, interval.high,
                               no_estimate, group.count(), persons});
    }
}

// Values of all rows in one replicate.
std::vector<double> replicate_values(const HouseholdColumns& whole, const std::vector<SurveyGroup>& groups,
                                     const std::vector<SurveyIndex>& indices, const SampleDesign& design,
                                     const std::vector<double>& factor)
{
    std::vector<double> persons(whole.persons);
    for (std::size_t i = 0; i < persons.size(); ++i) persons[i] *= factor[design.psu_of[i]];
    const WeighedHouseholds all(whole, persons, false);
    const WholeSample sample = whole_sample(all);
    std::vector<double> values;
    const auto add = [&](const WeighedHouseholds& group) {
        for (const SurveyIndex& index : indices)
            values.push_back(index.measure->estimate({group, sample}, index.parameter).value);
    };
    add(all);
    for (const SurveyGroup& group : groups) {
        std::vector<double> weights;
        for (const std::uint32_t place : group.households.place) weights.push_back(persons[place]);
        add(WeighedHouseholds(group.households, weights, false));
    }
    return values;
}

// Standard deviation over replicates; those in which a measure is undefined do not count for it.
void add_bootstrap(SurveyReport& report, const HouseholdColumns& whole, const std::vector<SurveyGroup>& groups,
                   const std::vector<SurveyIndex>& indices, const SampleDesign& design, const SurveyRequest& request)
{
    struct Moments {
        double n = 0.0, mean = 0.0, squares = 0.0;
    };
    std::vector<Moments> moments(report.rows.size());
    constexpr std::uint32_t batch = 16; // summed in the order of the replicates, whatever the threads
    for (std::uint32_t first = 0; first < request.replicates; first += batch) {
        const std::uint32_t end = std::min(first + batch, request.replicates);
        std::vector<std::vector<double>> values(end - first);
        FirstError first_error;
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic)
#endif
        for (std::uint32_t b = first; b < end; ++b)
            first_error.guard([&] {
                values[b - first] =
                    replicate_values(whole, groups, indices, design, bootstrap_factors(design, request.seed, b));
            });
        first_error.rethrow();
        for (const std::vector<double>& replicate : values)
            for (std::size_t r = 0; r < replicate.size(); ++r) {
                if (std::isnan(replicate[r])) continue;
                Moments& m = moments[r];
                m.n += 1.0;
                const double from_mean = replicate[r] - m.mean;
                m.mean += from_mean / m.n;
                m.squares += from_mean * (replicate[r] - m.mean);
            }
    }
    for (std::size_t r = 0; r < report.rows.size(); ++r)
        if (moments[r].n >= 2.0 && !std::isnan(report.rows[r].value))
            report.rows[r].bootstrap_se = std::sqrt(moments[r].squares / (moments[r].n - 1.0));
    report.bootstrapped = true;
}

std::vector<std::string> notes_on(const SurveyData& survey, const HouseholdColumns& whole, const SampleDesign& design)
{
    std::vector<std::string> notes;
    const auto note = [&](std::uint64_t n, const char* one, const char* many) {
        if (n > 0) notes.push_back(n == 1 ? say(one) : say(fmt::runtime(many), n));
    };
    const auto count = [](const std::vector<double>& column) {
        return static_cast<std::uint64_t>(std::count_if(column.begin(), column.end(), [](double v) { return v <= 0.0; }));
    };
    note(survey.skipped, word("1 row left out for a missing value"), word("{} rows left out for a missing value"));
    note(survey.size.size() - whole.count(), word("1 household of weight 0 counted for the design only"),
         word("{} households of weight 0 counted for the design only"));
    note(count(whole.gross),
         word("1 household with gross welfare of 0 or below: left out of theil and mean_log_deviation, 1 % of the line in watts_gross"),
         word("{} households with gross welfare of 0 or below: left out of theil and mean_log_deviation, 1 % of the line in watts_gross"));
    if (whole.has_oop) {
        note(count(whole.net), word("1 household with net welfare of 0 or below: 1 % of the line in watts"),
             word("{} households with net welfare of 0 or below: 1 % of the line in watts"));
        if (whole.has_consumption)
            note(count(whole.base), word("1 household with consumption of 0 or below: any payment is the share 1 of it"),
                 word("{} households with consumption of 0 or below: any payment is the share 1 of it"));
        else
            note(count(whole.base), word("1 household with income of 0 or below: any payment is the share 1 of it"),
                 word("{} households with income of 0 or below: any payment is the share 1 of it"));
    }
    note(design.single_psus.size(), word("1 stratum with one psu: taken about the mean of all psus"),
         word("{} strata with one psu: taken about the mean of all psus"));
    if (design.psus() < 2) notes.push_back(say("one psu in all: no standard errors"));
    else if (design.freedom() <= 0.0) notes.push_back(say("as many strata as psus: no intervals"));
    return notes;
}

} // namespace

SurveyReport survey_report(const SurveyData& survey, const SurveyRequest& request)
{
    const HouseholdColumns whole = whole_households(survey, request.welfare_is_income);
    const std::vector<SurveyIndex> indices = wanted_indices(whole, request);
    const std::vector<SurveyGroup> groups = groups_in(survey, whole, request.by_quintile);
    const SampleDesign design = sample_design(survey, whole);
    DesignError error(design);
    const double t = t_quantile(design.freedom(), request.confidence);
    const WeighedHouseholds all(whole, whole.persons, true);
    const WholeSample sample = whole_sample(all);
    SurveyReport report;
    add_rows(report, "all", {all, sample}, indices, error, t);
    for (const SurveyGroup& group : groups)
        add_rows(report, group.name, {WeighedHouseholds(group.households, group.households.persons, true), sample},
                 indices, error, t);
    if (request.replicates > 0) add_bootstrap(report, whole, groups, indices, design, request);
    if (request.lorenz) report.lorenz = lorenz_points_csv(whole);
    report.notes = notes_on(survey, whole, design);
    return report;
}

} // namespace hearth
