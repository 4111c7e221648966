"""hearth forecast, resume, verify and fan from a user's side: the same bytes after kills, on any threads, with draws added.

Small problems: some hundred persons, one year of burn-in. HEARTH_KILLS (default 8) kills with kill -9: in the first
moments, in the middle and while the file is written.
"""
import atexit
import csv
import glob
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import h5py
import numpy
import xarray

hearth, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
work = tempfile.mkdtemp(prefix="hearth-forecast-")
kills_wanted = int(os.environ.get("HEARTH_KILLS", "8"))
checks, faults = 0, []
atexit.register(lambda: faults and print("\n".join("FAULT: " + f for f in faults[:60]), f"\n{len(faults)} faults"))


def check(what, good):
    global checks
    checks += 1
    if not good:
        faults.append(what)
    return good


def path(name):
    return os.path.join(work, name)


def write(name, text):
    with open(path(name), "w", encoding="utf-8") as f:
        f.write(text)
    return path(name)


def call(*words, code=0, says=()):
    done = subprocess.run([hearth, *map(str, words)], cwd=work, capture_output=True, text=True, timeout=600)
    told = done.stderr + done.stdout
    check(f"{' '.join(map(str, words))}: exit {done.returncode}, not {code}: {told[-600:]}", done.returncode == code)
    for text in says:
        check(f"{' '.join(map(str, words))}: no {text!r} in: {told[-600:]}", text in told)
    return done


def digest(name):
    return hashlib.sha256(open(path(name), "rb").read()).hexdigest() if os.path.exists(path(name)) else "no " + name


def gone(name, after):
    return check(f"{name} is left after {after}: {os.listdir(path(name)) if os.path.isdir(path(name)) else ''}", not os.path.exists(path(name)))


def traces(out, after):
    gone(out + ".d", after)
    left = glob.glob(path(out) + ".*.part") + glob.glob(path(out) + ".again.*")
    check(f"nothing half-written is left after {after}: {left}", not left)


# --- a small input, three scenarios
tables = path("tables")
shutil.copytree(os.path.join(root, "calibration", "guyuan"), tables)
short = open(os.path.join(tables, "parameters.csv"), encoding="utf-8").read().replace("burn_in_years,10,", "burn_in_years,1,")
open(os.path.join(tables, "parameters.csv"), "w", encoding="utf-8").write(short)
call("import", tables, "--out", "i.h5", "--quiet")
posterior = os.path.join(root, "calibration", "guyuan", "posterior.h5")
baseline, reform = (os.path.join(root, "scenarios", name + ".toml") for name in ("baseline", "without_guarantee"))
same = write("same.toml", f'name = "same"\nextends = "{os.path.relpath(baseline, work)}"\n')
plain = write("plain.toml", 'name = "plain"\ntiers = ["village", "township", "county", "city", "outside"]\nstack = ["x"]\n[benefit.x]\nratio = 0.5\n')
always = ["forecast", "--input", "i.h5", "--posterior", posterior, "--quiet"]


def forecast(out, scenarios, years, draws, *more, population=300, code=0, says=()):
    chosen = [w for s in scenarios for w in ("--scenario", s)]
    return call(*always, *chosen, "--years", years, "--draws", draws, "--population", population, *more, "--out", out, code=code, says=says)


pair = ([baseline, reform], 2)  # what is killed and continued
tiny = ([plain], 1)             # what needs many draws

# --- 1. the same bytes on one thread and on two
began = time.monotonic()
forecast("p12.h5", *pair, 12, "--threads", 2)
length = time.monotonic() - began
straight = digest("p12.h5")
forecast("one.h5", *pair, 12, "--threads", 1)
check("other bytes on one thread", digest("one.h5") == straight)
traces("p12.h5", "a straight forecast")

# --- 2. killed with kill -9, again and again
random.seed(20)
broken_finals, kills, killed_when, unbegun, episodes = 0, 0, {"first": 0, "middle": 0, "writing": 0, "after": 0, "ended": 0}, 0, 0
command = [hearth, *always, *[w for s in pair[0] for w in ("--scenario", s)], "--years", str(pair[1]), "--draws", "12", "--population", "300", "--out", "k.h5"]


def whole_or_absent(name):
    if not os.path.exists(path(name)):
        return True
    try:
        with h5py.File(path(name), "r") as f:
            return int(f.attrs["complete"]) == 1 and digest(name) == straight
    except Exception:
        return False


