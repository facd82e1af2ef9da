"""The routes of the Open Inference Protocol (KServe v2) over REST, as src/serve/kserve has them."""
from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from .. import _core
from .._errors import Error
from ._protocol import (
    JSON, MOST_NAMED, VERSION, Answer, Asked, answers_of, asked_of, check_body, dump, field, number, parse_object,
    refuse, refuse_misspelt, required_string, string, type_name,
)

if TYPE_CHECKING:
    from ._ingress import Ingress

_MODELS = "/v2/models/"
_MOST_ELEMENTS = 1 << 24
_SIZES_SHOWN = 8  # of a shape, in an error
_LENGTH_HEADER = "Inference-Header-Content-Length"
_HEADER_IS = f"{_LENGTH_HEADER} is the number of bytes of JSON at the begin of the request's body"
# datatype, whether there is one for each label, the elements of an answer; of those that answer questions the first
# span's place takes the place of what there is for each label
_OUTPUTS: dict[str, tuple[str, bool, Callable[[Answer], list[Any]]]] = {
    "label": ("BYTES", False, lambda one: [one.label]),
    "score": ("FP32", False, lambda one: [one.score]),
    "scores": ("FP32", True, lambda one: one.scores),
    "start": ("INT32", False, lambda one: [one.spans[0][1] if one.spans else 0]),
    "end": ("INT32", False, lambda one: [one.spans[0][2] if one.spans else 0]),
    "tier": ("INT32", False, lambda one: [one.tier]),
    "confidence": ("FP32", False, lambda one: [one.confidence]),
    "logits": ("FP32", True, lambda one: one.logits),
}
_OF_SPANS = ("start", "end")


@dataclasses.dataclass
class Infer(Asked):
    """A request."""

    id: str
    outputs: list[tuple[str, bool]]  # names, and whether they are binary
    binary: bool  # those by default are so


def _parameters_of(parent: dict[str, Any]) -> dict[str, Any]:
    found = parent.get("parameters")
    if found is not None and not isinstance(found, dict):
        refuse('"parameters" is a JSON object')
    return found or {}


def _flattened(data: Any, tensor: str) -> list[str]:
    if isinstance(data, str):
        return [data]
    if not isinstance(data, list):
        refuse(f'"data" of tensor "{tensor}" is a list of strings; found {type_name(data)}')
    return [text for one in data for text in _flattened(one, tensor)]


def _split(data: bytes, tensor: str) -> list[str]:
    """Each is its length in four bytes, the lowest first, and so many bytes."""
    texts: list[str] = []
    place = 0
    while place < len(data):
        end = place + 4 + int.from_bytes(data[place:place + 4], "little")
        if end > len(data) or len(data) - place < 4:
            refuse(f'element {len(texts)} of tensor "{tensor}" is longer than the tensor\'s binary data; '
                   "each is its length in 4 bytes, little-endian, and so many bytes")
        texts.append(data[place + 4:end].decode(errors="replace"))
        place = end
    return texts


def _count_of(name: str, datatype: str, shape: Any) -> int:
    """How many texts an input has, by its shape."""
    if not isinstance(shape, list):
        refuse(f'"shape" is [texts] or [texts, 1]; found {type_name(shape)}')
    for one in shape:
        if type(one) is not int:
            refuse(f'"shape" is [texts] or [texts, 1]; found {type_name(one)} in a list')
    if name not in ("text", "text_pair"):
        refuse(f'the inputs are text and, for pairs, text_pair; found "{name[:MOST_NAMED]}"')
    if datatype != "BYTES":
        refuse(f'tensor "{name}" has the datatype BYTES; found {datatype[:MOST_NAMED]}')
    count = 1 if 1 <= len(shape) <= 2 else 0
    for one in shape if count else ():
        count = count * one if 1 <= one <= _MOST_ELEMENTS and count * one <= _MOST_ELEMENTS else 0
    if count == 0:
        shown = ",".join(map(str, shape[:_SIZES_SHOWN])) + (",…" if len(shape) > _SIZES_SHOWN else "")
        refuse(f'the shape of tensor "{name}" is [texts] or [texts, 1]; found [{shown}]')
    return count


