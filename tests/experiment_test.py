"""hearth experiment price: elasticities as published, by experiment; the poor respond more; hostile use is refused."""
import json
import os
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
tables, stack = os.path.join(root, "calibration/guyuan"), os.path.join(root, "scenarios/stack_2013.toml")
checks = 0


def check(true, what):
    global checks
    checks += 1
    assert true, what


def run(*arguments, code=0):
    done = subprocess.run([hearth, *arguments], capture_output=True, text=True)
    check(done.returncode == code, f"{arguments}: exit {done.returncode}, not {code}\n{done.stderr}")
    return done


def experiment(inputs, *more):
    done = run("experiment", "price", "--input", inputs, "--scenario", stack, "--json", *more)
    return {(r["use"], r["group"]): r for r in json.loads(done.stdout)}


with tempfile.TemporaryDirectory() as work:
    guyuan, rand = os.path.join(work, "guyuan.h5"), os.path.join(work, "rand.h5")
    run("import", tables, "--out", guyuan, "--quiet")
    run("import", tables, "--parameters", os.path.join(root, "calibration/alternatives/rand.csv"), "--out", rand, "--quiet")
    size = ("--population", "150000", "--draws", "2")
    measured = experiment(guyuan, *size)
    for use in ("first_visit", "further_visits", "first_admission"):
        row = measured[use, "all"]
        error = row["elasticity"] - row["published"]
        # Within 0.05 of the published value; 0.02 is four standard errors of 150,000 persons and two draws.
        check(abs(error) < 0.05 + 0.02, (use, row))
        poorest, richest = measured[use, "quintile:1"]["elasticity"], measured[use, "quintile:5"]["elasticity"]
        check(poorest < richest - 0.05, (use, poorest, richest))
    alternative = experiment(rand, *size)
    for use in ("first_visit", "further_visits", "first_admission"):
        check(abs(alternative[use, "all"]["elasticity"] + 0.2) < 0.05 + 0.02, alternative[use, "all"])
    # The same experiment is the same numbers on one thread; half the change is about the same elasticity.
    small = ("--population", "30000", "--draws", "1")
    check(experiment(guyuan, *small, "--threads", "1") == experiment(guyuan, *small, "--threads", "2"), "threads")
    halved = experiment(guyuan, *size, "--change", "0.05")["first_visit", "all"]["elasticity"]
    check(abs(halved - measured["first_visit", "all"]["elasticity"]) < 0.02, halved)
    said = run("experiment", "price", "--input", guyuan, "--scenario", stack, *small).stdout
    check("published" in said and "quintile:5" in said, said)
    # Wrong use.
    for wrong in (["--change", "1"], ["--change", "0"], ["--draws", "0"], ["--threads", "-1"], ["--population", "0"]):
        run("experiment", "price", "--input", guyuan, "--scenario", stack, *wrong, code=64)
    run("experiment", "rainfall", "--input", guyuan, "--scenario", stack, code=64)
    run("experiment", "--input", guyuan, "--scenario", stack, code=64)
    run("experiment", "price", "--input", os.path.join(work, "none.h5"), "--scenario", stack, code=2)
    bad = os.path.join(work, "bad.csv")
    for text, told in (("name,value,unit,year,source\nprice_respons,3,1,2017,assumption\n", 'the nearest is "price_response"'),
                       ("name,value,unit,year,source\nprice_response,-3,weight of the price at the reference,2017,assumption\n", "price_response"),
                       ("name,value\nprice_response,3\n", "column unit is missing"),
                       ("name,value,unit,year,source\nprice_response,three,1,2017,assumption\n", "must be a number")):
        with open(bad, "w") as f:
            f.write(text)
        out = os.path.join(work, "bad.h5")
        done = run("import", tables, "--parameters", bad, "--out", out, code=2)
        check(told in done.stderr and not os.path.exists(out), done.stderr)
print(f"{checks} checks of the price experiment")
