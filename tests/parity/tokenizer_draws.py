#!/usr/bin/env python3
"""Draws tokenizers from every component that tango reads, and compares tango with PyPI `tokenizers` on fuzzed strings.

Example: tests/parity/tokenizer_draws.py --seed 7 --draws 50 --texts 2000
Runs the test Draws of build/release/text_test, which prints the texts that differ. Needs tokenizers 0.23.3.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import zlib

import tokenizers
from tokenizers import Tokenizer

import tokenizer_fuzz_text
import tokenizer_goldens
import tokenizer_kinds

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sums_of(tokenizer, texts):
    """A sum for each text; null where `tokenizers` fails."""
    sums = []
    for text in texts:
        try:
            [cells] = tokenizer_goldens.pack([tokenizer.encode(text)])
        except BaseException as error:  # a Rust panic is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            sums.append(None)
            continue
        sums.append(zlib.crc32(cells))
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=100, help="how many tokenizers")
    parser.add_argument("--texts", type=int, default=1000, help="how many strings for each")
    parser.add_argument("--program", default=str(ROOT / "build/release/text_test"))
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build/tokenizer_draws.json")
    arguments = parser.parse_args()
    if tokenizers.__version__ != "0.23.3":
        sys.exit(f"needs tokenizers 0.23.3, found {tokenizers.__version__}")
    os.environ["RUST_BACKTRACE"] = "0"
    draws, refused = [], 0
    for number in range(arguments.draws):
        generator = random.Random(f"{arguments.seed} {number}")
        specification = tokenizer_kinds.draw(generator)
        try:
            tokenizer = Tokenizer.from_str(json.dumps(specification))
        except Exception as error:
            sys.exit(f"draw {number}: tokenizers refuses it: {error}\n{json.dumps(specification)[:2000]}")
        except BaseException:  # it panics over a normalised added token
            refused += arguments.texts
            continue
        first = generator.randrange(1_000_000)
        texts = tokenizer_fuzz_text.strings(arguments.texts, first)
        sums = sums_of(tokenizer, texts)
        refused += sums.count(None)
        draws.append({"tokenizer": json.dumps(specification), "first": first, "sums": sums})
    arguments.output.write_text(json.dumps({"draws": draws}), encoding="utf8")
    print(f"{arguments.draws} tokenizers, {arguments.texts} strings each; tokenizers fails on {refused}", flush=True)
    environment = {**os.environ, "TANGO_TOKENIZER_DRAWS": str(arguments.output)}
    sys.exit(subprocess.run([arguments.program, "--gtest_filter=Parity.Draws", "--gtest_brief=1"], env=environment).returncode)


if __name__ == "__main__":
    main()
