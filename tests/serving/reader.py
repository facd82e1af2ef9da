"""A question-answering model of a few KB whose answers are known."""
import math
import sys

from server import ROOT

sys.path.append(str(ROOT / "tests/golden"))
from make_tiny_models import Weights, write_json, write_safetensors  # noqa: E402

WORDS = "a film great is it of the what".split()
HIDDEN = 8
SURE = 20.0  # about the lead of the word that it looks for


def make_reader(directory):
    """Its answers begin with "great" and end with "film", where these words are in the context. It reads 32 tokens at a
    time, and of a question 5."""
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "?", "."] + WORDS
    weights = Weights(1)

    def zeros(stem, outputs, inputs):
        weights.constant(f"{stem}.bias", outputs, 0.0)
        weights.tensors[f"{stem}.weight"] = ([outputs, inputs], [0.0] * (outputs * inputs))

    def rows(name, *values):
        weights.tensors[name] = ([len(values), HIDDEN], [float(one) for row in values for one in row])

    # Nothing but the word: of a row whose mean is 0 and whose variance is 1, a layer norm leaves all.
    plain = [1, -1] * (HIDDEN // 2)
    begins, ends = [1, 1, -1, -1] * (HIDDEN // 4), [1, 1, 1, 1, -1, -1, -1, -1]
    rows("bert.embeddings.word_embeddings.weight",
         *[begins if word == "great" else ends if word == "film" else plain for word in vocab])
    rows("bert.embeddings.position_embeddings.weight", *[[0] * HIDDEN] * 32)
    rows("bert.embeddings.token_type_embeddings.weight", *[[0] * HIDDEN] * 2)
    weights.layer_norm("bert.embeddings.LayerNorm", HIDDEN)
    stem = "bert.encoder.layer.0."
    for part in "query", "key", "value":
        zeros(f"{stem}attention.self.{part}", HIDDEN, HIDDEN)
    for name, outputs, inputs in ("attention.output", HIDDEN, HIDDEN), ("output", HIDDEN, 16):
        zeros(f"{stem}{name}.dense", outputs, inputs)
        weights.layer_norm(f"{stem}{name}.LayerNorm", HIDDEN)
    zeros(f"{stem}intermediate.dense", 16, HIDDEN)
    rows("qa_outputs.weight", [SURE * one / HIDDEN for one in begins],
         [SURE * one / HIDDEN for one in ends])
    weights.constant("qa_outputs.bias", 2, 0.0)

    directory.mkdir()
    (directory / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf8")
    write_safetensors(directory / "model.safetensors", weights.tensors)
    write_json(directory / "config.json", {
        "model_type": "bert", "architectures": ["BertForQuestionAnswering"], "vocab_size": len(vocab),
        "hidden_size": HIDDEN, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16,
        "hidden_act": "gelu", "max_position_embeddings": 32, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
        "pad_token_id": 0})
    return directory
