#include "fit/posterior_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/error.hpp"
#include "store/atomic_file.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace {

constexpr const char* file_type = "hearth posterior";
constexpr std::int64_t schema_version = 1;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> numbers(const VectorXd& v) { return {v.data(), v.data() + v.size()}; }

// Column by column: of a matrix dimensions x points, point by point.
std::vector<double> by_point(const MatrixXd& m) { return {m.data(), m.data() + m.size()}; }

std::vector<double> by_row(const MatrixXd& m)
{
    const MatrixXd t = m.transpose();
    return by_point(t);
}

double quantile_of(std::vector<double> v, double p)
{
    if (v.empty()) return nothing;
    std::sort(v.begin(), v.end());
    const double at = p * static_cast<double>(v.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const double next = low + 1 < v.size() ? v[low + 1] : v[low];
    return v[low] + (at - static_cast<double>(low)) * (next - v[low]);
}

struct File {
    store::Writer& out;
    const Model& model;
    const Task& task;
    const Fit& fit;

    template <class F>
    void column(const std::string& name, const std::string& dimension, std::size_t rows, F&& of, const std::string& unit, const std::string& meaning)
    {
        using Value = decltype(of(std::size_t{0}));
        std::vector<std::conditional_t<std::is_convertible_v<Value, std::string>, std::string, double>> values;
        for (std::size_t i = 0; i < rows; ++i) values.push_back(of(i));
        store::Attributes attributes{{"long_name", meaning}};
        if (!unit.empty()) attributes["units"] = unit;
        out.variable(name, {dimension}, values, attributes);
    }

    void index(const std::string& name, std::size_t rows, const std::string& meaning)
    {
        std::vector<std::int64_t> values(rows);
        for (std::size_t i = 0; i < rows; ++i) values[i] = static_cast<std::int64_t>(i);
        out.dimension(name, values, {{"long_name", meaning}});
    }

    // A finding by parameter, where there is one.
    void finding(const std::string& name, const VectorXd& v, const std::string& meaning)
    {
        if (v.size() == task.parameters) out.variable("parameters/" + name, {"parameters/parameter"}, numbers(v), {{"long_name", meaning}, {"units", "1"}});
    }

    void parameters()
    {
        const auto& p = model.parameters();
        const std::size_t d = p.size();
        const std::string dim = "parameters/parameter";
        std::vector<std::string> paths;
        for (const FittedParameter& each : p) paths.push_back(each.path);
        out.group("parameters");
        out.dimension(dim, paths, {{"long_name", "path of the parameter in the input"}});
        column("parameters/unit", dim, d, [&](std::size_t i) { return p[i].unit; }, "", "unit of natural values");
        column("parameters/transform", dim, d, [&](std::size_t i) { return std::string(name_of(p[i].prior.scale)); }, "", "scale of the prior");
        column("parameters/prior", dim, d, [&](std::size_t i) { return std::string(name_of(p[i].prior.family)); }, "", "family of the prior");
        column("parameters/prior_a", dim, d, [&](std::size_t i) { return p[i].prior.a; }, "see prior", "first number of the prior");
        column("parameters/prior_b", dim, d, [&](std::size_t i) { return p[i].prior.b; }, "see prior", "second number of the prior");
        column("parameters/lower", dim, d, [&](std::size_t i) { return p[i].prior.lower; }, "see unit", "lower bound");
        column("parameters/upper", dim, d, [&](std::size_t i) { return p[i].prior.upper; }, "see unit", "upper bound");
        column("parameters/given", dim, d, [&](std::size_t i) { return p[i].given; }, "see unit", "value in the input");
        column("parameters/source", dim, d, [&](std::size_t i) { return p[i].source; }, "", "source, or assumption");
        const Findings& f = fit.findings;
        finding("mean", f.mean, "posterior mean, standard normal scale of the prior");
        finding("sd", f.sd, "posterior standard deviation, prior = 1");
        finding("contraction", f.contraction, "1 - posterior variance / prior variance; below 0.1 the targets do not inform it");
        finding("r_hat", f.r_hat, "rank-normalised split R-hat");
        finding("size_bulk", f.bulk, "effective draws, bulk");
        finding("size_tail", f.tail, "effective draws, tails");
        finding("mcse", f.mcse, "Monte Carlo standard error of the mean");
    }

    void targets(const std::vector<Predicted>& predicted)
    {
        const auto& t = model.targets();
        const std::size_t n = t.size();
        const std::string dim = "targets/target";
        out.group("targets");
        out.dimension(dim, target_names(), {{"long_name", "published figure"}});
        column("targets/value", dim, n, [&](std::size_t i) { return t[i].value; }, "see unit", "published value");
        column("targets/unit", dim, n, [&](std::size_t i) { return t[i].unit; }, "", "unit of the value");
        column("targets/se", dim, n, [&](std::size_t i) { return t[i].se; }, "see unit", "standard error, 0 = unknown");
        column("targets/discrepancy", dim, n, [&](std::size_t i) { return t[i].discrepancy; }, "see unit", "standard deviation of discrepancy");
        column("targets/scale", dim, n, [&](std::size_t i) { return std::string(name_of(t[i].scale)); }, "", "scale of errors");
        column("targets/role", dim, n, [&](std::size_t i) { return std::string(t[i].role == Role::fit ? "fit" : t[i].role == Role::holdout ? "holdout" : "monitor"); }, "", "fit, holdout or monitor");
        column("targets/source", dim, n, [&](std::size_t i) { return t[i].source; }, "", "source, or assumption");
        column("targets/predicted", dim, n, [&](std::size_t i) { return predicted[i].median; }, "see unit", "median of the last verification runs; without them, of the last wave");
        column("targets/predicted_p05", dim, n, [&](std::size_t i) { return predicted[i].low; }, "see unit", "5 % of those runs");
        column("targets/predicted_p95", dim, n, [&](std::size_t i) { return predicted[i].high; }, "see unit", "95 % of those runs");
        column("targets/z", dim, n, [&](std::size_t i) { return predicted[i].z; }, "sd", "(published - predicted) / sd of those runs (luck of so many persons in), error and discrepancy");
    }

    void runs(const std::vector<RunRecord>& all)
    {
        const std::string dim = "runs/run";
        const std::size_t n = all.size();
        const std::size_t targets = model.targets().size();
        out.group("runs");
        index(dim, n, "run, in the order asked");
        // Each group has its own dimensions: netCDF readers do not look into a neighbour's.
        out.dimension("runs/parameter", parameter_paths(), {{"long_name", "path of the parameter in the input"}});
        out.dimension("runs/target", target_names(), {{"long_name", "published figure"}});
        column("runs/stage", dim, n, [&](std::size_t i) { return static_cast<double>(all[i].request.stage); }, "1", "0 region, 1 replicate, 2 training, 3 verification");
        column("runs/wave", dim, n, [&](std::size_t i) { return static_cast<double>(all[i].request.wave); }, "1", "wave or round");
        column("runs/member", dim, n, [&](std::size_t i) { return static_cast<double>(all[i].request.member); }, "1", "member");
        column("runs/seed", dim, n, [&](std::size_t i) { return std::to_string(all[i].request.seed); }, "", "seed of population and households");
        column("runs/systemic_seed", dim, n, [&](std::size_t i) { return std::to_string(all[i].request.systemic); }, "", "seed of year and area shocks");
        column("runs/failure", dim, n, [&](std::size_t i) { return all[i].failure; }, "", "why it failed; empty = it did not");
        std::vector<double> points, natural, outputs, distance;
        for (const RunRecord& r : all) {
            const VectorXd theta = model.natural(r.request.point);
            points.insert(points.end(), r.request.point.data(), r.request.point.data() + r.request.point.size());
            natural.insert(natural.end(), theta.data(), theta.data() + theta.size());
            for (std::size_t t = 0; t < targets; ++t) outputs.push_back(r.failed() ? nothing : r.outputs[t]);
            distance.push_back(distance_of(r));
        }
        out.variable("runs/point", {dim, "runs/parameter"}, points, {{"long_name", "parameters, standard normal scale of the prior"}, {"units", "1"}});
        out.variable("runs/natural", {dim, "runs/parameter"}, natural, {{"long_name", "parameters, natural units"}});
        out.variable("runs/output", {dim, "runs/target"}, outputs, {{"long_name", "the model's counterpart of each target"}});
        out.variable("runs/distance", {dim}, distance, {{"long_name", "sum over fitted targets of squared distance / variance of error and discrepancy"}, {"units", "1"}});
    }

    double distance_of(const RunRecord& r) const
    {
        if (r.failed()) return nothing;
        double sum = 0.0;
        for (std::size_t i = 0; i < task.rows.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            const double apart = on_scale(task.scales[i], r.outputs[task.rows[i]]) - task.data(row);
            sum += apart * apart / task.observation_variance(row);
        }
        return sum;
    }

    void waves()
    {
        const auto& w = fit.waves;
        out.group("waves");
        index("waves/wave", w.size(), "step of the ensemble");
        const auto of = [&](const std::string& name, auto&& get, const std::string& meaning) { column("waves/" + name, "waves/wave", w.size(), get, "1", meaning); };
        of("members", [&](std::size_t i) { return static_cast<double>(w[i].points.cols()); }, "members that ran");
        of("failures", [&](std::size_t i) { return static_cast<double>(w[i].failures); }, "members that failed");
        of("from", [&](std::size_t i) { return w[i].from; }, "tempering before the step");
        of("step", [&](std::size_t i) { return w[i].step; }, "step of tempering");
        of("misfit_mean", [&](std::size_t i) { return 2.0 * w[i].misfit.mean(); }, "mean squared distance");
        of("misfit_least", [&](std::size_t i) { return 2.0 * w[i].misfit.minCoeff(); }, "least squared distance");
        of("spread", [&](std::size_t i) { return w[i].spread; }, "trace of the covariance after the step / prior's");
        of("dummy_sd", [&](std::size_t i) { return w[i].dummy_sd; }, "standard deviation of parameters without effect");
    }

    void gates()
    {
        if (fit.gates.empty()) return;
        const std::vector<Gate>& last = fit.gates.back();
        std::vector<std::string> names;
        for (const Gate& g : last) names.push_back(g.output);
        out.group("emulators");
        const std::string dim = "emulators/output";
        out.dimension(dim, names, {{"long_name", "fitted target"}});
        const auto of = [&](const std::string& name, auto&& get, const std::string& meaning) { column("emulators/" + name, dim, last.size(), get, "1", meaning); };
        of("covered", [&](std::size_t i) { return last[i].covered; }, "runs left out inside their 95 % interval");
        of("explained", [&](std::size_t i) { return last[i].explained; }, "share of the signal's variance explained, left out");
        of("relative_sd", [&](std::size_t i) { return last[i].relative_sd; }, "emulator sd / sd of error and discrepancy, median");
        of("noise_sd", [&](std::size_t i) { return last[i].noise_sd; }, "luck of one run, on the target's scale");
        of("passed", [&](std::size_t i) { return last[i].passed ? 1.0 : 0.0; }, "1 = used");
        if (fit.findings.targets.empty()) return;
        const auto& t = fit.findings.targets;
        of("fitted", [&](std::size_t i) { return t[i].fitted; }, "posterior mean of the model's output, on the scale");
        of("fitted_sd", [&](std::size_t i) { return t[i].model_sd; }, "its posterior standard deviation");
        of("z", [&](std::size_t i) { return t[i].z; }, "(data - fitted) / sd with luck, error and discrepancy");
        of("influence", [&](std::size_t i) { return t[i].shift; }, "largest move of a parameter's mean without this target, in its posterior sd");
        column("emulators/influenced", dim, t.size(), [&](std::size_t i) { return t[i].shifted; }, "", "the parameter that moves most");
    }

    void posterior()
    {
        const auto n = static_cast<std::size_t>(fit.draws.cols());
        if (n == 0) return;
        out.group("posterior");
        index("posterior/draw", n, "draw of the posterior");
        out.dimension("posterior/parameter", parameter_paths(), {{"long_name", "path of the parameter in the input"}});
        MatrixXd natural(fit.draws.rows(), fit.draws.cols());
        for (Eigen::Index j = 0; j < fit.draws.cols(); ++j) natural.col(j) = model.natural(fit.draws.col(j));
        const std::vector<std::string> dims{"posterior/draw", "posterior/parameter"};
        out.variable("posterior/point", dims, by_point(fit.draws), {{"long_name", "parameters, standard normal scale of the prior"}, {"units", "1"}});
        out.variable("posterior/natural", dims, by_point(natural), {{"long_name", "parameters, natural units"}});
        if (fit.log_density.size() == fit.draws.cols())
            out.variable("posterior/log_density", {"posterior/draw"}, numbers(fit.log_density), {{"long_name", "log posterior density, up to a constant"}, {"units", "1"}});
    }

    void diagnostics()
    {
        const Findings& f = fit.findings;
        if (f.correlation.rows() != task.parameters) return;
        out.group("diagnostics");
        out.dimension("diagnostics/parameter", parameter_paths(), {{"long_name", "path of the parameter in the input"}});
        out.dimension("diagnostics/other", parameter_paths(), {{"long_name", "the other parameter"}});
        out.dimension("diagnostics/output", task.output_names, {{"long_name", "fitted target"}});
        out.variable("diagnostics/correlation", {"diagnostics/parameter", "diagnostics/other"}, by_row(f.correlation), {{"long_name", "posterior correlation"}, {"units", "1"}});
        out.variable("diagnostics/jacobian", {"diagnostics/output", "diagnostics/parameter"}, by_row(f.jacobian), {{"long_name", "slope of outputs, on their scales, by parameters, at the posterior mean"}, {"units", "1"}});
        index("diagnostics/direction", static_cast<std::size_t>(f.singular_values.size()), "direction, from the best informed");
        out.variable("diagnostics/singular_value", {"diagnostics/direction"}, numbers(f.singular_values), {{"long_name", "of the whitened Jacobian; above 1 the targets inform the direction"}, {"units", "1"}});
        index("diagnostics/round", fit.pareto_k.size(), "round of verification");
        out.variable("diagnostics/pareto_k", {"diagnostics/round"}, fit.pareto_k, {{"long_name", "shape of the tail of weights between emulators with and without the verification runs"}, {"units", "1"}});
        out.variable("diagnostics/weight_size", {"diagnostics/round"}, fit.weight_size, {{"long_name", "effective draws under those weights"}, {"units", "1"}});
        if (fit.verification_z.size() > 0)
            out.variable("diagnostics/verification_z", {"diagnostics/output"}, numbers(fit.verification_z), {{"long_name", "mean standardised residual of the last verification runs, in standard errors"}, {"units", "1"}});
        const VectorXd summary = (VectorXd(4) << f.directions, f.misfit, f.misfit_p, f.second_implausibility).finished();
        out.dimension("diagnostics/name", std::vector<std::string>{"directions", "misfit", "misfit_p", "second_implausibility"}, {{"long_name", "figure"}});
        out.variable("diagnostics/value", {"diagnostics/name"}, numbers(summary), {{"long_name", "directions informed; least squared distance, its chi-squared probability; least second largest distance"}, {"units", "1"}});
    }

    std::vector<std::string> target_names() const
    {
        std::vector<std::string> names;
        for (const Target& each : model.targets()) names.push_back(each.name());
        return names;
    }

    std::vector<std::string> parameter_paths() const
    {
        std::vector<std::string> out_paths;
        for (const FittedParameter& p : model.parameters()) out_paths.push_back(p.path);
        return out_paths;
    }
};

} // namespace

