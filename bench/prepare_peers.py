#!/usr/bin/env python3
"""Makes what the peers of bench/compare.py run, into build/peers-out/NAME:

  bert-base    random weights
  mpnet-sst2   MPNet-base merged with the SST-2 adapter of the shared models
  minilm-sst2  the trained BERT of the shared models, which tells how exact a peer's int8 is on a BERT
  tinybert4    4 layers, 312 wide, random weights; also as a Hugging Face directory for tango
  electra-base albert-base xlm-roberta-base deberta-v3-base modernbert-base
               of bench/family_models.py, random weights; the same directories for tango

Each as OpenVINO's fp32.xml and int8.xml (by NNCF; int8-7bit.xml with weights that cannot overflow
AVX2's products), as the ONNX files of bench/onnx_models.py, with its tokenizer.json, and a BERT in
CTranslate2's form (ct2-fp32, ct2-int8). int8 ranges are calibrated on 300 texts of SST-2 train
(BERT-base: on random tokens). What is there already is not made again. Every fp32 export is
compared with PyTorch at other shapes than it was traced with.

  build/peers/bin/python bench/prepare_peers.py [NAME...]
"""
import argparse
import functools
import json
import shutil
import sys
import tempfile
from pathlib import Path

import onnx_models
from engines import BERTS
from family_models import FAMILIES
from places import DATA, PEER_MODELS, SHARED_MODELS, appearing, model_store, texts_of

CALIBRATION_TEXTS = 300
FAMILY_SAMPLES = 64  # ranges of random weights: nobody looks at their answers
MAX_LENGTH = 128
BASE = "sentence-transformers/all-mpnet-base-v2"


def random_bert(**sizes):
    import torch
    from transformers import BertConfig, BertForSequenceClassification
    torch.manual_seed(0)
    config = BertConfig(num_labels=2, **sizes)
    return BertForSequenceClassification._from_config(config, attn_implementation="eager").eval()


def merged_mpnet():
    """The base weights plus the adapter's: W + alpha / r * B A, and its classifier whole."""
    import torch
    from safetensors.torch import load_file
    from transformers import MPNetConfig, MPNetForSequenceClassification
    adapter_directory = SHARED_MODELS / "sst2-mpnet-lora"
    base_file = model_store() / BASE / "model.safetensors"
    if not base_file.exists():
        sys.exit(f"{base_file}: not there; run scripts/fetch_models.py --only {Path(BASE).name}")
    settings = json.loads((adapter_directory / "adapter_config.json").read_text())
    scale = settings["lora_alpha"] / settings["r"]
    weights = {"mpnet." + name: value for name, value in load_file(base_file).items()
               if not name.startswith("pooler.") and not name.endswith("position_ids")}
    adapter = {name.removeprefix("base_model.model."): value
               for name, value in load_file(adapter_directory / "adapter_model.safetensors").items()}
    for name, value in adapter.items():
        if name.endswith(".lora_A.weight"):
            stem = name.removesuffix(".lora_A.weight")
            weights[stem + ".weight"] += scale * adapter[stem + ".lora_B.weight"] @ value
        elif not name.endswith(".lora_B.weight"):
            weights[name] = value
    config = MPNetConfig.from_pretrained(adapter_directory)
    model = MPNetForSequenceClassification._from_config(config, attn_implementation="eager").eval()
    model.load_state_dict(weights, strict=True)
    check_against_recorded_logits(model, adapter_directory)
    return model


def trained_minilm():
    from transformers import AutoModelForSequenceClassification
    return AutoModelForSequenceClassification.from_pretrained(
        SHARED_MODELS / "sst2-minilm", attn_implementation="eager").eval()


def check_against_recorded_logits(model, directory):
    import torch
    encoded = encode(directory / "tokenizer.json", texts_of(DATA / "sst2/dev.tsv", [0])[:8])
    lines = (directory / "logits_dev.jsonl").read_text().splitlines()
    for row, line in zip(encoded, lines):
        with torch.inference_mode():
            ours = model(**{name: torch.from_numpy(row[name])
                            for name in ("input_ids", "attention_mask")}).logits[0]
        difference = float((ours - torch.tensor(json.loads(line)["logits"])).abs().max())
        if difference > 1e-4:
            sys.exit(f"{directory}: merged weights give other logits than recorded: {difference}")


