"""The ONNX files of a peer's model: fp32, and int8 in every way that ONNX Runtime's tools make it.

  fp32.onnx                   exported by PyTorch
  fp32-fused.onnx             … after the fusions of ONNX Runtime's transformer optimiser
  int8-dynamic*.onnx          weights in 8 bits, ranges of activations found at run time
  int8-static*.onnx           … ranges of activations calibrated (QDQ)
  int8-*-7bit*.onnx           weights in 7 bits, which AVX2's products of 8 bits cannot overflow
"""
import contextlib
import tempfile
from pathlib import Path

from places import appearing

WAYS = [f"int8-{ranges}{bits}{fused}" for ranges in ("dynamic", "static") for bits in ("", "-7bit")
        for fused in ("", "-fused")]
LARGEST_DIFFERENCE = 1e-3  # of a logit


def session(file):
    import onnxruntime
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def export(logits, names, example, target):
    import torch
    with appearing(target) as temporary:
        torch.onnx.export(logits, tuple(example[name] for name in names), str(temporary),
                          input_names=list(names), output_names=["logits"], opset_version=17, dynamo=False,
                          dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names}
                          | {"logits": {0: "texts"}})


def fuse(source, sizes, target):
    """The optimiser's own fusions; those of the run-time come on top when a session opens it."""
    from onnxruntime.transformers import optimizer
    model = optimizer.optimize_model(str(source), model_type="bert", num_heads=sizes.num_attention_heads,
                                     hidden_size=sizes.hidden_size, opt_level=0)
    fused = {name: count for name, count in model.get_fused_operator_statistics().items() if count}
    print(f"{source.parent.name}: fused {fused}", flush=True)
    with appearing(target) as temporary:
        model.save_model_to_file(str(temporary))


class Samples:
    """What quantize_static reads; it asks for get_next alone."""

    def __init__(self, names, samples):
        self.rows = iter([{name: row[name] for name in names} for row in samples])

    def get_next(self):
        return next(self.rows, None)


def without_constant(file):
    """The products of two activations: attention's, which stay in fp32."""
    import onnx
    graph = onnx.load(file).graph
    constants = {one.name for one in graph.initializer}
    return [node.name for node in graph.node
            if node.op_type == "MatMul" and node.input[1] not in constants]


def quantize(way, source, names, samples, target):
    import onnx
    from onnxruntime import quantization
    # Types of what the fused operators give are not inferred. What costs no time stays exact: the
    # embeddings, attention's own products, and the head (Gemm), which sees one row of a text.
    extra = {"DefaultTensorType": onnx.TensorProto.FLOAT, "MatMulConstBOnly": True}
    options = {"weight_type": quantization.QuantType.QInt8, "per_channel": True,
               "reduce_range": "-7bit" in way}
    with appearing(target) as temporary:
        if "dynamic" in way:
            quantization.quantize_dynamic(str(source), str(temporary), extra_options=extra,
                                          op_types_to_quantize=["MatMul", "Attention"], **options)
            return
        with tempfile.TemporaryDirectory() as directory:
            shaped = Path(directory, "shaped.onnx")
            with contextlib.chdir(directory):  # where it leaves files of its own
                quantization.quant_pre_process(str(source.resolve()), str(shaped), skip_optimization="-fused" in way,
                                               skip_symbolic_shape="-fused" not in way)
            quantization.quantize_static(
                str(shaped), str(temporary), Samples(names, samples),
                quant_format=quantization.QuantFormat.QDQ,
                activation_type=quantization.QuantType.QUInt8,
                op_types_to_quantize=["MatMul"],
                nodes_to_exclude=without_constant(shaped),
                extra_options={**extra, "OpTypesToExcludeOutputQuantization": ["MatMul"]},
                **options)


def check(expected, file, inputs):
    import numpy
    found = session(file)
    names = [node.name for node in found.get_inputs()]
    for one, logits in zip(inputs, expected):
        difference = float(numpy.abs(found.run(None, {name: one[name] for name in names})[0] - logits).max())
        if difference > LARGEST_DIFFERENCE:
            file.unlink()
            raise SystemExit(f"{file}: logits differ from PyTorch's by {difference}")


def make(directory, wrapped, names, inputs, make_samples):
    """What is missing. `wrapped()` gives a module from the inputs to logits; `inputs` are what the
    fp32 files are compared with PyTorch on, the first of them what is traced."""
    import torch
    plain, fused = directory / "fp32.onnx", directory / "fp32-fused.onnx"
    if not (plain.exists() and fused.exists()):
        module = wrapped()
        tensors = [{name: torch.from_numpy(one[name]) for name in names} for one in inputs]
        with torch.no_grad():
            expected = [module(*(one[name] for name in names)).numpy() for one in tensors]
            export(module, names, tensors[0], plain)
        fuse(plain, module.model.config, fused)
        for file in (plain, fused):
            check(expected, file, inputs)
    missing = [way for way in WAYS if not (directory / f"{way}.onnx").exists()]
    samples = make_samples() if any("static" in way for way in missing) else []
    for way in missing:
        print(f"{directory.name}: {way} ...", flush=True)
        quantize(way, fused if "-fused" in way else plain, names, samples, directory / f"{way}.onnx")
