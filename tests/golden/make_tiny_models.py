#!/usr/bin/env python3
"""Makes tiny-bilstm, tiny-bert, tiny-masked-bert and tiny-cascade beside this file: model directories of a few KB with
random weights, for tests of the program. The same bytes every time; needs nothing but Python."""
import array
import json
import math
import random
import struct
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = """a an and at bad best boring but dull film fine for funny good great i in is it like more
movie not of so story the this to too very was well with worst""".split()
LABELS = {
    "num_labels": 2,
    "id2label": {"0": "negative", "1": "positive"},
    "label2id": {"negative": 0, "positive": 1},
}


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        assert len(values) == math.prod(shape)
        block = array.array("f", values).tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": shape,
            "data_offsets": [len(data), len(data) + len(block)],
        }
        data += block
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


class Weights:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tensors = {}

    def normal(self, name, *shape, scale=1.0):
        count = math.prod(shape)
        self.tensors[name] = (list(shape), [self.random.gauss(0, scale) for _ in range(count)])

    def constant(self, name, size, value):
        self.tensors[name] = ([size], [value] * size)

    def linear(self, stem, outputs, inputs, gain=1.0):
        self.normal(f"{stem}.weight", outputs, inputs, scale=gain / math.sqrt(inputs))
        self.normal(f"{stem}.bias", outputs, scale=0.1)

    def layer_norm(self, stem, size):
        self.constant(f"{stem}.weight", size, 1.0)
        self.constant(f"{stem}.bias", size, 0.0)


def make_bilstm(directory):
    embedding, hidden, dense = 8, 8, 12
    vocab = ["<pad>", "<unk>", ".", ",", "!"] + WORDS
    weights = Weights(1)
    weights.normal("embedding.weight", len(vocab), embedding)
    for layer, inputs in enumerate([embedding, 2 * hidden]):
        for suffix in ["", "_reverse"]:
            for kind, columns in [("ih", inputs), ("hh", hidden)]:
                name = f"lstm.{{}}_{kind}_l{layer}{suffix}"
                scale = 1.5 / math.sqrt(columns)
                weights.normal(name.format("weight"), 4 * hidden, columns, scale=scale)
                weights.normal(name.format("bias"), 4 * hidden, scale=0.1)
    weights.linear("dense", dense, 2 * hidden, gain=2.0)
    weights.linear("classifier", 2, dense, gain=2.0)

    directory.mkdir(exist_ok=True)
    (directory / "vocab.txt").write_text("\n".join(vocab) + "\n")
    write_safetensors(directory / "model.safetensors", weights.tensors)
    config = {
        "model_type": "bilstm",
        "architectures": ["BiLstmForSequenceClassification"],
        "vocab_size": len(vocab),
        "embedding_size": embedding,
        "hidden_size": hidden,
        "num_layers": 2,
        "bidirectional": True,
        "dense_size": dense,
        "dense_act": "relu",
        "lowercase": True,
        "word_pattern": "[a-z0-9]+|[^\\sa-z0-9]",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "max_words": 32,
    }
    write_json(directory / "config.json", config | LABELS)


def make_bert(directory, masked=False):
    hidden, inner, positions, layers = 16, 32, 32, 1
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "!"] + WORDS
    vocab += ["##s", "##ing", "##ed", "##ly"] + [f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"]
    weights = Weights(2)
    embeddings = "bert.embeddings."
    weights.normal(embeddings + "word_embeddings.weight", len(vocab), hidden)
    weights.normal(embeddings + "position_embeddings.weight", positions, hidden, scale=0.3)
    weights.normal(embeddings + "token_type_embeddings.weight", 2, hidden, scale=0.3)
    weights.layer_norm(embeddings + "LayerNorm", hidden)
    for layer in range(layers):
        stem = f"bert.encoder.layer.{layer}."
        for part in ["query", "key", "value"]:
            weights.linear(f"{stem}attention.self.{part}", hidden, hidden, gain=1.5)
        weights.linear(stem + "attention.output.dense", hidden, hidden)
        weights.layer_norm(stem + "attention.output.LayerNorm", hidden)
        weights.linear(stem + "intermediate.dense", inner, hidden)
        weights.linear(stem + "output.dense", hidden, inner)
        weights.layer_norm(stem + "output.LayerNorm", hidden)
    if masked:
        weights.linear("cls.predictions.transform.dense", hidden, hidden)
        weights.layer_norm("cls.predictions.transform.LayerNorm", hidden)
        weights.normal("cls.predictions.bias", len(vocab), scale=0.1)
    else:
        weights.linear("bert.pooler.dense", hidden, hidden)
        weights.linear("classifier", 2, hidden, gain=3.0)

    directory.mkdir(exist_ok=True)
    (directory / "vocab.txt").write_text("\n".join(vocab) + "\n")
    write_safetensors(directory / "model.safetensors", weights.tensors)
    config = {
        "model_type": "bert",
        "architectures": ["BertForMaskedLM" if masked else "BertForSequenceClassification"],
        "vocab_size": len(vocab),
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": 2,
        "intermediate_size": inner,
        "hidden_act": "gelu",
        "max_position_embeddings": positions,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    }
    write_json(directory / "config.json", config if masked else config | LABELS)


def make_cascade(directory):
    directory.mkdir(exist_ok=True)
    cascade = {
        "version": "1.0",
        "confidence": "max_probability",
        "labels": ["negative", "positive"],
        "tiers": [{"model": "../tiny-bilstm", "threshold": 0.7}, {"model": "../tiny-bert"}],
    }
    write_json(directory / "cascade.json", cascade)


if __name__ == "__main__":
    make_bilstm(HERE / "tiny-bilstm")
    make_bert(HERE / "tiny-bert")
    make_bert(HERE / "tiny-masked-bert", masked=True)
    make_cascade(HERE / "tiny-cascade")
