"""A last tier that is asked over HTTP, by the libraries that the wheel carries."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import tangobert
from conftest import GOLDEN, texts

LABELS = ["negative", "positive"]
GIVEN = texts(40)


class Endpoint(BaseHTTPRequestHandler):
    """As text-embeddings-inference: what holds "good" is positive."""

    def do_POST(self):  # noqa: N802
        inputs = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["inputs"]
        self.server.asked += len(inputs)
        found = [[{"label": label, "score": 0.75 if (label == "positive") == ("good" in text) else 0.25}
                  for label in LABELS] for (text,) in inputs]
        body = json.dumps(found).encode()
        self.send_response(200 if self.server.is_well else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.asked, server.is_well = 0, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def cascade(endpoint, tmp_path):
    url = f"http://127.0.0.1:{endpoint.server_port}/predict"
    tiers = [{"model": str(GOLDEN / "tiny-bert"), "threshold": 1, "precision": "fp32"},
             {"endpoint": {"url": url, "protocol": "tei", "labels": LABELS, "retries": 0}}]
    (tmp_path / "cascade.json").write_text(json.dumps({"version": "1.0", "labels": LABELS, "tiers": tiers}))
    with tangobert.load(tmp_path) as opened:
        yield opened


def test_deferred_texts_are_asked_of_the_endpoint(cascade, endpoint):
    answers = cascade.classify(GIVEN)
    assert list(answers.tiers) == [2] * 40 and endpoint.asked == 40
    assert [cascade.classes_[i] for i in answers.label_ids] == [LABELS["good" in text] for text in GIVEN]
    assert cascade.classify(GIVEN, threshold=0).tiers.tolist() == [1] * 40 and endpoint.asked == 40


def test_where_it_fails_the_answer_before_stands(cascade, endpoint):
    endpoint.is_well = False
    answers = cascade.classify(GIVEN[:3])
    assert all(one.cut_short and one.tier == 1 for one in answers)
    assert cascade.predict(GIVEN[:3]).tolist() == cascade.predict(GIVEN[:3], threshold=0).tolist()


def test_it_is_asked_by_the_wheels_own_libcurl(cascade):
    cascade(GIVEN)
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libcurl" in line}
    assert mapped and all("/tangobert.libs/" in path for path in mapped)
