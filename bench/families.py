#!/usr/bin/env python3
"""Each family of encoders: how near its logits are to those of `transformers`, and its speed beside the peers'.

  tests/parity/directories.py --draws 2000
  build/peers/bin/python bench/compare.py [--isa avx2]
  bench/families.py > docs/results/families.md

The distance is the largest of a logit in fp32, over inputs of 1 to 512 tokens (ModernBERT: 8,192), single and pair,
by the test that compares a model of true size with goldens of `transformers`. Directories are those that
tests/parity/directories.py drew last. Speeds are the rows of bench/compare.py; what was not measured is left out.
"""
import collections
import json
import os
import re
import subprocess
import tempfile

from family_models import FAMILIES
from places import RESULTS, ROOT

MODEL_TEST = ROOT / "build/release/model_test"
DRAWS = ROOT / "build/directories/draws.jsonl"
KINDS = {"bench.json": "int8 with VNNI", "bench-avx2.json": "int8 with AVX2"}
# Model type, title, goldens of true size, row of bench/compare.py.
ROWS = [("bert", "BERT-base", ["bert_base"], None), ("distilbert", "DistilBERT-base", ["distilbert_base"], None),
        ("roberta", "RoBERTa-base", ["roberta_base"], None), ("mpnet", "MPNet-base", ["mpnet_base"], None),
        ("electra", "ELECTRA-base", ["electra_base"], "electra-base"),
        ("albert", "ALBERT-base", ["albert_base"], "albert-base"),
        ("xlm-roberta", "XLM-RoBERTa-base", ["xlm_roberta_base"], "xlm-roberta-base"),
        ("camembert", "CamemBERT-base", ["camembert_base"], None),
        ("deberta-v2", "DeBERTa-v3-base", ["deberta_base"], "deberta-v3-base"),
        ("modernbert", "ModernBERT-base", ["modernbert_base", "modernbert_base_mean", "modernbert_base_longest"],
         "modernbert-base")]


def distances():
    """Of each golden; of the tests that passed."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([MODEL_TEST, "--gtest_filter=Goldens/Parity.*", f"--gtest_output=json:{file.name}"],
                       check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TANGO_CACHE": "off"})
        suites = json.load(file)["testsuites"]
    return {re.sub(r".*/", "", test["name"]): float(test["distance"])
            for suite in suites for test in suite["testsuite"] if "distance" in test}


def speeds(file, row):
    """"tango : peer = ratio", of equal lengths and of texts as they come."""
    if not (RESULTS / file).exists():
        return ["", ""]
    rows = json.loads((RESULTS / file).read_text())["rows"]
    found = []
    for kind in ("b32-s64", "sst2"):
        one = rows.get(f"{row}-{kind}", {})
        found.append(f"{one['ours']:,.0f} : {one['peer_rate']:,.0f} = **{one['ratio']:.2f}** ({one['peer']})"
                     if "ratio" in one else one.get("error", ""))
    return found


def main():
    found = distances()
    drawn = collections.Counter(json.loads(line)["family"] for line in DRAWS.read_text().splitlines())
    print("| family | largest distance from `transformers`, fp32 | directories drawn |\n|---|---|---|")
    for family, title, goldens, _ in ROWS:
        print(f"| {title} | {max(found[golden] for golden in goldens):.1e} | {drawn[family]} |")
    for file, title in KINDS.items():
        if not (RESULTS / file).exists():
            continue
        print(f"\n{title}, on {json.loads((RESULTS / file).read_text())['cpu']}:\n")
        print("| model | 32 texts of 64 tokens, tokens/s | SST-2 test as it comes, texts/s |\n|---|---|---|")
        for _, title, _, row in ROWS:
            if row in FAMILIES:
                print(f"| {title} | {' | '.join(speeds(file, row))} |")


if __name__ == "__main__":
    main()
