"""What the tests of the report share: the program, its checks, a page taken apart into elements and tables of numbers."""
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
    print("\n".join("FAULT: " + f for f in faults[:60]), end="\n" if faults else "")
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


DIMENSIONS = {name: key.rstrip(":") for key, name in named_groups.items() if key.endswith(":")}


def agrees(shown, value, unit):
    """The figure shown is the value in its unit, rounded to its own digits."""
    if shown == "-":
        return value is None
    factor = next((f for name, f in (("per cent", 100), ("percentage points", 100), ("per 100", 100), ("million nominal yuan", 1e-6)) if name in unit), 1)
    digits = len(shown.partition(".")[2])
    return value is not None and abs(float(shown.replace(",", "")) - value * factor) <= 0.5 * 10 ** -digits * (1 + 1e-6) + 1e-9 * abs(value * factor)


def finite(v):
    return v is not None and math.isfinite(v)
