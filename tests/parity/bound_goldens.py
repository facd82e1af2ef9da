#!/usr/bin/env python3
"""Writes tests/golden/calibrate/bounds.json: what scipy says of the bounds of src/calibrate/bound.

Clopper-Pearson by scipy.stats.binomtest, hypergeometric bounds by trying every count, betting bounds
by a second, slower derivation (every mean on a fine grid) of what betting.h documents.
"""
import argparse
import json
import math
import sys
from pathlib import Path

import numpy
from scipy import stats

GOLDENS = Path(__file__).resolve().parents[1] / "golden/calibrate/bounds.json"


def binomial_cases():
    for losses, texts in ((0, 1), (0, 149), (1, 10), (12, 1000), (83, 5000), (40, 200), (7, 7), (3, 100000)):
        for significance in (0.05, 0.01, 1e-4):
            def interval(alternative):
                return stats.binomtest(losses, texts, alternative=alternative).proportion_ci(
                    confidence_level=1 - significance, method="exact")
            yield {"losses": losses, "texts": texts, "significance": significance,
                   "upper": float(interval("less").high), "lower": float(interval("greater").low),
                   "cdf_at_2_percent": float(stats.binom.cdf(losses, texts, 0.02))}


def hypergeometric_cases():
    for losses, drawn, texts in ((0, 10, 50), (2, 60, 400), (5, 300, 1000), (20, 900, 20000), (3, 40, 40)):
        for significance in (0.05, 0.01):
            counts = numpy.arange(losses, texts - (drawn - losses) + 1)
            tails = stats.hypergeom.cdf(losses, texts, counts, drawn)
            yield {"losses": losses, "drawn": drawn, "texts": texts, "significance": significance,
                   "upper": int(counts[tails > significance].max())}


def betting_bound(losses, significance, population, horizon):
    """The largest mean of a grid that no bet refutes, as confidence sets are defined."""
    means = numpy.linspace(0, 1, 40001)
    log_capital = numpy.zeros_like(means)
    refuted = numpy.zeros(means.shape, bool)
    seen = []
    for i, loss in enumerate(losses):
        past = [0.5] + [sum(seen[:j + 1]) + 0.5 for j in range(i)]
        centres = [past[j] / (j + 1) for j in range(i + 1)]
        squares = 0.25 + sum((seen[j] - centres[j + 1]) ** 2 for j in range(i))
        draws = horizon or (i + 1) * math.log(i + 2)
        stake = min(1, math.sqrt(2 * math.log(1 / significance) / (squares / (i + 1) * draws)))
        expected = means
        if population:
            expected = (population * means - sum(seen)) / (population - i)
            refuted |= expected > 1
            expected = numpy.maximum(expected, 0)
        log_capital = log_capital + numpy.log1p(stake * (expected - loss))
        refuted |= log_capital >= -math.log(significance)
        seen.append(loss)
    return float(means[~refuted].max())


def betting_cases():
    generator = numpy.random.default_rng(26)
    for count, population, horizon in ((50, None, None), (50, None, 50), (60, 80, None), (60, 80, 60)):
        losses = numpy.round(generator.beta(0.3, 3, count), 3).tolist()
        yield {"losses": losses, "population": population, "horizon": horizon, "significance": 0.05,
               "upper": betting_bound(losses, 0.05, population, horizon)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    goldens = {"binomial": list(binomial_cases()), "hypergeometric": list(hypergeometric_cases()),
               "betting": list(betting_cases())}
    if not arguments.parse_args().check:
        GOLDENS.parent.mkdir(parents=True, exist_ok=True)
        GOLDENS.write_text(json.dumps(goldens, indent=1) + "\n", encoding="utf8")
        return
    written = json.loads(GOLDENS.read_text(encoding="utf8"))
    for kind, cases in goldens.items():
        for case, golden in zip(cases, written[kind], strict=True):
            if any(not math.isclose(case[key], golden[key], rel_tol=1e-9)
                   for key in case if isinstance(case[key], float)):
                sys.exit(f"{GOLDENS}: {kind}: {golden} is now {case}")
    print(f"{GOLDENS.name}: as scipy says")


if __name__ == "__main__":
    main()
