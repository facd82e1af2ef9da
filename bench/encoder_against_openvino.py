#!/usr/bin/env python3
"""Times our encoder and OpenVINO's on the same shape, alternating in one run, and prints the ratio.

Both run the same architecture (weights do not change the time) in fp32 on all CPUs of this process;
OpenVINO under its latency hint, which was its fastest here for a single batch. Example:

  bench/encoder_against_openvino.py --shape 32,64 --rounds 7
"""
import argparse
import json
import os
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPORT = ROOT / "build" / "peers-out" / "bert-base.xml"


def export():
    """BERT-base for sequence classification as an OpenVINO model, made once."""
    if EXPORT.exists():
        return
    import openvino
    import torch
    from transformers import BertConfig, BertForSequenceClassification
    model = BertForSequenceClassification._from_config(BertConfig(num_labels=2),
                                                       attn_implementation="eager").eval()
    ids = torch.randint(1000, 30000, (2, 16))
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids),
               "token_type_ids": torch.zeros_like(ids)}
    EXPORT.parent.mkdir(parents=True, exist_ok=True)
    openvino.save_model(openvino.convert_model(model, example_input=example), EXPORT,
                        compress_to_fp16=False)


def peer(texts, tokens, threads):
    """A function that runs one batch."""
    import numpy
    import openvino
    compiled = openvino.Core().compile_model(EXPORT, "CPU", {
        "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    rng = numpy.random.default_rng(0)
    inputs = [rng.integers(1000, 30000, (texts, tokens)), numpy.ones((texts, tokens), numpy.int64),
              numpy.zeros((texts, tokens), numpy.int64)]
    return lambda: request.infer(inputs)


def ours(tango, texts, tokens):
    command = [tango, "bench", "--random", "bert-base", "--precision", "fp32", "--shape",
               f"{texts},{tokens}", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", default="32,64", help="texts,tokens of each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tango", default=str(ROOT / "build/release/tango"))
    arguments = parser.parse_args()
    texts, tokens = (int(number) for number in arguments.shape.split(","))
    threads = len(os.sched_getaffinity(0))

    export()
    run_peer = peer(texts, tokens, threads)
    run_peer()
    ratios = []
    for number in range(arguments.rounds):
        our_rate = ours(arguments.tango, texts, tokens)["tokens_per_s"]
        times = []
        for _ in range(5):
            start = time.perf_counter()
            run_peer()
            times.append(time.perf_counter() - start)
        peer_rate = texts * tokens / statistics.median(times)
        ratios.append(our_rate / peer_rate)
        print(f"round {number + 1}: tango {our_rate:7.0f} tokens/s, OpenVINO fp32 {peer_rate:7.0f} "
              f"tokens/s, ratio {ratios[-1]:.3f}", flush=True)
    print(f"BERT-base fp32, {texts} texts of {tokens} tokens, {threads} CPUs: median ratio "
          f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")


if __name__ == "__main__":
    main()
