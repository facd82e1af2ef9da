#!/usr/bin/env python3
"""What PyPI `tokenizers` makes of the shared data, of fuzzed strings and of every scalar value.

Writes tests/golden/tokenizer/{corpora,unicode,pipelines,cases,words}.json, which the C++ tests compare with; they
hold checksums of blocks of texts, so that a difference can be located, and full answers only for texts
of our own. With --check it writes nothing and exits with 1 on any difference.

Example: build/peers/bin/python tests/parity/tokenizer_goldens.py --check
Needs ../shared (TANGO_DATA, TANGO_SHARED_MODELS) and, once, scripts/fetch_test_vocabularies.py.
"""

import argparse
import json
import os
import pathlib
import random
import re
import sys
import tempfile
import zlib

import numpy as np
import tokenizers
from tokenizers import Tokenizer, normalizers, pre_tokenizers

import tokenizer_fuzz_text
import tokenizer_kinds
import tokenizer_pipelines

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden/tokenizer"
DATA = pathlib.Path(os.environ.get("TANGO_DATA", ROOT / "../shared/data"))
MODELS = pathlib.Path(os.environ.get("TANGO_SHARED_MODELS", ROOT / "../shared/models"))
VOCABULARIES = pathlib.Path(os.environ.get("TANGO_TEST_VOCABULARIES", ROOT / "build/vocabularies"))
TOKENIZERS = {"bert": MODELS / "sst2-minilm", "mpnet": MODELS / "sst2-mpnet-lora", "roberta": VOCABULARIES / "roberta"}
BLOCK = 1000
FUZZED = 100_000


def lines(*paths, **options):
    return {"files": list(paths), "kind": "lines", **options}


def columns(first, second, *paths, **options):
    return {"files": list(paths), "kind": "columns", "columns": [first, second], **options}


def squad(*paths, **options):
    return {"files": list(paths), "kind": "squad", **options}


SST2 = [f"sst2/{name}.tsv" for name in ("train", "dev", "test", "test_glue_unlabelled")]
TREEBANK = [f"sst2/treebank/stsa.{name}" for name in ("binary.train", "binary.dev", "binary.test", "fine.train", "fine.dev", "fine.test")]
COLA = [f"cola/{name}.tsv" for name in ("train", "in_domain_dev", "out_of_domain_dev")]
MRPC = [f"mrpc/{name}.tsv" for name in ("train", "dev", "test", "test_glue_unlabelled")]
QNLI = ["qnli/dev.tsv", "qnli/train_sample2000.tsv", "qnli/derived/train_from_partial_squad.tsv", "qnli/test_glue_unlabelled.tsv"]
SQUAD = ["squad/dev-v1.1.rebuilt.json", "squad/train-v1.1.first12articles.json"]
# `lines` takes whole lines, label and all; `limit` only the first so many texts of the corpus.
CORPORA = {
    "sst2": lines(*SST2, *TREEBANK),
    "cola": lines(*COLA),
    "mrpc": columns(3, 4, *MRPC),
    "qnli": columns(1, 2, *QNLI),
    "squad": squad(*SQUAD),
    "nqg": lines("squad/nqg/src-test.txt", "squad/nqg/tgt-test.txt"),
    "imdb": lines("text/imdb_unsup.txt"),
    "brown": lines("text/brown.txt"),
    "wikitext": lines("text/wikitext-2/valid.txt", "text/wikitext-2/test.txt"),
    "fuzz": {"files": [], "kind": "fuzz", "limit": FUZZED},
    "fuzz pairs": {"files": [], "kind": "fuzz pairs", "limit": 20_000},
    "imdb to 129": lines("text/imdb_unsup.txt", limit=5000, max_tokens=129),
    "imdb to 512": lines("text/imdb_unsup.txt", limit=5000, max_tokens=512),
    "squad to 129": squad(*SQUAD, max_tokens=129),
    "mrpc to 40": columns(3, 4, *MRPC, max_tokens=40),
    "mrpc to 41": columns(3, 4, *MRPC, max_tokens=41),
    "fuzz pairs to 21": {"files": [], "kind": "fuzz pairs", "limit": 20_000, "max_tokens": 21},
    "squad windows": squad(*SQUAD, limit=3000, max_tokens=160, stride=64),
    "imdb windows": lines("text/imdb_unsup.txt", limit=2000, max_tokens=128, stride=32),
    "fuzz windows": {"files": [], "kind": "fuzz", "limit": 10_000, "max_tokens": 12, "stride": 5},
}


