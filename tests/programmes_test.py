"""Every scenario of scenarios/programmes beside the baseline: nothing moves before its first year, books of
all funds balance, and each row moves what it is for in the right direction."""
import glob
import os
import re
import subprocess
import sys
import tempfile

import h5py
import numpy as np

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
sys.path.insert(0, os.path.join(root, "docs"))
from programmes_table import ROWS  # noqa: E402

# What each row must move from its first year on, summed over 2018-2023: (measure, group, sign).
MOVES = {
    "basic_insurance": [("oop_mean", "all", -1), ("admissions", "all", +1)],
    "premium_subsidy": [("fund_premium_help", "fund:resident", +1)],
    "chronic_medicines": [("fund_paid", "layer:chronic_medicines", +1)],
    "critical_illness": [("fund_paid", "layer:critical", +1), ("oop_mean", "all", -1)],
    "local_tilt": [("fund_paid", "layer:local_tilt", +1), ("oop_mean", "all", -1)],
    "listed_diseases": [("fund_paid", "layer:listed_diseases", +1), ("fund_contributions", "fund:listed_diseases", +1)],
    "medical_assistance": [("fund_paid", "layer:assistance", +1), ("fund_governments", "fund:assistance", +1)],
    "government_guarantee": [("fund_paid", "layer:guarantee", +1), ("beneficiaries", "layer:guarantee", +1)],
    "commercial_supplement": [("fund_paid", "layer:commercial", +1), ("fund_contributions", "fund:commercial", +1)],
    "pay_after_treatment": [("forgone_inpatient_share", "all", -1), ("admissions", "all", +1)],
    "remote_settlement": [("within_county_share", "all", -1)],
    "referral": [("tier_admissions", "tier:city", -1), ("oop_mean", "all", -1)],
    "family_doctor": [("visits_mean", "all", +1), ("programme_cost", "programme:family_doctor", +1)],
    "physical_examination": [("known_chronic_conditions", "all", +1), ("visits_mean", "all", +1), ("severe_needs", "all", -1)],
    "medical_community": [("primary_visit_share", "all", +1), ("referred_share", "all", -1)],
    "budget_package": [("inpatient_cost_mean", "all", -1), ("length_of_stay", "all", -1), ("fund_providers", "fund:resident", +1)],
    "telemedicine": [("tier_visits", "tier:county", +1), ("referred_share", "all", -1)],
    "capability": [("referred_share", "all", -1), ("deaths", "all", -1), ("tier_admissions", "tier:city", -1)],
    "three_batches": [("forgone_inpatient_share", "all", -1)],
    "endemic_control": [("group_needs", "disease:endemic", -1)],
    "drug_procurement": [("inpatient_cost_mean", "all", -1)],
    "epidemic": [("group_needs", "disease:respiratory", +1), ("fund_governments", "fund:epidemic", +1)],
    "registry": [("programme_persons", "programme:registry", +1)],
    "uncovered_costs": [("poverty_headcount_all_costs", "all", -1), ("programme_relief", "programme:uncovered_costs", +1)],
    "health_literacy": [("visits_mean", "all", +1), ("forgone_inpatient_share", "all", -1)],
    "cost_control": [("inpatient_cost_mean", "all", -1)],
    "administration": [("fund_administration", "fund:resident", +1)],
    "fiscal_transfer": [("fund_transfers", "fund:assistance", +1), ("fund_governments", "fund:assistance", -1)],
    "three_tier_system": [("fund_paid", "layer:assistance_by_type", +1), ("fund_paid", "layer:guarantee", -1)],
    "outpatient_pooling": [("fund_paid", "layer:outpatient_pooling", +1), ("oop_mean", "all", -1)],
    "special_chronic": [("fund_paid", "layer:special_chronic", +1)],
    "catalogue": [("reimbursement_ratio", "all", +1)],
    "contribution_grades": [("fund_premiums", "fund:resident", +1)],
    "provider_payment": [("inpatient_cost_mean", "all", -1), ("fund_providers", "fund:resident", +1)],
}


