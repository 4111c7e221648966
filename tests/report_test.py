"""`hearth report` as a reader gets it: a whole page that loads nothing, figures that are those of `hearth table`, `compare`,
`fan` and `fund` to the last digit, charts that point at their tables, hostile names shown as text, small cells left out,
Chinese in every sentence, nothing written on wrong input."""
import glob
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time

import h5py
import numpy as np
import openpyxl

from report_support import (DIMENSIONS, NAMES, agrees, at, baseline, bytes_of, check, close, finish, finite, group_of, hearth, hostile, import_input, is_whole, long_name, name_of, points_right,
                            posterior, read_page, root, rows_of, run, scenarios, simulate, write, write_scenario)

GROUPS = "all,county,registry,quintile,label,age,sex,tier,disease,layer,level,fund,channel,programme"
LEVELS = "paid by all levels of government"
three = ("mean", "p05", "p95")


def report(results, page, *more, code=0, says=()):
    run("report", results, "--out", page, *more, code=code, says=says)
    return read_page(page) if code == 0 else None


# --- every table against what other commands tell
class Told:
    """Numbers by scenario, year (or "mean"), group and measure; changes by scenario, group and measure."""

    def __init__(self, results, names, base, *more, forecast=False):
        self.names, self.base, self.levels, self.changes, self.forecast = names, base, {}, {}, forecast
        self.sizing = rows_of("fund", results) if forecast else []
        with h5py.File(at(results)) as f:
            self.measures, self.draws = [m for m in f if "source" in f[m].attrs], len(f["draw"])
            self.labels = {str(np.char.decode(f[m].attrs["long_name"])): m for m in self.measures}  # of two with one label the one in persons is told
        changes = rows_of("compare", results, "--base", base, "--by", "all,level" + ("" if forecast else ",county"), "--measure", ",".join(self.measures), *more) if len(names) > 1 else []
        self.lived = {(r["scenario"], r["measure"]): (r["p05"], r["p95"]) for r in changes if r["group"] == "all"}
        if forecast:
            self.of_forecast(results)
        else:
            for by in ("scenario," + GROUPS, "year,scenario,all,layer,level,fund"):
                for r in rows_of("table", results, "--by", by, *more):
                    self.levels[r["scenario"], r["year"], r["group"], r["measure"]] = r
            self.changes = {(r["scenario"], r["group"], r["measure"]): r for r in changes}

    def of_forecast(self, results):
        every = ",".join(self.measures)
        rows = rows_of("fan", results, "--by", GROUPS, "--measure", every)
        for r in rows:
            self.levels[r["scenario"], r["year"], r["group"], r["measure"]] = r
        told_years = sorted({r["year"] for r in rows})
        for r in rows:  # a fan is told by year. Of draws moved to the population the mean over years is near those of the years; of moments it is their mean
            years = [self.levels.get((r["scenario"], y, r["group"], r["measure"]), {}).get("mean") for y in told_years]
            years = [v for v in years if v is not None]
            how = "near" if r["group"] == "all" or r["group"].split(":")[0] in ("layer", "level", "fund") else "mean"
            self.levels[r["scenario"], "mean", r["group"], r["measure"]] = {how: sum(years) / len(years) if years else None}
        found = {}
        for r in rows_of("fan", results, "--base", self.base, "--by", GROUPS, "--measure", every):
            found.setdefault((r["scenario"], r["group"], r["measure"]), []).append(r)
        for key, years in found.items():
            self.changes[key] = years[0] if len(years) == 1 else {"difference": sum(r["difference"] for r in years) / len(years)}


def same(what, cells, wanted, unit, columns=three):
    if wanted and finite(wanted.get("near")):
        room = 0.5 * (cells[2].value - cells[1].value) + 1e-12
        return check(f"{what}: {cells[0].told} is not near {wanted['near']}", abs(cells[0].value - wanted["near"]) <= room)
    for cell, column in zip(cells, columns):
        value = wanted and wanted.get(column, ...)
        if value is ...:
            continue
        value = value * (100 if "percentage points" in unit else 1) if finite(value) else None  # differences of shares are kept in points
        good = close(cell.value, value) or (cell.value is not None and value is not None and abs(cell.value - value) < 1e-15)
        check(f"{what}: {column} = {cell.told!r}, shown as {cell.text}, not {value}, in {unit[-40:]!r}", good and agrees(cell.text, value, unit))


