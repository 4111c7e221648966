"""Every command shown in the documents runs. Blocks fenced as `sh` are executed in a copy of the
repository's tracked files, in order, with `hearth` on PATH. Long runs are shortened: a block's
`--draws 20` becomes 2, `hearth run` works on 5,000 persons, `hearth experiment` on 20,000, `hearth calibrate` on 4,000 with small waves (in full: ./bootstrap soak), `hearth forecast` and `hearth optimise` on few
draws and policies of five years, which reach the first unsure one; `./bootstrap` and `git clone` lines are left to CI, which runs them in full."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

hearth, root = os.path.abspath(sys.argv[1]), sys.argv[2]
documents = ["README.md"]
for folder, _, names in os.walk(os.path.join(root, "docs")):
    documents += [os.path.relpath(os.path.join(folder, n), root) for n in names if n.endswith(".md")]
ran = 0


def shorten(script, command, sizes):
    """The command with its own sizes taken out and these put in."""
    names = "|".join(re.findall(r"--(\w+)", sizes))

    def of(match):
        return f"hearth {command} {sizes} " + re.sub(rf"--(?:{names}) [\d.]+", "", match.group(1))
    return re.sub(rf"hearth {command} (?!--help)((?:[^\n\\]|\\\n)*)", of, script)


with tempfile.TemporaryDirectory() as work:
    copy = os.path.join(work, "hearth")
    for part in ("calibration", "scenarios", "docs"):
        shutil.copytree(os.path.join(root, part), os.path.join(copy, part))
    os.makedirs(os.path.join(work, "bin"))
    os.symlink(hearth, os.path.join(work, "bin/hearth"))
    env = dict(os.environ, PATH=os.path.join(work, "bin") + ":" + os.environ["PATH"])
    for document in sorted(documents, key=lambda d: (d != "README.md", d)):
        text = open(os.path.join(root, document), encoding="utf-8").read()
        for name, body in re.findall(r"<!-- file: (\S+) -->\n```(?:toml|csv)\n(.*?)```", text, re.S):
            with open(os.path.join(copy, name), "w", encoding="utf-8") as f:
                f.write(body)
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M):
            lines = [line for line in block.split("\n") if not re.match(r"\s*(\./bootstrap|git clone|cd )", line)]
            script = "\n".join(lines).replace("build/release/hearth", "hearth")
            script = shorten(script, "forecast", "--population 1500 --draws 6 --years 5")
            script = shorten(script, "optimise", "--population 1000 --draws 10 --years 5 --rounds 1 --first 4 --budgets 3")
            script = re.sub(r"(hearth resume \S+) --draws \d+", r"\1 --draws 8", script)
            keep = re.compile(r"hearth (?:forecast|optimise) ")
            script = "\n".join(line if keep.search(line) else re.sub(r"--population \d+", "", line.replace("--draws 20", "--draws 2")) for line in script.split("\n"))
            script = script.replace("hearth run ", "hearth run --population 5000 ")
            script = script.replace("hearth experiment price ", "hearth experiment price --population 20000 ")
            script = re.sub(r"hearth calibrate(?! --help)", "hearth calibrate --population 4000 --members 30 --training 40 --verification 20 --chain 100 ", script)
            if not script.strip():
                continue
            done = subprocess.run(["bash", "-e", "-c", script], cwd=copy, env=env, capture_output=True, text=True, timeout=600)
            assert done.returncode == 0, f"{document}:\n{script}\n{done.stdout}\n{done.stderr}"
            ran += 1
# docs/model.md names, for every equation, the function that holds it, and every parameter and series; docs/forecast.md its functions.
model = open(os.path.join(root, "docs/model.md"), encoding="utf-8").read()
for document, least in (("docs/model.md", 30), ("docs/forecast.md", 10)):
    text = open(os.path.join(root, document), encoding="utf-8").read()
    places = set(re.findall(r"`((?:sim|scenarios|inference|calibration|fit|output|hearth|forecast|optimise|store)/[\w/]+\.[ch]pp):(\w+)`", text))
    assert len(places) > least, (document, len(places))
    for path, function in sorted(places):
        code = open(os.path.join(root, path), encoding="utf-8").read()
        assert re.search(rf"\b{function}\b", code), f"{document} names {path}:{function}, which is not there"
header = open(os.path.join(root, "sim/world/parameters.hpp"), encoding="utf-8").read()
names = re.findall(r"^    X\((\w+), ", header, re.M)
assert len(names) > 80, len(names)
for name in names:
    assert f"`{name}`" in model, f"docs/model.md does not tell parameter or series {name}"
listed = subprocess.run([hearth, "table", "--list"], check=True, capture_output=True, text=True).stdout
results = open(os.path.join(root, "docs/formats/results.md"), encoding="utf-8").read()
for name in re.findall(r"^(\w+) \(", listed, re.M):
    assert f"`{name}`" in results, f"docs/formats/results.md does not tell measure {name}"
assert ran >= 2, f"only {ran} command blocks found in {documents}"
print(f"{ran} command blocks of {len(documents)} documents run")
