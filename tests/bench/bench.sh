#!/usr/bin/env bash
# Speed of one scenario and of each further one, on one thread and on all, beside plain baselines in
# the same minutes. HEARTH_BASELINES: a folder with base_cpp.cpp (hearth-ref-1 in plain C++); without
# it only hearth is timed. Prints medians of three runs; quote ratios, not seconds.
set -euo pipefail
hearth=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$hearth" import "$root/calibration/guyuan" --out "$work/guyuan.h5" --quiet
scenario() { printf -- '--scenario %s/scenarios/%s.toml ' "$root" "$1"; }

# million person-years a second in one scenario: median of three
speed() {
    local i
    for i in 1 2 3; do
        "$hearth" run --input "$work/guyuan.h5" --out "$work/r.h5" --quiet "$@"
        sed -nE 's/.*"person_years_per_second": ([0-9.e+]+).*/\1/p' "$work/r.h5.log.json"
    done | sort -g | sed -n 2p | awk '{ printf "%.2f", $1 / 1e6 }'
}

one=$(scenario baseline)
two="$one$(scenario without_guarantee)"
four="$two$(scenario ceiling_3000)$(scenario guarantee_for_monitored)"
cores=$(nproc)
# shellcheck disable=SC2086
{
    a=$(speed $one --no-twin)
    b=$(speed $one --no-twin --threads 1)
    c=$(speed $one --no-twin --draws 3)
    d=$(speed $four --no-twin --no-mechanical --draws 3)
    e=$(speed $one --draws 3)
    f=$(speed $four --no-twin --draws 3)
    g=$(speed $one --draws 3 --attribution)
}
ratio() { awk -v x="$1" -v y="$2" 'BEGIN { printf "%.2f", x / y }'; }
printf '%-66s %8s\n' "million person-years a second, full population of Guyuan, 10 years" ""
printf '  %-64s %8s\n' "one scenario, 1 draw, twin off, $cores threads (ten burn-in years unpaid)" "$a"
printf '  %-64s %8s\n' "the same, burn-in years counted as person-years too" "$(awk -v x="$a" 'BEGIN { printf "%.2f", 2 * x }')"
printf '  %-64s %8s\n' "the same on 1 thread" "$b"
printf '  %-64s %8s\n' "one scenario, 3 draws, twin off" "$c"
printf '  %-64s %8s\n' "one scenario, 3 draws, twin on" "$e"
printf '  %-64s %8s\n' "gain of $cores threads over 1" "$(ratio "$a" "$b")"
printf '  %-64s %8s\n' "cost of each further scenario, share of the first (3 draws)" \
    "$(awk -v one="$c" -v four="$d" 'BEGIN { printf "%.2f", (one / four - 1) / 3 }')"
printf '  %-64s %8s\n' "cost of a further scenario with its frozen-care arm" \
    "$(awk -v one="$c" -v four="$f" 'BEGIN { printf "%.2f", (one / four - 1) / 3 }')"
printf '  %-64s %8s\n' "cost of the twin, share of a scenario" "$(awk -v one="$c" -v twin="$e" 'BEGIN { printf "%.2f", one / twin - 1 }')"
printf '  %-64s %8s\n' "cost of channels and the free world (9 arms), share of a scenario" \
    "$(awk -v one="$c" -v twin="$e" -v all="$g" 'BEGIN { printf "%.2f", one / all - one / twin }')"
printf '  %-64s' "peak memory, one scenario, full population / 50,000 persons (MiB)"
for n in 1e9 5e4; do
    # shellcheck disable=SC2086
    { /usr/bin/time -f ' %M' "$hearth" run --input "$work/guyuan.h5" --out "$work/r.h5" --quiet --no-twin --population $n $one; } 2>&1 |
        awk '{ printf " %.0f", $1 / 1024 }'
done
printf '\n'
"$(dirname "$hearth")/tests/settle_bench" "$root/tests/bench/five_layers.toml" "$work"
printf '  %-64s' "settle: peak memory, 1,000 persons, 10^4 / 10^6 / 10^7 claims (MiB)"
for n in 10 1000 10000; do
    awk -v n="$n" 'BEGIN { print "person,categories,date,setting,tier,disease,charge,compliant,referred_from"
        for (i = 0; i < n; ++i) for (p = 0; p < 1000; ++p)
            printf "P%d,,2017-%02d-%02d,inpatient,county,,%d.50,%d,\n", p, 1 + int(12 * i / n), 1 + int(28 * ((12 * i / n) % 1)), 100 + p * 7, 90 + p * 6 }' >"$work/many.csv"
    { /usr/bin/time -f ' %M' "$hearth" settle --scenario "$root/tests/bench/five_layers.toml" --claims "$work/many.csv" --out "$work/o.csv" --quiet; } 2>&1 |
        awk '{ printf " %.0f", $1 / 1024 }'
done
printf '\n'
if [ -x "$(dirname "$hearth")/tests/fit_bench" ]; then
    cp -r "$root/calibration/guyuan" "$work/fit"
    cp "$root"/tests/bench/fit/*.csv "$work/fit/"
    sed -i 's/^burn_in_years,10,/burn_in_years,1,/' "$work/fit/parameters.csv"
    "$hearth" import "$work/fit" --out "$work/fit.h5" --quiet
    "$(dirname "$hearth")/tests/fit_bench" "$work/fit.h5" "$root/scenarios/baseline.toml"
fi
if [ -n "${HEARTH_BASELINES:-}" ] && [ -f "$HEARTH_BASELINES/base_cpp.cpp" ]; then
    g++ -O3 -march=native -fopenmp -std=c++20 "$HEARTH_BASELINES/base_cpp.cpp" -o "$work/base_cpp"
    base=$(for i in 1 2 3; do "$work/base_cpp" 1e6 10 "$cores" | grep -oE '[0-9.]+ M person' ; done | sort -g | sed -n 2p | cut -d' ' -f1)
    printf '  %-64s %8s\n' "plain C++, hearth-ref-1, $cores threads (same minutes)" "$base"
    printf '  %-64s %8s\n' "hearth, 3 draws, twin off / plain C++ doing the reference work" "$(ratio "$c" "$base")"
fi
