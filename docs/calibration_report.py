#!/usr/bin/python3
"""Prints the tables of docs/calibration.md from a posterior, and draws its figures.

usage: docs/calibration_report.py posterior.h5 [--figures FOLDER]
Needs h5py and numpy. Figures are SVG, readable in black and white. The same posterior gives the same bytes.
"""
import argparse
import os
from xml.sax.saxutils import escape

import h5py
import numpy as np

NORMAL_95 = 1.6448536269514722  # of a standard normal number: 5 and 95 % lie here
UNINFORMED, LITTLE, CONFOUNDED, MISSED = 0.1, 0.3, 0.6, 2.0
SHARP_SHARE, SHARP_SD = 0.9, 0.5  # as fit/emulate.cpp: gate_of
INK, SOFT, BAND, FAINT, BLUE = "#000000", "#595959", "#bdbdbd", "#c8c8c8", "#1b4f8a"


def show(x, digits=4):
    """A number for the reader."""
    if x is None or not np.isfinite(x):
        return ""
    if abs(x) >= 1e6:
        return f"{x / 1e6:.{digits}g} m"
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.{digits}g}"


def span(low, high, digits=3):
    return f"{show(low, digits)} to {show(high, digits)}" if np.isfinite(low) and np.isfinite(high) else ""


class Posterior:
    """What the file holds, by rows of parameters and of the targets that are fitted or held out."""

    def __init__(self, path):
        self.file = h5py.File(path)
        if self.file.attrs["type"] not in (b"hearth posterior", "hearth posterior"):
            raise SystemExit(f"{path}: is not a hearth posterior")
        self.names = [p.removeprefix("parameters/") for p in self.texts("parameters/parameter")]
        self.point, self.natural = self.numbers("posterior/point"), self.numbers("posterior/natural")
        self.contraction = self.numbers("parameters/contraction")
        self.correlation = self.numbers("diagnostics/correlation")
        self.learn_maps()
        self.read_targets()

    def texts(self, name):
        return list(self.file[name].asstr()[:]) if name in self.file else []

    def numbers(self, name):
        return self.file[name][:] if name in self.file else None

    def attribute(self, name):
        value = self.file.attrs.get(name, "")
        return value.decode() if isinstance(value, bytes) else value

    def learn_maps(self):
        """Standard normal numbers and natural values of every run and draw, by parameter and ascending."""
        point, natural = (np.vstack([a for a in (self.numbers(f"runs/{n}"), self.numbers(f"posterior/{n}")) if a is not None]) for n in ("point", "natural"))
        order = np.argsort(point, axis=0)
        self.standard_of = np.take_along_axis(point, order, 0)
        self.natural_of = np.take_along_axis(natural, order, 0)

    def to_natural(self, k, standard):
        return np.interp(standard, self.standard_of[:, k], self.natural_of[:, k])

    def to_standard(self, k, natural):
        return np.interp(natural, self.natural_of[:, k], self.standard_of[:, k])

    def read_targets(self):
        get = {c: self.file[f"targets/{c}"][:] for c in ("value", "se", "discrepancy", "predicted", "predicted_p05", "predicted_p95", "z")}
        influence, influenced = self.numbers("emulators/influence"), self.texts("emulators/influenced")
        roles, fitted, self.targets = self.texts("targets/role"), 0, []
        for i, name in enumerate(self.texts("targets/target")):
            if roles[i] not in ("fit", "holdout"):
                continue
            row = {c: float(v[i]) for c, v in get.items()} | {"name": name, "role": roles[i], "influence": None}
            row["sd"] = float(np.hypot(row["se"], row["discrepancy"]))
            if roles[i] == "fit":  # emulators stand in the order of the fitted targets
                if influence is not None and influenced[fitted]:  # a target that is not used has none
                    row["influence"], row["influenced"] = float(influence[fitted]), influenced[fitted]
                fitted += 1
            self.targets.append(row)

    def of_role(self, role):
        return [t for t in self.targets if t["role"] == role]

    def by_role(self):
        return [("fitted", self.of_role("fit")), ("held out: never fitted", self.of_role("holdout"))]

    def correlations(self):
        """(coefficient, parameter, parameter), the strongest first."""
        if self.correlation is None:
            return []
        d = len(self.names)
        pairs = [(float(self.correlation[i, j]), self.names[j], self.names[i]) for i in range(d) for j in range(i)]
        return sorted(pairs, key=lambda p: (-abs(p[0]), p[1], p[2]))


