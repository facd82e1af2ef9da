"""The clients that people have, unchanged.  clients_test.py TANGO_SERVER

Needs build/serving (make serving-clients), nginx and haproxy; what is not there is skipped.
"""
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from server import QUESTION, ROOT, Asking, Server, free_port, is_answer, make_authority

PROGRAM = Path(sys.argv[1]).resolve()
PYTHON = ROOT / "build/serving/bin/python"

TRITON = """
import sys
import numpy
import tritonclient.http as http
from tritonclient.utils import InferenceServerException
client = http.InferenceServerClient(sys.argv[1])
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("tiny-cascade")
assert client.get_server_metadata()["name"] == "tango"
described = client.get_model_metadata("tiny-cascade")
assert [one["name"] for one in described["inputs"]] == ["text", "text_pair"], described
texts = numpy.array(["good", "bad movie", "\\u00fcber"], dtype=object)
for binary in True, False:
    given = http.InferInput("text", [3], "BYTES")
    given.set_data_from_numpy(texts, binary_data=binary)
    wanted = [http.InferRequestedOutput(name, binary_data=binary)
              for name in ("label", "score", "scores", "tier", "confidence", "logits")]
    result = client.infer("tiny-cascade", [given], outputs=wanted, request_id="7", timeout=5_000_000,
                          parameters={"threshold": 1.0})
    assert result.get_response()["id"] == "7"
    scores, labels = result.as_numpy("scores"), result.as_numpy("label")
    assert scores.shape == (3, 2) and scores.dtype == numpy.float32, scores
    assert numpy.allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert numpy.allclose(scores.max(axis=1), result.as_numpy("score"))
    assert result.as_numpy("tier").dtype == numpy.int32
    assert labels.shape == (3,) and set(map(str, labels.flat)), labels
default = client.infer("tiny-cascade", [given])
assert default.as_numpy("confidence").shape == (3,)
pair = http.InferInput("text_pair", [3, 1], "BYTES")
pair.set_data_from_numpy(texts.reshape(3, 1))
client.infer("tiny-cascade", [given, pair])
try:
    client.infer("none", [given])
    raise AssertionError("a model that there is not")
except InferenceServerException as error:
    assert "no model is called" in str(error), error
assert client.get_model_repository_index()[0]["state"] == "READY"
assert client.get_inference_statistics("tiny-cascade")["model_stats"][0]["inference_count"] >= 9
"""

KSERVE = """
import asyncio, sys
import numpy
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig
url, grpc_port = sys.argv[1:]

def request(binary):
    given = InferInput("text", [2], "BYTES")
    given.set_data_from_numpy(numpy.array(["good", "bad movie"], dtype=object), binary_data=binary)
    return InferRequest("tiny-cascade", [given], request_id="7", parameters={"tier": 2})

def check(response):
    assert (response.model_name, response.id) == ("tiny-cascade", "7"), response
    scores = response.get_output_by_name("scores").as_numpy()
    assert scores.shape == (2, 2) and numpy.allclose(scores.sum(axis=1), 1, atol=1e-5), scores
    assert response.get_output_by_name("tier").as_numpy().tolist() == [2, 2]
    assert len(response.get_output_by_name("label").as_numpy()) == 2

async def ask(client, *where):
    assert await client.is_server_live(*where) and await client.is_server_ready(*where)
    assert await client.is_model_ready(*where, "tiny-cascade")

async def main():
    rest = InferenceRESTClient(RESTConfig(protocol="v2"))
    await ask(rest, url)
    for binary in True, False:
        check(await rest.infer(url, request(binary), model_name="tiny-cascade"))
    grpc = InferenceGRPCClient("127.0.0.1:" + grpc_port)
    await ask(grpc)
    for binary in True, False:
        check(await grpc.infer(request(binary)))
    await grpc.close()

asyncio.run(main())
"""

HUB = """
import sys
from huggingface_hub import InferenceClient
client = InferenceClient(sys.argv[1] + "/hf")
answer = client.text_classification("good")
assert len(answer) == 2 and answer[0].score > answer[1].score and isinstance(answer[0].label, str), answer
assert client.text_classification("good", top_k=1) == answer[:1]
assert client.text_classification("good", function_to_apply="softmax") == answer
raw = client.text_classification("good", function_to_apply="none")
assert abs(sum(one.score for one in answer) - 1) < 1e-5 < abs(sum(one.score for one in raw) - 1), raw
"""

