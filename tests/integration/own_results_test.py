#!/usr/bin/env python3
"""What scripts/own_results.py reads out of a build, and that no text is both learnt from and counted on."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import own_results  # noqa: E402

LOG = """within 15m: --size 30000 --student tfidf
stage                               texts   texts/s      time
logits                              33862       295   1.9 min
models/tfidf                        33862       185      30 s
answers, speeds, certificate         3792        46      82 s
in all                                                 14 min
"""
EVENTS = (("begins", "logits/rules", 0), ("ends", "logits/rules", 100), ("ends", "models/tfidf-1", 40),
          ("ends", "shares", 3), ("ends", "answers/large", 4))


class OwnResults(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_every_stage_has_its_forecast_and_its_seconds(self):
        log, events = self.folder / "build.log", self.folder / "build.jsonl"
        log.write_text(LOG, encoding="utf8")
        events.write_text("".join(json.dumps({"event": event, "stage": stage, "seconds": seconds}) + "\n"
                                  for event, stage, seconds in EVENTS), encoding="utf8")
        forecast = own_results.forecast_of(log)
        self.assertEqual(forecast, {"logits": 114, "models/tfidf": 30, own_results.REST: 82})
        self.assertEqual(own_results.seconds_of(events, forecast),
                         {"logits": 100, "models/tfidf": 40, own_results.REST: 7})

    def test_the_runs_of_trec_count_on_each_text_once_and_learn_from_none_of_them(self):
        data = self.folder / "own/trec"
        data.mkdir(parents=True)
        for split, count in (("train", 40), ("test", 11)):
            (data / f"{split}.tsv").write_text(
                "text\tlabel\n" + "".join(f"{split} {number}\tNUM\n" for number in range(count)) +
                "the same\tABBR\nthe  same\tDESC\n", encoding="utf8")
        counted = []
        for number in own_results.RUNS:
            train, test = own_results.rows_of_run("trec", number, self.folder)
            self.assertFalse({" ".join(text.split()) for text, _ in train} & {" ".join(text.split()) for text, _ in test})
            counted += [text for text, _ in test]
        self.assertEqual(len(counted), len(set(counted)))
        self.assertLessEqual({f"train {number}" for number in range(40)}, set(counted))


if __name__ == "__main__":
    unittest.main()