# --- a row of what funds need, against `hearth fund`
def sized(what, row, sizing, scenario):
    year = "horizon" if row[3].text == "all years" else row[3].text
    deficit = "ruin_without_reserve" if year == "horizon" else "deficit_probability"
    found = {r["statistic"]: r for r in sizing if r["scenario"] == scenario and r["year"] == year and name_of(r["group"]) == row[1].text}
    columns = [("mean", "value"), ("P50", "value"), ("P95", "value"), ("P95", "low"), ("P95", "high"), ("P99", "value"), ("P99.5", "value"), ("TVaR95", "value"), (deficit, "value"), (deficit, "low"),
               (deficit, "high"), ("out_of_cash_probability", "value"), ("month_of_exhaustion", "value"), ("reserve_95", "value"), ("reserve_99", "value"), ("contribution_per_enrolled_95", "value")]
    for cell, (statistic, part) in zip(row[4:], columns):
        value = found.get(statistic, {}).get(part)
        if float(found.get(statistic, {}).get("n") or 1000) < {"P99": 100, "P99.5": 200}.get(statistic, 0):
            value = None  # less than one draw lies beyond it: not told on a page
        good = cell.text == "unbounded" if value == "unbounded" and part != "value" else close(cell.value, value if isinstance(value, float) else None)
        check(f"{what}: {statistic} {part}: {cell.told} is not {value}", good)


def tables_agree(page, told, what):
    """Every table of the page but those that no other command tells; gives the captions of these."""
    change = ("difference", "p05", "p95")
    left, main = [], set()
    for name, table in page.tables.items():
        heads, caption, measure = table.heads, table.caption, table.measure
        where = f"{what}: {caption}"
        for n, row in enumerate(table.rows):
            texts, one = [c.text for c in row if not c.number], f"{where}: {[c.text[:30] for c in row]}"
            scenario = told.names.get(texts[heads.index("Scenario")]) if "Scenario" in heads else None
            check(f"{one}: of no scenario", scenario or "Scenario" not in heads)
            if heads[:2] == ["Scenario", "Year"] and measure:
                of_fund = re.match("Balance of: (.*), [a-z ]+$", caption)
                group = group_of("fund", of_fund.group(1)) if of_fund else "all"
                same(one, row[2:], told.levels.get((scenario, texts[1], group, measure)), caption)
            elif heads[0] == "Scenario" and heads[1] in DIMENSIONS and measure:
                same(one, row[2:], told.levels.get((scenario, "mean", group_of(DIMENSIONS[heads[1]], texts[1]), measure)), caption)
            elif heads[0] == "Channel":
                same(one, row[2:], told.levels.get((scenario, "mean", group_of("channel", texts[0]), measure)), caption)
            elif heads[:2] == ["Scenario", "difference"] and measure:
                same(one, row[1:], told.changes.get((scenario, "all", measure)), caption, change)
            elif heads[:2] == ["Scenario", "difference"] and caption.lower().startswith(LEVELS):
                parts = [r["difference"] for (s, g, m), r in told.changes.items() if s == scenario and m == "fund_paid_by_government" and g.startswith("level:")]
                check(f"{one}: not the sum {sum(parts)}", not parts or abs(row[1].value - sum(parts)) <= 1e-6)
            elif heads[:2] == ["Measure", "Scenario"]:
                measure_, unit = re.search(r"\(([a-z]\w*)\)(?:,| \() ?([^()]*)\)?$", texts[0]).groups()
                main.add((scenario, measure_))
                same(one, row[2:], told.levels.get((scenario, "mean", "all", measure_)), unit)
            elif heads[0] == "Measure":
                label, unit = re.fullmatch(r"(.*) \(([^()]*)\)", texts[0]).groups()
                key = (group_of(DIMENSIONS[heads[1]], texts[1]), told.labels[label])
                if caption.startswith("Counties: differences"):
                    same(one, row[3:], told.changes.get((scenario, *key)), unit, change)
                else:
                    same(one, row[3:], told.levels.get((scenario, "mean", *key)), unit)
            elif "mechanical" in heads:
                wanted = told.changes.get((scenario, "all", told.labels[re.fullmatch(r"(.*) \([^()]*\)", texts[1]).group(1)]))
                same(one, row[2:], wanted, texts[1], ("difference", "mechanical", "behavioural"))
            elif heads[0] == "Year":
                same(one, row[1:], told.levels.get((told.base, texts[0], "all", measure)), caption)
            elif heads[:3] in (["Scenario", "Payer", "Year"], ["Scenario", "Level of government", "Year"]):
                by, m = ("layer", "fund_paid") if "Payer" in heads else ("level", "fund_paid_by_government")
                found = told.levels.get((scenario, texts[2], group_of(by, texts[1]), m))
                if found or texts[1] not in ("out of pocket", "all together") and "smaller ones" not in texts[1]:
                    same(one, row[3:], found, caption)
            elif heads[:2] == ["Scenario", "Payer"]:
                found = told.levels.get((scenario, "mean", group_of("layer", texts[1]), "fund_paid"))
                if found or texts[1] not in ("out of pocket", "paid for care in all"):
                    same(one, row[2:], found, caption)
            elif heads[:2] == ["Scenario", "Fund"]:
                r = told.levels.get((scenario, texts[2], group_of("fund", texts[1]), "fund_short_month"))
                check(f"{one}: of {told.draws} draws {r and r['n']}", r and close(row[3].value, r["n"] / told.draws) and row[5].value <= row[4].value)
            elif heads[:2] == ["Scenario", "Subject"]:
                sized(one, row, told.sizing, scenario)
            elif n == 0:
                left.append(caption)
    wanted = {(s, m) for (s, y, g, m), r in told.levels.items() if y == "mean" and g == "all" and finite(r.get("mean", r.get("near")))}
    check(f"{what}: measures told nowhere: {sorted(wanted - main)[:5]}", wanted <= main)
    return left


