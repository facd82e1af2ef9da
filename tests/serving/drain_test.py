"""SIGTERM under load: whatever the server has taken is answered.  drain_test.py TANGO_SERVER"""
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from server import Server, make_model, read_answer
from traffic import Traffic, request_of

PROGRAM = sys.argv[1]
TIMES = 5


class Drain(unittest.TestCase):
    def test_every_request_that_was_taken_is_answered(self):
        for clients in (1, 8, 32) + (16,) * (TIMES - 3):
            server = Server(PROGRAM, "--log", "all")
            with Traffic(server, clients, batch=4) as traffic:
                while len(traffic.statuses) < 200:
                    time.sleep(0.005)
                self.assertEqual(server.stop(), 0)
            logged = [json.loads(line)["status"] for line in server.lines if '"path":"/predict"' in line]
            self.assertEqual(set(logged), {200})
            self.assertEqual(len(logged), traffic.statuses.count(200))
            self.assertEqual(set(traffic.statuses) - {0}, {200})  # 0: it came once the listener was closed

    def test_a_server_that_loads_ends_before_its_next_model(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in "abcdefgh":
                make_model(Path(folder) / name)
                with (Path(folder) / name / "cascade.json").open("a", encoding="utf8") as file:
                    file.write(" " * (50 << 20))  # which takes long to read
            server = subprocess.Popen([PROGRAM, "serve", "--models", folder, "--port", "0"], stderr=subprocess.PIPE,
                                      text=True)
            lines = []
            for line in server.stderr:
                lines.append(line)
                if "a, version 1: loaded" in line:
                    server.terminate()
            self.assertEqual(server.wait(60), 0)
            server.stderr.close()
            self.assertFalse([line for line in lines if "h, version 1: loaded" in line or "answers on" in line], lines)

    def test_a_stop_is_not_lost_to_a_reload_that_ends(self):
        for times in range(20):
            server = Server(PROGRAM)
            server.process.send_signal(signal.SIGHUP)
            if times % 2:
                server.wait_for_line("has read its files again")
            else:
                time.sleep(0.002 * times)
            self.assertEqual(server.stop(), 0)

    def test_what_waits_is_computed_to_its_end(self):
        server = Server(PROGRAM, workers=1)
        clients = [server.connect() for _ in range(20)]
        for seed, client in enumerate(clients):
            client.sendall(request_of(random.Random(seed), 1000))
        stopping = threading.Thread(target=lambda: self.assertEqual(server.stop(), 0))
        stopping.start()
        for client in clients:
            with client:
                status, body = read_answer(client)
                self.assertEqual(status, 200)
                self.assertEqual(len(json.loads(body)), 1000)
        stopping.join()

    def test_a_request_that_lies_in_an_idle_connection_is_answered(self):
        for _ in range(5):
            server = Server(PROGRAM)
            clients = [server.connect() for _ in range(20)]
            for client in clients:
                client.sendall(request_of(random.Random(1), 1))
                self.assertEqual(read_answer(client)[0], 200)
            for client in clients:
                client.sendall(request_of(random.Random(2), 1))
            self.assertEqual(server.stop(), 0)
            for client in clients:
                self.assertEqual(read_answer(client)[0], 200)
                client.close()


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
