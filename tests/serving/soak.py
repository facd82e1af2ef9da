"""A long run at a share of what the server can, with clients that misbehave.

  soak.py TANGO_SERVER [--cascade DIR] [--seconds 20] [--share 0.8] [--workers N] [--report FILE]

The first fifth is warm-up. Prints JSON: requests and their statuses, the memory and descriptors of the server then, at
the end, and once all clients have gone. Fails where a request failed, where descriptors are left, and, in a run of ten
minutes and more, where the memory has grown by more than 2 %.
"""
import argparse
import collections
import json
import sys
import time
from pathlib import Path

from server import TINY, Server, is_answer, open_descriptors
from traffic import Threads, Traffic, misbehave

BATCH = 32
CLIENTS = 16
CLOSED_LOOP_SECONDS = 3
LONG_SECONDS = 600
MOST_GROWTH = 0.02

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("server", type=Path)
parser.add_argument("--cascade", type=Path, default=TINY)
parser.add_argument("--seconds", type=float, default=20)
parser.add_argument("--share", type=float, default=0.8, help="of the requests of a closed loop")
parser.add_argument("--workers", type=int, default=1)
parser.add_argument("--report", type=Path)
arguments = parser.parse_args()


def memory(process):
    """KiB by kind, as the system has it."""
    fields = Path(f"/proc/{process.pid}/status").read_text(encoding="utf8").split("\n")
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in fields)
            if name in ("VmRSS", "RssAnon")}


def soak(server):
    idle = open_descriptors(server.process)
    with Traffic(server, CLIENTS, BATCH) as closed_loop:
        time.sleep(CLOSED_LOOP_SECONDS)
    capacity = len(closed_loop.statuses) / CLOSED_LOOP_SECONDS
    samples = []
    with Threads() as faults, Traffic(server, CLIENTS, BATCH, arguments.share * capacity) as traffic:
        misbehave(faults, server.connect)
        started = time.monotonic()
        while (passed := time.monotonic() - started) < arguments.seconds:
            time.sleep(arguments.seconds / 100)
            if passed >= arguments.seconds / 5:
                samples.append(memory(server.process) | {"descriptors": open_descriptors(server.process)})
    statuses = collections.Counter(traffic.statuses)
    end = time.monotonic() + 90  # the longest that the server waits for a client
    while open_descriptors(server.process) > idle and time.monotonic() < end:
        time.sleep(0.5)
    edge = max(1, len(samples) // 10)
    means = [sum(one["VmRSS"] for one in part) / edge for part in (samples[:edge], samples[-edge:])]
    return {"seconds": arguments.seconds, "requests_per_second_of_a_closed_loop": capacity, "texts_a_request": BATCH,
            "statuses": dict(statuses), "after_warm_up": samples[0], "at_the_end": samples[-1],
            "most_resident_kib": max(one["VmRSS"] for one in samples), "growth": means[1] / means[0] - 1,
            "descriptors_before": idle, "descriptors_after": open_descriptors(server.process)}


def main():
    with Server(arguments.server, "--log", "none", model=("--cascade", arguments.cascade),
                workers=arguments.workers) as server:
        report = soak(server)
        assert is_answer(*server.ask())
        status = server.stop()
    text = json.dumps(report, indent=1)
    print(text)
    if arguments.report:
        arguments.report.write_text(text + "\n", encoding="utf8")
    faults = [what for what, holds in (
        ("the server did not end well", status == 0),
        ("a request was not answered by 200", set(report["statuses"]) == {200}),
        ("descriptors are left", report["descriptors_after"] <= report["descriptors_before"]),
        ("memory has grown", arguments.seconds < LONG_SECONDS or report["growth"] <= MOST_GROWTH)) if not holds]
    if faults:
        sys.exit("; ".join(faults))


main()
