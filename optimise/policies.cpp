#include "optimise/policies.hpp"

#include <algorithm>
#include <cmath>

#include "forecast/variance.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::optimise {

namespace {

using forecast::Kind;
using forecast::Layout;
using forecast::Progress;
using forecast::Simulator;

const std::vector<std::string> beside_measures{"forgone_inpatient_share", "deaths", "che_10", "che_40_capacity", "poverty_headcount", "oop_mean"};

std::vector<Setting> settings_of(const std::vector<Lever>& levers, const VectorXd& policy)
{
    std::vector<Setting> out;
    for (std::size_t i = 0; i < levers.size(); ++i) out.push_back({levers[i].key, policy(static_cast<Eigen::Index>(i))});
    return out;
}

// The base policy (as the file has it), then the variants.
std::vector<Scenario> scenarios_of(const Question& q, const std::vector<VectorXd>& policies)
{
    std::vector<Scenario> out{read_scenario(q.scenario)};
    for (const VectorXd& p : policies) {
        const std::vector<Setting> settings = settings_of(q.levers, p);
        out.push_back(read_variant(q.scenario, settings, variant_name(out.front().name, settings)));
    }
    return out;
}

struct Numbers {
    std::vector<double> draws, same, other;
    double mean() const
    {
        double sum = 0.0;
        for (const double v : draws) sum += v;
        return sum / static_cast<double>(draws.size());
    }
    double error() const { return summarise(draws).se; }
};

struct BatchReader {
    const Simulator& simulator;
    const Progress& progress;
    std::size_t from; //!< first year that counts

    std::size_t cell_of(const std::string& measure, const std::string& group) const { return cell_in(simulator.layout(), measure, group); }
    static std::size_t cell_in(const Layout& layout, const std::string& measure, const std::string& group)
    {
        for (std::size_t c = 0; c < layout.kept.size(); ++c)
            if (hearth::measures()[layout.kept[c].measure].name == measure && layout.kept_groups[layout.kept[c].group] == group) return c;
        std::vector<std::string> groups;
        for (const std::string& g : layout.kept_groups) groups.push_back(g);
        throw InputError(say("{} of {} (is told by no run of this scenario{})", measure, group, nearest_words(group, groups)));
    }

    // Sum of measures.
    std::vector<Numbers> sums(const std::vector<std::string>& measures_, const std::string& group) const
    {
        std::vector<Numbers> out = numbers(measures_[0], group);
        for (std::size_t m = 1; m < measures_.size(); ++m) {
            const std::vector<Numbers> more = numbers(measures_[m], group);
            for (std::size_t s = 0; s < out.size(); ++s)
                for (auto part : {&Numbers::draws, &Numbers::same, &Numbers::other})
                    for (std::size_t d = 0; d < (out[s].*part).size(); ++d) (out[s].*part)[d] += (more[s].*part)[d];
        }
        return out;
    }

