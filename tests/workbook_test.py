"""The workbook of `hearth report --xlsx`: the page's numbers sheet by sheet, texts that are texts, charts that point at cells,
and a settlement sheet whose formulas come to what `hearth settle` pays, before and after a number is changed."""
import csv
import io
import os
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import h5py
import openpyxl
from openpyxl.utils import range_boundaries

import formula_evaluator
from report_support import (at, baseline, bytes_of, check, close, finish, hostile, import_input, long_name, name_of, posterior, read_page, root, run, scenarios,
                            simulate, write)

MAIN, CHART = formula_evaluator.MAIN, "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHINESE = re.compile("[\u4e00-\u9fff]")
cases = os.path.join(root, "report", "cases.csv")


def plain(text):
    """A caption without its unit: the page tells millions, the workbook the unit of the values themselves."""
    return re.sub(r"\s+", " ", re.sub("million nominal yuan|ten thousand nominal yuan|hundred million nominal yuan|亿元（当年价）|万元（当年价）|[亿万]元|nominal yuan|元（当年价）", "YUAN", text)).strip()


def tables_of(sheet):
    """Tables from the top down: (first column, first row, last column, last row) of each."""
    return sorted((range_boundaries(t.ref) for t in sheet.tables.values()), key=lambda b: b[1])


# --- the numbers and texts of the page's tables, sheet by sheet
def same_numbers(page, book, what):
    sections = page.find("section")
    sheets = [book[n] for n in book.sheetnames]
    tabs = [a.text for a in page.find("nav")[0].find("a")]
    check(f"{what}: {book.sheetnames} for {tabs}", [re.sub(r"\W", "", s) for s in book.sheetnames[:len(tabs)]] == [re.sub(r"\W", "", t) for t in tabs])
    numbers = 0
    for section, sheet in zip(sections, sheets):
        there, found = [page.tables[e.attrs["id"]] for e in section.find("table")], tables_of(sheet)
        if not check(f"{what}: {sheet.title}: {len(found)} tables, not {len(there)}", len(found) == len(there)):
            continue
        above = 1
        for table, (left, top, right, bottom) in zip(there, found):
            where = f"{what}: {sheet.title}: {table.caption[:80]}"
            told = {plain(str(sheet.cell(r, 1).value)) for r in range(above, top)}
            check(f"{where}: its caption is not over it: {told}", plain(table.caption) in told)
            above = bottom + 1
            check(f"{where}: {bottom - top} rows, not {len(table.rows)}", bottom - top == max(1, len(table.rows)) and left == 1)
            heads = [sheet.cell(top, c + 1).value for c in range(right)]
            check(f"{where}: heads {heads} of {table.heads}", len(heads) - len(table.heads) in (0, 1) and all(h.startswith(t[:30]) for h, t in zip(heads, table.heads)))
            wrong = []
            for r, row in enumerate(table.rows):
                for c, cell in enumerate(row):
                    here = sheet.cell(top + 1 + r, c + 1)
                    good = here.value is None and cell.value is None or here.data_type == "n" and cell.value is not None and close(here.value, cell.value, 2e-15)
                    if not cell.number:
                        good = here.value == cell.text or not cell.text and here.value is None
                        # the page tells a row's unit behind its name, the workbook in a column of its own
                        good = good or here.data_type == "s" and any(cell.text.startswith(here.value + opened) and cell.text.endswith(closed) for opened, closed in ((" (", ")"), ("（", "）")))
                    numbers += cell.number
                    if not good:
                        wrong.append((here.coordinate, here.value, cell.told or cell.text))
            check(f"{where}: {len(wrong)} cells differ: {wrong[:4]}", not wrong)
    check(f"{what}: {numbers} numbers compared", numbers > 500)


