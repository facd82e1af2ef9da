#!/usr/bin/env python3
"""Ours against each peer, by turns in one run: prints ratios, and what must be reached.

  build/peers/bin/python bench/prepare_peers.py
  build/peers/bin/python bench/peer_agreement.py
  build/peers/bin/python bench/compare.py
  build/peers/bin/python bench/compare.py --rows 'int8-*' mpnet-sst2 --rounds 7
  build/peers/bin/python bench/compare.py --isa avx2

Both engines use every CPU of this process (the BiLSTM rows one thread), on models of the same sizes
and the same strings, tokenization included for both where texts are real: batches of 32, texts and
pairs cut at 128 tokens. The peer of a row is the engine and setting that was the fastest of all
whose int8 keeps the answers of its own fp32 (bench/peer_agreement.py), tried before the first
round; where none does, its bf16 or fp32. A figure is the median of the rounds, a ratio the median
of the rounds' ratios. Rows already measured stay in the JSON file until they are measured again.
Exits 1 when a row missed what it must reach, or could not be measured. Wants a quiet machine; says
when it is not.
"""
import argparse
import collections
import datetime
import fnmatch
import json
import os
import statistics
import sys
import time
from pathlib import Path

import instruction_set
import peer_agreement
import peers
import rows
from ours import Others, Ours
from places import RESULTS, TANGO
from rows import NO_GOAL, ROWS
from table import BUSY_SHARE, to_markdown

NEAR = 0.75  # of the fastest probe: worth a second one
SLOW = 0.5  # of the fastest: --skip-slow leaves it out


def strongest(settings):
    """The setting whose probe ran fastest, and what all gave: the better of two tries, the second
    only for those that the first put near the fastest."""
    settings = list(settings)
    tried = {setting.name: setting.probe() for setting in settings}
    for setting in settings:
        if tried[setting.name] > NEAR * max(tried.values()):
            tried[setting.name] = max(tried[setting.name], setting.probe())
    return max(settings, key=lambda setting: tried[setting.name]), tried


def slow_settings(row, measured):
    """What was slow in this row, or in two others of its unit and precision, and fast in none."""
    times = collections.Counter()
    for name, one in measured.items():
        tried = one.get("peer_settings_tried", {})
        if (one.get("unit"), one.get("precision")) != (row.unit, row.precision):
            continue
        for setting, rate in tried.items():
            is_slow = rate < SLOW * max(tried.values())
            times[setting] += (2 if name == row.name else 1) if is_slow else -len(measured)
    return frozenset(setting for setting, count in times.items() if count >= 2)


def measure(row, arguments):
    if missing := [str(file) for file in row.needs if not file.exists()]:
        raise peers.NotComparable(f"missing: {', '.join(missing)}")
    precision = arguments.precision or row.precision
    refused, goal = {}, row.goals.get(instruction_set.kind(arguments.isa), NO_GOAL)
    settings = list(row.settings(row.peer_precision or row.precision, arguments, refused))
    for name, reason in refused.items():
        print(f"  no peer: {name}: {reason}", flush=True)
    if not settings and precision == "int8":  # no peer's int8 answers as its fp32 does: what does
        for exact in ("bf16", "fp32"):
            settings += row.settings(exact, arguments, {})
    if not settings:
        raise peers.NotComparable("; ".join(f"{name}: {reason}" for name, reason in refused.items()))
    peer, tried = strongest(settings)
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
            "peers_refused": refused, "must": goal.must, "aim": goal.aim,
            "result": verdict(row, precision, goal, ratio), "rounds": rounds,
            "others_share": round(others.share(), 4),
            "peer_cpus_while_waiting": round(ours.peer_share, 4), "machine": mine["machine"],
            "command": " ".join(ours.command[1:]),
            "texts_at_most": arguments.texts, "measured_at": datetime.datetime.now().isoformat(timespec="seconds")}


def verdict(row, precision, goal, ratio):
    if precision != row.precision:
        return f"{precision} in place of {row.precision}: says nothing"
    if goal == NO_GOAL:
        return "no goal"
    if goal.aim is not None and ratio >= goal.aim:
        return "aim reached"
    return "ok" if ratio >= goal.must else "missed"


def write(path, text):
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    temporary.write_text(text, encoding="utf8")
    os.replace(temporary, path)


def earlier(output, isa):
    """What the file holds, if it is of this CPU; figures of two do not go into one table."""
    results = json.loads(output.read_text()) if output.exists() else {"rows": {}}
    here = {"cpu": instruction_set.cpu(), "held": instruction_set.held(isa)}
    if results["rows"] and any(results.get(name) != value for name, value in here.items()):
        sys.exit(f"{output} holds results of {results.get('cpu', 'an unnamed CPU')}"
                 f"{', held to AVX2' if results.get('held') else ''}: move it away, or give --output")
    known = peer_agreement.read(isa)
    return {**results, **here, "isa": instruction_set.kind(isa), "cpus": peers.threads(),
            "versions": known["versions"], "agreement": known["agreement"]}


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
    parser.add_argument("--skip-slow", action="store_true", help="try no setting of a peer again that "
                        "reached less than half of the fastest in this row or in two others like it")
    parser.add_argument("--inexact-peers", action="store_true",
                        help="peers whose int8 gives other answers than their fp32 count, too; give --output")
    parser.add_argument("--precision", help="of ours, in place of each row's own")
    parser.add_argument("--isa", choices=["avx2"], help="hold all engines to it")
    parser.add_argument("--tango", type=Path, default=TANGO)
    parser.add_argument("--output", type=Path, help="default: build/results/bench.json, "
                        "bench-avx2.json without VNNI; a Markdown table is put beside it")
    arguments = parser.parse_args()
    chosen = chosen_rows(arguments.rows)
    rows.most_texts = arguments.texts
    peers.inexact_too = arguments.inexact_peers
    if not arguments.tango.exists():
        sys.exit(f"{arguments.tango} is missing: build it with make build")
    instruction_set.hold_to(arguments.isa)
    kind = instruction_set.kind(arguments.isa)
    output = arguments.output or RESULTS / ("bench.json" if kind == "vnni" else f"bench-{kind}.json")
    output.parent.mkdir(parents=True, exist_ok=True)
    results = earlier(output, arguments.isa)
    os.environ["TOKENIZERS_PARALLELISM"] = "true"  # on all CPUs, also after a process was started
    started = time.monotonic()
    for row in chosen:
        print(f"{row.name}: {row.title}", flush=True)
        try:
            peers.slow = slow_settings(row, results["rows"]) if arguments.skip_slow else frozenset()
            results["rows"][row.name] = one = measure(row, arguments)
            print(f"  ratio {one['ratio']:.3f} ({one['ratio_min']:.3f} to {one['ratio_max']:.3f}), "
                  f"must {one['must']}, aim {one['aim']}: {one['result']}; the peer took "
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
    good = {"ok", "aim reached", "no goal"}
    return 0 if all(results["rows"][row.name].get("result") in good for row in chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