def table(title, head, rows, column=" ---: |"):
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n| --- |{column * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def print_targets(p):
    for role, title in (("fit", "Targets that are fitted"), ("holdout", "Targets held out")):
        table(title, ["target", "published", "sd", "predicted", "5 to 95 %", "z"],
              [[t["name"], show(t["value"]), show(t["sd"], 3), show(t["predicted"]), span(t["predicted_p05"], t["predicted_p95"]),
                (f"{t['z']:+.1f}" if np.isfinite(t["z"]) else "") + (" **missed**" if abs(t["z"]) > MISSED else "")] for t in p.of_role(role)])


def print_parameters(p):
    units, (given, r_hat, bulk, tail) = p.texts("parameters/unit"), (p.numbers(f"parameters/{c}") for c in ("given", "r_hat", "size_bulk", "size_tail"))
    rows = []
    for k, name in enumerate(p.names):
        draws = p.natural[:, k] if p.natural is not None else None
        rows.append([name, units[k], show(given[k]), span(*p.to_natural(k, [-NORMAL_95, NORMAL_95])),
                     show(draws.mean()) if draws is not None else "", span(*np.quantile(draws, [0.05, 0.95])) if draws is not None else "",
                     f"{p.contraction[k]:.2f}" if p.contraction is not None else "", f"{r_hat[k]:.3f}" if r_hat is not None else "",
                     f"{min(bulk[k], tail[k]):,.0f}" if bulk is not None else ""])
    table("Parameters", ["parameter", "unit", "input", "prior 5 to 95 %", "mean", "5 to 95 %", "contraction", "R-hat", "effective draws"], rows)


def print_unidentified(p):
    if p.contraction is None:
        return
    print("\n### What is not identified\n")
    for text, low, high in (("Not informed", -np.inf, UNINFORMED), ("Little informed", UNINFORMED, LITTLE)):
        names = [f"{p.names[k]} ({c:.2f})" for k, c in enumerate(p.contraction) if low <= c < high]
        bound = f"below {high:g}" if low < 0 else f"{low:g} to {high:g}"
        print(f"- {text} (contraction {bound}): {', '.join(names) or 'none'}.")
    pairs = p.correlations()
    if not pairs:
        return
    strong = [f"{a} and {b} ({r:+.2f})" for r, a, b in pairs if abs(r) > CONFOUNDED]
    r, a, b = pairs[0]
    print(f"- Told apart badly (correlation above {CONFOUNDED:g}): {', '.join(strong) or f'none; the strongest is {r:+.2f}, {a} and {b}'}.")
    by_targets = int((p.numbers("diagnostics/singular_value") > 1).sum())
    print(f"- Directions informed: {p.numbers('diagnostics/value')[0]:.1f} of {len(p.names)}; {by_targets} of them more by the targets than by the prior.")


def print_gates(p):
    if not "emulators" in p.file:
        return
    get = {c: p.numbers(f"emulators/{c}") for c in ("covered", "explained", "relative_sd", "noise_sd", "passed")}
    residual = p.numbers("diagnostics/verification_z")
    sharp = (get["explained"] > SHARP_SHARE) | (get["relative_sd"] < SHARP_SD)
    table("Emulators", ["target", "inside 95 %", "explained", "sd / sd of the figure", "luck of a run", "honest", "sharp", "verification residual"],
          [[name, f"{get['covered'][i]:.3f}", f"{get['explained'][i]:.2f}", f"{get['relative_sd'][i]:.2f}", show(get["noise_sd"][i], 3),
            "yes" if get["passed"][i] > 0.5 else "**no**", "yes" if sharp[i] else "no", f"{residual[i]:+.1f}" if residual is not None else ""]
           for i, name in enumerate(p.texts("emulators/output"))])


def print_waves(p):
    get = {c: p.numbers(f"waves/{c}") for c in ("members", "failures", "from", "step", "misfit_mean", "misfit_least", "spread", "dummy_sd")}
    table("Waves of the ensemble", ["wave", "members", "failed", "from", "step", "mean misfit", "least misfit", "spread", "sd of dummies"],
          [[str(w), f"{get['members'][w]:.0f}", f"{get['failures'][w]:.0f}", *(f"{get[c][w]:.3f}" for c in ("from", "step")),
            *(f"{get[c][w]:.1f}" for c in ("misfit_mean", "misfit_least")), *(f"{get[c][w]:.2f}" for c in ("spread", "dummy_sd"))]
           for w in range(len(get["members"]))])


def print_diagnostics(p):
    purposes, kinds = p.file["runs/stage"][:], ("region", "replicate", "training", "verification")
    rows = [["status", f"{p.attribute('status')}: {p.attribute('reason')}"],
            ["warnings", p.attribute("warnings").replace("\n", "; ") or "none"],
            ["runs", f"{len(purposes)}: " + ", ".join(f"{int((purposes == i).sum())} {kind}" for i, kind in enumerate(kinds))],
            ["runs that failed", str(sum(bool(t) for t in p.texts("runs/failure")))]]
    if "diagnostics" in p.file:
        directions, misfit, probability, second = p.numbers("diagnostics/value")
        rows += [["squared distance at the best draw, its probability", f"{misfit:.1f}, {probability:.2g}"],
                 ["second largest distance of a target at the best draw (3 at most)", f"{second:.2f} sd"],
                 ["Pareto k by round of verification (below 0.7)", ", ".join(f"{k:.2f}" for k in p.numbers("diagnostics/pareto_k"))],
                 ["largest mean residual of the last verification runs (below 3.5)", f"{np.abs(p.numbers('diagnostics/verification_z')).max():.1f} standard errors"],
                 ["effective draws under the weights", ", ".join(f"{n:.0f}" for n in p.numbers("diagnostics/weight_size"))],
                 ["largest R-hat (1.01 at most)", f"{p.numbers('parameters/r_hat').max():.4f}"],
                 ["fewest effective draws, bulk and tail (400 at least)",
                  " and ".join(f"{p.numbers('parameters/' + c).min():.0f}" for c in ("size_bulk", "size_tail"))]]
    table("Diagnostics", ["figure", "value"], rows, " --- |")


class Svg:
    """A drawing, element by element."""

    def __init__(self, width, height, title, description):
        self.width = width
        self.parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
                      f'font-family="sans-serif" role="img" aria-labelledby="t d">', f'<title id="t">{escape(title)}</title>',
                      f'<desc id="d">{escape(description)}</desc>',
                      '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
                      f'<line x1="0" y1="0" x2="0" y2="6" stroke="{INK}" stroke-width="1.6"/></pattern></defs>',
                      f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
        self.text(12, 22, title, 15, weight="bold")

    def text(self, x, y, words, size=11, anchor="start", fill=INK, weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}">{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, stroke=INK, width=1.0, dash=""):
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width}"{dashes}/>')

    def rect(self, x, y, width, height, fill, stroke="none"):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" fill="{fill}" stroke="{stroke}"/>')

    def mark(self, x, y, hollow=False):
        """A filled circle, or a hollow diamond."""
        if hollow:
            self.parts.append(f'<path d="M{x - 5.5:.1f},{y:.1f} l5.5,-5.5 l5.5,5.5 l-5.5,5.5 Z" fill="#ffffff" stroke="{BLUE}" stroke-width="1.6"/>')
        else:
            self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.4" fill="{BLUE}" stroke="#ffffff" stroke-width="0.8"/>')

    def pointer(self, x, y):
        self.parts.append(f'<path d="M{x:.1f},{y:.1f} l-4.5,-8 h9 Z" fill="{INK}"/>')

    def range(self, x, low, high, y, stroke, width, left, right, dash=""):
        """An interval with caps; where it leaves the axis, an arrowhead."""
        a, b = min(max(x(low), left), right), min(max(x(high), left), right)
        self.line(a, y, b, y, stroke, width, dash)
        for at, whole, sign in ((a, x(low) >= left, 1), (b, x(high) <= right, -1)):
            cap = f"M{at:.1f},{y - 4:.1f} v8" if whole else f"M{at:.1f},{y:.1f} l{6 * sign},-4 v8 Z"
            self.parts.append(f'<path d="{cap}" fill="{stroke}" stroke="{stroke}" stroke-width="{width}"/>')

    def axis(self, x, ticks, top, bottom, label, strong=0.0):
        for t in ticks:
            self.line(x(t), top, x(t), bottom, INK if t == strong else FAINT, 1.0 if t == strong else 0.7)
            self.text(x(t), bottom + 14, f"{t:g}", 10, "middle", SOFT)
        self.text((x(ticks[0]) + x(ticks[-1])) / 2, bottom + 29, label, 11, "middle", SOFT)

    def label(self, y, name):
        """A target's name: measure and year, and a smaller second line for its group."""
        words = name.split(" ")
        group = " ".join(words[1:-1])
        self.text(12, y + (0 if group else 4), f"{words[0]} {words[-1]}", 11)
        if group:
            self.text(12, y + 11, group, 9.5, fill=SOFT)

    def save(self, folder, name):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write("\n".join([*self.parts, "</svg>", ""]))


