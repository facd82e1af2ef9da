#!/usr/bin/env python3
"""A corpus on one machine: two actors of a core each on Ray, beside `tango classify` on both cores, and what `tango plan`
said beforehand.

  make wheel && build/python-newer/bin/python bench/ray_corpus.py [--cascade models/sst2] [--texts 20000] [--repeats 3]

Texts are the first of $TANGO_DATA/text/imdb_unsup.txt. Both sides run in int8 by turns, in one run, on a Ray that has
been started; their seconds are whole, with the start of programs and actors. Goals: Ray gives at least 0.85 of the
command line's texts a second; the plan is within 15 % of Ray. Prints a table and writes build/results/ray-corpus.json.
"""
import argparse
import itertools
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import ray
import tangobert.ray

from places import DATA, RESULTS, ROOT, TANGO

CORES = 2


def corpus_of(texts, file):
    with (DATA / "text/imdb_unsup.txt").open(encoding="utf8") as source:
        file.write_text("".join(itertools.islice(source, texts)), encoding="utf8")
    return file


def seconds_of(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def plan(corpus, options):
    command = [TANGO, "plan", "--cascade", options.cascade, "--input", corpus, "--texts", options.texts, "--workers", CORES,
               "--precision", "int8", "--sample", options.sample, "--json"]
    return json.loads(subprocess.run(map(str, command), check=True, capture_output=True).stdout)


def measure(corpus, folder, options):
    def by_program():
        subprocess.run([TANGO, "classify", "--cascade", options.cascade, "--precision", "int8", "--workers", str(CORES),
                        "--quiet", "--output", folder / "answers.jsonl", corpus], check=True)

    def by_ray():
        tangobert.ray.classify(corpus, folder / "parts", cascade=options.cascade, actors=CORES, precision="int8",
                               rows=options.rows)

    sides = {"program": [], "ray": []}
    for _ in range(options.repeats):
        sides["program"].append(seconds_of(by_program))
        sides["ray"].append(seconds_of(by_ray))
        parts = b"".join(part.read_bytes() for part in sorted((folder / "parts").glob("part-*")))
        if parts != (folder / "answers.jsonl").read_bytes():
            raise SystemExit("the parts are not what the program wrote")
        shutil.rmtree(folder / "parts")
        (folder / "answers.jsonl").unlink()
    return sides


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cascade", default=str(ROOT / "models/sst2"))
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=3000, help="of the plan")
    parser.add_argument("--rows", type=int, default=1000, help="of a shard")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    ray.init("local", num_cpus=CORES, log_to_driver=False, include_dashboard=False, logging_level="error")
    with tempfile.TemporaryDirectory() as name:
        corpus = corpus_of(options.texts, Path(name, "corpus.txt"))
        planned = plan(corpus, options)
        sides = measure(corpus, Path(name), options)
    rates = {side: options.texts / statistics.median(seconds) for side, seconds in sides.items()}
    promised = planned["texts_per_s_of_all"]
    result = {"plan": planned, "seconds": sides, "texts_per_second": rates, "ray_beside_program": rates["ray"] / rates["program"],
              "plan_beside_ray": promised / rates["ray"]}
    (RESULTS / "ray-corpus.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf8")
    print(f"tango classify on {CORES} cores  {rates['program']:8.0f} texts/s\n"
          f"Ray, {CORES} actors              {rates['ray']:8.0f} texts/s  {result['ray_beside_program']:.2f} of it\n"
          f"tango plan                 {promised:8.0f} texts/s  {result['plan_beside_ray']:.2f} of Ray's")


if __name__ == "__main__":
    main()
