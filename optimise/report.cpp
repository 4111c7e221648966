#include "optimise/report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inference/tail.hpp"
#include "store/atomic_file.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::optimise {

namespace {

// Place among the policies lived again.
std::size_t fresh_of(const Answer& a, int policy)
{
    return static_cast<std::size_t>(std::find(a.fresh_policies.begin(), a.fresh_policies.end(), policy) - a.fresh_policies.begin());
}

inference::ShareInterval within_budget(const Told& t, double budget)
{
    const auto hits = static_cast<int>(std::count_if(t.yearly_cost.begin(), t.yearly_cost.end(), [&](double c) { return c <= budget; }));
    return inference::clopper_pearson(hits, static_cast<int>(t.yearly_cost.size()), 0.95);
}

std::string heading(const Question& q)
{
    std::string out = padded(say("budget (m)"), 14, true);
    for (const Lever& l : q.levers) out += fmt::format("{:>16}", l.key.substr(l.key.rfind('.') + 1));
    for (const std::string& text : {say("objective"), say("fresh"), say("vs base")}) out += padded(text, 12, true);
    out += fmt::format("{:>10}", "+-") + padded(say("optimism"), 12, true) + padded(say("cost (m)"), 12, true) + padded(say("P(within) fresh"), 18, true);
    return out + padded(say("ok"), 8, true) + padded(say("forgone"), 12, true) + padded(say("deaths"), 10, true) + padded(say("CHE 10 %"), 10, true) + "\n";
}

} // namespace

PlainTable answer_table(const Answer& a)
{
    PlainTable table{{"budget"}, {}, 0};
    for (const Lever& l : a.question.levers) table.columns.push_back(l.key);
    for (const char* c : {"objective", "objective_fresh", "optimism_gap", "objective_fresh_se", "difference_from_base_fresh", "difference_from_base_se", "cost", "cost_fresh", "cost_gap",
                          "within_budget_fresh", "within_budget_low", "within_budget_high", "base_objective_fresh", "base_cost_fresh", "allowed_fresh"})
        table.columns.push_back(c);
    for (const auto& [name, value] : a.told.empty() ? std::vector<std::pair<std::string, double>>{} : a.told[0].beside) table.columns.push_back(name + "_above_base");
    for (const Best& b : a.frontier.best) {
        std::vector<std::string> row{cell(b.budget)};
        if (b.policy < 0) row.resize(table.columns.size());
        else {
            const std::size_t f = fresh_of(a, b.policy);
            const Outcome &lived = a.frontier.outcomes[static_cast<std::size_t>(b.policy)], &again = a.fresh[f];
            const Told& t = a.told[f];
            const inference::ShareInterval within = within_budget(t, b.budget);
            for (Eigen::Index k = 0; k < a.frontier.policies[static_cast<std::size_t>(b.policy)].size(); ++k) row.push_back(cell(a.frontier.policies[static_cast<std::size_t>(b.policy)](k)));
            // Both gaps are of differences from the base policy: what fresh luck does to both alike is no optimism.
            const double gap = (again.objective - a.fresh_base.objective) - (lived.objective - a.base.objective);
            for (const double v : {lived.objective, again.objective, gap, t.objective_error, t.above_base, t.above_base_error, lived.cost, again.cost,
                                   again.cost - lived.cost, within.value, within.low, within.high, a.fresh_base.objective, a.fresh_base.cost})
                row.push_back(cell(v));
            row.push_back(again.allowed() ? "yes" : "no");
            for (const auto& [name, value] : t.beside) row.push_back(cell(value));
        }
        table.rows.push_back(row);
    }
    return table;
}

std::string answer_text(const Answer& a)
{
    std::string out;
    const Question& q = a.question;
    if (q.objective.find("accounting") != std::string::npos)
        out += say("warning: an accounting measure of poverty falls when the sick forgo care; the twin measure (poor_due_to_illness_twin_persons) does not") + "\n";
    out += say("Least {} for a budget of {} ({}), mean over {}-{}, {} policies lived, {} draws", q.objective,
               q.cost_group == "all" ? say("what governments pay") : say("outgo of {}", q.cost_group), q.quantile > 0 ? say("{:.10g} % quantile", q.quantile * 100) : say("mean"),
               a.first_year, a.last_year, a.frontier.policies.size(), a.draws) + "\n";
    std::string rules;
    for (const std::string& c : q.constraints) rules += (rules.empty() ? "" : ", ") + c;
    out += (rules.empty() ? say("No constraint on care: look at forgone care and deaths beside.") : say("Allowed: {} not above the base policy's.", rules)) + "\n";
    out += say("Base policy: {:.1f}, cost {:.3f} m", a.base.objective, a.base.cost / 1e6) + "\n\n" + heading(q);
    for (const Best& b : a.frontier.best) {
        out += fmt::format("{:>14.3f}", b.budget / 1e6);
        if (b.policy < 0) {
            out += say("  no policy lived is within this budget and allowed") + "\n";
            continue;
        }
        const std::size_t f = fresh_of(a, b.policy);
        const Outcome &lived = a.frontier.outcomes[static_cast<std::size_t>(b.policy)], &again = a.fresh[f];
        const Told& t = a.told[f];
        const inference::ShareInterval within = within_budget(t, b.budget);
        for (Eigen::Index k = 0; k < a.frontier.policies[static_cast<std::size_t>(b.policy)].size(); ++k) out += fmt::format("{:>16.10g}", a.frontier.policies[static_cast<std::size_t>(b.policy)](k));
        const double gap = (again.objective - a.fresh_base.objective) - (lived.objective - a.base.objective);
        const auto beside = [&](const char* name) { return std::find_if(t.beside.begin(), t.beside.end(), [&](const auto& m) { return m.first == name; })->second; };
        out += fmt::format("{:>12.1f}{:>12.1f}{:>12.1f}{:>10.1f}{:>12.2f}{:>12.3f}{:>18}{}{:>11.3f}%{:>10.1f}{:>9.3f}%\n", lived.objective, again.objective, t.above_base, t.above_base_error, gap,
                           again.cost / 1e6, fmt::format("{:.0f} % [{:.0f}, {:.0f}]", within.value * 100, within.low * 100, within.high * 100),
                           padded(again.allowed() ? say("yes") : say("no"), 8, true),
                           beside("forgone_inpatient_share") * 100, beside("deaths"), beside("che_10") * 100);
    }
    out += say("(fresh: other luck, other paths, the posterior's next draws where there is one; optimism: how much less a policy saves there against the base policy than where it was chosen;\n"
               " forgone, deaths, CHE: less the base policy's)") + "\n";
    return out;
}

