#!/usr/bin/env python3
"""What PyPI `tokenizers` makes of ids: writes tests/golden/tokenizer/decoders.json, or compares with it.

Each decoder gets a tokenizer of whole words, so that any token can be tried. With --check it writes nothing and exits
with 1 on any difference. Example: tests/parity/decoder_goldens.py --check. Needs tokenizers 0.23.3.
"""

import argparse
import json
import pathlib
import random
import sys

import tokenizers
from tokenizers import AddedToken, Tokenizer, decoders, models

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/tokenizer/decoders.json"
TOKENS = ["[UNK]", "a", "##a", "##", "he", "##llo", ".", ",", "!", "?", "'", "n't", "do", "not", "'s", "'ve", "'re", "'m",
          " .", "a .", " do not", "x'y", "\u2581a", "\u2581", "b\u2581", "\u2581\u2581d", "\u0120a", "\u0120", "\u00c3", "\u00a9",
          "\u65e5", "\u010a", "\u00e9", "a</w>", "b</w>c</w>", "</w>", "<0x61>", "<0xE6>", "<0x97>", "<0xA5>", "<0xFF>",
          "<0xzz>", "<0x+1>", "<0x0>", "<0x00>", "aaab", "baaa", "aabaa", "  a  ", "A1b22", "\U0001F600", "Stra\u00dfe"]
SPECIAL = ["[CLS]", "[SEP]"]
ADDED = ["<extra>", "\u2581 kept"]
DECODERS = {
    "none": None,
    "word piece": decoders.WordPiece(),
    "word piece without cleanup": decoders.WordPiece(prefix="@@", cleanup=False),
    "byte level": decoders.ByteLevel(),
    "metaspace": decoders.Metaspace(),
    "metaspace first": decoders.Metaspace(prepend_scheme="first"),
    "metaspace never": decoders.Metaspace(replacement="_", prepend_scheme="never"),
    "byte pair": decoders.BPEDecoder(),
    "byte pair with another suffix": decoders.BPEDecoder(suffix="a"),
    "byte fallback": decoders.ByteFallback(),
    "fuse": decoders.Fuse(),
    "strip": decoders.Strip("a", 2, 0),
    "strip the end": decoders.Strip(" ", 0, 1),
    "replace": decoders.Replace("a", "\u00e4\u00e4"),
    "replace by a regular expression": decoders.Replace(tokenizers.Regex(r"[a-z]+\d*"), "<>"),
    "llama": decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                                decoders.Strip(" ", 1, 0)]),
    "nested": decoders.Sequence([decoders.Sequence([decoders.WordPiece()]), decoders.Metaspace()]),
}


def golden():
    cases = {}
    for name, decoder in DECODERS.items():
        tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(TOKENS)}, unk_token="[UNK]"))
        tokenizer.add_special_tokens(SPECIAL)
        tokenizer.add_tokens([AddedToken(token, normalized=False) for token in ADDED])
        if decoder is not None:
            tokenizer.decoder = decoder
        generator = random.Random(name)
        largest = tokenizer.get_vocab_size() + 2  # two ids that no token has
        sequences = [[], [0], [largest - 1], [52, 1, 53]] + [[i] for i in range(len(TOKENS))]
        sequences += [[generator.randrange(largest) for _ in range(generator.randrange(12))] for _ in range(60)]
        if name == "strip the end":  # tokenizers fails on an empty token
            sequences = [ids for ids in sequences if ids]
        cases[name] = {
            "tokenizer": json.loads(tokenizer.to_str()),
            "cases": [[ids, tokenizer.decode(ids), tokenizer.decode(ids, skip_special_tokens=False)] for ids in sequences]}
    return {"tokenizers": tokenizers.__version__, "decoders": cases}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if tokenizers.__version__ != "0.23.3":
        sys.exit(f"needs tokenizers 0.23.3, found {tokenizers.__version__}")
    made = json.dumps(golden(), ensure_ascii=True, separators=(",", ":")) + "\n"
    if arguments.check:
        sys.exit(GOLDEN.read_text(encoding="utf8") != made)
    GOLDEN.write_text(made, encoding="utf8")


if __name__ == "__main__":
    main()
