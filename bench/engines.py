"""The engines that ours is compared with, behind one seam.

An engine takes a batch by `submit(inputs, done)`, which runs or queues it and hands the logits to
`done`, and is through with all of them after `finish()`. `parallel` says that it runs batches side
by side, `products` what it says that its products run on, where it says so.
"""
import os
from concurrent.futures import ThreadPoolExecutor

import instruction_set
from places import PEER_MODELS

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
BERTS = ("bert-base", "minilm-sst2", "tinybert4")  # what CTranslate2's form is made of


class NotComparable(Exception):
    """Why a peer cannot do a row's work here."""


def threads():
    return len(os.sched_getaffinity(0))


def random_inputs(texts, tokens):
    import numpy
    ids = numpy.random.default_rng(0).integers(1000, 30000, (texts, tokens), dtype=numpy.int64)
    return {"input_ids": ids, "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids)}


def ignore(_logits):
    pass


class OpenVino:
    """Compiled under the LATENCY hint, or the THROUGHPUT hint with a stream for each thread."""
    HAS_SWITCH = True  # for instruction sets
    SETTINGS = {False: "latency hint", True: "throughput hint"}

    def __init__(self, file, precision, parallel, isa):
        import openvino
        settings = {"INFERENCE_NUM_THREADS": threads(),
                    "PERFORMANCE_HINT": "THROUGHPUT" if parallel else "LATENCY"}
        if parallel:
            settings["NUM_STREAMS"] = threads()
        if precision == "fp32":
            settings["INFERENCE_PRECISION_HINT"] = "f32"
        self.compiled = openvino.Core().compile_model(file, "CPU", settings)
        self.names = [node.get_any_name() for node in self.compiled.inputs]
        self.parallel = parallel
        if parallel:
            self.queue = openvino.AsyncInferQueue(self.compiled, 2 * threads())
            self.queue.set_callback(lambda request, done: done(request.get_output_tensor(0).data))
        else:
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
        inputs = {name: inputs[name] for name in self.names}
        if self.parallel:
            self.queue.start_async(inputs, done)
        else:
            done(self.request.infer(inputs)[0])

    def finish(self):
        if self.parallel:
            self.queue.wait_all()


class SideBySide:
    """A batch on all threads, or one batch on each thread; `run(inputs)` gives the logits."""
    HAS_SWITCH = False
    SETTINGS = {False: "a batch on all threads", True: "a batch on each thread"}
    products = []

    def __init__(self, parallel):
        self.parallel = parallel
        self.threads_of_a_batch = 1 if parallel else threads()
        if parallel:
            self.pool, self.running = ThreadPoolExecutor(threads()), []

    def submit(self, inputs, done):
        if not self.parallel:
            done(self.run(inputs))
            return
        if len(self.running) >= 2 * threads():  # as many as OpenVINO's queue holds
            self.running.pop(0).result()
        self.running.append(self.pool.submit(lambda: done(self.run(inputs))))

    def finish(self):
        while self.parallel and self.running:
            self.running.pop(0).result()


class OnnxRuntime(SideBySide):
    """One session; with one thread a batch, each caller's thread runs its own."""

    def __init__(self, file, _precision, parallel, _isa):
        import onnxruntime
        super().__init__(parallel)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads_of_a_batch
        options.log_severity_level = 3
        # Its threads wait for work in a loop, which is fastest; but not while ours is measured.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        self.session = onnxruntime.InferenceSession(str(file), options,
                                                    providers=["CPUExecutionProvider"])
        self.names = [node.name for node in self.session.get_inputs()]

    def run(self, inputs):
        return self.session.run(None, {name: inputs[name] for name in self.names})[0]


class CTranslate2(SideBySide):
    """An encoder with BERT's pooler; the two rows of the classifier's head in NumPy."""

    def __init__(self, directory, precision, parallel, _isa):
        import ctranslate2
        import numpy
        super().__init__(parallel)
        self.encoder = ctranslate2.Encoder(
            str(directory), device="cpu", compute_type="int8" if precision == "int8" else "float32",
            inter_threads=threads() if parallel else 1, intra_threads=self.threads_of_a_batch)
        self.head = numpy.load(directory.with_name("ct2-head.npz"))

    def run(self, inputs):
        import ctranslate2
        import numpy
        ids, lengths = (ctranslate2.StorageView.from_array(one.astype(numpy.int32))
                        for one in (inputs["input_ids"], inputs["attention_mask"].sum(1)))
        output = self.encoder.forward_batch(ids, lengths=lengths,
                                            token_type_ids=inputs["token_type_ids"].tolist())
        return numpy.array(output.pooler_output) @ self.head["weight"].T + self.head["bias"]


class Method:
    """An engine's way to a precision: the file it reads, and the fp32 that its answers must equal."""

    def __init__(self, name, engine, file, fp32):
        self.name, self.engine, self.file, self.fp32 = name, engine, file, fp32

    def path(self, model):
        return PEER_MODELS / model / self.file

    def open(self, model, precision, parallel, isa):
        if (instruction_set.held(isa) and not self.engine.HAS_SWITCH
                and not instruction_set.cpuid_is_hidden()):
            raise NotComparable("cannot be held to AVX2 on this machine, whose CPUID does not trap")
        if not self.path(model).exists():
            raise NotComparable(f"{self.path(model)} is missing: run bench/prepare_peers.py {model}")
        return self.engine(self.path(model), precision, parallel, isa)


def words(way):
    """int8-dynamic-7bit-fused → dynamic, 7 bit, fused."""
    return ", ".join(way.removeprefix("int8-").replace("7bit", "7 bit").split("-"))


def methods(model, precision):
    """All that there are."""
    import onnx_models
    ct2 = [Method("CTranslate2", CTranslate2, f"ct2-{precision}", "ct2-fp32")] if model in BERTS else []
    if precision == "int8":
        return [Method("OpenVINO", OpenVino, "int8.xml", "fp32.xml"),
                Method("OpenVINO 7 bit", OpenVino, "int8-7bit.xml", "fp32.xml"),
                *(Method(f"ONNX Runtime {words(way)}", OnnxRuntime, f"{way}.onnx", "fp32.onnx")
                  for way in onnx_models.WAYS), *ct2]
    openvino = Method("OpenVINO", OpenVino, "fp32.xml", "fp32.xml")
    if precision == "bf16":
        return [openvino]  # the others' CPU products know no bf16
    return [openvino, Method("ONNX Runtime", OnnxRuntime, "fp32.onnx", "fp32.onnx"),
            Method("ONNX Runtime fused", OnnxRuntime, "fp32-fused.onnx", "fp32.onnx"), *ct2]
