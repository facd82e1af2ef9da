#!/usr/bin/env python3
"""Ours against each peer, by turns in one run: prints ratios, and what must be reached.

  build/peers/bin/python bench/prepare_peers.py
  build/peers/bin/python bench/compare.py
  build/peers/bin/python bench/compare.py --rows 'int8-*' mpnet-sst2 --rounds 7
  build/peers/bin/python bench/compare.py --isa avx2

Both engines use every CPU of this process (the BiLSTM rows one thread), on models of the same sizes and the same
strings, tokenization included for both where texts are real: batches of 32, texts and pairs cut at 128 tokens. A peer
runs under the setting that was its fastest, tried before the first round. A figure is the median of the rounds, a
ratio the median of the rounds' ratios. Rows already measured stay in the JSON file until they are measured again.
Exits 1 when a row missed what it must reach, or could not be measured. Wants a quiet machine; says when it is not.
"""
import argparse
import datetime
import fnmatch
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import peers
import rows
from places import RESULTS, TANGO
from rows import ROWS

BUSY_SHARE = 0.03  # of all CPUs, by others: more, and a row should be measured again


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
        self.environment = {**os.environ, **({"TANGO_ISA": isa} if isa else {})}
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
            raise peers.NotComparable(result.stderr.strip().replace("\n", " "))
        best = max(map(json.loads, result.stdout.splitlines()), key=lambda one: one["texts_per_s"])
        if self.check:
            self.check(best)
        return best


def strongest(settings):
    """The setting whose probe ran fastest, and what all gave; each the better of two tries."""
    settings = list(settings)
    tried = {setting.name: 0.0 for setting in settings}
    for _ in range(2):
        for setting in settings:
            tried[setting.name] = max(tried[setting.name], setting.probe())
    return max(settings, key=lambda setting: tried[setting.name]), tried


def measure(row, arguments):
    if missing := [str(file) for file in row.needs if not file.exists()]:
        raise peers.NotComparable(f"missing: {', '.join(missing)}")
    precision = arguments.precision or row.precision
    peer, tried = strongest(row.settings(row.peer_precision or row.precision, arguments.isa))
    for name, rate in tried.items():
        print(f"  {name}: {rate * row.scale:,.0f} {row.unit}", flush=True)
    ours = Ours(arguments.tango, row, precision, arguments.isa)
    rounds, others = [], Others()
    for number in range(arguments.rounds):
        if number % 2 == 0:
            mine, other = ours.measure(), peer.measure()
        else:
            other, mine = peer.measure(), ours.measure()
        rounds.append({"ours": mine["texts_per_s"] * row.scale, "peer": other * row.scale})
        print(f"  round {number + 1}: tango {rounds[-1]['ours']:,.1f}, peer {rounds[-1]['peer']:,.1f} "
              f"{row.unit}, ratio {rounds[-1]['ours'] / rounds[-1]['peer']:.3f}", flush=True)
    ratios = [one["ours"] / one["peer"] for one in rounds]
    ratio = statistics.median(ratios)
    return {"title": row.title, "unit": row.unit, "precision": precision, "peer": peer.name,
            "peer_products": peer.products,
            "peer_settings_tried": {name: rate * row.scale for name, rate in tried.items()},
            "ours": statistics.median(one["ours"] for one in rounds),
            "peer_rate": statistics.median(one["peer"] for one in rounds),
            "ratio": ratio, "ratio_min": min(ratios), "ratio_max": max(ratios),
            "must": row.must, "aim": row.aim, "result": verdict(row, precision, ratio), "rounds": rounds,
            "others_share": round(others.share(), 4),
            "peer_cpus_while_waiting": round(ours.peer_share, 4), "machine": mine["machine"],
            "command": " ".join(ours.command[1:]),
            "texts_at_most": arguments.texts, "measured_at": datetime.datetime.now().isoformat(timespec="seconds")}


def verdict(row, precision, ratio):
    if precision != row.precision:
        return f"{precision} in place of {row.precision}: says nothing"
    return "aim reached" if ratio >= row.aim else "ok" if ratio >= row.must else "missed"


