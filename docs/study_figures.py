"""Figures of docs/study-guyuan.md, drawn by docs/study_guyuan.py. The same forecast gives the same bytes."""
from xml.sax.saxutils import escape

import numpy as np

from calibration_report import Svg, scale_of

INK, SOFT, FAINT = "#000000", "#4d4d4d", "#d0d0d0"
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#e69f00", "#009e73", "#cc79a7"  # told apart by the colour-blind
FILLS = ((BLUE, ""), (ORANGE, "h1"), (GREEN, "h2"), (PURPLE, "h3"))  # colour, and a pattern for black and white
PATTERNS = '<defs><pattern id="h1" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" stroke="#000000" stroke-width="1.5"/></pattern>' \
           '<pattern id="h2" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.1" fill="#000000"/></pattern>' \
           '<pattern id="h3" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><line x1="0" y1="0" x2="0" y2="7" stroke="#ffffff" stroke-width="2.5"/></pattern></defs>'


def ticks_of(low, high, about=6):
    """Round numbers from below low to above high, 0 among them where it lies between."""
    width = max(high - low, 1e-9)
    power = 10.0 ** np.floor(np.log10(width / about))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= width / about * 0.999)
    return [float(step * i) for i in range(int(np.floor(low / step + 1e-9)), int(np.ceil(high / step - 1e-9)) + 1)]


def short(v):
    return f"{v:,.0f}" if abs(v) >= 1000 else f"{v:.4g}"


class Chart(Svg):
    def __init__(self, width, height, title, description, source):
        super().__init__(width, height, title, description)
        self.parts.append(PATTERNS)
        self.text(12, height - 8, source, 10, fill=SOFT)

    def shape(self, kind, x, y, stroke=BLUE, fill=None, size=4.5):
        """circle, diamond, square or triangle."""
        fill = stroke if fill is None else fill
        s = size
        path = {"diamond": f"M{x - s - 1:.1f},{y:.1f} l{s + 1},{-s - 1} l{s + 1},{s + 1} l{-s - 1},{s + 1} Z", "square": f"M{x - s + 0.5:.1f},{y - s + 0.5:.1f} h{2 * s - 1} v{2 * s - 1} h{1 - 2 * s} Z",
                "triangle": f"M{x - s:.1f},{y + s:.1f} h{2 * s} l{-s},{-2 * s} Z"}.get(kind)
        self.parts.append(f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>' if path else
                          f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{s}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>')

    def path(self, points, stroke, width=1.8, dash=""):
        d = " ".join(f"{'M' if i == 0 else 'L'}{x:.1f},{y:.1f}" for i, (x, y) in enumerate(points))
        self.parts.append(f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}"' + (f' stroke-dasharray="{dash}"' if dash else "") + "/>")

    def area(self, lower, upper, fill, opacity):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*lower, *reversed(upper)])
        self.parts.append(f'<polygon points="{points}" fill="{fill}" fill-opacity="{opacity}"/>')

    def bar(self, x, y, width, height, kind):
        colour, pattern = FILLS[kind]
        self.rect(x, y, width, height, colour, INK)
        if pattern:
            self.rect(x, y, width, height, f"url(#{pattern})", INK)

    def y_axis(self, y, ticks, left, right, words):
        for t in ticks:
            self.line(left, y(t), right, y(t), INK if t == 0 else FAINT, 1.0 if t == 0 else 0.7)
            if words:
                self.text(left - 6, y(t) + 3.5, short(t), 10, "end", SOFT)

    def x_ticks(self, x, ticks, top, bottom):
        for t in ticks:
            self.line(x(t), top, x(t), bottom, INK if t == 0 else FAINT, 1.0 if t == 0 else 0.7)
            self.text(x(t), bottom + 14, short(t), 10, "middle", SOFT)

    def upright(self, x, y, words, size=11):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="middle" fill="{SOFT}" transform="rotate(-90 {x:.1f} {y:.1f})">{escape(words)}</text>')


