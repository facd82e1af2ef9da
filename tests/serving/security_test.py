"""Keys, TLS, and attacks, which others must not notice.  security_test.py TANGO_SERVER"""
import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from server import (TINY, Server, TlsCase, bearer, is_answer, make_authority, make_certificate, open_descriptors,
                    openssl, read_answer, write_keys)

PROGRAM = sys.argv[1]


class Keys(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = write_keys(Path(folder.name) / "keys", "first", "second")

    def test_only_those_with_a_key_are_answered(self):
        with Server(PROGRAM, "--api-keys", self.file) as server:
            for key in "first", "second":
                self.assertTrue(is_answer(*server.ask(headers=bearer(key))))
            self.assertTrue(is_answer(*server.ask(headers=["authorization: bearer   first"])))
            for headers in [], bearer("third"), bearer(""), ["Authorization: Basic Zmlyc3Q6"], bearer("first "  "x"):
                status, body = server.ask(headers=headers)
                self.assertEqual(status, 401, headers)
                self.assertEqual(json.loads(body)["error_type"], "Unauthorized")
            self.assertEqual(server.get("/metrics")[0], 401)
            self.assertEqual(server.get("/nowhere")[0], 401)
            self.assertEqual(server.get("/health")[0], 200)

    def test_who_has_no_key_is_told_before_the_body(self):
        with Server(PROGRAM, "--api-keys", self.file) as server, server.connect() as client:
            client.sendall(b"POST /predict HTTP/1.1\r\nHost: test\r\nContent-Length: 2000000\r\n\r\nbegin")
            self.assertEqual(read_answer(client)[0], 401)

    def test_a_new_file_is_read_at_sighup_and_a_bad_one_is_not(self):
        with Server(PROGRAM, "--api-keys", self.file) as server:
            write_keys(self.file, "third")
            server.hang_up("has read its files again")
            self.assertEqual(server.ask(headers=bearer("first"))[0], 401)
            self.assertTrue(is_answer(*server.ask(headers=bearer("third"))))
            self.file.write_text("third\n", encoding="utf8")
            server.hang_up("goes on as before.*keys:1: a line begins with the SHA-256")
            self.assertTrue(is_answer(*server.ask(headers=bearer("third"))))

    def test_a_file_that_is_not_there_is_named_with_its_flag(self):
        with self.assertRaisesRegex(AssertionError, r"no-keys: No such file or directory \(see --api-keys\)"):
            Server(PROGRAM, "--api-keys", "no-keys")


class Address(unittest.TestCase):
    def test_a_name_is_no_address(self):
        with self.assertRaisesRegex(AssertionError, '"localhost" is no IP address: write 127.0.0.1.*--address'):
            Server(PROGRAM, "--address", "localhost")

    def test_an_address_of_ipv6_is_told_as_urls_have_it(self):
        with Server(PROGRAM, "--address", "::1") as server:
            self.assertEqual(server.url, f"http://[::1]:{server.port}")

    def test_strangers_are_warned_of(self):
        with tempfile.TemporaryDirectory() as folder:
            keys = write_keys(Path(folder) / "keys", "key")
            for flags, warns in ((("--address", "0.0.0.0"), True), ((), False),
                                 (("--address", "0.0.0.0", "--api-keys", keys), False)):
                with Server(PROGRAM, *flags) as server:
                    said = "warning: whoever reaches 0.0.0.0 may ask, without a key" in "".join(server.lines)
                    self.assertEqual(said, warns, flags)
                    in_clear = "warning: keys come to 0.0.0.0 in clear" in "".join(server.lines)
                    self.assertEqual(in_clear, "--api-keys" in flags and "0.0.0.0" in flags, flags)


class Tls(TlsCase):
    def connect(self, server, certificate=None, authority=None):
        context = ssl.create_default_context(cafile=f"{authority or self.authority}.pem")
        if certificate:
            context.load_cert_chain(f"{certificate}.pem", f"{certificate}.key")
        return context.wrap_socket(server.connect(), server_hostname="localhost")

    def test_answers_over_tls_and_only_so(self):
        with Server(PROGRAM, *self.flags()) as server:
            self.assertTrue(server.url.startswith("https://"))
            client = self.connect(server)
            self.assertIn(client.version(), ("TLSv1.2", "TLSv1.3"))
            self.assertTrue(is_answer(*server.ask(connection=client)))
            for body in b'{"inputs": "good"}', b"x" * 1_000_000:
                status, said = server.ask(body=body)
                self.assertEqual(status, 400)
                self.assertIn("write https://", json.loads(said)["error"])

    def test_what_is_pipelined_is_answered_in_order(self):
        with Server(PROGRAM, *self.flags()) as server, self.connect(server) as client:
            sizes = [1 + i % 3 for i in range(30)]
            for i, size in enumerate(sizes):
                body = json.dumps({"inputs": [["good"]] * size}).ljust(1000).encode()  # more than is read ahead
                end = b"Connection: close\r\n" * (i == len(sizes) - 1)
                client.sendall(b"POST /predict HTTP/1.1\r\nHost: test\r\n%sContent-Length: %d\r\n\r\n%s"
                               % (end, len(body), body))
            answers = b"".join(iter(lambda: client.recv(1 << 16), b"")).split(b"HTTP/1.1 200 OK\r\n")[1:]
            self.assertEqual([len(json.loads(one.partition(b"\r\n\r\n")[2])) for one in answers], sizes)

    def test_who_sends_forty_megabytes_is_told_so(self):
        with Server(PROGRAM, *self.flags()) as server:
            context = ssl.create_default_context(cafile=f"{self.authority}.pem")
            client = http.client.HTTPSConnection("localhost", server.port, timeout=60, context=context)
            client.request("POST", "/predict", b"x" * 40_000_000)
            self.assertEqual(client.getresponse().status, 413)
            client.close()

    def test_files_that_can_not_be_used_are_refused_with_the_flag(self):
        key, encrypted = f"{self.own}.key", self.folder / "encrypted.key"
        openssl("pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", encrypted)
        certificate = f"{self.own}.pem"
        (self.folder / "none.pem").write_text("none", encoding="utf8")
        for flags, status, said in (
                (("--tls-certificate", "missing.pem", "--tls-key", key), 3, r"missing.pem: No such .*--tls-certificate"),
                (("--tls-certificate", certificate, "--tls-key", "missing.key"), 3, r"missing.key: No such .*--tls-key"),
                (("--tls-certificate", certificate, "--tls-key", key, "--tls-client-ca", "missing.ca"), 3,
                 r"missing.ca: No such .*--tls-client-ca"),
                (("--tls-certificate", self.folder / "none.pem", "--tls-key", key), 4, "is no certificate in PEM"),
                (("--tls-certificate", certificate, "--tls-key", encrypted), 4, "is encrypted.*openssl pkey.*--tls-key"),
                (("--tls-key", key), 2, "--tls-certificate and --tls-key"),
                (("--tls-client-ca", certificate), 2, "--tls-certificate and --tls-client-ca")):
            done = subprocess.run([PROGRAM, "serve", "--cascade", TINY, "--port", "0", *flags], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=60, start_new_session=True)
            self.assertEqual(done.returncode, status, (flags, done.stderr))
            self.assertRegex(done.stderr, said)

    def test_a_certificate_that_has_ended_is_warned_of(self):
        ended = make_certificate(self.folder, "ended", self.authority, days=0)
        with Server(PROGRAM, "--tls-certificate", f"{ended}.pem", "--tls-key", f"{ended}.key") as server:
            self.assertRegex("".join(server.lines), r"warning: \S+ended.pem ended on 20\d\d-\d\d-\d\d: ")

    def test_the_metrics_say_when_the_certificate_ends(self):
        with Server(PROGRAM, *self.flags()) as server:
            for days in 2, 30:
                make_certificate(self.folder, "server", self.authority, days=days)
                server.hang_up("has read its files again", after=len(server.lines))
                metrics = server.ask("/metrics", b"", method="GET", connection=self.connect(server))[1].decode()
                end, = re.findall(r"^tango_tls_certificate_end_timestamp_seconds (\S+)$", metrics, re.MULTILINE)
                self.assertAlmostEqual(float(end) - time.time(), days * 86400, delta=600)

    def test_old_protocols_are_refused(self):
        with Server(PROGRAM, *self.flags()) as server:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
            with self.assertRaises((ssl.SSLError, OSError)):
                context.wrap_socket(server.connect())

    def test_clients_show_a_certificate_where_they_must(self):
        known = make_certificate(self.folder, "client", self.authority)
        stranger = make_certificate(self.folder, "stranger", make_authority(self.folder, "other"))
        with Server(PROGRAM, *self.flags(), "--tls-client-ca", f"{self.authority}.pem") as server:
            self.assertTrue(is_answer(*server.ask(connection=self.connect(server, known))))
            for certificate in None, stranger:
                try:  # with TLS 1.3 the refusal comes after the client's side of the handshake
                    self.assertEqual(server.ask(connection=self.connect(server, certificate))[0], 0)
                except ssl.SSLError:
                    pass

    def test_a_new_certificate_is_taken_at_sighup_and_a_bad_one_is_not(self):
        with Server(PROGRAM, *self.flags()) as server:
            other = make_authority(self.folder, "other")
            make_certificate(self.folder, "server", other)
            server.hang_up("has read its files again")
            self.assertTrue(is_answer(*server.ask(connection=self.connect(server, authority=other))))
            Path(f"{self.own}.key").write_text("none", encoding="utf8")
            server.hang_up("goes on as before.*server.key is no key of that certificate")
            self.assertTrue(is_answer(*server.ask(connection=self.connect(server, authority=other))))

    def test_handshakes_that_never_end_hold_nobody_up(self):
        with Server(PROGRAM, *self.flags()) as server:
            halves = [server.connect() for _ in range(50)]
            for half in halves[25:]:
                half.sendall(b"\x16\x03\x01\x02\x00\x01")  # the begin of a ClientHello
            self.assertTrue(is_answer(*server.ask(connection=self.connect(server))))
            for half in halves:
                half.settimeout(120)
                self.assertEqual(half.recv(1), b"")  # given up after ten seconds
                half.close()


def resident_kib(process):
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


class Attacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM)
        cls.descriptors = open_descriptors(cls.server.process)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def tearDown(self):
        self.assertTrue(is_answer(*self.server.ask()))

    def test_slowloris(self):
        slow = [self.server.connect() for _ in range(200)]
        for client in slow:
            client.sendall(b"POST /predict HTTP/1.1\r\nHost: t\r\nX-A")
        for _ in range(5):
            self.assertTrue(is_answer(*self.server.ask()))
        for client in slow:
            client.settimeout(120)
            self.assertIn(read_answer(client)[0], (0, 408))
            client.close()
        end = time.monotonic() + 120
        while open_descriptors(self.server.process) > self.descriptors + 8 and time.monotonic() < end:
            time.sleep(0.1)
        self.assertLessEqual(open_descriptors(self.server.process), self.descriptors + 8)

    def test_a_body_of_a_gigabyte(self):
        head = b"POST /predict HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000000\r\n\r\n"
        self.assertEqual(self.server.exchange(head + b"x" * (1 << 16))[0], 413)
        chunk = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
        head = b"POST /predict HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.assertEqual(self.server.exchange(head + chunk * 20)[0], 413)

    def test_who_sends_forty_megabytes_is_told_so(self):
        body = b"x" * 40_000_000
        client = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        client.request("POST", "/predict", body)  # sends all before it reads
        self.assertEqual(client.getresponse().status, 413)
        client.close()
        words = ["curl", "-s", "-H", "Expect:", "--data-binary", "@-", self.server.url + "/predict", "-w", " %{http_code}"]
        told = subprocess.run(words, input=body, capture_output=True, timeout=60)
        self.assertEqual((told.returncode, told.stdout[-4:]), (0, b" 413"))

    def test_deep_json(self):
        for deep in b'{"inputs": ' + b"[" * 1_000_000, b'{"a":' * 400_000:
            self.assertEqual(self.server.ask(body=deep)[0], 422)

    def test_chunks_and_trailers_without_end(self):
        head = b"POST /predict HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
        before = resident_kib(self.server.process)
        for begin, part in (b"5;", b"x"), (b"1\r\na\r\n0\r\n", b"X-Y: " + b"y" * 95 + b"\r\n"), (b"", b"0"):
            self.assertEqual(self.server.exchange(head + begin + part * (50_000_000 // len(part)))[0], 400, begin)
        self.assertLess(resident_kib(self.server.process), before + 40_000)

    def test_more_than_is_tokenized(self):
        body = json.dumps({"inputs": "a " * 200_000}).encode()
        self.assertEqual(self.server.ask("/tokenize", body)[0], 413)
        body = json.dumps({"inputs": ["a"] * 1025}).encode()
        self.assertEqual(self.server.ask("/tokenize", body)[0], 413)

    def test_answers_that_nobody_reads(self):
        body = json.dumps({"inputs": "a " * 130_000}).encode()
        head = b"POST /tokenize HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n" % len(body)
        silent = []
        for _ in range(40):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", self.server.port))
            client.sendall(head + body)
            silent.append(client)
        status, answer = self.server.ask("/tokenize", body)  # which is handled after the others
        self.assertEqual(status, 429, answer[:100])
        self.assertEqual(self.server.ask("/tokenize")[0], 200)
        self.assertLess(resident_kib(self.server.process), 300_000)
        for client in silent:
            client.close()

    def test_header_floods(self):
        many = b"".join(b"X-%d: y\r\n" % i for i in range(100_000))
        self.assertEqual(self.server.exchange(b"GET /health HTTP/1.1\r\n" + many + b"\r\n")[0], 431)
        self.assertEqual(self.server.exchange(b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n")[0], 431)

    def test_malformed_http(self):
        for data in (b"\0" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nA B: c\r\n\r\n",
                     b"POST /predict HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                     b"POST /predict HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"POST /predict HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                     b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"):
            with self.subTest(data=data[:60]), self.server.connect() as client:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                self.assertIn(read_answer(client)[0], (0, 400, 413))

    def test_no_path_reaches_the_file_system(self):
        for path in "/../../etc/passwd", "/%2e%2e/etc/passwd", "//etc/passwd", "/etc/passwd":
            self.assertEqual(self.server.get(path)[0], 404)

    def test_thousands_of_pipelined_requests(self):
        with self.server.connect() as client:
            client.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n" * 5000)
            client.shutdown(socket.SHUT_WR)
            data = b""
            while more := client.recv(1 << 16):
                data += more
        self.assertGreater(data.count(b"HTTP/1.1 200 OK"), 0)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
