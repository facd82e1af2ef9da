"""Audits of a certified cascade.  audits_test.py TANGO_SERVER, beside which tango lies"""
import itertools
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from server import Server, make_model

PROGRAM = sys.argv[1]
WORDS = "the a film cast story is was very not good bad great dull".split()


class Audits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cascade, self.audits = self.folder / "certified", self.folder / "audits"
        self.state = self.audits / "certified.1.json"
        make_model(self.cascade)

    def certify(self):
        texts = self.folder / "texts.txt"
        texts.write_text("".join(" ".join(some) + "\n" for some in itertools.permutations(WORDS, 3)), encoding="utf8")
        subprocess.run([Path(PROGRAM).with_name("tango"), "calibrate", "--cascade", self.cascade, "--texts", texts,
                        "--keep", "0.6", "--precision", "fp32"], check=True, capture_output=True)

    def serve(self):
        return Server(PROGRAM, "--audit", self.audits, "--audit-rate", "1", model=("--cascade", self.cascade))

    def watched(self, server):
        return int(re.search(r"tango_watched_texts_total\{.*\} (\d+)", server.get("/metrics")[1].decode())[1])

    def test_a_state_is_gone_on_with_and_a_damaged_one_is_set_aside(self):
        self.certify()
        with self.serve() as server:
            server.ask()
        self.assertEqual(json.loads(self.state.read_text(encoding="utf8"))["texts"], 1)
        with self.serve() as server:
            server.ask()
            self.assertEqual(self.watched(server), 2)
        whole = self.state.read_text(encoding="utf8")
        for damaged in (whole[:20], "[]", "{}", '{"certificate": 1}', whole.replace('"texts":2', '"texts":-2')):
            self.state.write_text(damaged, encoding="utf8")
            with self.serve() as server:
                self.assertRegex("".join(server.lines), r"warning: the audits' state \S+certified.1.json is damaged "
                                                        r"\(.*\): it is now certified.1.json.damaged, and the audits begin")
                server.ask()
                self.assertEqual(self.watched(server), 1)
            aside = self.state.with_name("certified.1.json.damaged")
            self.assertEqual(aside.read_text(encoding="utf8"), damaged)
            self.assertEqual(json.loads(self.state.read_text(encoding="utf8"))["texts"], 1)

    def test_a_model_that_is_loaded_again_goes_on(self):
        self.cascade = self.folder / "store/certified/1"
        self.cascade.parent.mkdir(parents=True)
        (self.folder / "certified").rename(self.cascade)
        self.certify()
        with Server(PROGRAM, "--audit", self.audits, "--audit-rate", "1", "--admin-port", "0",
                    model=("--models", self.folder / "store")) as server:
            for _ in range(3):
                server.ask()
            for order in ("unload", "load"):
                self.assertEqual(server.order(f"certified/{order}")[0], 200)
            server.ask()
            self.assertEqual(self.watched(server), 4)

    def test_what_is_not_audited_is_told(self):
        with self.serve() as server:
            self.assertIn("certified, version 1, is not audited: it has no certificate that stands; tango calibrate",
                          "".join(server.lines))
            self.assertIn(b"\ntango_audit_save_failures_total 0\n", server.get("/metrics")[1])

    def test_a_directory_that_can_not_hold_states_is_refused(self):
        for self.audits in Path("/proc/nothing"), self.cascade / "cascade.json":
            with self.assertRaisesRegex(AssertionError, "the state of audits can't be kept in the directory .*--audit"):
                self.serve()


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
