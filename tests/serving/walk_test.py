"""What docs/serving.md has a newcomer type, from models to an alarm, in another place.  walk_test.py TANGO_SERVER"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

from server import ENVIRONMENT, ROOT, TINY, free_port

PROGRAM = Path(sys.argv[1]).resolve()
NOT_HERE = "make", "apt"  # another test makes the package


def commands():
    """The lines to type, those that go on in the next one joined."""
    text = (ROOT / "docs/serving.md").read_text(encoding="utf8").split("## Putting it to work")[1]
    lines = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    return lines.replace("\\\n", " ").splitlines()


class Walk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.port, self.prometheus_port = free_port(), free_port()
        (self.root / "etc/systemd/system").mkdir(parents=True)
        (self.root / "etc/prometheus").mkdir()  # the package's
        self.server = None

    def here(self, command):
        """With the files of the system in a directory of ours, other ports, and the small cascade."""
        command = re.sub(r"/(etc|var)/", rf"{self.root}/\1/", command).replace("-o prometheus ", "")
        return command.replace("models/sst2 ", f"{TINY} ").replace("sst2.tar", f"{self.root}/sst2.tar").replace(
            ":8080", f":{self.port}")

    def type(self, command):
        environment = os.environ | {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
        done = subprocess.run(["sh", "-ec", self.here(command)], cwd=ROOT, env=environment, capture_output=True,
                              text=True, timeout=120)
        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def systemctl(self, words):
        """What systemd, which runs nowhere here, would do to the server."""
        if words[1] == "enable":
            self.start_server()
        elif words[1:] == ["restart", "prometheus"]:
            self.watch_with_prometheus()
        elif words[1] == "restart":
            self.renew()
            self.server.terminate()
            self.assertEqual(self.server.wait(60), 0)
            self.start_server()
            self.type(next(command for command in commands() if command.startswith("curl")))
        else:
            self.assertEqual(words[1:], ["daemon-reload"])

    def renew(self):
        """As the text says before it restarts: `systemctl reload` takes a new certificate, but no new key."""
        with_new_key = next(command for command in commands() if command.startswith("openssl req"))
        self.type(with_new_key.replace("-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes", "").replace(
            "-keyout", "-key"))
        self.reload("has read its files again")
        self.type(with_new_key)
        self.reload("goes on as before")

    def reload(self, until):
        self.server.send_signal(signal.SIGHUP)
        self.assertIn(until, self.server.stderr.readline())

    def start_server(self):
        """As the unit does: with its flags, server.env, the drop-in, and a copy of the key as it is now."""
        unit = (ROOT / "deploy/tango-server.service").read_text(encoding="utf8")
        words = self.here(re.search(r"^ExecStart=/usr/bin/tango-server (.*)$", unit, re.MULTILINE)[1] + " ").split()
        drop_in = (self.root / "etc/systemd/system/tango-server.service.d/tls.conf").read_text(encoding="utf8")
        name, credential = re.search(r"LoadCredential=(.*):(.*)", drop_in).groups()
        (self.root / "credentials").mkdir(exist_ok=True)
        shutil.copy(credential, self.root / "credentials" / name)
        given = re.findall(r"Environment=(.*)", drop_in)[0].replace("%d", str(self.root / "credentials"))
        lines = (self.root / "etc/tango/server.env").read_text(encoding="utf8").split() + [given]
        environment = dict(line.split("=", 1) for line in lines) | {"PATH": ENVIRONMENT["PATH"], "TANGO_CACHE": "off"}
        server = self.server = subprocess.Popen([PROGRAM, *words, "--port", str(self.port)], env=environment,
                                                stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (server.kill(), server.wait(), server.stderr.close()))
        lines = [self.server.stderr.readline() for _ in range(2)]
        self.assertIn("answers on https://", lines[-1], lines)

    def query(self, expression):
        url = f"http://127.0.0.1:{self.prometheus_port}/api/v1/query?query={urllib.parse.quote(expression)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]["result"]
        except OSError:
            return []  # it is not ready yet

    def wait_for(self, expression):
        end = time.monotonic() + 60
        while not self.query(expression):
            self.assertLess(time.monotonic(), end, expression)
            time.sleep(0.2)

    def test_from_models_to_an_alarm(self):
        if not all(map(shutil.which, ("openssl", "curl", "promtool", "prometheus"))):
            self.skipTest("no openssl, curl or Debian package prometheus")
        self.assertIn("systemctl restart tango-server", commands())  # which tests the renewal
        self.assertEqual(commands()[-1], "systemctl restart prometheus")  # which tests the alarm
        for command in commands():
            program = re.match(r"[a-z]*", command)[0]
            if program == "systemctl":
                self.systemctl(command.split())
            elif program == "curl":
                self.assertEqual(len(json.loads(self.type(command))), 2)
            elif program not in NOT_HERE:
                self.type(command)

    def watch_with_prometheus(self):
        """As the package's unit starts it."""
        configuration = self.root / "etc/prometheus/prometheus.yml"
        text = configuration.read_text(encoding="utf8").replace("scrape_interval: 15s", "scrape_interval: 1s\n"
                                                                "  evaluation_interval: 1s")
        configuration.write_text(text.replace("localhost:8080", f"localhost:{self.port}"), encoding="utf8")
        words = f"--config.file={configuration}", f"--storage.tsdb.path={self.root}/metrics"
        prometheus = subprocess.Popen(["prometheus", *words, f"--web.listen-address=127.0.0.1:{self.prometheus_port}"],
                                      stderr=subprocess.DEVNULL)
        try:
            self.wait_for('up{job="tango"} == 1')
            self.wait_for('te_request_success{job="tango"} >= 1')
            self.server.kill()
            self.wait_for('ALERTS{alertname="TangoDown", alertstate="pending"}')
        finally:
            prometheus.terminate()
            prometheus.wait()


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
