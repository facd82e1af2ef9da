"""Cascades of more than two classes for bench/trust.py, each made from a file of labelled texts.

A teacher, MiniLM-L6, is fine-tuned on the training texts; `tango build` puts a BiLSTM before it. Both are
kept in their folder, with the texts that neither has seen. Some ten minutes each on two cores.
"""
import csv
import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TANGO = ROOT / "build/release/tango"
EMOTION_TRAINING_TEXTS = 8000
TREC_TRAINING_TEXTS = 3952  # the other 1,500 are read with the 500 of the test


def rows_of_treebank(path):
    """Five classes: lines of a label, a space, and a sentence."""
    for line in path.read_text(encoding="utf8").splitlines():
        label, text = line.split(" ", 1)
        yield {"text": text, "label": label}


def rows_of_emotion(path):
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def rows_of_trec(path):
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def fine(data):
    folder = data / "sst2/treebank"
    return [list(rows_of_treebank(folder / f"stsa.fine.{part}")) for part in ("train", "test")]


def emotion(data):
    train, test = (rows_of_emotion(data / f"own/emotion/{part}.jsonl") for part in ("train", "test"))
    return [train[:EMOTION_TRAINING_TEXTS], test]


def trec(data):
    train, test = (rows_of_trec(data / f"own/trec/{part}.tsv") for part in ("train", "test"))
    return [train[:TREC_TRAINING_TEXTS], train[TREC_TRAINING_TEXTS:] + test]


SOURCES = {"stsa.fine": fine, "emotion": emotion, "trec": trec}


def write_rows(rows, path):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")


def cascade_of(name, data, folder):
    """Directory of the cascade and file of unseen texts; made where they are not there yet."""
    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    train, unseen = folder / "train.jsonl", folder / "unseen.jsonl"
    if not (folder / "cascade").exists():
        for rows, path in zip(SOURCES[name](data), (train, unseen), strict=True):
            write_rows(rows, path)
        subprocess.run([TANGO, "train", "--base", "sentence-transformers/all-MiniLM-L6-v2", "--train", train,
                        "--lora-rank", "0", "--epochs", "2", "--learning-rate", "2e-4", "--threads", "1",
                        "--output", folder / "teacher"], check=True)
        subprocess.run([TANGO, "build", "--teacher", folder / "teacher", "--texts", train, "--size", "20000",
                        "--student", "bilstm", "--output", folder / "cascade"], check=True)
    return folder / "cascade", unseen