def draw_fans(study, folder, name, title, unit, measure, group, panels, differences, factor=1.0, note=""):
    """A row of fans with one scale; below, differences from the baseline, draw by draw."""
    wide, gap, left0, tall = 280, 22, 82, 230
    rows = 2 if differences else 1
    svg = Chart(left0 + 3 * (wide + gap) + 6, 118 + rows * (tall + 76) - 20, title, "Fans by calendar year: median, half and nine tenths of the draws. Below: differences from the baseline with the same luck.", study.source)
    for at, words, draw in ((14, "median", lambda x: svg.line(x, 46, x + 26, 46, BLUE, 2.2)), (110, "half of the draws", lambda x: svg.rect(x, 39, 26, 13, "#6fa8d2")),
                            (262, "nine tenths of the draws", lambda x: svg.rect(x, 39, 26, 13, "#c6dcee")), (452, "median of the baseline, for comparison", lambda x: svg.line(x, 46, x + 26, 46, ORANGE, 2.2, "6 3"))):
        draw(at)
        svg.text(at + 32, 50, words)
    if differences:
        svg.text(722, 50, "below, dots: mean +-1.645 standard errors")
    svg.text(12, 118 + rows * (tall + 76) - 44, note, 10, fill=SOFT)
    base = study.by_year(measure, "baseline", group=group)
    for row, (chosen, against) in enumerate(((panels, None), (differences, "baseline"))[:rows]):
        top = 92 + row * (tall + 76)
        bottom = top + tall
        fans = [study.by_year(measure, s, against, group) for s, _ in chosen]
        reach = 1.645 if against else 0.0
        lows, highs = min(min(f["p05"].min(), (f["mean"] - reach * f["se"]).min()) for f in fans) * factor, max(max(f["p95"].max(), (f["mean"] + reach * f["se"]).max()) for f in fans) * factor
        ticks = ticks_of(min(lows, 0.0), max(highs, 0.0 if against else 1e-9))
        y = scale_of(bottom, top, ticks[0], ticks[-1])
        svg.upright(16, (top + bottom) / 2, ("change from the baseline, " if against else "") + unit)
        for i, ((_, words), fan) in enumerate(zip(chosen, fans)):
            left = left0 + i * (wide + gap)
            x = scale_of(left + 12, left + wide - 12, study.years[0], study.years[-1])
            svg.text(left, top - 10, words + (", less the baseline" if against else ""), 12, weight="bold")
            svg.y_axis(y, ticks, left, left + wide, i == 0)
            at = lambda c, f=fan: [(x(year), y(v * factor)) for year, v in zip(study.years, f[c])]
            svg.area(at("p05"), at("p95"), BLUE, 0.22)
            svg.area(at("p25"), at("p75"), BLUE, 0.45)
            svg.path(at("p50"), BLUE, 2.2)
            if against:
                for sign in (-reach, reach):
                    svg.path([(x(year), y((m + sign * e) * factor)) for year, m, e in zip(study.years, fan["mean"], fan["se"])], INK, 1.3, "1.5 3")
            if not against and i > 0:
                svg.path(at("p50", base), ORANGE, 2.2, "6 3")
            for year in study.years:
                svg.text(x(year), bottom + 15, str(year), 10, "middle", SOFT)
            svg.text((left + left + wide) / 2, bottom + 31, "calendar year", 10.5, "middle", SOFT)
    svg.save(folder, name)


def band_of(row):
    """What the number of draws and the luck of the sample leave open of a mean."""
    return row["difference"] - 1.645 * row["se"], row["difference"] + 1.645 * row["se"]


