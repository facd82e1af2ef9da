"""The two data sets in DATA/own, and a classifier of such texts."""
import csv
import json
import subprocess

MINILM = "sentence-transformers/all-MiniLM-L6-v2"


def emotion(data, split):
    """Texts with labels of `train`, `validation` or `test`."""
    lines = (data / f"own/emotion/{split}.jsonl").read_text(encoding="utf8").splitlines()
    return [(row["text"], row["label"]) for row in map(json.loads, lines)]


def trec(data, split):
    """Texts with labels of `train` or `test`."""
    with (data / f"own/trec/{split}.tsv").open(encoding="utf8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def write_table(rows, path):
    """Each text on one line."""
    lines = (f"{' '.join(text.split())}\t{label}" for text, label in rows)
    path.write_text("\n".join(["text\tlabel", *lines]) + "\n", encoding="utf8")


def fine_tune(program, train, output, *more):
    """MiniLM-L6, all of it, in two epochs; where it is not there yet."""
    if not output.exists():
        subprocess.run([program, "train", "--base", MINILM, "--train", train, "--lora-rank", "0", "--epochs", "2",
                        "--learning-rate", "2e-4", *more, "--output", output], check=True)
