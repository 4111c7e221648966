"""`hearth measure` against numbers worked out by hand, an independent reference (survey_reference.py), identities,
axioms, resampled standard errors and hostile files."""
import atexit
import csv
import io
import json
import math
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import numpy
import survey_reference as reference
from survey_reference import as_csv

hearth = os.path.abspath(sys.argv[1])
work = tempfile.mkdtemp(prefix="hearth-measure-")
comparisons, runs, faults = 0, 0, []
atexit.register(lambda: faults and print("\n".join(faults[:60] + [f"{len(faults)} faults in all"])))


def at(name):
    return os.path.join(work, name)


def write(name, text):
    with open(at(name), "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return at(name)


def check(sound, *told):
    global comparisons
    comparisons += 1
    if not sound:
        faults.append(" ".join(str(t) for t in told))
    return sound


def run(*words, code=0, data="survey.csv"):
    global runs
    runs += 1
    told = [hearth, "measure", *(["--data", at(data)] if data else []), *map(str, words)]
    done = subprocess.run(told, cwd=work, capture_output=True, text=True, timeout=50)
    check(done.returncode == code, f"{words}: exit {done.returncode}, not {code}:", (done.stderr or done.stdout)[:600])
    return done


def listed(document):
    """The rows of a JSON answer, whether it is the list itself or holds it."""
    if isinstance(document, dict):
        lists = [v for v in document.values() if isinstance(v, list) and v and "measure" in v[0]]
        return lists[0] if lists else []
    return document


def measure(*words, data="survey.csv"):
    done = run(*words, "--format", "json", data=data)
    try:
        return listed(json.loads(done.stdout)) if done.returncode == 0 else []
    except ValueError as fault:
        return check(False, f"{words}: not JSON ({fault}):", done.stdout[:300]) or []


def row_of(rows, name, line=None, group="all"):
    for row in rows:
        if row["group"] == group and row["measure"] == name:
            if line is None or not reference.takes_line(name) or near(row["line"] or "nan", line):
                return row
    return {}


def near(a, b, relative=1e-9):
    return a is not None and math.isfinite(float(a)) and abs(float(a) - b) <= max(relative * abs(b), 1e-13)


def compare(told, rows, expected, field="value", line=None, group="all", relative=1e-9):
    """expected: measure, or (measure, line), to number."""
    for key, value in expected.items():
        name, z = key if isinstance(key, tuple) else (key, line)
        found = row_of(rows, name, z, group).get(field)
        check(near(found, value, relative), f"{told}: {group} {name} {field} at line {z} is {found}, not {value:.15g}")


def survey(text, *words):
    write("survey.csv", text)
    return measure(*words)


def options(o):
    """The command's words for the reference's options."""
    words = [w for line in o.get("lines", ()) for w in ("--line", repr(float(line)))]
    for name in ("thresholds", "relative"):
        if name in o:
            words += ["--" + name.removesuffix("s"), ",".join(map(repr, o[name]))]
    if "societal" in o:
        words += ["--societal-line", repr(float(o["societal"]))]
    return words + (["--welfare", o["welfare"]] if "welfare" in o else [])


# --- 1. By hand. Five households, ten persons, line 100; gross 40 100 100 80 500, net 40 80 100 50 350 a head.
# B and C stand exactly on the line before payments and are not poor then. Poor after: A, B, D = 1 + 2 + 1 of 10.
first = "TOTEXP,HEALTH,HHSIZE\n40,0,1\n200,40,2\n400,0,4\n80,30,1\n1000,300,2\n"
columns = ["--columns", "consumption=TOTEXP,oop=HEALTH,size=HHSIZE"]
rows = survey(first, *columns, "--line", "100", "--line", "30", "--societal-line", "150", "--relative", "0.5,0.9")
compare("by hand", rows, {
    "poverty_headcount": 0.4, "poverty_headcount_gross": 0.2,  # (1 + 2 + 1) / 10, (1 + 1) / 10
    "poverty_gap": 0.15, "poverty_gap_gross": 0.08,  # (0.6 + 2 x 0.2 + 0.5) / 10, (0.6 + 0.2) / 10
    "poverty_severity": 0.069, "poverty_severity_gross": 0.04,  # (0.36 + 2 x 0.04 + 0.25) / 10, (0.36 + 0.04) / 10
    "watts": 0.20557250150625199,  # (ln 2.5 + 2 ln 1.25 + ln 2) / 10
    "watts_gross": 0.11394342831883648,  # (ln 2.5 + ln 1.25) / 10
    # Poor 40, 80, 80, 50: mean 62.5, pairs 10 + 2 x 40 + 2 x 30 = 150, Gini 150 / (16 x 62.5) = 0.15, I = 0.375:
    "sen": 0.1875,  # 0.4 x (0.375 + 0.625 x 0.15)
    "sen_gross": 0.1,  # poor 40, 80: Gini 40 / (4 x 60) = 1/6; 0.2 x (0.4 + 0.6 / 6)
    "poverty_impact_headcount": 0.2, "poverty_impact_gap": 0.07,
    "impoverished_share": 0.2, "further_impoverished_share": 0.1,  # B; D
    "che_10": 0.5, "che_25": 0.3,  # shares 0, 0.2, 0, 0.375, 0.3: B, D, E; D, E
    "overshoot_10": 0.0875, "overshoot_25": 0.0225,  # (2 x 0.1 + 0.275 + 2 x 0.2) / 10, (0.125 + 2 x 0.05) / 10
    "mpo_10": 0.175, "mpo_25": 0.075,
    # Ranks of persons: A 0..0.1, D ..0.2, B and C together ..0.8, E ..1. C = 1 - sum dF (L + L before).
    "che_10_concentration": 0.18,  # 1 - (0.1 x 1 + 0.6 x 4 + 0.2 x 8) / 5
    "che_10_rank_weighted": 0.41,  # 0.5 x 0.82
    "che_25_concentration": 0.3, "che_25_rank_weighted": 0.21,  # 1 - (0.1 x 1 + 0.6 x 2 + 0.2 x 4) / 3
    "concentration_oop": 0.5918918918918919,  # 1 - (0.1 x 30 + 0.6 x 100 + 0.2 x 440) / 370
    # Pairs of 40, 80, 100 (six), 500 (two): 40 + 360 + 920 + 120 + 840 + 4800 = 7080; mean 172
    "gini": 0.41162790697674417,  # 7080 / (100 x 172)
    "gini_net": 0.37407407407407406,  # 40, 50, 80 80, 100 x 4, 350 350: pairs 5050 / (100 x 135)
    "kakwani": 0.18026398491514775,  # 0.59189... - 0.41162...
    "reynolds_smolensky": 0.03755383290267011,  # 0.41162... - 0.37407...
    "theil": 0.36170756908975316, "mean_log_deviation": 0.33438013665737815,  # sums of p y/m ln y/m, p ln m/y
    "top10_share": 0.2906976744186046, "top1_share": 0.029069767441860465,  # 500 / 1720, 0.1 x 500 / 1720
    "bottom40_share": 0.18604651162790697,  # (40 + 80 + 2 x 100) / 1720
    "welfare_mean": 172, "welfare_median": 100, "relative_poverty_50": 0.1, "relative_poverty_90": 0.2,
    "oop_mean": 37, "oop_share_mean": 0.1375, "oop_share_aggregate": 0.21511627906976744,  # 370 / 1720
    "societal_poverty": 0.8,  # all but E below 150 a head
    # Discretionary -110, -100, -200, -70, 700: B and D pay with nothing left; E pays 300 > 280 but not all 700.
    "sdg382_2025": 0.5, "sdg382_2025_impoverishing": 0.3, "sdg382_2025_large": 0.2}, line=100)
rest = survey(first, *columns, "--societal-line", "150", "--capacity-threshold", "0.9")
compare("the capacity threshold leaves the 0.40 of SDG 3.8.2 alone", rest, {"sdg382_2025": 0.5})
compare("a second line", rows, {"poverty_headcount": 0, "poverty_headcount_gross": 0, "poverty_gap": 0}, line=30)
check(row_of(rows, "che_10").get("n_households") == 5, "n_households of the first survey")

# Welfare is income: A owes 100, C pays more than it has; weights 2 1 2 1, persons 2 3 3 2, line 90; E does not count.
second = "income,oop,size,weight\n-100,0,1,2\n300,60,3,1\n90,120,1.5,2\n800,40,2,1\n7,7,7,0\n"
compare("negative income", survey(second, "--line", "90"), {
    "poverty_headcount": 0.8, "poverty_headcount_gross": 0.5,
    "poverty_gap": 0.5333333333333333, "poverty_gap_gross": 0.3,  # (2 + 3/9 + 3) / 10, (2 + 3/3) / 10
    "poverty_severity": 0.5037037037037037, "poverty_severity_gross": 0.23333333333333334,  # (5 + 3/81) / 10
    "watts": 2.337920003690961,  # (5 ln 100 + 3 ln 1.125) / 10
    "watts_gross": 1.0426735696300677,  # (2 ln 100 + 3 ln 1.5) / 10
    "sen": 0.7,  # poor 0 0, 80 80 80, 0 0 0: Gini 1200 / (64 x 30) = 0.625; 0.8 x (2/3 + 0.625 / 3)
    "sen_gross": 0.38,  # 0 0, 60 60 60: Gini 360 / (25 x 36) = 0.4; 0.5 x (0.6 + 0.4 x 0.4)
    "impoverished_share": 0.3, "further_impoverished_share": 0.3,
    "che_10": 0.6, "che_25": 0.3, "overshoot_10": 0.4, "mpo_10": 0.6666666666666666,  # shares 0, 0.2, 4/3, 0.05
    "oop_mean": 34, "oop_share_mean": 0.47, "oop_share_aggregate": 0.3148148148148148,  # 340 / 1080
    "welfare_mean": 108, "welfare_median": 60, "gini": 0.774074074074074,  # pairs 8360 / (100 x 108)
    "gini_net": 1.1594594594594594,  # pairs 8580 / (100 x 74)
    # Without A: 60 x 3, 100 x 3, 400 x 2, mean 160
    "theil": 0.3245954931121037, "mean_log_deviation": 0.3149896478780094}, line=90)

# Capacity to pay: all food shares from the 45th to the 55th percentile are 0.5 (four persons, and one), so the line is
# (4 x 500 / 4^0.56 + 200) / 5 = 224.0375 per adult. Capacities 400, 775.96, 513.06, 200, 775.96, 0, 0; catastrophic:
# 170 > 160, 206 > 205.2, 311 > 310.4, 5 > 0; not 310 < 310.4, nor 80 = 80, nor 0: (1 + 4 + 1 + 1) / 10.
third = ("consumption,food,oop,size\n500,100,170,1\n1000,400,310,1\n1000,500,206,4\n400,200,80,1\n1000,600,311,1\n"
         "100,100,5,1\n100,100,0,1\n")
compare("capacity", survey(third), {"che_40_capacity": 0.7})
# At 0.3 all but the one that pays nothing: 120, 232.8, 153.9, 60, 232.8, 0 are exceeded.
lower = [r["value"] for r in survey(third, "--capacity-threshold", "0.3") if r["measure"].endswith("_capacity")]
check(len(lower) == 1 and near(lower[0], 0.9), "a capacity threshold of 0.3 gives", lower)

# Nothing consumed: who pays has share one, who does not has none. Persons 1, 1, 2.
fourth = survey("consumption,oop,size\n0,10,1\n0,0,1\n100,50,2\n", "--threshold", "0.25,0.125,0.5")
compare("nothing consumed", fourth, {
    "che_25": 0.75, "che_12.5": 0.75, "overshoot_25": 0.3125, "mpo_25": 0.4166666666666667,  # (0.75 + 2 x 0.25) / 4
    "che_50": 0.25, "mpo_50": 0.5,  # 50 of 100 is not more than half
    "oop_share_mean": 0.5, "oop_share_aggregate": 0.6})
check(not row_of(fourth, "che_10"), "che_10 is told though other thresholds were asked")
fifth = survey("consumption,oop,size\n10,0,1\n20,0,3\n", "--line", "15")
compare("nobody pays", fifth, {"che_10": 0, "overshoot_10": 0, "poverty_headcount": 1}, line=15)
check(row_of(fifth, "mpo_10").get("value") in (None, ""), "mpo without catastrophic payments is a number")
sixth = survey("consumption,size\n10,1\n20,1\n", "--line", "15")
compare("no payments asked", sixth, {"poverty_headcount_gross": 0.5, "gini": 0.16666666666666666}, line=15)
check(not row_of(sixth, "poverty_headcount") and not row_of(sixth, "che_10"), "net measures without payments")

# --- Standard errors by hand. Two strata of two psus: mean 4, totals of z = (y - 4) / 8 are -.5 .5 and -.5 .5, so the
# variance is 2 x (2 x 0.25) + the same = 2; t with 2 degrees of freedom 4.302652729911275. Below 3.5: half, variance
# 2 x 2 x 2 x 0.125^2 = 0.125; on the logit scale sqrt(0.125) / 0.25 = sqrt 2.
design = ("region,stratum,psu,consumption,size\nr,a,1,1,1\ns,a,1,3,1\nr,a,2,5,1\ns,a,2,7,1\n"
          "r,b,1,2,1\ns,b,1,2,1\nr,b,2,4,1\ns,b,2,8,1\n")
rows = survey(design, "--line", "3.5", "--by", "region")
compare("design", rows, {"welfare_mean": 1.4142135623730951, "poverty_headcount_gross": 0.3535533905932738}, "se", 3.5)
low = {"welfare_mean": -2.0848698448221468, "poverty_headcount_gross": 0.002271887450631309}
high = {"welfare_mean": 10.084869844822147, "poverty_headcount_gross": 0.9977281125493687}
compare("design", rows, low, "low", 3.5, relative=1e-6)
compare("design", rows, high, "high", 3.5, relative=1e-6)
# t at 0.95 with 2 degrees of freedom is 2.919985580355516
compare("confidence", survey(design, "--confidence", "0.9"), {"welfare_mean": -0.1294832088}, "low", relative=1e-6)
# Region r: 1 5 2 4, mean 3, totals -.5 .5 and -.25 .25: 2 x 0.5 + 2 x 0.125 = 1.25.
compare("domain", rows, {"welfare_mean": 3, "poverty_headcount_gross": 0.5}, line=3.5, group="region:r")
compare("domain", rows, {"welfare_mean": 1.118033988749895}, "se", group="region:r")
# A domain of 1 and 8 alone still counts the empty psus: totals -1.75 0 and 0 1.75, 2 x 2 x (2 x 0.875^2) = 6.125.
far = design.replace("r,a,1,1", "q,a,1,1").replace("s,b,2,8", "q,b,2,8")
compare("small domain", survey(far, "--by", "region"), {"welfare_mean": 2.474873734152916}, "se", group="region:q")
# A lone psu is centred at the grand mean: totals -1, 1/3 and 2/3; 2 x (2 x 4/9) + 4/9 = 20/9.
lone = "stratum,psu,consumption,size\na,1,1,1\na,1,3,1\na,2,5,1\na,2,7,1\nc,1,2,1\nc,1,12,1\n"
compare("lone psu", survey(lone), {"welfare_mean": 1.4907119849998598}, "se")
# A psu of weight nought is a psu: totals -1, 1, 0; 3/2 x 2 = 3.
empty = "psu,consumption,size,weight\n1,1,1,1\n1,3,1,1\n2,5,1,1\n2,7,1,1\n3,99,1,0\n"
compare("empty psu", survey(empty), {"welfare_mean": 1.7320508075688772}, "se")
# No psu: every household its own; 4/3 x (9 + 1 + 1 + 9) / 16 = 5/3.
compare("no psu", survey("consumption,size\n1,1\n3,1\n5,1\n7,1\n"), {"welfare_mean": 1.2909944487358056}, "se")
ten = survey("consumption,size\n" + "".join(f"{10 * i},1\n" for i in range(1, 11)), "--by", "quintile", "--line", "35")
compare("quintiles", ten, {"welfare_mean": 15, "poverty_headcount_gross": 1}, line=35, group="quintile:1")
compare("quintiles", ten, {"welfare_mean": 35, "poverty_headcount_gross": 0.5}, line=35, group="quintile:2")
compare("quintiles", ten, {"welfare_mean": 95, "poverty_headcount_gross": 0}, line=35, group="quintile:5")


def told_by(rows, name, line):
    return float("nan" if (found := row_of(rows, name, line).get("value")) is None else found)


# --- 2. and 3. Random surveys against the reference, and identities of the command's own numbers
def identities(told, rows, o):
    value = lambda name: told_by(rows, name, None)
    if not row_of(rows, "gini_net"):
        return
    pairs = [("kakwani", lambda: value("concentration_oop") - value("gini")),
             ("reynolds_smolensky", lambda: value("gini") - value("gini_net"))]
    for t in map(reference.percent, o.get("thresholds", (0.1, 0.25))):
        pairs += [(f"mpo_{t}", lambda t=t: value(f"overshoot_{t}") / value(f"che_{t}")),
                  (f"che_{t}_rank_weighted", lambda t=t: value(f"che_{t}") * (1 - value(f"che_{t}_concentration")))]
    if "societal" in o:
        pairs.append(("sdg382_2025", lambda: value("sdg382_2025_impoverishing") + value("sdg382_2025_large")))
    for name, formula in pairs:
        if math.isfinite(value(name)):
            compare(told + " identity", rows, {name: formula()})


def without(s, *names):
    return {name: column for name, column in s.items() if name not in names}


plain = without(reference.random_survey(1, dress=("plain",)), "income")
full = {"lines": (2300.123, 3000.456), "societal": 2211.7}
cases = [(plain, full), (reference.random_survey(2, dress=("weights",)), full),
         (reference.random_survey(3, dress=("ties",)), {"lines": (2345.6,), "societal": 1999.3}),
         (reference.random_survey(4, dress=("zeros",)), full),
         (without(reference.random_survey(5, dress=("negative", "weights")), "consumption", "food"),
          {"lines": (2500.7,)}),
         (reference.random_survey(6, dress=("fractions", "weights")),
          {"lines": (1900.3,), "welfare": "income", "societal": 2100.9, "thresholds": (0.05, 0.125, 0.4)}),
         (without(plain, "oop", "food"), {"lines": (2100.1,), "relative": (0.4, 0.55)}),
         (reference.random_survey(7, 6, 3, 4, ("negative",)), {"lines": (2700.2,), "welfare": "income"}),
         (reference.random_survey(8, 2, 40, 8, ("zeros", "ties", "weights")), full)]
for number, (s, o) in enumerate(cases):
    rows = survey(as_csv(s), *options(o))
    expected = reference.measures(s, **o)
    compare(f"random {number}", rows, expected)
    compare(f"random {number}", rows, reference.standard_errors(s, **o), "se", relative=1e-8)
    identities(f"random {number}", rows, o)

# Domains: values of the group's rows alone, errors of the whole design.
s, o = cases[1]
group = numpy.array(["north", "south", "far, \"away\""])[numpy.random.default_rng(9).integers(0, 3, len(s["size"]))]
rows = survey(as_csv(s | {"region": group}), *options(o), "--by", "region")
total = (s["size"] * s["weight"]).sum()
shared = {}
for name in numpy.unique(group):
    own = {c: x[group == name] for c, x in s.items()}
    part = {k: v for k, v in reference.measures(own, **o).items() if "relative" not in k[0] and "capacity" not in k[0]}
    compare("domain", rows, part, group=f"region:{name}")
    errors = reference.standard_errors(s, group == name, **o)
    compare("domain", rows, {k: v for k, v in errors.items() if k in part}, "se", group=f"region:{name}", relative=1e-8)
    for fgt in ("poverty_headcount", "poverty_gap", "poverty_severity", "watts"):
        found = row_of(rows, fgt, o["lines"][0], f"region:{name}").get("value") or 0.0
        shared[fgt] = shared.get(fgt, 0.0) + found * (own["size"] * own["weight"]).sum() / total
compare("groups add up to all", rows, shared, line=o["lines"][0])
check(rows and rows[0]["group"] == "all", "the group all does not come first")


# --- 4. Properties
def same(told, before, after, factor=1.0, fields=("value", "se")):
    check(len(before) == len(after) and before, f"{told}: {len(before)} rows become {len(after)}")
    for a, b in zip(before, after):
        times = factor if a["measure"] in ("welfare_mean", "welfare_median", "oop_mean") else 1.0
        for field in fields:
            if a[field] not in (None, ""):
                check(near(b[field], a[field] * times), f"{told}: {a['measure']} {field} {a[field]} becomes {b[field]}")


s, o = cases[1]
base = survey(as_csv(s), *options(o))
money = {name: s[name] * 7 for name in ("consumption", "income", "oop", "food")}
scaled = o | {"lines": [7 * z for z in o["lines"]], "societal": 7 * o["societal"]}
same("money times 7", base, survey(as_csv(s | money), *options(scaled)), 7.0)
same("weights doubled", base, survey(as_csv(s | {"weight": 2 * s["weight"]}), *options(o)))
twice = {name: numpy.repeat(column, 2) for name, column in s.items()}
same("each household twice in its psu", base, survey(as_csv(twice), *options(o)))
alone = survey(as_csv(plain), *options(full))
doubled = {name: numpy.repeat(column, 2) for name, column in plain.items()}
same("each household twice", alone, survey(as_csv(doubled), *options(full)), fields=("value",))
order = numpy.random.default_rng(4).permutation(len(s["size"]))
same("rows in another order", base, survey(as_csv({name: column[order] for name, column in s.items()}), *options(o)))
heads = [20, 45, 70, 95, 150, 400]
for giver, taker, amount in ((2, 0, 10), (3, 1, 5), (1, 0, 12)):
    after = [h - amount * (i == giver) + amount * (i == taker) for i, h in enumerate(heads)]
    texts = ["consumption,oop,size\n" + "".join(f"{h},0,1\n" for h in hs) for hs in (heads, after)]
    told = [survey(text, "--line", "100") for text in texts]
    for name in ("poverty_severity", "sen", "watts", "gini", "theil", "mean_log_deviation"):
        high, low = (told_by(r, name, 100) for r in told)
        check(low < high, f"a transfer to the poorer does not lower {name}: {high}, {low}")
    check(near(told_by(told[1], "poverty_gap", 100), told_by(told[0], "poverty_gap", 100)), "a transfer moves the gap")

# --- 5. Linearised errors against the bootstrap of psus (400 replicates: their own noise is 3.5 %) and the jackknife
s, o = reference.random_survey(5, 4, 40, 15, ("weights",)), {"lines": (2300.5,), "societal": 2000.0}
rows = survey(as_csv(s), *options(o))
rough = {"welfare_median": 0.4, "relative_poverty_50": 0.4, "relative_poverty_60": 0.4, "che_40_capacity": 0.25}
for told, errors, bound in (("bootstrap", reference.bootstrap(s, 400, 1, **o), 0.15),
                            ("jackknife", reference.jackknife(s, **o), 0.06)):
    for key, error in errors.items():
        if told == "bootstrap" or key[0] not in rough:
            compare(f"se beside the {told}", rows, {key: error}, "se", relative=rough.get(key[0], bound))
own = measure("--line", "2300.5", "--bootstrap", "200", "--seed", "3")
beside = [k for k in own[0] if "boot" in k] if own else []
check(beside, "--bootstrap tells no error beside the linearised one")
for name in ("gini", "poverty_headcount", "kakwani", "che_10") if beside else ():
    check(near(row_of(own, name)[beside[0]], row_of(own, name)["se"], 0.25), f"own bootstrap of {name}")
check(own == measure("--line", "2300.5", "--bootstrap", "200", "--seed", "3"), "one seed and two bootstraps")

# --- Other dress of the answer: CSV with the same numbers, text, Lorenz curve
write("survey.csv", first)
answer = measure(*columns, "--line", "100")
table = list(csv.DictReader(io.StringIO(run(*columns, "--line", "100", "--format", "csv").stdout)))
header = ",".join(list(table[0])[:10]) if table else ""
check(header == "group,measure,line,unit,value,se,low,high,n_households,n_persons", "CSV header", header)
check(len(table) == len(answer), f"CSV has {len(table)} rows, JSON {len(answer)}")
for a, b in zip(answer, table):
    check(a["measure"] == b["measure"] and (b["value"] == "" if a["value"] is None else near(b["value"], a["value"])),
          "CSV and JSON differ:", a, b)
told = run(*columns, "--line", "100", "--lorenz", at("lorenz.csv")).stdout
check("headcount" in told and "\u001b" not in told and "nan" not in told.lower(), "text:", told[:300])
curve = list(csv.reader(open(at("lorenz.csv")))) if os.path.exists(at("lorenz.csv")) else [[], []]
check([float(x) for x in curve[-1][-3:]] == [1.0, 1.0, 1.0], "the Lorenz curve ends at", curve[-1])

# --- 6. Bad input: exit 2 with line and column, wrong options 64, nothing on stdout
good = "consumption,oop,size,weight,psu\n100,5,2,1,a\n300,9,1,1,b\n"


def refuse(text, *texts, words=(), code=2):
    write("bad.csv", text)
    done = run(*words, code=code, data="bad.csv")
    check(done.stdout == "", f"{words or text[:80]!r}: on stdout:", done.stdout[:200])
    check(all(t in done.stderr for t in texts), f"{words or text[:80]!r}: not all of {texts} in:", done.stderr[:400])


for wrong, column in (("300,9,x,1", "size"), ("300,9,-1,1", "size"), ("300,9,0,1", "size"), ("300,9,NaN,1", "size"),
                      ("300,9,inf,1", "size"), ("300,9,,1", "size"), ("300,9,1,-1", "weight"),
                      ("300,9,1,nan", "weight"), ("300,9,1,", "weight"), ("300,-9,1,1", "oop"),
                      ("300,nan,1,1", "oop"), ("300,,1,1", "oop"), ("3e999,9,1,1", "consumption"),
                      ("3 00,9,1,1", "consumption"), ('"3,00",9,1,1', "consumption"), (",9,1,1", "consumption")):
    refuse(good.replace("300,9,1,1", wrong), "bad.csv:3", column)
refuse(good.replace(",1,a", ",-1,a").replace("300,9", "300,-9"), "bad.csv:2", "weight", "bad.csv:3", "oop")
refuse(good.replace("oop", "HEALTH").replace(",5,", ",-5,"), "bad.csv:2", words=("--columns", "oop=HEALTH"))
refuse(good.replace("300,9,1,1,b", "300,9,1"), "bad.csv:3")
refuse(good.replace("300,9,1,1,b", "300,9,1,1,b,7"), "bad.csv:3")
refuse(good.replace("size", "persons"), "size")
refuse(good.replace("consumption", "spending"), "consumption", "income")
refuse("", "bad.csv")
refuse(good.split("\n")[0] + "\n", "bad.csv")
refuse(good.replace("consumption", "consumption\u00e9").encode("latin-1"), "bad.csv")
refuse(good.replace(",1,a", ",0,a").replace(",1,b", ",0,b"), "weight")
refuse(good.replace("consumption", "size"), "size")
refuse(good, "TOTEXP", words=("--columns", "consumption=TOTEXP"))
refuse(good, "region", words=("--by", "region"))
refuse(good, "income", words=("--welfare", "income"))
refuse(good.replace("300,9,1", "300,NaN,1"), "bad.csv:3", words=("--on-missing", "skip"))
for words in (("--columns", "spouse=size"), ("--columns", "size"), ("--columns", "size=size,size=weight"),
              ("--format", "xml"), ("--line", "abc"), ("--line", "-5"), ("--line", "nan"), ("--welfare", "wealth"),
              ("--threshold", "a"), ("--relative", "x"), ("--on-missing", "guess"), ("--confidence", "2"),
              ("--capacity-threshold", "x"), ("--societal-line", "-1"), ("--nonsense",), ("--bootstrap", "-3")):
    refuse(good, words[0].lstrip("-"), words=words, code=64)
check(run(code=64, data=None).stdout == "", "no --data, and something on stdout")
check(run(code=2, data="nowhere.csv").stdout == "", "no file, and something on stdout")
write("survey.csv", good + ",9,1,1,b\n100,,3,1,b\n")
done = run("--on-missing", "skip", "--format", "json")
compare("missing rows skipped", listed(json.loads(done.stdout or "[]")),
        {"welfare_mean": 133.33333333333334, "oop_share_mean": 0.043333333333333335})  # (2 x 0.05 + 0.03) / 3
check("2" in done.stderr or "skip" in done.stdout, "rows are left out and nobody is told:", done.stderr)
if comparisons < 300:
    faults.append(f"only {comparisons} comparisons were made")
print(f"{comparisons} comparisons in {runs} runs", "" if faults else "agree with hand, reference and resampling")
sys.exit(1 if faults else 0)
