"""What a forecast's file holds, its sources of uncertainty, hearth fan, and outlooks that cannot be right."""
import csv
import glob
import io
import json
import os
import subprocess

import h5py
import numpy
import xarray

from forecast_support import baseline, call, check, forecast, gone, hearth, path, plain, posterior, reform, same, tables, tiny, work, finish

# --- 7. the file
forecast("f.h5", [baseline, same, reform], 6, 12, population=600)
ROOT, GROUPS = "/", ("same_path", "other_path", "moments", "parameters", "outlook", "psa")
opened = {}
for engine in ("netcdf4", "h5netcdf"):
    try:
        opened[engine] = {g: xarray.open_dataset(path("f.h5"), engine=engine, group=None if g == ROOT else g, decode_times=False).load() for g in (ROOT, *GROUPS)}
    except Exception as error:
        check(f"xarray opens it with {engine}: {error!r}", False)
f = opened.get("netcdf4") or opened["h5netcdf"]
for engine, g in opened.items():
    check(f"{engine}: sizes {dict(g[ROOT].sizes)}", dict(g[ROOT].sizes) == {"scenario": 3, "year": 6, "group": len(g[ROOT]["group"]), "draw": 12})
    check(f"{engine}: names", [str(s) for s in g[ROOT]["scenario"].values] == ["baseline", "same", "without_guarantee"] and list(g[ROOT]["year"].values) == list(range(2014, 2020)))
    check(f"{engine}: over a hundred measures with units and names", len(g[ROOT].data_vars) > 100 and all("units" in v.attrs and "long_name" in v.attrs for v in g[ROOT].data_vars.values()))
    for folder in ("same_path", "other_path"):
        check(f"{engine}: {folder} has the measures of the root", set(g[folder].data_vars) == set(g[ROOT].data_vars) and g[folder].sizes["companion"] == 3)
        check(f"{engine}: {folder} has every measure by companion", all(v.dims == ("scenario", "year", "group", "companion") for v in g[folder].data_vars.values()))
if len(opened) == 2:
    check("both engines read the same", all(opened["netcdf4"][g].equals(opened["h5netcdf"][g]) for g in (ROOT, *GROUPS)))
whole, moments = f[ROOT], f["moments"]
check("attributes", whole.attrs["type"] == "hearth results" and whole.attrs["kind"] == "forecast" and int(whole.attrs["complete"]) == 1 and int(whole.attrs["seed"]) == 1
      and int(whole.attrs["unsure_from"]) == 2018 and whole.attrs["vary"] == "parameters,systemic,household")
for name, v in (("the file", whole), ("same_path", f["same_path"]), ("other_path", f["other_path"])):
    differing = [n for n in v.data_vars if not numpy.array_equal(v[n].values[0], v[n].values[1], equal_nan=True)]
    check(f"a reform that changes nothing differs in {differing[:5]} of {name}", not differing)
    check(f"a reform that changes something differs in {name}", not numpy.array_equal(v["government_paid"].values[0], v["government_paid"].values[2], equal_nan=True))
pairs = [str(p) for p in moments["pair"].values]
check(f"pairs {pairs}", pairs == [f"{a} | {b}" for i, a in enumerate(("baseline", "same", "without_guarantee")) for b in ("baseline", "same", "without_guarantee")[i:]])
dims = [str(g) for g in moments["moment_group"].values]
check("counties, registries and quintiles are summed", {"county:xiji", "registry:registered", "quintile:1"} <= set(dims))
measures = sorted(n[:-5] for n in moments.data_vars if n.endswith("_mean") and n[:-5] + "_comoment" in moments)
differing = [m for m in measures if not numpy.array_equal(moments[m + "_mean"].values[0], moments[m + "_mean"].values[1], equal_nan=True)
             or not numpy.array_equal(moments[m + "_comoment"].values[0], moments[m + "_comoment"].values[1], equal_nan=True)
             or not numpy.array_equal(moments[m + "_comoment"].values[0], moments[m + "_comoment"].values[3], equal_nan=True)]
check(f"a reform that changes nothing has other moments of {differing[:5]}", not differing)


def columns_of(dimension):
    return [i for i, g in enumerate(dims) if g.startswith(dimension + ":")]


everybody = list(map(str, whole["group"].values)).index("all")
for measure, dimension in (("population", "county"), ("population", "registry"), ("poor_persons", "registry"), ("poor_persons", "county"), ("population", "quintile")):
    if not check(f"moments of {measure} by {dimension}", measure in measures and columns_of(dimension)):
        continue
    sums = moments[measure + "_mean"].values[:, :, columns_of(dimension)].sum(axis=2)
    means = whole[measure].values[:, :, everybody, :].mean(axis=2)
    worst = numpy.max(numpy.abs(sums / means - 1))
    check(f"means of {measure} by {dimension} sum to that of all: off by {worst}", worst < 1e-9)
