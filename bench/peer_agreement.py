#!/usr/bin/env python3
"""How often each peer's int8 gives the answers of its own fp32, on the texts of SST-2 test.

  build/peers/bin/python bench/peer_agreement.py [--isa avx2] [--again]

A method below 99 % is no peer in bench/compare.py: int8 is compared where it keeps the answers. It
is tried on the trained model of a row's architecture: MPNet-base for MPNet's rows, MiniLM for
BERT's and for those of other families, whose models have random weights. Batches of 32 texts of
about one length. The figures stay in build/peers-out/agreement-KIND.json until a version or the CPU
changes.
"""
import argparse
import importlib.metadata
import json

import instruction_set
from engines import NotComparable, methods
from places import DATA, PEER_MODELS, texts_of

MUST_AGREE = 0.99
TRAINED = {"mpnet-sst2": "mpnet-sst2"}  # every other one has random weights
TRAINED_BERT = "minilm-sst2"
MAX_LENGTH, BATCH = 128, 32


def versions():
    """Without an import: some take seconds."""
    names = ("openvino", "nncf", "onnxruntime", "ctranslate2", "tokenizers", "torch")
    return {name: importlib.metadata.version(name) for name in names}


def file_of(isa):
    return PEER_MODELS / f"agreement-{instruction_set.kind(isa)}.json"


def read(isa):
    """What holds here; nothing where another version or CPU was measured."""
    here = {"cpu": instruction_set.cpu(), "held": instruction_set.held(isa), "versions": versions()}
    found = json.loads(file_of(isa).read_text()) if file_of(isa).exists() else {}
    same = all(found.get(name) == value for name, value in here.items())
    return {**here, "agreement": found["agreement"] if same else {}}


def check(method, model, precision, isa):
    """NotComparable where the method's answers are not known to be its fp32's."""
    if precision != "int8":
        return
    trained = TRAINED.get(model, TRAINED_BERT)
    agreement = read(isa)["agreement"].get(trained, {}).get(method.name)
    if agreement is None:
        raise NotComparable("agreement not measured: run bench/peer_agreement.py")
    if agreement < MUST_AGREE:
        raise NotComparable(f"agrees with its own fp32 on {agreement:.2%} of SST-2 test ({trained})")


def answers(engine, texts):
    found = [None] * len(texts.texts)
    for places, inputs in texts.batches(texts.encode(texts.texts)):
        def keep(logits, places=places):
            for place, label in zip(places, logits.argmax(1).tolist()):
                found[place] = label
        engine.submit(inputs, keep)
    engine.finish()
    return found


def measure(model, isa, again):
    from peers import Texts
    texts = Texts(texts_of(DATA / "sst2/test.tsv", [0]), model, MAX_LENGTH, BATCH, "sorted")
    expected = {}
    for method in methods(model, "int8"):
        results = read(isa)
        known = results["agreement"].setdefault(model, {})
        if method.name in known and not again:
            continue
        try:
            if method.fp32 not in expected:
                fp32 = type(method)(method.name, method.engine, method.fp32, method.fp32)
                expected[method.fp32] = answers(fp32.open(model, "fp32", False, isa), texts)
            found = answers(method.open(model, "int8", False, isa), texts)
        except NotComparable as reason:
            print(f"{model}, {method.name}: {reason}", flush=True)
            continue
        same = sum(one == other for one, other in zip(found, expected[method.fp32]))
        known[method.name] = same / len(found)
        print(f"{model}, {method.name}: {known[method.name]:.2%} of {len(found):,} texts", flush=True)
        file_of(isa).write_text(json.dumps(results, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--isa", choices=["avx2"], help="hold the engines to it")
    parser.add_argument("--models", nargs="+", default=[TRAINED_BERT, *TRAINED.values()])
    parser.add_argument("--again", action="store_true", help="also what is known")
    arguments = parser.parse_args()
    instruction_set.hold_to(arguments.isa)
    for model in arguments.models:
        measure(model, arguments.isa, arguments.again)


if __name__ == "__main__":
    main()
