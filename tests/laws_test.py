"""Every worked example of docs/settlement.md and every case of the book in tests/laws settles to the
fen: rules, claims and the result as the clerk worked it out, run through `hearth settle`."""
import csv
import glob
import io
import os
import re
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
preamble = 'categories = ["poor", "orphan"]\nprecedence = ["orphan", "poor"]\nstack = ["x"]\n'
standard = {"person": "A", "date": "2017-06-01", "setting": "inpatient", "tier": "county", "categories": "",
            "disease": "", "compliant": "", "referred_from": ""}
block = re.compile(r"```toml\n(.*?)```\s*```csv\n(.*?)```", re.S)
failures, cases, rows_checked = [], 0, 0


def fen(text):
    whole, _, part = text.strip().partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def settle(folder, toml, rows, columns):
    with open(os.path.join(folder, "s.toml"), "w", encoding="utf-8") as f:
        f.write(toml)
    with open(os.path.join(folder, "c.csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(columns)
        writer.writerows(rows)
    done = subprocess.run([hearth, "settle", "--scenario", "s.toml", "--claims", "c.csv", "--quiet"], cwd=folder,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def check(name, toml, table):
    global rows_checked
    if not re.search(r"^stack\s*=", toml, re.M):
        toml = preamble + toml
    layers = re.findall(r'"([^"]+)"', re.search(r"^stack\s*=\s*\[(.*?)\]", toml, re.M | re.S).group(1))
    expected = layers + ["oop"]
    given = list(csv.DictReader(io.StringIO(table)))
    columns = [c for c in given[0] if c not in expected] + [c for c in standard if c not in given[0]]
    rows = [[row.get(c, standard.get(c, "")) for c in columns] for row in given]
    with tempfile.TemporaryDirectory() as folder:
        try:
            got = settle(folder, toml, rows, columns)
        except AssertionError as error:
            failures.append(f"{name}: {error}")
            return
    for number, (want, have) in enumerate(zip(given, got, strict=True)):
        for column in expected:
            rows_checked += 1
            if fen(want[column]) != fen(have[column]):
                failures.append(f"{name}, row {number + 1}: {column} = {have[column]}, worked by hand {want[column]}")


books = [os.path.join(root, "docs/settlement.md")] + sorted(glob.glob(os.path.join(root, "tests/laws/*.md")))
for book in books:
    text = open(book, encoding="utf-8").read()
    for match in block.finditer(text):
        heading = re.findall(r"^## (.*)$", text[:match.start()], re.M)
        cases += 1
        check(f"{os.path.basename(book)}: {heading[-1] if heading else ''}", match.group(1), match.group(2))
    assert block.search(text), f"{book} holds no example"
documented = {h for h in re.findall(r"^## (.*)$", open(books[0], encoding="utf-8").read(), re.M)}
assert cases >= 100, cases
assert not failures, "\n".join(failures[:40])
print(f"{cases} worked examples, {rows_checked} amounts, in {len(books)} books settle as worked by hand")
