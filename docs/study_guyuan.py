#!/usr/bin/python3
"""Makes the worked study docs/study-guyuan.md and its figures: runs hearth where a result is missing, then writes.

usage: docs/study_guyuan.py HEARTH WORKDIR [--population N] [--draws D] [--frontier-population N] [--frontier-draws D] [--out docs]
Needs h5py and numpy. Run it again with the same sizes after a stop: it goes on. Other sizes need another WORKDIR.
"""
import argparse
import csv
import hashlib
import json
import os
import subprocess

import h5py
import numpy as np

import study_figures
import study_text

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GUYUAN = os.path.join(ROOT, "calibration", "guyuan")
SCENARIOS = ("baseline", "without_guarantee", "study/ceilings", "study/no_ceiling", "study/ratios", "guarantee_for_monitored", "three_tier_2021")
YEARS = 12
MAX_OOP, MIN_RATIO = "benefit.guarantee.guarantee.max_oop=1000:12000:500", "benefit.guarantee.guarantee.min_ratio=0.70:0.98:0.01"
INVERSE_BUDGET, INVERSE_CONFIDENCE = 25_000_000, 0.95
WORTHS = (5000, 10000, 20000)


class Steps:
    """Commands of hearth; each is made once, its file being there at the end."""

    def __init__(self, options):
        self.options, self.work = options, options.workdir
        self.hearth = os.path.abspath(options.hearth) if os.sep in options.hearth else options.hearth
        self.told = []  # (what, words of the command)

    def at(self, name):
        return os.path.join(self.work, name)

    def run(self, words, out, stdout=None):
        """A command whose file stands at the end; what it prints goes to `stdout`, whole or not at all."""
        self.told.append(words)
        if os.path.exists(self.at(stdout or out)):
            return
        if stdout and os.path.exists(self.at(out)) and words[0] == "optimise":
            os.remove(self.at(out))  # the answer was not caught: make it again
        going = ["--resume"] if os.path.exists(self.at(out + ".d")) else []
        paths = [os.path.join(ROOT, w) if w.startswith(("calibration/", "scenarios/")) else w for w in words]
        print("hearth", *words, *going, flush=True)
        text = subprocess.run([self.hearth, *paths, *going], cwd=self.work, check=True, stdout=subprocess.PIPE if stdout else None).stdout
        if stdout:
            with open(self.at(stdout + ".part"), "wb") as f:
                f.write(text)
            os.replace(self.at(stdout + ".part"), self.at(stdout))

    def all(self):
        o = self.options
        scenarios = [w for s in SCENARIOS for w in ("--scenario", f"scenarios/{s}.toml")]
        posterior = ["--input", "guyuan.h5", "--posterior", "calibration/guyuan/posterior.h5"]
        self.run(["import", "calibration/guyuan", "--out", "guyuan.h5"], "guyuan.h5")
        self.run(["forecast", *posterior, *scenarios, "--years", str(YEARS), "--draws", str(o.draws), "--population", str(o.population), "--out", "study.h5"], "study.h5")
        search = ["optimise", *posterior, "--scenario", "scenarios/baseline.toml", "--years", str(YEARS), "--draws", str(o.frontier_draws), "--population", str(o.frontier_population),
                  "--fund", "layer:guarantee", "--format", "csv"]
        self.run([*search, "--lever", MAX_OOP, "--lever", MIN_RATIO, "--budgets", "20", "--out", "frontier.h5"], "frontier.h5", "frontier.csv")
        self.run([*search, "--lever", MAX_OOP, "--budget", str(INVERSE_BUDGET), "--confidence", str(INVERSE_CONFIDENCE), "--constraints", "none", "--out", "inverse.h5"], "inverse.h5", "inverse.csv")
        for words, name in ((["fund"], "fund"), (["fan"], "fan"), (["fan", "--base", "baseline"], "differences"),
                            *((["value", "--base", "baseline", "--worth", str(w)], f"value_{w}") for w in WORTHS)):
            self.run([words[0], "study.h5", *words[1:], "--format", "csv"], name + ".csv", name + ".csv")


