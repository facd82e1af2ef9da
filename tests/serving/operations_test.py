"""What deploy/ holds is what systemd, Kubernetes and Prometheus take.  operations_test.py TANGO_SERVER"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import under_filter
from server import ROOT, Server, is_answer, write_keys

PROGRAM = Path(sys.argv[1]).resolve()
DEPLOY = ROOT / "deploy"
NICENESS = os.nice(0) + 10  # docs/decisions/0055
PYTHON = ROOT / "build/serving/bin/python"
VALIDATE = """
import sys, yaml, kubernetes_validate
for path in sys.argv[1:]:
    for document in yaml.safe_load_all(open(path)):
        kubernetes_validate.validate(document, "1.31", strict=True)
"""

READ_BY_GRAFANA = """
import json, sys
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
register_default_plugins()
print(JSONEncoder().encode(Dashboard.from_json(json.load(open(sys.argv[1])))))
"""


def lost(given, found, where=""):
    """The places of `given` that are not so in `found`."""
    if isinstance(given, dict):
        return [place for name, value in given.items()
                for place in (lost(value, found[name], f"{where}/{name}") if name in found else [f"{where}/{name}"])]
    if isinstance(given, list) and len(given) == len(found):
        return [place for i, (one, other) in enumerate(zip(given, found)) for place in lost(one, other, f"{where}/{i}")]
    return [] if given == found else [where]


def listen(manager, path=None):
    """The environment of a service whose manager has the socket."""
    path = path or f"\0tango-manager-{os.getpid()}"
    manager.bind(path)
    manager.settimeout(60)
    return {"NOTIFY_SOCKET": path.replace("\0", "@")}


def run(*words):
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120)


class Files(unittest.TestCase):
    def test_the_unit_is_one_that_systemd_takes(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze")
        with tempfile.TemporaryDirectory() as folder:
            unit = Path(folder) / "tango-server.service"
            text = (DEPLOY / "tango-server.service").read_text(encoding="utf8")
            unit.write_text(text.replace("/usr/bin/tango-server", str(PROGRAM)), encoding="utf8")
            done = run("systemd-analyze", "verify", unit)
            ours = [line for line in (done.stdout + done.stderr).splitlines() if "tango" in line]
            self.assertEqual(ours, [])
            exposure = run("systemd-analyze", "security", "--offline=true", unit)
            if found := re.search(r"Overall exposure level for \S+ (\d[\d.]*)", exposure.stdout):
                self.assertLess(float(found[1]), 3)

    @unittest.skipUnless(shutil.which("systemd-analyze") and under_filter.HEADER.exists(),
                         "no systemd-analyze, or no headers of Linux")
    def test_the_units_filter_lets_every_call_of_the_server_through(self):
        filtered = (sys.executable, under_filter.__file__)
        unit = DEPLOY / "tango-server.service"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, \
                Server(PROGRAM, "--grpc-port", 0, before=(*filtered, unit), environment=listen(manager)) as server:
            self.assertTrue(is_answer(*server.ask()))
            server.hang_up("has read its files again")
            self.assertEqual(manager.recv(100), b"READY=1")
            niceness = [int((task / "stat").read_text(encoding="utf8").rpartition(")")[2].split()[16])
                        for task in Path(f"/proc/{server.process.pid}/task").iterdir()]
            self.assertGreaterEqual(niceness.count(NICENESS), 2)  # the workers
            self.assertEqual(server.stop(), 0, server.lines)
            self.assertNotIn("nice(2)", "".join(server.lines))
        with Server(PROGRAM, before=(*filtered, "--refuse=setpriority", unit)) as server:
            self.assertTrue(is_answer(*server.ask()))
            server.stop()
            self.assertEqual(sum("nice(2): Operation not permitted" in line for line in server.lines), 1, server.lines)

    def test_systemd_is_told_of_starts_reloads_and_stops(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in f"{folder}/socket", f"\0tango-test-{os.getpid()}":
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, \
                        Server(PROGRAM, environment=listen(manager, path)) as server:
                    self.assertEqual(manager.recv(100), b"READY=1")
                    self.assertTrue(is_answer(*server.ask()))
                    server.hang_up("has read its files again")
                    reloading = manager.recv(100).decode().splitlines()
                    self.assertEqual(reloading[0], "RELOADING=1")
                    self.assertLess(abs(int(reloading[1].removeprefix("MONOTONIC_USEC=")) / 1e6 - time.monotonic()), 60)
                    self.assertEqual(manager.recv(100), b"READY=1")
                    server.stop()
                    self.assertEqual(manager.recv(100), b"STOPPING=1")
        for path in "/nowhere/socket", "relative", "/" + "x" * 200:
            with Server(PROGRAM, environment={"NOTIFY_SOCKET": path}) as server:
                self.assertTrue(is_answer(*server.ask()))

    def test_manifests_are_what_kubernetes_takes(self):
        if not (PYTHON.parent.parent / "ready").exists():
            self.skipTest("build/serving is not there: make serving-clients")
        done = run(PYTHON, "-c", VALIDATE, *sorted((DEPLOY / "kubernetes").glob("*.yaml")))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_manifests_name_is_there(self):
        text = "".join(file.read_text(encoding="utf8") for file in (DEPLOY / "kubernetes").glob("*.yaml"))
        for claim in re.findall(r"claimName: ([\w-]+)", text):
            self.assertRegex(text, rf"kind: PersistentVolumeClaim\nmetadata:\n  name: {claim}\n")
        for secret in re.findall(r"secretName: ([\w-]+)", text):
            self.assertIn(f"kubectl create secret generic {secret} ", text)
        named = {port for port in re.findall(r"(?:targetPort|port): ([a-z]+)", text)}
        self.assertEqual(named, set(re.findall(r"name: (\w+), containerPort", text)))
        image = re.search(r"image: (\S+)", text)[1]
        dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf8")
        self.assertIn(f"-t {image} ", dockerfile)
        self.assertIn(f"ARG VERSION={image.partition(':')[2]}\n", dockerfile)
        self.assertIn(f"VERSION {image.partition(':')[2]}", (ROOT / "CMakeLists.txt").read_text(encoding="utf8"))

    def test_the_dockerfile_is_one_that_hadolint_takes(self):
        if not (hadolint := PYTHON.with_name("hadolint")).exists():
            self.skipTest("build/serving is not there: make serving-clients")
        done = run(hadolint, DEPLOY / "Dockerfile")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_grafana_has_every_field_of_the_dashboard(self):
        if not (PYTHON.parent.parent / "ready").exists():
            self.skipTest("build/serving is not there: make serving-clients")
        file = DEPLOY / "grafana/dashboard.json"
        done = run(PYTHON, "-c", READ_BY_GRAFANA, file)
        self.assertEqual(done.returncode, 0, done.stderr)
        dashboard = json.loads(file.read_text(encoding="utf8"))
        self.assertEqual(lost(dashboard, json.loads(done.stdout)), [])
        cells = [(place["x"] + x, place["y"] + y) for place in (panel["gridPos"] for panel in dashboard["panels"])
                 for x in range(place["w"]) for y in range(place["h"])]
        self.assertEqual(len(cells), len(set(cells)), "panels overlap")
        self.assertLess(max(x for x, _ in cells), 24)
        self.assertIn("datasource", [one["name"] for one in dashboard["templating"]["list"]])

    def test_the_description_is_openapi(self):
        if not (PYTHON.parent.parent / "ready").exists():
            self.skipTest("build/serving is not there: make serving-clients")
        with Server(PROGRAM) as server:
            status, body = server.get("/openapi.json")
            self.assertEqual(status, 200)
            described = json.loads(body)
            for path, methods in described["paths"].items():
                if "{" in path:
                    continue
                for method in "get", "post":
                    status = server.ask(path, b"" if method == "get" else b"{}", method=method.upper())[0]
                    self.assertEqual(status == 405, method not in methods, (method, path))
                    self.assertNotEqual(status, 404, path)
            status, _ = server.ask("/tokenize", json.dumps({"inputs": "a" * (257 << 10)}).encode())
            self.assertIn(str(status), described["paths"]["/tokenize"]["post"]["responses"])
        done = run(PYTHON, "-c", "import json, sys, openapi_spec_validator as v; v.validate(json.loads(sys.argv[1]))",
                   body.decode())
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_status_is_described(self):
        def operations():
            for path, methods in described["paths"].items():
                path = path.replace("{model}", "tiny-cascade").replace("{version}", "1")
                for method, operation in methods.items():
                    yield f"{method.upper()} {path} HTTP/1.1", operation["responses"]

        with Server(PROGRAM) as server:
            described = json.loads(server.get("/openapi.json")[1])
            late = [(server.connect(), *one) for one in operations()]
            for client, line, _ in late:
                client.sendall(f"{line}\r\n".encode())
            for wanted, headers in ((400, ["Host: a", "Host: b"]), (431, ["Host: a", "X: " + 20_000 * "a"]),
                                    (413, ["Host: a", "Content-Length: 3000000"]),
                                    (501, ["Host: a", "Transfer-Encoding: gzip"])):
                for line, responses in operations():
                    status, body = server.exchange("\r\n".join([line, *headers, "", ""]).encode())
                    self.assertEqual(status, wanted, (line, body))
                    self.assertIn(str(status), responses, line)
            for client, line, responses in late:
                self.assertEqual(server.exchange(b"", client)[0], 408, line)
                self.assertIn("408", responses, line)
            for name in "/predict", "/", "/invocations", "/hf", "/tokenize", "/decode":
                status, _ = server.ask(name, b'{"inputs": "a", "ids": [1], "model": "none"}')
                self.assertEqual(status, 404)
                self.assertIn("404", described["paths"][name]["post"]["responses"])
            self.assertIn("405", described["info"]["description"])
            self.assertEqual(server.get("/predict")[0], 405)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "broken").mkdir()
            (Path(folder) / "broken/cascade.json").write_text("{}", encoding="utf8")
            server = self.enterContext(Server(PROGRAM, model=("--models", folder)))
            for line, responses in operations():
                status, body = server.exchange(f"{line}\r\nHost: a\r\nContent-Length: 2\r\n\r\n{{}}".encode())
                self.assertIn(str(status), responses, (line, body))

    def test_routes_without_a_key_are_those_that_are_said_to_need_none(self):
        section = (ROOT / "docs/serving.md").read_text(encoding="utf8").partition("## Keys and TLS")[2]
        said = re.search(r"requires a key;(.*?)answer\s+without", section, re.DOTALL)[1]
        with tempfile.TemporaryDirectory() as folder:
            with Server(PROGRAM, "--api-keys", write_keys(Path(folder) / "keys", "key")) as server:
                paths = json.loads(server.get("/openapi.json")[1])["paths"]
                for path, methods in paths.items():
                    for method, operation in methods.items():
                        is_open = server.ask(path, b"", method=method.upper())[0] != 401
                        self.assertEqual(is_open, operation.get("security") == [], (method, path))
                        if method == "get":
                            self.assertEqual(is_open, f"`{path}`" in said, path)

    def test_flags_that_deploy_names_are_there(self):
        flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", run(PROGRAM, "serve", "--help").stdout))
        for name in "tango-server.service", "kubernetes/deployment.yaml":
            text = re.sub("kubectl .*", "", (DEPLOY / name).read_text(encoding="utf8"))
            named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
            self.assertTrue(named and named <= flags, named - flags)


@unittest.skipUnless(shutil.which("promtool") and shutil.which("prometheus"), "no Debian package prometheus")
class Prometheus(unittest.TestCase):
    def test_alerts_are_right_and_fire(self):
        rules = DEPLOY / "prometheus"
        alerts, tested = (set(re.findall(rf"{key}: (\w+)", (rules / name).read_text(encoding="utf8")))
                          for key, name in (("alert", "alerts.yaml"), ("alertname", "alerts_test.yaml")))
        self.assertEqual(alerts, tested)
        for words in (("check", "rules", rules / "alerts.yaml"), ("test", "rules", rules / "alerts_test.yaml"),
                      ("check", "config", rules / "prometheus.yaml")):
            done = run("promtool", *words)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with tempfile.TemporaryDirectory() as folder:  # Debian's Prometheus does not know Kubernetes
            file = Path(folder) / "kubernetes.yaml"
            text = (rules / "kubernetes.yaml").read_text(encoding="utf8")
            text = text.replace("kubernetes_sd_configs:\n      - role: pod", 'static_configs: [{targets: ["localhost"]}]')
            file.write_text(text, encoding="utf8")
            done = run("promtool", "check", "config", "--syntax-only", file)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_prometheus_scrapes_what_alerts_and_dashboard_ask_for(self):
        with tempfile.TemporaryDirectory() as folder, Server(PROGRAM) as server:
            for _ in range(3):
                server.ask()
            server.ask(body=b"{")
            metrics = server.get("/metrics")[1]
            done = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, timeout=60)
            self.assertNotIn(b"error", done.stderr)
            configuration = Path(folder) / "prometheus.yaml"
            configuration.write_text(f"""
