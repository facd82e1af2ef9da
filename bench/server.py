#!/usr/bin/env python3
"""What the server costs beside the command line: server on core 0, client on core 1, `tango classify` on core 0.

  bench/server.py [--seconds 20] [--repeats 3] [--rows one,batch,share,overload,large,attacks,peers] [--server PROGRAM]

Texts are the distinct ones of SST-2's training set, each sent once in a run, so that no answer is a known one. Rows:
  one       one text a request, 64 connections, closed loop: texts/s, and their share of tango classify's
  batch     32 texts a request, the same
  share     one text, open loop at 30 % of that rate: what the server adds at p50 and p99 to the time in the service
  overload  open loop at twice the capacity for those texts and sentences of film reviews, after two seconds in which
            connections are opened: what is answered, and its p99, beside (--max-tokens / the measured rate) + one
            batch; the first tier answers where there is no time for more (--degrade), and beyond that it is 429
  large     MPNet-base alone, int8, at ten times what it can: the same
  attacks   open loop at 30 %, with and without each attack of bench/attacks.py and, on the gRPC port, of
            bench/grpc_attacks.py: the p99 of others, over HTTP. Where the attack is half open TLS these go through an
            haproxy, which speaks TLS for the client; without one these two are left out
  peers     MiniLM-L6 int8 alone, beside ONNX Runtime int8 behind FastAPI and behind mosec, each with its dynamic
            batching: the highest rate of an open loop whose p99 stays within --p99-ms. Left out, unless it is asked
            for, where build/serving-peers is not there:
            python3 -m venv build/serving-peers
            build/serving-peers/bin/pip install -r bench/serving_peers/requirements.txt
            or what bench/prepare_peers.py makes of minilm-sst2
In an open loop latency begins when a request was due. The client opens as many connections as that takes; its own
lateness is told, and a run in which it had no connection left (not_sent) counts for nothing.
Prints a table and writes build/results/server.json. Each row runs its sides by turns, in one run. --server measures
another tango-server, such as that of an earlier commit.
"""
import argparse
import itertools
import json
import os
import random
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import which

from places import DATA, PEER_MODELS, RESULTS, ROOT, TANGO, texts_of
from trust import sentences

SERVER = TANGO.with_name("tango-server")
LOAD = ROOT / "build/release/tango_load"
CASCADE = ROOT / "models/sst2"
MINILM = ROOT / "models/sst2/minilm"
PEER_PYTHON = ROOT / "build/serving-peers/bin/python"
CONNECTIONS = 64
LARGE = ROOT / "models/sst2/large"
OPEN_LOOP_CONNECTIONS = 8000  # at most; fewer than the server takes
MAX_TOKENS = 8192
OVERLOAD_WARM_UP = 2  # seconds in which the connections are opened
BOUND = ("--max-tokens", str(MAX_TOKENS))
DEGRADE = ("--degrade", "0.5")
ATTACKS = ("slowloris", "gigabyte_body", "deep_json", "header_flood", "malformed_http", "wrong_keys", "half_open_tls",
           "grpc_large_message", "grpc_stream_flood", "grpc_metadata", "grpc_wrong_keys", "grpc_half_preface",
           "grpc_half_open_tls")
KEY = "bench"
ATTACKERS_KEY = "attacker"  # where messages are to be read
HAPROXY = """
defaults
  mode http
  timeout connect 10s
  timeout client 600s
  timeout server 600s
frontend own
  bind 127.0.0.1:{own}
  default_backend tango
backend tango
  http-reuse always
  server tango 127.0.0.1:{port} ssl verify none
"""
ROWS = "one", "batch", "share", "overload", "large", "attacks", "peers"
RATES = (1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)  # of what a closed loop gets
LEAST_TEXTS = 20_000
MOST_TEXTS = 300_000


def distinct_texts():
    texts = list(dict.fromkeys(texts_of(DATA / "sst2/train.tsv", [0])))
    if len(texts) < LEAST_TEXTS:
        sys.exit(f"{DATA}/sst2/train.tsv has {len(texts)} distinct texts; {LEAST_TEXTS} are needed")
    path = RESULTS / "server-texts.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(texts) + "\n", encoding="utf8")
    return path, len(texts)