def scale_of(left, right, low, high):
    return lambda v: left + (v - low) / (high - low) * (right - left)


def in_rows(groups, top, step):
    """Heights of rows under headings: (heading, its height, [(row, height)])."""
    out, y = [], top
    for heading, rows in groups:
        out.append((heading, y, [(row, y + 21 + step * i) for i, row in enumerate(rows)]))
        y += 18 + step * len(rows) + 12
    return out, y - 8


def draw_targets(p, folder):
    groups, bottom = in_rows(p.by_role(), 92, 27)
    svg = Svg(1000, bottom + 40, "Published figures and what the posterior predicts",
              "One row a published figure, moved and scaled so that the figure is 0 and the standard deviation of its error and discrepancy is 1. "
              "Grey: published, plus and minus 1.645 sd. Blue: median and 5 to 95 % of runs at posterior draws; circle and solid = fitted, diamond = held out.")
    left, right, limit = 262, 640, 5
    x = scale_of(left, right, -limit, limit)
    svg.line(14, 46, 44, 46, BAND, 8)
    svg.text(50, 50, "published, +-1.645 sd of error and discrepancy", 11)
    for at, hollow, words in ((330, False, "predicted, fitted"), (480, True, "predicted, held out")):
        svg.line(at, 46, at + 30, 46, BLUE, 1.8, "5 3" if hollow else "")
        svg.mark(at + 15, 46, hollow)
        svg.text(at + 36, 50, words, 11)
    svg.text(640, 50, "(median, 5 to 95 % of runs)", 11)
    svg.text(735, 78, "published", 11, "end", weight="bold")
    svg.text(755, 78, "predicted (5 to 95 %)", 11, weight="bold")
    svg.axis(x, range(-limit, limit + 1), 82, bottom, "(value - published) / sd")
    for heading, y, rows in groups:
        svg.text(12, y + 4, heading, 12, weight="bold")
        for t, at in rows:
            moved = {c: (t[c] - t["value"]) / t["sd"] for c in ("predicted", "predicted_p05", "predicted_p95")}
            svg.label(at, t["name"])
            svg.line(x(-NORMAL_95), at, x(NORMAL_95), at, BAND, 8)
            if np.isfinite(moved["predicted"]):
                svg.range(x, moved["predicted_p05"], moved["predicted_p95"], at, BLUE, 1.8, left, right, "5 3" if t["role"] == "holdout" else "")
                svg.mark(min(max(x(moved["predicted"]), left), right), at, t["role"] == "holdout")
            svg.text(735, at + 4, show(t["value"]), 11, "end")
            svg.text(755, at + 4, f"{show(t['predicted'])} ({span(t['predicted_p05'], t['predicted_p95'])})", 11)
    svg.save(folder, "calibration_targets.svg")


