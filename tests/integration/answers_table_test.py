#!/usr/bin/env python3
"""What scripts/answers_table.py counts, and the page that it writes of rows.

  tests/integration/answers_table_test.py
"""
import argparse
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import answers_table


class Deferral(unittest.TestCase):
    def test_is_the_least_that_keeps_the_share(self):
        # 100 texts, the surest first; the tenth, the twentieth and the thirtieth are wrong: two may be.
        answers = [(int(rank in (10, 20, 30)), 1 - rank / 200) for rank in range(1, 101)]
        self.assertAlmostEqual(answers_table.deferral(answers, [0] * 100), 1 - 29 / 100)

    def test_texts_of_one_confidence_go_together(self):
        answers = [(0, 0.9)] * 50 + [(int(rank < 3), 0.8) for rank in range(50)]
        self.assertAlmostEqual(answers_table.deferral(answers, [0] * 100), 0.5)

    def test_all_or_nothing(self):
        self.assertEqual(answers_table.deferral([(0, 0.5)] * 10, [0] * 10), 0)
        self.assertEqual(answers_table.deferral([(1, 0.5)] * 10, [0] * 10), 1)


class Log(unittest.TestCase):
    def task(self):
        task = object.__new__(answers_table.Task)
        task.labels = ["a", "b", "c"]
        task.logits = [(3.0, 1.0, 0.0)] * 4000
        return task

    def test_has_so_much_noise_and_less_noise_is_a_part_of_more(self):
        logs = {noise: self.task().log(range(4000), noise, 1) for noise in (0, 5, 10)}
        wrong = {noise: {place for place, answer in enumerate(log) if answer != 0} for noise, log in logs.items()}
        self.assertEqual(wrong[0], set())
        self.assertAlmostEqual(len(wrong[5]) / 4000, 0.05, delta=0.015)
        self.assertAlmostEqual(len(wrong[10]) / 4000, 0.1, delta=0.02)
        self.assertLess(wrong[5], wrong[10])
        self.assertTrue(all(logs[5][place] == logs[10][place] for place in wrong[5]))
        self.assertNotEqual(self.task().log(range(4000), 5, 2), logs[5])


class Logits(unittest.TestCase):
    def test_are_read_as_they_were_written(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "logits.safetensors"
            answers_table.write_logits(file, ["no", "yes"], [(0.5, -1.0), (2.0, 0.25)])
            self.assertEqual(answers_table.read_logits(file), (["no", "yes"], [(0.5, -1.0), (2.0, 0.25)]))


class Table(unittest.TestCase):
    def test_compares_means_with_those_from_logits(self):
        def row(seed, noise, deferred, logits=None):
            found = {"task": "sst2", "size": 2000, "noise": noise, "seed": seed, "texts": 2000,
                     "suspects": 10, "suspects_wrong": 4, "students": {"tfidf": {
                         "agreement": 0.9, "deferral": deferred,
                         "certified": {"refused": "too few"} if noise else {"deferral": 0.5, "agreement": 0.99}}}}
            return found | ({"logits": {"tfidf": {"deferral": logits}}} if logits else {})

        rows = [row(1, 0, 0.3, 0.2), row(2, 0, 0.5, 0.3), row(1, 5, 0.45)]
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            (work / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf8")
            answers_table.table(argparse.Namespace(table=work / "rows.jsonl", output=work / "page.md"))
            page = (work / "page.md").read_text(encoding="utf8")
        self.assertIn("| 2,000 | 0 % | 2 | tfidf | 90.0% | 40.0% | 25.0% | 1.60 | 50.0% | 99.0% |", page)
        self.assertIn("| 2,000 | 5 % | 1 | tfidf | 90.0% | 45.0% | 25.0% | 1.80 | 100.0% |  |", page)
        self.assertIn("With 0 % of noise, 20 of 4,000 answers were suspects, of which 8 were wrong.", page)
        self.assertIn("3 of 180 runs", page)


if __name__ == "__main__":
    unittest.main()
