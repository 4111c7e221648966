"""Worlds of the same luck through the program: explain, attribution, provisions, parts of a difference,
price years and what may not be published."""
import csv
import io
import json
import math
import os
import re
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="hearth-worlds-")
checks = 0


def run(*words, code=0):
    done = subprocess.run([hearth, *words], capture_output=True, text=True, timeout=600)
    assert done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout[-2000:]}\n{done.stderr}"
    return done


def check(true, what):
    global checks
    checks += 1
    assert true, what


def at(name):
    return os.path.join(work, name)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


baseline = os.path.join(root, "scenarios/baseline.toml")
run("import", os.path.join(root, "calibration/guyuan"), "--out", at("g.h5"))
with open(at("reform.toml"), "w", encoding="utf-8") as f:
    f.write(f'''extends = "{os.path.relpath(baseline, work)}"
name = "reform"
[provision.cap.benefit.guarantee]
guarantee = {{ min_ratio = 0.90, max_oop = 3000, period = "year", rule = "all" }}
[provision.assistance.benefit.assistance]
ratio = 0.9
[provision.nothing.fund.assistance]
carry_over = true
''')
run("run", "--input", at("g.h5"), "--population", "6000", "--years", "6", "--draws", "3", "--scenario", baseline,
    "--scenario", at("reform.toml"), "--attribution", "--out", at("r.h5"))

# Parts of a difference: mechanical + behavioural = the whole; care frozen admits nobody else.
pairs = rows(run("compare", at("r.h5"), "--base", "baseline", "--format", "csv").stdout)
provisions = [p for p in pairs if "/" in p["scenario"]]
pairs = [p for p in pairs if "/" not in p["scenario"]]
for p in pairs: # shares sum to the effect: to the grid they were put on
    parts = [float(q["difference"]) for q in provisions if (q["measure"], q["group"]) == (p["measure"], p["group"])]
    check(len(parts) == 3 and math.isclose(sum(parts), float(p["difference"]), rel_tol=1e-6, abs_tol=1e-9 * abs(float(p["base"]))), p)
check(len(pairs) > 20, len(pairs))
for p in pairs:
    whole, parts = float(p["difference"]), float(p["mechanical"]) + float(p["behavioural"])
    check(math.isclose(whole, parts, rel_tol=1e-9, abs_tol=1e-9 * abs(float(p["base"]))), p)
    if p["measure"] in ("admission_rate", "deaths", "forgone_inpatient_share", "registered_poor_persons"):
        check(float(p["mechanical"]) == 0.0, p)
    if p["measure"] == "oop_mean":
        check(float(p["mechanical"]) < 0.0, p)
other = rows(run("compare", at("r.h5"), "--base", "reform", "--format", "csv").stdout)
check(other and all(p["mechanical"] == "" for p in other), "care was frozen at the first scenario alone")

# Provisions: their shares sum to the reform's effect; one that changes nothing has no share.
text = run("compare", at("r.h5"), "--base", "baseline", "--measure", "oop_mean,admission_rate").stdout
line = next(l for l in text.split("\n") if l.startswith("  mean out-of-pocket payment") and "cap" in l)
shares = {name: float(v) for name, v in re.findall(r"(cap|assistance|nothing) ([-+]?[\d.]+)", line)}
effect = next(float(p["difference"]) for p in pairs if p["measure"] == "oop_mean")
check(shares["nothing"] == 0.0, line)
check(abs(sum(shares.values()) - effect) < 0.02, (shares, effect))
check(shares["cap"] < 0 and shares["assistance"] < 0, line)

# Channels sum to the whole, the free world to the residual.
def table(*words):
    return rows(run("table", at("r.h5"), *words).stdout)


told = {(r["scenario"], r["year"], r["group"], r["measure"]): float(r["mean"]) for r in
        table("--by", "scenario,year,all,channel", "--measure",
              "poor_due_to_illness_twin,poor_due_to_illness_free,poor_due_to_illness_residual,poor_due_to_illness_by_channel")}
for scenario in ("baseline", "reform"):
    for year in map(str, range(2014, 2020)):
        whole = told[scenario, year, "all", "poor_due_to_illness_twin"]
        parts = sum(told[scenario, year, "channel:" + c, "poor_due_to_illness_by_channel"] for c in ("bills", "non_medical", "earnings"))
        check(math.isclose(whole, parts, rel_tol=1e-12), (whole, parts))
        check(math.isclose(whole - told[scenario, year, "all", "poor_due_to_illness_free"],
                           told[scenario, year, "all", "poor_due_to_illness_residual"], abs_tol=1e-6), year)

