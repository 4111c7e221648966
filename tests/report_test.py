"""`hearth report` as a reader gets it: a whole page that loads nothing, figures that agree with `hearth table` and
`hearth compare`, charts with every series and point, hostile names shown as text, nothing written on wrong input."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="hearth-report-")
checks = 0
hostile = '<script>alert(1)</script> & "q" \' <b'
VOID = {"meta", "link", "br", "img", "hr", "input"}


def at(name):
    return os.path.join(work, name)


def run(*words, code=0):
    global checks
    checks += 1
    done = subprocess.run([hearth, *words], capture_output=True, text=True, timeout=600)
    assert done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
    return done


class Page(HTMLParser):
    """Elements in order, each with the text inside it; refuses what is not balanced."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.all, self.ids = [], [], set()
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {[e['tag'] for e in self.open]}"

    def handle_starttag(self, tag, attrs, closed=False):
        names = [n for n, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        e = {"tag": tag, "text": "", "attrs": dict(attrs), "children": [], "path": [o["tag"] for o in self.open]}
        if "id" in e["attrs"]:
            assert e["attrs"]["id"] not in self.ids, f"id {e['attrs']['id']} twice"
            self.ids.add(e["attrs"]["id"])
        for o in self.open:
            o["children"].append(e)
        self.all.append(e)
        if tag not in VOID and not closed:
            self.open.append(e)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1]["tag"] == tag, f"</{tag}> closes {self.open[-1]['tag'] if self.open else 'nothing'}"
        self.open.pop()

    def handle_data(self, data):
        for o in self.open:
            o["text"] += data

    def find(self, tag, within=None, **attrs):
        return [e for e in (within["children"] if within else self.all)
                if e["tag"] == tag and all(e["attrs"].get(k.rstrip("_")) == v for k, v in attrs.items())]


def read_page(name):
    text = open(at(name), encoding="utf-8").read()
    return Page(text), text


def cells(page, table):
    return [[c["text"] for c in row["children"] if c["tag"] in ("td", "th")] for row in page.find("tr", table)]


FACTORS = (("per cent", 100), ("percentage points", 100), ("per 100", 100), ("million nominal yuan", 1e-6))


def agrees(shown, value, unit):
    """The figure shown is the value, rounded to its own digits."""
    if shown == "-":
        return value is None
    factor = next((f for name, f in FACTORS if name in unit), 1)
    digits = len(shown.partition(".")[2])
    return abs(float(shown.replace(",", "")) - value * factor) <= 0.5 * 10 ** -digits * (1 + 1e-6) + 1e-9 * abs(value * factor)


def same_figures(shown, row, unit):
    for figure, value in zip(shown, (row["mean"], row["p05"], row["p95"])):
        assert agrees(figure, value, unit), (shown, row, unit)
    global checks
    checks += 1


def table_rows(results, *words):
    return json.loads(run("table", at(results), "--format", "json", *words).stdout)


# --- a small run: a hostile name and title, hostile names of a layer and a fund
baseline = os.path.join(root, "scenarios/baseline.toml")
for part in os.listdir(os.path.join(root, "scenarios")):
    if part.endswith(".toml"):
        shutil.copy(os.path.join(root, "scenarios", part), at(part))
with open(at("hostile.toml"), "w", encoding="utf-8") as f:
    f.write('name = ' + json.dumps(hostile) + '\ntitle = "<img src=x onerror=alert(2)>"\nextends = "without_guarantee.toml"\n'
            'stack = ["basic", "outpatient_pooling", "chronic_medicines", "special_chronic", "critical", "<u>\'layer"]\n'
            '[fund."<u>&fund"]\n[benefit."<u>\'layer"]\nfund = "<u>&fund"\nbase = "remaining"\nratio = 0.3\n')
run("import", os.path.join(root, "calibration/guyuan"), "--out", at("input.h5"))
small = ["run", "--input", at("input.h5"), "--population", "2000", "--quiet"]
two = ["--scenario", baseline, "--scenario", at("hostile.toml")]
run(*small, *two, "--years", "3", "--draws", "3", "--out", at("r.h5"))
run("report", at("r.h5"), "--out", at("r.html"), "--title", "A & B <i>title</i>")
page, text = read_page("r.html")
names = {"A baseline": "baseline", "B " + hostile: hostile}
years = ["2014", "2015", "2016"]

