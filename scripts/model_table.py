#!/usr/bin/env python3
"""One table of the models that recipes made: dev scores, share of the large one's, deferral, and cost on this machine.

  scripts/model_table.py models/* --output docs/results/models.md

Each directory is one that `tango build` handed over; scores and deferral are from its scores.json, times are measured
now by `tango bench` on the task's dev texts (both cores, texts in their order, int8), of models that are there.
"""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def texts_per_s(tango, model, texts):
    run = subprocess.run([tango, "bench", "--model", model, "--input", texts, "--precision", "int8", "--json"],
                         capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{model}: {run.stderr.strip()}")
    return json.loads(run.stdout)["texts_per_s"]


def rows(directory, tango, data):
    scores = json.loads((directory / "scores.json").read_text())
    texts = data / directory.name / "dev.tsv"
    speed = {name: texts_per_s(tango, directory / name, texts) if (directory / name).is_dir() else None
             for name in scores["models"]}
    for name, model in sorted(scores["models"].items(), key=lambda item: -item[1]["mean"]):
        seeds = len(model["scores"])
        spread = f" ± {100 * model['deviation']:.2f}" if seeds > 1 else ""
        cost = (f"{speed['large'] / speed[name]:.4f}" if speed[name] and speed.get("large") else "")
        deferred = f"{100 * model['deferred']:.1f} %" if "deferred" in model else ""
        yield (f"| {directory.name} | {name} | {scores['metric']} | {100 * model['mean']:.2f}{spread} | {seeds} | "
               f"{100 * model['of_large']:.1f} % | {deferred} | {speed[name] or 0:,.0f} | {cost} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT.parent / "shared/data")))
    parser.add_argument("--output", type=Path, help="a file for the table; it is printed, too")
    options = parser.parse_args()
    head = ["| task | model | metric | dev, % | seeds | of the large one | deferred | texts/s | t / t large |",
            "|---|---|---|---|---|---|---|---|---|"]
    built = [directory for directory in options.directories if (directory / "scores.json").is_file()]
    if not built:
        sys.exit("no scores.json below these directories; tango build writes it")
    table = head + [row for directory in built for row in rows(directory, options.tango, options.data)]
    print("\n".join(table))
    if options.output:
        page = ["# Models", "", "`scripts/model_table.py models/*`", "", *table, ""]
        options.output.write_text("\n".join(page))
    return 0


if __name__ == "__main__":
    sys.exit(main())