# Explain: books whose sources are their uses to the fen, told for the run's own households.
listed = run("explain", at("r.h5"), "--input", at("g.h5"), "--scenario", baseline, "--scenario", at("reform.toml"),
             "--find", "poor-by-illness").stdout
for line in listed.split("\n")[1:]:  # the first that is there in all years
    household, *_, year = line.split()
    story = run("explain", at("r.h5"), "--input", at("g.h5"), "--scenario", baseline, "--scenario", at("reform.toml"),
                "--household", household).stdout
    years = re.split(r"\n(?=\d{4}  labels)", story)[1:]
    if len(years) == 6:
        break
check("POOR BECAUSE OF ILLNESS" in story, story[-500:])
check(len(years) == 6 and any(y.startswith(year) and "POOR BECAUSE" in y for y in years), (year, len(years)))
uses = ["premiums", "own payments for care", "advanced, reimbursed next year", "travel, food, lodging, own medicines", "consumption",
        "interest", "debt and old bills repaid", "put into productive assets", "put into savings (- drawn)"]


def amounts(block, name):
    found = re.search(r"^    " + re.escape(name) + r" +(-?[\d,]+\.\d\d) +(-?[\d,]+\.\d\d)$", block, re.M)
    return [round(float(v.replace(",", "")) * 100) for v in found.groups()] if found else [0, 0]


for block in years:
    for column in (0, 1):
        check(amounts(block, "= sources")[column] == sum(amounts(block, u)[column] for u in uses), block)
    own = re.findall(r"own payment ([\d,]+\.\d\d)", block)
    check(sum(round(float(v.replace(",", "")) * 100) for v in own) == amounts(block, "own payments for care")[0], block)
    for bill, rest in re.findall(r"bill ([\d,.]+\.\d\d) .*\n +paid by (.*?own payment [\d,]+\.\d\d)", block):
        paid = sum(round(float(v.replace(",", "")) * 100) for v in re.findall(r"([\d,]+\.\d\d)", rest))
        check(paid == round(float(bill.replace(",", "")) * 100), rest)
again = run("explain", "--input", at("g.h5"), "--scenario", baseline, "--scenario", at("reform.toml"), "--population", "6000",
            "--years", "6", "--household", household).stdout
check(story == again, "a results file only saves the typing")
run("explain", at("r.h5"), "--input", at("g.h5"), "--scenario", at("reform.toml"), "--household", household, code=2)
run("explain", "--input", at("g.h5"), "--scenario", baseline, "--household", "999999999999999", code=2)
run("explain", "--input", at("g.h5"), "--scenario", baseline, "--household", "x1", code=64)
run("explain", "--input", at("g.h5"), "--scenario", baseline, "--find", "luck", code=64)

# What may not be published: no cell of fewer than eleven persons, none that follows from the others.
sample = ["run", "--input", at("g.h5"), "--population", "900", "--years", "3", "--scenario", baseline, "--out", at("small.h5")]
run(*sample)


def small(*words):
    return rows(run("table", at("small.h5"), "--by", "year,scenario,all,county,registry,quintile,age,sex,label", *words).stdout)


everything, published = small(), small("--disclosure")
check(len(published) < len(everything), "something is concealed")
persons = {(r["year"], r["group"]): float(r["mean"]) for r in everything if r["measure"] == "persons_simulated"}
value = {(r["year"], r["group"], r["measure"]): r for r in everything}
kept = {(r["year"], r["group"], r["measure"]) for r in published}
scale = next(float(r["mean"]) for r in everything if r["measure"] == "population" and r["group"] == "all" and r["year"] == "2014") / persons["2014", "all"]
for y, g, m in kept:
    check(not 0 < persons.get((y, g), 99) < 11, (y, g, m))
    if value[y, g, m]["unit"] in ("persons", "households", "admissions"):
        n = float(value[y, g, m]["mean"]) / (1.0 if m == "persons_simulated" else scale)
        check(n == 0 or n >= 10.99, (y, g, m, n))