# --- nothing is loaded, nothing runs, names are text
assert "http://" not in text and "https://" not in text, "the page refers to an address"
assert not page.find("script") and not page.find("img") and not page.find("i") and not page.find("u") and not page.find("iframe")
assert "<script" not in text and "onerror" in text and "<img" not in text and "<i>" not in text
for e in page.all:
    for name, value in e["attrs"].items():
        assert not name.startswith("on"), (e["tag"], name)
        assert name not in ("href", "src") or value.startswith("#") or value == "data:,", (name, value)
for target in re.findall(r"url\(([^)]*)\)", text) + [a["attrs"]["href"] for a in page.find("a")]:
    assert target[0] == "#" and target[1:] in page.ids, target
assert page.find("h1")[0]["text"] == "A & B <i>title</i>" == page.find("title")[0]["text"]
assert hostile in page.find("pre")[-1]["text"] or json.dumps(hostile) in page.find("pre")[-1]["text"]
assert page.find("html")[0]["attrs"]["lang"] == "en" and len(page.find("main")) == 1
assert sum(len(e["attrs"].get("data-series", "")) > 0 and hostile in e["attrs"]["data-series"] for e in page.all) > 10
assert "&lt;u&gt;&amp;fund" in text and "&lt;u&gt;&#39;layer" in text
assert "SCENARIO_B.toml" in text and "--seed 1" in text and "--population N" in text

# --- headings in order, charts with title and description, columns with heads
levels = [int(e["tag"][1]) for e in page.all if re.fullmatch("h[1-6]", e["tag"])]
assert levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels
charts = page.find("svg", role="img")
assert len(charts) > 25, len(charts)
for chart in charts:
    title, desc = page.find("title", chart)[0], page.find("desc", chart)[0]
    assert title["text"] and desc["text"]
    assert chart["attrs"]["aria-labelledby"] == f'{title["attrs"]["id"]} {desc["attrs"]["id"]}'
    for value in (v for e in chart["children"] for k, v in e["attrs"].items() if k in ("d", "x", "y", "cx", "cy", "x1", "y1")):
        assert "nan" not in value and "inf" not in value, value
for table in page.find("table"):
    assert page.find("caption", table)[0]["text"]
    rows = cells(page, table)
    assert len({len(r) for r in rows}) == 1 and all(c["attrs"].get("scope") for c in page.find("th", table)), rows[:2]


def figures(kind):
    """Figures (a div each) that hold charts of a kind, with their table."""
    for figure in page.find("div", class_="figure"):
        drawn = [c for c in page.find("svg", figure) if c["attrs"]["class"] == "chart " + kind]
        if drawn:
            yield figure, drawn, page.find("table", figure)[0]


def series(chart):
    return {g["attrs"]["data-series"]: [e for e in g["children"] if e["attrs"].get("class") == "pt"]
            for g in page.find("g", chart, class_="series")}


# --- paths over years: two series of three points, figures of `hearth table`
seen = set()
for figure, drawn, table in figures("paths"):
    measure, unit = table["attrs"]["data-measure"], page.find("caption", table)[0]["text"]
    rows = cells(page, table)
    assert len(drawn) == 1 and set(series(drawn[0])) == {"baseline (base)", hostile}, series(drawn[0])
    shown = sum(r[2] != "-" for r in rows[1:])
    assert sum(map(len, series(drawn[0]).values())) == shown, measure
    owners = 1 if "<u>&fund" in unit else 2  # a fund of the hostile scenario alone has no balance in the other
    assert shown == owners * (5 if "quintile" in unit else 3), (unit, shown)
    if rows[0][1] != "Year":
        group = {"Income quintile": "quintile:", "Registry of the poor": "registry:"}[rows[0][1]]
        wanted = {(r["scenario"], r["group"]): r for r in table_rows("r.h5", "--measure", measure, "--by", "scenario," + group[:-1])}
        for r in rows[1:]:
            same_figures(r[2:], wanted[names[r[0]], group + r[1].split(" ")[0]], unit)
    else:
        fund = re.match("Balance of the fund (.*), ", unit)
        by = "year,scenario," + ("fund:" + fund.group(1) if fund else "all")
        wanted = {(r["scenario"], r["year"]): r for r in table_rows("r.h5", "--measure", measure, "--by", by)}
        assert len(wanted) == 3 * owners, by
        for r in rows[1:]:
            if (names[r[0]], r[1]) in wanted:
                same_figures(r[2:], wanted[names[r[0]], r[1]], unit)
            else:
                assert r[2] == "-" and owners == 1, r
    seen.add(measure)
