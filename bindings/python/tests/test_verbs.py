"""The program's commands as functions."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

import tangobert
from conftest import GOLDEN, ROOT, texts
from tangobert import _program


# Signals that come at once may be one; so Python minds its own late.
LATE = """
import signal, time
def late(*_):
    time.sleep(0.2)
    raise KeyboardInterrupt
signal.signal(signal.SIGINT, late)
"""


@pytest.fixture
def labelled(tmp_path):
    file = tmp_path / "labelled.tsv"
    rows = [f"{text}\t{('negative', 'positive')[i % 2]}" for i, text in enumerate(texts(200))]
    file.write_text("\n".join(["text\tlabel", *rows]) + "\n")
    return file


def test_evaluate_returns_the_results(labelled, monkeypatch):
    monkeypatch.setenv("TANGO_THRESHOLD", "7")  # no flag comes from the environment
    results = tangobert.evaluate(GOLDEN / "tiny-cascade", input=labelled, precision="fp32", threshold=0.5)
    with tangobert.load(GOLDEN / "tiny-cascade", precision="fp32", threshold=0.5) as opened:
        predicted = opened.predict([line.split("\t")[0] for line in labelled.read_text().splitlines()[1:]])
    right = sum(label == ("negative", "positive")[i % 2] for i, label in enumerate(predicted))
    assert results["score"] == pytest.approx(right / 200)
    assert tangobert.evaluate(GOLDEN / "tiny-bert", input=labelled)["score"] > 0


def test_calibrate_returns_the_certificate(tmp_path):
    for name in "tiny-cascade", "tiny-bert", "tiny-bilstm":
        shutil.copytree(GOLDEN / name, tmp_path / name)
    (tmp_path / "texts.txt").write_text("\n".join(texts(1500)) + "\n")
    certificate = tangobert.calibrate(tmp_path / "tiny-cascade", tmp_path / "texts.txt", keep=0.8)
    assert certificate == json.loads((tmp_path / "tiny-cascade/certificate.json").read_text())
    assert tangobert.load(tmp_path / "tiny-cascade").thresholds


@pytest.mark.parametrize("call, code, says", [
    (lambda: tangobert.evaluate("nowhere", input="none.tsv"), "not_found", "nowhere"),
    (lambda: tangobert.evaluate(GOLDEN / "tiny-bert", no_such_flag=3), "usage", "no-such-flag"),
    (lambda: tangobert.report("nowhere.json", "report"), "not_found", "nowhere.json"),
    (lambda: tangobert.calibrate(GOLDEN / "tiny-cascade", "none.txt", output="nowhere"), "not_found", "none.txt"),
    (lambda: tangobert.build("none.toml", output="made"), "not_found", "none.toml"),
    (lambda: tangobert.evaluate(None), "usage", "path is None"),
    (lambda: tangobert.evaluate(GOLDEN / "tiny-bert", input="a\0b"), "usage", "null byte"),
    (lambda: tangobert.evaluate(GOLDEN / "tiny-bert", help=True), "usage", "help is no flag"),
    (lambda: tangobert.calibrate(GOLDEN / "tiny-cascade", 3), "usage", "texts is 3"),
    (lambda: tangobert.report(None, "report"), "usage", "results is None"),
    (lambda: tangobert.report("--help", "report"), "not_found", "--help"),
    (lambda: tangobert.build(3, output="made"), "usage", "recipe is 3"),
    (lambda: tangobert.build(output=None), "usage", "output is None"),
    (lambda: tangobert.train(None, output="made"), "usage", "base is None"),
])
def test_errors_are_the_program_s(call, code, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for progress in False, True:
        monkeypatch.setattr(_program, "_is_watched", lambda progress=progress: progress)
        with pytest.raises(tangobert.Error, match=says) as caught:
            call()
        assert caught.value.code == code and not str(caught.value).startswith("tango")
    assert list(tmp_path.iterdir()) == []


def test_without_a_trainer_it_is_said_how_to_get_one(monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    with pytest.raises(tangobert.Error, match="make trainer") as caught:
        tangobert.train(GOLDEN / "tiny-bert", output="made", train="none.tsv")
    assert caught.value.code == "not_found"


@pytest.fixture
def trainer(monkeypatch):
    release = ROOT / "build/release"
    if not (release / "tango-train").exists():
        pytest.skip("no trainer was built")
    monkeypatch.setenv("PATH", f"{release}:/usr/bin")


def test_an_interrupted_training_goes_on_where_it_was(trainer, labelled, tmp_path):
    script = LATE + f"""
