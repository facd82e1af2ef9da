"""Cascades whose last tier is an endpoint.  endpoints_test.py TANGO TANGO_SERVER"""
import json
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "serving"))
from server import ENVIRONMENT, TINY, Server, TlsCase, bearer, write_keys  # noqa: E402

TANGO, SERVER = sys.argv[1], sys.argv[2]
LABELS = json.loads((TINY / "cascade.json").read_text(encoding="utf8")).get("labels") or ["negative", "positive"]
TEXTS = [f"a {word} film {number}" for number in range(40) for word in ("good", "bad", "dull", "fine")]


class Chat:
    """A chat endpoint that answers with a label, after the faults that were ordered: statuses, or words."""

    def __init__(self, faults=(), seconds=0.0):
        self.faults, self.requests, self.headers = list(faults), [], []
        chat = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # noqa: N802
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                chat.requests.append(body)
                chat.headers.append(dict(self.headers))
                time.sleep(seconds)
                fault = chat.faults.pop(0) if chat.faults else None
                if isinstance(fault, int):
                    return self.answer(fault, {"error": "fault"}, {"Retry-After": "1"} if fault == 429 else {})
                said = fault or json.dumps({"label": chat.label_of(body["messages"][0]["content"])})
                return self.answer(200, {"choices": [{"message": {"role": "assistant", "content": said}}],
                                         "usage": {"prompt_tokens": 50, "completion_tokens": 10}}, {})

            def answer(self, status, body, headers):
                data = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a client that goes away is no news
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def label_of(prompt):
        return LABELS[1] if "good" in prompt.rsplit("Text:", 1)[-1] else LABELS[0]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Endpoints(TlsCase):
    def setUp(self):
        super().setUp()
        (self.folder / "texts.txt").write_text("\n".join(TEXTS) + "\n", encoding="utf8")

    def cascade(self, endpoint, threshold=1):
        """The tiny cascade's first tier, which answers nothing at threshold 1, before an endpoint."""
        first = json.loads((TINY / "cascade.json").read_text(encoding="utf8"))["tiers"][0]
        cascade = {"version": "1.0", "labels": LABELS,
                   "tiers": [{"model": str((TINY / first["model"]).resolve()), "threshold": threshold},
                             {"endpoint": {"labels": LABELS, **endpoint}}]}
        (self.folder / "cascade.json").write_text(json.dumps(cascade), encoding="utf8")
        return self.folder

    def chat(self, *arguments, **options):
        chat = Chat(*arguments, **options)
        self.addCleanup(chat.stop)
        return chat

    def run_tango(self, *words, environment=()):
        return subprocess.run([TANGO, *map(str, words)], capture_output=True, text=True, check=False, timeout=120,
                              env={**ENVIRONMENT, **dict(environment)})

    def classify(self, *words, environment=()):
        run = self.run_tango("classify", "--cascade", self.folder, *words, self.folder / "texts.txt",
                             environment=environment)
        return run, [json.loads(line) for line in run.stdout.splitlines()]

    def test_a_server_of_ours_is_a_tier(self):
        with Server(SERVER) as server:
            name = TINY.name
            for endpoint in ({"protocol": "tei", "url": f"{server.url}/predict"},
                             {"protocol": "kserve", "url": server.url, "model": name, "max_texts": 7}):
                self.cascade(endpoint)
                run, answers = self.classify()
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertEqual({one["tier"] for one in answers}, {2})
                direct = [json.loads(line)["label"] for line in self.run_tango(
                    "classify", "--cascade", TINY, self.folder / "texts.txt").stdout.splitlines()]
                self.assertEqual([one["label"] for one in answers], direct)

    def test_labels_that_are_not_the_servers_are_an_error(self):
        with Server(SERVER) as server:
            for endpoint, why in (
                    ({"protocol": "tei", "url": f"{server.url}/predict", "labels": ["no", "yes"]},
                     '"labels" that cascade.json has for it'),
                    ({"protocol": "kserve", "url": server.url, "model": TINY.name, "labels": LABELS[::-1]},
                     "the same labels in another order")):
                self.cascade(endpoint)
                run, _ = self.classify()
                self.assertEqual(run.returncode, 5, run.stderr)
                self.assertIn(why, run.stderr)

    def test_a_key_is_sent_and_never_shown(self):
        keys = write_keys(self.folder / "keys", "secret-key")
        with Server(SERVER, "--api-keys", keys) as server:
            self.cascade({"protocol": "tei", "url": f"{server.url}/predict", "key_variable": "ENDPOINT_KEY_PEER"})
            run, answers = self.classify(environment={"ENDPOINT_KEY_PEER": "secret-key"})
            self.assertEqual((run.returncode, {one["tier"] for one in answers}), (0, {2}), run.stderr)
            run, answers = self.classify(environment={"ENDPOINT_KEY_PEER": "wrong-key"})
            self.assertEqual({(one["tier"], one.get("cut_short")) for one in answers}, {(1, True)}, run.stderr)
            self.assertNotIn("wrong-key", run.stdout + run.stderr)
            (self.folder / "key").write_text("secret-key\n", encoding="utf8")
            run, answers = self.classify(environment={"ENDPOINT_KEY_PEER_FILE": str(self.folder / "key")})
            self.assertEqual((run.returncode, {one["tier"] for one in answers}), (0, {2}), run.stderr)
            run, _ = self.classify()
            self.assertEqual(run.returncode, 3)
            self.assertIn("environment variable ENDPOINT_KEY_PEER, or in", run.stderr)
        self.assertTrue(bearer("x"))

    def test_a_chat_has_the_last_word(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "max_requests": 8, "input_price": 2,
                      "output_price": 10})
        run, answers = self.classify()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([one["label"] for one in answers],
                         [LABELS[1] if "good" in text else LABELS[0] for text in TEXTS])
        self.assertEqual(len(chat.requests), len(TEXTS))
        self.assertEqual(chat.requests[0]["model"], "big")
        self.assertIn(f"texts that reach tier 2 are sent to {chat.url}", run.stderr)
        self.assertRegex(run.stderr, r"tier 2 .*160 requests.*8,000 tokens read and 1,600 written.*cost 0\.032")

    def test_faults_are_tried_again(self):
        chat = self.chat([500, 429, 503, "nonsense", 400])
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "max_requests": 1})
        run, answers = self.classify()
        self.assertEqual(run.returncode, 0, run.stderr)
        cut_short = [one for one in answers if one.get("cut_short")]
        self.assertEqual(len(cut_short), 2, "what is nonsense, or refused, is not asked again")
        self.assertEqual(len(chat.requests), len(TEXTS) + 3)

    def test_an_endpoint_that_is_away_costs_little(self):
        chat = self.chat()
        chat.stop()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "retries": 1, "max_requests": 2})
        started = time.monotonic()
        run, answers = self.classify()
        self.assertLess(time.monotonic() - started, 30, "the circuit opens")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual({(one["tier"], one["cut_short"]) for one in answers}, {(1, True)})

    def test_who_signed_its_certificate_must_be_trusted(self):
        with Server(SERVER, *self.flags()) as server:
            self.cascade({"protocol": "tei", "url": f"https://localhost:{server.port}/predict", "retries": 0})
            run, answers = self.classify(environment={"SSL_CERT_FILE": f"{self.authority}.pem"})
            self.assertEqual((run.returncode, {one["tier"] for one in answers}), (0, {2}), run.stderr)
            for environment in ({}, {"SSL_CERT_FILE": str(self.folder / "none.pem")}):
                run, answers = self.classify(environment=environment)
                self.assertEqual({(one["tier"], one.get("cut_short")) for one in answers}, {(1, True)}, run.stderr)

    def test_a_slow_endpoint_is_given_up(self):
        chat = self.chat(seconds=3)
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "timeout": 0.2, "retries": 0})
        run, answers = self.classify()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual({one["tier"] for one in answers}, {1})

    def test_a_budget_of_requests_is_kept(self):
        chat = self.chat()
        (self.folder / "texts.txt").write_text("\n".join(TEXTS[:62]) + "\n", encoding="utf8")
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "requests_per_minute": 60})
        started = time.monotonic()
        run, answers = self.classify()
        self.assertEqual((run.returncode, len(answers)), (0, 62), run.stderr)
        self.assertGreater(time.monotonic() - started, 1.5, "60 at once, and one a second")

    def test_a_served_cascade_asks_it(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big"})
        with Server(SERVER, model=("--cascade", self.folder)) as server:
            status, body = server.ask(body=b'{"inputs": "good", "return_tier": true}')
            self.assertEqual((status, json.loads(body)["tier"]), (200, 2), body)
            self.assertIn(b"tango_endpoint_requests_total", server.get("/metrics")[1])
            chat.faults = [500] * 100
            status, body = server.ask(body=b'{"inputs": "a bad one", "return_tier": true, "timeout": 2}')
            self.assertEqual((status, json.loads(body)["cut_short"]), (200, True), body)

    def test_a_request_to_it_carries_the_clients_trace(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big"})
        trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "a=1"}
        with Server(SERVER, "--log", "all", model=("--cascade", self.folder)) as server:
            for path, body in (("/predict", {"inputs": [["good"], ["bad"]]}),
                               (f"/v2/models/{self.folder.name}/infer", {"inputs": [
                                   {"name": "text", "datatype": "BYTES", "shape": [2], "data": ["good", "bad"]}]})):
                chat.headers.clear()
                status, answer = server.ask(path, json.dumps(body).encode(), [
                    "X-Request-Id: ours", *(f"{name}: {value}" for name, value in trace.items())])
                self.assertEqual(status, 200, answer)
                self.assertEqual([{name: told[name] for name in ("X-Request-Id", *trace)} for told in chat.headers],
                                 [{"X-Request-Id": "ours", **trace}] * 2)
            chat.headers.clear()
            server.ask()
            server.wait_for_line('"request_id":"' + chat.headers[0]["X-Request-Id"])
            self.assertNotIn("traceparent", chat.headers[0])

    def test_an_endpoint_that_comes_back_busy_is_asked_again(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big", "retries": 0, "max_requests": 1})
        with Server(SERVER, model=("--cascade", self.folder)) as server:
            chat.faults, chat.requests = [500] * 5 + [429], []  # the first was asked at the start

            def tier(text):
                body = json.dumps({"inputs": text, "return_tier": True}).encode()
                return json.loads(server.ask(body=body)[1])["tier"]

            self.assertEqual([tier(f"a bad one {number}") for number in range(6)], [1] * 6)
            self.assertEqual(len(chat.requests), 5, "the circuit is open")
            time.sleep(5.2)
            self.assertEqual(tier("a good one"), 1, "it is busy")
            self.assertEqual(tier("another good one"), 2)

    def test_tokens_of_an_endpoint_are_refused(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big"})
        with Server(SERVER, model=("--cascade", self.folder)) as server:
            status, body = server.ask("/tokenize", b'{"inputs": "good"}')
            self.assertNotEqual(status, 200)
            self.assertIn(b"no tokenizer on this machine", body)
            self.assertEqual(server.ask()[0], 200, "it goes on")
        run = self.run_tango("bench", "--cascade", self.folder, "--shape", "2,8")
        self.assertEqual(run.returncode, 6, run.stderr)

    def test_what_a_cascade_with_an_endpoint_is(self):
        chat = self.chat()
        self.cascade({"protocol": "chat", "url": chat.url, "model": "big"})
        run = self.run_tango("inspect", self.folder)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(chat.url, run.stdout)
        run = self.run_tango("pack", self.folder, "--output", self.folder / "packed.tar")
        self.assertEqual(run.returncode, 0, run.stderr)
        run = self.run_tango("unpack", self.folder / "packed.tar", "--output", self.folder / "unpacked")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f"texts that reach it are sent to {chat.url}", run.stderr)
        again = self.run_tango("inspect", self.folder / "unpacked")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn(chat.url, again.stdout)

    def test_a_wrong_file_is_refused(self):
        self.cascade({"protocol": "soap", "url": "http://localhost/"})
        run, _ = self.classify()
        self.assertEqual(run.returncode, 5)
        self.assertIn("should be tei, kserve, chat or ask", run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
