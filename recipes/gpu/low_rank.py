#!/usr/bin/env python3
"""Keeps of a wholly trained student what a LoRA adapter of a given rank can hold: half of the bytes at rank 128.

Example:
    recipes/gpu/low_rank.py build/gpu/mrpc/minilm --base ~/.cache/tango/models/sentence-transformers/all-MiniLM-L6-v2 --rank 128

Each weight's difference from its base's becomes the product of two thin matrices (the largest
singular values); biases, norms and heads stay whole. Replaces the directory's adapter_config.json
and adapter_model.safetensors. Measure the model again afterwards.
"""

import argparse
import json
import pathlib

import safetensors.torch
import torch

STEM = "base_model.model.bert."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--rank", type=int, default=128)
    options = parser.parse_args()
    base = safetensors.torch.load_file(options.base / "model.safetensors")
    adapter = safetensors.torch.load_file(options.model / "adapter_model.safetensors")
    kept = {}
    for name, tensor in adapter.items():
        place = name.removeprefix(STEM)
        if not place.startswith("encoder.layer.") or tensor.ndim != 2:
            # PEFT's name of the bias of a layer that it adapts
            is_adapted = place.startswith("encoder.layer.") and place.endswith(".bias") and "LayerNorm" not in place
            kept[name.removesuffix("bias") + "base_layer.bias" if is_adapted else name] = tensor
            continue
        left, values, right = torch.linalg.svd(tensor.float() - base[place], full_matrices=False)
        root = values[:options.rank].sqrt()
        stem = name.removesuffix("weight")
        kept[stem + "lora_A.weight"] = (root[:, None] * right[:options.rank]).bfloat16().contiguous()
        kept[stem + "lora_B.weight"] = (left[:, :options.rank] * root).bfloat16().contiguous()
    config_file = options.model / "adapter_config.json"
    config = json.loads(config_file.read_text())
    config |= {"r": options.rank, "lora_alpha": float(options.rank), "bias": "lora_only",
               "modules_to_save": [name for name in config["modules_to_save"] if name != "encoder"] + ["output.LayerNorm"],
               "target_modules": ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"]}
    config_file.write_text(json.dumps(config, indent=2) + "\n")
    safetensors.torch.save_file(kept, options.model / "adapter_model.safetensors", {"format": "pt"})


if __name__ == "__main__":
    main()