def start(words, threads):
    return subprocess.Popen([*words, "--threads", str(threads)], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def file_number(name):
    return os.stat(path(name)).st_ino if os.path.exists(path(name)) else 0


def kill_at(run, kind):
    """Whether it was still running."""
    began, before = time.monotonic(), file_number("k.h5")
    if kind == "first":
        wait = random.uniform(0.0, 0.15 * length)
    elif kind == "middle":
        wait = random.uniform(0.15, 0.6) * length
    elif kind == "after":  # the file has its name, the folder is being removed
        while run.poll() is None and file_number("k.h5") == before:
            pass
        wait = 0.0
    else:
        while run.poll() is None and not os.path.exists(path(f"k.h5.{run.pid}.part")):
            time.sleep(0.001)
        began, wait = time.monotonic(), random.uniform(0.0, 0.7) * writing
    while run.poll() is None and time.monotonic() - began < wait:
        time.sleep(0.001)
    running = run.poll() is None
    run.kill()  # of one that has just ended: nothing
    run.wait()
    return running


watched = start(command, 2)
while watched.poll() is None and not os.path.exists(path(f"k.h5.{watched.pid}.part")):
    time.sleep(0.001)
began = time.monotonic()
watched.wait()
writing = time.monotonic() - began  # and what follows
while kills < kills_wanted:
    episodes += 1
    for name in ("k.h5", "k.h5.log.json"):
        if os.path.exists(path(name)):
            os.remove(path(name))
    run, kinds = start(command, 1 + episodes % 2), iter(["first", "middle", "writing", "first", "middle", "writing", "after", "writing", "after"])
    while kills < kills_wanted:
        kind = next(kinds, None)
        if kind is None:
            break
        already = os.path.exists(path("k.h5"))
        if not kill_at(run, kind):
            killed_when["ended"] += 1
            check(f"hearth failed by itself: {run.returncode} {run.stderr.read().decode()[-300:]}", run.returncode == 0)
            break
        kills += 1
        killed_when[kind] += 1
        if not whole_or_absent("k.h5"):
            broken_finals += 1
        check("a file once there does not disappear", not already or os.path.exists(path("k.h5")))
        if os.path.exists(path("k.h5.log.json")):
            run = start([hearth, "resume", "k.h5"], 1 + kills % 2)
        else:  # killed before it noted what it is: nothing else may be there
            unbegun += 1
            check("a folder or file before the log", not os.path.exists(path("k.h5.d")) and not os.path.exists(path("k.h5")))
            run = start(command, 1)
    words = run.stderr.read().decode()
    check(f"the last resume ends with 0: {run.wait()} {words[-300:]}", run.wait() == 0)
    check(f"killed in episode {episodes}: other bytes", digest("k.h5") == straight)
    gone("k.h5.d", "kills")
    for part in glob.glob(path("k.h5*.part")):
        os.remove(part)
check(f"a broken file under the final name after {broken_finals} of {kills} kills", broken_finals == 0)
if kills_wanted >= 8:
    check(f"killed in every phase: {killed_when}", killed_when["first"] > 0 and killed_when["middle"] > 0 and killed_when["writing"] > 0)
call("resume", "k.h5", says=["is complete"])
check("resuming what is complete changes nothing", digest("k.h5") == straight)

# --- 3. more draws for a finished forecast
forecast("p23.h5", *pair, 23)
shutil.copy(path("p12.h5"), path("more.h5"))
shutil.copy(path("p12.h5.log.json"), path("more.h5.log.json"))
call("resume", "more.h5", "--draws", 23, "--quiet", "--threads", 1)
check("12 draws and 11 more are 23 draws", digest("more.h5") == digest("p23.h5"))
traces("more.h5", "more draws")
log = digest("more.h5.log.json")
for again in ("once", "twice"):
    call("resume", "more.h5", "--draws", 5, code=2, says=["23 draws already"])
    check(f"fewer draws asked for {again}: the file is touched", digest("more.h5") == digest("p23.h5"))
    check(f"fewer draws asked for {again}: the log is touched, hearth verify would make 5 draws", digest("more.h5.log.json") == log)
    traces("more.h5", f"fewer draws asked for {again}")

# --- 5. until the mean is known well enough; 3 again, across a block of fifty
forecast("u50.h5", *tiny, 200, "--until", "poverty_headcount=10")
forecast("u55.h5", *tiny, 55, "--until", "poverty_headcount=1e-12", "--until", "poor_households=1e9")
forecast("t45.h5", *tiny, 45)
with h5py.File(path("u50.h5")) as a, h5py.File(path("u55.h5")) as b, h5py.File(path("t45.h5")) as c:
    check(f"a large error is met after one block, not {len(a['draw'])}", len(a["draw"]) == 50)
    check(f"an impossible error lives all draws, not {len(b['draw'])}", len(b["draw"]) == 55)
    check("companions are every fifth draw's", list(b["same_path/companion"][:]) == list(range(0, 55, 5)) == list(b["other_path/companion"][:]))
    check("the first draws are the same", all(numpy.array_equal(b[n][..., :45], c[n][:], equal_nan=True) and numpy.array_equal(b[n][..., :50], a[n][:], equal_nan=True)
                                              for n in c if isinstance(c[n], h5py.Dataset) and c[n].ndim == 4))
call("resume", "t45.h5", "--draws", 55, "--quiet")
check("45 draws and 10 more are 55 draws, across a block", digest("t45.h5") == digest("u55.h5"))
traces("t45.h5", "draws across a block")
for bad in ("poverty_headcuont=0.1", "poverty_headcount=0", "poverty_headcount=-1", "poverty_headcount=nan", "poverty_headcount=", "poverty_headcount=1x", "poverty_headcount",
            "tier_visits=1"):
    forecast("never.h5", *tiny, 60, "--until", bad, code=64)
gone("never.h5", "bad --until")
traces("never.h5", "bad --until")

# --- 4. stopped with SIGTERM
stopped = subprocess.Popen([*command[:-1], "s.h5", "--threads", "2"], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
while stopped.poll() is None and not (os.path.exists(path("s.h5.d/draws.journal")) and os.path.getsize(path("s.h5.d/draws.journal")) > 2000):
    time.sleep(0.005)
stopped.send_signal(signal.SIGTERM)
words = stopped.stderr.read().decode()
check(f"SIGTERM ends with 75, not {stopped.wait()}", stopped.wait() == 75)
check("and says how to go on: " + words, "hearth resume" in words and "s.h5" in words)
gone("s.h5", "SIGTERM")
check("what is lived is kept", os.path.exists(path("s.h5.d")))
check("the log says stopped", json.load(open(path("s.h5.log.json")))["status"] == "stopped")
shutil.copytree(path("s.h5.d"), path("r.h5.d"))
log = digest("s.h5.log.json")
shutil.copy(path("i.h5"), path("i_before.h5"))
other_input = open(os.path.join(tables, "parameters.csv"), encoding="utf-8").read().replace("illness_scale,1,", "illness_scale,0.9,")
open(os.path.join(tables, "parameters.csv"), "w", encoding="utf-8").write(other_input)
call("import", tables, "--out", "i2.h5", "--quiet")
check("the other input is another one", digest("i2.h5") != digest("i.h5"))
with_input = [w if w != "i.h5" else "i2.h5" for w in command[1:-1]]
draws_kept = digest("s.h5.d/draws.journal")
for what, words, rule in [("no word of what to do", [*command[1:-1], "s.h5"], "--resume"),
                          ("another input", [*with_input, "s.h5", "--resume"], "another forecast"),
                          ("another scenario", [*[w if w != reform else same for w in command[1:-1]], "s.h5", "--resume"], "another forecast"),
                          ("another seed", [*command[1:-1], "s.h5", "--resume", "--seed", "3"], "another forecast"),
                          ("another posterior", [*[w for w in command[1:-1] if w not in ("--posterior", posterior)], "s.h5", "--resume"], "another forecast")]:
    call(*words, code=2, says=[rule])
    check(f"{what}: the draws are touched", digest("s.h5.d/draws.journal") == draws_kept)
    if not check(f"{what}: a refused command replaces the log of the stopped one, hearth resume would follow it", digest("s.h5.log.json") == log):
        with open(path("s.h5.log.json"), "w") as f:
            json.dump({"status": "stopped", "arguments": [*command[1:-1], "s.h5", "--threads", "2"], "folder": work}, f)
        log = digest("s.h5.log.json")
call(*command[1:-1], "s.h5", "--resume", "--restart", code=64)
call("resume", "s.h5", "--quiet")
check("stopped and resumed, the same bytes", digest("s.h5") == straight)
traces("s.h5", "resume")
call(*[w if w != reform else same for w in command[1:-1]], "r.h5", "--restart")
with h5py.File(path("r.h5")) as f:
    check("--restart begins anew, with the other scenario", [s.decode() for s in f["scenario"][:]] == ["baseline", "same"])
traces("r.h5", "--restart")
# Two at once; and a --restart killed when it had emptied the draws but not yet removed the moments.
forecast("t12.h5", *tiny, 12)
busy = subprocess.Popen([hearth, *always, "--scenario", plain, "--years", "1", "--draws", "100000", "--population", "300", "--seed", "7", "--out", "busy.h5"],
                        cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
while busy.poll() is None and not os.path.exists(path("busy.h5.d/moments.bin")):
    time.sleep(0.01)
log = digest("busy.h5.log.json")
forecast("busy.h5", *tiny, 100000, "--seed", 7, "--resume", "--threads", 1, code=2, says=["is in use"])
check("the second of two at once replaces the log of the first", digest("busy.h5.log.json") == log)
busy.kill()
busy.wait()
open(path("busy.h5.d/draws.journal"), "w").close()
for left in glob.glob(path("busy.h5.d/from_*")):
    os.remove(left)
forecast("busy.h5", *tiny, 12, "--resume")
check("moments of another forecast are taken for this one's", digest("busy.h5") == digest("t12.h5"))
# A finished one is not given draws of another forecast.
finished, log = digest("s.h5"), digest("s.h5.log.json")
call(*with_input, "s.h5", "--resume", "--draws=20", code=64)  # an option twice
call(*[w if w != "12" else "20" for w in with_input], "s.h5", "--resume", code=2, says=["another forecast"])
check("draws of another forecast are refused: the file is touched", digest("s.h5") == finished)
check("draws of another forecast are refused: the log is touched", digest("s.h5.log.json") == log)
traces("s.h5", "draws of another forecast")

# --- 6. verify
write("mine.toml", open(plain).read())
forecast("v.h5", [path("mine.toml")], 1, 4)
call(*[w for w in always if w != "--quiet"], "--scenario", "mine.toml", "--years", 1, "--draws", 4, "--population", 300, "--json", "--out", "vl.h5")
check("the same bytes with a summary and without", digest("vl.h5") == digest("v.h5"))
call("run", "--input", "i.h5", "--scenario", "mine.toml", "--years", 1, "--draws", 2, "--population", 300, "--out", "w.h5")
call("run", "--input", "i.h5", "--scenario", "mine.toml", "--years", 1, "--population", 300, "--quiet", "--json", "--out", "wq.h5")
for name in ("vl.h5", "v.h5", "w.h5", "wq.h5"):
    before = digest(name)
    call("verify", name, says=[f"{name}: reproduced"])
    call("verify", path(name), "--threads", 1, says=[f"{name}: reproduced"])
    check(f"verify leaves {name} alone", digest(name) == before)
    traces(name, "verify")
    changed = bytearray(open(path(name), "rb").read())
    changed[len(changed) // 2] ^= 1
    open(path("changed.h5"), "wb").write(changed)
    shutil.copy(path(name + ".log.json"), path("changed.h5.log.json"))
    call("verify", "changed.h5", code=2, says=["changed.h5: NOT reproduced"])
    traces("changed.h5", "verify")
os.remove(path("changed.h5.log.json"))
call("verify", "changed.h5", code=2, says=["changed.h5.log.json: is not there"])
call("resume", "changed.h5", code=2, says=["changed.h5.log.json: is not there"])
write("changed.h5.log.json", "{")
call("verify", "changed.h5", code=2, says=["does not tell the command"])
call("verify", "nowhere.h5", code=2, says=["is not there"])
call("resume", "w.h5", "--draws", 4, code=2)
write("mine.toml", open(plain).read().replace("0.5", "0.6"))
for name in ("vl.h5", "w.h5"):
    call("verify", name, code=2, says=["NOT reproduced"])
write("mine.toml", open(plain).read().replace("ratio", "ratoi"))
call("verify", "vl.h5", code=2, says=["ratoi"])
traces("vl.h5", "verify of a broken scenario")

# --- 7. the file
forecast("f.h5", [baseline, same, reform], 6, 12, population=600)
ROOT, GROUPS = "/", ("same_path", "other_path", "moments", "parameters", "outlook", "psa")
opened = {}
for engine in ("netcdf4", "h5netcdf"):
    try:
        opened[engine] = {g: xarray.open_dataset(path("f.h5"), engine=engine, group=None if g == ROOT else g, decode_times=False).load() for g in (ROOT, *GROUPS)}
    except Exception as error:
        check(f"xarray opens it with {engine}: {error!r}", False)
f = opened.get("netcdf4") or opened["h5netcdf"]
for engine, g in opened.items():
    check(f"{engine}: sizes {dict(g[ROOT].sizes)}", dict(g[ROOT].sizes) == {"scenario": 3, "year": 6, "group": len(g[ROOT]["group"]), "draw": 12})
    check(f"{engine}: names", [str(s) for s in g[ROOT]["scenario"].values] == ["baseline", "same", "without_guarantee"] and list(g[ROOT]["year"].values) == list(range(2014, 2020)))
    check(f"{engine}: over a hundred measures with units and names", len(g[ROOT].data_vars) > 100 and all("units" in v.attrs and "long_name" in v.attrs for v in g[ROOT].data_vars.values()))
    for folder in ("same_path", "other_path"):
        check(f"{engine}: {folder} has the measures of the root", set(g[folder].data_vars) == set(g[ROOT].data_vars) and g[folder].sizes["companion"] == 3)
        check(f"{engine}: {folder} has every measure by companion", all(v.dims == ("scenario", "year", "group", "companion") for v in g[folder].data_vars.values()))
if len(opened) == 2:
    check("both engines read the same", all(opened["netcdf4"][g].equals(opened["h5netcdf"][g]) for g in (ROOT, *GROUPS)))
whole, moments = f[ROOT], f["moments"]
check("attributes", whole.attrs["type"] == "hearth results" and whole.attrs["kind"] == "forecast" and int(whole.attrs["complete"]) == 1 and int(whole.attrs["seed"]) == 1
      and int(whole.attrs["unsure_from"]) == 2018 and whole.attrs["vary"] == "parameters,systemic,household")
for name, v in (("the file", whole), ("same_path", f["same_path"]), ("other_path", f["other_path"])):
    differing = [n for n in v.data_vars if not numpy.array_equal(v[n].values[0], v[n].values[1], equal_nan=True)]
    check(f"a reform that changes nothing differs in {differing[:5]} of {name}", not differing)
    check(f"a reform that changes something differs in {name}", not numpy.array_equal(v["government_paid"].values[0], v["government_paid"].values[2], equal_nan=True))
pairs = [str(p) for p in moments["pair"].values]
check(f"pairs {pairs}", pairs == [f"{a} | {b}" for i, a in enumerate(("baseline", "same", "without_guarantee")) for b in ("baseline", "same", "without_guarantee")[i:]])
dims = [str(g) for g in moments["moment_group"].values]
check("counties, registries and quintiles are summed", {"county:xiji", "registry:registered", "quintile:1"} <= set(dims))
measures = sorted(n[:-5] for n in moments.data_vars if n.endswith("_mean") and n[:-5] + "_comoment" in moments)
differing = [m for m in measures if not numpy.array_equal(moments[m + "_mean"].values[0], moments[m + "_mean"].values[1], equal_nan=True)
             or not numpy.array_equal(moments[m + "_comoment"].values[0], moments[m + "_comoment"].values[1], equal_nan=True)
             or not numpy.array_equal(moments[m + "_comoment"].values[0], moments[m + "_comoment"].values[3], equal_nan=True)]
check(f"a reform that changes nothing has other moments of {differing[:5]}", not differing)


def columns_of(dimension):
    return [i for i, g in enumerate(dims) if g.startswith(dimension + ":")]


everybody = list(map(str, whole["group"].values)).index("all")
for measure, dimension in (("population", "county"), ("population", "registry"), ("poor_persons", "registry"), ("poor_persons", "county"), ("population", "quintile")):
    if not check(f"moments of {measure} by {dimension}", measure in measures and columns_of(dimension)):
        continue
    sums = moments[measure + "_mean"].values[:, :, columns_of(dimension)].sum(axis=2)
    means = whole[measure].values[:, :, everybody, :].mean(axis=2)
    worst = numpy.max(numpy.abs(sums / means - 1))
    check(f"means of {measure} by {dimension} sum to that of all: off by {worst}", worst < 1e-9)
# Where all of a measure lies in one group, its moments are those of the draws of `all`.
alone = 0
for measure in measures:
    if measure not in whole or not numpy.isfinite(whole[measure].values[:, :, everybody, :]).all():
        continue
    draws = whole[measure].values[:, :, everybody, :]
    for dimension in sorted({g.split(":")[0] for g in dims}):
        places = columns_of(dimension)
        means = moments[measure + "_mean"].values[:, :, places]
        filled = [i for i in range(len(places)) if numpy.nan_to_num(means[:, :, i]).any()]
        if len(places) < 2 or len(filled) != 1 or not (moments[measure + "_number"].values[:, places[filled[0]]] == 12).all() or not numpy.allclose(means[:, :, filled[0]], draws.mean(axis=2), rtol=1e-9):
            continue
        alone += 1
        centred = draws - draws.mean(axis=2, keepdims=True)
        for p, (a, b) in enumerate((a, b) for a in range(3) for b in range(a, 3)):
            expected, found = (centred[a] * centred[b]).sum(axis=1), moments[measure + "_comoment"].values[p][:, places[filled[0]]]
            check(f"co-moment {pairs[p]} of {measure}, {dims[places[filled[0]]]}: {found} {expected}", numpy.allclose(found, expected, rtol=1e-9, atol=1e-9 * numpy.max(draws ** 2)))
check(f"variances of summed groups are compared with draws: {alone}", alone > 4)
for measure in measures:
    n, c = moments[measure + "_number"].values, moments[measure + "_comoment"].values
    good = numpy.isnan(c[5]) | ((c[0] >= 0) & (c[5] >= 0) & (c[2] ** 2 <= c[0] * c[5] * (1 + 1e-9) + 1e-12))
    if not good.all() or numpy.nanmax(n) > 12:
        check(f"co-moments of {measure} are possible", False)
check("psa years", list(f["psa"]["year"].values) == [2018, 2019])
unsure = whole["year"].values >= 2018
for name, measure, sign in (("effect", "poor_due_to_illness_twin_persons", -1), ("cost", "government_paid", 1)):
    expected = sign * whole[measure].values[:, unsure][:, :, everybody].sum(axis=1)
    check(f"psa/{name} is the sum of {measure}", numpy.allclose(f["psa"][name].values, expected, rtol=1e-12, atol=1e-6) and f["psa"][name].dims == ("scenario", "draw"))

# --- 8. sources of uncertainty
with h5py.File(posterior) as p:
    paths, kept = [s.decode() for s in p["parameters/parameter"][:]], p["posterior/natural"][:]
kept = kept if kept.shape[0] == f["parameters"].sizes["parameter"] else kept.T
check("parameters are those of the posterior", paths == [str(n) for n in f["parameters"]["parameter"].values])
natural = f["parameters"]["natural"].values
taken = [next((j for j in range(kept.shape[1]) if numpy.array_equal(kept[:, j], natural[:, d])), -1) for d in range(12)]
check(f"every draw is another draw of the posterior: {taken}", -1 not in taken and len(set(taken)) == 12)
check("standard values of the posterior", f["parameters"]["posterior_standard"].shape == kept.shape
      and all(numpy.array_equal(f["parameters"]["posterior_standard"].values[:, j], f["parameters"]["standard"].values[:, d]) for d, j in enumerate(taken)))
for name in ("price", "income", "incidence"):
    v = f["outlook"][name].values
    check(f"{name} is sure before 2018", (v[:4] == 1.0).all())
    check(f"{name} varies from 2018", (v[4:].std(axis=1) > 0).all() and len(set(v[4])) == 12 and (v > 0).all())


def fixed(out, *sources):
    forecast(out, [baseline], 5, 6, *[w for s in sources for w in ("--fixed", s)])
    with h5py.File(path(out)) as g:
        return {**{"/" + n: g[n][:] for n in g if isinstance(g[n], h5py.Dataset)},
                **{f"{k}/{n}": g[k][n][:] for k in ("same_path", "other_path", "parameters", "outlook", "moments") for n in g[k] if g[k][n].dtype.kind == "f"}, "vary": g.attrs["vary"]}


def alike(v):
    return bool(((v == v[..., :1]) | (numpy.isnan(v) & numpy.isnan(v[..., :1]))).all())


free, no_path, no_parameters, none = fixed("fr.h5"), fixed("fs.h5", "systemic"), fixed("fp.h5", "parameters"), fixed("fa.h5", "parameters", "systemic", "household")
for name in ("price", "income", "incidence"):
    check(f"--fixed systemic: one path of {name}", alike(no_path["outlook/" + name]) and not (no_path["outlook/" + name][4] == 1).all())
    check(f"--fixed systemic: the first draw's path of {name}", (no_path["outlook/" + name][:, 0] == free["outlook/" + name][:, 0]).all())
    check(f"--fixed parameters: paths of {name} vary as before", (no_parameters["outlook/" + name] == free["outlook/" + name]).all())
check("--fixed systemic: parameters vary as before", (no_path["parameters/natural"] == free["parameters/natural"]).all())
check("--fixed parameters: the posterior's means", alike(no_parameters["parameters/natural"])
      and numpy.allclose(no_parameters["parameters/natural"][:, 0], kept.mean(axis=1), rtol=1e-9))
measured = [n for n in none if n.startswith("/") and none[n].ndim == 4]
check(f"all sources fixed: {len(measured)} measures", len(measured) > 100)
check("all sources fixed: draws are identical", not [n for n in measured if not alike(none[n])])
check("all sources fixed: companions are the draws", not [n for n in measured for k in ("same_path", "other_path")
                                                         if not numpy.array_equal(none[k + n], none[n][..., :2], equal_nan=True)])
check("all sources fixed: moments have no spread", not [n for n in none if n.endswith("_comoment") and numpy.nanmax(numpy.abs(none[n]), initial=0) != 0])
check("some sources fixed: draws differ", not alike(no_path["/oop_mean"]) and not alike(no_parameters["/oop_mean"]))
check("the file tells what varies", [str(v["vary"].decode() if isinstance(v["vary"], bytes) else v["vary"]) for v in (free, no_path, no_parameters, none)]
      == ["parameters,systemic,household", "parameters,household", "systemic,household", ""])
forecast("never.h5", *tiny, 4, "--fixed", "luck", code=64)

# --- 9. the fan
FAN = ("scenario,year,group,measure,unit,mean,se,p05,p50,p95,n,sd,parameter_share,parameter_share_se,systemic_share,systemic_share_se,household_share,"
       "household_share_se,household_share_whole_population,prior_share").split(",")
DIFFERENCE = "scenario,base,year,group,measure,unit,difference,se,p05,p50,p95,n,share_below_0,variance_ratio,luck_variance_ratio,luck_variance_ratio_predicted".split(",")


def fan(*words):
    return list(csv.DictReader(io.StringIO(call("fan", "f.h5", *words, "--format", "csv").stdout)))


def number(text):
    return float(text) if text else float("nan")


summary = call("fan", "f.h5", says=["poverty_headcount", "Differences from baseline", "Convergence"])
rows = fan()
check(f"columns {list(rows[0])}", list(rows[0]) == FAN)
shares = 0
for r in rows:
    parts = [number(r[s + "_share"]) for s in ("parameter", "systemic", "household")]
    if numpy.isfinite(parts).all():
        shares += 1
        if abs(sum(parts) - 1) > 1e-9:
            check(f"shares sum to 1: {r}", False)
    if not r["p05"] or not number(r["p05"]) <= number(r["p50"]) <= number(r["p95"]):
        check(f"quantiles are in order: {r}", False)
    values = whole[r["measure"]].sel(scenario=r["scenario"], year=int(r["year"]), group=r["group"]).values
    if not (numpy.isclose(number(r["mean"]), numpy.nanmean(values), rtol=0.2, atol=numpy.nanstd(values) + 1e-12) and int(r["n"]) <= 12):
        check(f"the mean is near that of the draws: {r}", False)
    if numpy.isfinite(values).all() and not numpy.isclose(number(r["se"]), values.std(ddof=1) / 12 ** 0.5, rtol=1e-9, atol=1e-9):
        check(f"the error is that of the draws: {r} {values.std(ddof=1) / 12 ** 0.5}", False)
check(f"shares are told: {shares}", shares > 100)
check("years are the unsure ones", {r["year"] for r in rows} == {"2018", "2019"})
rows = fan("--by", "county", "--measure", "population,poor_households", "--year", "2019")
check(f"by county: {len(rows)} rows", len(rows) == 2 * 3 * len(columns_of("county")))
for r in rows:
    g, s = dims.index(r["group"]), list(whole["scenario"].values).index(r["scenario"])
    mean, square = moments[r["measure"] + "_mean"].values[s, 5, g], moments[r["measure"] + "_comoment"].values[(0, 3, 5)[s], 5, g]
    check(f"the county's moments: {r}", numpy.isclose(number(r["mean"]), mean, rtol=1e-12) and numpy.isclose(number(r["sd"]), (square / 11) ** 0.5, rtol=1e-9, atol=1e-9)
          and r["p05"] == "" and r["parameter_share"] == "")
rows = {(r["measure"], r["group"]) for r in fan("--by", "county:xiji,all,fund", "--measure", "poor_households,fund_balance", "--year", "2018")}
check(f"groups by name and by dimension: {rows}", {("poor_households", "county:xiji"), ("poor_households", "all"), ("fund_balance", "fund:resident")} <= rows and not [g for m, g in rows if g.startswith("county") and g != "county:xiji"])
differences = fan("--base", "baseline")
check(f"columns {list(differences[0])}", list(differences[0]) == DIFFERENCE)
check("differences of the other scenarios", {r["scenario"] for r in differences} == {"same", "without_guarantee"} and {r["base"] for r in differences} == {"baseline"})
for r in differences:
    if not number(r["p05"]) <= number(r["p50"]) <= number(r["p95"]) or not 0 <= number(r["share_below_0"]) <= 1:
        check(f"a possible difference: {r}", False)
    if r["scenario"] == "same" and any(number(r[c]) != 0 for c in ("difference", "se", "p05", "p50", "p95", "share_below_0")):
        check(f"no difference where nothing changes: {r}", False)
    values = (whole[r["measure"]].sel(scenario=r["scenario"], group=r["group"]).values - whole[r["measure"]].sel(scenario="baseline", group=r["group"]).values)[unsure].mean(axis=0)
    if not numpy.isclose(number(r["se"]), values.std(ddof=1) / 12 ** 0.5, rtol=1e-7, atol=1e-9):
        check(f"the difference's error is that of the draws: {r} {values.std(ddof=1) / 12 ** 0.5}", False)
ceilings = [r for r in fan("--base", "baseline", "--measure", "poor_households", "--year", "2019") if r["group"] == "all"]
check(f"one year's differences: {ceilings}", len(ceilings) == 2 and {r["year"] for r in ceilings} == {"2019"})
by_county = fan("--base", "baseline", "--by", "county", "--measure", "oop_mean", "--year", "2019")
if check(f"differences by county, from the co-moments: {len(by_county)} rows", len(by_county) == 2 * len(columns_of("county"))):
    for r in by_county:
        g, s = dims.index(r["group"]), list(whole["scenario"].values).index(r["scenario"])
        mean, c = moments["oop_mean_mean"].values[:, 5, g], moments["oop_mean_comoment"].values[:, 5, g]
        spread = (max(0.0, c[(0, 3, 5)[s]] + c[0] - 2 * c[s]) / 11 / 12) ** 0.5
        check(f"the county's difference: {r}", numpy.isclose(number(r["difference"]), mean[s] - mean[0], rtol=1e-9, atol=1e-9) and numpy.isclose(number(r["se"]), spread, rtol=1e-6, atol=1e-6))
plain_rows = fan("--measure", "poverty_headcount", "--by", "all")
listed = json.loads(call("fan", "f.h5", "--measure", "poverty_headcount", "--by", "all", "--format", "json").stdout)
listed = listed if isinstance(listed, list) else next(v for v in listed.values() if isinstance(v, list))
check("JSON has the rows of the CSV", len(listed) == len(plain_rows) and all(list(a) == FAN and a["mean"] == number(b["mean"]) and str(a["year"]) == b["year"]
                                                                            and (a["prior_share"] is None) == (b["prior_share"] == "") for a, b in zip(listed, plain_rows)))
lines = [[c.strip() for c in line.strip().strip("|").split("|")] for line in call("fan", "f.h5", "--measure", "poverty_headcount", "--by", "all", "--format", "md").stdout.strip().split("\n")]
check("markdown has the rows of the CSV", lines[0] == FAN and set("".join(lines[1])) <= set("-: ") and len(lines) == 2 + len(plain_rows) and all(len(c) == len(FAN) for c in lines))
listed = json.loads(call("fan", "f.h5", "--base", "baseline", "--format", "json").stdout)
check("differences as JSON", len(listed) == len(differences) and list(listed[0]) == DIFFERENCE)
for words, texts in ((["--measure", "poverty_headcuont"], ['"poverty_headcuont"', 'the nearest is "poverty_headcount"']), (["--by", "county:xijii"], ['the nearest is "county:xiji"']),
                     (["--by", "countyy"], ["countyy", "the nearest is"]), (["--base", "basline"], ['the nearest is "baseline"']), (["--year", "2031"], ["2031", "2014 to 2019"]),
                     (["--base", "baseline", "--measure", "poverty_headcuont"], ['the nearest is "poverty_headcount"']), (["--base", "baseline", "--by", "al"], ['the nearest is "all"'])):
    done = call("fan", "f.h5", *words, code=2, says=texts)
    check(f"fan {words}: rows on standard output", done.stdout == "")
call("fan", "w.h5", code=2, says=["w.h5", "is not a forecast"])
call("fan", "i.h5", code=2, says=["is not a forecast"])
call("fan", "nowhere.h5", code=2)
call("fan", "f.h5", "--format", "xml", code=64)
content = open(path("f.h5"), "rb").read()
for cut in (0, 100, len(content) // 2, len(content) - 1):
    open(path("cut.h5"), "wb").write(content[:cut])
    call("fan", "cut.h5", code=2)
call("check", "f.h5", says=["3 scenarios, 6 years, 12 draws"])
told = list(csv.DictReader(io.StringIO(call("table", "f.h5", "--measure", "poor_persons", "--by", "year,scenario,all").stdout)))
check("hearth table reads a forecast", len(told) == 18 and all(numpy.isclose(float(r["mean"]), whole["poor_persons"].sel(scenario=r["scenario"], year=int(r["year"]), group="all").values.mean(), rtol=1e-9)
                                                             for r in told))
told = list(csv.DictReader(io.StringIO(call("compare", "f.h5", "--base", "baseline", "--measure", "government_paid", "--by", "all", "--format", "csv").stdout)))
paid = whole["government_paid"].values[:, :, everybody].mean(axis=(1, 2))
check(f"hearth compare reads a forecast: {told}", {r["scenario"] for r in told} == {"same", "without_guarantee"}
      and all(numpy.isclose(float(r["difference"]), paid[2] - paid[0] if r["scenario"] != "same" else 0.0, rtol=1e-9) for r in told))
unfitted = subprocess.run([hearth, "forecast", "--input", "i.h5", "--scenario", plain, "--years", "1", "--draws", "3", "--population", "300", "--out", "n.h5"], cwd=work, capture_output=True, text=True)
check("without a posterior it says so: " + unfitted.stderr, unfitted.returncode == 0 and "parameters do not vary" in unfitted.stderr)
with h5py.File(path("n.h5")) as n:
    check("and holds none", "parameters" not in n and "parameters" not in str(n.attrs["vary"]))
call("fan", "n.h5", says=["poverty_headcount"])

# --- 10. outlooks that cannot be right
outlook = os.path.join(tables, "outlook.csv")
sound = open(outlook, encoding="utf-8").read()
lines = sound.strip("\n").split("\n")
line_of = {line.split(",")[0]: i for i, line in enumerate(lines)}


def with_cell(which, **values):
    """The table with other values in a row, and the row's line."""
    header, row = lines[0].split(","), next(csv.reader([lines[line_of[which]]]))
    for column, value in values.items():
        row[header.index(column)] = value
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    changed = list(lines)
    changed[line_of[which]] = text.getvalue()
    return changed, line_of[which] + 1


twice = (lines + [lines[line_of["price"]]], len(lines) + 1)
for (changed, line), texts in ((with_cell("price", name="prices"), ["name = prices", "must be price, income or incidence"]), (twice, ["name = price", "stands twice"]),
                               (with_cell("price", area_sd="0.1"), ["area_sd = 0.1", "must be 0 for price"]), (with_cell("incidence", year_sd="0.02"), ["year_sd = 0.02", "must be 0 for incidence"]),
                               (with_cell("incidence", persistence="0.5"), ["persistence = 0.5", "must be 0 for incidence"]), (with_cell("income", year="2017"), ["year = 2017", "must lie after 2017"]),
                               (with_cell("income", year_sd="-0.1"), ["year_sd = -0.1"]), (with_cell("income", persistence="1.5"), ["persistence = 1.5"]), (with_cell("income", trend_sd="much"), ["trend_sd = much"]),
                               (with_cell("income", source=""), ["source is empty"])):
    open(outlook, "w", encoding="utf-8").write("\n".join(changed) + "\n")
    call("import", tables, "--out", "bad.h5", code=2, says=[f"outlook.csv:{line}", *texts])
    gone("bad.h5", "import of a bad outlook")
check("nothing half-written", not glob.glob(path("*.part")))

shutil.rmtree(work)
print(f"forecast: {episodes} episodes, {checks} checks, {kills} kills ({', '.join(f'{v} {k}' for k, v in killed_when.items())}), {len(faults)} faults")
sys.exit(1 if faults else 0)
