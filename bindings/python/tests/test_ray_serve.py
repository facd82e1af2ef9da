"""A cascade as a Ray Serve application beside the program and `tango serve`; its replicas are killed."""
import json
import os
import re
import signal
import struct
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
    {"inputs": "good movie", "parameters": {"top_k": 1}},
    {"inputs": "good movie", "parameters": {"top_k": 9, "function_to_apply": "softmax"}},
    {"inputs": [["good movie"]], "parameters": {"function_to_apply": "none"}},
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
    b'{"inputs": "x", "timeout": 0}', b'{"inputs": "x", "treshold": 0.5}', b'{"inputs": "x", "timeout": true}',
    b'{"inputs": "x", "truncation_direction": "left"}',
    b'{"inputs": "x", "parameters": [1]}', b'{"inputs": "x", "parameters": {"top_k": 0}}',
    b'{"inputs": "x", "parameters": {"top_k": 1.5}}', b'{"inputs": "x", "parameters": {"function_to_apply": "tanh"}}',
    b'{"inputs": "x", "parameters": {"max_length": 1, "top_k": 1}}',
    b'{"inputs": "x", "raw_scores": true, "parameters": {"function_to_apply": "softmax"}}',
    b'{"inputs": "x", "tier": 3}', b'{"inputs": "x", "tier": 1.5}', b'{"inputs": "x", "threshold": 2}',
    b'{"inputs": "x", "model": "other"}', b"[" * 100_000, b"\xff\xfe", b'{"inputs": "\\ud800"}',
    json.dumps({"inputs": " ".join(texts(100)), "truncate": False}).encode(),
    json.dumps({"inputs": [["x"]] * 2000}).encode(), b'{"inputs": "x", "timeout": 1e-9}',
]


def tensor(name, data, **others):
    return {"name": name, "datatype": "BYTES", "shape": [len(data)], "data": data, **others}


def behind(fields, *tensors):
    """A body with binary tensors, and its header."""
    head = json.dumps(fields).encode()
    return head + b"".join(tensors), {"Inference-Header-Content-Length": str(len(head))}


def binary(*given):
    return b"".join(struct.pack("<I", len(one)) + one for one in given)


def wants(*names, **parameters):
    return [{"name": name, "parameters": parameters} for name in names]


ONE = {"inputs": [tensor("text", ["good movie"])]}
MANY = {"inputs": [tensor("text", texts(40))]}
SIZED = {"name": "text", "datatype": "BYTES", "shape": [2], "parameters": {"binary_data_size": 14}}
MODEL = "/v2/models/tiny-cascade"
TOLD = ["/v2", "/v2/health/live", "/v2/health/ready", "/v2/repository/index", MODEL, f"{MODEL}/ready", "/v2/models//ready",
        f"{MODEL}/versions/1", f"{MODEL}/versions/01/ready", f"{MODEL}/versions/2", f"{MODEL}/versions/x", f"{MODEL}/",
        f"{MODEL}/versions/", f"{MODEL}/versions", f"{MODEL}/absent", "/v2/models/other", "/v2/models/", "/v2/models", "/v2/"]
