#include "optimise/frontier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "inference/design.hpp"
#include "inference/emulator.hpp"

namespace hearth::optimise {

namespace {

using Eigen::MatrixXd;

constexpr double side = 3.4641016151377544; // a uniform lever with sd 1: what the emulator's lengths expect
constexpr double near = 0.003;              // of the spread: how far an emulator may be wrong about a bound, to be found out by living
constexpr int most_grid = 20'000;           // candidates looked at one by one

bool same(const VectorXd& a, const VectorXd& b) { return (a.array() == b.array()).all(); }

VectorXd scaled(const std::vector<Lever>& levers, const VectorXd& values)
{
    VectorXd out(values.size());
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        const Lever& l = levers[static_cast<std::size_t>(i)];
        out(i) = ((values(i) - l.low) / (l.high - l.low) - 0.5) * side;
    }
    return out;
}

void add_new(std::vector<VectorXd>& list, const VectorXd& policy, const std::vector<VectorXd>& known)
{
    const auto is = [&](const VectorXd& other) { return same(policy, other); };
    if (std::none_of(list.begin(), list.end(), is) && std::none_of(known.begin(), known.end(), is)) list.push_back(policy);
}

double share_of_normal(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752); }

// The corners, then an even spread.
std::vector<VectorXd> first_batch(const std::vector<Lever>& levers, const Search& search)
{
    const auto d = static_cast<Eigen::Index>(levers.size());
    const int wanted = search.first > 0 ? search.first : d == 1 ? 11 : d == 2 ? 25 : d == 3 ? 40 : 12 * static_cast<int>(d);
    std::vector<VectorXd> out;
    const auto at = [&](const VectorXd& share) {
        VectorXd v(d);
        for (Eigen::Index i = 0; i < d; ++i) v(i) = levers[static_cast<std::size_t>(i)].low + share(i) * (levers[static_cast<std::size_t>(i)].high - levers[static_cast<std::size_t>(i)].low);
        add_new(out, on_steps(levers, v), {});
    };
    if (d == 1) {
        for (int i = 0; i < wanted; ++i) at(VectorXd::Constant(1, wanted > 1 ? static_cast<double>(i) / (wanted - 1) : 0.5));
        return out;
    }
    for (int corner = 0; corner < 1 << std::min<Eigen::Index>(d, 4); ++corner) {
        VectorXd share = VectorXd::Constant(d, 0.5);
        for (Eigen::Index i = 0; i < std::min<Eigen::Index>(d, 4); ++i) share(i) = corner >> i & 1;
        at(share);
    }
    const MatrixXd spread = inference::normal_scores(static_cast<int>(d), wanted, Luck(search.seed, Stream::parameter, 1), 0);
    for (Eigen::Index j = 0; j < spread.cols() && static_cast<int>(out.size()) < wanted; ++j) at(spread.col(j).unaryExpr(&share_of_normal));
    return out;
}

// Everything that could be tried, where that is little; else a keyed spread and the neighbours of the best.
std::vector<VectorXd> candidates(const std::vector<Lever>& levers, const Search& search, const Frontier& so_far)
{
    const auto d = static_cast<Eigen::Index>(levers.size());
    double all = 1.0;
    for (const Lever& l : levers) all *= std::floor((l.high - l.low) / l.step + 1e-9) + 1.0;
    std::vector<VectorXd> out;
    if (all <= most_grid) {
        for (int i = 0; i < static_cast<int>(all); ++i) {
            VectorXd v(d);
            int rest = i;
            for (Eigen::Index k = 0; k < d; ++k) {
                const Lever& l = levers[static_cast<std::size_t>(k)];
                const int n = static_cast<int>(std::floor((l.high - l.low) / l.step + 1e-9)) + 1;
                v(k) = l.low + l.step * (rest % n);
                rest /= n;
            }
            out.push_back(on_steps(levers, v));
        }
        return out;
    }
    const MatrixXd spread = inference::normal_scores(static_cast<int>(d), search.look, Luck(search.seed, Stream::parameter, 2), 0);
    for (Eigen::Index j = 0; j < spread.cols(); ++j) {
        VectorXd v(d);
        for (Eigen::Index k = 0; k < d; ++k) v(k) = levers[static_cast<std::size_t>(k)].low + share_of_normal(spread(k, j)) * (levers[static_cast<std::size_t>(k)].high - levers[static_cast<std::size_t>(k)].low);
        out.push_back(on_steps(levers, v));
    }
    for (const Best& b : so_far.best)
        for (Eigen::Index k = 0; b.policy >= 0 && k < d; ++k)
            for (const double move : {-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0}) {
                VectorXd v = so_far.policies[static_cast<std::size_t>(b.policy)];
                v(k) += move * levers[static_cast<std::size_t>(k)].step;
                out.push_back(on_steps(levers, v));
            }
    return out;
}

// An emulator of one output, or its constant where it does not vary.
struct Emulated {
    std::optional<inference::Emulator> emulator;
    double constant = 0.0, centre = 0.0, spread = 1.0;

    Emulated(const MatrixXd& points, const VectorXd& values) : constant(values.mean()), centre(values.mean())
    {
        spread = std::sqrt((values.array() - centre).square().mean());
        if (!(spread > 1e-12 * std::max(1.0, std::abs(centre)))) return;
        const VectorXd unit = (values.array() - centre) / spread;
        emulator = inference::Emulator::fit(points, unit, VectorXd::Constant(values.size(), 1e-6));
    }
    double at(const VectorXd& point) const { return emulator ? centre + spread * emulator->mean_at(point) : constant; }
};

