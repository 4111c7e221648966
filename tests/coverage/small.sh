#!/usr/bin/env bash
# The coverage study at a size for every test run: few truths, wider limits. In full: ./bootstrap soak.
set -euo pipefail
hearth=$1 study=$2 root=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/calibration/guyuan" "$work/tables"
cp "$root"/tests/coverage/*.csv "$work/tables/"
sed -i 's/^burn_in_years,10,/burn_in_years,1,/' "$work/tables/parameters.csv"
"$hearth" import "$work/tables" --out "$work/input.h5" --quiet
"$study" posterior "$work/input.h5" "$root/scenarios/baseline.toml" "${@:4}"