def many_texts(texts_file):
    """Those, and sentences of film reviews: as many as an overload of ten seconds takes."""
    texts = texts_file.read_text(encoding="utf8").splitlines()
    reviews = sentences(DATA / "text/imdb_unsup.txt")
    texts = list(dict.fromkeys(itertools.chain(texts, itertools.islice(reviews, MOST_TEXTS))))
    random.Random(0).shuffle(texts)
    path = RESULTS / "server-many-texts.txt"
    path.write_text("\n".join(texts) + "\n", encoding="utf8")
    return path


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
def serving(*more, model=("--cascade", CASCADE), flags=()):
    process = subprocess.Popen(["taskset", "-c", "0", SERVER, "serve", *model, "--port", "0",
                                "--workers", "1", "--log", "none", *more, *flags], stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            if found := re.search(r"answers on \S+:(\d+)$", line.strip()):
                break
        else:
            sys.exit(f"{SERVER} did not start")
        yield found[1]
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


def load(port, path, rate, batch, seconds, seed, key="", warm_up=0):
    connections = OPEN_LOOP_CONNECTIONS if rate else CONNECTIONS
    words = ["taskset", "-c", "1", LOAD, port, path, rate, connections, batch, seconds, seed, warm_up,
             *([key] if key else [])]
    return json.loads(subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True).stdout)


def longest_batch_ms(port):
    """Of a tier's mean batch."""
    with urllib.request.urlopen(f"http://localhost:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    busy, batches = ({tier: float(value) for tier, value in re.findall(rf"^{name}\{{(.*)\}} (\S+)$", text, re.M)}
                     for name in ("tango_tier_busy_seconds_total", "tango_tier_batches_total"))
    return max(1000 * busy[tier] / count for tier, count in batches.items() if count)


def overload(path, arguments, seed, times, flags, capacity):
    """An open loop at `times` what a closed loop got, and the bound of its p99."""
    with serving(*BOUND, **flags) as port:
        result = load(port, path, times * capacity["requests_per_second"], 1, arguments.seconds, seed,
                      warm_up=OVERLOAD_WARM_UP)
        batch_ms = longest_batch_ms(port)
    return {**result, "capacity": capacity["texts_per_second"], "times": times, "batch_ms": batch_ms,
            "bound_ms": 1000 * MAX_TOKENS / result["tokens_per_second"] + batch_ms}