# Where all of a measure lies in one group, its moments are those of the draws of `all`.
alone = 0
for measure in measures:
    if measure not in whole or not numpy.isfinite(whole[measure].values[:, :, everybody, :]).all():
        continue
    draws = whole[measure].values[:, :, everybody, :]
    for dimension in sorted({g.split(":")[0] for g in dims}):
        places = columns_of(dimension)
        means = moments[measure + "_mean"].values[:, :, places]
        filled = [i for i in range(len(places)) if numpy.nan_to_num(means[:, :, i]).any()]
        if len(places) < 2 or len(filled) != 1 or not (moments[measure + "_number"].values[:, places[filled[0]]] == 12).all() or not numpy.allclose(means[:, :, filled[0]], draws.mean(axis=2), rtol=1e-9):
            continue
        alone += 1
        centred = draws - draws.mean(axis=2, keepdims=True)
        for p, (a, b) in enumerate((a, b) for a in range(3) for b in range(a, 3)):
            expected, found = (centred[a] * centred[b]).sum(axis=1), moments[measure + "_comoment"].values[p][:, places[filled[0]]]
            check(f"co-moment {pairs[p]} of {measure}, {dims[places[filled[0]]]}: {found} {expected}", numpy.allclose(found, expected, rtol=1e-9, atol=1e-9 * numpy.max(draws ** 2)))
check(f"variances of summed groups are compared with draws: {alone}", alone > 4)
for measure in measures:
    n, c = moments[measure + "_number"].values, moments[measure + "_comoment"].values
    good = numpy.isnan(c[5]) | ((c[0] >= 0) & (c[5] >= 0) & (c[2] ** 2 <= c[0] * c[5] * (1 + 1e-9) + 1e-12))
    if not good.all() or numpy.nanmax(n) > 12:
        check(f"co-moments of {measure} are possible", False)
check("psa years", list(f["psa"]["year"].values) == [2018, 2019])
unsure = whole["year"].values >= 2018
for name, measure, sign in (("effect", "poor_due_to_illness_twin_persons", -1), ("cost", "government_paid", 1)):
    expected = sign * whole[measure].values[:, unsure][:, :, everybody].sum(axis=1)
    check(f"psa/{name} is the sum of {measure}", numpy.allclose(f["psa"][name].values, expected, rtol=1e-12, atol=1e-6) and f["psa"][name].dims == ("scenario", "draw"))

# --- 8. sources of uncertainty
with h5py.File(posterior) as p:
    paths, kept = [s.decode() for s in p["parameters/parameter"][:]], p["posterior/natural"][:]
kept = kept if kept.shape[0] == f["parameters"].sizes["parameter"] else kept.T
check("parameters are those of the posterior", paths == [str(n) for n in f["parameters"]["parameter"].values])
natural = f["parameters"]["natural"].values
taken = [next((j for j in range(kept.shape[1]) if numpy.array_equal(kept[:, j], natural[:, d])), -1) for d in range(12)]
check(f"every draw is another draw of the posterior: {taken}", -1 not in taken and len(set(taken)) == 12)
check("standard values of the posterior", f["parameters"]["posterior_standard"].shape == kept.shape
      and all(numpy.array_equal(f["parameters"]["posterior_standard"].values[:, j], f["parameters"]["standard"].values[:, d]) for d, j in enumerate(taken)))
for name in ("price", "income", "incidence"):
    v = f["outlook"][name].values
    check(f"{name} is sure before 2018", (v[:4] == 1.0).all())
    check(f"{name} varies from 2018", (v[4:].std(axis=1) > 0).all() and len(set(v[4])) == 12 and (v > 0).all())


def fixed(out, *sources):
    forecast(out, [baseline], 5, 6, *[w for s in sources for w in ("--fixed", s)])
    with h5py.File(path(out)) as g:
        return {**{"/" + n: g[n][:] for n in g if isinstance(g[n], h5py.Dataset)},
                **{f"{k}/{n}": g[k][n][:] for k in ("same_path", "other_path", "parameters", "outlook", "moments") for n in g[k] if g[k][n].dtype.kind == "f"}, "vary": g.attrs["vary"]}


def alike(v):
    return bool(((v == v[..., :1]) | (numpy.isnan(v) & numpy.isnan(v[..., :1]))).all())


