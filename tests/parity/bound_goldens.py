#!/usr/bin/env python3
"""Writes tests/golden/calibrate/bounds.json: what scipy says of the bounds of src/calibrate/bound.

Clopper-Pearson by scipy.stats.binomtest, hypergeometric bounds by trying every count, betting bounds
by a second, slower derivation (every mean on a fine grid) of what betting.h documents, the test of paired.h by
adding up every outcome.
"""
import argparse
import json
import math
import sys
from pathlib import Path

import numpy
from scipy import special, stats

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


def order(lost, gained, texts, margin):
    """The mean of the score statistic of Tango 1998 and the signed root of the likelihood ratio."""
    x, y = lost / texts, gained / texts
    linear = (x + y) * (1 - margin) - 2 * margin * y - 2 * (1 - x - y) * margin
    likeliest = numpy.maximum(0, (linear + numpy.sqrt(linear ** 2 + 8 * y * margin * (1 - margin))) / 4)
    score = (x - y - margin) * numpy.sqrt(texts / (2 * likeliest + margin - margin ** 2))
    ratio = (special.rel_entr(x, likeliest + margin) + special.rel_entr(y, likeliest)
             + special.rel_entr(1 - x - y, 1 - 2 * likeliest - margin))
    root = numpy.sqrt(2 * texts * numpy.maximum(0, ratio))
    return (score + numpy.copysign(root, x - y - margin)) / 2


def paired_p_value(texts, right, lost, gained, keep, significance):
    """Every outcome of the three counts, at every point of the grid that paired.h documents."""
    share = 0.02
    loss, error = 1 - keep, significance * share / 4

    def interval(count):
        return (max(1e-9, float(stats.beta.ppf(error, count, texts - count + 1)) if count else 0),
                float(stats.beta.ppf(1 - error, count + 1, texts - count)) if count < texts else 1)

    counts = numpy.arange(texts + 1)
    x, y, r = (axis.ravel() for axis in numpy.meshgrid(counts, counts, counts, indexing="ij"))
    possible = (x <= r) & (r + y <= texts) & (r > 0)
    x, y, r = x[possible], y[possible], r[possible]
    seen = order(lost, gained, texts, loss * right / texts)
    inside = order(x, y, texts, loss * r / texts) <= seen + 1e-12
    x, y, r = x[inside], y[inside], r[inside]
    cells = numpy.stack([x, y, r - x, texts - r - y])
    orders = math.lgamma(texts + 1) - sum(numpy.vectorize(math.lgamma)(cell + 1.0) for cell in cells)
    largest = 0.0
    for accuracy in numpy.linspace(*interval(right), 13):
        margin, (low, high) = loss * accuracy, interval(gained)
        most = min(1 - accuracy, accuracy - margin, (1 - margin) / 2)
        if most < low and low > 1e-9:
            continue
        for gains in numpy.linspace(low, max(low, min(high, most)), 24):
            chances = numpy.array([gains + margin, gains, accuracy - gains - margin, 1 - accuracy - gains])
            logs = numpy.log(numpy.maximum(chances, 1e-300))
            largest = max(largest, float(numpy.exp(orders + logs @ cells).sum()))
    return largest + significance * share


def paired_cases():
    for texts, right, lost, gained, keep in ((60, 50, 0, 2, 0.95), (60, 50, 2, 6, 0.9), (80, 70, 1, 1, 0.9),
                                             (80, 40, 3, 5, 0.85), (100, 95, 0, 0, 0.95), (100, 90, 6, 5, 0.9)):
        yield {"texts": texts, "right": right, "lost": lost, "gained": gained, "keep": keep,
               "p_value": paired_p_value(texts, right, lost, gained, keep, 0.05)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    goldens = {"binomial": list(binomial_cases()), "hypergeometric": list(hypergeometric_cases()),
               "betting": list(betting_cases()), "paired": list(paired_cases())}
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
