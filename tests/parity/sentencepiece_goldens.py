#!/usr/bin/env python3
"""What AutoTokenizer of `transformers` makes of SentencePiece models without a tokenizer.json.

Writes tests/golden/tokenizer/sentencepiece.json: models of our own making, one for each class, and the ids of texts
and pairs. With --check it writes nothing and exits with 1 on any difference. Needs transformers and sentencepiece.
"""

import argparse
import base64
import json
import pathlib
import random
import sys
import tempfile

from transformers import AutoTokenizer
from transformers.convert_slow_tokenizer import import_protobuf

import tokenizer_fuzz_text
import tokenizer_kinds
import tokenizer_pipelines

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/tokenizer/sentencepiece.json"
NORMAL, UNKNOWN, CONTROL = 1, 2, 3
FAIRSEQ = ["<unk>", "<s>", "</s>"]
CLASSES = {
    "XLMRobertaTokenizer": ("sentencepiece.bpe.model", FAIRSEQ, {}),
    "CamembertTokenizer": ("sentencepiece.bpe.model", FAIRSEQ, {}),
    "AlbertTokenizer": ("spiece.model", ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], {"do_lower_case": False}),
    "DebertaV2Tokenizer": ("spm.model", ["[PAD]", "[CLS]", "[SEP]", "[UNK]"], {"split_by_punct": True}),
}


def model_of(special, generator):
    """The bytes of a model with these special pieces first."""
    proto = import_protobuf().ModelProto()
    for piece in special:
        unknown = "unk" in piece.lower()
        proto.pieces.add(piece=piece, score=0.0, type=UNKNOWN if unknown else CONTROL)
        if unknown:
            proto.trainer_spec.unk_id = len(proto.pieces) - 1
    for piece, score in tokenizer_kinds.unigram(generator, size=150)["vocab"][4:]:
        proto.pieces.add(piece=piece, score=score, type=NORMAL)
    proto.trainer_spec.model_type = 1
    proto.normalizer_spec.precompiled_charsmap = base64.b64decode(tokenizer_kinds.precompiled(generator)["precompiled_charsmap"])
    return proto.SerializeToString()


def golden():
    texts = [*tokenizer_pipelines.TEXTS, *tokenizer_fuzz_text.strings(60)]
    found = {"texts": texts, "classes": {}}
    for name, (file, special, options) in CLASSES.items():
        model, configuration = model_of(special, random.Random(name)), {"tokenizer_class": name, **options}
        with tempfile.TemporaryDirectory() as folder:
            directory = pathlib.Path(folder)
            (directory / file).write_bytes(model)
            (directory / "tokenizer_config.json").write_text(json.dumps(configuration), encoding="utf8")
            (directory / "config.json").write_text(json.dumps({"model_type": "bert"}), encoding="utf8")
            tokenizer = AutoTokenizer.from_pretrained(folder)
        if type(tokenizer).__name__ != name:
            sys.exit(f"{name}: AutoTokenizer gives {type(tokenizer).__name__}")
        found["classes"][name] = {
            "file": file, "model": base64.b64encode(model).decode(), "configuration": configuration,
            "ids": [tokenizer(text)["input_ids"] for text in texts],
            "pair_ids": [tokenizer(text, "of that")["input_ids"] for text in texts]}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    arguments = parser.parse_args()
    text = json.dumps(golden(), indent=None) + "\n"
    if not arguments.check:
        GOLDEN.write_text(text, encoding="utf8")
    elif json.loads(GOLDEN.read_text(encoding="utf8")) != json.loads(text):
        sys.exit("differs from the committed golden: sentencepiece")
    print("sentencepiece golden: " + ("equal" if arguments.check else "written"))


if __name__ == "__main__":
    main()
