#!/usr/bin/env python3
"""The forecast of scripts/trial_forecast.py: its interval, and that the judged task has no part in it.

  tests/integration/trial_forecast_test.py
"""
import math
import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import trial_forecast as forecast


def made_up(tasks, samples, seed):
    """Builds give twice the trial, and more where texts still helped; with noise by task."""
    stream = random.Random(seed)
    found = []
    for task in range(tasks):
        half, step, noise = stream.uniform(1, 3), stream.uniform(0.05, 0.5), stream.gauss(0, 0.1)
        for sample in range(samples):
            trial = half * math.exp(step)
            found.append({"task": f"t{task}", "sample": sample, "trial": [half * 0.8, half, trial],
                          "built": trial * math.exp(0.7 + 2 * step + noise)})
    return found


class Interval(unittest.TestCase):
    def test_of_a_mean(self):
        # mean 2, deviation 1, three values: 2 ± t(0.9, 2) * sqrt(4 / 3)
        low, high = forecast.interval([1.0, 2.0, 3.0], 0.0)
        self.assertAlmostEqual(low, 2 - 1.8856 * math.sqrt(4 / 3), 4)
        self.assertAlmostEqual(high, 2 + 1.8856 * math.sqrt(4 / 3), 4)

    def test_of_a_line_without_noise(self):
        low, high = forecast.interval([1.0, 3.0, 5.0], 4.0, [0.0, 1.0, 2.0])
        self.assertAlmostEqual(low, 9)
        self.assertAlmostEqual(high, 9)

    def test_winkler_punishes_a_miss(self):
        self.assertAlmostEqual(forecast.winkler(1, 2, 1.5), 1)
        self.assertAlmostEqual(forecast.winkler(1, 2, 2.1), 1 + 10 * 0.1)


class Judged(unittest.TestCase):
    def test_the_judged_task_has_no_part(self):
        observed = made_up(6, 2, 1)
        before = list(forecast.forecasts(observed, "trial and doubling"))[0][:2]
        for one in observed[:2]:
            one["built"] *= 100
        self.assertEqual(list(forecast.forecasts(observed, "trial and doubling"))[0][:2], before)

    def test_eighty_percent_hold(self):
        held = [low <= truth <= high for seed in range(60)
                for low, high, truth in forecast.forecasts(made_up(7, 1, seed), "trial and doubling")]
        self.assertAlmostEqual(sum(held) / len(held), 0.8, delta=0.06)

    def test_what_helps_scores_better(self):
        rows = {model: score for model, _, _, score in forecast.judge(made_up(7, 3, 2))}
        self.assertLess(float(rows["trial and doubling"]), float(rows["the other tasks' geometric mean"]))

    def test_what_is_fitted_gives_the_interval(self):
        observed = made_up(6, 2, 4)
        fitted = forecast.fit(observed)
        self.assertEqual((fitted["forecast"], fitted["tasks"]), ("trial and doubling", 6))
        self.assertAlmostEqual(fitted["slope"], 2, delta=1)
        at = fitted["middle"] + 0.1
        low, high = forecast.interval(forecast.means_of(observed, forecast.gain), at,
                                      forecast.means_of(observed, forecast.doubling))
        half = fitted["quantile"] * fitted["deviation"] * math.sqrt(1 + 1 / 6 + 0.01 / fitted["squares"])
        self.assertAlmostEqual((low + high) / 2, fitted["mean"] + 0.1 * fitted["slope"])
        self.assertAlmostEqual((high - low) / 2, half)

    def test_few_tasks_are_said_to_be_few(self):
        self.assertIn("too few", forecast.judge(made_up(2, 3, 3))[0][1])


class Draw(unittest.TestCase):
    def test_samples_differ_by_seed_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            source, output = Path(folder) / "all.tsv", Path(folder) / "some.tsv"
            source.write_text("text\n" + "".join(f"row {row}\n" for row in range(50)), encoding="utf8")
            drawn = []
            for seed in (0, 0, 1):
                forecast.draw(source, 10, seed, output)
                drawn.append(output.read_text(encoding="utf8").splitlines())
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        self.assertEqual((drawn[0][0], len(set(drawn[0]))), ("text", 11))


if __name__ == "__main__":
    unittest.main()