def draw_intervals(study, folder):
    """Differences from the baseline in poverty and in governments' cost: mean and 90 %."""
    rows = [s for s in study.scenarios if s != "baseline"]
    top, step = 82, 26
    bottom = top + step * len(rows)
    svg = Chart(1010, bottom + 72, f"Differences from the baseline, mean of {study.span}", "One row a scenario. Mark: mean; line: 5 to 95 % of the draws; hollow where that holds 0.", study.source)
    svg.shape("circle", 20, 44)
    svg.text(32, 48, "mean; line: 5 to 95 % of the draws")
    svg.rect(262, 38, 26, 12, "#c6dcee")
    svg.text(294, 48, "mean +-1.645 standard errors")
    svg.shape("circle", 496, 44, fill="#ffffff")
    svg.text(508, 48, "hollow, broken line: one of the two holds 0")
    for left, measure, factor, words, axis in ((262, study.EFFECT, 1.0, "persons poor because of illness", "persons a year (left of 0: fewer poor)"),
                                               (650, "government_paid", 1e-6, "cost to governments", "million yuan a year (left of 0: cheaper)")):
        found = {s: study.difference(s, measure) for s in rows}
        ends = [v * factor for d in found.values() for v in (d["p05"], d["p95"], *band_of(d))]
        ticks = ticks_of(min(0, *ends), max(0, *ends), 5)
        x = scale_of(left, left + 330, ticks[0], ticks[-1])
        svg.text(left, top - 10, words, 12, weight="bold")
        svg.x_ticks(x, ticks, top, bottom)
        svg.text(left + 165, bottom + 32, axis, 11, "middle", SOFT)
        for i, s in enumerate(rows):
            at, d = top + step * (i + 0.5), found[s]
            if left == 262:
                svg.text(12, at + 4, study.label(s))
            low, high = band_of(d)
            sure = (d["p05"] > 0 or d["p95"] < 0) and (low > 0 or high < 0)
            svg.rect(x(low * factor), at - 6, x(high * factor) - x(low * factor), 12, "#c6dcee")
            svg.line(x(d["p05"] * factor), at, x(d["p95"] * factor), at, BLUE, 1.8, "" if sure else "4 3")
            for end in ("p05", "p95"):
                svg.line(x(d[end] * factor), at - 4, x(d[end] * factor), at + 4, BLUE, 1.8)
            svg.shape("circle", x(d["difference"] * factor), at, fill=None if sure else "#ffffff")
    svg.save(folder, "study_differences.svg")


def draw_cost_effect(study, folder):
    """Cost against effect along the ceilings and along the ratios."""
    curves = (("another ceiling, 90 % kept", [("baseline", "5,000"), *((f"ceiling_max_oop_{v}", f"{v:,}") for v in study.CEILINGS), ("no_ceiling", "none")], "circle", BLUE, "", "ceiling, yuan"),
              ("another ratio, 5,000 yuan kept", [("baseline", "90 %"), *((f"ratio_min_ratio_{v:g}", f"{v * 100:.0f} %") for v in study.RATIOS)], "square", "#b35900", "6 3", "least share reimbursed"))
    points = {s: (study.difference(s, "government_paid"), study.difference(s, study.EFFECT)) if s != "baseline" else None for _, c, *_ in curves for s, _ in c}
    costs = [0.0, *(p[0]["difference"] / 1e6 for p in points.values() if p)]
    effects = [0.0, *(p[1][e] for p in points.values() if p for e in ("p05", "p95")), *(v for p in points.values() if p for v in band_of(p[1]))]
    xt, yt = ticks_of(min(costs), max(costs), 6), ticks_of(min(effects), max(effects), 7)
    svg = Chart(1010, 480, f"What ceilings and ratios cost and do, against 90 % and 5,000 yuan, mean of {study.span}",
                "Change of governments' cost across, change of persons poor because of illness upward, with 5 to 95 % of the draws.", study.source)
    svg.text(12, 46, "Marks: means; pale bands: +-1.645 standard errors; upright lines: 5 to 95 % of the draws. Diamond: the baseline's terms. Below 0: fewer poor; right of 0: dearer.")
    top, bottom = 128, 420
    y = scale_of(bottom, top, yt[0], yt[-1])
    svg.upright(16, (top + bottom) / 2, "change in persons poor because of illness, a year")
    for k, (words, curve, kind, colour, dash, what) in enumerate(curves):
        left, right = 82 + k * 466, 82 + k * 466 + 440
        x = scale_of(left + 16, right - 16, xt[0], xt[-1])
        svg.text(left, 78, words, 12, weight="bold")
        svg.text(right, 78, f"labels: {what}", 10.5, "end", SOFT)
        svg.y_axis(y, yt, left, right, k == 0)
        svg.x_ticks(x, xt, top, bottom)
        svg.text((left + right) / 2, bottom + 31, "change in cost to governments, million yuan a year", 11, "middle", SOFT)
        placed = [(0.0, 0.0, None, label) if points[s] is None else (points[s][0]["difference"] / 1e6, points[s][1]["difference"], points[s][1], label) for s, label in curve]
        placed.sort(key=lambda p: p[0])
        for cost, _, interval, _ in placed:
            if interval:
                low, high = band_of(interval)
                svg.rect(x(cost) - 6, y(high), 12, y(low) - y(high), "#d9d9d9")
        svg.path([(x(p[0]), y(p[1])) for p in placed], colour, 1.8, dash)
        spots = spread([x(p[0]) for p in placed], 46, left + 18, right - 18)
        for (cost, effect, interval, label), spot in zip(placed, spots):
            high = y(max(interval["p95"], band_of(interval)[1])) if interval else y(effect) - 7
            svg.line(spot, 105, x(cost), high, "#9a9a9a", 0.8, "2 2")
            svg.text(spot, 101, label, 11, "middle", weight="normal" if interval else "bold")
            if interval:
                svg.line(x(cost), y(interval["p05"]), x(cost), y(interval["p95"]), colour, 1.2)
                svg.shape(kind, x(cost), y(effect), colour)
            else:
                svg.shape("diamond", x(cost), y(effect), INK, "#ffffff", 6)
    svg.save(folder, "study_cost_effect.svg")


