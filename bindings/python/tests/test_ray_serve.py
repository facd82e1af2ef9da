"""A cascade as a Ray Serve application beside the program and `tango serve`; its replicas are killed."""
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from conftest import GOLDEN, ROOT, free_port, texts, wait_until_it_answers

import tangobert

# Before Ray starts: how often replicas say what they have to do, and how slow a machine may be.
os.environ.update({"RAY_SERVE_REPLICA_AUTOSCALING_METRIC_PUSH_INTERVAL_S": "0.5",
                   "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "120", "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "120"})
ray = pytest.importorskip("ray")
serve = pytest.importorskip("ray.serve")

from tangobert.ray._autoscaling import ByTokens  # noqa: E402
from tangobert.ray._tier import TokensInFlight  # noqa: E402
from tangobert.ray.serve import application  # noqa: E402

CASCADE = GOLDEN / "tiny-cascade"
SERVER = ROOT / "build/release/tango-server"
REQUESTS = [
    {"inputs": "good movie"},
    {"inputs": ["good", "movie"]},
    {"inputs": [[one] for one in texts(40)]},
    {"inputs": [["good", "bad"], ["dull"]], "return_tier": True},
    {"inputs": "good movie", "raw_scores": True},
    {"inputs": [["good"], ["the worst"]], "return_tier": True, "return_logits": True},
    {"inputs": "good movie", "threshold": 1, "return_tier": True},
    {"inputs": "good movie", "threshold": 0, "return_tier": True},
    {"inputs": "good movie", "tier": 2, "return_tier": True},
    {"inputs": " ".join(texts(100)), "return_tier": True},
    {"inputs": "good", "model": "tiny-cascade", "truncate": None, "timeout": 60},
]
WRONG = [
    b'{"inputs": "x"', b'["x"]', b'{"input": "x"}', b'{"inputs": []}', b'{"inputs": 3}', b'{"inputs": ["a", "b", "c"]}',
    b'{"inputs": [["a"], "b"]}', b'{"inputs": [["a", 1]]}', b'{"inputs": "x", "raw_scores": 1}',
    b'{"inputs": "x", "timeout": 0}', b'{"inputs": "x", "timeout": true}',
    b'{"inputs": "x", "truncation_direction": "left"}',
    b'{"inputs": "x", "tier": 3}', b'{"inputs": "x", "tier": 1.5}', b'{"inputs": "x", "threshold": 2}',
    b'{"inputs": "x", "model": "other"}', b"[" * 100_000, b"\xff\xfe", b'{"inputs": "\\ud800"}',
    json.dumps({"inputs": " ".join(texts(100)), "truncate": False}).encode(),
    json.dumps({"inputs": [["x"]] * 2000}).encode(), b'{"inputs": "x", "timeout": 1e-9}',
]


class Client:
    def __init__(self, port):
        self.port = port

    def __call__(self, path, body=None, method=None):
        """(status, headers, body)"""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def started():
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False)
    port = free_port()
    serve.start(http_options={"port": port})
    yield Client(port)
    serve.shutdown()
    ray.shutdown()


@pytest.fixture(scope="module")
def ask(started):
    serve.run(application(CASCADE, precision="fp32", num_cpus=0.5), name="tango")
    return started


@pytest.fixture(scope="module")
def ask_program():
    """`tango serve`."""
    if not SERVER.exists():
        pytest.skip("there is no tango-server")
    port = free_port()
    server = subprocess.Popen([SERVER, "serve", "--cascade", CASCADE, "--precision", "fp32", "--port", str(port)],
                              stderr=subprocess.DEVNULL)
    wait_until_it_answers(f"http://127.0.0.1:{port}/health", server)
    yield Client(port)
    server.terminate()
    server.wait()


def replicas_of(tier):
    listed = subprocess.run(["pgrep", "-f", f"^ray::ServeReplica:.*tier-{tier}"], capture_output=True, text=True,
                            check=False).stdout
    return [int(one) for one in listed.split()]


def test_texts_have_the_answers_of_the_program(ask, tango):
    given = texts(200)
    wanted = tango("classify", "--cascade", CASCADE, "--precision", "fp32", "--quiet", "-",
                   given="".join(one + "\n" for one in given))
    status, _, body = ask("/predict", {"inputs": [[one] for one in given], "return_tier": True})
    assert status == 200
    found = [(one["predictions"][0]["label"], one["tier"]) for one in json.loads(body)]
    assert found == [(one["label"], one["tier"]) for one in wanted]
    assert {tier for _, tier in found} == {1, 2}


@pytest.mark.parametrize("path", ["/predict", "/", "/invocations", "/hf"])
def test_bodies_are_those_of_tango_serve(ask, ask_program, path):
    for body in REQUESTS:
        wanted, found = ask_program(path, body), ask(path, body)
        assert (found[0], found[2]) == (wanted[0], wanted[2]), body
        assert found[1]["Content-Type"] == wanted[1]["Content-Type"]