def rate_text(row, rate):
    """One text's latency is what a person wants to read there."""
    per_text = row["unit"] == "tokens/s" and "latency" in row["title"]
    if per_text:
        tokens = int(row["title"].split(" tokens")[0].rsplit(" ", 1)[1])
        return f"{tokens / rate * 1e3:.2f} ms"
    return f"{rate:,.0f} {row['unit']}"


def to_markdown(results):
    lines = ["| work | tango | peer | ratio (min … max) | must | aim | result | peer's setting |",
             "|---|---|---|---|---|---|---|---|"]
    for row in ROWS:
        if not (one := results["rows"].get(row.name)):
            continue
        if "ratio" not in one:
            lines.append(f"| {row.title} | | | | {row.must} | {row.aim} | not measured | {one['error']} |")
            continue
        lines.append(
            f"| {one['title']} | {rate_text(one, one['ours'])} | {rate_text(one, one['peer_rate'])} | "
            f"**{one['ratio']:.2f}** ({one['ratio_min']:.2f} … {one['ratio_max']:.2f}) | {one['must']} | "
            f"{one['aim']} | {one['result']} | {one['peer']} |")
    return "\n".join(lines) + "\n"


def write(path, text):
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    temporary.write_text(text, encoding="utf8")
    os.replace(temporary, path)


def chosen_rows(patterns):
    for pattern in patterns:
        if not any(fnmatch.fnmatch(row.name, pattern) for row in ROWS):
            sys.exit(f"no row is called {pattern}; the rows are {', '.join(row.name for row in ROWS)}")
    return [row for row in ROWS
            if not patterns or any(fnmatch.fnmatch(row.name, pattern) for pattern in patterns)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", default=[], metavar="NAME",
                        help="only these; patterns too: " + ", ".join(row.name for row in ROWS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=int, help="of real texts the first so many only (a slow instruction set)")
    parser.add_argument("--precision", help="of ours, in place of each row's own")
    parser.add_argument("--isa", choices=["avx2", "avx512"], help="hold both engines to it")
    parser.add_argument("--tango", type=Path, default=TANGO)
    parser.add_argument("--output", type=Path, help="default: build/results/bench[-ISA].json; a Markdown "
                        "table is put beside it")
    arguments = parser.parse_args()
    chosen = chosen_rows(arguments.rows)
    rows.most_texts = arguments.texts
    if not arguments.tango.exists():
        sys.exit(f"{arguments.tango} is missing: build it with make build")
    output = arguments.output or RESULTS / f"bench{'-' + arguments.isa if arguments.isa else ''}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    results = json.loads(output.read_text()) if output.exists() else {"rows": {}}
    peers.hold_to(arguments.isa)
    os.environ["TOKENIZERS_PARALLELISM"] = "true"  # on all CPUs, also after a process was started
    results |= {"isa": arguments.isa, "peers": peers.versions()}
    started = time.monotonic()
    for row in chosen:
        print(f"{row.name}: {row.title}", flush=True)
        try:
            results["rows"][row.name] = one = measure(row, arguments)
            print(f"  ratio {one['ratio']:.3f} ({one['ratio_min']:.3f} to {one['ratio_max']:.3f}), "
                  f"must {row.must}, aim {row.aim}: {one['result']}; the peer took "
                  f"{one['peer_cpus_while_waiting']:.3f} CPUs while it waited", flush=True)
            if one["others_share"] > BUSY_SHARE:
                print(f"  warning: others took {one['others_share']:.0%} of this machine meanwhile", flush=True)
        except peers.NotComparable as reason:
            results["rows"][row.name] = {"title": row.title, "error": str(reason)}
            print(f"  not measured: {reason}", flush=True)
        write(output, json.dumps(results, indent=1) + "\n")
        write(output.with_suffix(".md"), to_markdown(results))
    print(f"\n{to_markdown(results)}\n{output} and {output.with_suffix('.md').name}, "
          f"{time.monotonic() - started:.0f} s")
    good = {"ok", "aim reached"}
    return 0 if all(results["rows"][row.name].get("result") in good for row in chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
