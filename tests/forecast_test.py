"""hearth forecast, resume and verify from a user's side: the same bytes after kills, on any threads, with draws added.

Small problems: some hundred persons, one year of burn-in. HEARTH_KILLS (default 8) kills with kill -9: in the first
moments, in the middle and while the file is written.
"""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time

import h5py
import numpy

from forecast_support import always, call, check, digest, forecast, gone, hearth, pair, path, plain, posterior, reform, same, tables, tiny, traces, work, write, finish

kills_wanted = int(os.environ.get("HEARTH_KILLS", "8"))

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
# --- looked at before it is finished: while it runs, from another program
longer = list(command[:-1])
longer[longer.index("--draws") + 1] = "400"
running = subprocess.Popen([*longer, "run.h5", "--threads", "1"], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
look = None
while running.poll() is None and (look is None or look.returncode == 2):
    look = subprocess.run([hearth, "resume", "run.h5", "--so-far", "part.h5"], cwd=work, capture_output=True, text=True)
running.send_signal(signal.SIGTERM)
check("the forecast that was looked at stops with 75", running.wait() == 75)
check(f"what is finished can be written while the rest runs: {look.stderr}", look.returncode == 0)
with h5py.File(path("part.h5")) as part, h5py.File(path("p12.h5")) as whole:
    n = len(part["draw"])
    check("it says how many draws were asked", part.attrs["draws_asked"] in ("400", b"400") and 2 <= n < 400)
    both = min(n, len(whole["draw"]))
    check("its draws are those of the whole", numpy.array_equal(part["poverty_headcount"][..., :both], whole["poverty_headcount"][..., :both], equal_nan=True))
call("report", "part.h5", "--out", "part.html")
check("a report's first page says that draws are missing", f"Only {n} of 400 draws are finished" in open(path("part.html"), encoding="utf-8").read())
check("nothing is left of the look", not [f for f in os.listdir(work) if "so_far" in f])
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

finish(f"forecast: {episodes} episodes, {kills} kills ({', '.join(f'{v} {k}' for k, v in killed_when.items())}), ")