@contextmanager
def through_haproxy(port, folder):
    own = free_port()
    configuration = folder / "haproxy"
    configuration.write_text(HAPROXY.format(own=own, port=port), encoding="utf8")
    process = subprocess.Popen(["taskset", "-c", "1", haproxy(), "-f", configuration, "-db"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield own
    finally:
        process.terminate()
        process.wait()


def haproxy():
    return which("haproxy", path=os.environ["PATH"] + ":/usr/sbin")


@contextmanager
def attacked(name, port):
    words = [ROOT / "bench/attacks.py", name, port]
    if name.startswith("grpc_"):
        words = [ROOT / "bench/grpc_attacks.py", name, port, ATTACKERS_KEY]
    process = subprocess.Popen(["taskset", "-c", "1", "nice", "-n", "19", sys.executable, *words])
    try:
        time.sleep(2)
        yield
    finally:
        process.kill()
        process.wait()


def measure_attack(name, path, rate, arguments, seed):
    """The load without and with an attack, on one server."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        keys = folder / "keys"
        keys.write_text("".join(f"{sha256(key.encode()).hexdigest()} {key}\n" for key in (KEY, ATTACKERS_KEY)),
                        encoding="utf8")
        flags = ["--api-keys", keys]
        grpc_port = str(free_port()) if name.startswith("grpc_") else None
        if grpc_port:
            flags += ["--grpc-port", grpc_port]
        speaks_tls = name.endswith("half_open_tls")
        if speaks_tls:
            pair = folder / "server.pem", folder / "server.key"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-days", "2", "-subj", "/CN=localhost", "-out", pair[0], "-keyout", pair[1]],
                           check=True, capture_output=True)
            flags += ["--tls-certificate", pair[0], "--tls-key", pair[1]]
        port = asked = stack.enter_context(serving(*flags))
        if speaks_tls:
            asked = stack.enter_context(through_haproxy(port, folder))

        def once(seconds=arguments.seconds):
            return load(asked, path, rate, 1, seconds, seed, KEY)
        once(seconds=1)  # for the connections of an haproxy
        alone = once()
        with attacked(name, grpc_port or port):
            return {"alone": alone, "attacked": once()}


def measure_attacks(path, rates, arguments):
    names = [name for name in ATTACKS if not name.endswith("half_open_tls") or haproxy()]
    return {name: [measure_attack(name, path, rate, arguments, seed) for seed, rate in enumerate(rates)]
            for name in names}


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


def closed_loop(path, arguments, seed, batch=1, **flags):
    with serving(**flags) as port:
        return load(port, path, 0, batch, arguments.seconds, seed)


def measure(arguments):
    path, count = distinct_texts()
    rows = arguments.rows.split(",")
    measured = [row for row in rows if row not in ("attacks", "peers")]
    results = {"command_line": [], "rows": {row: [] for row in measured}}
    rates = []  # of 30 % load
    many = many_texts(path) if "overload" in rows else None
    for repeat in range(arguments.repeats if set(rows) - {"peers"} else 0):
        if {"one", "share", "attacks"} & set(rows):
            capacity = closed_loop(path, arguments, repeat)
            rates.append(0.3 * capacity["requests_per_second"])
        for row in measured:
            if row == "one":
                result = capacity
            elif row == "batch":
                result = closed_loop(path, arguments, repeat, batch=32)
            elif row == "share":
                with serving() as port:
                    result = {**load(port, path, rates[-1], 1, arguments.seconds, repeat), "rate": rates[-1]}
            elif row == "overload":
                result = overload(many, arguments, repeat, 2, {"flags": DEGRADE}, closed_loop(many, arguments, repeat))
            elif row == "large":
                large = {"model": ("--model", LARGE, "--precision", "int8")}
                result = overload(path, arguments, repeat, 10, large, closed_loop(path, arguments, repeat, **large))
            else:
                sys.exit(f"there is no row {row}")
            results["rows"][row].append(result)
        if measured:
            results["command_line"].append(command_line(path, count))
    if "attacks" in rows:
        results["attacks"] = measure_attacks(path, rates, arguments)
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


def show_overload(runs):
    goodput = middle([run["texts_per_second"] / run["capacity"] for run in runs])
    print(f"          at {runs[0]['times']} times its capacity it answers {100 * goodput:.1f} % of it; p99 of the admitted "
          f"{middle([run['all']['p99_ms'] for run in runs]):.0f} ms, in the service "
          f"{middle([run['in_service']['p99_ms'] for run in runs]):.0f} ms, bound "
          f"{middle([run['bound_ms'] for run in runs]):.0f} ms (one batch {middle([run['batch_ms'] for run in runs]):.0f})")


def show_open_loop(runs):
    print(f"          the client was late by p99 {middle([run['late']['p99_ms'] for run in runs]):.3f} ms, had "
          f"{max(run['connections'] for run in runs)} connections, and did not send "
          f"{max(run['not_sent'] for run in runs)} requests")


def show_attacks(attacks):
    for name, runs in attacks.items():
        p99 = {side: middle([run[side]["all"]["p99_ms"] for run in runs]) for side in ("alone", "attacked")}
        statuses = [run["attacked"]["statuses"] for run in runs]
        print(f"{name:18} p99 of others {p99['alone']:.2f} ms, beside the attack {p99['attacked']:.2f} ms: "
              f"{p99['attacked'] / p99['alone']:.2f} times  statuses {statuses[-1]}")


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
        if row in ("overload", "large"):
            show_overload(runs)
        if row in ("share", "overload", "large"):
            show_open_loop(runs)
    if "attacks" in results:
        show_attacks(results["attacks"])
    if "peers" in results:
        show_peers(results["peers"])


def main():
    global SERVER
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", help="by default all, peers where they are there")
    parser.add_argument("--server", type=Path, default=SERVER)
    parser.add_argument("--p99-ms", type=float, default=50, help="of row peers")
    arguments = parser.parse_args()
    SERVER = arguments.server
    are_there = PEER_PYTHON.exists() and (PEER_MODELS / "minilm-sst2").exists()
    arguments.rows = arguments.rows or ",".join(row for row in ROWS if row != "peers" or are_there)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    results = measure(arguments)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "server.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")
    show(results)
    if "peers" not in arguments.rows:
        print("peers     left out; bench/server.py --rows peers, and --help says what it needs")


if __name__ == "__main__":
    main()