OUTGO = ("fund_payments", "fund_administration", "fund_programmes", "fund_providers", "fund_contributions_paid", "fund_losses_paid")


def answers_agree(page, told, what, draws):
    """The first screen: levels of the base, changes with their intervals and how many draws agree."""
    for table in (t for t in page.tables.values() if t.heads[:3] == ["What", "base", "change"]):
        scenario = next(name for shown, name in told.names.items() if table.caption.startswith(shown + " against "))
        texts = {r[0].text.rpartition(" (")[0]: r for r in table.rows}
        for label, m in (("Poverty headcount", "poverty_headcount"), ("Persons poor because of illness", "poor_due_to_illness_twin_persons"),
                         ("Forgone hospital care", "forgone_inpatient_share"), ("Deaths a year", "deaths"), ("Paid out of pocket a head", "oop_mean")):
            row = next((r for k, r in texts.items() if k.startswith(label)), None)
            if not check(f"{what}: {label} is not in {list(texts)}", row):
                continue
            change, level = told.changes[scenario, "all", m], told.levels[told.base, "mean", "all", m]
            unit = row[0].text.rpartition("change: ")[2] if "change: " in row[0].text else row[0].text.rpartition(" (")[2]
            same(f"{what}: {label}", row[2:5], change, unit, ("difference", "p05", "p95"))
            check(f"{what}: {label}: base {row[1].told}", close(row[1].value, level["mean"]) if "mean" in level else abs(row[1].value - level["near"]) < 0.1 * level["near"])
            sure = row[5].text
            check(f"{what}: {label}: {sure!r}", re.fullmatch(rf"(within chance: )?(more|fewer|less) in \d+ of {draws} draws(, no change in \d+)?|the same in every draw|one draw: unknown", sure))
            if draws > 1 and sure != "the same in every draw":
                ends = told.lived[scenario, m]  # chance is that of the draws as they were lived
                check(f"{what}: {label}: {sure!r} of {ends}", ("within chance" in sure) == (ends[0] <= 0 <= ends[1]))
        for label, row in texts.items():
            fund = re.fullmatch("Paid by the (.*) a year", label)
            parts = [told.changes[scenario, group_of("fund", fund.group(1)), m].get("difference") for m in OUTGO if (scenario, group_of("fund", fund.group(1)), m) in told.changes] if fund else []
            if parts and None not in parts:  # of a forecast only quantiles can be looked up
                check(f"{what}: {label}: {row[2].value} is not {parts}", abs(row[2].value - sum(p for p in parts if finite(p))) <= 1e-6 * max(1.0, abs(row[2].value)))
    lead = [p.text for p in page.find("p", class_="lead")]
    check(f"{what}: {len(lead)} leading paragraphs", len(lead) == len(told.names))


