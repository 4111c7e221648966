"""Words and tables of docs/study-guyuan.md, written by docs/study_guyuan.py. What holds for one sign only is chosen by the numbers."""
import os

import numpy as np

from calibration_report import Posterior

ACCOUNTING = "poor_due_to_illness_accounting_persons"
ABOUT = {"baseline": "all layers as they stood, 2014-2025; the guarantee from 2017: at least 90 % of inpatient cost, at most 5,000 yuan a year",
         "without_guarantee": "the same without the last layer, in every year", "no_ceiling": "at least 90 %, no ceiling on what is paid",
         "guarantee_for_monitored": "the guarantee for monitored households, too, from 2017", "three_tier_2021": "from 2021 basic, critical-illness and assistance by type of beneficiary; the guarantee ends"}
UP_TO = 12  # rows of a list of drivers


def count(v):
    """Persons and the like: whole numbers, no minus before 0."""
    return f"{v:,.0f}" if abs(v) >= 0.5 else "0"


def signed(v, digits=0):
    text = f"{v:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text


def millions(v):
    return f"{v / 1e6:,.1f}" if np.isfinite(v) else "not bounded" if np.isinf(v) else ""


def sure(row):
    """The interval leaves out 0, and so does what the draws' number and the luck of the sample leave open of the mean."""
    return bool((row["p05"] > 0 or row["p95"] < 0) and abs(row["difference"]) > 1.645 * row["se"])


def interval(row, factor=1.0, digits=0):
    return f"{signed(row['p05'] * factor, digits)} to {signed(row['p95'] * factor, digits)}"


def cell(row, factor=1.0, digits=0, error=False):
    bold = "**" if sure(row) else ""
    return f"{bold}{signed(row['difference'] * factor, digits)}{bold} ({interval(row, factor, digits)}" + (f"; {row['se'] * factor:,.{digits}f})" if error else ")")


def change(row, noun, below, above, factor=1.0, digits=0, unit=""):
    """A difference in words, by its sign and by whether its interval holds 0."""
    mean = row["difference"] * factor
    if row["p05"] == row["p95"] == mean == 0:
        return f"no change in {noun} in any draw"
    if sure(row):
        return f"{abs(mean):,.{digits}f}{unit} {below if mean < 0 else above} {noun} (90 % interval {interval(row, factor, digits)})"
    if abs(row["difference"]) > 1.645 * row["se"]:
        return f"on average {abs(mean):,.{digits}f}{unit} {below if mean < 0 else above} {noun}, with either sign possible (standard error {row['se'] * factor:,.{digits}f}, 90 % interval {interval(row, factor, digits)})"
    return f"{noun} not told apart from no change (mean {signed(mean, digits)}{unit}, standard error {row['se'] * factor:,.{digits}f}, 90 % interval {interval(row, factor, digits)})"


def people(row):
    return change(row, "persons poor a year", "fewer", "more")


def money(row):
    return change(row, "spending a year", "less", "more", 1e-6, 1, " m yuan")


def table(head, rows):
    return ["", f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1), *(f"| {' | '.join(r)} |" for r in rows), ""]


def others(study):
    return [s for s in study.scenarios if s != "baseline"]