INFERS = [
    (ONE, {}), (MANY, {}),
    ({**ONE, "id": "of \"mine\" é\u007f\u0001"}, {}),
    ({"inputs": [tensor("text", ["good", "dull"]), tensor("text_pair", [["bad"], ["the worst"]], shape=[2, 1])]}, {}),
    ({**MANY, "outputs": wants("tier", "logits", "label")}, {}),
    ({**MANY, "outputs": [], "parameters": None, "id": None}, {}),
    ({**MANY, "parameters": {"threshold": 1}}, {}), ({**MANY, "parameters": {"threshold": 0, "timeout": 0}}, {}),
    ({**MANY, "parameters": {"tier": 2, "timeout": 60e6}}, {}),
    ({**MANY, "parameters": {"binary_data_output": True}}, {}),
    ({**MANY, "outputs": wants("scores", binary_data=True) + wants("label", "logits")}, {}),
    ({**MANY, "outputs": wants("scores", binary_data=False), "parameters": {"binary_data_output": True}}, {}),
    behind({"inputs": [SIZED]}, binary(b"go\xffd", b"ba")), behind(ONE),
]
WRONG_INFERS = [
    (one, {}) for one in (
        b"[]", {}, {"inputs": 3}, {"inputs": []}, {"inputs": ["text"]}, {"inputs": [{}]}, {"inputs": [{"name": 5}]},
        {"inputs": [["x" * 70 + "é"]]}, {"inputs": [{"name": "text"}]}, {"inputs": [tensor("text", ["a"], datatype="FP32")]},
        {"inputs": [tensor("text", ["a"], shape=None)]}, {"inputs": [tensor("text", ["a"], shape=[1, 1, 1])]},
        {"inputs": [tensor("text", ["a"], shape=[0])]}, {"inputs": [tensor("text", ["a"], shape=["1"])]},
        {"inputs": [tensor("text", ["a"], shape=[1 << 30, 1 << 40])]}, {"inputs": [tensor("text", ["a"], shape={"a": 1})]},
        {"inputs": [tensor("text", ["a"], shape=1)]}, {"inputs": [tensor("text", ["a"], shape=[1.5])]},
        {"inputs": [tensor("text", ["a"], shape=[2])]}, {"inputs": [tensor("text", ["a", 1])]},
        {"inputs": [{**SIZED, "parameters": None}]}, {"inputs": [tensor("text", ["a"], parameters=[])]},
        {"inputs": [tensor("other", ["a"])]}, {"inputs": [tensor("text", ["a"])] * 2}, {"inputs": [tensor("text_pair", ["a"])]},
        {"inputs": [tensor("text", ["a"]), tensor("text_pair", ["a", "b"])]}, {**ONE, "id": 3}, {**ONE, "outputs": {}}, {**ONE, "outputs": None},
        {**ONE, "outputs": ["label"]}, {**ONE, "outputs": wants("other")}, {**ONE, "outputs": wants("tier", "label", "tier")}, {**ONE, "outputs": wants("start")},
        {**ONE, "outputs": wants("label", classification=1)}, {**ONE, "outputs": wants("label", binary_data=1)},
        {**ONE, "parameters": 3}, {**ONE, "parameters": {"binary_data_output": "yes"}},
        {**ONE, "parameters": {"threshold": 1.5}}, {**MANY, "parameters": {"threshold": -1}},
        {**ONE, "parameters": {"threshold": "1"}}, {**ONE, "parameters": {"tier": 3}}, {**MANY, "parameters": {"tier": -7}},
        {**ONE, "parameters": {"tier": 2**63}}, {**ONE, "parameters": {"tier": 1e3}}, {**ONE, "parameters": {"timeout": -1}}, {**ONE, "parameters": {"teir": 1}},
        {"inputs": [{**SIZED, "parameters": {"binary_data_size": -1}}]}, {"inputs": [SIZED]},
        {"inputs": [tensor("text", ["x"] * 2000)]}, {**ONE, "id": [[[[[[]]]]] * 30]}, b'{"inputs": NaN}',
        b'{"inputs":' + b"[" * 70 + b"]" * 70 + b"}",
    )
] + [behind({"inputs": [SIZED]}, binary(b"good", b"ba"), b"x"), behind({"inputs": [SIZED]}, binary(b"good", b"bad")[:14]),
     behind({"inputs": [SIZED]}, b"\xff" * 14), behind({"inputs": [SIZED]}, binary(b"0123456789")),
     (ONE, {"Inference-Header-Content-Length": "1000"}), (ONE, {"Inference-Header-Content-Length": "-1"})]
TOKENS = [("/tokenize", body) for body in (
    {"inputs": "good movie"}, {"inputs": ["good", "é the\u0001 wörst 🙂", ""]}, {"inputs": "good", "add_special_tokens": False},
    {"inputs": []}, {}, {"inputs": 3}, {"inputs": ["a", ["b"]]}, {"inputs": "a", "add_special_tokens": 1}, {"inputs": ["a"] * 2000},
    {"inputs": "a" * (257 << 10)}, b"[]", {"inputs": "good", "model": "other"}, {"inputs": "good", "model": "tiny-cascade"})]
