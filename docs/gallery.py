#!/usr/bin/python3
"""Pictures of every kind of chart, and docs/gallery.md: gallery.py HEARTH WORKDIR (`./bootstrap gallery` calls it; five minutes on two cores).

The demo's results are taken from its folder (HEARTH_DEMO_FOLDER, else build/demo) where `./bootstrap demo` has made them, else made of 20,000 persons;
with them a forecast of 4,000 persons and 100 draws, a run of programmes of 10,000 persons and 8 draws, and a frontier of 3,000 persons and 10 draws."""
import json
import os
import subprocess
import sys

hearth, work = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
pictures = os.path.join(root, "docs", "figures", "gallery")
posterior = os.path.join(root, "calibration", "guyuan", "posterior.h5")
DEMO = ("baseline", "without_guarantee", "ceiling_3000", "guarantee_for_monitored")
PROGRAMMES = ("baseline", "programmes/family_doctor", "programmes/medical_community", "programmes/health_literacy")


def at(name):
    return os.path.join(work, name)


def call(command, *words, out, may_fail=False):
    """A command whose file stands at the end; not made again where it is there."""
    if os.path.exists(at(out)):
        return True
    done = subprocess.run([hearth, command, *map(str, words), "--out", at(out)], cwd=work, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL if may_fail else None)
    if done.returncode and not may_fail:
        sys.exit(f"gallery: hearth {command} failed")
    return done.returncode == 0


def chosen(names):
    return [w for name in names for w in ("--scenario", os.path.join(root, "scenarios", name + ".toml"))]


os.makedirs(pictures, exist_ok=True)
os.makedirs(work, exist_ok=True)
call("import", os.path.join(root, "calibration", "guyuan"), "--quiet", out="guyuan.h5")
given, params = ["--input", at("guyuan.h5"), "--quiet"], ["--posterior", posterior]
# (beside each: files shown with it)
demo = os.path.join(os.environ.get("HEARTH_DEMO_FOLDER", os.path.join(root, "build", "demo")), "results.h5")
from_demo = os.path.exists(demo) and call("report", demo, at("guyuan.h5"), "--lang", "en", out="demo_en.html", may_fail=True)
if not from_demo:
    demo = at("demo.h5")
    call("run", *given, *chosen(DEMO), "--years", 10, "--draws", 20, "--population", 20000, out="demo.h5")
call("forecast", *given, *params, *chosen(DEMO), "--years", 8, "--draws", 100, "--population", 4000, out="forecast.h5")
call("run", *given, *chosen(PROGRAMMES), "--attribution", "--years", 6, "--draws", 8, "--population", 10000, out="programmes.h5")
call("optimise", *given, *params, *chosen(["baseline"]), "--lever", "benefit.guarantee.guarantee.max_oop=1000:12000:500", "--fund", "layer:guarantee", "--constraints", "none",
     "--years", 6, "--draws", 10, "--population", 3000, "--first", 8, "--rounds", 1, "--budgets", 8, out="frontier.h5")
for name, files in (("demo", [demo]), ("forecast", [at("forecast.h5"), at("frontier.h5"), posterior]), ("programmes", [at("programmes.h5")])):
    for lang in ("en", "zh"):
        if os.path.exists(at(f"{name}_{lang}.html")) and not (name == "demo" and from_demo and lang == "en"):
            os.remove(at(f"{name}_{lang}.html"))
        call("report", *files, at("guyuan.h5"), "--lang", lang, out=f"{name}_{lang}.html")