def _texts_of(tensors: Any, binary: bytes) -> Sequence[Any]:
    if not isinstance(tensors, list):
        refuse('"inputs" is a list of the tensors text and, perhaps, text_pair')
    found: dict[str, list[str]] = {}
    for tensor in tensors:
        name = required_string(tensor, "name")
        datatype = field(tensor, "datatype", "a string", "none")
        count = _count_of(name, datatype, tensor.get("shape", []))
        size = field(_parameters_of(tensor), "binary_data_size", "a whole number")
        if size is None:
            texts = _flattened(tensor.get("data"), name)
        elif size < 0:
            refuse('"binary_data_size" is a number of bytes')
        elif size > len(binary):
            refuse(f'tensor "{name}" has {size} bytes of binary data, but only {len(binary)} are left of the '
                   "request's body")
        else:
            texts, binary = _split(binary[:size], name), binary[size:]
        if name in found:
            refuse(f'tensor "{name}" is there twice')
        if len(texts) != count:
            refuse(f'tensor "{name}" has the shape of {count} texts, but data of {len(texts)}')
        found[name] = texts
    if "text" not in found:
        refuse("the input text is missing")
    texts, pairs = found["text"], found.get("text_pair")
    if pairs is not None and len(pairs) != len(texts):
        refuse(f"there are {len(texts)} texts, but {len(pairs)} in text_pair")
    if binary:
        refuse(f"{len(binary)} bytes of binary data belong to no tensor")
    return texts if pairs is None else list(zip(texts, pairs, strict=True))


def _outputs_of(tensors: Any, binary: bool) -> list[tuple[str, bool]]:
    if not isinstance(tensors, list):
        refuse('"outputs" is a list of tensors')
    outputs = []
    for tensor in tensors:
        name, parameters = required_string(tensor, "name"), _parameters_of(tensor)
        if "classification" in parameters:
            refuse('"classification" isn\'t an extension that this server has; ask for scores')
        wanted = field(parameters, "binary_data", "true or false", binary)
        if name not in _OUTPUTS:
            refuse("the outputs are label, score, scores, start, end, tier, confidence and logits; found "
                   f'"{name[:MOST_NAMED]}"')
        if any(name == other for other, _ in outputs):
            refuse(f'output "{name}" is there twice')
        outputs.append((name, wanted))
    return outputs


def _names_of(problem_type: str) -> list[str]:
    """The outputs of a model."""
    of_spans = problem_type == "question_answering"
    return [name for name, (_, per_label, _) in _OUTPUTS.items()
            if not (per_label if of_spans else name in _OF_SPANS)]


def complete_outputs(request: Infer, problem_type: str) -> None:
    """Adds those by default, where none is named. Raises Error where one is that such a model hasn't."""
    names = _names_of(problem_type)
    for name, _ in request.outputs:
        if name not in names:
            kinds = ("answer questions; this one chooses among labels" if name in _OF_SPANS
                     else "choose among labels; this one answers questions, with label, score, start, end, tier and "
                          "confidence")
            refuse(f'the output "{name}" is of models that {kinds}')
    request.outputs = request.outputs or [(name, request.binary) for name in names if name != "logits"]


def parse(body: bytes, header: str) -> Infer:
    """`header`: the bytes of JSON; "" where all is. Raises Error, whose code is ``"invalid_input"``."""
    size = len(body)
    if header:
        if not (header.isascii() and header.isdigit() and len(header) < 20 and int(header) <= size):
            refuse(_HEADER_IS)
        size = int(header)
    fields = parse_object(body[:size])
    identifier = field(fields, "id", "a string", "")
    texts = _texts_of(fields.get("inputs"), body[size:])
    parameters = _parameters_of(fields)
    refuse_misspelt(parameters, ("timeout", "threshold", "tier", "binary_data_output"))
    binary = field(parameters, "binary_data_output", "true or false", False)
    outputs = _outputs_of(fields.get("outputs", []), binary)
    timeout = field(parameters, "timeout", "a number")  # microseconds, as Triton's; 0: none
    if timeout is not None and not timeout >= 0:
        refuse(f'"timeout" is a number of microseconds, or 0 for none; found {timeout:g}')
    return Infer(texts, *asked_of(parameters, timeout * 1e-6 if timeout else None), identifier, outputs, binary)


def _binary(datatype: str, elements: list[Any]) -> bytes:
    if datatype == "BYTES":
        return b"".join(struct.pack("<I", len(one)) + one for one in map(str.encode, elements))
    return struct.pack(f"<{len(elements)}{'f' if datatype == 'FP32' else 'i'}", *elements)


