#include "fit/summary.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

const char* role_of(Role role) { return role == Role::fit ? "fit" : role == Role::holdout ? "holdout" : "monitor"; }

std::string informed_text(const Task& task, const Fit& fit)
{
    std::string out;
    const Findings& f = fit.findings;
    for (Eigen::Index k = 0; k < f.contraction.size(); ++k)
        if (f.contraction(k) < uninformed)
            out += fmt::format("  not informed by these targets: {} (contraction {:.2f})\n", task.parameter_names[static_cast<std::size_t>(k)], f.contraction(k));
    for (Eigen::Index i = 0; i < f.correlation.rows(); ++i)
        for (Eigen::Index j = 0; j < i; ++j)
            if (std::abs(f.correlation(i, j)) > confounded)
                out += fmt::format("  told apart badly: {} and {} (correlation {:.2f})\n", task.parameter_names[static_cast<std::size_t>(j)],
                                   task.parameter_names[static_cast<std::size_t>(i)], f.correlation(i, j));
    return out;
}

} // namespace

std::string summary_text(const Model& model, const Task& task, const Fit& fit, const std::vector<RunRecord>& runs)
{
    std::string out = fmt::format("\nstatus: {} ({})\n", name_of(fit.status), fit.reason);
    for (const std::string& w : fit.warnings) out += "warning: " + w + "\n";
    if (fit.draws.cols() > 0) {
        out += fmt::format("\n{:<34}{:>10}{:>10}{:>10}{:>10}{:>13}{:>8}\n", "parameter", "input", "mean", "5 %", "95 %", "contraction", "R-hat");
        for (Eigen::Index k = 0; k < fit.draws.rows(); ++k) {
            const Range r = range_of(model, fit, k);
            out += fmt::format("{:<34}{:>10.4g}{:>10.4g}{:>10.4g}{:>10.4g}{:>13.2f}{:>8}\n", task.parameter_names[static_cast<std::size_t>(k)], model.given()(k), r.mean,
                               r.low, r.high, fit.findings.contraction(k), fit.findings.r_hat.size() > 0 ? fmt::format("{:.3f}", fit.findings.r_hat(k)) : "");
        }
        out += informed_text(task, fit);
        if (fit.findings.singular_values.size() > 0) out += fmt::format("  directions informed: {:.1f} of {}\n", fit.findings.directions, task.parameters);
    }
    const std::vector<Predicted> predicted = predict(model, runs);
    out += fmt::format("\n{:<58}{:>9}{:>12}{:>12}{:>12}{:>12}{:>7}\n", "target", "role", "published", "median", "5 %", "95 %", "z");
    for (std::size_t t = 0; t < predicted.size(); ++t) {
        const Target& target = model.targets()[t];
        if (target.role == Role::monitor) continue;
        const Predicted& p = predicted[t];
        out += fmt::format("{:<58}{:>9}{:>12.5g}{:>12.5g}{:>12.5g}{:>12.5g}{:>7.1f}{}\n", target.name(), role_of(target.role), target.value, p.median, p.low, p.high, p.z,
                           std::abs(p.z) > missed ? "  missed" : "");
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
