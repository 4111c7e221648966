#!/usr/bin/python3
"""Prints the table of docs/validation.md: the model's baseline beside published figures.

usage: docs/validation_table.py HEARTH RESULTS.h5 TARGETS.csv
Figures of kind `input` are given to the model; `check` are Guyuan's own outcomes; `monitor` are of
other places or other definitions. Nothing here is fitted except where the kind says input.
"""
import csv
import json
import subprocess
import sys

hearth, results, targets = sys.argv[1:4]


def rows(*by):
    out = subprocess.run([hearth, "table", results, "--by", "year,scenario," + ",".join(by), "--format", "json"],
                         check=True, capture_output=True, text=True).stdout
    return {(r["measure"], int(r["year"]), r["group"]): (r["mean"], r["p05"], r["p95"])
            for r in json.loads(out) if r["scenario"] == "baseline"}


model = rows("all", "registry", "layer", "age", "level", "tier", "fund")
for (measure, year, group), value in list(model.items()):
    if measure in ("births", "deaths") and group == "all":
        population = model["population", year, "all"][0]
        model[measure[:-1] + "_rate", year, group] = tuple(v / population * 1000 if v is not None else None for v in value)
    if measure == "claim_oop_mean" and group == "layer:guarantee":
        cost = model["claim_cost_mean", year, group][0]
        if cost:
            model["inpatient_oop_mean", year, group] = value
            model["inpatient_cost_mean", year, group] = model["claim_cost_mean", year, group]
            model["inpatient_reimbursement_ratio", year, group] = (1 - value[0] / cost, None, None)
    if measure == "claims_paid":
        model["beneficiaries", year, group] = value  # published counts are settlements
    if measure == "fund_paid" and model.get(("claims_paid", year, group), (0,))[0]:
        model["benefit_mean", year, group] = (value[0] / model["claims_paid", year, group][0], None, None)
for measure in ("inpatient_reimbursement_ratio", "admission_rate"):
    for year in range(2014, 2024):
        if (measure, year, "registry:other") in model:
            model[measure, year, "registry:ordinary"] = model[measure, year, "registry:other"]
rename = {"commercial_supplement": "commercial", "visits_per_person": "visits_mean", "place:china": "all",
          "poor_due_to_illness_label_share": "illness_label_share"}


def show(v):
    if v is None:
        return ""
    return f"{v:,.0f}" if abs(v) >= 1000 else f"{v:.4g}"


print("| measure | year | group | published | kind | model | 5-95 % of draws | model / published |")
print("| --- | --- | --- | ---: | --- | ---: | --- | ---: |")
printed = 0
for t in csv.DictReader(open(targets, encoding="utf-8")):
    measure, group = t["measure"], t["group"]
    for old, new in rename.items():
        measure, group = measure.replace(old, new), group.replace(old, new)
    found = model.get((measure, int(t["year"]), group))
    if not found or found[0] is None:
        continue
    published = float(t["value"])
    interval = f"{show(found[1])} - {show(found[2])}" if found[1] is not None else ""
    ratio = f"{found[0] / published:.2f}" if published else ""
    print(f"| {measure} | {t['year']} | {group} | {show(published)} | {t['kind']} | {show(found[0])} | {interval} | {ratio} |")
    printed += 1
assert printed > 40, f"only {printed} published figures have a counterpart"
