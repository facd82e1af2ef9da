"""Support for the tests of the built tango-server: starts it, sends it bytes, makes keys and certificates."""
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests/golden/tiny-cascade"
QUESTION = b'{"inputs": "good"}'
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "TANGO_CACHE": "off", "HOME": os.environ.get("HOME", "/")}  # of the model store


class Asking:
    """A server that answers at a port."""

    def __init__(self, port):
        self.port = port

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def exchange(self, data, connection=None):
        """Status and body of what is answered to some bytes; status 0 where the server closes without an answer."""
        with connection or self.connect() as client:
            try:
                client.sendall(data)
            except OSError:
                pass  # the server may say no before all is sent
            return read_answer(client)

    def ask(self, path="/predict", body=QUESTION, headers=(), connection=None, method="POST"):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers, "", ""]
        return self.exchange("\r\n".join(lines).encode() + body, connection)

    def get(self, path, headers=()):
        return self.ask(path, b"", headers, method="GET")


class Server(Asking):
    """tango-server with a small cascade, or what `flags` name, on a free port."""

    def __init__(self, program, *flags, model=("--cascade", TINY), before=(), workers=2, reads_log=True,
                 environment=None):
        words = [*before, program, "serve", *model, "--port", "0", "--workers", workers, *flags]
        self.process = subprocess.Popen(list(map(str, words)), stderr=subprocess.PIPE, text=True,
                                        env=ENVIRONMENT | (environment or {}))
        self.lines = []
        super().__init__(None)
        self.admin_port = self.grpc_port = None
        self.url = ""
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"takes orders on http://\S+:(\d+)", line):
                self.admin_port = int(found[1])
            if found := re.search(r"answers gRPC on \S+:(\d+)", line):
                self.grpc_port = int(found[1])
            if found := re.search(r"answers on (https?://\S+:(\d+))", line):
                self.url, self.port = found[1], int(found[2])
                break
        else:
            raise AssertionError("the server did not start: " + "".join(self.lines))
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr), daemon=True)
        if reads_log:
            self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def hang_up(self, until, after=0):
        """SIGHUP, and waits for the line that says how it went."""
        self.process.send_signal(signal.SIGHUP)
        self.wait_for_line(until, after=after)

    def wait_for_line(self, pattern, seconds=60, after=0):
        end = time.monotonic() + seconds
        while not any(re.search(pattern, line) for line in self.lines[after:]):
            if time.monotonic() > end:
                raise AssertionError(f"no line says {pattern}: " + "".join(self.lines))
            time.sleep(0.02)

    def order(self, path):
        """At the admin listener."""
        return Asking(self.admin_port).ask(f"/v2/repository/models/{path}", b"")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.reader.join()
        self.process.stderr.close()
        return status


def read_answer(client):
    data = b""
    while True:
        head, found, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if found and len(body) >= int(length[1] if length else 0):
            return int(head.split()[1]), body
        try:
            more = client.recv(65536)
        except OSError:
            more = b""
        if not more:
            return (int(head.split()[1]), body) if found else (0, b"")
        data += more


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def write_keys(path, *keys):
    path.write_text("".join(f"{hashlib.sha256(key.encode()).hexdigest()} {index}\n"
                            for index, key in enumerate(keys)), encoding="utf8")
    return path


def bearer(key):
    return [f"Authorization: Bearer {key}"]


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_authority(folder, name):
    """A certificate of an authority; returns its path without the ending."""
    place = folder / name
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            f"/CN={name}", "-keyout", f"{place}.key", "-out", f"{place}.pem")
    return place


def make_certificate(folder, name, authority, days=2):
    """A certificate for localhost, signed by an authority; returns its path without the ending."""
    place = folder / name
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{place}.key", "-out", f"{place}.csr")
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="utf8")
    openssl("x509", "-req", "-in", f"{place}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
            "-CAcreateserial", "-days", days, "-extfile", extensions, "-out", f"{place}.pem")
    return place


def is_answer(status, body):
    return status == 200 and len(json.loads(body)) == 2


def make_model(directory):
    """The tiny cascade in another place."""
    directory.mkdir(parents=True)
    cascade = json.loads((TINY / "cascade.json").read_text(encoding="utf8"))
    for tier in cascade["tiers"]:
        tier["model"] = str((TINY / tier["model"]).resolve())
    (directory / "cascade.json").write_text(json.dumps(cascade), encoding="utf8")


def open_descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class TlsCase(unittest.TestCase):
    """A server's certificate and who signed it, anew for each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.authority = make_authority(self.folder, "authority")
        self.own = make_certificate(self.folder, "server", self.authority)

    def flags(self):
        return "--tls-certificate", f"{self.own}.pem", "--tls-key", f"{self.own}.key"
