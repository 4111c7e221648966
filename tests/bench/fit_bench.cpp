// Runs of hearth until a fit is as near the data as the truth itself is, for four ways of looking: hearth's
// ensemble inversion, CMA-ES (pagmo), BOBYQA (NLopt) and Gauss-Newton with finite differences. Same problem, same
// keys of luck for all of one problem: squared distance under fixed keys, in the prior's standard normal scale.
//   fit_bench INPUT.h5 SCENARIO.toml [problems] [persons]
#include <omp.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>

#include <fmt/format.h>
#include <nlopt.hpp>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/cmaes.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "fit/model.hpp"
#include "fit/runner.hpp"
#include "fit/stages.hpp"
#include "inference/design.hpp"
#include "inference/etki.hpp"

using namespace hearth;
using namespace hearth::fit;
namespace inf = hearth::inference;

namespace {

constexpr int most = 1'500;
constexpr int replicates = 40;

struct Found {}; // thrown to leave a library's loop

// One problem: data from a truth under its own luck, distance under other, fixed keys.
struct Problem {
    const Model& model;
    Task task;
    VectorXd truth;
    std::uint64_t keys;
    double wanted = 0.0; //!< the truth's own distance under the keys
    mutable int runs = 0;

    Problem(const Model& m, int number) : model(m), task(m.task()), keys(1'000 + static_cast<std::uint64_t>(number))
    {
        truth = inf::normal_vector(task.parameters, Luck(9, Stream::parameter, 400), static_cast<std::uint64_t>(number), 0);
        MatrixXd luck(task.data.size(), replicates);
#pragma omp parallel for schedule(dynamic) default(none) shared(luck)
        for (int r = 0; r < replicates; ++r) luck.col(r) = outputs(truth, 50'000 + static_cast<std::uint64_t>(r));
        task.observation_variance = inf::covariance_of(luck).diagonal();
        task.data = outputs(truth, 5'000 + static_cast<std::uint64_t>(number));
        wanted = squared(outputs(truth, keys));
    }
    VectorXd outputs(const VectorXd& u, std::uint64_t seed) const
    {
        RunRecord r;
        r.outputs = model.outputs(u, seed, seed);
        const MatrixXd out = scaled_outputs(task, {r});
        return out.cols() == 1 ? VectorXd(out.col(0)) : VectorXd(VectorXd::Constant(task.data.size(), 1e3));
    }
    VectorXd residual(const VectorXd& g) const { return (g - task.data).cwiseQuotient(task.observation_variance.cwiseSqrt()); }
    double squared(const VectorXd& g) const { return residual(g).squaredNorm(); }
    VectorXd at(const VectorXd& u) const
    {
        if (++runs > most) throw Found{};
        VectorXd r = residual(outputs(u, keys));
        if (r.squaredNorm() <= wanted) throw Found{};
        return r;
    }
};

int counted(const Problem& p, const std::function<void()>& search)
{
    p.runs = 0;
    try {
        search();
    } catch (const Found&) {
        return p.runs;
    } catch (const std::exception&) {
    }
    return most + 1;
}

int by_ensemble(const Problem& p)
{
    constexpr int members = 40;
    MatrixXd u = inf::matched(inf::normal_scores(p.task.parameters, members, Luck(9, Stream::parameter, 401), 0));
    double time = 0.0;
    for (int wave = 0;; ++wave) {
        MatrixXd g(p.task.data.size(), members);
#pragma omp parallel for schedule(dynamic) default(none) shared(g, u, p)
        for (int j = 0; j < members; ++j) g.col(j) = p.outputs(u.col(j), p.keys);
        for (int j = 0; j < members; ++j)
            if (p.squared(g.col(j)) <= p.wanted) return wave * members + j + 1;
        // The mean is a candidate of its own.
        if (p.squared(p.outputs(inf::mean_of(u), p.keys)) <= p.wanted) return (wave + 1) * members + wave + 1;
        if ((wave + 1) * (members + 1) > most) return most + 1;
        const MatrixXd gamma = p.task.observation_variance.asDiagonal();
        const double left = time < 1.0 ? 1.0 - time : 1.0; // beyond the posterior: goes on to the mode
        const double step = inf::tempering_step(inf::misfits(g, p.task.data, gamma), static_cast<int>(p.task.data.size()), left);
        u = inf::transform(u, g, p.task.data, gamma, step);
        time += step;
    }
}

struct Distance {
    const Problem* problem = nullptr;
    pagmo::vector_double fitness(const pagmo::vector_double& x) const
    {
        return {problem->at(Eigen::Map<const VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()))).squaredNorm()};
    }
    std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const
    {
        const auto n = static_cast<std::size_t>(problem->task.parameters);
        return {pagmo::vector_double(n, -4.0), pagmo::vector_double(n, 4.0)};
    }
};

int by_cmaes(const Problem& p)
{
    return counted(p, [&] {
        const pagmo::problem problem{Distance{&p}};
        // Its own defaults but for the start: standard normal points, as the prior is; 12 members.
        pagmo::population population{problem, 0, 7};
        const MatrixXd start = inf::normal_scores(p.task.parameters, 12, Luck(9, Stream::parameter, 402), 0);
        for (int j = 0; j < 12; ++j) population.push_back(pagmo::vector_double(start.col(j).data(), start.col(j).data() + start.rows()));
        pagmo::algorithm algorithm{pagmo::cmaes{static_cast<unsigned>(most), -1, -1, -1, -1, 0.25, 1e-12, 1e-12, false, true, 7}};
        algorithm.evolve(population);
    });
}

double for_nlopt(const std::vector<double>& x, std::vector<double>&, void* problem)
{
    const auto* p = static_cast<const Problem*>(problem);
    return p->at(Eigen::Map<const VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()))).squaredNorm();
}

