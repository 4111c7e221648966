"""The Chinese catalogue words/zh.po: every text of the program stands in it, translated, with the same places for values; no
message goes around it; commands speak Chinese with the same exit codes; files are the same in every language."""
import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import polib

hearth, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
work = tempfile.mkdtemp(prefix="hearth-words-")
checks, faults = 0, []
ROOMS = "words sim store scenarios replay survey inference calibration fit output forecast optimise report hearth".split()
CHINESE = re.compile("[\u4e00-\u9fff]")
# Texts that hold words and yet no Chinese character in Chinese: units, names, and definitions made of keys alone.
PURE = {"CHE 10 %", "per cent", "beta", "overshoot_10 / che_10", "che_10 x (1 - che_10_concentration)", "poor_due_to_illness_label / registered_poor_households",
        "poor_due_to_illness_twin - poor_due_to_illness_free (--attribution)"}


def check(what, good):
    global checks
    checks += 1
    if not good:
        faults.append(what)
    return good


def at(name):
    return os.path.join(work, name)


def write(name, text):
    with open(at(name), "w", encoding="utf-8") as f:
        f.write(text)
    return at(name)


def run(*words, **variables):
    known = {k: v for k, v in os.environ.items() if k not in ("HEARTH_LANG", "LC_ALL", "LC_MESSAGES", "LANG")}
    return subprocess.run([hearth, *map(str, words)], cwd=work, capture_output=True, text=True, timeout=600, env={**known, **variables})


# --- the catalogue and the sources
def sources():
    for room in ROOMS:
        for folder, _, names in sorted(os.walk(os.path.join(root, room))):
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith((".cpp", ".hpp")))


extracted = subprocess.run(["xgettext", "--language=C++", "--keyword=", "--keyword=say:1", "--keyword=word:1", "--from-code=UTF-8", "--no-location", "--no-wrap", "-o", at("all.pot"), *sources()],
                           capture_output=True, text=True)
check(f"xgettext: {extracted.stderr[-600:]}", extracted.returncode == 0 and "warning" not in extracted.stderr)
asked = {e.msgid for e in polib.pofile(at("all.pot"))}
for table in ("parameters", "targets"):  # their units are told, too
    with open(os.path.join(root, "calibration", "guyuan", table + ".csv"), encoding="utf-8") as f:
        asked |= {row["unit"] for row in csv.DictReader(f)}
try:
    catalogue = polib.pofile(os.path.join(root, "words", "zh.po"))
except OSError as error:  # damaged: nothing else can be said of it
    check(f"words/zh.po: {error}", False)
    catalogue = []
told = {e.msgid: e.msgstr for e in catalogue}
check(f"{len(asked)} texts of the program", len(asked) > 1500)
check("a text stands twice in zh.po", len(told) == len(catalogue))
for text in sorted(asked - set(told)) if told else []:
    check(f"zh.po lacks: {text!r}", False)
for text in sorted(set(told) - asked):
    check(f"zh.po holds what the program does not say: {text!r}", False)


def places(text):
    """Places for values, without their order: {}, {:.1f}; braces that are written twice are braces."""
    return sorted(re.sub(r"^\{\d+", "{", m) for m in re.findall(r"\{[^{}]*\}", text.replace("{{", "").replace("}}", "")))


for entry in catalogue:
    english, chinese = entry.msgid, entry.msgstr
    check(f"zh.po: no translation: {english!r}", chinese and not entry.obsolete and not entry.fuzzy)
    check(f"zh.po: no Chinese: {english!r} -> {chinese!r}", CHINESE.search(chinese) or english in PURE or not re.search("[A-Za-z]", re.sub(r"\{[^}]*\}", "", english)))
    check(f"zh.po: other places for values: {english!r} -> {chinese!r}", places(english) == places(chinese))
    plain = re.sub(r"\{\{|\}\}", "", chinese)
    check(f"zh.po: some places numbered, some not: {chinese!r}", not (re.search(r"\{\d", plain) and re.search(r"\{[:}]", plain)))
    numbers = [int(n) for n in re.findall(r"\{(\d+)", plain)]
    check(f"zh.po: places {numbers}: {chinese!r}", not numbers or sorted(set(numbers)) == list(range(len(places(english)))))
    check(f"zh.po: ends of lines differ: {english!r} -> {chinese!r}", english.endswith("\n") == chinese.endswith("\n") and english.startswith("\n") == chinese.startswith("\n"))
    check(f"zh.po: blanks at the beginning differ: {english!r} -> {chinese!r}", english.startswith("  ") == chinese.startswith("  "))
    names = set() if re.fullmatch(r"[a-z_]+", english) else set(re.findall(r"(?<![\w-])--[a-z][a-z-]+|\b[a-z]+_[a-z_]+\b", english))
    check(f"zh.po: {sorted(n for n in names if n not in chinese)} of {english!r} -> {chinese!r}", all(n in chinese for n in names))