# page, part of a figure's id, picture, heading, section of the report, what it shows
SHOWN = [
    ("demo_en", "first", "first_page", "The first page", "The answer in short", "what each policy does to poverty because of illness, what it costs, and how many draws agree"),
    ("demo_zh", "first", "first_page_zh", "The first page in Chinese", "主要结论", "the same page made with `--lang zh`; large sums of money are told in units of ten thousand yuan"),
    ("demo_en", "phone", "phone", "On a phone", "The answer in short", "the same page 390 pixels wide; charts below it stand one under another"),
    ("demo_en", "year-poverty_headcount", "lines", "Lines over the years", "Poverty over the years", "mean and 90 % interval of each scenario; dashes, marks and letters tell them apart without colour"),
    ("demo_zh", "year-poor_due_to_illness_twin", "lines_zh", "Lines, in Chinese", "各年贫困状况", "persons poor because of illness, by the counterfactual twin"),
    ("demo_en", "difference-poor_due_to_illness_twin", "dots", "Differences", "Differences to the base", "paired differences to the base with their 90 % intervals, beside the line of 0"),
    ("demo_en", "waterfall", "waterfall", "From the bill to the household", "Who pays", "what each layer takes off the bill, and what is left to the household"),
    ("demo_en", "payers-layers", "stacks", "Who pays, by year", "Who pays", "what layers and households pay, piled up; the mark and its whisker stand for the whole"),
    ("programmes_en", "channels", "channels", "Channels of illness", "Through which channel illness makes poor", "poverty because of bills, non-medical costs and lost earnings, of a run with `--attribution`"),
    ("demo_en", "group-oop_mean-quintile", "bars", "Bars by income", "Forgone care, catastrophic payments and own payments by income", "own payments a head in each fifth of incomes; hatching tells the scenarios apart"),
    ("demo_zh", "group-oop_mean-quintile", "bars_zh", "Bars, in Chinese", "按收入五等分组的放弃就医、灾难性支出与自付", "the same chart in Chinese"),
    ("forecast_en", "year-fund_balance", "balance", "Balance of a fund", "Funds", "what the resident insurance fund holds at the end of each year of a forecast"),
    ("forecast_en", "tail-fund", "tail", "Tail of a fund", "Funds", "ordinary and bad years of a fund's outgo, with the intervals of these estimates"),
    ("forecast_en", "deficit-fund", "deficit", "Deficits", "Funds", "how likely a fund is to spend more than it takes in, year by year"),
    ("forecast_en", "frontier-1", "frontier", "Frontier of budgets", "What a budget can buy", "least poverty because of illness for each budget, found by `hearth optimise`"),
    ("programmes_en", "group-programme_cost", "programmes", "Programmes side by side", "Programmes side by side", "what programmes cost a year under each scenario"),
    ("demo_en", "group-poverty_headcount-county", "counties", "Counties", "Counties", "one measure in every county; names find their room by the bars lying down"),
    ("forecast_en", "sources-poor_due_to_illness_twin", "sources", "Sources of uncertainty", "Where the uncertainty comes from", "a band whose sources can be switched off one by one on the page"),
    ("forecast_en", "variance-shares", "variance", "Shares of the variance", "Where the uncertainty comes from", "which part of the spread comes from parameters, the years to come and the luck of households"),
    ("forecast_en", "targets", "targets", "Against published figures", "The model against published figures", "how far the fitted model lies from each published figure, in standard deviations"),
]


shots = [{"page": at(page + ".html"), "id": part, "out": os.path.join(pictures, name + ".png")} for page, part, name, *_ in SHOWN]
with open(at("shots.json"), "w", encoding="utf-8") as f:
    json.dump(shots, f)
for name in os.listdir(pictures):
    os.remove(os.path.join(pictures, name))
subprocess.run(["node", os.path.join(root, "tests", "browser", "gallery.mjs"), at("shots.json")], check=True)
subprocess.run(["pngquant", "--force", "--ext", ".png", "--strip", "128", *(shot["out"] for shot in shots)], check=True)  # a third of the bytes

made = "`./bootstrap demo`" if from_demo else "the demo's scenarios at 20,000 persons"
lines = ["# Pictures of a report", "",
         f"Made by `./bootstrap gallery` from {made}, a forecast of 4,000 persons and 100 draws, a run of programmes and a frontier of smaller size still: they show",
         "what charts look like, not what is true of Guyuan. [report.md](report.md) tells what stands in a report. Under each chart of a page its numbers are",
         "folded in a table, and a button saves the picture.", ""]
for _, _, name, heading, section, words in SHOWN:
    lines += [f"## {heading}", "", f"![{heading}](figures/gallery/{name}.png)", "", f"Section \"{section}\": {words}.", ""]
lines += ["## The workbook", "", "`--xlsx` writes the same tables as a workbook: a sheet for each section of the page with its texts, tables and native charts that follow their cells,",
          "numbers in full with formats, a codebook of every measure, and, with `--scenario`, worked bills whose settlement is recalculated by live formulas.", ""]
with open(os.path.join(root, "docs", "gallery.md"), "w", encoding="utf-8") as f:
    f.write("\n".join(lines))
sizes = [os.path.getsize(shot["out"]) for shot in shots]
print(f"{len(shots)} pictures in docs/figures/gallery, {sum(sizes) // 1000} kB, the largest {max(sizes) // 1000} kB; told in docs/gallery.md")
