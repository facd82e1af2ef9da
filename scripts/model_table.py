#!/usr/bin/env python3
"""Writes one table of the models that recipes made: scores on dev, deferral, and cost on this machine.

  scripts/model_table.py models/* --output docs/results/models.md

Each directory is the output of a `tango build`. Scores and deferral come from its scores.json.
Times are measured now, for every model that is there, by `tango bench` on the task's dev texts
(every core, texts in their order, int8); for question-answering models, by one `tango evaluate`.
"""
import argparse
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPLANATION = (
    "Deferred: the share of the dev texts that the model defers to the large one where both together keep",
    "the recipe's share of the large model's score. t / t large: the model's time over the large model's.")


def dev_texts(task, options):
    """Arguments of `tango bench --input`: the file of the task's dev texts, and flags if it has no header row."""
    if task == "cola":
        return [options.data / "cola/in_domain_dev.tsv", "--columns", "source,label,mark,sentence"]
    return [options.qnli / "tune.tsv" if task == "qnli" else options.data / task / "dev.tsv"]


def timed_run(task, model, options):
    """What tango reports of the model's speed on the task's dev texts."""
    if task == "squad":
        what = ["evaluate", "--task", task, "--split", "tune", "--data", options.data, "--quiet", "--output", "-"]
    else:
        what = ["bench", "--input", *dev_texts(task, options), "--json"]
    run = subprocess.run([options.tango, *what, "--model", model, "--precision", "int8"],
                         capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{model}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def rows(directory, scores, timed):
    for name, model in sorted(scores["models"].items(), key=lambda item: -item[1]["mean"]):
        seeds = len(model["scores"])
        spread = f" ± {100 * model['deviation']:.2f}" if seeds > 1 else ""
        speed = f"{timed[name]['texts_per_s']:,.0f}" if name in timed else ""
        cost = (f"{timed['large']['texts_per_s'] / timed[name]['texts_per_s']:.4f}"
                if name in timed and "large" in timed else "")
        deferred = f"{100 * model['deferred']:.1f} %" if "deferred" in model else ""
        yield (f"| {directory.name} | {name} | {scores['metric']} | {100 * model['mean']:.2f}{spread} | {seeds} | "
               f"{100 * model['of_large']:.1f} % | {deferred} | {speed} | {cost} |")


def in_words(machine):
    return (f"{machine['cpu']}, {machine['cpus']} CPUs, tango {machine['version']}, "
            f"{machine['isa']['products'][-1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT.parent / "shared/data")))
    parser.add_argument("--qnli", type=Path, default=Path.home() / ".cache/tango/qnli",
                        help="directory of the files that scripts/prepare_qnli.py wrote")
    parser.add_argument("--output", type=Path, help="file to write the table to; it is also printed")
    options = parser.parse_args()
    table = ["| task | model | metric | dev, % | seeds | share of the large model's | deferred | texts/s | t / t large |",
             "|---|---|---|---|---|---|---|---|---|"]
    machines = set()
    for directory in options.directories:
        if not (directory / "scores.json").is_file():
            continue
        scores = json.loads((directory / "scores.json").read_text())
        timed = {name: timed_run(directory.name, directory / name, options)
                 for name in scores["models"] if (directory / name).is_dir()}
        machines.update(in_words(one["machine"]) for one in timed.values() if "machine" in one)
        table += rows(directory, scores, timed)
    if len(table) == 2:
        sys.exit("none of these directories has a scores.json; tango build writes it")
    print("\n".join(table))
    if options.output:
        page = ["# Models", "", "Command: `scripts/model_table.py models/*`", "",
                *(f"Times of {datetime.date.today()} on {machine}." for machine in sorted(machines)), "",
                *EXPLANATION, "", *table, ""]
        options.output.write_text("\n".join(page))
    return 0


if __name__ == "__main__":
    sys.exit(main())
