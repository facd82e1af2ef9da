"""Forks, pickles, threads, event loops and Ctrl-C."""
import asyncio
import copy
import gc
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

import tangobert
from conftest import GOLDEN, texts

GIVEN = texts(50)


def test_a_fork_opens_the_directory_again(classifier):
    expected = classifier(GIVEN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: this process has threads
        with multiprocessing.get_context("fork").Pool(2) as pool:
            assert pool.map(classifier, [GIVEN] * 4) == [expected] * 4
    assert classifier(GIVEN) == expected


def test_a_child_that_uses_nothing_ends_quietly(classifier):
    stream = classifier.stream(GIVEN)
    next(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        del stream
        gc.collect()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_a_pickle_opens_the_directory_again(classifier):
    for again in pickle.loads(pickle.dumps(classifier)), copy.deepcopy(classifier):
        assert again is not classifier and again(GIVEN) == classifier(GIVEN)
        again.close()
    with pytest.raises(tangobert.Error, match="closed") as caught:
        again("good")
    assert caught.value.code == "stopping"
    with pytest.raises(tangobert.Error, match="closed"):
        pickle.dumps(again)


def test_a_pickled_error_is_the_same():
    error = tangobert.Error("wrong", "io", ("threshold",), 3)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code, again.settings, again.index) == (str(error), "io", ("threshold",), 3)


def test_threads_share_a_classifier(classifier):
    expected = classifier(GIVEN)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(classifier, [GIVEN] * 64)) == [expected] * 64


def test_other_threads_run_meanwhile(classifier):
    """What holds the GIL would let the counter stand."""
    counted, end = [0], threading.Event()

    def count():
        while not end.wait(0.001):
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = time.monotonic()
    while time.monotonic() - before < 0.3:
        classifier.classify(texts(20000), tier=2)
    end.set()
    thread.join()
    assert counted[0] > 20


def test_an_event_loop_answers_many_and_takes_texts_back(classifier):
    async def main():
        many = await asyncio.gather(*(classifier.submit(text) for text in GIVEN * 40))
        assert many == classifier(GIVEN) * 40
        assert await classifier.submit("good", top_k=None) == classifier("good", top_k=None)
        task = asyncio.ensure_future(classifier.submit("good"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(tangobert.Error) as caught:
            await classifier.submit("good", tier=9)
        assert caught.value.code == "invalid_input"
        return await classifier.submit("good")

    assert asyncio.run(main()) == classifier("good")[0]
    assert asyncio.run(main()) == classifier("good")[0], "another loop"


def test_an_event_loop_waits_for_room():
    async def main(small):
        return await asyncio.gather(*(small.submit(text) for text in texts(200)))

    with tangobert.load(GOLDEN / "tiny-cascade", max_pending=4, workers=1) as small:
        assert asyncio.run(main(small)) == small(texts(200))


def test_a_deadline_is_one_while_there_is_no_room():
    async def main(small):
        given = (small.submit(text, timeout=0.003) for text in texts(300))
        return await asyncio.gather(*given, return_exceptions=True)

    with tangobert.load(GOLDEN / "tiny-cascade", max_pending=1, workers=1) as small:
        codes = {one.code for one in asyncio.run(main(small)) if isinstance(one, Exception)}
    assert codes == {"deadline"}


def test_a_child_of_threads_ends_quietly():
    """What the parent's threads hold is never given back there."""
    script = f"""
import os, sys, threading, time
sys.path.insert(0, {os.path.dirname(__file__)!r})
import tangobert
from conftest import texts
classify = tangobert.load({str(GOLDEN / "tiny-cascade")!r}, workers=1)
many = texts(200000)
threading.Thread(target=lambda: classify(many, tier=2), daemon=True).start()
time.sleep(0.2)
child = os.fork()
if child == 0:
    sys.exit(0 if classify("good") else 1)
os._exit(os.waitpid(child, 0)[1])
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_ctrl_c_ends_a_call_and_the_classifier_lives_on():
    script = f"""
import os, signal, sys, threading, time
sys.path.insert(0, {os.path.dirname(__file__)!r})
import tangobert
from conftest import texts
classify = tangobert.load({str(GOLDEN / "tiny-cascade")!r}, workers=1)
many = texts(400000)
for call in (lambda: classify(many, tier=2), lambda: list(classify(iter(many)))):
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        call()
        print("not interrupted")
    except KeyboardInterrupt:
        print("interrupted", len(classify(["good"])))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["interrupted 1"] * 2, done.stderr


def test_a_stream_reads_no_further_than_its_window(classifier):
    read = [0]

    def endless():
        while True:
            read[0] += 1
            yield f"good {read[0]}"

    stream = classifier.stream(endless(), window=10)
    for taken in range(1, 300):
        next(stream)
        assert read[0] <= taken + 10
    stream.close()


def test_what_an_iterable_raises_comes_out(classifier):
    def broken():
        yield "good"
        raise LookupError("no more")

    with pytest.raises(LookupError):
        list(classifier(broken()))
    assert classifier("good")


def test_a_daemon_thread_that_is_answering_ends_with_the_program():
    script = f"""
import atexit, sys, threading, time
import tangobert
classify = tangobert.load({str(GOLDEN / "tiny-cascade")!r}, workers=1)
def answer():
    while True:
        classify.classify(["good"] * 1000)
        list(classify(iter(["good"] * 100)))
for _ in range(4):
    threading.Thread(target=answer, daemon=True).start()
time.sleep(0.2)
atexit.register(lambda: print(classify("good")[0]["label"]))
"""
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "positive\n", "")


def test_leaves_no_thread_at_the_end():
    script = f"import tangobert; kept = tangobert.load({str(GOLDEN / 'tiny-cascade')!r}); kept('good')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