def spread(wanted, least, low, high):
    """Places at least that far apart and near the wanted ones, which ascend; within low and high where they fit."""
    at = list(wanted)
    for _ in range(200):
        for i in range(len(at) - 1):
            over = least - (at[i + 1] - at[i])
            if over > 0:
                at[i], at[i + 1] = at[i] - over / 2, at[i + 1] + over / 2
        if at[0] < low:
            at[0] = low
        if at[-1] > high:
            at[-1] = high
    return at


def draw_frontier(study, folder):
    f = study.frontier
    rows = [r for r in study.frontier_rows if np.isfinite(r["objective"])]
    base = rows[0]["objective"] - (rows[0]["difference_from_base_fresh"] - rows[0]["optimism_gap"]) if rows else float(np.mean(f["objective"]))
    cost, change = f["cost"] / 1e6, f["objective"] - base
    searched = [(r["budget"] / 1e6, r["difference_from_base_fresh"] - r["optimism_gap"]) for r in rows]
    fresh = [(r["budget"] / 1e6, r["difference_from_base_fresh"], r["difference_from_base_se"]) for r in rows]
    low = min([0.0, *change, *(c - 1.645 * e for _, c, e in fresh)])
    high = max([0.0, *change, *(c + 1.645 * e for _, c, e in fresh)])
    xt, yt = ticks_of(min([*cost, *(b for b, _ in searched)]), max([*cost, *(b for b, _ in searched)]), 8), ticks_of(low, high, 7)
    svg = Chart(1010, 500, "Poverty because of illness for each budget of the guarantee", "Every policy tried by its cost, and the best one allowed for each budget where it was searched and with fresh luck.", study.source_frontier)
    left, right, top, bottom = 90, 985, 92, 436
    x, y = scale_of(left, right, xt[0], xt[-1]), scale_of(bottom, top, yt[0], yt[-1])
    for at, words, draw in ((20, "best allowed, where it was searched", lambda a: svg.shape("circle", a, 46)), (270, "the same with fresh luck, +-1.645 standard errors", lambda a: svg.shape("diamond", a, 46, "#b35900", "#ffffff")),
                            (600, "policy tried and allowed", lambda a: svg.shape("square", a, 46, "#7a7a7a", size=3)), (780, "tried, breaks a rule on care", lambda a: svg.shape("triangle", a, 46, "#7a7a7a", "#ffffff", 3.5))):
        draw(at)
        svg.text(at + 12, 50, words)
    if not rows:
        svg.text(left, 74, "No policy tried is within a budget and allowed.", 12, weight="bold")
    svg.y_axis(y, yt, left, right, True)
    svg.x_ticks(x, xt, top, bottom)
    svg.upright(18, (top + bottom) / 2, "change in persons poor because of illness, a year")
    svg.text((left + right) / 2, bottom + 32, "budget of the guarantee (tried: its mean cost), million yuan a year; line at 0: the baseline's terms", 11, "middle", SOFT)
    for c, e, ok in zip(cost, change, f["allowed"]):
        svg.shape("square" if ok > 0.5 else "triangle", x(c), y(e), "#7a7a7a", None if ok > 0.5 else "#ffffff", 3 if ok > 0.5 else 3.5)
    if rows:
        svg.path([(x(b), y(e)) for b, e in searched], BLUE)
        svg.path([(x(b), y(e)) for b, e, _ in fresh], "#b35900", 1.6, "6 3")
    for b, e, error in fresh:
        svg.line(x(b), y(e - 1.645 * error), x(b), y(e + 1.645 * error), "#b35900", 1)
        svg.shape("diamond", x(b), y(e), "#b35900", "#ffffff")
    for b, e in searched:
        svg.shape("circle", x(b), y(e), BLUE, size=3.8)
    svg.save(folder, "study_frontier.svg")


