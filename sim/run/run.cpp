#include "sim/run/job.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

namespace hearth {

void RunResult::add(const RunResult& other)
{
    for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].add(other.tallies[i]);
    founders += other.founders;
}

Exposure exposure_in(const World& world, const Luck& systemic, int county, int year)
{
    const Parameters& p = world.parameters;
    const double keep = p.incidence_shock_persistence;
    double shock = 0.0;
    for (int y = world.base_year; y <= year; ++y) {
        const double z = normal(systemic.words(0, y, Purpose::year_shock)[0]);
        shock = y == world.base_year ? z : keep * shock + std::sqrt(1.0 - keep * keep) * z;
    }
    const double area = normal(
        systemic.words(static_cast<std::uint64_t>(county), year, Purpose::area_shock)[0]);
    const double sd = p.incidence_shock_sd;
    const double log_factor = sd * shock - 0.5 * sd * sd + p.area_shock_sd * area
        - 0.5 * p.area_shock_sd * p.area_shock_sd;
    const std::size_t at = world.index_of(year);
    const double factor = exponential(log_factor) * (world.illness_ahead.empty() ? 1.0 : world.illness_ahead[at]);
    const double income = world.income_ahead.empty() ? 1.0 : world.income_ahead[static_cast<std::size_t>(county)][at];
    return {factor * world.in(year).admission_index, factor, income};
}

double scale_of(const World& world, std::int64_t founders, double sampled)
{
    if (sampled >= 1.0) return 1.0;
    return std::floor(world.persons / static_cast<double>(std::max<std::int64_t>(1, founders)) * 1000.0 + 0.5) / 1000.0;
}

RunResult empty_result(const RunSettings& s, std::size_t scenarios)
{
    RunResult result;
    result.draws = s.draws;
    result.given = static_cast<int>(scenarios);
    result.scenarios = s.worlds.mechanical ? 2 * result.given - 1 : result.given;
    result.years = s.years;
    result.tallies.resize(static_cast<std::size_t>(s.draws) * static_cast<std::size_t>(result.scenarios)
                          * static_cast<std::size_t>(s.years));
    return result;
}

VillageLife Job::founded(std::uint32_t number, RunResult& result) const
{
    VillageLife life(world, plans, make_village(number), settings.worlds);
    result.founders += life.persons();
    life.burn_in({settings.seed, Stream::population, 0});
    return life;
}

void Job::live_year(VillageLife& life, int draw, int y, RunResult& result, int at_draw, int at_year,
                    std::span<const FundScene> funds, std::span<const Served> served) const
{
    const int year = world.base_year + y;
    std::vector<Tally*> tallies;
    for (int a = 0; a < result.scenarios; ++a) tallies.push_back(&result.at(at_draw, a, at_year));
    const int luck = settings.first_draw + draw;
    const Exposure exposure = exposure_in(world, systemic_luck(luck), life.village().county, year);
    life.live(year, household_luck(luck), exposure, {tallies, funds, settings.story && settings.story->draw == luck ? settings.story : nullptr, served});
}

void Job::live_village(std::uint32_t number, RunResult& result) const
{
    const VillageLife start = founded(number, result);
    for (int draw = 0; draw < settings.draws; ++draw) {
        VillageLife life = start;
        for (int y = 0; y < settings.years; ++y) live_year(life, draw, y, result, draw, y);
    }
}

namespace {

RunResult village_outer(const Job& job, std::uint32_t villages, const Progress& progress)
{
    RunResult total = empty_result(job.settings, job.plans.size());
    std::atomic<std::size_t> done{0};
#pragma omp parallel default(none) shared(job, villages, progress, total, done)
    {
        RunResult own = empty_result(job.settings, job.plans.size());
#pragma omp for schedule(dynamic)
        for (std::uint32_t v = 0; v < villages; ++v) {
            job.live_village(v, own);
            const std::size_t n = ++done;
            if (progress && omp_get_thread_num() == 0) progress(n, villages);
        }
#pragma omp critical
        total.add(own);
    }
    return total;
}

RunResult year_outer(const Job& job, std::uint32_t villages, const Progress& progress)
{
    RunResult total = empty_result(job.settings, job.plans.size());
    std::vector<std::optional<VillageLife>> start(villages);
    std::vector<std::optional<VillageLife>> lives(villages);
    std::size_t steps = 0;
#pragma omp parallel default(none) shared(job, villages, progress, total, start, lives, steps)
    {
        RunResult own = empty_result(job.settings, job.plans.size());
#pragma omp for schedule(dynamic)
        for (std::uint32_t v = 0; v < villages; ++v) start[v] = job.founded(v, own);
        for (int draw = 0; draw < job.settings.draws; ++draw) {
#pragma omp for schedule(dynamic)
            for (std::uint32_t v = 0; v < villages; ++v) lives[v] = start[v];
            for (int y = 0; y < job.settings.years; ++y) {
#pragma omp for schedule(dynamic)
                for (std::uint32_t v = 0; v < villages; ++v) job.live_year(*lives[v], draw, y, own, draw, y);
#pragma omp single
                if (progress)
                    progress(++steps, static_cast<std::size_t>(job.settings.draws)
                                          * static_cast<std::size_t>(job.settings.years));
            }
        }
#pragma omp critical
        total.add(own);
    }
    return total;
}

} // namespace

RunResult run(const World& world, std::span<const Plan> plans, const VillageMaker& make_village,
              std::uint32_t villages, const RunSettings& settings, const Progress& progress)
{
    if (settings.threads > 0) omp_set_num_threads(settings.threads);
    Job job{world, {}, make_village, settings};
    for (const Plan& plan : plans) job.plans.push_back(&plan);
    if (std::any_of(plans.begin(), plans.end(), [](const Plan& p) { return p.policy.joins_persons(); }))
        return run_coupled(job, villages, progress);
    return settings.order == LoopOrder::village_outer ? village_outer(job, villages, progress)
                                                      : year_outer(job, villages, progress);
}

} // namespace hearth
