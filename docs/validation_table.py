#!/usr/bin/python3
"""Prints the tables of docs/validation.md: the model's baseline beside published figures.

usage: docs/validation_table.py HEARTH RESULTS.h5 TARGETS.csv
Figures of kind `input` are given to the model; `check` are Guyuan's own outcomes; `monitor` are of
other places or other definitions. In the topical tables a cell "model / published = ratio (difference)"
has a published figure for that group and year, a lone number has none. The last line names the
published figures without a counterpart, and why.
"""
import csv
import json
import subprocess
import sys

AGES = ["age:0-4", "age:5-14", "age:15-44", "age:45-59", "age:60-74", "age:75+"]
QUINTILES = [f"quintile:{q}" for q in range(1, 6)]
TIERS = ["tier:village", "tier:township", "tier:county", "tier:city", "tier:outside"]
PERSONS = ["all", *AGES, "sex:male", "sex:female", *QUINTILES]
POOLED = {"age:15+": AGES[2:], "age:15-59": AGES[2:4], "registry:ever": ["registry:registered", "registry:left"]}
SOME_YEARS = [2014, 2017, 2020, 2023]


def read_model(hearth, results):
    """(measure, year, group) -> (mean, p05, p95) over draws, of the baseline; and the draws."""
    groups = "year,scenario,all,registry,quintile,age,sex,label,layer,tier,disease,county"
    out = subprocess.run([hearth, "table", results, "--by", groups, "--format", "json"],
                         check=True, capture_output=True, text=True).stdout
    rows = [r for r in json.loads(out) if r["scenario"] == "baseline"]
    return {(r["measure"], int(r["year"]), r["group"]): (r["mean"], r["p05"], r["p95"])
            for r in rows if r["mean"] is not None}, max(r["n"] for r in rows)


def read_targets(path):
    """Published figures, under the model's names where these differ; the published group comes last."""
    same_measure = {"visits_per_person": "visits_mean", "poor_due_to_illness_label_share": "illness_label_share",
                    "any_admission_share": "persons_admitted_share", "work_days_lost_mean": "days_lost_mean"}
    same_group = {"place:china": "all", "place:ningxia": "all", "registry:ordinary": "registry:other", "age:16+": "age:15+",
                  "layer:commercial_supplement": "layer:commercial", "layer:critical_illness": "layer:critical",
                  "layer:local_tilt+commercial_supplement": "layer:local_tilt+commercial"}
    targets = []
    for t in csv.DictReader(open(path, encoding="utf-8")):
        year, measure, group = int(t["year"]), same_measure.get(t["measure"], t["measure"]), same_group.get(t["group"], t["group"])
        if measure == "days_lost_mean" and group == "all":
            group = "age:15-59"  # published of workers
        if (measure, group) == ("persons_simulated", "label:dibao / all"):
            measure, group = "dibao_share", "all"
        if group == "registry:registered" and year > 2017:
            group = "registry:ever"  # surveys count households that have left the registry
        if measure == "length_of_stay_mean" and group.startswith("tier:"):
            measure = "tier_length_of_stay"
        if (measure, group) == ("tier_visits_mean", "tier:city"):
            group = "tier:city+outside"
        targets.append((measure, year, group, float(t["value"]), t["kind"], t["group"]))
    return targets


def pool(model):
    """Groups made of others, weighted by persons (a share of inpatient cost by that cost)."""
    for year in sorted({y for _, y, _ in model}):
        for group, parts in POOLED.items():
            parts = [p for p in parts if model.get(("population", year, p), (0,))[0] > 0]
            for measure in ("admission_rate", "persons_admitted_share", "chronic_person_share", "known_chronic_conditions",
                            "days_lost_mean", "visits_mean", "inpatient_reimbursement_ratio"):
                by = "inpatient_cost_total" if measure == "inpatient_reimbursement_ratio" else "population"
                pairs = [(model[measure, year, p][0], model[by, year, p][0]) for p in parts if (measure, year, p) in model]
                if pairs:
                    model[measure, year, group] = (sum(v * w for v, w in pairs) / sum(w for _, w in pairs), None, None)


