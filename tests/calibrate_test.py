"""hearth calibrate from a user's side: same bytes after kills and on any threads, faults told, a posterior used.

A small problem: four parameters, six targets of two years, 1,000 persons, two years of burn-in.
"""
import csv
import hashlib
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

hearth, root = sys.argv[1], sys.argv[2]
work = tempfile.mkdtemp()
baseline = os.path.join(root, "scenarios", "baseline.toml")
small = ["--scenario", baseline, "--population", "1000", "--members", "40", "--training", "48", "--verification", "30", "--chain", "100", "--quiet"]
faults = []

PRIORS = """path,unit,transform,prior,a,b,lower,upper,year,source
parameters/admission_multiplier,ratio,log,normal,1.04,0.25,0.4,3,2017,assumption
parameters/outpatient_seek_constant,logit,identity,normal,0.7,0.5,-1,3,2017,assumption
parameters/consumption_propensity,1,logit,normal,0.78,0.3,0.5,0.95,2014,assumption
tiers/visit_own_share/village,1,logit,normal,0.75,0.7,0.3,0.99,2017,assumption
"""
TARGETS = """measure,year,group,value,unit,kind,se,scale,discrepancy,role,source
admission_rate,2014,all,0.11,admissions/person/year,monitor,0.01,sqrt,0.005,fit,assumption
self_treated_share,2014,all,0.32,share,monitor,0.02,logit,0.02,fit,assumption
visits_mean,2014,all,4.6,visits/person/year,monitor,0.2,log,0.2,fit,assumption
debt_households,2014,all,0.4,share,monitor,0.05,logit,0.02,fit,assumption
tier_visits,2015,tier:village / tier:township,1.5,ratio,monitor,0.2,log,0.2,fit,assumption
admission_rate,2015,all,0.115,admissions/person/year,monitor,0.01,sqrt,0.005,fit,assumption
persons_admitted_share,2014,all,0.095,share,monitor,0.01,logit,0.01,holdout,assumption
visits_per_person,2018,all,6,visits,monitor,0,identity,0,monitor,assumption
"""


def check(what, good):
    if not good:
        faults.append(what)


def folder(name, priors=PRIORS, targets=TARGETS):
    path = os.path.join(work, name)
    shutil.copytree(os.path.join(root, "calibration", "guyuan"), path)
    for file in ("posterior.h5",):
        if os.path.exists(os.path.join(path, file)):
            os.remove(os.path.join(path, file))
    open(os.path.join(path, "priors.csv"), "w").write(priors)
    open(os.path.join(path, "targets.csv"), "w").write(targets)
    rows = open(os.path.join(path, "parameters.csv")).read().replace("burn_in_years,10,", "burn_in_years,2,")
    open(os.path.join(path, "parameters.csv"), "w").write(rows)
    return path


def call(*arguments, **more):
    return subprocess.run([hearth, *arguments], capture_output=True, text=True, **more)


def imported(name, **tables):
    out = os.path.join(work, name + ".h5")
    done = call("import", folder(name, **tables), "--out", out, "--quiet")
    return out, done


def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def calibrate(data, out, *more):
    return call("calibrate", "--input", data, "--out", os.path.join(work, out), *small, *more)


def path(name):
    return os.path.join(work, name)


data, done = imported("small")
check("the small problem is imported: " + done.stderr, done.returncode == 0)

# Straight, on two threads.
straight = calibrate(data, "p.h5", "--threads", "2")
check(f"calibrate ends with 0: {straight.returncode} {straight.stderr}", straight.returncode == 0)
with h5py.File(path("p.h5")) as f:
    draws = f["posterior/natural"][:]
    status = f.attrs["status"].decode()
    check(f"the small problem converges: {status} {f.attrs['reason']}", status == "converged")
    check("draws lie within the bounds", (draws[:, 0] > 0.4).all() and (draws[:, 0] < 3).all())
    check("admissions inform their multiplier", f["parameters/contraction"][0] > 0.5)
    check("every run is kept with its outputs", numpy.isfinite(f["runs/output"][:, 0]).all() and len(f["runs/run"]) > 150)
    check("a figure without a counterpart is no number", numpy.isnan(f["targets/predicted"][-1]))
    check("the journal of a converged fit is gone", not os.path.exists(path("p.h5.d")))
    mean = draws.mean(axis=0)

# kill -9 at 20 random instants, on one thread.
random.seed(4)
kills = 0
while kills < 20:
    run = subprocess.Popen([hearth, "calibrate", "--input", data, "--out", path("k.h5"), *small, "--resume", "--threads", "1"], stderr=subprocess.PIPE)
    time.sleep(random.uniform(0.05, 1.2))
    if run.poll() is not None:
        break
    run.kill()
    run.wait()
    kills += 1
    check("no file under its final name before the end", not os.path.exists(path("k.h5")))
