#include "hearth/posterior_run.hpp"

#include "forecast/simulator.hpp"
#include "sim/base/error.hpp"

namespace hearth {

void PosteriorUse::put(Tables& tables, std::optional<int> number) const
{
    const fit::VectorXd values = number
        ? fit::VectorXd(posterior.draws.col(static_cast<Eigen::Index>(forecast::posterior_draw(*number, static_cast<std::size_t>(posterior.draws.cols())))))
        : posterior.mean();
    fit::put_posterior(tables, posterior, values, path);
}

namespace {

// Puts a result of one draw into its place among all.
void put_draw(std::vector<Results::Variable>& all, std::vector<Results::Variable>&& one, int draw, int draws)
{
    if (draw == 0) {
        all = one;
        for (Results::Variable& v : all) v.values.assign(v.values.size() * static_cast<std::size_t>(draws), 0.0);
    }
    for (std::size_t v = 0; v < one.size(); ++v)
        for (std::size_t cell = 0; cell < one[v].values.size(); ++cell)
            all[v].values[cell * static_cast<std::size_t>(draws) + static_cast<std::size_t>(draw)] = one[v].values[cell];
}

} // namespace

Results simulate_posterior(const std::string& input, const std::vector<Scenario>& scenarios, const PosteriorUse& use,
                           const RunSettings& settings, const Progress& progress)
{
    Faults faults;
    const Tables tables = read_tables(input, faults);
    Results out;
    for (int draw = 0; draw < settings.draws; ++draw) {
        Tables own = tables;
        use.put(own, settings.first_draw + draw);
        const World world = build_world(own, settings.years);
        const std::vector<Plan> plans = make_plans(world, scenarios, true);
        const Settlements where = settle_villages(world);
        RunSettings s = settings;
        s.draws = 1;
        s.first_draw = settings.first_draw + draw;
        const RunResult run = hearth::run(world, plans, village_maker(world, where, s), where.villages(), s, {});
        Results one = make_results(world, plans, run, scale_of(world, run.founders, s.sampled), s.worlds);
        put_draw(out.variables, std::move(one.variables), draw, settings.draws);
        put_draw(out.mechanical, std::move(one.mechanical), draw, settings.draws);
        if (draw == 0) {
            out.scenarios = one.scenarios;
            out.years = one.years;
            out.groups = one.groups;
            out.draws = settings.draws;
        }
        if (progress) progress(static_cast<std::size_t>(draw) + 1, static_cast<std::size_t>(settings.draws));
    }
    return out;
}

} // namespace hearth