void write_answer(const std::string& path, const Answer& a, const std::map<std::string, std::string>& record)
{
    store::write_atomically(path, [&](const std::string& part) {
        store::Writer out(part);
        std::vector<std::string> keys;
        for (const Lever& l : a.question.levers) keys.push_back(l.key);
        const std::size_t P = a.frontier.policies.size(), B = a.frontier.best.size();
        std::vector<std::int64_t> policies(P), budgets(B);
        for (std::size_t i = 0; i < P; ++i) policies[i] = static_cast<std::int64_t>(i);
        for (std::size_t i = 0; i < B; ++i) budgets[i] = static_cast<std::int64_t>(i);
        out.dimension("policy", policies, {{"long_name", "policy lived"}, {"long_name_zh", "模拟的政策"}});
        out.dimension("lever", keys, {{"long_name", "number of the scenario"}, {"long_name_zh", "政策参数"}});
        out.dimension("budget_number", budgets, {{"long_name", "budget"}, {"long_name_zh", "预算序号"}});
        std::vector<double> values, objective, cost, allowed;
        for (std::size_t i = 0; i < P; ++i) {
            for (Eigen::Index k = 0; k < a.frontier.policies[i].size(); ++k) values.push_back(a.frontier.policies[i](k));
            objective.push_back(a.frontier.outcomes[i].objective);
            cost.push_back(a.frontier.outcomes[i].cost);
            allowed.push_back(a.frontier.outcomes[i].allowed());
        }
        const auto named = [](const std::string& unit, const std::string& name, const std::string& zh) { return store::Attributes{{"units", unit}, {"long_name", name}, {"long_name_zh", zh}}; };
        out.variable("value", {"policy", "lever"}, values, named("see the scenario", "value of the lever", "参数取值"));
        out.variable("objective", {"policy"}, objective, named("see attribute objective", "mean over years and draws", "目标值"));
        out.variable("cost", {"policy"}, cost, named("yuan/year", "mean or quantile of yearly cost", "年度费用"));
        out.variable("allowed", {"policy"}, allowed, named("1", "1 = no constraint is broken", "是否满足约束"));
        std::vector<double> budget, best, fresh_objective, fresh_cost, within, above, above_error;
        for (const Best& b : a.frontier.best) {
            budget.push_back(b.budget);
            best.push_back(b.policy < 0 ? std::nan("") : b.policy);
            const bool none = b.policy < 0;
            const std::size_t f = none ? 0 : fresh_of(a, b.policy);
            fresh_objective.push_back(none ? std::nan("") : a.fresh[f].objective);
            fresh_cost.push_back(none ? std::nan("") : a.fresh[f].cost);
            above.push_back(none ? std::nan("") : a.told[f].above_base);
            above_error.push_back(none ? std::nan("") : a.told[f].above_base_error);
            within.push_back(none ? std::nan("") : within_budget(a.told[f], b.budget).value);
        }
        out.variable("budget", {"budget_number"}, budget, named("yuan/year", "budget", "预算"));
        out.variable("best_policy", {"budget_number"}, best, named("policy", "best policy lived, NaN = none", "最优政策"));
        out.variable("fresh_objective", {"budget_number"}, fresh_objective, named("see attribute objective", "of the best policy with fresh luck", "重新抽样的目标值"));
        out.variable("fresh_cost", {"budget_number"}, fresh_cost, named("yuan/year", "of the best policy with fresh luck", "重新抽样的费用"));
        out.variable("fresh_above_base", {"budget_number"}, above, named("see attribute objective", "objective less the base policy's, fresh luck", "较基准之差"));
        out.variable("fresh_above_base_se", {"budget_number"}, above_error, named("see attribute objective", "standard error of fresh_above_base over draws", "较基准之差的标准误"));
        out.variable("fresh_within_budget", {"budget_number"}, within, named("1", "share of draws whose yearly cost is within the budget, fresh luck", "预算内概率"));
        for (const auto& [name, text] : record) out.attribute("/", name, text);
        out.attribute("/", "objective", a.question.objective);
        out.attribute("/", "schema_version", std::int64_t{1});
        out.attribute("/", "complete", std::int64_t{1});
        out.close();
    });
}

} // namespace hearth::optimise
