"""Recalculates a sheet of an .xlsx workbook without a spreadsheet program: python3 formula_evaluator.py BOOK.xlsx [SHEET]

Says every formula whose value in the file is not what it comes to (exit code 1). It knows the few functions that the
settlement sheet uses and raises on anything else: what it does not know is not thereby right."""
import functools
import math
import re
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"((?:[^"]|"")*)"|(\$?[A-Z]{1,3}\$?\d+)|([A-Z]+)\(|(<=|>=|<>|[-+*/=<>(),:]))')


def text_of(node):
    return "".join(t.text or "" for t in node.iter(MAIN + "t"))


def read_sheet(path, wanted=None):
    """Cells of a sheet (the first, if none is named): {"B7": (value as the file has it, formula or None)}."""
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = [text_of(s) for s in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        targets = {r.get("Id"): r.get("Target") for r in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
        names = {s.get("name"): targets[s.get(LINK)] for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")}
        part = names[wanted if wanted else next(iter(names))]
        sheet = ElementTree.fromstring(book.read("xl/" + part))
    cells = {}
    for cell in sheet.iter(MAIN + "c"):
        formula, value, kind = cell.find(MAIN + "f"), cell.find(MAIN + "v"), cell.get("t", "n")
        if value is None:
            continue  # a format alone
        if kind not in ("n", "s", "str"):
            raise ValueError(f"{cell.get('r')}: a cell of kind {kind}")
        content = float(value.text) if kind == "n" else shared[int(value.text)] if kind == "s" else value.text or ""
        cells[cell.get("r")] = (content, None if formula is None else formula.text)
    return cells


def kind_of(kind, value):
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} where a {kind.__name__} must stand")
    return value


def number(value):
    return 0.0 if value is None else kind_of(float, value)


def rounded(value, digits):
    if number(digits) != 0.0:
        raise ValueError("ROUND to digits other than 0")
    return float(Decimal(number(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def flat(arguments):
    """Numbers of arguments; as in a spreadsheet, texts and empty cells count only outside of ranges."""
    for a in arguments:
        if isinstance(a, list):
            yield from (v for v in a if isinstance(v, float))
        else:
            yield number(a)


def arity(name, arguments, count):
    if len(arguments) != count:
        raise ValueError(f"{name} of {len(arguments)} arguments")
    return arguments


FUNCTIONS = {
    "IF": lambda a: arity("IF", a, 3)[1 if kind_of(bool, a[0]) else 2],
    "MIN": lambda a: min(flat(a)),
    "MAX": lambda a: max(flat(a)),
    "SUM": lambda a: math.fsum(flat(a)),
    "ROUND": lambda a: rounded(*arity("ROUND", a, 2)),
    "INT": lambda a: float(number(arity("INT", a, 1)[0]) // 1),
    "AND": lambda a: all([kind_of(bool, v) for v in a]),
    "OR": lambda a: any([kind_of(bool, v) for v in a]),
    "COUNTIF": lambda a: float(sum(v == a[1] for v in arity("COUNTIF", a, 2)[0])),
}


@functools.cache
def place(cell):
    """"C7" -> ((1, "C"), 7): columns in order, as "Z" comes before "AA"."""
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    return (len(letters), letters), int(row)


class Sheet:
    """A sheet's values, reckoned when asked for. `changes` replaces the values of cells."""

    def __init__(self, cells, changes=None):
        self.cells, self.changes, self.known = cells, changes or {}, {}

    def value(self, cell):
        content, formula = self.cells.get(cell, (None, None))
        if formula is None or cell in self.changes:
            return self.changes.get(cell, content)
        if cell not in self.known:
            self.known[cell] = None  # a circle would end as an empty cell, and so differ
            self.known[cell] = Formula(self, formula).value()
        return self.known[cell]

    def differences(self):
        """Formulas that do not come to what the file says: [(cell, in the file, recalculated)]."""
        out = []
        for cell, (content, _) in ((c, v) for c, v in self.cells.items() if v[1] is not None):
            now = self.value(cell)
            near = isinstance(now, float) and isinstance(content, float) and abs(now - content) <= max(1e-9, 4e-15 * abs(now))
            if not near and now != content:
                out.append((cell, content, now))
        return out


class Formula:
    """Reads and reckons one formula from left to right."""

    def __init__(self, sheet, text):
        self.sheet, self.text, self.tokens, at = sheet, text, [], 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                self.fail(f"what is {text[at:at + 20]!r} in")
            self.tokens.append(match.groups())
            at = match.end()
        self.at = 0

    def sign(self, *wanted):
        found = self.tokens[self.at][4] if self.at < len(self.tokens) else None
        self.at += found in wanted
        return found if found in wanted else None

    def fail(self, what):
        raise ValueError(f"{what} {self.text!r}")

    def value(self):
        out = self.comparison()
        return out if self.at == len(self.tokens) else self.fail("more than a formula:")

    def comparison(self):
        left = self.chain("+", "-")
        sign = self.sign("=", "<>", "<", ">", "<=", ">=")
        if not sign:
            return left
        right = self.chain("+", "-")
        left, right = (0.0 if v is None else v for v in (left, right))
        kind_of(type(left), right)
        return {"=": left == right, "<>": left != right, "<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]

    def chain(self, *signs):
        deeper = (lambda: self.chain("*", "/")) if "+" in signs else self.operand
        out = deeper()
        while sign := self.sign(*signs):
            a, b = number(out), number(deeper())
            out = a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b if b else float("nan")
        return out

    def operand(self):
        if self.sign("("):
            out = self.comparison()
            return out if self.sign(")") else self.fail("no ) in")
        digits, text, cell, function, _ = self.tokens[self.at]
        self.at += 1
        if digits is not None or text is not None:
            return text.replace('""', '"') if digits is None else float(digits)
        if cell is not None:
            return self.cell_or_range(cell.replace("$", ""))
        if function is None:
            self.fail("a sign where a value must stand in")
        arguments = [self.comparison()]
        while self.sign(","):
            arguments.append(self.comparison())
        if not self.sign(")") or function not in FUNCTIONS:
            self.fail(f"{function} is not known, or not closed, in")
        return FUNCTIONS[function](arguments)

    def cell_or_range(self, first):
        if not self.sign(":"):
            return self.sheet.value(first)
        self.at += 1
        last = self.tokens[self.at - 1][2].replace("$", "")
        (left, top), (right, bottom) = place(first), place(last)
        return [self.sheet.value(c) for c in self.sheet.cells if left <= place(c)[0] <= right and top <= place(c)[1] <= bottom]


if __name__ == "__main__":
    found = Sheet(read_sheet(*sys.argv[1:3])).differences()
    for which, there, here in found:
        print(f"{which}: the file says {there}, the formula comes to {here}")
    sys.exit(1 if found else 0)
