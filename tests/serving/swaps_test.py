"""Swaps of models under load, by the admin listener and by SIGHUP.  swaps_test.py TANGO_SERVER"""
import signal
import sys
import tempfile
import unittest
from pathlib import Path

from server import Server, make_model
from traffic import Traffic

PROGRAM = sys.argv[1]
SWAPS = 200
MODELS = "one", "two"


class Swaps(unittest.TestCase):
    def test_none_fails_a_request(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in MODELS:
                make_model(Path(folder) / name)
            (Path(folder) / "default").symlink_to(MODELS[0])
            with Server(PROGRAM, "--admin-port", "0", model=("--models", folder)) as server:
                with Traffic(server) as traffic:
                    for _ in range(SWAPS // 2 // len(MODELS)):
                        self.swap_by_order(server)
                        self.swap_by_signal(server, folder)
                self.assertGreater(len(traffic.statuses), SWAPS)
                self.assertEqual(set(traffic.statuses), {200})

    def swap_by_order(self, server):
        for name in MODELS:
            self.assertEqual(server.order(f"{name}/load")[0], 200)

    def swap_by_signal(self, server, folder):
        for name in MODELS:
            (Path(folder) / name / "cascade.json").touch()
        seen = len(server.lines)
        server.process.send_signal(signal.SIGHUP)
        server.wait_for_line("has read its files again", after=seen)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