assert {"poverty_headcount", "poor_due_to_illness_twin_persons", "poor_due_to_illness_accounting_persons", "che_10", "che_25",
        "oop_mean", "forgone_inpatient_share", "fund_balance"} <= seen, seen

# --- differences: one row a scenario, figures of `hearth compare`
count = 0
for figure, drawn, table in figures("rows"):
    measure, unit = table["attrs"].get("data-measure"), page.find("caption", table)[0]["text"]
    rows = cells(page, table)
    assert [len(points) for points in series(drawn[0]).values()] == [1] and len(rows) == 2
    if not measure:
        continue
    found = json.loads(run("compare", at("r.h5"), "--base", "baseline", "--measure", measure, "--by", "all", "--format", "json").stdout)[0]
    same_figures(rows[1][1:], dict(found, mean=found["difference"]), unit)
    beside = page.find("text", drawn[0], class_="value")[0]["text"]
    assert beside == "{} [{}, {}]".format(*rows[1][1:]), (beside, rows[1])
    count += 1
assert count >= 14, count

# --- who pays: a stack a scenario, three bars each; the whole is the sum of its parts
stacks = list(figures("stacks"))
assert len(stacks) == 2
for (figure, drawn, table), (measure, group, least) in zip(stacks, (("fund_paid", "layer", 8), ("fund_paid_by_government", "level", 4))):
    unit, rows = page.find("caption", table)[0]["text"], cells(page, table)[1:]
    assert len(drawn) == 2
    for chart in drawn:
        assert len(series(chart)) == least and all(len(points) == 3 for points in series(chart).values()), measure
        assert set(series(chart)) <= {r[2] for r in rows}
    wanted = {(r["scenario"], r["year"], r["group"]): r for r in table_rows("r.h5", "--measure", measure, "--by", "year,scenario," + group)}
    told = 0
    for r in rows:
        key = (names[r[0]], r[1], f"{group}:{r[2]}")
        if key in wanted:
            same_figures(r[3:], wanted[key], unit)
            told += 1
    assert told == len(wanted)
    for scenario in names:
        for year in years:
            own = [r for r in rows if r[:2] == [scenario, year]]
            whole = float(own[-1][3].replace(",", ""))
            parts = sum(float(r[3].replace(",", "")) for r in own[:-1] if "smaller ones" not in r[2])
            assert own[-1][2] == "all together" and abs(whole - parts) <= 0.005 * len(own) + 1e-9, own

# --- main measures
wanted = {(r["scenario"], r["measure"]): r for r in table_rows("r.h5", "--by", "scenario,all")}
told = set()
for table in (t for t in page.find("table") if t["attrs"].get("data-measure") == "all"):
    for r in cells(page, table)[1:]:
        measure = re.search(r"\((\w+)\), [^(]*$", r[0]).group(1)
        same_figures(r[2:], wanted[names[r[1]], measure], r[0].rpartition("), ")[2])
        told.add((names[r[1]], measure))
assert told == set(wanted), set(wanted) ^ told

# --- the answer, from the draws: difference, interval, how many draws agree
answer = page.find("div", class_="answer")
assert len(answer) == 1
rows = {r[0]: r[1:] for r in cells(page, page.find("table", answer[0])[0])}
twin = json.loads(run("compare", at("r.h5"), "--base", "baseline", "--measure", "poor_due_to_illness_twin_persons", "--format", "json").stdout)[0]
base, change, interval, sure = rows["Persons poor because of illness (persons)"]
assert agrees(base, twin["base"], "persons") and agrees(change, twin["difference"], "persons")
assert re.search(r"[0-3] of 3 draws|the same in every draw", sure), sure
within = twin["p05"] <= 0 <= twin["p95"] and sure != "the same in every draw"
assert ("within chance" in sure) == within
paid = json.loads(run("compare", at("r.h5"), "--base", "baseline", "--measure", "fund_paid_by_government", "--format", "json").stdout)
government = next(v for k, v in rows.items() if k.startswith("Cost to government"))
unit = next(k for k in rows if k.startswith("Cost to government")).rpartition("change: ")[2]
assert agrees(government[1], sum(r["difference"] for r in paid), unit), (government, paid)
for what, measure in (("Persons poor because of illness", "poor_due_to_illness_twin_persons"), ("Poverty headcount", "poverty_headcount"),
                      ("Forgone hospital care", "forgone_inpatient_share"), ("Deaths a year", "deaths"), ("Paid out of pocket a head", "oop_mean")):
    (name, row), = [(k, v) for k, v in rows.items() if k.startswith(what)]
    found = json.loads(run("compare", at("r.h5"), "--base", "baseline", "--measure", measure, "--by", "all", "--format", "json").stdout)[0]
    assert agrees(row[0], found["base"], name.partition("change:")[0]), (name, row, found)
    same_figures([row[1], *row[2].split(" to ")], dict(found, mean=found["difference"]), name.rpartition("change:")[2])
