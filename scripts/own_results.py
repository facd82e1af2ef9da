#!/usr/bin/env python3
"""Builds cascades of the data sets in DATA/own from nothing, and says what they took and what they keep.

  scripts/own_results.py run [--set emotion] [--runs 1]
  scripts/own_results.py table

`run` fine-tunes MiniLM-L6 as the classifier, has `tango build` make a cascade of it, and counts on
texts that neither saw how often the cascade answers as the classifier. The texts of own/emotion are its train and its
test split, in another order for each run; own/trec's are cross-fitted: both its splits together, of which each of five
runs keeps every fifth text for the count, since the test split alone has nine texts of the rare class. A row for each
run is appended to docs/results/own.jsonl; a build that was stopped goes on, and rows that are there are not made again. --runs N
ends after N new ones. Minutes are worth something on a quiet machine alone. `table` writes docs/results/own.md.
"""
import argparse
import json
import math
import os
import random
import re
import subprocess
from pathlib import Path

import certify_models
import own_sets
from result_rows import add_row, read_rows

ROOT = Path(__file__).resolve().parent.parent
RUNS = (1, 2, 3, 4, 5)
FORECAST = re.compile(r"^(\S.*?)\s+\d+\s+\d+\s+([\d.]+) (s|min|h)$")
SECONDS = {"s": 1, "min": 60, "h": 3600}
COUNTED = ("texts", "agreeing", "agreement", "interval", "per_label", "deferral_rate")
REST = "answers, speeds, certificate"  # what the forecast calls all short stages together


def rows_of_run(name, number, data):
    """Labelled texts to build from, and those to count on; none is among both."""
    if name == "emotion":
        train, test = own_sets.emotion(data, "train"), own_sets.emotion(data, "test")
        random.Random(number).shuffle(train)
    else:
        rows = list(dict.fromkeys(own_sets.trec(data, "train") + own_sets.trec(data, "test")))
        random.Random(0).shuffle(rows)
        test = rows[number - 1::len(RUNS)]
        held_out = set(test)
        train = [row for row in rows if row not in held_out]
    known = {" ".join(text.split()) for text, _ in train}
    return train, [row for row in test if " ".join(row[0].split()) not in known]


def forecast_of(log):
    """Seconds by stage, as the build said before it began."""
    found = {}
    for line in log.read_text(encoding="utf8").splitlines():
        match = FORECAST.match(line)
        if match and match[1] not in found:
            found[match[1]] = float(match[2]) * SECONDS[match[3]]
    return found


def seconds_of(events, forecast):
    """What those stages took, by the build's own record."""
    found = dict.fromkeys(forecast, 0.0)
    for line in events.read_text(encoding="utf8").splitlines():
        event = json.loads(line)
        if event["event"] != "ends":
            continue
        name = re.sub(r"-\d+$", "", event["stage"])
        name = name if name in found else name.split("/")[0]
        found[name if name in found else REST] += event["seconds"]
    return found


def widest():
    """The vectors of this CPU."""
    return "AVX-512" if " avx512f " in Path("/proc/cpuinfo").read_text(encoding="utf8") else "AVX2"


def build(options, teacher, texts, work):
    """The cascade, and what its build printed."""
    cascade, log = work / "cascade", work / "build.log"
    if not cascade.exists():
        with log.open("a", encoding="utf8") as file:
            subprocess.run([options.tango, "build", "--teacher", teacher, "--texts", texts, "--output", cascade,
                            "--work", work / "cascade.build", "--budget", options.budget], check=True, stdout=file,
                           stderr=file)
    return cascade, log


def measure(options, name, number):
    work = options.work / f"{name}-{number}"
    work.mkdir(parents=True, exist_ok=True)
    train, test = rows_of_run(name, number, options.data)
    own_sets.write_table(train, work / "train.tsv")
    own_sets.write_table(test, work / "test.tsv")
    own_sets.fine_tune(options.tango, work / "train.tsv", work / "teacher", "--quiet")
    cascade, log = build(options, work / "teacher", work / "train.tsv", work)
    counted = json.loads(subprocess.run(
        [options.tango, "evaluate", "--cascade", cascade, "--against-last-tier", work / "test.tsv", "--text", "text",
         "--output", "-", "--quiet"], check=True, stdout=subprocess.PIPE).stdout)
    forecast = forecast_of(log)
    certificate = cascade / "certificate.json"
    promised = json.loads(certificate.read_text(encoding="utf8")) if certificate.exists() else None
    speedup = re.search(r"([\d.]+) times as fast", log.read_text(encoding="utf8"))
    return {"set": name, "run": number, "budget": options.budget, "machine": f"{certify_models.processor()}, {widest()}",
            "promised": promised and promised["promise"]["keep"], "speedup": speedup and float(speedup[1]),
            "promised_by_class": {one["label"]: one.get("kept_at_least")
                                  for one in (promised["evidence"]["classes"] if promised else [])},
            "forecast": forecast, "seconds": seconds_of(work / "cascade.build/build.jsonl", forecast),
            "agreement": {key: counted[key] for key in COUNTED}}