int by_bobyqa(const Problem& p)
{
    return counted(p, [&] {
        nlopt::opt search(nlopt::LN_BOBYQA, static_cast<unsigned>(p.task.parameters));
        search.set_min_objective(for_nlopt, const_cast<Problem*>(&p));
        search.set_lower_bounds(-4.0);
        search.set_upper_bounds(4.0);
        search.set_initial_step(0.5);
        search.set_maxeval(most);
        std::vector<double> x(static_cast<std::size_t>(p.task.parameters), 0.0);
        double least = 0.0;
        search.optimize(x, least);
    });
}

// Levenberg-Marquardt with differences of 0.15; restarts from other points when it stalls.
int by_gauss_newton(const Problem& p)
{
    return counted(p, [&] {
        const auto d = p.task.parameters;
        for (int start = 0;; ++start) {
            VectorXd u = start == 0 ? VectorXd(VectorXd::Zero(d)) : inf::normal_vector(d, Luck(9, Stream::parameter, 403), static_cast<std::uint64_t>(start), 0);
            VectorXd r = p.at(u);
            double damping = 0.1;
            for (int step = 0, refused = 0; step < 12 && refused < 4; ++step) {
                MatrixXd j(r.size(), d);
                for (int k = 0; k < d; ++k) {
                    VectorXd moved = u;
                    moved(k) += 0.15;
                    j.col(k) = (p.at(moved) - r) / 0.15;
                }
                for (refused = 0; refused < 4; ++refused) {
                    const MatrixXd h = j.transpose() * j + damping * MatrixXd((j.transpose() * j).diagonal().asDiagonal()) + 1e-3 * MatrixXd::Identity(d, d);
                    const VectorXd next = u - h.ldlt().solve(j.transpose() * r);
                    const VectorXd there = p.at(next.cwiseMax(-4.0).cwiseMin(4.0));
                    if (there.squaredNorm() < r.squaredNorm()) {
                        u = next.cwiseMax(-4.0).cwiseMin(4.0);
                        r = there;
                        damping *= 0.3;
                        break;
                    }
                    damping *= 4.0;
                }
            }
        }
    });
}

std::string shown(int runs) { return runs > most ? "not in 1,500" : std::to_string(runs); }

} // namespace

int main(int count, char** words)
{
    if (count < 3) return 64;
    const int problems = count > 3 ? std::atoi(words[3]) : 4;
    const double persons = count > 4 ? std::atof(words[4]) : 4'000;
    Faults faults;
    const Tables tables = read_tables(words[1], faults);
    faults.refuse_if_any();
    const Scenario scenario = read_scenario(words[2]);
    const Model model(tables, scenario, scenario, persons);
    std::cout << fmt::format("{} parameters, {} targets, {:.0f} persons: runs until as near as the truth\n", model.task().parameters, model.task().rows.size(), persons)
              << fmt::format("{:<10}{:>22}{:>18}{:>18}{:>18}\n", "problem", "ensemble inversion", "CMA-ES (pagmo)", "BOBYQA (NLopt)", "Gauss-Newton");
    std::vector<double> ratios;
    for (int i = 0; i < problems; ++i) {
        const Problem p(model, i);
        const int ours = by_ensemble(p), cmaes = by_cmaes(p), bobyqa = by_bobyqa(p), newton = by_gauss_newton(p);
        ratios.push_back(static_cast<double>(ours) / cmaes);
        std::cout << fmt::format("{:<10}{:>22}{:>18}{:>18}{:>18}\n", i, shown(ours), shown(cmaes), shown(bobyqa), shown(newton)) << std::flush;
    }
    std::sort(ratios.begin(), ratios.end());
    std::cout << fmt::format("median of ensemble / CMA-ES: {:.2f}\n", ratios[ratios.size() / 2]);
}