def test_errors_are_those_of_tango_serve(ask, ask_program):
    for body in WRONG:
        wanted, found = ask_program("/predict", body), ask("/predict", body)
        assert found[0] == wanted[0] >= 400, (body[:60], wanted, found)
        wanted, found = json.loads(wanted[2]), json.loads(found[2])
        assert found["error_type"] == wanted["error_type"], body[:60]
        assert found.keys() == wanted.keys()
    for path, method in (("/absent", "GET"), ("/predict", "GET"), ("/info", "DELETE"), ("/health", "PUT")):
        wanted, found = ask_program(path, method=method), ask(path, method=method)
        assert (found[0], found[1]["Allow"]) == (wanted[0], wanted[1]["Allow"]), path
        assert json.loads(found[2]) == json.loads(wanted[2])


def test_it_says_what_it_is(ask, ask_program):
    assert json.loads(ask("/info")[2]) == json.loads(ask_program("/info")[2])
    assert ask("/health")[2] == ask_program("/health")[2]


def test_more_than_it_takes_is_refused(ask):
    serve.run(application(CASCADE, precision="fp32", num_cpus=0.5, max_tokens=1), name="full", route_prefix="/full")
    statuses = set()

    def send():
        for _ in range(20):
            status, headers, _ = ask("/full/predict", {"inputs": [[one] for one in texts(200)]})
            statuses.add((status, headers["Retry-After"]))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    serve.delete("full")
    assert statuses == {(200, None), (429, "1")}


def test_a_killed_replica_costs_no_answer(ask):
    body = {"inputs": [[one] for one in texts(50)], "threshold": 1, "return_tier": True}
    _, _, wanted = ask("/predict", body)
    found, is_over = [], threading.Event()

    def send():
        while not is_over.is_set():
            found.append(ask("/predict", body)[::2])

    threads = [threading.Thread(target=send) for _ in range(3)]
    for one in threads:
        one.start()
    killed = set()
    for tier in (1, 2):
        time.sleep(1)
        before = replicas_of(tier)
        os.kill(before[0], signal.SIGKILL)
        killed |= set(before)
        for _ in range(1800):
            if set(replicas_of(tier)) - killed:
                break
            time.sleep(0.1)
    time.sleep(2)
    is_over.set()
    for one in threads:
        one.join()
    assert killed.isdisjoint(replicas_of(1) + replicas_of(2))
    assert {status for status, _ in found} == {200}
    # While a later tier has no replica, what the first one said may stand, marked.
    assert all(answer == wanted or b'"cut_short":true' in answer for _, answer in found)
    assert ask("/predict", body)[2] == wanted


def test_tiers_scale_apart_by_their_tokens(ask):
    serve.run(application(CASCADE, precision="fp32", num_cpus=0.25, tokens_per_replica=[1e9, 1], max_replicas=[4, 2],
                          upscale_delay_s=0, look_back_period_s=11), name="scaled", route_prefix="/scaled")
    is_over = threading.Event()

    def send():
        while not is_over.is_set():
            ask("/scaled/predict", {"inputs": [[one] for one in texts(500)], "threshold": 1})

    threads = [threading.Thread(target=send) for _ in range(3)]
    for one in threads:
        one.start()
    counts = {}
    for _ in range(1200):
        deployments = serve.status().applications["scaled"].deployments
        counts = {name: one.replica_states.get("RUNNING", 0) for name, one in deployments.items()}
        if counts["tier-2"] == 2:
            break
        time.sleep(0.5)
    is_over.set()
    for one in threads:
        one.join()
    serve.delete("scaled")
    assert (counts["tier-1"], counts["tier-2"]) == (1, 2)


def test_tokens_are_a_mean_over_time(monkeypatch):
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    tokens = TokensInFlight()
    tokens.add(30)
    now += 1
    tokens.add(-30)
    now += 2
    assert tokens.take_mean() == 10
    now += 1
    assert tokens.take_mean() == 0


def test_replicas_are_as_many_as_tokens_need():
    policy = ByTokens(100)

    def wanted(metrics):
        return policy(SimpleNamespace(aggregated_metrics=metrics, target_num_replicas=3))[0]

    assert wanted({"tokens_in_flight": {"a": 250, "b": 100}}) == 3.5
    assert wanted({}) == wanted(None) == wanted({"tokens_in_flight": {}}) == 3


def test_options_that_make_no_sense(tmp_path):
    for options, words in (({"max_replicas": [1, 2, 3]}, "3 values for 2 tiers"), ({"replicas": 2}, "replicas: "),
                           ({"tokens_per_replica": 0}, "tokens_per_replica: "),
                           ({"min_replicas": [1, 0]}, "min_replicas: "), ({"num_cpus": "1,2,3"}, "3 values for 2")):
        with pytest.raises(tangobert.Error, match=words):
            application(CASCADE, **options)
    with pytest.raises(tangobert.Error, match="cascade.json: not there"):
        application(tmp_path)
    tiers = [{"model": "a", "threshold": 0.5}, {"endpoint": {"url": "http://a", "protocol": "tei", "labels": ["a", "b"]}}]
    for content, words in ((json.dumps({"tiers": tiers}), "is computed elsewhere"), ("{", "not a cascade"),
                           (json.dumps({"tiers": [{"model": "a"}, {"model": "b"}]}), re.escape("KeyError('threshold')"))):
        (tmp_path / "cascade.json").write_text(content)
        with pytest.raises(tangobert.Error, match=words):
            application(tmp_path)
