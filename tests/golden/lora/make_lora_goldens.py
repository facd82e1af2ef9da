#!/usr/bin/env python3
"""Makes the LoRA goldens beside this file with PEFT itself (0.21; torch, transformers, peft).

Each folder is an adapter as PEFT saves it, its base in base/, and merged.safetensors: the weights
after PEFT's merge_and_unload(), under the base's names.

Example:
    python tests/golden/lora/make_lora_goldens.py
"""

import json
import pathlib
import shutil

import peft
import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent

SIZES = {"vocab_size": 12, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
         "intermediate_size": 12, "max_position_embeddings": 10}
DISTILBERT_SIZES = {"vocab_size": 12, "dim": 8, "n_layers": 2, "n_heads": 2, "hidden_dim": 12,
                    "max_position_embeddings": 10}


def make(name, model, lora, bare_prefix=None):
    """With `bare_prefix` the base is saved without a head and without that prefix."""
    directory = HERE / name
    shutil.rmtree(directory, ignore_errors=True)
    (model.base_model if bare_prefix else model).save_pretrained(directory / "base")
    adapted = peft.get_peft_model(model, lora)
    with torch.no_grad():
        for parameter in adapted.parameters():
            if parameter.requires_grad:
                parameter.normal_(std=0.3)
    adapted.save_pretrained(directory)
    (directory / "README.md").unlink()
    config_path = directory / "adapter_config.json"
    config = json.loads(config_path.read_text())
    config["base_model_name_or_path"] = "base"
    config_path.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    merged = adapted.merge_and_unload()
    merged.config.to_json_file(directory / "config.json")
    tensors = {key.removeprefix(bare_prefix or ""): value.contiguous()
               for key, value in merged.state_dict().items()}
    save_file(tensors, directory / "merged.safetensors")
    for path in directory.rglob("*.safetensors"):
        path.chmod(0o644)


def main():
    torch.manual_seed(2022)
    make("bert-patterns",
         transformers.BertForSequenceClassification(transformers.BertConfig(**SIZES)),
         peft.LoraConfig(task_type="SEQ_CLS", r=4, lora_alpha=8, bias="all", use_rslora=True,
                         target_modules=["query", "value", "dense", "word_embeddings"],
                         rank_pattern={"query": 2, r"layer\.1\.attention\.self\.value": 3},
                         alpha_pattern={r".*layer\.0.*dense": 5,
                                        "^bert.encoder.layer.1.output.dense": 7}))
    make("distilbert-bare-base",
         transformers.DistilBertForSequenceClassification(
             transformers.DistilBertConfig(**DISTILBERT_SIZES)),
         peft.LoraConfig(task_type="SEQ_CLS", r=2, lora_alpha=3, target_modules=["q_lin", "lin1"],
                         modules_to_save=["pre_classifier", "classifier"]),
         bare_prefix="distilbert.")


if __name__ == "__main__":
    main()