def read_lines(path):
    text = path.read_bytes().decode("utf8", errors="replace").split("\n")
    return text[:-1] if text[-1] == "" else text


def read_corpus(corpus):
    """Texts, or (first, second) pairs."""
    kind, limit = corpus["kind"], corpus.get("limit")
    if kind == "fuzz":
        return tokenizer_fuzz_text.strings(limit)
    if kind == "fuzz pairs":
        texts = tokenizer_fuzz_text.strings(2 * limit)
        return list(zip(texts[0::2], texts[1::2]))
    found = []
    for name in corpus["files"]:
        if kind == "squad":
            for article in json.loads((DATA / name).read_text(encoding="utf8"))["data"]:
                for paragraph in article["paragraphs"]:
                    found += [(question["question"], paragraph["context"]) for question in paragraph["qas"]]
            continue
        rows = read_lines(DATA / name)
        if kind == "columns":
            first, second = corpus["columns"]
            cells = (row.split("\t") for row in rows)
            found += [(row[first], row[second]) for row in cells if len(row) > max(first, second)]
        else:
            found += rows
    return found[:limit]


def pack(encodings):
    """For each encoding its length, then id, type id, sequence (-1 special), begin and end of each token."""
    for encoding in encodings:
        count = len(encoding.ids)
        cells = np.empty((count, 5), "<i4")
        cells[:, 0], cells[:, 1] = encoding.ids, encoding.type_ids
        cells[:, 2] = [-1 if number is None else number for number in encoding.sequence_ids]
        cells[:, 3:] = np.array(encoding.offsets, "<i4").reshape(count, 2)
        yield count.to_bytes(4, "little") + cells.tobytes()


def encode(tokenizer, corpus, texts):
    """All encodings of some texts, windows in their order."""
    limit, stride = corpus.get("max_tokens"), corpus.get("stride")
    tokenizer.no_padding()
    if limit is None:
        tokenizer.no_truncation()
    else:
        strategy = "longest_first" if stride is None else "only_second" if isinstance(texts[0], tuple) else "only_first"
        tokenizer.enable_truncation(max_length=limit, stride=stride or 0, strategy=strategy)
    for encoding in tokenizer.encode_batch(texts):
        yield encoding
        if stride is not None:
            yield from encoding.overflowing


def block_sums(tokenizer, corpus, texts):
    sums = []
    for start in range(0, len(texts), BLOCK):
        sums.append(zlib.crc32(b"".join(pack(encode(tokenizer, corpus, texts[start:start + BLOCK])))))
    return sums


def corpora_golden():
    loaded = {name: Tokenizer.from_file(str(path / "tokenizer.json")) for name, path in TOKENIZERS.items()}
    golden = {"block": BLOCK, "corpora": {}}
    total = 0
    for name, corpus in CORPORA.items():
        texts = read_corpus(corpus)
        total += len(texts)
        golden["corpora"][name] = {**corpus, "texts": len(texts),
                                   "sums": {key: block_sums(loaded[key], corpus, texts) for key in loaded}}
        print(f"{name}: {len(texts)} texts", flush=True)
    print(f"{total} texts for each of {', '.join(loaded)}")
    return golden


NORMALIZERS = {
    "bert": normalizers.BertNormalizer(), "bert-cased": normalizers.BertNormalizer(lowercase=False),
    "lowercase": normalizers.Lowercase(), "strip-accents": normalizers.StripAccents(), "strip": normalizers.Strip(),
    "nfd": normalizers.NFD(), "nfc": normalizers.NFC(), "nfkd": normalizers.NFKD(), "nfkc": normalizers.NFKC(),
}
PRE_TOKENIZERS = {
    "bert": pre_tokenizers.BertPreTokenizer(), "whitespace": pre_tokenizers.Whitespace(),
    "whitespace-split": pre_tokenizers.WhitespaceSplit(), "punctuation": pre_tokenizers.Punctuation(),
    "digits": pre_tokenizers.Digits(individual_digits=True),
    "byte-level": pre_tokenizers.ByteLevel(add_prefix_space=False),
}
SCALAR_BLOCK = 0x4000