check(f"killed often enough to mean something: {kills}", kills >= 10)
calibrate(data, "k.h5", "--resume", "--threads", "1")
check(f"killed {kills} times, on another number of threads, the same bytes", digest(path("k.h5")) == digest(path("p.h5")))

# Interrupted from the keyboard.
run = subprocess.Popen([hearth, "calibrate", "--input", data, "--out", path("i.h5"), *small], stderr=subprocess.PIPE)
time.sleep(1.5)
run.send_signal(signal.SIGINT)
words = run.stderr.read().decode()
check(f"an interrupt ends with 75: {run.wait()}", run.wait() == 75)
check("and says how to go on: " + words, "--resume" in words)
again = calibrate(data, "i.h5")
check("runs that are there are not thrown away by mistake", again.returncode == 2 and "--resume" in again.stderr)

# Budgets.
few = calibrate(data, "b.h5", "--budget-runs", "60")
check("a used-up budget ends with 75", few.returncode == 75)
with h5py.File(path("b.h5")) as f:
    check("with its runs and no draws", f.attrs["status"].decode() == "budget" and "posterior" not in f and len(f["runs/run"]) == 40)
refused = call("run", "--input", data, "--scenario", baseline, "--posterior", path("b.h5"), "--out", path("r.h5"))
check("a posterior without draws is refused: " + refused.stderr, refused.returncode == 2 and "no posterior draws" in refused.stderr)

# A changed holdout touches neither runs nor posterior.
held, _ = imported("held", targets=TARGETS.replace("persons_admitted_share,2014,all,0.095", "persons_admitted_share,2014,all,0.3"))
calibrate(held, "h.h5")
with h5py.File(path("p.h5")) as a, h5py.File(path("h.h5")) as b:
    for group in ("runs", "posterior"):
        for name in a[group]:
            check(f"{group}/{name} does not know the holdout", a[group][name][:].tobytes() == b[group][name][:].tobytes()
                  or a[group][name].dtype.kind == "O" and list(a[group][name][:]) == list(b[group][name][:]))
    check("the holdout's distance does", abs(a["targets/z"][6] - b["targets/z"][6]) > 1)
    check("and nothing of it is in the fit", (a["emulators/z"][:] == b["emulators/z"][:]).all())

# A run with the posterior's means is a run of an input with them.
rows = {r["name"]: r for r in csv.DictReader(open(os.path.join(work, "small", "parameters.csv")))}
with open(path("mean.csv"), "w") as f:
    out = csv.DictWriter(f, ["name", "value", "unit", "year", "source"])
    out.writeheader()
    for name, value in zip(("admission_multiplier", "outpatient_seek_constant", "consumption_propensity"), mean):
        out.writerow({**rows[name], "value": repr(float(value))})
other = folder("mean_tables")
tiers = open(os.path.join(other, "tiers.csv")).read().split("\n")
cells = tiers[1].split(",")
place = tiers[0].split(",").index("visit_own_share")
cells[place] = repr(float(mean[3]))
tiers[1] = ",".join(cells)
open(os.path.join(other, "tiers.csv"), "w").write("\n".join(tiers))
call("import", other, "--parameters", path("mean.csv"), "--out", path("mean.h5"), "--quiet")
one = ["--scenario", baseline, "--population", "2000", "--years", "2", "--quiet"]
call("run", "--input", path("mean.h5"), *one, "--out", path("a.h5"))
used = call("run", "--input", data, *one, "--posterior", path("p.h5"), "--posterior-as", "mean", "--out", path("m.h5"))
check("a run with means works: " + used.stderr, used.returncode == 0)
with h5py.File(path("a.h5")) as a, h5py.File(path("m.h5")) as b:
    same = [n for n in a if isinstance(a[n], h5py.Dataset) and a[n].dtype.kind == "f"]
    check("with the same measures to the bit", len(same) > 100 and all(a[n][:].tobytes() == b[n][:].tobytes() for n in same))
    check("and says whose values it used", b.attrs["posterior_as"].decode() == "mean")
call("run", "--input", data, *one, "--draws", "6", "--posterior", path("p.h5"), "--out", path("d.h5"))
call("run", "--input", data, *one, "--draws", "3", "--posterior", path("p.h5"), "--threads", "1", "--out", path("d3.h5"))
call("run", "--input", data, *one, "--draws", "6", "--out", path("l.h5"))
with h5py.File(path("d.h5")) as d, h5py.File(path("d3.h5")) as three, h5py.File(path("l.h5")) as luck:
    all_draws = d["debt_households"][0, 0, 0, :]
    check("draws of parameters spread more than luck alone", all_draws.std() > 1.5 * luck["debt_households"][0, 0, 0, :].std())
    check("fewer draws are the first of more", (three["debt_households"][0, 0, 0, :] == all_draws[:3]).all())

