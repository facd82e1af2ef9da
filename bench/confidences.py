#!/usr/bin/env python3
"""What each confidence is worth: the share that is deferred where 98 % of the last tier's answers are certified.

  bench/confidences.py students    trains BiLSTMs of SST-2, alike but for what teaches them when to be sure
  bench/confidences.py table       certifies, and writes docs/results/confidence.md

All on tuning texts, which may choose; no report text is read. Every cascade is cut to its first and its last tier.
A run that was stopped goes on.
"""
import argparse
import json
import os
import statistics
import subprocess
from pathlib import Path

from places import ROOT, TANGO  # first: it finds the next
from certify_models import processor, text_files
from trust_cascades import two_tiers_of

TASKS = ("sst2", "mrpc", "cola", "qnli")
KINDS = {"max probability": [], "margin": ["--confidence", "margin"], "entropy": ["--confidence", "entropy"],
         "energy": ["--confidence", "energy"], "learned": ["--confidence", "learned"],
         "max probability, a threshold for each class": ["--per-class"]}
SEEDS = (1, 2, 3)
LOSSES = {"plain": [], "gatekeeper-0.1": ["--confidence-loss", "gatekeeper", "--gatekeeper-alpha", "0.1"],
          "gatekeeper-0.5": ["--confidence-loss", "gatekeeper", "--gatekeeper-alpha", "0.5"],
          "difficulty": ["--confidence-loss", "difficulty"]}
TEACHER = ROOT / "models/sst2/minilm"


def tango(*words):
    subprocess.run([TANGO, *map(str, words)], check=True)


def label(model, texts, output):
    if not output.exists():
        tango("label", "--model", model, "--precision", "int8", "--output", output, texts)
    return output


def train_students(work):
    texts = work / "rules.tsv"
    if not texts.exists():
        tango("augment", "--task", "sst2", "--preset", "rules", "--size", 60000, "--output", texts)
    logits = label(TEACHER, texts, work / "rules.safetensors")
    for loss, flags in LOSSES.items():
        for seed in SEEDS:
            output = work / f"{loss}-{seed}"
            if output.exists():
                continue
            peer = seed % len(SEEDS) + 1
            others = (["--peer-logits", label(work / f"plain-{peer}", texts, work / f"peer-{peer}.safetensors")]
                      if loss == "difficulty" else [])
            tango("distill", "--student", "bilstm", "--vectors", "teacher", "--teacher", TEACHER, "--vocabulary", 25000,
                  "--embedding-size", 100, "--epochs", 4, "--learning-rate", 4e-3, "--batch-size", 64, "--seed", seed,
                  "--task", "sst2", "--train", texts, "--logits", logits, "--output", output, *flags, *others)


def deferral(cascade, texts, flags, kept):
    """Of the certifying texts; all of them where nothing is certified."""
    if not kept.exists():
        output = kept.with_suffix(".certified")
        run = subprocess.run([TANGO, "calibrate", "--cascade", cascade, "--texts", texts, "--keep", "0.98", "--quiet",
                              "--output", output, *flags], check=False, capture_output=True, text=True)
        share = 1.0
        if run.returncode == 0:
            evidence = json.loads((output / "certificate.json").read_text(encoding="utf8"))["evidence"]
            share = 1 - evidence["answered"][0]
        elif "cannot be certified" not in run.stderr:
            raise SystemExit(run.stderr)
        kept.write_text(f"{share}\n", encoding="utf8")
    return float(kept.read_text(encoding="utf8"))


def with_student(student, work):
    """SST-2's shipped cascade with another first tier."""
    cascade = json.loads((ROOT / "models/sst2/cascade.json").read_text(encoding="utf8"))
    for tier, model in zip(cascade["tiers"], (student, TEACHER), strict=True):
        tier["model"] = str(model)
    folder = work / "cascades" / student.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cascade.json").write_text(json.dumps(cascade), encoding="utf8")
    return folder


def rows_of_kinds(data, work):
    for kind, flags in KINDS.items():
        shares = []
        for task in TASKS:
            cascade = two_tiers_of(ROOT / "models" / task, work / "two" / task)
            texts = text_files(task, data, work)[0]
            kept = work / f"{task} {kind.replace(' ', '-').replace(',', '')}.share"
            shares.append(f"{deferral(cascade, texts, flags, kept):.1%}")
            print(task, kind, shares[-1], flush=True)
        yield f"| {kind} | " + " | ".join(shares) + " |"


def rows_of_losses(data, work):
    texts = text_files("sst2", data, work)[0]
    for loss in LOSSES:
        shares = [deferral(with_student(work / f"{loss}-{seed}", work), texts, [], work / f"{loss}-{seed}.share")
                  for seed in SEEDS]
        yield f"| {loss} | {statistics.mean(shares):.1%} | " + ", ".join(f"{share:.1%}" for share in shares) + " |"


def write_table(data, work, output):
    kinds = "\n".join(rows_of_kinds(data, work))
    losses = "\n".join(rows_of_losses(data, work))
    output.write_text(f"""# What each confidence is worth

Command: `bench/confidences.py students`, then `table`; {processor()}, int8.

The share of the tuning texts that comes to the last tier where `tango calibrate` certifies 98 % of its answers at a
level of 95 %: each confidence with the same promise, and with all that choosing costs (a fifth of the texts for a
learned score and for a threshold for each class). 100 %: nothing can be certified. Every cascade is cut to its first
and its last tier. No report text was read.

| confidence | {" | ".join(TASKS)} |
|---|{"---|" * len(TASKS)}
{kinds}

## Losses that teach when to be sure
BiLSTMs before SST-2's MiniLM-L6, taught on the same 60,000 texts in the same four epochs, three seeds each. *Plain*:
the mean squared error on the logits alone. *Gatekeeper* (Rabanser et al. 2025) adds its loss with the share alpha for
right answers; *difficulty* (Li et al. 2021) adds the ranking of texts that the student of the next seed gets wrong
below those that it gets right, with a margin of 0.5. Both count as much as the loss on the logits.

| loss | deferred, mean | each seed |
|---|---|---|
{losses}
""", encoding="utf8")
    print(f"wrote {output}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("students", "table"))
    arguments.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data")))
    arguments.add_argument("--work", type=Path, default=ROOT / "build/confidence")
    arguments.add_argument("--output", type=Path, default=ROOT / "docs/results/confidence.md")
    options = arguments.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.what == "students":
        train_students(options.work)
    else:
        write_table(options.data, options.work, options.output)


if __name__ == "__main__":
    main()