// Where the emulators say that the best for each budget lies.
std::vector<VectorXd> next_batch(const std::vector<Lever>& levers, const std::vector<double>& budgets, const Search& search, const Frontier& so_far)
{
    const auto n = static_cast<Eigen::Index>(so_far.policies.size());
    MatrixXd points(static_cast<Eigen::Index>(levers.size()), n);
    for (Eigen::Index j = 0; j < n; ++j) points.col(j) = scaled(levers, so_far.policies[static_cast<std::size_t>(j)]);
    const auto emulated = [&](auto&& value) {
        VectorXd v(n);
        for (Eigen::Index j = 0; j < n; ++j) v(j) = value(so_far.outcomes[static_cast<std::size_t>(j)]);
        return Emulated(points, v);
    };
    const Emulated objective = emulated([](const Outcome& o) { return o.objective; }), cost = emulated([](const Outcome& o) { return o.cost; });
    std::vector<Emulated> worse;
    for (std::size_t c = 0; c < so_far.outcomes[0].worse.size(); ++c) worse.push_back(emulated([c](const Outcome& o) { return o.worse[c]; }));
    const double slack = so_far.outcomes[0].slack;
    const std::vector<VectorXd> looked = candidates(levers, search, so_far);
    std::vector<double> value(looked.size()), price(looked.size());
    std::vector<char> allowed(looked.size(), 1);
    for (std::size_t i = 0; i < looked.size(); ++i) {
        const VectorXd u = scaled(levers, looked[i]);
        value[i] = objective.at(u);
        price[i] = cost.at(u);
        for (const Emulated& w : worse) allowed[i] = allowed[i] && w.at(u) <= slack + near * w.spread * (w.emulator ? 1.0 : 0.0);
    }
    std::vector<VectorXd> out;
    std::vector<char> lived(looked.size());
    for (std::size_t i = 0; i < looked.size(); ++i)
        lived[i] = std::any_of(so_far.policies.begin(), so_far.policies.end(), [&](const VectorXd& p) { return same(p, looked[i]); });
    // For each budget the most promising policy not yet lived, where it promises more than the best that was.
    // Once as the emulators have it, once with room for their error about the bounds.
    for (std::size_t twice = 0; twice < 2 * budgets.size(); ++twice) {
        const std::size_t b = twice / 2;
        const double room = twice % 2 == 0 ? 0.0 : near * cost.spread;
        const int known = so_far.best[b].policy;
        double to_beat = known < 0 ? std::numeric_limits<double>::infinity() : so_far.outcomes[static_cast<std::size_t>(known)].objective;
        std::size_t best = looked.size();
        for (std::size_t i = 0; i < looked.size(); ++i) {
            if (lived[i] || !allowed[i] || price[i] > budgets[b] + room || !(value[i] < to_beat)) continue;
            best = i;
            to_beat = value[i];
        }
        if (best < looked.size()) add_new(out, looked[best], so_far.policies);
    }
    return out;
}

} // namespace

VectorXd on_steps(const std::vector<Lever>& levers, VectorXd values)
{
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        const Lever& l = levers[static_cast<std::size_t>(i)];
        const double most = std::floor((l.high - l.low) / l.step + 1e-9);
        const double steps = std::clamp(std::floor((values(i) - l.low) / l.step + 0.5), 0.0, most);
        values(i) = std::floor((l.low + steps * l.step) * 1e9 + 0.5) / 1e9; // no 0.30000000000000004
    }
    return values;
}

std::vector<Best> best_of(const std::vector<Outcome>& outcomes, const std::vector<double>& budgets)
{
    std::vector<Best> out;
    for (const double budget : budgets) {
        Best best{budget, -1};
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const Outcome& o = outcomes[i];
            if (!(o.cost <= budget) || !o.allowed()) continue;
            const bool better = best.policy < 0 || o.objective < outcomes[static_cast<std::size_t>(best.policy)].objective
                || (o.objective == outcomes[static_cast<std::size_t>(best.policy)].objective && o.cost < outcomes[static_cast<std::size_t>(best.policy)].cost);
            if (better) best.policy = static_cast<int>(i);
        }
        out.push_back(best);
    }
    return out;
}

Frontier find_frontier(const std::vector<Lever>& levers, std::vector<double> budgets, int spread, const Search& search, const Evaluator& evaluate)
{
    Frontier f;
    const auto live = [&](const std::vector<VectorXd>& batch) {
        const std::vector<Outcome> outcomes = evaluate(batch);
        f.policies.insert(f.policies.end(), batch.begin(), batch.end());
        f.outcomes.insert(f.outcomes.end(), outcomes.begin(), outcomes.end());
    };
    live(first_batch(levers, search));
    if (budgets.empty()) {
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (const Outcome& o : f.outcomes) {
            least = std::min(least, o.cost);
            most = std::max(most, o.cost);
        }
        for (int b = 0; b < spread; ++b) budgets.push_back(least + (most - least) * (spread > 1 ? static_cast<double>(b) / (spread - 1) : 1.0));
    }
    f.best = best_of(f.outcomes, budgets);
    for (int round = 0; round < search.rounds; ++round) {
        const std::vector<VectorXd> batch = next_batch(levers, budgets, search, f);
        if (batch.empty()) break;
        live(batch);
        f.best = best_of(f.outcomes, budgets);
    }
    return f;
}

} // namespace hearth::optimise
