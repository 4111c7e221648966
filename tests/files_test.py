"""The files open as they are in Python's xarray (netcdf4 and h5netcdf engines), with names and units."""
import os
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
if len(sys.argv) == 3:  # one process an engine: their HDF5 libraries do not live together
    for name in ("netcdf4", "h5netcdf"):
        subprocess.run([sys.executable, __file__, hearth, root, name], check=True)
    sys.exit(0)
import xarray

engine = sys.argv[3]
with tempfile.TemporaryDirectory() as work:
    inputs, results = os.path.join(work, "i.h5"), os.path.join(work, "r.h5")
    subprocess.run([hearth, "import", os.path.join(root, "calibration/guyuan"), "--out", inputs, "--quiet"], check=True)
    subprocess.run([hearth, "run", "--input", inputs, "--population", "3000", "--years", "2", "--draws", "2", "--quiet",
                    "--scenario", os.path.join(root, "scenarios/baseline.toml"), "--out", results], check=True)
    with xarray.open_dataset(results, engine=engine) as r:
        assert r.poverty_headcount.dims == ("scenario", "year", "group", "draw"), r.poverty_headcount.dims
        assert len(r.data_vars) >= 50, len(r.data_vars)
        for name, variable in r.data_vars.items():
            assert variable.attrs["units"] and variable.attrs["long_name"] and variable.attrs["long_name_zh"], name
        labels = list(r.group.values)
        assert "all" in labels and "county:xiji" in labels and "layer:guarantee" in labels
        whole = r.population.sel(scenario="baseline", year=2014, group="all", draw=0).item()
        assert 1_150_000 < whole < 1_350_000, whole
        share = r.poverty_headcount.isel(scenario=0, group=labels.index("all")).mean("draw")
        assert ((share > 0) & (share < 1)).all()
        assert r.attrs["type"] == "hearth results" and r.attrs["complete"] == 1 and r.attrs["seed"] == 1
        assert r.year.values.tolist() == [2014, 2015]
    with xarray.open_dataset(inputs, engine=engine, group="tiers") as t:
        assert t.visit_cost.dims == ("row",) and t.visit_cost.attrs["units"] == "yuan/visit"
print(f"both files open in xarray with {engine}")
