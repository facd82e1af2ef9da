#!/usr/bin/env python3
"""What `tango classify` keeps in memory. Three checks; all of them, or those named:

  stream    its peak at a 100 MB and at a 1 GB input differs by less than 20 MB
  resident  MPNet-base int8 with every worker busy: at most 1.3x its int8 weights plus 100 MB
  growth    a million texts of mixed lengths, through a BiLSTM and a 4-layer encoder: no growth after the first fifth

  python3 bench/memory.py [stream resident growth] [--tango build/release/tango] [--precision int8]

Exits 1 when one does not hold. `growth` of the encoder needs bench/prepare_peers.py tinybert4 before.
"""
import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from places import PEER_MODELS, ROOT, SHARED_MODELS, TANGO

STREAM_SIZES = {"100 MB": 100_000_000, "1 GB": 1_000_000_000}
STREAM_LIMIT_MB = 20
STREAM_LINE_BYTES = 4_000
RESIDENT_FACTOR, RESIDENT_EXTRA_MB = 1.3, 100
RESIDENT_TEXTS = 1_000
GROWTH_LIMIT_MB = 10
WORDS = ("a very good but in the end not so funny movie , well , it is the best of the worst . with "
         "actors who neither laugh nor cry through two long hours").split()


class Classify:
    """A running `tango classify` that reads lines from `feed` and has its memory watched."""

    def __init__(self, command, feed, environment=None):
        self.command = [str(part) for part in command]
        self.start = time.monotonic()
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env={**os.environ, **(environment or {})})
        self.dropper = None
        self.feeder = threading.Thread(target=self._feed, args=(feed,))
        self.feeder.start()

    def _feed(self, blocks):
        with contextlib.suppress(BrokenPipeError):  # finish() says why
            for block in blocks:
                self.process.stdin.write(block)
            self.process.stdin.flush()

    def memory_mb(self, field):
        """VmRSS (now) or VmHWM (peak), of the process itself: rusage starts at its parent's peak."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024 / 1e6
        return 0.0

    def read_answers(self, count, every=None, each=None):
        """Waits for `count` answers more; calls each(answers so far) after so many."""
        for number in range(1, count + 1):
            if not self.process.stdout.readline():
                self.finish()
                sys.exit(f"{' '.join(self.command)}: ended after {number - 1} answers")
            if every and number % every == 0:
                each(number)

    def drop_answers(self):
        """From here on; a full pipe would stop the process."""
        def drop():
            while self.process.stdout.read(1 << 20):
                pass
        self.dropper = threading.Thread(target=drop)
        self.dropper.start()

    def finish(self):
        """Ends the input, drops what answers are left; the seconds since the start."""
        if not self.dropper:
            self.drop_answers()
        self.feeder.join()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.dropper.join()
        error = self.process.stderr.read().decode().strip()
        if self.process.wait() != 0:
            sys.exit(f"{' '.join(self.command)}: {error}")
        return time.monotonic() - self.start


def random_line(generator, number, longest):
    """No two the same, so that no cache of texts could help; mostly short."""
    length = min(longest, 1 + int(generator.expovariate(1 / 12)))
    return f"{number} {' '.join(generator.choices(WORDS, k=length))}\n".encode()


def random_blocks(texts, longest, block=256):
    generator = random.Random(1)
    for first in range(0, texts, block):
        yield b"".join(random_line(generator, number, longest)
                       for number in range(first, min(first + block, texts)))


def stream_blocks(size):
    words = " ".join(WORDS).encode() + b" "
    sent = number = 0
    while sent < size:
        lines = []
        for number in range(number, number + 64):
            start = b"%d " % number
            lines.append(start + words * ((STREAM_LINE_BYTES - len(start)) // len(words)) + b"\n")
        number += 1
        block = b"".join(lines)
        sent += len(block)
        yield block


def stream(arguments):
    peaks = []
    for name, size in STREAM_SIZES.items():
        command = [arguments.tango, "classify", "--model", ROOT / "tests/golden/tiny-bilstm", "--quiet"]
        run = Classify(command, stream_blocks(size))
        run.drop_answers()
        run.feeder.join()  # all is read but a pipe and the texts in flight
        peaks.append(run.memory_mb("VmHWM"))
        print(f"stream: {name}: peak resident memory {peaks[-1]:.1f} MB, {run.finish():.0f} s", flush=True)
    difference = abs(peaks[1] - peaks[0])
    print(f"stream: difference {difference:.1f} MB, must be below {STREAM_LIMIT_MB} MB")
    return difference < STREAM_LIMIT_MB


def resident(arguments):
    model = SHARED_MODELS / "sst2-mpnet-lora"
    described = json.loads(subprocess.run([arguments.tango, "inspect", model, "--json"], check=True,
                                          capture_output=True, text=True).stdout)
    weights_mb = described["parameters"] / 1e6
    limit = RESIDENT_FACTOR * weights_mb + RESIDENT_EXTRA_MB
    command = [arguments.tango, "classify", "--model", model, "--precision", arguments.precision, "--quiet"]
    with tempfile.TemporaryDirectory() as cache:
        starts = [resident_of(command, name, cache, limit)
                  for name in ("weights packed at the start", "weights packed before")]
    print(f"resident: at most {RESIDENT_FACTOR} x {weights_mb:.0f} + {RESIDENT_EXTRA_MB} = {limit:.0f} MB at work: "
          f"{'ok' if all(starts) else 'MISSED'}")
    return all(starts)


def resident_of(command, start, cache, limit):
    run = Classify(command, random_blocks(RESIDENT_TEXTS, 100), {"TANGO_CACHE": cache})
    seen = []
    run.read_answers(RESIDENT_TEXTS * 3 // 4, RESIDENT_TEXTS // 8,
                     lambda _: seen.append(run.memory_mb("VmRSS")))
    peak = run.memory_mb("VmHWM")
    run.finish()
    print(f"resident: {start}: {max(seen):.0f} MB at work, peak (loading included) {peak:.0f} MB", flush=True)
    return max(seen) <= limit


def growth_of(arguments, model):
    command = [arguments.tango, "classify", "--model", model, "--precision", arguments.precision, "--quiet"]
    run = Classify(command, random_blocks(arguments.texts, 120))
    seen = []
    run.read_answers(arguments.texts * 99 // 100, max(1, arguments.texts // 100),
                     lambda _: seen.append(run.memory_mb("VmRSS")))
    seconds = run.finish()
    settled, after = max(seen[:20]), max(seen[20:])
    good = after - settled < GROWTH_LIMIT_MB
    print(f"growth: {model.name}, {arguments.texts:,} texts in {seconds:.0f} s: {settled:.1f} MB in the first "
          f"fifth, {after:.1f} MB after it; may differ by {GROWTH_LIMIT_MB} MB: {'ok' if good else 'MISSED'}",
          flush=True)
    return good


def growth(arguments):
    models = [SHARED_MODELS / "sst2-bilstm", PEER_MODELS / "tinybert4"]
    return all([growth_of(arguments, model) for model in models])


CHECKS = {"stream": stream, "resident": resident, "growth": growth}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"of {', '.join(CHECKS)}")
    parser.add_argument("--tango", type=Path, default=TANGO)
    parser.add_argument("--precision", default="int8", help="of resident and growth")
    parser.add_argument("--texts", type=int, default=1_000_000, help="of growth")
    arguments = parser.parse_args()
    if unknown := set(arguments.checks) - set(CHECKS):
        parser.error(f"no check is called {', '.join(unknown)}")
    results = [CHECKS[name](arguments) for name in arguments.checks or CHECKS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