def draw_parameters(p, folder):
    top, step = 92, 25
    bottom = top + step * len(p.names)
    svg = Svg(1000, bottom + 40, "Parameters before and after the data",
              "One row a parameter, on the standard normal scale of its prior. Thin grey line: prior, 5 to 95 %. Thick blue line and circle: "
              "posterior, 5 to 95 % and mean. Triangle: value in the input. Natural values at the right.")
    left, right, limit = 215, 560, 3
    x = scale_of(left, right, -limit, limit)
    svg.line(14, 46, 44, 46, SOFT, 1.2)
    svg.text(50, 50, "prior, 5 to 95 %")
    svg.line(160, 46, 190, 46, BLUE, 5)
    svg.mark(175, 46)
    svg.text(196, 50, "posterior, 5 to 95 % and mean")
    svg.pointer(396, 50)
    svg.text(406, 50, "value in the input")
    for at, words in ((575, "input"), (640, "prior 5 to 95 %"), (765, "mean"), (825, "posterior 5 to 95 %")):
        svg.text(at, 78, words, 11, weight="bold")
    svg.axis(x, range(-limit, limit + 1), 82, bottom, "standard normal scale of the prior")
    given = p.numbers("parameters/given")
    for k, name in enumerate(p.names):
        y, draws, natural = top + step * (k + 0.5), p.point[:, k], p.natural[:, k]
        svg.text(12, y + 4, name)
        svg.range(x, -NORMAL_95, NORMAL_95, y, SOFT, 1.2, left, right)
        low, high = np.quantile(draws, [0.05, 0.95])
        svg.line(x(max(low, -limit)), y, x(min(high, limit)), y, BLUE, 5)
        svg.mark(x(draws.mean()), y)
        svg.pointer(x(min(max(p.to_standard(k, given[k]), -limit), limit)), y - 4)
        for column, words in ((575, show(given[k])), (640, span(*p.to_natural(k, [-NORMAL_95, NORMAL_95]))), (765, show(natural.mean(), 3)),
                              (825, span(*np.quantile(natural, [0.05, 0.95])))):
            svg.text(column, y + 4, words)
    svg.save(folder, "calibration_parameters.svg")


