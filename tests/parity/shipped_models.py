#!/usr/bin/env python3
"""Whether what tango wrote loads in PEFT and, by `tango export`, in transformers, and computes the same there.

Every encoder under models/ is loaded from its own directory (an adapter by PEFT) and from its export; the logits of
both, in fp32, are compared with `tango label --precision fp32`. Models that prune tokens, and those without a head of
classes, are only loaded. Needs build/release/tango and the base models; one whose base is missing is left out.

  build/parity/bin/python tests/parity/shipped_models.py [MODEL...]
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoModelForSequenceClassification, AutoTokenizer

ROOT = Path(__file__).resolve().parent.parent.parent
TANGO = ROOT / "build/release/tango"
STORE = Path(os.environ.get("TANGO_MODELS", Path.home() / ".cache/tango/models"))
PAIRS = [("The plot is thin.", "What is thin?"), ("A film to remember!", "Nobody will forget this film."),
         ("Who wrote the book?", "The book was written by her sister in 1911."), ("no", "yes"), ("", "empty first")]
TOLERANCE = 1e-4


def whole(directory, base=None):
    kind = AutoModelForQuestionAnswering if "QuestionAnswering" in (directory / "config.json").read_text() \
        else AutoModelForSequenceClassification
    config = AutoConfig.from_pretrained(directory)
    return kind.from_pretrained(base or directory, config=config, dtype=torch.float32).eval()


def as_written(directory):
    adapter = directory / "adapter_config.json"
    if not adapter.exists():
        return whole(directory)
    base = STORE / json.loads(adapter.read_text())["base_model_name_or_path"]
    return PeftModel.from_pretrained(whole(directory, base), directory).float().eval()


def logits(model, directory):
    tokenizer = AutoTokenizer.from_pretrained(directory)
    rows = []
    for pair in PAIRS:
        with torch.no_grad():
            rows.append(model(**tokenizer(*pair, return_tensors="pt")).logits[0])
    return torch.stack(rows)


def tango(*arguments):
    subprocess.run([TANGO, *arguments, "--quiet"], check=True)


def check(directory, scratch):
    exported = scratch / "exported"
    tango("export", directory, "--output", exported)
    models = {"as it is": as_written(directory), "exported": whole(exported)}
    config = json.loads((directory / "config.json").read_text())
    if "QuestionAnswering" in config["architectures"][0] or "token_shares" in config:
        print(f"{directory.relative_to(ROOT)}: loads")
        return True
    pairs = scratch / "pairs.tsv"
    pairs.write_text("text\ttext_pair\n" + "".join("\t".join(pair) + "\n" for pair in PAIRS))
    tango("label", "--model", directory, "--precision", "fp32", pairs, "--output", scratch / "logits.safetensors")
    ours = load_file(scratch / "logits.safetensors")["logits"]
    differences = {how: float((logits(model, exported) - ours).abs().max()) for how, model in models.items()}
    print(f"{directory.relative_to(ROOT)}: " + ", ".join(f"{how} {found:.1e}" for how, found in differences.items()))
    return max(differences.values()) < TOLERANCE


def main():
    named = [Path(name).resolve() for name in sys.argv[1:]]
    directories = named or sorted(path.parent for path in (ROOT / "models").glob("*/*/config.json")
                                  if json.loads(path.read_text())["model_type"] != "bilstm")
    failed = []
    for directory in directories:
        adapter = directory / "adapter_config.json"
        base = STORE / json.loads(adapter.read_text())["base_model_name_or_path"] if adapter.exists() else directory
        if not base.exists():
            print(f"{directory.relative_to(ROOT)}: left out, {base.name} is not in the model store")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            if not check(directory, Path(scratch)):
                failed.append(directory.name)
    sys.exit(f"other logits than tango's: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
