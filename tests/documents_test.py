"""Every command shown in the documents runs. Blocks fenced as `sh` are executed in a copy of the
repository's tracked files, in order, with `hearth` on PATH. Long runs are shortened: a block's
`--draws 20` becomes 2 and `hearth run` works on 5,000 persons; `./bootstrap` and `git clone` lines are left to
CI, which runs them in full."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

hearth, root = sys.argv[1], sys.argv[2]
documents = ["README.md"]
for folder, _, names in os.walk(os.path.join(root, "docs")):
    documents += [os.path.relpath(os.path.join(folder, n), root) for n in names if n.endswith(".md")]
ran = 0
with tempfile.TemporaryDirectory() as work:
    copy = os.path.join(work, "hearth")
    for part in ("calibration", "scenarios", "docs"):
        shutil.copytree(os.path.join(root, part), os.path.join(copy, part))
    os.makedirs(os.path.join(work, "bin"))
    os.symlink(hearth, os.path.join(work, "bin/hearth"))
    env = dict(os.environ, PATH=os.path.join(work, "bin") + ":" + os.environ["PATH"])
    for document in sorted(documents, key=lambda d: (d != "README.md", d)):
        text = open(os.path.join(root, document), encoding="utf-8").read()
        for name, body in re.findall(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", text, re.S):
            with open(os.path.join(copy, name), "w", encoding="utf-8") as f:
                f.write(body)
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M):
            lines = [line for line in block.split("\n") if not re.match(r"\s*(\./bootstrap|git clone|cd )", line)]
            script = "\n".join(lines).replace("--draws 20", "--draws 2").replace("build/release/hearth", "hearth")
            script = script.replace("hearth run ", "hearth run --population 5000 ")
            if not script.strip():
                continue
            done = subprocess.run(["bash", "-e", "-c", script], cwd=copy, env=env, capture_output=True, text=True, timeout=600)
            assert done.returncode == 0, f"{document}:\n{script}\n{done.stdout}\n{done.stderr}"
            ran += 1
assert ran >= 3, f"only {ran} command blocks found in {documents}"
print(f"{ran} command blocks of {len(documents)} documents run")
