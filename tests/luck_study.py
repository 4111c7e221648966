"""What common luck gains: at fixed parameters and on one systemic path, the measured variance ratio of the number of poor
households against what the households whose status differs predict, for the shipped reforms.
  luck_study.py HEARTH ROOT [--draws 600] [--population 4000]"""
import csv
import io
import os
import subprocess
import sys
import tempfile

hearth, root = sys.argv[1], sys.argv[2]
options = dict(zip(sys.argv[3::2], sys.argv[4::2]))
draws, population = int(options.get("--draws", 600)), options.get("--population", "4000")
scenarios = ["baseline", "without_guarantee", "ceiling_3000", "guarantee_any", "guarantee_for_monitored", "three_tier_2021", "stack_2013"]
years = {name: 2019 for name in scenarios} | {"three_tier_2021": 2022}


def call(*arguments):
    done = subprocess.run([hearth, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


with tempfile.TemporaryDirectory() as work:
    data, out = os.path.join(work, "guyuan.h5"), os.path.join(work, "luck.h5")
    call("import", os.path.join(root, "calibration/guyuan"), "--out", data, "--quiet")
    posterior = os.path.join(root, "calibration/guyuan/posterior.h5")
    lived = [part for name in scenarios for part in ("--scenario", os.path.join(root, "scenarios", name + ".toml"))]
    call("forecast", "--input", data, "--posterior", posterior, *lived, "--fixed", "parameters", "--fixed", "systemic", "--draws", str(draws),
         "--population", population, "--years", "9", "--no-twin", "--quiet", "--out", out)

    def rows(year, base, *measures):
        text = call("fan", out, "--base", base, "--by", "all", "--year", str(year), "--measure", ",".join(measures), "--format", "csv")
        return list(csv.DictReader(io.StringIO(text)))

    print(f"{draws} draws of {population} persons, parameters and systemic path fixed\n")
    print("| reform | year | households whose status differs | variance ratio predicted | measured | measured / predicted | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    good = True
    sampling = 3.3 * (4.0 / draws) ** 0.5 # of a ratio of two variances that share half their draws
    for name in scenarios[1:]:
        table = call("fan", out, "--by", "all", "--year", str(years[name]), "--measure", "made_poor_households,kept_from_poverty_households,households", "--format", "csv")
        means = {r["measure"]: float(r["mean"]) for r in csv.DictReader(io.StringIO(table)) if r["scenario"] == name}
        moved = (means["made_poor_households"] + means["kept_from_poverty_households"]) / means["households"]
        row = [r for r in rows(years[name], "baseline", "poor_households") if r["scenario"] == name][0]
        if not row["luck_variance_ratio_predicted"] or moved == 0.0:
            print(f"| {name} | {years[name]} | {100 * moved:.3f} % | - | - | - | nobody's status differs |")
            continue
        predicted, measured = float(row["luck_variance_ratio_predicted"]), float(row["variance_ratio"])
        near = abs(measured / predicted - 1.0) <= max(0.25, sampling)
        strong = moved > 0.015 or measured >= 20.0
        good = good and near and strong
        print(f"| {name} | {years[name]} | {100 * moved:.3f} % | {predicted:.1f} | {measured:.1f} | {measured / predicted:.2f} | {'as it should be' if near and strong else 'WRONG'} |")
    print("\nall as they should be" if good else "\nat least one is not as it should be")
    sys.exit(0 if good else 1)
