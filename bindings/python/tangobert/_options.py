"""Values of options: of another kind they are an Error that says which would be right."""
from __future__ import annotations

import operator
import os
from typing import Any

from ._errors import Error

_LARGEST = 2**31 - 1  # of the engine's whole numbers
_SHOWN = 40  # characters of a value


def _wrong(name: str, value: Any, right: str) -> Error:
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return Error(f"{name} is {shown}, a {type(value).__name__}; give {right}", settings=(name,))


def number(name: str, value: Any) -> float:
    if not isinstance(value, (str, bytes, bool)):
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            pass
    raise _wrong(name, value, "a number")


def whole(name: str, value: Any, least: int = -_LARGEST, most: int = _LARGEST) -> int:
    if not isinstance(value, bool):
        try:
            if least <= (found := operator.index(value)) <= most:
                return found
        except TypeError:
            pass
    raise _wrong(name, value, f"a whole number{f' from {least} on' if least >= 0 else ''}, at most {most}")


def word(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _wrong(name, value, "a str")


def flag(name: str, value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise _wrong(name, value, "True or False")


def path(name: str, value: Any) -> str:
    """As the engine can open it."""
    try:
        found = os.fsdecode(value)
        if "\0" not in found and found.encode():
            return found
    except (TypeError, UnicodeEncodeError):
        pass
    raise _wrong(name, value, "a path in UTF-8 that is not empty")


def of_call(threshold: Any, tier: Any, timeout: Any) -> dict[str, Any]:
    """What every way of answering takes."""
    return {"threshold": None if threshold is None else number("threshold", threshold),
            "tier": None if tier is None else whole("tier", tier),
            "timeout": None if timeout is None else number("timeout", timeout)}


def count_of(top_k: Any) -> int | None:
    return None if top_k is None else whole("top_k", top_k)
