#!/usr/bin/env python3
"""Measures what cascades from a log of given answers defer, beside those that a teacher's logits give.

  scripts/answers_table.py run [--rows 1] [--task sst2]
  scripts/answers_table.py table

For SST-2 and own/emotion, a classifier of ours answers texts; the log holds 2,000, 10,000 or 50,000 of them, with
0, 5 or 10 % of the answers replaced by another label at random. `run` goes through sizes, noises and five seeds, the
small ones first: `tango build --answers` makes its students of the log; each is read on the test texts, whose clean
answers are the classifier's own. Without noise the same students also learn the classifier's logits of the same
texts. A row for each log is appended to docs/results/answers.jsonl, first of the students that are made in minutes,
then of MiniLM-L6, fine-tuned; a run that was stopped goes on, and rows that are there are not made again. --rows N ends
after N new ones. `table` writes docs/results/answers.md of the rows so far.

The classifier of SST-2 is models/sst2/large; that of own/emotion is MiniLM-L6, fine-tuned here on its training
texts, which are also the texts of the log; beyond 16,000 they are made by rules (tango augment).
"""
import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
from pathlib import Path

import own_sets
from logits_file import answer_of, read_logits, write_logits
from result_rows import add_row, read_rows

ROOT = Path(__file__).resolve().parent.parent
KEEP = 0.98
SIZES = (2_000, 10_000, 50_000)
NOISES = (0, 5, 10)
SEEDS = (1, 2, 3, 4, 5)
TASKS = ("sst2", "emotion")
GROUPS = (("tfidf", "bilstm", "embeddings"), ("minilm",))
MADE = 60_000
PART = 5_000
# How students learn logits of so few texts: as they learn given answers (src/recipe/own_recipe.cpp), with the loss
# for logits.
STUDENTS = {
    "tfidf": ["--student", "tfidf", "--vocabulary", "200000"],
    "bilstm": ["--student", "bilstm", "--batch-size", "32", "--epochs", "20", "--word-dropout", "0.1", "--vectors",
               "teacher", "--learning-rate", "0.004"],
    "embeddings": ["--student", own_sets.MINILM, "--frozen"],
    "minilm": ["--student", own_sets.MINILM, "--learning-rate", "0.0001", "--epochs", "3"],
}


class Stopped(RuntimeError):
    pass


