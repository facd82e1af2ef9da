#!/usr/bin/env python3
"""Trains the first steps of a shipped model again and compares the losses with those of its log.

Example:
    scripts/reproduce.py recipes/sst2.toml models/sst2 large
    scripts/reproduce.py recipes/sst2.toml models/sst2 bilstm --work /tmp/again

Runs `tango build` until the model has taken --steps steps. A student first needs what it learns
from, texts and the logits of the shipped large model, and making these takes as long as it took the
first time. Losses are equal to the last digit with the same instruction set and libtorch; with
others they may differ in the last digits. Exits with 1 if a loss differs by more than --tolerance.
"""

import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def losses_of(log):
    losses = {}
    for line in log.read_text(encoding="utf8").splitlines() if log.is_file() else []:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:  # being written
            continue
        if "gradient_norm" in entry:
            losses[entry["step"]] = entry["loss"]
    return losses


def log_of(work, stage):
    """The log of a stage that is running or complete."""
    running, whole = work / "models" / f"{stage}.training" / "log.jsonl", work / "models" / stage / "training.jsonl"
    return whole if whole.is_file() else running


def with_one_student(recipe, name, seed):
    """The recipe's text without its other students and seeds."""
    kept = []
    for block in re.split(r"(?m)^(?=\[)", recipe):
        if block.startswith("[[student]]"):
            if not re.search(rf'(?m)^name = "{re.escape(name)}"', block):
                continue
            block = re.sub(r"(?m)^seeds = .*$", f"seeds = [{seed}]", block)
        if not block.startswith(("[[cascade]]", "[[exits]]", "[[fine-tuned]]")):
            kept.append(block)
    return "".join(kept) + f'\n[[cascade]]\nname = "again"\ntiers = ["{name}"]\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=pathlib.Path)
    parser.add_argument("models", type=pathlib.Path, help="directory that the recipe's build made")
    parser.add_argument("model", help="name of the model there: large, or a student's name")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--tolerance", type=float, default=1e-4, help="largest relative difference of a loss")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "reproduced")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("TANGO_DATA", ROOT.parent / "shared/data"))
    parser.add_argument("--tango", type=pathlib.Path, default=ROOT / "build/release/tango")
    options = parser.parse_args()

    stage, recipe = options.model, options.recipe
    if stage != "large":
        scores_file = options.models / "scores.json"
        if not scores_file.is_file():
            sys.exit(f"{scores_file} is missing: tango build did not make these models; their cards say what did")
        scores = json.loads(scores_file.read_text(encoding="utf8"))["models"]
        if stage not in scores:
            sys.exit(f"{options.models}: no model {stage}; there are {', '.join(scores)}")
        seed = scores[stage].get("taken", next(iter(scores[stage]["scores"])))
        options.work.mkdir(parents=True, exist_ok=True)
        recipe = options.work / "recipe.toml"
        recipe.write_text(with_one_student(options.recipe.read_text(encoding="utf8"), stage, seed), encoding="utf8")
        stage += "-" + seed
    expected = losses_of(options.models / options.model / "training.jsonl")
    command = [options.tango, "build", recipe, "--data", options.data, "--work", options.work,
               "--output", options.work / "out"]
    if options.model != "large":
        command += ["--large", options.models / "large"]
    build = subprocess.Popen(command, start_new_session=True)
    try:
        while build.poll() is None and max(losses_of(log_of(options.work, stage)), default=0) < options.steps:
            time.sleep(1)
    finally:
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGKILL)
        build.wait()
    found = losses_of(log_of(options.work, stage))
    compared = sorted(step for step in expected if step in found and step <= options.steps)
    if not compared:
        sys.exit(f"{stage}: the two logs have no step in common")
    worst = max(compared, key=lambda step: abs(found[step] - expected[step]) / max(abs(expected[step]), 1e-9))
    difference = abs(found[worst] - expected[worst]) / max(abs(expected[worst]), 1e-9)
    equal = sum(found[step] == expected[step] for step in compared)
    print(f"{stage}: {len(compared)} losses up to step {compared[-1]}, {equal} equal to the last digit; "
          f"largest difference {difference:.1e} (step {worst})")
    return 1 if difference > options.tolerance else 0


if __name__ == "__main__":
    sys.exit(main())
