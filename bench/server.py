#!/usr/bin/env python3
"""What the server costs beside the command line: server on core 0, client on core 1, `tango classify` on core 0.

  bench/server.py [--seconds 20] [--repeats 3] [--rows one,batch,share,overload]

Texts are the distinct ones of SST-2's training set, each sent once in a run, so that no answer is a known one. Rows:
  one       one text a request, 64 connections, closed loop: texts/s, and their share of tango classify's
  batch     32 texts a request, the same
  share     one text, open loop at 30 % of that rate: what the server adds at p50 and p99 to the time in the service
  overload  open loop at twice that rate: what is answered of the rate, and its p99
Prints a table and writes build/results/server.json. Each row runs its two sides by turns, in one run.
"""
import argparse
import json
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from places import DATA, RESULTS, ROOT, TANGO, texts_of

SERVER = TANGO.with_name("tango-server")
LOAD = ROOT / "build/release/tango_load"
CASCADE = ROOT / "models/sst2"
CONNECTIONS = 64
LEAST_TEXTS = 20_000


def distinct_texts():
    texts = list(dict.fromkeys(texts_of(DATA / "sst2/train.tsv", [0])))
    if len(texts) < LEAST_TEXTS:
        sys.exit(f"{DATA}/sst2/train.tsv has {len(texts)} distinct texts; {LEAST_TEXTS} are needed")
    path = RESULTS / "server-texts.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(texts) + "\n", encoding="utf8")
    return path, len(texts)


def command_line(path, count):
    """Texts a second of the command line, start included only as a difference to one text."""
    def seconds(file):
        started = time.perf_counter()
        subprocess.run(["taskset", "-c", "0", TANGO, "classify", "--cascade", CASCADE, file], check=True,
                       stdout=subprocess.DEVNULL)
        return time.perf_counter() - started
    one = RESULTS / "server-one-text.txt"
    one.write_text(path.read_text(encoding="utf8").split("\n", 1)[0] + "\n", encoding="utf8")
    start = seconds(one)
    return count / (seconds(path) - start)


@contextmanager
def serving(*flags):
    process = subprocess.Popen(["taskset", "-c", "0", SERVER, "serve", "--cascade", CASCADE, "--port", "0",
                                "--workers", "1", *flags], stderr=subprocess.PIPE, text=True)
    try:
        yield re.search(r":(\d+)$", process.stderr.readline().strip())[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def load(port, path, rate, batch, seconds, seed):
    words = ["taskset", "-c", "1", LOAD, port, path, rate, CONNECTIONS, batch, seconds, seed]
    return json.loads(subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True).stdout)


def time_in_service(port):
    """Mean milliseconds that a text spent in the service, by its histogram."""
    with urllib.request.urlopen(f"http://localhost:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    total, count = (sum(float(value) for value in re.findall(rf"^tango_text_duration_{what}\{{.*\}} (\S+)$", text, re.M))
                    for what in ("sum", "count"))
    return 1000 * total / count


def middle(values):
    return statistics.median(values)


def measure(arguments):
    path, count = distinct_texts()
    rows, results = arguments.rows.split(","), {"command_line": [], "rows": {row: [] for row in arguments.rows.split(",")}}
    for repeat in range(arguments.repeats):
        results["command_line"].append(command_line(path, count))
        with serving() as port:
            capacity = load(port, path, 0, 1, arguments.seconds, repeat)
            if "one" in rows:
                results["rows"]["one"].append(capacity)
        if "batch" in rows:
            with serving() as port:
                results["rows"]["batch"].append(load(port, path, 0, 32, arguments.seconds, repeat))
        for row, share, flags in (("share", 0.3, ()), ("overload", 2, ("--degrade", "0.8", "--max-tokens", "32768"))):
            if row in rows:
                with serving(*flags) as port:
                    rate = share * capacity["requests_per_second"]
                    result = load(port, path, rate, 1, arguments.seconds, repeat)
                    results["rows"][row].append({**result, "rate": rate, "service_mean_ms": time_in_service(port)})
    return results


def show(results):
    base = middle(results["command_line"])
    print(f"tango classify on the same core: {base:.0f} texts/s")
    for row, runs in results["rows"].items():
        texts = middle([run["texts_per_second"] for run in runs])
        latency = {name: middle([run["all"][name] for run in runs]) for name in ("p50_ms", "p99_ms", "p999_ms")}
        print(f"{row:9} {texts:8.0f} texts/s  {100 * texts / base:5.1f} % of it  "
              + "  ".join(f"{name[:-3]} {value:.2f} ms" for name, value in latency.items())
              + f"  statuses {runs[-1]['statuses']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", default="one,batch,share,overload")
    arguments = parser.parse_args()
    results = measure(arguments)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "server.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")
    show(results)


if __name__ == "__main__":
    main()
