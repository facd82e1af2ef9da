#!/usr/bin/env python3
"""Where the time of the int8 engine goes, by shape: a Markdown table for docs/results/roofline.md.

  python3 bench/roofline.py [--precision int8] [--isa avx2]

Runs `tango bench` under `perf record` for each shape, sorts the samples into products, attention, element-wise work and
tokenizer by symbol (loading the model is left out), and sets the operations done against the peak: what the products'
inner loop reaches on operands that stay in the first-level cache (`kernel_bench --benchmark_filter=Peak`), times the
cores. Needs Linux perf and build/bench/kernel_bench. Wants a quiet machine.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = (
    ("products", r"StripOfProduct.*::run<|CellTile"),
    ("attention", r"SmallProduct|attend|pack_keys|pack_values|softmax"),
    ("element-wise", r"StripOfProduct.*::store<|quantize|layer_norm|embed_fast|embed\(|gather|BiLstm"),
    ("tokenizer", r"tango::text::"),
)
LOADING = r"PackedWeights|RandomWeights|WeightLoader|PackedCache|\[k\]|json|load|Loader|parse"
SHAPES = ("1,16", "1,64", "32,32", "32,64", "8,128", "2,384")
OPERATIONS_OF_A_TOKEN = 2 * 12 * (4 * 768 * 768 + 2 * 768 * 3072)  # BERT-base's products


def peak(kernel_bench, precision):
    index = ("fp32", "bf16", "int8").index(precision)
    command = [kernel_bench, f"--benchmark_filter=Peak/precision:{index}", "--benchmark_format=json"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found["benchmarks"][0]["OP"] * len(os.sched_getaffinity(0))


def kind_of(symbol):
    for kind, pattern in KINDS:
        if re.search(pattern, symbol):
            return kind
    return None if re.search(LOADING, symbol) else "other"


def profile(command):
    with tempfile.NamedTemporaryFile(suffix=".data") as data:
        run = subprocess.run(["perf", "record", "-q", "-o", data.name, *command], check=True,
                             capture_output=True, text=True)
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


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--isa", default="", help="as TANGO_ISA")
    parser.add_argument("--tango", default=str(ROOT / "build/release/tango"))
    parser.add_argument("--kernel-bench", default=str(ROOT / "build/bench/kernel_bench"))
    arguments = parser.parse_args()
    if arguments.isa:
        os.environ["TANGO_ISA"] = arguments.isa
    if subprocess.run(["sh", "-c", "command -v perf"], capture_output=True).returncode != 0:
        sys.exit("roofline: no perf; install linux-perf")
    most = peak(arguments.kernel_bench, arguments.precision)
    data = Path(os.environ.get("TANGO_DATA", ROOT.parent / "shared/data"))
    models = Path(os.environ.get("TANGO_SHARED_MODELS", ROOT.parent / "shared/models"))
    texts = ["--input", str(data / "sst2/test.tsv"), "--text", "sentence"]
    runs = [(f"BERT-base, {shape}", ["--random", "bert-base", "--shape", shape, "--repeats",
                                     "60" if shape.startswith("1,") else "12"], True)
            for shape in SHAPES]
    runs += [("MPNet, SST-2 test", ["--model", str(models / "sst2-mpnet-lora"), *texts], True),
             ("MiniLM, SST-2 test", ["--model", str(models / "sst2-minilm"), *texts], False),
             ("BiLSTM, SST-2 test, one thread", ["--model", str(models / "sst2-bilstm"), *texts,
                                                 "--workers", "1", "--repeats", "100"], False)]
    names = [kind for kind, _ in KINDS] + ["other"]
    print(f"Peak: {most / 1e9:.0f} G operations/s on {len(os.sched_getaffinity(0))} CPUs.\n")
    print("| work | tokens/s | of the peak | " + " | ".join(names) + " |")
    print("|---|---|---|" + "---|" * len(names))
    for name, options, is_base in runs:
        shares, result = profile([arguments.tango, "bench", *options, "--precision",
                                  arguments.precision, "--json"])
        reached = result["tokens_per_s"] * OPERATIONS_OF_A_TOKEN / most
        print(f"| {name} | {result['tokens_per_s']:,.0f} | "
              + (f"{reached:.0%}" if is_base else "") + " | "
              + " | ".join(f"{shares.get(kind, 0):.1%}" for kind in names) + " |", flush=True)


if __name__ == "__main__":
    main()
