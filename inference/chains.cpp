#include "inference/chains.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/first_error.hpp"

namespace hearth::inference {

MatrixXd Chains::of(int dimension) const
{
    MatrixXd out(position[0].cols(), static_cast<Eigen::Index>(position.size()));
    for (std::size_t c = 0; c < position.size(); ++c)
        out.col(static_cast<Eigen::Index>(c)) = position[c].row(dimension).transpose();
    return out;
}

MatrixXd Chains::densities() const
{
    MatrixXd out(position[0].cols(), static_cast<Eigen::Index>(position.size()));
    for (std::size_t c = 0; c < position.size(); ++c) out.col(static_cast<Eigen::Index>(c)) = log_density[c];
    return out;
}

MatrixXd Chains::pooled() const
{
    const Eigen::Index draws = position[0].cols();
    MatrixXd out(position[0].rows(), draws * static_cast<Eigen::Index>(position.size()));
    for (std::size_t c = 0; c < position.size(); ++c)
        out.middleCols(static_cast<Eigen::Index>(c) * draws, draws) = position[c];
    return out;
}

namespace {

constexpr int epoch = 10; // moves between additions to the archive
constexpr double differences = 0.2; // share of moves
constexpr double jitter = 1e-3;
constexpr double shortest_log = -3.0; // three moves in ten are e^-3 to 1 long, evenly in the logarithm, the others 0.2 to 1
constexpr double widened = 1.1; // sd of the reference over the archive's: tails are visited

struct Walker {
    VectorXd at;
    double density = 0.0;
    double cheap = 0.0; //!< under the surrogate
    int accepted = 0;
};

// The Gaussian that moves are made about: moments of the archive's younger half, a little widened, with a
// thousandth of the unit matrix so that it never degenerates.
struct Reference {
    VectorXd mean;
    Eigen::LLT<MatrixXd> root;
    explicit Reference(const MatrixXd& states)
    {
        mean = states.rowwise().mean();
        const MatrixXd centred = states.colwise() - mean;
        MatrixXd c = widened * widened * centred * centred.transpose() / static_cast<double>(std::max<Eigen::Index>(1, states.cols() - 1));
        c.diagonal().array() += 1e-3 * std::max(1e-6, c.diagonal().mean());
        root.compute(c);
    }
    double log_density(const VectorXd& u) const { return -0.5 * root.matrixL().solve(u - mean).squaredNorm(); }
};

struct Walk {
    const LogDensity& density;
    const LogDensity& surrogate;
    const MatrixXd& archive;
    Eigen::Index archived;
    const Reference& reference;
    const Luck& luck;

    VectorXd normals(std::uint64_t chain, std::uint32_t k, Eigen::Index d) const
    {
        VectorXd out(d);
        for (Eigen::Index i = 0; i < d; ++i) {
            const Words w = luck.words(chain, 0, Purpose::design, k + 2u + static_cast<std::uint32_t>(i / 4));
            out(i) = normal(w[static_cast<std::size_t>(i % 4)]);
        }
        return out;
    }

    // Several moves under the surrogate, then one decision by both densities.
    void compound(Walker& w, std::uint64_t chain, int step, int inner) const
    {
        Walker end{w.at, w.cheap, 0.0, 0};
        for (int i = 0; i < inner; ++i) move(end, chain, step * inner + i, surrogate);
        if (end.accepted == 0) return;
        const Words u = luck.words(chain, 1, Purpose::design, static_cast<std::uint32_t>(step));
        const double there = density(end.at);
        if (!(logarithm(unit(u[0])) < there - w.density - (end.density - w.cheap))) return;
        w = {end.at, there, end.density, w.accepted + 1};
    }

    // One move of a chain. Address: (chain, step), so any thread makes the same move.
    void move(Walker& w, std::uint64_t chain, int step, const LogDensity& under) const
    {
        const auto k = static_cast<std::uint32_t>(step) * 64u;
        const Words pick = luck.words(chain, 0, Purpose::design, k);
        const Words more = luck.words(chain, 0, Purpose::design, k + 1u);
        const VectorXd noise = normals(chain, k, w.at.size());
        VectorXd proposal;
        double correction = 0.0; // log of the reference's density at the state over that at the proposal
        if (unit(more[0]) < differences) proposal = w.at + difference(pick, more, w.at.size()) + jitter * noise;
        else {
            const bool careful = unit(more[3]) < 0.3;
            const double length = careful ? exponential(shortest_log * unit(more[1])) : 0.2 + 0.8 * unit(more[1]);
            proposal = reference.mean + std::sqrt(1.0 - length * length) * (w.at - reference.mean) + length * VectorXd(reference.root.matrixL() * noise);
            correction = reference.log_density(w.at) - reference.log_density(proposal);
        }
        const double there = under(proposal);
        if (!(logarithm(unit(pick[3])) < there - w.density + correction)) return;
        w.at = proposal;
        w.density = there;
        ++w.accepted;
    }