std::vector<Predicted> predict(const Model& model, const std::vector<RunRecord>& all)
{
    // The last verification round; without one, the last wave.
    std::vector<const RunRecord*> last;
    for (const RunRecord& r : all) {
        const bool wanted = r.request.stage == Stage::verification
            || (r.request.stage == Stage::region && (last.empty() || last.back()->request.stage == Stage::region));
        if (!wanted) continue;
        if (!last.empty() && (last.back()->request.stage != r.request.stage || last.back()->request.wave != r.request.wave)) last.clear();
        last.push_back(&r);
    }
    std::vector<Predicted> out;
    for (std::size_t t = 0; t < model.targets().size(); ++t) {
        const Target& target = model.targets()[t];
        std::vector<double> values;
        for (const RunRecord* r : last)
            if (!r->failed() && std::isfinite(r->outputs[t])) values.push_back(r->outputs[t]);
        Predicted p{quantile_of(values, 0.5), quantile_of(values, 0.05), quantile_of(values, 0.95), nothing};
        double sum = 0.0, squares = 0.0, n = 0.0;
        for (const double v : values) {
            const double s = on_scale(target.scale, v);
            if (!std::isfinite(s)) continue;
            n += 1.0;
            sum += s;
            squares += s * s;
        }
        const double mean = sum / n, slope = slope_of_scale(target.scale, target.value);
        const double variance = squares / n - mean * mean + slope * slope * (target.se * target.se + target.discrepancy * target.discrepancy);
        if (target.se > 0.0 && n > 1.0) p.z = (on_scale(target.scale, target.value) - mean) / std::sqrt(variance);
        out.push_back(p);
    }
    return out;
}