def draw_payers(study, folder):
    """Levels of government: totals from 0, and what changes against the baseline."""
    levels = study.LEVELS
    totals = {s: [study.mean_of("fund_paid_by_government", s, f"level:{l}") / 1e6 for l in levels] for s in study.scenarios}
    changes = {s: [a - b for a, b in zip(totals[s], totals["baseline"])] for s in study.scenarios}
    top, step = 92, 26
    bottom = top + step * len(study.scenarios)
    svg = Chart(1010, bottom + 72, f"Who pays: levels of government, mean of {study.span}",
                "Left: all that each level pays for health cover, stacked from 0. Right: change from the baseline by level, increases right of 0, savings left.", study.source)
    for i, l in enumerate(levels):
        svg.bar(14 + 130 * i, 38, 22, 13, i)
        svg.text(42 + 130 * i, 49, l)
    ticks = ticks_of(0, max(map(sum, totals.values())), 5)
    at = scale_of(262, 592, 0, ticks[-1])
    svg.text(262, top - 12, "all they pay", 12, weight="bold")
    svg.x_ticks(at, ticks, top, bottom)
    most, least = max(sum(max(v, 0) for v in c) for c in changes.values()), min(sum(min(v, 0) for v in c) for c in changes.values())
    ticks = ticks_of(min(least, 0), max(most, 1e-6), 5)
    by = scale_of(660, 980, ticks[0], ticks[-1])
    svg.text(660, top - 12, "change from the baseline", 12, weight="bold")
    svg.x_ticks(by, ticks, top, bottom)
    for s_at, s in enumerate(study.scenarios):
        y, right, up, down = top + step * (s_at + 0.5), 0.0, 0.0, 0.0
        svg.text(12, y + 4, study.label(s))
        for k in range(len(levels)):
            value, change = totals[s][k], changes[s][k]
            svg.bar(at(right), y - 7, at(right + value) - at(right), 14, k)
            right += value
            start = up if change > 0 else down + change
            if s != "baseline":
                svg.bar(by(start), y - 7, by(start + abs(change)) - by(start), 14, k)
            up, down = up + max(change, 0), down + min(change, 0)
    for x in (427, 820):
        svg.text(x, bottom + 32, "million yuan a year", 11, "middle", SOFT)
    svg.save(folder, "study_payers.svg")


def draw_variance(study, folder):
    rows = study.variance_rows()
    top, step = 92, 30
    bottom = top + step * len(rows)
    svg = Chart(1010, bottom + 66, f"Where the spread of the forecast comes from, mean of {study.span}",
                "One bar a number: shares of its variance over draws. Parts estimated below 0 are drawn as 0 and the bar is scaled to 100 %.", study.source)
    for i, words in enumerate(("parameters of the posterior", "years: prices, incomes, incidence", "luck of the households simulated")):
        svg.bar(14 + 250 * i, 38, 22, 13, i)
        svg.text(42 + 250 * i, 49, words)
    svg.text(640, top - 12, "shares in %, +- standard error", 11, weight="bold")
    svg.text(850, top - 12, "luck if all lived", 11, weight="bold")
    x = scale_of(300, 620, 0, 100)
    svg.x_ticks(x, [0, 25, 50, 75, 100], top, bottom)
    svg.text(460, bottom + 31, "share of the variance, %", 11, "middle", SOFT)
    for i, r in enumerate(rows):
        y, at = top + step * (i + 0.5), 0.0
        svg.text(12, y + 4, r["label"])
        if not r["told"]:
            svg.text(306, y + 4, "no spread, or too few draws to tell", 11, fill=SOFT)
            continue
        whole = sum(max(p, 0.0) for p, _ in r["parts"])
        for k, (part, _) in enumerate(r["parts"]):
            width = 100.0 * max(part, 0.0) / whole
            svg.bar(x(at), y - 8, x(at + width) - x(at), 16, k)
            at += width
        svg.text(640, y + 4, " / ".join(f"{100 * p:.0f}+-{100 * e:.0f}" for p, e in r["parts"]), 11)
        svg.text(850, y + 4, f"{100 * r['at_home']:.1f} %", 11)
    svg.save(folder, "study_variance.svg")
