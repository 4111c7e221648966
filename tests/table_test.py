"""`hearth table` and `hearth compare` as files and as texts: the same numbers in every format, names that would break a
format survive, the codebook beside a table is whole and keeps others' files, nothing written on wrong use."""
import csv
import hashlib
import io
import json
import math
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

import h5py
import numpy as np
import pandas

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="hearth-table-")
checks = 0
NUMBERS = ["mean", "se", "p05", "p50", "p95"]
HEADER = ["scenario", "year", "group", "measure", "unit", *NUMBERS, "n"]
HOSTILE = ["comma, \"quotes\"\nand a line", "=1+1\t|pipe|\x1b[2J 贫困"]
BARS = "[▁▂▃▄▅▆▇█·]"


def check(condition, told=""):
    global checks
    checks += 1
    assert condition, told


def run(*words, code=0, **more):
    done = subprocess.run([hearth, *words], capture_output=True, text=True, timeout=600, **more)
    check(done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
    return done


def at(name):
    return os.path.join(work, name)


def rows(text, separator=","):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def content(name, **more):
    with open(at(name), encoding="utf-8", newline="") as f:
        return f.read()


def number(text):
    return math.nan if text in ("", None) else float(text)


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# --- a small run, and the same with names that would break a format
run("import", os.path.join(root, "calibration/guyuan"), "--out", at("g.h5"))
run("run", "--input", at("g.h5"), "--population", "6000", "--years", "4", "--draws", "3", "--seed", "9", "--quiet",
    "--scenario", os.path.join(root, "scenarios/baseline.toml"), "--scenario", os.path.join(root, "scenarios/ceiling_3000.toml"), "--out", at("r.h5"))
shutil.copy(at("r.h5"), at("hostile.h5"))
with h5py.File(at("hostile.h5"), "r+") as file:
    file["scenario"][...] = HOSTILE
    groups = [g.decode() for g in file["group"][:]]
    groups[groups.index("county:xiji")] = "county:a, \"b\""
    file["group"][...] = groups
ASKED = ["--measure", "poverty_headcount,oop_mean,deaths,fund_short_month", "--by", "year,scenario,all,county,fund"]


def check_formats(source, names, asked):
    """The same rows in csv, tsv, json, md and dta; returns them."""
    plain = run("table", at(source), *asked).stdout
    told = rows(plain)
    check(list(told[0]) == HEADER and len(told) > 20, told[:1])
    check({r["scenario"] for r in told} == set(names), {r["scenario"] for r in told})
    stem = source[:-3]
    for kind in ("csv", "tsv", "json", "md", "dta"):
        done = run("table", at(source), *asked, "--out", at(f"{stem}.{kind}"))
        check(done.stdout == "" and f"{stem}.{kind}" in done.stderr, done)
    check(content(f"{stem}.csv") == plain, "a file holds what is printed")
    check(rows(content(f"{stem}.tsv"), "\t") == told, "tsv")
    listed = json.loads(content(f"{stem}.json"))
    check(len(listed) == len(told) and content(f"{stem}.md").count("\n") == len(told) + 2)
    stata = pandas.read_stata(at(f"{stem}.dta"))
    check(len(stata) == len(told) and [c for c in stata.columns if c != "measure_label"] == HEADER, stata.columns)
    for row, mine, (_, theirs) in zip(told, listed, stata.iterrows()):
        for name in HEADER[:5]:
            check(row[name] == mine[name] and (name == "year" or row[name] == str(theirs[name])), (row, mine, theirs))
        check((math.isnan(theirs["year"]) if row["year"] == "mean" else int(theirs["year"]) == int(row["year"])), theirs)
        for name in NUMBERS + ["n"]:
            value = number(row[name])
            check(same(value, math.nan if mine[name] is None else float(mine[name])) and same(value, float(theirs[name])), (name, row, mine, theirs))
    return told


told = check_formats("r.h5", ["baseline", "ceiling_3000"], ASKED)
check_formats("hostile.h5", HOSTILE, ASKED)
means = check_formats("r.h5", ["baseline"], ["--by", "all,tier"])
check(all(r["year"] == "mean" for r in means))
with h5py.File(at("r.h5")) as file:
    groups, years = [g.decode() for g in file["group"][:]], [str(y) for y in file["year"][:]]
    for r in told:
        of = file[r["measure"]][["baseline", "ceiling_3000"].index(r["scenario"]), years.index(r["year"]), groups.index(r["group"])]
        check(math.isclose(np.nanmean(of), float(r["mean"]), rel_tol=1e-12, abs_tol=1e-300), r)

# --- a Stata file: labels, format, the same bytes whatever the clock and its zone
reader = pandas.read_stata(at("hostile.dta"), iterator=True)
check(open(at("hostile.dta"), "rb").read(40).startswith(b"<stata_dta><header><release>118"))
check(all(reader.variable_labels()[name] for name in HEADER), reader.variable_labels())
check(sorted(reader.value_labels()["scenario"].values()) == sorted(HOSTILE), reader.value_labels())
reader.close()
bytes_of = []
for zone in ("UTC", "Asia/Shanghai"):
    run("table", at("r.h5"), *ASKED, "--out", at("zone.dta"), env={**os.environ, "TZ": zone})
    bytes_of.append(open(at("zone.dta"), "rb").read())
check(bytes_of[0] == bytes_of[1], "other bytes in another time zone")
run("table", at("r.h5"), *ASKED, "--out", at("zh.dta"), env={**os.environ, "HEARTH_LANG": "zh"})
check("人均自付医疗费" in set(pandas.read_stata(at("zh.dta"))["measure_label"]), "labels in the language spoken")

# --- the text for people: numbers of the csv, a bar a year, lines that fit, no cursor moved by a name
text = run("table", at("r.h5"), "--measure", "poverty_headcount,deaths", "--by", "year,scenario,all", "--format", "text").stdout
check("3 draws" in text and "per cent" in text and "(poverty_headcount)" in text, text)
block = text.split("(poverty_headcount)")[1].split("\n\n")[0]
path = [float(r["mean"]) * 100 for r in told if (r["measure"], r["group"], r["scenario"]) == ("poverty_headcount", "all", "baseline")]
shown = []
for line in block.split("\n"):
    if re.search(BARS, line):
        bars = re.findall(BARS + "+", line)
        check(all(len(b) == len(years) for b in bars), line)
        shown = [float(v) for v in re.findall(r"(?<![\d\[.,-])\d+\.\d+(?= +\[)", line)] or shown
    if re.match(r"  20\d\d  ", line):
        shown.append(float(line.split()[1]))
shown = shown[:len(years)]
check(len(shown) == len(years) and all(abs(a - b) < 0.0051 for a, b in zip(shown, path)), (shown, path, block))
top = float(re.search(r"bars from 0\S* to ([\d.]+)", text).group(1))
check(abs(top - max(float(r["mean"]) * 100 for r in told if (r["measure"], r["group"]) == ("poverty_headcount", "all"))) < 0.0051, text)
for language in ("en", "zh"):
    hostile = run("table", at("hostile.h5"), *ASKED, "--format", "text", env={**os.environ, "HEARTH_LANG": language}).stdout
    check("\x1b" not in hostile and "\t" not in hostile, "a name moves the cursor")
    for part in hostile.split("\n\n")[1:]:
        check(all(columns(line) <= 100 for line in part.strip("\n").split("\n")[1:]), part)
check(run("table", at("r.h5"), *ASKED, "--out", at("r.txt")).stdout == "" and content("r.txt") == run("table", at("r.h5"), *ASKED, "--format", "text").stdout)


def on_terminal(width):
    leader, follower = pty.openpty()
    shown = subprocess.Popen([hearth, "table", at("r.h5"), "--measure", "oop_mean", "--by", "year,scenario,all,county"], stdout=follower,
                             env={**os.environ, "COLUMNS": str(width)})
    os.close(follower)
    got = b""
    while True:
        try:
            more = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        got += more
    os.close(leader)
    check(shown.wait() == 0)
    return got.decode().replace("\r\n", "\n")


for width in (60, 240):
    lines = on_terminal(width).split("\n")
    check("(oop_mean)" in "".join(lines) and not lines[0].startswith("scenario,year"), lines[:3])
    check(all(columns(line) <= width for line in lines[3:]), max(lines, key=columns))
check(sum(1 for line in on_terminal(240).split("\n") if re.search(BARS + "{4}", line)) == 12, "a line a series where the years fit")

# --- the codebook: whole, of all tables, the same in every language
package = json.loads(content("datapackage.json"))
check(package["hearth"] is True and package["generator"].startswith("hearth ") and "licenses" not in package, package.keys())
paths = [r["path"] for r in package["resources"]]
check(len(paths) == len(set(paths)) and {"r.csv", "r.tsv", "r.json", "r.dta", "hostile.csv"} <= set(paths), paths)
check(len({r["name"] for r in package["resources"]}) == len(paths) and all(re.fullmatch(r"[-a-z0-9._/]+", r["name"]) for r in package["resources"]))
for resource in package["resources"]:
    held = open(at(resource["path"]), "rb").read()
    check(resource["hash"] == "sha1:" + hashlib.sha1(held).hexdigest() and resource["bytes"] == len(held), resource["path"])
    fields = {f["name"]: f for f in resource["schema"]["fields"]}
    check([n for n in fields if n != "measure_label"] == HEADER and all(f["title"] and f["title_zh"] and f["type"] for f in fields.values()), fields)
    check(resource["sources"][0]["record"]["seed"] == 9 and "input_digest" in resource["sources"][0]["record"], resource["sources"])
    check(all(m["label"] and m["label_zh"] and m["unit"] and m["definition"] for m in resource["measures"]), resource["measures"])
    if resource["format"] == "csv":
        data = rows(content(resource["path"]))
        check(list(data[0]) == list(fields) and {r["measure"] for r in data} == {m["name"] for m in resource["measures"]})
        check(fields["year"]["type"] == ("string" if data[0]["year"] == "mean" else "year"), fields["year"])
        check(resource["rows"] == len(data) and resource["dialect"]["delimiter"] == "," and resource["schema"]["missingValues"] == [""])
run("table", at("r.h5"), *ASKED, "--out", at("r.csv"))
once = content("datapackage.json")
run("table", at("r.h5"), *ASKED, "--out", at("r.csv"), env={**os.environ, "HEARTH_LANG": "zh"})
check(content("datapackage.json") == once and [r["path"] for r in json.loads(once)["resources"]] == paths, "replaced in its place")

# --- somebody else's datapackage.json stays as it is
for foreign in ('{"name": "mine", "resources": []}', "not json", "[]", '{"hearth": true}'):
    os.makedirs(at("theirs"), exist_ok=True)
    with open(at("theirs/datapackage.json"), "w", encoding="utf-8") as f:
        f.write(foreign)
    done = run("table", at("r.h5"), *ASKED, "--out", at("theirs/t.csv"))
    check("stays as it is" in done.stderr and content("theirs/datapackage.json") == foreign, done.stderr)
    check(json.loads(content("theirs/t.csv.datapackage.json"))["resources"][0]["path"] == "t.csv")
    shutil.rmtree(at("theirs"))

# --- disclosure keeps the same cells in every format
hidden = check_formats("r.h5", ["baseline", "ceiling_3000"], ["--by", "year,scenario,all,county,registry", "--measure", "deaths,poor_persons", "--disclosure"])
check(len(hidden) < len(rows(run("table", at("r.h5"), "--by", "year,scenario,all,county,registry", "--measure", "deaths,poor_persons").stdout)))
check(json.loads(content("datapackage.json"))["resources"][paths.index("r.csv")]["disclosure"] is True)

# --- compare: csv quoted, text with a bar a year and its scale
pairs = rows(run("compare", at("hostile.h5"), "--base", HOSTILE[0], "--format", "csv", "--by", "all,county").stdout)
check({p["scenario"] for p in pairs} == {HOSTILE[1]} and "county:a, \"b\"" in {p["group"] for p in pairs}, pairs[:1])
check(pairs == rows(run("compare", at("r.h5"), "--base", "baseline", "--format", "csv", "--by", "all,county").stdout.replace("ceiling_3000", "\"" + HOSTILE[1] + "\"")
                    .replace("county:xiji", "\"county:a, \"\"b\"\"\"")), "only the names differ")
text = run("compare", at("r.h5"), "--base", "baseline", "--by", "all").stdout
lines = [line for line in text.split("\n") if re.search(BARS, line)]
check(len(lines) == len([p for p in pairs if p["group"] == "all"]), text)
check(all(len(re.search(BARS + "+", line).group()) == len(years) and " to " in line for line in lines), text)
check(len({columns(line[:line.index(re.search(BARS + "+", line).group())]) for line in lines}) == 1, "bars stand under each other\n" + text)
check(not re.search(BARS, run("compare", at("r.h5"), "--base", "baseline", "--year", "2015").stdout), "no path of one year")
chinese = run("compare", at("r.h5"), "--base", "baseline", "--by", "all", env={**os.environ, "HEARTH_LANG": "zh"}).stdout
lines = [line for line in chinese.split("\n") if re.search(BARS, line)]
check(lines and len({columns(line[:line.index(re.search(BARS + "+", line).group())]) for line in lines}) == 1, chinese)
check(run("compare", at("r.h5"), "--base", "baseline", "--out", at("c.txt")).stdout == "" and "Who gains" in content("c.txt"))

# --- wrong use and wrong input: nothing written, what is there kept
before = hashlib.sha1(open(at("r.h5"), "rb").read()).hexdigest()
os.makedirs(at("empty"))
out = at("empty/x.csv")
for words, code in ((["--format", "xml", "--out", out], 64), (["--format", "dta"], 64), (["--format", "xlsx"], 64), (["--out", ""], 64),
                    (["--out", at("empty/datapackage.json")], 64), (["--measure", "deaht", "--out", out], 2), (["--by", "countty", "--out", out], 2),
                    (["--price-year", "1999", "--out", out], 2), (["--format", "csv", "--out", at("r.h5")], 2), (["--out", at("no/x.csv")], 74),
                    (["--funds", "--by", "year", "--out", out], 64)):
    run("table", at("r.h5"), *words, code=code)
    check(os.listdir(at("empty")) == [], (words, os.listdir(at("empty"))))
os.symlink(at("r.h5"), at("other.csv"))
run("table", at("r.h5"), "--out", at("other.csv"), code=2)
run("compare", at("r.h5"), "--base", "baseline", "--out", at("r.h5"), code=2)
run("compare", at("r.h5"), "--base", "baseline", "--format", "md", code=64)
check(hashlib.sha1(open(at("r.h5"), "rb").read()).hexdigest() == before, "the results file is kept")
shutil.rmtree(work)
print(f"{checks} checks of tables, comparisons and their codebook")
