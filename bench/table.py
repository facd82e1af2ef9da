"""The results of bench/compare.py as Markdown."""
import json

import peer_agreement
from rows import ROWS

BUSY_SHARE = 0.03  # of all CPUs, by others: more, and a row should be measured again


def rate_text(row, rate):
    """One text's latency is what a person wants to read there."""
    per_text = row["unit"] == "tokens/s" and "latency" in row["title"]
    if per_text:
        tokens = int(row["title"].split(" tokens")[0].rsplit(" ", 1)[1])
        return f"{tokens / rate * 1e3:.2f} ms"
    return f"{rate:,.0f} {row['unit']}"


def goal_text(goal):
    return "" if goal is None else str(goal)


def rows_of(results):
    yield "| work | tango | peer | ratio (min … max) | must | aim | result | peer's setting |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in ROWS:
        if not (one := results["rows"].get(row.name)):
            continue
        if "ratio" not in one:
            yield f"| {row.title} | | | | | | not measured | {one['error']} |"
            continue
        busy = ", but the machine was busy" if one["others_share"] > BUSY_SHARE else ""
        yield (f"| {one['title']} | {rate_text(one, one['ours'])} | {rate_text(one, one['peer_rate'])} | "
               f"**{one['ratio']:.2f}** ({one['ratio_min']:.2f} … {one['ratio_max']:.2f}) | "
               f"{goal_text(one['must'])} | {goal_text(one['aim'])} | {one['result']}{busy} | {one['peer']} |")


def agreement_rows(agreement):
    """Every method, and whether it may be a peer."""
    models = list(agreement)
    yield f"| int8 of | {' | '.join(models)} |"
    yield f"|---|{'---|' * len(models)}"
    for name in dict.fromkeys(name for found in agreement.values() for name in found):
        shares = [agreement[model].get(name) for model in models]
        yield f"| {name} | " + " | ".join(
            "" if share is None else f"{share:.2%}" + (", no peer" if share < peer_agreement.MUST_AGREE else "")
            for share in shares) + " |"


def to_markdown(results):
    held = (", held to AVX2: Tango, OpenVINO and PyTorch by their own switches, ONNX Runtime and CTranslate2 "
            "by hiding the rest from CPUID (bench/hold_to_avx2.c), or left out where the machine forbids that"
            if results["held"] else "")
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    lines = [f"{results['cpus']} CPUs of {results['cpu']}{held}. {versions}.", "", *rows_of(results), "",
             "Answers of a peer's int8 that are its own fp32's, on SST-2 test, by the model tried:", "",
             *agreement_rows(results["agreement"])]
    return "\n".join(lines) + "\n"
