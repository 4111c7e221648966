"""The program as people use it: exit codes, messages, nothing written on wrong input, same bytes."""
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="hearth-commands-")
checks = 0


def run(*words, code=0, limits=None, **more):
    done = subprocess.run([hearth, *words], capture_output=True, text=True, timeout=600, preexec_fn=limits, **more)
    assert done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
    global checks
    checks += 1
    return done


def at(name):
    return os.path.join(work, name)


def says(done, *texts):
    for text in texts:
        assert text in done.stderr + done.stdout, f"no {text!r} in:\n{done.stderr}\n{done.stdout}"


def digest(name):
    return hashlib.sha256(open(at(name), "rb").read()).hexdigest()


def write(name, text):
    with open(at(name), "w", encoding="utf-8") as f:
        f.write(text)
    return at(name)


baseline = os.path.join(root, "scenarios/baseline.toml")
tables = os.path.join(root, "calibration/guyuan")
inputs = at("guyuan.h5")

# --- the straight road
says(run("--version"), "hearth 0.1.0")
for command in ("import", "check", "run", "settle", "table", "compare"):
    says(run(command, "--help"), "usage: hearth " + command)
says(run("import", tables, "--out", inputs), f"imported {len([n for n in os.listdir(tables) if n.endswith('.csv')])} tables")
says(run("check", inputs, baseline), "a sound input", "a sound scenario", "residual")
small = ["run", "--input", inputs, "--population", "6000", "--years", "4", "--draws", "3", "--seed", "9", "--quiet"]
scenarios = ["--scenario", baseline, "--scenario", os.path.join(root, "scenarios/ceiling_3000.toml")]
run(*small, *scenarios, "--out", at("r.h5"))
says(run("check", at("r.h5")), "2 scenarios, 4 years, 3 draws")
first = run("table", at("r.h5"), "--measure", "poverty_headcount", "--by", "year,scenario,county").stdout.split("\n")
assert first[0] == "scenario,year,group,measure,unit,mean,se,p05,p50,p95,n", first[0]
assert len([line for line in first if line.startswith("baseline,2017,county:")]) == 5
says(run("compare", at("r.h5"), "--base", "baseline"), "ceiling_3000", "poverty headcount ratio", "Who gains")

# --- the same bytes: threads, loops, again; the log beside it may differ
for i, more in enumerate((["--threads", "1"], ["--threads", "2"], ["--threads", "3"], ["--threads", "7"], ["--loop", "year"], [])):
    run(*small, *scenarios, *more, "--out", at(f"again{i}.h5"))
    assert digest(f"again{i}.h5") == digest("r.h5"), f"other bytes with {more}"
    checks += 1
run(*small, *scenarios, "--out", at("other.h5"), "--seed", "10", code=64)  # an option twice
run(*[w if w != "9" else "10" for w in small], *scenarios, "--out", at("other.h5"))
assert digest("other.h5") != digest("r.h5")

# --- a reform that changes nothing differs by exactly 0
same = write("same.toml", f'name = "same"\nextends = "{os.path.relpath(baseline, work)}"\n')
run(*small, "--scenario", baseline, "--scenario", same, "--out", at("null.h5"))
rows = run("compare", at("null.h5"), "--base", "baseline", "--format", "csv").stdout.strip().split("\n")[1:]
assert rows and all(row.split(",")[5] == "0" for row in rows), rows[:3]

# --- what has no effect is told
loud = [w for w in small if w != "--quiet"]
says(run(*loud, "--scenario", os.path.join(root, "scenarios/without_guarantee.toml"), "--out", at("note.h5")),
     "without_guarantee: note: benefit.guarantee is not in the stack")

