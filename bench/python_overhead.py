#!/usr/bin/env python3
"""What Python costs beside the C++ call: 1,000 short texts at once, and one text.

  make wheel && build/python/bin/python bench/python_overhead.py [--cascade models/sst2] [--rounds 15]

Both sides run in int8 by turns, in one run, each round in a process of its own; the medians are of all rounds. Needs
build/release/tango_call_times (cmake --build --preset release --target tango_call_times). Prints a table and writes
build/results/python-overhead.json. Goals: a batch costs at most 5 % more, one text at most 30 us more.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

from places import DATA, RESULTS, ROOT, texts_of

PROGRAM = ROOT / "build/release/tango_call_times"
TEXTS, BATCHES, SINGLES = 1000, 20, 500


def seconds_of(calls, call):
    seconds = []
    for i in range(calls):
        begin = time.perf_counter()
        call(i)
        seconds.append(time.perf_counter() - begin)
    return seconds


def python_side(cascade, file):
    """In this process; prints what call_times prints."""
    import tangobert
    classify = tangobert.load(cascade, precision="int8")
    texts = file.read_text(encoding="utf8").splitlines()
    classify(texts, truncation=True)
    print(json.dumps({
        "batches": seconds_of(BATCHES, lambda _: classify(texts, truncation=True)),
        "singles": seconds_of(SINGLES, lambda i: classify(texts[i % TEXTS], truncation=True))}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cascade", default=str(ROOT / "models/sst2"))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--python-side", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    file = RESULTS / "python-overhead-texts.txt"
    if options.python_side:
        return python_side(options.cascade, file)
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM}: not there; cmake --build --preset release --target tango_call_times")
    file.parent.mkdir(parents=True, exist_ok=True)
    short = sorted(set(texts_of(DATA / "sst2/dev.tsv", [0]) + texts_of(DATA / "sst2/test.tsv", [0])), key=len)[:TEXTS]
    file.write_text("\n".join(short) + "\n", encoding="utf8")
    sides = {"C++": [PROGRAM, options.cascade, file, str(BATCHES), str(SINGLES)],
             "Python": [sys.executable, __file__, "--python-side", "--cascade", options.cascade]}
    times = {side: {"batches": [], "singles": []} for side in sides}
    for _ in range(options.rounds):
        for side, command in sides.items():
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            for what, seconds in json.loads(done.stdout).items():
                times[side][what].append(statistics.median(seconds))
    median = {side: {what: statistics.median(one) for what, one in of.items()} for side, of in times.items()}
    print(f"{'':28}{'C++':>12}{'Python':>12}")
    for what, name in (("batches", f"{TEXTS} texts, ms"), ("singles", "one text, ms")):
        print(f"{name:28}{1e3 * median['C++'][what]:12.3f}{1e3 * median['Python'][what]:12.3f}")
    more = median["Python"]["batches"] / median["C++"]["batches"] - 1
    print(f"A batch costs {100 * more:.1f} % more, one text "
          f"{1e6 * (median['Python']['singles'] - median['C++']['singles']):.0f} us more.")
    (RESULTS / "python-overhead.json").write_text(json.dumps(times, indent=1) + "\n", encoding="utf8")


main()
