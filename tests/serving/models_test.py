"""Many models: versions, aliases, loading and unloading.  models_test.py TANGO_SERVER"""
import json
import os
import re
import shutil
import signal
import ssl
import struct
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

from server import (ROOT, TINY, Asking, Server, TlsCase, bearer, is_answer, make_authority, make_certificate,
                    make_model, write_keys)

PROGRAM = sys.argv[1]
TINY_BERT = ROOT / "tests/golden/tiny-bert"
MIB = 1 << 20


def make_wide_model(directory):
    """A cascade of one encoder of 48 MiB whose weights are zeros."""
    hidden, inner, layers = 512, 2048, 4
    model = directory / "model"
    model.mkdir(parents=True)
    config = json.loads((TINY_BERT / "config.json").read_text(encoding="utf8"))
    config |= {"hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers}
    (model / "config.json").write_text(json.dumps(config), encoding="utf8")
    shutil.copy(TINY_BERT / "vocab.txt", model)
    small = (TINY_BERT / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", small[:8])[0]
    names = json.loads(small[8:8 + size])
    header, end = {}, 0
    for name, tensor in names.items():
        for layer in range(layers if ".layer.0." in name else 1):
            shape = [{16: hidden, 32: inner}.get(one, one) if "position" not in name or one == 16 else one
                     for one in tensor["shape"]]
            begin, end = end, end + 4 * shape[0] * (shape[1] if len(shape) == 2 else 1)
            header[name.replace(".0.", f".{layer}.")] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with open(model / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)
    (directory / "cascade.json").write_text('{"version": "1.0", "tiers": [{"model": "model"}]}', encoding="utf8")


class ServedFiles(unittest.TestCase):
    def test_one_that_becomes_shorter_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            model = shutil.copytree(TINY_BERT, Path(folder) / "model")
            with Server(PROGRAM, model=("--model", model)) as server:
                self.assertTrue(is_answer(*server.ask()))
                os.truncate(model / "model.safetensors", 0)
                self.assertEqual(server.ask()[0], 0)
                self.assertEqual(server.process.wait(60), -signal.SIGBUS)
                server.wait_for_line(r"^tango-server: \S+/model/model.safetensors: it was made shorter")


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
        for path in ("none", "many/versions/3", "many/versions/x", "..", "%2e%2e", "plain%2Finfer", "plain%00",
                     "plain%2", "%zz", ""):
            self.assertEqual(self.infer(path)[0], 404, path)
        self.assertTrue(is_answer(*self.server.ask(body=b'{"inputs": "good", "model": "other"}')))
        self.assertEqual(json.loads(self.server.get("/v2/models/many")[1])["versions"], ["1", "2"])

    def test_names_are_decoded_in_paths(self):
        make_model(self.models / "my größtes model")
        quoted = urllib.parse.quote("my größtes model")
        self.assertEqual(self.order(f"{quoted}/load")[0], 200)
        self.assertEqual(self.infer(quoted)[0], 200)
        self.assertEqual(self.infer("%70lain")[1]["model_name"], "plain")
        self.assertEqual(json.loads(self.server.get(f"/v2/models/{quoted}")[1])["name"], "my größtes model")

    def test_without_a_name_the_default_answers(self):
        bodies = {"/predict": b'{"inputs": "good"%s}', "/tokenize": b'{"inputs": "good"%s}',
                  "/decode": b'{"ids": [5]%s}'}
        for path, body in bodies.items():
            status, said = self.server.ask(path, body % b"")
            self.assertEqual(status, 422, path)
            self.assertIn("name one of: many, plain", json.loads(said)["error"])
            self.assertEqual(self.server.ask(path, body % b', "model": "many"')[0], 200, path)
            self.assertEqual(self.server.ask(path, body % b', "model": "none"')[0], 404, path)
        self.assertEqual(self.server.get("/info")[0], 422)
        self.assertEqual(json.loads(self.server.get("/info?model=m%61ny")[1])["model_id"], "many")
        self.assertEqual(self.server.get("/info?model=none")[0], 404)
        (self.models / "default").symlink_to("many")
        self.assertEqual(self.order("default/load")[0], 200)  # which is seen at once
        for path, body in bodies.items():
            self.assertEqual(self.server.ask(path, body % b"")[0], 200, path)
        self.assertEqual(json.loads(self.server.get("/info")[1])["model_id"], "many")
        status, said = self.order("default/unload")
        self.assertEqual(status, 404)
        self.assertIn(b"unload that", said)

    def test_names_of_directories_say_nothing_of_their_own(self):
        forged = self.models / "x\ntango-server: forged \x1b[2J"
        forged.mkdir()
        (forged / "cascade.json").write_text("{", encoding="utf8")
        make_model(self.models / os.fsdecode(b"\xff\xfe"))
        self.server.hang_up(r"^tango-server: x\\x0atango-server: forged \\x1b\[2J, version 1: .*cascade.json")
        self.server.wait_for_line("has read its files again")
        self.assertFalse(any(line.startswith("tango-server: forged") or "\x1b" in line for line in self.server.lines))
        self.assertIn('model="\ufffd\ufffd"', self.server.get("/metrics")[1].decode())
        names = [one["name"] for one in json.loads(self.server.get("/v2/repository/index")[1])]
        self.assertIn("\ufffd\ufffd", names)

    def test_a_message_goes_on_behind_a_nul(self):
        status, body = self.server.ask(body=b'{"inputs": "good", "model": "a\\u0000b"}')
        self.assertEqual(status, 404)
        self.assertIn(r'"a\x00b"; there are: many, plain', json.loads(body)["error"])

    def test_loading_and_unloading(self):
        self.assertEqual(self.order("plain/unload")[0], 200)
        status, said = self.infer("plain")
        self.assertEqual((status, "was unloaded" in said["error"]), (404, True), said)
        self.assertEqual(self.states()["plain", "1"], ("UNAVAILABLE", "unloaded"))
        self.server.hang_up("has read its files again")  # which leaves it so
        self.assertEqual(self.infer("plain")[0], 404)
        self.assertEqual(self.order("plain/load")[0], 200)
        self.assertEqual(self.infer("plain")[0], 200)
        for path in "none/load", "none/unload", "../load", "plain/other":
            self.assertEqual(self.order(path)[0], 404, path)
        self.assertEqual(self.server.ask("/v2/repository/models/plain/unload", b"")[0], 404)  # not at this port

    def test_pages_in_a_browser_give_no_orders(self):
        admin = Asking(self.server.admin_port)
        for headers in ("Host: evil.example", "Host: localhost\r\nOrigin: http://evil.example",
                        "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site"):
            status, body = admin.exchange(f"POST /v2/repository/models/plain/unload HTTP/1.1\r\n{headers}\r\n"
                                          "Content-Length: 0\r\n\r\n".encode())
            self.assertEqual((status, json.loads(body)["error_type"]), (403, "Forbidden"), headers)
        self.assertTrue(is_answer(*self.server.ask(body=b'{"inputs": "good", "model": "plain"}')))

    def test_a_bad_version_leaves_the_old_one_and_says_why(self):
        self.break_model("plain")
        self.server.hang_up("plain, version 1: goes on as it was: .*cascade.json")
        state, reason = self.states()["plain", "1"]
        self.assertEqual(state, "READY")
        self.assertIn("cascade.json", reason)
        self.assertIn(b'\ntango_model_load_failed{model="plain",version="1"} 1\n', self.server.get("/metrics")[1])
        self.assertEqual(self.infer("plain")[0], 200)
        status, body = self.order("plain/load")
        self.assertEqual(status, 422, body)
        self.assertIn(b"cascade.json", body)
        self.assertEqual(self.infer("plain")[0], 200)

    def test_what_could_not_be_loaded_is_tried_again(self):
        make_model(self.models / "late")
        path = self.models / "late/cascade.json"
        whole = path.read_text(encoding="utf8")
        base = self.models.parent / f"{self.models.name}-base"
        self.addCleanup(base.unlink, missing_ok=True)
        path.write_text(whole.replace(str(TINY_BERT), str(base)), encoding="utf8")
        self.server.hang_up("late, version 1: not loaded: .*-base")
        self.assertEqual(self.states()["late", "1"][0], "UNAVAILABLE")
        base.symlink_to(TINY_BERT)
        seen = len(self.server.lines)
        self.server.hang_up("has read its files again", after=seen)
        self.assertEqual(self.states()["late", "1"], ("READY", ""))
        self.assertIn(b'\ntango_model_load_failed{model="late",version="1"} 0\n', self.server.get("/metrics")[1])
        self.assertEqual(self.infer("late")[0], 200)

    def test_what_comes_and_goes_is_seen_at_sighup(self):
        make_model(self.models / "new")
        shutil.rmtree(self.models / "many/2")
        (self.models / "default").symlink_to("nowhere")
        self.server.hang_up("has read its files again")
        for line in ("new, version 1: loaded from ", "many, version 2: gone", "many: version 1 answers",
                     "warning: skipped: default is a link to nowhere, which is not there"):
            self.assertIn(f"tango-server: {line}", "".join(self.server.lines))
        self.assertEqual(self.infer("new")[0], 200)
        self.assertEqual(self.infer("many")[1]["model_version"], "1")


class Memory(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.models = Path(folder.name)

    @staticmethod
    def memory_of(server):
        server.get("/metrics")  # forgets what has gone
        status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf8")
        return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) << 10

    def test_versions_of_one_model_share_it_until_the_last_has_gone(self):
        make_wide_model(self.models / "wide/1")
        with Server(PROGRAM, "--admin-port", "0", model=("--models", self.models)) as server:
            one = self.memory_of(server)
            self.assertGreater(one, 48 * MIB)
            shutil.copytree(self.models / "wide/1", self.models / "wide/2")
            (self.models / "wide/3").symlink_to("1")
            shutil.copytree(self.models / "wide/1", self.models / "other")
            server.hang_up("has read its files again")
            states = json.loads(server.get("/v2/repository/index")[1])
            self.assertEqual([state["state"] for state in states], ["READY"] * 4)
            self.assertLess(self.memory_of(server), one + 8 * MIB)
            self.assertEqual(server.order("wide/unload")[0], 200)
            self.assertGreater(self.memory_of(server), 48 * MIB)
            self.assertEqual(server.order("other/unload")[0], 200)
            self.assertLess(self.memory_of(server), one - 40 * MIB)


class Reloading(TlsCase):
    def test_one_bad_file_keeps_no_other_from_being_read(self):
        models, keys = self.folder / "models", write_keys(self.folder / "keys", "first")
        make_model(models / "one")
        with Server(PROGRAM, "--api-keys", keys, *self.flags(), model=("--models", models)) as server:
            keys.write_text("first\n", encoding="utf8")
            other = make_authority(self.folder, "other")
            make_certificate(self.folder, "server", other)
            make_model(models / "two")
            server.hang_up("has read its other files again")
            server.wait_for_line("goes on as before: .*keys:1: ")
            context = ssl.create_default_context(cafile=f"{other}.pem")
            client = context.wrap_socket(server.connect(), server_hostname="localhost")
            question = b'{"inputs": "good", "model": "two"}'
            self.assertTrue(is_answer(*server.ask(body=question, headers=bearer("first"), connection=client)))

    def test_what_the_library_of_files_throws_ends_nothing(self):
        cascade = self.folder / "cascade"
        make_model(self.folder / "real")
        cascade.symlink_to("real")
        with Server(PROGRAM, model=("--cascade", cascade)) as server:
            cascade.unlink()
            cascade.symlink_to("cascade")
            self.assertIn(b"\ntango_last_reload_successful 1\n", server.get("/metrics")[1])
            server.hang_up("has read its other files again")
            server.wait_for_line("goes on as before: .*cascade")
            self.assertIn(b"\ntango_last_reload_successful 0\n", server.get("/metrics")[1])
            self.assertTrue(is_answer(*server.ask()))


class Mistakes(unittest.TestCase):
    def test_flags_that_do_not_fit_are_refused(self):
        with self.assertRaisesRegex(AssertionError, "exclude each other"):
            Server(PROGRAM, "--models", "x")
        with self.assertRaisesRegex(AssertionError, "--admin-port does nothing without --models"):
            Server(PROGRAM, "--admin-port", "0")
        with self.assertRaisesRegex(AssertionError, "can't have port 4711: .*--admin-port and --grpc-port"):
            Server(PROGRAM, "--admin-port", "4711", "--grpc-port", "4711", model=("--models", "/nowhere"))
        with self.assertRaisesRegex(AssertionError, "can't read the directory of models"):
            Server(PROGRAM, model=("--models", "/nowhere"))

    def test_what_is_typed_overrides_the_variables_that_it_excludes(self):
        variables = {"TANGO_MODEL": "x", "TANGO_NAME": "named", "TANGO_ADMIN_PORT": "0", "TANGO_MODELS": "store"}
        with Server(PROGRAM, environment=variables) as server:
            self.assertEqual(json.loads(server.get("/info")[1])["model_id"], "named")
            self.assertIsNone(server.admin_port)
        with tempfile.TemporaryDirectory() as folder:
            make_model(Path(folder) / "one")
            variables |= {"TANGO_CASCADE": "x"}
            del variables["TANGO_MODEL"]
            with Server(PROGRAM, model=("--models", folder), environment=variables) as server:
                self.assertEqual(json.loads(server.get("/info")[1])["model_id"], "one")
                self.assertIsNotNone(server.admin_port)

    def test_a_directory_without_models_is_refused(self):
        with self.assertRaisesRegex(AssertionError, "is a cascade itself: use --cascade"):
            Server(PROGRAM, model=("--models", TINY))
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(AssertionError, "holds no cascade: .*, and it is empty"):
                Server(PROGRAM, model=("--models", folder))
            make_model(Path(folder) / "some/deep")
            with self.assertRaisesRegex(AssertionError, "some holds the cascade deep one level too deep"):
                Server(PROGRAM, model=("--models", folder))


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
