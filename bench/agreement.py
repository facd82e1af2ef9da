#!/usr/bin/env python3
"""How often a lower precision gives fp32's answers, and what it costs in score, for every shipped classifier.

  python3 bench/agreement.py
  python3 bench/agreement.py --models models/sst2/minilm --task sst2 --precisions int8 bf16
  python3 bench/agreement.py --output docs/results/int8.md

SST-2 is read on its test split, the other tasks on their dev split. The score is the task's own: accuracy, F1
(MRPC) or Matthews correlation (CoLA), in percent. Exits 1 when agreement is below 99 %, or when the score drops by
more than 0.3 points.
"""
import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from places import DATA, RESULTS, ROOT, TANGO, as_json_lines, texts_of

MUST_AGREE = 0.99
MAX_DROP_POINTS = 0.3
MOST_TEXTS = 2000  # of QNLI, whose pairs would take an hour


def accuracy(pairs):
    return 100 * sum(found == gold for found, gold in pairs) / len(pairs)


def counts(pairs):
    return tuple(pairs.count(pair) for pair in ((1, 1), (1, 0), (0, 1), (0, 0)))


def f1(pairs):
    both, only_found, only_gold, _ = counts(pairs)
    return 100 * 2 * both / max(1, 2 * both + only_found + only_gold)


def matthews(pairs):
    tp, fp, fn, tn = counts(pairs)
    scale = ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) ** 0.5
    return 100 * (tp * tn - fp * fn) / scale if scale else 0.0


@dataclass
class Task:
    file: str
    header: int  # lines
    columns: list  # of the text, or of the pair
    label: int  # the column of it
    score: object


TASKS = {
    "sst2": Task("sst2/test.tsv", 1, [0], 1, accuracy),
    "cola": Task("cola/dev.tsv", 0, [3], 1, matthews),
    "mrpc": Task("mrpc/dev.tsv", 1, [3, 4], 0, f1),
    "qnli": Task("qnli/dev.tsv", 1, [1, 2], 3, accuracy),
}


def answers(tango, model, precision, file):
    """Label and score of each text, in file order."""
    command = [str(tango), "classify", "--model", str(model), "--precision", precision, "--quiet", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr.strip()}")
    return [(one["label"], one["score"]) for one in map(json.loads, result.stdout.splitlines())]


def classes_of(model):
    """Label → class, and each class by its number, as some data sets write it."""
    names = json.loads((model / "config.json").read_text())["id2label"]
    return {label: int(index) for index, label in names.items()} | {index: int(index) for index in names}


def compare(task, model, precision, expected, found, gold):
    classes, score = classes_of(model), TASKS[task].score

    def scored(rows):
        return score([(classes[row[0]], classes[label]) for row, label in zip(rows, gold)])

    differ = sum(one[0] != other[0] for one, other in zip(expected, found))
    agreement = 1 - differ / len(gold)
    before, after = scored(expected), scored(found)
    drop = before - after
    shifts = sorted(abs(one[1] - other[1]) for one, other in zip(expected, found) if one[0] == other[0])
    good = agreement >= MUST_AGREE and drop <= MAX_DROP_POINTS
    name = str(model.relative_to(ROOT)) if model.is_relative_to(ROOT) else model.name
    print(f"{name} {precision}: agrees with fp32 on {agreement:.2%} of {len(gold):,} texts ({differ} differ), "
          f"{score.__name__} {before:.2f} → {after:.2f} ({0 - drop:+.2f}), scores move by "
          f"{shifts[len(shifts) // 2]:.4f} (median), {shifts[int(len(shifts) * 0.99)]:.4f} (99th percentile): "
          f"{'ok' if good else 'MISSED'}", flush=True)
    return {"task": task, "model": name, "precision": precision, "texts": len(gold), "agreement": agreement,
            "metric": score.__name__, "score_fp32": before, "score": after, "drop_points": drop,
            "score_shift_p50": shifts[len(shifts) // 2], "score_shift_p99": shifts[int(len(shifts) * 0.99)],
            "holds": good}


def to_markdown(results):
    lines = ["| model | precision | texts | same answer as fp32 | metric | fp32 | here | holds |",
             "|---|---|---|---|---|---|---|---|"]
    lines += [f"| {one['model']} | {one['precision']} | {one['texts']:,} | {one['agreement']:.2%} | {one['metric']} | "
              f"{one['score_fp32']:.2f} | {one['score']:.2f} | {'yes' if one['holds'] else 'no'} |" for one in results]
    return "\n".join(lines) + "\n"


def shipped_models():
    """(task, directory) of each shipped classifier."""
    found = []
    for task in TASKS:
        for directory in sorted((ROOT / "models" / task).iterdir()):
            if (directory / "config.json").exists() or (directory / "adapter_config.json").exists():
                found.append((task, directory))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", type=Path, help="directories; default: every shipped classifier")
    parser.add_argument("--task", choices=TASKS, default="sst2", help="of --models")
    parser.add_argument("--precisions", nargs="+", default=["int8"])
    parser.add_argument("--tango", type=Path, default=TANGO)
    parser.add_argument("--output", type=Path, help="a Markdown table, too")
    arguments = parser.parse_args()
    models = [(arguments.task, model.resolve()) for model in arguments.models or []] or shipped_models()
    RESULTS.mkdir(parents=True, exist_ok=True)
    results = []
    for name, model in models:
        task = TASKS[name]
        rows = texts_of(DATA / task.file, [*task.columns, task.label], task.header)[:MOST_TEXTS]
        file = as_json_lines(RESULTS / f"agreement-{name}.jsonl", [row[0] if len(row) == 2 else row[:2] for row in rows])
        expected = answers(arguments.tango, model, "fp32", file)
        if len(expected) != len(rows):
            sys.exit(f"{len(expected)} answers to {len(rows)} texts")
        for precision in arguments.precisions:
            found = answers(arguments.tango, model, precision, file)
            results.append(compare(name, model, precision, expected, found, [row[-1] for row in rows]))
    isa = os.environ.get("TANGO_ISA")
    target = RESULTS / f"agreement{'-' + isa if isa else ''}.json"
    target.write_text(json.dumps(results, indent=1) + "\n")
    if arguments.output:
        arguments.output.write_text(to_markdown(results))
    return 0 if all(one["holds"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