def render(request: Infer, model: str, outcomes: Sequence[Answer | Error]) -> Response:
    """What `tango serve` writes, byte for byte. Raises the first text's error that is one."""
    answers = answers_of(outcomes, is_batch=len(outcomes) > 1)
    tensors, behind, any_binary = [], b"", False
    for name, is_binary in request.outputs:
        datatype, per_label, elements_in = _OUTPUTS[name]
        elements = [element for answer in answers for element in elements_in(answer)]
        shape = f"{len(answers)},{len(answers[-1].scores)}" if per_label else f"{len(answers)}"
        if is_binary:
            any_binary, data = True, _binary(datatype, elements)
            rest = f'"parameters":{{"binary_data_size":{len(data)}}}'
            behind += data
        else:
            write = {"BYTES": string, "FP32": number, "INT32": str}[datatype]
            rest = f'"data":[{",".join(map(write, elements))}]'
        tensors.append(f'{{"name":"{name}","datatype":"{datatype}","shape":[{shape}],{rest}}}')
    of_id = f',"id":{string(request.id)}' if request.id else ""
    head = (f'{{"model_name":{string(model)},"model_version":"{VERSION}"{of_id},'
            f'"outputs":[{",".join(tensors)}]}}').encode()
    if not any_binary:
        return Response(head, media_type=JSON)
    return Response(head + behind, headers={_LENGTH_HEADER: str(len(head))}, media_type="application/octet-stream")


def _split_path(path: str) -> tuple[str, int, str]:
    """NAME[/versions/VERSION][/WHAT]; version 0: none is named."""
    name, _, rest = path.removeprefix(_MODELS).partition("/")
    if not name:
        raise Error("the name of a model is missing", "not_found")
    if not rest.startswith("versions/"):
        return name, 0, rest
    version, _, rest = rest.removeprefix("versions/").partition("/")
    if not version:
        raise Error("the version is missing", "not_found")
    is_number = version.isascii() and version.isdigit() and len(version) < 20
    if not (is_number and 1 <= int(version) < 2**31):
        raise Error(f'a version is a number from 1; found "{version}"', "not_found")
    return name, int(version), rest


async def infer(ingress: Ingress, http: HttpRequest, path: str) -> Response:
    name, version, what = _split_path(path)
    if what != "infer":
        raise Error(f"there is no POST {path}", "not_found")
    body = await http.body()
    check_body(body)
    request = parse(body, http.headers.get(_LENGTH_HEADER, ""))
    ingress.check_model(name, version)
    complete_outputs(request, (await ingress.introduced())[-1]["problem_type"])
    outcomes = await ingress.answer(request, name, version)
    return render(request, ingress.name, outcomes)


def _statistics(ingress: Ingress) -> dict[str, Any]:
    counts = ingress.counts
    return {"model_stats": [{
        "name": ingress.name, "version": str(VERSION), "inference_count": counts.texts,
        "execution_count": counts.requests,
        "inference_stats": {"success": {"count": counts.requests, "ns": counts.nanoseconds},
                            "fail": {"count": counts.failed_requests, "ns": counts.failed_nanoseconds}}}]}


def _description(name: str, last: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name, "versions": [str(VERSION)], "platform": "tango_cascade",
        "inputs": [{"name": one, "datatype": "BYTES", "shape": [-1]} for one in ("text", "text_pair")],
        "outputs": [{"name": one, "datatype": _OUTPUTS[one][0],
                     "shape": [-1, len(last["labels"])] if _OUTPUTS[one][1] else [-1]}
                    for one in _names_of(last["problem_type"])]}


async def tell(ingress: Ingress, http: HttpRequest, path: str) -> Response:
    """Of the server and its model."""
    if path == "/v2":
        told: Any = {"name": "tango", "version": _core.version,
                     "extensions": ["binary_tensor_data", "model_repository", "statistics"]}
    elif path == "/v2/health/live":
        told = {"live": True}
    else:
        last = (await ingress.introduced())[-1]
        if path == "/v2/health/ready":
            told = {"ready": True}
        elif path == "/v2/repository/index":
            told = [{"name": ingress.name, "version": str(VERSION), "state": "READY", "reason": ""}]
        elif path == _MODELS + "stats":
            told = _statistics(ingress)
        else:
            name, version, what = _split_path(path)
            ingress.check_model(name, version)
            if what not in ("", "ready", "stats"):
                raise Error(f"there is no {http.method} {path}", "not_found")
            told = (_statistics(ingress) if what == "stats" else {"ready": True} if what == "ready"
                    else _description(ingress.name, last))
    return Response(dump(told), media_type=JSON)


ROUTES = {
    **{path: {"GET": tell} for path in ("/v2", "/v2/health/live", "/v2/health/ready")},
    "/v2/repository/index": {"GET": tell, "POST": tell},
    _MODELS + "*": {"GET": tell, "POST": infer},
}
