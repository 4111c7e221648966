"""The measures of a household survey a second time, for measure_test.py: shares no code with survey/.

Written from the literature with other algebra than a fast program would choose: areas under Lorenz and concentration
curves instead of covariances, resampled and left-out psus instead of influence functions. Sources: Foster, Greer and
Thorbecke (1984); Watts (1968); Sen (1976); Wagstaff and van Doorslaer (2003); Xu (2005, WHO); Kakwani (1977);
Reynolds and Smolensky (1977); Theil (1967); Rao and Wu (1988) for the rescaled bootstrap; Wolter (2007) for the
jackknife.

A survey is a dict of numpy arrays of one length (households): size (persons), weight, consumption, income, oop, food
(a year), psu, stratum. Results are dicts from (measure, line) to a number; line is None where no line enters.
"""
import csv
import io

import numpy

BY_LINE = ("poverty_", "watts", "sen", "impoverished_share", "further_impoverished_share")


def takes_line(measure):
    return measure.startswith(BY_LINE)


def percent(share):
    return f"{100 * share:.10g}"


def quantile(values, persons, level):
    """Smallest value at which the cumulative person share reaches the level."""
    order = numpy.argsort(values, kind="stable")
    reached = numpy.cumsum(persons[order]) >= level * persons.sum()
    return values[order][numpy.argmax(reached)]


def concentration(values, rank, persons):
    """One minus twice the area under the concentration curve; households of one rank lie on one chord."""
    _, place = numpy.unique(rank, return_inverse=True)
    people = numpy.bincount(place, persons) / persons.sum()
    share = numpy.cumsum(numpy.bincount(place, persons * values)) / (persons * values).sum()
    before = numpy.concatenate(([0.0], share[:-1]))
    return 1 - (people * (share + before)).sum()


def gini_by_pairs(values, persons):
    """Mean absolute difference of all pairs over twice the mean: slow, beyond doubt."""
    pairs = numpy.abs(values[:, None] - values[None, :]) * persons[:, None] * persons[None, :]
    return pairs.sum() / (2 * persons.sum() * (persons * values).sum())


def lorenz(values, persons, at):
    order = numpy.argsort(values, kind="stable")
    people = numpy.concatenate(([0.0], numpy.cumsum(persons[order])))
    money = numpy.concatenate(([0.0], numpy.cumsum((persons * values)[order])))
    return numpy.interp(at, people / people[-1], money / money[-1])


def sen(values, persons, line):
    poor = values < line
    if not poor.any():
        return 0.0
    y, p = numpy.maximum(values[poor], 0.0), persons[poor]
    headcount = p.sum() / persons.sum()
    ratio = (p * (line - y)).sum() / (line * p.sum())
    among = concentration(y, y, p) if (p * y).sum() > 0 else 0.0
    return headcount * (ratio + (1 - ratio) * among)


def per_person(s, welfare):
    """Gross and net welfare per person, and the denominator of payment shares per household."""
    welfare = welfare or ("consumption" if "consumption" in s else "income")
    gross = s[welfare] / s["size"]
    net = (s[welfare] - s["oop"]) / s["size"] if "oop" in s else None
    return gross, net, s["consumption"] if "consumption" in s else s[welfare]


def shares_of_payment(oop, budget):
    """A household with no budget that pays has share one (and counts as catastrophic); one that does not, nought."""
    safe = numpy.where(budget > 0, budget, 1.0)
    return numpy.where(budget > 0, oop / safe, numpy.where(oop > 0, 1.0, 0.0))


def subsistence(s, persons):
    """Xu (2005): food per equivalent adult of the households around the median food share, at most what was eaten."""
    adults = s["size"] ** 0.56
    eaten = s["food"] / s["consumption"]
    low, high = quantile(eaten, persons, 0.45), quantile(eaten, persons, 0.55)
    around = (eaten >= low) & (eaten <= high)
    line = (persons * s["food"] / adults)[around].sum() / persons[around].sum()
    return numpy.minimum(s["food"], line * adults)


def line_ratios(y, line):
    gap = numpy.where(y < line, (line - numpy.maximum(y, 0.0)) / line, 0.0)
    watts = numpy.where(y < line, numpy.log(line / numpy.where(y > 0, y, line / 100)), 0.0)
    return (y < line) * 1.0, gap, gap**2, watts


def poverty_ratios(gross, net, oop, line):
    names = ("poverty_headcount", "poverty_gap", "poverty_severity", "watts")
    before = line_ratios(gross, line)
    out = {(name + "_gross", line): x for name, x in zip(names, before)}
    if net is None:
        return out
    after = line_ratios(net, line)
    out |= {(name, line): x for name, x in zip(names, after)}
    out["poverty_impact_headcount", line] = after[0] - before[0]
    out["poverty_impact_gap", line] = after[1] - before[1]
    out["impoverished_share", line] = ((net < line) & (line <= gross)) * 1.0
    out["further_impoverished_share", line] = ((gross < line) & (oop > 0)) * 1.0
    return out