def draw_information(p, folder):
    top, step = 66, 22
    order = sorted(range(len(p.names)), key=lambda k: (-p.contraction[k], p.names[k]))
    pairs = p.correlations()[:10]
    bottom = top + step * max(len(order), len(pairs) + 2)
    svg = Svg(1000, bottom + 40, "What the targets inform",
              "Bars: contraction of every parameter, 1 - posterior variance / prior variance; hatched below 0.1, where the targets do not inform it. "
              "At the right the strongest posterior correlations.")
    left, right = 215, 560
    x = scale_of(left, right, 0, 1)
    svg.text(12, 52, "contraction: share of the prior's variance that the targets take away", 12, weight="bold")
    svg.axis(x, [0, 0.2, 0.4, 0.6, 0.8, 1], top - 4, bottom, "contraction")
    svg.line(x(UNINFORMED), top - 4, x(UNINFORMED), bottom, INK, dash="4 3")
    for i, k in enumerate(order):
        y, c, informed = top + step * (i + 0.5), float(p.contraction[k]), p.contraction[k] >= UNINFORMED
        svg.text(12, y + 4, p.names[k])
        svg.rect(left, y - 7, x(max(c, 0.012)) - left, 14, BLUE if informed else "url(#hatch)", BLUE if informed else INK)
        svg.text(x(max(c, UNINFORMED)) + 6, y + 4, f"{c:.2f}" if informed else f"{c:.2f}: not informed")
    svg.text(610, 52, "strongest posterior correlations", 12, weight="bold")
    for i, (r, a, b) in enumerate(pairs):
        y = top + step * (i + 0.5)
        svg.text(645, y + 4, f"{r:+.2f}", 11, "end", weight="bold" if abs(r) > CONFOUNDED else "normal")
        svg.text(655, y + 4, f"{a}, {b}")
    if pairs:
        svg.text(610, top + step * (len(pairs) + 0.5) + 4, f"bold: above {CONFOUNDED:g}, told apart badly", 10, fill=SOFT)
    svg.save(folder, "calibration_information.svg")