global: {{scrape_interval: 1s}}
rule_files: [{DEPLOY}/prometheus/alerts.yaml]
scrape_configs:
  - job_name: tango
    static_configs: [{{targets: ["127.0.0.1:{server.port}"]}}]
""", encoding="utf8")
            prometheus = subprocess.Popen(
                ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/data",
                 "--web.listen-address=127.0.0.1:0", "--log.format=json"], stderr=subprocess.PIPE, text=True)
            try:
                self.check_queries(prometheus, metrics.decode())
            finally:
                prometheus.terminate()
                prometheus.communicate()

    def check_queries(self, prometheus, metrics):
        for line in prometheus.stderr:
            if found := re.search(r"127\.0\.0\.1:(\d\d+)", line):
                break
        base = f"http://127.0.0.1:{found[1]}/api/v1/query?query="

        def query(expression):
            with urllib.request.urlopen(base + urllib.parse.quote(expression), timeout=30) as answer:
                return json.load(answer)["data"]["result"]

        def has_scraped():
            try:
                return query('te_request_success{job="tango"} >= 3')
            except urllib.error.HTTPError:
                return False  # it is not ready yet

        end = time.monotonic() + 120
        while not has_scraped():
            self.assertLess(time.monotonic(), end, "it does not scrape")
            time.sleep(0.5)
        dashboard = json.loads((DEPLOY / "grafana/dashboard.json").read_text(encoding="utf8"))
        expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        expressions += re.findall(r"expr: (\w.*)", (DEPLOY / "prometheus/alerts.yaml").read_text(encoding="utf8"))
        self.assertGreater(len(expressions), 12)
        names = set(re.findall(r"^# TYPE (\w+)", metrics, re.MULTILINE))
        for expression in expressions:
            query(expression)  # an error is one of HTTP
            used = re.findall(r"\b((?:te|tango)_[a-z_]+)", expression)
            for name in used:
                self.assertIn(re.sub(r"_(bucket|sum|count)$", "", name) if name not in names else name, names)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