free, no_path, no_parameters, none = fixed("fr.h5"), fixed("fs.h5", "systemic"), fixed("fp.h5", "parameters"), fixed("fa.h5", "parameters", "systemic", "household")
for name in ("price", "income", "incidence"):
    check(f"--fixed systemic: one path of {name}", alike(no_path["outlook/" + name]) and not (no_path["outlook/" + name][4] == 1).all())
    check(f"--fixed systemic: the first draw's path of {name}", (no_path["outlook/" + name][:, 0] == free["outlook/" + name][:, 0]).all())
    check(f"--fixed parameters: paths of {name} vary as before", (no_parameters["outlook/" + name] == free["outlook/" + name]).all())
check("--fixed systemic: parameters vary as before", (no_path["parameters/natural"] == free["parameters/natural"]).all())
check("--fixed parameters: the posterior's means", alike(no_parameters["parameters/natural"])
      and numpy.allclose(no_parameters["parameters/natural"][:, 0], kept.mean(axis=1), rtol=1e-9))
measured = [n for n in none if n.startswith("/") and none[n].ndim == 4]
check(f"all sources fixed: {len(measured)} measures", len(measured) > 100)
check("all sources fixed: draws are identical", not [n for n in measured if not alike(none[n])])
check("all sources fixed: companions are the draws", not [n for n in measured for k in ("same_path", "other_path")
                                                         if not numpy.array_equal(none[k + n], none[n][..., :2], equal_nan=True)])
check("all sources fixed: moments have no spread", not [n for n in none if n.endswith("_comoment") and numpy.nanmax(numpy.abs(none[n]), initial=0) != 0])
check("some sources fixed: draws differ", not alike(no_path["/oop_mean"]) and not alike(no_parameters["/oop_mean"]))
check("the file tells what varies", [str(v["vary"].decode() if isinstance(v["vary"], bytes) else v["vary"]) for v in (free, no_path, no_parameters, none)]
      == ["parameters,systemic,household", "parameters,household", "systemic,household", ""])
forecast("never.h5", *tiny, 4, "--fixed", "luck", code=64)

# --- 9. the fan
FAN = ("scenario,year,group,measure,unit,mean,se,p05,p50,p95,n,sd,parameter_share,parameter_share_se,systemic_share,systemic_share_se,household_share,"
       "household_share_se,household_share_whole_population,prior_share").split(",")
DIFFERENCE = "scenario,base,year,group,measure,unit,difference,se,p05,p50,p95,n,share_below_0,variance_ratio,luck_variance_ratio,luck_variance_ratio_predicted".split(",")


def fan(*words):
    return list(csv.DictReader(io.StringIO(call("fan", "f.h5", *words, "--format", "csv").stdout)))


def number(text):
    return float(text) if text else float("nan")


summary = call("fan", "f.h5", says=["poverty_headcount", "Differences from baseline", "Convergence"])
rows = fan()
check(f"columns {list(rows[0])}", list(rows[0]) == FAN)
shares = 0
for r in rows:
    parts = [number(r[s + "_share"]) for s in ("parameter", "systemic", "household")]
    if numpy.isfinite(parts).all():
        shares += 1
        if abs(sum(parts) - 1) > 1e-9:
            check(f"shares sum to 1: {r}", False)
    if not r["p05"] or not number(r["p05"]) <= number(r["p50"]) <= number(r["p95"]):
        check(f"quantiles are in order: {r}", False)
    values = whole[r["measure"]].sel(scenario=r["scenario"], year=int(r["year"]), group=r["group"]).values
    if not (numpy.isclose(number(r["mean"]), numpy.nanmean(values), rtol=0.2, atol=numpy.nanstd(values) + 1e-12) and int(r["n"]) <= 12):
        check(f"the mean is near that of the draws: {r}", False)
    if numpy.isfinite(values).all() and not numpy.isclose(number(r["se"]), values.std(ddof=1) / 12 ** 0.5, rtol=1e-9, atol=1e-9):
        check(f"the error is that of the draws: {r} {values.std(ddof=1) / 12 ** 0.5}", False)
check(f"shares are told: {shares}", shares > 100)
check("years are the unsure ones", {r["year"] for r in rows} == {"2018", "2019"})
rows = fan("--by", "county", "--measure", "population,poor_households", "--year", "2019")
check(f"by county: {len(rows)} rows", len(rows) == 2 * 3 * len(columns_of("county")))
for r in rows:
    g, s = dims.index(r["group"]), list(whole["scenario"].values).index(r["scenario"])
    mean, square = moments[r["measure"] + "_mean"].values[s, 5, g], moments[r["measure"] + "_comoment"].values[(0, 3, 5)[s], 5, g]
    check(f"the county's moments: {r}", numpy.isclose(number(r["mean"]), mean, rtol=1e-12) and numpy.isclose(number(r["sd"]), (square / 11) ** 0.5, rtol=1e-9, atol=1e-9)
          and r["p05"] == "" and r["parameter_share"] == "")
