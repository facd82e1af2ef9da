#!/usr/bin/env python3
"""Writes the seed corpora of the checkpoint floor's fuzzers beside this file.

Names say what a seed is: ok_* must be read, bad_* must be refused (safetensors_header_test checks
the first folder). Deterministic, so that a second run changes nothing.
"""

import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


F32 = struct.pack("<6f", 0, 1, -2, 3.5, -0.25, 1e-3)

SAFETENSORS = {
    "ok_two_tensors": safetensors({"a": tensor("F32", [2, 2], 0, 16),
                                   "b": tensor("F32", [2], 16, 24)}, F32),
    "ok_metadata_and_padding": safetensors(
        json.dumps({"__metadata__": {"format": "pt"}, "a": tensor("F32", [6], 0, 24)}).encode()
        + b"   ", F32),
    "ok_half": safetensors({"a": tensor("F16", [3], 0, 6)}, bytes.fromhex("003c007c0100")),
    "ok_bfloat16": safetensors({"a": tensor("BF16", [2], 0, 4)}, bytes.fromhex("803fc07f")),
    "ok_scalar_and_empty": safetensors({"a": tensor("F32", [], 0, 4),
                                        "b": tensor("F32", [0, 3], 4, 4)}, F32[:4]),
    "ok_unknown_type": safetensors({"a": tensor("Q4_K", [7], 0, 3)}, b"abc"),
    "ok_integers": safetensors({"ids": tensor("I64", [1, 2], 0, 16)}, bytes(16)),
    "ok_old_layer_norm": safetensors({"LayerNorm.gamma": tensor("F32", [1], 0, 4),
                                      "LayerNorm.beta": tensor("F32", [1], 4, 8)}, F32[:8]),
    "ok_no_tensors": safetensors({}),
    "bad_empty": b"",
    "bad_short_length": b"\x08\0\0",
    "bad_header_past_the_end": safetensors({}, length=1000),
    "bad_header_over_100_mb": safetensors({}, length=100_000_001),
    "bad_length_all_ones": safetensors({}, length=2**64 - 1),
    "bad_json": safetensors(b'{"a": '),
    "bad_json_number": safetensors(b'{"a": 1e999}'),
    "bad_not_an_object": safetensors(b"[1, 2]"),
    "bad_nested": safetensors(b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}"),
    "bad_entry": safetensors({"a": 3}),
    "bad_no_type": safetensors({"a": {"shape": [1], "data_offsets": [0, 4]}}, F32[:4]),
    "bad_no_shape": safetensors({"a": {"dtype": "F32", "data_offsets": [0, 4]}}, F32[:4]),
    "bad_one_offset": safetensors({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}},
                                  F32[:4]),
    "bad_negative_dimension": safetensors({"a": tensor("F32", [-1], 0, 4)}, F32[:4]),
    "bad_huge_dimensions": safetensors({"a": tensor("F32", [2**40, 2**40], 0, 4)}, F32[:4]),
    "bad_huge_bytes": safetensors({"a": tensor("F64", [2**60], 0, 4)}, F32[:4]),
    "bad_rank": safetensors({"a": tensor("F32", [1] * 100, 0, 4)}, F32[:4]),
    "bad_falling_offsets": safetensors({"a": tensor("F32", [1], 4, 0)}, F32[:4]),
    "bad_offset_past_the_end": safetensors({"a": tensor("F32", [6], 0, 24)}, F32[:20]),
    "bad_offset_too_large": safetensors({"a": tensor("F32", [1], 0, 2**64 - 1)}, F32[:4]),
    "bad_size": safetensors({"a": tensor("F32", [5], 0, 24)}, F32),
    "bad_overlap": safetensors({"a": tensor("F32", [4], 0, 16), "b": tensor("F32", [3], 12, 24)},
                               F32),
    "bad_same_place": safetensors({"a": tensor("F32", [6], 0, 24), "b": tensor("F32", [6], 0, 24)},
                                  F32),
    "bad_hole": safetensors({"a": tensor("F32", [2], 0, 8), "b": tensor("F32", [2], 16, 24)}, F32),
    "bad_hole_at_the_start": safetensors({"a": tensor("F32", [5], 4, 24)}, F32),
    "bad_data_left_over": safetensors({"a": tensor("F32", [5], 0, 20)}, F32),
    "bad_name_twice": safetensors(
        b'{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}, '
        b'"a": {"dtype": "F32", "shape": [3], "data_offsets": [12, 24]}}', F32),
}

BERT = {"model_type": "bert", "vocab_size": 30522, "hidden_size": 312, "num_hidden_layers": 4,
        "num_attention_heads": 12, "intermediate_size": 1200, "max_position_embeddings": 512,
        "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute", "pruned_heads": {},
        "id2label": {"0": "negative", "1": "positive"}, "problem_type": None}

CONFIGS = {
    "bert": BERT,
    "bert_labels": {**BERT, "id2label": None, "label2id": {"a": 0, "b": 1, "c": 2},
                    "problem_type": "multi_label_classification"},
    "roberta": {**BERT, "model_type": "roberta", "pad_token_id": 1, "num_labels": 2},
    "mpnet": {**BERT, "model_type": "mpnet", "relative_attention_num_buckets": 32},
    "distilbert": {"model_type": "distilbert", "vocab_size": 30522, "dim": 768, "n_layers": 6,
                   "n_heads": 12, "hidden_dim": 3072, "max_position_embeddings": 512,
                   "activation": "gelu_new", "num_labels": 1},
    "bilstm": {"model_type": "bilstm", "vocab_size": 10000, "embedding_size": 50,
               "hidden_size": 64, "num_layers": 2, "bidirectional": True, "dense_size": 200,
               "dense_act": "relu", "max_words": 128, "num_labels": 2},
    "lora": {"peft_type": "LORA", "base_model_name_or_path": "organisation/name", "r": 8,
             "lora_alpha": 16, "rank_pattern": {"layer.1.*query": 4},
             "alpha_pattern": {"^bert.*key": 3.5, "(que|val).*": 2}, "use_rslora": True,
             "modules_to_save": ["classifier"], "init_lora_weights": True, "use_dora": False},
    "shards": {"metadata": {"total_size": 24},
               "weight_map": {"a": "model-00001-of-00002.safetensors",
                              "b": "model-00002-of-00002.safetensors"}},
    "tensor_name": b"base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight",
    "saved_name": b"base_model.model.classifier.modules_to_save.default.weight",
}

GLOVE = {
    "two_words": b"the 0.5 -1e-3 2\nof 1 2 3\n",
    "word2vec_header": b"2 3\nthe 0.5 -1 2 \nof 1 2 3 \n",
    "word_with_spaces": b"the 0.5 -1\n. . . 1 2\r\n",
    "short_row": b"the 0.5 -1 2\nof 1 2\n",
    "not_a_number": b"the 0.5 -1 2\nof 1 two 3\n",
    "infinite": b"the 0.5 inf 2\n",
    "no_word": b"the 0.5\n 1\n",
}


def write(folder, seeds, extension):
    directory = HERE / folder
    directory.mkdir(exist_ok=True)
    for name, content in seeds.items():
        if not isinstance(content, bytes):
            content = json.dumps(content, indent=1).encode()
        (directory / (name + extension)).write_bytes(content)


if __name__ == "__main__":
    write("safetensors", SAFETENSORS, ".safetensors")
    write("checkpoint_config", CONFIGS, ".json")
    write("glove", GLOVE, ".txt")
