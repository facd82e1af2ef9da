#!/usr/bin/env python3
"""How often a lower precision gives fp32's answers, and what it costs in accuracy, on SST-2 test.

  python3 bench/agreement.py
  python3 bench/agreement.py --precisions int8 bf16 --models sst2-minilm

Exits 1 when agreement is below 99 % or accuracy drops by more than 0.3 points.
"""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from places import DATA, RESULTS, SHARED_MODELS, TANGO, texts_of

MUST_AGREE = 0.99
MAX_DROP_POINTS = 0.3
LABELS = {"0": "negative", "1": "positive"}


def answers(tango, model, precision, file):
    """Label and score of each text, in file order."""
    command = [str(tango), "classify", "--model", str(model), "--precision", precision, "--quiet",
               "--text", "sentence", "--text-pair", "", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr.strip()}")
    return [(one["label"], one["score"]) for one in map(json.loads, result.stdout.splitlines())]


def accuracy(found, gold):
    return sum(one[0] == label for one, label in zip(found, gold)) / len(gold)


def compare(model, precision, expected, found, gold):
    differ = sum(one[0] != other[0] for one, other in zip(expected, found))
    agreement = 1 - differ / len(gold)
    before, after = accuracy(expected, gold), accuracy(found, gold)
    drop = (before - after) * 100
    shifts = sorted(abs(one[1] - other[1]) for one, other in zip(expected, found)
                    if one[0] == other[0])
    good = agreement >= MUST_AGREE and drop <= MAX_DROP_POINTS
    print(f"{model} {precision}: agrees with fp32 on {agreement:.2%} of {len(gold):,} texts ({differ} differ), "
          f"accuracy {before:.2%} → {after:.2%} ({0 - drop:+.2f} points), scores move by {shifts[len(shifts) // 2]:.4f} "
          f"(median), {shifts[int(len(shifts) * 0.99)]:.4f} (99th percentile): {'ok' if good else 'MISSED'}",
          flush=True)
    return {"model": model, "precision": precision, "texts": len(gold), "agreement": agreement,
            "accuracy_fp32": before, "accuracy": after, "drop_points": drop,
            "score_shift_p50": shifts[len(shifts) // 2],
            "score_shift_p99": shifts[int(len(shifts) * 0.99)], "holds": good}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["sst2-minilm", "sst2-mpnet-lora"],
                        help="of the shared models, or directories")
    parser.add_argument("--precisions", nargs="+", default=["int8"])
    parser.add_argument("--file", type=Path, default=DATA / "sst2/test.tsv", help="sentence<TAB>label")
    parser.add_argument("--tango", type=Path, default=TANGO)
    arguments = parser.parse_args()
    gold = [LABELS[label] for label in texts_of(arguments.file, [1])]
    results = []
    for model in arguments.models:
        directory = Path(model) if Path(model).is_dir() else SHARED_MODELS / model
        expected = answers(arguments.tango, directory, "fp32", arguments.file)
        if len(expected) != len(gold):
            sys.exit(f"{len(expected)} answers to {len(gold)} texts")
        for precision in arguments.precisions:
            found = answers(arguments.tango, directory, precision, arguments.file)
            results.append(compare(directory.name, precision, expected, found, gold))
    RESULTS.mkdir(parents=True, exist_ok=True)
    isa = os.environ.get("TANGO_ISA")
    target = RESULTS / f"agreement{'-' + isa if isa else ''}.json"
    target.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if all(one["holds"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