import_input()
simulate("r.h5", scenarios, 3, 3, 2000)
page = report("r.h5", "r.html", "--title", "A & B <i>title</i>")
told = told_of_run = Told("r.h5", NAMES, "baseline")
is_whole(page, "run")
charts = points_right(page, "run")
check(f"{charts} charts of a run", charts > 35)
left = tables_agree(page, told, "run")
check(f"no command tells of {[c[-80:] for c in left]}", all("against" in c or c == "Run record" or "by everybody" in c for c in left))
answers_agree(page, told, "run", 3)

funds = [t for t in page.tables.values() if t.heads[:3] == ["What", "base", "change"] and any(r[0].text.startswith("Paid by the ") for r in t.rows)]
check("no fund is told of in the answer", funds)
check("files that belong together bring no warning", "of another input" not in page.source)

# --- names are text, in the order of the file; wholes are the sums of their parts
check("the title", page.find("h1")[0].text == "A & B <i>title</i>" == page.find("title")[0].text)
for name in (hostile, long_name, "<u>'layer", "=1+1", "<u>&fund", "=2*3"):
    check(f"{name[:40]!r} is shown", name in page.find("main")[0].text or name in page.find("header")[0].text)
check("a title in the scenarios' texts", "<img src=x onerror=alert(2)>" in page.find("pre")[-1].text)
check("the language", page.find("html")[0].attrs["lang"] == "en")
check("the command that makes it again", "--seed 1" in page.source or "hearth run" in page.find("pre")[0].text)
for text in ("3 draws of luck", "fewer than 20 draws", "luck only", "named household", "hearth run --attribution"):
    check(f"{text!r} is told", text in page.find("main")[0].text)
for table in page.tables.values():
    if table.heads[-4:] == ["Year", "mean", "5 %", "95 %"] and len(table.heads) == 6:
        for (scenario, year), rows in itertools.groupby(sorted(table.rows, key=lambda r: (r[0].text, r[2].text)), lambda r: (r[0].text, r[2].text)):
            rows = list(rows)
            whole, = (r[3].value for r in rows if r[1].text == "all together")
            parts = sum(r[3].value for r in rows if r[1].text != "all together" and "smaller ones" not in r[1].text)
            check(f"{table.caption}, {scenario}, {year}: {parts} of {whole}", abs(whole - parts) <= 1e-9 * whole)
    if table.heads[:2] == ["Scenario", "Payer"] and table.heads[2] == "mean":
        for scenario, rows in itertools.groupby(table.rows, lambda r: r[0].text):
            first, *others = (r[2].value for r in rows)
            check(f"{table.caption}, {scenario}: {first} of {others}", abs(first - sum(others)) <= 1e-9 * first)

# --- another base; the same bytes twice; names that a program may look for
other = report("r.h5", "other.html", "--base", hostile)
tables_agree(other, Told("r.h5", NAMES, hostile), "another base")
run("report", "r.h5", "--out", "again.html", "--title", "A & B <i>title</i>")
check("the same bytes twice", bytes_of("again.html") == bytes_of("r.html"))
check("another title, another nonce", set(re.findall("nonce-[0-9a-f]+", other.source)) != set(re.findall("nonce-[0-9a-f]+", page.source)))

