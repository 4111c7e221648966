#include "fit/summary.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "words/say.hpp"

namespace hearth::fit {

namespace {

constexpr double uninformed = 0.1; // contraction
constexpr double confounded = 0.8; // posterior correlation
constexpr double missed = 2.0;     // sd

struct Range {
    double mean, low, high;
};

Range range_of(const Model& model, const Fit& fit, Eigen::Index k)
{
    std::vector<double> values;
    double sum = 0.0;
    for (Eigen::Index j = 0; j < fit.draws.cols(); ++j) {
        values.push_back(model.parameters()[static_cast<std::size_t>(k)].prior.natural(fit.draws(k, j)));
        sum += values.back();
    }
    std::sort(values.begin(), values.end());
    const auto at = [&](double p) { return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1) + 0.5)]; };
    return {sum / static_cast<double>(values.size()), at(0.05), at(0.95)};
}

const char* role_of(Role role) { return role == Role::fit ? word("fit") : role == Role::holdout ? word("holdout") : word("monitor"); }

std::string informed_text(const Task& task, const Fit& fit)
{
    std::string out;
    const Findings& f = fit.findings;
    for (Eigen::Index k = 0; k < f.contraction.size(); ++k)
        if (f.contraction(k) < uninformed)
            out += "  " + say("not informed by these targets: {} (contraction {:.2f})", task.parameter_names[static_cast<std::size_t>(k)], f.contraction(k)) + "\n";
    for (Eigen::Index i = 0; i < f.correlation.rows(); ++i)
        for (Eigen::Index j = 0; j < i; ++j)
            if (std::abs(f.correlation(i, j)) > confounded)
                out += "  " + say("told apart badly: {} and {} (correlation {:.2f})", task.parameter_names[static_cast<std::size_t>(j)],
                                  task.parameter_names[static_cast<std::size_t>(i)], f.correlation(i, j)) + "\n";
    return out;
}

} // namespace

std::string summary_text(const Model& model, const Task& task, const Fit& fit, const std::vector<RunRecord>& runs)
{
    std::string out = "\n" + say("status: {} ({})", say(name_of(fit.status)), fit.reason_shown) + "\n";
    for (const std::string& w : fit.warnings_shown) out += say("warning: {}", w) + "\n";
    if (fit.draws.cols() > 0) {
        out += fmt::format("\n{}{}{}{:>10}{:>10}{}{:>8}\n", padded(say("parameter"), 34), padded(say("input"), 10, true), padded(say("mean"), 10, true),
                           "5 %", "95 %", padded(say("contraction"), 13, true), "R-hat");
        for (Eigen::Index k = 0; k < fit.draws.rows(); ++k) {
            const Range r = range_of(model, fit, k);
            out += fmt::format("{:<34}{:>10.4g}{:>10.4g}{:>10.4g}{:>10.4g}{:>13.2f}{:>8}\n", task.parameter_names[static_cast<std::size_t>(k)], model.given()(k), r.mean,
                               r.low, r.high, fit.findings.contraction(k), fit.findings.r_hat.size() > 0 ? fmt::format("{:.3f}", fit.findings.r_hat(k)) : "");
        }
        out += informed_text(task, fit);
        if (fit.findings.singular_values.size() > 0) out += "  " + say("directions informed: {:.1f} of {}", fit.findings.directions, task.parameters) + "\n";
    }
    const std::vector<Predicted> predicted = predict(model, runs);
    out += fmt::format("\n{}{}{}{}{:>12}{:>12}{:>7}\n", padded(say("target"), 58), padded(say("role"), 9, true), padded(say("published"), 12, true),
                       padded(say("median"), 12, true), "5 %", "95 %", "z");
    for (std::size_t t = 0; t < predicted.size(); ++t) {
        const Target& target = model.targets()[t];
        if (target.role == Role::monitor) continue;
        const Predicted& p = predicted[t];
        out += fmt::format("{:<58}{}{:>12.5g}{:>12.5g}{:>12.5g}{:>12.5g}{:>7.1f}{}\n", target.name(), padded(say(role_of(target.role)), 9, true), target.value,
                           p.median, p.low, p.high, p.z, std::abs(p.z) > missed ? "  " + say("missed") : "");
    }
    return out;
}

std::string summary_json(const Model& model, const Fit& fit, const std::vector<RunRecord>& runs)
{
    using Json = nlohmann::ordered_json;
    Json out{{"status", name_of(fit.status)}, {"reason", fit.reason}, {"runs", runs.size()}, {"warnings", fit.warnings}};
    Json parameters = Json::array();
    for (Eigen::Index k = 0; k < fit.draws.rows() && fit.draws.cols() > 0; ++k) {
        const Range r = range_of(model, fit, k);
        parameters.push_back({{"path", model.parameters()[static_cast<std::size_t>(k)].path}, {"input", model.given()(k)}, {"mean", r.mean}, {"p05", r.low},
                              {"p95", r.high}, {"contraction", fit.findings.contraction(k)}});
    }
    out["parameters"] = parameters;
    Json targets = Json::array();
    const std::vector<Predicted> predicted = predict(model, runs);
    for (std::size_t t = 0; t < predicted.size(); ++t) {
        const Target& target = model.targets()[t];
        if (!model.has_counterpart(t)) continue;
        targets.push_back({{"target", target.name()}, {"role", role_of(target.role)}, {"published", target.value}, {"median", predicted[t].median},
                           {"p05", predicted[t].low}, {"p95", predicted[t].high}, {"z", predicted[t].z}});
    }
    out["targets"] = targets;
    out["directions"] = fit.findings.directions;
    return out.dump(1) + "\n";
}

} // namespace hearth::fit
