"""The protocol of `tango serve` (that of text-embeddings-inference): requests, answers, errors. Without Ray."""
from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from .._errors import Error

MAX_BODY_BYTES = 2 << 20
_BODY = "the request's body"
_INPUTS = ('"inputs" is a string, a pair of strings [string, string], or a batch of them '
           "[[string], [string, string], ...]")
_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object", type(None): "null"}
_ERROR_TYPES = {422: "Tokenizer", 429: "Overloaded", 503: "Unhealthy", 424: "Backend", 504: "Backend"}
_STATUSES = {"usage": 422, "invalid_input": 422, "unsupported": 422, "not_found": 404, "overloaded": 429,
             "cancelled": 499, "stopping": 503, "deadline": 504}


@dataclasses.dataclass
class Answer:
    """What a tier says of one text."""

    tier: int
    labels: list[str]
    scores: list[float]
    logits: list[float]
    spans: list[tuple[float, int, int, str]]
    confidence: float
    truncated: bool
    cut_short: bool = False


@dataclasses.dataclass
class Request:
    """Of /predict."""

    texts: list[str | tuple[str, str]]
    is_batch: bool
    raw_scores: bool
    truncate: bool
    threshold: float | None
    tier: int | None
    timeout: float | None
    return_tier: bool
    return_logits: bool
    model: str


def _refuse(message: str, *settings: str) -> NoReturn:
    raise Error(message, "invalid_input", settings)


def _refuse_inputs(found: str) -> NoReturn:
    _refuse(f"{_INPUTS}; found {found}")


def _sequence_of(strings: Any) -> str | tuple[str, str]:
    if not isinstance(strings, list):
        _refuse_inputs(f"{_NAMES[type(strings)]} in a batch")
    if not 1 <= len(strings) <= 2:
        _refuse_inputs(f"a list of {len(strings)} strings")
    for one in strings:
        if not isinstance(one, str):
            _refuse_inputs(f"{_NAMES[type(one)]} in a list of strings")
    return strings[0] if len(strings) == 1 else (strings[0], strings[1])


def _field(fields: dict[str, Any], name: str, kind: type | tuple[type, ...], what: str, otherwise: Any) -> Any:
    value = fields.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        _refuse(f'{_BODY}: "{name}" should be {what}, found {json.dumps(value)[:60]}')
    return value


def parse(body: bytes) -> Request:
    """Raises Error, whose code is ``"invalid_input"``."""
    if len(body) > MAX_BODY_BYTES:
        _refuse(f"the body has {len(body)} bytes; at most {MAX_BODY_BYTES} are read", "long_text")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        _refuse(f"{_BODY}: not JSON: {error}")
    if not isinstance(fields, dict):
        _refuse(f'{_BODY} is a JSON object, such as {{"inputs": "a text"}}; found {_NAMES[type(fields)]}')
    inputs = fields.get("inputs")
    is_batch = isinstance(inputs, list) and bool(inputs) and isinstance(inputs[0], list)
    if isinstance(inputs, str):
        texts: list[str | tuple[str, str]] = [inputs]
    elif not isinstance(inputs, list):
        _refuse_inputs(_NAMES[type(inputs)] if "inputs" in fields else "none")
    elif not inputs:
        _refuse_inputs("an empty list")
    else:
        texts = [_sequence_of(one) for one in inputs] if is_batch else [_sequence_of(inputs)]
    direction = _field(fields, "truncation_direction", str, "a string", "right")
    if direction not in ("right", "Right"):
        _refuse('"truncation_direction" can only be "right": the end of a text is dropped')

    def flag(name: str, otherwise: bool = False) -> bool:
        return _field(fields, name, bool, "true or false", otherwise)

    def number(name: str) -> float | None:
        return _field(fields, name, (int, float), "a number", None)

    threshold, timeout = number("threshold"), number("timeout")
    if threshold is not None and not 0 <= threshold <= 1:
        _refuse(f"threshold {threshold:g} is outside 0 … 1")
    if timeout is not None and not timeout > 0:
        _refuse('"timeout" is a time above 0')
    return Request(texts, is_batch, flag("raw_scores"), flag("truncate", True), threshold,
                   _field(fields, "tier", int, "a whole number", None), timeout, flag("return_tier"),
                   flag("return_logits"), _field(fields, "model", str, "a string", ""))


def tokens_of(text: str | tuple[str, str]) -> int:
    """An estimate by bytes, that of `tango serve`."""
    parts = (text,) if isinstance(text, str) else text
    return 2 + sum(len(part.encode("utf8", "surrogatepass")) for part in parts) // 4


def _number(value: float) -> str:
    """The shortest decimal that is this float32 again."""
    return str(np.float32(value)).removesuffix(".0")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _predictions(request: Request, answer: Answer) -> str:
    if not answer.labels:
        return ",".join(f'{{"score":{_number(score)},"start":{begin},"end":{end},"answer":{_string(text)}}}'
                        for score, begin, end, text in answer.spans)
    scores = answer.logits if request.raw_scores else answer.scores
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    return ",".join(f'{{"score":{_number(scores[i])},"label":{_string(answer.labels[i])}}}' for i in order)


def _rendered(request: Request, answer: Answer) -> str:
    text = f"[{_predictions(request, answer)}]"
    if not (request.return_tier or request.return_logits):
        return text
    text = '{"predictions":' + text
    if request.return_tier:
        text += (f',"tier":{answer.tier},"confidence":{_number(answer.confidence)},'
                 f'"cut_short":{"true" if answer.cut_short else "false"}')
    if request.return_logits:
        text += f',"logits":[{",".join(map(_number, answer.logits))}]'
    return text + "}"


def render(request: Request, outcomes: Sequence[Answer | Error], as_the_hub: bool = False) -> str:
    """What `tango serve` writes, byte for byte. Raises the first text's error that is one."""
    is_batch = request.is_batch or as_the_hub
    rendered = []
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Error):
            where = f"input {index}: " if is_batch else ""
            raise Error(where + outcome.args[0], outcome.code, outcome.settings)
        if outcome.truncated and not request.truncate:
            _refuse(f'input {index} has more tokens than the model reads; shorten it, or allow "truncate"', "long_text")
        rendered.append(_rendered(request, outcome))
    return f"[{','.join(rendered)}]" if is_batch else rendered[0]


def status_of(error: Error) -> int:
    """The table of `tango serve`."""
    status = _STATUSES.get(error.code, 424)
    return 413 if status == 422 and error.settings[:1] == ("long_text",) else status


def failure(status: int, message: str) -> str:
    return json.dumps({"error": message, "error_type": _ERROR_TYPES.get(status, "Validation")},
                      ensure_ascii=False, separators=(",", ":"))




def accepts(threshold: float | dict[str, float], confidence: float, label: str) -> bool:
    """As src/cascade/confidence.h has it: at 1 none, at 0 all. Both are float32 there."""
    own = np.float32(threshold[label] if isinstance(threshold, dict) else threshold)
    return bool(own < 1) and bool(np.float32(confidence) >= own)