own = [float(r[3].replace(",", "")) for r in cells(page, stacks[0][2])[1:] if r[0] == "A baseline" and r[2] == "out of pocket"]
base = next(v for k, v in rows.items() if k.startswith("Paid out of pocket a year"))[0]
assert len(own) == 3 and abs(float(base.replace(",", "")) - sum(own) / 3) <= 0.011, (base, own)
lead = page.find("p", answer[0], class_="lead")[0]["text"]
assert change.lstrip("+-") in lead and "Persons poor because of illness" in lead, lead
assert "forgone" in answer[0]["text"] and "Deaths" in answer[0]["text"]
assert "3 draws of luck" in text and "fewer than 20 draws" in text and "luck only" in text and "named household" in text
assert "hearth run --attribution" in text

# --- another base; the same bytes twice; the size
run("report", at("r.h5"), "--out", at("other.html"), "--base", hostile)
assert "A baseline" in Page(open(at("other.html"), encoding="utf-8").read()).find("div", class_="answer")[0]["text"]
run("report", at("r.h5"), "--out", at("again.html"), "--title", "A & B <i>title</i>")
assert hashlib.sha256(text.encode()).digest() == hashlib.sha256(open(at("again.html"), "rb").read()).digest(), "other bytes"
assert len(text) < 5e5

# --- one draw has no interval; one scenario has nothing to compare with; channels where they are told
run(*small, *two, "--years", "1", "--draws", "1", "--no-twin", "--out", at("one.h5"))
run("report", at("one.h5"), "--out", at("one.html"))
one, text = read_page("one.html")
assert "there is no interval" in text and "whisker\"" not in text and "class=\"band\"" not in text and "within chance:" not in text
assert "no counterfactual twin" in text
for table in one.find("table"):
    for r in cells(one, table)[1:]:
        if "5 %" in cells(one, table)[0]:
            assert r[-2:] == ["-", "-"], r
run(*small, "--scenario", baseline, "--years", "2", "--draws", "2", "--attribution", "--out", at("single.h5"))
run("report", at("single.h5"), "--out", at("single.html"))
page, text = read_page("single.html")
assert "holds one scenario" in text and not page.find("div", class_="answer") and "makes it" not in text
(figure, drawn, table), = figures("rows")
wanted = {r["group"].partition(":")[2]: r for r in table_rows("single.h5", "--measure", table["attrs"]["data-measure"], "--by", "scenario,channel")}
rows = cells(page, table)[1:]
assert set(wanted) == {"bills", "non_medical", "earnings"} == {r[1] for r in rows} and len(series(drawn[0])) == 3
for r in rows:
    same_figures(r[2:], wanted[r[1]], page.find("caption", table)[0]["text"])

# --- wrong input: nothing written
never = at("never.html")
assert "baseline" in run("report", at("r.h5"), "--out", never, "--base", "basline", code=2).stderr
run("report", at("nowhere.h5"), "--out", never, code=2)
run("report", at("hostile.toml"), "--out", never, code=2)
with open(at("cut.h5"), "wb") as f:
    f.write(open(at("r.h5"), "rb").read()[:20000])
run("report", at("cut.h5"), "--out", never, code=2)
run("report", at("r.h5"), code=64)
run("report", "--out", never, code=64)
assert not os.path.exists(never)
before = open(at("r.h5"), "rb").read()
os.symlink(at("r.h5"), at("alias.html"))
run("report", at("r.h5"), "--out", at("r.h5"), code=2)
run("report", at("r.h5"), "--out", at("alias.html"), code=2)
assert open(at("r.h5"), "rb").read() == before
run("report", at("r.h5"), "--out", os.path.join(work, "no/such/folder.html"), code=74)
assert not [n for n in os.listdir(work) if "part" in n or n.endswith("~")], os.listdir(work)
shutil.rmtree(work)
print(f"{checks} figures and commands of the report behave as promised")
