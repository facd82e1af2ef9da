#!/usr/bin/env python3
"""Counts broken promises: writes docs/results/trust.md from thousands of draws out of recorded pools.

A pool is what two tiers answer to many texts, recorded once with `tango label` under --pools, and kept
there. Then build/release/tango_trust draws samples, calibrates on each, and looks the true risk up. What
it prints is kept under --pools, too, so that a run that was stopped goes on.
Example: bench/trust.py --data ../shared/data --pools build/trust --runs 2000
"""
import argparse
import json
import math
import platform
import re
import subprocess
from pathlib import Path

from places import ROOT  # first: it finds the next
from logits_file import answer_of, read_logits
from trust_cascades import SOURCES, cascade_of, two_tiers_of

PROGRAMS = ROOT / "build/release"
MOST_TEXTS = 40000
READER_RUNS = 200  # of answers to questions, whose learned scores take long
MOST_TIMES = 1.15  # labelled deferral, beside the normal approximation's
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z])")
COLUMNS = ("broken", "certified", "broken given certified", "deferral", "reference", "times, points", "oracle",
           "near the oracle", "reference broken")
REFERRED = ("label-free", "labelled")  # methods whose deferral has a reference beside it, and an oracle


NEAR_IN_WORDS = """\
*Why few runs are near the oracle on some made pools*: their losses fall on all confidences alike, so that the risk r of
the whole pool falls with the share that is accepted and in no other way (`bench/trust/synthetic.cpp`). Where r is just
above the target, the oracle defers next to nothing, and whatever holds at 95 % must wait for a sample that has 1.64
standard deviations fewer losses than are expected: it defers about 1.64 · √((1 − r) / (r · n)) of n texts in the mean,
36 % of 1,000 at r = 0.02, and only lucky runs come within 5 points of the oracle (5.1 %). With 5 confidences each step
is a fifth of the texts: the oracle defers one, and 55.6 % of the runs at most two. Where r is 0.01 and the target 0.02,
the oracle defers nothing, and a run of 1,000 texts equals it if it has at most 12 losses where 10 are expected, which
79 % of all samples have (78.8 %); the others defer a fifth, or with 1 confidence all."""


def sentences(path):
    """Sentences of 2 to 50 words of the reviews in a file, one review a line."""
    for line in path.open(encoding="utf8"):
        for part in line.rstrip("\n").split("<br />"):
            for sentence in SENTENCE_END.split(part):
                words = sentence.split()
                if 2 <= len(words) <= 50:
                    yield " ".join(words)


def write_texts(name, data, path):
    source = data / "text"
    lines = (sentences(source / "imdb_unsup.txt") if name == "imdb"
             else (line.rstrip("\n") for line in (source / "brown.txt").open(encoding="utf8")))
    with path.open("w", encoding="utf8") as output:
        for _, line in zip(range(MOST_TEXTS), lines):
            output.write(line + "\n")


def truth_of(number, last):
    """No labels are known: one drawn from the last tier's own, flattened, probabilities."""
    coin = (number * 2654435761 % 2**32) / 2**32
    return int(coin < 1 / (1 + math.exp(-0.6 * (last[1] - last[0]))))


def pool_of(name, data, folder):
    pool = folder / f"{name}.pool"
    if pool.exists():
        return pool
    texts = folder / f"{name}.txt"
    write_texts(name, data, texts)
    tiers = []
    for model in ("bilstm", "minilm"):
        output = folder / f"{name}.{model}.safetensors"
        subprocess.run([PROGRAMS / "tango", "label", "--model", ROOT / "models/sst2" / model,
                        "--precision", "int8", "--output", output, texts], check=True)
        tiers.append(read_logits(output)[1])
    with pool.open("w", encoding="utf8") as output:
        for number, (cheap, last) in enumerate(zip(*tiers, strict=True)):
            answer, probability = answer_of(cheap)
            output.write(f"{probability:.9g}\t{answer}\t{answer_of(last)[0]}\t"
                         f"{truth_of(number, last)}\n")
    return pool


def simulate(folder, simulation, runs, seed, pool=None, name=""):
    """Rows of one simulation, from an earlier run if it came to its end."""
    kept = folder / f"{name or 'made'}.{simulation}.{runs}.{seed}.tsv"
    if not kept.exists():
        arguments = [simulation, runs, seed] + ([pool, name] if pool else [])
        run = subprocess.run([PROGRAMS / "tango_trust", *map(str, arguments)], check=True,
                             capture_output=True, text=True)
        kept.write_text(run.stdout, encoding="utf8")
    return [line.split("\t") for line in kept.read_text(encoding="utf8").splitlines()]