# --- no message goes around the catalogue
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
SAYING = re.compile(r"\b(?:throw\s+(?:InputError|UsageError|IoError)\s*\(|faults_?\.add\s*\(|std::c(?:err|out)\s*<<)")


def without_comments(text):
    return re.sub(rf'R"(\w*)\(.*?\)\1"|{LITERAL}|//[^\n]*|/\*.*?\*/', lambda m: m.group() if m.group()[0] in '"R' else " ", text, flags=re.S)


def end_of(text, start, closing):
    """Where a bracket opened before `start` is closed, or a statement ends."""
    depth, i = 0, start
    while i < len(text):
        literal = re.compile(LITERAL).match(text, i)
        if literal:
            i = literal.end()
            continue
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth < 0 or (closing == ";" and depth == 0 and text[i] == ";"):
            return i
        i += 1
    return i


def outside(text):
    """The text without what stands in say(...) and word(...)."""
    out, i = "", 0
    for m in re.finditer(r"\b(?:say|word)\(", text):
        if m.start() >= i:
            out += text[i:m.start()]
            i = end_of(text, m.end(), ")") + 1
    return out + text[i:]


# What may stand outside: (file, part of the text).
ALLOWED = {
    ("hearth/main.cpp", "hearth COMMAND"): "a command line",
}
looked = 0
for path in sources():
    name = os.path.relpath(path, root)
    with open(path, encoding="utf-8") as f:
        source = without_comments(f.read())
    for m in SAYING.finditer(source):
        looked += 1
        words = outside(source[m.end():end_of(source, m.end(), ";" if m.group().endswith("<<") else ")")])
        bare = [t for t in re.findall(LITERAL, words) if re.search(r"[A-Za-z]{2,}[^A-Za-z\"]* [^A-Za-z\"]*[A-Za-z]{2,}", t)]
        bare = [t for t in bare if not any(name == file and part in t for file, part in ALLOWED)]
        check(f"{name}:{source.count(chr(10), 0, m.start()) + 1} goes around the catalogue: {bare}", not bare)
check(f"{looked} places that say something", looked > 300)

# --- commands speak Chinese, with the same exit codes
commands = re.findall(r"^  ([a-z]+)  ", run("--help").stdout, re.M)
check(f"commands {commands}", len(commands) >= 18)
top = run("--help", "--lang", "zh")
for line in re.findall(r"^  [a-z]+  .*", top.stdout, re.M):
    check(f"--help in Chinese: {line!r}", CHINESE.search(line))
for command in commands:
    english, chinese = run(command, "--help"), run(command, "--help", "--lang", "zh")
    check(f"{command} --help: {english.returncode}, {chinese.returncode}", english.returncode == chinese.returncode == 0)
    check(f"{command} --help speaks English", not CHINESE.search(english.stdout) and CHINESE.search(chinese.stdout))
    options = re.split(r"\n  (?=--)", chinese.stdout)[1:]
    check(f"{command} --help: options", [o.split()[0] for o in options] == re.findall(r"^  (--[a-z-]+)", english.stdout, re.M) and len(options) > 1)
    for option in options:
        check(f"{command} --help: {option[:120]!r}", CHINESE.search(option))
    both = [run(command, "--no-such-option", *more) for more in ([], ["--lang", "zh"])]
    check(f"{command} --no-such-option: {[b.returncode for b in both]}", [b.returncode for b in both] == [64, 64])
    check(f"{command} --no-such-option: {both[1].stderr!r}", CHINESE.search(both[1].stderr) and "--no-such-option" in both[1].stderr and not CHINESE.search(both[0].stderr))
