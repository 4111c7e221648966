"""`hearth settle` as an office uses it, and as its worst file would: messages with line, column and rule,
nothing written on wrong input, sums that agree, the same rows in any order and on any threads."""
import csv
import io
import json
import os
import random
import stat
import subprocess
import sys
import tempfile
from decimal import Decimal

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
work = tempfile.mkdtemp(prefix="hearth-settle-")
checks = 0
header = "person,categories,date,setting,tier,disease,charge,compliant,referred_from"
law = """name = "law"
categories = ["poor"]
stack = ["basic", "aid"]
[fund.pool]
[fund.aid]
[benefit.basic]
fund = "pool"
deductible = 100
ratio = 0.6
[benefit.aid]
fund = "aid"
who = ["poor"]
base = "remaining"
period = "year"
ratio = 0.5
ceiling = { year = 1000 }
share = { central = 0.6, county = 0.4 }
"""


def at(name):
    return os.path.join(work, name)


def write(name, text, encoding="utf-8"):
    with open(at(name), "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode(encoding))
    return at(name)


def settle(*words, code=0, text=None, name="claims.csv", scenario="law.toml", **more):
    global checks
    checks += 1
    if text is not None:
        write(name, text)
    done = subprocess.run([hearth, "settle", "--scenario", at(scenario), "--claims", at(name), *words], cwd=work,
                          capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
    return done


def says(done, *texts):
    for text in texts:
        assert text in done.stderr, f"no {text!r} in:\n{done.stderr}"


def oops(done):
    return [row["oop"] for row in csv.DictReader(io.StringIO(done.stdout))]


write("law.toml", law)
row = "A,poor,2017-06-01,inpatient,county,,1100,1100,\n"
plain = header + "\n" + row

# --- the same claim in every dress a CSV may wear
assert oops(settle(text=plain)) == ["250.00"]
for dressed in ("\ufeff" + plain, plain.replace("\n", "\r\n"), plain.rstrip("\n"), plain + "\n\n",
                plain.replace("A,poor", '"A","poor"'), plain.replace("person,", '"person",'),
                plain.replace(header, header + ",note").replace("1100,\n", '1100,,"two\nlines, ""quoted"""\n'),
                plain.replace("1100,1100", "1100.00,1100.0"), plain.replace("1100,1100", "01100,")):
    assert oops(settle(text=dressed)) == ["250.00"], dressed
done = settle(text="编号,标签,日期,类别,级别,病种,总费用,目录内,转自\n" + row, name="zh.csv", code=2)
says(done, 'zh.csv:1: column "person" is missing', "编号", "--columns")
columns = "person=编号,categories=标签,date=日期,setting=类别,tier=级别,disease=病种,charge=总费用,compliant=目录内,referred_from=转自"
assert oops(settle("--columns", columns, name="zh.csv")) == ["250.00"]
says(settle(text="编号".encode("gbk") + b",x\n", name="gbk.csv", code=2), "not UTF-8")

# --- wrong rows: line, column, rule; the value only where asked; nothing written
for field, column, rule in (("-5,", "charge", "must be an amount"), ("NaN,", "charge", "must be an amount"),
                            ("1e3,", "charge", "must be an amount"), ("5.123,", "charge", "must have at most two decimals"),
                            ("1000000000.01,", "charge", "must be at most 1,000,000,000"), (",", "charge", "must be an amount"),
                            ("99999999999999999999,", "charge", "must be an amount"), ("５,", "charge", "must be an amount"),
                            ("5,6", "compliant", "must not exceed the charge")):
    done = settle("--out", at("o.csv"), text=header + "\n" + row + row.replace("1100,1100", field), code=2)
    says(done, f"claims.csv:3: {column} ({rule}")
    assert not os.path.exists(at("o.csv"))
for old, new, says_what in (("2017-06-01", "2017-02-29", "date (must be a day that exists"),
                            ("2017-06-01", "2017/06/01", "date (must be a date such as 2017-06-01)"),
                            ("2017-06-01", "9999-01-01", "from 1900 to 2100"), ("inpatient", "Inpatient", "setting (must be inpatient or outpatient)"),
                            ("county", "countie", "tier (must be one of: village, township, county, city, outside)"),
                            ("poor", "por", 'categories (names what no scenario declares; did you mean "poor"?)'),
                            ("A,", ",", "person (must not be empty)"), ("A,", "x" * 300 + ",", "at most 200 bytes"),
                            (",\n", ",,\n", "has 10 fields (the header names 9)"), ("A,", 'A"B,', "a quote inside a field"),
                            ("A,", '"A"B,', "text behind a closing quote"), ("A,", '"A,', "a quote is opened and not closed"),
                            ("A,", "y" * (1 << 21) + ",", "longer than 1 MiB")):
    done = settle(text=plain.replace(old, new), code=2)
    says(done, ":2: " if len(old) else "", says_what)
secret = settle(text=plain.replace("poor", "secret7"), code=2).stderr
assert "secret7" not in secret and "secret7" in settle("--show-values", text=plain.replace("poor", "secret7"), code=2).stderr
says(settle(text="", code=2), "is empty")
says(settle(text=header.replace("compliant,", "") + "\n", code=2), "column \"compliant\" is missing (scenario law needs it for benefit.basic.base")
says(settle(text=header + ",date\n", code=2), 'column "date" stands twice')
says(settle(text=header + ",oop\n", code=2), 'column "oop" has the name of a result')
assert oops(settle(text=header + "\n")) == []
says(settle(text=header + "\n" + row + "\0" * 50 + "\n", code=2), "claims.csv:3")
settle("--on-error", "skip", code=64)
settle("--out", at("no/where.csv"), text=plain, code=74)
settle(name=".", code=2)

# --- skipping: counted, kept for their owner alone, the others untouched
done = settle("--on-error", "skip", "--out", at("o.csv"), text=header + "\n" + row + "B,,2017-13-01,inpatient,county,,1,1,\nC,bad\n" + row)
says(done, "2 faulty rows left out")
kept = list(csv.DictReader(open(at("o.csv"), encoding="utf-8")))
assert [r["person"] for r in kept] == ["A", "A"], kept
aside = open(at("o.csv.skipped.csv"), encoding="utf-8").read().split("\n")
assert aside[0] == "line,column,rule," + header and aside[1].startswith('3,date,"must be') and aside[2].endswith("C,bad"), aside
assert stat.S_IMODE(os.stat(at("o.csv.skipped.csv")).st_mode) == 0o600


# A stray quote spoils its own line and no other.
stray = header + "\n" + row + row.replace("county,,", 'county,5" stent,') + row.replace("A,", "B,") + row.replace("county,,", 'county,6" stent,')
says(settle("--on-error", "skip", "--out", at("o.csv"), text=stray), "2 faulty rows left out")
assert [r["person"] for r in csv.DictReader(open(at("o.csv"), encoding="utf-8"))] == ["A", "B"]
assert open(at("o.csv.skipped.csv"), encoding="utf-8").read().count("\n") == 3
says(settle("--out", at("claims.csv"), text=plain, code=2), "would replace")
says(settle("--out", at("law.toml"), text=plain, code=2), "would replace")
assert oops(settle(text=plain.replace("2017", "1965"))) == ["250.00"]
says(settle(text=plain.replace("A,poor", " A,poor"), code=2), "person (must not begin or end with a space)")
says(settle(text="a;b;c\n", code=2), 'the separator looks like ";"')
says(settle(text=plain.replace("\n", "\r"), code=2), "lines end with CR alone")


# --- a year of an office: any order of rows, any threads, sums that agree with the rows
def claims(seed, persons, rows):
    luck = random.Random(seed)
    out = []
    for i in range(rows):
        charge = Decimal(luck.randrange(1, 2_000_000)) / 100
        out.append([f"P{luck.randrange(persons)}", "poor" if luck.random() < 0.4 else "", f"2017-{luck.randrange(1, 13):02}-{luck.randrange(1, 29):02}",
                    luck.choice(["inpatient", "outpatient"]), luck.choice(["township", "county", "city"]), "", str(charge),
                    str((charge * luck.randrange(0, 101) / 100).quantize(Decimal("0.01"), "ROUND_DOWN")), ""])
    return out


def as_csv(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()


stop = law.replace("[fund.aid]", "[fund.aid]\nbalance = { 2017 = 20000 }\non_exhausted = \"stop\"").replace('"law"', '"stop"')
write("stop.toml", stop)
write("prorate.toml", stop.replace('"stop"', '"prorate"'))
rows = claims(1, 60, 3000)
for scenario in ("law.toml", "stop.toml", "prorate.toml"):
    unsorted = settle("--json", "--out", at("u.csv"), text=as_csv(rows), scenario=scenario)
    table = list(csv.DictReader(open(at("u.csv"), encoding="utf-8")))
    assert [r["charge"] for r in table] == [r[6] for r in rows]
    for r in table:
        assert Decimal(r["charge"]) == Decimal(r["basic"]) + Decimal(r["aid"]) + Decimal(r["oop"]), r
    sums = json.loads(unsorted.stdout)["scenarios"][0]
    for layer in sums["layers"]:
        assert Decimal(str(layer["paid"])) == sum(Decimal(r[layer["layer"]]) for r in table), layer
        assert layer["claims"] == sum(Decimal(r[layer["layer"]]) > 0 for r in table)
        assert layer["persons"] == len({r["person"] for r in table if Decimal(r[layer["layer"]]) > 0})
    assert Decimal(str(sums["oop"])) == sum(Decimal(r["oop"]) for r in table)
    by_level = sums["layers"][1]["by_level"]
    assert Decimal(str(by_level["central"])) + Decimal(str(by_level["county"])) == Decimal(str(sums["layers"][1]["paid"]))
    if scenario != "law.toml":
        assert sums["layers"][1]["paid"] == 20000 and sums["funds"][1]["balance"] == 0, sums["funds"]
    order = sorted(range(len(rows)), key=lambda i: rows[i][2])
    ranked = settle("--out", at("s.csv"), text=as_csv([rows[i] for i in order]), scenario=scenario)
    ranked = list(csv.DictReader(open(at("s.csv"), encoding="utf-8")))
    assert [ranked[k] for k in range(len(rows))] == [table[i] for i in order]
    for threads in ("1", "3"):
        settle("--threads", threads, "--out", at("t.csv"), scenario=scenario)
        assert open(at("t.csv"), "rb").read() == open(at("s.csv"), "rb").read()
persons = sorted({r[0] for r in rows})
luck = random.Random(2)
luck.shuffle(persons)
moved = [r for p in persons for r in rows if r[0] == p]
settle("--out", at("m.csv"), text=as_csv(moved), scenario="law.toml")
settle("--out", at("u.csv"), text=as_csv(rows), scenario="law.toml")
key = lambda r: tuple(r.values())
assert sorted(map(key, csv.DictReader(open(at("m.csv"))))) == sorted(map(key, csv.DictReader(open(at("u.csv"))))), "permuting persons changes payments"
fifo = at("fifo")
os.mkfifo(fifo)
feeder = subprocess.Popen(["sh", "-c", f"cat {at('s_in.csv')} > {fifo}"]) if write("s_in.csv", as_csv([rows[i] for i in order])) else None
assert oops(settle(name="fifo")) == [r["oop"] for r in (list(csv.DictReader(open(at("s.csv")))) if settle("--out", at("s.csv"), name="s_in.csv") else [])]
feeder.wait()

# --- two scenarios: prefixed columns, gainers and losers that agree with the rows
write("more.toml", 'extends = "law.toml"\nname = "more"\n[benefit.aid]\nratio = 0.7\nceiling = { year = 400 }\n')
both = settle("--scenario", at("more.toml"), "--json", "--out", at("b.csv"), text=as_csv(rows))
table = list(csv.DictReader(open(at("b.csv"), encoding="utf-8")))
change = {}
for r in table:
    change[r["person"]] = change.get(r["person"], 0) + Decimal(r["law.oop"]) - Decimal(r["more.oop"])
everyone = json.loads(both.stdout)["changes"][0]["persons"][0]
assert everyone["gainers"] == sum(c > 0 for c in change.values()) and everyone["losers"] == sum(c < 0 for c in change.values())
assert everyone["losers"] > 0 and Decimal(str(everyone["gained"])) == sum(c for c in change.values() if c > 0)
assert Decimal(str(everyone["largest_loss"])) == max(-c for c in change.values())
same = settle("--scenario", at("same.toml") if write("same.toml", 'extends = "law.toml"\nname = "same"\n') else "", "--json", "--out", at("b.csv"))
assert json.loads(same.stdout)["changes"][0]["persons"][0]["unchanged"] == len(change), "a null reform changes somebody"
says(settle("--scenario", at("law.toml"), code=2), "two scenarios are named")

# --- a year of the file, and the waterfall a clerk checks
late = plain + "A,poor,2018-01-05,inpatient,county,,50,50,\n"
assert oops(settle("--year", "2018", text=late)) == ["25.00"]
told = settle("--explain", "A", text=plain).stdout
for line in ("base 1,100.00 - deductible 100.00 = 1,000.00", "0.6 x 1,000.00 = 600.00", "base 500.00, this year so far 0.00",
             "f(500.00) = 0.5 x 500.00 = 250.00", "out of pocket"):
    assert line in told, told
assert "no claim of Z" in settle("--explain", "Z").stdout
print(f"{checks} settlements of good and hostile files behave as promised")