def payment_ratios(s, budget, thresholds, capacity, societal, persons):
    oop, size = s["oop"], s["size"]
    share = shares_of_payment(oop, budget)
    out = {("oop_mean", None): oop / size, ("oop_share_mean", None): share}
    for t in thresholds:
        over = numpy.maximum(0.0, share - t)
        hit = numpy.where(budget > 0, oop > t * budget, oop > 0) * 1.0
        out |= {("che_" + percent(t), None): hit, ("overshoot_" + percent(t), None): over}
    if "food" in s:
        left = budget - subsistence(s, persons)
        hit = numpy.where(left > 0, oop > capacity * left, oop > 0)
        out["che_" + percent(capacity) + "_capacity", None] = hit * 1.0
    if societal:
        left = budget - societal * size
        hit = numpy.where(left > 0, oop > 0.4 * left, oop > 0)
        poor = hit & ((left <= 0) | (oop > left))
        out |= {("sdg382_2025", None): hit * 1.0, ("sdg382_2025_impoverishing", None): poor * 1.0,
                ("sdg382_2025_large", None): (hit & ~poor) * 1.0}
    return out


def ratios(s, lines=(), welfare=None, thresholds=(0.1, 0.25), capacity=0.4, societal=None, persons=None):
    """Every measure that is a mean over persons or a ratio of two: (measure, line) to numerator and denominator
    per person."""
    persons = s["weight"] * s["size"] if persons is None else persons
    gross, net, budget = per_person(s, welfare)
    one = numpy.ones(len(gross))
    out = {("welfare_mean", None): (gross, one)}
    for line in lines:
        out |= {key: (x, one) for key, x in poverty_ratios(gross, net, s.get("oop"), line).items()}
    if societal:
        out["societal_poverty", None] = ((gross < societal) * 1.0, one)
    if "oop" in s:
        paid = payment_ratios(s, budget, thresholds, capacity, societal, persons)
        out |= {key: (x, one) for key, x in paid.items()}
        out["oop_share_aggregate", None] = (s["oop"] / s["size"], budget / s["size"])
        for t in thresholds:
            over, hit = paid["overshoot_" + percent(t), None], paid["che_" + percent(t), None]
            out["mpo_" + percent(t), None] = (over, hit)
    return out


def of_payments(s, gross, net, persons, hits):
    """Concentration indices, Kakwani and Reynolds-Smolensky; hits are (name, indicator) of catastrophic payments."""
    before = concentration(gross, gross, persons)
    paid = concentration(s["oop"] / s["size"], gross, persons)
    after = concentration(net, net, persons)
    out = {("concentration_oop", None): paid, ("kakwani", None): paid - before, ("gini_net", None): after,
           ("reynolds_smolensky", None): before - after}
    for name, hit in hits:
        share = (persons * hit).sum() / persons.sum()
        if share > 0:
            index = concentration(hit, gross, persons)
            out[name + "_concentration", None] = index
            out[name + "_rank_weighted", None] = share * (1 - index)
    return out


def measures(s, lines=(), welfare=None, thresholds=(0.1, 0.25), capacity=0.4, relative=(0.5, 0.6),
             societal=None, weight=None):
    """All measures of the survey, with other weights if given (households of weight nought drop out)."""
    weight = s["weight"] if weight is None else weight
    s = {name: column[weight > 0] for name, column in s.items()}
    p = weight[weight > 0] * s["size"]
    gross, net, _ = per_person(s, welfare)
    parts = ratios(s, lines, welfare, thresholds, capacity, societal, p)
    out = {key: (p * a).sum() / (p * b).sum() for key, (a, b) in parts.items() if (p * b).sum() > 0}
    for line in lines:
        out["sen_gross", line] = sen(gross, p, line)
        if net is not None:
            out["sen", line] = sen(net, p, line)
    out["welfare_median", None] = median = quantile(gross, p, 0.5)
    for share in relative:
        out["relative_poverty_" + percent(share), None] = p[gross < share * median].sum() / p.sum()
    positive = gross > 0
    y, q = gross[positive] / numpy.average(gross[positive], weights=p[positive]), p[positive]
    out["theil", None] = numpy.average(y * numpy.log(y), weights=q)
    out["mean_log_deviation", None] = -numpy.average(numpy.log(y), weights=q)
    out["gini", None] = concentration(gross, gross, p)
    out["top10_share", None], out["top1_share", None] = 1 - lorenz(gross, p, numpy.array([0.9, 0.99]))
    out["bottom40_share", None] = lorenz(gross, p, 0.4)
    if net is not None and s["oop"].sum() > 0:
        hits = [(f"che_{percent(t)}", parts[f"che_{percent(t)}", None][0]) for t in thresholds]
        out |= of_payments(s, gross, net, p, hits)
    return out