def encode(tokenizer_file, texts):
    """One dict of [1, tokens] arrays a text."""
    import numpy
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.no_padding()
    return [{"input_ids": numpy.array([row.ids], numpy.int64),
             "attention_mask": numpy.ones((1, len(row.ids)), numpy.int64),
             "token_type_ids": numpy.array([row.type_ids], numpy.int64)}
            for row in tokenizer.encode_batch(texts)]


def random_inputs(texts, tokens, seed):
    import numpy
    ids = numpy.random.default_rng(seed).integers(1000, 30000, (texts, tokens), dtype=numpy.int64)
    return {"input_ids": ids, "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids)}


def wrapped(model, names):
    """From the inputs in this order to the logits alone."""
    import torch

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *inputs):
            return self.model(**dict(zip(names, inputs))).logits

    return Logits().eval()


def check_inputs():
    """Of other shapes than the traced one, the first text with padding."""
    for texts, tokens in ((3, 40), (1, 7)):
        inputs = random_inputs(texts, tokens, 1)
        inputs["attention_mask"][0, tokens - 3:] = 0
        yield inputs


def export(model, names, target):
    import openvino
    import torch
    traced = {name: torch.from_numpy(value) for name, value in random_inputs(2, 16, 0).items()}
    with torch.no_grad():
        converted = openvino.convert_model(
            wrapped(model, names), example_input=tuple(traced[name] for name in names),
            input=[(openvino.PartialShape([-1, -1]), openvino.Type.i64) for _ in names])
    for node, name in zip(converted.inputs, names):
        node.get_tensor().set_names({name})
    check_export(model, names, converted)
    with appearing(target) as temporary:
        openvino.save_model(converted, temporary, compress_to_fp16=False)


