"""The house: arrows between rooms point one way, files and functions stay short."""
import os
import re
import sys

root = sys.argv[2]
# Who may include whom. A room may always include itself.
allowed = {
    "words": set(),
    "sim": {"words"},
    "store": {"words", "sim/base/error.hpp"},
    "scenarios": {"words", "sim"},
    "inference": {"words", "sim/base"},
    "calibration": {"words", "sim", "scenarios", "store", "inference"},
    "fit": {"words", "sim", "scenarios", "store", "inference", "calibration", "output"},
    "forecast": {"words", "sim", "scenarios", "store", "inference", "calibration", "output", "fit"},
    "optimise": {"words", "sim", "scenarios", "store", "inference", "calibration", "output", "fit", "forecast"},
    "replay": {"words", "sim", "scenarios", "store/csv_rows.hpp"},
    "survey": {"words", "sim/base", "store/csv_rows.hpp"},
    "output": {"words", "sim", "scenarios", "store"},
    "report": {"words", "sim", "scenarios", "store", "calibration", "inference", "fit", "output", "forecast", "replay"},
    "hearth": {"words", "report", "sim", "scenarios", "calibration", "replay", "survey", "output", "store", "inference", "fit", "forecast", "optimise"},
}
# Within sim, from the bottom up.
floors = ["base", "law", "tally", "world", "village", "life", "run"]
faults = []


def room(path):
    return path.split("/")[0]


def floor(path):
    return floors.index(path.split("/")[1])


def check_include(path, included):
    own, other = room(path), room(included)
    if other not in allowed:
        return
    if own != other and not any(included == a or included.startswith(a + "/") for a in allowed[own]):
        faults.append(f"{path} includes {included} (the arrow points the wrong way)")
    if own == other == "sim" and floor(included) > floor(path):
        faults.append(f"{path} includes {included} (a lower floor may not know a higher one)")


forbidden_in_sim = re.compile(r'#include <(fstream|iostream|filesystem|chrono|hdf5.*|toml.*|fmt.*|nlohmann.*|random)>')


def function_lengths(lines):
    """Lengths of outermost functions: from a line that opens a brace at column 0 to its close."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            yield start, i - start
            start = None


count = 0
for folder, _, names in os.walk(root):
    relative = os.path.relpath(folder, root)
    if room(relative) not in list(allowed) + ["tests"]:
        continue
    for name in names:
        path = os.path.normpath(os.path.join(relative, name))
        if name.endswith(".py"):
            length = open(os.path.join(root, path), encoding="utf-8").read().count("\n")
            if length > 400:
                faults.append(f"{path} has {length} lines (at most 400)")
        if not name.endswith((".cpp", ".hpp")):
            continue
        lines = open(os.path.join(root, path), encoding="utf-8").read().split("\n")
        count += 1
        if len(lines) > 401:
            faults.append(f"{path} has {len(lines)} lines (at most 400)")
        for start, length in function_lengths(lines):
            if length > 60:
                faults.append(f"{path}:{start} is a function of {length} lines (at most 60)")
        if room(path) == "tests":
            for line in lines:
                if re.search(r'TEST_CASE\("[^"]*;', line):
                    faults.append(f"{path}: {line} (ctest splits a name at its semicolon and runs neither half)")
            continue
        for line in lines:
            m = re.match(r'#include "([^"]+)"', line)
            if m:
                check_include(path, m.group(1))
            if room(path) == "sim" and forbidden_in_sim.match(line):
                faults.append(f"{path}: {line} (sim knows no file, clock or printing)")
if count < 40:
    faults.append(f"only {count} source files seen: is {root} the project?")
print("\n".join(faults) or f"{count} files keep the house in order")
sys.exit(1 if faults else 0)
