"""What the tests of the report share: the program, its checks, a page taken apart into elements and tables of numbers."""
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

hearth, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
work = tempfile.mkdtemp(prefix="hearth-report-")
for named in ("HEARTH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ.pop(named, None)
checks, faults = 0, []
VOID = {"meta", "link", "br", "img", "hr", "input"}


def check(what, good):
    """Counts a check; what fails is kept and told at the end, so that one fault hides no other."""
    global checks
    checks += 1
    if not good:
        faults.append(what)
    return good


def at(name):
    return os.path.join(work, name)


def write(name, text):
    with open(at(name), "w", encoding="utf-8") as f:
        f.write(text)
    return at(name)


def bytes_of(name):
    with open(at(name), "rb") as f:
        return f.read()


def run(*words, code=0, says=()):
    words = [str(w) for w in words]
    done = subprocess.run([hearth, *words], cwd=work, capture_output=True, text=True, timeout=600)
    told = done.stderr + done.stdout
    good = check(f"hearth {' '.join(words)}: exit {done.returncode}, not {code}: {told[-500:]}", done.returncode == code)
    assert good or code, told  # nothing can be tested without what this makes
    for text in says:
        check(f"hearth {' '.join(words)}: does not say {text!r}: {told[-500:]}", text in told)
    return done


def rows_of(*words):
    return json.loads(run(*words, "--format", "json").stdout)


def finish(words):
    """Says how many checks there were; ends the test."""
    shutil.rmtree(work)
    alike = {}
    for fault in faults:  # a fault in a table is told of each of its cells: the first is enough
        alike.setdefault(fault[:60], []).append(fault)
    for fault, *more in list(alike.values())[:60]:
        print(f"FAULT: {fault}" + (f" (and {len(more)} more like it)" if more else ""))
    print(f"{words}: {checks} checks, {len(faults)} faults")
    sys.exit(1 if faults else 0)


# --- inputs: three scenarios, two of them with names, layers and funds that no page or sheet may take for more than text
hostile = '<script>alert(1)</script> & "q" \' <b'
long_name = "=SUM(A1:A9) 很长的方案名称" * 12
baseline = os.path.join(root, "scenarios", "baseline.toml")
posterior = os.path.join(root, "calibration", "guyuan", "posterior.h5")
NAMES = {"A baseline": "baseline", "B " + hostile: hostile, "C " + long_name: long_name}


def write_scenario(name, called, text):
    near = os.path.relpath(os.path.join(root, "scenarios", "without_guarantee.toml"), work)
    return write(name, f'name = {json.dumps(called, ensure_ascii=False)}\nextends = "{near}"\n' + text)


stack = 'stack = ["basic", "outpatient_pooling", "chronic_medicines", "special_chronic", "critical", '
scenarios = [baseline,
             write_scenario("hostile.toml", hostile, 'title = "<img src=x onerror=alert(2)>"\n' + stack + '"<u>\'layer", "=1+1"]\n'
                            '[fund."<u>&fund"]\n[fund."=2*3"]\n[benefit."<u>\'layer"]\nfund = "<u>&fund"\nbase = "remaining"\nratio = 0.3\n'
                            '[benefit."=1+1"]\nfund = "=2*3"\nbase = "remaining"\nratio = 0.1\n'),
             write_scenario("long.toml", long_name, "[benefit.basic]\nratio = 0.4\n")]


def simulate(out, chosen, years, draws, persons, *more):
    words = [w for s in chosen for w in ("--scenario", s)]
    run("run", "--input", "input.h5", "--population", persons, "--quiet", *words, "--years", years, "--draws", draws, *more, "--out", out)


def import_input():
    run("import", os.path.join(root, "calibration", "guyuan"), "--out", "input.h5", "--quiet")


# --- a page
class Element:
    def __init__(self, page, tag, attrs):
        self.page, self.tag, self.attrs = page, tag, attrs
        self.from_data, self.from_all = len(page.data), len(page.all) + 1

    def close(self):
        self.to_data, self.to_all = len(self.page.data), len(self.page.all)

    @property
    def text(self):
        return "".join(self.page.data[self.from_data:self.to_data])

    def find(self, *tags, **attrs):
        inside = self.page.all[self.from_all:self.to_all]
        return [e for e in inside if e.tag in tags and all(e.attrs.get(k.rstrip("_").replace("_", "-")) == v for k, v in attrs.items())]


class Page(HTMLParser):
    """The elements in order, each with what is inside it; refuses what is not balanced."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.source, self.data, self.all, self.open, self.ids, self.wrong = text, [], [], [], set(), []
        self.whole = Element(self, "page", {})
        self.whole.from_all = 0
        self.feed(text)
        self.close()
        self.whole.close()
        self.wrong += [f"<{e.tag}> is not closed" for e in self.open]
        self.tables = {e.attrs["id"]: Table(e) for e in self.find("table")}

    def handle_starttag(self, tag, attrs, closed=False):
        names = [n for n, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"{tag} has an attribute twice: {names}")
        e = Element(self, tag, dict(attrs))
        name = e.attrs.get("id")
        if name is not None and (name in self.ids or not name or re.search(r"\s", name)):
            self.wrong.append(f"id {name!r} stands twice, is empty or holds a blank")
        self.ids.add(name)
        self.all.append(e)
        if tag in VOID or closed:
            e.close()
        else:
            self.open.append(e)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1].tag != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
        if self.open:
            self.open.pop().close()

    def handle_data(self, data):
        self.data.append(data)

    def find(self, *tags, **attrs):
        return self.whole.find(*tags, **attrs)


class Cell:
    def __init__(self, element):
        self.text, self.told = element.text, element.attrs.get("data-v")
        self.number = self.told is not None
        self.value = float(self.told) if self.told else None


class Table:
    """Caption, heads, cells and the measure's name."""

    def __init__(self, element):
        self.caption, self.measure = element.find("caption")[0].text, element.attrs.get("data-measure")
        trs = element.find("tr")
        self.heads = [th.text for th in trs[0].find("th")]
        self.scoped = all(th.attrs.get("scope") for th in element.find("th"))
        self.rows = [[Cell(c) for c in tr.find("td", "th")] for tr in trs[1:]]

    def values(self, row, first):
        return [c.value for c in self.rows[row][first:]]


def read_page(name):
    with open(at(name), encoding="utf-8") as f:
        return Page(f.read())


def close(a, b, scale=1e-12):
    """Equal to the last digits; sums of numbers of another order differ in those."""
    if a is None or b is None:
        return a is b
    return a == b or abs(a - b) <= scale * max(abs(a), abs(b))


# --- names of groups as the page writes them in English (report/names.cpp), and back
with open(os.path.join(root, "report", "names.cpp"), encoding="utf-8") as f:
    named_groups = dict(re.findall(r'Named\{"([^"]+)", word\("([^"]+)"\)\}', f.read()))


def group_of(dimension, label):
    return next((key for key, name in named_groups.items() if name == label and key.startswith(dimension + ":")), dimension + ":" + label)


def name_of(group):
    return named_groups.get(group, group.split(":", 1)[1])


DIMENSIONS = {name: key.rstrip(":") for key, name in named_groups.items() if key.endswith(":")}


def agrees(shown, value, unit):
    """The figure shown is the value in its unit, rounded to its own digits."""
    if shown == "-":
        return value is None
    factor = next((f for name, f in (("per cent", 100), ("per 100", 100), ("million nominal yuan", 1e-6)) if name in unit), 1)
    digits = len(shown.partition(".")[2])
    return value is not None and abs(float(shown.replace(",", "")) - value * factor) <= 0.5 * 10 ** -digits * (1 + 1e-6) + 1e-9 * abs(value * factor)


def finite(v):
    return v is not None and math.isfinite(v)


with open(os.path.join(root, "report", "web", "echarts.min.js"), encoding="utf-8") as f:
    echarts = f.read()


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
    refused = {e.tag for e in page.all} & {"img", "iframe", "object", "embed", "form", "base", "i", "u"}
    check(f"{what}: {refused} may not stand in a page", not refused)
    named = {n for e in page.all for n in e.attrs if n.startswith("on") or n in ("style", "srcset", "action", "formaction")}
    check(f"{what}: attributes {named}", not named)
    targets = {v for e in page.all for n, v in e.attrs.items() if n in ("href", "src")}
    check(f"{what}: links to {targets}", all(v == "data:," or (v[0] == "#" and v[1:] in page.ids) for v in targets))
    check(f"{what}: the look loads something", not re.search(r"url\(|@import", page.find("style")[0].text))
    levels = [int(e.tag[1]) for e in page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    check(f"{what}: headings skip a level", levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in itertools.pairwise(levels)))
    check(f"{what}: no main part, or several", len(page.find("main")) == 1)
    json.loads(page.find("script", id="report-words")[0].text)
    for name, table in page.tables.items():
        check(f"{what}: {name} is a table with caption, heads and whole rows", table.caption and table.scoped and all(len(r) == len(table.heads) for r in table.rows))
        wrong = [(c.text, c.told) for r in table.rows for c in r if c.number and not ((c.text == "-") == (c.value is None) and (c.value is None or finite(c.value))
                                                                                     and re.fullmatch(r"-|[+-]?\d{1,3}(,\d{3})*(\.\d+)?", c.text))]
        check(f"{what}: {name}: numbers {wrong[:5]}", not wrong)


# --- charts hold no numbers: they point at rows and columns of a table
def points_right(page, what, hidden=False):
    charts, figures = page.find("div", class_="chart"), page.find("figure")
    for element in charts:
        c = json.loads(element.attrs["data-chart"])
        where = f"{what}: {element.attrs['id']} {c['table']}"
        check(f"{where}: no words for those who do not see it", element.attrs.get("role") == "img" and len(element.attrs.get("aria-label", "")) > 10)
        check(f"{where}: kind {c['kind']}", c["kind"] in ("lines", "bars", "stacks", "dots", "waterfall", "points"))
        table = page.tables.get(c["table"])
        if not check(f"{where}: has no table or no series", table and c["series"]):
            continue
        figure = next(f for f in figures if f.from_all < element.from_all <= f.to_all)
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
    for element in figures:
        if "data-sources" in element.attrs:
            s = json.loads(element.attrs["data-sources"])
            columns = [s["mean"], *s["deviations"]]
            check(f"{what}: sources {s}", s["chart"] in page.ids and all(r[c].number for r in page.tables[s["table"]].rows for c in columns))
    return len(charts)
