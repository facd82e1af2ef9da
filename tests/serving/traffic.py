"""Clients that go on asking a server, and clients that misbehave, each on a thread of its own."""
import json
import random
import socket
import string
import threading
import time

from server import read_answer

WORDS = "good bad movie film the a plot actor dull bright slow great was is not very".split()


def texts(random_numbers, count):
    """Distinct ones, so that no answer is a known one."""
    return [[" ".join(random_numbers.choices(WORDS, k=random_numbers.randint(3, 30)))
             + " " + "".join(random_numbers.choices(string.ascii_lowercase, k=8))] for _ in range(count)]


def request_of(random_numbers, count):
    body = json.dumps({"inputs": texts(random_numbers, count)}).encode()
    return b"POST /predict HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Threads:
    """Threads that run until the block ends: `go_on()` is then false."""

    def __init__(self):
        self.over = threading.Event()
        self.threads = []

    def start(self, work, *arguments):
        self.threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self.threads[-1].start()

    def go_on(self):
        return not self.over.is_set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(60)


class Traffic(Threads):
    """`clients` connections, each with one request of `batch` texts after the other; `rate`: requests a second of all
    of them, in an open loop as far as they keep up; 0: as fast as they are answered."""

    def __init__(self, server, clients=4, batch=1, rate=0.0):
        super().__init__()
        self.server, self.batch, self.rate = server, batch, rate
        self.statuses = []  # 0: the connection ended without an answer
        self.lock = threading.Lock()
        self.due = time.monotonic()
        for seed in range(clients):
            self.start(self.ask, random.Random(seed))

    def wait_until_due(self):
        if self.rate <= 0:
            return
        with self.lock:
            self.due += random.expovariate(self.rate)
            due = self.due
        self.over.wait(max(0.0, due - time.monotonic()))

    def ask(self, random_numbers):
        while self.go_on():
            try:
                with self.server.connect() as client:
                    self.ask_on(client, random_numbers)
            except OSError:
                self.statuses.append(0)
                self.over.wait(0.05)

    def ask_on(self, client, random_numbers):
        while self.go_on():
            self.wait_until_due()
            client.sendall(request_of(random_numbers, self.batch))
            status, body = read_answer(client)
            if status == 200 and len(json.loads(body)) != self.batch:
                status = -1
            self.statuses.append(status)
            if status == 0:
                return


def leaves_early(connect, random_numbers):
    """A client that goes before it has its answer, or before it has sent its request."""
    with connect() as client:
        request = request_of(random_numbers, random_numbers.choice((1, 8, 64)))
        client.sendall(request[:random_numbers.choice((len(request), len(request) // 2, 10))])
        if random_numbers.random() < 0.5:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # by a reset


def talks_nonsense(connect, random_numbers):
    nonsense = random_numbers.choice((
        b"\0" * 100, b"GET\r\n\r\n", b"POST /predict HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /predict HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 10_000,
        b"POST /predict HTTP/1.1\r\nHost: t\r\nContent-Length: 12\r\n\r\n" + b"{" * 12,
        b'POST /predict HTTP/1.1\r\nHost: t\r\nContent-Length: 13\r\n\r\n{"inputs": 3}',
        b"GET /" + b"y" * 30_000 + b" HTTP/1.1\r\n\r\n"))
    with connect() as client:
        client.settimeout(5)
        client.sendall(nonsense)
        read_answer(client)


def is_slow(connect, random_numbers):
    """A client that sends a little at a time, or takes its answer so, and gives up after a while."""
    with connect() as client:
        client.settimeout(5)
        request = request_of(random_numbers, 4)
        for at in range(0, min(len(request), 40), 4):
            client.sendall(request[at:at + 4])
            time.sleep(0.1)


FAULTS = leaves_early, talks_nonsense, is_slow


def misbehave(threads, connect, clients_each=2, pause_seconds=0.02):
    """Starts clients of each kind of fault, who go on until `threads` are over."""
    def repeat(fault, random_numbers):
        while threads.go_on():
            try:
                fault(connect, random_numbers)
            except OSError:
                pass  # the server may end the connection at any moment
            threads.over.wait(pause_seconds)

    for fault in FAULTS:
        for seed in range(clients_each):
            threads.start(repeat, fault, random.Random(seed))