bad = write("bad.toml", f'name = "bad"\nextends = "{os.path.relpath(os.path.join(root, "scenarios", "baseline.toml"), work)}"\n[benefit.basic]\nratios = 0.5\nratio = 7\n')
write("claims.csv", "person,categories,date,setting,tier,disease,charge,compliant,referred_from\nA,nobody,2017-02-30,inpatient,county,,-5,6,\n")
write("text.h5", "no results\n")
baseline = os.path.join(root, "scenarios", "baseline.toml")
check("import", run("import", os.path.join(root, "calibration", "guyuan"), "--out", "input.h5", "--quiet").returncode == 0)
for words, code in ((["check", "bad.toml"], 2), (["check", "nowhere.toml"], 2), (["run", "--input", "nowhere.h5", "--scenario", baseline, "--out", "x.h5"], 2),
                    (["run", "--input", "input.h5", "--scenario", bad, "--out", "x.h5"], 2), (["settle", "--scenario", baseline, "--claims", "claims.csv"], 2),
                    (["report", "text.h5", "--out", "x.html"], 2), (["table", "nowhere.h5"], 2), (["run", "--out", "x.h5"], 64), (["compare", "text.h5"], 64), (["nonsense"], 64), ([], 64),
                    (["report", "text.h5"], 64), (["import", ".", "--out", "x.h5"], 2), (["run", "--input", "input.h5", "--scenario", baseline, "--draws", "many", "--out", "x.h5"], 64),
                    (["run", "--input", "input.h5", "--scenario", baseline, "--years", "0", "--out", "x.h5"], None)):
    english, chinese, variable, again = run(*words), run(*words, "--lang", "zh"), run(*words, HEARTH_LANG="zh"), run(*words, "--lang=en", LANG="zh_CN.UTF-8")
    codes = [d.returncode for d in (english, chinese, variable, again)]
    check(f"{words}: exit codes {codes}", len(set(codes)) == 1 and codes[0] == (codes[0] if code is None else code) and codes[0] in (2, 64))
    check(f"{words}: {chinese.stderr[-300:]!r}", CHINESE.search(chinese.stderr) and not CHINESE.search(english.stderr))
    check(f"{words}: HEARTH_LANG and --lang differ", variable.stderr == chinese.stderr and again.stderr == english.stderr)
    for line in chinese.stderr.splitlines():
        left = re.sub(r"\S*(/|\.(toml|csv|h5|cpp))\S*|--[a-z-]+|“[^”]*”|\"[^\"]*\"|\b\w*_\w+|hearth( [a-z]+)?( \[?[A-Z-].*)?", "", line)
        check(f"{words}: English in {line!r}", not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", left))
check("nothing is written on wrong input", not os.path.exists(at("x.h5")) and not os.path.exists(at("x.html")))
for words in (["--lang", "xx"], ["table", "--lang", "xx"], ["table", "--help", "--lang=fr"], ["table", "--lang"]):
    check(f"{words}: {run(*words).returncode}", run(*words).returncode == 64)
check("LC_ALL", CHINESE.search(run("--help", LC_ALL="zh_CN.UTF-8").stdout) and not CHINESE.search(run("--help", LC_ALL="C", LANG="zh_CN.UTF-8").stdout))

# --- files and what programs read are the same in every language
made = {}
for lang in ("en", "zh"):
    os.mkdir(at(lang))
    small = ["--scenario", baseline, "--scenario", os.path.join(root, "scenarios", "without_guarantee.toml"), "--population", "400", "--years", "2", "--draws", "2", "--lang", lang]
    for words in (["import", os.path.join(root, "calibration", "guyuan"), "--out", f"{lang}/input.h5", "--lang", lang], ["run", "--input", "input.h5", *small, "--attribution", "--out", f"{lang}/r.h5"],
                  ["forecast", "--input", "input.h5", "--posterior", os.path.join(root, "calibration", "guyuan", "posterior.h5"), *small, "--out", f"{lang}/f.h5"]):
        done = run(*words)
        check(f"{words}: {done.stderr[-300:]}", done.returncode == 0 and bool(CHINESE.search(done.stderr + done.stdout)) == (lang == "zh"))
    for name, words in (("table.csv", ["table", "en/r.h5", "--format", "csv"]), ("table.json", ["table", "en/r.h5", "--by", "scenario,all,layer", "--format", "json"]),
                        ("compare.csv", ["compare", "en/r.h5", "--base", "baseline", "--format", "csv"]), ("fan.csv", ["fan", "en/f.h5", "--format", "csv"]), ("fund.json", ["fund", "en/f.h5", "--format", "json"])):
        done = run(*words, "--lang", lang)
        check(f"{words}: {done.stderr[-300:]}", done.returncode == 0)
        write(f"{lang}/{name}", done.stdout)
    made[lang] = {n: hashlib.sha256(open(at(f"{lang}/{n}"), "rb").read()).hexdigest() for n in sorted(os.listdir(at(lang))) if not n.endswith(".log.json")}
check(f"{len(made['en'])} files", len(made["en"]) >= 8)
for name in made["en"]:
    check(f"{name} differs between languages", made["en"][name] == made["zh"].get(name))
shutil.rmtree(work)
print("\n".join("FAULT: " + f for f in faults[:60]), end="\n" if faults else "")
print(f"the catalogue and what is said in Chinese: {checks} checks, {len(faults)} faults")
sys.exit(1 if faults else 0)