def derive(model):
    """Measures that are ratios of measures."""
    def put(name, year, group, above, below, factor=1.0):
        over, under = model.get(above), model.get(below)
        if over and under and under[0]:
            model.setdefault((name, year, group), tuple(v if v is None else factor * v / under[0] for v in over))

    for measure, year, group in list(model):
        here, everybody = (year, group), ("population", year, "all")
        if measure in ("births", "deaths"):
            put(measure[:-1] + "_rate", *here, (measure, *here), ("population", *here), 1000)
        elif measure == "registered_poor_persons":
            put("registered_poor_share", *here, (measure, *here), ("population", *here))
        elif measure == "households":
            put("household_size_mean", *here, ("population", *here), (measure, *here))
        elif measure in ("tier_visits", "tier_admissions"):
            put(measure + "_mean", *here, (measure, *here), everybody)
        elif measure == "group_admissions":
            put("disease_admission_share", *here, (measure, *here), ("admissions", year, "all"))
        elif measure.startswith("forgone_for_"):
            put(measure + "_of_forgone", *here, (measure, *here), ("forgone_inpatient_share", *here))
        elif measure == "fund_paid":
            put("benefit_mean", *here, (measure, *here), ("claims_paid", *here))
        elif measure == "claims_paid":
            model["beneficiaries", year, group] = model[measure, year, group]  # published counts are settlements
        elif measure == "claim_oop_mean" and group == "layer:guarantee":
            cost = model["claim_cost_mean", *here]
            model["inpatient_oop_mean", *here], model["inpatient_cost_mean", *here] = model[measure, *here], cost
            model["inpatient_reimbursement_ratio", *here] = (1 - model[measure, *here][0] / cost[0], None, None)
        elif (measure, group) == ("persons_simulated", "label:dibao"):
            put("dibao_share", year, "all", (measure, *here), (measure, year, "all"))
        elif (measure, group) == ("persons_simulated", "label:guarantee_eligible"):
            put("guarantee_eligible_persons", year, "all", (measure, *here), (measure, year, "all"), model[everybody][0])
    for measure, year, group in list(model):
        if measure == "benefit_mean":
            put("benefit_share_of_cost", year, group, (measure, year, group), ("claim_cost_mean", year, group))
        if (measure, group) == ("fund_paid", "layer:local_tilt"):  # it helps all the commercial layer helps, and a few more
            both, claims = (year, "layer:local_tilt+commercial"), ("claims_paid", year, group)
            paid = [model.get((measure, year, g), (0,))[0] for g in (group, "layer:commercial")]
            model["fund_paid", *both], model["beneficiaries", *both] = (sum(paid), None, None), model[claims]
            put("benefit_mean", *both, ("fund_paid", *both), claims)
        if (measure, group) == ("tier_visits_mean", "tier:city"):
            outside = model.get((measure, year, "tier:outside"), (0,))[0]
            model[measure, year, "tier:city+outside"] = (model[measure, year, group][0] + outside, None, None)


def show(v, digits=4):
    if v is None:
        return ""
    return f"{v:,.0f}" if abs(v) >= 1000 else f"{v:.{digits}g}" if abs(v) >= 1e-4 else "0"