# --- small cells: "-" where `hearth table --disclosure` tells nothing, and nowhere else on the page
simulate("small.h5", scenarios[:2], 2, 2, 400)
two = dict(list(NAMES.items())[:2])
open_page, closed = report("small.h5", "open.html"), report("small.h5", "closed.html", "--disclosure")
for_all, allowed = Told("small.h5", two, "baseline"), Told("small.h5", two, "baseline", "--disclosure")
is_whole(closed, "disclosure")
points_right(closed, "disclosure", hidden=True)
tables_agree(open_page, for_all, "a small run")
tables_agree(closed, allowed, "disclosure")
values = lambda told: {r[c] for r in [*told.levels.values(), *told.changes.values()] for c in ("mean", "difference", "p05", "p95") if finite(r.get(c))}
secret = {w for v in values(for_all) - values(allowed) if v != round(v, 3) for w in ((v, v * 100) if abs(v) <= 1 else (v,))}
check(f"{len(secret)} numbers are secret", len(secret) > 100)
given_away = [(t.caption, [c.text for c in r]) for t in closed.tables.values() for r in t.rows if any(c.value in secret for c in r)]
check(f"{len(given_away)} rows give a small cell away: {given_away[:3]}", not given_away)

# --- one draw has no interval; one scenario has nothing to compare with; channels where they are told
simulate("one.h5", scenarios[:2], 1, 1, 600, "--no-twin")
one = report("one.h5", "one.html")
is_whole(one, "one draw")
points_right(one, "one draw")
tables_agree(one, Told("one.h5", two, "baseline"), "one draw")
text = one.find("main")[0].text
check("one draw: it is said", "there is no interval" in text and "no counterfactual twin" in text and "within chance:" not in text)
for table in one.tables.values():
    ends = [i for i, h in enumerate(table.heads) if h in ("5 %", "95 %")]
    check(f"one draw: {table.caption} has an interval", all(r[i].text == "-" for r in table.rows for i in ends))
simulate("single.h5", [baseline], 2, 2, 600, "--attribution")
single = report("single.h5", "single.html")
is_whole(single, "one scenario")
points_right(single, "one scenario")
tables_agree(single, Told("single.h5", {"A baseline": "baseline"}, "baseline"), "one scenario")
check("one scenario: it is said", "holds one scenario" in single.find("main")[0].text and "within chance" not in single.find("main")[0].text.replace("is within chance", ""))
channels = [t for t in single.tables.values() if t.heads[0] == "Channel"]
check("channels are told", len(channels) == 1 and len(channels[0].rows) == 3)

# --- a forecast: the numbers of `hearth fan` and `hearth fund`; one that is not finished says so
chosen = ["--input", "input.h5", "--posterior", posterior, "--quiet", "--scenario", scenarios[0], "--scenario", scenarios[1]]
run("forecast", *chosen, "--population", 2000, "--years", 2, "--draws", 10, "--out", "f.h5")
run("optimise", *chosen[:7], "--lever", "benefit.guarantee.guarantee.max_oop=1000:9000", "--draws", 10, "--years", 1, "--from", 2014, "--population", 200,
    "--first", 4, "--rounds", 0, "--budgets", 3, "--out", "o.h5")
beside = ["o.h5", posterior, "input.h5"]
fan = report("f.h5", "f.html", *beside)
is_whole(fan, "forecast")
points_right(fan, "forecast")
told = Told("f.h5", two, "baseline", forecast=True)
left = tables_agree(fan, told, "forecast")
answers_agree(fan, told, "forecast", 10)
for kind in ("sources-poverty_headcount", "frontier-1", "targets", "tail-fund-resident", "deficit-fund-resident"):
    check(f"a forecast has a figure {kind}", any(e.attrs["id"].endswith("-" + kind) for e in fan.find("figure")))
with h5py.File(posterior) as f:
    wanted = list(f["targets/value"][()])
told = [r for t in fan.tables.values() if t.heads[0] == "Target" for r in t.rows]
check("targets are those of the posterior", sorted(r[4].value for r in told) == sorted(wanted))
for made in (page, fan):
    record, = (t for t in made.tables.values() if t.caption == "Run record")
    check(f"what is recorded: {[r[0].text for r in record.rows if r[1].text == 'not recorded']}", all(r[1].text != "not recorded" for r in record.rows))
shutil.copytree(os.path.join(root, "calibration", "guyuan"), at("other"))
with open(at("other/parameters.csv"), encoding="utf-8") as f:
    told_otherwise = f.read().replace("burn_in_years,10,", "burn_in_years,9,")
