"""A log that nobody reads holds nobody up.  log_test.py TANGO_SERVER"""
import json
import os
import re
import select
import signal
import sys
import unittest

from server import Server, is_answer, read_answer

PROGRAM = sys.argv[1]
LONG_PATH = "/" + "x" * 8000
REQUESTS = 1000  # whose lines are more than a pipe and the server take


class Log(unittest.TestCase):
    def setUp(self):
        # Its lines are read as far as the one that says that it answers.
        self.server = Server(PROGRAM, "--log", "errors", reads_log=False)
        self.addCleanup(self.end)

    def end(self):
        self.server.process.kill()
        self.server.process.wait()
        self.server.process.stderr.close()

    def dropped(self):
        _, metrics = self.server.get("/metrics")
        line, = re.findall(rb"^tango_log_lines_dropped_total (\d+)$", metrics, re.MULTILINE)
        return int(line)

    def flood(self):
        with self.server.connect() as client:
            for _ in range(REQUESTS):
                client.sendall(f"GET {LONG_PATH} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
                self.assertEqual(read_answer(client)[0], 404)

    def test_others_are_answered_and_lines_are_counted(self):
        self.assertEqual(self.dropped(), 0)
        self.flood()
        self.assertTrue(is_answer(*self.server.ask()))
        dropped = self.dropped()
        self.assertGreater(dropped, 0)
        lines = self.read_until_silence()
        self.assertEqual(len(lines) - 1 + dropped, REQUESTS)
        told, = [json.loads(line) for line in lines if "dropped_lines" in line]
        self.assertEqual(told["dropped_lines"], dropped)
        self.flood_is_logged_again()

    def flood_is_logged_again(self):
        self.server.get("/again")
        self.assertIn("/again", "".join(self.read_until_silence()))

    def read_until_silence(self):
        data, descriptor = b"", self.server.process.stderr.fileno()
        while select.select([descriptor], [], [], 2)[0] and (more := os.read(descriptor, 1 << 20)):
            data += more
        return data.decode().splitlines()

    def test_signals_are_followed(self):
        self.flood()
        self.server.process.send_signal(signal.SIGHUP)
        self.assertTrue(is_answer(*self.server.ask()))
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.process.wait(20), 0)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
