"""What the tests of forecasts share: the program, its checks, a small input and three scenarios."""
import atexit
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
work = tempfile.mkdtemp(prefix="hearth-forecast-")
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


def finish(words):
    """Says how many checks there were; ends the test."""
    shutil.rmtree(work)
    print(f"{words}{checks} checks, {len(faults)} faults")
    sys.exit(1 if faults else 0)