write("other/parameters.csv", told_otherwise)
run("import", "other", "--out", "other.h5", "--quiet")
write("cheaper.toml", f'extends = "{os.path.relpath(baseline, at("."))}"\nname = "baseline"\n[benefit.basic]\nratio = 0.1\n')
simulate("cheaper.h5", [at("cheaper.toml")], 1, 1, 300)
stranger = report("cheaper.h5", "stranger.html", "o.h5", "other.h5")
warnings = " ".join(p.text for p in stranger.find("p", class_="warning"))
check(f"an input and a frontier that are not of the results: {warnings}", "other.h5 is of another input" in warnings and "o.h5 is of a scenario baseline with another text" in warnings)
check("those of one making bring no such warning", "of another input" not in fan.source and "with another text" not in fan.source)
check("a forecast of few draws tells no shares of the variance", "Draws with companions: 2." in fan.find("section", id="uncertainty")[0].text)
check("a forecast's intervals", "10 draws, each with its own parameters" in fan.find("main")[0].text)
going = subprocess.Popen([hearth, "forecast", *chosen[:7], "--population", "300", "--years", "1", "--draws", "5000", "--out", at("going.h5")], cwd=at("."), stderr=subprocess.DEVNULL)
for _ in range(300):
    time.sleep(0.3)
    done = subprocess.run([hearth, "resume", at("going.h5"), "--so-far", at("so_far.h5")], capture_output=True, text=True) if os.path.exists(at("going.h5.d")) else None
    if done and done.returncode == 0:
        break
going.send_signal(signal.SIGTERM)
check("a forecast that is stopped ends with 75", going.wait() == 75)
so_far = report("so_far.h5", "so_far.html")
check(f"an unfinished forecast says {[p.text for p in so_far.find('p', class_='warning')]}", re.search(r"Only \d+ of 5000 draws are finished", so_far.find("p", class_="warning")[0].text))
check("a finished one does not", "draws are finished" not in fan.source)

# --- Chinese: the same numbers, and no English sentence in headings, paragraphs, heads of tables and charts
keys = "|".join(told_of_run.measures)
ALLOWED = re.compile(rf"(?<![a-z_])({keys})(?![a-z_])|hearth( [a-z]+)?|--[a-z-]+|\S+\.(h5|toml|csv|md)|\b\w*_\w+|[a-z_]+(\.[a-z_]+)+|SHA-1|TVaR\d*|Clopper|Pearson|HDF5|JSON")
names = sorted([*NAMES, *NAMES.values(), "A & B <i>title</i>", "<img src=x onerror=alert(2)>", "<u>&fund", "<u>'layer"], key=len, reverse=True)


def english(text):
    for name in names:
        text = text.replace(name, "")
    return re.findall(r"[A-Za-z]{4,}", ALLOWED.sub("", text))


for results, page_, more in (("r.h5", page, ["--title", "A & B <i>title</i>"]), ("f.h5", fan, beside), ("one.h5", one, []), ("single.h5", single, []), ("small.h5", closed, ["--disclosure"])):
    zh = report(results, "zh.html", "--lang", "zh", *more)
    is_whole(zh, "Chinese " + results)
    points_right(zh, "Chinese " + results, hidden=True)
    check("Chinese: the language", zh.find("html")[0].attrs["lang"] == "zh-CN")
    check(f"Chinese: {results}: the same numbers", [c.told for t in zh.tables.values() for r in t.rows for c in r] == [c.told for t in page_.tables.values() for r in t.rows for c in r])
    texts = [e.text for e in zh.find("title", "h1", "h2", "h3", "h4", "p", "summary", "caption", "figcaption")] + [e.text for t in zh.find("ul") for e in t.find("li")]
    texts += [e.text for e in zh.find("th", scope="col") if "." not in e.text] + [e.attrs["aria-label"] for e in zh.all if "aria-label" in e.attrs]
    texts += list(json.loads(zh.find("script", id="report-words")[0].text).values())
    for element in zh.find("div", class_="chart"):
        c = json.loads(element.attrs["data-chart"])
        texts += [c["xTitle"], c["yTitle"], c["interval"], *(s["name"] for s in c["series"])]
    for text in sorted(set(texts)):
        check(f"Chinese: {results}: English in {text[:300]!r}: {english(text)[:5]}", not english(text))