def names(file, key):
    return [n.decode() if isinstance(n, bytes) else n for n in file[key][:]]


def check_batch(batch, given, folder):
    out = os.path.join(folder, batch[0] + ".h5")
    command = [hearth, "run", "--input", given, "--scenario", os.path.join(root, "scenarios/baseline.toml")]
    for name in batch:
        command += ["--scenario", os.path.join(root, "scenarios/programmes", name + ".toml")]
    done = subprocess.run(command + ["--years", "10", "--population", "40000", "--no-mechanical", "--out", out], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "note:" not in done.stderr, done.stderr
    with h5py.File(out) as file:
        scenarios, groups, years = names(file, "scenario"), names(file, "group"), file["year"][:]
        variables = [v for v in file if file[v].ndim == 4]
        assert len(variables) > 170
        for v in variables:
            values = file[v][:]
            for s, name in enumerate(scenarios[1:], 1):
                # Groups that only the reform has are its own.
                mine = [g for g, group in enumerate(groups) if not group.startswith(("programme:", "layer:", "fund:", "label:grade"))]
                assert np.array_equal(values[0][years < 2018][:, mine], values[s][years < 2018][:, mine], equal_nan=True), (name, v)
        assert np.nanmax(np.abs(file["fund_trial_balance"][:])) == 0.0
        assert np.nanmax(file["unbalanced_households"][:]) == 0.0
        for s, name in enumerate(scenarios[1:], 1):
            for measure, group, sign in MOVES[name]:
                of = np.nan_to_num(file[measure][:, years >= 2018][:, :, groups.index(group)]).sum(axis=(1, 2))
                assert np.sign(of[s] - of[0]) == sign, (name, measure, group, of[0], of[s])
    return out, scenarios


def check_funds_table(out, scenarios):
    text = subprocess.run([hearth, "table", out, "--funds"], check=True, capture_output=True, text=True).stdout
    assert text.count(", fund resident (mean of 1 draw)") == len(scenarios)
    for block in text.split("\n\n")[1::2]:
        rows = {cells[1].strip(): [c.strip() for c in cells[2:-1]] for cells in (line.split("|") for line in block.strip().split("\n"))}
        if "ALL GOVERNMENTS" in rows:
            continue
        assert rows["SOURCES"] == rows["USES"] and set(rows["trial balance"]) == {"0"}
    tidy = subprocess.run([hearth, "table", out, "--funds", "--format", "csv"], check=True, capture_output=True, text=True).stdout
    assert "fund_claims" in tidy and "fund_trial_balance" in tidy


assert set(MOVES) == set(ROWS.values()) and sorted(ROWS) == list(range(1, 35))
files = {os.path.basename(f)[:-5] for f in glob.glob(os.path.join(root, "scenarios/programmes/*.toml"))}
assert files == set(ROWS.values()), files ^ set(ROWS.values())
page = open(os.path.join(root, "docs/programmes.md"), encoding="utf-8").read()
listed = subprocess.run([hearth, "programmes", "--format", "md"], check=True, capture_output=True, text=True).stdout
assert listed.strip() in page, "docs/programmes.md is not what hearth programmes --format md prints"
for name in ROWS.values():
    assert f"`{name}`" in page or f"`{name}.toml`" in page, name
for row in re.findall(r"^\| `\w+` \|.*\| (.*) \|$", listed, re.M):
    assert row.strip(), "a standard value without source"
with tempfile.TemporaryDirectory() as folder:
    given = os.path.join(folder, "guyuan.h5")
    subprocess.run([hearth, "import", os.path.join(root, "calibration/guyuan"), "--out", given, "--quiet"], check=True)
    every = list(ROWS.values())
    for first in range(0, len(every), 9):
        lived = check_batch(every[first:first + 9], given, folder)
        if first == 0:
            check_funds_table(*lived)
print(f"{len(ROWS)} rows: nothing before their time, books balanced, each in its direction")