void write_posterior(const std::string& path, const Model& model, const Task& task, const Fit& fit,
                     const std::vector<RunRecord>& runs, const Record& record)
{
    const std::vector<Predicted> predicted = predict(model, runs);
    store::write_atomically(path, [&](const std::string& part) {
        store::Writer out(part);
        File file{out, model, task, fit};
        file.parameters();
        file.targets(predicted);
        file.runs(runs);
        file.waves();
        file.gates();
        file.posterior();
        file.diagnostics();
        std::string warnings;
        for (const std::string& w : fit.warnings) warnings += (warnings.empty() ? "" : "\n") + w;
        out.attribute("/", "Conventions", "CF-1.10");
        out.attribute("/", "type", file_type);
        out.attribute("/", "schema_version", schema_version);
        out.attribute("/", "status", name_of(fit.status));
        out.attribute("/", "reason", fit.reason.empty() ? "none" : fit.reason);
        if (!warnings.empty()) out.attribute("/", "warnings", warnings);
        for (const auto& [name, words] : record.words) out.attribute("/", name, words);
        for (const auto& [name, number] : record.numbers) out.attribute("/", name, number);
        out.attribute("/", "complete", std::int64_t{1});
        out.close();
    });
}

Posterior read_posterior(const std::string& path, bool draws_needed)
{
    const store::Source in(path);
    if (!in.has_attribute("/", "type") || in.text_attribute("/", "type") != file_type)
        throw InputError(say("{}: is not a hearth posterior (made by hearth calibrate)", path));
    if (in.integer_attribute("/", "schema_version") != schema_version)
        throw InputError(say("{}: has schema version {} (this program reads version {})", path, in.integer_attribute("/", "schema_version"),
                             schema_version));
    if (!in.has_attribute("/", "complete") || in.integer_attribute("/", "complete") != 1) throw InputError(say("{}: is not complete", path));
    Posterior out;
    out.status = in.text_attribute("/", "status");
    out.input_digest = in.text_attribute("/", "input_digest");
    out.paths = in.texts("parameters/parameter");
    if (!in.has("posterior/natural") && !draws_needed) return out;
    if (!in.has("posterior/natural"))
        throw InputError(say("{}: holds no posterior draws (status {}: {})", path, say(out.status), say(in.text_attribute("/", "reason"))));
    const std::vector<double> values = in.numbers("posterior/natural");
    const auto d = static_cast<Eigen::Index>(out.paths.size());
    if (d == 0 || values.empty() || values.size() % out.paths.size() != 0 || !std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }))
        throw InputError(say("{}: /posterior/natural (must hold a number for every parameter and draw)", path));
    out.draws = Eigen::Map<const MatrixXd>(values.data(), d, static_cast<Eigen::Index>(values.size()) / d);
    return out;
}

void put_posterior(Tables& tables, const Posterior& posterior, const VectorXd& natural, const std::string& file)
{
    Faults faults;
    const std::vector<FittedParameter> known = fitted_parameters(tables, faults);
    for (std::size_t k = 0; k < posterior.paths.size(); ++k) {
        const auto at = std::find_if(known.begin(), known.end(), [&](const FittedParameter& p) { return p.path == posterior.paths[k]; });
        const double value = natural(static_cast<Eigen::Index>(k));
        if (at == known.end()) faults.add(say("{}: parameter {} (is not fitted in the input; the posterior is of another input)", file, posterior.paths[k]));
        else if (value < at->prior.lower || value > at->prior.upper)
            faults.add(say("{}: {} = {} (outside the input's bounds)", file, posterior.paths[k], std::to_string(value)));
        else put(tables, *at, value);
    }
    faults.refuse_if_any();
}

} // namespace hearth::fit