def run(options):
    done = {(row["set"], row["run"]) for row in read_rows(options.rows)}
    left = [(name, number) for number in RUNS for name in ("emotion", "trec")
            if (name, number) not in done and options.set in (None, name)]
    for name, number in left[:options.runs or None]:
        add_row(options.rows, measure(options, name, number))


def in_minutes(seconds):
    return f"{seconds / 60:.1f}"


def of_stages(row):
    lines = ["| stage | forecast, minutes | took |", "|---|---|---|"]
    stages = row["forecast"]
    lines += [f"| {stage} | {in_minutes(stages[stage])} | {in_minutes(row['seconds'][stage])} |"
              for stage in stages]
    took = sum(row["seconds"].values())
    forecast = sum(stages.values())
    lines.append(f"| in all | {in_minutes(forecast)} | {in_minutes(took)} ({took / forecast - 1:+.0%}) |")
    return "\n".join(lines)


def in_percent(share):
    return "" if share is None else f"{math.floor(1000 * share + 1e-9) / 10:.4g}%"


def of_classes(row):
    agreement = row["agreement"]
    lines = ["| the classifier's answer | texts | the cascade's too | share | 95 % interval | promised, at least |",
             "|---|---|---|---|---|---|"]
    promised = {"all": row["promised"]} | row["promised_by_class"]
    for one in [{"label": "all"} | agreement, *agreement["per_label"]]:
        share = "" if one["agreement"] is None else f"{one['agreement']:.2%}"
        interval = "" if one["interval"] is None else "{:.1%} … {:.1%}".format(*one["interval"])
        lines.append(f"| {one['label']} | {one['texts']:,} | {one['agreeing']:,} | {share} | {interval} | {in_percent(promised.get(one['label']))} |")
    return "\n".join(lines)


def of_run(row):
    return (f"## own/{row['set']}, run {row['run']}\n\n{row['machine']}, 2 CPUs; `--budget {row['budget']}`. By the speeds "
            f"that the build measured the cascade is {row['speedup']} times as fast; "
            f"{row['agreement']['deferral_rate']:.1%} of the counted texts come to the classifier.\n\n"
            f"{of_classes(row)}\n\n{of_stages(row)}\n")


def table(options):
    rows = sorted(read_rows(options.rows), key=lambda row: (row["set"], row["run"]))
    options.output.write_text(INTRODUCTION.format(count=len(rows)) + "\n".join(map(of_run, rows)), encoding="utf8")


INTRODUCTION = """# Cascades of one's own data, from nothing

Command: `scripts/own_results.py run`, then `table`. {count} of 10 runs are measured so far. The classifier is MiniLM-L6,
fine-tuned on the texts that the cascade is built from; `tango build --teacher DIR --texts FILE` has all defaults but for
the budget. Texts that are counted on were seen by neither. *Promised*: by the certificate, of all texts and, at the same
confidence of 95 %, of each class. *Forecast*: what the build said before it began.

"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--work", type=Path, default=ROOT / "build/own")
    parser.add_argument("--rows", type=Path, default=ROOT / "docs/results/own.jsonl")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data")))
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run")
    one.add_argument("--runs", type=int, default=0, help="end after so many new ones; 0: all")
    one.add_argument("--set", choices=("emotion", "trec"))
    one.add_argument("--budget", default="40m", help="of tango build, whose default this is (%(default)s)")
    commands.add_parser("table").add_argument("--output", type=Path, default=ROOT / "docs/results/own.md")
    options = parser.parse_args()
    if options.command == "run":
        run(options)
    else:
        table(options)


if __name__ == "__main__":
    main()
