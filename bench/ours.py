"""Tango's side of the comparison, and who else used the machine meanwhile."""
import json
import os
import subprocess
import time
from pathlib import Path

import instruction_set
from engines import NotComparable


class Others:
    """The share of the machine's CPU time since it was made that went to neither this process nor its children:
    other programs, and other guests of the same host."""

    def __init__(self):
        self.start = self._seconds()

    @staticmethod
    def _seconds():
        line = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        ticks = [int(field) for field in line]  # user nice system idle iowait irq softirq steal
        times, hertz = os.times(), os.sysconf("SC_CLK_TCK")
        own = times.user + times.system + times.children_user + times.children_system
        return sum(ticks) / hertz, (sum(ticks) - ticks[3] - ticks[4]) / hertz - own

    def share(self):
        (total, others), (total_before, others_before) = self._seconds(), self.start
        return max(0.0, (others - others_before) / max(1e-9, total - total_before))


def own_cpu_seconds():
    times = os.times()
    return times.user + times.system


class Ours:
    """`tango bench` as a process of its own; it times only the work, not its start."""

    def __init__(self, tango, row, precision, isa):
        self.command = [str(tango), "bench", *row.ours, "--precision", precision, "--json"]
        self.environment = instruction_set.for_tango(isa)
        self.check = row.check
        self.peer_share = 0.0  # the most CPU that the waiting peer took meanwhile, in CPUs

    def measure(self):
        """The JSON of the fastest of its shapes."""
        cpu, start = own_cpu_seconds(), time.perf_counter()
        result = subprocess.run(self.command, capture_output=True, text=True, env=self.environment,
                                check=False)
        share = (own_cpu_seconds() - cpu) / (time.perf_counter() - start)
        self.peer_share = max(self.peer_share, share)
        if result.returncode != 0:
            raise NotComparable(result.stderr.strip().replace("\n", " "))
        best = max(map(json.loads, result.stdout.splitlines()), key=lambda one: one["texts_per_s"])
        if self.check:
            self.check(best)
        return best
