"""What the protocols of `tango serve` have in common: JSON in, answers and errors out. Without Ray."""
from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from .._errors import Error

MAX_BODY_BYTES = 2 << 20
MOST_NAMED = 64  # characters of what a request names, in an error
JSON = "application/json"
VERSION = 1  # of the model; the only one
_MOST_DEPTH = 64
_BODY = "the request's body"
_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object", type(None): "null"}
_HIGHEST_TIER = 1_000_000  # which no cascade has: it says so
# Of an object whose fields are looked at: who sends more has not misspelt one.
_MOST_FIELDS = 64
_MOST_LETTERS = 64
_LONGEST_S = 1e6  # beyond it there is no deadline
_KINDS = {"true or false": bool, "a whole number": int, "a number": (int, float), "a string": str}
_ERROR_TYPES = {429: "Overloaded", 503: "Unhealthy", 424: "Backend", 504: "Backend"}
_STATUSES = {"usage": 422, "invalid_input": 422, "unsupported": 422, "not_found": 404, "overloaded": 429,
             "cancelled": 499, "stopping": 503, "deadline": 504}

Text = str | tuple[str, str]


@dataclasses.dataclass
class Answer:
    """What a tier says of one text."""

    tier: int
    labels: list[str]
    label: str  # those of a multi-label answer joined by commas, or the best span's text
    score: float
    scores: list[float]
    logits: list[float]
    spans: list[tuple[float, int, int, str]]
    confidence: float
    truncated: bool
    cut_short: bool = False


@dataclasses.dataclass
class Asked:
    """Texts, and what a request says of all of them."""

    texts: Sequence[Text]
    threshold: float | None
    tier: int | None
    timeout: float | None  # seconds


def refuse(message: str, *settings: str) -> NoReturn:
    raise Error(message, "invalid_input", settings)


def dump(value: Any) -> str:
    """As `tango serve` writes what it tells of itself."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def number(value: float) -> str:
    """The shortest decimal that is this float32 again."""
    return str(np.float32(value)).removesuffix(".0")


def type_name(value: Any) -> str:
    return _NAMES[type(value)]


def field(fields: Any, name: str, what: str, otherwise: Any = None) -> Any:
    """`what`: "true or false", "a whole number", "a number" or "a string"."""
    if not isinstance(fields, dict):
        refuse(f"{_BODY}: expected a JSON object, found {type_name(fields)}")
    value = fields.get(name)
    if value is None:
        return otherwise
    kind = _KINDS[what]
    wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
    if wrong or (kind is int and value >= 2**63):
        refuse(f'{_BODY}: "{name}" should be {what}, found {type_name(value)}')
    return value


def required_string(fields: Any, name: str) -> str:
    value: str | None = field(fields, name, "a string")
    if value is None:
        refuse(f'{_BODY}: "{name}" is missing; it should be a string')
    return value


def check_body(body: bytes) -> None:
    if len(body) > MAX_BODY_BYTES:
        refuse(f"the body has more than {MAX_BODY_BYTES} bytes; send several requests", "long_text")


def parse_object(body: bytes) -> dict[str, Any]:
    """Raises Error, whose code is ``"invalid_input"``."""
    try:
        fields = json.loads(body.decode("utf-8-sig"), parse_int=_whole, parse_float=_finite, parse_constant=str)
        if b"\\ud" in body.lower():
            json.dumps(fields, ensure_ascii=False).encode()
        deep = _is_deeper(fields, _MOST_DEPTH)
    except RecursionError:
        deep = True
    except ValueError as error:
        refuse(f"{_BODY}: not JSON: {error}")
    if deep:
        refuse(f"{_BODY}: JSON nested deeper than {_MOST_DEPTH}")
    if not isinstance(fields, dict):
        refuse(f'{_BODY} is a JSON object, such as {{"inputs": "a text"}}; found {type_name(fields)}')
    return fields


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(f"{written[:60]} is out of range")
    return value


def _whole(written: str) -> int | float:
    value = int(written)
    return value if -2**63 <= value < 2**64 else _finite(written)


def _is_deeper(value: Any, most: int) -> bool:
    if not isinstance(value, (list, dict)):
        return False
    return most == 0 or any(_is_deeper(one, most - 1) for one in (value.values() if isinstance(value, dict) else value))


def _edits(wrong: str, right: str) -> int:
    """The optimal string alignment distance."""
    before, last = [], list(range(len(right) + 1))
    for i, one in enumerate(wrong, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (one != other)))
            if i > 1 and j > 1 and (one, wrong[i - 2]) == (right[j - 2], other):
                row[-1] = min(row[-1], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


def _nearest(wrong: str, known: Sequence[str]) -> str | None:
    """As src/base/suggestion.cpp has it, with a quarter of the letters at most."""
    best, fewest = None, min(max(2, len(wrong) // 3), len(wrong) // 4, len(wrong) - 1) + 1
    for right in known:
        is_near = (len(wrong) >= 4 and right.startswith(wrong)) or wrong.lower() == right.lower()
        edits = 1 if is_near else _edits(wrong, right)
        if edits < fewest:
            best, fewest = right, edits
    return best


def refuse_misspelt(fields: dict[str, Any], known: Sequence[str]) -> None:
    """Fields that are nearly ones of `known`; others are ignored, as text-embeddings-inference does."""
    for name in fields if len(fields) <= _MOST_FIELDS else ():
        if name in known or len(name) > _MOST_LETTERS:
            continue
        if (meant := _nearest(name, known)) is not None:
            refuse(f'there is no field "{name}"; did you mean "{meant}"?')


def asked_of(fields: dict[str, Any], timeout: float | None) -> tuple[float | None, int | None, float | None]:
    """What comes after the texts in Asked."""
    threshold, tier = field(fields, "threshold", "a number"), field(fields, "tier", "a whole number")
    return (None if threshold is None else float(np.float32(threshold)),
            None if tier is None else min(max(tier, 0), _HIGHEST_TIER), timeout)


def check_batch(count: int, most: int) -> None:
    if count > most:
        refuse(f"batch size {count} > maximum allowed batch size {most}; send several requests", "long_text")


def deadline_of(timeout: float | None, otherwise: float, received: float) -> float | None:
    seconds = otherwise if timeout is None else timeout
    return received + seconds if 0 < seconds < _LONGEST_S else None


def fault_of(asked: Asked, tiers: int) -> Error | None:
    """Which each of the texts has."""
    if asked.threshold is not None and not 0 <= asked.threshold <= 1:
        return Error(f"threshold {asked.threshold:g} is outside 0 … 1", "invalid_input")
    if asked.tier is not None and not 1 <= asked.tier <= tiers:
        return Error(f"tier {asked.tier} is asked for; there are tiers 1 … {tiers}", "invalid_input")
    return None


def tokens_of(text: Text) -> int:
    """An estimate by bytes, that of `tango serve`."""
    parts = (text,) if isinstance(text, str) else text
    return 2 + sum(len(part.encode("utf8", "surrogatepass")) for part in parts) // 4


def answers_of(outcomes: Sequence[Answer | Error], is_batch: bool) -> list[Answer]:
    """Raises the first text's error that is one."""
    answers = []
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Error):
            where = f"input {index}: " if is_batch else ""
            raise Error(where + outcome.args[0], outcome.code, outcome.settings)
        answers.append(outcome)
    return answers


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