# --- wrong input: exit 2, a message with place and rule, nothing written
out = at("never.h5")
refused = [
    (write("a.toml", 'stack = ["x"]\n[benefit.x]\nratoi = 0.5\n'), "a.toml:3: benefit.x.ratoi (unknown key; the nearest known key is \"ratio\")"),
    (write("b.toml", 'stack = ["x"]\n[benefit.x]\nratio = 1.5\n'), "b.toml:3: benefit.x.ratio = 1.5 (must lie in [0, 1])"),
    (write("c.toml", "stack = [\n"), "c.toml:"),
    (write("d.toml", 'tiers = ["home"]\nstack = ["x"]\n[benefit.x]\nratio = 0.5\n'), "tiers are not the input's"),
    (write("e.toml", "\xff\xfe broken"), "e.toml"),
    (at("nowhere.toml"), "cannot be read"),
    (work, "is a directory"),
]
for path, text in refused:
    says(run(*small, "--scenario", path, "--out", out, code=2), text)
    assert not os.path.exists(out) and not os.path.exists(out + ".log.json"), path
says(run(*small, "--scenario", refused[0][0], "--scenario", refused[1][0], "--out", out, code=2), "ratoi", "1.5")
says(run(*small, *scenarios, "--scenario", baseline, "--out", out, code=2), "two scenarios are named \"baseline\"")
says(run("run", "--input", inputs, "--scenario", baseline, "--years", "13", "--out", out, code=2), "has no value for 2026")
for bad, text in ((write("text.h5", "hello"), "is not an HDF5 file"), (work, "is a directory"), (at("no.h5"), "no such file"), (at("r.h5"), "is not a hearth input")):
    says(run("run", "--input", bad, "--scenario", baseline, "--out", out, code=2), text)
    assert not os.path.exists(out)
whole = open(inputs, "rb").read()
for cut in (0, 100, 4096, len(whole) // 2, len(whole) - 1):
    with open(at("cut.h5"), "wb") as f:
        f.write(whole[:cut])
    run("check", at("cut.h5"), code=2)
flipped = bytearray(whole)
for place in range(5000, len(whole), 40009):
    flipped = bytearray(whole)
    flipped[place] ^= 0x10
    with open(at("flip.h5"), "wb") as f:
        f.write(flipped)
    done = subprocess.run([hearth, "check", at("flip.h5")], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 2), (place, done.returncode, done.stderr)  # refused, or harmless
    checks += 1
if os.getuid() != 0:
    os.chmod(at("text.h5"), 0)
    says(run("check", at("text.h5"), code=2), "no permission")
broken = at("tables")
shutil.copytree(tables, broken)
os.remove(os.path.join(broken, "tiers.csv"))
with open(os.path.join(broken, "labour.csv"), "a", encoding="utf-8") as f:
    f.write("111,120,-1,0.5,0.6,2014,\n")
says(run("import", broken, "--out", out, code=2), "tiers.csv", "labour.csv:12", "source is empty")
assert not os.path.exists(out)
says(run("table", at("r.h5"), "--measure", "poverty_headcuont", code=2), "the nearest is \"poverty_headcount\"")
says(run("compare", at("r.h5"), "--base", "basline", code=2), "the nearest is \"baseline\"")

# --- wrong use: exit 64
says(run(code=64), "usage: hearth COMMAND")
says(run("rum", code=64), "did you mean \"run\"?")
says(run("run", "--inptu", "x", code=64), "inptu")
says(run("run", "--inp", inputs, code=64), "inp")  # no guessing of shortened names
says(run("run", "--input", inputs, "--out", out, code=64), "--scenario is missing")
says(run(*small, *scenarios, "--out", out, "--threads", "-1", code=64), "--threads must lie in")

# --- the machine's fault: exit 74, the old file kept, no trace left
says(run("import", tables, "--out", at("no/where.h5"), code=74), "no such folder")
says(run("import", tables, "--out", work, code=74), "is a directory")
before = digest("guyuan.h5")
for size in (0, 4096, 65536, 200000):
    def tight(size=size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    run("import", tables, "--out", inputs, code=74, limits=tight)
    assert digest("guyuan.h5") == before
assert not [name for name in os.listdir(work) if name.endswith(".part")], os.listdir(work)
with open("/dev/full", "w") as full:
    done = subprocess.run([hearth, "table", at("r.h5")], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 74, done
shutil.rmtree(work)
print(f"{checks} uses of the program behave")
