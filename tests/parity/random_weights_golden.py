"""A few values of the generator, committed: random_weights_test (C++) and --check must give the same bits."""

import json
import sys

from tango_parity import goldens, random_weights

SEED = 20260726
TENSORS = {
    "bert.embeddings.word_embeddings.weight": (30522, 768),
    "bert.embeddings.LayerNorm.weight": (768,),
    "bert.embeddings.LayerNorm.bias": (768,),
    "bert.encoder.layer.11.attention.self.query.weight": (768, 768),
    "bert.encoder.layer.0.output.dense.weight": (768, 3072),
    "bert.encoder.layer.0.intermediate.dense.weight": (3072, 768),
    "bert.pooler.dense.weight": (768, 768),
    "classifier.weight": (3, 768),
    "mpnet.encoder.relative_attention_bias.weight": (32, 12),
    "distilbert.transformer.layer.3.sa_layer_norm.weight": (768,),
    "embedding.weight": (10000, 50),
    "lstm.weight_ih_l0": (256, 50),
    "lstm.bias_hh_l1_reverse": (256,),
    "dense.weight": (200, 128),
}


def golden():
    tensors = []
    for name, shape in TENSORS.items():
        values = random_weights.tensor(SEED, name, shape).ravel()
        index = [0, 1, values.size // 2, values.size - 1]
        tensors.append({"name": name, "shape": shape, "index": index,
                        "value": [float(f"{values[i]:.9g}") for i in index]})
    streams = [{"name": "input 3", "bits": [str(value) for value in random_weights.bits(SEED, "input 3", 4)],
                "bound": bound, "below": random_weights.below(SEED, "input 3", 8, bound).tolist()}
               for bound in (6, 30517, 4294967295)]
    return json.loads(json.dumps({"seed": SEED, "tensors": tensors, "streams": streams}))


if __name__ == "__main__":
    path = goldens.ROOT / "random_weights.json"
    if "--check" in sys.argv:
        if json.loads(path.read_text()) != golden():
            sys.exit(f"{path}: differs from what random_weights.py makes")
        print("random_weights: equal")
    else:
        path.write_text(goldens.compact(golden()))