def unicode_golden():
    """Each scalar value by itself and among neighbours; a block's results are joined and summed."""
    def blocks(answer):
        for start in range(0, 0x110000, SCALAR_BLOCK):
            scalars = (value for value in range(start, start + SCALAR_BLOCK) if not 0xD800 <= value < 0xE000)
            yield zlib.crc32(b"".join(answer(chr(value)) for value in scalars))

    def normalized(normalizer):
        return lambda text: (normalizer.normalize_str(text) + "\n" +
                             normalizer.normalize_str("e" + text + "\u0316\u0301x\u0345" + text) + "\n").encode()

    def split(pre_tokenizer):
        def answer(text):
            pieces = pre_tokenizer.pre_tokenize_str("a" + text + " 1" + text + "!" + text + text + "z")
            return bytes(number for _, span in pieces for number in span) + b"\n"
        return answer

    golden = {"block": SCALAR_BLOCK, "normalizers": {}, "pre_tokenizers": {}, "configurations": {}}
    for name, normalizer in NORMALIZERS.items():
        golden["normalizers"][name] = list(blocks(normalized(normalizer)))
        golden["configurations"]["normalizer " + name] = json.loads(normalizer.__getstate__())
    for name, pre_tokenizer in PRE_TOKENIZERS.items():
        golden["pre_tokenizers"][name] = list(blocks(split(pre_tokenizer)))
        golden["configurations"]["pre-tokenizer " + name] = json.loads(pre_tokenizer.__getstate__())
    lower = [chr(value).lower() == normalizers.Lowercase().normalize_str(chr(value))
             for value in range(0x110000) if not 0xD800 <= value < 0xE000]
    print(f"str.lower() of this Python differs from Lowercase at {lower.count(False)} scalar values")
    return golden


def answer(encoding):
    return {"ids": encoding.ids, "type_ids": encoding.type_ids, "offsets": [list(span) for span in encoding.offsets],
            "sequence": [-1 if number is None else number for number in encoding.sequence_ids]}


def pipelines_golden():
    """Small tokenizers of every component: a sum for each of our texts, and one for fuzzed strings."""
    golden = {"fuzzed": 3000, "texts": tokenizer_pipelines.TEXTS, "pairs": tokenizer_pipelines.PAIRS, "pipelines": {}}
    fuzzed = tokenizer_fuzz_text.strings(golden["fuzzed"])
    for name, specification in tokenizer_pipelines.PIPELINES.items():
        tokenizer = Tokenizer.from_str(json.dumps(specification))
        encodings = ([tokenizer.encode(text) for text in tokenizer_pipelines.TEXTS] +
                     [tokenizer.encode(*pair) for pair in tokenizer_pipelines.PAIRS])
        golden["pipelines"][name] = {"tokenizer": specification, "sums": [zlib.crc32(cells) for cells in pack(encodings)],
                                     "fuzzed_sum": zlib.crc32(b"".join(pack(tokenizer.encode_batch(fuzzed))))}
    return golden


def drawn_golden():
    """Tokenizers drawn from every component: a sum for each block of fuzzed strings, null where tokenizers fails."""
    golden = {"block": 50, "fuzzed": 1000, "draws": {}}
    fuzzed = tokenizer_fuzz_text.strings(golden["fuzzed"])
    for number in range(40):
        specification = json.dumps(tokenizer_kinds.draw(random.Random(f"golden {number}"), size=80))
        tokenizer, sums = Tokenizer.from_str(specification), []
        for start in range(0, len(fuzzed), golden["block"]):
            try:
                encodings = [tokenizer.encode(text) for text in fuzzed[start:start + golden["block"]]]
            except BaseException as error:  # a Rust panic is no Exception
                if isinstance(error, KeyboardInterrupt):
                    raise
                sums.append(None)
                continue
            sums.append(zlib.crc32(b"".join(pack(encodings))))
        golden["draws"][f"draw {number}"] = {"tokenizer": specification, "sums": sums}
    return golden