def number(text):
    try:
        return float(text)
    except ValueError:
        return np.inf if text == "unbounded" else np.nan if text == "" else text


def table_of(path, keys=()):
    """Rows of a CSV up to an empty line; under `keys` where some are told."""
    with open(path, encoding="utf-8") as f:
        rows = [{k: number(v) if v is not None else np.nan for k, v in r.items()} for r in csv.DictReader(f.read().split("\n\n")[0].splitlines())]
    return {tuple(str(int(r[k])) if isinstance(r[k], float) else r[k] for k in keys): r for r in rows} if keys else rows


def second_table(path):
    with open(path, encoding="utf-8") as f:
        return [{k: number(v) for k, v in r.items()} for r in csv.DictReader(f.read().split("\n\n")[1].splitlines())]


class Study:
    """What the steps made, to be asked by name."""

    EFFECT = "poor_due_to_illness_twin_persons"
    CEILINGS, RATIOS, LEVELS = (2000, 3000, 4000, 6000, 8000, 10000), (0.80, 0.85, 0.95), ("central", "province", "prefecture", "county")

    def __init__(self, steps):
        at, o = steps.at, steps.options
        self.file, self.steps = h5py.File(at("study.h5")), steps
        text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
        self.record = {k: text(v) for k, v in self.file.attrs.items()}
        self.scenarios, self.groups = (list(self.file[n].asstr()[:]) for n in ("scenario", "group"))
        self.all_years = [int(y) for y in self.file["year"][:]]
        self.years = [y for y in self.all_years if y >= int(self.record["unsure_from"])]
        self.span = f"{self.years[0]}-{self.years[-1]}"
        self.draws, self.companions = len(self.file["draw"]), [int(c) for c in self.file["same_path/companion"][:]]
        self.share, self.persons = float(self.record["sampled_share"]), float(self.record["persons"])
        self.sample = self.share * self.persons
        if self.draws != o.draws or abs(self.sample - o.population) > 0.01 * o.population:
            raise SystemExit(f"study.h5 has {self.draws} draws of {self.sample:.0f} persons, not what is asked: take another WORKDIR")
        self.source = f"Source: hearth forecast, {self.draws:,} draws, {self.sample:,.0f} persons simulated a draw, told for {self.persons:,.0f}; nominal yuan."
        self.source_frontier = f"Source: hearth optimise, {o.frontier_draws:,} draws a policy, {o.frontier_population:,} persons simulated a draw; nominal yuan."
        self.differences = table_of(at("differences.csv"), ("scenario", "measure", "group"))
        self.fan_rows = table_of(at("fan.csv"), ("scenario", "measure", "group", "year"))
        self.sizing = table_of(at("fund.csv"), ("scenario", "group", "year", "statistic"))
        self.values = {w: table_of(at(f"value_{w}.csv")) for w in WORTHS}
        self.information = {w: second_table(at(f"value_{w}.csv")) for w in WORTHS}
        self.frontier_rows, self.inverse_rows = table_of(at("frontier.csv")), table_of(at("inverse.csv"))
        tried = lambda name: {k: h5py.File(at(name))[k][:] for k in ("value", "cost", "objective", "allowed")}
        self.frontier, self.inverse = tried("frontier.h5"), tried("inverse.h5")
        self.kept = {}
        with open(os.path.join(GUYUAN, "series.csv"), encoding="utf-8") as f:
            self.line = {int(r["year"]): float(r["value"]) for r in csv.DictReader(f) if r["name"] == "poverty_line"}

    def label(self, s):
        if s.startswith("ceiling_max_oop_"):
            return f"ceiling of {int(s.split('_')[-1]):,} yuan"
        if s.startswith("ratio_min_ratio_"):
            return f"ratio of {float(s.split('_')[-1]) * 100:.0f} %"
        return {"baseline": "baseline (5,000 yuan, 90 %)", "without_guarantee": "without the guarantee", "no_ceiling": "ratio of 90 % without a ceiling",
                "guarantee_for_monitored": "extended to monitored households", "three_tier_2021": "three-tier system from 2021"}[s]

    def difference(self, s, measure, group="all"):
        return self.differences[s, measure, group]

    def fan(self, s, measure, year, group="all"):
        return self.fan_rows[s, measure, group, str(year)]

    def sized(self, s, group, year, statistic):
        """A row of hearth fund; None where it is not told."""
        return self.sizing.get((s, group, str(year), statistic))

    def array(self, measure, s, group, folder=""):
        """Unsure years by draws; a group the scenario lacks pays nothing."""
        key = (folder, measure)
        if key not in self.kept:
            self.kept[key] = self.file[folder + measure][:]
        first = self.all_years.index(self.years[0])
        return np.nan_to_num(self.kept[key][self.scenarios.index(s), first:, self.groups.index(group), :])

    def numbers(self, measure, s, base=None, group="all", years=None):
        """Mean over years: of the draws, and of companions with other households, and on other paths."""
        rows = [self.years.index(y) for y in years or self.years]
        get = lambda folder: (self.array(measure, s, group, folder) - (self.array(measure, base, group, folder) if base else 0.0))[rows].mean(axis=0)
        return get(""), get("same_path/"), get("other_path/")

    def split(self, draws, same, other):
        """As forecast/variance.cpp:split_variance. Parts (parameters, systemic, household) of the variance, with standard errors."""
        a, n, total = draws[self.companions], len(draws), draws.var(ddof=1)
        luck = 0.5 * (a - same) ** 2
        systemic = 0.5 * ((0.5 * (a + same) - other) ** 2 - 1.5 * luck)
        error = lambda x: x.std(ddof=1) / np.sqrt(len(x)) if len(x) > 1 else np.nan
        fourth = ((draws - draws.mean()) ** 4).mean()
        of_total = np.sqrt(max(0.0, (fourth - total ** 2 * (n - 3) / (n - 1)) / n))
        return total, [(total - (luck + systemic).mean(), np.hypot(of_total, error(luck + systemic))), (systemic.mean(), error(systemic)), (luck.mean(), error(luck))]

    def luck_of(self, numbers):
        total, parts = self.split(*numbers)
        return max(0.0, parts[2][0]), total

    def whole(self, numbers, luck=None):
        """Summary of the whole population: luck of the sample taken out, as forecast/variance.cpp:to_population, in variance."""
        draws, mean = numbers[0], numbers[0].mean()
        mine, total = luck or self.luck_of(numbers)
        part = min(1.0, mine / total) if total > 0 else 0.0
        at = mean + np.sqrt(1.0 - part * (1.0 - self.share)) * (draws - mean)
        q = dict(zip(("p05", "p25", "p50", "p75", "p95"), np.quantile(at, [0.05, 0.25, 0.5, 0.75, 0.95])))
        return {**q, "difference": mean, "mean": mean, "se": draws.std(ddof=1) / np.sqrt(len(draws)), "share_below_0": float((at < 0).mean())}

    def by_year(self, measure, s, base=None, group="all"):
        """The same by year; the part of luck is that of all years together, which is better known."""
        numbers = [self.numbers(measure, s, base, group, [y]) for y in self.years]
        luck = tuple(np.sum([self.luck_of(n) for n in numbers], axis=0))
        found = [self.whole(n, luck) for n in numbers]
        return {k: np.array([f[k] for f in found]) for k in found[0]}

    def mean_of(self, measure, s, group="all"):
        return float(self.array(measure, s, group).mean())

    def variance_rows(self):
        rows = []
        for label, measure, s, base, group in (("persons poor because of illness, baseline", self.EFFECT, "baseline", None, "all"), ("the same, accounting", "poor_due_to_illness_accounting_persons", "baseline", None, "all"),
                                               ("persons with payments above 10 %, share", "che_10", "baseline", None, "all"), ("mean own payment", "oop_mean", "baseline", None, "all"),
                                               ("inpatient care forgone, share", "forgone_inpatient_share", "baseline", None, "all"), ("cost to governments, baseline", "government_paid", "baseline", None, "all"),
                                               ("what the guarantee pays, baseline", "fund_paid", "baseline", None, "layer:guarantee"),
                                               ("difference in the poor, without guarantee", self.EFFECT, "without_guarantee", "baseline", "all"),
                                               ("difference in the poor, three-tier system", self.EFFECT, "three_tier_2021", "baseline", "all"),
                                               ("difference in cost, without guarantee", "government_paid", "without_guarantee", "baseline", "all")):
            total, parts = self.split(*self.numbers(measure, s, base, group))
            told = total > 0 and len(self.companions) > 1
            share = [(v / total, e / total) for v, e in parts] if told else []
            left = parts[2][0] * self.share
            rows.append({"label": label, "told": told and sum(max(p, 0) for p, _ in share) > 0, "parts": share, "at_home": left / max(1e-300, total - parts[2][0] + left) if told else np.nan})
        return rows

    def psa(self, s):
        """Person-years kept out of poverty because of illness and yuan of governments, by draw, against the baseline."""
        i, b = self.scenarios.index(s), self.scenarios.index("baseline")
        effect, cost = self.file["psa/effect"][:], self.file["psa/cost"][:]
        return effect[i] - effect[b], cost[i] - cost[b]

    def seconds(self, name):
        try:
            with open(self.steps.at(name + ".log.json"), encoding="utf-8") as f:
                log = json.load(f)
            return log.get("seconds"), log.get("threads")
        except OSError:
            return None, None

    def digest(self, path):
        with open(path, "rb") as f:
            return hashlib.file_digest(f, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(f.read()).hexdigest()


def draw_all(study, folder):
    base = ("baseline", "baseline")
    without, tiers = ("without_guarantee", "without the guarantee"), ("three_tier_2021", "three-tier system from 2021")
    study_figures.draw_fans(study, folder, "study_poverty.svg", "Persons poor because of illness (twin reading)", "persons", Study.EFFECT, "all", [base, without, tiers], [without, tiers],
                            note=f"By the official line of the year: {study.line[2020]:,.0f} yuan in 2020, from 2021 another line, {study.line[2021]:,.0f} yuan then and {study.line[study.years[-1]]:,.0f} in {study.years[-1]}.")
    study_figures.draw_fans(study, folder, "study_guarantee.svg", "What the guarantee pays a year", "million yuan", "fund_paid", "layer:guarantee",
                            [base, ("guarantee_for_monitored", "extended to monitored households"), tiers], [], 1e-6)
    for draw in (study_figures.draw_intervals, study_figures.draw_cost_effect, study_figures.draw_frontier, study_figures.draw_payers, study_figures.draw_variance):
        draw(study, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("hearth")
    parser.add_argument("workdir")
    parser.add_argument("--population", type=int, default=20_000, help="persons simulated a draw of the forecast")
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--frontier-population", type=int, default=20_000)
    parser.add_argument("--frontier-draws", type=int, default=40)
    parser.add_argument("--out", default=os.path.join(ROOT, "docs"), help="folder of study-guyuan.md and figures/")
    options = parser.parse_args()
    os.makedirs(options.workdir, exist_ok=True)
    steps = Steps(options)
    steps.all()
    study = Study(steps)
    os.makedirs(os.path.join(options.out, "figures"), exist_ok=True)
    draw_all(study, os.path.join(options.out, "figures"))
    with open(os.path.join(options.out, "study-guyuan.md"), "w", encoding="utf-8") as f:
        f.write(study_text.document(study, WORTHS, INVERSE_BUDGET, INVERSE_CONFIDENCE, os.path.join(GUYUAN, "posterior.h5")))


if __name__ == "__main__":
    main()
