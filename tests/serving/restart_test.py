"""SIGKILL, and a loop that starts the server again.

  restart_test.py TANGO_SERVER [--cascade DIR] [--times 5]

Prints the milliseconds from the kill to the first 200 of /health, and to the first answer, of each time, with a cache
of packed weights that is warm.
"""
import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server import ENVIRONMENT, TINY, Asking, free_port, is_answer

parser = argparse.ArgumentParser()
parser.add_argument("server", type=Path)
parser.add_argument("--cascade", type=Path, default=TINY)
parser.add_argument("--times", type=int, default=5)
arguments = parser.parse_args()

LOOP = 'while :; do "$0" serve --cascade "$1" --port "$2" --log none & echo $!; wait $!; done'


def milliseconds_until(true):
    started = time.perf_counter()
    while not true():
        if time.perf_counter() - started > 60:
            sys.exit("the server is not ready again within a minute")
        time.sleep(0.001)
    return 1000 * (time.perf_counter() - started)


def main():
    with tempfile.TemporaryDirectory() as cache:
        asking = Asking(free_port())
        loop = subprocess.Popen(["sh", "-c", LOOP, arguments.server.resolve(), arguments.cascade, str(asking.port)],
                                env=ENVIRONMENT | {"TANGO_CACHE": cache}, stdout=subprocess.PIPE, text=True,
                                start_new_session=True)

        def answers(ask):
            try:
                return ask()
            except OSError:
                return False

        def is_ready():
            return answers(lambda: asking.get("/health")[0] == 200)

        try:
            server = int(loop.stdout.readline())
            print(f"first start, cold cache: {milliseconds_until(is_ready):.0f} ms")
            readies, firsts = [], []
            for _ in range(arguments.times):
                assert is_answer(*asking.ask())
                os.kill(server, signal.SIGKILL)
                server = int(loop.stdout.readline())
                started = time.perf_counter()
                readies.append(milliseconds_until(is_ready))
                milliseconds_until(lambda: answers(lambda: is_answer(*asking.ask())))
                firsts.append(1000 * (time.perf_counter() - started))
            for what, values in ("ready", readies), ("first answer", firsts):
                print(f"after SIGKILL, {what}: median {statistics.median(values):.0f} ms, "
                      f"most {max(values):.0f} ms of {len(values)}")
        finally:
            os.killpg(loop.pid, signal.SIGKILL)
            loop.wait()


main()