def kinds_golden(arguments):
    """One tokenizer of each kind on the shared data and on fuzzed strings, in blocks."""
    golden = {"block": BLOCK, "corpora": {}, "tokenizers": {name: json.dumps(kind) for name, kind in tokenizer_kinds.kinds().items()}}
    loaded = {name: Tokenizer.from_str(text) for name, text in golden["tokenizers"].items()}
    for name in ("fuzz", "cola", "mrpc", "nqg", "wikitext", "sst2", "qnli", "brown", "imdb", "squad"):
        corpus = CORPORA[name] if arguments.all_texts else {**CORPORA[name], "limit": 10_000 if name == "fuzz" else 1000}
        texts = read_corpus(corpus)
        golden["corpora"][name] = {**corpus, "texts": len(texts),
                                   "sums": {key: block_sums(loaded[key], corpus, texts) for key in loaded}}
        print(f"{name}: {len(texts)} texts", flush=True)
    return golden


def cases_golden():
    """Our own texts under the real vocabularies, and under bare vocabulary files."""
    golden = {"texts": tokenizer_pipelines.TEXTS, "pairs": tokenizer_pipelines.PAIRS, "answers": {}}
    loaded = {name: Tokenizer.from_file(str(path / "tokenizer.json")) for name, path in TOKENIZERS.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, (family, configuration) in tokenizer_pipelines.BARE_FILES.items():
            loaded[name] = tokenizer_pipelines.from_bare_files(
                pathlib.Path(folder) / name, family, configuration, TOKENIZERS)
    for name, tokenizer in loaded.items():
        tokenizer.no_truncation()
        tokenizer.no_padding()
        golden["answers"][name] = ([answer(tokenizer.encode(text)) for text in tokenizer_pipelines.TEXTS] +
                                   [answer(tokenizer.encode(*pair)) for pair in tokenizer_pipelines.PAIRS])
    golden["bare_files"] = {name: configuration for name, (_, configuration) in tokenizer_pipelines.BARE_FILES.items()}
    return golden


def words_golden():
    """The BiLSTM's word ids by Python's own re and str.lower()."""
    folder = MODELS / "sst2-bilstm"
    pattern = re.compile(json.loads((folder / "config.json").read_text(encoding="utf8"))["word_pattern"])
    words = (folder / "vocab.txt").read_text(encoding="utf8").split("\n")[:-1]
    numbers = {word: number for number, word in enumerate(words)}
    golden = {"block": BLOCK, "corpora": {}}
    for name in ("sst2", "brown", "wikitext", "fuzz"):
        texts, sums = read_corpus(CORPORA[name]), []
        for start in range(0, len(texts), BLOCK):
            ids = ([numbers.get(word, 1) for word in pattern.findall(text.lower())] or [1]
                   for text in texts[start:start + BLOCK])
            sums.append(zlib.crc32(b"".join(np.array([len(row), *row], "<i4").tobytes() for row in ids)))
        golden["corpora"][name] = {**CORPORA[name], "texts": len(texts), "sums": sums}
    return golden


def compact(value, depth=0):
    """JSON with one line per entry of the outer three levels."""
    if isinstance(value, dict) and value and depth < 3:
        rows = (f'{" " * (depth + 1)}{json.dumps(key)}: {compact(item, depth + 1)}' for key, item in value.items())
        return "{\n" + ",\n".join(rows) + "\n" + " " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(" " * (depth + 1) + json.dumps(item) for item in value) + "]"
    return json.dumps(value)


GOLDENS = {"pipelines": pipelines_golden, "cases": cases_golden, "words": words_golden, "unicode": unicode_golden,
           "corpora": corpora_golden, "drawn": drawn_golden, "kinds": kinds_golden}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    parser.add_argument("--all-texts", action="store_true", help="kinds: every shared text and 100,000 fuzzed strings, not the first of each")
    parser.add_argument("names", nargs="*", help=f"only these of {', '.join(GOLDENS)}")
    arguments = parser.parse_args()
    if tokenizers.__version__ != "0.23.3":
        sys.exit(f"needs tokenizers 0.23.3, found {tokenizers.__version__}")
    different = []
    for name in arguments.names or GOLDENS:
        make = GOLDENS[name]
        text, path = compact(make(arguments) if make is kinds_golden else make()) + "\n", GOLDEN / f"{name}.json"
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf8")
        elif not path.exists() or json.loads(path.read_text(encoding="utf8")) != json.loads(text):
            different.append(name)
    if different:
        sys.exit(f"differ from the committed goldens: {', '.join(different)}")
    print("tokenizer goldens: " + ("equal" if arguments.check else "written"))


if __name__ == "__main__":
    main()