def percent(number):
    return f"{100 * float(number):.1f} %"


def beside(deferral, reference):
    """As a multiple and in points; of next to nothing there is no multiple."""
    points = f"{100 * (deferral - reference):+.1f}"
    return f"{deferral / reference:.2f}, {points}" if reference >= 5e-4 else points


def cells_of(method, broken, certified, given, deferral, reference, oracle, last):
    """What was measured; the other cells are empty."""
    referred = method in REFERRED
    return [percent(broken), percent(certified), percent(given),
            percent(deferral) if method != "class bounds" else "",
            percent(reference) if referred else "",
            beside(float(deferral), float(reference)) if referred else "",
            percent(oracle) if referred or "documents" in method else "",
            percent(last) if method == "label-free" else "",
            percent(last) if method == "labelled" else ""]


def table_of(rows):
    lines = ["| pool | method | keep | texts | runs | " + " | ".join(COLUMNS) + " |",
             "|---|---|---|---|---|" + "---|" * len(COLUMNS)]
    for pool, method, keep, texts, runs, *numbers in rows:
        units = f"{texts} documents" if "documents" in method else texts
        cells = " | ".join(cells_of(method, *numbers[:7]))
        lines.append(f"| {pool} | {method} | {keep} | {units} | {runs} | {cells} |")
    return "\n".join(lines)


def label_free_in_words(rows):
    pairs = [(float(row[8]), float(row[9])) for row in rows if row[1] == "label-free"]
    most = max(deferral / reference for deferral, reference in pairs if reference >= 5e-4)
    points = [100 * (deferral - reference) for deferral, reference in pairs]
    return (f"Label-free deferral is at most {most:.2f} times its reference's in all {len(pairs)} cells (aim: at most\n"
            f"1.05), and between {-min(points):.1f} points below and {max(points):.1f} above it.")


def processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def table_of_files(rows):
    lines = ["| pool | keep | seeds | last tier reads | oracle threshold | broken |",
             "|---|---|---|---|---|---|"]
    for pool, _, keep, _, runs, broken, _, _, share, _, oracle, _ in rows:
        lines.append(f"| {pool} | {keep} | {runs} | {100 * float(share):.1f} % | "
                     f"{100 * float(oracle):.1f} % | {100 * float(broken):.2f} % |")
    return "\n".join(lines)


def questions(path, most):
    """Of the articles at odd positions, which no threshold was chosen from."""
    articles = json.loads(path.read_text(encoding="utf8"))["data"]
    rows = ({"question": question["question"], "context": paragraph["context"]} for article in articles[1::2]
            for paragraph in article["paragraphs"] for question in paragraph["qas"])
    return [json.dumps(row) + "\n" for _, row in zip(range(most), rows)]


def text_files(data, folder):
    """A cascade, the texts that it was not trained on, and a name of both."""
    cola = folder / "cola.txt"
    rows = (data / "cola/dev.tsv").read_text(encoding="utf8").splitlines()
    cola.write_text("".join(row.split("\t")[3] + "\n" for row in rows), encoding="utf8")
    qnli = folder / "qnli.tsv"
    lines = (data / "qnli/dev.tsv").read_text(encoding="utf8").splitlines(keepends=True)
    qnli.write_text("".join(lines[:2001]), encoding="utf8")
    squad = folder / "squad.jsonl"
    squad.write_text("".join(questions(data / "squad/dev-v1.1.rebuilt.json", 2000)), encoding="utf8")
    shipped = [("sst2", data / "sst2/test.tsv", "SST-2"),
               ("sst2/minilm-first", data / "sst2/test.tsv", "SST-2, MiniLM first"),
               ("mrpc", data / "mrpc/test.tsv", "MRPC"),
               ("cola", cola, "CoLA"),
               ("qnli", qnli, "QNLI"),
               ("squad", squad, "SQuAD, spans")]
    return ([(two_tiers_of(ROOT / "models" / cascade, ROOT / "build/scores" / cascade), texts, name)
             for cascade, texts, name in shipped]
            + [(*cascade_of(source, data, ROOT / "build/scores"), source) for source in SOURCES])


def simulate_learned(data, folder, runs, seed):
    rows = []
    for number, (cascade, texts, name) in enumerate(text_files(data, folder)):
        own = min(runs, READER_RUNS) if name.startswith("SQuAD") else runs
        kept = folder / f"learned.{number}.{own}.{seed}.tsv"
        if not kept.exists():
            run = subprocess.run([PROGRAMS / "tango_trust", "learned", str(own), str(seed),
                                  cascade, texts, name], check=True,
                                 capture_output=True, text=True)
            kept.write_text(run.stdout, encoding="utf8")
        rows += [line.split("\t") for line in kept.read_text(encoding="utf8").splitlines()]
    return rows


