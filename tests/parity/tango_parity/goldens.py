"""Writes golden files, or compares with those that are committed."""

import argparse
import json
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3] / "tests" / "golden"


def compact(golden):
    """JSON with one line per field, and one per input or row of logits."""
    def field(value):
        if isinstance(value, list) and value:
            return "[\n" + ",\n".join("    " + json.dumps(item) for item in value) + "\n  ]"
        return json.dumps(value)

    return "{\n" + ",\n".join(f"  {json.dumps(key)}: {field(value)}" for key, value in golden.items()) + "\n}\n"


def run(folder, description, cases, compute, key="logits"):
    """Command line: writes tests/golden/FOLDER/NAME.json for each case, or compares with --check.

    `cases` maps a name to {"config", "seed", "inputs"}; `compute` gives its rows of numbers, [inputs x labels] logits
    or rows of any lengths, which the file has under `key`.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="compare with the committed files to 1e-5")
    parser.add_argument("names", nargs="*", help="only these cases")
    arguments = parser.parse_args()
    worst = 0.0
    for name in arguments.names or cases:
        golden, path = cases[name], ROOT / folder / f"{name}.json"
        computed = [np.asarray(row, np.float32) for row in compute(golden)]
        flat = np.concatenate(computed)
        if arguments.check:
            committed = json.loads(path.read_text())
            described = {name: value for name, value in committed.items() if name != key}
            if described != json.loads(json.dumps(golden)):
                sys.exit(f"{path}: config, seed or inputs differ from the script's: run it without --check")
            expected = np.concatenate([np.asarray(row, np.float32) for row in committed[key]])
            difference = float(np.abs(flat - expected).max())
            worst = max(worst, difference)
            print(f"{folder}/{name}: largest difference {difference:.1e}")
            if not difference <= 1e-5:
                sys.exit(f"{path}: differs by {difference:.1e}, more than 1e-5")
        else:
            rows = [[float(f"{value:.9g}") for value in row] for row in computed]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(compact({**golden, key: rows}))
            print(f"{path.name}: {len(rows)} rows, {key} {flat.min():.2f} … {flat.max():.2f}")
    return worst
