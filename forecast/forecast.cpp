#include "forecast/forecast.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "sim/base/first_error.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

struct Run {
    int draw;
    Kind kind;
};

std::vector<Run> runs_of(const Progress& progress, int from, int until)
{
    std::vector<Run> runs;
    for (int d = from; d < until; ++d)
        for (const Kind kind : {Kind::draw, Kind::same_path, Kind::other_path})
            if ((kind == Kind::draw || d % companion_every == 0) && !progress.knows(d, kind)) runs.push_back({d, kind});
    return runs;
}

void live_block(const Simulator& simulator, Progress& progress, const Limits& limits, int from, int until, int& done, int of)
{
    const std::vector<Run> runs = runs_of(progress, from, until);
    FirstError error;
    std::atomic<std::size_t> lived{0};
    const int threads = simulator.settings().threads > 0 ? simulator.settings().threads : omp_get_max_threads();
#pragma omp parallel for schedule(dynamic) num_threads(threads) default(none) shared(simulator, progress, limits, runs, error, lived, done, of)
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (limits.stop && limits.stop->load()) continue;
        error.guard([&] { progress.add(runs[i].draw, runs[i].kind, simulator.live(runs[i].draw, runs[i].kind)); });
        const std::size_t n = ++lived;
        if (limits.told && omp_get_thread_num() == 0) limits.told(done + static_cast<int>(n), of);
    }
    error.rethrow();
    if (lived < runs.size()) throw Stopped(say("stopped with {} runs of these fifty draws to go", runs.size() - lived));
    done += static_cast<int>(runs.size());
}

} // namespace

std::vector<double> errors_after(const Simulator& simulator, const Progress& progress, const std::vector<WantedError>& wanted, int draws)
{
    const Layout& layout = simulator.layout();
    std::vector<double> out;
    for (const WantedError& w : wanted) {
        const auto cell = std::find_if(layout.kept.begin(), layout.kept.end(), [&](const Layout::Cell& c) {
            return measures()[c.measure].name == w.measure && layout.kept_groups[c.group] == "all";
        });
        double worst = 0.0;
        for (std::size_t s = 0; s < layout.scenarios.size(); ++s) {
            std::vector<double> values;
            for (int d = 0; d < draws; ++d)
                values.push_back(progress.cells(d, Kind::draw, static_cast<std::size_t>(cell - layout.kept.begin()), 1)[s * layout.years.size() + layout.years.size() - 1]);
            const double se = summarise(values).se;
            worst = std::isfinite(se) ? std::max(worst, se) : std::numeric_limits<double>::infinity();
        }
        out.push_back(worst);
    }
    return out;
}

int finished_draws(const Progress& progress, int most)
{
    int n = 0;
    while (n < most && runs_of(progress, n, n + 1).empty()) ++n;
    return n;
}

int live_draws(const Simulator& simulator, Progress& progress, const Limits& limits)
{
    const int draws = simulator.settings().draws;
    const int of = draws + 2 * companions_of(draws);
    int done = of - static_cast<int>(runs_of(progress, 0, draws).size());
    int from = progress.moments().draws;
    const auto met = [&](int lived) {
        if (limits.wanted.empty() || lived == 0 || lived % block_of_draws != 0) return false;
        const std::vector<double> errors = errors_after(simulator, progress, limits.wanted, lived);
        for (std::size_t w = 0; w < errors.size(); ++w)
            if (errors[w] > limits.wanted[w].error) return false;
        return true;
    };
    while (from < draws && !met(from)) {
        const int until = std::min(draws, (from / block_of_draws + 1) * block_of_draws);
        live_block(simulator, progress, limits, from, until, done, of);
        progress.fold_until(until);
        from = until;
    }
    return from;
}

} // namespace hearth::forecast