# What cannot be right is refused with place, value and rule, and nothing is written.
WRONG = [
    ("targets", "0.11,admissions/person/year,monitor,0.01,sqrt", "0.11,admissions/person/year,monitor,0,sqrt", "needs a standard error above 0"),
    ("targets", "0.11,admissions/person/year,monitor,0.01,sqrt", "0.11,admissions/person/year,monitor,,sqrt", "se = (empty)"),
    ("targets", "0.32,share,monitor,0.02,logit", "1.32,share,monitor,0.02,logit", "does not lie on the scale logit"),
    ("targets", ",logit,0.02,fit", ",logitt,0.02,fit", "scale = logitt"),
    ("targets", ",logit,0.02,fit", ",logit,0.02,fitted", "role = fitted"),
    ("targets", "admission_rate,2015,all,0.115", "admission_rate,2014,all,0.3", "contradicts"),
    ("targets", "visits_mean,2014", "visit_mean,2014", 'the nearest is "visits_mean"'),
    ("priors", "parameters/consumption_propensity,1,", "parameters/consumption_propensty,1,", 'the nearest is "consumption_propensity"'),
    ("priors", "tiers/visit_own_share/village", "tiers/visit_own_share/hamlet", "must name one row of tiers"),
    ("priors", "tiers/visit_own_share/village", "tiers/visit_share_own/village", "no column of numbers"),
    ("priors", "log,normal,1.04,0.25,0.4,3", "log,normal,1.04,0,0.4,3", "must be positive"),
    ("priors", "log,normal,1.04,0.25,0.4,3", "log,normal,4.04,0.25,0.4,3", "the centre must lie within the bounds"),
    ("priors", "log,normal,1.04,0.25,0.4,3", "log,normal,1.04,0.25,3,0.4", "must be below upper"),
    ("priors", "log,normal,1.04,0.25,0.4,3", "log,normal,1.04,0.25,0.4,30", "must lie in [0, 5]"),
    ("priors", "log,normal,1.04,0.25,0.4,3", "log,student,1.04,0.25,0.4,3", "prior = student"),
    ("priors", "identity,normal,0.7,0.5,-1,3", "sqrt,normal,0.7,0.5,-1,3", "transform = sqrt"),
    ("priors", "ratio,log", "yuan,log", 'must be "ratio"'),
]
for number, (table, old, new, rule) in enumerate(WRONG):
    text = {"targets": TARGETS, "priors": PRIORS}
    check(f"the fault {new} is made", old in text[table])
    out, done = imported(f"wrong{number}", **{table: text[table].replace(old, new, 1)})
    check(f"{new}: {done.returncode} {done.stderr}", done.returncode == 2 and rule in done.stderr and f"{table}.csv:" in done.stderr and not os.path.exists(out))
for number, (old, new, rule) in enumerate([
        ("tier:village / tier:township", "tier:village / tier:townhip", 'the nearest is "tier:township"'),
        ("admission_rate,2015", "admission_rate,2013", "year = 2013")]):
    out, done = imported(f"unknown{number}", targets=TARGETS.replace(old, new, 1))
    done = calibrate(out, "u.h5")
    check(f"{new}: {done.returncode} {done.stderr}", done.returncode == 2 and rule in done.stderr and not os.path.exists(path("u.h5")))
empty, _ = imported("empty", priors=PRIORS.split("\n")[0] + "\n")
done = calibrate(empty, "e.h5")
check("an input that names nothing to fit is refused: " + done.stderr, done.returncode == 2 and "names no parameters" in done.stderr)
far, _ = imported("far", targets=TARGETS.replace("visits_mean,2014,all,4.6", "visits_mean,2014,all,40"))
told = calibrate(far, "f.h5", "--preflight")
check("what the prior cannot meet is told before the long run: " + told.stdout, told.returncode == 0 and "visits_mean 2014" in told.stdout and "disagree" in told.stdout)
checked = call("check", path("p.h5"), data)
check("check knows a posterior: " + checked.stderr, checked.returncode == 0 and "4 parameters" in checked.stdout)
for cut in (0.1, 0.5, 0.95):
    content = open(path("p.h5"), "rb").read()
    open(path("cut.h5"), "wb").write(content[:int(len(content) * cut)])
    refused = call("run", "--input", data, "--scenario", baseline, "--posterior", path("cut.h5"), "--out", path("r.h5"))
    check(f"a posterior cut at {cut} is refused: {refused.stderr}", refused.returncode == 2)

shutil.rmtree(work)
for fault in faults:
    print("FAULT:", fault)
print(f"calibrate: {len(faults)} faults")
sys.exit(1 if faults else 0)