def tango(options, *words):
    """What the program prints; its error is ours."""
    run = subprocess.run([options.tango, *map(str, words)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Stopped(f"tango {' '.join(map(str, words))}: {run.stderr.strip()[-2000:]}")
    return run.stdout


def write_texts(path, texts):
    path.write_text("text\n" + "".join(text + "\n" for text in texts), encoding="utf8")


def read_texts(path):
    return path.read_text(encoding="utf8").splitlines()[1:]


def own_texts(task, split, data):
    """Each different text of a split once, on one line."""
    if task == "sst2":
        lines = (data / f"sst2/{split}.tsv").read_text(encoding="utf8").splitlines()[1:]
        found = (line.rsplit("\t", 1)[0] for line in lines)
    else:
        found = (text for text, _ in own_sets.emotion(data, split))
    return list(dict.fromkeys(" ".join(text.split()) for text in found))


def emotion_teacher(options, work):
    gold = work / "gold-train.tsv"
    own_sets.write_table(own_sets.emotion(options.data, "train"), gold)
    own_sets.fine_tune(options.tango, gold, work / "teacher", "--quiet")
    return work / "teacher"


def label(options, model, texts, output):
    if not output.exists():
        tango(options, "label", "--model", model, "--precision", "int8", "--quiet", texts, "--output", output)
    return read_logits(output)


class Task:
    """The texts of a task, in a random order, and its classifier's logits of them."""

    def __init__(self, name, options):
        self.options, self.work = options, options.work / name
        self.work.mkdir(parents=True, exist_ok=True)
        self.teacher = ROOT / "models/sst2/large" if name == "sst2" else emotion_teacher(options, self.work)
        self.test = self.work / "test.tsv"
        if not self.test.exists():
            write_texts(self.test, own_texts(name, "test", options.data))
        known = set(read_texts(self.test))
        self.texts = [text for text in own_texts(name, "train", options.data) if text not in known]
        random.Random(0).shuffle(self.texts)
        self.own = len(self.texts)
        self.labels, test = label(options, self.teacher, self.test, self.work / "test.safetensors")
        self.clean = [answer_of(row)[0] for row in test]
        self.logits = []

    def add_made(self):
        """Texts that rules make of the others, behind them."""
        source, made = self.work / "own.tsv", self.work / "made.tsv"
        if not source.exists():
            write_texts(source, self.texts)
        if not made.exists():
            tango(self.options, "augment", "--texts", source, "--preset", "rules", "--size", MADE, "--exclude",
                  self.test, "--quiet", "--output", made)
        known = set(self.texts)
        more = [text for text in dict.fromkeys(read_texts(made)) if text not in known]
        random.Random(0).shuffle(more)
        self.texts += more

    def label_first(self, count):
        """Has the classifier answer so many texts, in parts that are kept."""
        while len(self.logits) < min(count, len(self.texts)):
            begin = len(self.logits)
            part = self.work / f"texts-{begin}.tsv"
            if not part.exists():
                write_texts(part, self.texts[begin:begin + PART])
            self.logits += label(self.options, self.teacher, part, part.with_suffix(".safetensors"))[1]

    def draw(self, size, seed):
        """Places of so many texts, of three times as many; made ones only where there are no others."""
        if size > self.own and len(self.texts) == self.own:
            self.add_made()
        limit = max(size, min(max(3 * size, PART), self.own))
        self.label_first(limit)
        return random.Random(seed).sample(range(min(limit, len(self.texts))), min(size, len(self.texts)))

    def log(self, places, noise, seed):
        """Answers to these texts; those that 5 % of noise replaces are replaced at 10 %, too."""
        draws = random.Random(f"noise {seed}")
        answers = []
        for place in places:
            right = answer_of(self.logits[place])[0]
            is_noise, shift = draws.random() < noise / 100, draws.randrange(1, len(self.labels))
            answers.append((right + shift) % len(self.labels) if is_noise else right)
        return answers


def deferral(answers, clean):
    """Of (label, confidence), the least share that is deferred where KEEP of the texts get the clean answer."""
    order = sorted(range(len(answers)), key=lambda text: -answers[text][1])
    allowed = len(answers) - math.ceil(KEEP * len(answers) - 1e-9)
    best = wrong = 0
    for rank, text in enumerate(order):
        wrong += answers[text][0] != clean[text]
        ends = rank + 1 == len(order) or answers[order[rank + 1]][1] < answers[text][1]
        if ends and wrong <= allowed:
            best = rank + 1
    return 1 - best / len(answers)


def certified(options, model, labels, texts, directory, answers, clean):
    """What `tango calibrate` promises of the student and the log, and what that threshold does on test."""
    directory.mkdir()
    tiers = [{"model": str(model), "precision": "int8", "threshold": 1.0},
             {"endpoint": {"protocol": "ask", "labels": labels}}]
    (directory / "cascade.json").write_text(json.dumps({"version": "1.0", "confidence": "max_probability",
                                                        "labels": labels, "tiers": tiers}), encoding="utf8")
    try:
        tango(options, "calibrate", "--cascade", directory, "--texts", texts, "--reference", texts, "--keep", KEEP,
              "--quiet", "--output", directory / "calibrated")
    except Stopped as error:
        return {"refused": str(error).rsplit(": ", 1)[-1][:200]}
    written = json.loads((directory / "calibrated/cascade.json").read_text(encoding="utf8"))
    threshold = written["tiers"][0]["threshold"]
    answered = [confidence >= threshold and threshold < 1 for _, confidence in answers]
    kept = [not is_answered or answer == right
            for is_answered, (answer, _), right in zip(answered, answers, clean, strict=True)]
    return {"threshold": threshold, "deferral": 1 - statistics.fmean(answered), "agreement": statistics.fmean(kept)}


def read_student(options, task, model, name, work):
    output = work / f"test-{name}.safetensors"
    labels, logits = label(options, model, task.test, output)
    answers = [answer_of(row) for row in logits]
    order = [task.labels.index(one) for one in labels]
    return labels, [(order[label_id], confidence) for label_id, confidence in answers]


def measure(options, task, cell, students, work):
    _, size, noise, seed = cell
    places = task.draw(size, seed)
    answers = task.log(places, noise, seed)
    log = work / "log.jsonl"
    log.write_text("".join(json.dumps({"text": task.texts[place], "label": task.labels[answer]}) + "\n"
                           for place, answer in zip(places, answers, strict=True)), encoding="utf8")
    output, build = work / "cascade", work / "build"
    if not output.exists():
        tango(options, "build", "--answers", log, "--student", ",".join(students), "--keep", KEEP, "--quiet", "--work",
              build, "--output", output)
    found = {"task": task.work.name, "size": size, "noise": noise, "seed": seed, "texts": len(places), "students": {}}
    wrong = {task.texts[place] for place, answer in zip(places, answers, strict=True)
             if answer != answer_of(task.logits[place])[0]}
    suspects = [line.split("\t")[0] for line in (build / "sound/suspects.tsv").read_text(encoding="utf8").splitlines()]
    found["suspects"] = len(suspects) - 1
    found["suspects_wrong"] = sum(text in wrong for text in suspects[1:])
    for name in students:
        model = build / f"models/{name}-1"
        labels, read = read_student(options, task, model, name, work)
        shutil.rmtree(work / f"certified-{name}", ignore_errors=True)
        found["students"][name] = {
            "agreement": statistics.fmean(answer == right for (answer, _), right in zip(read, task.clean, strict=True)),
            "deferral": deferral(read, task.clean),
            "certified": certified(options, model, labels, build / "calibration/certifying.tsv",
                                   work / f"certified-{name}", read, task.clean)}
    if noise == 0:
        found["logits"] = from_logits(options, task, students, build / "calibration/learning.tsv", work)
    return found


def from_logits(options, task, students, learning, work):
    """The same students, from the classifier's logits of the texts that the others learnt from."""
    places = {text: place for place, text in enumerate(task.texts)}
    texts = [line.rsplit("\t", 1)[0] for line in read_texts(learning)]
    write_texts(work / "learning.tsv", texts)
    write_logits(work / "learning.safetensors", task.labels, [task.logits[places[text]] for text in texts])
    found = {}
    for name in students:
        model = work / f"logits-{name}"
        if not model.exists():
            tango(options, "distill", "--train", work / "learning.tsv", "--logits", work / "learning.safetensors",
                  *STUDENTS[name], *(["--teacher", own_sets.MINILM] if "--vectors" in STUDENTS[name] else []), "--seed", 1,
                  "--quiet", "--output", model)
        _, read = read_student(options, task, model, f"logits-{name}", work)
        found[name] = {"deferral": deferral(read, task.clean)}
    return found


def cells():
    """With groups of students; the most telling first: all noises of both tasks at small sizes and two seeds."""
    steps = ((2_000, SEEDS[:2]), (10_000, SEEDS[:2]), (2_000, SEEDS[2:]), (10_000, SEEDS[2:]), (50_000, SEEDS[:2]),
             (50_000, SEEDS[2:]))
    return [((task, size, noise, seed), students) for size, seeds in steps for students in GROUPS for seed in seeds
            for task in TASKS for noise in NOISES]


def cell_of(row):
    return row["task"], row["size"], row["noise"], row["seed"]


def run(options):
    options.work.mkdir(parents=True, exist_ok=True)
    done = {(cell_of(row), tuple(row["students"])) for row in read_rows(options.table)}
    tasks = {}
    made = 0
    for cell, students in cells():
        name, size, noise, seed = cell
        if (cell, students) in done or (options.task and name != options.task):
            continue
        if options.rows and made == options.rows:
            return
        if name not in tasks:
            tasks[name] = Task(name, options)
        work = options.work / f"{name}-{size}-{noise}-{seed}-{students[0]}"
        work.mkdir(exist_ok=True)
        row = measure(options, tasks[name], cell, students, work)
        add_row(options.table, row)
        shutil.rmtree(work)
        made += 1


def mean_of(rows, *path):
    """Over seeds; "" where none has it. Of a cascade that nothing could be promised of, all are asked."""
    found = []
    for row in rows:
        value = row
        for key in path:
            value = value.get(key, {}) if isinstance(value, dict) else {}
        if value == {} and path[-2:] == ("certified", "deferral") and "refused" in row["students"].get(
                path[1], {}).get("certified", {}):
            value = 1.0
        if not isinstance(value, dict):
            found.append(value)
    return statistics.fmean(found) if found else None


def share(value):
    return "" if value is None else f"{value:.1%}"


def table(options):
    rows = read_rows(options.table)
    names = list(dict.fromkeys(name for row in rows for name in row["students"]))
    parts = []
    for task in TASKS:
        lines = []
        for size in SIZES:
            logits = [row for row in rows if cell_of(row)[:3] == (task, size, 0)]
            for noise in NOISES:
                all_rows = [row for row in rows if cell_of(row)[:3] == (task, size, noise)]
                for name in names:
                    some = [row for row in all_rows if name in row["students"]]
                    if not some:
                        continue
                    own, soft = mean_of(some, "students", name, "deferral"), mean_of(logits, "logits", name, "deferral")
                    ratio = f"{own / soft:.2f}" if own is not None and soft else ""
                    lines.append(f"| {size:,} | {noise} % | {len(some)} | {name} | "
                                 f"{share(mean_of(some, 'students', name, 'agreement'))} | {share(own)} | "
                                 f"{share(soft)} | {ratio} | "
                                 f"{share(mean_of(some, 'students', name, 'certified', 'deferral'))} | "
                                 f"{share(mean_of(some, 'students', name, 'certified', 'agreement'))} |")
        if lines:
            parts.append(f"## {task}\n\n" + HEADER + "\n".join(lines) + "\n\n" + found_noise(rows, task))
    options.output.write_text(INTRODUCTION.format(count=len(rows), all=len(cells())) + "\n".join(parts),
                              encoding="utf8")


def found_noise(rows, task):
    lines = []
    for noise in NOISES:
        some = [row for row in rows if (row["task"], row["noise"]) == (task, noise) and GROUPS[0][0] in row["students"]]
        if some:
            suspects, wrong = sum(row["suspects"] for row in some), sum(row["suspects_wrong"] for row in some)
            answers = sum(row["texts"] for row in some)
            lines.append(f"With {noise} % of noise, {suspects:,} of {answers:,} answers were suspects, of which "
                         f"{wrong:,} were wrong.")
    return "\n".join(lines) + "\n"


HEADER = """| answers | noise | seeds | student | agrees | deferred | from logits | ratio | promised: deferred | kept |
|---|---|---|---|---|---|---|---|---|---|
"""

INTRODUCTION = """# Cascades from given answers

Command: `scripts/answers_table.py run`, then `table`. {count} of {all} runs are measured so far; numbers are means over
as many seeds as a line says.

*Agrees*: the student alone gives the clean answer to a test text. *Deferred*: the least share of the test texts that
must be asked so that 98 % get the clean answer (the threshold is the best one for these texts, for all columns alike).
*From logits*: the same student, taught the classifier's logits of the same texts, without noise; *ratio* compares the
two. *Promised*: `tango calibrate --keep 0.98` on the log's certifying texts, whose answers have the log's noise, so
that of a log with 5 % of noise little can be promised; what is deferred and kept on test. `tfidf` and `embeddings` are
logistic regressions, on TF-IDF and on MiniLM-L6's sentence embeddings, with C by cross-validation; `minilm` is
MiniLM-L6 fine-tuned, `bilstm` a bidirectional LSTM. Suspects are of the texts that students may learn from; wrong
means that noise replaced the answer. Texts of own/emotion beyond its 16,000 are made by rules.

"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--work", type=Path, default=ROOT / "build/answers")
    parser.add_argument("--table", type=Path, default=ROOT / "docs/results/answers.jsonl", help="the rows")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data")))
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run")
    one.add_argument("--rows", type=int, default=0, help="end after so many new rows; 0: all")
    one.add_argument("--task", choices=TASKS)
    commands.add_parser("table").add_argument("--output", type=Path, default=ROOT / "docs/results/answers.md")
    options = parser.parse_args()
    if options.command == "run":
        run(options)
    else:
        table(options)


if __name__ == "__main__":
    main()
