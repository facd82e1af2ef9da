"""MiniLM-L6 in int8 by ONNX Runtime, as a server's worker holds it: texts to labels with scores."""
import json
import os
from pathlib import Path

import numpy
import onnxruntime
import tokenizers

MODEL = Path(os.environ["PEER_MODEL"])  # a directory of bench/prepare_peers.py
LABELS = ("negative", "positive")
MOST_TOKENS = 128


class Engine:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # it has one core
        self.session = onnxruntime.InferenceSession(MODEL / "int8-dynamic-fused.onnx", options,
                                                    providers=["CPUExecutionProvider"])
        self.names = [node.name for node in self.session.get_inputs()]
        self.tokenizer = tokenizers.Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.tokenizer.enable_padding()

    def answer(self, texts):
        """Of each text, as TEI's /predict answers it, best label first."""
        encoded = self.tokenizer.encode_batch(texts)
        inputs = {"input_ids": numpy.array([one.ids for one in encoded], dtype=numpy.int64),
                  "attention_mask": numpy.array([one.attention_mask for one in encoded], dtype=numpy.int64),
                  "token_type_ids": numpy.array([one.type_ids for one in encoded], dtype=numpy.int64)}
        logits = self.session.run(None, {name: inputs[name] for name in self.names})[0]
        scores = numpy.exp(logits - logits.max(1, keepdims=True))
        scores /= scores.sum(1, keepdims=True)
        return [sorted(({"label": label, "score": float(score)} for label, score in zip(LABELS, row, strict=True)),
                       key=lambda one: -one["score"]) for row in scores]


def texts_of(body):
    """The texts of a request that bench/load sends: {"inputs": [["text"], …]}."""
    return [row[0] for row in json.loads(body)["inputs"]]
