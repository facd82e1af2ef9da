"""What is timed of the peers: every engine's settings on a row's work, to choose the fastest from.

Everything is loaded once and stays so; nothing here spins while it waits.
"""
import time
from dataclasses import dataclass
from typing import Callable

import peer_agreement
from engines import INPUTS, NotComparable, ignore, methods, random_inputs, threads
from places import PEER_MODELS


inexact_too = False  # whether an int8 that gives other answers than its fp32 counts: compare.py --inexact-peers
slow = frozenset()  # names of settings that are not tried: compare.py --skip-slow


@dataclass
class Setting:
    name: str
    measure: Callable[[], float]  # texts/s of the whole work
    probe: Callable[[], float]  # the same sooner, of a part of the work, to choose by
    products: list  # what the engine says its products run on


def settings(model, precision, isa, parallel, work, refused):
    """Each engine that can do it, under each setting; `work(engine)` gives (measure, probe). Who
    cannot, or answers otherwise than its own fp32, is put into `refused`, with the reason."""
    for method in methods(model, precision):
        try:
            if not inexact_too:
                peer_agreement.check(method, model, precision, isa)
            for side_by_side in parallel:
                name = f"{method.name} {precision}, {method.engine.SETTINGS[side_by_side]}"
                if name in slow:
                    continue
                engine = method.open(model, precision, side_by_side, isa)
                yield Setting(name, *work(engine), engine.products)
        except NotComparable as reason:
            refused[method.name] = str(reason)


def median_seconds(run, seconds):
    """Of one run, after a warm-up: at least five runs, and for that long."""
    run()
    runs, start = [], time.perf_counter()
    while len(runs) < 5 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        runs.append(time.perf_counter() - begin)
    return sorted(runs)[len(runs) // 2]


def shape_settings(model, precision, texts, tokens, parallel, isa, refused):
    """Equal lengths: the same batch again and again, several at once where the engine does so."""
    inputs = random_inputs(texts, tokens)

    def work(engine):
        if not engine.parallel:
            def measure():
                return texts / median_seconds(lambda: engine.submit(inputs, ignore), 1)
            return measure, measure

        def measure_several():
            batches = 0
            engine.submit(inputs, ignore)
            engine.finish()
            start = time.perf_counter()
            while batches < 4 * threads() or time.perf_counter() - start < 1:
                engine.submit(inputs, ignore)
                batches += 1
            engine.finish()
            return texts * batches / (time.perf_counter() - start)
        return measure_several, measure_several

    return settings(model, precision, isa, parallel, work, refused)


class Texts:
    """Texts or pairs, their tokenizer, and how they become batches."""

    def __init__(self, texts, model, max_length, batch, order):
        from tokenizers import Tokenizer
        self.texts, self.batch, self.order = texts, batch, order
        self.tokenizer = Tokenizer.from_file(str(PEER_MODELS / model / "tokenizer.json"))
        self.tokenizer.enable_truncation(max_length)
        self.tokenizer.no_padding()
        self.tokens = sum(len(row.ids) for row in self.tokenizer.encode_batch_fast(texts))

    def part(self):
        """Every so many-th text, ten batches of them."""
        return self.texts[::max(1, len(self.texts) // (10 * self.batch))]

    def encode(self, texts):
        """Tokenizes on all CPUs; (place in `texts`, row) each, in the order in which they run."""
        encoded = list(enumerate(self.tokenizer.encode_batch_fast(texts)))
        if self.order == "sorted":
            encoded.sort(key=lambda one: len(one[1].ids))
        return encoded

    def batches(self, encoded):
        """(places, inputs) each, padded to the longest of the batch."""
        import numpy
        for first in range(0, len(encoded), self.batch):
            places, rows = zip(*encoded[first:first + self.batch])
            shape = len(rows), max(len(row.ids) for row in rows)
            inputs = {name: numpy.zeros(shape, numpy.int64) for name in INPUTS}
            for i, row in enumerate(rows):
                inputs["input_ids"][i, :len(row.ids)] = row.ids
                inputs["attention_mask"][i, :len(row.ids)] = 1
                inputs["token_type_ids"][i, :len(row.ids)] = row.type_ids
            yield places, inputs

    def run(self, engine, texts):
        """Tokenizes and runs each once; texts/s."""
        start = time.perf_counter()
        for _, inputs in self.batches(self.encode(texts)):
            engine.submit(inputs, ignore)
        engine.finish()
        return len(texts) / (time.perf_counter() - start)


def text_settings(model, precision, texts, isa, refused):
    """Real texts, tokenization included; timed once every shape was seen."""
    def work(engine):
        warm = False

        def measure():
            nonlocal warm
            if not warm:
                texts.run(engine, texts.texts)
                warm = True
            return texts.run(engine, texts.texts)

        def probe():
            texts.run(engine, texts.part())
            return texts.run(engine, texts.part())
        return measure, probe

    return settings(model, precision, isa, (False, True), work, refused)