def print_all(model, targets):
    """The table of all published figures; returns how many rows it has, and what has no counterpart."""
    print("| measure | year | group | published | kind | model | 5-95 % of draws | model / published | difference |")
    print("| --- | --- | --- | ---: | --- | ---: | --- | ---: | ---: |")
    measures, groups, years = ({key[i] for key in model} for i in (0, 2, 1))
    printed, missing = 0, []
    for measure, year, group, published, kind, told in targets:
        found = model.get((measure, year, group))
        if found is None:
            why = (f"no runs of {year}" if year not in years else "not measured" if measure not in measures else
                   "no such group" if group not in groups else "not measured for this group")
            missing.append(f"{measure} {year} {told} ({why})")
            continue
        interval = f"{show(found[1])} - {show(found[2])}" if found[1] is not None else ""
        ratio = f"{found[0] / published:.2f}" if published else ""
        name = group if told == group else f"{told}, as {group}"
        print(f"| {measure} | {year} | {name} | {show(published)} | {kind} | {show(found[0])} | {interval} | {ratio} "
              f"| {show(found[0] - published)} |")
        printed += 1
    return printed, missing


class Topics:
    """Tables by topic: cells are the model's means, beside the published figure where there is one."""

    def __init__(self, model, targets):
        self.model = model
        self.published = {}
        for measure, year, group, value, *_ in targets:
            self.published.setdefault((measure, year, group), value)
        self.years = sorted({year for _, year, _ in model})

    def cell(self, measure, year, group):
        found, published = self.model.get((measure, year, group)), self.published.get((measure, year, group))
        if found is None:
            return ""
        if published is None:
            return show(found[0], 3)
        ratio = f" = {found[0] / published:.2f}" if published else ""
        sign = "+" if found[0] >= published else ""
        return f"{show(found[0], 3)} / {show(published, 3)}{ratio} ({sign}{show(found[0] - published, 3)})"

    def table(self, title, head, rows):
        print(f"\n### {title}\n\n| {' | '.join(head)} |\n| --- |{' ---: |' * (len(head) - 1)}")
        for row in filter(lambda r: any(r[1:]), rows):
            print(f"| {' | '.join(row)} |")

    def by_group(self, title, measure, groups, years, tier_measure=None):
        """One measure, groups down and years across; tiers have a measure of their own."""
        self.table(title, ["group", *map(str, years)],
                   [[g, *(self.cell(tier_measure if g.startswith("tier:") else measure, y, g) for y in years)] for g in groups])

    def by_year(self, title, columns):
        """Years down, (heading, measure, group, or all) across."""
        self.table(title, ["year", *(c[0] for c in columns)],
                   [[str(y), *(self.cell(m, y, *(g or ["all"])) for _, m, *g in columns)] for y in self.years])

    def rank(self, source, measure, year, group):
        """The quintile's place, 1 = highest."""
        values = {q: source[measure, year, q] for q in QUINTILES if (measure, year, q) in source}
        return str(1 + sum(v > values[group] for v in values.values())) if group in values else ""

    def unmet_need(self, year):
        share = "forgone_inpatient_share"
        means = {key: value[0] for key, value in self.model.items() if key[0] == share}
        reasons = [f"forgone_for_{r}_share_of_forgone" for r in ("money", "distance", "time", "supply")]
        rows = []
        for group in ["all", *QUINTILES, *AGES, "registry:registered", "registry:left", "registry:other"]:
            ranks = [self.rank(source, share, year, group) for source in (means, self.published)]
            known = [self.model[r, year, group][0] for r in reasons if (r, year, group) in self.model]
            rows.append([group, self.cell(share, year, group), " / ".join(filter(None, ranks)),
                         *(self.cell(r, year, group) for r in reasons), show(1 - sum(known), 3) if known else ""])
        self.table(f"Unmet hospital need, {year}: share of those told to be admitted, and of it by barrier named",
                   ["group", "went without", "rank, model / published", "money", "distance", "time", "supply", "none of them"], rows)

    def diseases(self):
        share, groups = "disease_admission_share", sorted({g for m, _, g in self.model if m == "group_admissions"})
        rows = [[g, *(self.cell(share, y, g) for y in (2014, 2017, 2023)), self.cell("group_cost_mean", 2017, g),
                 self.cell("group_forgone_share", 2017, g)] for g in groups]
        self.table("Admissions by disease group: share of all admissions",
                   ["group", "2014", "2017", "2023", "yuan an admission, 2017", "unmet need, 2017"], rows)

    def print(self):
        self.by_group("Admissions a person and year", "admission_rate", PERSONS + TIERS, SOME_YEARS, "tier_admissions_mean")
        self.by_group("Outpatient visits a person and year", "visits_mean", PERSONS + TIERS + ["tier:city+outside"],
                      [2014, 2017, 2018, 2023], "tier_visits_mean")
        self.by_year("Cost of an admission by tier, yuan", [(t[5:], "tier_cost_mean", t) for t in TIERS[1:]]
                     + [("all", "inpatient_cost_mean")])
        self.by_group("Length of stay, days", "length_of_stay", ["all", *AGES, *TIERS[1:]], SOME_YEARS, "tier_length_of_stay")
        self.by_year("Concentration of cost and of admissions",
                     [("Gini of spending", "spending_gini"), ("share of the top 5 %", "spending_top5_share"),
                      ("inpatient share of cost", "inpatient_share_of_cost"), ("admissions a person admitted", "admissions_per_admitted"),
                      ("persons admitted", "persons_admitted_share"), ("persons 15+ admitted", "persons_admitted_share", "age:15+")])
        self.unmet_need(2014)
        self.unmet_need(2018)
        self.by_group("Persons with a known chronic condition, share", "chronic_person_share", ["all", "age:15+", *AGES],
                      [2014, 2015, 2018, 2019, 2023])
        self.by_group("Known chronic conditions a person", "known_chronic_conditions", ["all", "age:15+", *AGES], SOME_YEARS)
        self.by_group("Days lost to illness a person and year", "days_lost_mean", ["all", "age:15-59", *AGES], SOME_YEARS)
        self.by_year("Where care is given", [
            ("primary share of visits", "primary_visit_share"), ("admissions within the county", "within_county_share"),
            ("admissions by referral", "referred_share"), ("needs treated at home", "self_treated_share")])
        self.diseases()
        self.by_year("Births, deaths and poverty", [
            ("births per 1,000", "birth_rate"), ("deaths per 1,000", "death_rate"), ("poor after payments", "poverty_headcount"),
            ("poor before payments", "poverty_headcount_gross"), ("registered persons", "registered_poor_persons"),
            ("of registered households, through illness", "illness_label_share"),
            ("returned households", "returned_to_poverty_households"), ("through illness", "returned_due_to_illness_households")])
        self.by_year("Who pays", [
            ("reimbursed, all", "inpatient_reimbursement_ratio"), ("ordinary", "inpatient_reimbursement_ratio", "registry:other"),
            ("registered or once so", "inpatient_reimbursement_ratio", "registry:ever"), ("own payments a person", "oop_mean"),
            ("payments above 40 % of capacity", "che_40_capacity"), ("enrolled", "enrolment_rate")])
        self.by_group("Persons", "population", ["all", *AGES], SOME_YEARS)


def ratios(model, targets):
    """Published ratios of a measure in two groups, "A / B"; a ratio of means, without an interval."""
    for measure, year, group, *_ in targets:
        above, _, below = group.partition(" / ")
        over, under = model.get((measure, year, above)), model.get((measure, year, below))
        if below and over and under and under[0]:
            model[measure, year, group] = (over[0] / under[0], None, None)


def main():
    hearth, results, path = sys.argv[1:4]
    model, draws = read_model(hearth, results)
    pool(model)
    derive(model)
    print(f"Draws: {draws}. Persons simulated: {show(model['persons_simulated', min(y for _, y, _ in model), 'all'][0])}.\n")
    targets = read_targets(path)
    ratios(model, targets)
    printed, missing = print_all(model, targets)
    assert printed > 100, f"only {printed} published figures have a counterpart"
    Topics(model, targets).print()
    print(f"\nnot comparable ({len(missing)} of {printed + len(missing)}): {'; '.join(missing)}")


main()
