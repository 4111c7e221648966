#!/usr/bin/env bash
# The long versions: R1 over many threads, loops, seeds and scenarios; the demo in full; books over
# 10^8 household-years; elasticities of care; a million random laws. Prints its figures.
set -euo pipefail
hearth=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$hearth" import "$root/calibration/guyuan" --out "$work/guyuan.h5" --quiet
same=0
all=0
for name in baseline without_guarantee ceiling_3000 guarantee_for_monitored; do
    for seed in 1 2 3 4 5 6 7 8 9 10; do
        first=
        for how in "--threads 1" "--threads 2" "--threads 3" "--threads 4" "--threads 7" "--threads 8" "--threads 16" "--loop year"; do
            # shellcheck disable=SC2086
            "$hearth" run --input "$work/guyuan.h5" --scenario "$root/scenarios/$name.toml" --population 6000 --years 6 --draws 2 \
                --seed "$seed" --quiet --out "$work/r.h5" $how
            sum=$(sha256sum <"$work/r.h5")
            first=${first:-$sum}
            all=$((all + 1))
            [ "$sum" = "$first" ] && same=$((same + 1))
        done
    done
done
printf 'R1 same bytes: %d of %d\n' "$same" "$all"
"$hearth" run --input "$work/guyuan.h5" --scenario "$root/scenarios/baseline.toml" --draws 34 --out "$work/books.h5" --quiet
"$hearth" table "$work/books.h5" --measure households,unbalanced_households --by year,all --format json |
    /usr/bin/python3 -c 'import json, sys
sums = {}
for row in json.load(sys.stdin): sums[row["measure"]] = sums.get(row["measure"], 0) + row["mean"] * row["n"]
print("R11 books: %d of %d household-years out of balance" % (sums["unbalanced_households"], sums["households"]))
sys.exit(sums["unbalanced_households"] != 0)'
"$hearth" import "$root/calibration/guyuan" --parameters "$root/calibration/alternatives/rand.csv" --out "$work/rand.h5" --quiet
for input in guyuan rand; do
    printf 'Elasticities, full population, %s\n' "$input"
    "$hearth" experiment price --input "$work/$input.h5" --scenario "$root/scenarios/stack_2013.toml" | sed -n 3,9p
done
"$root/docs/programmes_table.py" "$hearth" "$work/guyuan.h5" --population 150000 --draws 10
# R13: intervals of the posterior on hearth itself, and four broken fits found out.
cp -r "$root/calibration/guyuan" "$work/coverage"
cp "$root"/tests/coverage/*.csv "$work/coverage/"
sed -i 's/^burn_in_years,10,/burn_in_years,1,/' "$work/coverage/parameters.csv"
"$hearth" import "$work/coverage" --out "$work/coverage.h5" --quiet
"$(dirname "$hearth")/tests/hearth_coverage" posterior "$work/coverage.h5" "$root/scenarios/baseline.toml"
"$hearth" calibrate --input "$work/guyuan.h5" --scenario "$root/scenarios/baseline.toml" --price-scenario "$root/scenarios/stack_2013.toml" --out "$work/posterior.h5"
# R3: killed at any instant a forecast goes on to the same bytes.
HEARTH_KILLS=30 /usr/bin/python3 "$root/tests/forecast_test.py" "$hearth" "$root"
# What common luck gains, against what discordance predicts.
/usr/bin/python3 "$root/tests/luck_study.py" "$hearth" "$root"
# R13: forecasts of synthetic worlds.
cp "$root"/tests/coverage/worlds/*.csv "$work/coverage/"
"$hearth" import "$work/coverage" --out "$work/worlds.h5" --quiet
"$(dirname "$hearth")/tests/hearth_coverage" worlds "$work/worlds.h5" "$root/scenarios/stack_2013.toml" --truths 400
# The worked study, into a folder of its own.
/usr/bin/python3 "$root/docs/study_guyuan.py" "$hearth" "$work/study" --out "$work/study/docs"
HEARTH_LAWS=1000000 "$(dirname "$hearth")/tests/hearth_tests" "[laws]"
printf 'R16 settlement: 1,000,000 random laws beyond those of every test, 0 differences to the plain evaluator\n'
[ "$same" = "$all" ]
