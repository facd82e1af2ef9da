#!/usr/bin/env python3
"""Texts/s of training beside PyTorch's for the same step, by turns in one run.

  build/peers/bin/python bench/training_speed.py --rows minilm
  PYTHONPATH=... build/peers/bin/python bench/training_speed.py --rounds 3     # the mpnet-lora row needs PEFT

Steps of 32 SST-2 train texts, the same ones for both, in batches of like length as tango-train makes them, tokenized
beforehand; AdamW, bf16 products. A process takes WARM_UP steps and then STEPS; what counts is the time
between, so neither start, loading nor tokenizing has a part. A figure is the median of the rounds.
"""
import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from places import ROOT

BATCH, WARM_UP, STEPS = 32, 10, 40
MINILM, MPNET = "sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers/all-mpnet-base-v2"
STORE = Path(os.environ.get("TANGO_MODELS", Path.home() / ".cache/tango/models"))


def texts(data, count):
    with open(data / "sst2/train.tsv", encoding="utf8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:count]
    return [row["sentence"] for row in rows], [int(row["label"]) for row in rows]


def ours(trainer, arguments, data):
    """Seconds of STEPS steps: the difference of two runs."""
    def run(steps):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            subprocess.run([trainer, *arguments, "--task", "sst2", "--train", data / "sst2/train.tsv", "--max-texts",
                            str(BATCH * (WARM_UP + STEPS)), "--epochs", "1", "--max-steps", str(steps),
                            "--batch-size", str(BATCH), "--save-every-s", "10000", "--quiet", "--output",
                            f"{folder}/model"], check=True)
            return time.perf_counter() - start
    return run(WARM_UP + STEPS) - run(WARM_UP)


def batches(encodings):
    """Sorted by length within the whole: what tango-train's pools of 64 batches come to here."""
    order = sorted(range(len(encodings)), key=lambda row: len(encodings[row]))
    return [order[first:first + BATCH] for first in range(0, len(order), BATCH)]


def timed(step, rows):
    random.Random(1).shuffle(rows)
    for row in rows[:WARM_UP]:
        step(row)
    start = time.perf_counter()
    for row in rows[WARM_UP:WARM_UP + STEPS]:
        step(row)
    return time.perf_counter() - start


def encoder_step(base, lora, data):
    import torch
    import transformers
    sentences, labels = texts(data, BATCH * (WARM_UP + STEPS))
    tokenizer = transformers.AutoTokenizer.from_pretrained(STORE / base)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(STORE / base, num_labels=2)
    if lora:
        import peft
        model = peft.get_peft_model(model, peft.LoraConfig(task_type="SEQ_CLS", r=16, lora_alpha=32, target_modules=[
            "attn.q", "attn.k", "attn.v", "attn.o", "intermediate.dense", "output.dense"]))
    model.train()
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=5e-5)
    encodings = [tokenizer(text, truncation=True, max_length=128)["input_ids"] for text in sentences]

    def step(rows):
        batch = tokenizer.pad({"input_ids": [encodings[row] for row in rows]}, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            loss = model(**batch, labels=torch.tensor([labels[row] for row in rows])).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    return timed(step, batches(encodings))


ROWS = {
    "minilm": (["train", "--base", MINILM], lambda data: encoder_step(MINILM, False, data)),
    "mpnet-lora": (["train", "--base", MPNET, "--lora-rank", "16", "--dropout", "0.1"],
                   lambda data: encoder_step(MPNET, True, data)),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trainer", type=Path, default=ROOT / "build/release/tango-train")
    parser.add_argument("--peer", choices=ROWS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    data = Path(os.environ.get("TANGO_DATA", ROOT.parent / "shared/data"))
    if options.peer:
        print(ROWS[options.peer][1](data))
        return 0
    print("| step | tango-train | PyTorch | ratio |\n|---|---|---|---|")
    for name in options.rows:
        pairs = []
        for _ in range(options.rounds):
            mine = ours(options.trainer, ROWS[name][0], data)
            peer = float(subprocess.run([sys.executable, __file__, "--peer", name], check=True, capture_output=True,
                                        text=True).stdout.split()[-1])
            pairs.append((mine, peer))
        speed = [BATCH * STEPS / statistics.median(side) for side in zip(*pairs)]
        ratio = statistics.median(peer / mine for mine, peer in pairs)
        print(f"| {name}, {BATCH} texts | {speed[0]:,.0f} texts/s | {speed[1]:,.0f} texts/s | {ratio:.2f} |",
              flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
