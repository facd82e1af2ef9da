#!/usr/bin/env python3
"""Where the time of the int8 engine goes, by shape: Markdown tables for docs/results/roofline.md.

  python3 bench/roofline.py [--precision int8] [--isa avx2 avx512]

One table for each instruction set (default: the CPU's own, and AVX2). Runs `tango bench` under `perf record` for each shape, sorts the samples into products, attention, element-wise work and
tokenizer by symbol (loading the model is left out), and sets the operations done against the peak: what the products'
inner loop reaches on operands that stay in the first-level cache (`kernel_bench --benchmark_filter=Peak`), times the
cores. Needs Linux perf and build/bench/kernel_bench. Wants a quiet machine.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import instruction_set
from places import DATA, ROOT, SHARED_MODELS, TANGO

KINDS = (
    ("products", r"StripOfProduct.*::run<|CellTile"),
    ("attention", r"SmallProduct|attend|pack_keys|pack_values|softmax"),
    ("element-wise", r"StripOfProduct.*::store<|quantize|layer_norm|embed_fast|embed\(|gather|BiLstm"),
    ("tokenizer", r"tango::text::"),
)
LOADING = r"PackedWeights|RandomWeights|WeightLoader|PackedCache|\[k\]|json|load|Loader|parse"
SHAPES = ("1,16", "1,64", "32,32", "32,64", "8,128", "2,384")
OPERATIONS_OF_A_TOKEN = 2 * 12 * (4 * 768 * 768 + 2 * 768 * 3072)  # BERT-base's products


def peak(kernel_bench, precision, environment):
    index = ("fp32", "bf16", "int8").index(precision)
    command = [kernel_bench, f"--benchmark_filter=Peak/precision:{index}", "--benchmark_format=json"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True,
                                      env=environment).stdout)
    return found["benchmarks"][0]["OP"] * len(os.sched_getaffinity(0))


def kind_of(symbol):
    for kind, pattern in KINDS:
        if re.search(pattern, symbol):
            return kind
    return None if re.search(LOADING, symbol) else "other"


def profile(command, environment):
    with tempfile.NamedTemporaryFile(suffix=".data") as data:
        run = subprocess.run(["perf", "record", "-q", "-o", data.name, *command], check=True,
                             capture_output=True, text=True, env=environment)
        report = subprocess.run(["perf", "report", "-i", data.name, "--stdio", "--no-children",
                                 "-F", "overhead,symbol"], check=True, capture_output=True,
                                text=True).stdout
    shares = {}
    for line in report.splitlines():
        match = re.match(r"\s*([0-9.]+)%\s+(.*)", line)
        if match and (kind := kind_of(match[2])):
            shares[kind] = shares.get(kind, 0) + float(match[1])
    total = sum(shares.values())
    return ({kind: share / total for kind, share in shares.items()},
            json.loads(run.stdout.splitlines()[-1]))


def works():
    """(name, options of `tango bench`, whether OPERATIONS_OF_A_TOKEN counts it) each."""
    texts = ["--input", str(DATA / "sst2/test.tsv"), "--text", "sentence"]
    for shape in SHAPES:
        repeats = "60" if shape.startswith("1,") else "12"
        yield f"BERT-base, {shape}", ["--random", "bert-base", "--shape", shape, "--repeats", repeats], True
    yield "MPNet, SST-2 test", ["--model", str(SHARED_MODELS / "sst2-mpnet-lora"), *texts], True
    yield "MiniLM, SST-2 test", ["--model", str(SHARED_MODELS / "sst2-minilm"), *texts], False
    yield ("BiLSTM, SST-2 test, one thread", ["--model", str(SHARED_MODELS / "sst2-bilstm"), *texts,
                                              "--workers", "1", "--repeats", "100"], False)


def table(isa, arguments):
    environment = instruction_set.for_tango(isa)
    most = peak(arguments.kernel_bench, arguments.precision, environment)
    cpus = len(os.sched_getaffinity(0))
    names, own_name = [kind for kind, _ in KINDS] + ["other"], "the CPU's own instruction set"
    print(f"## {arguments.precision}, {isa or own_name}\n")
    print(f"Peak: {most / 1e9:.0f} G operations/s on {cpus} CPUs of {instruction_set.cpu()}.\n")
    print("| work | tokens/s | of the peak | " + " | ".join(names) + " |")
    print("|---|---|---|" + "---|" * len(names))
    for name, options, counted in works():
        shares, result = profile([arguments.tango, "bench", *options, "--precision",
                                  arguments.precision, "--json"], environment)
        reached = result["tokens_per_s"] * OPERATIONS_OF_A_TOKEN / most
        print(f"| {name} | {result['tokens_per_s']:,.0f} | "
              + (f"{reached:.0%}" if counted else "") + " | "
              + " | ".join(f"{shares.get(kind, 0):.1%}" for kind in names) + " |", flush=True)
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--isa", nargs="+", help="as TANGO_ISA")
    parser.add_argument("--tango", default=str(TANGO))
    parser.add_argument("--kernel-bench", default=str(ROOT / "build/bench/kernel_bench"))
    arguments = parser.parse_args()
    if not shutil.which("perf"):
        sys.exit("roofline: no perf; install linux-perf")
    own = [] if instruction_set.kind(None) == "avx2" else [None]
    for isa in arguments.isa or [*own, "avx2"]:
        table(isa, arguments)


if __name__ == "__main__":
    main()
