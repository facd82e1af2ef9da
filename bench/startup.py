#!/usr/bin/env python3
"""From the start of the process to its first answer: a BiLSTM → MPNet-base int8 cascade, one text deferred to
the second tier. With a warm cache of packed weights, and with an empty one (files themselves are in memory).

  python3 bench/startup.py [--runs 10] [--precision int8]

Exits 1 when the median with a warm cache is above 0.5 s.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from places import RESULTS, SHARED_MODELS, TANGO

LIMIT_S = 0.5
TEXT = b"a film that is neither good nor bad , but long .\n"


def write_cascade(directory):
    first, last = (str((SHARED_MODELS / name).resolve())
                   for name in ("sst2-bilstm", "sst2-mpnet-lora"))
    (directory / "cascade.json").write_text(json.dumps(
        {"version": "1.0", "labels": ["negative", "positive"], "confidence": "max_probability",
         "tiers": [{"model": first, "threshold": 0.95}, {"model": last}]}))


def first_answer_s(command, environment):
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment) as process:
        process.stdin.write(TEXT)
        process.stdin.close()
        line = process.stdout.readline()
        taken = time.perf_counter() - start
        error = process.stderr.read().decode()
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: {error.strip()}")
    if json.loads(line)["tier"] != 2:
        sys.exit(f"the text was not deferred: {line.decode().strip()}")
    return taken


def report(name, times):
    print(f"{name}: median {statistics.median(times):.3f} s of {len(times)} "
          f"(fastest {min(times):.3f}, slowest {max(times):.3f})", flush=True)
    return {"median_s": statistics.median(times), "runs_s": times}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--tango", type=Path, default=TANGO)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        cascade = Path(temporary, "cascade")
        cascade.mkdir()
        write_cascade(cascade)
        command = [str(arguments.tango), "classify", "--cascade", str(cascade), "--threshold", "1",
                   "--precision", arguments.precision, "--quiet"]

        def environment(cache):
            return {**os.environ, "TANGO_CACHE": str(cache)}

        warm = environment(Path(temporary, "warm"))
        first_answer_s(command, warm)
        results = {"precision": arguments.precision}
        results["warm"] = report("warm cache", [first_answer_s(command, warm)
                                                for _ in range(arguments.runs)])
        results["cold"] = report("empty cache", [
            first_answer_s(command, environment(Path(temporary, f"cold-{number}")))
            for number in range(arguments.runs)])
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "startup.json").write_text(json.dumps(results, indent=1) + "\n")
    good = results["warm"]["median_s"] <= LIMIT_S
    print(f"the limit with a warm cache is {LIMIT_S} s: {'ok' if good else 'MISSED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
