#!/usr/bin/env python3
"""Draws model directories, and compares what tango feeds its models and what they answer with `transformers`.

Example: tests/parity/directories.py --seed 7 --draws 300
For each directory AutoTokenizer's ids and types, and the logits of AutoModelForSequenceClassification (or
...ForQuestionAnswering) in fp32, from which follow the positions; runs the test Parity.Directories of build/release/cascade_test,
which prints what differs. Needs tests/parity/requirements.txt; another version of an oracle is a diff to look at.
"""

import argparse
import collections
import json
import logging
import os
import pathlib
import random
import shutil
import subprocess
import sys
import warnings

os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", RUST_BACKTRACE="0")
import tokenizers  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

import directory_draws  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSIONS = {"transformers": "5.23.0", "tokenizers": "0.23.3"}
PARTS = [*directory_draws.WORDS, *directory_draws.NEW, "<pad>", "[PAD]", "<mask>", "[MASK]", "[SEP]", "</s>", "<unk>", "caf\u00e9", "CAF\u00c9",
         "\u4f60\u597d", "e\u0301", "\u00a0", "  ", "\u2581the", "it's", "Stra\u00dfe", "\U0001F600", "\u0130", "films", "``quoted''", "1,234.5", "\u0000", "\ufb01"]


def text_of(generator):
    text = "".join(generator.choice(PARTS) + generator.choice([" ", " ", "", "  "]) for _ in range(generator.randrange(0, 9)))
    return text if text.strip("\u0000 \u00a0") else "the film"


def write_input(generator, folder, texts, kinds):
    """The texts in a file of any format; returns its name. Some of its escapes are half a character."""
    pairs = texts[0][1] is not None
    plain = "tsv" if pairs else "txt"
    form = generator.choice([plain, "jsonl", "json", "json array"])
    if form == plain and any("\0" in text + (pair or "") for text, pair in texts):
        form = "jsonl"  # a NUL is no text
    path = folder / f"in.{form.split()[0]}"
    if form == "txt":
        path.write_text("".join(text + "\n" for text, _ in texts), encoding="utf8")
    elif form == "tsv":
        path.write_text("text\ttext_pair\n" + "".join(f"{text}\t{pair}\n" for text, pair in texts), encoding="utf8")
    else:
        rows = [json.dumps({"text": text} | ({"text_pair": pair} if pairs else {})) for text, pair in texts]
        for i, row in enumerate(rows):
            if "\\ufffd" in row:
                rows[i] = row.replace("\\ufffd", generator.choice(["\\ud83d", "\\ude00", "\\uFFFD"]))
                kinds.add("lone-surrogate-escape")
        content = "\n".join(rows) + "\n" if form != "json array" else "[" + ",\n".join(rows) + "]\n"
        path.write_text(content, encoding="utf8")
        if form != "jsonl":
            kinds.add("json-extension")
    return path.name


def answers_of(tokenizer, model, texts, truncates):
    rows = []
    for text, pair in texts:
        try:
            parts = [text] if pair is None else [text, pair]
            encoded = tokenizer(*parts, return_tensors="pt", truncation=truncates)
            with torch.no_grad():
                out = model(**encoded)
            logits = out.logits[0] if hasattr(out, "logits") else torch.stack([out.start_logits[0], out.end_logits[0]], 1).flatten()
            if not bool(torch.isfinite(logits).all()):
                raise ValueError("not finite")
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            rows.append({"error": str(error)[:100]})
            continue
        ids = encoded["input_ids"][0].tolist()
        types = encoded["token_type_ids"][0].tolist() if "token_type_ids" in encoded else [0] * len(ids)
        rows.append({"ids": ids, "types": types, "logits": logits.tolist()})
    return rows


def draw_one(seed, number, folder, family=None):
    generator = random.Random(f"{seed} {number}")
    draw = directory_draws.Draw(generator, folder, family)
    row = {"number": number, "family": draw.family, "directory": str(folder), "may_refuse": draw.may_refuse, "truncates": False}
    pairs = generator.random() < 0.5
    rows = []
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
        task, adapter = draw.model(tokenizer)
        draw.reads = task is transformers.AutoModelForQuestionAnswering
        row["truncates"] = draw.truncates and not draw.reads  # which has windows
        pairs = pairs or draw.reads
    except Exception as error:
        if not draw.may_refuse:
            row["failed"] = f"{type(error).__name__}: {error}"[:200]
        tokenizer = None
    texts = [(text_of(generator), text_of(generator) if pairs else None) for _ in range(6)]
    if draw.reads:  # whose questions are cut where a model has few positions
        texts = [(text[:12], pair) for text, pair in texts]
    if generator.random() < 0.3:
        texts.append((texts[0][0] + "\ufffd", texts[0][1]))
    if draw.family in ("roberta", "mpnet", "xlm-roberta", "camembert") and any("<pad>" in text + (pair or "") for text, pair in texts):
        draw.kinds.add("pad-token-in-text")
    folder.mkdir(exist_ok=True)
    row["input"] = write_input(generator, folder, texts, draw.kinds)
    if tokenizer is not None:
        if adapter is None:
            model = task.from_pretrained(str(folder), dtype=torch.float32)
        else:
            from peft import PeftModel
            base, labels = adapter
            model = PeftModel.from_pretrained(task.from_pretrained(str(base), num_labels=labels, dtype=torch.float32), str(folder))
        rows = answers_of(tokenizer, model.eval(), texts, row["truncates"])
    row["rows"] = rows
    return row, draw.kinds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=300, help="how many directories")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--family", choices=list(directory_draws.FAMILIES), help="only of this model type")
    parser.add_argument("--program", default=str(ROOT / "build/release/cascade_test"))
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build/directories", help="folder for them; replaced")
    arguments = parser.parse_args()
    for module in (transformers, tokenizers):
        if module.__version__ != VERSIONS[module.__name__]:
            sys.exit(f"needs {module.__name__} {VERSIONS[module.__name__]}, found {module.__version__}")
    logging.disable(logging.CRITICAL)
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity(transformers.logging.CRITICAL)
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    shutil.rmtree(arguments.output, ignore_errors=True)
    arguments.output.mkdir(parents=True)
    kinds, families, failed = collections.Counter(), collections.Counter(), 0
    with open(arguments.output / "draws.jsonl", "w", encoding="utf8") as file:
        for number in range(arguments.first, arguments.first + arguments.draws):
            row, own = draw_one(arguments.seed, number, arguments.output / str(number), arguments.family)
            kinds.update(own)
            families[row["family"]] += 1
            failed += "failed" in row
            file.write(json.dumps(row) + "\n")
    for kind, count in sorted(kinds.items()):
        print(f"{count:6} like {kind}")
    for family, count in families.most_common():
        print(f"{count:6} of {family}")
    print(f"{arguments.draws} directories, seed {arguments.seed}; transformers itself loads {failed} of them not", flush=True)
    environment = {**os.environ, "TANGO_DIRECTORIES": str(arguments.output / "draws.jsonl"), "TANGO_CACHE": "off"}
    sys.exit(subprocess.run([arguments.program, "--gtest_filter=Parity.Directories"], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