def check_export(model, names, converted):
    import numpy
    import openvino
    import torch
    compiled = openvino.Core().compile_model(converted, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    for inputs in check_inputs():
        with torch.no_grad():
            expected = model(**{name: torch.from_numpy(inputs[name]) for name in names}).logits.numpy()
        got = compiled({name: inputs[name] for name in names})[0]
        difference = float(numpy.abs(got - expected).max())
        if difference > 1e-3:
            sys.exit(f"the export's logits differ from PyTorch's by {difference} at "
                     f"{expected.shape[0]} texts")


def quantize(source, samples, target):
    import nncf
    import openvino
    from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters, OverflowFix
    model = openvino.Core().read_model(source)
    names = [node.get_any_name() for node in model.inputs]
    fix = OverflowFix.ENABLE if "-7bit" in target.name else OverflowFix.FIRST_LAYER  # NNCF's default
    quantized = nncf.quantize(model, nncf.Dataset([{name: row[name] for name in names} for row in samples]),
                              model_type=nncf.ModelType.TRANSFORMER, subset_size=len(samples),
                              advanced_parameters=AdvancedQuantizationParameters(overflow_fix=fix))
    with appearing(target) as temporary:
        openvino.save_model(quantized, temporary)


def convert_to_ctranslate2(model, directory):
    """Needs a tokenizer beside the weights; any of the same vocabulary will do."""
    import ctranslate2
    import numpy
    import torch
    from transformers import AutoTokenizer
    model.config.position_embedding_type = "absolute"  # the converter asks; transformers 5 has dropped it
    with tempfile.TemporaryDirectory() as source:
        model.save_pretrained(source)
        AutoTokenizer.from_pretrained(SHARED_MODELS / "sst2-minilm").save_pretrained(source)
        converter = ctranslate2.converters.TransformersConverter(source)
        for precision, form in (("fp32", "float32"), ("int8", "int8")):
            converter.convert(str(directory / f"ct2-{precision}"), quantization=form, force=True)
    head = model.classifier
    with torch.no_grad():
        numpy.savez(directory / "ct2-head.npz", weight=head.weight.numpy(), bias=head.bias.numpy())


def sst2_calibration(tokenizer_file):
    return encode(tokenizer_file, texts_of(DATA / "sst2/train.tsv", [0])[:CALIBRATION_TEXTS])


def prepare(directory, make_model, names, make_samples, tokenizer_from=None, as_hugging_face=False):
    """fp32.xml, int8.xml and what else is asked for; only what is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    if tokenizer_from and not (directory / "tokenizer.json").exists():
        with appearing(directory / "tokenizer.json") as temporary:
            shutil.copyfile(tokenizer_from / "tokenizer.json", temporary)
    make_model = functools.cache(make_model)
    make_samples = functools.cache(make_samples)
    float_file, weights_file = directory / "fp32.xml", directory / "model.safetensors"
    if not float_file.exists() or (as_hugging_face and not weights_file.exists()):
        print(f"{directory.name}: exporting ...", flush=True)
        if as_hugging_face:
            make_model().save_pretrained(directory)
        export(make_model(), names, float_file)
        for derived in (*directory.glob("int8*"), *directory.glob("fp32*.onnx"),
                        *directory.glob("ct2-head.npz")):
            derived.unlink()
    for int8_file in (directory / "int8.xml", directory / "int8-7bit.xml"):
        if not int8_file.exists():
            print(f"{directory.name}: {int8_file.name} ...", flush=True)
            quantize(float_file, make_samples(), int8_file)
    onnx_models.make(directory, lambda: wrapped(make_model(), names), names,
                     [random_inputs(2, 16, 0), *check_inputs()], make_samples)
    if directory.name in BERTS and not (directory / "ct2-head.npz").exists():
        print(f"{directory.name}: CTranslate2 ...", flush=True)
        convert_to_ctranslate2(make_model(), directory)
    print(f"{directory.name}: in {directory}", flush=True)


BERT_INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def prepare_bert_base():
    prepare(PEER_MODELS / "bert-base", random_bert,
            BERT_INPUTS,
            lambda: [random_inputs(1, 32, seed) for seed in range(64)])


def prepare_mpnet():
    directory = PEER_MODELS / "mpnet-sst2"
    prepare(directory, merged_mpnet, ["input_ids", "attention_mask"],
            lambda: sst2_calibration(directory / "tokenizer.json"),
            tokenizer_from=SHARED_MODELS / "sst2-mpnet-lora")


def prepare_minilm():
    directory = PEER_MODELS / "minilm-sst2"
    prepare(directory, trained_minilm, BERT_INPUTS,
            lambda: sst2_calibration(directory / "tokenizer.json"),
            tokenizer_from=SHARED_MODELS / "sst2-minilm")


def prepare_tinybert4():
    directory = PEER_MODELS / "tinybert4"
    prepare(directory,
            lambda: random_bert(hidden_size=312, num_hidden_layers=4, num_attention_heads=12,
                                intermediate_size=1200),
            BERT_INPUTS,
            lambda: sst2_calibration(directory / "tokenizer.json"),
            tokenizer_from=SHARED_MODELS / "sst2-minilm", as_hugging_face=True)


def prepare_family(name):
    directory = PEER_MODELS / name
    family = FAMILIES[name]
    prepare(directory, family.make, family.inputs,
            lambda: sst2_calibration(directory / "tokenizer.json")[:FAMILY_SAMPLES],
            tokenizer_from=SHARED_MODELS / "sst2-minilm", as_hugging_face=True)
    (directory / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]"}))


MODELS = {"bert-base": prepare_bert_base, "mpnet-sst2": prepare_mpnet,
          "minilm-sst2": prepare_minilm, "tinybert4": prepare_tinybert4,
          **{name: functools.partial(prepare_family, name) for name in FAMILIES}}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MODELS)}")
    names = parser.parse_args().names
    if unknown := set(names) - set(MODELS):
        parser.error(f"not known: {', '.join(unknown)}")
    for name in names or MODELS:
        MODELS[name]()


if __name__ == "__main__":
    main()
