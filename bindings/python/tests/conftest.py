"""Directories of tiny models, and the program that the package carries."""
import json
import os
import shutil
import socket
import struct
import subprocess
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest

import tangobert

# How long Ray waits for its nodes where a machine is busy; before it starts.
os.environ.setdefault("RAY_raylet_start_wait_time_s", "300")

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests/golden"
PROGRAM = Path(tangobert.__file__).parent / "_tree/bin/tango"
CORPUS_ROWS = 3000
WORDS = ["good", "bad", "movie", "dull", "not", "too", "the", "worst", "best", "great"]


def texts(count):
    """Different ones."""
    return [" ".join(WORDS[(i * k) % 10] for k in (1, 3, 7)) + f" {i}" for i in range(count)]


@pytest.fixture(scope="session")
def classifier():
    with tangobert.load(GOLDEN / "tiny-cascade", precision="fp32") as opened:
        yield opened


@pytest.fixture(scope="session")
def tango():
    def run(*words, given=""):
        done = subprocess.run([PROGRAM, *map(str, words)], input=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """Lines of JSON, for clusters."""
    path = tmp_path_factory.mktemp("corpus") / "in.jsonl"
    path.write_text("".join(json.dumps({"text": one}) + "\n" for one in texts(CORPUS_ROWS)), encoding="utf8")
    return path


@pytest.fixture(scope="session")
def wanted(corpus):
    """What the program gives for the corpus."""
    done = subprocess.run([PROGRAM, "classify", "--cascade", GOLDEN / "tiny-cascade", "--precision", "fp32", "--quiet",
                           corpus], capture_output=True, check=True)
    return done.stdout


def parts(output):
    """A corpus's answers."""
    return b"".join(path.read_bytes() for path in sorted(output.glob("part-*")))


def await_parts(driver, output, enough):
    """Until a run has so many parts; the run is under way then."""
    while len(list(output.glob("part-*"))) < enough:
        assert driver.poll() is None, driver.stderr.read().decode()[-2000:]
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until_it_answers(url, process):
    """`process`: of the server, which should live."""
    for _ in range(600):
        assert process.poll() is None, f"no server at {url}"
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")


def read_safetensors(file):
    content = file.read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    header.pop("__metadata__", None)
    return {name: np.frombuffer(content[8 + size:][slice(*one["data_offsets"])], np.float32).reshape(one["shape"])
            for name, one in header.items()}


def write_safetensors(file, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        tensor = np.ascontiguousarray(tensor, np.float32)
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    head = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(head)) + head + data)


@pytest.fixture
def variant(tmp_path):
    """The tiny BERT with another config.json and, at choice, other weights."""

    def make(change_weights=None, **changes):
        shutil.copytree(GOLDEN / "tiny-bert", tmp_path / "model")
        config = json.loads((GOLDEN / "tiny-bert/config.json").read_text())
        (tmp_path / "model/config.json").write_text(json.dumps({**config, **changes}))
        if change_weights:
            file = tmp_path / "model/model.safetensors"
            write_safetensors(file, change_weights(read_safetensors(GOLDEN / "tiny-bert/model.safetensors")))
        return tmp_path / "model"

    return make


@pytest.fixture
def reader_directory(variant):
    def with_spans(tensors):
        kept = {name: tensor for name, tensor in tensors.items() if not name.startswith("classifier")}
        random = np.random.default_rng(1)
        return {**kept, "qa_outputs.weight": random.normal(size=(2, 16)), "qa_outputs.bias": np.zeros(2)}

    return variant(with_spans, architectures=["BertForQuestionAnswering"])