# What surrounds deploy/proxy/nginx.conf where nginx has no files of its own.
NGINX = """
daemon off; user root; pid {folder}/nginx.pid; error_log stderr;
events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {server}
}}
"""


class OverTls(Asking):
    """The proxy, whose certificate is another test's subject."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def connect(self):
        return self.context.wrap_socket(super().connect())


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM, "--grpc-port", "0")

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def run_python(self, source, *where):
        if not (PYTHON.parent.parent / "ready").exists():
            self.skipTest("build/serving is not there: make serving-clients")
        done = subprocess.run([PYTHON, "-c", source, *map(str, where)], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_tritonclient(self):
        self.run_python(TRITON, f"127.0.0.1:{self.server.port}")

    def test_kserve(self):
        self.run_python(KSERVE, self.server.url, self.server.grpc_port)

    def test_huggingface_hub(self):
        self.run_python(HUB, self.server.url)

    def test_ids_that_are_none_are_refused(self):
        for ids in [1], [[1], [2]], []:
            self.assertEqual(self.server.ask("/decode", json.dumps({"ids": ids}).encode())[0], 200, ids)
        for ids in {"a": 1}, {}, 1, None, "1", [1, [2]], [[1], 2], [[1], {}], [-1], [1.5], [True]:
            status, body = self.server.ask("/decode", json.dumps({"ids": ids}).encode())
            self.assertEqual(status, 422, ids)
            self.assertIn("list of token ids", json.loads(body)["error"])
        self.assertEqual(self.server.ask("/decode", b"{}")[0], 422)

    def test_curl(self):
        if not shutil.which("curl"):
            self.skipTest("no curl")
        many = json.dumps({"inputs": [["good"]] * 1024, "filler": "x" * 2_000_000})  # curl then asks to continue
        for words in ["--data-binary", "@-"], ["--data-binary", "@-", "-H", "Transfer-Encoding: chunked"]:
            done = subprocess.run(["curl", "-sS", "-H", "Expect: 100-continue", *words, f"{self.server.url}/predict"],
                                  input=many, capture_output=True, text=True, timeout=300)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(json.loads(done.stdout)), 1024)

    def behind(self, program, name, surroundings, *words):
        """The proxy as deploy/ configures it, at other ports."""
        if not (path := shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")):
            self.skipTest(f"no {program}")
        with tempfile.TemporaryDirectory() as folder:
            place = make_authority(Path(folder), "server")
            Path(folder, "both.pem").write_text(Path(f"{place}.pem").read_text() + Path(f"{place}.key").read_text())
            own = OverTls(free_port())
            text = (ROOT / "deploy/proxy" / name).read_text(encoding="utf8")
            text = re.sub(r":?443\b", f"127.0.0.1:{own.port}", re.sub(r":808\d\b", f":{self.server.port}", text))
            text = text.replace("/etc/tango/", f"{folder}/").replace("/etc/haproxy/tango.pem", f"{folder}/both.pem")
            file = Path(folder) / "configuration"
            file.write_text(surroundings.format(folder=folder, server=text), encoding="utf8")
            proxy = subprocess.Popen([path, *[word.format(file=file, folder=folder) for word in words]],
                                     stderr=subprocess.PIPE)
            try:
                self.wait_for_proxy(proxy, own)
                for _ in range(20):
                    self.assertTrue(is_answer(*own.ask()))
                self.assertEqual(own.ask(body=b"{")[0], 422)
                self.assertTrue(is_answer(*own.ask(body=QUESTION.ljust(1 << 20))))
            finally:
                proxy.terminate()
                proxy.communicate()

    def wait_for_proxy(self, proxy, own):
        end = time.monotonic() + 60
        while proxy.poll() is None and time.monotonic() < end:
            try:
                if own.get("/health")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        self.fail("the proxy does not answer")

    def test_behind_nginx(self):
        self.behind("nginx", "nginx.conf", NGINX, "-c", "{file}", "-p", "{folder}")

    def test_behind_haproxy(self):
        self.behind("haproxy", "haproxy.cfg", "{server}", "-f", "{file}", "-db")


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
