#!/usr/bin/python3
"""Prints the tables of docs/programmes.md: what each scenario of scenarios/programmes changes in Guyuan.

usage: docs/programmes_table.py HEARTH INPUT.h5 [--population N] [--draws D] [--keep FOLDER]
Every file is run beside the baseline with the same luck, eight at a time. A cell is the mean over draws
of the yearly mean of 2018-2023 less the baseline's, and below it the 5th and 95th percentile over draws.
"""
import argparse
import glob
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

FIRST, LAST = 2018, 2023
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
ROWS = {  # row of the table of systems -> file
    1: "basic_insurance", 2: "premium_subsidy", 3: "chronic_medicines", 4: "critical_illness", 5: "local_tilt",
    6: "listed_diseases", 7: "medical_assistance", 8: "government_guarantee", 9: "commercial_supplement",
    10: "pay_after_treatment", 11: "remote_settlement", 12: "referral", 13: "family_doctor", 14: "physical_examination",
    15: "medical_community", 16: "budget_package", 17: "telemedicine", 18: "capability", 19: "three_batches",
    20: "endemic_control", 21: "drug_procurement", 22: "epidemic", 23: "registry", 24: "uncovered_costs",
    25: "health_literacy", 26: "cost_control", 27: "administration", 28: "fiscal_transfer", 29: "three_tier_system",
    30: "outpatient_pooling", 31: "special_chronic", 32: "catalogue", 33: "contribution_grades", 34: "provider_payment"}


def yearly_mean(file, measure, groups):
    """(scenario, draw): sum over groups of the mean over the years; groups by name or prefix."""
    years = file["year"][:]
    names = [g.decode() if isinstance(g, bytes) else g for g in file["group"][:]]
    pick = [i for i, g in enumerate(names) if any(g == w or (w.endswith(":") and g.startswith(w)) for w in groups)]
    values = file[measure][:, (years >= FIRST) & (years <= LAST)][:, :, pick]
    return np.nansum(values, axis=2).mean(axis=1)


def measures_of(path):
    with h5py.File(path) as file:
        persons = yearly_mean(file, "population", ["all"])
        outlays = sum(yearly_mean(file, m, ["fund:"]) for m in ("fund_payments", "fund_administration", "fund_providers"))
        outlays = outlays + yearly_mean(file, "programme_cost", ["programme:"])
        cells = {
            "poor due to illness, twin (persons)": yearly_mean(file, "poor_due_to_illness_twin_persons", ["all"]),
            "the same, accounting": yearly_mean(file, "poor_due_to_illness_accounting_persons", ["all"]),
            "OOP (yuan/person)": yearly_mean(file, "oop_mean", ["all"]),
            "admissions (per 1,000)": 1e3 * yearly_mean(file, "admissions", ["all"]) / persons,
            "forgone (% of needs)": 100 * yearly_mean(file, "forgone_inpatient_share", ["all"]),
            "deaths (a year)": yearly_mean(file, "deaths", ["all"]),
            "funds and programmes (yuan per 10,000 persons)": 1e4 * outlays / persons,
        }
        names = [s.decode() if isinstance(s, bytes) else s for s in file["scenario"][:]]
    return names, cells


def number(value):
    if abs(value) >= 1000:
        return f"{round(value, -2):+,.0f}" if abs(value) >= 10000 else f"{round(value, -1):+,.0f}"
    return f"{value:+.0f}" if abs(value) >= 20 else f"{value:+.1f}" if abs(value) >= 2 else f"{value:+.2f}"


def cell(differences):
    if np.all(differences == 0):
        return "0"
    low, high = np.quantile(differences, [0.05, 0.95])
    return f"{number(differences.mean())} ({number(low)} to {number(high)})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hearth")
    parser.add_argument("input")
    parser.add_argument("--population", type=float)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--keep")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    files = {name: os.path.join(ROOT, "scenarios", "programmes", name + ".toml") for name in ROWS.values()}
    unknown = set(os.path.basename(f)[:-5] for f in glob.glob(os.path.join(ROOT, "scenarios", "programmes", "*.toml"))) - set(files)
    if unknown:
        sys.exit(f"no row for {sorted(unknown)}")
    found = {}
    base = {}
    names = list(files)
    for first in range(0, len(names), 8):
        batch = names[first:first + 8]
        out = os.path.join(folder, f"programmes_{first}.h5")
        command = [options.hearth, "run", "--input", options.input, "--scenario", os.path.join(ROOT, "scenarios", "baseline.toml")]
        for name in batch:
            command += ["--scenario", files[name]]
        command += ["--years", "10", "--draws", str(options.draws), "--no-mechanical", "--quiet", "--out", out]
        if options.population:
            command += ["--population", str(options.population)]
        subprocess.run(command, check=True)
        scenarios, cells = measures_of(out)
        base = {title: values[0] for title, values in cells.items()}
        for i, name in enumerate(scenarios[1:], 1):
            found[name] = {title: values[i] - values[0] for title, values in cells.items()}
    titles = list(base)
    print("| row | scenario | " + " | ".join(titles) + " |")
    print("| --- | --- | " + " | ".join("---:" for _ in titles) + " |")
    print("| | baseline itself | " + " | ".join(f"{base[t].mean():,.2f}" if abs(base[t].mean()) < 1000 else f"{base[t].mean():,.0f}" for t in titles) + " |")
    for row, name in ROWS.items():
        print(f"| {row} | `{name}` | " + " | ".join(cell(found[name][t]) for t in titles) + " |")


if __name__ == "__main__":
    main()
