#!/usr/bin/env python3
"""Builds a recipe twice, once undisturbed and once killed at random moments, and compares the outputs.

Example:
    scripts/kill_build.py recipes/sst2.toml
    scripts/kill_build.py recipes/sst2.toml --whole --work /tmp/killed  # takes as long as two builds

Without --whole it builds a small copy of the recipe: the same stages, models and data, with --texts
texts per transfer set and --steps steps per training. The killed build has a cache of its own, so
that it can't reuse labels of the undisturbed one. Exits with 1 if a file differs, or if the build
ended before it was killed --kills times.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRAINED = ("[large]", "[[student]]", "[[exits]]", "[[fine-tuned]]", "[language-model]")


def smaller(recipe, texts, steps):
    """The recipe with `texts` texts per transfer set and `steps` steps per training, saved often."""
    recipe = re.sub(r"(?m)^(max-steps|save-every-s|with-sources) = .*\n", "", recipe)
    recipe = re.sub(r"(?m)^size = .*$", f"size = {texts}", recipe)
    lines = []
    for line in recipe.splitlines():
        lines.append(line)
        if line.split("#")[0].strip() in TRAINED:
            lines += [f"max-steps = {steps}", "save-every-s = 5"]
    return "\n".join(lines) + "\n"


def build(options, recipe, name, seconds=None):
    """Runs `tango build`, and kills it and its children after `seconds`, if given. Whether it ended by itself."""
    environment = os.environ | {"XDG_CACHE_HOME": str(options.work / f"{name}.cache"), "TANGO_MODELS": str(options.store)}
    command = [options.tango, "build", recipe, "--data", options.data, "--output", options.work / name]
    run = subprocess.Popen(command, start_new_session=True, env=environment)
    try:
        status = run.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    if status != 0:
        sys.exit(f"tango build: exit status {status}")
    return True


def stage_under_way(work):
    lines = (work / "build.jsonl").read_text(encoding="utf8").splitlines()
    return json.loads(lines[-1])["stage"]


def files(directory):
    return {path.relative_to(directory): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1, help="seed of the random moments")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--whole", action="store_true", help="build the recipe as it is")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/killed")
    parser.add_argument("--store", type=pathlib.Path, help="store of base models", default=os.environ.get(
        "TANGO_MODELS", pathlib.Path.home() / ".cache/tango/models"))
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("TANGO_DATA", ROOT.parent / "shared/data"))
    parser.add_argument("--tango", type=pathlib.Path, default=ROOT / "build/release/tango")
    options = parser.parse_args()

    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    recipe = options.work / "recipe.toml"
    text = options.recipe.read_text(encoding="utf8")
    recipe.write_text(text if options.whole else smaller(text, options.texts, options.steps), encoding="utf8")

    start = time.monotonic()
    build(options, recipe, "undisturbed")
    whole = time.monotonic() - start
    draws, killed, now = random.Random(options.seed), [], 0.0
    for moment in sorted(draws.uniform(0, whole) for _ in range(options.kills)):
        if build(options, recipe, "killed", moment - now):
            sys.exit(f"the build ended after {len(killed)} kills; try another --seed")
        killed.append(f"{stage_under_way(options.work / 'killed.build')} after {moment - now:.0f} s")
        now = moment
    build(options, recipe, "killed")

    expected, found = files(options.work / "undisturbed"), files(options.work / "killed")
    different = sorted(str(name) for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    print(f"undisturbed: {whole:.0f} s, {len(expected)} files; killed {len(killed)} times ({', '.join(killed)}) and "
          f"continued: {'the same files, byte for byte' if not different else 'these differ: ' + ', '.join(different)}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
