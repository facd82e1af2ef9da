#!/usr/bin/env python3
"""Makes QNLI's files for recipes: all training pairs in one, and dev's for tuning and for reports.

Example:
    scripts/prepare_qnli.py --data ../shared/data

Writes train.tsv, tune.tsv and report.tsv to Tango's cache (~/.cache/tango/qnli; {cache}/qnli in a
recipe). QNLI's dev pairs come from SQuAD's dev articles: pairs of the articles at even positions in
dev-v1.1 are for tuning, those at odd positions for reports. A pair that is in both training files
is taken once.
"""

import argparse
import json
import os
import pathlib
import sys

HEADER = "index\tquestion\tsentence\tlabel"


def default_cache():
    if cache := os.environ.get("XDG_CACHE_HOME"):
        return pathlib.Path(cache, "tango")
    return pathlib.Path.home() / ".cache" / "tango"


def rows_of(path):
    lines = path.read_text(encoding="utf8").removesuffix("\n").split("\n")
    if lines[0] != HEADER:
        sys.exit(f"{path}: expected the header {HEADER!r}, found {lines[0]!r}")
    return [line.split("\t") for line in lines[1:]]


def article_of_question(path):
    articles = {}
    for number, article in enumerate(json.loads(path.read_text(encoding="utf8"))["data"]):
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                articles[question["question"].strip()] = number
    return articles


def write(path, rows):
    draft = path.with_name(path.name + ".partial")
    text = "".join("\t".join([str(number), *row[1:]]) + "\n" for number, row in enumerate(rows))
    draft.write_text(f"{HEADER}\n{text}", encoding="utf8")
    draft.replace(path)
    print(f"{path}: {len(rows):,} pairs")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("TANGO_DATA"), help="directory that contains qnli/ and squad/")
    parser.add_argument("--output", type=pathlib.Path, default=default_cache() / "qnli")
    options = parser.parse_args()
    if options.data is None:
        sys.exit("the directory of the data is missing; give --data DIR or set TANGO_DATA")
    qnli = options.data / "qnli"
    options.output.mkdir(parents=True, exist_ok=True)

    train = {tuple(row[1:]): row
             for file in ("train_sample2000.tsv", "derived/train_from_squad.tsv") for row in rows_of(qnli / file)}
    write(options.output / "train.tsv", list(train.values()))
    articles = article_of_question(options.data / "squad" / "dev-v1.1.rebuilt.json")
    dev = rows_of(qnli / "dev.tsv")
    if unknown := [row for row in dev if row[1].strip() not in articles]:
        sys.exit(f"{qnli / 'dev.tsv'}: {unknown[0][1]!r} is not a question of SQuAD's dev file")
    for name, parity in (("tune", 0), ("report", 1)):
        write(options.output / f"{name}.tsv", [row for row in dev if articles[row[1].strip()] % 2 == parity])


if __name__ == "__main__":
    main()