rows = {(r["measure"], r["group"]) for r in fan("--by", "county:xiji,all,fund", "--measure", "poor_households,fund_balance", "--year", "2018")}
check(f"groups by name and by dimension: {rows}", {("poor_households", "county:xiji"), ("poor_households", "all"), ("fund_balance", "fund:resident")} <= rows and not [g for m, g in rows if g.startswith("county") and g != "county:xiji"])
differences = fan("--base", "baseline")
check(f"columns {list(differences[0])}", list(differences[0]) == DIFFERENCE)
check("differences of the other scenarios", {r["scenario"] for r in differences} == {"same", "without_guarantee"} and {r["base"] for r in differences} == {"baseline"})
for r in differences:
    if not number(r["p05"]) <= number(r["p50"]) <= number(r["p95"]) or not 0 <= number(r["share_below_0"]) <= 1:
        check(f"a possible difference: {r}", False)
    if r["scenario"] == "same" and any(number(r[c]) != 0 for c in ("difference", "se", "p05", "p50", "p95", "share_below_0")):
        check(f"no difference where nothing changes: {r}", False)
    values = (whole[r["measure"]].sel(scenario=r["scenario"], group=r["group"]).values - whole[r["measure"]].sel(scenario="baseline", group=r["group"]).values)[unsure].mean(axis=0)
    if not numpy.isclose(number(r["se"]), values.std(ddof=1) / 12 ** 0.5, rtol=1e-7, atol=1e-9):
        check(f"the difference's error is that of the draws: {r} {values.std(ddof=1) / 12 ** 0.5}", False)
ceilings = [r for r in fan("--base", "baseline", "--measure", "poor_households", "--year", "2019") if r["group"] == "all"]
check(f"one year's differences: {ceilings}", len(ceilings) == 2 and {r["year"] for r in ceilings} == {"2019"})
by_county = fan("--base", "baseline", "--by", "county", "--measure", "oop_mean", "--year", "2019")
if check(f"differences by county, from the co-moments: {len(by_county)} rows", len(by_county) == 2 * len(columns_of("county"))):
    for r in by_county:
        g, s = dims.index(r["group"]), list(whole["scenario"].values).index(r["scenario"])
        mean, c = moments["oop_mean_mean"].values[:, 5, g], moments["oop_mean_comoment"].values[:, 5, g]
        spread = (max(0.0, c[(0, 3, 5)[s]] + c[0] - 2 * c[s]) / 11 / 12) ** 0.5
        check(f"the county's difference: {r}", numpy.isclose(number(r["difference"]), mean[s] - mean[0], rtol=1e-9, atol=1e-9) and numpy.isclose(number(r["se"]), spread, rtol=1e-6, atol=1e-6))
plain_rows = fan("--measure", "poverty_headcount", "--by", "all")
listed = json.loads(call("fan", "f.h5", "--measure", "poverty_headcount", "--by", "all", "--format", "json").stdout)
listed = listed if isinstance(listed, list) else next(v for v in listed.values() if isinstance(v, list))
check("JSON has the rows of the CSV", len(listed) == len(plain_rows) and all(list(a) == FAN and a["mean"] == number(b["mean"]) and str(a["year"]) == b["year"]
                                                                            and (a["prior_share"] is None) == (b["prior_share"] == "") for a, b in zip(listed, plain_rows)))
lines = [[c.strip() for c in line.strip().strip("|").split("|")] for line in call("fan", "f.h5", "--measure", "poverty_headcount", "--by", "all", "--format", "md").stdout.strip().split("\n")]
check("markdown has the rows of the CSV", lines[0] == FAN and set("".join(lines[1])) <= set("-: ") and len(lines) == 2 + len(plain_rows) and all(len(c) == len(FAN) for c in lines))
listed = json.loads(call("fan", "f.h5", "--base", "baseline", "--format", "json").stdout)
check("differences as JSON", len(listed) == len(differences) and list(listed[0]) == DIFFERENCE)
for words, texts in ((["--measure", "poverty_headcuont"], ['"poverty_headcuont"', 'the nearest is "poverty_headcount"']), (["--by", "county:xijii"], ['the nearest is "county:xiji"']),
                     (["--by", "countyy"], ["countyy", "the nearest is"]), (["--base", "basline"], ['the nearest is "baseline"']), (["--year", "2031"], ["2031", "2014 to 2019"]),
                     (["--base", "baseline", "--measure", "poverty_headcuont"], ['the nearest is "poverty_headcount"']), (["--base", "baseline", "--by", "al"], ['the nearest is "all"'])):
    done = call("fan", "f.h5", *words, code=2, says=texts)
    check(f"fan {words}: rows on standard output", done.stdout == "")
