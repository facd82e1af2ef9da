#!/usr/bin/env python3
"""Fits and judges a forecast of what `tango build` gives from what `tango try` measures.

  scripts/trial_forecast.py prepare PROGRAM DATA WORK
  scripts/trial_forecast.py collect PROGRAM TASKS OUTPUT [--samples 3] [--size 4000]
  scripts/trial_forecast.py judge OUTPUT
  scripts/trial_forecast.py fit OUTPUT PARAMETERS

`prepare` writes WORK/tasks.json: the four classifications of the paper with the cascades in models/, and the two
data sets in DATA/own, whose classifier (MiniLM-L6, fine-tuned) and cascade it makes below WORK; what is there is not
made again. A trial has no students for questions on contexts, so SQuAD is not among them. `fit` writes what
`tango try --forecast` reads: the line of the best scored forecast, fitted to all tasks.

TASKS is a JSON list of {"task", "teacher", "texts" (a file that samples are drawn from), "cascade" (a built one
whose last tier is the teacher), "calibration" (texts that neither has seen), "keep"}. `collect` appends to OUTPUT, one
JSON object a line, and leaves out what is there already: for each task and sample the speedups of the trial, and the
speedup of the built cascade once it is calibrated for the same share (tango calibrate, then tango plan of both). Run
it on a quiet machine. `judge` leaves one task out after the other, fits on the rest, and says how often the 80 %
interval holds the left-out task's speedup, how far apart its ends are, and its interval score (Winkler 1972) beside
that of the other tasks' geometric mean with their spread.

The forecast is log(built) = log(trial) + a, or + a + b * log(trial / trial on half of the texts); a and b by least
squares over the other tasks' means, and the interval is Student's t of a prediction.
"""
import argparse
import csv
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import certify_models
import own_sets
from result_rows import add_row, read_rows

LEVEL = 0.8
# Student's t, 0.9 quantile by degrees of freedom (scipy.stats.t.ppf).
T_90 = (3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.3830, 1.3722)


def json_of(command):
    return json.loads(subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE).stdout)


def draw(texts, size, seed, output):
    """A sample of a file with a header, in the same format."""
    header, *rows = Path(texts).read_text(encoding="utf-8-sig").splitlines()
    chosen = random.Random(seed).sample(rows, min(size, len(rows)))
    output.write_text("\n".join([header, *chosen]) + "\n", encoding="utf8")


def prepare_own(program, data, work, name):
    """A classifier of one of DATA/own's sets, and what tango build makes of it and the texts alone."""
    if name == "emotion":
        files = {"train": own_sets.emotion(data, "train"), "calibration": own_sets.emotion(data, "validation")}
    else:  # the test has few of the rare class, and is for reports
        rows = own_sets.trec(data, "train")
        random.Random(0).shuffle(rows)
        files = {"train": rows[1000:], "calibration": rows[:1000]}
    work.mkdir(parents=True, exist_ok=True)
    for split, rows in files.items():
        own_sets.write_table(rows, work / f"{split}.tsv")
    teacher, cascade = work / "teacher", work / "cascade"
    own_sets.fine_tune(program, work / "train.tsv", teacher, "--quiet")
    if not cascade.exists():
        subprocess.run([program, "build", "--teacher", teacher, "--texts", work / "train.tsv", "--quiet", "--output",
                        cascade], check=True)
    return {"teacher": teacher, "texts": work / "train.tsv", "cascade": cascade,
            "calibration": work / "calibration.tsv"}


def prepare(program, data, work):
    work.mkdir(parents=True, exist_ok=True)
    models = Path(__file__).resolve().parent.parent / "models"
    cola = work / "cola-train.tsv"
    cola.write_text(certify_models.COLA + (data / "cola/train.tsv").read_text(encoding="utf8"), encoding="utf8")
    texts = {"sst2": data / "sst2/train.tsv", "mrpc": data / "mrpc/train.tsv", "cola": cola,
             "qnli": data / "qnli/derived/train_from_squad.tsv"}
    tasks = [{"task": name, "teacher": models / name / "large", "texts": file, "cascade": models / name,
              "calibration": certify_models.text_files(name, data, work)[0]} for name, file in texts.items()]
    tasks += [{"task": name, **prepare_own(program, data, work / name, name)} for name in ("emotion", "trec")]
    for task in tasks:
        task.update({key: str(Path(value).resolve()) for key, value in task.items() if key != "task"}, keep=0.98)
    (work / "tasks.json").write_text(json.dumps(tasks, indent=2) + "\n", encoding="utf8")


def built_speedup(program, task, directory):
    """Of the cascade, calibrated for the same share, over its last tier alone."""
    calibrated = directory / "calibrated"
    subprocess.run([str(program), "calibrate", "--cascade", task["cascade"], "--texts", task["calibration"], "--keep",
                    str(task["keep"]), "--quiet", "--output", str(calibrated)], check=True)
    rates = [json_of([program, "plan", *which, "--input", task["calibration"], "--json"])["texts_per_s_of_all"]
             for which in (("--cascade", calibrated), ("--model", task["teacher"], "--precision", "int8"))]
    return rates[0] / rates[1]


