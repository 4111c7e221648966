"""Report pages in a real browser: makes small results (ten scenarios with names that try to run, a run with channels and
programmes, a run of one draw, a frontier), their pages in both languages, and lets tests/browser/report.test.mjs read them."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
browser = os.path.join(root, "tests", "browser")
work = tempfile.mkdtemp(prefix="hearth-browser-")


def at(name):
    return os.path.join(work, name)


def run(*words):
    done = subprocess.run([hearth, *map(str, words)], cwd=work, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def fail(words):
    print("browser:", words)
    sys.exit(1)


def needs():
    """What must be there, told in words when it is not."""
    if not shutil.which("node"):
        fail("node is missing (Debian: nodejs)")
    chromium = os.environ.get("HEARTH_CHROMIUM", "/usr/bin/chromium")
    if not os.access(chromium, os.X_OK):
        fail(f"{chromium} is missing (Debian: chromium; HEARTH_CHROMIUM names another)")
    spoken = subprocess.run(["fc-match", "-f", "%{lang}", "sans:lang=zh-cn"], capture_output=True, text=True)
    if "zh-cn" not in spoken.stdout:
        fail("no font has Chinese characters (Debian: fonts-wqy-microhei)")
    if os.path.isdir(os.path.join(browser, "node_modules", "playwright-core")):
        return
    if not shutil.which("npm"):
        fail("npm is missing (Debian: npm)")
    done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=browser, capture_output=True, text=True)
    if done.returncode:
        fail("npm could not install the browser's driver; can it reach a registry? It said:\n" + (done.stderr or done.stdout)[-1500:])


# Names of scenarios, each beside what it extends. None may run, load, break a row or be cut out of the page.
NAMES = [
    ('<script>window.__ran=1</script> & "q" \'x\'', "without_guarantee"),
    ('<img src=x onerror="window.__ran=2">', "ceiling_3000"),
    ('=HYPERLINK("x";"y")+1', "guarantee_for_monitored"),
    ("a policy whose name is as long as names may be, to see what charts, their keys and columns of tables do with it all: 120", "three_tier_2021"),
    ("封顶线三千元、低收入人口兜底保障（试行方案）", "guarantee_any"),
    ("</script><svg/onload=window.__ran=3>", "stack_2013"),
    ("javascript:window.__ran=4;{{7*7}}${1}%s{a|b}", "baseline"),
    ("W" * 60, "ceiling_3000"),
    ("-1+cmd|' /C calc'!A0", "without_guarantee"),
]
scenarios = [os.path.join(root, "scenarios", "baseline.toml")]
assert len(NAMES[3][0]) == 120
for n, (name, base) in enumerate(NAMES):
    above = os.path.relpath(os.path.join(root, "scenarios", base + ".toml"), work)
    with open(at(f"s{n}.toml"), "w", encoding="utf-8") as f:
        f.write(f"name = {json.dumps(name)}\ntitle = {json.dumps('Title of ' + name)}\nextends = {json.dumps(above)}\n")
    scenarios.append(at(f"s{n}.toml"))


def chosen(files):
    return [w for s in files for w in ("--scenario", s)]


needs()
tables = at("tables")
shutil.copytree(os.path.join(root, "calibration", "guyuan"), tables)
parameters = open(os.path.join(tables, "parameters.csv"), encoding="utf-8").read()
with open(os.path.join(tables, "parameters.csv"), "w", encoding="utf-8") as f:
    f.write(parameters.replace("burn_in_years,10,", "burn_in_years,1,"))
run("import", tables, "--out", "i.h5", "--quiet")
posterior = os.path.join(root, "calibration", "guyuan", "posterior.h5")
programme = [os.path.join(root, "scenarios", "programmes", name + ".toml") for name in ("family_doctor", "telemedicine")]
run("forecast", "--input", "i.h5", "--posterior", posterior, *chosen(scenarios), "--population", 1500, "--draws", 12, "--years", 4, "--out", "ten.h5", "--quiet")
run("run", "--input", "i.h5", *chosen([scenarios[0], *programme, scenarios[1]]), "--attribution", "--population", 1500, "--draws", 5, "--years", 5, "--out", "run.h5", "--quiet")
run("run", "--input", "i.h5", *chosen(scenarios[:2]), "--population", 800, "--draws", 1, "--years", 1, "--out", "one.h5", "--quiet")
run("optimise", "--input", "i.h5", "--scenario", scenarios[0], "--lever", "benefit.guarantee.guarantee.max_oop=2000:10000:4000", "--population", 300, "--draws", 10, "--years", 3,
    "--first", 3, "--rounds", 1, "--budgets", 3, "--out", "frontier.h5", "--quiet")
pages = []
for name, files, names in (("ten", ["ten.h5", "frontier.h5", "i.h5", posterior], [n for n, _ in NAMES]), ("run", ["run.h5", "i.h5"], [NAMES[0][0]]), ("one", ["one.h5"], [NAMES[0][0]])):
    for lang in ("en", "zh") if name != "one" else ("en",):
        title = ["--title", '<img src=x onerror="window.__ran=9"> & 标题'] if name == "run" else []
        run("report", *files, *title, "--lang", lang, "--out", f"{name}_{lang}.html")
        pages.append({"file": at(f"{name}_{lang}.html"), "lang": lang, "names": names, "forecast": name == "ten"})
with open(at("pages.json"), "w", encoding="utf-8") as f:
    json.dump(pages, f)

done = subprocess.run(["node", "--test", "report.test.mjs"], cwd=browser, env={**os.environ, "HEARTH_PAGES": at("pages.json"), "HEARTH_TOLD": at("told.json")}, timeout=800)
told = json.load(open(at("told.json"), encoding="utf-8")) if os.path.exists(at("told.json")) else {"checks": 0, "times": {}}
for name, times in told["times"].items():
    print(f"{name}: {times['bytes'] / 1e6:.1f} MB, loaded after {times['loaded']:.2f} s, first chart after {times['first']:.2f} s, all after {times['all']:.1f} s")
if "ten_en.html" in told["times"]:
    print(f"ten scenarios: the first chart after {told['times']['ten_en.html']['first'] / 2:.2f} of the two seconds asked")
print(f"{told['checks']} checks")
if done.returncode:
    fail(f"failed; the pages are in {work}")
shutil.rmtree(work)
