#!/usr/bin/env python3
"""Certifies every shipped cascade on its task's tuning texts, and says what the report texts keep of it.

  scripts/certify_models.py --data ../shared/data --output docs/results/certificates.md

Nothing is written into models/: certificates lie in build/certificates, one directory for each cascade and promise.
What is kept are the last tier's answers; of questions the F1 is bootstrapped beside it. Texts of one SQuAD paragraph are
a group. Rows are kept there, too, so that a run that was stopped goes on.
"""
import argparse
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASCADES = ("sst2", "sst2/minilm-first", "sst2/three", "mrpc", "mrpc/bilstm-first", "cola",
            "qnli", "qnli/four-layers-first", "squad")
PROMISES = (0.99, 0.98, 0.95)
PROMISES_OF_READERS = (0.98,)  # a promise reads the tuning and the report texts, which takes questions ten minutes
COLA = "source\tlabel\tmark\tsentence\n"


def squad_lines(data, parity):
    articles = json.loads((data / "squad/dev-v1.1.rebuilt.json").read_text(encoding="utf8"))["data"]
    for article in articles[parity::2]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                yield json.dumps({"question": question["question"], "context": paragraph["context"],
                                  "answers": [answer["text"] for answer in question["answers"]]}) + "\n"


def text_files(task, data, work):
    """The texts that may choose thresholds, and those that are reported on."""
    files = {split: work / f"{task}-{split}.{'jsonl' if task == 'squad' else 'tsv'}" for split in ("tune", "report")}
    if task in ("sst2", "mrpc"):
        return data / task / "dev.tsv", data / task / "test.tsv"
    if task == "squad":
        for parity, path in enumerate(files.values()):
            path.write_text("".join(squad_lines(data, parity)), encoding="utf8")
    elif task == "cola":
        for path, source in zip(files.values(), ("in_domain_dev.tsv", "out_of_domain_dev.tsv"), strict=True):
            path.write_text(COLA + (data / "cola" / source).read_text(encoding="utf8"), encoding="utf8")
    else:
        subprocess.run([ROOT / "scripts/prepare_qnli.py", "--data", data, "--output", work / "qnli"], check=True)
        return work / "qnli/tune.tsv", work / "qnli/report.tsv"
    return tuple(files.values())


def flags_of(task):
    if task == "squad":
        return ["--group", "context", "--label", "answers", "--metric", "f1"]
    return []


def tango(options, *words):
    return subprocess.run([options.tango, *map(str, words)], capture_output=True, text=True, check=False)


def promise(cascade, keep, texts, report, options):
    """A row of the table."""
    output = options.work / f"{cascade.replace('/', '-')}-{keep}"
    kept = output.parent / f"{output.name}.row"
    if not kept.exists():
        kept.write_text(measured_row(cascade, keep, texts, report, output, options), encoding="utf8")
    return kept.read_text(encoding="utf8")


def measured_row(cascade, keep, texts, report, output, options):
    task = cascade.split("/")[0]
    run = tango(options, "calibrate", "--cascade", ROOT / "models" / cascade, "--texts", texts, "--keep", keep,
                "--output", output, "--quiet", *flags_of(task))
    if run.returncode != 0:
        why = run.stderr.strip().removeprefix("tango: ").split("\n", maxsplit=1)[0]
        return f"| {cascade} | {keep:.0%} | | none: {why} | | |"
    evidence = json.loads((output / "certificate.json").read_text(encoding="utf8"))["evidence"]
    checked = tango(options, "evaluate", "--cascade", output, "--against-last-tier", report, "--output", "-", "--quiet")
    found = json.loads(checked.stdout)
    low, high = found["interval"]
    return (f"| {cascade} | {keep:.0%} | {evidence['texts']:,} | {deferred(evidence['answered'])} | "
            f"{found['agreement']:.2%} ({low:.2%} … {high:.2%}) of {found['texts']:,} | {found['deferral_rate']:.1%} |")


def deferred(answered):
    """The share that the first tier passes on and, where others may answer it, the share that comes to the last tier."""
    return f"{1 - answered[0]:.1%}" + (f"; {answered[-1]:.1%}" if len(answered) > 2 else "")


def processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return "an unnamed CPU"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data")))
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--work", type=Path, default=ROOT / "build/certificates")
    parser.add_argument("--output", type=Path, default=ROOT / "docs/results/certificates.md")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    files = {}
    rows = []
    for cascade in CASCADES:
        task = cascade.split("/")[0]
        if task not in files:
            files[task] = text_files(task, options.data, options.work)
        for keep in PROMISES_OF_READERS if task == "squad" else PROMISES:
            rows.append(promise(cascade, keep, *files[task], options))
            print(rows[-1], flush=True)
    options.output.write_text(f"""# Certificates of the shipped cascades

Command: `scripts/certify_models.py`, on {processor()}, int8.

*Promised*: that share of the last tier's answers, at a confidence level of 95 %, certified on the task's tuning texts
(`tango calibrate --keep`, label-free; of SQuAD paragraphs are the units). *Deferred*: the share of them that the first
tier passes on and, of three tiers or more, what comes to the last one. *Kept on the report texts*: what `tango evaluate --against-last-tier` counts there, with its exact 95 %
interval. Report texts chose nothing. CoLA's come from other books than its tuning texts, so the promise, which is about
texts drawn as the certifying ones were, need not hold on them. *none*: what `tango calibrate` says instead.

| cascade | promised | certifying texts | deferred there | kept on the report texts | deferred |
|---|---|---|---|---|---|
{chr(10).join(rows)}
""", encoding="utf8")


if __name__ == "__main__":
    main()