def draw_misfit(p, folder):
    groups, bottom = in_rows(p.by_role(), 76, 27)
    svg = Svg(1000, bottom + 40, "What does not fit, and what each figure does",
              "Left: z of every published figure, (published - predicted) / sd of runs, error and discrepancy; circles are fitted, diamonds held out, "
              "beyond 2 marked. Right: by how many posterior sd the mean of a parameter moves without the figure, at most, and which.")
    left, right, limit = 262, 560, 4
    x = scale_of(left, right, -limit, limit)
    most = max([t["influence"] for t in p.targets if t["influence"] is not None] + [0.5])
    length = scale_of(665, 780, 0, np.ceil(2 * most) / 2)
    svg.text(262, 46, "z of the published figure", 12, weight="bold")
    svg.text(665, 46, "without it a parameter moves, posterior sd", 12, weight="bold")
    svg.axis(x, range(-limit, limit + 1), 56, bottom, "(published - predicted) / sd")
    svg.axis(length, [float(v) for v in np.arange(0, np.ceil(2 * most) / 2 + 0.01, 0.5)], 56, groups[1][1] - 12, "")
    for v in (-MISSED, MISSED):
        svg.line(x(v), 56, x(v), bottom, dash="4 3")
    for heading, y, rows in groups:
        svg.text(12, y + 4, heading, 12, weight="bold")
        for t, at in rows:
            svg.label(at, t["name"])
            if np.isfinite(t["z"]):
                here = min(max(x(t["z"]), left), right)
                svg.line(x(0), at, here, at, BLUE, 1.2)
                svg.mark(here, at, t["role"] == "holdout")
                missed = abs(t["z"]) > MISSED
                svg.text(right + 8, at + 4, f"{t['z']:+.1f}" + (" missed" if missed else ""), 11, weight="bold" if missed else "normal")
            if t["influence"] is not None:
                svg.rect(665, at - 6, length(t["influence"]) - 665, 12, SOFT)
                svg.text(length(t["influence"]) + 6, at + 4, f"{t['influence']:.2f} {t['influenced']}")
    svg.save(folder, "calibration_misfit.svg")


def main():
    parser = argparse.ArgumentParser(description="Tables (on standard output) and figures of a posterior made by hearth calibrate.")
    parser.add_argument("posterior")
    parser.add_argument("--figures", metavar="FOLDER", help="write four SVG figures there")
    options = parser.parse_args()
    p = Posterior(options.posterior)
    print(f"Status: {p.attribute('status')}. {len(p.file['runs/run'])} runs of {float(p.attribute('persons_asked')):,.0f} persons, seed {p.attribute('seed')}. "
          f"Scenario: {p.attribute('scenario')}; of the price experiment: {p.attribute('price_scenario')}.")
    for part in (print_targets, print_parameters, print_unidentified, print_gates, print_waves, print_diagnostics):
        part(p)
    if options.figures:
        os.makedirs(options.figures, exist_ok=True)
        draw_targets(p, options.figures)
        draw_misfit(p, options.figures)
        if p.point is not None:
            draw_parameters(p, options.figures)
        if p.contraction is not None:
            draw_information(p, options.figures)


if __name__ == "__main__":
    main()
