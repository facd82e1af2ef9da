#!/usr/bin/env python3
"""`tangobert` beside the pipeline of `transformers`: the same checkpoint, the same texts as they come.

  make wheel && build/peers/bin/pip install --find-links dist tangobert
  build/release/tango export models/sst2/large --output build/results/sst2-large
  build/peers/bin/python bench/beside_transformers.py build/results/sst2-large [--texts 600] [--rounds 3]

Both on all CPUs: the pipeline in fp32 with batches of 32, tangobert in fp32 and in int8, by turns. Prints texts/s,
ratios (medians of the rounds), the largest difference of a score, and how many labels are the same. Wanted: fp32 equal
within 1e-4 and at least 1.5 times as fast; int8 the same label on 99 %, 5 times as fast with VNNI, 2.5 times on AVX2.
"""
import argparse
import json
import os
import statistics
import time

from places import DATA, RESULTS, texts_of

BATCH = 32


def rate(texts, answer):
    start = time.perf_counter()
    answers = answer(texts)
    return len(texts) / (time.perf_counter() - start), answers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a plain Hugging Face directory of two labels")
    parser.add_argument("--texts", type=int, default=1821)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    import torch
    import transformers

    import tangobert
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    texts = texts_of(DATA / "sst2/test.tsv", [0])[:arguments.texts]
    pipeline = transformers.pipeline("text-classification", model=arguments.model, device="cpu")
    engines = {"transformers fp32": lambda given: pipeline(given, batch_size=BATCH, top_k=None)}
    for precision in "fp32", "int8":
        classifier = tangobert.load(arguments.model, precision=precision)
        engines[f"tangobert {precision}"] = lambda given, opened=classifier: opened(given, top_k=None)
    rates, answers = {name: [] for name in engines}, {}
    for answer in engines.values():
        answer(texts[:BATCH])
    for _ in range(arguments.rounds):
        for name, answer in engines.items():
            found, answers[name] = rate(texts, answer)
            rates[name].append(found)
    first = "transformers fp32"
    scores = {name: [{one["label"]: one["score"] for one in row} for row in rows] for name, rows in answers.items()}
    results = {}
    for name in engines:
        largest = max(abs(ours[label] - theirs[label]) for ours, theirs in zip(scores[name], scores[first], strict=True)
                      for label in theirs)
        same = sum(max(ours, key=ours.get) == max(theirs, key=theirs.get)
                   for ours, theirs in zip(scores[name], scores[first], strict=True)) / len(texts)
        ratio = statistics.median(mine / theirs for mine, theirs in zip(rates[name], rates[first], strict=True))
        results[name] = {"texts_per_s": statistics.median(rates[name]), "ratio": ratio, "largest_difference": largest,
                         "same_labels": same}
        print(f"{name:18} {results[name]['texts_per_s']:7.1f} texts/s  {ratio:5.2f} times  largest difference "
              f"{largest:.1e}  same labels {same:.2%}")
    (RESULTS / "beside-transformers.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
