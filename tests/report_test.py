"""`hearth report` as a reader gets it: a whole page that loads nothing, figures that are those of `hearth table`, `compare`,
`fan` and `fund` to the last digit, charts that point at their tables, hostile names shown as text, small cells left out,
Chinese in every sentence, nothing written on wrong input."""
import glob
import itertools
import json
import os
import re
import signal
import subprocess
import time

import h5py

from report_support import (DIMENSIONS, NAMES, agrees, at, baseline, bytes_of, check, close, finish, finite, group_of, hearth, hostile, import_input, long_name,
                            posterior, read_page, root, rows_of, run, scenarios, simulate, write, write_scenario)

GROUPS = "all,county,registry,quintile,label,age,sex,tier,disease,layer,level,fund,channel,programme"
LEVELS = "paid by all levels of government"
three = ("mean", "p05", "p95")
with open(os.path.join(root, "report", "web", "echarts.min.js"), encoding="utf-8") as f:
    echarts = f.read()


def report(results, page, *more, code=0, says=()):
    run("report", results, "--out", page, *more, code=code, says=says)
    return read_page(page) if code == 0 else None


# --- a whole page that loads nothing and runs nothing but its two scripts
def is_whole(page, what):
    check(f"{what}: {page.wrong[:3]}", not page.wrong)
    policy = [e.attrs["content"] for e in page.find("meta") if e.attrs.get("http-equiv") == "Content-Security-Policy"]
    check(f"{what}: policy {policy}", len(policy) == 1 and policy[0].startswith("default-src 'none';") and "unsafe-eval" not in policy[0])
    nonce = re.findall(r"script-src 'nonce-([0-9a-f]{40})'(?:;|$)", policy[0])
    scripts = page.find("script")
    running = [s for s in scripts if s.attrs.get("type") != "application/json"]
    check(f"{what}: {len(running)} scripts run", len(running) == 2 and all(s.attrs == {"nonce": nonce[0]} for s in running))
    check(f"{what}: the charts' library is the one in the project", running[0].text == echarts)
    rest = page.source.replace(echarts, "")
    check(f"{what}: an address stands in it", not re.search(r"https?://|//[a-z]+\.[a-z]", rest))
    check(f"{what}: its script fetches or makes HTML of text", not re.search(r"fetch\(|XMLHttpRequest|innerHTML|outerHTML|document\.write|\beval\(|import\(|new Function", running[1].text))
    for e in page.all:
        check(f"{what}: {e.tag} may not stand in a page", e.tag not in ("img", "iframe", "object", "embed", "form", "base", "i", "u"))
        for name, value in e.attrs.items():
            check(f"{what}: {e.tag} {name}", not name.startswith("on") and name not in ("style", "srcset", "action", "formaction"))
            if name in ("href", "src"):
                check(f"{what}: {name} = {value}", value == "data:," or (value[0] == "#" and value[1:] in page.ids))
    check(f"{what}: the look loads something", not re.search(r"url\(|@import", page.find("style")[0].text))
    levels = [int(e.tag[1]) for e in page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    check(f"{what}: headings skip a level", levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in itertools.pairwise(levels)))
    check(f"{what}: no main part, or several", len(page.find("main")) == 1)
    json.loads(page.find("script", id="report-words")[0].text)
    for name, table in page.tables.items():
        check(f"{what}: {name} is a table with caption, heads and whole rows", table.caption and table.scoped and all(len(r) == len(table.heads) for r in table.rows))
        for cell in (c for r in table.rows for c in r if c.number):
            check(f"{what}: {name}: {cell.text} of {cell.told!r}", (cell.text == "-") == (cell.value is None) and (cell.value is None or finite(cell.value)))
            check(f"{what}: {name}: {cell.text!r} is a number", re.fullmatch(r"-|[+-]?\d{1,3}(,\d{3})*(\.\d+)?", cell.text))


# --- charts hold no numbers: they point at rows and columns of a table
def points_right(page, what, hidden=False):
    charts = page.find("div", class_="chart")
    for element in charts:
        c = json.loads(element.attrs["data-chart"])
        where = f"{what}: {element.attrs['id']} {c['title'] if 'title' in c else c['table']}"
        check(f"{where}: no words for those who do not see it", element.attrs.get("role") == "img" and len(element.attrs.get("aria-label", "")) > 10)
        check(f"{where}: kind {c['kind']}", c["kind"] in ("lines", "bars", "stacks", "dots", "waterfall", "points"))
        table = page.tables.get(c["table"])
        if not check(f"{where}: has no table or no series", table and c["series"]):
            continue
        figure = next(f for f in page.find("figure") if element in f.find("div"))
        check(f"{where}: its table stands elsewhere", any(t.attrs["id"] == c["table"] for t in figure.find("table")))
        check(f"{where}: x is column {c['x']}", 0 <= c["x"] < len(table.heads) and all(r[c["x"]].number == (c["kind"] == "points") for r in table.rows))
        told = 0
        for s in c["series"]:
            check(f"{where}: {s['name']!r} leaves the table", 0 <= s["first"] and s["count"] > 0 and s["first"] + s["count"] <= len(table.rows))
            for end in ("value", "low", "high"):
                if s[end] is None:
                    continue
                cells = [r[s[end]] for r in table.rows[s["first"]:s["first"] + s["count"]]]
                check(f"{where}: {end} of {s['name']!r} is no column of numbers", all(cell.number for cell in cells))
                told += sum(cell.value is not None for cell in cells)
            check(f"{where}: {s['name']!r} has one end alone", (s["low"] is None) == (s["high"] is None))
            if c["kind"] in ("lines", "bars", "stacks", "waterfall"):
                named = [r[c["x"]].text for r in table.rows[s["first"]:s["first"] + s["count"]]]
                check(f"{where}: {s['name']!r} has a place twice: {named}", len(set(named)) == len(named) or c["kind"] == "waterfall")
        check(f"{where}: draws nothing", told > 0 or hidden)
    for element in page.find("figure"):
        if "data-sources" in element.attrs:
            s = json.loads(element.attrs["data-sources"])
            columns = [s["mean"], *s["deviations"]]
            check(f"{what}: sources {s}", s["chart"] in page.ids and all(r[c].number for r in page.tables[s["table"]].rows for c in columns))
    return len(charts)