def psus(s):
    """For each stratum the rows of each of its psus (ids are read within the stratum)."""
    n = len(s["size"])
    strata = s["stratum"] if "stratum" in s else numpy.zeros(n)
    ids = s["psu"] if "psu" in s else numpy.arange(n)
    for stratum in numpy.unique(strata):
        within = numpy.flatnonzero(strata == stratum)
        yield [within[ids[within] == psu] for psu in numpy.unique(ids[within])]


def standard_errors(s, domain=None, relative=None, **options):
    """Linearised errors of the ratios, psus drawn with replacement: exact, for a program to meet to its last digits.
    Relative lines are no ratios and have no error here."""
    inside = numpy.ones(len(s["size"]), bool) if domain is None else domain
    kept = inside & (s["weight"] > 0)
    weight = numpy.where(kept, s["weight"] * s["size"], 0.0)
    out = {}
    design = list(psus(s))
    for key, (a, b) in ratios(s, **options).items():
        if (weight * b).sum() > 0:
            z = weight * (a - b * (weight * a).sum() / (weight * b).sum()) / (weight * b).sum()
            out[key] = numpy.sqrt(sum(stratum_variance([z[rows].sum() for rows in stratum]) for stratum in design))
    return out


def stratum_variance(totals):
    """A lone psu is centred at the grand mean, which is nought for linearised ratios."""
    n, totals = len(totals), numpy.array(totals)
    return totals[0] ** 2 if n == 1 else n / (n - 1) * ((totals - totals.mean()) ** 2).sum()


def jackknife(s, **options):
    design = list(psus(s))
    full, squares = measures(s, **options), {}
    for stratum in design:
        n = len(stratum)
        for left_out in stratum:
            weight = s["weight"].copy()
            weight[numpy.concatenate(stratum)] *= n / (n - 1)
            weight[left_out] = 0.0
            for key, value in measures(s, weight=weight, **options).items():
                squares[key] = squares.get(key, 0.0) + (n - 1) / n * (value - full[key]) ** 2
    return {key: numpy.sqrt(value) for key, value in squares.items()}


def bootstrap(s, replicates, seed, **options):
    """Rao and Wu: n - 1 of a stratum's n psus with replacement, weights times n / (n - 1)."""
    luck, design, drawn = numpy.random.default_rng(seed), list(psus(s)), {}
    for _ in range(replicates):
        times = numpy.zeros(len(s["size"]))
        for stratum in design:
            n = len(stratum)
            for psu in luck.integers(0, n, n - 1):
                times[stratum[psu]] += n / (n - 1)
        for key, value in measures(s, weight=s["weight"] * times, **options).items():
            drawn.setdefault(key, []).append(value)
    return {key: numpy.std(values, ddof=1) for key, values in drawn.items()}


def random_survey(seed, strata=3, clusters=8, households=10, dress=()):
    """A survey with unequal psus and the nuisances named in dress: weights, fractions (of persons), ties, zeros
    (consumption and payments of nought), negative (income), plain (no design columns)."""
    luck = numpy.random.default_rng(seed)
    n = strata * clusters * households
    stratum = numpy.repeat(numpy.arange(strata), clusters * households)
    psu = numpy.tile(numpy.repeat(numpy.arange(clusters), households), strata)
    place = luck.normal(0, 0.35, (strata, clusters))[stratum, psu]
    size = luck.integers(1, 8, n) + (luck.choice([0.0, 0.25, 0.5], n) if "fractions" in dress else 0.0)
    head = numpy.exp(8 + 0.15 * stratum + place + luck.normal(0, 0.55, n))
    if "ties" in dress:
        head = numpy.round(head / 400) * 400 + 400
    consumption = head * size
    share = numpy.where(luck.random(n) < 0.8, luck.beta(1.1, 7, n), 0.0)
    income = consumption * numpy.exp(luck.normal(0.1, 0.4, n))
    food = consumption * numpy.clip(0.75 - 0.09 * (numpy.log(head) - 7) + luck.normal(0, 0.09, n), 0.05, 0.95)
    weight = luck.uniform(0.3, 4, n) if "weights" in dress else luck.integers(1, 5, n).astype(float)
    s = {"size": size.astype(float), "weight": weight, "consumption": consumption, "income": income,
         "oop": consumption * share, "food": food, "psu": psu, "stratum": stratum}
    if "zeros" in dress:
        s["consumption"] = numpy.where(luck.random(n) < 0.06, 0.0, consumption)
        s["weight"] = numpy.where(luck.random(n) < 0.08, 0.0, weight)
        s.pop("food")
    if "negative" in dress:
        s["income"] = numpy.where(luck.random(n) < 0.07, -0.3 * income, income)
    for name in ("psu", "stratum") if "plain" in dress else ():
        s.pop(name)
    return s


def as_csv(s):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(s)
    writer.writerows(zip(*(list(column) for column in s.values())))
    return out.getvalue()
