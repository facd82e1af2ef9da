#!/usr/bin/env python3
"""What the server costs beside the command line: server on core 0, client on core 1, `tango classify` on core 0.

  bench/server.py [--seconds 20] [--repeats 3] [--rows one,batch,share,overload]

Texts are the distinct ones of SST-2's training set, each sent once in a run, so that no answer is a known one. Rows:
  one       one text a request, 64 connections, closed loop: texts/s, and their share of tango classify's
  batch     32 texts a request, the same
  share     one text, open loop at 30 % of that rate: what the server adds at p50 and p99 to the time in the service
  overload  open loop at twice that rate, on more connections than are let in: what is answered, and its p99; the
            first tier answers where there is no time for more (--degrade), and beyond that it is 429
  peers     MiniLM-L6 int8 alone, beside ONNX Runtime int8 behind FastAPI and behind mosec, each with its dynamic
            batching: the highest rate of an open loop whose p99 stays within --p99-ms. Needs build/serving-peers:
            python3 -m venv build/serving-peers
            build/serving-peers/bin/pip install -r bench/serving_peers/requirements.txt
            and what bench/prepare_peers.py makes of minilm-sst2
Prints a table and writes build/results/server.json. Each row runs its sides by turns, in one run.
"""
import argparse
import json
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from places import DATA, PEER_MODELS, RESULTS, ROOT, TANGO, texts_of

SERVER = TANGO.with_name("tango-server")
LOAD = ROOT / "build/release/tango_load"
CASCADE = ROOT / "models/sst2"
MINILM = ROOT / "models/sst2/minilm"
PEER_PYTHON = ROOT / "build/serving-peers/bin/python"
CONNECTIONS = 64
OVERLOAD_CONNECTIONS = 2000  # more than are let in
OVERLOAD = ("--max-tokens", "8192", "--degrade", "0.8")
RATES = (1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)  # of what a closed loop gets
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
def serving(*flags, model=("--cascade", CASCADE)):
    process = subprocess.Popen(["taskset", "-c", "0", SERVER, "serve", *model, "--port", "0",
                                "--workers", "1", "--log", "none", *flags], stderr=subprocess.PIPE, text=True)
    try:
        yield re.search(r":(\d+)$", process.stderr.readline().strip())[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def free_port():
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return one.getsockname()[1]


@contextmanager
def serving_peer(*command):
    port = free_port()
    process = subprocess.Popen(["taskset", "-c", "0", PEER_PYTHON, *command, "--port", str(port)],
                               env=os.environ | {"PEER_MODEL": str(PEER_MODELS / "minilm-sst2")},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as one:
                if one.connect_ex(("localhost", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"{' '.join(map(str, command))} did not start")
        time.sleep(1)  # what loads a model after it listens
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def load(port, path, rate, batch, seconds, seed, connections=CONNECTIONS):
    words = ["taskset", "-c", "1", LOAD, port, path, rate, connections, batch, seconds, seed]
    return json.loads(subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True).stdout)


def time_in_service(port):
    """Mean milliseconds that a text spent in the service, by its histogram."""
    with urllib.request.urlopen(f"http://localhost:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    total, count = (sum(float(value) for value in re.findall(rf"^tango_text_duration_{what}\{{.*\}} (\S+)$", text, re.M))
                    for what in ("sum", "count"))
    return 1000 * total / count


def engines():
    apps = ROOT / "bench/serving_peers"
    return {"tango-server": serving(model=("--model", MINILM, "--precision", "int8")),
            "FastAPI": serving_peer("-m", "uvicorn", "--app-dir", apps, "--log-level", "critical",
                                    "--timeout-keep-alive", "600", "fastapi_app:app"),
            "mosec": serving_peer(apps / "mosec_app.py", "--log-level", "error")}


def highest_rate(port, path, arguments, seed):
    """The load of the highest rate with a p99 within the bound; None where no rate has one."""
    capacity = load(port, path, 0, 1, arguments.seconds, seed)["requests_per_second"]
    for share in RATES:
        result = load(port, path, share * capacity, 1, arguments.seconds, seed)
        if result["all"]["p99_ms"] <= arguments.p99_ms and result["statuses"].keys() == {"200"}:
            return {**result, "rate": share * capacity, "capacity": capacity}
    return None


def measure_peers(path, arguments):
    runs = {name: [] for name in engines()}
    for repeat in range(arguments.repeats):
        for name, engine in engines().items():
            with engine as port:
                if (run := highest_rate(port, path, arguments, repeat)) is not None:
                    runs[name].append(run)
    return runs


def middle(values):
    return statistics.median(values)


def measure(arguments):
    path, count = distinct_texts()
    rows = arguments.rows.split(",")
    results = {"command_line": [], "rows": {row: [] for row in rows if row != "peers"}}
    for repeat in range(arguments.repeats if results["rows"] else 0):
        results["command_line"].append(command_line(path, count))
        with serving() as port:
            capacity = load(port, path, 0, 1, arguments.seconds, repeat)
            if "one" in rows:
                results["rows"]["one"].append(capacity)
        if "batch" in rows:
            with serving() as port:
                results["rows"]["batch"].append(load(port, path, 0, 32, arguments.seconds, repeat))
        for row, share, flags, connections in (("share", 0.3, (), CONNECTIONS),
                                               ("overload", 2, OVERLOAD, OVERLOAD_CONNECTIONS)):
            if row in rows:
                with serving(*flags) as port:
                    rate = share * capacity["requests_per_second"]
                    result = load(port, path, rate, 1, arguments.seconds, repeat, connections)
                    results["rows"][row].append({**result, "rate": rate, "service_mean_ms": time_in_service(port)})
    if "peers" in rows:
        results["peers"] = {"p99_ms": arguments.p99_ms, "runs": measure_peers(path, arguments)}
    return results


def show_peers(peers):
    rates = {name: middle([run["texts_per_second"] for run in runs]) for name, runs in peers["runs"].items() if runs}
    print(f"MiniLM-L6 int8, the highest rate with a p99 of at most {peers['p99_ms']:g} ms:")
    for name, rate in rates.items():
        runs = peers["runs"][name]
        print(f"{name:13} {rate:8.0f} texts/s  p50 {middle([run['all']['p50_ms'] for run in runs]):.2f} ms  "
              f"p99 {middle([run['all']['p99_ms'] for run in runs]):.2f} ms  "
              f"tango-server has {rates['tango-server'] / rate:.2f} times as many")


def show(results):
    if results["rows"]:
        base = middle(results["command_line"])
        print(f"tango classify on the same core: {base:.0f} texts/s")
    for row, runs in results["rows"].items():
        texts = middle([run["texts_per_second"] for run in runs])
        latency = {name: middle([run["all"][name] for run in runs]) for name in ("p50_ms", "p99_ms", "p999_ms")}
        print(f"{row:9} {texts:8.0f} texts/s  {100 * texts / base:5.1f} % of it  "
              + "  ".join(f"{name[:-3]} {value:.2f} ms" for name, value in latency.items())
              + f"  statuses {runs[-1]['statuses']}")
        if row == "share":
            own = {name: middle([run["own"][name] for run in runs]) for name in ("p50_ms", "p99_ms")}
            print(f"          the server's own share: p50 {own['p50_ms']:.3f} ms  p99 {own['p99_ms']:.3f} ms")
    if "peers" in results:
        show_peers(results["peers"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", default="one,batch,share,overload")
    parser.add_argument("--p99-ms", type=float, default=50, help="of row peers")
    arguments = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    results = measure(arguments)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "server.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")
    show(results)


if __name__ == "__main__":
    main()
