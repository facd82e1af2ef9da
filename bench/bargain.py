#!/usr/bin/env python3
"""One file, once, by another method: the share of the texts that BARGAIN (PyPI `bargain` 0.1.3) has the last tier read.

  python3 -m venv build/bargain && build/bargain/bin/pip install bargain==0.1.3
  build/bargain/bin/python bench/bargain.py build/trust/imdb.pool --seeds 100

The pool is one that bench/trust.py recorded; its first 20,000 texts are the file, as in `tango_trust one-file`. BARGAIN_A
runs as published, but for two things that change no decision: answers come from the pool, not from threads, and its
betting test, whose time grows with the square of the sample, is computed for all places at once. The script first
compares that test with the original on random samples. Writes a tab-separated line for each target and number of
thresholds M: pool, M, keep, seeds, mean share read, share of seeds with a broken target.
"""
import argparse
import concurrent.futures
import math
import os
from pathlib import Path

import numpy as np

from BARGAIN.bounds import betting_bounds
from BARGAIN.models.AbstractModels import Oracle, Proxy
from BARGAIN.process import BARGAIN_A as process

FILE_TEXTS = 20000
SIGNIFICANCE = 0.05
TRUNCATION = 0.75  # as the package has it


def capital_ends(samples, target, alpha, count, above):
    """Whether the capital stays below 1 / alpha at every place, as `test_if_true_mean_is_above_m` (`below`) say."""
    samples = np.asarray(samples, dtype=float)
    places = np.arange(1, len(samples) + 1)
    sums = np.concatenate([[0], np.cumsum(samples)[:-1]])  # of those before each place
    squares = np.concatenate([[0], np.cumsum(samples ** 2)[:-1]])
    if above:
        means = (count * target - sums) / (count - (places - 1))
        limit = TRUNCATION / means
    else:  # one count behind, and limited by the last mean alone: as the package has it
        means = np.concatenate([[target], (count * target - np.cumsum(samples[:-1])) / (count - np.arange(len(samples) - 1))])
        limit = TRUNCATION / (1 - means[-1])
    middle = (0.5 + sums) / places
    variances = (0.25 + squares - 2 * middle * sums + (places - 1) * middle ** 2) / places
    stakes = np.minimum(np.sqrt(2 * math.log(2 / alpha) / (places * np.log(places + 1) * variances)), limit)
    capital = np.cumprod(1 + (1 if above else -1) * stakes * (samples - means))
    return not np.any(capital >= 1 / alpha)


def is_above(samples, target, alpha, fixed_sample_size=True, without_replacement=False, N=0):  # noqa: N803
    assert without_replacement and not fixed_sample_size
    return capital_ends(samples, target, alpha, N, True)


def is_below(samples, target, alpha, fixed_sample_size=True, without_replacement=False, N=0):  # noqa: N803
    assert without_replacement and not fixed_sample_size
    return capital_ends(samples, target, alpha, N, False)


def check_test():
    random = np.random.default_rng(0)
    for _ in range(200):
        target, rate = random.uniform(0.8, 0.99), random.uniform(0.8, 1)
        samples = (random.random(random.integers(1, 300)) < rate).astype(float)
        arguments = {"alpha": SIGNIFICANCE, "fixed_sample_size": False, "without_replacement": True, "N": 2000}
        for ours, theirs in ((is_above, betting_bounds.test_if_true_mean_is_above_m),
                             (is_below, betting_bounds.test_if_true_mean_is_below_m)):
            assert ours(samples, target, **arguments) == theirs(samples, target, **arguments), (samples, target)


class KnownProxy(Proxy):
    def __init__(self, answers, scores):
        super().__init__(verbose=False)
        self.answers, self.scores = answers, scores

    def get_preds_and_scores(self, indxs, _):
        return self.answers[indxs], self.scores[indxs]


class KnownOracle(Oracle):
    def __init__(self, answers):
        super().__init__(verbose=False)
        self.answers = answers

    def is_answer_correct(self, data_indxs, _, answers):
        return self.answers[data_indxs] == answers

    def get_pred(self, _, indxs=None):
        return self.answers[indxs]


def one_run(job):
    pool, thresholds, keep, seed = job
    rows = np.loadtxt(pool, max_rows=FILE_TEXTS)
    scores, cheap, last = rows[:, 0], rows[:, 1].astype(int), rows[:, 2].astype(int)
    process.test_if_true_mean_is_above_m, process.test_if_true_mean_is_below_m = is_above, is_below
    method = process.BARGAIN_A(KnownProxy(cheap, scores), KnownOracle(last), target=keep, delta=SIGNIFICANCE,
                               M=thresholds, verbose=False, seed=seed)
    answers, is_read = method.process(np.arange(len(rows)), return_oracle_usage=True)
    return np.mean(is_read), np.mean(np.array(answers) == last) < keep


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--seeds", type=int, default=100)
    arguments = parser.parse_args()
    check_test()
    with concurrent.futures.ProcessPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        for keep in (0.98, 0.95):
            for thresholds in (20, 50, 100):
                runs = list(workers.map(one_run, [(arguments.pool, thresholds, keep, seed)
                                                  for seed in range(arguments.seeds)]))
                share, broken = np.mean(runs, axis=0)
                print(arguments.pool.stem, thresholds, keep, arguments.seeds, f"{share:.6f}", f"{broken:.6f}",
                      sep="\t", flush=True)


if __name__ == "__main__":
    main()