    // Mean over the years that count, by scenario.
    std::vector<Numbers> numbers(const std::string& measure, const std::string& group) const
    {
        const Layout& layout = simulator.layout();
        const std::size_t S = layout.scenarios.size(), Y = layout.years.size(), cell = cell_of(measure, group);
        std::vector<Numbers> out(S);
        const auto mean = [&](int draw, Kind kind, std::size_t s) {
            const std::vector<double> values = progress.cells(draw, kind, cell, 1);
            double sum = 0.0;
            for (std::size_t y = from; y < Y; ++y) sum += values[s * Y + y];
            return sum / static_cast<double>(Y - from);
        };
        for (std::size_t s = 0; s < S; ++s)
            for (int d = 0; d < simulator.settings().draws; ++d) {
                out[s].draws.push_back(mean(d, Kind::draw, s));
                if (d % forecast::companion_every != 0) continue;
                out[s].same.push_back(mean(d, Kind::same_path, s));
                out[s].other.push_back(mean(d, Kind::other_path, s));
            }
        return out;
    }
};

std::vector<double> whole(const Numbers& n, double share, std::uint32_t key)
{
    std::vector<int> companions;
    for (int d = 0; d < static_cast<int>(n.draws.size()); d += forecast::companion_every) companions.push_back(d);
    return forecast::to_population(n.draws, forecast::split_variance(n.draws, companions, n.same, n.other, share), share, key);
}

double quantile_of(std::vector<double> x, double q)
{
    std::sort(x.begin(), x.end());
    const double at = q * static_cast<double>(x.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    return x[low] + (at - static_cast<double>(low)) * (x[std::min(low + 1, x.size() - 1)] - x[low]);
}

} // namespace

Policies::Policies(Tables tables, std::optional<fit::Posterior> posterior, std::string posterior_path, forecast::Settings settings, Question question,
                   std::string folder, std::string identity, const std::atomic<bool>* stop, std::function<void(const std::string&, int, int)> told)
    : tables_(std::move(tables)), posterior_(std::move(posterior)), posterior_path_(std::move(posterior_path)), settings_(settings), question_(std::move(question)),
      folder_(std::move(folder)), identity_(std::move(identity)), stop_(stop), progress_(std::move(told))
{
    settings_.moments = false;
}

void Policies::check() const
{
    const Simulator simulator(tables_, scenarios_of(question_, {}), posterior_, posterior_path_, settings_);
    BatchReader::cell_in(simulator.layout(), question_.objective, "all");
    for (const std::string& m : question_.cost_measures) BatchReader::cell_in(simulator.layout(), m, question_.cost_group);
    for (const std::string& c : question_.constraints) BatchReader::cell_in(simulator.layout(), c, "all");
}

std::vector<Outcome> Policies::live(const std::vector<VectorXd>& policies, bool fresh)
{
    forecast::Settings s = settings_;
    if (fresh) s.seed = s.seed ^ 0x5deece66d1234567ull >> 2; // other luck, other paths
    if (fresh) s.first_draw += s.draws;                      // the next draws of the posterior
    const Simulator simulator(tables_, scenarios_of(question_, policies), posterior_, posterior_path_, s);
    const Layout& layout = simulator.layout();
    std::string identity = identity_ + (fresh ? " fresh" : " search");
    for (const std::string& name : layout.scenarios) identity += " " + name;
    const int batch = ++batches_;
    Progress progress(folder_ + "/batch_" + std::to_string(batch), digest(identity), false, layout);
    const std::string what = fresh ? say("fresh luck, {} policies", policies.size()) : say("batch {}, {} policies", batch, policies.size());
    forecast::Limits limits{stop_, {}, [&](int done, int of) {
                                if (progress_) progress_(what, done, of);
                            }};
    live_draws(simulator, progress, limits);
    first_year_ = question_.from > 0 ? question_.from : simulator.unsure_from();
    last_year_ = static_cast<int>(layout.years.back());
    const BatchReader reader{simulator, progress, static_cast<std::size_t>(std::max<std::int64_t>(0, first_year_ - layout.years.front()))};
    const std::vector<Numbers> objective = reader.numbers(question_.objective, "all"), cost = reader.sums(question_.cost_measures, question_.cost_group);
    std::vector<std::vector<Numbers>> worse, beside;
    for (const std::string& c : question_.constraints) worse.push_back(reader.numbers(c, "all"));
    for (const std::string& m : beside_measures) beside.push_back(reader.numbers(m, "all"));
    std::vector<Outcome> out;
    told_.clear();
    for (std::size_t i = 0; i <= policies.size(); ++i) {
        const std::size_t sc = i < policies.size() ? i + 1 : 0; // the base policy last
        Told t;
        t.yearly_cost = whole(cost[sc], settings_.share, fresh ? 1 : 0); // fresh luck of the population, too
        Outcome o{objective[sc].mean(), question_.quantile > 0.0 ? quantile_of(t.yearly_cost, question_.quantile) : cost[sc].mean(), {}, 1e-12};
        for (const auto& w : worse) o.worse.push_back(w[sc].mean() - w[0].mean());
        t.cost_mean = cost[sc].mean();
        t.cost_error = cost[sc].error();
        t.objective_error = objective[sc].error();
        std::vector<double> apart;
        for (std::size_t d = 0; d < objective[sc].draws.size(); ++d) apart.push_back(objective[sc].draws[d] - objective[0].draws[d]);
        t.above_base = objective[sc].mean() - objective[0].mean();
        t.above_base_error = summarise(apart).se;
        for (std::size_t m = 0; m < beside.size(); ++m) t.beside.emplace_back(beside_measures[m], beside[m][sc].mean() - beside[m][0].mean());
        told_.push_back(std::move(t));
        if (i < policies.size()) out.push_back(std::move(o));
        else base_ = std::move(o);
    }
    return out;
}

} // namespace hearth::optimise