call("run", "--input", "i.h5", "--scenario", plain, "--years", 1, "--draws", 2, "--population", 300, "--quiet", "--out", "w.h5")
call("fan", "w.h5", code=2, says=["w.h5", "is not a forecast"])
call("fan", "i.h5", code=2, says=["is not a forecast"])
call("fan", "nowhere.h5", code=2)
call("fan", "f.h5", "--format", "xml", code=64)
content = open(path("f.h5"), "rb").read()
for cut in (0, 100, len(content) // 2, len(content) - 1):
    open(path("cut.h5"), "wb").write(content[:cut])
    call("fan", "cut.h5", code=2)
call("check", "f.h5", says=["3 scenarios, 6 years, 12 draws"])
told = list(csv.DictReader(io.StringIO(call("table", "f.h5", "--measure", "poor_persons", "--by", "year,scenario,all").stdout)))
check("hearth table reads a forecast", len(told) == 18 and all(numpy.isclose(float(r["mean"]), whole["poor_persons"].sel(scenario=r["scenario"], year=int(r["year"]), group="all").values.mean(), rtol=1e-9)
                                                             for r in told))
told = list(csv.DictReader(io.StringIO(call("compare", "f.h5", "--base", "baseline", "--measure", "government_paid", "--by", "all", "--format", "csv").stdout)))
paid = whole["government_paid"].values[:, :, everybody].mean(axis=(1, 2))
check(f"hearth compare reads a forecast: {told}", {r["scenario"] for r in told} == {"same", "without_guarantee"}
      and all(numpy.isclose(float(r["difference"]), paid[2] - paid[0] if r["scenario"] != "same" else 0.0, rtol=1e-9) for r in told))
unfitted = subprocess.run([hearth, "forecast", "--input", "i.h5", "--scenario", plain, "--years", "1", "--draws", "3", "--population", "300", "--out", "n.h5"], cwd=work, capture_output=True, text=True)
check("without a posterior it says so: " + unfitted.stderr, unfitted.returncode == 0 and "parameters do not vary" in unfitted.stderr)
with h5py.File(path("n.h5")) as n:
    check("and holds none", "parameters" not in n and "parameters" not in str(n.attrs["vary"]))
call("fan", "n.h5", says=["poverty_headcount"])

# --- 10. outlooks that cannot be right
outlook = os.path.join(tables, "outlook.csv")
sound = open(outlook, encoding="utf-8").read()
lines = sound.strip("\n").split("\n")
line_of = {line.split(",")[0]: i for i, line in enumerate(lines)}


def with_cell(which, **values):
    """The table with other values in a row, and the row's line."""
    header, row = lines[0].split(","), next(csv.reader([lines[line_of[which]]]))
    for column, value in values.items():
        row[header.index(column)] = value
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    changed = list(lines)
    changed[line_of[which]] = text.getvalue()
    return changed, line_of[which] + 1


twice = (lines + [lines[line_of["price"]]], len(lines) + 1)
for (changed, line), texts in ((with_cell("price", name="prices"), ["name = prices", "must be price, income or incidence"]), (twice, ["name = price", "stands twice"]),
                               (with_cell("price", area_sd="0.1"), ["area_sd = 0.1", "must be 0 for price"]), (with_cell("incidence", year_sd="0.02"), ["year_sd = 0.02", "must be 0 for incidence"]),
                               (with_cell("incidence", persistence="0.5"), ["persistence = 0.5", "must be 0 for incidence"]), (with_cell("income", year="2017"), ["year = 2017", "must lie after 2017"]),
                               (with_cell("income", year_sd="-0.1"), ["year_sd = -0.1"]), (with_cell("income", persistence="1.5"), ["persistence = 1.5"]), (with_cell("income", trend_sd="much"), ["trend_sd = much"]),
                               (with_cell("income", source=""), ["source is empty"])):
    open(outlook, "w", encoding="utf-8").write("\n".join(changed) + "\n")
    call("import", tables, "--out", "bad.h5", code=2, says=[f"outlook.csv:{line}", *texts])
    gone("bad.h5", "import of a bad outlook")
check("nothing half-written", not glob.glob(path("*.part")))

finish("forecast file: ")