for y in ("2014", "2015", "2016"):
    for m in {r["measure"] for r in everything}:
        for dimension in ("county", "registry", "quintile", "age", "sex"):
            cells = [g for (yy, g, mm) in value if yy == y and mm == m and g.startswith(dimension + ":")]
            gone = [g for g in cells if (y, g, m) not in kept]
            alone = len(gone) == 1 and len(cells) > 1 and any(float(value[y, g, m]["mean"]) != 0 for g in cells if g not in gone)
            check(not alone or (y, "all", m) not in kept, f"{m} of {gone} in {y} follows from the others")
            if not gone or (y, "all", m) not in kept or value[y, "all", m]["unit"] not in ("persons", "households", "admissions"):
                continue
            rest = (float(value[y, "all", m]["mean"]) - sum(float(value[y, g, m]["mean"]) for g in cells if g not in gone))
            rest /= 1.0 if m == "persons_simulated" else scale
            if m != "poor_due_to_illness_residual":
                check(rest < 0.01 or rest >= 10.99, (y, m, dimension, rest))
    of_households = [f"{what}_households" for what in "debt medical_debt used_savings kin_loan bank_loan consumption_cut distress_sale beyond_limit".split()]
    for rate, base in (("illness_label_share", "registered_poor_households"), ("poverty_headcount", "population"), *((m, "households") for m in of_households)):
        for g in {g for (yy, g, mm) in kept if yy == y and mm == rate}:
            if (y, g, base) in value:
                n = float(value[y, g, rate]["mean"]) * float(value[y, g, base]["mean"]) / scale
                check(n < 0.01 or n >= 10.99 / (4 if base.startswith("registered") else 1), (y, g, rate, n))
for y, g, m in kept: # one group under two names
    for one, other in (("registry:registered", "label:registered_poor"), ("registry:left", "label:left_poverty")):
        if g == one and (y, other, m) in value:
            check((y, other, m) in kept, (y, other, m))

# Prices of one year: money grows by the index, counts do not.
nominal = {(r["year"], r["measure"]): r for r in table("--measure", "oop_mean,deaths,consumer_price_index", "--by", "year,all")}
real = {(r["year"], r["measure"]): r for r in table("--measure", "oop_mean,deaths", "--by", "year,all", "--price-year", "2016")}
for y in map(str, range(2014, 2020)):
    factor = float(nominal["2016", "consumer_price_index"]["mean"]) / float(nominal[y, "consumer_price_index"]["mean"])
    check(math.isclose(float(real[y, "oop_mean"]["mean"]), float(nominal[y, "oop_mean"]["mean"]) * factor), y)
    check(real[y, "deaths"]["mean"] == nominal[y, "deaths"]["mean"], y)
check(real["2014", "oop_mean"]["unit"] == "yuan/person of 2016", real["2014", "oop_mean"])
run("table", at("r.h5"), "--price-year", "1999", code=2)

# Books: a million household-years, with all worlds beside them, and not one out of balance.
run("run", "--input", at("g.h5"), "--population", "430000", "--scenario", baseline, "--attribution", "--out", at("books.h5"))
books = {(r["measure"], r["year"]): float(r["mean"]) for r in
         rows(run("table", at("books.h5"), "--by", "year,all", "--measure", "households,unbalanced_households,population,persons_simulated").stdout)}
years_of_households = sum(books["households", y] * books["persons_simulated", y] / books["population", y] for y in map(str, range(2014, 2024)))
check(years_of_households > 1e6, years_of_households)
check(all(books["unbalanced_households", y] == 0.0 for y in map(str, range(2014, 2024))), books)

# Wrong provisions.
for body, message in (("[provision.a]\nname = \"x\"\n", "not name"), ("provision = 3\n", "must hold sections"),
                      ("[provision.a.benefit.guarantee]\nmin_ratio = 2\n", "min_ratio"),
                      ("[provision.a.benefit.assistance]\nratio = 0.8\n[provision.b.benefit.assistance]\nratio = 0.9\n", "also set by")):
    with open(at("bad.toml"), "w", encoding="utf-8") as f:
        f.write(f'extends = "{os.path.relpath(baseline, work)}"\n' + body)
    check(message in run("check", at("bad.toml"), code=2).stderr, body)
with open(at("many.toml"), "w", encoding="utf-8") as f:
    f.write(f'extends = "{os.path.relpath(baseline, work)}"\n' + "".join(f"[provision.p{i}.fund.assistance]\ncarry_over = true\n" for i in range(9)))
run("run", "--input", at("g.h5"), "--population", "500", "--years", "1", "--scenario", at("many.toml"), "--attribution", "--out", at("x.h5"), code=2)
check(not os.path.exists(at("x.h5")), "nothing is written")
run("run", "--input", at("g.h5"), "--scenario", baseline, "--no-twin", "--attribution", "--out", at("x.h5"), code=64)
json.loads(run("compare", at("r.h5"), "--base", "baseline", "--json").stdout)
assert checks > 1000, checks
print(f"{checks} checks of worlds, parts and publication")