run("report", "f.h5", *beside, "--xlsx", "zh.xlsx", "--lang", "zh")
heads = {c.name for sheet in openpyxl.load_workbook(at("zh.xlsx")) for t in sheet.tables.values() for c in t.tableColumns}
check(f"Chinese: English heads in the workbook: {[h for h in heads if english(h)]}", not any(english(h) for h in heads))

# --- ten scenarios: each beside the base, and not too large a file to send
ten = [baseline] + [write_scenario(f"{n}.toml", f"ratio {n}", f"[benefit.basic]\nratio = 0.{n}\n") for n in range(1, 10)]
simulate("ten.h5", ten, 2, 2, 300)
many = report("ten.h5", "ten.html")
is_whole(many, "ten scenarios")
points_right(many, "ten scenarios")
size = len(bytes_of("ten.html"))
check(f"ten scenarios: {size} bytes", size < 5e6)
check("ten scenarios: letters", [li.text.split()[0] for li in many.find("ul", class_="key")[0].find("li")] == list("ABCDEFGHIJ"))

# --- wrong input: a message, nothing written, nothing replaced
before = bytes_of("r.h5")
os.symlink(at("r.h5"), at("alias.html"))
write("cut.h5", "")
with open(at("cut.h5"), "wb") as f:
    f.write(before[:20000])
both = ["--out", "never.html", "--xlsx", "never.xlsx"]
report("r.h5", "never.html", "--base", "basline", "--xlsx", "never.xlsx", code=2, says=("basline", "baseline"))
for words, code, says in (([*beside, *both], 2, ("results",)), (["r.h5", "single.h5", *both], 2, ("single.h5",)), (["r.h5", posterior, posterior, *both], 2, ("posterior",)),
                          (["nowhere.h5", *both], 2, ("nowhere.h5",)), (["hostile.toml", *both], 2, ("hostile.toml",)), (["cut.h5", *both], 2, ("cut.h5",)),
                          (["r.h5", "--scenario", "nowhere.toml", *both], 2, ("nowhere.toml",)), (["r.h5", "--scenario", baseline, "--cases", "hostile.toml", *both], 2, ("hostile.toml",)),
                          (["r.h5", "--out", "r.h5"], 2, ("r.h5",)), (["r.h5", "--xlsx", "r.h5"], 2, ("r.h5",)), (["r.h5", "--out", "alias.html"], 2, ("alias.html",)),
                          (["r.h5", "--scenario", "long.toml", "--out", "never.html", "--xlsx", "long.toml"], 2, ("long.toml",)), (["r.h5", "--out", "no/such/folder.html"], 74, ()),
                          (["r.h5", "--out", "never.html", "--xlsx", "./never.html"], 64, ()), (["r.h5"], 64, ("--out",)), (both, 64, ()), (["r.h5", "--lang", "xx", *both], 64, ("xx",)),
                          (["r.h5", "--out", "never.html", "--scenario", baseline], 64, ("--xlsx",)), (["r.h5", *both, "--cases", "x.csv"], 64, ("--scenario",))):
    done = run("report", *words, code=code, says=says)
    check(f"report {words}: {done.stdout!r} and {done.stderr!r}", done.stdout == "" and done.stderr.startswith("hearth: ") or code == 2 and done.stderr)
for seed in range(12):
    luck = random.Random(seed)
    broken = bytearray(before)
    for _ in range(luck.choice([1, 5, 50])):
        broken[luck.randrange(len(broken))] = luck.randrange(256)
    with open(at("broken.h5"), "wb") as f:
        f.write(broken)
    done = subprocess.run([hearth, "report", at("broken.h5"), "--out", at("broken.html")], capture_output=True, text=True, timeout=600)
    there = os.path.exists(at("broken.html"))
    check(f"damage {seed}: exit {done.returncode}, a page: {there}: {done.stderr[-300:]}", done.returncode == (0 if there else 2))
    if there:
        os.remove(at("broken.html"))
check("nothing is written on wrong input", not glob.glob(at("never*")) and bytes_of("r.h5") == before and os.path.islink(at("alias.html")))
check("nothing half-written is left", not [n for n in os.listdir(at(".")) if "part" in n or n.endswith("~")])
finish("the report, its charts and its numbers")
