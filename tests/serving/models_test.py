"""Many models: versions, aliases, loading and unloading.  models_test.py TANGO_SERVER"""
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from server import Server, is_answer, make_model

PROGRAM = sys.argv[1]


class Models(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.models = Path(folder.name)
        make_model(self.models / "plain")
        for version in "1", "2":
            make_model(self.models / "many" / version)
        (self.models / "other").symlink_to("plain")
        self.server = Server(PROGRAM, "--admin-port", "0", model=("--models", self.models))
        self.addCleanup(self.server.stop)

    def order(self, path):
        return self.server.order(path)

    def states(self):
        return {(one["name"], one["version"]): (one["state"], one["reason"])
                for one in json.loads(self.server.get("/v2/repository/index")[1])}

    def infer(self, path):
        body = json.dumps({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["good"]}]})
        status, answer = self.server.ask(f"/v2/models/{path}/infer", body.encode())
        return status, json.loads(answer)

    def break_model(self, directory):
        (self.models / directory / "cascade.json").write_text("{", encoding="utf8")

    def test_names_versions_and_aliases(self):
        self.assertEqual(self.states(), {("many", "1"): ("READY", ""), ("many", "2"): ("READY", ""),
                                         ("plain", "1"): ("READY", "")})
        for path, version in ("many", "2"), ("many/versions/1", "1"), ("plain", "1"), ("other", "1"):
            status, answer = self.infer(path)
            self.assertEqual((status, answer["model_version"]), (200, version), path)
        for path in "none", "many/versions/3", "many/versions/x", "..", "%2e%2e":
            self.assertEqual(self.infer(path)[0], 404, path)
        self.assertTrue(is_answer(*self.server.ask(body=b'{"inputs": "good", "model": "other"}')))
        self.assertEqual(json.loads(self.server.get("/v2/models/many")[1])["versions"], ["1", "2"])

    def test_loading_and_unloading(self):
        self.assertEqual(self.order("plain/unload")[0], 200)
        self.assertEqual(self.infer("plain")[0], 404)
        self.assertEqual(self.states()["plain", "1"], ("UNAVAILABLE", "unloaded"))
        self.server.hang_up("has read its files again")  # which leaves it so
        self.assertEqual(self.infer("plain")[0], 404)
        self.assertEqual(self.order("plain/load")[0], 200)
        self.assertEqual(self.infer("plain")[0], 200)
        for path in "none/load", "none/unload", "../load", "plain/other":
            self.assertEqual(self.order(path)[0], 404, path)
        self.assertEqual(self.server.ask("/v2/repository/models/plain/unload", b"")[0], 404)  # not at this port

    def test_a_bad_version_leaves_the_old_one_and_says_why(self):
        self.break_model("plain")
        self.server.hang_up("plain, version 1: goes on as it was: .*cascade.json")
        state, reason = self.states()["plain", "1"]
        self.assertEqual(state, "READY")
        self.assertIn("cascade.json", reason)
        self.assertEqual(self.infer("plain")[0], 200)
        status, body = self.order("plain/load")
        self.assertEqual(status, 422, body)
        self.assertIn(b"cascade.json", body)
        self.assertEqual(self.infer("plain")[0], 200)

    def test_what_comes_and_goes_is_seen_at_sighup(self):
        make_model(self.models / "new")
        shutil.rmtree(self.models / "many/2")
        self.server.hang_up("has read its files again")
        self.assertEqual(self.infer("new")[0], 200)
        self.assertEqual(self.infer("many")[1]["model_version"], "1")


class Mistakes(unittest.TestCase):
    def test_flags_that_do_not_fit_are_refused(self):
        with self.assertRaisesRegex(AssertionError, "exclude each other"):
            Server(PROGRAM, "--models", "x")
        with self.assertRaisesRegex(AssertionError, "--admin-port is for the models of --models"):
            Server(PROGRAM, "--admin-port", "0")
        with self.assertRaisesRegex(AssertionError, "can't read the directory of models"):
            Server(PROGRAM, model=("--models", "/nowhere"))


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