# --- what Excel would repair or run
def is_sound(name, what, settlement=None):
    book = openpyxl.load_workbook(at(name))
    with zipfile.ZipFile(at(name)) as parts:
        for part in parts.namelist():
            ElementTree.fromstring(parts.read(part))
        formulas = {n: len(list(ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{i + 1}.xml")).iter(MAIN + "f"))) for i, n in enumerate(book.sheetnames)}
        check(f"{what}: parts that run or fetch", not [p for p in parts.namelist() if re.search("vba|externalLink|connections|embeddings|ctrlProp", p)])
        links = re.findall(rb'TargetMode="External"', b"".join(parts.read(p) for p in parts.namelist() if p.endswith(".rels")))
        check(f"{what}: {len(links)} links lead out of the book", not links)
    check(f"{what}: formulas in {[n for n, f in formulas.items() if f]}", all(not f or n == settlement for n, f in formulas.items()))
    names = [n for s in book for n in s.tables]
    check(f"{what}: tables' names", len(set(names)) == len(names))
    for sheet in book:
        check(f"{what}: sheet {sheet.title!r}", 0 < len(sheet.title) <= 31 and not re.search(r"[\[\]:*?/\\]", sheet.title))
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            heads = [sheet.cell(top, c).value for c in range(left, right + 1)]
            check(f"{what}: {sheet.title}: heads of {table.ref} are not those of its table", heads == [c.name for c in table.tableColumns] and len({h.lower() for h in heads}) == len(heads))
            cut = [str(m) for m in sheet.merged_cells.ranges if not (m.max_row < top or m.min_row > bottom or m.min_col > right)]
            check(f"{what}: {sheet.title}: merged cells {cut} cut into {table.ref}", not cut)
    first = book[book.sheetnames[0]]
    targets = [c.hyperlink.location for row in first.iter_rows() for c in row if c.hyperlink]
    check(f"{what}: contents {targets}", [t.rpartition("!")[0].strip("'").replace("''", "'") for t in targets] == book.sheetnames)
    return book


# --- native charts point at rows of the tables, or at the helper cells beside them
def charts_point_right(name, book, what):
    tables = {s.title: tables_of(s) for s in book}
    with zipfile.ZipFile(at(name)) as parts:
        charts = [p for p in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", p)]
        for part in charts:
            chart = ElementTree.fromstring(parts.read(part))
            check(f"{what}: {part} has no title or no series", chart.find(f".//{CHART}title") is not None and chart.find(f".//{CHART}ser") is not None)
            told = 0
            for f in chart.iter(CHART + "f"):
                at_ = re.fullmatch(r"'?(.*?)'?!(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)", f.text)
                if not check(f"{what}: {part} points at {f.text}", at_ and at_.group(1) in book.sheetnames):
                    continue
                sheet = book[at_.group(1)]
                left, top, right, bottom = range_boundaries(at_.group(2).replace("$", ""))
                cells = [sheet.cell(r, left) for r in range(top, bottom + 1)]
                inside = any(t[1] < top and bottom <= t[3] and t[0] <= left <= right <= t[2] for t in tables[sheet.title])
                helper = all(c.value is not None for c in cells) and any(left > t[2] for t in tables[sheet.title])
                check(f"{what}: {part}: {f.text} lies outside of the tables", left == right and (inside or helper))
                told += sum(c.data_type == "n" and c.value is not None for c in cells)
            check(f"{what}: {part} draws nothing", told > 0)
    return len(charts)


def texts_of(sheet):
    return [c.value for row in sheet.iter_rows() for c in row if c.data_type == "s"]


def make(results, name, *more, lang="en"):
    run("report", results, "--out", name + ".html", "--xlsx", name + ".xlsx", "--lang", lang, *more)
    return read_page(name + ".html"), is_sound(name + ".xlsx", name, {"en": "settlement", "zh": "结算"}.get(lang) if "--scenario" in more else None)


import_input()
simulate("r.h5", scenarios, 2, 2, 1000)
page, book = make("r.h5", "r", "--scenario", scenarios[1])
same_numbers(page, book, "run")
count = charts_point_right("r.xlsx", book, "run")
check(f"{count} charts for {len(page.find('div', class_='chart'))} of the page", count >= len(page.find("div", class_="chart")) > 30)
texts = [t for s in book for t in texts_of(s)]
for text in ("=1+1", "=2*3", "<u>'layer", "<u>&fund", "A baseline", "B " + hostile, "C " + long_name):
    check(f"{text[:40]!r} stands as a text in the workbook", any(t == text or t.endswith(text) for t in texts))
with h5py.File(at("r.h5")) as f:
    measures = {m for m in f if "source" in f[m].attrs}
codebook = book["codebook"]
(left, top, right, bottom), = tables_of(codebook)
entries = {codebook.cell(r, 1).value: [codebook.cell(r, c).value for c in range(2, right + 1)] for r in range(top + 1, bottom + 1)}
check(f"codebook without {sorted(measures - set(entries))}", set(entries) == measures)
check("codebook: an entry is empty", all(all(v) for v in entries.values()) and all(CHINESE.search(v[1]) for v in entries.values()))
run("report", "r.h5", "--xlsx", "again.xlsx", "--scenario", scenarios[1])
check("the same bytes twice", bytes_of("again.xlsx") == bytes_of("r.xlsx"))

# --- Chinese: names of sheets, the same numbers; small cells left out; a forecast and what it rests on
zh_page, zh = make("r.h5", "zh", "--scenario", scenarios[1], lang="zh")
check(f"Chinese names of sheets: {zh.sheetnames}", all(CHINESE.search(n) for n in zh.sheetnames))
same_numbers(zh_page, zh, "Chinese")
charts_point_right("zh.xlsx", zh, "Chinese")
check("Chinese: the codebook's labels", all(CHINESE.search(str(r[1].value)) for r in list(zh[zh.sheetnames[-1]].iter_rows())[3:]))
simulate("small.h5", scenarios[:2], 2, 2, 400)
hidden_page, hidden = make("small.h5", "hidden", "--disclosure")
same_numbers(hidden_page, hidden, "disclosure")
run("forecast", "--input", "input.h5", "--posterior", posterior, "--scenario", scenarios[0], "--scenario", scenarios[1], "--population", 500, "--years", 2, "--draws", 10,
    "--quiet", "--out", "f.h5")
fan_page, fan = make("f.h5", "f", posterior, "input.h5")
same_numbers(fan_page, fan, "forecast")
charts_point_right("f.xlsx", fan, "forecast")

# --- as many scenarios as there are looks: every mark, dash and pattern is one that a spreadsheet program knows
twelve = [write(f"s{n}.toml", f'name = "s{n}"\nextends = "{os.path.relpath(baseline, at("."))}"\n[benefit.basic]\nceiling = {{ year = {1000 * n} }}\n') for n in range(1, 13)]
simulate("twelve.h5", twelve, 2, 2, 150)
twelve_page, book_of_twelve = make("twelve.h5", "twelve")
same_numbers(twelve_page, book_of_twelve, "twelve scenarios")
charts_point_right("twelve.xlsx", book_of_twelve, "twelve scenarios")


# --- the settlement sheet: cells by case, bill and line
class Settled:
    """A settlement sheet's bills: where day, person, bill and payments stand, in formulas and from the engine."""

    def __init__(self, name, scenario, claims, lang="en"):
        run("report", "one.h5", "--xlsx", name, "--scenario", scenario, "--lang", lang, *(["--cases", claims] if claims else []))
        self.name, self.cells = name, formula_evaluator.read_sheet(at(name), {"en": "settlement", "zh": "结算"}[lang])
        wrong = formula_evaluator.Sheet(self.cells).differences()
        check(f"{name}: formulas that come to something else: {wrong[:3]}", not wrong)
        self.formulas = sum(f is not None for _, f in self.cells.values())
        verdicts = [v for v, f in self.cells.values() if f and f.startswith("IF(AND(") and f.endswith(')')]
        check(f"{name}: {set(verdicts)} of {len(verdicts)} bills", set(verdicts) == {{"en": "agrees", "zh": "一致"}[lang]})
        self.bills = self.bills_of() if lang == "en" else []

    def bills_of(self):
        last = max(formula_evaluator.place(c)[1] for c in self.cells)
        text = lambda column, row: self.cells.get(f"{column}{row}", (None, None))[0]
        bills, starts = [], [r for r in range(1, last + 1) if str(text("A", r)).startswith("Case ")]
        for start, end in zip(starts, [*starts[1:], last + 1]):
            lines, layer = {}, None
            for r in range(start + 1, end):
                label = text("A", r)
                layer = label if text("B", r) == " " and text("C", r) == " " else layer
                lines.setdefault((layer, label) if layer else label, r)
            for column in "DEFGHIJKLMNOPQRSTUVWXYZ":
                if text(column, lines["day"]) is not None:
                    bills.append({"column": column, "lines": lines, "person": text(column, lines["person"]), "day": text(column, lines["day"]),
                                  "charge": f"{column}{lines['bill']}", "inside": f"{column}{lines['inside the catalogue']}" if "inside the catalogue" in lines else None})
        return bills

    def agree_with(self, rows, layers, what, changes=None, engine=True):
        """Every payment of every bill, to the fen, with the rows of `hearth settle`."""
        sheet, wrong = formula_evaluator.Sheet(self.cells, changes), []
        keys = [(b["person"], b["day"]) for b in self.bills]
        check(f"{what}: bills {len(keys)} of {len(rows)}", sorted(keys) == sorted((r["person"], r["date"]) for r in rows) and len(set(keys)) == len(keys))
        for bill, (person, day) in zip(self.bills, keys):
            row = next(r for r in rows if (r["person"], r["date"]) == (person, day))
            pairs = [("bill", "charge"), ("out of pocket", "oop")] + [("paid by: " + name_of("layer:" + layer), layer) for layer in layers]
            pairs += [("out of pocket by the engine", "oop")] + [((name_of("layer:" + layer), "the engine pays"), layer) for layer in layers] if engine else []
            for line, column in pairs:
                value = sheet.value(f"{bill['column']}{bill['lines'][line]}") if line in bill["lines"] else None
                value = value if isinstance(value, float) else 0.0  # a layer that does not pay here is told in words
                if round(value * 100) != int(Decimal(row[column]) * 100):
                    wrong.append((person, day, line, value, row[column]))
        check(f"{what}: {len(wrong)} amounts differ: {wrong[:4]}", not wrong)


def settle(scenario, claims):
    """The rows of `hearth settle`, and the layers' columns: those behind the file's own."""
    rows = list(csv.DictReader(io.StringIO(run("settle", "--scenario", scenario, "--claims", claims, "--quiet").stdout)))
    with open(at(claims), encoding="utf-8") as f:
        own = f.readline().strip().split(",")
    layers = [n for n in rows[0] if n not in own and n != "oop"]
    for r in rows:
        check(f"settle {claims}: {r['person']} {r['date']}", Decimal(r["charge"]) == sum(Decimal(r[layer]) for layer in layers) + Decimal(r["oop"]))
    return rows, layers


def with_change(text, n, column, factor):
    """The claims with one amount changed, its row, and the new amount. What is wholly inside the catalogue stays so: on the sheet it follows the bill."""
    rows = list(csv.DictReader(io.StringIO(text)))
    amount = (Decimal(rows[n][column]) * Decimal(factor)).quantize(Decimal("0.01"))
    if column == "charge" and rows[n]["compliant"] == rows[n]["charge"]:
        rows[n]["compliant"] = str(amount)
    rows[n][column] = str(amount)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue(), rows[n], float(amount)


simulate("one.h5", [baseline], 1, 1, 300, "--no-twin")
with open(cases, encoding="utf-8") as f:
    shipped = f.read()
three_tier = os.path.join(root, "scenarios", "three_tier_2021.toml")
for scenario in (baseline, os.path.join(root, "scenarios", "ceiling_3000.toml"), scenarios[1]):
    name = os.path.basename(scenario)
    sheet = Settled(name + ".xlsx", scenario, None)
    check(f"{name}: {sheet.formulas} formulas", sheet.formulas > 800)
    rows, layers = settle(scenario, cases)
    sheet.agree_with(rows, layers, name)
    for n in range(0, len(rows), 2 if scenario == baseline else 7):  # bills a tenth larger, then a tenth less of each inside the catalogue
        for column, cell, factor in (("charge", "charge", "1.1"), ("compliant", "inside", "0.9")):
            text, changed, amount = with_change(shipped, n, column, factor)
            bill = next(b for b in sheet.bills if (b["person"], b["day"]) == (changed["person"], changed["date"]))
            now, _ = settle(scenario, write("changed.csv", text))
            sheet.agree_with(now, layers, f"{name}: {column} of {changed['person']} on {changed['date']} times {factor}", {bill[cell]: amount}, engine=False)
Settled("tier.xlsx", three_tier, None)
Settled("tier_zh.xlsx", three_tier, None, lang="zh")
given, told = Settled("given.xlsx", baseline, cases), Settled("told.xlsx", baseline, None)
check("the shipped cases are report/cases.csv", given.cells == told.cells)

# --- an office's own claims under its own law, with texts that no sheet may run; a term of the law changed
law = """name = "law"
categories = ["poor"]
stack = ["basic", "aid"]
[fund.pool]
[fund.aid]
[benefit.basic]
fund = "pool"
deductible = 100
ratio = {}
[benefit.aid]
fund = "aid"
who = ["poor"]
base = "remaining"
period = "year"
ratio = 0.5
ceiling = {{ year = 900 }}
"""
own = 'person,categories,date,setting,tier,disease,charge,compliant,referred_from,story\n=2+3,poor,2017-06-01,inpatient,county,,1100,1000,,"=cmd|\' /C calc\'!A0"\n' \
      "=2+3,poor,2017-09-01,inpatient,county,,4000.55,3000.33,,\n@x,,2017-06-02,inpatient,city,,2500,2500,,<b>\n"
sheet = Settled("own.xlsx", write("law.toml", law.format(0.6)), write("own.csv", own))
strings = [v for v, f in sheet.cells.values() if f is None and isinstance(v, str)]
check("own claims: texts stay texts", "=2+3" in strings and "@x" in strings and any("=cmd|" in s for s in strings))
sheet.agree_with(*settle("law.toml", "own.csv"), "own claims")
ratios = {f"C{r}": 0.75 for r in {r for b in sheet.bills for k, r in b["lines"].items() if k[0] == name_of("layer:basic")} if sheet.cells.get(f"C{r}") == (0.6, None)}
check(f"the ratio stands in {ratios}", len(ratios) == 2)
write("law2.toml", law.format(0.75))
sheet.agree_with(*settle("law2.toml", "own.csv"), "own claims, another ratio", ratios, engine=False)
write("many.csv", own + "".join(f"P{n},,2017-06-02,inpatient,city,,2500,2500,,\n" for n in range(250)))
run("report", "one.h5", "--xlsx", "never.xlsx", "--scenario", "law.toml", "--cases", "many.csv", code=2, says=("many.csv", "200"))
write("bad.csv", own.replace("4000.55", "-1"))
run("report", "one.h5", "--xlsx", "never.xlsx", "--scenario", "law.toml", "--cases", "bad.csv", code=2, says=("bad.csv:3", "charge"))
check("nothing is written on wrong claims", not os.path.exists(at("never.xlsx")))
finish("the workbook, its charts and its settlement sheet")