# --- every table against what other commands tell
class Told:
    """Numbers by scenario, year (or "mean"), group and measure; changes by scenario, group and measure."""

    def __init__(self, results, names, base, *more, forecast=False):
        self.names, self.base, self.levels, self.changes, self.forecast = names, base, {}, {}, forecast
        with h5py.File(at(results)) as f:
            labels = {m: f[m].attrs["long_name"] for m in f if "source" in f[m].attrs}
        self.labels = {v if isinstance(v, str) else v.decode(): m for m, v in labels.items()}
        if forecast:
            self.of_forecast(results)
        else:
            for by in ("scenario," + GROUPS, "year,scenario,all,layer,level,fund"):
                for r in rows_of("table", results, "--by", by, *more):
                    self.levels[r["scenario"], r["year"], r["group"], r["measure"]] = r
            for r in rows_of("compare", results, "--base", base, "--by", "all,county,level", "--measure", ",".join(labels), *more) if len(names) > 1 else []:
                self.changes[r["scenario"], r["group"], r["measure"]] = r

    def of_forecast(self, results):
        rows = rows_of("fan", results, "--by", GROUPS)
        for r in rows:
            self.levels[r["scenario"], r["year"], r["group"], r["measure"]] = r
        for r in rows:  # a fan is told by year: means over years have a mean, but no interval
            years = [self.levels.get((r["scenario"], y, r["group"], r["measure"]), {}).get("mean") for y in sorted({q["year"] for q in rows})]
            years = [v for v in years if v is not None]
            self.levels[r["scenario"], "mean", r["group"], r["measure"]] = {"mean": sum(years) / len(years) if years else None}
        for r in rows_of("fan", results, "--base", self.base, "--by", GROUPS):
            self.changes[r["scenario"], r["group"], r["measure"]] = r


def same(what, cells, wanted, unit, columns=three):
    for cell, column in zip(cells, columns):
        if wanted is not None and column not in wanted:
            continue
        value = None if wanted is None else wanted[column]
        value = value if finite(value) else None
        check(f"{what}: {column} = {cell.told!r}, not {value}", close(cell.value, value) or (cell.value is not None and value is not None and abs(cell.value - value) < 1e-13))
        check(f"{what}: {cell.text} shown for {value} in {unit!r}", agrees(cell.text, value, unit))


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
                measure_ = re.search(r"\((\w+)\), [^(]*$", texts[0]).group(1)
                main.add((scenario, measure_))
                same(one, row[2:], told.levels.get((scenario, "mean", "all", measure_)), texts[0].rpartition("), ")[2])
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
            elif heads[:3] in (["Scenario", "Payer", "Year"], ["Scenario", "Level of government", "Year"]) and not told.forecast:
                by, m = ("layer", "fund_paid") if "Payer" in heads else ("level", "fund_paid_by_government")
                found = told.levels.get((scenario, texts[2], group_of(by, texts[1]), m))
                if found or texts[1] not in ("out of pocket", "all together") and "smaller ones" not in texts[1]:
                    same(one, row[3:], found, caption)
            elif heads[:2] == ["Scenario", "Payer"]:
                found = told.levels.get((scenario, "mean", group_of("layer", texts[1]), "fund_paid"))
                if found or texts[1] not in ("out of pocket", "paid for care in all"):
                    same(one, row[2:], found, caption)
            elif n == 0:
                left.append(caption)
    wanted = {(s, m) for (s, y, g, m), r in told.levels.items() if y == "mean" and g == "all" and finite(r["mean"])}
    check(f"{what}: measures told nowhere: {sorted(wanted - main)[:5]}", wanted <= main)
    return left


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
            check(f"{what}: {label}: base {row[1].told}", close(row[1].value, level["mean"]))
            sure = row[5].text
            check(f"{what}: {label}: {sure!r}", re.fullmatch(rf"(within chance: )?(more|fewer|less) in \d+ of {draws} draws|the same in every draw|one draw: unknown", sure))
            if draws > 1 and sure != "the same in every draw":
                check(f"{what}: {label}: {sure!r}", ("within chance" in sure) == (change["p05"] <= 0 <= change["p95"]))
    lead = [p.text for p in page.find("p", class_="lead")]
    check(f"{what}: {len(lead)} leading paragraphs", len(lead) == len(told.names))


import_input()
simulate("r.h5", scenarios, 3, 3, 2000)
page = report("r.h5", "r.html", "--title", "A & B <i>title</i>")
told = Told("r.h5", NAMES, "baseline")
is_whole(page, "run")
charts = points_right(page, "run")
check(f"{charts} charts of a run", charts > 35)
left = tables_agree(page, told, "run")
check(f"no command tells of {[c[-80:] for c in left]}", all("against" in c or c == "Run record" or "by everybody" in c for c in left))
answers_agree(page, told, "run", 3)

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
secret = {v for v in values(for_all) - values(allowed) if v != round(v, 3)}
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