def table_of_scores(rows):
    lines = ["| texts of | sample | runs | broken | deferred, plain | deferred, learned | score used | "
             "oracle, plain | oracle, learned |", "|---|---|---|---|---|---|---|---|---|"]
    for name, _, _, count, runs, *numbers in rows:
        broken, _, _, learned, plain, oracle, plain_oracle, used = (
            f"{100 * float(number):.1f} %" for number in numbers)
        lines.append(f"| {name} | {count} | {runs} | {broken} | {plain} | {learned} | {used} | "
                     f"{plain_oracle} | {oracle} |")
    return "\n".join(lines)


def gains_of_scores(rows):
    """Where a learned score defers less, at the largest sample of each."""
    last = {row[0]: row for row in rows}
    gains = [f"{name} ({100 * (float(row[9]) - float(row[8])):.1f} points)" for name, row in last.items()
             if float(row[8]) < float(row[9])]
    return (f"With the most texts a learned score defers less on {len(gains)} of {len(last)}: "
            f"{', '.join(gains) or 'none'}. Elsewhere it is not worth the fifth that is set aside for it.")


def simulate_bargain(pool, folder, seeds):
    """Rows of bench/bargain.py, where its environment is there (its docstring says how); else none."""
    python = ROOT / "build/bargain/bin/python"
    if not python.exists():
        return []
    kept = folder / f"{pool.stem}.bargain.{seeds}.tsv"
    if not kept.exists():
        run = subprocess.run([python, ROOT / "bench/bargain.py", pool, "--seeds", str(seeds)], check=True,
                             capture_output=True, text=True)
        kept.write_text(run.stdout, encoding="utf8")
    return [line.split("\t") for line in kept.read_text(encoding="utf8").splitlines()]


def table_of_bargain(rows):
    if not rows:
        return "BARGAIN was not run: `bench/bargain.py` says what it needs."
    lines = ["| pool | keep | M | seeds | last tier reads | broken |", "|---|---|---|---|---|---|"]
    for pool, thresholds, keep, seeds, share, broken in rows:
        lines.append(f"| {pool} | {keep} | {thresholds} | {seeds} | {100 * float(share):.1f} % | "
                     f"{100 * float(broken):.1f} % |")
    return "\n".join(lines)


def table_of_limits(limits, rows):
    measured = {(row[0], float(row[2]), int(row[3])): row for row in rows if row[1] == "labelled"}
    lines = ["| pool | keep | texts | deferral | normal | times | least of any test, times | without a coin, times |",
             "|---|---|---|---|---|---|---|---|"]
    near, out_of_reach = 0, 0
    for pool, keep, texts, *least in limits:
        row = measured[pool, float(keep), int(texts)]
        deferral, normal = float(row[8]), float(row[9])
        without_coin, with_coin = (f"{100 * float(share):.1f} %, {float(share) / normal:.2f}" for share in least)
        lines.append(f"| {pool} | {keep} | {texts} | {100 * deferral:.1f} % | {100 * normal:.1f} % | "
                     f"{deferral / normal:.2f} | {with_coin} | {without_coin} |")
        is_near = round(deferral / normal, 2) <= MOST_TIMES
        near += is_near
        out_of_reach += not is_near and round(float(least[0]) / normal, 2) > MOST_TIMES
    lines += ["", f"{near} of {len(limits)} cells are at most {MOST_TIMES} times the normal approximation; in "
              f"{out_of_reach} of the others no test without a coin is."]
    return "\n".join(lines)


def watch_in_words(rows):
    sentences = []
    for _, kind, *numbers in rows:
        if kind == "delay":
            healthy, runs, early, mean, median, most = numbers
            sentences.append(f"- After {healthy} healthy audits, agreement falls from 98.5 to 96 %: the alarm "
                             f"comes after {mean} audits in the mean (median {median}, nine in ten within {most}; "
                             f"{early} of {runs} streams raised it before). A sequential test that knew both "
                             f"needs 378.")
        elif kind == "tightening":
            recovery, runs, broken, alarms, deferred = numbers
            sentences.append(f"- The agreement of a threshold that accepts all is 96 %; accepting the surest 71 % would "
                             f"keep 98 %. Of {runs} streams of 30,000 audits {100 * int(broken) / int(runs):.1f} % ever got "
                             f"a tightened threshold that breaks the promise; the last one defers "
                             f"{100 * float(deferred):.0f} % of the texts in the mean, chosen from {recovery} audits "
                             f"(alarms: {float(alarms):.2f} a stream).")
        else:
            audits, runs, raised = numbers
            sentences.append(f"- At agreement of exactly 98 %, {raised} of {runs} streams "
                             f"({100 * int(raised) / int(runs):.1f} %) raise it within {audits} audits.")
    return "\n".join(sentences)