import sys, tangobert
try:
    tangobert.train({str(GOLDEN / "tiny-bert")!r}, output=sys.argv[1], train={str(labelled)!r}, dev={str(labelled)!r},
                    epochs=100, quiet=True)  # longer than the parent takes to say that it is interrupted
except KeyboardInterrupt:
    sys.exit(9)
"""

    def start(name):
        return subprocess.Popen([sys.executable, "-c", script, tmp_path / name], start_new_session=True)

    assert start("whole").wait(120) == 0
    stopped = start("stopped")
    log = tmp_path / "stopped.training/log.jsonl"
    while not log.exists() or log.read_text().count("\n") < 3:
        assert stopped.poll() is None
        time.sleep(0.01)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal's Ctrl-C
    assert stopped.wait(120) == 9 and not (tmp_path / "stopped").exists()
    done = log.read_text()
    assert done.count("\n") >= 3
    assert start("stopped").wait(120) == 0
    assert (tmp_path / "stopped/training.jsonl").read_text().startswith(done)
    assert (tmp_path / "stopped/model.safetensors").read_bytes() == (tmp_path / "whole/model.safetensors").read_bytes()


def test_the_trainer_is_found_on_path(trainer, tmp_path):
    with pytest.raises(tangobert.Error, match="none.tsv"):
        tangobert.train(GOLDEN / "tiny-bert", output=tmp_path / "made", train="none.tsv", dev="none.tsv")


def test_progress_is_shown_if_asked(labelled, capsys):
    tangobert.evaluate(GOLDEN / "tiny-bert", input=labelled, progress=True)
    assert "accuracy" in capsys.readouterr().err
    tangobert.evaluate(GOLDEN / "tiny-bert", input=labelled, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_terminals_ctrl_c_reaches_the_program_once(tmp_path):
    """A second signal would end it before its state is saved."""
    program = """
import signal, sys, time
got = []
signal.signal(signal.SIGINT, lambda *_: got.append(1))
print("ready", flush=True)
end = time.monotonic() + 30
while not got and time.monotonic() < end:
    time.sleep(0.01)
time.sleep(0.5)
open(sys.argv[1], "w").write(str(len(got)))
"""
    script = LATE + f"""
import sys
from pathlib import Path
from tangobert import _program
try:
    _program.run(Path(sys.executable), ["-c", {program!r}, {str(tmp_path / "signals")!r}], True)
except KeyboardInterrupt:
    print("interrupted")
"""
    ours = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            start_new_session=True)
    assert ours.stderr.readline() == b"ready\n"
    os.killpg(ours.pid, signal.SIGINT)
    assert ours.communicate(timeout=60)[0] == b"interrupted\n"
    assert (tmp_path / "signals").read_text() == "1"


def test_ctrl_c_ends_the_program_too(tmp_path):
    (tmp_path / "wait.fifo").unlink(missing_ok=True)
    os.mkfifo(tmp_path / "wait.fifo")
    script = f"""
import os, signal, threading
import tangobert
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    tangobert.evaluate({str(GOLDEN / "tiny-bert")!r}, input={str(tmp_path / "wait.fifo")!r}, input_format="tsv")
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted\n", done.stderr
    assert signal.SIGINT  # the child has ended, or run() would still wait for it
