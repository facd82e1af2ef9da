#!/usr/bin/env python3
"""Checks that `tango classify` streams: its peak resident memory at a 100 MB and at a 1 GB input
must differ by less than 20 MB. Prints both; exits 1 when they differ by more.

    bench/memory.py [--tango build/release/tango] [--model tests/golden/tiny-bilstm]
"""
import argparse
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"100 MB": 100_000_000, "1 GB": 1_000_000_000}
LIMIT_MB = 20
LINE_BYTES = 4_000
WORDS = b"a very good but in the end not so funny movie , well , it is the best of the worst . "


def line(number):
    """No two the same, so that no cache of texts could help."""
    start = b"%d " % number
    repeats = (LINE_BYTES - len(start)) // len(WORDS)
    return start + WORDS * repeats + b"\n"


def feed(pipe, size):
    sent = number = 0
    with pipe:
        while sent < size:
            block = b"".join(line(number + i) for i in range(64))
            pipe.write(block)
            sent += len(block)
            number += 64


def peak_megabytes(command, size):
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    feeder = threading.Thread(target=feed, args=(process.stdin, size))
    feeder.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    feeder.join()
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return usage.ru_maxrss / 1024, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tango", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--model", type=Path, default=ROOT / "tests/golden/tiny-bilstm")
    arguments = parser.parse_args()
    command = [str(arguments.tango), "classify", "--model", str(arguments.model), "--quiet", "-"]
    peaks = []
    for name, size in SIZES.items():
        peak, seconds = peak_megabytes(command, size)
        peaks.append(peak)
        print(f"{name}: peak resident memory {peak:.1f} MB, {seconds:.0f} s", flush=True)
    difference = abs(peaks[1] - peaks[0])
    print(f"difference {difference:.1f} MB, must be below {LIMIT_MB} MB")
    return 0 if difference < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