def collect(program, tasks, output, samples, size):
    known = read_rows(output)
    for task in tasks:
        for sample in range(samples):
            if any((one["task"], one["sample"]) == (task["task"], sample) for one in known):
                continue
            with tempfile.TemporaryDirectory() as folder:
                directory = Path(folder)
                texts = directory / f"sample{Path(task['texts']).suffix}"
                draw(task["texts"], size, sample, texts)
                trial = json_of([program, "try", "--teacher", task["teacher"], "--texts", texts, "--keep",
                                 task["keep"], "--json", "--quiet"])
                found = {"task": task["task"], "sample": sample, "keep": task["keep"],
                         "trial": [student["speedup"] for student in trial["students"]],
                         "learnt": [student["learnt"] for student in trial["students"]],
                         "built": built_speedup(program, task, directory)}
            add_row(output, found)


def observations(file):
    return [json.loads(line) for line in file.read_text(encoding="utf8").splitlines()]


def gain(one):
    """What the forecast has to find: log(built / trial)."""
    return math.log(one["built"] / one["trial"][-1])


def doubling(one):
    return math.log(one["trial"][-1] / one["trial"][-2])


def means_of(observed, function):
    tasks = dict.fromkeys(one["task"] for one in observed)
    return [statistics.fmean(function(one) for one in observed if one["task"] == task) for task in tasks]


def line(values, places=None):
    """By least squares: `values` at `places`; without places, their mean alone. As tango try --forecast reads it."""
    count = len(values)
    mean, middle, slope, squares = statistics.fmean(values), 0.0, 0.0, 0.0
    if places:
        middle = statistics.fmean(places)
        squares = sum((place - middle) ** 2 for place in places)
        if squares > 0:
            slope = sum((place - middle) * (value - mean) for place, value in zip(places, values)) / squares
    freedom = count - (2 if places else 1)
    if freedom < 1:
        raise ValueError(f"{count} tasks are too few to fit on")
    residuals = [value - mean - slope * (place - middle) for value, place in zip(values, places or [0.0] * count)]
    deviation = math.sqrt(sum(residual ** 2 for residual in residuals) / freedom)
    return {"tasks": count, "mean": mean, "middle": middle, "slope": slope, "squares": squares,
            "deviation": deviation, "quantile": T_90[min(freedom, len(T_90)) - 1]}


def interval(values, at, places=None):
    """Ends of the prediction at `at`, by the line through `values` at `places`."""
    fitted = line(values, places)
    away = at - fitted["middle"]
    leverage = 1 + 1 / fitted["tasks"] + (away ** 2 / fitted["squares"] if fitted["squares"] > 0 else 0)
    half = fitted["quantile"] * fitted["deviation"] * math.sqrt(leverage)
    centre = fitted["mean"] + fitted["slope"] * away
    return centre - half, centre + half


def winkler(low, high, truth):
    """The interval score, on logarithms: the width, and a penalty for each miss."""
    return high - low + 2 / (1 - LEVEL) * (max(low - truth, 0) + max(truth - high, 0))


def forecasts(observed, model):
    """(low, high, truth) of each observation, in logarithms, by a model that has not seen its task."""
    for one in observed:
        others = [other for other in observed if other["task"] != one["task"]]
        truth = math.log(one["built"])
        if model == "the other tasks' geometric mean":
            low, high = interval(means_of(others, lambda other: math.log(other["built"])), 0.0)
        else:
            base = math.log(one["trial"][-1])
            places = means_of(others, doubling) if model == "trial and doubling" else None
            low, high = (base + end for end in interval(means_of(others, gain), doubling(one), places))
        yield low, high, truth


def judge(observed):
    """Rows of: model, share of intervals that hold, median ratio of the ends, mean interval score."""
    rows = []
    for model in ("the other tasks' geometric mean", "trial", "trial and doubling"):
        try:
            found = list(forecasts(observed, model))
        except ValueError as error:
            rows.append((model, str(error), "", ""))
            continue
        rows.append((model,
                     f"{statistics.fmean(low <= truth <= high for low, high, truth in found):.2f}",
                     f"{math.exp(statistics.median(high - low for low, high, _ in found)):.2f}",
                     f"{statistics.fmean(winkler(*one) for one in found):.3f}"))
    return rows


def fit(observed):
    """The parameters of the forecast with the better interval score, of all tasks."""
    scores = {model: score for model, _, _, score in judge(observed) if score}
    best = min((model for model in ("trial", "trial and doubling") if model in scores),
               key=lambda model: float(scores[model]), default=None)
    if best is None:
        raise SystemExit("too few tasks to fit on")
    return {"forecast": best,
            **line(means_of(observed, gain), means_of(observed, doubling) if best != "trial" else None)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("collect")
    one.add_argument("program", type=Path)
    one.add_argument("tasks", type=Path)
    one.add_argument("output", type=Path)
    one.add_argument("--samples", type=int, default=3)
    one.add_argument("--size", type=int, default=4000)
    commands.add_parser("judge").add_argument("output", type=Path)
    one = commands.add_parser("prepare")
    one.add_argument("program", type=Path)
    one.add_argument("data", type=Path)
    one.add_argument("work", type=Path)
    one = commands.add_parser("fit")
    one.add_argument("output", type=Path)
    one.add_argument("parameters", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "collect":
        tasks = json.loads(arguments.tasks.read_text(encoding="utf8"))
        collect(arguments.program, tasks, arguments.output, arguments.samples, arguments.size)
    elif arguments.command == "prepare":
        prepare(arguments.program.resolve(), arguments.data, arguments.work)
    elif arguments.command == "fit":
        arguments.parameters.write_text(json.dumps(fit(observations(arguments.output)), indent=2) + "\n",
                                        encoding="utf8")
    else:
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(("forecast", "held by the 80 % interval", "ratio of its ends", "interval score"))
        writer.writerows(judge(observations(arguments.output)))


if __name__ == "__main__":
    main()