def report(rows, limits, files, bargain, scores, watch, runs, seed):
    worst = max(rows, key=lambda row: float(row[5]))
    return f"""# Broken promises

Written by `make trust` on {processor()}: up to {runs} runs a cell, seed {seed}. *Broken*: the true risk of the
returned threshold is above its target, as a share of all runs (those that certify nothing count as
unbroken). *Deferral*: the mean share of texts that the last tier reads. *Reference*: for label-free
promises that of the textbook's scan over the sample's confidences; for labelled ones that of the
normal approximation, which is no bound, with how often it breaks the promise. *Oracle*: with the population known.
*Times, points*: deferral as a multiple of the reference's, and its distance from it.
*Near the oracle*: runs that certify a deferral of at most twice the oracle's and 5 points. Labels of these pools
are drawn from the last tier's probabilities. An empty cell was not measured.

*Three tiers* has a made-up tier between the pool's two; *reference* one that the last tier misses on 0.7 % of
the texts; *budget* certifies what is kept where the last tier reads 4 · (1 - keep) of the texts
(`--speedup` and `--latency-ms` name that cost in other units).

{NEAR_IN_WORDS}

{label_free_in_words(rows)}

The worst of {len(rows)} cells: {100 * float(worst[5]):.2f} % ({worst[0]}, {worst[1]}, keep {worst[2]}, {worst[3]} texts).

{table_of(rows)}

## Labelled texts beside what no test can beat
*Times*: deferral as a multiple of the normal approximation's, which is no bound, in the same scan over the same texts.
*No test*: no procedure that is valid for every population defers less in the mean. At each threshold it is held
against a population that breaks the promise there and differs in nothing but the numbers of lost and gained texts; the
most powerful test between the two (Neyman and Pearson's, told all probabilities) passes no more often. *Without a
coin*: the same where that test ends before the first outcome that does not fit into the level as a whole.

{table_of_limits(limits, rows)}

## One file, once
The first 20,000 texts of each pool, 95 % level: the share that the last tier reads, pilot included.

{table_of_files(files)}

BARGAIN_A of PyPI `bargain` 0.1.3 on the same files (`bench/bargain.py`), with M thresholds:

{table_of_bargain(bargain)}

## Learned scores
Keep 0.98 of the last tier's answers at 95 %. Every tier reads a file of texts that it was not trained on (of SQuAD the
first 2,000 questions of the dev articles at odd positions; of more than two tiers the first and the last; stsa.fine, emotion and trec have the cascades that
`bench/trust_cascades.py` makes); samples are drawn from it with replacement, so its risk at each threshold is known.
*Plain*: max probability, all texts certify. *Learned*: `--confidence learned`, a fifth is set aside and a score taken
where it pays there. What cannot be certified is deferred. {gains_of_scores(scores)}

{table_of_scores(scores)}

## The watch
Promise 98 %, level 5 %.

{watch_in_words(watch)}
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--pools", type=Path, default=ROOT / "build/trust")
    arguments.add_argument("--runs", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--output", type=Path, default=ROOT / "docs/results/trust.md")
    options = arguments.parse_args()
    options.pools.mkdir(parents=True, exist_ok=True)
    rows, limits, files, bargain = [], [], [], []
    for name in ("imdb", "brown"):
        pool = pool_of(name, options.data, options.pools)
        for simulation in ("label-free", "labelled", "tiers"):
            rows += simulate(options.pools, simulation, options.runs, options.seed, pool, name)
        limits += simulate(options.pools, "limit", options.runs, options.seed, pool, name)
        files += simulate(options.pools, "one-file", options.runs, options.seed, pool, name)
        bargain += simulate_bargain(pool, options.pools, min(options.runs, 100))
    for simulation in ("synthetic", "signed", "documents"):
        rows += simulate(options.pools, simulation, options.runs, options.seed)
    scores = simulate_learned(options.data, options.pools, options.runs, options.seed)
    watch = simulate(options.pools, "watch", options.runs, options.seed)
    text = report(rows, limits, files, bargain, scores, watch, options.runs, options.seed)
    options.output.write_text(text, encoding="utf8")
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
