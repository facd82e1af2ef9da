#!/usr/bin/env python3
"""Trains two tokenizers on the shared texts, to measure on: build/vocabularies/{unigram,gpt4}/tokenizer.json.

`unigram` has the stages of XLM-R (a made-up character map), `gpt4` those of Llama 3. Needs tokenizers 0.23.3.
Example: build/peers/bin/python bench/train_tokenizers.py
"""

import json
import os
import pathlib
import random
import sys

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/parity"))
import tokenizer_kinds  # noqa: E402 (found by the line above)

DATA = pathlib.Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data"))
VOCABULARIES = pathlib.Path(os.environ.get("TANGO_TEST_VOCABULARIES", ROOT / "build/vocabularies"))
SIZE = 30_000


def texts():
    for name in ("text/imdb_unsup.txt", "text/brown.txt", "sst2/train.tsv"):
        yield from (DATA / name).read_text(encoding="utf8", errors="replace").split("\n")[:20_000]


def main():
    unigram = Tokenizer(models.Unigram())
    unigram.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    trainer = trainers.UnigramTrainer(vocab_size=SIZE, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>")
    unigram.train_from_iterator(texts(), trainer)
    specification = json.loads(unigram.to_str())
    specification["normalizer"] = tokenizer_kinds.precompiled(random.Random(1))
    save("unigram", specification)
    gpt4 = Tokenizer(models.BPE(ignore_merges=True))
    gpt4.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(tokenizer_kinds.GPT4[0]), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    gpt4.train_from_iterator(texts(), trainers.BpeTrainer(vocab_size=SIZE, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    save("gpt4", json.loads(gpt4.to_str()))


def save(name, specification):
    folder = VOCABULARIES / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(specification), encoding="utf8")
    print(f"wrote {folder / 'tokenizer.json'}", flush=True)


if __name__ == "__main__":
    main()
