#!/usr/bin/env python3
"""The path of `make paper`, end to end on a tiny cascade and a few hundred made-up texts.

  tests/integration/paper_test.py TANGO
"""
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TANGO = sys.argv.pop(1)

EXPERIMENTS = """
[[experiment]]
name = "tiny"
title = "Tiny: two tiers"
cascade = "tests/golden/tiny-cascade"
task = "sst2"
input = "{directory}/report.tsv"
tune = "{directory}/tune.tsv"
paper = [6.1, 8.2]
online = 0.05
seeds = "tests/golden/tiny-b*"  # the first tier itself, which counts once, and another

[[experiment]]
name = "tiny-one"
title = "Tiny: one model"
model = "tests/golden/tiny-bert"
task = "sst2"
input = "{directory}/report.tsv"

[[experiment]]
name = "missing"
title = "Tiny: not there"
cascade = "models/not-there"
task = "sst2"
input = "{directory}/report.tsv"
"""


def write_texts(path, seed):
    draw = random.Random(seed)
    subjects = ["the film", "the cast", "this story", "the music", "a long evening"]
    verdicts = [("is wonderful", 1), ("made me smile", 1), ("is dull", 0), ("is a waste of time", 0)]
    rows = ["sentence\tlabel"]
    for _ in range(300):
        verdict, label = draw.choice(verdicts)
        rows.append(f"{draw.choice(subjects)} {verdict} {draw.choice(['', 'again', 'and long'])}\t{label}")
    path.write_text("\n".join(rows) + "\n", encoding="utf8")


def paper(directory, *more):
    return subprocess.run([ROOT / "scripts/paper.py", directory / "experiments.toml", "--program", TANGO, "--output",
                           directory / "out", "--repeats", "1", "--sample", "250", *more],
                          capture_output=True, text=True, check=False)


class Paper(unittest.TestCase):
    def test_measures_reports_and_goes_on(self):
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            write_texts(directory / "report.tsv", 1)
            write_texts(directory / "tune.tsv", 2)
            (directory / "experiments.toml").write_text(EXPERIMENTS.replace("{directory}", name), encoding="utf8")
            run = paper(directory)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertIn("missing: skipped", run.stdout)
            tables = (directory / "out/tables.md").read_text(encoding="utf8")
            self.assertIn("| Tiny: two tiers | one text at a time, one core | 98 % | 6.1x |", tables)
            self.assertIn("best batches", tables)
            self.assertIn("| Tiny: one model | 1 |", tables)
            self.assertIn("250 texts of report.tsv", tables)
            self.assertRegex(tables, r"\| Tiny: two tiers \| best batches, \d+ cores \| 98 % \| 2 \| ")
            page = (directory / "out/report/sst2/index.html").read_text(encoding="utf8")
            self.assertIn("two tiers", page)
            self.assertTrue((directory / "out/report/sst2/tables/single.csv").exists())

            again = paper(directory)  # what was measured stays
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertNotIn("measured in", again.stdout)

    def test_an_unknown_experiment_is_named(self):
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            (directory / "experiments.toml").write_text(EXPERIMENTS, encoding="utf8")
            run = paper(directory, "--only", "nothing")
            self.assertNotEqual(run.returncode, 0)
            self.assertIn("--only nothing: no such experiment; there are tiny,", run.stderr)


if __name__ == "__main__":
    unittest.main()
