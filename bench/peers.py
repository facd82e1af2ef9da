"""The engines that ours is compared with, each with its strongest setting found by trying.

Everything is loaded once and stays so; nothing here spins while it waits.
"""
import os
import time
from dataclasses import dataclass
from typing import Callable

from places import PEER_MODELS

BATCHES = (1, 8, 32, 128, 512)  # of the LSTM


@dataclass
class Setting:
    name: str
    measure: Callable[[], float]  # texts/s of the whole work
    probe: Callable[[], float]  # the same sooner, of a part of the work, to choose by
    products: list  # what the engine says its products run on


class NotComparable(Exception):
    """Why a peer cannot do a row's work here."""


def threads():
    return len(os.sched_getaffinity(0))


def hold_to(isa):
    """Call before the engines are imported. OpenVINO asks for both variables."""
    if isa:
        for name in ("OV_CPU_MAX_ISA", "ONEDNN_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"):
            os.environ[name] = isa.lower() if name.startswith("ATEN") else isa.upper()


def versions():
    import openvino
    import tokenizers
    import torch
    return {"openvino": openvino.get_version().split("-")[0], "tokenizers": tokenizers.__version__,
            "torch": torch.__version__}


def ignore(_logits):
    pass


def random_inputs(texts, tokens):
    import numpy
    ids = numpy.random.default_rng(0).integers(1000, 30000, (texts, tokens), dtype=numpy.int64)
    return {"input_ids": ids, "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids)}


class OpenVino:
    """A model of build/peers-out, compiled under the LATENCY or the THROUGHPUT hint."""

    def __init__(self, name, precision, hint, isa=None):
        import openvino
        file = PEER_MODELS / name / ("int8.xml" if precision == "int8" else "fp32.xml")
        if not file.exists():
            raise NotComparable(f"{file} is missing: run bench/prepare_peers.py {name}")
        settings = {"INFERENCE_NUM_THREADS": threads(), "PERFORMANCE_HINT": hint.upper()}
        if hint == "throughput":
            settings["NUM_STREAMS"] = threads()
        if precision == "fp32":
            settings["INFERENCE_PRECISION_HINT"] = "f32"
        self.compiled = openvino.Core().compile_model(file, "CPU", settings)
        self.names = [node.get_any_name() for node in self.compiled.inputs]
        if hint == "throughput":
            self.queue = openvino.AsyncInferQueue(self.compiled, 2 * threads())
            self.queue.set_callback(lambda request, done: done(request.get_output_tensor(0).data))
        else:
            self.queue = None
            self.request = self.compiled.create_infer_request()
        for _ in range(4 * threads()):  # every stream: only then does it say what runs
            self.submit(random_inputs(1, 16), ignore)
        self.finish()
        infos = (node.get_rt_info() for node in self.compiled.get_runtime_model().get_ops())
        self.products = sorted({info["primitiveType"].astype(str) for info in infos
                                if info["layerType"].astype(str) == "FullyConnected"})
        self._check(precision, isa)

    def _check(self, precision, isa):
        """What runs, not what was asked for."""
        expected = {"int8": "i8", "bf16": "bf16", "fp32": "f32"}[precision]
        strange = [one for one in self.products if not one.lower().endswith(expected)]
        if strange or not self.products:
            raise NotComparable(f"OpenVINO runs no {precision} here, but {self.products}")
        if isa == "avx2" and any("avx512" in one for one in self.products):
            raise NotComparable(f"OpenVINO is not held to AVX2: it runs {self.products}")

    def submit(self, inputs, done):
        """Runs a batch, or queues it; `done` gets the logits."""
        inputs = {name: inputs[name] for name in self.names}
        if self.queue:
            self.queue.start_async(inputs, done)
        else:
            done(self.request.infer(inputs)[0])

    def finish(self):
        if self.queue:
            self.queue.wait_all()


def median_seconds(run, seconds):
    """Of one run, after a warm-up: at least five runs, and for that long."""
    run()
    runs, start = [], time.perf_counter()
    while len(runs) < 5 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        runs.append(time.perf_counter() - begin)
    return sorted(runs)[len(runs) // 2]


def shape_settings(model, precision, texts, tokens, hints, isa):
    """Equal lengths: the same batch again and again; under the throughput hint several at once."""
    inputs = random_inputs(texts, tokens)

    def setting(engine):
        if not engine.queue:
            return lambda: texts / median_seconds(lambda: engine.submit(inputs, ignore), 1)

        def measure():
            batches = 0
            engine.submit(inputs, ignore)
            engine.finish()
            start = time.perf_counter()
            while batches < 4 * threads() or time.perf_counter() - start < 1:
                engine.submit(inputs, ignore)
                batches += 1
            engine.finish()
            return texts * batches / (time.perf_counter() - start)
        return measure

    for hint in hints:
        engine = OpenVino(model, precision, hint, isa)
        measure = setting(engine)
        yield Setting(f"OpenVINO {precision}, {hint} hint", measure, measure, engine.products)


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

    def run(self, engine, texts):
        """Tokenizes (on all CPUs) and runs each once, padded to the longest of its batch; texts/s."""
        import numpy
        start = time.perf_counter()
        encoded = self.tokenizer.encode_batch_fast(texts)
        if self.order == "sorted":
            encoded.sort(key=lambda row: len(row.ids))
        for first in range(0, len(encoded), self.batch):
            rows = encoded[first:first + self.batch]
            shape = len(rows), max(len(row.ids) for row in rows)
            inputs = {name: numpy.zeros(shape, numpy.int64)
                      for name in ("input_ids", "attention_mask", "token_type_ids")}
            for i, row in enumerate(rows):
                inputs["input_ids"][i, :len(row.ids)] = row.ids
                inputs["attention_mask"][i, :len(row.ids)] = 1
                inputs["token_type_ids"][i, :len(row.ids)] = row.type_ids
            engine.submit(inputs, ignore)
        engine.finish()
        return len(texts) / (time.perf_counter() - start)


def text_settings(model, precision, texts, isa):
    """Real texts, tokenization included; timed once every shape was seen."""
    def setting(engine):
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

    for hint in ("latency", "throughput"):
        engine = OpenVino(model, precision, hint, isa)
        yield Setting(f"OpenVINO {precision} + tokenizers, {hint} hint", *setting(engine),
                      engine.products)


def lstm_settings(embedding, hidden, batches_of):
    """torch.nn.LSTM alone, two layers, both directions, one thread, on random embedded words.

    `batches_of(size)` gives the ways to batch: (label, list of inputs, texts in them) each."""
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(embedding, hidden, 2, bidirectional=True, batch_first=True).eval()

    def setting(inputs, texts):
        def run():
            with torch.inference_mode():
                for batch in inputs:
                    lstm(batch)
        return lambda: texts / median_seconds(run, 0.5)

    for size in BATCHES:
        for label, inputs, texts in batches_of(size):
            measure = setting(inputs, texts)
            yield Setting(f"torch.nn.LSTM, batches of {size}{label}", measure, measure, [])


def random_words(embedding, words):
    import torch
    return lambda size: [("", [torch.randn(size, words, embedding)], size)]


def words_of_lengths(embedding, lengths):
    """Texts as long as the real ones, sorted: packed, or only texts of one length together."""
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence
    lengths = sorted(lengths)

    def batches(size):
        packed, equal = [], []
        for first in range(0, len(lengths), size):
            part = lengths[first:first + size]
            packed.append(pack_padded_sequence(torch.randn(len(part), part[-1], embedding),
                                               torch.tensor(part), batch_first=True,
                                               enforce_sorted=False))
        first = 0
        while first < len(lengths):
            last = first
            while last < len(lengths) and last < first + size and lengths[last] == lengths[first]:
                last += 1
            equal.append(torch.randn(last - first, lengths[first], embedding))
            first = last
        return [(", packed", packed, len(lengths)), (", equal lengths", equal, len(lengths))]
    return batches
