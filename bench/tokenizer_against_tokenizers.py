#!/usr/bin/env python3
"""Tango's tokenizers against PyPI `tokenizers`, by turns in one run, one thread each.

Example:
    cmake --preset bench && cmake --build --preset bench --target text_bench
    build/peers/bin/python bench/train_tokenizers.py
    build/peers/bin/python bench/tokenizer_against_tokenizers.py

`tokenizers` is given its fastest way: a batch call, without offsets where ours goes without. Both are
measured in CPU time, which neighbours on the machine distort least. Prints for each vocabulary the median
texts/s of both over the rounds, and the median of the rounds' ratios.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import tokenizers  # noqa: E402 (reads the two at import)

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = pathlib.Path(os.environ.get("TANGO_SHARED_MODELS", ROOT / "../shared/models"))
VOCABULARIES = pathlib.Path(os.environ.get("TANGO_TEST_VOCABULARIES", ROOT / "build/vocabularies"))
DIRECTORIES = {"bert": MODELS / "sst2-minilm", "mpnet": MODELS / "sst2-mpnet-lora", "roberta": VOCABULARIES / "roberta",
               "unigram": VOCABULARIES / "unigram", "gpt4": VOCABULARIES / "gpt4"}
CASES = ["bert", "bert_offsets", "mpnet", "roberta", "roberta_offsets", "unigram", "unigram_offsets", "gpt4", "gpt4_offsets"]


def ours(program, case, environment):
    command = [program, f"--benchmark_filter=^BM_Encode/{case}$", "--benchmark_format=json"]
    result = subprocess.run(command, check=True, capture_output=True, env=environment, text=True)
    [row] = json.loads(result.stdout)["benchmarks"]
    if row.get("error_occurred"):
        sys.exit(row["error_message"])
    return row["items_per_second"]


def theirs(tokenizer, case, texts):
    call = tokenizer.encode_batch if case.endswith("_offsets") else tokenizer.encode_batch_fast
    start = time.process_time()
    for first in range(0, len(texts), 1000):
        call(texts[first:first + 1000])
    return len(texts) / (time.process_time() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/bench/text_bench"))
    parser.add_argument("--input", type=pathlib.Path, default=ROOT / "../shared/data/sst2/train.tsv",
                        help="one text a line (default: the shared SST-2 training texts)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)}")
    arguments = parser.parse_args()
    texts = arguments.input.read_bytes().decode("utf8", errors="replace").split("\n")
    texts = texts[:-1] if texts[-1] == "" else texts
    environment = {**os.environ, "TANGO_BENCH_INPUT": str(arguments.input)}
    print(f"tokenizers {tokenizers.__version__}, {len(texts)} texts, {arguments.rounds} rounds")
    for case in arguments.cases or CASES:
        tokenizer = tokenizers.Tokenizer.from_file(str(DIRECTORIES[case.removesuffix("_offsets")] / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        rows = [(ours(arguments.program, case, environment), theirs(tokenizer, case, texts))
                for _ in range(arguments.rounds)]
        mine, other = (statistics.median(column) for column in zip(*rows))
        ratio = statistics.median(row[0] / row[1] for row in rows)
        print(f"{case:16} tango {mine:12,.0f}   tokenizers {other:10,.0f} texts/s   ratio {ratio:6.1f}", flush=True)


if __name__ == "__main__":
    main()