def listing(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"


def ratio_of(study, s):
    """Yuan for a person-year kept out of poverty: ratio of means, with the means' own error by resampling draws."""
    effect, cost = study.psa(s)
    pick = np.random.default_rng(1).integers(0, len(effect), (4000, len(effect)))
    e, c = effect[pick].mean(axis=1), cost[pick].mean(axis=1)
    low, high = np.quantile(e, [0.05, 0.95])
    if low <= 0 <= high or not np.all(e):
        return "not told: the sign of the mean effect is open", None
    q = np.quantile(c / e, [0.05, 0.95])
    value, kept, dear = cost.mean() / effect.mean(), effect.mean() > 0, cost.mean() > 0
    if kept != dear:
        return ("cheaper and fewer poor" if kept else "dearer and more poor"), value
    return f"{value:,.0f} ({q[0]:,.0f} to {q[1]:,.0f}) {'paid' if kept else 'saved'}", value


def answer(study):
    E, d = study.EFFECT, study.difference
    base, guarantee = study.whole(study.numbers(E, "baseline")), study.whole(study.numbers("fund_paid", "baseline", None, "layer:guarantee"))
    without, tiers = d("without_guarantee", E), study.whole(study.numbers(E, "three_tier_2021", "baseline", "all", range(2021, study.years[-1] + 1)))
    tiers_cost = study.whole(study.numbers("government_paid", "three_tier_2021", "baseline", "all", range(2021, study.years[-1] + 1)))
    told, costs = ([s for s in others(study) if sure(d(s, m))] for m in (E, "government_paid"))
    share = abs(without["difference"]) / base["mean"] * 100 if base["mean"] > 0 else 0
    out = ["## 1. The question and the answer", "",
           "Guyuan, a poor prefecture of Ningxia with 1.24 million registered people, added a last layer to its health cover in 2017: for some 188,000 eligible persons the government guaranteed",
           "that at least 90 % of the cost of a hospital stay is reimbursed and that a patient pays at most 5,000 yuan a year. What does it do, what does it cost, and what would other terms do?", "",
           f"- **The problem.** In {study.span} the model has {count(base['mean'])} persons a year poor because of illness (90 % interval {count(base['p05'])} to {count(base['p95'])}): poor, and not poor in",
           f"  the same life without illness. That is {100 * base['mean'] / study.persons:.1f} % of the registered. Payments are one way into this count, lost earnings the other; no insurance pays for the latter.",
           f"- **The guarantee.** Without it: {people(without)}" + (f", {share:.1f} % of the problem." if sure(without) else "."),
           f"  It pays {millions(guarantee['mean'])} m yuan a year ({millions(guarantee['p05'])} to {millions(guarantee['p95'])}), half from the prefecture, half from the counties.",
            f"  For all governments together its end means {money(d('without_guarantee', 'government_paid'))}.",
           "- **Other terms**, persons poor because of illness and governments' spending a year against today's 5,000 yuan and 90 %:"]
    for s in ("ceiling_max_oop_2000", "ceiling_max_oop_10000", "no_ceiling", "ratio_min_ratio_0.8", "ratio_min_ratio_0.95"):
        out.append(f"  - {study.label(s)}: {people(d(s, E))}; {money(d(s, 'government_paid'))}.")
    out += [f"- **Monitored households, too**: {people(d('guarantee_for_monitored', E))}; {money(d('guarantee_for_monitored', 'government_paid'))}.",
            f"- **The three-tier system instead, 2021-{study.years[-1]}**: {people(tiers)}; {money(tiers_cost)}.",
            f"- **How sure.** Of {len(others(study))} changes of policy the effect on poverty is told from none for {len(told)}" + (f" ({listing([study.label(s) for s in told])})" if told else "") + f", the cost for {len(costs)}."]
    for worth, rows in study.values.items():
        best, likely = max(rows, key=lambda r: r["net_benefit_yuan"]), max(rows, key=lambda r: r["probability_best"])
        out.append(f"  If a year out of poverty is worth {worth:,} yuan to governments, the best on average is: {study.label(best['scenario'])}, best in {100 * best['probability_best']:.0f} % of the draws"
                   + ("." if best is likely else f"; most often best is: {study.label(likely['scenario'])}, in {100 * likely['probability_best']:.0f} %."))
    out += ["", "Every figure is a model's ([section 7](#7-attack-this)). Intervals hold what is not known of sixteen parameters, of years to come and of luck; they hold no other model.", ""]
    return out


def simulated(study):
    household = study.persons / study.mean_of("households", "baseline")
    twin, without = study.whole(study.numbers(study.EFFECT, "baseline")), study.difference("without_guarantee", study.EFFECT)
    total, parts = study.split(*study.numbers(study.EFFECT, "baseline"))
    luck = max(0.0, parts[2][0] / total) if total > 0 else 0.0
    weight, line = 1 / study.share, study.line
    out = ["## 2. What was simulated", "",
           f"{len(study.scenarios)} scenarios, {study.draws:,} draws, {study.all_years[0]}-{study.all_years[-1]}; parameters by the posterior of [calibration.md](calibration.md),",
           f"years from {study.years[0]} on unsure (input table `outlook`).",
           "In a draw all scenarios live the same persons, illnesses, years and parameters, so that differences between them are not luck.", ""]
    out += [f"- {study.label(s)}" + (f": {ABOUT[s]}" if s in ABOUT else "") + "." for s in study.scenarios if not s.startswith(("ceiling_", "ratio_"))]
    out += [f"- ceilings of {listing([f'{c:,}' for c in study.CEILINGS])} yuan with the ratio of 90 %; ratios of {listing([f'{100 * r:.0f}' for r in study.RATIOS])} % with the ceiling of 5,000 yuan.", "",
            f"**A sample.** A draw lives {study.sample:,.0f} persons, {100 * study.share:.2g} % of {study.persons:,.0f};",
            f"each stands for {weight:,.0f}, a household of {household:.1f} that crosses the line for {weight * household:,.0f} persons.",
            f"That adds luck which the prefecture does not have: {100 * luck:.0f} % of the variance of persons poor because of illness (baseline). Companion runs measure it and it is taken out of the",
            f"intervals. It is not taken out of the means: their standard errors are {count(twin['se'])} persons for the baseline's count and {without['se']:,.1f} for the difference without the guarantee.", "",
            "**Uncertainty.** Three sources are drawn and told apart: parameters (sixteen, from the posterior), years (prices, incomes and incidence of illness stray from their trends), households' luck.",
            "Everything else is held at the input's value. How it is done: [forecast.md](forecast.md).", "",
            "**Poor because of illness** is counted in two ways, both against the official line of the year, in persons of the households concerned:", "",
            "- *twin* (used above): poor, and not poor in the same life in which illness never happens (labels, premiums and transfers frozen). It counts payments and lost earnings.",
            "- *accounting*: not poor before own payments for care, poor after them. It falls when the sick forgo care.", "",
            f"The line is {line[study.years[0]]:,.0f} yuan in {study.years[0]}, {line[2020]:,.0f} in 2020,",
            f"{line[2021]:,.0f} in 2021 (from then on the line of monitoring) and {line[study.years[-1]]:,.0f} in {study.years[-1]}: counts before and after 2021 are not of one line.", "",
            f"Numbers are means over {study.span}; intervals are 5 to 95 % of the draws. **Bold**, and \"told from none\": the interval leaves out 0 and the mean is more than 1.645 standard errors off it.",
            "The standard error is of the mean: of the number of draws and of the luck of the sample. Yuan are nominal.", ""]
    return out


def results(study):
    d, E = study.difference, study.EFFECT
    out = ["## 3. Results", "", "![Persons poor because of illness](figures/study_poverty.svg)", "", "The baseline, year by year: mean (5 to 95 %).", ""]
    columns = ((E, 1, 0), (ACCOUNTING, 1, 0), ("che_10", 100, 1), ("oop_mean", 1, 0), ("forgone_inpatient_share", 100, 1), ("deaths", 1, 0), ("government_paid", 1e-6, 0))
    out += table(["year", "poor because of illness, twin", "accounting", "own payments above 10 %, % of persons", "mean own payment, yuan", "inpatient care forgone, %", "deaths", "cost to governments, m yuan"],
                 [[str(y), *(f"{r['mean'] * f:,.{n}f} ({r['p05'] * f:,.{n}f} to {r['p95'] * f:,.{n}f})" for r, f, n in ((study.fan("baseline", m, y), f, n) for m, f, n in columns))] for y in study.years])
    out += ["![Differences from the baseline](figures/study_differences.svg)", "", f"Differences from the baseline, mean of {study.span}. In brackets 5 to 95 % of the draws, for the poor also the standard error.",
            "P: share of the draws with fewer poor. A change that begins in 2021 is thinned by the years before.", ""]
    out += table(["scenario", "poor because of illness, twin", "P", "accounting", "P", "cost to governments, m yuan a year", "P(cheaper)"],
                 [[study.label(s), cell(d(s, E), error=True), f"{d(s, E)['share_below_0']:.2f}", cell(d(s, ACCOUNTING), error=True), f"{d(s, ACCOUNTING)['share_below_0']:.2f}", cell(d(s, "government_paid"), 1e-6, 1),
                   f"{d(s, 'government_paid')['share_below_0']:.2f}"] for s in others(study)])
    out += ["In square brackets P(better): the share of draws in which the number is lower.", ""]
    out += table(["scenario", "own payments above 10 %, points", "mean own payment, yuan", "inpatient care forgone, points", "deaths a year"],
                 [[study.label(s), *(f"{cell(d(s, m), f, n)} [{d(s, m)['share_below_0']:.2f}]" for m, f, n in (("che_10", 100, 2), ("oop_mean", 1, 1), ("forgone_inpatient_share", 100, 2), ("deaths", 1, 1)))] for s in others(study)])
    out += [f"Cost for a person-year kept out of poverty because of illness, sums over {study.span}: ratio of mean cost to mean effect, in brackets 5 to 95 % of what the draws' number leaves open of it.",
            "\"Saved\": the policy saves that much for each person-year of poverty it adds. Worth it: share of draws in which the policy beats the baseline at that price, luck of the sample within.", ""]
    rows = []
    for s in others(study):
        effect, cost = study.psa(s)
        rows.append([study.label(s), signed(effect.mean()), signed(cost.mean() / 1e6, 1), ratio_of(study, s)[0], *(f"{(w * effect - cost > 0).mean():.2f}" for w in study.values)])
    out += table(["scenario", "person-years kept out", "cost, m yuan", "yuan a person-year", *(f"worth it at {w:,}" for w in study.values)], rows)
    out += ["![Cost and effect of ceilings and ratios](figures/study_cost_effect.svg)", "", shape(study, "ceilings", [f"ceiling_max_oop_{c}" for c in study.CEILINGS]),
            shape(study, "ratios", [f"ratio_min_ratio_{r:g}" for r in study.RATIOS]), "",
            "![Who pays](figures/study_payers.svg)", "", "Change from the baseline by level of government, m yuan a year.", ""]
    out += table(["scenario", *study.LEVELS], [[study.label(s), *(cell(d(s, "fund_paid_by_government", f"level:{l}"), 1e-6, 1) for l in study.LEVELS)] for s in others(study)])
    return out


def shape(study, what, scenarios):
    """Which of the changes are told, in words."""
    told = [s for s in scenarios if sure(study.difference(s, study.EFFECT))]
    dear = [s for s in scenarios if sure(study.difference(s, "government_paid"))]
    return f"Of the {len(scenarios)} other {what} the effect on poverty is told from none for {len(told)}, the cost for {len(dear)}."


def funds(study):
    at = lambda g, y, q: study.sized("baseline", g, y, q)
    told = lambda r, f=millions: "" if r is None else f"{f(r['value'])}" + (f" ({f(r['low'])} to {f(r['high'])})" if np.isfinite(r["low"]) or np.isinf(r["high"]) else "")
    quantiles = ("P75", "P95", "P99")

    def mean(measure, group, y):
        """With the error of the draws as they were lived, luck of the sample within; hearth fund leaves that out."""
        years = study.years if y == "horizon" else [y]
        x = study.numbers(measure, "baseline", None, group, years)[0] * len(years)
        error = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
        return f"{millions(x.mean())} ({millions(x.mean() - error)} to {millions(x.mean() + error)})"

    out = ["## 4. Funds", "", "![What the guarantee pays](figures/study_guarantee.svg)", "",
           "The baseline, m yuan by year of the claims; in brackets 95 % intervals of the estimates (*not bounded*: too few draws to say how high). The luck of the sample is within those of means;",
           "it is taken out of quantiles, whose intervals are too narrow by what it moves the mean. Contribution: yuan a head of all enrolled that would cover the year with 95 % probability.",
           "Reserve: what would have to be held above the year's mean for 95 and 99 %.", ""]
    years = [*study.years, "horizon"]
    out += table(["guarantee", "mean", *quantiles, "contribution 95 %, yuan", "reserve 95 %", "reserve 99 %"],
                 [[f"{study.span} in all" if y == "horizon" else str(y), mean("fund_paid", "layer:guarantee", y), *(told(at("layer:guarantee", y, q)) for q in quantiles),
                   told(at("layer:guarantee", y, "contribution_per_enrolled_95"), lambda v: f"{v:.1f}" if np.isfinite(v) else "not bounded"),
                   *(told(at("layer:guarantee", y, f"reserve_{q}")) for q in (95, 99))] for y in years])
    out += ["By level of government, all they pay for health cover, m yuan.", ""]
    out += table(["level, year", "mean", *quantiles],
                 [[f"{l} {study.span if y == 'horizon' else y}", mean("fund_paid_by_government", f"level:{l}", y), *(told(at(f"level:{l}", y, q)) for q in quantiles)] for l in study.LEVELS for y in years])
    out += ["Funds with money of their own: probability that a year's claims exceed it, in brackets the month in which cash ends where it does (median; cash as simulated, luck of the sample within).",
            "The last column: probability that the sum over the years falls short at some point.", ""]
    rows = []
    for g in (g for g in study.groups if g.startswith("fund:")):
        if not any(at(g, y, "deficit_probability") for y in study.years):
            continue
        month = lambda y, g=g: f" [{at(g, y, 'month_of_exhaustion')['value']:.0f}]" if at(g, y, "month_of_exhaustion") else ""
        percent = lambda r: f"{100 * r['value']:.0f} %" if r else ""
        rows.append([g.removeprefix("fund:"), *(percent(at(g, y, "deficit_probability")) + month(y) for y in study.years), percent(at(g, "horizon", "ruin_without_reserve"))])
    out += table(["fund", *map(str, study.years), "short at some point"], rows)
    idle = [g.removeprefix("fund:") for g in study.groups if g.startswith("fund:") and not any(at(g, y, "deficit_probability") for y in study.years) and at(g, study.years[0], "mean")]
    out += [f"Without money of their own, paid by governments as claims fall due: {listing(idle)}.", "", f"What drives the guarantee's payments of {study.span} (linear regression over draws; only what is above two standard errors):", ""]
    found = [r for (s, g, y, q), r in study.sizing.items() if (s, g, y) == ("baseline", "layer:guarantee", "horizon") and q.startswith("per_") and abs(r["value"]) > 2 * r["se"]]
    found.sort(key=lambda r: -abs(r["value"]))
    name = lambda q: q.replace("per_sd_of ", "one sd of ").replace("per_point_of ", "one point a year more ").removesuffix("")
    explained = at("layer:guarantee", "horizon", "share_explained")
    out += [f"- {name(r['statistic'])}: {signed(r['value'] / 1e6, 1)} +- {r['se'] / 1e6:.1f} m yuan." for r in found[:UP_TO]] or ["- none told" + (": there are too few draws for a regression." if explained is None else ".")]
    out += [f"- The regression explains {100 * explained['value']:.0f} % of the variance." if explained else "", ""]
    return out


def frontier(study, budget, confidence):
    rows = study.frontier_rows
    allowed = [r for r in rows if np.isfinite(r["objective"])]
    keys = [k for k in rows[0] if k.startswith("benefit.")]
    oop, ratio = (next(k for k in keys if k.endswith(e)) for e in ("max_oop", "min_ratio"))
    out = ["## 5. The frontier, and the question turned round", "",
           "Ceilings from 1,000 to 12,000 yuan and ratios from 70 to 98 % together: for each budget of the guarantee the terms with fewest persons poor because of illness, allowed only where neither the",
           "share of inpatient care forgone nor deaths are above the baseline's. Each point was lived again with other luck, years and parameters (*fresh*);",
           "*within*: share of fresh draws whose cost, mean over the years, is within the budget. +- 0: no simulated household's state changed in any draw.", "",
           "![The frontier](figures/study_frontier.svg)", "",
           f"{len(study.frontier['cost'])} policies were tried, {int((study.frontier['allowed'] > 0.5).sum())} of them allowed. " +
           (f"For {len(rows) - len(allowed)} of {len(rows)} budgets nothing tried is within the budget and allowed: what costs so little breaks a rule on care, in truth or by the luck of the sample."
            if len(allowed) < len(rows) else "Every budget has an allowed policy."), ""]
    out += table(["budget, m yuan a year", "ceiling, yuan", "ratio, %", "change in the poor, searched", "fresh (+- se)", "cost fresh, m yuan", "within", "allowed fresh"],
                 [[millions(r["budget"]), f"{r[oop]:,.0f}", f"{100 * r[ratio]:.0f}", signed(r["difference_from_base_fresh"] - r["optimism_gap"]), f"{signed(r['difference_from_base_fresh'])} (+- {r['difference_from_base_se']:,.0f})",
                   millions(r["cost_fresh"]),
                   f"{100 * r['within_budget_fresh']:.0f} %", str(r["allowed_fresh"])] if np.isfinite(r["objective"]) else [millions(r["budget"]), "none", *[""] * 6] for r in rows])
    if allowed:
        clear = [r for r in allowed if abs(r["difference_from_base_fresh"]) > 1.645 * r["difference_from_base_se"]]
        gap = float(np.mean([r["optimism_gap"] for r in allowed]))
        out += [f"With fresh luck {len(clear)} of {len(allowed)} points differ from the baseline by more than 1.645 standard errors.",
                f"On average the search promised {abs(gap):,.0f} persons {'fewer' if gap > 0 else 'more'} than fresh luck gave.", ""]
    out += ["**The question turned round.** " + f"Which ceiling keeps the guarantee within {budget / 1e6:.0f} m yuan a year, mean over the years,",
            f"with {100 * confidence:.0f} % confidence (ratio 90 %, rules on care not imposed)? A single year may cost more: section 4."]
    for r in study.inverse_rows:
        key = next(k for k in r if k.startswith("benefit."))
        if np.isfinite(r["objective"]):
            kept = r["within_budget_low"] <= confidence <= r["within_budget_high"] or r["within_budget_fresh"] >= confidence
            out += [f"The lowest in persons poor among those that fit: **{r[key]:,.0f} yuan**. With fresh luck its cost at that confidence is {millions(r['cost_fresh'])} m yuan,",
                    f"within the budget in {100 * r['within_budget_fresh']:.0f} % of the draws",
                    f"(95 % interval {100 * r['within_budget_low']:.0f} to {100 * r['within_budget_high']:.0f} %), which {'agrees with' if kept else 'is below'} the confidence asked;",
                    f"persons poor because of illness against the baseline: {signed(r['difference_from_base_fresh'])} +- {r['difference_from_base_se']:,.0f},",
                    f"inpatient care forgone {signed(100 * r['forgone_inpatient_share_above_base'], 2)} points, deaths {signed(r['deaths_above_base'], 1)} a year."]
        else:
            cheapest = int(np.argmin(study.inverse["cost"]))
            out += [f"None of the ceilings tried (1,000 to 12,000 yuan) does. The cheapest of them, {study.inverse['value'][cheapest, 0]:,.0f} yuan, needs {millions(study.inverse['cost'][cheapest])} m yuan at that confidence."]
    return out + [""]


def uncertainty(study):
    out = ["## 6. Where the uncertainty comes from", "", "![Variance by source](figures/study_variance.svg)", "",
           "Shares of the variance over draws, estimated from draws with other households' luck and other years; their errors stand beside them. The last column: the share of luck if all persons were lived.", "",
           "What would knowing more be worth to this choice among scenarios? An upper bound, in m yuan for the whole choice over the years; luck of the sample is within, and no study can learn that.", ""]
    worths = list(study.information)
    by = {w: {r["knowing"]: r for r in study.information[w]} for w in worths}
    names = [n for n in by[worths[0]] if n in ("everything", "all parameters", "systemic path") or any(by[w][n]["worth_yuan"] > 2 * by[w][n]["se"] for w in worths)]
    show = lambda r: "not told" if not np.isfinite(r["worth_yuan"]) else f"{r['worth_yuan'] / 1e6:,.1f} +- {r['se'] / 1e6:,.1f}"
    out += table(["knowing", *(f"a person-year worth {w:,} yuan" for w in worths)], [[n, *(show(by[w][n]) for w in worths)] for n in names])
    single = [n for n in names if n not in ("everything", "all parameters", "systemic path")]
    out += [f"Of single parameters only these are worth more than two standard errors: {listing(single)}." if single else "No single parameter is worth more than two standard errors.", ""]
    return out


def attack(study, posterior):
    p = Posterior(posterior)
    bad = sorted((t for role in ("fit", "holdout") for t in p.of_role(role) if np.isfinite(t["z"]) and abs(t["z"]) >= 1), key=lambda t: -abs(t["z"]))
    seen = lambda v: f"{v:,.0f}" if abs(v) >= 100 else f"{v:.3g}"
    misses = "; ".join(f"{t['name']} {seen(t['predicted'])} against {seen(t['value'])}" for t in bad)
    ratio = study.mean_of("persons_simulated", "baseline")
    return ["## 7. Attack this", "",
            f"- **A sample of the prefecture.** {study.sample:,.0f} persons a draw{f', {ratio:,.0f} on average through the years' if ratio > 0 else ''}.",
            "  What happens to a few hundred persons of 1.24 million is a few simulated households or none in a draw. Intervals have this luck",
            "  removed by an estimate that is itself unsure; means and probabilities of small differences keep some of it. A difference of exactly 0 in many draws says that the sample is small, not that nothing happens.",
            f"- **The posterior** misses figures it was given or denied: {misses}",
            "  (predicted against published, one sd off or more; [calibration.md](calibration.md)). Of sixteen directions the figures inform fewer than nine. All figures are of 2014 to 2017.",
            *(["  It was fitted to another version of the input than the one simulated."] if p.attribute("input_digest") != study.record["input_digest"] else []),
            "- **Care forgone** in 2014 is far above the published share, and falls when cover grows where surveys see no fall ([validation.md](validation.md)). How much care the guarantee calls forth leans on that.",
            "- **The years.** How far prices, incomes and illness stray is assumed (table `outlook`), and so are many series from 2018 on. Part of 2018-2025 is known by now and used (incomes, premiums, the fall in use",
            "  of 2020-22, the poverty line): what is told for those years is partly hindsight, partly assumption, and no forecast that was made before ([forecast.md](forecast.md#limits)).",
            "- **The epidemic of 2020-22** is in every scenario, as a fall in use. Nobody decided on the guarantee knowing it.",
            "- **The guarantee itself.** That it is for city hospitals and beyond is read from the mean cost of its settlements; its take-up of 0.89 is fitted to their number in 2017. If county hospitals were within,",
            "  it would cost and do more. In the baseline it goes on unchanged to the last year, though the rules of 2021 end it (`three_tier_2021`).",
            "- **Who is registered, monitored, eligible** follows rules, series and labels of the input; officials' judgement is noise. Extending the guarantee to monitored households hangs on how many there are.",
            "- **The three-tier system**: types, order of ratios and deductibles are the State Council's, many figures are assumptions (`scenarios/three_tier_2021.toml`). Its difference judges these assumptions.",
            "- **The twin is a construct.** Nobody lives without illness. The count depends on what is frozen in the twin, and is not what officials label as poor through illness.",
            "- **No feedback**: hospitals' prices, doctors' habits, wages, migration and budgets do not answer to the guarantee. A lower ceiling may raise bills; here it cannot.",
            "- **Governments' cost** counts what they pay for health cover, nothing that less poverty may save elsewhere. Yuan are nominal and not discounted; later years weigh more.",
            "- **Spread of incomes** within the prefecture is not estimated, so intervals of poverty are too narrow by that. No interval holds another model.", ""]


def made(study, inputs):
    o, steps = study.steps.options, study.steps
    out = ["## 8. How it was made", "", "```text",
           f"docs/study_guyuan.py hearth WORKDIR --population {o.population} --draws {o.draws} --frontier-population {o.frontier_population} --frontier-draws {o.frontier_draws}", "```", "",
           f"It runs, in WORKDIR (hearth {study.record['program_version']}, commit {study.record['program_commit']}, seed {study.record['seed']}):", "", "```text"]
    out += ["hearth " + " ".join(words) for words in steps.told]
    out += ["```", ""]
    rows = []
    sizes = {"guyuan.h5": ("import", "input"), "study.h5": ("forecast", f"{study.draws:,} draws and companions of {study.sample:,.0f} persons, {len(study.scenarios)} scenarios"),
             "frontier.h5": ("optimise", f"{len(study.frontier['cost'])} policies, {o.frontier_draws:,} draws of {o.frontier_population:,} persons"),
             "inverse.h5": ("optimise", f"{len(study.inverse['cost'])} policies, the same sizes, one budget")}
    for name, (words, what) in sizes.items():
        seconds, threads = study.seconds(name)
        rows.append([f"hearth {words}", name, what, f"{seconds:,.0f}" if seconds is not None else "", str(threads or ""), f"`{study.digest(steps.at(name))[:16]}`"])
    rows.append(["(shipped)", os.path.basename(inputs), "posterior", "", "", f"`{study.digest(inputs)[:16]}`"])
    out += table(["step", "file", "size", "seconds", "threads", "SHA-256, first 16"], rows)
    out += ["Seconds are of the last process that made the file; a step that was stopped and resumed took longer. The same program, inputs and sizes give the same numbers.", ""]
    return out


def document(study, worths, budget, confidence, posterior):
    out = ["# A worked study: the government guarantee of Guyuan", "", "<!-- made by docs/study_guyuan.py: do not edit by hand -->", ""]
    for part in (answer(study), simulated(study), results(study), funds(study), frontier(study, budget, confidence), uncertainty(study), attack(study, posterior), made(study, posterior)):
        out += part
    lines = []
    for line in out:  # no two empty lines in a row
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip() + "\n"