TOKENS += [("/decode", body) for body in (
    {"ids": [2, 5, 6, 3]}, {"ids": [[2, 5], [6], []], "skip_special_tokens": False}, {"ids": [10**6]}, {"ids": []}, {}, {"ids": None},
    {"ids": 5}, {"ids": {"a": 5}}, {"ids": [[5], 6]}, {"ids": [-1]}, {"ids": [2**31]}, {"ids": [5.0]}, {"ids": [True]}, {"ids": ["5"]},
    {"ids": [5], "skip_special_tokens": "no"}, {"ids": [5], "model": "other"}, {"ids": [5], "model": 5})]


class Client:
    def __init__(self, port):
        self.port = port

    def __call__(self, path, body=None, method=None, headers=None):
        """(status, headers, body)"""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method,
                                         headers=headers or {})
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


def assert_equal(found, wanted, what):
    """What JSON's parsers say of what is none differs."""
    assert found[0] == wanted[0], (what, found[2], wanted[2])
    if b"not valid JSON" in wanted[2]:
        assert json.loads(found[2]).keys() == json.loads(wanted[2]).keys(), what
        assert b": not JSON: " in found[2], what
    else:
        assert found[2] == wanted[2], what
    for header in ("Content-Type", "Inference-Header-Content-Length", "Retry-After"):
        assert found[1][header] == wanted[1][header], what


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
        assert wanted[0] >= 400
        assert_equal(found, wanted, body[:60])
    for path, method in (("/absent", "GET"), ("/predict", "GET"), ("/info", "DELETE"), ("/health", "PUT"),
                         (MODEL, "DELETE"), ("/v2", "POST"), (f"{MODEL}/ready", "POST"), ("/v2/repository/index", "PUT")):
        wanted, found = ask_program(path, method=method), ask(path, method=method)
        assert (found[0], found[1]["Allow"]) == (wanted[0], wanted[1]["Allow"]), path
        assert json.loads(found[2]) == json.loads(wanted[2])


def test_it_says_what_it_is(ask, ask_program):
    for path in ("/info", "/info?model=other", "/info?model=tiny-cascade", "/health", *TOLD):
        assert_equal(ask(path), ask_program(path), path)
        wanted, found = ask_program(path, method="HEAD"), ask(path, method="HEAD")
        assert (found[0], found[2]) == (wanted[0], b""), path
    assert_equal(ask("/v2/repository/index", b""), ask_program("/v2/repository/index", b""), "index")


def test_tensors_are_those_of_tango_serve(ask, ask_program):
    for path in (f"{MODEL}/infer", f"{MODEL}/versions/1/infer"):
        for body, headers in INFERS:
            wanted = ask_program(path, body, headers=headers)
            assert wanted[0] == 200, (body, wanted)
            assert_equal(ask(path, body, headers=headers), wanted, body)


def test_errors_of_tensors_are_those_of_tango_serve(ask, ask_program):
    for body, headers in WRONG_INFERS:
        wanted = ask_program(f"{MODEL}/infer", body, headers=headers)
        assert wanted[0] >= 400, body
        assert_equal(ask(f"{MODEL}/infer", body, headers=headers), wanted, body)
    for path in ("/v2/models/other/infer", f"{MODEL}/versions/2/infer", f"{MODEL}/absent"):
        assert_equal(ask(path, ONE), ask_program(path, ONE), path)


def test_tokens_are_those_of_tango_serve(ask, ask_program):
    for path, body in TOKENS:
        assert_equal(ask(path, body), ask_program(path, body), (path, body))


def test_it_counts_as_tango_serve(ask, ask_program):
    def counted(client, path):
        before = [int(one) for one in re.findall(rb":\"?(\d+)", client(path)[2])]
        for body in (ONE, MANY, {**MANY, "parameters": {"timeout": 1e-3}}, {**ONE, "parameters": {"tier": 3}}):
            client(f"{MODEL}/infer", body)
        after = client(path)[2]
        changes = [int(one) - old for one, old in zip(re.findall(rb":\"?(\d+)", after), before, strict=True)]
        return re.sub(rb":\"?\d+", b"", after), [one if one < 1000 else "some" for one in changes]

    for path in ("/v2/models/stats", f"{MODEL}/stats"):
        assert counted(ask, path) == counted(ask_program, path)


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