    VectorXd difference(const Words& pick, const Words& more, Eigen::Index d) const
    {
        const auto size = static_cast<double>(archived);
        const auto one = static_cast<Eigen::Index>(unit(pick[0]) * size);
        auto other = static_cast<Eigen::Index>(unit(pick[1]) * (size - 1.0));
        if (other >= one) ++other;
        const double factor = unit(more[2]) < 0.5 ? 1.0 : 2.38 / std::sqrt(2.0 * static_cast<double>(d));
        return factor * (archive.col(one) - archive.col(other));
    }
};

struct Herd {
    const LogDensity& density;
    const LogDensity& surrogate;
    const ChainSettings& s;
    const Luck& luck;
    MatrixXd archive;
    Eigen::Index archived = 0;
    std::vector<Walker> walkers;
    Reference reference;

    Herd(const LogDensity& f, const LogDensity& cheap, const MatrixXd& start, const ChainSettings& settings, const Luck& keys, int epochs)
        : density(f), surrogate(cheap), s(settings), luck(keys), archive(start.rows(), start.cols() + static_cast<Eigen::Index>(epochs) * settings.chains),
          archived(start.cols()), walkers(static_cast<std::size_t>(settings.chains)), reference(start)
    {
        archive.leftCols(start.cols()) = start;
        for (int c = 0; c < s.chains; ++c) {
            Walker& w = walkers[static_cast<std::size_t>(c)];
            w.at = start.col(static_cast<Eigen::Index>(c) * start.cols() / s.chains);
        }
        weigh();
    }

    void weigh()
    {
        for (Walker& w : walkers) {
            w.density = density(w.at);
            if (surrogate) w.cheap = surrogate(w.at);
            w.accepted = 0;
        }
    }

    // An epoch of all chains side by side; kept from column `at` on where `out` is given. The warm-up lives
    // under the surrogate where there is one.
    void step(int e, Chains* out, Eigen::Index at)
    {
        const Walk walk{density, surrogate, archive, archived, reference, luck};
        const bool compound = surrogate && out;
        const LogDensity& plain = surrogate ? surrogate : density;
        const int inner = s.inner;
        const std::size_t chains = walkers.size();
        FirstError error;
#pragma omp parallel for schedule(dynamic) num_threads(s.threads > 0 ? s.threads : 2) default(none) \
    shared(chains, walk, out, e, at, error, compound, plain, inner)
        for (std::size_t c = 0; c < chains; ++c)
            error.guard([&] {
                for (int i = 0; i < epoch; ++i) {
                    if (compound) walk.compound(walkers[c], c, e * epoch + i, inner);
                    else walk.move(walkers[c], c, e * epoch + i, plain);
                    if (!out) continue;
                    out->position[c].col(at + i) = walkers[c].at;
                    out->log_density[c](at + i) = walkers[c].density;
                }
            });
        error.rethrow();
        for (const Walker& w : walkers) archive.col(archived++) = w.at;
    }

    void learn() { reference = Reference(archive.middleCols(archived / 2, archived - archived / 2)); }
};

} // namespace

Chains sample(const LogDensity& density, const MatrixXd& start, const ChainSettings& s, const Luck& luck, const LogDensity& surrogate)
{
    const int epochs = (s.warm_up + s.draws) / epoch, warm = s.warm_up / epoch;
    Herd herd(density, surrogate, start, s, luck, epochs);
    Chains out;
    out.position.assign(herd.walkers.size(), MatrixXd(start.rows(), (epochs - warm) * epoch));
    out.log_density.assign(herd.walkers.size(), VectorXd((epochs - warm) * epoch));
    if (surrogate)
        for (Walker& w : herd.walkers) w.density = w.cheap;
    for (int e = 0; e < warm; ++e) {
        herd.step(e, nullptr, 0);
        if (e % 5 == 4) herd.learn();
    }
    herd.weigh();
    for (int e = warm; e < epochs; ++e) {
        herd.step(e, &out, static_cast<Eigen::Index>(e - warm) * epoch);
        if (e % 25 == 24) herd.learn(); // over ever more states: what is still learnt fades
    }
    for (const Walker& w : herd.walkers) out.accepted += w.accepted;
    out.accepted /= static_cast<double>(s.chains) * (epochs - warm) * epoch;
    return out;
}

} // namespace hearth::inference
