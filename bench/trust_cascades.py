"""Cascades of two tiers for bench/trust.py: of those that are shipped, and of more than two classes.

The latter are made from a file of labelled texts each: a teacher, MiniLM-L6, is fine-tuned on the training
texts; `tango build` puts a BiLSTM before it. Both are kept in their folder, with the texts that neither has seen. Some
ten minutes each on two cores.
"""
import json
import subprocess

from places import TANGO  # first: it finds the next
import own_sets

EMOTION_TRAINING_TEXTS = 8000
TREC_TRAINING_TEXTS = 3952  # the other 1,500 are read with the 500 of the test


def rows_of_treebank(path):
    """Five classes: lines of a label, a space, and a sentence."""
    for line in path.read_text(encoding="utf8").splitlines():
        label, text = line.split(" ", 1)
        yield text, label


def fine(data):
    folder = data / "sst2/treebank"
    return [list(rows_of_treebank(folder / f"stsa.fine.{part}")) for part in ("train", "test")]


def emotion(data):
    train, test = (own_sets.emotion(data, part) for part in ("train", "test"))
    return [train[:EMOTION_TRAINING_TEXTS], test]


def trec(data):
    train, test = (own_sets.trec(data, part) for part in ("train", "test"))
    return [train[:TREC_TRAINING_TEXTS], train[TREC_TRAINING_TEXTS:] + test]


SOURCES = {"stsa.fine": fine, "emotion": emotion, "trec": trec}


def write_rows(rows, path):
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows), encoding="utf8")


def two_tiers_of(shipped, folder):
    """The first and the last tier of a shipped cascade, as a cascade of their own."""
    contents = json.loads((shipped / "cascade.json").read_text(encoding="utf8"))
    first, last = contents["tiers"][0], contents["tiers"][-1]
    if contents["tiers"] == [first, last]:
        return shipped
    for tier in (first, last):
        tier["model"] = str((shipped / tier["model"]).resolve())
    contents["tiers"] = [first, last]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cascade.json").write_text(json.dumps(contents), encoding="utf8")
    return folder


def cascade_of(name, data, folder):
    """Directory of the cascade and file of unseen texts; made where they are not there yet."""
    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    train, unseen = folder / "train.jsonl", folder / "unseen.jsonl"
    if not (folder / "cascade").exists():
        for rows, path in zip(SOURCES[name](data), (train, unseen), strict=True):
            write_rows(rows, path)
        own_sets.fine_tune(TANGO, train, folder / "teacher", "--threads", "1")
        subprocess.run([TANGO, "build", "--teacher", folder / "teacher", "--texts", train, "--size", "20000",
                        "--student", "bilstm", "--output", folder / "cascade"], check=True)
    return folder / "cascade", unseen
